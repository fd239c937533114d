/* SPDX-License-Identifier: ISC
 *
 * alloc.h - the one door to the heap; can be told to fail the Nth call.
 *
 * Layer:   base.
 * Errors:  every allocator may return NULL; callers refuse the request and live on.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

#include "base/view.h"

/* Zeroed memory, or NULL.  Free with mem_free(). */
void *mem_alloc(size_t size);
/* Zeroed array; NULL also when NR * SIZE overflows. */
void *mem_array(size_t nr, size_t size);
/* Grows or shrinks; new bytes are NOT zeroed; on NULL the old block still lives. */
void *mem_resize(void *ptr, size_t size);
void *mem_dup(const void *ptr, size_t size);
char *mem_strdup(const char *s);
/* NUL-terminated copy of V (inner NULs kept). */
char *mem_strdup_view(struct view v);
void mem_free(void *ptr);
/* Frees *PTR and NULLs it, for the cleanup attribute and for fields. */
#define MEM_FREE(ptr) (mem_free(ptr), (ptr) = NULL)
/* Overwrites secrets; never optimised away. */
void mem_wipe(void *ptr, size_t size);

/* Fault injection for tests: the call number N from now (1 = the next) fails, once; 0 = off.
 * Thread-local, so that it only hits the caller.  Listed in mk/globals.txt. */
void mem_fail_nth(unsigned long n);
/* Allocations made by this thread since start (a fail-each loop reads the range). */
unsigned long mem_count(void);

#endif
