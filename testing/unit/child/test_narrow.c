/* SPDX-License-Identifier: ISC
 *
 * test_narrow.c - traffic selector negotiation, RFC 7296 2.9.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "child/narrow.h"

#define LIST_MAX 80

struct list_of {
	struct selector s[LIST_MAX];
	struct v2_ts_item items[LIST_MAX];
	size_t nr;
};

/* Blank-separated selectors; "!" stands for an item of an unknown type. */
static void parse_list(const char *text, struct list_of *out)
{
	char copy[512];
	char *save = NULL;

	memset(out, 0, sizeof(*out));
	snprintf(copy, sizeof(copy), "%s", text);
	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
		const char *why = "";
		bool bits;

		if (strcmp(w, "!") != 0) {
			if (!selector_parse(view_str(w), &out->s[out->nr], &bits, &why))
				fail_msg("%s: %s", w, why);
			out->items[out->nr].valid = true;
			out->items[out->nr].selector = out->s[out->nr];
		}
		out->nr++;
	}
}

static void print_set(const struct selector_set *set, char *buf, size_t size)
{
	struct text t = text_make(buf, size);

	for (size_t i = 0; i < set->nr; i++) {
		text_str(&t, i == 0 ? "" : " ");
		selector_print(&t, &set->items[i]);
	}
}

static void test_offer(void **state)
{
	static const struct {
		const char *ours, *offer;
		bool exact;
		enum narrow_result result;
		const char *set;
	} rows[] = {
		{ "10.1.0.0/16", "10.1.0.0/16", true, NARROW_OK, "10.1.0.0/16" },
		{ "10.1.0.0/16", "0.0.0.0/0", true, NARROW_OK, "10.1.0.0/16" },
		{ "10.1.0.0/16", "10.1.1.0/24", true, NARROW_SMALLER, NULL },
		{ "10.1.0.0/16", "10.1.1.0/24", false, NARROW_OK, "10.1.1.0/24" },
		{ "10.1.0.0/16", "10.2.0.0/16", false, NARROW_NONE, NULL },
		{ "10.1.0.0/16 10.3.0.0/16", "10.1.0.0/16", true, NARROW_SMALLER, NULL },
		{ "10.1.0.0/16 10.3.0.0/16", "10.1.0.0/16", false, NARROW_OK, "10.1.0.0/16" },
		{ "10.1.0.0/16 10.3.0.0/16", "0.0.0.0/0", true, NARROW_OK, "10.1.0.0/16 10.3.0.0/16" },
		/* The order is ours, whatever the peer's. */
		{ "10.1.0.0/16 10.3.0.0/16", "10.3.0.0/16 10.1.0.0/16", true, NARROW_OK,
		  "10.1.0.0/16 10.3.0.0/16" },
		/* RFC 7296 2.9: the packet's own selector first, then the whole. */
		{ "10.1.0.0/16", "10.1.2.3/32/TCP/80 10.1.0.0/16", true, NARROW_OK, "10.1.0.0/16" },
		{ "10.1.0.0/16", "! 10.1.0.0/16", true, NARROW_OK, "10.1.0.0/16" },
		{ "10.1.0.0/16", "!", false, NARROW_NONE, NULL },
		{ "2001:db8::/32", "10.1.0.0/16 ::/0", true, NARROW_OK, "2001:db8::/32" },
		{ "10.1.0.0/16/TCP/80", "10.1.0.0/16", true, NARROW_OK, "10.1.0.0/16/TCP/80" },
		{ "10.1.0.0/16", "10.1.0.0/16/UDP/53", false, NARROW_OK, "10.1.0.0/16/UDP/53" },
		{ "10.1.0.0/16/TCP", "10.1.0.0/16/UDP", false, NARROW_NONE, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct list_of ours, offer;
		struct selector_set set;
		struct v2_ts ts;
		char got[512];

		parse_list(rows[i].ours, &ours);
		parse_list(rows[i].offer, &offer);
		ts = (struct v2_ts){ offer.items, offer.nr };
		if (narrow_offer(ours.s, ours.nr, &ts, rows[i].exact, &set) != rows[i].result)
			fail_msg("row %zu: wrong result", i);
		if (rows[i].set == NULL)
			continue;
		print_set(&set, got, sizeof(got));
		assert_string_equal(got, rows[i].set);
	}
}

static void test_response(void **state)
{
	static const struct {
		const char *proposed, *response;
		enum narrow_result result;
	} rows[] = {
		{ "10.1.0.0/16", "10.1.0.0/16", NARROW_OK },
		{ "10.1.0.0/16", "10.1.1.0/24", NARROW_OK },
		{ "10.1.0.0/16", "10.0.0.0/8", NARROW_NONE },
		{ "10.1.0.0/16", "10.1.0.0/16 10.2.0.0/16", NARROW_NONE },
		{ "10.1.0.0/16 10.2.0.0/16", "10.2.0.0/16", NARROW_OK },
		{ "10.1.0.0/16", "10.1.0.0/16 !", NARROW_NONE },
		{ "10.1.0.0/16/TCP/80", "10.1.0.0/16", NARROW_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct list_of proposed, response;
		struct selector_set set;
		struct v2_ts ts;

		parse_list(rows[i].proposed, &proposed);
		parse_list(rows[i].response, &response);
		ts = (struct v2_ts){ response.items, response.nr };
		if (narrow_response(proposed.s, proposed.nr, &ts, &set) != rows[i].result)
			fail_msg("row %zu: wrong result", i);
	}
}

/* N at the cap fits, N + 1 does not; wider items swallow narrower ones. */
static void test_cap(void **state)
{
	struct list_of offer = { 0 };
	struct selector all;
	struct selector_set set;
	struct v2_ts ts = { offer.items, 0 };
	const char *why;
	bool bits;

	(void)state;
	assert_true(selector_parse(view_str("0.0.0.0/0"), &all, &bits, &why));
	for (size_t i = 0; i <= LIMIT_TS_PER_SIDE; i++) {
		char text[32];

		snprintf(text, sizeof(text), "10.%zu.0.0/16", 2 * i);
		assert_true(selector_parse(view_str(text), &offer.items[i].selector, &bits, &why));
		offer.items[i].valid = true;
	}
	ts.nr = LIMIT_TS_PER_SIDE;
	assert_int_equal(narrow_offer(&all, 1, &ts, false, &set), NARROW_OK);
	assert_int_equal(set.nr, LIMIT_TS_PER_SIDE);
	ts.nr++;
	assert_int_equal(narrow_offer(&all, 1, &ts, false, &set), NARROW_TOO_MANY);
	offer.items[LIMIT_TS_PER_SIDE].selector = all;
	assert_int_equal(narrow_offer(&all, 1, &ts, false, &set), NARROW_OK);
	assert_int_equal(set.nr, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offer),
		cmocka_unit_test(test_response),
		cmocka_unit_test(test_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
