/* SPDX-License-Identifier: ISC
 *
 * test_conn_routing.c - routing events against the simulated kernel: what happens to packets, what is held,
 * shared, given back, and what is left when the kernel or memory fails.
 */
#include <errno.h>

#include "base/alloc.h"
#include "conn/policy_db.h"
#include "conn/shunt.h"
#include "testing/unit/conn/conn_testing.h"

static void expect_state(const struct conn *c, enum routing_state s)
{
	assert_string_equal(world_state(c), name_find(&routing_state_names, s));
	assert_true(world_kernel_agrees(&w));
}

static void up(struct conn *c, unsigned n)
{
	struct world_tunnel t;

	world_tunnel(&t, c, n);
	ok(routing_child_up(&w.p, c, &t.t));
}

static void down(struct conn *c, unsigned n)
{
	struct world_tunnel t;

	world_tunnel(&t, c, n);
	routing_child_down(&w.p, c, 2000 + n, &t.t.in.key, &t.t.out.key, "test");
}

static size_t nr_states(void)
{
	return sim_kernel_count(w.kernel).states;
}

/* Trap, packet, hold, tunnel: the packet that asked leaves protected. */
static void test_ondemand(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	struct intent i;

	(void)state;
	ok(routing_route(&w.p, c));
	expect_state(c, RT_ROUTED_PROSPECTIVE);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	expect_state(c, RT_ROUTED_HOLD);
	i = world_intent(&w);
	assert_int_equal(i.type, INTENT_INITIATE);
	assert_int_equal(i.why, WHY_ACQUIRE);
	assert_int_equal(i.conn, c->id);
	assert_int_equal(i.packet.dport, 2000);
	assert_int_not_equal(i.acquire_seq, 0);
	routing_negotiation_started(&w.p, c, 1001);
	expect_state(c, RT_ROUTED_HOLD);
	/* Another packet while negotiating asks for nothing. */
	assert_int_equal(world_udp(&w, "192.0.1.2", "192.0.3.2", 5, 6), SIM_HELD);
	assert_int_equal(world_intent(&w).type, INTENT_TYPES);
	up(c, 1);
	expect_state(c, RT_ROUTED_TUNNEL);
	world_pass(&w, DURATION_MS(200));
	assert_int_equal(w.released_esp, 2);
	assert_int_equal(w.released_clear, 0);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	assert_int_equal(nr_states(), 2);
	down(c, 1);
	expect_state(c, RT_ROUTED_PROSPECTIVE);
	assert_int_equal(nr_states(), 0);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	routing_negotiation_failed(&w.p, c, 0, "test");
	ok(routing_unroute(&w.p, c, NULL));
	expect_state(c, RT_UNROUTED);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_CLEAR);
}

/* `ipsec up` of an unrouted connection: nothing leaves in clear from the first moment on. */
static void test_up_is_fail_closed(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	c->wish.up = true;
	routing_negotiation_started(&w.p, c, 1001);
	expect_state(c, RT_ROUTED_HOLD);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	assert_int_equal(world_intent(&w).type, INTENT_TYPES);
	routing_negotiation_failed(&w.p, c, 1001, "no answer");
	expect_state(c, RT_ROUTED_PROSPECTIVE);	/* until revival */
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	/* `ipsec down` */
	c->wish.up = false;
	ok(routing_unroute(&w.p, c, NULL));
	expect_state(c, RT_UNROUTED);
	world_pass(&w, DURATION_S(1000));
	assert_int_equal(w.released_clear, 0);
}

static void test_responder_takes_no_policy(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "failureshunt=drop");

	(void)state;
	routing_negotiation_started(&w.p, c, 1001);
	expect_state(c, RT_UNROUTED_NEGOTIATION);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_CLEAR);
	routing_negotiation_failed(&w.p, c, 1001, "wrong PSK");
	expect_state(c, RT_UNROUTED);
	routing_negotiation_started(&w.p, c, 1002);
	up(c, 2);
	expect_state(c, RT_ROUTED_TUNNEL);
	down(c, 2);
	expect_state(c, RT_UNROUTED);
}

static void test_negotiation_pass(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "negotiationshunt=passthrough");

	(void)state;
	ok(routing_route(&w.p, c));
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	expect_state(c, RT_ROUTED_HOLD);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_CLEAR);
	/* A responder's attempt opens nothing. */
	routing_negotiation_failed(&w.p, c, 0, "x");
	expect_state(c, RT_ROUTED_PROSPECTIVE);
	routing_negotiation_started(&w.p, c, 7);
	expect_state(c, RT_ROUTED_PROSPECTIVE);
}

static void test_failure_shunt(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "failureshunt=passthrough");

	(void)state;
	ok(routing_route(&w.p, c));
	(void)world_packet(&w, "192.0.1.1", "192.0.3.1");
	routing_negotiation_started(&w.p, c, 1);
	routing_negotiation_failed(&w.p, c, 1, "no proposal");
	expect_state(c, RT_ROUTED_FAILURE);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_CLEAR);
	world_pass(&w, DURATION_S(899));
	expect_state(c, RT_ROUTED_FAILURE);
	world_pass(&w, DURATION_S(2));
	expect_state(c, RT_ROUTED_PROSPECTIVE);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
}

static void test_failure_then_up(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "failureshunt=drop");

	(void)state;
	ok(routing_route(&w.p, c));
	(void)world_packet(&w, "192.0.1.1", "192.0.3.1");
	routing_negotiation_started(&w.p, c, 1);
	routing_negotiation_failed(&w.p, c, 1, "no proposal");
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_DROP);
	routing_negotiation_started(&w.p, c, 2);
	expect_state(c, RT_ROUTED_FAILURE);
	up(c, 2);
	expect_state(c, RT_ROUTED_TUNNEL);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	world_pass(&w, DURATION_S(2000));	/* the shunt's timer is off */
	expect_state(c, RT_ROUTED_TUNNEL);
	/* A replacement fails: the tunnel stays; when it goes, failure context. */
	c->wish.route = false;
	routing_negotiation_failed(&w.p, c, 9, "rekey failed");
	expect_state(c, RT_ROUTED_TUNNEL);
	down(c, 2);
	expect_state(c, RT_ROUTED_FAILURE);
}

static void test_narrowed(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "narrowing=yes");
	struct world_tunnel t;

	(void)state;
	ok(routing_route(&w.p, c));
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	world_tunnel(&t, c, 1);
	t.remote[0] = selector_from_host(world_address("192.0.3.1"));
	ok(routing_child_up(&w.p, c, &t.t));
	expect_state(c, RT_ROUTED_TUNNEL);
	world_pass(&w, DURATION_MS(100));	/* the trap was rewritten: no wait for its retry */
	assert_int_equal(w.released_esp, 1);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	/* The rest stays closed. */
	assert_int_not_equal(world_packet(&w, "192.0.1.1", "192.0.3.2"), SIM_CLEAR);
	routing_child_down(&w.p, c, t.t.child, &t.t.in.key, &t.t.out.key, "x");
	expect_state(c, RT_ROUTED_PROSPECTIVE);
	assert_int_equal(sim_kernel_count(w.kernel).policies, 1);
}

static void test_range(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "narrowing=yes");
	struct world_tunnel t;

	(void)state;
	world_tunnel(&t, c, 1);
	assert_true(range_make(world_address("192.0.3.1"), world_address("192.0.3.6"), &t.remote[0].addrs));
	ok(routing_child_up(&w.p, c, &t.t));
	expect_state(c, RT_ROUTED_TUNNEL);
	/* .1 .2/31 .4/31 .6: four blocks, three directions */
	assert_int_equal(sim_kernel_count(w.kernel).policies, 12);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.5"), SIM_ESP);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.7"), SIM_CLEAR);
	t.remote[0].proto = 17;
	t.remote[0].port_lo = 5;
	t.remote[0].port_hi = 9;
	expect_diag(routing_child_up(&w.p, c, &t.t), "ranges of ports");
}

static void test_rekey(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	size_t runs;

	(void)state;
	up(c, 1);
	world_scripts_end(&w);
	runs = w.nr_runs;
	up(c, 2);
	assert_int_equal(nr_states(), 4);
	assert_int_equal(c->routing.owner_child, 2002);
	down(c, 1);
	expect_state(c, RT_ROUTED_TUNNEL);
	assert_int_equal(nr_states(), 2);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	assert_int_equal(w.nr_runs, runs);
	down(c, 2);
	expect_state(c, RT_UNROUTED);
	assert_true(sim_kernel_empty(w.kernel));
}

static void test_unroute_busy(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	bool busy = false;

	(void)state;
	ok(routing_route(&w.p, c));
	up(c, 1);
	expect_diag(routing_unroute(&w.p, c, &busy), "route busy");
	assert_true(busy);
	assert_true(c->wish.route);
	conn_delete(&w.p, c);
	world_kernel_agrees(&w);
	assert_int_equal(sim_kernel_count(w.kernel).policies, 0);
}

static void test_never(void **state)
{
	struct conn *pass = world_add(&w, "pass", "left=192.0.2.1 right=192.0.2.2 rightsubnet=192.0.3.128/25 "
						  "leftsubnet=192.0.1.0/24 type=passthrough");
	struct conn *c = world_add(&w, "west", NETS);
	struct conn *drop = world_add(&w, "drop", "left=192.0.2.1 right=192.0.2.9 type=reject");

	(void)state;
	ok(routing_route(&w.p, pass));
	ok(routing_route(&w.p, c));
	ok(routing_route(&w.p, drop));
	expect_state(pass, RT_ROUTED_NEVER);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.200"), SIM_CLEAR);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.2"), SIM_HELD);
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.9"), SIM_DROP);
	for (size_t i = 0; i < w.nr_runs; i++)
		assert_string_equal(w.runs[i].connection, "west");
	ok(routing_unroute(&w.p, pass, NULL));
	expect_state(pass, RT_UNROUTED);
}

/* Invariant 3: the second with the same selectors is refused with a sentence that names the first. */
static void test_conflict(void **state)
{
	struct conn *a = world_add(&w, "a", NETS);
	struct conn *b = world_add(&w, "b", "left=192.0.2.1 right=192.0.2.3 authby=secret "
					    "leftsubnet=192.0.1.0/24 rightsubnet=192.0.3.0/24");
	struct world_tunnel t;

	(void)state;
	ok(routing_route(&w.p, a));
	expect_diag(routing_route(&w.p, b), "in use by connection \"a\", which is routed-ondemand");
	assert_false(b->wish.route);
	expect_state(b, RT_UNROUTED);
	/* A tunnel takes the key from a trap and gives it back. */
	up(b, 1);
	expect_state(b, RT_ROUTED_TUNNEL);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	world_tunnel(&t, a, 2);
	expect_diag(routing_child_up(&w.p, a, &t.t), "in use by connection \"b\", which is routed-tunnel");
	expect_state(a, RT_ROUTED_PROSPECTIVE);
	assert_int_equal(nr_states(), 2);
	down(b, 1);
	expect_state(b, RT_UNROUTED);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	expect_state(a, RT_ROUTED_HOLD);
}

/* Replaced while its tunnel is still there: the successor is routed at once and takes over. */
static void test_replaced(void **state)
{
	struct conn *old = world_add(&w, "west", NETS), *new;
	struct conn *found[2];

	(void)state;
	up(old, 1);
	old->pending_delete = true;
	new = world_add(&w, "west", NETS);
	assert_non_null(new);
	assert_int_equal(conn_by_name(&w.p, "west", found, 2), 1);
	assert_ptr_equal(found[0], new);
	ok(routing_route(&w.p, new));
	expect_state(new, RT_ROUTED_PROSPECTIVE);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	down(old, 1);
	conn_delete(&w.p, old);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	assert_int_equal(world_intent(&w).type, INTENT_CONN_REMOVE);
	assert_int_equal(world_intent(&w).conn, new->id);
	expect_state(new, RT_ROUTED_HOLD);
}

/* Two rekeys crossed (RFC 7296 2.8.1): the newest goes, the older one carries on. */
static void test_heir(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	up(c, 1);
	up(c, 2);
	up(c, 3);
	down(c, 3);
	expect_state(c, RT_ROUTED_TUNNEL);
	assert_int_equal(c->routing.owner_child, 2002);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	down(c, 1);
	expect_state(c, RT_ROUTED_TUNNEL);
	down(c, 2);
	expect_state(c, RT_UNROUTED);
	assert_true(sim_kernel_empty(w.kernel));
}

static void test_overlapip(void **state)
{
	struct conn *a = world_add(&w, "a", NETS "overlapip=yes");
	struct conn *b = world_add(&w, "b", "left=192.0.2.1 right=192.0.2.3 authby=secret overlapip=yes "
					    "leftsubnet=192.0.1.0/24 rightsubnet=192.0.3.0/24");

	(void)state;
	up(a, 1);
	up(b, 2);
	expect_state(b, RT_ROUTED_TUNNEL);
	down(b, 2);
	expect_state(a, RT_ROUTED_TUNNEL);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	down(a, 1);
	assert_true(sim_kernel_empty(w.kernel));
}

static void test_template_needs_peer(void **state)
{
	struct conn *c = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret leftsubnet=192.0.1.0/24");

	(void)state;
	assert_int_equal(c->kind, CONN_TEMPLATE);
	expect_diag(routing_route(&w.p, c), "address of the peer is not known");
	assert_false(c->wish.route);
}

static void test_unoriented(void **state)
{
	struct conn *c = world_add(&w, "far", "left=203.0.113.1 right=203.0.113.2 authby=secret");

	(void)state;
	expect_diag(routing_route(&w.p, c), "neither end of the connection is an address of this machine");
	assert_true(c->wish.route);	/* it is routed when it is oriented */
}

static void test_transport(void **state)
{
	struct conn *c = world_add(&w, "west", BASE "type=transport");

	(void)state;
	ok(routing_route(&w.p, c));
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.2"), SIM_HELD);
	up(c, 1);
	expect_state(c, RT_ROUTED_TUNNEL);
	assert_int_equal(sim_kernel_count(w.kernel).policies, 2);	/* nothing is forwarded */
	world_pass(&w, DURATION_MS(100));
	assert_int_equal(w.released_esp, 1);
}

static void test_ipv6_in_ipv4(void **state)
{
	struct conn *c = world_add(&w, "west", BASE "leftsubnet=2001:db8:1::/64 rightsubnet=2001:db8:3::/64");

	(void)state;
	ok(routing_route(&w.p, c));
	assert_int_equal(world_packet(&w, "2001:db8:1::1", "2001:db8:3::1"), SIM_HELD);
	up(c, 1);
	world_pass(&w, DURATION_MS(100));
	assert_int_equal(w.released_esp, 1);
}

static void test_priority_keyword(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "priority=100 narrowing=yes");
	struct world_tunnel t;

	(void)state;
	ok(routing_route(&w.p, c));
	assert_int_equal(sim_kernel_policy_nth(w.kernel, 0)->priority, 100);
	world_tunnel(&t, c, 1);
	t.remote[0] = selector_from_host(world_address("192.0.3.1"));
	ok(routing_child_up(&w.p, c, &t.t));
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	expect_state(c, RT_ROUTED_TUNNEL);
}

/* More policies than one batch holds. */
static void test_many_selectors(void **state)
{
	char settings[4096] = BASE "leftsubnet=", part[64];
	struct conn *c;

	(void)state;
	for (int i = 0; i < 12; i++) {
		(void)snprintf(part, sizeof(part), "%s10.1.%d.0/24", i > 0 ? "," : "", i);
		strcat(settings, part);
	}
	strcat(settings, " rightsubnet=");
	for (int i = 0; i < 12; i++) {
		(void)snprintf(part, sizeof(part), "%s10.2.%d.0/24", i > 0 ? "," : "", i);
		strcat(settings, part);
	}
	c = world_add(&w, "west", settings);
	assert_int_equal(c->nr_spds, 144);
	ok(routing_route(&w.p, c));
	expect_state(c, RT_ROUTED_PROSPECTIVE);
	{
		struct tunnel t;
		struct world_tunnel base;
		size_t nl = c->local.nr_selectors, nr = c->remote.nr_selectors;

		c->local.nr_selectors = c->remote.nr_selectors = 1;
		world_tunnel(&base, c, 1);
		c->local.nr_selectors = nl;
		c->remote.nr_selectors = nr;
		t = base.t;
		t.local = c->local.selectors;
		t.remote = c->remote.selectors;
		t.nr_local = nl;
		t.nr_remote = nr;
		/* Any of the requests may be refused: all is undone. */
		for (unsigned long n = 1; n < 450; n += 37) {
			sim_kernel_fail_nth(w.kernel, n, EINVAL);
			if (n <= 434)
				expect_diag(routing_child_up(&w.p, c, &t), "the kernel");
			else
				break;
			expect_state(c, RT_ROUTED_PROSPECTIVE);
			assert_int_equal(nr_states(), 0);
		}
		sim_kernel_fail_nth(w.kernel, 0, 0);
		ok(routing_child_up(&w.p, c, &t));
		expect_state(c, RT_ROUTED_TUNNEL);
		assert_int_equal(sim_kernel_count(w.kernel).policies, 3 * 144);
		routing_child_down(&w.p, c, t.child, &t.in.key, &t.out.key, "x");
		expect_state(c, RT_ROUTED_PROSPECTIVE);
	}
}

/* The whole life, with the Nth kernel request refused. */
static void life(struct conn *c)
{
	struct world_tunnel t, t2;

	diag_free(routing_route(&w.p, c));
	(void)world_packet(&w, "192.0.1.1", "192.0.3.1");
	routing_negotiation_started(&w.p, c, 1001);
	world_tunnel(&t, c, 1);
	world_tunnel(&t2, c, 2);
	diag_free(routing_child_up(&w.p, c, &t.t));
	diag_free(routing_child_up(&w.p, c, &t2.t));
	routing_child_down(&w.p, c, t.t.child, &t.t.in.key, &t.t.out.key, "x");
	routing_child_down(&w.p, c, t2.t.child, &t2.t.in.key, &t2.t.out.key, "x");
	routing_negotiation_started(&w.p, c, 1002);
	routing_negotiation_failed(&w.p, c, 1002, "x");
	world_pass(&w, DURATION_S(3));
}

static void check_after_life(struct conn *c)
{
	world_pass(&w, DURATION_S(10));
	if (!world_kernel_agrees(&w))
		fail_msg("state %s", world_state(c));
	assert_int_equal(policy_db_dirty(&w.p), 0);
	assert_int_equal(nr_states(), 0);
	assert_int_equal(routing_is_busy(&c->routing), false);
}

static void finish(struct conn *c)
{
	diag_free(routing_unroute(&w.p, c, NULL));
	conn_delete(&w.p, c);
	world_pass(&w, DURATION_S(1000));
	assert_true(sim_kernel_empty(w.kernel));
}

static void test_fail_each_kernel_call(void **state)
{
	unsigned long calls = 0;

	for (unsigned long n = 0; n <= calls; n++) {
		struct conn *c = world_add(&w, "west", NETS "failureshunt=drop");
		unsigned long before = sim_kernel_calls(w.kernel);

		sim_kernel_fail_nth(w.kernel, n, ENOMEM);
		life(c);
		if (n == 0)
			calls = sim_kernel_calls(w.kernel) - before;
		sim_kernel_fail_nth(w.kernel, 0, 0);
		check_after_life(c);
		finish(c);
		teardown(state);
		setup(state);
	}
	assert_true(calls >= 15);
}

/* A failed delete at the end is repaired as well. */
static void test_fail_each_teardown_call(void **state)
{
	unsigned long calls = 0;

	for (unsigned long n = 0; n <= calls; n++) {
		struct conn *c = world_add(&w, "west", NETS);
		unsigned long before;

		diag_free(routing_route(&w.p, c));
		up(c, 1);
		before = sim_kernel_calls(w.kernel);
		sim_kernel_fail_nth(w.kernel, n, EBUSY);
		c->wish.route = false;
		down(c, 1);
		conn_delete(&w.p, c);
		if (n == 0)
			calls = sim_kernel_calls(w.kernel) - before;
		sim_kernel_fail_nth(w.kernel, 0, 0);
		world_pass(&w, DURATION_S(1000));
		assert_true(sim_kernel_empty(w.kernel));
		teardown(state);
		setup(state);
	}
	assert_true(calls >= 4);
}

static void test_fail_each_allocation(void **state)
{
	unsigned long calls = 0;

	for (unsigned long n = 0; n <= calls; n++) {
		struct conn *c = world_add(&w, "west", NETS "failureshunt=drop");
		unsigned long before = mem_count();

		mem_fail_nth(n);
		life(c);
		if (n == 0)
			calls = mem_count() - before;
		mem_fail_nth(0);
		check_after_life(c);
		finish(c);
		teardown(state);
		setup(state);
	}
	assert_true(calls > 20);
}

static void test_delete_with_tunnel_of_another_below(void **state)
{
	struct conn *a = world_add(&w, "a", NETS);
	struct conn *b = world_add(&w, "b", NETS);

	(void)state;
	ok(routing_route(&w.p, a));
	up(b, 1);
	conn_delete(&w.p, a);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	down(b, 1);
	assert_true(sim_kernel_empty(w.kernel));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_ondemand), T(test_up_is_fail_closed), T(test_responder_takes_no_policy),
		T(test_negotiation_pass), T(test_failure_shunt), T(test_failure_then_up), T(test_narrowed),
		T(test_range), T(test_rekey), T(test_unroute_busy), T(test_never), T(test_conflict),
		T(test_overlapip), T(test_replaced), T(test_heir), T(test_template_needs_peer),
		T(test_unoriented), T(test_transport),
		T(test_ipv6_in_ipv4), T(test_priority_keyword), T(test_many_selectors),
		T(test_fail_each_kernel_call), T(test_fail_each_teardown_call), T(test_fail_each_allocation),
		T(test_delete_with_tunnel_of_another_below),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
