/* SPDX-License-Identifier: ISC
 *
 * test_writer.c - writing up to the end, and the sticky failure beyond it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/writer.h"

static void test_numbers(void **state)
{
	static const uint8_t want[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
					'a', 'b', 'c', 0, 0 };
	uint8_t buf[sizeof(want)];
	struct writer w = writer_make(buf, sizeof(buf));

	(void)state;
	memset(buf, 0xee, sizeof(buf));
	writer_u8(&w, 1);
	writer_u16(&w, 0x0203);
	writer_u32(&w, 0x04050607);
	writer_u64(&w, 0x08090a0b0c0d0e0f);
	writer_bytes(&w, "ab", 2);
	writer_view(&w, view_str("c"));
	writer_zero(&w, 2);
	assert_true(writer_ok(&w));
	assert_int_equal(writer_done(&w).len, sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
}

static void test_sticky(void **state)
{
	uint8_t buf[4] = { 0xee, 0xee, 0xee, 0xee };
	struct writer w = writer_make(buf, 3);

	(void)state;
	writer_u16(&w, 1);
	writer_u16(&w, 0x0203);		/* does not fit: nothing of it is written */
	assert_false(writer_ok(&w));
	writer_u8(&w, 9);		/* would fit, but it is too late */
	assert_null(writer_reserve(&w, 1));
	writer_patch_u8(&w, 0, 7);
	assert_int_equal(writer_done(&w).len, 2);
	assert_memory_equal(buf, "\0\1\xee\xee", 4);
	writer_zero(&w, 0);
	writer_bytes(&w, NULL, 0);
	assert_false(writer_ok(&w));
}

static void test_exact_and_empty(void **state)
{
	uint8_t buf[1];
	struct writer w = writer_make(buf, 1), none = writer_make(NULL, 10);

	(void)state;
	writer_u8(&w, 255);
	writer_bytes(&w, NULL, 0);
	writer_zero(&w, 0);
	writer_view(&w, VIEW_EMPTY);
	assert_true(writer_ok(&w));
	assert_null(writer_reserve(&w, SIZE_MAX));
	assert_false(writer_ok(&w));
	writer_u8(&none, 1);
	assert_false(writer_ok(&none));
	assert_int_equal(writer_done(&none).len, 0);
}

static void test_number_too_large(void **state)
{
	uint8_t buf[8];
	struct writer w = writer_make(buf, 8);

	(void)state;
	writer_u8(&w, 256);
	assert_false(writer_ok(&w));
	w = writer_make(buf, 8);
	writer_u16(&w, 65536);
	assert_false(writer_ok(&w));
	w = writer_make(buf, 8);
	writer_u16(&w, 0);
	writer_patch_u8(&w, 0, 256);
	assert_false(writer_ok(&w));
}

static void test_patch(void **state)
{
	uint8_t buf[8] = { 0 };
	struct writer w = writer_make(buf, sizeof(buf));
	uint8_t *room;

	(void)state;
	writer_u32(&w, 0);
	room = writer_reserve(&w, 2);
	assert_ptr_equal(room, buf + 4);
	room[0] = room[1] = 7;
	writer_patch_u8(&w, 0, 1);
	writer_patch_u16(&w, 4, 0x0506);
	assert_memory_equal(buf, "\1\0\0\0\5\6", 6);
	writer_patch_u32(&w, 2, 0x01020304);
	assert_memory_equal(buf, "\1\0\1\2\3\4", 6);
	assert_true(writer_ok(&w));
	writer_patch_u32(&w, 3, 0);	/* one byte beyond what is written */
	assert_false(writer_ok(&w));
	w.full = false;
	writer_patch_u8(&w, SIZE_MAX, 0);
	assert_false(writer_ok(&w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_sticky),
		cmocka_unit_test(test_exact_and_empty),
		cmocka_unit_test(test_number_too_large),
		cmocka_unit_test(test_patch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
