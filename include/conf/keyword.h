/* SPDX-License-Identifier: ISC
 *
 * keyword.h - THE table of every keyword of ipsec.conf; parser, help, man page, readwriteconf,
 * whack options and tests read it.
 *
 * Layer:  conf.
 */
#ifndef CONF_KEYWORD_H
#define CONF_KEYWORD_H

#include "base/names.h"

enum keyword_section { KEYWORD_SETUP = 1, KEYWORD_CONN = 2 };

enum keyword_support {
	KEYWORD_SUPPORTED,	/* does what it says */
	KEYWORD_IGNORED,	/* accepted; warning that it has no effect (yet) */
	KEYWORD_OBSOLETE,	/* accepted with a warning, for old files */
	KEYWORD_REFUSED,	/* error with a sentence that says what to do instead */
};

enum value_type {
	VALUE_STRING, VALUE_BOOL, VALUE_ENUM, VALUE_UINT, VALUE_DURATION, VALUE_DURATION_MS, VALUE_PERCENT,
	VALUE_BYTE_COUNT, VALUE_COUNT, VALUE_HOST, VALUE_NEXTHOP, VALUE_ID, VALUE_SUBNETS, VALUE_PROTOPORT,
	VALUE_ADDRESS_LIST, VALUE_CIDR, VALUE_RANGE_LIST, VALUE_PROPOSAL, VALUE_AUTHBY, VALUE_MARK,
	VALUE_NAME_LIST, VALUE_FILE,
};

struct keyword {
	const char *name;		/* canonical, lower case, without left/right */
	enum keyword_section section;
	bool end;			/* needs a left or right prefix */
	bool append;			/* repeated values are joined with a blank (subnets, connalias) */
	enum value_type type;
	const struct names *values;	/* VALUE_ENUM: allowed words */
	uint64_t min, max;		/* VALUE_UINT, COUNT: range, max 0 = none */
	const char *fallback;		/* default as text, or NULL */
	enum keyword_support support;
	const char *alias_of;		/* this row only renames another */
	const char *help;		/* one sentence; for REFUSED: what to do instead */
};

extern const struct keyword keywords[];
extern const size_t nr_keywords;

/* NAME without prefix, any case. Follows alias_of.  NULL: unknown. */
const struct keyword *keyword_find(enum keyword_section section, bool end, struct view name);
/* The nearest name for an error message, or NULL. */
const char *keyword_nearest(enum keyword_section section, struct view name);

#endif
