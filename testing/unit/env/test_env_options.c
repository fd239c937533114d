/* SPDX-License-Identifier: ISC
 *
 * test_env_options.c - the daemon's command line and `config setup`.
 */
#include "testing/unit/env/env_testing.h"

#include "base/alloc.h"
#include "conf/conf.h"
#include "start_options.h"

static const char *conf_text;

static struct diag *read_text(void *ctx, const char *path, struct bytes *out)
{
	(void)ctx;
	(void)path;
	return bytes_copy(out, view_str(conf_text)) ? NULL : diag_new("out of memory");
}

static const struct conf_files files = { .read = read_text };

/* WORDS: options separated by blanks. "" on success, else the error. */
static const char *take(struct start_options *o, const char *conf, const char *words)
{
	static char copy[1024], why[512];
	char *argv[64] = { (char *)"pluto" }, *save = NULL;
	int argc = 1;
	struct conf *c = NULL;
	struct diag *d;

	*o = (struct start_options){ 0 };
	snprintf(copy, sizeof(copy), "%s", words);
	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	d = start_options_parse(o, argc, argv);
	if (conf != NULL) {
		conf_text = conf;
		c = conf_load("test", &files);
	}
	if (d == NULL)
		d = start_options_setup(o, c == NULL ? NULL : &c->setup);
	conf_free(c);
	snprintf(why, sizeof(why), "%s", d == NULL ? "" : diag_text(d));
	diag_free(d);
	return why;
}

static void test_defaults(void **state)
{
	struct start_options o;

	(void)state;
	assert_string_equal(take(&o, NULL, ""), "");
	assert_false(o.nofork);
	assert_true(o.setup.unique_ids && o.logtime && o.logappend && o.listen_udp);
	assert_int_equal(o.nhelpers, -1);
	assert_null(o.logfile);
	assert_string_equal(o.setup.run_dir, "/run/pluto");
	start_options_fini(&o);
}

static void test_command_line(void **state)
{
	struct start_options o;

	(void)state;
	assert_string_equal(take(&o, NULL, "--nofork --stderrlog --rundir /tmp/r --secretsfile=/tmp/s --nssdir /tmp/n "
				 "--uniqueids=no --nhelpers 0 --ddos-mode busy --keep-alive 7 --log-no-time "
				 "--logip=no --listen 192.0.2.1 --debug all --leak-detective --efence-protect "
				 "--impair none --use-xfrm --seedbits 0 --ikev1-reject"), "");
	assert_true(o.nofork && o.to_stderr && o.trace);
	assert_string_equal(o.setup.run_dir, "/tmp/r");
	assert_string_equal(o.setup.secrets_file, "/tmp/s");
	assert_string_equal(o.setup.nss_dir, "/tmp/n");
	assert_false(o.setup.unique_ids || o.logtime || o.setup.log_ip);
	assert_int_equal(o.nhelpers, 0);
	assert_int_equal(o.setup.ddos_mode, DDOS_BUSY);
	assert_int_equal(o.setup.keep_alive.us, 7 * US_PER_S);
	assert_true(address_is_set(o.setup.listen) && o.setup.ikev1_reject);
	start_options_fini(&o);
}

static void test_file(void **state)
{
	static const char conf[] = "config setup\n\tuniqueids=no\n\tlogfile=/tmp/l\n\tkeep-alive=30\n"
		"\tddos-ike-threshold=10\n\tshuntlifetime=1m\n\tvirtual-private=%v4:10.0.0.0/8\n";
	struct start_options o;

	(void)state;
	assert_string_equal(take(&o, conf, ""), "");
	assert_false(o.setup.unique_ids);
	assert_string_equal(o.logfile, "/tmp/l");
	assert_int_equal(o.setup.keep_alive.us, 30 * US_PER_S);
	assert_int_equal(o.setup.ddos_threshold, 10);
	assert_int_equal(o.setup.shunt_life.us, 60 * US_PER_S);
	start_options_fini(&o);
	/* the command line wins */
	assert_string_equal(take(&o, conf, "--keep-alive=9 --uniqueids"), "");
	assert_int_equal(o.setup.keep_alive.us, 9 * US_PER_S);
	assert_true(o.setup.unique_ids);
	start_options_fini(&o);
}

static void refused(const char *words, const char *why)
{
	struct start_options o;
	const char *got = take(&o, NULL, words);

	if (strstr(got, why) == NULL || why[0] == '\0')
		fail_msg("\"%s\": \"%s\" instead of \"%s\"", words, got, why);
	start_options_fini(&o);
}

static void test_refusals(void **state)
{
	(void)state;
	refused("--frobnicate", "unknown option \"--frobnicate\"");
	refused("nofork", "unknown option");
	refused("--", "unknown option");
	refused("--config", "needs a value");
	refused("--nofork=yes", "takes no value");
	refused("--nhelpers many", "nhelpers: not a number");
	refused("--keep-alive soon", "keep-alive: ");
	refused("--uniqueids=perhaps", "uniqueids: ");
	refused("--ddos-mode sometimes", "ddos-mode: ");
	refused("--listen here.example", "listen: not an address");
}

static unsigned lines;

static void count_line(const char *line)
{
	assert_true(strncmp(line, "  --", 4) == 0);
	lines++;
}

/* Every option can be given, and says so. */
static void test_help(void **state)
{
	(void)state;
	lines = 0;
	start_options_help(count_line);
	assert_true(lines > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_command_line),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
