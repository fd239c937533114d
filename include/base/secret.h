/* SPDX-License-Identifier: ISC
 *
 * secret.h - owned bytes that are wiped when freed.  There is no printer, on purpose.
 *
 * Layer:  base.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/view.h"

struct secret {
	uint8_t *ptr;
	size_t len;
};

/* Copies V into empty S; false when out of memory. */
bool secret_copy(struct secret *s, struct view v);
bool secret_alloc(struct secret *s, size_t len);
struct view secret_view(const struct secret *s);
/* Moves FROM into empty S; FROM becomes empty. */
void secret_take(struct secret *s, struct secret *from);
void secret_fini(struct secret *s);

/* What a security check can say; only SEC_GOOD passes. */
enum security {
	SEC_ERROR = 0,	/* could not be decided (memory, library); treat as bad */
	SEC_BAD,
	SEC_GOOD,
};

/* Compares in time that depends on the lengths only. */
__attribute__((warn_unused_result)) enum security mac_compare(struct view a, struct view b);

#endif
