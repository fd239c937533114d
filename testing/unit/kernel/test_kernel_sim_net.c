/* SPDX-License-Identifier: ISC
 *
 * test_kernel_sim_net.c - the simulated host's addresses and routes.
 */
#include "testing/unit/kernel/sim_testing.h"

static int set_up(void **state)
{
	struct sim_world *w;

	if (world_new(state) != 0)
		return -1;
	w = *state;
	return !sim_kernel_address_add(w->k, "eth0", on_net("198.51.100.1", 24)) ||
	       !sim_kernel_address_add(w->k, "eth1", on_net("192.0.1.254", 24)) ||
	       !sim_kernel_address_add(w->k, "eth0", on_net("2001:db8::1", 64)) ||
	       !sim_kernel_route_add(w->k, net("0.0.0.0/0"), ip("198.51.100.254"), "eth0") ||
	       !sim_kernel_route_add(w->k, net("203.0.113.0/24"), ip("192.0.1.1"), "eth1");
}

static void test_list_keeps_host_bits(void **state)
{
	struct sim_world *w = *state;
	struct arena a = { 0 };
	struct kernel_iface *list;
	size_t nr;

	assert_int_equal(w->port.ops->iface_list(w->port.k, &a, &list, &nr), 0);
	assert_int_equal(nr, 3);
	assert_true(address_eq(list[1].addr.addr, ip("192.0.1.254")));
	assert_int_equal(list[1].addr.prefix, 24);
	assert_string_equal(list[1].name, "eth1");
	assert_int_equal(list[0].ifindex, list[2].ifindex);
	assert_int_not_equal(list[0].ifindex, list[1].ifindex);
	assert_true(list[0].up);
	arena_fini(&a);
}

static void check_route(struct sim_world *w, const char *dst, const char *src, const char *gateway,
			const char *iface)
{
	struct kernel_route r;

	assert_int_equal(w->port.ops->route_get(w->port.k, (struct address){ 0 }, ip(dst), &r), 0);
	assert_true(address_eq(r.src, ip(src)));
	assert_string_equal(r.iface, iface);
	if (gateway == NULL)
		assert_false(address_is_set(r.gateway));
	else
		assert_true(address_eq(r.gateway, ip(gateway)));
}

static void test_routes(void **state)
{
	struct sim_world *w = *state;
	struct kernel_route r;

	check_route(w, "198.51.100.7", "198.51.100.1", NULL, "eth0");
	check_route(w, "192.0.1.1", "192.0.1.254", NULL, "eth1");
	check_route(w, "203.0.113.5", "192.0.1.254", "192.0.1.1", "eth1");
	check_route(w, "8.8.8.8", "198.51.100.1", "198.51.100.254", "eth0");
	check_route(w, "2001:db8::99", "2001:db8::1", NULL, "eth0");
	check_route(w, "192.0.1.254", "192.0.1.254", NULL, "eth1");
	assert_int_equal(w->port.ops->route_get(w->port.k, (struct address){ 0 },
						ip("2001:db8:1::1"), &r), -ENETUNREACH);
	assert_int_equal(w->port.ops->route_get(w->port.k, ip("10.0.0.1"), ip("8.8.8.8"), &r),
			 -EINVAL);
}

static void test_changes_are_told(void **state)
{
	struct sim_world *w = *state;
	struct kernel_route r;

	w->nr_events = 0;
	sim_kernel_link_set(w->k, "eth1", false);
	assert_int_equal(w->nr_events, 1);
	assert_int_equal(w->events[0].type, KERNEL_LINK_CHANGE);
	check_route(w, "192.0.1.1", "198.51.100.1", "198.51.100.254", "eth0");
	sim_kernel_link_set(w->k, "eth1", true);
	sim_kernel_address_remove(w->k, ip("198.51.100.1"));
	assert_false(sim_kernel_owns(w->k, ip("198.51.100.1")));
	assert_true(sim_kernel_owns(w->k, ip("127.0.0.1")));
	assert_int_equal(w->port.ops->route_get(w->port.k, (struct address){ 0 }, ip("8.8.8.8"), &r),
			 -ENETUNREACH);
	assert_int_equal(w->nr_events, 3);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, world_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_list_keeps_host_bits),
		T(test_routes),
		T(test_changes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
