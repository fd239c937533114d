/* SPDX-License-Identifier: ISC
 *
 * value_check.c - is the text of a setting well-formed?  One row for each type of value.
 *
 * May use:   base, net, pki/id.
 * Must not:  parse proposals (a sibling library); that is left to whoever adds the connection.
 */
#include <string.h>

#include "conf/value.h"
#include "conf/words.h"
#include "pki/id.h"

#define ADDRESSES_MAX 64

static struct diag *check_any(const struct keyword *k, const char *s)
{
	(void)k;
	(void)s;
	return NULL;
}

static struct diag *check_present(const struct keyword *k, const char *s)
{
	(void)k;
	return *s == '\0' ? diag_new("the value is empty") : NULL;
}

static struct diag *check_bool(const struct keyword *k, const char *s)
{
	bool v;

	(void)k;
	return value_bool(s, &v);
}

static struct diag *check_enum(const struct keyword *k, const char *s)
{
	unsigned v;

	return value_enum(k, s, &v);
}

static struct diag *check_uint(const struct keyword *k, const char *s)
{
	uint64_t v;

	return value_uint(k, s, &v);
}

static struct diag *check_duration(const struct keyword *k, const char *s)
{
	struct duration v;

	return value_duration(k, s, &v);
}

static struct diag *check_percent(const struct keyword *k, const char *s)
{
	unsigned v;

	(void)k;
	return value_percent(s, &v);
}

static struct diag *check_count(const struct keyword *k, const char *s)
{
	uint64_t v;

	return value_count(k, s, &v);
}

static struct diag *check_host(const struct keyword *k, const char *s)
{
	struct host_value v;
	struct diag *d = value_host(s, &v);

	if (d == NULL && v.kind == HOST_DIRECT && k->type != VALUE_NEXTHOP)
		return diag_new("%%direct is only for leftnexthop= and rightnexthop=");
	return d;
}

static struct diag *check_id(const struct keyword *k, const char *s)
{
	struct id id = { .special = ID_NONE };
	struct diag *d = id_parse(view_str(s), &id);

	(void)k;
	id_fini(&id);
	return d;
}

static struct diag *check_subnets(const struct keyword *k, const char *s)
{
	struct selector v;
	struct view word;
	char text[512];
	size_t nr;

	if (!value_next_word(&s, &word))
		return diag_new("no selector is given");
	do {
		struct diag *d;

		if (word.len >= sizeof(text))
			return diag_new("a selector is longer than %zu characters",
					sizeof(text) - 1);
		memcpy(text, word.ptr, word.len);
		text[word.len] = '\0';
		d = value_selectors(text, &v, 1, &nr);
		if (d != NULL)
			return d;
	} while (value_next_word(&s, &word));
	(void)k;
	return NULL;
}

static struct diag *check_protoport(const struct keyword *k, const char *s)
{
	struct protoport v;

	(void)k;
	return value_protoport(s, &v);
}

static struct diag *check_addresses(const struct keyword *k, const char *s)
{
	struct address v[ADDRESSES_MAX];
	size_t nr;

	(void)k;
	return value_addresses(s, v, ADDRESSES_MAX, &nr);
}

static struct diag *check_cidr(const struct keyword *k, const char *s)
{
	struct cidr v;

	(void)k;
	return value_cidr(s, &v);
}

static struct diag *check_ranges(const struct keyword *k, const char *s)
{
	struct view word;
	struct range v;

	(void)k;
	while (value_next_word(&s, &word)) {
		if (!range_parse(word, &v))
			return diag_new("\"%.*s\" is not an address range",
					(int)(word.len < 64 ? word.len : 64),
					(const char *)word.ptr);
	}
	return NULL;
}

static struct diag *check_authby(const struct keyword *k, const char *s)
{
	unsigned v;

	(void)k;
	return value_authby(s, &v);
}

static struct diag *check_mark(const struct keyword *k, const char *s)
{
	struct mark v;

	(void)k;
	return value_mark(s, &v);
}

static struct diag *check_names(const struct keyword *k, const char *s)
{
	unsigned v;

	return k->values == NULL ? NULL : value_flags(k, s, &v);
}

static struct diag *(*const checks[])(const struct keyword *k, const char *s) = {
	[VALUE_STRING] = check_any,
	[VALUE_BOOL] = check_bool,
	[VALUE_ENUM] = check_enum,
	[VALUE_UINT] = check_uint,
	[VALUE_DURATION] = check_duration,
	[VALUE_DURATION_MS] = check_duration,
	[VALUE_PERCENT] = check_percent,
	[VALUE_BYTE_COUNT] = check_count,
	[VALUE_COUNT] = check_count,
	[VALUE_HOST] = check_host,
	[VALUE_NEXTHOP] = check_host,
	[VALUE_ID] = check_id,
	[VALUE_SUBNETS] = check_subnets,
	[VALUE_PROTOPORT] = check_protoport,
	[VALUE_ADDRESS_LIST] = check_addresses,
	[VALUE_CIDR] = check_cidr,
	[VALUE_RANGE_LIST] = check_ranges,
	[VALUE_PROPOSAL] = check_present,
	[VALUE_AUTHBY] = check_authby,
	[VALUE_MARK] = check_mark,
	[VALUE_NAME_LIST] = check_names,
	[VALUE_FILE] = check_any,
};

struct diag *value_check(const struct keyword *k, const char *s)
{
	if ((size_t)k->type >= sizeof(checks) / sizeof(checks[0]) || checks[k->type] == NULL)
		return diag_new("the type of this value is not known");
	return checks[k->type](k, s);
}
