/* SPDX-License-Identifier: ISC
 *
 * sim_link.c - the network between the hosts: rules, losses, NAT boxes; and the packets of users.
 */
#include <stdlib.h>
#include <string.h>

#include "testing/sim/sim_world.h"

#define IKE_HEADER 28

/* --- NAT ----------------------------------------------------------------------------------------------------- */

static bool is_old(const struct sim_world *w, const struct sim_nat *n, const struct sim_mapping *m)
{
	return m->used + n->timeout.us < w->now.us;
}

struct endpoint sim_nat_out(struct sim_world *w, struct sim_nat *n, struct endpoint inside)
{
	struct sim_mapping *m = NULL;

	for (size_t i = 0; i < n->nr_forwards; i++) {
		if (endpoint_eq(n->forwards[i].inside, inside))
			return (struct endpoint){ n->outside, n->forwards[i].port };
	}
	for (size_t i = 0; i < n->nr; i++) {
		if (endpoint_eq(n->maps[i].inside, inside))
			m = &n->maps[i];
	}
	if (m == NULL && n->nr < SIM_MAPPINGS) {
		m = &n->maps[n->nr++];
		*m = (struct sim_mapping){ .inside = inside, .used = INT64_MIN / 2 };
	}
	if (m == NULL)
		return (struct endpoint){ .port = 0 };
	if (is_old(w, n, m))
		m->port = n->next_port++;
	m->used = w->now.us;
	return (struct endpoint){ n->outside, m->port };
}

bool sim_nat_in(struct sim_world *w, struct sim_nat *n, uint16_t port, struct endpoint *inside)
{
	for (size_t i = 0; i < n->nr_forwards; i++) {
		if (n->forwards[i].port == port) {
			*inside = n->forwards[i].inside;
			return true;
		}
	}
	for (size_t i = 0; i < n->nr; i++) {
		if (n->maps[i].port == port && !is_old(w, n, &n->maps[i])) {
			*inside = n->maps[i].inside;
			n->maps[i].used = w->now.us;
			return true;
		}
	}
	return false;
}

static struct sim_nat *nat_of(struct sim_world *w, struct address outside)
{
	for (size_t i = 0; i < w->nr_nats; i++) {
		if (address_eq(w->nats[i].outside, outside))
			return &w->nats[i];
	}
	return NULL;
}

/* --- who is there -------------------------------------------------------------------------------------------- */

static bool has_net(const struct sim_host *h, struct address a)
{
	for (size_t i = 0; i < h->nr_nets; i++) {
		if (cidr_contains(h->nets[i], a))
			return true;
	}
	return false;
}

/* The host that has A, or is the router of its network.  INSIDE: private addresses are seen behind that box only. */
static struct sim_host *host_of(struct sim_world *w, struct address a, const struct sim_nat *inside)
{
	for (unsigned i = 0; i < w->nr_hosts; i++) {
		struct sim_host *h = &w->hosts[i];

		if (h->nat == inside && sim_kernel_owns(h->kernel, a))
			return h;
	}
	for (unsigned i = 0; i < w->nr_hosts; i++) {
		if (has_net(&w->hosts[i], a))
			return &w->hosts[i];
	}
	return NULL;
}

static bool listens(const struct sim_host *h, struct endpoint e)
{
	for (size_t i = 0; i < h->nr_listens; i++) {
		if (endpoint_eq(h->listens[i], e))
			return true;
	}
	return false;
}

/* --- arrival ------------------------------------------------------------------------------------------------- */

static void flow_ends(struct sim_world *w, uint64_t id, enum sim_result r, enum sim_input why)
{
	struct sim_flow *f;

	if (id == 0 || id > w->nr_flows)
		return;
	f = &w->flows[id - 1];
	f->result = r;
	f->why = why;
	sim_trace(w, f->from, "packet %llu: %s%s%s", (unsigned long long)id, sim_result_names[r],
		  r == SIM_REFUSED ? ", " : "", r == SIM_REFUSED ? sim_input_name(why) : "");
}

static void lost(struct sim_world *w, const struct sim_parcel *p)
{
	if (p->type == PARCEL_ESP)
		flow_ends(w, p->esp.inner.id, SIM_LOST, SIM_ACCEPTED);
	if (p->type == PARCEL_CLEAR)
		flow_ends(w, p->packet.id, SIM_LOST, SIM_ACCEPTED);
}

static void arrive_udp(struct sim_host *h, const struct sim_parcel *p)
{
	const struct datagram d = { .local = p->dst, .remote = p->src, .bytes = { p->bytes, p->len } };

	if (h->p == NULL || h->stopped || !listens(h, p->dst))
		return;
	sim_enter(h);
	pluto_on_datagram(h->p, &d);
	sim_leave(h);
}

static void arrive_esp(struct sim_host *h, const struct sim_parcel *p)
{
	struct sim_esp esp = p->esp;
	enum sim_input in;

	esp.src = p->src.addr;
	esp.sport = p->src.port;
	esp.dst = p->dst.addr;
	esp.dport = p->dst.port;
	in = sim_kernel_input_esp(h->kernel, &esp);
	flow_ends(h->w, esp.inner.id, in == SIM_ACCEPTED ? SIM_GOT_ESP : SIM_REFUSED, in);
}

static void arrive_clear(struct sim_host *h, const struct sim_parcel *p)
{
	enum sim_input in = sim_kernel_input_clear(h->kernel, &p->packet.flow);

	flow_ends(h->w, p->packet.id, in == SIM_ACCEPTED ? SIM_GOT_CLEAR : SIM_REFUSED, in);
}

static void on_arrival(struct sim_world *w, struct sim_event *e)
{
	struct sim_parcel *p = &e->parcel;
	struct sim_nat *nat = nat_of(w, p->dst.addr), *inside = NULL;
	struct sim_host *h;

	if (nat != NULL) {
		inside = nat;
		if (p->dst.port == 0 || !sim_nat_in(w, nat, p->dst.port, &p->dst)) {
			lost(w, p);
			return;
		}
	}
	h = host_of(w, p->dst.addr, inside);
	if (h == NULL || h->off || w->link.cut) {
		lost(w, p);
		return;
	}
	switch (p->type) {
	case PARCEL_UDP:
		arrive_udp(h, p);
		break;
	case PARCEL_ESP:
		arrive_esp(h, p);
		break;
	case PARCEL_CLEAR:
		arrive_clear(h, p);
		break;
	}
}

static void drop_parcel(struct sim_event *e)
{
	free(e->parcel.bytes);
}

/* --- departure ----------------------------------------------------------------------------------------------- */

/* Behind the non-ESP marker, which the port 500 does not have. */
static struct view ike_message(const struct sim_parcel *p)
{
	struct view v = { p->bytes, p->len };

	return p->src.port == 500 || p->dst.port == 500 ? v : view_slice(v, 4, SIZE_MAX);
}

static void note_sent(struct sim_world *w, const struct sim_host *from, const struct sim_parcel *p)
{
	struct view m = ike_message(p);
	struct sim_sent s = { .at = w->now.us, .from = from, .len = p->len, .src = p->src, .dst = p->dst };

	s.keepalive = p->len == 1 && p->bytes[0] == 0xff;
	if (m.len >= IKE_HEADER) {
		s.exchange = m.ptr[18];
		s.response = (m.ptr[19] & 0x20) != 0;
		s.message_id = (uint32_t)m.ptr[20] << 24 | (uint32_t)m.ptr[21] << 16 | (uint32_t)m.ptr[22] << 8 |
			m.ptr[23];
	}
	w->sent = sim_grow(w->sent, &w->cap_sent, w->nr_sent + 1, sizeof(*w->sent));
	w->sent[w->nr_sent++] = s;
}

static bool matches(const struct sim_rule *r, const struct sim_sent *s)
{
	if (r->count == 0 || s->keepalive || (r->from != NULL && r->from != s->from))
		return false;
	return (r->exchange < 0 || r->exchange == s->exchange) && (r->response < 0 || r->response == s->response);
}

/* The first rule that hits decides; NULL: none. */
static const struct sim_rule *rule_for(struct sim_world *w, const struct sim_sent *s)
{
	for (size_t i = 0; i < w->nr_rules; i++) {
		struct sim_rule *r = &w->rules[i];

		if (!matches(r, s))
			continue;
		if (r->skip > 0) {
			r->skip--;
			continue;
		}
		r->count--;
		return r;
	}
	return NULL;
}

static void put_on_wire(struct sim_world *w, const struct sim_parcel *p, struct duration more)
{
	int64_t jitter = (int64_t)sim_rng_below(&w->net_rng, (uint64_t)w->link.jitter.us + 1);
	struct duration delay = { w->link.latency.us + jitter + more.us };
	struct sim_event *e = sim_event_new(w, NULL, delay, on_arrival);

	e->drop = drop_parcel;
	e->parcel = *p;
	if (p->bytes != NULL) {
		e->parcel.bytes = sim_alloc(p->len + 1);
		memcpy(e->parcel.bytes, p->bytes, p->len);
	}
}

static bool chance(struct sim_world *w, unsigned percent)
{
	return percent > 0 && sim_rng_below(&w->net_rng, 100) < percent;
}

/* What the rules and the link do with an IKE datagram. */
static void send_udp(struct sim_world *w, const struct sim_host *from, const struct sim_parcel *p)
{
	const struct sim_sent *s;
	const struct sim_rule *r;
	const char *fate = "";

	note_sent(w, from, p);
	s = &w->sent[w->nr_sent - 1];
	r = rule_for(w, s);
	if (r != NULL && r->action == RULE_DROP)
		fate = ", dropped";
	else if ((w->link.mtu > 0 && p->len + 28 > w->link.mtu) || chance(w, w->link.loss_percent))
		fate = ", lost";
	sim_trace(w, from, "sends %s exchange %u id %u, %zu bytes to port %u%s",
		  s->keepalive ? "keepalive" : s->response ? "response" : "request", s->exchange, s->message_id, s->len,
		  s->dst.port, fate);
	if (fate[0] != '\0')
		return;
	put_on_wire(w, p, r != NULL && r->action == RULE_DELAY ? r->delay : DURATION_ZERO);
	if ((r != NULL && r->action == RULE_DUPLICATE) || chance(w, w->link.duplicate_percent))
		put_on_wire(w, p, r == NULL ? DURATION_MS(1) : r->delay);
}

void sim_transmit(struct sim_world *w, struct sim_host *from, const struct sim_parcel *p)
{
	struct sim_parcel out = *p;
	bool ported = p->type == PARCEL_UDP || (p->type == PARCEL_ESP && p->esp.udp);

	if (from->off || w->link.cut) {
		lost(w, p);
		return;
	}
	if (from->nat != NULL && host_of(w, p->dst.addr, from->nat) == NULL) {
		/* ESP without ports has no way through; private packets in the clear neither. */
		if (!ported) {
			lost(w, p);
			return;
		}
		out.src = sim_nat_out(w, from->nat, p->src);
	}
	if (p->type == PARCEL_UDP)
		send_udp(w, from, &out);
	else if (chance(w, w->link.loss_percent))
		lost(w, p);
	else
		put_on_wire(w, &out, DURATION_ZERO);
}

/* --- packets of users ---------------------------------------------------------------------------------------- */

static bool is_guarded(const struct sim_host *h, const struct packet *flow)
{
	for (size_t i = 0; i < h->nr_guards; i++) {
		if (cidr_contains(h->guards[i].src, flow->src) && cidr_contains(h->guards[i].dst, flow->dst))
			return true;
	}
	return false;
}

static void leave_clear(struct sim_host *h, const struct sim_packet *p)
{
	struct sim_parcel out = {
		.type = PARCEL_CLEAR, .src.addr = p->flow.src, .dst.addr = p->flow.dst, .packet = *p,
	};

	if (is_guarded(h, &p->flow))
		sim_broken(h->w, "LEAK: a packet left %s in the clear where policy says encrypt", h->name);
	sim_transmit(h->w, h, &out);
}

static void leave_esp(struct sim_host *h, const struct sim_esp *esp)
{
	struct sim_parcel out = {
		.type = PARCEL_ESP, .src = { esp->src, esp->udp ? esp->sport : 0 },
		.dst = { esp->dst, esp->udp ? esp->dport : 0 }, .esp = *esp,
	};

	sim_transmit(h->w, h, &out);
}

void sim_packet_out(struct sim_host *h, const struct sim_packet *p, enum sim_fate fate, const struct sim_esp *esp)
{
	sim_trace(h->w, h, "packet %llu leaves: %s", (unsigned long long)p->id, sim_fate_name(fate));
	switch (fate) {
	case SIM_CLEAR:
		leave_clear(h, p);
		break;
	case SIM_ESP:
		leave_esp(h, esp);
		break;
	case SIM_DROP:
		flow_ends(h->w, p->id, SIM_STOPPED, SIM_ACCEPTED);
		break;
	case SIM_HELD:
		if (p->id > 0 && p->id <= h->w->nr_flows) {
			h->w->flows[p->id - 1].was_held = true;
			flow_ends(h->w, p->id, SIM_WAITING, SIM_ACCEPTED);
		}
		break;
	}
}
