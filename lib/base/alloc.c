/* SPDX-License-Identifier: ISC
 *
 * alloc.c - the heap, and the test hook that lets the Nth call fail.
 *
 * May use:   malloc and friends; no other file of the tree calls them.
 * Must not:  log or end the process when memory is short.
 */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Listed in mk/globals.txt. */
static _Thread_local unsigned long alloc_fail_in;	/* calls until one fails; 0 = off */
static _Thread_local unsigned long alloc_calls;

/* Counts a call; true when this one is to fail. */
static bool refuse(size_t size)
{
	alloc_calls++;
	if (alloc_fail_in > 0 && --alloc_fail_in == 0)
		return true;
	/* no object may be larger: pointer differences would overflow */
	return size > PTRDIFF_MAX;
}

void *mem_alloc(size_t size)
{
	if (refuse(size))
		return NULL;
	return calloc(1, size == 0 ? 1 : size);
}

void *mem_array(size_t nr, size_t size)
{
	size_t total;

	if (!checked_mul(nr, size, &total))
		total = SIZE_MAX;	/* refused, and still counted as a call */
	return mem_alloc(total);
}

void *mem_resize(void *ptr, size_t size)
{
	if (refuse(size))
		return NULL;
	return realloc(ptr, size == 0 ? 1 : size);
}

void *mem_dup(const void *ptr, size_t size)
{
	void *copy = mem_alloc(size);

	if (copy != NULL && size > 0)
		memcpy(copy, ptr, size);
	return copy;
}

char *mem_strdup(const char *s)
{
	return mem_strdup_view(view_str(s));
}

char *mem_strdup_view(struct view v)
{
	char *copy;

	if (v.len >= PTRDIFF_MAX)
		return NULL;
	copy = mem_alloc(v.len + 1);
	if (copy != NULL && v.len > 0)
		memcpy(copy, v.ptr, v.len);
	return copy;
}

void mem_free(void *ptr)
{
	free(ptr);
}

void mem_wipe(void *ptr, size_t size)
{
	if (ptr != NULL && size > 0)
		explicit_bzero(ptr, size);
}

void mem_fail_nth(unsigned long n)
{
	alloc_fail_in = n;
}

unsigned long mem_count(void)
{
	return alloc_calls;
}
