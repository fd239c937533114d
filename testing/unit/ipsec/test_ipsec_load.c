/* SPDX-License-Identifier: ISC
 *
 * test_ipsec_load.c - which settings of ipsec.conf go to the daemon, and what mistakes cost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs/ipsec/load_conns.h"
#include "programs/ipsec/session.h"

static char file[] = "/tmp/ipsec-load-XXXXXX";
static char out[65536], err[4096];

static const char sample[] = "conn %default\n\tikelifetime=1h\n\n"
			     "conn west\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=ondemand\n\tconnalias=both\n"
			     "conn east\n\tleft=192.0.2.3\n\tright=192.0.2.4\n\tauto=add\n\tconnalias=both\n"
			     "conn base\n\tleft=192.0.2.5\n\tright=192.0.2.6\n";

static void write_file(const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* With a session that only prints the calls. */
static int load(struct load l, const char *name)
{
	struct session s = { .program = "ipsec", .dry_run = true };
	const char *names[] = { name };
	int rc;

	memset(out, 0, sizeof(out));
	memset(err, 0, sizeof(err));
	s.out = fmemopen(out, sizeof(out), "w");
	s.err = fmemopen(err, sizeof(err), "w");
	l.session = &s;
	l.config = file;
	rc = load_run(&l, names, name == NULL ? 0 : 1);
	fclose(s.out);
	fclose(s.err);
	return rc;
}

#define CALL "org.cygnet.pluto.AddMany {\"connections\":["
#define REPLACE "],\"replace\":true}\n"

static void the_files_auto_is_cleared(void **state)
{
	(void)state;
	write_file(sample);
	assert_int_equal(load((struct load){ 0 }, "west"), 0);
	assert_null(strstr(out, "\"auto\""));
	assert_non_null(strstr(out, "\"ikelifetime\":\"1h\""));
	assert_non_null(strstr(out, "\"left\":\"192.0.2.1\""));
	assert_int_equal(load((struct load){ .autostart = "up" }, "west"), 0);
	assert_non_null(strstr(out, "\"auto\":\"up\""));
	assert_string_equal(err, "");
}

static void autoall_keeps_it_and_skips_the_others(void **state)
{
	(void)state;
	write_file(sample);
	assert_int_equal(load((struct load){ .autoall = true }, NULL), 0);
	assert_non_null(strstr(out, "\"name\":\"west\""));
	assert_non_null(strstr(out, "\"auto\":\"ondemand\""));
	assert_non_null(strstr(out, "\"name\":\"east\""));
	assert_null(strstr(out, "\"name\":\"base\""));
}

static void an_alias_means_all_of_its_conns(void **state)
{
	(void)state;
	write_file(sample);
	assert_int_equal(load((struct load){ 0 }, "both"), 0);
	assert_non_null(strstr(out, "\"name\":\"west\""));
	assert_non_null(strstr(out, "\"name\":\"east\""));
}

static void an_unknown_name_is_21(void **state)
{
	(void)state;
	write_file(sample);
	assert_int_equal(load((struct load){ 0 }, "nope"), EXIT_NOT_FOUND);
	assert_string_equal(err, "conn nope: not found (tried aliases)\n");
	assert_string_equal(out, "");
}

static void a_broken_file_is_3_and_loads_nothing(void **state)
{
	char want[128];

	(void)state;
	write_file("conn west\n\tleft=192.0.2.1\n\tlefft=x\n");
	assert_int_equal(load((struct load){ 0 }, "west"), EXIT_FILE_ERRORS);
	snprintf(want, sizeof(want), "%s:3:", file);
	assert_memory_equal(err, want, strlen(want));
	assert_string_equal(out, "");
}

static void many_go_in_several_messages(void **state)
{
	FILE *f = fopen(file, "w");
	size_t calls = 0;

	(void)state;
	for (int i = 0; i < 3000; i++)
		fprintf(f, "conn c%d\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=add\n\trightid=@%0200d\n", i, i);
	fclose(f);
	(void)load((struct load){ .autoall = true }, NULL);
	/* what fits into the test's buffer shows at least the first cut */
	for (const char *s = out; (s = strstr(s, "AddMany")) != NULL; s++)
		calls++;
	assert_true(calls >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_files_auto_is_cleared),
		cmocka_unit_test(autoall_keeps_it_and_skips_the_others),
		cmocka_unit_test(an_alias_means_all_of_its_conns),
		cmocka_unit_test(an_unknown_name_is_21),
		cmocka_unit_test(a_broken_file_is_3_and_loads_nothing),
		cmocka_unit_test(many_go_in_several_messages),
	};
	int rc, fd = mkstemp(file);

	if (fd < 0)
		return 1;
	close(fd);
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(file);
	return rc;
}
