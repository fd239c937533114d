/* SPDX-License-Identifier: ISC
 *
 * routing_exec.c - does what the routing table says: policies and SAs in one batch, owners, scripts, timers
 * and intents, in this order.  The only writer of struct routing.
 *
 * May use:   base, net, core, conn; the kernel through policy_db.
 * Must not:  decide: decisions are rows of routing.c.
 */
#include "conn/routing_exec.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conn/acquire.h"
#include "conn/conn_db_priv.h"
#include "conn/revival.h"
#include "conn/routing_event.h"
#include "conn/routing_held.h"
#include "conn/routing_table.h"
#include "conn/shunt.h"
#include "conn/updown.h"
#include "core/intent.h"

#define RESYNC_EVERY DURATION_S(2)

static enum routing_kind kind_of(const struct conn *c)
{
	if (conn_never_negotiates(c))
		return ROUTING_NEVER;
	switch (c->kind) {
	case CONN_GROUP:
		return ROUTING_GROUP;
	case CONN_TEMPLATE:
		return ROUTING_TEMPLATE;
	case CONN_PERMANENT:
		return ROUTING_PERMANENT;
	case CONN_INSTANCE:
		return ROUTING_INSTANCE;
	}
	return ROUTING_GROUP;
}

/* Facts. */

static bool is_owner(const struct conn *c, const struct occasion *o)
{
	const struct routing *r = &c->routing;

	if (o->event == EV_CHILD_DOWN)
		return r->owner_child == o->child;
	return r->owner_ike == 0 || o->ike == 0 || r->owner_ike == o->ike;
}

static bool failshunt_due(const struct pluto *p, const struct conn *c, enum routing_event e)
{
	if (p->stopping || c->config->failure_shunt == SHUNT_NONE)
		return false;
	return e == EV_FAILED || (e == EV_CHILD_DOWN && c->routing.attempted);
}

static bool trap_stays(const struct pluto *p, const struct conn *c, enum routing_event e)
{
	if (p->stopping)
		return false;
	return c->wish.route || timer_armed(&c->revival) || revival_wanted(p, c, e == EV_CHILD_DOWN);
}

static unsigned facts_of(const struct pluto *p, const struct conn *c, const struct occasion *o)
{
	bool start = c->wish.up || (c->wish.keep && c->revivals > 0);
	bool peer = address_is_set(c->remote.host) && !address_is_any(c->remote.host);

	return (is_owner(c, o) ? F_OWNER : 0) | (start ? F_START : 0) |
	       (trap_stays(p, c, o->event) ? F_TRAP : 0) |
	       (failshunt_due(p, c, o->event) ? F_FAILSHUNT : 0) |
	       (c->config->negotiation_shunt == SHUNT_PASS ? F_NEGOPASS : 0) |
	       (c->routing.owner_ike != 0 && c->routing.owner_child == 0 ? F_BUSY : 0) |
	       (c->routing.held->nr_heirs > 0 ? F_HEIR : 0) | (peer ? F_PEER : 0);
}

/* Policies. */

static bool is_policy_action(enum routing_action a)
{
	return a >= ACT_NEVER && a <= ACT_CLEAR;
}

static bool has_policy_action(const struct routing_row *r)
{
	for (size_t i = 0; i < ROUTING_ACTIONS_MAX && r->actions[i] != ACT_END; i++) {
		if (is_policy_action((enum routing_action)r->actions[i]))
			return true;
	}
	return false;
}

/* A refusal by the kernel can be handed to the caller. */
static bool can_refuse(enum routing_event e)
{
	return e == EV_ROUTE || e == EV_CHILD_UP;
}

static struct diag *conflict(struct pluto *p, const struct conn *c, const struct wish_list *w)
{
	const struct claim_wish *which = NULL;
	struct conn *other = conn_by_id(p, policy_conflict(p, c, w->items, w->nr, &which));
	char key[2 * SELECTOR_TEXT_MAX + 16], name[256];
	struct text tk = TEXT_OVER(key), tn = TEXT_OVER(name);

	if (other == NULL)
		return NULL;
	selector_print(&tk, &which->policy.key.src);
	text_str(&tk, "===");
	selector_print(&tk, &which->policy.key.dst);
	conn_print_name(&tn, other);
	return diag_new("cannot install kernel policy %s; it is in use by connection %s, which is %s", key, name,
			name_find(&routing_state_names, other->routing.state));
}

static struct diag *make_wishes(struct pluto *p, struct conn *c, const struct occasion *o,
				enum routing_state to, struct wish_list *w)
{
	if (o->event == EV_CHILD_UP)
		return spd_tunnel_wishes(p, c, o->tunnel, w);
	return spd_wishes(c, to, w);
}

static struct diag *change_policies(struct pluto *p, struct conn *c, const struct occasion *o,
				    enum routing_state to)
{
	struct wish_list w = { .items = NULL };
	struct kernel_sa out = { .key.spi = 0 };
	struct claim_change change = {
		.set = &c->routing.held->claims, .owner = c->id, .must = can_refuse(o->event),
		.del_in = o->in, .del_out = o->out,
	};
	struct diag *d = make_wishes(p, c, o, to, &w);

	if (o->tunnel != NULL) {
		out = o->tunnel->out;
		if (out.acquire_seq == 0)	/* frees the kernel's pending acquire (kernel.md 1.1) */
			out.acquire_seq = c->routing.acquire_seq;
		change.in = &o->tunnel->in;
		change.out = &out;
		change.kick = true;
	}
	change.wishes = w.items;
	change.nr = w.nr;
	if (d == NULL && change.must)
		d = conflict(p, c, &w);
	if (d == NULL)
		d = policy_change(p, &change);
	if (d == NULL) {
		c->routing.held->leftover = claim_set_count(&c->routing.held->claims, CLAIM_TRAP) > 0;
		c->routing.held->stale = false;
	}
	wish_list_fini(&w);
	return d;
}

static void resync_fire(struct pluto *p, uint64_t owner);

static void resync_later(struct pluto *p)
{
	if (!timer_armed(&p->conns->resync))
		(void)timer_arm(p, &p->conns->resync, RESYNC_EVERY, resync_fire, 0);
}

/* Makes C's policies those of its state: after its selectors or addresses changed, or memory was short. */
void routing_resync(struct pluto *p, struct conn *c)
{
	struct occasion o = { .event = EV_EXPIRED };
	struct diag *d;

	if (routing_is_tunnel(c->routing.state))
		return;
	d = change_policies(p, c, &o, c->routing.state);
	if (d == NULL)
		return;
	log_local(&c->log, "kernel policies are not up to date: %s", diag_text(d));
	diag_free(d);
	c->routing.held->stale = true;
	resync_later(p);
}

static void resync_fire(struct pluto *p, uint64_t owner)
{
	(void)owner;
	for (struct conn *c = conn_first(p); c != NULL; c = conn_next(p, c)) {
		if (c->routing.held->stale)
			routing_resync(p, c);
	}
}

/* Policies of the target state.  Only memory can fail where the event cannot be refused: the old policies
 * stay, which protect at least as much, and are replaced later. */
static struct diag *do_policies(struct pluto *p, struct conn *c, const struct occasion *o,
				enum routing_state to)
{
	struct diag *d = change_policies(p, c, o, to);

	if (d == NULL || can_refuse(o->event))
		return d;
	log_local(&c->log, "kernel policies are not up to date: %s", diag_text(d));
	diag_free(d);
	policy_sa_delete(p, o->in, o->out);
	c->routing.held->stale = true;
	resync_later(p);
	return NULL;
}

/* Selector pairs for scripts. */

static bool pairs_from_spds(const struct conn *c, struct pair_list *out)
{
	out->items = c->nr_spds == 0 ? NULL : mem_array(c->nr_spds, sizeof(*out->items));
	if (c->nr_spds > 0 && out->items == NULL)
		return false;
	for (size_t i = 0; i < c->nr_spds; i++)
		out->items[i] = (struct pair){ c->spds[i].local, c->spds[i].remote };
	out->nr = c->nr_spds;
	return true;
}

static bool pairs_from_tunnel(const struct tunnel *t, struct pair_list *out)
{
	size_t max = t->nr_local * t->nr_remote;

	out->items = max == 0 ? NULL : mem_array(max, sizeof(*out->items));
	if (max > 0 && out->items == NULL)
		return false;
	for (size_t i = 0; i < max; i++) {
		const struct selector *l = &t->local[i / t->nr_remote], *r = &t->remote[i % t->nr_remote];

		if (selector_family(l) == selector_family(r))
			out->items[out->nr++] = (struct pair){ *l, *r };
	}
	return true;
}

/* Pairs that ought to be routed in STATE: the tunnel's own when there is no wider trap beside it. */
static bool pairs_routed(const struct conn *c, enum routing_state state, struct pair_list *out)
{
	const struct routing_held *h = c->routing.held;

	if (!routing_is_routed(state) || state == RT_ROUTED_NEVER)
		return true;
	if (state != RT_ROUTED_TUNNEL || h->leftover)
		return pairs_from_spds(c, out);
	out->items = h->tunnel.nr == 0 ? NULL : mem_dup(h->tunnel.items, h->tunnel.nr * sizeof(*out->items));
	out->nr = out->items == NULL ? 0 : h->tunnel.nr;
	return h->tunnel.nr == out->nr;
}

static void keep_only(struct pair_list *l, const struct pair_list *have)
{
	size_t nr = 0;

	for (size_t i = 0; i < l->nr; i++) {
		if (pair_list_has(have, &l->items[i]))
			l->items[nr++] = l->items[i];
	}
	l->nr = nr;
}

static void sync_routes(struct pluto *p, struct conn *c, bool only_remove)
{
	struct pair_list want = { .items = NULL };

	if (!pairs_routed(c, c->routing.state, &want)) {
		log_local(&c->log, "out of memory: routes stay as they are");
		return;
	}
	if (only_remove)
		keep_only(&want, &c->routing.held->routed);
	else if (want.nr > 0)
		conn_update_route(p, c);
	updown_sync_routes(p, c, want.items, want.nr);
	pair_list_fini(&want);
}

static void sync_up(struct pluto *p, struct conn *c, bool only_remove)
{
	const struct routing_held *h = c->routing.held;
	struct pair_list want = { .items = NULL };

	if (c->routing.state == RT_ROUTED_TUNNEL && h->tunnel.nr > 0) {
		want.items = mem_dup(h->tunnel.items, h->tunnel.nr * sizeof(*want.items));
		if (want.items == NULL) {
			log_local(&c->log, "out of memory: updown up and down are not run");
			return;
		}
		want.nr = h->tunnel.nr;
	}
	if (only_remove)
		keep_only(&want, &h->up);
	updown_sync_up(p, c, want.items, want.nr);
	pair_list_fini(&want);
}

/* Owners. */

static void heir_remove(struct routing_held *h, size_t i)
{
	for (; i + 1 < h->nr_heirs; i++)
		h->heirs[i] = h->heirs[i + 1];
	h->nr_heirs--;
}

/* An older child that goes cannot inherit any more. */
static void heir_forget(struct routing_held *h, sa_id child)
{
	for (size_t i = 0; i < h->nr_heirs; i++) {
		if (h->heirs[i].child == child) {
			heir_remove(h, i);
			return;
		}
	}
}

/* The present owner, before another takes its place; the oldest is forgotten when there are many. */
static void heir_note(struct conn *c)
{
	struct routing_held *h = c->routing.held;

	if (c->routing.owner_child == 0)
		return;
	if (h->nr_heirs == HEIRS_MAX)
		heir_remove(h, 0);
	h->heirs[h->nr_heirs++] = (struct heir){
		c->routing.owner_ike, c->routing.owner_child, h->spi_in, h->spi_out,
	};
}

static void inherit(struct conn *c)
{
	struct routing_held *h = c->routing.held;
	const struct heir *heir = &h->heirs[--h->nr_heirs];

	c->routing.owner_ike = heir->ike;
	c->routing.owner_child = heir->child;
	h->spi_in = heir->spi_in;
	h->spi_out = heir->spi_out;
}

static void own_child(struct pluto *p, struct conn *c, const struct tunnel *t)
{
	struct routing_held *h = c->routing.held;

	heir_note(c);
	c->routing.owner_ike = t->ike;
	c->routing.owner_child = t->child;
	c->routing.attempted = false;
	c->routing.acquire_seq = 0;
	c->revivals = 0;
	h->spi_in = t->in.key.spi;
	h->spi_out = t->out.key.spi;
	h->added = env_wall(&p->env);
	if (p->shunts == NULL || shunt_nr(p) == 0)
		return;
	for (size_t i = 0; i < h->tunnel.nr; i++)
		shunt_clear_inside(p, &h->tunnel.items[i].local, &h->tunnel.items[i].remote);
}

static void disown(struct conn *c)
{
	c->routing.held->nr_heirs = 0;
	c->routing.owner_ike = 0;
	c->routing.owner_child = 0;
	c->routing.attempted = false;
}

/* The rest. */

static void post_initiate(struct pluto *p, const struct conn *c, const struct occasion *o)
{
	struct intent i = {
		.type = INTENT_INITIATE, .conn = c->id, .why = WHY_ACQUIRE, .acquire_seq = o->seq,
	};

	if (o->packet != NULL)
		i.packet = *o->packet;
	(void)intent_add(p, &i);
}

static void post_delete_child(struct pluto *p, const struct conn *c, const struct occasion *o)
{
	struct intent i = { .type = INTENT_DELETE_CHILD, .conn = c->id, .sa = c->routing.owner_child };
	struct text t = TEXT_OVER(i.text);

	text_str(&t, o->why != NULL ? o->why : "updown failed");
	(void)intent_add(p, &i);
}

static void shunt_life_over(struct pluto *p, uint64_t owner)
{
	struct occasion o = { .event = EV_EXPIRED };
	struct conn *c = conn_by_id(p, owner);

	if (c == NULL)
		return;
	log_note(&c->log, "the failure shunt has expired");
	diag_free(routing_happen(p, c, &o));
}

static void add_failure_shunt(struct pluto *p, const struct conn *c, const struct occasion *o)
{
	struct address local = o->packet != NULL ? o->packet->src : c->local.host;
	struct address remote = o->packet != NULL ? o->packet->dst : c->remote.host;
	struct shunt_wish wish = {
		.kind = c->config->failure_shunt == SHUNT_PASS ? SHUNT_PASS : SHUNT_DROP,
		.life = p->setup.shunt_life, .origin = "oe-failing", .conn = c->id,
	};

	(void)shunt_add(p, local, remote, &wish);
}

static void calm(struct pluto *p, struct conn *c)
{
	revival_stop(p, c);
	timer_stop(p, &c->shunt_timer);
}

static void own_ike(struct conn *c, const struct occasion *o)
{
	if (c->routing.owner_ike == 0)
		c->routing.owner_ike = o->ike;
}

static void do_late(struct pluto *p, struct conn *c, const struct occasion *o, enum routing_action a)
{
	switch (a) {
	case ACT_OWN_IKE:
		own_ike(c, o);
		break;
	case ACT_OWN_CHILD:
		own_child(p, c, o->tunnel);
		break;
	case ACT_INHERIT:
		inherit(c);
		break;
	case ACT_DISOWN:
		disown(c);
		break;
	case ACT_DOWN:
	case ACT_UP:
		sync_up(p, c, a == ACT_DOWN);
		break;
	case ACT_UNROUTE:
	case ACT_ROUTE:
		sync_routes(p, c, a == ACT_UNROUTE);
		break;
	case ACT_SEQ:
		c->routing.acquire_seq = o->seq;
		break;
	case ACT_ATTEMPTED:
		c->routing.attempted = true;
		break;
	case ACT_LIFE:
		(void)timer_arm(p, &c->shunt_timer, p->setup.shunt_life, shunt_life_over, c->id);
		break;
	case ACT_SHUNT:
		add_failure_shunt(p, c, o);
		break;
	case ACT_INSTANTIATE:
		acquire_instantiate(p, c, o->packet, o->seq);
		break;
	case ACT_INITIATE:
		post_initiate(p, c, o);
		break;
	case ACT_REVIVE:
		revival_schedule(p, c, o->event == EV_CHILD_DOWN, o->why);
		break;
	case ACT_CALM:
		calm(p, c);
		break;
	case ACT_DROP:
		conn_maybe_drop_instance(p, c);
		break;
	case ACT_DELETE_CHILD:
		post_delete_child(p, c, o);
		break;
	case ACT_END:
	case ACT_NONE:
	case ACT_IMPOSSIBLE:
	case ACT_REFUSE_PEER:
	case ACT_REFUSE_BUSY:
	case ACT_REFUSE_TEMPLATE:
	case ACT_NEVER:
	case ACT_TRAP:
	case ACT_HOLD:
	case ACT_FAILURE:
	case ACT_TUNNEL:
	case ACT_CLEAR:
	case ACT_DEL_SA:
	case ROUTING_ACTIONS:
		break;
	}
}

static struct diag *refusal(const struct conn *c, const struct routing_row *row, const struct occasion *o)
{
	if (routing_row_has(row, ACT_REFUSE_PEER))
		return diag_new("cannot route: the address of the peer is not known");
	if (routing_row_has(row, ACT_REFUSE_BUSY))
		return diag_new("cannot unroute: route busy");
	if (routing_row_has(row, ACT_REFUSE_TEMPLATE))
		return diag_new("a template cannot have a Child SA of its own");
	if (!routing_row_has(row, ACT_IMPOSSIBLE))
		return NULL;
	log_bug(&c->log, "routing: %s in state %s cannot be: %s", name_find(&routing_event_names, o->event),
		name_find(&routing_state_names, c->routing.state), row->story);
	return diag_new("internal error: %s", row->story);
}

/* Invariant 2: a tunnel has an owner, and nothing else has one of its kind. */
static void check(const struct conn *c)
{
	(void)expect(&c->log, routing_is_tunnel(c->routing.state) == (c->routing.owner_child != 0));
}

/* New selectors of the tunnel are stored before the kernel is asked, so that memory cannot fail after. */
static struct diag *do_kernel(struct pluto *p, struct conn *c, const struct occasion *o,
			      const struct routing_row *row, enum routing_state to)
{
	struct pair_list tunnel = { .items = NULL };
	struct diag *d = NULL;

	if (o->tunnel != NULL && !pairs_from_tunnel(o->tunnel, &tunnel))
		return diag_new("out of memory");
	if (has_policy_action(row))
		d = do_policies(p, c, o, to);
	else if (routing_row_has(row, ACT_DEL_SA))
		policy_sa_delete(p, o->in, o->out);
	if (d != NULL || o->tunnel == NULL) {
		pair_list_fini(&tunnel);
		return d;
	}
	/* Older children of other selectors cannot carry on for this one. */
	if (!pair_list_eq(&c->routing.held->tunnel, &tunnel)) {
		c->routing.held->nr_heirs = 0;
		c->routing.owner_child = 0;
	}
	pair_list_fini(&c->routing.held->tunnel);
	c->routing.held->tunnel = tunnel;
	return NULL;
}

struct diag *routing_happen(struct pluto *p, struct conn *c, const struct occasion *o)
{
	const struct routing_row *row = routing_step(c->routing.state, kind_of(c), o->event, facts_of(p, c, o));
	enum routing_state from = c->routing.state, to = row->to == RT_SAME ? from : row->to;
	struct diag *d = refusal(c, row, o);

	if (d == NULL)
		d = do_kernel(p, c, o, row, to);
	if (d != NULL)
		return d;
	c->routing.state = to;
	trace(&c->log, "routing: %s: %s -> %s: %s", name_find(&routing_event_names, o->event),
	      name_find(&routing_state_names, from), name_find(&routing_state_names, to), row->story);
	for (size_t i = 0; i < ROUTING_ACTIONS_MAX && row->actions[i] != ACT_END; i++)
		do_late(p, c, o, (enum routing_action)row->actions[i]);
	if (!routing_is_tunnel(to)) {
		pair_list_fini(&c->routing.held->tunnel);
		c->routing.held->spi_in = c->routing.held->spi_out = 0;
	}
	if (to != RT_ROUTED_FAILURE)
		timer_stop(p, &c->shunt_timer);
	check(c);
	return NULL;
}

/* An event that nobody can refuse: what is wrong with it is a bug that is logged already. */
static void happen(struct pluto *p, struct conn *c, const struct occasion *o)
{
	diag_free(routing_happen(p, c, o));
}

/* The interface. */

void routing_ike_moved(struct conn *c, sa_id from, sa_id to)
{
	struct routing_held *h = c->routing.held;

	if (c->routing.owner_ike == from)
		c->routing.owner_ike = to;
	for (size_t i = 0; i < h->nr_heirs; i++) {
		if (h->heirs[i].ike == from)
			h->heirs[i].ike = to;
	}
}

struct diag *routing_route(struct pluto *p, struct conn *c)
{
	struct occasion o = { .event = EV_ROUTE };
	bool wished = c->wish.route;
	struct diag *d;

	c->wish.route = true;
	/* Kept as a wish: it is routed when it is oriented. */
	if (!c->oriented)
		return diag_new("cannot route: neither end of the connection is an address of this machine");
	d = routing_happen(p, c, &o);
	if (d != NULL)
		c->wish.route = wished;
	return d;
}

struct diag *routing_unroute(struct pluto *p, struct conn *c, bool *busy)
{
	struct occasion o = { .event = EV_UNROUTE };
	bool wished = c->wish.route, tunnel = routing_is_tunnel(c->routing.state);
	struct diag *d;

	c->wish.route = false;
	d = routing_happen(p, c, &o);
	if (d != NULL)
		c->wish.route = wished;
	if (busy != NULL)
		*busy = d != NULL && tunnel;
	return d;
}

void routing_negotiation_started(struct pluto *p, struct conn *c, sa_id ike)
{
	struct occasion o = { .event = EV_NEGOTIATE, .ike = ike };

	timer_stop(p, &c->revival);
	happen(p, c, &o);
}

void routing_negotiation_failed(struct pluto *p, struct conn *c, sa_id ike, const char *why)
{
	struct occasion o = { .event = EV_FAILED, .ike = ike, .why = why };

	happen(p, c, &o);
}

struct diag *routing_child_up(struct pluto *p, struct conn *c, const struct tunnel *t)
{
	struct occasion o = { .event = EV_CHILD_UP, .ike = t->ike, .child = t->child, .tunnel = t };

	return routing_happen(p, c, &o);
}

void routing_child_down(struct pluto *p, struct conn *c, sa_id child, const struct kernel_sa_key *in,
			const struct kernel_sa_key *out, const char *why)
{
	struct occasion o = { .event = EV_CHILD_DOWN, .child = child, .in = in, .out = out, .why = why };

	heir_forget(c->routing.held, child);
	happen(p, c, &o);
}

void routing_wish_changed(struct pluto *p, struct conn *c)
{
	struct occasion o = { .event = EV_UNROUTE };

	if (c->wish.up || c->wish.keep)
		return;
	revival_stop(p, c);
	if (c->routing.state == RT_ROUTED_PROSPECTIVE && !c->wish.route)
		happen(p, c, &o);
}

void routing_suspend(struct pluto *p, struct conn *c, bool resume)
{
	struct occasion o = { .event = resume ? EV_RESUME : EV_SUSPEND };

	happen(p, c, &o);
}

void routing_delete(struct pluto *p, struct conn *c)
{
	struct occasion o = { .event = EV_DELETE };

	happen(p, c, &o);
}

void routing_on_exec(struct pluto *p, const struct exec_result *r)
{
	struct updown_end end;
	struct occasion o;
	struct conn *c;
	char why[320];

	if (!updown_on_exec(p, r, &end) || end.ok)
		return;
	c = conn_by_id(p, end.conn);
	if (c == NULL || (end.verb != UPDOWN_ROUTE && end.verb != UPDOWN_UP))
		return;
	(void)snprintf(why, sizeof(why), "updown %s %s", updown_verb_name(end.verb), end.why);
	updown_forget(p, c, end.verb, &end.pair);
	o = (struct occasion){ .event = end.verb == UPDOWN_UP ? EV_UP_FAILED : EV_ROUTE_FAILED, .why = why };
	if (end.verb == UPDOWN_ROUTE && !routing_is_tunnel(c->routing.state)) {
		log_local(&c->log, "could not route: %s", why);
		c->wish.route = false;
	}
	happen(p, c, &o);
}
