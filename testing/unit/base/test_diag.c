/* SPDX-License-Identifier: ISC
 *
 * test_diag.c - sentences that grow on their way up, also without memory
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/diag.h"

static void test_chain(void **state)
{
	struct diag *d = diag_new("prefix length %d is too long", 33);

	(void)state;
	assert_string_equal(diag_text(d), "prefix length 33 is too long");
	d = diag_wrap(d, "leftsubnet");
	d = diag_wrap(d, "adding connection \"%s\"", "x");
	assert_string_equal(diag_text(d),
			    "adding connection \"x\": leftsubnet: prefix length 33 is too long");
	diag_free(d);
}

static void test_null_is_success(void **state)
{
	(void)state;
	assert_null(diag_wrap(NULL, "anything"));
	assert_string_equal(diag_text(NULL), "");
	diag_free(NULL);
}

static void test_percent_is_not_a_format(void **state)
{
	struct diag *d = diag_wrap(diag_new("%s", "50%s%n"), "%s", "%d");

	(void)state;
	assert_string_equal(diag_text(d), "%d: 50%s%n");
	diag_free(d);
}

static void test_long_is_cut(void **state)
{
	static char longer[5000];
	struct diag *d;
	size_t len;

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	d = diag_wrap(diag_new("%s", longer), "outer");
	len = strlen(diag_text(d));
	assert_true(len > 1000 && len < 2048);
	assert_string_equal(diag_text(d) + len - 3, "...");
	assert_memory_equal(diag_text(d), "outer: x", 8);
	diag_free(d);
}

static void test_no_memory(void **state)
{
	struct diag *d;

	(void)state;
	mem_fail_nth(1);
	d = diag_new("reason");
	assert_non_null(d);
	assert_string_equal(diag_text(d), "out of memory");
	d = diag_wrap(d, "where");
	assert_string_equal(diag_text(d), "where: out of memory");
	mem_fail_nth(1);
	d = diag_wrap(d, "further");	/* the prefix is lost, the reason is not */
	assert_string_equal(diag_text(d), "where: out of memory");
	diag_free(d);
	mem_fail_nth(1);
	d = diag_new("reason");
	diag_free(d);
	diag_free(d);			/* the constant one may be freed at will */
}

static void test_auto(void **state)
{
	DIAG_AUTO d = diag_new("freed at the end of the block");
	struct diag *e = diag_new("freed now");

	(void)state;
	diag_fini(&e);
	assert_null(e);
	diag_fini(&e);
	assert_non_null(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_null_is_success),
		cmocka_unit_test(test_percent_is_not_a_format),
		cmocka_unit_test(test_long_is_cut),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_auto),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
