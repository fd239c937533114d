/* SPDX-License-Identifier: ISC
 *
 * initiate.c - see initiate.h.
 */
#include "ikev2/initiate.h"

#include "conn/conn_db.h"
#include "conn/routing_exec.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

static struct v2_nego *child_nego_new(const struct conn *c, const struct intent *i)
{
	struct v2_nego *n = nego_new();

	if (n == NULL)
		return NULL;
	n->ours = true;
	n->conn = c->id;
	n->has_packet = i->why == WHY_ACQUIRE;
	n->packet = i->packet;
	n->acquire_seq = i->acquire_seq;
	return n;
}

/* RC_OK when C can be initiated; else what is wrong. */
static enum rc why_not(struct pluto *p, struct conn *c, const char **why)
{
	if (conn_never_negotiates(c)) {
		*why = "it is a passthrough, drop or reject connection and never negotiates";
		return RC_INITSHUNT;
	}
	if (!p->listening) {
		*why = "this daemon does not listen yet; run `ipsec listen`";
		return RC_DEAF;
	}
	if (!c->oriented) {
		*why = "neither left= nor right= is an address of this host (yet)";
		return RC_ORIENT;
	}
	if (!address_is_set(c->remote.host) || address_is_any(c->remote.host)) {
		*why = "the peer's address is not known";
		return RC_NOPEERIP;
	}
	return RC_OK;
}

static struct endpoint end_of(const struct pluto *p, const struct end *e)
{
	return (struct endpoint){ e->host, e->port != 0 ? e->port : p->setup.ike_port };
}

/* Is a first child for C already on its way with IKE? */
static bool busy_with(struct ike_sa *ike, conn_id conn)
{
	return (ike->nego != NULL && ike->nego->conn == conn && ike->role == IKE_INITIATOR) ||
	       tasks_have_conn(ike, conn);
}

/* Without an attempt: a HOLD that an acquire left must not stay, and revival goes on. */
static void refuse(struct pluto *p, struct conn *c, enum rc rc, const char *why)
{
	v2_result(p, c->id, rc, "cannot initiate: %s", why);
	if (!conn_never_negotiates(c) && c->kind != CONN_GROUP)
		routing_negotiation_failed(p, c, 0, why);
}

static struct ike_sa *start_ike(struct pluto *p, struct conn *c, struct v2_nego *n)
{
	struct ike_sa *ike =
		ike_sa_new(p, c->id, IKE_INITIATOR, end_of(p, &c->local), end_of(p, &c->remote));
	char to[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(to);

	if (ike == NULL) {
		nego_free(p, &n);
		refuse(p, c, RC_FATAL, "out of memory");
		return NULL;
	}
	ike->nego = n;
	n->ke_alg = proposal_first_ke(&c->config->ike);
	if (n->ke_alg == NULL || !nego_nonce(p, &n->ni)) {
		v2_ike_failed(p, ike, RC_FATAL,
			      "no key exchange method is configured, or NSS failed");
		return ike;
	}
	n->groups_tried = 1ull << n->ke_alg->id;
	address_print(&t, ike->remote.addr);
	log_note(&ike->log, "initiating IKEv2 connection to %s using UDP", to);
	routing_negotiation_started(p, c, ike->id);
	sa_init_i_send(p, ike);
	return ike;
}

void v2_initiate(struct pluto *p, const struct intent *i)
{
	struct conn *c = conn_by_id(p, i->conn);
	const char *why = NULL;
	struct child_sa *child;
	struct ike_sa *ike;
	struct v2_nego *n;
	enum rc rc;

	if (c == NULL || p->stopping)
		return;
	rc = why_not(p, c, &why);
	if (rc != RC_OK) {
		refuse(p, c, rc, why);
		return;
	}
	child = child_by_id(p, c->routing.owner_child);
	if (child != NULL && child->state == CHILD_UP) {
		v2_result(p, c->id, RC_OK, "Child SA #%llu is up already",
			  (unsigned long long)child->id);
		return;
	}
	ike = ike_for_conn(p, c);
	if (ike != NULL && busy_with(ike, c->id))
		return;		/* whoever waits hears of that attempt */
	n = child_nego_new(c, i);
	if (n == NULL) {
		refuse(p, c, RC_FATAL, "out of memory");
		return;
	}
	/* A peer that is just connecting to us may never finish: do not wait for it. */
	if (ike == NULL || ike->state == IKE_INIT_R) {
		start_ike(p, c, n);
		return;
	}
	routing_negotiation_started(p, c, ike->id);
	if (!task_add(p, ike, TASK_CHILD, &n, 0)) {
		routing_negotiation_failed(p, c, ike->id, "too many exchanges are waiting");
		v2_result(p, c->id, RC_FATAL, "too many exchanges are waiting for this IKE SA");
	}
}

void v2_replace_ike(struct pluto *p, struct ike_sa *old)
{
	struct conn *first = ike_conn(p, old);
	struct intent i = { .type = INTENT_INITIATE, .why = WHY_REVIVAL };
	struct v2_nego *n = first == NULL ? NULL : child_nego_new(first, &i);
	struct ike_sa *ike;

	if (n == NULL)
		return;
	ike = start_ike(p, first, n);
	if (ike == NULL || ike->state == IKE_GONE)
		return;
	ike->replaces = old->id;
	LIST_FOR_EACH(&old->children, node) {
		struct child_sa *child = CONTAINER_OF(node, struct child_sa, ike_link);
		struct conn *c = conn_by_id(p, child->conn);

		if (c == NULL || c == first || child->state != CHILD_UP ||
		    tasks_have_conn(ike, c->id))
			continue;
		n = child_nego_new(c, &i);
		if (n != NULL)
			task_add(p, ike, TASK_CHILD, &n, 0);
	}
}
