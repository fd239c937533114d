/* SPDX-License-Identifier: ISC
 *
 * test_names.c - values and names, both ways, and the nearest name
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/names.h"

static const struct name rows[] = {
	{ 1, "INVALID_SYNTAX" }, { 2, "rekey-fuzz" }, { 2, "rekeyfuzz" }, { 7, "esn" },
	{ 9, "left-subnet" }, { 10, "" }, { 11, NULL },
	{ 12, "a-name-of-64-letters-------------------------------------------z" },
	{ 13, "a name of seventy letters is longer than any that a person can misspel" },
};
static const struct names names = NAMES("notify type", rows);

static void test_find_and_print(void **state)
{
	char buf[64];
	struct text t = TEXT_OVER(buf);

	(void)state;
	assert_string_equal(name_find(&names, 1), "INVALID_SYNTAX");
	assert_string_equal(name_find(&names, 2), "rekey-fuzz");	/* the first one */
	assert_null(name_find(&names, 3));
	name_print(&t, &names, 7);
	text_char(&t, ' ');
	name_print(&t, &names, 40000);
	assert_string_equal(buf, "esn notify type 40000");
}

static bool parses(const char *word, unsigned value)
{
	unsigned got = 12345;
	bool ok = name_parse(&names, view_str(word), &got);

	return ok ? got == value : false;
}

static void test_parse(void **state)
{
	(void)state;
	assert_true(parses("INVALID_SYNTAX", 1));
	assert_true(parses("invalid-syntax", 1));
	assert_true(parses("Invalid_Syntax", 1));
	assert_true(parses("REKEY_FUZZ", 2));
	assert_true(parses("rekeyfuzz", 2));
	assert_true(parses("ESN", 7));
	assert_false(parses("", 0));
	assert_false(parses("es", 7));
	assert_false(parses("esnx", 7));
	assert_false(parses("invalid syntax", 1));
	assert_false(name_parse(&names, view_make("esn\0", 4), &(unsigned){ 0 }));
}

static void test_nearest(void **state)
{
	static const struct {
		const char *word, *near;
	} pairs[] = {
		{ "left_subnet", "left-subnet" },	/* 0 */
		{ "leftsubnet", "left-subnet" },	/* one missing */
		{ "left-subnets", "left-subnet" },	/* one too many */
		{ "lefft-subbnet", "left-subnet" },	/* two too many */
		{ "LEFT-SUBMIT", "left-subnet" },	/* two changed */
		{ "left-sbunet", "left-subnet" },	/* two swapped */
		{ "lefffft-subnet", NULL },		/* three */
		{ "rekey-fuz", "rekey-fuzz" }, { "rekey-fuzzzz", "rekey-fuzz" },
		{ "a-name-of-64-letters-------------------------------------------y",
		  "a-name-of-64-letters-------------------------------------------z" },
		{ "a name of seventy letters is longer than any that a person can misspe", NULL },
		{ "a name of seventy letters is longer than any that a person can m", NULL },
		{ "ens", "esn" }, { "es", "esn" },
		{ "x", NULL }, { "xy", NULL }, { "", NULL }, { "completely-different", NULL },
		{ "0123456789012345678901234567890123456789012345678901234567890123456789", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const char *near = name_nearest(&names, view_str(pairs[i].word));

		if (pairs[i].near == NULL && near != NULL)
			fail_msg("\"%s\" is not near \"%s\"", pairs[i].word, near);
		if (pairs[i].near != NULL && (near == NULL || strcmp(near, pairs[i].near) != 0))
			fail_msg("\"%s\" is near \"%s\"", pairs[i].word, pairs[i].near);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find_and_print),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
