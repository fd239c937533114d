/* SPDX-License-Identifier: ISC
 *
 * test_text.c - bounded text, cut marks, escapes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/text.h"

static void test_build(void **state)
{
	char buf[64];
	struct text t = TEXT_OVER(buf);

	(void)state;
	assert_string_equal(buf, "");
	text_add(&t, "%s %d", "x", 42);
	text_str(&t, "/abc");
	text_str(&t, NULL);
	text_char(&t, '!');
	text_hex(&t, VIEW_OF(((const uint8_t[]){ 0, 0x7f, 0xff })));
	assert_string_equal(buf, "x 42/abc!007fff");
	assert_int_equal(t.len, strlen(buf));
	assert_false(t.cut);
}

/* The same 10 characters into every capacity, by each of the ways. */
static void test_cut_everywhere(void **state)
{
	(void)state;
	for (size_t cap = 4; cap <= 14; cap++) {
		for (int way = 0; way < 5; way++) {
			char buf[16], want[16];
			struct text t = text_make(buf, cap);
			size_t i;

			memset(buf + cap, 0x55, sizeof(buf) - cap);
			switch (way) {
			case 0: text_add(&t, "%s", "abcdefabcd"); break;
			case 1: text_str(&t, "abcdefabcd"); break;
			case 2: text_safe(&t, view_str("abcdefabcd")); break;
			case 3: text_hex(&t, VIEW_OF("\xab\xcd\xef\xab\xcd") ); break;
			default:
				for (i = 0; i < 10; i++)
					text_char(&t, "abcdefabcd"[i]);
			}
			if (way == 3) {
				assert_int_equal(t.cut,
					cap < 13);	/* VIEW_OF has the NUL: 12 */
				continue;
			}
			strcpy(want, "abcdefabcd");
			if (cap <= 10)
				strcpy(want + cap - 4, "...");
			assert_string_equal(buf, want);
			assert_int_equal(t.len, strlen(want));
			assert_int_equal(t.cut, cap <= 10);
			for (i = cap; i < sizeof(buf); i++)
				assert_int_equal(buf[i], 0x55);
		}
	}
}

static void test_cut_is_final(void **state)
{
	char buf[8];
	struct text t = TEXT_OVER(buf);

	(void)state;
	text_str(&t, "abcdefgh");
	assert_string_equal(buf, "abcd...");
	text_str(&t, "x");
	text_add(&t, "%d", 1);
	text_char(&t, 'y');
	text_safe(&t, view_str("z"));
	text_hex(&t, view_str("z"));
	assert_string_equal(buf, "abcd...");
	assert_true(t.cut);
}

static void test_cut_after_exact_fit(void **state)
{
	char buf[5];
	struct text t = TEXT_OVER(buf);

	(void)state;
	text_str(&t, "abcd");
	assert_false(t.cut);
	text_str(&t, "");
	text_add(&t, "%s", "");
	assert_false(t.cut);
	text_char(&t, 'e');
	assert_true(t.cut);
	assert_string_equal(buf, "a...");
}

static void test_tiny(void **state)
{
	char buf[4] = "zzz";
	struct text t = text_make(buf, 2);

	(void)state;
	text_str(&t, "abc");
	assert_string_equal(buf, ".");
	t = text_make(buf, 0);
	text_str(&t, "abc");
	text_add(&t, "%d", 3);
	assert_true(t.cut);
	t = text_make(NULL, 9);
	text_str(&t, "abc");
	assert_true(t.cut);
}

/* For each byte: printable as itself, all else as \xNN; the result never has a quote, a lone
 * backslash or a control character. */
static void test_safe(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		uint8_t byte = (uint8_t)c;
		char buf[16], want[16];
		struct text t = TEXT_OVER(buf);

		text_safe(&t, view_make(&byte, 1));
		if (c >= 32 && c < 127 && c != '"' && c != '\\' && c != '\'')
			snprintf(want, sizeof(want), "%c", (int)c);
		else
			snprintf(want, sizeof(want), "\\x%02x", c);
		assert_string_equal(buf, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build),
		cmocka_unit_test(test_cut_everywhere),
		cmocka_unit_test(test_cut_is_final),
		cmocka_unit_test(test_cut_after_exact_fit),
		cmocka_unit_test(test_tiny),
		cmocka_unit_test(test_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
