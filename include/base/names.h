/* SPDX-License-Identifier: ISC
 *
 * names.h - tables of (value, name), both ways.
 *
 * Layer:  base.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/text.h"

struct name {
	unsigned value;
	const char *name;
};

struct names {
	const char *what;		/* "notify type": for messages about unknown values */
	const struct name *rows;
	size_t nr;
};

#define NAMES(what_, array) { .what = (what_), .rows = (array), .nr = sizeof(array) / sizeof((array)[0]) }

/* NULL when not in the table. */
const char *name_find(const struct names *n, unsigned value);
/* The name, or "WHAT NNN". */
void name_print(struct text *t, const struct names *n, unsigned value);
/* Case-insensitive; '-' and '_' are the same.  False when unknown. */
bool name_parse(const struct names *n, struct view word, unsigned *value);
/* The nearest name for "did you mean", or NULL when nothing is near (edit distance > 2). */
const char *name_nearest(const struct names *n, struct view word);

#endif
