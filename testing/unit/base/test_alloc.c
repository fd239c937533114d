/* SPDX-License-Identifier: ISC
 *
 * test_alloc.c - the heap's door and its fault injection
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <pthread.h>

#include "base/alloc.h"
#include "base/checked.h"

static void test_zeroed(void **state)
{
	unsigned char *p = mem_alloc(64);

	(void)state;
	assert_non_null(p);
	for (int i = 0; i < 64; i++)
		assert_int_equal(p[i], 0);
	MEM_FREE(p);
	assert_null(p);
	mem_free(NULL);
}

static void test_size_zero_is_an_object(void **state)
{
	void *a = mem_alloc(0), *b = mem_array(0, 8), *c = mem_dup(NULL, 0);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	mem_free(a);
	mem_free(b);
	mem_free(c);
}

static void test_overflow_refused(void **state)
{
	unsigned long before = mem_count();
	char *p = mem_strdup("x");

	(void)state;
	assert_null(mem_array(SIZE_MAX / 2, 3));
	assert_null(mem_array(3, SIZE_MAX / 2));
	assert_null(mem_array(SIZE_MAX, SIZE_MAX));
	assert_null(mem_alloc(SIZE_MAX));
	assert_null(mem_alloc((size_t)PTRDIFF_MAX + 1));
	assert_null(mem_resize(p, SIZE_MAX));
	assert_string_equal(p, "x");
	assert_null(mem_strdup_view((struct view){ (const uint8_t *)p, SIZE_MAX }));
	mem_free(p);
	/* refused calls count too, so that a fail-each loop sees stable numbers */
	assert_int_equal(mem_count() - before, 7);
}

static void test_resize_keeps_content(void **state)
{
	char *p = mem_strdup("hello");
	char *q = mem_resize(p, 4096);

	(void)state;
	assert_non_null(q);
	assert_string_equal(q, "hello");
	q = mem_resize(q, 0);
	assert_non_null(q);
	mem_free(q);
	q = mem_resize(NULL, 3);
	assert_non_null(q);
	mem_free(q);
}

static void test_dup(void **state)
{
	static const uint8_t inner_nul[] = { 'a', 0, 'b' };
	char *s = mem_strdup_view(VIEW_OF(inner_nul));
	char *d = mem_dup("xyz", 3);
	char *empty = mem_strdup(NULL);

	(void)state;
	assert_memory_equal(s, "a\0b", 4);
	assert_memory_equal(d, "xyz", 3);
	assert_string_equal(empty, "");
	mem_free(s);
	mem_free(d);
	mem_free(empty);
}

static void test_wipe(void **state)
{
	char buf[4] = "abc";

	(void)state;
	mem_wipe(buf, 3);
	assert_memory_equal(buf, "\0\0\0", 4);
	mem_wipe(NULL, 0);
}

static void test_fail_nth(void **state)
{
	(void)state;
	for (unsigned long n = 1; n <= 5; n++) {
		mem_fail_nth(n);
		for (unsigned long call = 1; call <= 7; call++) {
			void *p = mem_alloc(1);

			assert_int_equal(p == NULL, call == n);
			mem_free(p);
		}
	}
	mem_fail_nth(1);
	mem_fail_nth(0);
	void *p = mem_alloc(1);

	assert_non_null(p);
	mem_fail_nth(1);
	assert_null(mem_resize(p, 100));	/* the old block lives */
	mem_free(p);
}

static void *other_thread(void *arg)
{
	void *p = mem_alloc(1);

	*(bool *)arg = p != NULL && mem_count() == 1;
	mem_free(p);
	return NULL;
}

static void test_faults_are_thread_local(void **state)
{
	pthread_t thread;
	bool ok = false;

	(void)state;
	mem_fail_nth(1);
	assert_int_equal(pthread_create(&thread, NULL, other_thread, &ok), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(ok);
	assert_null(mem_alloc(1));
}

static void test_checked(void **state)
{
	uint8_t small;
	int64_t big;

	(void)state;
	assert_true(checked_add(200, 55, &small));
	assert_int_equal(small, 255);
	assert_false(checked_add(200, 56, &small));
	assert_false(checked_sub(1, 2, &small));
	assert_true(checked_mul(15, 17, &small));
	assert_false(checked_mul(16, 16, &small));
	assert_false(checked_add(INT64_MAX, 1, &big));
	assert_false(checked_sub(INT64_MIN, 1, &big));
	assert_false(checked_mul(INT64_MIN, -1, &big));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed),
		cmocka_unit_test(test_size_zero_is_an_object),
		cmocka_unit_test(test_overflow_refused),
		cmocka_unit_test(test_resize_keeps_content),
		cmocka_unit_test(test_dup),
		cmocka_unit_test(test_wipe),
		cmocka_unit_test(test_fail_nth),
		cmocka_unit_test(test_faults_are_thread_local),
		cmocka_unit_test(test_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
