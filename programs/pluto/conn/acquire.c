/* SPDX-License-Identifier: ISC
 *
 * acquire.c - whose packet is it?  Owner by reqid, else the narrowest selector; nobody: a bare shunt.
 *
 * May use:   base, net, core, conn.
 * Must not:  initiate by itself: that is an intent.
 */
#include "conn/acquire.h"

#include "conn/conn_db_priv.h"
#include "conn/routing_event.h"
#include "conn/shunt.h"

static bool covers(const struct conn *c, const struct packet *packet, uint32_t *best)
{
	bool found = false;

	for (size_t i = 0; i < c->nr_spds; i++) {
		const struct spd *s = &c->spds[i];

		if (!packet_matches(packet, &s->local, &s->remote))
			continue;
		if (!found || s->priority < *best)
			*best = s->priority;
		found = true;
	}
	return found;
}

static bool can_own(const struct conn *c)
{
	return c->oriented && c->routing.state != RT_UNROUTED && !conn_never_negotiates(c);
}

/* Several connections share a reqid only when reqid= says so: then the narrowest of them. */
static struct conn *owner_by_reqid(struct pluto *p, uint32_t reqid, const struct packet *packet)
{
	const struct conn_db *db = p->conns;
	struct hash_node *n = hash_first(&db->by_reqid, hash_bytes(&db->by_reqid, &reqid, sizeof(reqid)));
	struct conn *found = NULL;
	uint32_t best = 0;

	for (; n != NULL; n = hash_next(n)) {
		struct conn *c = CONTAINER_OF(n, struct conn, by_reqid);
		uint32_t priority = 0;

		if (c->reqid != reqid || !can_own(c) || !covers(c, packet, &priority))
			continue;
		/* The chain has the newest first: equal ones go to the oldest. */
		if (found == NULL || priority <= best) {
			found = c;
			best = priority;
		}
	}
	return found;
}

static struct conn *owner_by_selectors(struct pluto *p, const struct packet *packet)
{
	struct conn *found = NULL;
	uint32_t best = 0;

	for (struct conn *c = conn_first(p); c != NULL; c = conn_next(p, c)) {
		uint32_t priority = 0;

		if (!can_own(c) || !covers(c, packet, &priority))
			continue;
		if (found == NULL || priority < best) {
			found = c;
			best = priority;
		}
	}
	return found;
}

struct conn *acquire_owner(struct pluto *p, uint32_t reqid, const struct packet *packet)
{
	struct conn *c = reqid == 0 ? NULL : owner_by_reqid(p, reqid, packet);

	return c != NULL ? c : owner_by_selectors(p, packet);
}

void acquire_instantiate(struct pluto *p, struct conn *template, const struct packet *packet, uint32_t seq)
{
	struct occasion o = { .event = EV_ACQUIRE, .packet = packet, .seq = seq };
	struct conn *c = conn_instantiate(p, template, template->remote.host, template->remote.port, NULL);

	if (c != NULL)
		diag_free(routing_happen(p, c, &o));
}

/* The packet would be held by somebody's trap and then dropped; a short shunt says so at once, and keeps the
 * kernel from asking again and again. */
static void nobody(struct pluto *p, const struct packet *packet, const char *text)
{
	struct shunt_wish wish = {
		.kind = SHUNT_DROP, .life = p->setup.acquire_life, .origin = "no-connection",
	};

	log_local(&p->log, "cannot initiate on-demand for packet %s: no routed connection covers this pair", text);
	(void)shunt_add(p, packet->src, packet->dst, &wish);
}

void acquire_on_event(struct pluto *p, const struct kernel_event *e)
{
	struct occasion o = { .event = EV_ACQUIRE, .packet = &e->packet, .seq = e->seq };
	char buf[160];
	struct text t = TEXT_OVER(buf);
	struct conn *c;

	p->count.acquires++;
	packet_print(&t, &e->packet);
	if (!address_is_set(e->packet.src) || !address_is_set(e->packet.dst)) {
		log_local(&p->log, "acquire without addresses is ignored");
		return;
	}
	if (address_eq(e->packet.src, e->packet.dst)) {
		trace(&p->log, "acquire for a packet to ourselves is ignored: %s", buf);
		return;
	}
	c = acquire_owner(p, e->reqid, &e->packet);
	if (c == NULL) {
		nobody(p, &e->packet, buf);
		return;
	}
	if (c->routing.state == RT_ROUTED_PROSPECTIVE)
		log_note(&c->log, "initiate on-demand for packet %s", buf);
	diag_free(routing_happen(p, c, &o));
}
