/* SPDX-License-Identifier: ISC
 *
 * test_reader.c - reading at and beyond the end of what there is
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/reader.h"

static const uint8_t counting[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18 };

static void test_numbers(void **state)
{
	struct reader r = reader_make(VIEW_OF(counting));
	uint8_t u8;
	uint16_t u16;
	uint32_t u24, u32;
	uint64_t u64;

	(void)state;
	assert_true(reader_u8(&r, &u8));
	assert_int_equal(u8, 1);
	assert_true(reader_u16(&r, &u16));
	assert_int_equal(u16, 0x0203);
	assert_true(reader_u24(&r, &u24));
	assert_int_equal(u24, 0x040506);
	assert_true(reader_u32(&r, &u32));
	assert_int_equal(u32, 0x0708090a);
	assert_true(reader_u64(&r, &u64));
	assert_true(u64 == 0x0b0c0d0e0f101112);
	assert_int_equal(reader_left(&r), 0);
}

/* Every read on every length shorter than it needs, over an exact heap block so that the
 * address sanitizer sees one byte too many. */
static void test_truncated(void **state)
{
	static const size_t need[] = { 1, 2, 3, 4, 8 };

	(void)state;
	for (size_t kind = 0; kind < 5; kind++) {
		for (size_t len = 0; len < need[kind]; len++) {
			uint8_t *exact = mem_dup(counting, len);
			struct reader r = reader_make(view_make(exact, len));
			uint8_t u8 = 9;
			uint16_t u16 = 9;
			uint32_t u32 = 9;
			uint64_t u64 = 9;

			switch (kind) {
			case 0: assert_false(reader_u8(&r, &u8)); assert_int_equal(u8, 0); break;
			case 1: assert_false(reader_u16(&r, &u16)); assert_int_equal(u16, 0); break;
			case 2: assert_false(reader_u24(&r, &u32)); assert_int_equal(u32, 0); break;
			case 3: assert_false(reader_u32(&r, &u32)); assert_int_equal(u32, 0); break;
			default: assert_false(reader_u64(&r, &u64)); assert_int_equal(u64,
				0); break;
			}
			assert_int_equal(reader_left(&r), len);
			mem_free(exact);
		}
	}
}

static void test_blocks(void **state)
{
	struct reader r = reader_make(VIEW_OF(counting)), sub;
	uint8_t copy[4];
	struct view v;

	(void)state;
	assert_true(reader_skip(&r, 2));
	assert_true(reader_copy(&r, copy, 4));
	assert_memory_equal(copy, counting + 2, 4);
	assert_true(reader_view(&r, 2, &v));
	assert_ptr_equal(v.ptr, counting + 6);
	assert_true(reader_sub(&r, 3, &sub));
	assert_int_equal(reader_left(&sub), 3);
	assert_int_equal(reader_left(&r), sizeof(counting) - 11);
	assert_false(reader_skip(&sub, 4));
	assert_true(reader_skip(&sub, 3));
	v = reader_rest(&r);
	assert_int_equal(v.len, sizeof(counting) - 11);
	assert_int_equal(reader_left(&r), 0);
	assert_int_equal(reader_rest(&r).len, 0);
}

static void test_blocks_too_long(void **state)
{
	struct reader r = reader_make(view_make(counting, 3)), sub;
	struct view v = view_str("x");
	uint8_t copy[4] = { 9, 9, 9, 9 };

	(void)state;
	assert_false(reader_copy(&r, copy, 4));
	assert_memory_equal(copy, "\0\0\0\0", 4);
	assert_false(reader_view(&r, 4, &v));
	assert_int_equal(v.len, 0);
	assert_false(reader_sub(&r, SIZE_MAX, &sub));
	assert_int_equal(reader_left(&sub), 0);
	assert_false(reader_skip(&r, SIZE_MAX));
	assert_int_equal(reader_left(&r), 3);
}

static void test_empty(void **state)
{
	struct reader r = reader_make(VIEW_EMPTY), zero = { NULL, NULL };
	struct view v;
	uint8_t u8;

	(void)state;
	assert_true(reader_view(&r, 0, &v));
	assert_true(reader_skip(&r, 0));
	assert_false(reader_u8(&r, &u8));
	assert_true(reader_view(&zero, 0, &v));
	assert_false(reader_u8(&zero, &u8));
	assert_int_equal(reader_rest(&zero).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_blocks_too_long),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
