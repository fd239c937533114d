/* SPDX-License-Identifier: ISC
 *
 * model_routing.c - every order of routing events over two connections that share a client, breadth first to
 * the fixpoint, on the real table, the real executor and the simulated kernel.  After each event:
 *	1. one route for the shared client, and only while somebody is routed (what the scripts were told)
 *	2. a connection has a tunnel owner if and only if its state is a tunnel
 *	3. at most one tunnel for the same selectors
 *	4. the kernel has what is claimed, and does to a packet what the states say
 *	5. a selector that was protected before and after an event was protected at each instant of it, and
 *	   no held packet left in clear
 * Each world is made anew and the path replayed: worlds cannot be copied.  --verbose prints every state.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conn/policy_db.h"
#include "conn/routing_event.h"
#include "conn/routing_held.h"
#include "conn/updown.h"
#include "testing/unit/conn/world/fake_world.h"

/* Sanitizers take ten times as long: they see the first setting only. */
#ifdef CYGNET_DEBUG
#define SETTINGS_USED ((size_t)1)
#else
#define SETTINGS_USED (sizeof(settings) / sizeof(settings[0]))
#endif

#define CONNS 2
#define DEPTH_MAX 60
#define STATES_MAX 200000
#define CHILDREN_MAX 2

struct setting {
	const char *name;
	const char *settings[CONNS];
	const char *src[CONNS], *dst[CONNS];	/* a packet for each; equal when they share the client */
	bool same;				/* the very same selectors */
	bool pass;				/* something may pass in clear by configuration */
};

#define A "left=192.0.2.1 right=192.0.2.2 authby=secret leftsubnet=192.0.1.0/24 rightsubnet=192.0.3.0/24 "
#define B "left=192.0.2.1 right=192.0.2.3 authby=secret leftsubnet=192.0.1.0/24 rightsubnet=192.0.3.0/24 "
#define WIDE "left=192.0.2.1 right=192.0.2.3 authby=secret leftsubnet=192.0.0.0/16 rightsubnet=192.0.3.0/24 "

static const struct setting settings[] = {
	{ "same selectors", { A, B }, { "192.0.1.1", "192.0.1.1" }, { "192.0.3.1", "192.0.3.1" }, true, false },
	{ "failure shunts", { A "failureshunt=drop", B "failureshunt=drop" }, { "192.0.1.1", "192.0.1.1" },
	  { "192.0.3.1", "192.0.3.1" }, true, false },
	{ "one inside the other", { A "narrowing=yes", WIDE }, { "192.0.1.1", "192.0.9.1" },
	  { "192.0.3.1", "192.0.3.1" }, false, false },
	{ "pass while negotiating, pass on failure", { A "negotiationshunt=passthrough", B "failureshunt=passthrough" },
	  { "192.0.1.1", "192.0.1.1" }, { "192.0.3.1", "192.0.3.1" }, true, true },
	{ "overlapip", { A "overlapip=yes", B "overlapip=yes" }, { "192.0.1.1", "192.0.1.1" },
	  { "192.0.3.1", "192.0.3.1" }, true, false },
};

enum step {
	STEP_ROUTE, STEP_UNROUTE, STEP_PACKET, STEP_UP, STEP_DOWN, STEP_PEER_BEGINS, STEP_FAILED, STEP_OTHER_FAILED,
	STEP_CHILD_UP, STEP_CHILD_UP_NARROW, STEP_CHILD_REFUSED_1, STEP_CHILD_REFUSED_3, STEP_CHILD_REFUSED_5,
	STEP_CHILD_DOWN, STEP_CHILD_DOWN_REFUSED, STEP_OLD_CHILD_DOWN, STEP_ROUTE_SCRIPT_FAILS,
	STEP_UP_SCRIPT_FAILS, STEP_SUSPEND, STEP_RESUME, STEP_TIME_SHORT, STEP_TIME_LONG, STEP_DELETE,
	STEPS,
};
static const char *const step_names[STEPS] = {
	"route", "unroute", "packet", "up", "down", "peer begins", "failed", "other failed", "child up",
	"child up, narrow", "child refused at 1", "child refused at 3", "child refused at 5", "child down",
	"child down, kernel refuses", "old child down", "route script fails", "up script fails", "suspend",
	"resume", "5 s pass", "20 min pass", "delete",
};

struct child {
	sa_id id;
	struct kernel_sa_key in, out;
};

struct actor {				/* the upper layers' part of a connection */
	struct conn *c;			/* NULL: deleted */
	sa_id ike;			/* that negotiates or carries; 0: none */
	struct child children[CHILDREN_MAX];
	unsigned nr_children;
};

struct model {
	const struct setting *s;
	struct world w;
	struct actor a[CONNS];
	unsigned next_sa;
	struct kernel_ops ops;		/* the simulated kernel's, with commit watched */
	const struct kernel_ops *real;
	unsigned least;			/* fewest outbound policies for the first packet during this event */
	bool watching;			/* the path is replayed; now the event under test comes */
	bool route_failed;		/* once: it is tried again when a tunnel is up */
	const char *broken;
};

static struct model m;			/* one at a time; made anew for each path */

static void broken(const char *what)
{
	if (m.broken == NULL)
		m.broken = what;
}

/* Watching the kernel: how many outbound policies cover the packet of connection 0, after each request. */

static unsigned covering(void)
{
	struct packet p = { world_address(m.s->src[0]), world_address(m.s->dst[0]), 17, 1, 2 };
	const struct kernel_policy *k;
	unsigned nr = 0;

	for (size_t n = 0; (k = sim_kernel_policy_nth(m.w.kernel, n)) != NULL; n++)
		nr += k->key.dir == KERNEL_OUT && k->action != KERNEL_ALLOW &&
		      packet_matches(&p, &k->key.src, &k->key.dst);
	return nr;
}

static int watched_commit(void *k, const struct kernel_request *reqs, size_t nr, struct kernel_error *err)
{
	size_t policies = 0;
	int rc;

	if (!m.watching)
		return m.real->commit(k, reqs, nr, err);
	for (size_t i = 0; i < nr; i++)
		policies += reqs[i].op == KERNEL_POLICY_PUT || reqs[i].op == KERNEL_POLICY_DEL;
	/* SAs and their undoing are the kernel's own business; batches of policies alone go one by one. */
	if (policies < nr) {
		rc = m.real->commit(k, reqs, nr, err);
	} else {
		rc = 0;
		for (size_t i = 0; i < nr && rc == 0; i++) {
			rc = m.real->commit(k, &reqs[i], 1, err);
			if (rc != 0)
				err->index = i;
			if (covering() < m.least)
				m.least = covering();
		}
	}
	if (covering() < m.least)
		m.least = covering();
	return rc;
}

/* The upper layers. */

static void narrow(struct world_tunnel *t)
{
	t->remote[0] = selector_from_host(t->remote[0].addrs.lo);
	(void)address_next(t->remote[0].addrs.lo, &t->remote[0].addrs.lo);
	t->remote[0].addrs.hi = t->remote[0].addrs.lo;
}

static bool child_up(struct actor *a, bool narrowed, unsigned refuse_at)
{
	struct world_tunnel t;
	enum routing_state before = a->c->routing.state;
	struct diag *d;

	if (a->nr_children == CHILDREN_MAX)
		return false;
	world_tunnel(&t, a->c, m.next_sa++);
	if (a->ike == 0)
		a->ike = t.t.ike;
	t.t.ike = a->ike;
	if (narrowed)
		narrow(&t);
	sim_kernel_fail_nth(m.w.kernel, refuse_at, EINVAL);
	d = routing_child_up(&m.w.p, a->c, &t.t);
	sim_kernel_fail_nth(m.w.kernel, 0, 0);
	if (d != NULL && a->c->routing.state != before)
		broken("a refused child changed the state");
	if (d == NULL)
		a->children[a->nr_children++] = (struct child){ t.t.child, t.t.in.key, t.t.out.key };
	else if (a->nr_children == 0) {
		routing_negotiation_failed(&m.w.p, a->c, a->ike, "child refused");
		a->ike = 0;
	}
	diag_free(d);
	return true;
}

static bool child_down(struct actor *a, unsigned i, bool refuse)
{
	struct child gone;

	if (i >= a->nr_children)
		return false;
	gone = a->children[i];
	for (unsigned j = i + 1; j < a->nr_children; j++)
		a->children[j - 1] = a->children[j];
	a->nr_children--;
	sim_kernel_fail_nth(m.w.kernel, refuse, EBUSY);
	routing_child_down(&m.w.p, a->c, gone.id, &gone.in, &gone.out, "gone");
	sim_kernel_fail_nth(m.w.kernel, 0, 0);
	if (a->nr_children == 0)
		a->ike = 0;
	return true;
}

static void begin(struct actor *a)
{
	if (a->ike != 0)
		return;
	a->ike = 100000 + m.next_sa++;
	routing_negotiation_started(&m.w.p, a->c, a->ike);
}

static void all_children_down(struct actor *a)
{
	while (child_down(a, 0, false))
		;
}

static struct actor *actor_of(conn_id id)
{
	for (unsigned i = 0; i < CONNS; i++) {
		if (m.a[i].c != NULL && m.a[i].c->id == id)
			return &m.a[i];
	}
	return NULL;
}

static void drain(void)
{
	struct intent n;

	while (intent_take(&m.w.p, &n)) {
		struct actor *a = actor_of(n.conn);

		if (a == NULL)
			continue;
		if (n.type == INTENT_INITIATE)
			begin(a);
		if (n.type == INTENT_DELETE_CHILD)
			all_children_down(a);
	}
}

static void settle(void)
{
	drain();
	while (world_script_ends(&m.w, 0))
		drain();
}

/* Ends the next script of VERB with failure, others with success; false: none came. */
static bool fail_script(const char *verb)
{
	for (size_t i = 0; i < m.w.nr_runs; i++) {
		if (!m.w.runs[i].ended && strncmp(m.w.runs[i].verb, verb, strlen(verb)) == 0) {
			(void)world_script_ends(&m.w, 1);
			return true;
		}
		if (!m.w.runs[i].ended)
			(void)world_script_ends(&m.w, 0);
	}
	return false;
}

static bool down(struct actor *a)
{
	a->c->wish.up = false;
	all_children_down(a);
	if (a->ike != 0) {
		sa_id ike = a->ike;

		a->ike = 0;
		routing_negotiation_failed(&m.w.p, a->c, ike, "down");
	}
	routing_wish_changed(&m.w.p, a->c);
	return true;
}

static bool failed(struct actor *a)
{
	sa_id ike = a->ike;

	if (ike == 0 || a->nr_children > 0)
		return false;
	a->ike = 0;
	routing_negotiation_failed(&m.w.p, a->c, ike, "no answer");
	return true;
}

static bool delete_conn(struct actor *a)
{
	if (a->nr_children > 0 || a->ike != 0)
		return false;
	conn_delete(&m.w.p, a->c);
	a->c = NULL;
	return true;
}

static bool route_fails(struct actor *a)
{
	bool before = a->c->wish.route;

	if (before)
		return false;
	diag_free(routing_route(&m.w.p, a->c));
	if (!fail_script("route"))
		return false;
	m.route_failed = true;
	return true;
}

static bool do_step(struct actor *a, unsigned i, enum step s)
{
	if (a->c == NULL)
		return false;
	switch (s) {
	case STEP_ROUTE:
		diag_free(routing_route(&m.w.p, a->c));
		return true;
	case STEP_UNROUTE:
		diag_free(routing_unroute(&m.w.p, a->c, NULL));
		return true;
	case STEP_PACKET:
		(void)world_packet(&m.w, m.s->src[i], m.s->dst[i]);
		return true;
	case STEP_UP:
		a->c->wish.up = true;
		begin(a);
		return true;
	case STEP_DOWN:
		return down(a);
	case STEP_PEER_BEGINS:
		begin(a);
		return true;
	case STEP_FAILED:
		return failed(a);
	case STEP_OTHER_FAILED:
		routing_negotiation_failed(&m.w.p, a->c, 99999999, "another");
		return true;
	case STEP_CHILD_UP:
		return child_up(a, false, 0);
	case STEP_CHILD_UP_NARROW:
		return a->c->config->narrowing && child_up(a, true, 0);
	case STEP_CHILD_REFUSED_1:
		return child_up(a, false, 1);
	case STEP_CHILD_REFUSED_3:
		return child_up(a, false, 3);
	case STEP_CHILD_REFUSED_5:
		return child_up(a, false, 5);
	case STEP_CHILD_DOWN:
		return a->nr_children > 0 && child_down(a, a->nr_children - 1, false);
	case STEP_CHILD_DOWN_REFUSED:
		/* Once until it is repaired: what waits for repair would grow without end. */
		return policy_db_dirty(&m.w.p) == 0 && child_down(a, a->nr_children - 1, true);
	case STEP_OLD_CHILD_DOWN:
		return a->nr_children > 1 && child_down(a, 0, false);
	case STEP_ROUTE_SCRIPT_FAILS:
		return route_fails(a);
	case STEP_UP_SCRIPT_FAILS:
		return a->nr_children == 0 && child_up(a, false, 0) && fail_script("up");
	case STEP_SUSPEND:
		routing_suspend(&m.w.p, a->c, false);
		return true;
	case STEP_RESUME:
		routing_suspend(&m.w.p, a->c, true);
		return true;
	case STEP_TIME_SHORT:
		world_pass(&m.w, DURATION_S(6));
		return i == 0;
	case STEP_TIME_LONG:
		world_pass(&m.w, DURATION_S(1200));
		return i == 0;
	case STEP_DELETE:
		return delete_conn(a);
	case STEPS:
		break;
	}
	return false;
}

/* Invariants. */

static enum routing_state state_of(unsigned i)
{
	return m.a[i].c == NULL ? RT_UNROUTED : m.a[i].c->routing.state;
}

static void check_owners(void)
{
	for (unsigned i = 0; i < CONNS; i++) {
		const struct conn *c = m.a[i].c;

		if (c == NULL)
			continue;
		if (routing_is_tunnel(c->routing.state) != (c->routing.owner_child != 0))
			broken("2: owner and state disagree");
		/* A child of other selectors than the newest one's does not inherit. */
		if (c->config->narrowing && !routing_is_tunnel(c->routing.state))
			continue;
		if (routing_is_tunnel(c->routing.state) != (m.a[i].nr_children > 0))
			broken("2: the tunnel's state and its children disagree");
	}
}

static void check_one_tunnel(void)
{
	bool overlap = strstr(m.s->settings[0], "overlapip") != NULL;

	if (m.s->same && !overlap && routing_is_tunnel(state_of(0)) && routing_is_tunnel(state_of(1)))
		broken("3: two tunnels for the same selectors");
}

/* What is told of the states alone: is the first packet protected (not clear)? 1 yes, 0 no, -1 may be either. */
static int ought_to_protect(void)
{
	bool protected = false;

	for (unsigned i = 0; i < CONNS; i++) {
		switch (state_of(i)) {
		case RT_UNROUTED:
		case RT_UNROUTED_NEGOTIATION:
		case RT_STATES:
			break;
		case RT_ROUTED_PROSPECTIVE:
		case RT_UNROUTED_HOLD:
		case RT_ROUTED_NEVER:
		case RT_ROUTED_HOLD:
		case RT_ROUTED_FAILURE:
			protected = true;
			break;
		case RT_ROUTED_TUNNEL:
		case RT_SUSPENDED_TUNNEL:
			/* A responder's narrow tunnel of the inner connection covers a part only. */
			if (i == 0 && m.a[0].c->config->narrowing && !m.a[0].c->routing.held->leftover &&
			    !protected && state_of(1) == RT_UNROUTED)
				return -1;
			protected = true;
			break;
		}
	}
	return m.s->pass ? -1 : protected;
}

static void check_packet(void)
{
	int ought = ought_to_protect();
	bool is = covering() > 0;

	if (ought >= 0 && is != (ought == 1) && !(ought == 0 && state_of(0) == RT_UNROUTED_NEGOTIATION))
		broken(is ? "4: a policy that no state accounts for" : "4: a state without its policy");
}

static void check_routes(void)
{
	bool routed = false, told = false, share = m.s->same;

	for (unsigned i = 0; i < CONNS; i++)
		routed = routed || routing_is_routed(state_of(i));
	for (size_t i = 0; i < m.w.nr_runs; i++) {
		if (strcmp(m.w.runs[i].peer_client, "192.0.3.0/24") != 0)
			continue;
		if (strncmp(m.w.runs[i].verb, "route", 5) == 0)
			told = m.w.runs[i].status == 0;
		else if (strncmp(m.w.runs[i].verb, "unroute", 7) == 0)
			told = false;
	}
	if (share && told && !routed)
		broken("1: a route without anybody routed");
	if (share && routed && !told && !m.route_failed)
		broken("1: routed, but no route");
}

static void check_kernel(void)
{
	size_t children = m.a[0].nr_children + m.a[1].nr_children;

	if (policy_db_dirty(&m.w.p) > 0)
		return;		/* repaired two seconds later */
	if (!world_kernel_agrees(&m.w))
		broken("4: kernel and claims disagree");
	if (sim_kernel_count(m.w.kernel).states != 2 * children)
		broken("4: SAs of nobody, or SAs missing");
}

static void check_all(unsigned before)
{
	check_owners();
	check_one_tunnel();
	check_packet();
	check_routes();
	check_kernel();
	if (!m.s->pass && before > 0 && covering() > 0 && m.least == 0)
		broken("5: a moment without policy");
	if (!m.s->pass && m.w.released_clear > 0 && ought_to_protect() >= 0)
		broken("5: a held packet left in clear");
	if (m.w.sink.count[LOG_BUG] > 0)
		broken("a BUG was logged");
}

/* Worlds and paths. */

static void model_init(const struct setting *s)
{
	memset(&m.a, 0, sizeof(m.a));
	m.s = s;
	m.next_sa = 1;
	m.broken = NULL;
	m.route_failed = m.watching = false;
	world_init(&m.w);
	m.w.sink.trace = false;
	m.w.forget_env = true;
	m.real = m.w.p.env.kernel.ops;
	m.ops = *m.real;
	m.ops.commit = watched_commit;
	m.w.p.env.kernel.ops = &m.ops;
	for (unsigned i = 0; i < CONNS; i++)
		m.a[i].c = world_add(&m.w, i == 0 ? "a" : "b", s->settings[i]);
}

static bool apply(uint8_t code)
{
	unsigned i = code / STEPS;
	bool did = do_step(&m.a[i], i, (enum step)(code % STEPS));

	settle();
	return did;
}

static bool apply_and_check(uint8_t code)
{
	unsigned before = covering();
	bool did;

	m.watching = true;
	m.least = before;
	did = apply(code);
	check_all(before);
	return did;
}

/* The second connection does less: what it can do to the first one is all that matters. */
static bool is_step_of(unsigned code)
{
	switch ((enum step)(code % STEPS)) {
	case STEP_ROUTE:
	case STEP_UNROUTE:
	case STEP_PACKET:
	case STEP_FAILED:
	case STEP_CHILD_UP:
	case STEP_CHILD_DOWN:
	case STEP_DELETE:
		return true;
	case STEP_UP:
	case STEP_DOWN:
	case STEP_PEER_BEGINS:
	case STEP_OTHER_FAILED:
	case STEP_CHILD_UP_NARROW:
	case STEP_CHILD_REFUSED_1:
	case STEP_CHILD_REFUSED_3:
	case STEP_CHILD_REFUSED_5:
	case STEP_CHILD_DOWN_REFUSED:
	case STEP_OLD_CHILD_DOWN:
	case STEP_ROUTE_SCRIPT_FAILS:
	case STEP_UP_SCRIPT_FAILS:
	case STEP_SUSPEND:
	case STEP_RESUME:
	case STEP_TIME_SHORT:
	case STEP_TIME_LONG:
	case STEPS:
		break;
	}
	return code < STEPS;
}

/* What tells states apart, as text. */
static void fingerprint(char *out, size_t cap)
{
	struct text t = text_make(out, cap);

	for (unsigned i = 0; i < CONNS; i++) {
		const struct actor *a = &m.a[i];
		const struct conn *c = a->c;

		if (c == NULL) {
			text_str(&t, "-;");
			continue;
		}
		text_add(&t, "%zu.%d%d%d%d%u%d%d%d%d%d%zu;", c->routing.held->nr_heirs,
			 c->routing.state, c->wish.up, c->wish.route,
			 a->ike != 0, a->nr_children, timer_armed(&c->revival),
			 timer_armed(&c->shunt_timer),
			 c->routing.attempted && c->config->failure_shunt != SHUNT_NONE, c->routing.held->leftover,
			 c->routing.owner_ike == a->ike, c->routing.held->routed.nr * 10 + c->routing.held->up.nr);
		for (size_t j = 0; j < c->routing.held->tunnel.nr; j++)
			selector_print(&t, &c->routing.held->tunnel.items[j].remote);
	}
	text_add(&t, "%d%u%zu%zu", m.route_failed, covering(), sim_kernel_count(m.w.kernel).policies, policy_db_dirty(&m.w.p));
	for (size_t n = 0; sim_kernel_policy_nth(m.w.kernel, n) != NULL; n++) {
		const struct kernel_policy *k = sim_kernel_policy_nth(m.w.kernel, n);

		if (k->key.dir == KERNEL_OUT)
			text_add(&t, ",%d%u", k->action, k->outer_dst.bytes[3]);
	}
}

struct node {
	uint64_t print;
	uint32_t parent;
	uint8_t code, depth;
};

static struct node *nodes;
static uint32_t nr_nodes;
static uint32_t *table;			/* open addressing over print: node + 1 */
#define TABLE_SIZE (1u << 19)

static uint64_t hash_text(const char *s)
{
	uint64_t h = 14695981039346656037u;

	for (; *s != '\0'; s++)
		h = (h ^ (uint8_t)*s) * 1099511628211u;
	return h;
}

static bool add_node(uint64_t print, uint32_t parent, uint8_t code, uint8_t depth)
{
	uint32_t at = (uint32_t)(print % TABLE_SIZE);

	while (table[at] != 0) {
		if (nodes[table[at] - 1].print == print)
			return false;
		at = (at + 1) % TABLE_SIZE;
	}
	nodes[nr_nodes] = (struct node){ print, parent, code, depth };
	table[at] = ++nr_nodes;
	return true;
}

static size_t path_of(uint32_t node, uint8_t *path)
{
	size_t len = nodes[node].depth;

	for (uint32_t n = node, i = (uint32_t)len; i > 0; n = nodes[n].parent)
		path[--i] = nodes[n].code;
	return len;
}

static void replay(const struct setting *s, const uint8_t *path, size_t len)
{
	model_init(s);
	for (size_t i = 0; i < len; i++)
		(void)apply(path[i]);
}

static void print_path(const uint8_t *path, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%s%c: %s", i > 0 ? ", " : "", "ab"[path[i] / STEPS], step_names[path[i] % STEPS]);
	printf("\n");
}

struct totals {
	unsigned long states, events;
	size_t depth;
};

static bool explore(const struct setting *s, bool verbose, struct totals *t)
{
	uint8_t path[DEPTH_MAX + 1];
	char print[2048];

	nr_nodes = 0;
	memset(table, 0, TABLE_SIZE * sizeof(*table));
	model_init(s);
	fingerprint(print, sizeof(print));
	world_fini(&m.w);
	(void)add_node(hash_text(print), 0, 0, 0);
	for (uint32_t n = 0; n < nr_nodes; n++) {
		size_t len = path_of(n, path);

		for (unsigned code = 0; code < CONNS * STEPS; code++) {
			bool did;

			if (!is_step_of(code))
				continue;
			replay(s, path, len);
			did = apply_and_check((uint8_t)code);
			t->events++;
			path[len] = (uint8_t)code;
			if (m.broken != NULL) {
				printf("%s: %s, after ", s->name, m.broken);
				print_path(path, len + 1);
				printf("%s\n", m.w.log);
				return false;
			}
			fingerprint(print, sizeof(print));
			if (did && len < DEPTH_MAX && nr_nodes < STATES_MAX &&
			    add_node(hash_text(print), n, (uint8_t)code, (uint8_t)(len + 1)) && verbose) {
				printf("%s  ", print);
				print_path(path, len + 1);
			}
			if (len + 1 > t->depth)
				t->depth = len + 1;
			world_fini(&m.w);
		}
		if (nr_nodes == STATES_MAX || len == DEPTH_MAX) {
			printf("%s: no fixpoint\n", s->name);
			return false;
		}
	}
	t->states += nr_nodes;
	printf("%s: %u states\n", s->name, nr_nodes);
	return true;
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "--verbose") == 0, good = true;
	struct totals t = { .states = 0 };
	clock_t start = clock();

	nodes = calloc(STATES_MAX, sizeof(*nodes));
	table = calloc(TABLE_SIZE, sizeof(*table));
	if (nodes == NULL || table == NULL)
		return 1;
	for (size_t i = 0; i < SETTINGS_USED; i++)
		good = explore(&settings[i], verbose, &t) && good;
	printf("model routing: %lu states, %lu events, depth %zu, 5 invariants, %.1f s: %s\n", t.states, t.events,
	       t.depth, (double)(clock() - start) / CLOCKS_PER_SEC, good ? "good" : "BROKEN");
	free(nodes);
	free(table);
	return good ? 0 : 1;
}
