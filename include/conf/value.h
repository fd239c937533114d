/* SPDX-License-Identifier: ISC
 *
 * value.h - text of a setting -> typed value (ipsec-conf.md 1.1, 4).  Errors are sentences without the
 * keyword; the caller wraps them: "leftsubnet: ...".
 *
 * Layer:  conf.
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "base/diag.h"
#include "base/time.h"
#include "conf/keyword.h"
#include "net/selector.h"

MUST_CHECK struct diag *value_bool(const char *s, bool *out);
MUST_CHECK struct diag *value_uint(const struct keyword *k, const char *s, uint64_t *out);
MUST_CHECK struct diag *value_enum(const struct keyword *k, const char *s, unsigned *out);
/* VALUE_DURATION or VALUE_DURATION_MS decides the unit of a bare number. */
MUST_CHECK struct diag *value_duration(const struct keyword *k, const char *s, struct duration *out);
MUST_CHECK struct diag *value_percent(const char *s, unsigned *out);
MUST_CHECK struct diag *value_count(const struct keyword *k, const char *s, uint64_t *out); /* Ki.. KiB.. */
struct mark { bool set, unique; uint32_t value, mask; };
MUST_CHECK struct diag *value_mark(const char *s, struct mark *out);
/* Words of a VALUE_NAME_LIST with a table (plutodebug): the union of their bits; "no-WORD" clears. */
MUST_CHECK struct diag *value_flags(const struct keyword *k, const char *s, unsigned *out);
/* Bits of enum word_authby (conf/words.h). */
MUST_CHECK struct diag *value_authby(const char *s, unsigned *out);
/* The next word of a list separated by commas and blanks; false at the end.  *S moves behind it. */
bool value_next_word(const char **s, struct view *word);
/* Any value of any keyword: is it well-formed?  For checkconfig and tests. */
MUST_CHECK struct diag *value_check(const struct keyword *k, const char *s);

enum host_kind {
	HOST_ADDRESS, HOST_NAME, HOST_ANY, HOST_DEFAULTROUTE, HOST_IFACE, HOST_OPPO, HOST_GROUP, HOST_OPPOGROUP,
	HOST_DIRECT,			/* nexthop only */
};
struct host_value {
	enum host_kind kind;
	enum ip_family family;		/* of %any4, %defaultroute6...; IP_UNSET: either */
	struct address addr;		/* HOST_ADDRESS */
	char name[256];			/* HOST_NAME, HOST_IFACE */
};
MUST_CHECK struct diag *value_host(const char *s, struct host_value *out);

#define SELECTORS_MAX 64		/* per end of a connection */
/* Comma or blank separated list; *NR <= MAX. */
MUST_CHECK struct diag *value_selectors(const char *s, struct selector *out, size_t max, size_t *nr);
struct protoport { uint8_t proto; uint16_t port; bool any_port; bool wild_port; /* %any: from the packet */ };
MUST_CHECK struct diag *value_protoport(const char *s, struct protoport *out);
MUST_CHECK struct diag *value_addresses(const char *s, struct address *out, size_t max, size_t *nr);
MUST_CHECK struct diag *value_cidr(const char *s, struct cidr *out);

#endif
