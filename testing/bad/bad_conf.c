/* SPDX-License-Identifier: ISC
 *
 * bad_conf.c - T58: connections and secrets with absurd values given to a daemon that has work to do; what is wrong is
 * refused with a sentence, running connections keep going.  (The grammar alone: testing/unit/conf.)
 */
#include <time.h>

#include "bad_world.h"
#include "conf/conf.h"
#include "conf/secrets.h"

/* ---- single values ---- */


enum { VALUE_LEN = 4096 };

/* Fillers of 4 KiB: what a parser of lists, numbers, addresses or names might trip over. */
static const char *const fillers[] = {
	"v", "1", ",", "%", " ", "-", ".", ":", "/", "\"", "\\", "\xff", "%any,", "1.2.3.4,", "::/", "10.0.0.0/8 ",
	"aes-", "dh31+", "a=b,", "@", "@#0x", "$(id)", "0x", "1d", "{",
};

static void fill(char *buf, const char *with)
{
	size_t n = strlen(with);

	for (size_t i = 0; i < VALUE_LEN; i++)
		buf[i] = with[i % n];
	buf[VALUE_LEN] = '\0';
}

static const struct keyword *keyword_of(const char *name, bool end)
{
	return keyword_find(KEYWORD_CONN, end, view_str(name));
}

/* The settings of GOOD, and one more. */
static size_t settings_with(struct conn_setting *s, const struct keyword *k, int end, const char *value)
{
	size_t nr = 0;

	s[nr++] = (struct conn_setting){ keyword_of("", true), SETTING_LEFT, DAEMON_ADDRESS };
	s[nr++] = (struct conn_setting){ keyword_of("id", true), SETTING_LEFT, "@gw" };
	s[nr++] = (struct conn_setting){ keyword_of("authby", false), SETTING_COMMON, "secret" };
	s[nr++] = (struct conn_setting){ keyword_of("", true), SETTING_RIGHT, BAD_ADDRESS };
	s[nr++] = (struct conn_setting){ keyword_of("id", true), SETTING_RIGHT, "@x" };
	for (size_t i = 0; i < nr; i++) {
		if (s[i].keyword == k && (int)s[i].end == end) {
			s[i].value = value;
			return nr;
		}
	}
	s[nr++] = (struct conn_setting){ k, end, value };
	return nr;
}

static void drop(struct world *w, struct conn *c)
{
	struct intent i = { .type = INTENT_CONN_REMOVE, .conn = c->id };

	assert_true(intent_add(w->p, &i));
	pluto_on_timer(w->p);
}

/* Refused with a sentence, or taken; both are fine, dying is not. */
static bool try_one(struct world *w, const char *name, const struct conn_setting *s, size_t nr)
{
	struct conn *c = NULL;
	DIAG_AUTO d = conn_add(w->p, name, s, nr, &c);

	if (d != NULL) {
		assert_true(strlen(diag_text(d)) > 0);
		return false;
	}
	assert_non_null(c);
	drop(w, c);
	return true;
}

static void run_values(struct world *w, struct peer *p, const struct bad_case *c)
{
	char value[VALUE_LEN + 1];
	struct conn_setting s[16];

	(void)p;
	fill(value, c->data);
	for (size_t i = 0; i < nr_keywords; i++) {
		const struct keyword *k = &keywords[i];

		if (k->section != KEYWORD_CONN)
			continue;
		if (!k->end) {
			try_one(w, "x", s, settings_with(s, k, SETTING_COMMON, value));
			continue;
		}
		try_one(w, "x", s, settings_with(s, k, SETTING_LEFT, value));
		try_one(w, "x", s, settings_with(s, k, SETTING_RIGHT, value));
	}
}

static void t58_long_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(fillers); i++) {
		const struct bad_case c = { fillers[i], run_values, .data = fillers[i], .repeat = 8 };

		run_cases(&c, 1);
	}
}

static void run_short_values(struct world *w, struct peer *p, const struct bad_case *c)
{
	static const char *const values[] = {
		"", " ", "\t", "0", "-1", "18446744073709551616", "%", "%any", "%none", "yes", "no", "\"", "'", "\n", ",",
		"1.2.3.4/99", "::1/129", "0.0.0.0/0", "::/0", "192.0.2.1", "a;b", "tcp/0", "999/999999", "@", "@#", "%null",
	};
	struct conn_setting s[16];

	(void)p;
	(void)c;
	for (size_t i = 0; i < nr_keywords; i++) {
		for (size_t v = 0; v < ARRAY_NR(values); v++) {
			int end = keywords[i].end ? SETTING_LEFT : SETTING_COMMON;

			if (keywords[i].section == KEYWORD_CONN)
				try_one(w, "x", s, settings_with(s, &keywords[i], end, values[v]));
		}
	}
}

/* The same in large numbers: lists with more members than anybody has room for. */
static void run_long_lists(struct world *w, struct peer *p, const struct bad_case *c)
{
	static const struct {
		const char *keyword, *member;
		bool end;
	} lists[] = {
		{ "subnet", "10.0.N.0/24,", true }, { "subnets", "10.0.N.0/24 ", true },
		{ "ike", "aesN-shaN,", false }, { "esp", "aes_gcm256;dh31,", false },
		{ "ike", "aes_gcm256-sha2_256-dh31,", false }, { "connalias", "aN ", false },
		{ "sourceip", "10.0.N.1,", true },
	};
	char *value = mem_alloc(1 << 20);
	struct text t = text_make(value, 1 << 20);
	struct conn_setting s[16];

	(void)p;
	for (unsigned i = 0; i < 4096; i++) {
		for (const char *m = lists[c->a].member; *m != '\0'; m++) {
			if (*m == 'N')
				text_add(&t, "%u", i % 256);
			else
				text_char(&t, *m);
		}
	}
	value[t.len - 1] = '\0';
	if (keyword_of(lists[c->a].keyword, lists[c->a].end) != NULL)
		try_one(w, "x", s, settings_with(s, keyword_of(lists[c->a].keyword, lists[c->a].end),
						 lists[c->a].end ? SETTING_LEFT : SETTING_COMMON, value));
	mem_free(value);
}

static void t58_values(void **state)
{
	static const struct bad_case cases[] = {
		{ "short values", run_short_values, .repeat = 8 },
		{ "4096 subnets", run_long_lists, .a = 0, .repeat = 20 },
		{ "4096 subnets=", run_long_lists, .a = 1, .repeat = 20 },
		{ "4096 unknown algorithms", run_long_lists, .a = 2, .repeat = 20 },
		{ "4096 good ESP proposals", run_long_lists, .a = 3, .repeat = 20 },
		{ "4096 good IKE proposals", run_long_lists, .a = 4, .repeat = 20 },
		{ "4096 aliases", run_long_lists, .a = 5, .repeat = 20 },
		{ "4096 source addresses", run_long_lists, .a = 6, .repeat = 20 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- names ---- */

static void run_names(struct world *w, struct peer *p, const struct bad_case *c)
{
	static const char *const refused[] = { "", "victim", "bad" };
	char name[VALUE_LEN + 1];
	struct conn_setting s[16];
	size_t nr = settings_with(s, keyword_of("id", true), SETTING_RIGHT, "@x");

	(void)p;
	(void)c;
	for (size_t i = 0; i < ARRAY_NR(refused); i++)
		assert_false(try_one(w, refused[i], s, nr));
	for (size_t i = 0; i < ARRAY_NR(fillers); i++) {
		fill(name, fillers[i]);
		assert_false(try_one(w, name, s, nr));
		name[190] = '\0';
		try_one(w, name, s, nr);
	}
}

static void t58_names(void **state)
{
	static const struct bad_case cases[] = { { "names", run_names, .repeat = 40 } };

	(void)state;
	RUN_CASES(cases);
}

/* ---- files: what they hold goes to the daemon, as the loader would do it ---- */

struct memory_file {
	const char *path;
	struct view text;
};

static struct diag *read_memory(void *ctx, const char *path, struct bytes *out)
{
	const struct memory_file *files = ctx;

	for (size_t i = 0; files[i].path != NULL; i++) {
		if (strcmp(files[i].path, path) == 0)
			return bytes_copy(out, files[i].text) ? NULL : diag_new("out of memory");
	}
	return diag_new("cannot read \"%s\"", path);
}

static bool glob_memory(void *ctx, const char *pattern, struct arena *a, const char ***paths)
{
	(void)ctx;
	*paths = arena_array(a, 2, sizeof(**paths));
	if (*paths == NULL)
		return false;
	(*paths)[0] = arena_strdup(a, pattern);
	return true;
}

/* How many conns of F the daemon takes; they stay. */
static size_t load_into(struct world *w, const struct memory_file *f, bool *wrong)
{
	struct conf_files files = { .read = read_memory, .glob = glob_memory, .ctx = (void *)(uintptr_t)f };
	struct conf *c = conf_load(f[0].path, &files);
	struct conn_setting s[64];
	size_t taken = 0;

	assert_non_null(c);
	for (size_t i = 0; i < c->nr_messages && w->verbose; i++)
		fprintf(stderr, "%s:%u: %s\n", c->messages[i].place.file, c->messages[i].place.line,
			c->messages[i].text);
	*wrong = c->nr_errors > 0;
	for (size_t i = 0; i < c->nr_conns; i++) {
		const struct conf_section *section = &c->conns[i];
		struct conn *conn;
		size_t nr = 0;

		for (; nr < section->nr && nr < ARRAY_NR(s); nr++)
			s[nr] = (struct conn_setting){
				section->settings[nr].keyword,
				section->settings[nr].end == CONF_LEFT ? SETTING_LEFT :
				section->settings[nr].end == CONF_RIGHT ? SETTING_RIGHT : SETTING_COMMON,
				section->settings[nr].value,
			};
		if (section->error == NULL) {
			DIAG_AUTO d = conn_add(w->p, section->name, s, nr, &conn);

			if (d != NULL && w->verbose)
				fprintf(stderr, "%s: %s\n", section->name, diag_text(d));
			taken += d == NULL;
		}
	}
	conf_free(c);
	return taken;
}

static void drop_all_but(struct world *w, size_t keep)
{
	struct conn *c = conn_first(w->p);

	for (size_t i = 0; i < keep && c != NULL; i++)
		c = conn_next(w->p, c);
	while (c != NULL) {
		struct conn *next = conn_next(w->p, c);

		drop(w, c);
		c = next;
	}
}

#define TEXT(s) { (const uint8_t *)(s), sizeof(s) - 1 }
#define CONN(name) "conn " name "\n\tleft=" DAEMON_ADDRESS "\n\tright=203.0.113.9\n\tauthby=secret\n"

static void run_files(struct world *w, struct peer *p, const struct bad_case *c)
{
	bool wrong;
	size_t taken = load_into(w, c->data, &wrong);

	(void)p;
	assert_int_equal(wrong, c->b);
	if (!wrong)		/* else the loader takes none of it */
		assert_int_equal(taken, c->a);
	assert_true(answers_informational(w, &w->victim));
	drop_all_but(w, 3);
}

static void t58_files(void **state)
{
	static const struct memory_file loop[] = {
		{ "a", TEXT("include b\n" CONN("one")) }, { "b", TEXT(CONN("two") "include a\n") }, { NULL, { NULL, 0 } },
	}, self[] = {
		{ "a", TEXT(CONN("one") "include a\ninclude a\n") }, { NULL, { NULL, 0 } },
	}, missing[] = {
		{ "a", TEXT("include nowhere\n" CONN("one")) }, { NULL, { NULL, 0 } },
	}, no_newline[] = {
		{ "a", TEXT(CONN("one") "\tauto=ignore") }, { NULL, { NULL, 0 } },
	}, nul[] = {
		{ "a", TEXT(CONN("one") "\tpfs=\0no\n" CONN("two")) }, { NULL, { NULL, 0 } },
	}, taken_name[] = {
		{ "a", TEXT(CONN("victim") CONN("one")) }, { NULL, { NULL, 0 } },
	}, bad_value[] = {
		{ "a", TEXT(CONN("one") "\tleftsubnet=10.0.0.0/99\n" CONN("two") "\tike=rot13\n" CONN("three")) },
		{ NULL, { NULL, 0 } },
	}, also_loop[] = {
		{ "a", TEXT("conn one\n\talso=two\nconn two\n\talso=one\n" CONN("three")) }, { NULL, { NULL, 0 } },
	}, empty[] = {
		{ "a", TEXT("") }, { NULL, { NULL, 0 } },
	};
	static const struct bad_case cases[] = {
		{ "include loop", run_files, .data = loop, .a = 2, .b = 1, .repeat = 200 },
		{ "a file that includes itself", run_files, .data = self, .a = 1, .b = 1, .repeat = 200 },
		{ "a file that is not there", run_files, .data = missing, .a = 1, .b = 1, .repeat = 200 },
		{ "no newline at the end", run_files, .data = no_newline, .a = 1, .b = 0, .repeat = 200 },
		{ "NUL", run_files, .data = nul, .a = 2, .b = 1, .repeat = 200 },
		{ "a name that is taken", run_files, .data = taken_name, .a = 1, .b = 0, .repeat = 200 },
		{ "bad values", run_files, .data = bad_value, .a = 1, .b = 0, .repeat = 200 },
		{ "also= in a circle", run_files, .data = also_loop, .a = 1, .b = 0, .repeat = 200 },
		{ "empty", run_files, .data = empty, .a = 0, .b = 0, .repeat = 200 },
	};

	(void)state;
	RUN_CASES(cases);
}

static void run_noise(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct memory_file f[2] = { { .path = "a" } };
	uint8_t *noise = mem_alloc(c->a);
	uint64_t random = c->b;
	bool wrong;

	(void)p;
	for (size_t i = 0; i < c->a; i++)
		noise[i] = c->data != NULL ? ((const char *)c->data)[i % strlen(c->data)] :
					     (uint8_t)script_random(&random);
	f[0].text = view_make(noise, c->a);
	load_into(w, f, &wrong);
	assert_true(answers_informational(w, &w->victim));
	drop_all_but(w, 3);
	mem_free(noise);
}

static void t58_noise(void **state)
{
	static const struct bad_case cases[] = {
		{ "1 MiB of random bytes", run_noise, .a = 1 << 20, .b = 58, .repeat = 8 },
		{ "a line of 1 MiB", run_noise, .a = 1 << 20, .data = "x", .repeat = 8 },
		{ "1 MiB of spaces", run_noise, .a = 1 << 20, .data = " ", .repeat = 8 },
		{ "1 MiB of newlines", run_noise, .a = 1 << 20, .data = "\n", .repeat = 8 },
		{ "1 MiB of includes", run_noise, .a = 1 << 20, .data = "include b\n", .repeat = 8 },
		{ "1 MiB of quotes", run_noise, .a = 1 << 20, .data = "\"", .repeat = 8 },
		{ "1 MiB of empty conns", run_noise, .a = 1 << 20, .data = "conn x\n", .repeat = 8 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- secrets ---- */

static void run_secrets(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct memory_file f[2] = { { .path = "s" } };
	struct conf_files files = { .read = read_memory, .glob = glob_memory, .ctx = f };
	size_t len = c->a == 0 ? strlen(c->data) : c->a;
	uint8_t *text = mem_alloc(len + 1);
	uint64_t random = 5;

	(void)p;
	for (size_t i = 0; i < len; i++)
		text[i] = c->data == NULL ? (uint8_t)script_random(&random) : ((const char *)c->data)[i % strlen(c->data)];
	f[0].text = view_make(text, len);
	secrets_free(w->p->secrets);
	w->p->secrets = secrets_load("s", &files);
	assert_non_null(w->p->secrets);
	mem_free(text);
	assert_true(answers_informational(w, &w->victim));
}

static void t58_secrets(void **state)
{
	static const struct bad_case cases[] = {
		{ "1 MiB of random bytes", run_secrets, .a = 1 << 20, .repeat = 8 },
		{ "a line of 1 MiB", run_secrets, .a = 1 << 20, .data = "x", .repeat = 8 },
		{ "a name of 1 MiB", run_secrets, .a = 1 << 20, .data = "@", .repeat = 8 },
		{ "1 MiB of records", run_secrets, .a = 1 << 20, .data = "@a @b : PSK \"secret\"\n", .repeat = 8 },
		{ "an open quote", run_secrets, .data = "@a : PSK \"secret", .repeat = 200 },
		{ "no secret", run_secrets, .data = "@a : PSK", .repeat = 200 },
		{ "no colon", run_secrets, .data = "@a PSK \"secret\"", .repeat = 200 },
		{ "odd hexadecimal", run_secrets, .data = "@a : PSK 0x123\n@b : PSK 0xzz\n", .repeat = 200 },
		{ "an unknown kind", run_secrets, .data = "@a : PIN 1234\n: RSA {\n}\n", .repeat = 200 },
		{ "includes itself", run_secrets, .data = "include s\n", .repeat = 200 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- very many ---- */

#ifdef __SANITIZE_ADDRESS__
#define MANY 5000
#else
#define MANY 50000
#endif

static void t58_many(void **state)
{
	struct world *w = world_new();
	struct baseline before = world_baseline(w);
	char name[32], id[32], host[32];
	clock_t start = clock();

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		struct conn_setting s[] = {
			{ keyword_of("", true), SETTING_LEFT, DAEMON_ADDRESS },
			{ keyword_of("", true), SETTING_RIGHT, host },
			{ keyword_of("id", true), SETTING_RIGHT, id },
			{ keyword_of("authby", false), SETTING_COMMON, "secret" },
		};
		struct conn *c;
		DIAG_AUTO d = NULL;

		snprintf(name, sizeof(name), "conn-%u", i);
		snprintf(id, sizeof(id), "@peer-%u", i);
		snprintf(host, sizeof(host), "11.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
		d = conn_add(w->p, name, s, ARRAY_NR(s), &c);
		assert_null(d);
	}
	assert_true(answers_informational(w, &w->victim));
	drop_all_but(w, 3);
	assert_true(clock() - start < 60 * CLOCKS_PER_SEC);
	world_check(w, &before);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t58_long_values),
		cmocka_unit_test(t58_values),
		cmocka_unit_test(t58_names),
		cmocka_unit_test(t58_files),
		cmocka_unit_test(t58_noise),
		cmocka_unit_test(t58_secrets),
		cmocka_unit_test(t58_many),
	};

	return RUN_TESTS(tests);
}
