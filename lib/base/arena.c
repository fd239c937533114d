/* SPDX-License-Identifier: ISC
 *
 * arena.c - blocks of memory from which small pieces are cut, freed all at once.
 *
 * May use:   alloc, view.
 * Must not:  be shared between lifetimes: one message or one negotiation each.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#include "base/alloc.h"
#include "base/checked.h"

#define ARENA_DEFAULT_LIMIT ((size_t)1024 * 1024)
#define ARENA_BLOCK_SIZE ((size_t)4096)

struct arena_block {
	struct arena_block *next;
	size_t size, used;	/* of data[] */
	alignas(max_align_t) uint8_t data[];
};

static bool round_up(size_t size, size_t *out)
{
	const size_t align = alignof(max_align_t);

	if (size == 0)
		size = 1;	/* distinct addresses, as malloc gives */
	if (!checked_add(size, align - 1, out))
		return false;
	*out -= *out % align;
	return true;
}

static void *cut(struct arena *a, struct arena_block *b, size_t size)
{
	void *at = b->data + b->used;

	b->used += size;
	a->used += size;
	return at;
}

/* Links a new block: in front, unless the front one would still have more room left. */
static struct arena_block *block_new(struct arena *a, size_t size)
{
	const size_t usual = ARENA_BLOCK_SIZE - sizeof(struct arena_block);
	size_t room = size > usual ? size : usual;
	struct arena_block *b = mem_alloc(sizeof(*b) + room), *front = a->blocks;

	if (b == NULL)
		return NULL;
	b->size = room;
	if (front != NULL && front->size - front->used > room - size) {
		b->next = front->next;
		front->next = b;
	} else {
		b->next = front;
		a->blocks = b;
	}
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t limit = a->limit == 0 ? ARENA_DEFAULT_LIMIT : a->limit;
	struct arena_block *b = a->blocks;

	if (!round_up(size, &size) || a->used > limit || size > limit - a->used)
		return NULL;
	if (size > PTRDIFF_MAX - sizeof(*b))
		return NULL;
	if (b == NULL || b->size - b->used < size)
		b = block_new(a, size);
	return b == NULL ? NULL : cut(a, b, size);
}

void *arena_array(struct arena *a, size_t nr, size_t size)
{
	size_t total;

	if (!checked_mul(nr, size, &total))
		return NULL;
	return arena_alloc(a, total);
}

void *arena_dup(struct arena *a, const void *ptr, size_t size)
{
	void *copy = arena_alloc(a, size);

	if (copy != NULL && size > 0)
		memcpy(copy, ptr, size);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	struct view v = view_str(s);
	char *copy = arena_alloc(a, v.len + 1);

	if (copy != NULL && v.len > 0)
		memcpy(copy, v.ptr, v.len);
	return copy;
}

bool arena_copy(struct arena *a, struct view v, struct view *out)
{
	const void *copy;

	*out = VIEW_EMPTY;
	if (v.len == 0)
		return true;
	copy = arena_dup(a, v.ptr, v.len);
	*out = view_make(copy, v.len);
	return copy != NULL;
}

void arena_fini(struct arena *a)
{
	while (a->blocks != NULL) {
		struct arena_block *b = a->blocks;

		a->blocks = b->next;
		mem_wipe(b, sizeof(*b) + b->used);
		mem_free(b);
	}
	a->used = 0;
}
