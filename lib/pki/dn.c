/* SPDX-License-Identifier: ISC
 *
 * dn.c - distinguished names through NSS.
 *
 * May use:   base, NSS.
 * Must not:  look into DER by itself (R7).
 */
#include "dn_priv.h"

#include <string.h>
#include <strings.h>

#include <cert.h>
#include <secasn1.h>
#include <secoid.h>

#define DN_TEXT_MAX 4096

struct dn {
	PLArenaPool *arena;
	CERTName name;
};

static void dn_fini(struct dn *dn)
{
	if (dn->arena != NULL)
		PORT_FreeArena(dn->arena, PR_FALSE);
}
#define DN_AUTO __attribute__((cleanup(dn_fini))) struct dn

static bool dn_decode(struct view der, struct dn *dn)
{
	SECItem item, *copy;

	*dn = (struct dn){ .arena = PORT_NewArena(DER_DEFAULT_CHUNKSIZE) };
	if (dn->arena == NULL || der.len == 0 || SECOID_Init() != SECSuccess)
		return false;
	item = (SECItem){ siBuffer, (unsigned char *)der.ptr, (unsigned)der.len };
	/* The quick decoder points into its input, which must live as long as the arena. */
	copy = SECITEM_ArenaDupItem(dn->arena, &item);
	if (copy == NULL)
		return false;
	return SEC_QuickDERDecodeItem(dn->arena, &dn->name, SEC_ASN1_GET(CERT_NameTemplate),
				      copy) == SECSuccess;
}

bool dn_is_valid(struct view der)
{
	DN_AUTO dn;

	return dn_decode(der, &dn) && dn.name.rdns != NULL && dn.name.rdns[0] != NULL;
}

static void reverse(CERTRDN **rdns)
{
	size_t nr = 0;

	while (rdns != NULL && rdns[nr] != NULL)
		nr++;
	for (size_t i = 0; i < nr / 2; i++) {
		CERTRDN *swap = rdns[i];

		rdns[i] = rdns[nr - 1 - i];
		rdns[nr - 1 - i] = swap;
	}
}

/* Is the "=" at I followed by "*" alone? */
static bool is_star(struct view text, size_t i)
{
	if (text.ptr[i] != '=' || i + 1 >= text.len || text.ptr[i + 1] != '*')
		return false;
	for (i += 2; i < text.len && text.ptr[i] == ' '; i++)
		;
	return i == text.len || text.ptr[i] == ',' || text.ptr[i] == '+';
}

/* NSS checks values ("C" has two letters); "*" gets past as a string in DER. */
#define STAR_AS_DER "=#13012A"

/* ",," once stood for a comma inside a value. */
static struct diag *to_nss_text(struct view text, char *buf, size_t cap)
{
	struct text out = text_make(buf, cap);
	bool quoted = false;

	if (text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL)
		return diag_new("the distinguished name has a NUL byte");
	for (size_t i = 0; i < text.len; i++) {
		char c = (char)text.ptr[i];

		quoted ^= c == '"' && (i == 0 || text.ptr[i - 1] != '\\');
		if (!quoted && is_star(text, i)) {
			text_str(&out, STAR_AS_DER);
			i++;
			continue;
		}
		if (!quoted && c == ',' && i + 1 < text.len && text.ptr[i + 1] == ',') {
			text_char(&out, '\\');
			i++;
		}
		text_char(&out, c);
	}
	return out.cut ? diag_new("the distinguished name is longer than %zu characters", cap - 1)
		       : NULL;
}

static bool encode(CERTName *name, struct bytes *der)
{
	SECItem *item = SEC_ASN1EncodeItem(NULL, NULL, name, SEC_ASN1_GET(CERT_NameTemplate));
	bool ok =
		item != NULL && item->len > 0 && bytes_copy(der, view_make(item->data, item->len));

	SECITEM_FreeItem(item, PR_TRUE);
	return ok;
}

struct diag *dn_parse(struct view text, struct bytes *der)
{
	char buf[DN_TEXT_MAX];
	struct diag *d = to_nss_text(text, buf, sizeof(buf));
	CERTName *name;
	bool ok;

	if (d != NULL)
		return d;
	name = SECOID_Init() == SECSuccess ? CERT_AsciiToName(buf) : NULL;
	if (name == NULL)
		return diag_new(
			"\"%.200s\" is not a distinguished name such as C=CA, O=Example, CN=west",
			buf);
	reverse(name->rdns);
	ok = encode(name, der);
	CERT_DestroyName(name);
	if (!ok)
		return diag_new("out of memory");
	if (dn_is_valid(bytes_view(der)))
		return NULL;
	bytes_fini(der);	/* an OID whose value is not the hexadecimal text of its DER */
	return diag_new("\"%.200s\" has an attribute value that cannot be encoded", buf);
}

static void print_rdn_text(struct text *t, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c >= 0x7f)
			text_add(t, "\\%02X", c);
		else
			text_char(t, (char)c);
	}
}

static void print_rdn(struct text *t, CERTName *name)
{
	char *s = CERT_NameToAscii(name);

	/* The readable form shortens long values to "...", and shows an attribute that NSS cannot
	 * name in a way that cannot be read back. */
	if (s != NULL && (strstr(s, "OID.") != NULL || strstr(s, "...") != NULL)) {
		PORT_Free(s);
		s = CERT_NameToAsciiInvertible(name, CERT_N2A_STRICT);
	}
	print_rdn_text(t, s == NULL ? "?" : s);
	PORT_Free(s);
}

void dn_print(struct text *t, struct view der)
{
	DN_AUTO dn;

	if (!dn_decode(der, &dn)) {
		text_str(t, "@~");
		text_hex(t, der);
		return;
	}
	for (size_t i = 0; dn.name.rdns != NULL && dn.name.rdns[i] != NULL; i++) {
		CERTRDN *one[2] = { dn.name.rdns[i], NULL };
		CERTName name = { .arena = dn.arena, .rdns = one };

		if (i > 0)
			text_str(t, ", ");
		print_rdn(t, &name);
	}
}

static bool same_text(const SECItem *a, const SECItem *b)
{
	return a->len == b->len &&
	       strncasecmp((const char *)a->data, (const char *)b->data, a->len) == 0;
}

/* Values are compared as text, since the same text may be coded as one of several string types. */
static bool value_matches(const CERTAVA *a, const CERTAVA *pattern, unsigned *wildcards)
{
	SECItem *va, *vp;
	bool star, same;

	if (SECITEM_ItemsAreEqual(&a->value, &pattern->value))
		return true;
	va = CERT_DecodeAVAValue(&a->value);
	vp = CERT_DecodeAVAValue(&pattern->value);
	star = vp != NULL && vp->len == 1 && vp->data[0] == '*';
	same = va != NULL && vp != NULL && same_text(va, vp);
	if (star)
		(*wildcards)++;
	SECITEM_FreeItem(va, PR_TRUE);
	SECITEM_FreeItem(vp, PR_TRUE);
	return star || same;
}

/* The attributes of one RDN are a set: PATTERN's may come in any order. */
static bool rdn_matches(const CERTRDN *a, const CERTRDN *pattern, unsigned *wildcards)
{
	size_t nr_a = 0, nr_p = 0;

	while (a->avas != NULL && a->avas[nr_a] != NULL)
		nr_a++;
	while (pattern->avas != NULL && pattern->avas[nr_p] != NULL)
		nr_p++;
	if (nr_a != nr_p)
		return false;
	for (size_t i = 0; i < nr_p; i++) {
		bool found = false;

		for (size_t j = 0; j < nr_a && !found; j++) {
			found = SECITEM_ItemsAreEqual(&a->avas[j]->type, &pattern->avas[i]->type) &&
				value_matches(a->avas[j], pattern->avas[i], wildcards);
		}
		if (!found)
			return false;
	}
	return true;
}

bool dn_matches(struct view der, struct view pattern, unsigned *wildcards)
{
	DN_AUTO a, p;
	bool ok;
	size_t i = 0;

	*wildcards = 0;
	/* Both are decoded before the test, because both are cleaned up. */
	ok = dn_decode(der, &a);
	ok = dn_decode(pattern, &p) && ok;
	if (!ok || a.name.rdns == NULL || p.name.rdns == NULL)
		return false;
	for (; a.name.rdns[i] != NULL && p.name.rdns[i] != NULL; i++) {
		if (!rdn_matches(a.name.rdns[i], p.name.rdns[i], wildcards))
			return false;
	}
	return i > 0 && a.name.rdns[i] == NULL && p.name.rdns[i] == NULL;
}
