/* SPDX-License-Identifier: ISC
 *
 * test_secrets.c - ipsec.secrets: the ranking of the reference, values, broken records, and 10,000 of them.
 */
#include <time.h>

#include "conf/secrets.h"
#include "conf_testing.h"

static struct secrets *load_secrets(const struct memory_file *files, size_t nr)
{
	struct memory_files m = { .files = files, .nr = nr };
	struct conf_files f = memory_conf_files(&m);
	struct secrets *s = secrets_load(files[0].path, &f);

	assert_non_null(s);
	return s;
}

static struct secrets *load_secrets_text(const char *text)
{
	struct memory_file f = { .path = "s", .text = text };

	return load_secrets(&f, 1);
}

static struct id parse_id(const char *text)
{
	struct id id = { .special = ID_NONE };
	struct diag *d = id_parse(view_str(text), &id);

	if (d != NULL)
		fail_msg("%s: %s", text, diag_text(d));
	return id;
}

static struct view find(const struct secrets *s, const char *local, const char *remote)
{
	struct id l = parse_id(local), r = parse_id(remote);
	struct view psk = secrets_psk(s, &l, &r);

	id_fini(&l);
	id_fini(&r);
	return psk;
}

static void assert_secret(const struct secrets *s, const char *local, const char *remote, const char *want)
{
	struct view psk = find(s, local, remote);

	if (!view_eq(psk, view_str(want)))
		fail_msg("%s, %s: \"%.*s\", not \"%s\"", local, remote, (int)psk.len,
			 psk.len == 0 ? "" : (const char *)psk.ptr, want);
}

/* One row for each set of bits: L local, R remote, A %any, D default; the record as seen by (@l, @r). */
static const struct {
	const char *ids, *set;
	int rank;		/* 0: never matches */
} sets[] = {
	{ "", "D", 1 },
	{ "%any", "A", 2 },
	{ "%any @x", "A", 2 },
	{ "%any6", "A", 2 },
	{ "@r %any", "RA", 6 },
	{ "@l", "LD", 9 },
	{ "@l %any", "LA", 10 },
	{ "@l @r", "LR", 12 },
	{ "@l @r @x", "LR", 12 },
	{ "@r", "R", 0 },
	{ "@r @x", "R", 0 },
	{ "@l @x", "L", 0 },
	{ "@l @r %any", "LRA", 0 },
	{ "@x", "", 0 },
	{ "@x @y", "", 0 },
};

static void ranking(void **state)
{
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(sets); i++) {
		struct secrets *s;

		snprintf(text, sizeof(text), "%s : PSK \"the secret 1\"\n", sets[i].ids);
		s = load_secrets_text(sets[i].ids[0] == '\0' ? text + 1 : text);
		assert_secret(s, "@l", "@r", sets[i].rank > 0 ? "the secret 1" : "");
		secrets_free(s);
	}
	/* each pair, in both orders: the higher rank wins; of equals the first */
	for (size_t i = 0; i < ARRAY_NR(sets); i++) {
		for (size_t j = 0; j < ARRAY_NR(sets); j++) {
			bool first = sets[i].rank >= sets[j].rank;
			struct secrets *s;

			snprintf(text, sizeof(text), "%s: PSK \"secret first\"\n%s: PSK \"secret second\"\n",
				 sets[i].ids, sets[j].ids);
			s = load_secrets_text(text);
			assert_int_equal(secrets_nr(s), 2);
			if (sets[i].rank == 0 && sets[j].rank == 0)
				assert_secret(s, "@l", "@r", "");
			else
				assert_secret(s, "@l", "@r", first ? "secret first" : "secret second");
			secrets_free(s);
		}
	}
}

static void wildcard_peer(void **state)
{
	struct secrets *s = load_secrets_text("@l @r : PSK \"secret pair\"\n@l %any : PSK \"secret road\"\n"
					      "@m : PSK \"secret only\"\n");

	(void)state;
	assert_secret(s, "@l", "%any", "secret road");
	assert_secret(s, "@l", "@r", "secret pair");
	assert_secret(s, "@l", "@x", "secret road");
	assert_secret(s, "@m", "%any", "secret only");
	assert_secret(s, "@n", "%any", "secret road");	/* lists %any, and neither of the two */
	assert_secret(s, "@L.", "@R", "secret pair");
	secrets_free(s);
	s = load_secrets_text("@a @a : PSK \"secret same\"\n");
	assert_secret(s, "@a", "@a", "secret same");
	secrets_free(s);
}

static const struct {
	const char *value, *psk;
	size_t len;
} values[] = {
	{ "\"a # secret\"", "a # secret", 10 },
	{ "'a \"secret\" x'", "a \"secret\" x", 12 },
	{ "`a secret ...`", "a secret ...", 12 },
	{ "\"0x31323334\"", "0x31323334", 10 },
	{ "0x3132333435363738", "12345678", 8 },
	{ "0X00ff00ff00ff01ff", "\0\xff\0\xff\0\xff\1\xff", 8 },
	{ "0sMTIzNDU2Nzg=", "12345678", 8 },
	{ "0sMTIzNDU2Nzg", "12345678", 8 },
	{ "0sMTIzNDU2Nzg5", "123456789", 9 },
	{ "0sMTIzNDU2Nzg5MA==", "1234567890", 10 },
	{ "0t12345678", "12345678", 8 },
	{ "\"tab\there 123\"", "tab\there 123", 12 },
};

static void secret_values(void **state)
{
	char text[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(values); i++) {
		struct secrets *s;
		struct view psk;
		size_t nr;

		snprintf(text, sizeof(text), ": PSK %s # c", values[i].value);
		s = load_secrets_text(text);
		secrets_messages(s, &nr);
		psk = find(s, "@l", "@r");
		if (!view_eq(psk, view_make(values[i].psk, values[i].len)))
			fail_msg("%s", values[i].value);
		secrets_free(s);
	}
}

static const struct {
	const char *text, *messages;
	size_t nr;
} files[] = {
	{ "", "", 0 },
	{ "# nothing\n\n", "", 0 },
	{ "@a @b : PSK \"12345678\"", "", 1 },
	{ "@a @b: psk \"12345678\"", "", 1 },
	{ "@a\n\t@b\n# c\n : \n  PSK\n\t\"12345678\" # x\n\n@c : PSK \"12345678\"\r\n", "", 2 },
	{ "\"C=CA, CN=a\" '@b' : PSK \"12345678\"", "", 1 },
	{ "192.0.2.1 \"2001:db8::1\" 2001:db8:: : PSK \"12345678\"", "", 1 },
	{ ": PSK \"12345\"", "s:1:7: warning: the secret is weak: it is easy to guess\n", 1 },
	{ ": PSK \"aaaaaaaaaaaaaaaa\"", "s:1:7: warning: the secret is weak: it is easy to guess\n", 1 },
	{ ": RSA {\n\tModulus: 0x12\n\t}\n@a : PSK \"12345678\"\n",
	  "s:1:3: warning: ignored unrecognized keyword; private keys belong in the NSS database\n", 1 },
	{ ": ECDSA x\n: PIN y\n@u : XAUTH \"pw\"\n: PPKS id \"xyz\"\n",
	  "s:1:3: warning: ignored unrecognized keyword; private keys belong in the NSS database\n"
	  "s:2:3: warning: ignored unrecognized keyword; private keys belong in the NSS database\n"
	  "s:3:6: warning: secrets of this kind are not used yet\n"
	  "s:4:3: warning: secrets of this kind are not used yet\n", 0 },
	/* broken records do not take others with them */
	{ "west : PSK \"12345678\"\n@a : PSK \"12345678\"",
	  "s:1:1: \"west\" is not an address; if it is meant as a name, write @west; the record is skipped\n", 1 },
	{ "%fromcert : PSK \"12345678\"\n%none : PSK \"12345678\"",
	  "s:1:1: this cannot be the owner of a secret; the record is skipped\n"
	  "s:2:1: this cannot be the owner of a secret; the record is skipped\n", 0 },
	{ "@a PSK \"12345678\"\n@a :\n@a : PSK\n@a : PSK \"12345678\" x\n",
	  "s:1:1: there is no \":\" in the record, it is skipped\n"
	  "s:2:4: PSK is missing after \":\", the record is skipped\n"
	  "s:3:6: the secret is missing; the record is skipped\n"
	  "s:4:21: unexpected text after the secret; the record is skipped\n", 0 },
	{ "@a : PSK 12345678\n@a : PSK 0x123\n@a : PSK 0xzz\n@a : PSK 0s!\n@a : PSK 0s\n@a : PSK \"\"\n"
	  "@a : PSK 0sMTIzNDU2Nz\n@a : PSK 0qx\n@a : PSK 0t\n@a : PSK 0sAAAA=AAA\n",
	  "s:1:10: a secret is a quoted text, or starts with 0x, 0s or 0t; the record is skipped\n"
	  "s:2:10: a hexadecimal secret needs two digits for each byte; the record is skipped\n"
	  "s:3:10: the secret has a character that is not a hexadecimal digit; the record is skipped\n"
	  "s:4:10: the base64 secret is not complete; the record is skipped\n"
	  "s:5:10: the base64 secret is not complete; the record is skipped\n"
	  "s:6:10: the secret is empty; the record is skipped\n"
	  "s:7:10: the base64 secret does not end at a byte; the record is skipped\n"
	  "s:8:10: a secret is a quoted text, or starts with 0x, 0s or 0t; the record is skipped\n"
	  "s:9:10: the secret is empty; the record is skipped\n"
	  "s:10:10: the secret has a character that is not base64; the record is skipped\n", 0 },
	{ "@a : PSK \"123\n\t@b : PSK \"12345678\"\n@c : PSK \"12345678\"\n",
	  "s:1:10: the closing quote is missing on this line; the record is skipped\n", 1 },
	{ "\t@a : PSK \"12345678\"\n@c : PSK \"12345678\"\n",
	  "s:1:2: an indented line must continue a record\n", 1 },
	{ "@a : PSK \"12345\00178\"\n@c : PSK \"12345678\"\n",
	  "s:1:16: byte 0x01 cannot be part of a text file\n", 1 },
	{ "include\ninclude a b\ninclude gone\n",
	  "s:1:1: expected include FILE\ns:2:9: expected include FILE\n"
	  "s:3:9: warning: there is no file \"gone\"\n", 0 },
};

static void records(void **state)
{
	char buf[4096];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(files); i++) {
		struct secrets *s = load_secrets_text(files[i].text);
		const struct conf_message *m;
		size_t nr;

		m = secrets_messages(s, &nr);
		messages_text(m, nr, buf, sizeof(buf));
		if (strcmp(buf, files[i].messages) != 0 || secrets_nr(s) != files[i].nr)
			fail_msg("%s:\n%zu records\n%s", files[i].text, secrets_nr(s), buf);
		secrets_free(s);
	}
}

/* No message may have any of the secret in it. */
static void silent(void **state)
{
	static const char *const texts[] = {
		"@a : PSK hunter2hunter2", "@a : PSK \"hunter2\" hunter2", "@a : PSK \"hunter2", ": PSK hunter2",
		"@a : PSK 0xhunter2", "@a hunter2", ": hunter2 hunter2", "@a : PSK \"hunter2\"",
	};
	char buf[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(texts); i++) {
		struct secrets *s = load_secrets_text(texts[i]);
		size_t nr;
		const struct conf_message *m = secrets_messages(s, &nr);

		messages_text(m, nr, buf, sizeof(buf));
		assert_null(strstr(buf, "hunter"));
		secrets_free(s);
	}
}

static void includes(void **state)
{
	static const struct memory_file tree[] = {
		{ "etc/s", "@a : PSK \"secret a\"\ninclude d/*.secrets # c\n@c : PSK \"secret c\"\n", 0 },
		{ "etc/d/1.secrets", "@b : PSK \"secret b\"\ninclude ../deep\n", 0 },
		{ "etc/d/2.secrets", "@e : PSK \"secret e\"", 0 },
		{ "etc/d/../deep", "@d : PSK \"secret d\"", 0 },
	};
	static const struct memory_file loop[] = {
		{ "a", "@a : PSK \"secret a\"\ninclude b\n", 0 }, { "b", "include a\n", 0 },
	};
	struct secrets *s = load_secrets(tree, ARRAY_NR(tree));
	const struct conf_message *m;
	size_t nr;

	(void)state;
	m = secrets_messages(s, &nr);
	assert_int_equal(nr, 0);
	assert_int_equal(secrets_nr(s), 5);
	assert_secret(s, "@b", "@x", "secret b");
	assert_secret(s, "@c", "@x", "secret c");
	assert_secret(s, "@d", "@x", "secret d");
	assert_secret(s, "@e", "@x", "secret e");
	secrets_free(s);
	s = load_secrets(loop, ARRAY_NR(loop));
	m = secrets_messages(s, &nr);
	assert_int_equal(nr, 1);
	assert_string_equal(m[0].text, "include loop: a -> b -> a");
	assert_secret(s, "@a", "@x", "secret a");
	secrets_free(s);
}

/* more broken records than are told of: the good one at the end still counts */
static void many_broken(void **state)
{
	char *text = malloc(1000 * 16 + 100), *p = text;
	struct secrets *s;
	size_t nr;

	(void)state;
	for (int i = 0; i < 1000; i++)
		p += sprintf(p, "a%d : PSK x\n", i);
	sprintf(p, "@a : PSK \"secret a\"\n");
	s = load_secrets_text(text);
	secrets_messages(s, &nr);
	assert_int_equal(nr, 101);
	assert_secret(s, "@a", "@x", "secret a");
	secrets_free(s);
	free(text);
}

/* The gateway is in all of 10,000 records, each client in one. */
static void large(void **state)
{
	enum { NR = 10000 };
	char *text = malloc(NR * 80), *p = text, name[32], want[32];
	struct secrets *s;
	clock_t start;
	struct id gateway = parse_id("@gateway");

	(void)state;
	for (int i = 0; i < NR; i++)
		p += sprintf(p, "@gateway @client-%d : PSK \"secret of %d\"\n", i, i);
	start = clock();
	s = load_secrets_text(text);
	print_message("10000 secrets: load %.1f ms", (double)(clock() - start) * 1e3 / CLOCKS_PER_SEC);
	start = clock();
	for (int i = 0; i < NR; i++) {
		struct id client;
		struct view psk;

		snprintf(name, sizeof(name), "@client-%d", i);
		snprintf(want, sizeof(want), "secret of %d", i);
		client = parse_id(name);
		psk = secrets_psk(s, &gateway, &client);
		assert_true(view_eq(psk, view_str(want)));
		psk = secrets_psk(s, &client, &gateway);
		assert_true(view_eq(psk, view_str(want)));
		id_fini(&client);
	}
	print_message(", %d lookups %.1f ms\n", 2 * NR, (double)(clock() - start) * 1e3 / CLOCKS_PER_SEC);
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
	assert_secret(s, "@gateway", "@nobody", "");
	id_fini(&gateway);
	secrets_free(s);
	free(text);
}

static void long_line(void **state)
{
	size_t big = 1 << 20;
	char *text = malloc(big + 100);
	struct memory_file f = { "s", text, 0 };
	struct secrets *s;

	(void)state;
	memset(text, 'x', big);
	strcpy(text + big, "\n@a : PSK \"secret a\"\n");
	s = load_secrets(&f, 1);
	assert_int_equal(secrets_nr(s), 1);
	secrets_free(s);
	free(text);
}

static void no_memory(void **state)
{
	static const struct memory_file f = {
		"s", "@a @b : PSK \"secret a\"\n\"C=CA\" %any : PSK 0x3132333435363738\nbad : PSK x\ninclude gone\n"
		     ": PSK 0sMTIzNDU2Nzg=\n", 0 };
	struct memory_files m = { .files = &f, .nr = 1 };
	struct conf_files files_ = memory_conf_files(&m);
	unsigned long start = mem_count(), nr;

	(void)state;
	secrets_free(secrets_load("s", &files_));
	nr = mem_count() - start;
	assert_true(nr > 10);
	for (unsigned long i = 1; i <= nr; i++) {
		struct secrets *s;

		mem_fail_nth(i);
		s = secrets_load("s", &files_);
		mem_fail_nth(0);
		secrets_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranking), cmocka_unit_test(wildcard_peer), cmocka_unit_test(secret_values),
		cmocka_unit_test(records), cmocka_unit_test(silent), cmocka_unit_test(includes),
		cmocka_unit_test(many_broken), cmocka_unit_test(large), cmocka_unit_test(long_line),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
