/* SPDX-License-Identifier: ISC
 *
 * real_updown.c - the default updown against the running kernel.
 */
#include "testing/unit/kernel/real_testing.h"

#include "kernel/kernel_updown.h"
#include "kernel/rtnl/rtnl.h"

static int set_up(void **state)
{
	struct rtnl *r;

	run("ip link add d0 type veth peer name d1 && ip link set lo up && ip link set d1 up &&"
	    "ip addr add 198.51.100.1/24 dev d0 && ip link set d0 up &&"
	    "ip addr add 2001:db8::1/64 dev d0 nodad &&"
	    "ip link add e0 type veth peer name e1 && ip link set e1 up &&"
	    "ip addr add 192.0.1.254/24 dev e0 && ip link set e0 up");
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

#define BASE "PLUTO_INTERFACE=d0", "PLUTO_PEER=198.51.100.2", "PLUTO_ME=198.51.100.1"
#define ENV(...) ((const char *const[]){ BASE, __VA_ARGS__, NULL })

/* NULL or the text of what went wrong, in a buffer that lasts to the next call. */
static const char *updown(void **state, const char *const *env)
{
	static char text[256];
	struct diag *d = updown_default(*state, env);

	if (d == NULL)
		return NULL;
	snprintf(text, sizeof(text), "%s", diag_text(d));
	diag_free(d);
	return text;
}

static void ok(void **state, const char *const *env)
{
	const char *why = updown(state, env);

	if (why != NULL)
		fail_msg("%s", why);
}

static void test_verbs(void **state)
{
	ok(state, ENV("PLUTO_VERB=up-client"));
	ok(state, ENV("PLUTO_VERB=down-host-v6"));
	ok(state, ENV("PLUTO_VERB=prepare-client-v6"));
	assert_string_equal(updown(state, ENV("PLUTO_VERB=dance-client")),
			    "unknown verb \"dance-client\"");
	assert_non_null(updown(state, ENV("PLUTO_VERB=up-clients")));
	assert_non_null(updown(state, ENV("PLUTO_VERB=up")));
	assert_non_null(updown(state, ENV("PLUTO_VERB=")));
	assert_non_null(updown(state, ENV("A=b")));
}

static void test_bad_values(void **state)
{
	assert_non_null(updown(state, ENV("PLUTO_VERB=route-client")));
	assert_non_null(updown(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=x")));
	assert_non_null(updown(state, ENV("PLUTO_VERB=route-client",
					  "PLUTO_PEER_CLIENT=192.0.2.0/24", "PLUTO_METRIC=-1")));
	assert_non_null(updown(state, ENV("PLUTO_VERB=route-client",
					  "PLUTO_PEER_CLIENT=192.0.2.0/24", "PLUTO_MTU=9x")));
	assert_non_null(updown(state, ENV("PLUTO_VERB=route-client",
					  "PLUTO_PEER_CLIENT=192.0.2.0/24",
					  "PLUTO_MY_SOURCEIP=2001:db8::1")));
	assert_non_null(strstr(updown(state, (const char *const[]){ "PLUTO_VERB=route-client",
					      "PLUTO_PEER_CLIENT=192.0.2.0/24",
					      "PLUTO_INTERFACE=none0", NULL }), "none0"));
}

/* No route at all to the client: one is needed. */
static void test_route_needed(void **state)
{
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=192.0.2.0/24",
		      "PLUTO_NEXT_HOP=198.51.100.2"));
	assert_true(shows("ip route", "192.0.2.0/24 dev d0 proto 50 scope link"));
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.2.0/24",
		      "PLUTO_NEXT_HOP=198.51.100.2"));
	assert_false(shows("ip route", "192.0.2.0/24"));
	/* twice is as good as once */
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.2.0/24"));
}

static void test_route_not_needed(void **state)
{
	run("ip route add default via 198.51.100.254");
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=192.0.2.0/24"));
	assert_false(shows("ip route", "192.0.2.0/24"));
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=192.0.2.0/24",
		      "PLUTO_NEXT_HOP=198.51.100.254"));
	assert_false(shows("ip route", "192.0.2.0/24"));
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.2.0/24"));
	assert_true(shows("ip route", "default via 198.51.100.254"));
	/* but here they would leave by e0 */
	run("ip route add 192.0.3.0/24 dev e0");
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=192.0.3.0/25",
		      "PLUTO_NEXT_HOP=198.51.100.254"));
	assert_true(shows("ip route", "192.0.3.0/25 via 198.51.100.254 dev d0 proto 50"));
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.3.0/25",
		      "PLUTO_NEXT_HOP=198.51.100.254"));
	assert_false(shows("ip route", "192.0.3.0/25"));
	assert_true(shows("ip route", "192.0.3.0/24 dev e0"));
	run("ip route del default; ip route del 192.0.3.0/24");
}

static void test_source_metric_mtu(void **state)
{
	const char *const up[] = { BASE, "PLUTO_VERB=route-client",
				   "PLUTO_PEER_CLIENT=192.0.2.0/24", "PLUTO_MY_SOURCEIP=10.7.7.7",
				   "PLUTO_METRIC=50", "PLUTO_MTU=1400",
				   "PLUTO_NEXT_HOP=198.51.100.254", NULL };
	const char *const down[] = { BASE, "PLUTO_VERB=unroute-client",
				     "PLUTO_PEER_CLIENT=192.0.2.0/24",
				     "PLUTO_MY_SOURCEIP=10.7.7.7", "PLUTO_METRIC=50",
				     "PLUTO_MTU=1400", "PLUTO_NEXT_HOP=198.51.100.254", NULL };

	ok(state, up);
	assert_true(shows("ip route", "192.0.2.0/24 via 198.51.100.254 dev d0 proto 50 "
				      "src 10.7.7.7 metric 50 mtu 1400"));
	assert_true(shows("ip addr show dev lo", "inet 10.7.7.7/32 scope 50"));
	ok(state, up);
	/* a second connection speaks with the same address */
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=192.0.4.0/24",
		      "PLUTO_MY_SOURCEIP=10.7.7.7"));
	ok(state, down);
	assert_false(shows("ip route", "192.0.2.0/24"));
	assert_true(shows("ip addr show dev lo", "10.7.7.7"));
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.4.0/24",
		      "PLUTO_MY_SOURCEIP=10.7.7.7"));
	assert_false(shows("ip addr show dev lo", "10.7.7.7"));
}

/* An address that is ours already is neither added nor removed. */
static void test_own_source(void **state)
{
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=192.0.2.0/24",
		      "PLUTO_MY_SOURCEIP=192.0.1.254"));
	assert_true(shows("ip route", "192.0.2.0/24 dev d0 proto 50 scope link src 192.0.1.254"));
	assert_false(shows("ip addr show dev lo", "192.0.1.254"));
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.2.0/24",
		      "PLUTO_MY_SOURCEIP=192.0.1.254"));
	assert_false(shows("ip route", "192.0.2.0/24"));
	assert_true(shows("ip addr show dev e0", "192.0.1.254"));
}

static void test_everything_is_split(void **state)
{
	run("ip route add default via 198.51.100.254");
	ok(state, ENV("PLUTO_VERB=route-client", "PLUTO_PEER_CLIENT=0.0.0.0/0",
		      "PLUTO_MY_SOURCEIP=192.0.1.254", "PLUTO_NEXT_HOP=198.51.100.2"));
	assert_true(shows("ip route", "0.0.0.0/1 dev d0 proto 50"));
	assert_true(shows("ip route", "128.0.0.0/1 dev d0 proto 50"));
	assert_true(shows("ip route", "default via 198.51.100.254"));
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=0.0.0.0/0",
		      "PLUTO_MY_SOURCEIP=192.0.1.254", "PLUTO_NEXT_HOP=198.51.100.2"));
	assert_false(shows("ip route", "/1 "));
	assert_true(shows("ip route", "default via 198.51.100.254"));
	run("ip route del default");
	ok(state, ENV("PLUTO_VERB=route-client-v6", "PLUTO_PEER_CLIENT=::/0",
		      "PLUTO_NEXT_HOP=2001:db8::2"));
	assert_true(shows("ip -6 route", "::/1 via 2001:db8::2 dev d0 proto 50"));
	assert_true(shows("ip -6 route", "8000::/1 via 2001:db8::2 dev d0 proto 50"));
	ok(state, ENV("PLUTO_VERB=unroute-client-v6", "PLUTO_PEER_CLIENT=::/0",
		      "PLUTO_NEXT_HOP=2001:db8::2"));
	assert_false(shows("ip -6 route", "::/1"));
}

/* The route of somebody else stays, whatever unroute says. */
static void test_others_route_stays(void **state)
{
	run("ip route add 192.0.2.0/24 dev d0");
	ok(state, ENV("PLUTO_VERB=unroute-client", "PLUTO_PEER_CLIENT=192.0.2.0/24"));
	assert_true(shows("ip route", "192.0.2.0/24 dev d0"));
	run("ip route del 192.0.2.0/24");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verbs),
		cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_route_needed),
		cmocka_unit_test(test_route_not_needed),
		cmocka_unit_test(test_source_metric_mtu),
		cmocka_unit_test(test_own_source),
		cmocka_unit_test(test_everything_is_split),
		cmocka_unit_test(test_others_route_stays),
	};

	if (!own_namespace())
		return SKIPPED;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
