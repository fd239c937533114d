/* SPDX-License-Identifier: ISC
 *
 * arena.h - many small allocations, one free.  For one message or one negotiation.
 *
 * Layer:   base.
 * Errors:  NULL when out of memory or beyond the arena's limit.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/view.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used;	/* bytes handed out */
	size_t limit;	/* most bytes that may be handed out; 0 = 1 MiB */
};

/* Zeroed, aligned for any type. The arena may start all-zero. */
void *arena_alloc(struct arena *a, size_t size);
/* Zeroed array; NULL when NR * SIZE overflows. */
void *arena_array(struct arena *a, size_t nr, size_t size);
void *arena_dup(struct arena *a, const void *ptr, size_t size);
char *arena_strdup(struct arena *a, const char *s);
/* A copy of V that lives as long as the arena; VIEW_EMPTY with ok=false when out of memory. */
bool arena_copy(struct arena *a, struct view v, struct view *out);
/* Wipes and frees all; the arena is empty and usable again. */
void arena_fini(struct arena *a);

#endif
