/* SPDX-License-Identifier: ISC
 *
 * test_ipsec_options.c - every way in which programs spell an ipsec command line (clients.md 2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "programs/ipsec/ipsec.h"

enum { WORDS_MAX = 32 };

struct parsed {
	struct ipsec i;
	char *argv[WORDS_MAX], *args[WORDS_MAX];
	char line[512];
	char errors[1024];
	int rc;
};

static struct parsed parse(const char *line)
{
	static struct parsed keep;	/* pointers into it go out with the copy */
	struct parsed *p = &keep;
	FILE *err;
	char *save = NULL;
	int argc = 0;

	memset(p, 0, sizeof(*p));
	snprintf(p->line, sizeof(p->line), "%s", line);
	for (char *w = strtok_r(p->line, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		p->argv[argc++] = w;
	err = fmemopen(p->errors, sizeof(p->errors), "w");
	p->i.session.err = err;
	p->i.session.out = err;
	p->rc = ipsec_parse(&p->i, argc, p->argv, p->args);
	fclose(err);
	return *p;
}

static void options_stand_before_and_after_the_verb(void **state)
{
	static const char *const lines[] = {
		"ipsec --ctlsocket S --config F --add C",
		"ipsec --config=F add --ctlsocket=S C",
		"ipsec add C --ctlsocket S --config F",
		"ipsec auto --config F --ctlsocket S --add C",
		"ipsec auto --add --config F C --ctlsocket S",
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_NR(lines); n++) {
		struct parsed p = parse(lines[n]);

		assert_int_equal(p.rc, EXIT_DONE);
		assert_int_equal(p.i.command->id, COMMAND_ADD);
		assert_string_equal(p.i.o.config, "F");
		assert_string_equal(p.i.o.ctlsocket, "S");
		assert_int_equal(p.i.nr_args, 1);
		assert_string_equal(p.i.args[0], "C");
	}
}

static void async_is_understood_everywhere(void **state)
{
	static const char *const lines[] = {
		"ipsec up --asynchronous C", "ipsec --asynchronous up C", "ipsec up C --async",
		"ipsec auto --asynchronous --up C", "ipsec --async=yes --up C", "ipsec up --bg C",
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_NR(lines); n++) {
		struct parsed p = parse(lines[n]);

		assert_int_equal(p.rc, EXIT_DONE);
		assert_int_equal(p.i.command->id, COMMAND_UP);
		assert_true(p.i.o.async);
	}
	assert_false(parse("ipsec up --async=no C").i.o.async);
}

static void clients_lines(void **state)
{
	static const struct { const char *line; enum command_id id; } rows[] = {
		{ "ipsec --version", COMMAND_VERSION },
		{ "ipsec auto --status", COMMAND_STATUS },
		{ "ipsec auto --ready", COMMAND_LISTEN },
		{ "ipsec --checknss --nssdir D", COMMAND_CHECKNSS },
		{ "ipsec --stopnflog", COMMAND_STOPNFLOG },
		{ "ipsec --rereadsecrets", COMMAND_REREADSECRETS },
		{ "ipsec auto --replace --config - UUID", COMMAND_ADD },
		{ "ipsec add UUID --config F --verbose", COMMAND_ADD },
		{ "ipsec --start --asynchronous C", COMMAND_START },
		{ "ipsec start", COMMAND_START },
		{ "ipsec traffic", COMMAND_TRAFFICSTATUS },
		{ "ipsec trafficstatus --json C", COMMAND_TRAFFICSTATUS },
		{ "ipsec add --autoall", COMMAND_ADD },
		{ "ipsec add --auto=ondemand C", COMMAND_ADD },
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_NR(rows); n++) {
		struct parsed p = parse(rows[n].line);

		assert_int_equal(p.rc, EXIT_DONE);
		assert_non_null(p.i.command);
		assert_int_equal(p.i.command->id, rows[n].id);
		assert_string_equal(p.errors, "");
	}
}

static void the_rest_belongs_to_whack_and_pluto(void **state)
{
	struct parsed p = parse("ipsec --ctlsocket S whack --status --ctlsocket T x");

	(void)state;
	assert_int_equal(p.rc, EXIT_DONE);
	assert_int_equal(p.i.command->id, COMMAND_WHACK);
	assert_string_equal(p.i.o.ctlsocket, "S");
	assert_int_equal(p.i.nr_args, 4);
	assert_string_equal(p.i.args[0], "--status");
	p = parse("ipsec newhostkey --nssdir D");
	assert_null(p.i.command);
	assert_string_equal(p.i.args[0], "newhostkey");
	assert_int_equal(p.i.nr_args, 3);
}

static void mistakes_are_one_line_with_a_proposal(void **state)
{
	static const struct { const char *line, *says; } rows[] = {
		{ "ipsec up", "ipsec: a connection name is missing for \"up\"\n" },
		{ "ipsec up a b", "ipsec: too many arguments for \"up\"\n" },
		{ "ipsec add", "ipsec: a connection name is missing for \"add\"\n" },
		{ "ipsec status x", "ipsec: too many arguments: \"x\"\n" },
		{ "ipsec up --asynchronus C",
		  "ipsec: unknown option \"--asynchronus\"; did you mean \"asynchronous\"?\n" },
		{ "ipsec up C --config", "ipsec: a value is missing for \"config\"\n" },
		{ "ipsec up C --json=1", "ipsec: no value is wanted for \"json=1\"\n" },
		{ "ipsec up --zzzzzzzzz C", "ipsec: unknown option \"--zzzzzzzzz\"\n" },
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_NR(rows); n++) {
		struct parsed p = parse(rows[n].line);

		assert_int_equal(p.rc, EXIT_USAGE);
		assert_string_equal(p.errors, rows[n].says);
	}
}

/* Runs all the way; the daemon does not run. */
static int run(const char *line, char *out, size_t out_size, char *err, size_t err_size)
{
	char copy[512], *argv[WORDS_MAX], *save = NULL;
	FILE *o, *e;
	int argc = 0, rc;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	memset(out, 0, out_size);
	memset(err, 0, err_size);
	o = fmemopen(out, out_size, "w");
	e = fmemopen(err, err_size, "w");
	rc = ipsec_run(argc, argv, o, e);
	fclose(o);
	fclose(e);
	return rc;
}

static void whole_runs(void **state)
{
	static const struct { const char *line; int rc; const char *out, *err; } rows[] = {
		{ "ipsec --version", 0, "Libreswan 5.", "" },
		{ "ipsec version", 0, "Libreswan 5.", "" },
		{ "ipsec help up", 0, "Usage: ipsec up", "" },
		{ "ipsec up --help", 0, "Usage: ipsec up", "" },
		{ "ipsec --help", 0, "trafficstatus", "" },
		{ "ipsec --stopnflog", 0, "", "" },
		{ "ipsec", 2, "", "a verb is missing" },
		{ "ipsec upp x", 2, "", "unknown verb \"upp\"; did you mean \"up\"?" },
		{ "ipsec ../x", 2, "", "unknown verb" },
		{ "ipsec --ctlsocket /nonexistent/c status", 33, "", "Pluto is not running" },
		{ "ipsec --ctlsocket /nonexistent/c up x", 33, "", "Pluto is not running" },
		{ "ipsec -n up x", 0, "org.cygnet.pluto.Up {\"name\":\"x\"}\n", "" },
		{ "ipsec -n --rundir /r pluto --nofork", 0, "/pluto --rundir /r --nofork\n", "" },
		{ "ipsec checkconfig --config /nonexistent/f", 3, "", "/nonexistent/f" },
	};
	static char out[8192], err[1024];

	(void)state;
	for (size_t n = 0; n < ARRAY_NR(rows); n++) {
		assert_int_equal(run(rows[n].line, out, sizeof(out), err, sizeof(err)), rows[n].rc);
		assert_non_null(strstr(out, rows[n].out));
		assert_non_null(strstr(err, rows[n].err));
		if (*rows[n].err == '\0')
			assert_string_equal(err, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_stand_before_and_after_the_verb),
		cmocka_unit_test(async_is_understood_everywhere),
		cmocka_unit_test(clients_lines),
		cmocka_unit_test(the_rest_belongs_to_whack_and_pluto),
		cmocka_unit_test(mistakes_are_one_line_with_a_proposal),
		cmocka_unit_test(whole_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
