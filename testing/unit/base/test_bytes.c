/* SPDX-License-Identifier: ISC
 *
 * test_bytes.c - owned bytes and secrets, and the comparison of MACs
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/bytes.h"
#include "base/secret.h"

static void test_bytes(void **state)
{
	struct bytes a = { NULL, 0 }, b = { NULL, 0 };

	(void)state;
	assert_true(bytes_copy(&a, view_str("abc")));
	assert_true(view_eq(bytes_view(&a), view_str("abc")));
	bytes_take(&b, &a);
	assert_null(a.ptr);
	assert_int_equal(a.len, 0);
	assert_true(view_eq(bytes_view(&b), view_str("abc")));
	bytes_fini(&b);
	assert_int_equal(bytes_view(&b).len, 0);
	bytes_fini(&b);
	assert_true(bytes_alloc(&a, 0));
	assert_null(a.ptr);
	assert_true(bytes_copy(&a, VIEW_EMPTY));
	bytes_fini(&a);
	assert_true(bytes_alloc(&a, 3));
	assert_memory_equal(a.ptr, "\0\0\0", 3);
	bytes_fini(&a);
}

static void test_secret(void **state)
{
	struct secret a = { NULL, 0 }, b = { NULL, 0 };

	(void)state;
	assert_true(secret_copy(&a, view_str("key")));
	secret_take(&b, &a);
	assert_null(a.ptr);
	assert_true(view_eq(secret_view(&b), view_str("key")));
	secret_fini(&b);
	assert_null(b.ptr);
	assert_int_equal(b.len, 0);
	assert_true(secret_alloc(&a, 2));
	assert_memory_equal(a.ptr, "\0\0", 2);
	secret_fini(&a);
	assert_true(secret_alloc(&a, 0));
	secret_fini(&a);
}

static void test_no_memory_leaves_empty(void **state)
{
	struct bytes b = { (uint8_t *)"junk", 4 };
	struct secret s = { (uint8_t *)"junk", 4 };

	(void)state;
	mem_fail_nth(1);
	assert_false(bytes_copy(&b, view_str("abc")));
	assert_null(b.ptr);
	assert_int_equal(b.len, 0);
	mem_fail_nth(1);
	assert_false(secret_copy(&s, view_str("abc")));
	assert_null(s.ptr);
	assert_int_equal(s.len, 0);
}

static void test_mac_compare(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	memset(a, 0x5a, sizeof(a));
	memcpy(b, a, sizeof(b));
	assert_int_equal(mac_compare(VIEW_OF(a), VIEW_OF(b)), SEC_GOOD);
	for (size_t bit = 0; bit < 8 * sizeof(b); bit++) {
		b[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(mac_compare(VIEW_OF(a), VIEW_OF(b)), SEC_BAD);
		b[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(mac_compare(VIEW_OF(a), view_make(b, 31)), SEC_BAD);
	/* nothing equals nothing, but it proves nothing */
	assert_int_equal(mac_compare(VIEW_EMPTY, VIEW_EMPTY), SEC_ERROR);
	assert_int_equal(mac_compare(VIEW_OF(a), VIEW_EMPTY), SEC_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_no_memory_leaves_empty),
		cmocka_unit_test(test_mac_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
