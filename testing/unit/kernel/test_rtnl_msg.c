/* SPDX-License-Identifier: ISC
 *
 * test_rtnl_msg.c - rtnetlink messages: parsed whole, cut, and with flipped bytes.
 */
#include "testing/unit/kernel/kernel_testing.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "kernel/rtnl/rtnl_priv.h"

static uint8_t buf[512] __attribute__((aligned(8)));
static struct nl_batch b;

static void begin(uint16_t type, const void *header, size_t len)
{
	memset(buf, 0, sizeof(buf));
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, type, 0, 0);
	nl_put(&b, header, len);
}

static struct nl_message message(void)
{
	struct reader r = reader_make(view_make(buf, b.len));
	struct nl_message m;

	assert_true(nl_next_message(&r, &m));
	return m;
}

static void make_link(void)
{
	struct ifinfomsg info = { .ifi_index = 3, .ifi_flags = IFF_UP };

	begin(RTM_NEWLINK, &info, sizeof(info));
	nl_attr(&b, IFLA_IFNAME, "eth0", 5);
	nl_attr_u32(&b, IFLA_MTU, 1500);
}

static void make_address(void)
{
	struct ifaddrmsg info = { .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 3 };

	begin(RTM_NEWADDR, &info, sizeof(info));
	nl_attr(&b, IFA_ADDRESS, "\x0a\0\0\2", 4);
	nl_attr(&b, IFA_LOCAL, "\x0a\0\0\1", 4);
	nl_attr_u32(&b, IFA_FLAGS, IFA_F_TENTATIVE);
}

static void make_route(void)
{
	struct rtnl_route r = { .dst = net("192.0.2.0/24"), .gateway = ip("10.0.0.9"),
				.src = ip("10.0.0.1"), .ifindex = 3, .table = 1000, .metric = 7,
				.mtu = 1400, .onlink = true, .protocol = 50 };

	memset(buf, 0, sizeof(buf));
	nl_batch_init(&b, buf, sizeof(buf));
	rtnl_put_route(&b, RTM_NEWROUTE, 0, 1, &r);
	assert_false(b.full);
}

static void test_link(void **state)
{
	struct nl_message m;
	struct rtnl_link link;

	(void)state;
	make_link();
	m = message();
	assert_true(rtnl_take_link(&m, &link));
	assert_string_equal(link.name, "eth0");
	assert_int_equal(link.mtu, 1500);
	assert_true(link.up);
	begin(RTM_NEWLINK, &(struct ifinfomsg){ .ifi_index = 3 }, sizeof(struct ifinfomsg));
	nl_attr(&b, IFLA_IFNAME, "a-name-of-twenty-byte", 21);	/* cut, and no NUL */
	m = message();
	assert_true(rtnl_take_link(&m, &link));
	assert_string_equal(link.name, "a-name-of-twent");
	begin(RTM_NEWLINK, &(struct ifinfomsg){ .ifi_index = -3 }, sizeof(struct ifinfomsg));
	m = message();
	assert_false(rtnl_take_link(&m, &link));
}

static void test_address(void **state)
{
	struct nl_message m;
	struct rtnl_address a;

	(void)state;
	make_address();
	m = message();
	assert_true(rtnl_take_address(&m, &a));
	assert_true(address_eq(a.addr.addr, ip("10.0.0.1")));	/* not the other end of the link */
	assert_true(a.tentative);
	begin(RTM_NEWADDR, &(struct ifaddrmsg){ .ifa_prefixlen = 33, .ifa_index = 1 },
	      sizeof(struct ifaddrmsg));
	nl_attr(&b, IFA_LOCAL, "\x0a\0\0\1", 4);
	m = message();
	assert_false(rtnl_take_address(&m, &a));
	begin(RTM_NEWADDR, &(struct ifaddrmsg){ .ifa_index = 1 }, sizeof(struct ifaddrmsg));
	nl_attr(&b, IFA_LOCAL, "\x0a\0\0\1\2", 5);
	m = message();
	assert_false(rtnl_take_address(&m, &a));
}

static void test_route(void **state)
{
	struct nl_message m;
	struct rtnl_route r;
	uint8_t type;

	(void)state;
	make_route();
	m = message();
	assert_true(rtnl_take_route(&m, &r, &type));
	assert_int_equal(type, RTN_UNICAST);
	assert_true(cidr_eq(r.dst, net("192.0.2.0/24")));
	assert_true(address_eq(r.gateway, ip("10.0.0.9")));
	assert_true(address_eq(r.src, ip("10.0.0.1")));
	assert_int_equal(r.ifindex, 3);
	assert_int_equal(r.table, 1000);
	assert_int_equal(r.metric, 7);
	assert_int_equal(r.mtu, 1400);
	assert_int_equal(r.protocol, 50);
	assert_true(r.onlink);
	begin(RTM_NEWROUTE, &(struct rtmsg){ .rtm_family = AF_INET }, sizeof(struct rtmsg));
	nl_attr(&b, RTA_VIA, "\x0a\0\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 18);
	m = message();
	assert_true(rtnl_take_route(&m, &r, NULL));	/* IPv4 over an IPv6 gateway */
	assert_true(address_eq(r.gateway, ip("2001:db8::1")));
	assert_true(cidr_eq(r.dst, net("0.0.0.0/0")));
	begin(RTM_NEWROUTE, &(struct rtmsg){ .rtm_family = 7 }, sizeof(struct rtmsg));
	m = message();
	assert_false(rtnl_take_route(&m, &r, NULL));
}

static void test_events(void **state)
{
	bool links = false, routes = false;
	struct nl_message m;

	(void)state;
	make_route();
	m = message();
	rtnl_take_event(&m, &links, &routes);
	assert_true(routes && !links);
	routes = false;
	begin(RTM_NEWROUTE, &(struct rtmsg){ .rtm_flags = RTM_F_CLONED }, sizeof(struct rtmsg));
	m = message();
	rtnl_take_event(&m, &links, &routes);
	assert_false(routes);
	begin(RTM_NEWROUTE, "x", 1);
	m = message();
	rtnl_take_event(&m, &links, &routes);
	assert_false(routes);
	make_address();
	m = message();
	rtnl_take_event(&m, &links, &routes);
	assert_true(links);
}

static void replay(const uint8_t *bytes, size_t len)
{
	uint8_t *exact = malloc(len + !len);
	struct reader r;
	struct nl_message m;
	struct rtnl_link link;
	struct rtnl_address a;
	struct rtnl_route route;
	bool x, y;

	memcpy(exact, bytes, len);
	r = reader_make(view_make(exact, len));
	while (nl_next_message(&r, &m)) {
		(void)rtnl_take_link(&m, &link);
		(void)rtnl_take_address(&m, &a);
		(void)rtnl_take_route(&m, &route, NULL);
		rtnl_take_event(&m, &x, &y);
	}
	free(exact);
}

static void (*const makers[])(void) = { make_link, make_address, make_route };

static void test_cut_and_garbage(void **state)
{
	uint32_t seed = 4711;

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(makers); i++) {
		makers[i]();
		for (uint32_t len = 16; len <= b.len; len++) {
			memcpy(buf, &len, 4);
			replay(buf, len);
		}
	}
	for (unsigned round = 0; round < 20000; round++) {
		makers[round % ARRAY_NR(makers)]();
		for (unsigned i = 0; i < 1 + round % 6; i++) {
			seed = seed * 1664525u + 1013904223u;
			buf[(seed >> 8) % b.len] = (uint8_t)(seed >> 24);
		}
		replay(buf, b.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_route),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_cut_and_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
