/* SPDX-License-Identifier: ISC
 *
 * test_log.c - lines, prefixes, classes, counters
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/log.h"

struct heard {
	char line[LOG_LINE_MAX + 16];
	enum log_class class;
	uint64_t object;
	int nr;
};

static void hear(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct heard *h = ctx;

	snprintf(h->line, sizeof(h->line), "%s", line);
	h->class = class;
	h->object = object;
	h->nr++;
}

static void test_line(void **state)
{
	struct heard h = { .nr = 0 };
	struct log_sink sink = { .emit = hear, .ctx = &h };
	struct logger l = { .sink = &sink, .object = 10, .prefix = "\"west\" #5: " };

	(void)state;
	log_note(&l, "established %s", "tunnel");
	assert_string_equal(h.line, "\"west\" #5: established tunnel");
	assert_int_equal(h.class, LOG_NOTE);
	assert_int_equal(h.object, 10);
	log_peer(&l, "p");
	assert_int_equal(h.class, LOG_PEER);
	log_auth(&l, "a");
	assert_int_equal(h.class, LOG_AUTH);
	log_local(&l, "l");
	assert_int_equal(h.class, LOG_LOCAL);
	log_bug(&l, "b");
	assert_int_equal(h.class, LOG_BUG);
	for (int class = LOG_NOTE; class <= LOG_BUG; class++)
		assert_int_equal(sink.count[class], 1);
	assert_int_equal(sink.count[LOG_TRACE], 0);
}

static void test_silent(void **state)
{
	struct log_sink deaf = { .emit = NULL };
	struct logger none = { .sink = NULL }, counted = { .sink = &deaf };

	(void)state;
	log_note(&none, "x");
	log_at(NULL, LOG_NOTE, "x");
	log_note(&counted, "x");
	assert_int_equal(deaf.count[LOG_NOTE], 1);
	log_at(&counted, LOG_CLASSES, "no such class");
	log_at(&counted, (enum log_class)1000, "no such class");
}

static void test_trace(void **state)
{
	struct heard h = { .nr = 0 };
	struct log_sink sink = { .emit = hear, .ctx = &h };
	struct logger l = { .sink = &sink };

	(void)state;
	trace(&l, "quiet");
	log_at(&l, LOG_TRACE, "quiet");
	assert_int_equal(h.nr, 0);
	assert_int_equal(sink.count[LOG_TRACE], 0);
	sink.trace = true;
	trace(&l, "step %d", 1);
	assert_string_equal(h.line, "step 1");
	assert_int_equal(sink.count[LOG_TRACE], 1);
}

static void test_one_clean_line(void **state)
{
	struct heard h = { .nr = 0 };
	struct log_sink sink = { .emit = hear, .ctx = &h };
	struct logger l = { .sink = &sink, .prefix = "a\nb: " };
	char all[256];

	(void)state;
	log_note(&l, "x\r\ny\033[1mz\177\t");
	assert_string_equal(h.line, "a?b: x??y?[1mz??");
	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	all[255] = '\0';
	log_note(&l, "%s", all);
	for (const char *s = h.line; *s != '\0'; s++)
		assert_true((unsigned char)*s >= ' ' && *s != 0x7f);
}

static void test_long_is_cut(void **state)
{
	struct heard h = { .nr = 0 };
	struct log_sink sink = { .emit = hear, .ctx = &h };
	struct logger l = { .sink = &sink, .prefix = "p: " };
	static char longer[2 * LOG_LINE_MAX];
	unsigned long before = mem_count();

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	log_note(&l, "%s", longer);
	assert_int_equal(strlen(h.line), LOG_LINE_MAX - 1);
	assert_string_equal(h.line + LOG_LINE_MAX - 4, "...");
	assert_int_equal(mem_count(), before);	/* a log call takes no memory, so it cannot fail */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_trace),
		cmocka_unit_test(test_one_clean_line),
		cmocka_unit_test(test_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
