/* SPDX-License-Identifier: ISC
 *
 * test_packet.c - packets as acquires report them, against selectors
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "net/packet.h"
#include "net/protocol.h"

static struct packet packet(const char *src, const char *dst, uint8_t proto, uint16_t sport,
			    uint16_t dport)
{
	struct packet p = { .proto = proto, .sport = sport, .dport = dport };

	assert_true(address_parse(view_str(src), &p.src));
	assert_true(address_parse(view_str(dst), &p.dst));
	return p;
}

static struct selector sel(const char *text)
{
	struct selector s;
	const char *why = "";

	if (!selector_parse(view_str(text), &s, NULL, &why))
		fail_msg("\"%s\": %s", text, why);
	return s;
}

static void check_print(struct packet p, const char *want)
{
	char buf[160];
	struct text t = TEXT_OVER(buf);

	packet_print(&t, &p);
	assert_string_equal(buf, want);
}

static void test_print(void **state)
{
	(void)state;
	check_print(packet("192.0.1.1", "192.0.2.1", PROTO_ICMP, 8, 0),
		"192.0.1.1:8-ICMP->192.0.2.1:0");
	check_print(packet("192.0.1.1", "192.0.2.1", PROTO_TCP, 1024, 80),
		    "192.0.1.1:1024-TCP->192.0.2.1:80");
	check_print(packet("2001:db8::1", "2001:db8::2", PROTO_UDP, 1, 53),
		    "[2001:db8::1]:1-UDP->[2001:db8::2]:53");
	check_print(packet("192.0.1.1", "192.0.2.1", PROTO_GRE, 0, 0), "192.0.1.1-GRE->192.0.2.1");
	check_print(packet("192.0.1.1", "192.0.2.1", PROTO_ANY, 0, 0), "192.0.1.1-ALL->192.0.2.1");
	check_print(packet("192.0.1.1", "192.0.2.1", 200, 0, 0), "192.0.1.1-200->192.0.2.1");
}

static bool matches(struct packet p, const char *src, const char *dst)
{
	struct selector s = sel(src), d = sel(dst);

	return packet_matches(&p, &s, &d);
}

static void test_matches(void **state)
{
	struct packet tcp = packet("192.0.1.1", "192.0.2.1", PROTO_TCP, 1024, 80);
	struct packet ping = packet("192.0.1.1", "192.0.2.1", PROTO_ICMP, 8, 1);
	struct packet gre = packet("192.0.1.1", "192.0.2.1", PROTO_GRE, 7, 7);
	struct selector src = sel("192.0.1.0/24"), dst;

	(void)state;
	assert_true(matches(tcp, "192.0.1.0/24", "192.0.2.0/24"));
	assert_true(matches(tcp, "192.0.1.0/24/tcp", "192.0.2.0/24/tcp/80"));
	assert_true(matches(tcp, "192.0.1.1/tcp/1024", "192.0.2.1/tcp/80"));
	assert_false(matches(tcp, "192.0.2.0/24", "192.0.1.0/24"));
	assert_false(matches(tcp, "192.0.1.0/24/udp", "192.0.2.0/24"));
	assert_false(matches(tcp, "192.0.1.0/24", "192.0.2.0/24/tcp/81"));
	assert_false(matches(tcp, "192.0.1.0/24/tcp/80", "192.0.2.0/24"));
	assert_false(matches(tcp, "192.0.1.0/24/tcp/%opaque", "192.0.2.0/24"));
	assert_false(matches(tcp, "::/0", "::/0"));
	/* half of "any" is not any */
	dst = sel("192.0.2.0/24/tcp");
	dst.port_lo = 81;
	assert_false(packet_matches(&tcp, &src, &dst));
	dst.port_lo = 0;
	dst.port_hi = 79;
	assert_false(packet_matches(&tcp, &src, &dst));
	dst.port_hi = 80;
	assert_true(packet_matches(&tcp, &src, &dst));
	/* type 8, code 1: 0x0801 on both sides */
	assert_true(matches(ping, "192.0.1.0/24/icmp/2049", "192.0.2.0/24/icmp/2049"));
	assert_false(matches(ping, "192.0.1.0/24/icmp/8", "192.0.2.0/24"));
	assert_true(matches(gre, "192.0.1.0/24/gre", "192.0.2.0/24/gre"));
	assert_false(matches(gre, "192.0.1.0/24/gre/7", "192.0.2.0/24"));
}

static void check_selectors(struct packet p, const char *src, const char *dst)
{
	struct selector s, d, want_s = sel(src), want_d = sel(dst);

	packet_selectors(&p, &s, &d);
	assert_true(selector_eq(&s, &want_s));
	assert_true(selector_eq(&d, &want_d));
	assert_true(packet_matches(&p, &s, &d));
}

static void test_selectors(void **state)
{
	struct selector s, d;
	struct packet reply = packet("192.0.1.1", "192.0.2.1", PROTO_ICMP, 0, 0);

	(void)state;
	check_selectors(packet("192.0.1.1", "192.0.2.1", PROTO_TCP, 1024, 80), "192.0.1.1/tcp/1024",
			"192.0.2.1/tcp/80");
	check_selectors(packet("2001:db8::1", "2001:db8::2", PROTO_UDP, 65535, 1),
			"2001:db8::1/udp/65535", "2001:db8::2/udp/1");
	check_selectors(packet("192.0.1.1", "192.0.2.1", PROTO_ICMP, 8, 1), "192.0.1.1/icmp/2049",
			"192.0.2.1/icmp/2049");
	check_selectors(packet("192.0.1.1", "192.0.2.1", PROTO_ESP, 9, 9), "192.0.1.1/esp",
			"192.0.2.1/esp");
	check_selectors(packet("192.0.1.1", "192.0.2.1", PROTO_ANY, 0, 0), "192.0.1.1",
		"192.0.2.1");
	/* a port the kernel did not know is any port */
	check_selectors(packet("192.0.1.1", "192.0.2.1", PROTO_UDP, 0, 53), "192.0.1.1/udp",
			"192.0.2.1/udp/53");
	/* but type 0 code 0 is an echo reply, not "any" */
	packet_selectors(&reply, &s, &d);
	assert_int_equal(s.port_hi, 0);
	assert_int_equal(d.port_hi, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_selectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
