/* SPDX-License-Identifier: ISC
 *
 * test_kernel_sim_time.c - the simulated kernel: lifetimes, retries, faults, lost events.
 */
#include "testing/unit/kernel/sim_testing.h"

static void test_larval_expires_and_asks_again(void **state)
{
	struct sim_world *w = *state;

	put(w, trap());
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	pass(w, 29999);
	assert_int_equal(w->nr_events, 1);
	pass(w, 2);
	assert_int_equal(w->nr_events, 2);
	assert_int_equal(w->events[1].type, KERNEL_EXPIRE_SA);
	assert_true(w->events[1].hard);
	assert_int_equal(w->events[1].sa.spi, 0);
	assert_int_equal(w->events[1].seq, w->events[0].seq);
	assert_int_equal(sim_kernel_count(w->k).larvals, 0);
	/* the held packet's next retry: 100 ms doubled until 51.1 s */
	pass(w, 25000);
	assert_int_equal(w->nr_events, 3);
	assert_int_equal(w->events[2].type, KERNEL_ACQUIRE);
	assert_int_not_equal(w->events[2].seq, w->events[0].seq);
	assert_int_equal(sim_kernel_count(w->k).held, 1);
}

static void test_held_packets_give_up(void **state)
{
	struct sim_world *w = *state;

	put(w, trap());
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	pass(w, 600 * 1000);
	assert_int_equal(sim_kernel_count(w->k).held, 0);
	assert_int_equal(w->nr_released, 1);
	assert_int_equal(w->released[0].fate, SIM_DROP);
}

static void test_state_lifetimes(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa sa = out_sa(0x1001);

	sa.soft_add = DURATION_S(10);
	sa.hard_add = DURATION_S(20);
	add(w, sa);
	pass(w, 9999);
	assert_int_equal(w->nr_events, 0);
	pass(w, 2);
	assert_int_equal(w->nr_events, 1);
	assert_int_equal(w->events[0].type, KERNEL_EXPIRE_SA);
	assert_false(w->events[0].hard);
	assert_int_equal(w->events[0].sa.spi, 0x1001);
	assert_int_equal(w->events[0].reqid, 7);
	pass(w, 10000);
	assert_int_equal(w->nr_events, 2);
	assert_true(w->events[1].hard);
	assert_int_equal(sim_kernel_count(w->k).states, 0);
	pass(w, 100000);
	assert_int_equal(w->nr_events, 2);
}

static void test_packet_limits(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa sa = out_sa(0x1001);

	sa.soft_packets = 2;
	sa.hard_packets = 4;
	put(w, trap());
	add(w, sa);
	for (int i = 0; i < 4; i++)
		assert_int_equal(send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_ESP);
	assert_int_equal(w->nr_events, 1);
	assert_false(w->events[0].hard);
	assert_int_equal(send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_DROP);
	assert_int_equal(w->nr_events, 2);
	assert_true(w->events[1].hard);
	assert_int_equal(sim_kernel_count(w->k).states, 0);
}

static void test_update_changes_lifetimes_and_ports(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa sa = out_sa(0x1001);

	sa.encap = KERNEL_ENCAP_UDP;
	sa.encap_sport = 4500;
	sa.encap_dport = 4500;
	sa.hard_add = DURATION_S(5);
	add(w, sa);
	sa.encap_dport = 40000;
	sa.hard_add = DURATION_S(50);
	assert_int_equal(do_request(w, (struct kernel_request){ .op = KERNEL_SA_UPDATE,
								.sa = sa }), 0);
	pass(w, 10000);
	assert_int_equal(sim_kernel_count(w->k).states, 1);
	assert_int_equal(sim_kernel_sa(w->k, &sa.key)->encap_dport, 40000);
	sa.encap = KERNEL_ENCAP_NONE;
	assert_int_equal(do_request(w, (struct kernel_request){ .op = KERNEL_SA_UPDATE,
								.sa = sa }), -EINVAL);
}

static void test_query_counts(void **state)
{
	struct sim_world *w = *state;
	const struct kernel_sa_key key = out_sa(0x1001).key;
	struct kernel_sa_info info;

	put(w, trap());
	add(w, out_sa(0x1001));
	assert_int_equal(w->port.ops->sa_query(w->port.k, &key, &info), 0);
	assert_int_equal(info.used.us, 0);
	pass(w, 2500);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	assert_int_equal(w->port.ops->sa_query(w->port.k, &key, &info), 0);
	assert_int_equal(info.packets, 2);
	assert_int_equal(info.bytes, 200);
	assert_int_equal(info.used.us, world_real_now(w).us);
	assert_int_equal(info.added.us, world_real_now(w).us - 2500000);
}

/* ---- faults ---- */

static void tunnel(struct kernel_request r[5])
{
	r[0] = (struct kernel_request){ .op = KERNEL_SA_ADD };
	r[0].sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x5001, 7);
	r[1] = (struct kernel_request){ .op = KERNEL_SA_ADD };
	r[1].sa = out_sa(0x1001);
	for (int i = 2; i < 5; i++)
		r[i] = (struct kernel_request){ .op = KERNEL_POLICY_PUT };
	r[2].policy = trap();
	r[3].policy = policy(KERNEL_IN, "192.0.2.0/24", "192.0.1.0/24", KERNEL_PROTECT, 9);
	r[4].policy = policy(KERNEL_FWD, "192.0.2.0/24", "192.0.1.0/24", KERNEL_PROTECT, 9);
}

static void test_fail_each_request(void **state)
{
	struct sim_world *w = *state;
	struct kernel_request r[5];
	struct kernel_error err;

	tunnel(r);
	for (unsigned n = 1; n <= 5; n++) {
		sim_kernel_fail_nth(w->k, n, ENOBUFS);
		assert_int_equal(w->port.ops->commit(w->port.k, r, 5, &err), -ENOBUFS);
		assert_int_equal(err.index, n - 1);
		assert_int_equal(err.code, ENOBUFS);
		assert_int_equal(sim_kernel_count(w->k).states, 0);	/* undone */
		/* policies stay for the caller, and the rest of the batch was tried */
		assert_int_equal(sim_kernel_count(w->k).policies, n <= 2 ? 3 : 2);
		for (unsigned i = 2; i < 5; i++)
			del_policy(w, r[i].policy.key);
		assert_true(sim_kernel_empty(w->k));
	}
	assert_int_equal(w->port.ops->commit(w->port.k, r, 5, &err), 0);
	assert_int_equal(sim_kernel_count(w->k).states, 2);
}

static void test_fail_other_calls(void **state)
{
	struct sim_world *w = *state;
	struct arena a = { 0 };
	struct kernel_iface *list;
	struct kernel_route route;
	size_t nr;
	unsigned long before = sim_kernel_calls(w->k);

	sim_kernel_fail_nth(w->k, 1, EIO);
	assert_int_equal(w->port.ops->iface_list(w->port.k, &a, &list, &nr), -EIO);
	sim_kernel_fail_nth(w->k, 2, EIO);
	assert_int_equal(w->port.ops->bypass_socket(w->port.k, 3, IP_V4), 0);
	assert_int_equal(w->port.ops->route_get(w->port.k, (struct address){ 0 }, ip("192.0.2.1"),
						&route), -EIO);
	assert_int_equal(sim_kernel_calls(w->k), before + 3);
	assert_true(sim_kernel_bypassed(w->k, IP_V4));
	assert_false(sim_kernel_bypassed(w->k, IP_V6));
	arena_fini(&a);
}

static void test_bad_request_touches_nothing(void **state)
{
	struct sim_world *w = *state;
	struct kernel_request r[5];
	struct kernel_error err;

	tunnel(r);
	r[1].sa.key.spi = 255;
	assert_int_equal(w->port.ops->commit(w->port.k, r, 5, &err), -EINVAL);
	assert_int_equal(err.index, 1);
	assert_non_null(strstr(err.text, "SPI 255"));
	assert_true(sim_kernel_empty(w->k));
}

static void test_lost_events(void **state)
{
	struct sim_world *w = *state;
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT, 9);

	p.mode = KERNEL_TRANSPORT;
	put(w, p);
	sim_kernel_lose_events(w->k, 2);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	assert_int_equal(w->nr_events, 0);
	send_flow(w, udp("192.0.1.1", "192.0.2.2"), NULL);
	assert_int_equal(w->nr_events, 1);
	assert_int_equal(w->events[0].type, KERNEL_RESYNC);
	assert_int_equal(sim_kernel_count(w->k).larvals, 2);	/* what a dump would find */
	send_flow(w, udp("192.0.1.1", "192.0.2.3"), NULL);
	assert_int_equal(w->events[1].type, KERNEL_ACQUIRE);
}

static void test_prepare_flushes(void **state)
{
	struct sim_world *w = *state;
	struct kernel_request r[5];

	tunnel(r);
	w->port.ops->commit(w->port.k, r, 5, NULL);
	assert_false(sim_kernel_empty(w->k));
	assert_int_equal(w->port.ops->prepare(w->port.k, DURATION_S(10), NULL), 0);
	assert_true(sim_kernel_empty(w->k));
	assert_int_equal(sim_kernel_count(w->k).holes, 6);
}

static void test_agree_and_dump(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa in = gcm_sa(KERNEL_IN, "198.51.100.1", "198.51.100.2", 0x1001, 3);
	char buf[1024];
	struct text t = TEXT_OVER(buf);

	add(w, out_sa(0x1001));
	put(w, trap());
	assert_true(sim_kernel_sa_agree(sim_kernel_sa_nth(w->k, 0), &in));
	in.esn = true;
	assert_false(sim_kernel_sa_agree(sim_kernel_sa_nth(w->k, 0), &in));
	assert_null(sim_kernel_sa_nth(w->k, 1));
	assert_int_equal(sim_kernel_policy_nth(w->k, 0)->reqid, 7);
	assert_null(sim_kernel_policy_nth(w->k, 1));
	sim_kernel_dump(w->k, &t);
	assert_string_equal(buf, "state out ESP 00001001 198.51.100.1->198.51.100.2 tunnel reqid 7 "
				 "packets 0\n"
				 "policy out 2000 192.0.1.0/24->192.0.2.0/24 protect tunnel "
				 "reqid 7 198.51.100.1->198.51.100.2\n");
}

/* No allocation failure may leak, crash, or leave half a state. */
static void test_out_of_memory(void **state)
{
	struct sim_world *w = *state;
	struct kernel_request r[5];

	tunnel(r);
	for (unsigned n = 1; n < 20; n++) {
		mem_fail_nth(n);
		(void)w->port.ops->commit(w->port.k, r, 5, NULL);
		(void)send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
		mem_fail_nth(0);
		assert_int_equal(w->port.ops->prepare(w->port.k, DURATION_S(10), NULL), 0);
		assert_true(sim_kernel_empty(w->k));
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_new, world_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_larval_expires_and_asks_again),
		T(test_held_packets_give_up),
		T(test_state_lifetimes),
		T(test_packet_limits),
		T(test_update_changes_lifetimes_and_ports),
		T(test_query_counts),
		T(test_fail_each_request),
		T(test_fail_other_calls),
		T(test_bad_request_touches_nothing),
		T(test_lost_events),
		T(test_prepare_flushes),
		T(test_agree_and_dump),
		T(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
