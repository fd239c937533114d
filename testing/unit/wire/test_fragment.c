/* SPDX-License-Identifier: ISC
 *
 * test_fragment.c - RFC 7383 2.6: which fragments are kept, what they join to, and how a message
 * is cut (T29, T30 of the bad inputs).
 */
#include "base/alloc.h"
#include "wire/fragment.h"
#include "wire_testing.h"

static uint8_t text[70000];

static struct view part(size_t at, size_t len)
{
	return view_make(text + at, len);
}

static void add(struct fragments *f, uint16_t number, uint16_t total, enum fragment_verdict want)
{
	uint8_t inner = number == 1 ? V2_IDI : 0;
	enum fragment_verdict before = fragments_check(f, inner, number, total);
	enum fragment_verdict got = fragments_add(f, inner, number, total,
						  part((size_t)(number - 1) * 10, 10));

	assert_int_equal(got, want);
	if (want != FRAGMENT_COMPLETE)	/* _check cannot know that it is the last */
		assert_int_equal(before, want);
}

static void take(struct fragments *f, size_t len)
{
	struct bytes out = { 0 };
	uint8_t inner = 0;

	assert_true(fragments_take(f, &inner, &out));
	assert_int_equal(inner, V2_IDI);
	assert_true(view_eq(bytes_view(&out), part(0, len)));
	assert_null(f->parts);
	assert_int_equal(f->total, 0);
	bytes_fini(&out);
}

static void any_order(void **state)
{
	static const uint16_t orders[][4] = { { 1, 2, 3, 4 }, { 4, 3, 2, 1 }, { 3, 1, 4, 2 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(orders); i++) {
		struct fragments f = { 0 };

		for (size_t n = 0; n < 3; n++)
			add(&f, orders[i][n], 4, FRAGMENT_STORED);
		add(&f, orders[i][3], 4, FRAGMENT_COMPLETE);
		take(&f, 40);
	}
}

static void one_of_one_and_all_of_64(void **state)
{
	struct fragments f = { 0 };

	(void)state;
	add(&f, 1, 1, FRAGMENT_COMPLETE);
	take(&f, 10);
	for (uint16_t n = 1; n < 64; n++)
		add(&f, n, 64, FRAGMENT_STORED);
	add(&f, 64, 64, FRAGMENT_COMPLETE);
	take(&f, 640);
}

static void duplicates_and_overlaps(void **state)
{
	struct fragments f = { 0 };

	(void)state;
	add(&f, 1, 2, FRAGMENT_STORED);
	add(&f, 1, 2, FRAGMENT_DUPLICATE);
	/* other content under the same number: the first one stays */
	assert_int_equal(fragments_add(&f, V2_SA, 1, 2, part(500, 20)), FRAGMENT_DUPLICATE);
	assert_int_equal(f.bytes, 10);
	add(&f, 2, 2, FRAGMENT_COMPLETE);
	take(&f, 20);
}

/* RFC 7383 2.6: the peer cut its message finer. */
static void larger_total_restarts(void **state)
{
	struct fragments f = { 0 };

	(void)state;
	add(&f, 1, 2, FRAGMENT_STORED);
	add(&f, 2, 3, FRAGMENT_STORED);
	assert_int_equal(f.bytes, 10);
	assert_int_equal(f.inner_first, 0);
	add(&f, 2, 2, FRAGMENT_STALE);
	add(&f, 3, 3, FRAGMENT_STORED);
	add(&f, 1, 3, FRAGMENT_COMPLETE);
	take(&f, 30);
}

static void invalid_numbers(void **state)
{
	struct fragments f = { 0 };
	struct bytes out = { 0 };
	uint8_t inner;

	(void)state;
	assert_int_equal(fragments_add(&f, 0, 0, 2, part(0, 1)), FRAGMENT_INVALID);
	assert_int_equal(fragments_add(&f, 0, 1, 0, part(0, 1)), FRAGMENT_INVALID);
	assert_int_equal(fragments_add(&f, 0, 0, 0, part(0, 1)), FRAGMENT_INVALID);
	assert_int_equal(fragments_add(&f, 0, 3, 2, part(0, 1)), FRAGMENT_INVALID);
	/* T30: a next payload in a later fragment */
	assert_int_equal(fragments_add(&f, V2_IDI, 2, 2, part(0, 1)), FRAGMENT_INVALID);
	assert_int_equal(fragments_add(&f, V2_IDI, 1, 65, part(0, 1)), FRAGMENT_TOO_MANY);
	assert_int_equal(fragments_add(&f, 0, 65535, 65535, part(0, 1)), FRAGMENT_TOO_MANY);
	assert_null(f.parts);
	assert_false(fragments_take(&f, &inner, &out));
}

static void byte_cap(void **state)
{
	struct fragments f = { 0 };

	(void)state;
	assert_int_equal(fragments_add(&f, V2_IDI, 1, 3, part(0, 65537)), FRAGMENT_TOO_MANY);
	assert_int_equal(f.total, 0);
	assert_int_equal(fragments_add(&f, V2_IDI, 1, 3, part(0, 65000)), FRAGMENT_STORED);
	assert_int_equal(fragments_add(&f, 0, 2, 3, part(65000, 537)), FRAGMENT_TOO_MANY);
	assert_int_equal(fragments_add(&f, 0, 2, 3, part(65000, 536)), FRAGMENT_STORED);
	assert_int_equal(fragments_add(&f, 0, 3, 3, part(0, 1)), FRAGMENT_TOO_MANY);
	assert_int_equal(fragments_add(&f, 0, 3, 3, VIEW_EMPTY), FRAGMENT_COMPLETE);
	take(&f, 65536);
}

static void empty_message(void **state)
{
	struct fragments f = { 0 };
	struct bytes out = { 0 };
	uint8_t inner = 9;

	(void)state;
	assert_int_equal(fragments_add(&f, 0, 1, 1, VIEW_EMPTY), FRAGMENT_COMPLETE);
	assert_true(fragments_take(&f, &inner, &out));
	assert_int_equal(inner, 0);
	assert_int_equal(out.len, 0);
}

static void no_memory(void **state)
{
	struct fragments f = { 0 };
	struct bytes out = { 0 };
	uint8_t inner;

	(void)state;
	mem_fail_nth(1);
	assert_int_equal(fragments_add(&f, V2_IDI, 1, 2, part(0, 10)), FRAGMENT_MEMORY);
	mem_fail_nth(2);
	assert_int_equal(fragments_add(&f, V2_IDI, 1, 2, part(0, 10)), FRAGMENT_MEMORY);
	mem_fail_nth(0);
	add(&f, 1, 2, FRAGMENT_STORED);
	add(&f, 2, 2, FRAGMENT_COMPLETE);
	mem_fail_nth(1);
	assert_false(fragments_take(&f, &inner, &out));
	mem_fail_nth(0);
	take(&f, 20);
	fragments_fini(&f);
}

/* Each chunk, encrypted, is within the limit, and one octet more would not be. */
static void check_plan(const struct fragment_limits *l, size_t len)
{
	struct fragment_plan p;
	size_t sum = 0;

	assert_true(fragment_plan_make(&p, len, l));
	for (uint16_t n = 1; n <= p.nr; n++) {
		struct view v = fragment_plan_slice(&p, part(0, len), n);

		assert_true(v.len == 0 || v.ptr == text + sum);
		assert_true(v.len == p.chunk || n == p.nr);
		assert_true(v.len > 0 || len == 0);
		/* +4: fragment number and total */
		assert_true(fragment_whole_len(v.len, l) + 4 <= l->datagram);
		sum += v.len;
	}
	assert_int_equal(sum, len);
	assert_true(fragment_whole_len(p.chunk + 1, l) + 4 > l->datagram);
	assert_int_equal(fragment_plan_slice(&p, part(0, len), 0).len, 0);
	assert_int_equal(fragment_plan_slice(&p, part(0, len), (uint16_t)(p.nr + 1)).len, 0);
}

static void plans(void **state)
{
	static const struct fragment_limits aead = { 1252, 4, 8, 16, 1 };
	static const struct fragment_limits cbc = { 548, 0, 16, 16, 16 };
	static const size_t lens[] = { 0, 1, 100, 474, 475, 476, 1186, 1187, 1188, 1189, 5000,
				       20000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(lens); i++) {
		check_plan(&aead, lens[i]);
		check_plan(&cbc, lens[i]);
	}
}

/* By hand: 1252 - 4 marker - 28 - 4 - 4 - 8 IV - 16 ICV - 1 pad length = 1187. */
static void plan_by_hand(void **state)
{
	static const struct fragment_limits aead = { 1252, 4, 8, 16, 1 };
	static const struct fragment_limits tiny = { 80, 4, 8, 16, 1 }, none = { 60, 4, 8, 16, 1 };
	struct fragment_plan p;

	(void)state;
	assert_true(fragment_plan_make(&p, 2374, &aead));
	assert_int_equal(p.chunk, 1187);
	assert_int_equal(p.nr, 2);
	assert_true(fragment_plan_make(&p, 2375, &aead));
	assert_int_equal(p.nr, 3);
	assert_int_equal(fragment_whole_len(1191, &aead), 1252);
	assert_true(fragment_plan_make(&p, 15 * 64, &tiny));
	assert_int_equal(p.nr, 64);
	assert_false(fragment_plan_make(&p, 15 * 64 + 1, &tiny));
	assert_false(fragment_plan_make(&p, 1, &none));
	assert_false(fragment_plan_make(&p, 65537, &aead));
}

int main(void)
{
	uint64_t random = 5;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order),
		cmocka_unit_test(one_of_one_and_all_of_64),
		cmocka_unit_test(duplicates_and_overlaps),
		cmocka_unit_test(larger_total_restarts),
		cmocka_unit_test(invalid_numbers),
		cmocka_unit_test(byte_cap),
		cmocka_unit_test(empty_message),
		cmocka_unit_test(no_memory),
		cmocka_unit_test(plans),
		cmocka_unit_test(plan_by_hand),
	};

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)next_random(&random);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
