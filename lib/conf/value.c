/* SPDX-License-Identifier: ISC
 *
 * value.c - scalar values of settings: booleans, numbers, words, durations, marks.
 *
 * May use:   base.
 * Must not:  know which connection a value belongs to; value_net.c has addresses and selectors.
 */
#include "conf/value.h"

#include <string.h>
#include <strings.h>

#include "base/checked.h"
#include "conf/words.h"

/* Words that exist, but name something that is not built: the sentence is worth more than
 * "unknown". */
static const struct {
	const char *keyword;
	unsigned value;
	const char *why;
} unbuilt[] = {
	{ "ikev1-policy", WORD_V1_ACCEPT, "IKEv1 is not part of this version; use drop or reject" },
	{ "keyexchange", WORD_IKEV1, "IKEv1 is not part of this version; use ikev2" },
	{ "ikev2", WORD_IKEV1, "IKEv1 is not part of this version; remove the line" },
};

struct diag *value_bool(const char *s, bool *out)
{
	unsigned v;

	if (!name_parse(&word_bool, view_str(s), &v))
		return diag_new("\"%.64s\" is neither yes nor no", s);
	*out = v != 0;
	return NULL;
}

/* Digits at *S, which is moved behind them. */
static struct diag *digits(const char **s, uint64_t *out)
{
	const char *p = *s;
	uint64_t n = 0;

	if (*p < '0' || *p > '9')
		return diag_new("\"%.64s\" is not a number", *s);
	for (; *p >= '0' && *p <= '9'; p++) {
		if (!checked_mul(n, 10, &n) || !checked_add(n, (uint64_t)(*p - '0'), &n))
			return diag_new("%.64s is too large", *s);
	}
	*s = p;
	*out = n;
	return NULL;
}

/* K may be NULL: no range. */
static struct diag *in_range(const struct keyword *k, const char *s, uint64_t n, const char *unit)
{
	if (k == NULL || (n >= k->min && (k->max == 0 || n <= k->max)))
		return NULL;
	if (k->max == 0)
		return diag_new("%.64s is less than %llu%s", s, (unsigned long long)k->min, unit);
	return diag_new("%.64s is not in the range %llu%s..%llu%s", s, (unsigned long long)k->min,
			unit, (unsigned long long)k->max, unit);
}

struct diag *value_uint(const struct keyword *k, const char *s, uint64_t *out)
{
	const char *p = s;
	struct diag *d = digits(&p, out);

	if (d != NULL)
		return d;
	if (*p != '\0')
		return diag_new("\"%.64s\" is not a number", s);
	return in_range(k, s, *out, "");
}

static struct diag *unknown_word(const struct names *n, const char *s)
{
	const char *near = name_nearest(n, view_str(s));

	if (near != NULL)
		return diag_new("\"%.64s\" is not known, did you mean \"%s\"?", s, near);
	return diag_new("\"%.64s\" is not a known %s", s, n->what);
}

struct diag *value_enum(const struct keyword *k, const char *s, unsigned *out)
{
	if (k->values == NULL)
		return diag_new("this keyword has no words as values");
	if (!name_parse(k->values, view_str(s), out))
		return unknown_word(k->values, s);
	for (size_t i = 0; i < sizeof(unbuilt) / sizeof(unbuilt[0]); i++) {
		if (strcmp(unbuilt[i].keyword, k->name) == 0 && unbuilt[i].value == *out)
			return diag_new("%s", unbuilt[i].why);
	}
	return NULL;
}

struct diag *value_duration(const struct keyword *k, const char *s, struct duration *out)
{
	bool ms = k != NULL && k->type == VALUE_DURATION_MS;

	if (!duration_parse(view_str(s), ms ? 1000 : US_PER_S, out))
		return diag_new("\"%.64s\" is not a duration such as 30s, 500ms or 8h", s);
	if (k == NULL)
		return NULL;
	if (out->us < (int64_t)k->min * US_PER_S)
		return diag_new("%.64s is less than %llus", s, (unsigned long long)k->min);
	if (k->max != 0 && out->us > (int64_t)k->max * US_PER_S)
		return diag_new("%.64s is more than %llus", s, (unsigned long long)k->max);
	return NULL;
}

struct diag *value_percent(const char *s, unsigned *out)
{
	const char *p = s;
	uint64_t n;
	struct diag *d = digits(&p, &n);

	if (d != NULL)
		return d;
	if (strcmp(p, "%") != 0)
		return diag_new("\"%.64s\" is not a number followed by %%", s);
	if (n > 100000)
		return diag_new("%.64s is too large", s);
	*out = (unsigned)n;
	return NULL;
}

/* 0 for none, 10 for Ki ...; BYTES: "KiB", else "Ki". -1: not a unit. */
static int unit_shift(const char *unit, bool bytes)
{
	static const char prefixes[] = "kmgtpe";
	const char *at;

	if (*unit == '\0')
		return 0;
	at = strchr(prefixes, unit[0] | 0x20);
	if (at == NULL || strcasecmp(unit + 1, bytes ? "iB" : "i") != 0)
		return -1;
	return 10 * (int)(at - prefixes + 1);
}

struct diag *value_count(const struct keyword *k, const char *s, uint64_t *out)
{
	bool bytes = k != NULL && k->type == VALUE_BYTE_COUNT;
	const char *p = s;
	struct diag *d = digits(&p, out);
	int shift;

	if (d != NULL)
		return d;
	shift = unit_shift(p, bytes);
	if (shift < 0)
		return diag_new("\"%.64s\" is not a unit; use Ki%s, Mi%s, Gi%s, Ti%s, Pi%s or Ei%s",
				p, bytes ? "B" : "", bytes ? "B" : "", bytes ? "B" : "",
				bytes ? "B" : "", bytes ? "B" : "", bytes ? "B" : "");
	if (!checked_mul(*out, (uint64_t)1 << shift, out))
		return diag_new("%.64s is too large", s);
	return in_range(k, s, *out, "");
}

/* Decimal or 0x; ends at '\0' or '/'. *S is moved there. */
static bool mark_number(const char **s, uint32_t *out)
{
	const char *p = *s;
	unsigned base = 10, digit;
	uint64_t n = 0;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		p += 2;
	}
	if (*p == '\0' || *p == '/')
		return false;
	for (; *p != '\0' && *p != '/'; p++) {
		if (*p >= '0' && *p <= '9')
			digit = (unsigned)(*p - '0');
		else if (base == 16 && (*p | 0x20) >= 'a' && (*p | 0x20) <= 'f')
			digit = (unsigned)((*p | 0x20) - 'a' + 10);
		else
			return false;
		n = n * base + digit;
		if (n > UINT32_MAX)
			return false;
	}
	*s = p;
	*out = (uint32_t)n;
	return true;
}

struct diag *value_mark(const char *s, struct mark *out)
{
	const char *p = s;

	*out = (struct mark){ .set = true, .mask = UINT32_MAX };
	if (strncmp(p, "-1", 2) == 0) {
		out->unique = true;
		p += 2;
	} else if (!mark_number(&p, &out->value)) {
		return diag_new("\"%.64s\" is not a mark: VALUE[/MASK] of at most 32 bits, or -1",
				s);
	}
	if (*p == '/') {
		p++;
		if (!mark_number(&p, &out->mask))
			return diag_new("\"%.64s\" is not a mask of at most 32 bits", p);
	}
	if (*p != '\0')
		return diag_new("\"%.64s\" is not a mark: VALUE[/MASK], or -1", s);
	/* The kernel compares (packet mark & mask) with the value: it would never match. */
	if ((out->value & ~out->mask) != 0)
		return diag_new("mark 0x%x has bits outside its mask 0x%x", out->value, out->mask);
	return NULL;
}

bool value_next_word(const char **s, struct view *word)
{
	const char *p = *s;
	size_t len;

	p += strspn(p, ", \t");
	if (*p == '\0')
		return false;
	len = strcspn(p, ", \t");
	*word = view_make(p, len);
	*s = p + len;
	return true;
}

/* A word of debug= may be switched off by "no-". */
static struct diag *flag_word(const struct names *n, struct view word, unsigned *flags)
{
	bool off = word.len > 3 && strncasecmp((const char *)word.ptr, "no-", 3) == 0;
	struct view bare = off ? view_slice(word, 3, word.len) : word;
	unsigned bits;

	if (!name_parse(n, bare, &bits)) {
		const char *near = name_nearest(n, bare);

		return diag_new("\"%.*s\" is not a known %s%s%s%s",
				(int)(word.len < 64 ? word.len : 64), (const char *)word.ptr,
				n->what, near == NULL ? "" : ", did you mean \"",
				near == NULL ? "" : near, near == NULL ? "" : "\"?");
	}
	if (off)
		*flags &= ~bits;
	else
		*flags = bits == 0 ? 0 : *flags | bits;
	return NULL;
}

struct diag *value_flags(const struct keyword *k, const char *s, unsigned *out)
{
	struct diag *d = NULL;
	struct view word;

	*out = 0;
	if (k->values == NULL)
		return diag_new("this keyword has no words as values");
	while (d == NULL && value_next_word(&s, &word))
		d = flag_word(k->values, word, out);
	return d;
}

struct diag *value_authby(const char *s, unsigned *out)
{
	struct view word;

	*out = 0;
	if (strchr(s, '|') != NULL)
		return diag_new("\"%.64s\": separate the words by commas, not by \"|\"", s);
	while (value_next_word(&s, &word)) {
		unsigned bits = 0;
		struct diag *d = flag_word(&word_authby, word, &bits);

		if (d != NULL)
			return d;
		*out |= bits;
	}
	if (*out == 0)
		return diag_new("no authentication method is named");
	if ((*out & WORD_AUTHBY_PSK) != 0 && *out != WORD_AUTHBY_PSK)
		return diag_new(
			"secret cannot be mixed with other methods; use leftauth= and rightauth=");
	if ((*out & WORD_AUTHBY_NEVER) != 0 && *out != WORD_AUTHBY_NEVER)
		return diag_new("never cannot be mixed with other methods");
	return NULL;
}
