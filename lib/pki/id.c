/* SPDX-License-Identifier: ISC
 *
 * id.c - IKE identities: text, ID payload, matching (ipsec-conf.md 4.2, RFC 7296 3.5).
 *
 * May use:   base, net, the numbers of wire, dn.
 * Must not:  resolve names: an identity is what is written, or the caller resolves it first.
 */
#include "pki/id.h"

#include <string.h>
#include <strings.h>

#include "dn_priv.h"

#define WILDCARDS_ALL 1000	/* %any is looser than any distinguished name */

static bool is_word(struct view v, const char *word)
{
	return v.len == strlen(word) && strncasecmp((const char *)v.ptr, word, v.len) == 0;
}

static struct diag *set(struct id *out, uint8_t type, struct view data)
{
	if (data.len == 0 && type != ID_NULL)
		return diag_new("the identity is empty");
	if (data.len > ID_DATA_MAX)
		return diag_new("the identity is longer than %d bytes", ID_DATA_MAX);
	if (!bytes_copy(&out->data, data))
		return diag_new("out of memory");
	out->special = ID_IS_ID;
	out->type = type;
	return NULL;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "0x" may come first; an odd number of digits is an error. */
static struct diag *hex_bytes(struct view text, struct bytes *out)
{
	if (text.len >= 2 && text.ptr[0] == '0' && (text.ptr[1] | 0x20) == 'x')
		text = view_slice(text, 2, text.len);
	if (text.len == 0 || text.len % 2 != 0)
		return diag_new("the hexadecimal identity needs two digits for each byte");
	if (text.len / 2 > ID_DATA_MAX)
		return diag_new("the identity is longer than %d bytes", ID_DATA_MAX);
	if (!bytes_alloc(out, text.len / 2))
		return diag_new("out of memory");
	for (size_t i = 0; i < out->len; i++) {
		int hi = hex_digit(text.ptr[2 * i]), lo = hex_digit(text.ptr[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return diag_new(
				"the identity has a character that is not a hexadecimal digit");
		out->ptr[i] = (uint8_t)(hi * 16 + lo);
	}
	return NULL;
}

static struct diag *parse_hex(struct view text, uint8_t type, struct id *out)
{
	struct bytes data = { NULL, 0 };
	struct diag *d = hex_bytes(text, &data);

	if (d == NULL && type == ID_DER_ASN1_DN && !dn_is_valid(bytes_view(&data)))
		d = diag_new("the bytes are not a distinguished name");
	if (d != NULL) {
		bytes_fini(&data);
		return d;
	}
	bytes_take(&out->data, &data);
	out->special = ID_IS_ID;
	out->type = type;
	return NULL;
}

/* Controls have no place in a name; a NUL could make two readers see two names (RFC 7296 3.5). */
static bool is_clean(struct view v)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.ptr[i] < 0x20 || v.ptr[i] == 0x7f)
			return false;
	}
	return v.len > 0;
}

static struct diag *parse_name(struct view text, uint8_t type, struct id *out)
{
	if (text.len == 0)
		return diag_new("the identity is empty");
	if (!is_clean(text))
		return diag_new("the identity has a control character");
	return set(out, type, text);
}

/* Behind the "@". */
static struct diag *parse_at(struct view rest, struct id *out)
{
	uint8_t first = rest.len > 0 ? rest.ptr[0] : 0;

	if (first == '#')
		return parse_hex(view_slice(rest, 1, rest.len), ID_KEY_ID, out);
	if (first == '~')
		return parse_hex(view_slice(rest, 1, rest.len), ID_DER_ASN1_DN, out);
	if (first != '[')
		return parse_name(rest, ID_FQDN, out);
	if (rest.ptr[rest.len - 1] != ']')
		return diag_new("the identity lacks its closing \"]\"");
	return set(out, ID_KEY_ID, view_slice(rest, 1, rest.len - 2));
}

static struct diag *parse_dn(struct view text, struct id *out)
{
	struct diag *d = dn_parse(text, &out->data);

	if (d != NULL)
		return d;
	out->special = ID_IS_ID;
	out->type = ID_DER_ASN1_DN;
	return NULL;
}

static bool parse_special(struct view text, struct id *out)
{
	if (is_word(text, "%any") || is_word(text, "%any4") || is_word(text, "%any6"))
		out->special = ID_ANY;
	else if (is_word(text, "%none"))
		out->special = ID_NONE;
	else if (is_word(text, "%fromcert"))
		out->special = ID_FROM_CERT;
	else if (is_word(text, "%null"))
		out->type = ID_NULL;
	else
		return false;
	return true;
}

struct diag *id_parse(struct view text, struct id *out)
{
	const uint8_t *at = text.len == 0 ? NULL : memchr(text.ptr, '@', text.len);
	struct address a;

	*out = (struct id){ .special = ID_IS_ID };
	if (text.len == 0)
		return diag_new("the identity is empty");
	if (parse_special(text, out))
		return NULL;
	if (memchr(text.ptr, '=', text.len) != NULL)
		return parse_dn(view_slice(text, text.ptr[0] == '@', text.len), out);
	if (at == text.ptr)
		return parse_at(view_slice(text, 1, text.len), out);
	if (at != NULL)
		return parse_name(text, ID_RFC822_ADDR, out);
	if (!address_parse(text, &a))
		return diag_new("\"%.*s\" is not an address; if it is meant as a name, write @%.*s",
				(int)(text.len < 100 ? text.len : 100), (const char *)text.ptr,
				(int)(text.len < 100 ? text.len : 100), (const char *)text.ptr);
	if (address_is_any(a)) {
		out->special = ID_ANY;
		return NULL;
	}
	return id_from_address(a, out) ? NULL : diag_new("out of memory");
}

bool id_from_address(struct address a, struct id *out)
{
	*out = (struct id){ .special = ID_IS_ID };
	if (!address_is_set(a) || !bytes_copy(&out->data, address_view(&a)))
		return false;
	out->type = a.family == IP_V4 ? ID_IPV4_ADDR : ID_IPV6_ADDR;
	return true;
}

static bool payload_ok(uint8_t type, struct view data)
{
	switch (type) {
	case ID_IPV4_ADDR:
		return data.len == 4;
	case ID_IPV6_ADDR:
		return data.len == 16;
	case ID_FQDN:
	case ID_RFC822_ADDR:
		return is_clean(data);
	case ID_DER_ASN1_DN:
		return dn_is_valid(data);
	case ID_DER_ASN1_GN:
	case ID_KEY_ID:
		return data.len > 0;
	case ID_NULL:
		return true;
	default:		/* a number from the wire, not an enum value */
		return false;
	}
}

bool id_from_payload(uint8_t type, struct view data, struct id *out)
{
	*out = (struct id){ .special = ID_IS_ID, .type = type };
	if (data.len > ID_DATA_MAX || !payload_ok(type, data))
		return false;
	if (type == ID_NULL)	/* RFC 7619 2.2: the data is to be ignored */
		return true;
	return bytes_copy(&out->data, data);
}

bool id_copy(struct id *out, const struct id *from)
{
	*out = (struct id){ .special = from->special, .type = from->type };
	return from->data.len == 0 || bytes_copy(&out->data, bytes_view(&from->data));
}

void id_fini(struct id *id)
{
	bytes_fini(&id->data);
	*id = (struct id){ .special = ID_NONE };
}

static void print_hex(struct text *t, const char *prefix, struct view data)
{
	text_str(t, prefix);
	text_hex(t, data);
}

/* Would the text be read back as this identity?  A peer must not look like another kind in a log.
 */
static bool is_plain(uint8_t type, struct view data)
{
	const uint8_t *at = memchr(data.ptr, '@', data.len);

	if (memchr(data.ptr, '=', data.len) != NULL)
		return false;
	if (type == ID_RFC822_ADDR)
		return at != NULL && at != data.ptr;
	return strchr("#~[", data.ptr[0]) == NULL;
}

static void print_number(struct text *t, const struct id *id)
{
	text_add(t, "ID type %u ", id->type);
	print_hex(t, "0x", bytes_view(&id->data));
}

static void print_name(struct text *t, const struct id *id)
{
	struct view data = bytes_view(&id->data);

	if (data.len == 0 || !is_plain(id->type, data)) {
		print_number(t, id);
		return;
	}
	if (id->type == ID_FQDN)
		text_char(t, '@');
	text_safe(t, data);
}

static void print_id(struct text *t, const struct id *id)
{
	struct view data = bytes_view(&id->data);
	struct address a;

	switch (id->type) {
	case ID_IPV4_ADDR:
	case ID_IPV6_ADDR:
		if (address_from_bytes(data, &a))
			address_print(t, a);
		return;
	case ID_FQDN:
	case ID_RFC822_ADDR:
		print_name(t, id);
		return;
	case ID_DER_ASN1_DN:
		dn_print(t, data);
		return;
	case ID_KEY_ID:
		print_hex(t, "@#0x", data);
		return;
	case ID_NULL:
		text_str(t, "%null");
		return;
	default:
		print_number(t, id);
	}
}

void id_print(struct text *t, const struct id *id)
{
	switch (id->special) {
	case ID_IS_ID:
		print_id(t, id);
		return;
	case ID_NONE:
		text_str(t, "%none");
		return;
	case ID_ANY:
		text_str(t, "%any");
		return;
	case ID_FROM_CERT:
		text_str(t, "%fromcert");
		return;
	}
}

static struct view without_dot(const struct bytes *b)
{
	struct view v = bytes_view(b);

	if (v.len > 1 && v.ptr[v.len - 1] == '.')
		v.len--;
	return v;
}

static bool name_eq(const struct id *a, const struct id *b)
{
	struct view va = without_dot(&a->data), vb = without_dot(&b->data);

	return va.len == vb.len && va.len > 0 &&
	       strncasecmp((const char *)va.ptr, (const char *)vb.ptr, va.len) == 0;
}

bool id_eq(const struct id *a, const struct id *b)
{
	unsigned wildcards;

	if (a->special != b->special)
		return false;
	if (a->special != ID_IS_ID)
		return true;
	if (a->type != b->type)
		return false;
	if (view_eq(bytes_view(&a->data), bytes_view(&b->data)))
		return true;
	if (a->type == ID_FQDN || a->type == ID_RFC822_ADDR)
		return name_eq(a, b);
	/* As a pattern "*" would match too much here: an identity is not a wildcard. */
	return a->type == ID_DER_ASN1_DN &&
	       dn_matches(bytes_view(&a->data), bytes_view(&b->data), &wildcards) && wildcards == 0;
}

bool id_matches(const struct id *peer, const struct id *configured, unsigned *wildcards)
{
	unsigned unused;

	if (wildcards == NULL)
		wildcards = &unused;
	*wildcards = 0;
	if (configured->special == ID_ANY || configured->special == ID_NONE) {
		*wildcards = WILDCARDS_ALL;
		return true;
	}
	if (peer->special != ID_IS_ID || configured->special != ID_IS_ID)
		return false;
	if (peer->type == ID_DER_ASN1_DN && configured->type == ID_DER_ASN1_DN)
		return dn_matches(bytes_view(&peer->data), bytes_view(&configured->data),
				  wildcards);
	return id_eq(peer, configured);
}

size_t id_key(const struct id *id, uint8_t *out, size_t cap)
{
	struct view v = without_dot(&id->data);
	size_t n = 0;

	if (cap < 2)
		return 0;
	out[n++] = (uint8_t)id->special;
	if (id->special != ID_IS_ID)
		return n;
	out[n++] = id->type;
	/* Equal DNs can have different bytes: they share one key. */
	if (id->type == ID_DER_ASN1_DN)
		return n;
	for (size_t i = 0; i < v.len && n < cap; i++) {
		uint8_t c = v.ptr[i];
		bool fold =
			(id->type == ID_FQDN || id->type == ID_RFC822_ADDR) && c >= 'A' && c <= 'Z';

		out[n++] = fold ? c | 0x20 : c;
	}
	return n;
}
