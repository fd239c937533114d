/* SPDX-License-Identifier: ISC
 *
 * test_conf_golden.c - testing/golden/conf/NAME.conf, flattened, is NAME.out; and reading that gives it again.
 *
 * With CONF_GOLDEN_WRITE in the environment the .out files are written anew: look at the diff.
 */
#include <glob.h>

#include "conf_testing.h"

#define GOLDEN "testing/golden/conf"
#define OUT_MAX 65536

static void render(const struct conf *c, char *buf)
{
	struct text t = text_make(buf, OUT_MAX);

	for (size_t i = 0; i < c->nr_messages; i++) {
		text_str(&t, "# ");
		conf_message_print(&t, &c->messages[i]);
		text_char(&t, '\n');
	}
	conf_text(c, buf + t.len, OUT_MAX - t.len);
}

static void read_out(const char *path, char *buf)
{
	FILE *f = fopen(path, "r");
	size_t len;

	if (f == NULL)
		fail_msg("%s is missing", path);
	len = fread(buf, 1, OUT_MAX - 1, f);
	buf[len] = '\0';
	fclose(f);
}

static void write_out(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void check(const char *path)
{
	static char got[OUT_MAX], want[OUT_MAX], again[OUT_MAX];
	struct conf *c = conf_load(path, &conf_files_real);
	char out[256];
	struct conf *c2;

	render(c, got);
	snprintf(out, sizeof(out), "%.*s.out", (int)(strlen(path) - strlen(".conf")), path);
	if (getenv("CONF_GOLDEN_WRITE") != NULL)
		write_out(out, got);
	read_out(out, want);
	assert_string_equal(got, want);
	conf_text(c, got, OUT_MAX);
	c2 = conf_load(out, &conf_files_real);	/* its messages are comments */
	conf_text(c2, again, OUT_MAX);
	assert_string_equal(again, got);
	conf_free(c);
	conf_free(c2);
}

static void goldens(void **state)
{
	glob_t g = { .gl_pathc = 0 };

	(void)state;
	assert_int_equal(glob(GOLDEN "/*.conf", 0, NULL, &g), 0);
	assert_true(g.gl_pathc >= 4);
	for (size_t i = 0; i < g.gl_pathc; i++)
		check(g.gl_pathv[i]);
	globfree(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(goldens) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
