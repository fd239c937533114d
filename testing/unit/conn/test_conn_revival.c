/* SPDX-License-Identifier: ISC
 *
 * test_conn_revival.c - what is to stay up comes back: at once, then ever slower.
 */
#include "conn/revival.h"
#include "testing/unit/conn/conn_testing.h"

static bool initiated(struct conn *c)
{
	struct intent i = world_intent(&w);

	if (i.type == INTENT_TYPES)
		return false;
	assert_int_equal(i.type, INTENT_INITIATE);
	assert_int_equal(i.why, WHY_REVIVAL);
	assert_int_equal(i.conn, c->id);
	return true;
}

static void test_delays(void **state)
{
	(void)state;
	assert_int_equal(duration_s(revival_delay(0)), 0);
	assert_int_equal(duration_s(revival_delay(1)), 5);
	assert_int_equal(duration_s(revival_delay(2)), 10);
	assert_int_equal(duration_s(revival_delay(60)), 300);
	assert_int_equal(duration_s(revival_delay(61)), 300);
	assert_int_equal(duration_s(revival_delay(4000000000u)), 300);
}

static void test_up(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	struct world_tunnel t;

	(void)state;
	c->wish.up = true;
	for (unsigned n = 0; n < 5; n++) {
		routing_negotiation_started(&w.p, c, n + 1);
		assert_string_equal(world_state(c), "routed-negotiation");
		routing_negotiation_failed(&w.p, c, n + 1, "no answer");
		assert_string_equal(world_state(c), "routed-ondemand");
		if (n > 0) {
			world_pass(&w, (struct duration){ revival_delay(n).us - 1 });
			assert_false(initiated(c));
			/* up to a tenth of jitter */
			world_pass(&w, (struct duration){ revival_delay(n).us / 10 + 2 });
		} else {
			world_pass(&w, DURATION_MS(1));
		}
		assert_true(initiated(c));
		assert_false(initiated(c));
	}
	assert_true(world_logged(&w, "revival attempt 1 scheduled in 0 seconds: no answer"));
	assert_true(world_logged(&w, "revival attempt 5 scheduled in 20 seconds"));
	/* Success starts the count anew. */
	world_tunnel(&t, c, 1);
	ok(routing_child_up(&w.p, c, &t.t));
	assert_int_equal(c->revivals, 0);
	routing_child_down(&w.p, c, t.t.child, &t.t.in.key, &t.t.out.key, "peer deleted");
	world_pass(&w, DURATION_MS(1));
	assert_true(initiated(c));
}

static void test_keep(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	struct world_tunnel t;

	(void)state;
	c->wish.keep = true;
	/* Nothing was up: nothing to keep. */
	routing_negotiation_started(&w.p, c, 1);
	routing_negotiation_failed(&w.p, c, 1, "x");
	world_pass(&w, DURATION_S(1000));
	assert_false(initiated(c));
	assert_string_equal(world_state(c), "unrouted");
	world_tunnel(&t, c, 1);
	ok(routing_child_up(&w.p, c, &t.t));
	routing_child_down(&w.p, c, t.t.child, &t.t.in.key, &t.t.out.key, "peer deleted");
	assert_string_equal(world_state(c), "routed-ondemand");
	world_pass(&w, DURATION_MS(1));
	assert_true(initiated(c));
	routing_negotiation_started(&w.p, c, 2);
	assert_string_equal(world_state(c), "routed-negotiation");
	routing_negotiation_failed(&w.p, c, 2, "x");
	assert_string_equal(world_state(c), "unrouted");	/* once */
	world_pass(&w, DURATION_S(1000));
	assert_false(initiated(c));
}

static void test_not_after_down(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	c->wish.up = true;
	routing_negotiation_started(&w.p, c, 1);
	routing_negotiation_failed(&w.p, c, 1, "x");
	c->wish.up = false;	/* `ipsec down` */
	world_pass(&w, DURATION_S(1000));
	assert_false(initiated(c));
	assert_string_equal(world_state(c), "unrouted");
	c->wish.up = true;
	routing_negotiation_started(&w.p, c, 1);
	routing_negotiation_failed(&w.p, c, 1, "x");
	assert_string_equal(world_state(c), "routed-ondemand");
	c->wish.up = false;
	routing_wish_changed(&w.p, c);
	assert_string_equal(world_state(c), "unrouted");
	assert_true(sim_kernel_empty(w.kernel));
	/* and not when the daemon stops */
	c->wish.up = true;
	w.p.stopping = true;
	routing_negotiation_started(&w.p, c, 2);
	routing_negotiation_failed(&w.p, c, 2, "x");
	assert_string_equal(world_state(c), "unrouted");
	world_pass(&w, DURATION_S(1000));
	assert_false(initiated(c));
	assert_true(sim_kernel_empty(w.kernel));
}

static void test_acquire_is_faster(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	c->wish.up = true;
	c->revivals = 10;
	routing_negotiation_started(&w.p, c, 1);
	routing_negotiation_failed(&w.p, c, 1, "x");
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	assert_int_equal(world_intent(&w).why, WHY_ACQUIRE);
	routing_negotiation_started(&w.p, c, 2);
	world_pass(&w, DURATION_S(1000));
	assert_false(initiated(c));	/* the timer was stopped */
}

static void test_name_is_asked_again(void **state)
{
	struct conn *c = world_add(&w, "west", "left=192.0.2.1 right=east.example.com authby=secret");
	struct dns_result r = { .token = w.asked[0].token, .ok = true, .nr = 1 };

	(void)state;
	r.addrs[0] = world_address("192.0.2.77");
	conn_on_dns(&w.p, &r);
	c->wish.up = true;
	for (unsigned n = 1; n <= 2; n++) {
		routing_negotiation_started(&w.p, c, n);
		routing_negotiation_failed(&w.p, c, n, "x");
		world_pass(&w, DURATION_S(6));
		if (n == 1)
			assert_true(initiated(c));
	}
	assert_false(initiated(c));
	assert_int_equal(w.nr_asked, 2);
	r.addrs[0] = world_address("192.0.2.78");
	conn_on_dns(&w.p, &r);
	assert_true(initiated(c));
	assert_true(address_eq(c->remote.host, r.addrs[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_delays), T(test_up), T(test_keep), T(test_not_after_down), T(test_acquire_is_faster),
		T(test_name_is_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
