/* SPDX-License-Identifier: ISC
 *
 * test_command_table.c - the tables are complete and consistent, and the interface file in the tree
 * is theirs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "control/command.h"
#include "control/control.h"

#define INTERFACE_FILE "lib/control/org.cygnet.pluto.varlink"

static void every_verb_is_described(void **state)
{
	(void)state;
	for (size_t i = 1; i < ARRAY_NR(commands); i++) {
		const struct command *c = &commands[i];

		assert_int_equal(c->id, i);
		assert_true(c->verb != NULL && *c->verb != '\0');
		assert_true(c->help[strlen(c->help) - 1] == '.');
		assert_true(*c->exits != '\0');
		assert_non_null(c->aliases);
		assert_non_null(c->usage);
		for (const char *s = c->verb; *s != '\0'; s++)
			assert_true(islower((unsigned char)*s));
	}
}

static void every_verb_is_found_with_and_without_dashes(void **state)
{
	char word[64];

	(void)state;
	for (size_t i = 1; i < ARRAY_NR(commands); i++) {
		assert_ptr_equal(command_find(commands[i].verb), &commands[i]);
		snprintf(word, sizeof(word), "--%s", commands[i].verb);
		assert_ptr_equal(command_find(word), &commands[i]);
	}
	assert_int_equal(command_find("initiate")->id, COMMAND_UP);
	assert_int_equal(command_find("--ready")->id, COMMAND_LISTEN);
	assert_int_equal(command_find("replace")->id, COMMAND_ADD);
	assert_null(command_find(""));
	assert_null(command_find("--"));
	assert_null(command_find("u"));
	assert_null(command_find("ready rereadgroups"));
}

static void aliases_are_unique(void **state)
{
	(void)state;
	for (size_t i = 1; i < ARRAY_NR(commands); i++) {
		char copy[256], *save = NULL;

		snprintf(copy, sizeof(copy), "%s", commands[i].aliases);
		for (char *a = strtok_r(copy, " ", &save); a != NULL;
		     a = strtok_r(NULL, " ", &save))
			assert_ptr_equal(command_find(a), &commands[i]);
	}
}

static void near_verbs_are_proposed(void **state)
{
	(void)state;
	assert_string_equal(command_nearest("upp"), "up");
	assert_string_equal(command_nearest("--trafficstats"), "trafficstatus");
	assert_null(command_nearest("xylophone"));
}

static void every_method_is_found_both_ways(void **state)
{
	char name[64];

	(void)state;
	for (size_t i = 1; i < ARRAY_NR(control_methods); i++) {
		const struct control_method_row *m = &control_methods[i];

		assert_int_equal(m->method, i);
		assert_int_equal(control_method_find(m->name), i);
		snprintf(name, sizeof(name), CONTROL_INTERFACE ".%s", m->name);
		assert_int_equal(control_method_find(name), i);
		assert_true(m->help[strlen(m->help) - 1] == '.');
	}
	assert_int_equal(control_method_find(""), METHOD_NONE);
	assert_int_equal(control_method_find("org.cygnet.pluto."), METHOD_NONE);
	assert_int_equal(control_method_find("org.other.Up"), METHOD_NONE);
}

/* CYGNET_UPDATE_GOLDEN=1 writes the file anew. */
static void the_interface_file_is_the_tables(void **state)
{
	static char made[CONTROL_INTERFACE_TEXT_MAX], file[CONTROL_INTERFACE_TEXT_MAX];
	struct text t = TEXT_OVER(made);
	FILE *f;
	size_t n;

	(void)state;
	control_interface_print(&t);
	assert_false(t.cut);
	if (getenv("CYGNET_UPDATE_GOLDEN") != NULL) {
		f = fopen(INTERFACE_FILE, "w");
		assert_non_null(f);
		fputs(made, f);
		fclose(f);
	}
	f = fopen(INTERFACE_FILE, "r");
	if (f == NULL)
		skip();	/* not run from the top of the tree */
	n = fread(file, 1, sizeof(file) - 1, f);
	file[n] = '\0';
	fclose(f);
	assert_string_equal(made, file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verb_is_described),
		cmocka_unit_test(every_verb_is_found_with_and_without_dashes),
		cmocka_unit_test(aliases_are_unique),
		cmocka_unit_test(near_verbs_are_proposed),
		cmocka_unit_test(every_method_is_found_both_ways),
		cmocka_unit_test(the_interface_file_is_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
