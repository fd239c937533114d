/* SPDX-License-Identifier: ISC
 *
 * proposal_parse.c - "aes256-sha2;dh21, aes_gcm" -> proposals (ipsec-conf.md 4.4, IKEv2).
 *
 * May use:   base, crypt's descriptors.
 * Must not:  know connections: what pfs= and esn= do to a set is for the caller.
 *
 * A hyphen both separates fields and stands for an underscore in names
 * ("aes-gcm-16-128-sha2-256-dh19"), so at each place the longest run of words that makes a name is
 * taken.
 */
#include <string.h>
#include <strings.h>

#include "proposal_priv.h"

#define WORDS_MAX 48		/* in one proposal */
#define JOIN_MAX 5		/* words that can make up one name */
#define SHOWN 48		/* characters of a bad word that a message shows */

struct parser {
	struct proposal_set *set;
	const struct alg_support *support;
	struct proposal p;		/* the proposal at hand */
	bool filled[FIELDS];		/* something was written there */
	bool integ_none;		/* "none" was written for integrity */
};

struct word {
	struct view text;
	bool also;			/* "+" in front: same field as the word before */
};

static const char *protocol_word(const struct parser *ps)
{
	return ps->set->protocol == V2_PROTO_IKE  ? "IKE"
	       : ps->set->protocol == V2_PROTO_AH ? "AH"
						  : "ESP";
}

static int shown(struct view v)
{
	return (int)(v.len < SHOWN ? v.len : SHOWN);
}

static bool has_field(const struct parser *ps, enum field f)
{
	switch (f) {
	case FIELD_ENCR:
		return ps->set->protocol != V2_PROTO_AH;
	case FIELD_PRF:
		return ps->set->protocol == V2_PROTO_IKE;
	case FIELD_INTEG:
	case FIELD_KE:
		return true;
	case FIELD_SN:
		return ps->set->protocol != V2_PROTO_IKE;
	case FIELDS:
		break;
	}
	return false;
}

static struct diag *not_supported(const struct parser *ps, enum field f, struct view word)
{
	return diag_new("%s %s algorithm \"%.*s\" is not supported", protocol_word(ps),
			field_name(f), shown(word), (const char *)word.ptr);
}

static struct diag *bad_key_length(const struct parser *ps, struct view word)
{
	return diag_new("%s encryption algorithm \"%.*s\" does not have this key length",
			protocol_word(ps), shown(word), (const char *)word.ptr);
}

static struct diag *unknown(const struct parser *ps, enum field first, enum field last,
			    struct view word)
{
	const char *removed = name_removed(word), *near = NULL;

	if (removed != NULL)
		return diag_new("%s algorithm \"%.*s\" %s", protocol_word(ps), shown(word),
				(const char *)word.ptr, removed);
	for (enum field f = first; f <= last && near == NULL; f++) {
		struct lookup_result r;

		if (!has_field(ps, f) || ps->filled[f])
			continue;
		if (f != first && name_lookup(f, word, &r) == LOOKUP_OK)
			return diag_new("%s %s algorithm is missing before \"%.*s\"",
					protocol_word(ps), field_name(first), shown(word),
					(const char *)word.ptr);
		near = name_near(f, word);
	}
	if (near == NULL)
		return diag_new("%s %s algorithm \"%.*s\" is not known", protocol_word(ps),
				field_name(first), shown(word), (const char *)word.ptr);
	return diag_new("%s %s algorithm \"%.*s\" is not known, did you mean \"%s\"?",
			protocol_word(ps), field_name(first), shown(word), (const char *)word.ptr,
			near);
}

static struct diag *full(enum field f)
{
	return diag_new("more than %d %s algorithms in one proposal", PROPOSAL_TRANSFORMS_MAX,
			field_name(f));
}

/* Without a key length a cipher stands for its two usual ones (AES: 256 and 128). */
static bool add_encr(struct proposal_list *l, const struct lookup_result *r)
{
	const struct encr_alg *alg = encr_alg_find(r->id);

	if (r->key_bits != 0 || alg == NULL || alg->fixed_key)
		return list_add(l, r->id, r->key_bits);
	return list_add(l, r->id, alg->key_bits[0]) &&
	       (alg->key_bits[1] == 0 || list_add(l, r->id, alg->key_bits[1]));
}

static struct diag *add(struct parser *ps, enum field f, struct view word,
			const struct lookup_result *r)
{
	struct proposal_list *l = proposal_field(&ps->p, f);

	if (!alg_usable(ps->set->protocol, f, r->id, ps->support))
		return not_supported(ps, f, word);
	ps->filled[f] = true;
	if (f == FIELD_INTEG && r->id == INTEG_NONE) {
		ps->integ_none = true;
		return NULL;
	}
	if (f == FIELD_ENCR ? !add_encr(l, r) : !list_add(l, r->id, r->key_bits))
		return full(f);
	return NULL;
}

/* Tries FIELD for the longest run of WORDS; *USED = 0: no name of this field starts here. */
static struct diag *try_field(struct parser *ps, enum field f, const struct word *words, size_t nr,
			      size_t *used)
{
	size_t longest = 1;

	while (longest < nr && longest < JOIN_MAX && !words[longest].also)
		longest++;
	*used = 0;
	for (size_t n = longest; n > 0; n--) {
		const uint8_t *end = words[n - 1].text.ptr + words[n - 1].text.len;
		struct view text = view_make(words[0].text.ptr, (size_t)(end - words[0].text.ptr));
		struct lookup_result r;

		switch (name_lookup(f, text, &r)) {
		case LOOKUP_OK:
			*used = n;
			return add(ps, f, text, &r);
		case LOOKUP_KEY_LENGTH:
			return bad_key_length(ps, text);
		case LOOKUP_UNKNOWN:
			break;
		}
	}
	return NULL;
}

/* Which fields may come next?  Encryption is first; the rest in order, but PRF may follow
 * integrity. */
static bool may_follow(const struct parser *ps, enum field f)
{
	if (!has_field(ps, f) || ps->filled[f])
		return false;
	if (f != FIELD_ENCR && has_field(ps, FIELD_ENCR) && !ps->filled[FIELD_ENCR])
		return false;
	return !ps->filled[FIELD_KE];
}

static struct diag *next_field(struct parser *ps, const struct word *words, size_t nr,
			       enum field *last, size_t *used)
{
	enum field first = FIELDS;

	for (enum field f = FIELD_ENCR; f <= FIELD_KE; f++) {
		struct diag *d;

		if (!may_follow(ps, f))
			continue;
		if (first == FIELDS)
			first = f;
		d = try_field(ps, f, words, nr, used);
		if (d != NULL)
			return d;
		if (*used > 0) {
			*last = f;
			return NULL;
		}
	}
	if (first == FIELDS)
		return diag_new(
			"\"%.*s\" is too much: all fields of the proposal are there already",
			shown(words[0].text), (const char *)words[0].text.ptr);
	return unknown(ps, first, FIELD_KE, words[0].text);
}

static struct diag *parse_words(struct parser *ps, const struct word *words, size_t nr)
{
	enum field last = FIELDS;
	size_t at = 0, used = 0;

	while (at < nr) {
		struct diag *d;

		if (words[at].also) {
			d = try_field(ps, last, words + at, nr - at, &used);
			if (d == NULL && used == 0) {
				ps->filled[last] = false; /* so that its names are looked at */
				return unknown(ps, last, last, words[at].text);
			}
		} else {
			d = next_field(ps, words + at, nr - at, &last, &used);
		}
		if (d != NULL)
			return d;
		at += used;
	}
	return NULL;
}

/* Splits at '-' and '+'. */
static struct diag *split_words(struct view text, struct word *words, size_t *nr)
{
	bool also = false;

	*nr = 0;
	for (size_t at = 0; at <= text.len;) {
		size_t len = 0;

		while (at + len < text.len && text.ptr[at + len] != '-' &&
		       text.ptr[at + len] != '+')
			len++;
		if (len == 0)
			return diag_new("\"%.*s\" has an empty field", shown(text),
					(const char *)text.ptr);
		if (*nr == WORDS_MAX)
			return diag_new("a proposal has more than %d words", WORDS_MAX);
		words[(*nr)++] = (struct word){ view_slice(text, at, len), also };
		also = at + len < text.len && text.ptr[at + len] == '+';
		at += len + 1;
	}
	return NULL;
}

static const struct name type_rows[] = {
	{ FIELD_ENCR, "encrypt" }, { FIELD_ENCR, "encr" }, { FIELD_PRF, "prf" },
	{ FIELD_INTEG, "integ" },  { FIELD_KE, "ke" },     { FIELD_KE, "dh" },
	{ FIELD_SN, "sn" },        { FIELD_SN, "esn" },
};
static const struct names type_names = NAMES("transform type", type_rows);

/* NAME+NAME for FIELD; a name can have hyphens. */
static struct diag *parse_list(struct parser *ps, enum field f, struct view list)
{
	for (size_t at = 0; at <= list.len;) {
		struct lookup_result r;
		struct diag *d = NULL;
		struct view word;
		size_t len = 0;

		while (at + len < list.len && list.ptr[at + len] != '+')
			len++;
		word = view_slice(list, at, len);
		if (len == 0)
			return diag_new("a name is missing after \";\", \"=\" or \"+\"");
		switch (name_lookup(f, word, &r)) {
		case LOOKUP_OK:
			d = add(ps, f, word, &r);
			break;
		case LOOKUP_KEY_LENGTH:
			d = bad_key_length(ps, word);
			break;
		case LOOKUP_UNKNOWN:
			ps->filled[f] = false;
			d = unknown(ps, f, f, word);
			break;
		}
		if (d != NULL)
			return d;
		at += len + 1;
	}
	return NULL;
}

/* Behind a ";": "KE" or "TYPE=NAME". */
static struct diag *parse_extra(struct parser *ps, struct view text)
{
	const uint8_t *equal = text.len == 0 ? NULL : memchr(text.ptr, '=', text.len);
	unsigned f = FIELD_KE;
	struct view type;

	if (equal == NULL) {
		if (ps->filled[FIELD_KE])
			return diag_new("\"%.*s\" is a second key exchange", shown(text),
					(const char *)text.ptr);
		return parse_list(ps, FIELD_KE, text);
	}
	type = view_make(text.ptr, (size_t)(equal - text.ptr));
	if (type.len == 6 && strncasecmp((const char *)type.ptr, "addke", 5) == 0)
		return diag_new("additional key exchanges (\"%.*s\") are not supported",
				shown(type), (const char *)type.ptr);
	if (!name_parse(&type_names, type, &f))
		return diag_new(
			"\"%.*s\" is not a transform type; use encrypt, prf, integ, ke or sn",
			shown(type), (const char *)type.ptr);
	if (!has_field(ps, (enum field)f))
		return diag_new("%s proposals have no %s", protocol_word(ps),
				field_name((enum field)f));
	return parse_list(ps, (enum field)f, view_slice(text, type.len + 1, text.len));
}

static bool from_list(enum field f, const struct parser *ps, const struct proposal_list *from,
		      struct proposal_list *to)
{
	for (size_t i = 0; i < from->nr; i++) {
		uint16_t id = from->items[i].id;

		id = f == FIELD_PRF ? prf_of_integ(id) : integ_of_prf(id);
		if (id == 0 || !alg_usable(ps->set->protocol, f, id, ps->support) ||
		    !list_add(to, id, 0))
			return false;
	}
	return to->nr > 0;
}

/* One cipher list cannot be both: the integrity transform belongs to all of it (RFC 5282 8). */
static struct diag *check_encr(const struct parser *ps)
{
	const struct proposal_list *l = &ps->p.encr;

	if (!has_field(ps, FIELD_ENCR))
		return NULL;
	if (l->nr == 0)
		return diag_new("%s proposal without encryption", protocol_word(ps));
	for (size_t i = 1; i < l->nr; i++) {
		if (encr_alg_find(l->items[i].id)->aead != encr_alg_find(l->items[0].id)->aead)
			return diag_new("AEAD and non-AEAD encryption cannot be in one proposal");
	}
	return NULL;
}

static struct diag *finish_integ(struct parser *ps)
{
	struct proposal *p = &ps->p;
	const char *cipher = p->encr.nr == 0 ? "" : encr_alg_find(p->encr.items[0].id)->name;

	if (ps->integ_none && p->integ.nr > 0)
		return diag_new("integrity cannot be both none and an algorithm");
	if (proposal_is_aead(p)) {
		if (p->integ.nr > 0)
			return diag_new("%s is AEAD: integrity must be none", cipher);
		return NULL;
	}
	if (ps->integ_none)
		return diag_new("%s %s%sneeds integrity", protocol_word(ps), cipher,
				*cipher ? " " : "");
	if (p->integ.nr > 0)
		return NULL;
	if (ps->filled[FIELD_PRF])
		return from_list(FIELD_INTEG, ps, &p->prf, &p->integ) ?
			       NULL :
			       diag_new("no integrity algorithm goes with this PRF; name one");
	return defaults_integ(ps->set->protocol, &p->integ, ps->support) ?
		       NULL :
		       diag_new("none of the default integrity algorithms is supported");
}

static struct diag *finish_ike(struct parser *ps)
{
	struct proposal *p = &ps->p;

	if (p->prf.nr == 0 && ps->filled[FIELD_INTEG] && !ps->integ_none &&
	    !from_list(FIELD_PRF, ps, &p->integ, &p->prf))
		return diag_new("no PRF goes with this integrity algorithm; name one");
	if (p->prf.nr == 0 && !defaults_prf(&p->prf, ps->support))
		return diag_new("none of the default PRFs is supported");
	if (list_has(&p->ke, KE_NONE, 0))
		return diag_new("IKE key exchange cannot be none");
	if (p->ke.nr == 0 && !defaults_ke(&p->ke, ps->support))
		return diag_new("none of the default key exchanges is supported");
	return NULL;
}

static struct diag *finish_child(struct parser *ps)
{
	struct proposal *p = &ps->p;

	if (p->ke.nr > (list_has(&p->ke, KE_NONE, 0) ? 2 : 1))
		return diag_new("%s proposals can have only one key exchange", protocol_word(ps));
	if (p->sn.nr == 0)
		defaults_sn(&p->sn);
	return NULL;
}

static struct diag *finish(struct parser *ps)
{
	struct diag *d = check_encr(ps);

	if (d == NULL)
		d = finish_integ(ps);
	if (d != NULL)
		return d;
	d = ps->set->protocol == V2_PROTO_IKE ? finish_ike(ps) : finish_child(ps);
	if (d != NULL)
		return d;
	if (ps->set->nr >= PROPOSAL_MAX)
		return diag_new("more than %d proposals", PROPOSAL_MAX);
	return proposal_set_add(ps->set, &ps->p) ? NULL : diag_new("out of memory");
}

static size_t span_until(struct view v, const char *stops)
{
	size_t n = 0;

	while (n < v.len && (v.ptr[n] == '\0' || strchr(stops, v.ptr[n]) == NULL))
		n++;
	return n;
}

static struct diag *parse_one(struct parser *ps, struct view text)
{
	size_t len = span_until(text, ";"), nr = 0;
	struct word words[WORDS_MAX];
	struct diag *d = NULL;

	if (len > 0) {
		d = split_words(view_slice(text, 0, len), words, &nr);
		if (d == NULL)
			d = parse_words(ps, words, nr);
	}
	while (d == NULL && len < text.len) {
		text = view_slice(text, len + 1, text.len);
		len = span_until(text, ";");
		d = parse_extra(ps, view_slice(text, 0, len));
	}
	return d == NULL ? finish(ps) : d;
}

/* PFS: all proposals of a child have the same key exchange, or none has one. */
static struct diag *check_child_ke(const struct proposal_set *s)
{
	for (size_t i = 1; s->protocol != V2_PROTO_IKE && i < s->nr; i++) {
		if (!list_eq(&s->items[0].ke, &s->items[i].ke))
			return diag_new("all %s proposals must have the same key exchange, or none",
					s->protocol == V2_PROTO_AH ? "AH" : "ESP");
	}
	return NULL;
}

static struct diag *parse_set(struct view text, const struct alg_support *support,
			      struct proposal_set *s)
{
	bool comma = true;	/* one may not be followed by another */

	while (text.len > 0) {
		struct parser ps = { .set = s, .support = support };
		size_t len = span_until(text, ", \t");
		struct diag *d;

		if (len == 0) {
			if (text.ptr[0] == ',' && comma)
				return diag_new("a proposal is empty");
			comma |= text.ptr[0] == ',';
			text = view_slice(text, 1, text.len);
			continue;
		}
		comma = false;
		d = parse_one(&ps, view_slice(text, 0, len));
		if (d != NULL)
			return d;
		text = view_slice(text, len, text.len);
	}
	return comma ? diag_new("a proposal is empty") : check_child_ke(s);
}

struct diag *proposal_parse(enum v2_protocol protocol, const char *text,
			    const struct alg_support *support, struct proposal_set *out)
{
	struct diag *d;

	*out = (struct proposal_set){ .protocol = protocol };
	if (protocol != V2_PROTO_IKE && protocol != V2_PROTO_ESP && protocol != V2_PROTO_AH)
		return diag_new("there are no proposals for protocol %d", (int)protocol);
	if (text == NULL || *text == '\0')
		d = defaults_set(out, support);
	else if (*text == '!')
		d = diag_new("\"!\" is not supported");
	else
		d = parse_set(view_str(text), support, out);
	if (d != NULL) {
		proposal_set_fini(out);
		out->protocol = protocol;
	}
	return d;
}
