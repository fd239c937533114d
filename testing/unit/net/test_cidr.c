/* SPDX-License-Identifier: ISC
 *
 * test_cidr.c - address blocks
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "net/cidr.h"
#include "net/range.h"

static struct address addr(const char *text)
{
	struct address a;

	if (!address_parse(view_str(text), &a))
		fail_msg("\"%s\" is not an address", text);
	return a;
}

static struct cidr block(const char *text)
{
	struct cidr c;

	if (!cidr_parse(view_str(text), &c, NULL))
		fail_msg("\"%s\" is not a block", text);
	return c;
}

static void test_parse(void **state)
{
	static const struct {
		const char *text, *printed;
		bool had_host_bits;
	} rows[] = {
		{ "192.0.2.0/24", "192.0.2.0/24", false }, { "192.0.2.1/24", "192.0.2.0/24", true },
		{ "192.0.2.1", "192.0.2.1/32", false }, { "0.0.0.0/0", "0.0.0.0/0", false },
		{ "0.0.0.1/0", "0.0.0.0/0", true },
		{ "255.255.255.255/31", "255.255.255.254/31", true },
		{ "10.128.0.0/9", "10.128.0.0/9", false }, { "::/0", "::/0", false },
		{ "2001:db8::/32", "2001:db8::/32", false },
		{ "2001:db8::1", "2001:db8::1/128", false },
		{ "2001:db8::1/127", "2001:db8::/127", true }, { "::1/0", "::/0", true },
		{ "10.1.2.3/255.255.0.0", "10.1.0.0/16", true },
		{ "10.0.0.0/255.0.0.0", "10.0.0.0/8", false },
		{ "1.2.3.4/255.255.255.255", "1.2.3.4/32", false },
		{ "0.0.0.0/0.0.0.0", "0.0.0.0/0", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char buf[CIDR_TEXT_MAX];
		struct text t = TEXT_OVER(buf);
		struct cidr c;
		bool had;

		assert_true(cidr_parse(view_str(rows[i].text), &c, &had));
		cidr_print(&t, c);
		assert_string_equal(buf, rows[i].printed);
		assert_int_equal(had, rows[i].had_host_bits);
		assert_true(cidr_eq(c, block(buf)));
	}
}

static void test_parse_junk(void **state)
{
	static const char *const junk[] = {
		"", "/", "/24", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
		"10.0.0.0/8 ",
		"10.0.0.0/8/8", "10.0.0.0/x", "10.0.0.0/0008", "10.0.0.0/256",
		"10.0.0.0/255.0.255.0",
		"10.0.0.0/0.0.0.255", "10.0.0.0/255.255.255.1", "10.0.0.0/255.0", "2001:db8::/129",
		"10.0.0.0/:", "10.0.0.0/1:",
		"2001:db8::/255.0.0.0", "2001:db8::/ffff::", "10.0.0.0/ffff::", "10/8", "0/0",
		"%any/0",
		"10.0.0.0/99999999999999999999",
	};
	struct cidr c;

	(void)state;
	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		if (cidr_parse(view_str(junk[i]), &c, NULL))
			fail_msg("\"%s\" was accepted", junk[i]);
		assert_false(address_is_set(c.addr));
	}
	assert_false(cidr_make(address_any(IP_UNSET), 0, &c, NULL));
	assert_false(cidr_make(addr("1.2.3.4"), 33, &c, NULL));
	assert_false(cidr_make(addr("::"), 256, &c, NULL));
}

/* Each prefix length of both families: the mask has that many bits, the block begins and ends
 * where it should, and its neighbours are outside. */
static void test_every_prefix(void **state)
{
	static const char *const middles[] = { "170.85.170.85",
		"aa55:aa55:aa55:aa55:aa55:aa55:aa55:aa55" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct address middle = addr(middles[i]), outside;
		unsigned bits = (unsigned)address_len(middle) * 8;

		for (unsigned prefix = 0; prefix <= bits; prefix++) {
			struct cidr c;
			struct address mask;
			unsigned ones = 0;

			assert_true(cidr_make(middle, prefix, &c, NULL));
			mask = cidr_mask(c);
			for (unsigned bit = 0; bit < bits; bit++)
				ones += mask.bytes[bit / 8] >> (7 - bit % 8) & 1;
			assert_int_equal(ones, prefix);
			assert_true(cidr_contains(c, middle));
			assert_true(cidr_contains(c, range_from_cidr(c).lo));
			assert_true(cidr_contains(c, range_from_cidr(c).hi));
			if (prefix == 0)
				continue;
			assert_true(address_prev(range_from_cidr(c).lo, &outside));
			assert_false(cidr_contains(c, outside));
			/* prefix 1 of these reaches the end of the space */
			assert_int_equal(address_next(range_from_cidr(c).hi, &outside), prefix > 1);
			assert_false(cidr_contains(c, outside));
		}
	}
}

static void test_contains_and_make(void **state)
{
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	(void)state;
	assert_true(cidr_contains(block("0.0.0.0/0"), addr("255.1.2.3")));
	assert_false(cidr_contains(block("0.0.0.0/0"), addr("::")));
	assert_false(cidr_contains(block("::/0"), addr("0.0.0.0")));
	assert_false(cidr_contains(block("::/0"), address_any(IP_UNSET)));
	assert_false(cidr_contains((struct cidr){ .prefix = 0 }, address_any(IP_UNSET)));
	assert_true(cidr_eq(cidr_host(addr("10.0.0.1")), block("10.0.0.1/32")));
	assert_true(cidr_eq(cidr_host(addr("::1")), block("::1/128")));
	assert_true(cidr_eq(cidr_all(IP_V4), block("0.0.0.0/0")));
	assert_true(cidr_eq(cidr_all(IP_V6), block("::/0")));
	assert_false(cidr_eq(cidr_all(IP_V4), cidr_all(IP_V6)));
	address_print(&t, cidr_mask(block("10.0.0.0/20")));
	assert_string_equal(buf, "255.255.240.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_junk),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_contains_and_make),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
