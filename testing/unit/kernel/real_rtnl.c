/* SPDX-License-Identifier: ISC
 *
 * real_rtnl.c - interfaces, addresses and routes against the running kernel.
 */
#include "testing/unit/kernel/real_testing.h"

#include "kernel/rtnl/rtnl.h"

static int set_up(void **state)
{
	struct rtnl *r;

	run("ip link add d0 type veth peer name d1 && ip link set lo up && ip link set d1 up &&"
	    "ip addr add 192.0.1.254/24 dev d0 && ip addr add 2001:db8:1::1/64 dev d0 nodad &&"
	    "ip link set d0 up mtu 1400 && ip route add 203.0.113.0/24 via 192.0.1.1");
	if (rtnl_open(&r) != NULL)
		return -1;
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	rtnl_close(*state);
	return 0;
}

static void test_links(void **state)
{
	struct rtnl_link by_name, by_index;

	assert_int_equal(rtnl_link_by_name(*state, "d0", &by_name), 0);
	assert_int_equal(by_name.mtu, 1400);
	assert_true(by_name.up);
	assert_int_equal(rtnl_link_by_index(*state, by_name.ifindex, &by_index), 0);
	assert_string_equal(by_index.name, "d0");
	assert_int_equal(rtnl_link_by_name(*state, "none0", &by_name), -ENODEV);
	assert_int_equal(rtnl_link_by_name(*state, "", &by_name), -ENODEV);
	assert_int_equal(rtnl_link_by_name(*state, "a-name-that-is-too-long", &by_name), -ENODEV);
	assert_int_equal(rtnl_link_by_index(*state, 9999, &by_name), -ENODEV);
}

static void test_iface_list(void **state)
{
	struct arena a = { 0 };
	struct kernel_iface *ifaces;
	size_t nr;
	bool v4 = false, v6 = false, lo = false;

	assert_int_equal(rtnl_iface_list(*state, &a, &ifaces, &nr), 0);
	for (size_t i = 0; i < nr; i++) {
		if (address_eq(ifaces[i].addr.addr, ip("192.0.1.254"))) {
			v4 = true;
			assert_int_equal(ifaces[i].addr.prefix, 24);
			assert_string_equal(ifaces[i].name, "d0");
			assert_true(ifaces[i].up);
		}
		v6 = v6 || address_eq(ifaces[i].addr.addr, ip("2001:db8:1::1"));
		lo = lo || address_eq(ifaces[i].addr.addr, ip("127.0.0.1"));
	}
	assert_true(v4 && v6 && lo);
	arena_fini(&a);
}

static void test_route_get(void **state)
{
	const struct address none = { 0 };
	struct kernel_route r;

	assert_int_equal(rtnl_route_get(*state, none, ip("203.0.113.9"), &r), 0);
	assert_true(address_eq(r.gateway, ip("192.0.1.1")));
	assert_true(address_eq(r.src, ip("192.0.1.254")));
	assert_string_equal(r.iface, "d0");
	assert_int_equal(r.mtu, 1400);
	assert_int_equal(rtnl_route_get(*state, ip("192.0.1.254"), ip("192.0.1.7"), &r), 0);
	assert_false(address_is_set(r.gateway));
	assert_int_equal(rtnl_route_get(*state, none, ip("2001:db8:1::9"), &r), 0);
	assert_string_equal(r.iface, "d0");
	assert_int_equal(rtnl_route_get(*state, none, ip("127.0.0.1"), &r), 0);
	assert_string_equal(r.iface, "lo");
	assert_int_equal(rtnl_route_get(*state, none, ip("198.51.100.1"), &r), -ENETUNREACH);
	assert_int_equal(rtnl_route_get(*state, ip("192.0.1.254"), ip("::1"), &r), -EINVAL);
	run("ip route add blackhole 198.51.100.0/24");
	assert_int_not_equal(rtnl_route_get(*state, none, ip("198.51.100.1"), &r), 0);
	run("ip route del blackhole 198.51.100.0/24");
}

struct seen {
	unsigned links, routes, other;
};

static void on_event(void *ctx, const struct kernel_event *e)
{
	struct seen *s = ctx;

	if (e->type == KERNEL_LINK_CHANGE)
		s->links++;
	else if (e->type == KERNEL_ROUTE_CHANGE)
		s->routes++;
	else
		s->other++;
}

static struct seen events(struct rtnl *r)
{
	struct seen s = { 0 };

	rtnl_read_events(r, on_event, &s);
	return s;
}

static void test_events_are_coalesced(void **state)
{
	struct seen s;

	for (int i = 0; i < 20; i++)
		(void)events(*state);	/* the scene's own */
	s = events(*state);
	assert_int_equal(s.links + s.routes, 0);
	run("ip addr add 192.0.9.1/24 dev d0; ip addr add 192.0.9.2/24 dev d0;"
	    "ip addr del 192.0.9.1/24 dev d0; ip link set d0 mtu 1450");
	s = events(*state);
	assert_int_equal(s.links, 1);
	assert_int_equal(s.routes, 1);
	assert_int_equal(s.other, 0);
	run("ip route add 198.18.0.0/24 dev d0; ip route del 198.18.0.0/24 dev d0");
	s = events(*state);
	assert_int_equal(s.links, 0);
	assert_int_equal(s.routes, 1);
	run("ip link set d0 mtu 1400; ip addr flush 192.0.9.0/24 dev d0 2>/dev/null || true");
}

static void test_route_replace_delete(void **state)
{
	struct rtnl_link link;
	struct rtnl_route route = { .dst = net("10.9.0.0/16"), .gateway = ip("192.0.1.1"),
				    .src = ip("192.0.1.254"), .metric = 77, .mtu = 1300,
				    .protocol = 50 };
	struct rtnl_route other;

	assert_int_equal(rtnl_link_by_name(*state, "d0", &link), 0);
	route.ifindex = link.ifindex;
	assert_int_equal(rtnl_route_replace(*state, &route), 0);
	assert_true(shows("ip route", "10.9.0.0/16 via 192.0.1.1 dev d0 proto 50 "
				      "src 192.0.1.254 metric 77 mtu 1300"));
	route.mtu = 1200;
	assert_int_equal(rtnl_route_replace(*state, &route), 0);
	assert_true(shows("ip route", "mtu 1200"));
	assert_false(shows("ip route", "mtu 1300"));
	other = route;
	other.gateway = ip("192.0.1.2");
	assert_int_equal(rtnl_route_delete(*state, &other), -ESRCH);
	other = route;
	other.protocol = 0;
	assert_int_equal(rtnl_route_delete(*state, &other), -ESRCH);
	assert_int_equal(rtnl_route_delete(*state, &route), 0);
	assert_false(shows("ip route", "10.9.0.0"));
	assert_int_equal(rtnl_route_delete(*state, &route), -ESRCH);
}

static void test_route_v6_onlink_table(void **state)
{
	struct rtnl_link link;
	struct rtnl_route route = { .dst = net("2001:db8:9::/48"), .gateway = ip("fe80::1"),
				    .table = 50 };
	struct rtnl_route onlink = { .dst = net("10.8.0.0/16"), .gateway = ip("172.31.0.1") };

	assert_int_equal(rtnl_link_by_name(*state, "d0", &link), 0);
	route.ifindex = onlink.ifindex = link.ifindex;
	assert_int_equal(rtnl_route_replace(*state, &route), 0);
	assert_true(shows("ip -6 route show table 50", "2001:db8:9::/48 via fe80::1 dev d0"));
	assert_int_equal(rtnl_route_delete(*state, &route), 0);
	assert_int_not_equal(rtnl_route_replace(*state, &onlink), 0);
	onlink.onlink = true;
	assert_int_equal(rtnl_route_replace(*state, &onlink), 0);
	assert_true(shows("ip route", "10.8.0.0/16 via 172.31.0.1 dev d0 proto static onlink"));
	assert_int_equal(rtnl_route_delete(*state, &onlink), 0);
}

static void test_addresses(void **state)
{
	struct rtnl_link lo;
	uint8_t scope = 0;

	assert_int_equal(rtnl_link_by_name(*state, "lo", &lo), 0);
	assert_false(rtnl_address_find(*state, ip("192.0.7.1"), 0, NULL));
	assert_int_equal(rtnl_address_add(*state, lo.ifindex, net("192.0.7.1/32"), 50), 0);
	assert_int_equal(rtnl_address_add(*state, lo.ifindex, net("192.0.7.1/32"), 50), -EEXIST);
	assert_true(rtnl_address_find(*state, ip("192.0.7.1"), lo.ifindex, &scope));
	assert_int_equal(scope, 50);
	assert_int_equal(rtnl_address_delete(*state, lo.ifindex, net("192.0.7.1/32")), 0);
	assert_int_equal(rtnl_address_delete(*state, lo.ifindex, net("192.0.7.1/32")),
			 -EADDRNOTAVAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_iface_list),
		cmocka_unit_test(test_route_get),
		cmocka_unit_test(test_events_are_coalesced),
		cmocka_unit_test(test_route_replace_delete),
		cmocka_unit_test(test_route_v6_onlink_table),
		cmocka_unit_test(test_addresses),
	};

	if (!own_namespace())
		return SKIPPED;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
