/* SPDX-License-Identifier: ISC
 *
 * test_control_message.c - requests and replies: built ones parse back, garbage is refused with a
 * reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "control/control.h"

static void a_request_comes_back(void **state)
{
	json_t *params = json_object();
	struct control_request r;
	struct bytes text;

	(void)state;
	json_object_set_new(params, "name", json_string("west"));
	assert_true(control_request_build("Up", params, true, &text));
	assert_null(memchr(text.ptr, 0, text.len));
	assert_null(control_request_parse(bytes_view(&text), &r));
	assert_string_equal(r.method, "org.cygnet.pluto.Up");
	assert_true(r.more);
	assert_false(r.oneway);
	assert_string_equal(control_get_string(r.parameters, "name", ""), "west");
	control_request_fini(&r);
	bytes_fini(&text);
}

static void a_reply_comes_back(void **state)
{
	struct control_reply r;
	struct bytes text;

	(void)state;
	assert_true(control_reply_build(NULL, true, &text));
	assert_null(control_reply_parse(bytes_view(&text), &r));
	assert_null(r.error);
	assert_true(r.continues);
	assert_int_equal(json_object_size(r.parameters), 0);
	control_reply_fini(&r);
	bytes_fini(&text);
}

static void an_error_comes_back(void **state)
{
	struct control_reply r;
	struct bytes text;
	json_t *params = json_object();

	(void)state;
	json_object_set_new(params, "rc", json_integer(21));
	assert_true(control_error_build("Failed", params, &text));
	assert_null(control_reply_parse(bytes_view(&text), &r));
	assert_string_equal(r.error, "org.cygnet.pluto.Failed");
	assert_false(r.continues);
	assert_int_equal(control_get_int(r.parameters, "rc", 0), 21);
	control_reply_fini(&r);
	bytes_fini(&text);
}

static void missing_parameters_are_an_empty_object(void **state)
{
	struct control_request r;

	(void)state;
	assert_null(
		control_request_parse(view_str("{\"method\":\"a.b\",\"parameters\":null}"), &r));
	assert_int_equal(json_object_size(r.parameters), 0);
	assert_string_equal(control_get_string(r.parameters, "x", "none"), "none");
	control_request_fini(&r);
}

static void garbage_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"{",
		"[]",
		"1",
		"\"x\"",
		"null",
		"{}",
		"{\"method\":1}",
		"{\"method\":null}",
		"{\"method\":\"x\",\"parameters\":[]}",
		"{\"method\":\"x\",\"parameters\":\"y\"}",
		"{\"method\":\"x\"}{}",
		"{\"method\":\"x\",\"method\":\"y\"}",
		"{\"method\":\"\xff\"}",
		"{\"method\":\"x\\u0000y\"}",
		"GET / HTTP/1.0\r\n\r\n",
		"\x7f\x45\x4c\x46",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(bad); i++) {
		struct control_request r;
		struct diag *d = control_request_parse(view_str(bad[i]), &r);

		assert_non_null(d);
		assert_null(r.root);
		assert_true(strlen(diag_text(d)) > 0);
		diag_free(d);
	}
}

/* A hundred thousand brackets must not use up the stack. */
static void deep_nesting_is_refused(void **state)
{
	static char deep[200000];
	struct control_request r;
	struct diag *d;

	(void)state;
	memset(deep, '[', sizeof(deep) - 1);
	d = control_request_parse(view_str(deep), &r);
	assert_non_null(d);
	diag_free(d);
	for (size_t i = 0; i + 5 < sizeof(deep); i += 5)
		memcpy(deep + i, "{\"a\":", 5);
	d = control_request_parse(view_str(deep), &r);
	assert_non_null(d);
	diag_free(d);
}

static void wrong_types_give_the_fallback(void **state)
{
	json_t *o = json_loads("{\"s\":1,\"i\":\"x\",\"b\":0,\"a\":{},\"o\":[]}", 0, NULL);

	(void)state;
	assert_null(control_get_string(o, "s", NULL));
	assert_int_equal(control_get_int(o, "i", 7), 7);
	assert_true(control_get_bool(o, "b", true));
	assert_null(control_get_array(o, "a"));
	assert_null(control_get_object(o, "o"));
	assert_null(control_get_string(NULL, "s", NULL));
	json_decref(o);
}

static void strings_of_any_bytes(void **state)
{
	json_t *s = control_string("a\xff" "b");

	(void)state;
	assert_string_equal(json_string_value(s), "a?b");
	json_decref(s);
	s = control_string("\xc3\xa4");
	assert_string_equal(json_string_value(s), "\xc3\xa4");
	json_decref(s);
	s = control_string(NULL);
	assert_string_equal(json_string_value(s), "");
	json_decref(s);
}

static void no_memory_is_said(void **state)
{
	struct bytes text;

	(void)state;
	mem_fail_nth(1);
	assert_false(control_reply_build(NULL, false, &text));
	mem_fail_nth(0);
	assert_null(text.ptr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_comes_back),
		cmocka_unit_test(a_reply_comes_back),
		cmocka_unit_test(an_error_comes_back),
		cmocka_unit_test(missing_parameters_are_an_empty_object),
		cmocka_unit_test(garbage_is_refused),
		cmocka_unit_test(deep_nesting_is_refused),
		cmocka_unit_test(wrong_types_give_the_fallback),
		cmocka_unit_test(strings_of_any_bytes),
		cmocka_unit_test(no_memory_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
