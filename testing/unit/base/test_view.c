/* SPDX-License-Identifier: ISC
 *
 * test_view.c - comparing, ordering and slicing borrowed bytes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/view.h"

static void test_make(void **state)
{
	static const char array[] = { 'a', 'b', 'c' };

	(void)state;
	assert_int_equal(view_make(NULL, 7).len, 0);
	assert_int_equal(view_str(NULL).len, 0);
	assert_int_equal(view_str("").len, 0);
	assert_int_equal(view_str("abc").len, 3);
	assert_int_equal(VIEW_OF(array).len, 3);
	assert_true(view_eq(VIEW_OF(array), view_str("abc")));
}

static void test_eq(void **state)
{
	(void)state;
	assert_true(view_eq(VIEW_EMPTY, VIEW_EMPTY));
	assert_true(view_eq(VIEW_EMPTY, view_str("")));
	assert_false(view_eq(VIEW_EMPTY, view_str("a")));
	assert_false(view_eq(view_str("abc"), view_str("abd")));
	assert_false(view_eq(view_str("abc"), view_str("ab")));
}

static void test_cmp(void **state)
{
	/* in ascending order; 0x80 is above ASCII, so bytes are compared unsigned */
	static const char *const sorted[] = { "", "a", "aa", "ab", "b", "\x80", "\xff" };
	const int nr = sizeof(sorted) / sizeof(sorted[0]);

	(void)state;
	for (int i = 0; i < nr; i++) {
		for (int j = 0; j < nr; j++) {
			int order = view_cmp(view_str(sorted[i]), view_str(sorted[j]));

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
	}
	assert_int_equal(view_cmp(VIEW_EMPTY, VIEW_EMPTY), 0);
}

static void test_slice(void **state)
{
	struct view v = view_str("hello");

	(void)state;
	assert_true(view_eq(view_slice(v, 0, 5), v));
	assert_true(view_eq(view_slice(v, 1, 3), view_str("ell")));
	assert_true(view_eq(view_slice(v, 3, 100), view_str("lo")));
	assert_true(view_eq(view_slice(v, 3, SIZE_MAX), view_str("lo")));
	assert_int_equal(view_slice(v, 5, 1).len, 0);
	assert_int_equal(view_slice(v, SIZE_MAX, SIZE_MAX).len, 0);
	assert_int_equal(view_slice(VIEW_EMPTY, 0, 1).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_eq),
		cmocka_unit_test(test_cmp),
		cmocka_unit_test(test_slice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
