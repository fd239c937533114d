/* SPDX-License-Identifier: ISC
 *
 * test_range.c - ranges: text, blocks, and the algebra over random neighbours
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "net_random.h"

static struct range range(const char *text)
{
	struct range r;

	if (!range_parse(view_str(text), &r))
		fail_msg("\"%s\" is not a range", text);
	return r;
}

static void test_parse_print(void **state)
{
	static const struct {
		const char *text, *printed;
	} rows[] = {
		{ "192.0.2.0/24", "192.0.2.0/24" }, { "192.0.2.0-192.0.2.255", "192.0.2.0/24" },
		{ "192.0.2.7", "192.0.2.7/32" }, { "192.0.2.7-192.0.2.7", "192.0.2.7/32" },
		{ "192.0.2.1-192.0.2.2", "192.0.2.1-192.0.2.2" },
		{ "192.0.2.0-192.0.2.2", "192.0.2.0-192.0.2.2" },
		{ "0.0.0.0-255.255.255.255", "0.0.0.0/0" },
		{ "127.0.0.0-128.0.0.0", "127.0.0.0-128.0.0.0" },
		{ "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0" },
		{ "2001:db8::1", "2001:db8::1/128" },
		{ "2001:db8::-2001:db8::ffff", "2001:db8::/112" }, { "2001:db8::1-2001:db8::5",
		  "2001:db8::1-2001:db8::5" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char buf[2 * CIDR_TEXT_MAX];
		struct text t = TEXT_OVER(buf);
		struct range r = range(rows[i].text);

		range_print(&t, r);
		assert_string_equal(buf, rows[i].printed);
		assert_true(range_eq(range(buf), r));
	}
}

static void test_parse_junk(void **state)
{
	static const char *const junk[] = {
		"", "-", "10.0.0.1-", "-10.0.0.1", "10.0.0.2-10.0.0.1", "10.0.0.1-::1",
			"::1-10.0.0.1",
		"10.0.0.1-10.0.0.2-10.0.0.3", "10.0.0.1 - 10.0.0.2", "10.0.0.1-5", "10.0.0.1/24",
		"10.0.0.0/24-10.0.1.0", "x-y", "2001:db8::1/64",
	};
	struct range r;
	char buf[32];
	struct text t = TEXT_OVER(buf);

	(void)state;
	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		if (range_parse(view_str(junk[i]), &r))
			fail_msg("\"%s\" was accepted", junk[i]);
		assert_false(address_is_set(r.lo));
	}
	range_print(&t, r);
	assert_string_equal(buf, "<unset>");
	assert_false(range_make(address_any(IP_UNSET), address_any(IP_UNSET), &r));
	assert_false(range_intersect(r, r, &r));
	assert_false(range_contains(r, address_any(IP_UNSET)));
}

/* The definitions, address by address, against the code, over all 512 neighbours. */
static void test_algebra(void **state)
{
	uint32_t seed = 4301;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct range a = draw_range(&seed), b = draw_range(&seed), both, swapped;
		struct address x = draw_address(&seed);
		bool meet = range_intersect(a, b, &both);

		assert_int_equal(range_intersect(b, a, &swapped), meet);
		assert_true(range_eq(both, swapped));
		assert_int_equal(range_contains(both, x), range_contains(a, x) && range_contains(b,
			x));
		assert_int_equal(range_contains_range(a, b), meet && range_eq(both, b));
		assert_true(range_contains_range(a, a));
		if (!meet) {
			assert_false(range_contains(a, b.lo) || range_contains(b, a.lo));
			continue;
		}
		assert_true(range_contains_range(a, both) && range_contains_range(b, both));
		assert_true(range_contains(a, both.lo) && range_contains(b, both.hi));
	}
}

/* The cover contains the range, no longer prefix would, and it is the range iff it is a block. */
static void test_cover(void **state)
{
	uint32_t seed = 7296;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct range r = draw_range(&seed);
		struct cidr cover = range_cover(r), half, exact;
		bool is_block = range_to_cidr(r, &exact);

		assert_true(cidr_contains(cover, r.lo) && cidr_contains(cover, r.hi));
		if (cidr_make(r.lo, cover.prefix + 1u, &half, NULL))
			assert_false(cidr_contains(half, r.hi));
		assert_int_equal(is_block, range_eq(range_from_cidr(cover), r));
		/* and every block is found back */
		assert_true(range_to_cidr(range_from_cidr(cover), &exact));
		assert_true(cidr_eq(exact, cover));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_print),
		cmocka_unit_test(test_parse_junk),
		cmocka_unit_test(test_algebra),
		cmocka_unit_test(test_cover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
