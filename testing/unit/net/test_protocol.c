/* SPDX-License-Identifier: ISC
 *
 * test_protocol.c - names and numbers of protocols and ports
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "net/protocol.h"

static int proto(const char *word)
{
	uint8_t p = 99;

	return protocol_parse(view_str(word), &p) ? p : -1;
}

static int port(const char *word)
{
	uint16_t p = 99;

	return port_parse(view_str(word), &p) ? p : -1;
}

static void test_protocol(void **state)
{
	(void)state;
	assert_int_equal(proto("tcp"), 6);
	assert_int_equal(proto("UDP"), 17);
	assert_int_equal(proto("icmp"), 1);
	assert_int_equal(proto("gre"), 47);
	assert_int_equal(proto("esp"), 50);
	assert_int_equal(proto("ah"), 51);
	assert_int_equal(proto("ipv6-icmp"), 58);
	assert_int_equal(proto("icmpv6"), 58);
	assert_int_equal(proto("sctp"), 132);
	assert_int_equal(proto("any"), 0);
	assert_int_equal(proto("0"), 0);
	assert_int_equal(proto("17"), 17);
	assert_int_equal(proto("255"), 255);
	assert_int_equal(proto("256"), -1);
	assert_int_equal(proto("4294967302"), -1);
	assert_int_equal(proto("99999999999999999999"), -1);
	assert_int_equal(proto("-1"), -1);
	assert_int_equal(proto("+6"), -1);
	assert_int_equal(proto("6 "), -1);
	assert_int_equal(proto(""), -1);
	assert_int_equal(proto("tcpx"), -1);
}

/* Each number prints as something that is read back as the same number. */
static void test_protocol_round_trip(void **state)
{
	(void)state;
	for (int p = 0; p < 256; p++) {
		char buf[32];
		struct text t = TEXT_OVER(buf);

		protocol_print(&t, (uint8_t)p);
		assert_int_equal(proto(buf), p);
	}
}

static void test_names_mean_one_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < protocol_names.nr; i++)
		assert_int_equal(proto(protocol_names.rows[i].name), protocol_names.rows[i].value);
}

static void test_port(void **state)
{
	(void)state;
	assert_int_equal(port("domain"), 53);
	assert_int_equal(port("http"), 80);
	assert_int_equal(port("HTTPS"), 443);
	assert_int_equal(port("ssh"), 22);
	assert_int_equal(port("l2tp"), 1701);
	assert_int_equal(port("ipsec-nat-t"), 4500);
	assert_int_equal(port("isakmp"), 500);
	assert_int_equal(port("bgp"), 179);
	assert_int_equal(port("smtp"), 25);
	assert_int_equal(port("0"), 0);
	assert_int_equal(port("65535"), 65535);
	assert_int_equal(port("65536"), -1);
	assert_int_equal(port("4294967376"), -1);
	assert_int_equal(port(""), -1);
	assert_int_equal(port("-1"), -1);
	assert_int_equal(port("0x50"), -1);
	assert_int_equal(port("80x"), -1);
	assert_int_equal(port("nosuchservice"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protocol),
		cmocka_unit_test(test_protocol_round_trip),
		cmocka_unit_test(test_names_mean_one_number),
		cmocka_unit_test(test_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
