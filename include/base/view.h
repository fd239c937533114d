/* SPDX-License-Identifier: ISC
 *
 * view.h - borrowed bytes: a pointer and a length, never owned, never written through.
 *
 * Layer:  base.  Whoever makes a view says how long the bytes behind it live.
 */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view {
	const uint8_t *ptr;	/* may be NULL when len is 0 */
	size_t len;		/* bytes */
};

#define VIEW_EMPTY ((struct view){ NULL, 0 })
/* View of an array object (not of a pointer). */
#define VIEW_OF(array) ((struct view){ (const uint8_t *)(array), sizeof(array) })

struct view view_make(const void *ptr, size_t len);
/* The characters of S without the NUL; S may be NULL (empty). */
struct view view_str(const char *s);
bool view_eq(struct view a, struct view b);
/* Byte-wise order, shorter first on a common prefix: <0, 0, >0. Not constant time. */
int view_cmp(struct view a, struct view b);
/* LEN bytes at OFFSET, clamped to what exists. */
struct view view_slice(struct view v, size_t offset, size_t len);

#endif
