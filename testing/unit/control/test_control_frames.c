/* SPDX-License-Identifier: ISC
 *
 * test_control_frames.c - a stream cut anywhere gives the same messages; what is too long breaks it
 * for good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "control/control.h"

static const char stream[] = "{\"a\":1}\0\0{\"bb\":22}\0tail";
#define STREAM_LEN (sizeof(stream) - 1)

static const char *const messages[] = { "{\"a\":1}", "", "{\"bb\":22}" };

/* Puts the stream in pieces of STEP bytes. */
static void expect_messages(size_t step)
{
	struct control_frames f;
	struct view m;
	size_t nr = 0;

	control_frames_init(&f, 0);
	for (size_t at = 0; at < STREAM_LEN; at += step) {
		size_t n = STREAM_LEN - at < step ? STREAM_LEN - at : step;

		control_frames_put(&f, view_make(stream + at, n));
		while (control_frames_next(&f, &m) == CONTROL_FRAME) {
			assert_true(nr < 3);
			assert_true(view_eq(m, view_str(messages[nr])));
			nr++;
		}
	}
	assert_int_equal(nr, 3);
	assert_int_equal(control_frames_next(&f, &m), CONTROL_MORE);
	control_frames_fini(&f);
}

static void every_cut_gives_the_same_messages(void **state)
{
	(void)state;
	for (size_t step = 1; step <= STREAM_LEN; step++)
		expect_messages(step);
}

static void nothing_gives_nothing(void **state)
{
	struct control_frames f;
	struct view m;

	(void)state;
	control_frames_init(&f, 0);
	assert_int_equal(control_frames_next(&f, &m), CONTROL_MORE);
	control_frames_put(&f, VIEW_EMPTY);
	assert_int_equal(control_frames_next(&f, &m), CONTROL_MORE);
	assert_int_equal(m.len, 0);
	control_frames_fini(&f);
}

static void the_longest_message_passes(void **state)
{
	struct control_frames f;
	struct view m;

	(void)state;
	control_frames_init(&f, 10);
	control_frames_put(&f, view_make("0123456789", 10));
	assert_int_equal(control_frames_next(&f, &m), CONTROL_MORE);
	control_frames_put(&f, view_make("", 1));
	assert_int_equal(control_frames_next(&f, &m), CONTROL_FRAME);
	assert_int_equal(m.len, 10);
	control_frames_fini(&f);
}

static void one_byte_more_breaks_it(void **state)
{
	struct control_frames f;
	struct view m;

	(void)state;
	control_frames_init(&f, 10);
	control_frames_put(&f, view_make("ok\0" "0123456789A", 14));
	assert_int_equal(control_frames_next(&f, &m), CONTROL_FRAME);
	assert_int_equal(control_frames_next(&f, &m), CONTROL_TOO_LONG);
	/* also when its end comes later */
	control_frames_put(&f, view_make("\0{}\0", 4));
	assert_int_equal(control_frames_next(&f, &m), CONTROL_TOO_LONG);
	assert_true(f.len <= 14);
	control_frames_fini(&f);
}

static void a_flood_without_end_is_not_kept(void **state)
{
	static const char junk[65536] = { [0 ... 65535] = 'x' };
	struct control_frames f;
	struct view m;

	(void)state;
	control_frames_init(&f, 0);
	for (int i = 0; i < 1000; i++) {
		control_frames_put(&f, VIEW_OF(junk));
		(void)control_frames_next(&f, &m);
	}
	assert_int_equal(control_frames_next(&f, &m), CONTROL_TOO_LONG);
	assert_true(f.cap <= 4 * CONTROL_MESSAGE_MAX);
	control_frames_fini(&f);
}

static void out_of_memory_breaks_it(void **state)
{
	struct control_frames f;
	struct view m;

	(void)state;
	control_frames_init(&f, 0);
	mem_fail_nth(1);
	control_frames_put(&f, view_make("x", 2));
	mem_fail_nth(0);
	assert_int_equal(control_frames_next(&f, &m), CONTROL_NO_MEMORY);
	control_frames_fini(&f);
}

static void many_small_messages_in_one_put(void **state)
{
	static const char zeros[50000];
	struct control_frames f;
	struct view m;
	size_t nr = 0;

	(void)state;
	control_frames_init(&f, 0);
	control_frames_put(&f, VIEW_OF(zeros));
	while (control_frames_next(&f, &m) == CONTROL_FRAME)
		nr++;
	assert_int_equal(nr, sizeof(zeros));
	control_frames_put(&f, view_make("", 1));
	assert_int_equal(f.len, 1);
	control_frames_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cut_gives_the_same_messages),
		cmocka_unit_test(nothing_gives_nothing),
		cmocka_unit_test(the_longest_message_passes),
		cmocka_unit_test(one_byte_more_breaks_it),
		cmocka_unit_test(a_flood_without_end_is_not_kept),
		cmocka_unit_test(out_of_memory_breaks_it),
		cmocka_unit_test(many_small_messages_in_one_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
