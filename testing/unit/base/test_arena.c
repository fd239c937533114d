/* SPDX-License-Identifier: ISC
 *
 * test_arena.c - many small allocations, one free
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <stdalign.h>

#include "base/alloc.h"
#include "base/arena.h"

static void test_zeroed_aligned_distinct(void **state)
{
	struct arena a = { 0 };
	uint8_t *at[500];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		at[i] = arena_alloc(&a, i % 97);
		assert_non_null(at[i]);
		assert_int_equal((uintptr_t)at[i] % alignof(max_align_t), 0);
		for (size_t j = 0; j < i % 97; j++)
			assert_int_equal(at[i][j], 0);
		memset(at[i], (int)i, i % 97);
	}
	for (size_t i = 0; i < 500; i++) {
		for (size_t j = 0; j < i % 97; j++)
			assert_int_equal(at[i][j], (uint8_t)i);
	}
	arena_fini(&a);
	assert_int_equal(a.used, 0);
	assert_null(a.blocks);
	assert_non_null(arena_alloc(&a, 1));	/* usable again */
	arena_fini(&a);
	arena_fini(&a);
}

static void test_large_between_small(void **state)
{
	struct arena a = { 0 };
	unsigned long before = mem_count();

	(void)state;
	assert_non_null(arena_alloc(&a, 16));
	assert_non_null(arena_alloc(&a, 100000));
	assert_non_null(arena_alloc(&a, 16));	/* still from the first block */
	assert_int_equal(mem_count() - before, 2);
	arena_fini(&a);
}

static void test_limit(void **state)
{
	struct arena a = { .limit = 64 };

	(void)state;
	assert_non_null(arena_alloc(&a, 48));
	assert_null(arena_alloc(&a, 17));
	assert_non_null(arena_alloc(&a, 16));
	assert_null(arena_alloc(&a, 0));
	arena_fini(&a);
	assert_int_equal(a.limit, 64);
	assert_non_null(arena_alloc(&a, 64));
	arena_fini(&a);
	a.limit = 0;
	assert_null(arena_alloc(&a, 1024 * 1024 + 1));
	assert_non_null(arena_alloc(&a, 1024 * 1024));
	assert_null(arena_alloc(&a, 1));
	arena_fini(&a);
}

static void test_overflow(void **state)
{
	struct arena a = { .limit = SIZE_MAX };

	(void)state;
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_null(arena_alloc(&a, SIZE_MAX - 15));
	assert_null(arena_alloc(&a, PTRDIFF_MAX));
	assert_null(arena_array(&a, SIZE_MAX / 2, 3));
	assert_int_equal(a.used, 0);
	arena_fini(&a);
}

static void test_copies(void **state)
{
	struct arena a = { 0 };
	struct view v;

	(void)state;
	assert_string_equal(arena_strdup(&a, "hello"), "hello");
	assert_string_equal(arena_strdup(&a, NULL), "");
	assert_memory_equal(arena_dup(&a, "ab", 2), "ab", 2);
	assert_non_null(arena_array(&a, 3, 5));
	assert_true(arena_copy(&a, view_str("xyz"), &v));
	assert_true(view_eq(v, view_str("xyz")));
	assert_true(arena_copy(&a, VIEW_EMPTY, &v));
	assert_int_equal(v.len, 0);
	arena_fini(&a);
}

static void test_no_memory(void **state)
{
	struct arena a = { 0 };
	struct view v = view_str("x");

	(void)state;
	mem_fail_nth(1);
	assert_null(arena_alloc(&a, 1));
	mem_fail_nth(1);
	assert_false(arena_copy(&a, view_str("abc"), &v));
	assert_int_equal(v.len, 0);
	mem_fail_nth(1);
	assert_null(arena_strdup(&a, "abc"));
	assert_int_equal(a.used, 0);
	assert_non_null(arena_alloc(&a, 1));
	arena_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed_aligned_distinct),
		cmocka_unit_test(test_large_between_small),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
