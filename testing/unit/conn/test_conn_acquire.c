/* SPDX-License-Identifier: ISC
 *
 * test_conn_acquire.c - whose packet is it, and bare shunts.
 */
#include "conn/acquire.h"
#include "conn/shunt.h"
#include "core/limits.h"
#include "testing/unit/conn/conn_testing.h"

static const struct shunt_wish a_drop = { .kind = SHUNT_DROP, .life = { 60 * US_PER_S }, .origin = "test" };
static const struct shunt_wish a_pass = { .kind = SHUNT_PASS, .life = { 60 * US_PER_S }, .origin = "test" };

static struct packet packet(const char *src, const char *dst)
{
	return (struct packet){ world_address(src), world_address(dst), 17, 1, 2 };
}

static void test_owner(void **state)
{
	struct conn *wide = world_add(&w, "wide", BASE "leftsubnet=192.0.0.0/16 rightsubnet=10.0.0.0/8");
	struct conn *narrow = world_add(&w, "narrow", BASE "leftsubnet=192.0.1.0/24 rightsubnet=10.1.0.0/16");
	struct conn *idle = world_add(&w, "idle", BASE "leftsubnet=192.0.1.1/32 rightsubnet=10.1.1.1/32");
	struct conn *drop = world_add(&w, "drop", "left=192.0.2.1 right=192.0.2.2 type=drop leftsubnet=192.0.1.1/32 "
						  "rightsubnet=10.1.1.0/24");
	struct packet p = packet("192.0.1.1", "10.1.1.1"), q = packet("192.0.1.1", "10.2.1.1");
	struct packet out = packet("192.0.1.1", "11.2.1.1");

	(void)state;
	ok(routing_route(&w.p, wide));
	ok(routing_route(&w.p, narrow));
	ok(routing_route(&w.p, drop));
	assert_ptr_equal(acquire_owner(&w.p, 0, &p), narrow);
	assert_ptr_equal(acquire_owner(&w.p, wide->reqid, &p), wide);
	assert_ptr_equal(acquire_owner(&w.p, 12345, &p), narrow);
	assert_ptr_equal(acquire_owner(&w.p, 0, &q), wide);
	assert_ptr_equal(acquire_owner(&w.p, narrow->reqid, &q), wide);	/* a reqid alone is no proof */
	assert_null(acquire_owner(&w.p, 0, &out));
	assert_string_equal(world_state(idle), "unrouted");
}

static void test_shared_reqid(void **state)
{
	struct conn *a = world_add(&w, "a", BASE "reqid=77 rightsubnet=10.0.0.0/8");
	struct conn *b = world_add(&w, "b", BASE "reqid=77 rightsubnet=10.1.0.0/16");
	struct packet p = packet("192.0.2.1", "10.1.1.1"), q = packet("192.0.2.1", "10.2.1.1");

	(void)state;
	ok(routing_route(&w.p, a));
	ok(routing_route(&w.p, b));
	assert_ptr_equal(acquire_owner(&w.p, 77, &p), b);
	assert_ptr_equal(acquire_owner(&w.p, 77, &q), a);
}

static void acquire(const char *src, const char *dst)
{
	struct kernel_event e = { .type = KERNEL_ACQUIRE, .packet = packet(src, dst), .reqid = 4711, .seq = 3 };

	acquire_on_event(&w.p, &e);
}

static void test_nobody(void **state)
{
	char buf[160];
	struct text t = TEXT_OVER(buf);

	(void)state;
	acquire("192.0.1.1", "10.9.9.9");
	assert_true(world_logged(&w, "no routed connection covers this pair"));
	assert_int_equal(shunt_nr(&w.p), 1);
	assert_int_equal(world_packet(&w, "192.0.1.1", "10.9.9.9"), SIM_DROP);
	assert_true(world_kernel_agrees(&w));
	shunt_print(&t, shunt_first(&w.p));
	assert_string_equal(buf, "192.0.1.1/32 -0-> 10.9.9.9/32 => %drop    no-connection");
	acquire("192.0.1.1", "10.9.9.9");
	assert_int_equal(shunt_nr(&w.p), 1);
	world_pass(&w, DURATION_S(31));
	assert_int_equal(shunt_nr(&w.p), 0);
	assert_int_equal(world_packet(&w, "192.0.1.1", "10.9.9.9"), SIM_CLEAR);
	assert_int_equal(world_intent(&w).type, INTENT_TYPES);
	acquire("192.0.2.1", "192.0.2.1");
	assert_int_equal(shunt_nr(&w.p), 0);
}

static void test_shunt_limit(void **state)
{
	struct address me = world_address("192.0.2.1"), a = world_address("10.0.0.0");

	(void)state;
	for (unsigned i = 0; i < LIMIT_SHUNTS; i++) {
		assert_true(address_next(a, &a));
		assert_true(shunt_add(&w.p, me, a, &a_drop));
	}
	assert_true(address_next(a, &a));
	assert_false(shunt_add(&w.p, me, a, &a_drop));
	assert_int_equal(shunt_nr(&w.p), LIMIT_SHUNTS);
	shunt_delete_all(&w.p);
	assert_true(sim_kernel_empty(w.kernel));
}

/* A tunnel makes the drops inside it pointless; a shunt of one host pair is above everybody's trap. */
static void test_shunt_and_tunnel(void **state)
{
	struct conn *c = world_add(&w, "a", NETS);
	struct world_tunnel t;

	(void)state;
	assert_true(shunt_add(&w.p, world_address("192.0.1.1"), world_address("192.0.3.1"), &a_drop));
	assert_true(shunt_add(&w.p, world_address("192.0.1.1"), world_address("192.0.4.1"), &a_drop));
	ok(routing_route(&w.p, c));
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_DROP);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.2"), SIM_HELD);
	world_tunnel(&t, c, 1);
	ok(routing_child_up(&w.p, c, &t.t));
	assert_int_equal(shunt_nr(&w.p), 1);
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_ESP);
	assert_true(world_kernel_agrees(&w));
}

/* The same kernel key as a conn's own: the trap comes back. */
static void test_shunt_above_trap(void **state)
{
	struct conn *c = world_add(&w, "a", BASE);

	(void)state;
	ok(routing_route(&w.p, c));
	assert_true(shunt_add(&w.p, c->local.host, c->remote.host, &a_pass));
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.2"), SIM_CLEAR);
	world_pass(&w, DURATION_S(61));
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.2"), SIM_HELD);
	assert_true(world_kernel_agrees(&w));
}

static void test_burst(void **state)
{
	struct conn *c = world_add(&w, "a", NETS);
	unsigned intents = 0;

	(void)state;
	ok(routing_route(&w.p, c));
	for (int i = 0; i < 10000; i++) {
		struct kernel_event e = {
			.type = KERNEL_ACQUIRE, .packet = packet("192.0.1.1", "192.0.3.1"), .reqid = c->reqid,
			.seq = (uint32_t)i,
		};

		acquire_on_event(&w.p, &e);
		while (world_intent(&w).type == INTENT_INITIATE) {
			intents++;
			routing_negotiation_started(&w.p, c, 77);
		}
	}
	assert_int_equal(intents, 1);
	assert_int_equal(c->routing.acquire_seq, 9999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_owner), T(test_shared_reqid), T(test_nobody), T(test_shunt_limit),
		T(test_shunt_and_tunnel), T(test_shunt_above_trap), T(test_burst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
