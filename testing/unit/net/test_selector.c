/* SPDX-License-Identifier: ISC
 *
 * test_selector.c - the selector grammar, and containment and intersection by definition
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "net_random.h"

static void test_parse_print(void **state)
{
	static const struct {
		const char *text, *printed;	/* NULL: the same */
		bool had_host_bits;
	} rows[] = {
		{ "192.0.2.0/24", NULL, false }, { "192.0.2.1", "192.0.2.1/32", false },
		{ "192.0.2.1/24", "192.0.2.0/24", true }, { "192.0.2.0/24/TCP", NULL, false },
		{ "192.0.2.0/24/tcp/80", "192.0.2.0/24/TCP/80", false },
		{ "192.0.2.0/24/6/http", "192.0.2.0/24/TCP/80", false },
		{ "192.0.2.0/24:tcp/80", "192.0.2.0/24/TCP/80", false },
		{ "192.0.2.0/24:udp", "192.0.2.0/24/UDP", false },
		{ "192.0.2.1/24:17/1701", "192.0.2.0/24/UDP/1701", true },
		{ "192.0.2.1/udp/l2tp", "192.0.2.1/32/UDP/1701", false },
		{ "192.0.2.1/gre", "192.0.2.1/32/GRE", false },
		{ "192.0.2.0/24/icmp/2048", "192.0.2.0/24/ICMP/2048", false },
		{ "192.0.2.0/24/tcp/%any", "192.0.2.0/24/TCP", false },
		{ "192.0.2.0/24/tcp/0", "192.0.2.0/24/TCP", false },
		{ "192.0.2.0/24/0/0", "192.0.2.0/24", false },
		{ "192.0.2.0/24/tcp/%opaque", "192.0.2.0/24/TCP/%opaque", false },
		{ "192.0.2.0/24/99/5", NULL, false }, { "0.0.0.0/0", NULL, false },
		{ "::/0", NULL, false },
		{ "10.0.0.0/255.0.0.0/tcp/22", "10.0.0.0/8/TCP/22", false },
		{ "2001:db8::/32/tcp/80", "2001:db8::/32/TCP/80", false },
		{ "2001:db8::/32:tcp/80", "2001:db8::/32/TCP/80", false },
		{ "2001:db8::1", "2001:db8::1/128", false },
		{ "2001:db8::1/icmpv6", "2001:db8::1/128/ICMPv6", false },
		{ "2001:db8::1/64/tcp/65535", "2001:db8::/64/TCP/65535", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char buf[SELECTOR_TEXT_MAX];
		struct text t = TEXT_OVER(buf);
		struct selector s, again;
		const char *why = NULL;
		bool had;

		if (!selector_parse(view_str(rows[i].text), &s, &had, &why))
			fail_msg("\"%s\": %s", rows[i].text, why);
		selector_print(&t, &s);
		assert_string_equal(buf, rows[i].printed != NULL ? rows[i].printed : rows[i].text);
		assert_int_equal(had, rows[i].had_host_bits);
		assert_true(selector_is_set(&s));
		assert_true(selector_parse(view_str(buf), &again, &had, &why));
		assert_true(selector_eq(&s, &again));
	}
}

static void test_parse_junk(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "the selector is empty" },
		{ "x", "the address is not a numeric IPv4 or IPv6 address" },
		{ "/24", "the address is not a numeric IPv4 or IPv6 address" },
		{ "vhost:%priv", "the address is not a numeric IPv4 or IPv6 address" },
		{ "10.0.0.0:tcp/80", "the address is not a numeric IPv4 or IPv6 address" },
		{ " 10.0.0.0/8", "the address is not a numeric IPv4 or IPv6 address" },
		{ "fe80::1%eth0/64", "the address is not a numeric IPv4 or IPv6 address" },
		{ "10.0.0.0/33", "the prefix length does not fit the address" },
		{ "10.0.0.0/999", "the prefix length does not fit the address" },
		{ "10.0.0.0/255.0.255.0", "the prefix length does not fit the address" },
		{ "2001:db8::/129/tcp", "the prefix length does not fit the address" },
		{ "10.0.0.0/", "the protocol is missing" },
		{ "10.0.0.0/8/", "the protocol is missing" },
		{ "10.0.0.0/8:", "the protocol is missing" },
		{ "10.0.0.0/8:/80", "the protocol is missing" },
		{ "10.0.0.0/8/tpc", "the protocol is neither a number up to 255 nor a known name" },
		{ "10.0.0.0/8/256", "the protocol is neither a number up to 255 nor a known name" },
		{ "10.0.0.0/8/tcp:80",
		  "the protocol is neither a number up to 255 nor a known name" },
		{ "10.0.0.0/8 ", "the protocol is neither a number up to 255 nor a known name" },
		{ "10.0.0.0/8/tcp/", "the port after the protocol is missing" },
		{ "10.0.0.0/8/tcp/65536",
		  "the port is neither a number up to 65535 nor a known service name" },
		{ "10.0.0.0/8/tcp/80/90",
		  "the port is neither a number up to 65535 nor a known service name" },
		{ "10.0.0.0/8/0/80", "a port needs a protocol" },
		{ "10.0.0.0/8/any/%opaque", "a port needs a protocol" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct selector s;
		const char *why = NULL;

		if (selector_parse(view_str(rows[i].text), &s, NULL, &why))
			fail_msg("\"%s\" was accepted", rows[i].text);
		assert_string_equal(why, rows[i].why);
		assert_false(selector_is_set(&s));
		assert_false(selector_parse(view_str(rows[i].text), &s, NULL, NULL));
	}
	assert_false(selector_parse(view_make("10.0.0.0/8\0/tcp", 15), &(struct selector){ 0 },
		NULL, NULL));
}

static void test_make(void **state)
{
	struct selector host, block;
	struct address a;
	struct cidr c;

	(void)state;
	assert_true(address_parse(view_str("10.1.2.3"), &a));
	assert_true(cidr_parse(view_str("10.1.2.3/32"), &c, NULL));
	host = selector_from_host(a);
	block = selector_from_cidr(c);
	assert_true(selector_eq(&host, &block));
	assert_int_equal(host.port_lo, 0);
	assert_int_equal(host.port_hi, 65535);
	assert_int_equal(selector_family(&host), IP_V4);
	assert_false(selector_is_set(&(struct selector){ 0 }));
	assert_int_equal(selector_family(&(struct selector){ 0 }), IP_UNSET);
}

/* One point of traffic: protocol, and a port or (below 0) none that can be seen. */
struct point {
	struct address addr;
	uint8_t proto;
	int port;
};

/* RFC 4301 4.4.1.1 said directly: ANY admits all, OPAQUE only what has no visible port. */
static bool admits(const struct selector *s, const struct point *p)
{
	bool any = s->port_lo == 0 && s->port_hi == 65535;
	bool opaque = s->port_lo > s->port_hi;
	bool in_range = p->port >= s->port_lo && p->port <= s->port_hi;

	return range_contains(s->addrs, p->addr) && (s->proto == 0 || s->proto == p->proto) &&
	       (any || (opaque ? p->port < 0 : p->port >= 0 && in_range));
}

static void test_algebra(void **state)
{
	uint32_t seed = 31337;
	int met = 0, contained = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct selector a = draw_selector(&seed), b = draw_selector(&seed), both, swapped;
		struct point p = { draw_address(&seed), draw(&seed, 2) == 0 ? 6 : 17,
				   (int)draw(&seed, 20) - 2 };
		bool meet = selector_intersect(&a, &b, &both);

		assert_int_equal(selector_intersect(&b, &a, &swapped), meet);
		assert_true(selector_eq(&both, &swapped));
		assert_int_equal(selector_is_set(&both), meet);
		assert_int_equal(meet && admits(&both, &p), admits(&a, &p) && admits(&b, &p));
		assert_true(selector_contains(&a, &a));
		if (selector_contains(&a, &b)) {
			contained++;
			assert_true(!admits(&b, &p) || admits(&a, &p));
			assert_true(selector_eq(&both, &b));
		}
		if (!meet)
			continue;
		met++;
		assert_true(selector_contains(&a, &both) && selector_contains(&b, &both));
	}
	/* the drawing is only worth something if both happen often */
	assert_true(met > 500 && contained > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_print),
		cmocka_unit_test(test_parse_junk),
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_algebra),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
