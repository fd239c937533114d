/* SPDX-License-Identifier: ISC
 *
 * test_address.c - text, bytes, neighbours and sockaddr of addresses
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include "net/address.h"
#include "net/endpoint.h"

static struct address addr(const char *text)
{
	struct address a;

	if (!address_parse(view_str(text), &a))
		fail_msg("\"%s\" is not an address", text);
	return a;
}

static void check_print(struct address a, const char *want)
{
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	address_print(&t, a);
	assert_string_equal(buf, want);
	assert_false(t.cut);
}

static void test_parse_print(void **state)
{
	static const struct {
		const char *text, *printed;	/* NULL: the same */
		enum ip_family family;
	} rows[] = {
		{ "0.0.0.0", NULL, IP_V4 }, { "192.0.2.1", NULL, IP_V4 },
		{ "255.255.255.255", NULL, IP_V4 }, { "::", NULL, IP_V6 }, { "::1", NULL, IP_V6 },
		{ "2001:DB8:0:0::1", "2001:db8::1", IP_V6 }, { "fe80::1", NULL, IP_V6 },
		{ "::ffff:192.0.2.1", NULL, IP_V6 },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL, IP_V6 },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IP_V6 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct address a = addr(rows[i].text);

		assert_int_equal(a.family, rows[i].family);
		check_print(a, rows[i].printed != NULL ? rows[i].printed : rows[i].text);
	}
}

static void test_parse_junk(void **state)
{
	static const char *const junk[] = {
		"", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1.2.3.4 ", " 1.2.3.4",
		"01.2.3.4", "1.2.3.04", "0x1.2.3.4", "1..2.3", "1.2.3.", ".1.2.3", "1.2.3.4/32",
		"host",
		":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::",
		"::1 ",
		"fe80::1%eth0", "fe80::1%1", "[::1]", "::1.2.3", "::256.0.0.1", "%any",
		"1.2.3.4:500",
		"00000000000000000000000000000000000000000000000000000000::1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		struct address a = address_any(IP_V4);

		if (address_parse(view_str(junk[i]), &a))
			fail_msg("\"%s\" was accepted", junk[i]);
		assert_false(address_is_set(a));
	}
	assert_false(address_parse(view_make("1.2.3.4\0x", 9), &(struct address){ 0 }));
	assert_false(address_parse(VIEW_EMPTY, &(struct address){ 0 }));
	/* the view ends the text, not a NUL */
	assert_true(address_parse(view_make("1.2.3.45", 7), &(struct address){ 0 }));
}

static void test_bytes(void **state)
{
	uint8_t buf[20] = { 192, 0, 2, 1, 9, 9 };
	struct address a;

	(void)state;
	for (size_t len = 0; len <= 20; len++)
		assert_int_equal(address_from_bytes(view_make(buf, len), &a),
			len == 4 || len == 16);
	assert_true(address_from_bytes(view_make(buf, 4), &a));
	assert_true(address_eq(a, addr("192.0.2.1")));
	assert_int_equal(a.bytes[4], 0);
	assert_true(view_eq(address_view(&a), view_make(buf, 4)));
	a = address_any(IP_UNSET);
	assert_int_equal(address_view(&a).len, 0);
}

static void test_order_and_kinds(void **state)
{
	static const char *const sorted[] = { "0.0.0.0", "10.0.0.1", "10.0.1.0", "127.0.0.1",
	"200.0.0.0",
					      "::", "::1", "2001:db8::", "ff00::" };
	const int nr = sizeof(sorted) / sizeof(sorted[0]);

	(void)state;
	for (int i = 0; i < nr; i++) {
		for (int j = 0; j < nr; j++) {
			int order = address_cmp(addr(sorted[i]), addr(sorted[j]));

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
			assert_int_equal(address_eq(addr(sorted[i]), addr(sorted[j])), i == j);
		}
	}
	assert_true(address_is_any(addr("0.0.0.0")) && address_is_any(addr("::")));
	assert_false(address_is_any(addr("::1")) || address_is_any(address_any(IP_UNSET)));
	assert_true(address_is_loopback(addr("127.255.0.1")) && address_is_loopback(addr("::1")));
	assert_false(address_is_loopback(addr("128.0.0.1")) || address_is_loopback(addr("::2")));
	assert_false(address_is_loopback(addr("0.0.0.1")));
	assert_false(address_is_loopback(address_any(IP_UNSET)));
	check_print(address_any(IP_UNSET), "<unset>");
	assert_string_equal(family_name(IP_V4), "IPv4");
	assert_string_equal(family_name(IP_V6), "IPv6");
}

static void test_neighbours(void **state)
{
	static const char *const pairs[][2] = {
		{ "0.0.0.0", "0.0.0.1" }, { "10.0.0.255", "10.0.1.0" },
		{ "10.255.255.255", "11.0.0.0" },
		{ "255.255.255.254", "255.255.255.255" }, { "::", "::1" }, { "::ffff", "::1:0" },
		{ "0:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "1::" },
	};
	struct address a;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_true(address_next(addr(pairs[i][0]), &a));
		assert_true(address_eq(a, addr(pairs[i][1])));
		assert_true(address_prev(addr(pairs[i][1]), &a));
		assert_true(address_eq(a, addr(pairs[i][0])));
	}
	assert_false(address_next(addr("255.255.255.255"), &a));
	assert_false(address_is_set(a));
	assert_false(address_next(addr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), &a));
	assert_false(address_prev(addr("0.0.0.0"), &a));
	assert_false(address_prev(addr("::"), &a));
	assert_false(address_next(address_any(IP_UNSET), &a));
	assert_false(address_prev(address_any(IP_UNSET), &a));
}

static void test_sockaddr(void **state)
{
	static const char *const texts[] = { "192.0.2.1", "2001:db8::1" };
	struct sockaddr_storage ss;
	struct address a;
	uint16_t port;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(address_to_sockaddr(addr(texts[i]), 4500, &ss),
				 i == 0 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6));
		assert_int_equal(ss.ss_family, i == 0 ? AF_INET : AF_INET6);
		assert_true(address_from_sockaddr(&ss, &a, &port));
		assert_true(address_eq(a, addr(texts[i])));
		assert_int_equal(port, 4500);
	}
	assert_int_equal(address_to_sockaddr(address_any(IP_UNSET), 1, &ss), 0);
	assert_false(address_from_sockaddr(&ss, &a, &port));
	assert_false(address_is_set(a));
	ss.ss_family = AF_UNIX;
	assert_false(address_from_sockaddr(&ss, &a, &port));
}

static void test_endpoint(void **state)
{
	struct endpoint e = { addr("192.0.2.1"), 500 }, f = { addr("2001:db8::1"), 65535 };
	char buf[2 * ENDPOINT_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	(void)state;
	endpoint_print(&t, e);
	text_char(&t, ' ');
	endpoint_print(&t, f);
	assert_string_equal(buf, "192.0.2.1:500 [2001:db8::1]:65535");
	assert_true(endpoint_eq(e, e));
	assert_false(endpoint_eq(e, f));
	assert_false(endpoint_eq(e, (struct endpoint){ e.addr, 501 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_print),
		cmocka_unit_test(test_parse_junk),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_order_and_kinds),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_sockaddr),
		cmocka_unit_test(test_endpoint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
