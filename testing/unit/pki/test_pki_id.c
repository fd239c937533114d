/* SPDX-License-Identifier: ISC
 *
 * test_pki_id.c - identities: text to payload and back, what is refused, and matching.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "pki/id.h"

static struct id parse(const char *text)
{
	struct id id = { .special = ID_NONE };
	struct diag *d = id_parse(view_str(text), &id);

	if (d != NULL)
		fail_msg("%s: %s", text, diag_text(d));
	return id;
}

static void assert_print(const struct id *id, const char *want)
{
	char buf[ID_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	id_print(&t, id);
	assert_string_equal(buf, want);
}

struct good {
	const char *text;
	enum id_special special;
	uint8_t type;
	const char *data;	/* NULL: not compared */
	size_t len;
	const char *print;	/* NULL: as TEXT */
};

#define SPECIAL(text, what, print) { text, what, 0, NULL, 0, print }
#define DN_CASE(text, print) { text, ID_IS_ID, ID_DER_ASN1_DN, NULL, 0, print }

static const struct good good[] = {
	SPECIAL("%any", ID_ANY, NULL),
	SPECIAL("%ANY", ID_ANY, "%any"),
	SPECIAL("0.0.0.0", ID_ANY, "%any"),
	SPECIAL("::", ID_ANY, "%any"),
	SPECIAL("%none", ID_NONE, NULL),
	SPECIAL("%fromcert", ID_FROM_CERT, NULL),
	{ "%null", ID_IS_ID, ID_NULL, "", 0, NULL },
	{ "@west", ID_IS_ID, ID_FQDN, "west", 4, NULL },
	{ "@West.Example.", ID_IS_ID, ID_FQDN, "West.Example.", 13, NULL },
	{ "@a@b", ID_IS_ID, ID_FQDN, "a@b", 3, NULL },
	{ "user@host", ID_IS_ID, ID_RFC822_ADDR, "user@host", 9, NULL },
	{ "192.0.2.1", ID_IS_ID, ID_IPV4_ADDR, "\xc0\x00\x02\x01", 4, NULL },
	{ "2001:db8::1", ID_IS_ID, ID_IPV6_ADDR, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, NULL },
	{ "@#0x0102", ID_IS_ID, ID_KEY_ID, "\1\2", 2, NULL },
	{ "@#aBcD", ID_IS_ID, ID_KEY_ID, "\xab\xcd", 2, "@#0xabcd" },
	{ "@[abc]", ID_IS_ID, ID_KEY_ID, "abc", 3, "@#0x616263" },
	/* SEQUENCE { SET { SEQUENCE { 2.5.4.6 "CA" } } } */
	{ "C=CA", ID_IS_ID, ID_DER_ASN1_DN, "\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02\x43\x41", 15,
	  NULL },
	DN_CASE("@~300d310b3009060355040613024341", "C=CA"),
	DN_CASE("@C=CA,CN=x", "C=CA, CN=x"),
	DN_CASE("C=CA, O=Foo Bar, CN=west", NULL),
	DN_CASE("C=CA, O=\"Foo, Bar\", CN=*", NULL),
	DN_CASE("C=*, CN=x", NULL),
	DN_CASE("O=a,,b", "O=\"a,b\""),
	DN_CASE("O=a\\,b", "O=\"a,b\""),
	DN_CASE("CN=\xc3\xa9", "CN=\\C3\\A9"),
	DN_CASE("E=a@b.c", NULL),
	DN_CASE("DC=example, DC=com, UID=joe", NULL),
	DN_CASE("O=x+OU=y, CN=z", NULL),
	DN_CASE("OID.1.2.3.4=#1303666F6F", NULL),
	/* longer than what NSS shows in its readable form */
	DN_CASE("CN=0123456789012345678901234567890123456789012345678901234567890123456789012345678"
		"9012345678901234567890123456789012345678901234567890123456789012345678901234567890",
		NULL),
};

/* parse, compare, print, parse again: the same identity */
static void parse_and_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(good); i++) {
		const struct good *g = &good[i];
		const char *print = g->print == NULL ? g->text : g->print;
		struct id id = parse(g->text), again, copy;

		assert_int_equal(id.special, g->special);
		if (g->special == ID_IS_ID)
			assert_int_equal(id.type, g->type);
		if (g->data != NULL) {
			assert_int_equal(id.data.len, g->len);
			assert_memory_equal(id.data.ptr == NULL ? (const uint8_t *)"" : id.data.ptr, g->data,
					    g->len);
		}
		assert_print(&id, print);
		again = parse(print);
		assert_true(id_eq(&id, &again));
		assert_true(id_copy(&copy, &id));
		assert_true(id_eq(&copy, &again));
		id_fini(&id);
		id_fini(&again);
		id_fini(&copy);
	}
}

static const char *const bad[] = {
	"", "@", "@#", "@#0", "@#0x", "@#0xzz", "@[", "@[]", "@[abc", "@~", "@~00", "@~30", "foo", "192.0.2.256",
	"a=b", "CN=", "C=CAN", "=", "O=\"", "OID.1.2.3.4=foo", "@a\nb", "%anyy", "@\x7f", "1.2.3.4.5",
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(bad); i++) {
		struct id id = { .special = ID_NONE };
		struct diag *d = id_parse(view_str(bad[i]), &id);

		if (d == NULL)
			fail_msg("\"%s\" was accepted", bad[i]);
		diag_free(d);
		id_fini(&id);
	}
}

static void says_what_to_write(void **state)
{
	struct id id;
	DIAG_AUTO d = id_parse(view_str("west"), &id);

	(void)state;
	assert_string_equal(diag_text(d), "\"west\" is not an address; if it is meant as a name, write @west");
}

static void nul_and_long(void **state)
{
	static const char nul[] = { '@', 'a', 0, 'b' };
	static const char dn[] = { 'C', 'N', '=', 0, 'b' };
	static char big[8192];
	struct id id = { .special = ID_NONE };
	DIAG_AUTO d1 = id_parse(VIEW_OF(nul), &id);
	DIAG_AUTO d2 = id_parse(VIEW_OF(dn), &id);
	DIAG_AUTO d3 = NULL;
	DIAG_AUTO d4 = NULL;

	(void)state;
	memset(big, 'x', sizeof(big));
	big[0] = '@';
	d3 = id_parse(view_make(big, ID_DATA_MAX + 2), &id);
	memcpy(big, "CN=", 3);
	d4 = id_parse(VIEW_OF(big), &id);
	assert_non_null(d1);
	assert_non_null(d2);
	assert_non_null(d3);
	assert_non_null(d4);
}

struct payload_case {
	uint8_t type;
	const char *data;
	size_t len;
	bool ok;
};
static const struct payload_case payloads[] = {
	{ ID_IPV4_ADDR, "\1\2\3\4", 4, true },
	{ ID_IPV4_ADDR, "\1\2\3", 3, false },
	{ ID_IPV4_ADDR, "\1\2\3\4\5", 5, false },
	{ ID_IPV6_ADDR, "0123456789abcdef", 16, true },
	{ ID_IPV6_ADDR, "\1\2\3\4", 4, false },
	{ ID_FQDN, "west", 4, true },
	{ ID_FQDN, "", 0, false },
	{ ID_FQDN, "we\0st", 5, false },
	{ ID_FQDN, "we\nst", 5, false },
	{ ID_RFC822_ADDR, "a@b", 3, true },
	{ ID_RFC822_ADDR, "", 0, false },
	{ ID_KEY_ID, "\0", 1, true },
	{ ID_KEY_ID, "", 0, false },
	{ ID_NULL, "", 0, true },
	{ ID_NULL, "junk", 4, true },
	{ ID_DER_ASN1_DN, "\x30\x00", 2, false },
	{ ID_DER_ASN1_DN, "\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02\x43\x41", 15, true },
	{ ID_DER_ASN1_DN, "\x30\x0e\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02\x43\x41", 15, false },
	{ ID_DER_ASN1_DN, "junk", 4, false },
	{ 0, "x", 1, false },
	{ 4, "12345678", 8, false },
	{ 12, "x", 1, false },
	{ 255, "x", 1, false },
};

static void from_payload(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(payloads); i++) {
		const struct payload_case *c = &payloads[i];
		struct id id;
		bool ok = id_from_payload(c->type, view_make(c->data, c->len), &id);

		if (ok != c->ok)
			fail_msg("row %zu: %d", i, ok);
		if (ok && c->type == ID_NULL)	/* RFC 7619: the data is ignored */
			assert_int_equal(id.data.len, 0);
		id_fini(&id);
	}
}

/* every prefix of a DN, and every byte of it changed: no crash, and what is accepted can be printed */
static void broken_der(void **state)
{
	struct id good_dn = parse("C=CA, ST=Ontario, O=Libre, OU=Test+CN=west, E=a@b.c"), id;
	char buf[ID_TEXT_MAX];

	(void)state;
	for (size_t len = 0; len < good_dn.data.len; len++) {
		uint8_t *exact = mem_dup(good_dn.data.ptr, len == 0 ? 1 : len);

		assert_false(id_from_payload(ID_DER_ASN1_DN, view_make(exact, len), &id));
		id_fini(&id);
		mem_free(exact);
	}
	for (size_t i = 0; i < good_dn.data.len * 8; i++) {
		uint8_t *exact = mem_dup(good_dn.data.ptr, good_dn.data.len);
		struct text t = TEXT_OVER(buf);

		exact[i / 8] ^= (uint8_t)(1u << i % 8);
		if (id_from_payload(ID_DER_ASN1_DN, view_make(exact, good_dn.data.len), &id)) {
			id_print(&t, &id);
			(void)id_matches(&id, &good_dn, NULL);
			(void)id_matches(&good_dn, &id, NULL);
		}
		id_fini(&id);
		mem_free(exact);
	}
	id_fini(&good_dn);
}

/* A peer's name must not look like an identity of another kind. */
static void no_masks(void **state)
{
	static const struct {
		uint8_t type;
		const char *data, *print;
	} rows[] = {
		{ ID_FQDN, "#41", "ID type 2 0x233431" },
		{ ID_FQDN, "[x]", "ID type 2 0x5b785d" },
		{ ID_FQDN, "C=CA", "ID type 2 0x433d4341" },
		{ ID_RFC822_ADDR, "%any", "ID type 3 0x25616e79" },
		{ ID_RFC822_ADDR, "@west", "ID type 3 0x4077657374" },
		{ ID_FQDN, "a\"b", "@a\\x22b" },
		{ ID_DER_ASN1_GN, "x", "ID type 10 0x78" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(rows); i++) {
		struct id id;

		assert_true(id_from_payload(rows[i].type, view_str(rows[i].data), &id));
		assert_print(&id, rows[i].print);
		id_fini(&id);
	}
}

struct match_case {
	const char *peer, *configured;
	bool eq, matches;
	unsigned wildcards;
};
static const struct match_case match_cases[] = {
	{ "@west", "@west", true, true, 0 },
	{ "@west", "@WEST.", true, true, 0 },
	{ "a@b", "A@B", true, true, 0 },
	{ "@west", "@east", false, false, 0 },
	{ "@west", "@wes", false, false, 0 },
	{ "@a@b", "a@b", false, false, 0 },
	{ "@#0x61", "@#0x41", false, false, 0 },
	{ "@#0x61", "@[a]", true, true, 0 },
	{ "192.0.2.1", "192.0.2.1", true, true, 0 },
	{ "192.0.2.1", "192.0.2.2", false, false, 0 },
	{ "@west", "%any", false, true, 1000 },
	{ "@west", "%none", false, true, 1000 },
	{ "@west", "%fromcert", false, false, 0 },
	{ "%null", "%null", true, true, 0 },
	{ "%null", "@west", false, false, 0 },
	{ "C=CA, CN=west", "C=CA, CN=west", true, true, 0 },
	{ "C=CA, CN=west", "c=ca, cn=WEST", true, true, 0 },
	{ "C=CA, CN=west", "C=CA, CN=*", false, true, 1 },
	{ "C=CA, CN=west", "C=*, CN=*", false, true, 2 },
	{ "C=CA, CN=*", "C=CA, CN=west", false, false, 0 },
	{ "C=CA, CN=west", "CN=west, C=CA", false, false, 0 },
	{ "C=CA, CN=west", "C=CA", false, false, 0 },
	{ "C=CA", "C=CA, CN=west", false, false, 0 },
	{ "C=CA, CN=west", "C=CA, O=*", false, false, 0 },
	{ "O=x+OU=y", "OU=y+O=x", true, true, 0 },
	{ "O=x+OU=y", "O=x", false, false, 0 },
	{ "O=x", "O=x+OU=y", false, false, 0 },
	{ "O=x+OU=y", "OU=*+O=x", false, true, 1 },
};

static void matching(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(match_cases); i++) {
		const struct match_case *c = &match_cases[i];
		struct id peer = parse(c->peer), configured = parse(c->configured);
		unsigned wildcards = 99;

		if (id_eq(&peer, &configured) != c->eq || id_eq(&configured, &peer) != c->eq)
			fail_msg("%s and %s: equal?", c->peer, c->configured);
		if (id_matches(&peer, &configured, &wildcards) != c->matches)
			fail_msg("%s and %s: match?", c->peer, c->configured);
		if (c->matches)
			assert_int_equal(wildcards, c->wildcards);
		id_fini(&peer);
		id_fini(&configured);
	}
}

/* Equal identities have equal keys. */
static void keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(match_cases); i++) {
		struct id a = parse(match_cases[i].peer), b = parse(match_cases[i].configured);
		uint8_t ka[64], kb[64];
		size_t la = id_key(&a, ka, sizeof(ka)), lb = id_key(&b, kb, sizeof(kb));

		assert_true(la > 0 && la <= sizeof(ka) && lb <= sizeof(kb));
		if (match_cases[i].eq)
			assert_true(view_eq(view_make(ka, la), view_make(kb, lb)));
		id_fini(&a);
		id_fini(&b);
	}
}

static void addresses(void **state)
{
	struct address a;
	struct id id;

	(void)state;
	assert_false(id_from_address((struct address){ .family = IP_UNSET }, &id));
	assert_true(address_parse(view_str("2001:db8::1"), &a));
	assert_true(id_from_address(a, &id));
	assert_int_equal(id.type, ID_IPV6_ADDR);
	assert_print(&id, "2001:db8::1");
	id_fini(&id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_and_print), cmocka_unit_test(refused),
		cmocka_unit_test(says_what_to_write), cmocka_unit_test(nul_and_long),
		cmocka_unit_test(from_payload), cmocka_unit_test(broken_der), cmocka_unit_test(no_masks),
		cmocka_unit_test(matching), cmocka_unit_test(keys), cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
