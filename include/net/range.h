/* SPDX-License-Identifier: ISC
 *
 * range.h - an inclusive address range; lo and hi are of one family and lo <= hi.
 *
 * Layer:  net.
 */
#ifndef NET_RANGE_H
#define NET_RANGE_H

#include "net/cidr.h"

struct range {
	struct address lo, hi;
};

bool range_make(struct address lo, struct address hi, struct range *out);
struct range range_from_cidr(struct cidr c);
/* True when the range is exactly one CIDR block. */
bool range_to_cidr(struct range r, struct cidr *out);
/* The smallest CIDR block that covers R. */
struct cidr range_cover(struct range r);
/* CIDR, "A-B" or a bare address. */
bool range_parse(struct view text, struct range *out);
void range_print(struct text *t, struct range r);	/* as CIDR when it is one */
bool range_eq(struct range a, struct range b);
bool range_contains(struct range r, struct address a);
bool range_contains_range(struct range outer, struct range inner);
bool range_intersect(struct range a, struct range b, struct range *out);

#endif
