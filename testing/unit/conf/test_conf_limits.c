/* SPDX-License-Identifier: ISC
 *
 * test_conf_limits.c - T58 (long lines, NUL bytes, binary files, many connections), each allocation failing in
 * turn, and how long a large file takes.
 */
#include <time.h>

#include "conf_testing.h"

static struct conf *load_bytes(const char *text, size_t len)
{
	struct memory_file f = { .path = "t.conf", .text = text, .len = len };

	return load_files(&f, 1);
}

static void assert_first(const struct conf *c, const char *want)
{
	char buf[512];
	struct text t = TEXT_OVER(buf);

	assert_true(c->nr_messages > 0);
	conf_message_print(&t, &c->messages[0]);
	assert_string_equal(buf, want);
}

/* a line of 1 MiB is an error with its place, and what comes behind it is still read */
static void long_line(void **state)
{
	static const char head[] = "conn a\n\tleftid=", tail[] = "\nconn b\n\tnope1=2\n";
	size_t big = 1 << 20, len = strlen(head) + big + strlen(tail);
	char *text = malloc(len + 1);
	struct conf *c;

	(void)state;
	memcpy(text, head, strlen(head));
	memset(text + strlen(head), 'x', big);
	strcpy(text + strlen(head) + big, tail);
	c = load_bytes(text, len);
	assert_first(c, "t.conf:2:262145: the line is longer than 262144 bytes");
	assert_int_equal(c->nr_errors, 2);
	assert_int_equal(c->nr_conns, 2);
	conf_free(c);
	text[strlen(head) - 8] = '#';	/* a long comment is fine */
	c = load_bytes(text, len);
	assert_int_equal(c->nr_errors, 1);
	conf_free(c);
	free(text);
}

static void nul_bytes(void **state)
{
	static const char nul[] = "conn a\n\tpfs=\0no\n\0conn b\nconn c\0\n\tauto=add";
	struct conf *c = load_bytes(nul, sizeof(nul) - 1);

	(void)state;
	assert_int_equal(c->nr_errors, 3);
	assert_first(c, "t.conf:2:6: byte 0x00 cannot be part of a text file");
	assert_int_equal(c->messages[1].place.line, 3);
	assert_int_equal(c->messages[1].place.column, 1);
	assert_int_equal(c->messages[2].place.line, 4);
	assert_int_equal(c->messages[2].place.column, 7);
	conf_free(c);
}

/* a file of noise ends after a hundred errors */
static void binary(void **state)
{
	size_t len = 1 << 20;
	char *text = malloc(len);
	struct conf *c;

	(void)state;
	srand(7);
	for (size_t i = 0; i < len; i++)
		text[i] = (char)(rand() >> 8);
	c = load_bytes(text, len);
	assert_int_equal(c->nr_errors, 100);
	assert_string_equal(c->messages[c->nr_messages - 1].text, "too many errors, the rest is not read");
	assert_true(c->nr_messages < 1200);
	conf_free(c);
	free(text);
}

/* every keyword with 4 KiB */
static void long_values(void **state)
{
	size_t cap = nr_keywords * 4200, len = 0;
	char *text = malloc(cap), value[4097];
	struct conf *c;

	(void)state;
	memset(value, 'v', 4096);
	value[4096] = '\0';
	len += (size_t)snprintf(text, cap, "conn a\n");
	for (size_t i = 0; i < nr_keywords; i++) {
		const struct keyword *k = &keywords[i];

		if (k->section == KEYWORD_CONN && k->support != KEYWORD_REFUSED && k->alias_of == NULL &&
		    strcmp(k->name, "also") != 0 && strcmp(k->name, "subnets") != 0)
			len += (size_t)snprintf(text + len, cap - len, "\t%s%s=%s\n", k->end ? "left" : "",
						k->name, value);
	}
	c = load_bytes(text, len);
	assert_int_equal(c->nr_errors, 0);
	assert_int_equal(c->nr_conns, 1);
	assert_string_equal(conf_get(&c->conns[0], CONF_LEFT, "id"), value);
	conf_free(c);
	free(text);
}

static char *many_conns(size_t nr, bool also, size_t *len)
{
	size_t cap = nr * 300 + 1000, n = 0;
	char *text = malloc(cap);

	n += (size_t)snprintf(text, cap, "config setup\n\tuniqueids=yes\nconn %%default\n\tauthby=secret\n"
			      "\tikelifetime=8h\nconn base\n\tleft=192.0.2.1\n\tleftid=@gateway\n");
	for (size_t i = 0; i < nr; i++)
		n += (size_t)snprintf(text + n, cap - n,
				      "conn client-%zu\n%s\tright=10.%zu.%zu.%zu\n\trightid=@client-%zu\n"
				      "\tleftsubnet=10.0.0.0/8\n\trightsubnet=172.%zu.%zu.0/24\n"
				      "\tike=aes_gcm128-sha2-dh31\n\tesp=aes_gcm128\n\tauto=add\n\n",
				      i, also ? "\talso=base\n" : "\tleft=192.0.2.1\n\tleftid=@gateway\n",
				      i >> 16, i >> 8 & 255, i & 255, i, i >> 8 & 255, i & 255);
	*len = n;
	return text;
}

static double load_seconds(size_t nr, bool also, size_t *bytes)
{
	size_t len;
	char *text = many_conns(nr, also, &len);
	const struct conf_section *found;
	clock_t start = clock(), took;
	struct conf *c = load_bytes(text, len);
	char name[64];

	took = clock() - start;
	assert_int_equal(c->nr_messages, 0);
	assert_int_equal(c->nr_conns, nr + 1);
	snprintf(name, sizeof(name), "client-%zu", nr - 1);
	assert_int_equal(conf_find(c, name, &found, 1), 1);
	assert_string_equal(conf_get(found, CONF_LEFT, "id"), "@gateway");
	assert_string_equal(conf_get(found, CONF_NO_END, "authby"), "secret");
	*bytes = c->arena.used;
	conf_free(c);
	free(text);
	return (double)took / CLOCKS_PER_SEC;
}

/* performance.md 12, 13: parsing is linear and far below 0.2 s for 10,000; the bound here is loose, for sanitizers
 * and loaded machines */
static void speed(void **state)
{
	(void)state;
	for (int also = 0; also <= 1; also++) {
		size_t b10, b50;
		double t10 = load_seconds(10000, also, &b10), t50 = load_seconds(50000, also, &b50);

		print_message("%s10000 conns: %.1f ms, %zu bytes each; 50000: %.1f ms\n",
			      also ? "also=: " : "", t10 * 1e3, b10 / 10000, t50 * 1e3);
		assert_true(t10 < 2);
		assert_true(t50 < t10 * 20 + 0.5);
		assert_true(b50 < b10 * 6);
	}
}

/* many settings through a deep also= chain, and one too deep */
static void also_depth(void **state)
{
	char *text = malloc(64 * 200);
	size_t len = 0;
	struct conf *c;

	(void)state;
	for (size_t i = 0; i < 110; i++)
		len += (size_t)sprintf(text + len, "conn c%zu\n\talso=c%zu\n", i, i + 1);
	len += (size_t)sprintf(text + len, "conn c110\n\tpfs=no\n");
	c = load_bytes(text, len);
	assert_int_equal(c->nr_errors, 0);
	assert_non_null(c->conns[0].error);
	assert_non_null(strstr(c->conns[0].error, "also= is nested deeper than 100"));
	assert_null(c->conns[10].error);
	assert_string_equal(conf_get(&c->conns[10], CONF_NO_END, "pfs"), "no");
	conf_free(c);
	free(text);
}

static void too_many_pairs(void **state)
{
	size_t cap = 300 * 32 + 100, len = 0;
	char *text = malloc(cap);
	struct conf *c;

	(void)state;
	len += (size_t)sprintf(text, "conn a\n\tleftsubnets={");
	for (size_t i = 0; i < 300; i++)
		len += (size_t)sprintf(text + len, " 10.%zu.%zu.0/24", i >> 8, i & 255);
	len += (size_t)sprintf(text + len, "}\n\trightsubnets=\"");
	for (size_t i = 0; i < 150; i++)
		len += (size_t)sprintf(text + len, " 11.%zu.0.0/16", i);
	len += (size_t)sprintf(text + len, "\"\nconn b\n");
	c = load_bytes(text, len);
	assert_int_equal(c->nr_conns, 300 * 150 + 1);
	conf_free(c);
	/* 300 x 300 is above the cap */
	len = (size_t)(strstr(text, "\n\trightsubnets") - text);
	len += (size_t)sprintf(text + len, "\n");
	char *both = malloc(2 * cap);
	size_t n = (size_t)sprintf(both, "%.*s\tright%s\nconn b\n", (int)len, text, strstr(text, "subnets={"));
	c = load_bytes(both, n);
	assert_int_equal(c->nr_conns, 1);
	assert_int_equal(c->nr_messages, 1);
	assert_non_null(strstr(c->messages[0].text, "make more than 65536 pairs"));
	conf_free(c);
	free(both);
	free(text);
}

static const struct memory_file sample[] = {
	{ "m", "config setup\n\tuniqueids=no\n\tplutodebug=nope\n\tuniqueids=yes\ninclude d/*\ninclude gone\n"
	       "conn %default\n\tpfs=no\n\tconnalias=q\nconn a\n\talso=b\n\tauto=add\n\tconnalias=x\n\tconnalias=y\n"
	       "\tleftsubnets={1.0.0.0/8 2.0.0.0/8}\n\tunknown=1\n\tmobike=yes\nconn b\n\tauto=route\n\talso=c\n"
	       "conn b\n\tesn=no\n\tesn=no\n", 0 },
	{ "d/1", "conn z\n\tleftid=\"C=CA, CN=x\"\n\tkeyingtries=1\n\tdpdaction=\n", 0 },
};

/* NULL, or the whole truth: never a configuration with holes */
static void no_memory(void **state)
{
	struct memory_files m = { .files = sample, .nr = ARRAY_NR(sample) };
	struct conf_files f = memory_conf_files(&m);
	struct conf *whole = conf_load("m", &f);
	char want[8192], got[8192], want_messages[8192], got_messages[8192];
	unsigned long start = mem_count(), nr;
	size_t refused = 0;

	(void)state;
	conf_text(whole, want, sizeof(want));
	messages_text(whole->messages, whole->nr_messages, want_messages, sizeof(want_messages));
	conf_free(conf_load("m", &f));
	nr = mem_count() - start;
	assert_true(nr > 15);
	for (unsigned long i = 1; i <= nr; i++) {
		struct conf *c;

		mem_fail_nth(i);
		c = conf_load("m", &f);
		mem_fail_nth(0);
		refused += c == NULL;
		if (c == NULL)
			continue;
		conf_text(c, got, sizeof(got));
		messages_text(c->messages, c->nr_messages, got_messages, sizeof(got_messages));
		if (c->nr_errors == whole->nr_errors && strcmp(got_messages, want_messages) == 0)
			assert_string_equal(got, want);
		else	/* the file could not be read: said so, or a message in its short form */
			assert_true(strstr(got_messages, "memory") != NULL || strcmp(got, want) == 0);
		conf_free(c);
	}
	assert_true(refused > nr / 2);
	conf_free(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_line), cmocka_unit_test(nul_bytes), cmocka_unit_test(binary),
		cmocka_unit_test(long_values), cmocka_unit_test(speed), cmocka_unit_test(also_depth),
		cmocka_unit_test(too_many_pairs), cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
