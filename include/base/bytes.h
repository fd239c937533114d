/* SPDX-License-Identifier: ISC
 *
 * bytes.h - owned bytes.  For keys use secret.h.
 *
 * Layer:  base.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/view.h"

struct bytes {
	uint8_t *ptr;	/* mem_alloc'ed, or NULL */
	size_t len;
};

/* Copies V into empty B; false when out of memory (B stays empty). */
bool bytes_copy(struct bytes *b, struct view v);
/* LEN zero bytes into empty B. */
bool bytes_alloc(struct bytes *b, size_t len);
struct view bytes_view(const struct bytes *b);
/* Moves FROM into empty B; FROM becomes empty. */
void bytes_take(struct bytes *b, struct bytes *from);
void bytes_fini(struct bytes *b);

#endif
