/* SPDX-License-Identifier: ISC
 *
 * test_time.c - saturating arithmetic, parsing and printing of durations
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/time.h"

#define S 1000000LL

static const struct {
	const char *text;
	int64_t us;		/* with bare numbers in seconds; -1: not a duration */
} rows[] = {
	/* each unit, bare and as words */
	{ "0", 0 }, { "90", 90 * S }, { "1us", 1 }, { "500ms", 500000 }, { "3s", 3 * S },
	{ "2m", 120 * S }, { "8h", 28800 * S }, { "1d", 86400 * S }, { "2w", 1209600 * S },
	{ "1second", S }, { "2seconds", 2 * S }, { "1minute", 60 * S }, { "2minutes", 120 * S },
	{ "1hour", 3600 * S }, { "2hours", 7200 * S }, { "1day", 86400 * S },
	{ "2days", 172800 * S }, { "1week", 604800 * S }, { "2weeks", 1209600 * S },
	{ "8H", 28800 * S }, { "500MS", 500000 }, { "2Days", 172800 * S }, { "007s", 7 * S },
	/* fractions */
	{ "1.5", 1500000 }, { "1.5s", 1500000 }, { "0.5ms", 500 }, { "0.000001", 1 },
	{ "1.25h", 4500 * S }, { "0.1w", 60480 * S }, { "1.50000000000s", 1500000 },
	{ "0.0000001m", 6 }, { "1.0us", 1 },
	/* not durations */
	{ "", -1 }, { "s", -1 }, { "-1", -1 }, { "+1", -1 }, { " 1", -1 }, { "1 ", -1 },
	{ "1 s", -1 }, { "1x", -1 }, { "1se", -1 }, { "1sec", -1 }, { "1ss", -1 }, { "1.", -1 },
	{ "1.s", -1 }, { ".5", -1 }, { "1..5", -1 }, { "1.5.5", -1 }, { "1e3", -1 },
	{ "0x10", -1 }, { "1.5us", -1 }, { "0.0000001", -1 }, { "1,5", -1 }, { "1month", -1 },
	/* overflow */
	{ "9223372036854775807us", INT64_MAX }, { "9223372036854775808us", -1 },
	{ "9223372036854", 9223372036854 * S }, { "9223372036855", -1 },
	{ "99999999999999999999999", -1 }, { "15250285w", -1 },
	{ "1.999999999999999999999999s", -1 }, { "1.1234567890123456789s", -1 },
};

static void test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct duration d = { 77 };
		bool ok = duration_parse(view_str(rows[i].text), S, &d);

		if (ok != (rows[i].us >= 0) || d.us != (ok ? rows[i].us : 0))
			fail_msg("\"%s\": %s, %lld us", rows[i].text, ok ? "accepted" : "refused",
				 (long long)d.us);
	}
	assert_false(duration_parse(view_make("1\0s", 3), S, &(struct duration){ 0 }));
}

static void test_parse_bare_unit(void **state)
{
	struct duration d;

	(void)state;
	assert_true(duration_parse(view_str("500"), 1000, &d));	/* retransmit-interval */
	assert_int_equal(d.us, 500000);
	assert_true(duration_parse(view_str("0.5"), 1000, &d));
	assert_int_equal(d.us, 500);
	assert_true(duration_parse(view_str("5s"), 1000, &d));
	assert_int_equal(d.us, 5 * S);
}

static void test_print(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} prints[] = {
		{ 0, "0s" }, { 500000, "0.5s" }, { 30 * S, "30s" }, { 28800 * S, "8h" },
		{ 90 * S, "90s" }, { 60 * S, "1m" }, { 900 * S, "15m" }, { 86400 * S, "1d" },
		{ 604800 * S, "1w" }, { 129600 * S, "36h" }, { 1500000, "1.5s" }, { 1, "1us" },
		{ 1000, "1ms" }, { 1500, "1.5ms" }, { 125000, "125ms" }, { 250000, "0.25s" },
		{ 1234567, "1.234567s" }, { -1500000, "-1.5s" }, { -60 * S, "-1m" },
		{ INT64_MAX, "9223372036854.775807s" }, { INT64_MIN, "-9223372036854.775808s" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(prints) / sizeof(prints[0]); i++) {
		char buf[64];
		struct text t = TEXT_OVER(buf);

		duration_print(&t, (struct duration){ prints[i].us });
		assert_string_equal(buf, prints[i].text);
	}
}

/* What is printed is read back as the same. */
static void test_round_trip(void **state)
{
	static const int64_t steps[] = { 1, 7, 1000, 1001, S, 61 * S, 3600 * S, 86399 * S };

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		for (int64_t k = 0; k < 500; k++) {
			char buf[64];
			struct text t = TEXT_OVER(buf);
			struct duration d = { k * steps[i] }, back;

			duration_print(&t, d);
			assert_true(duration_parse(view_str(buf), S, &back));
			assert_true(back.us == d.us);
		}
	}
}

static void test_saturation(void **state)
{
	struct monotime late = { INT64_MAX - 5 }, early = { INT64_MIN + 5 };
	struct duration huge = { INT64_MAX }, tiny = { INT64_MIN };

	(void)state;
	assert_true(monotime_add(late, DURATION_S(1)).us == INT64_MAX);
	assert_true(monotime_add(early, (struct duration){ -10 }).us == INT64_MIN);
	assert_true(monotime_add((struct monotime){ 5 }, DURATION_MS(2)).us == 2005);
	assert_true(monotime_add(MONOTIME_NEVER, (struct duration){ -10 }).us == INT64_MAX);
	assert_true(monotime_sub(late, early).us == INT64_MAX);
	assert_true(monotime_sub(early, late).us == INT64_MIN);
	assert_true(monotime_sub((struct monotime){ 7 }, (struct monotime){ 9 }).us == -2);
	assert_true(duration_scale(huge, 2).us == INT64_MAX);
	assert_true(duration_scale(tiny, 2).us == INT64_MIN);
	assert_true(duration_scale(DURATION_S(2), 3).us == 6 * S);
	assert_true(duration_scale(huge, 0).us == 0);
	assert_true(duration_scale((struct duration){ INT64_MAX / 2 }, UINT32_MAX).us == INT64_MAX);
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(monotime_before((struct monotime){ 1 }, MONOTIME_NEVER));
	assert_false(monotime_before((struct monotime){ 1 }, (struct monotime){ 1 }));
	assert_true(duration_less(DURATION_ZERO, DURATION_MS(1)));
	assert_false(duration_less(DURATION_S(1), DURATION_MS(1000)));
	assert_true(duration_min(DURATION_S(1), DURATION_MS(1)).us == 1000);
	assert_int_equal(duration_s(DURATION_MS(1999)), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_bare_unit),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_saturation),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
