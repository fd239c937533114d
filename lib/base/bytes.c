/* SPDX-License-Identifier: ISC
 *
 * bytes.c - owned bytes.
 *
 * May use:   alloc, view.
 * Must not:  hold keys (secret.c does).
 */
#include "base/bytes.h"

#include <string.h>

#include "base/alloc.h"

bool bytes_alloc(struct bytes *b, size_t len)
{
	*b = (struct bytes){ NULL, 0 };
	if (len == 0)
		return true;
	b->ptr = mem_alloc(len);
	if (b->ptr == NULL)
		return false;
	b->len = len;
	return true;
}

bool bytes_copy(struct bytes *b, struct view v)
{
	if (!bytes_alloc(b, v.len))
		return false;
	if (v.len > 0)
		memcpy(b->ptr, v.ptr, v.len);
	return true;
}

struct view bytes_view(const struct bytes *b)
{
	return view_make(b->ptr, b->len);
}

void bytes_take(struct bytes *b, struct bytes *from)
{
	*b = *from;
	*from = (struct bytes){ NULL, 0 };
}

void bytes_fini(struct bytes *b)
{
	MEM_FREE(b->ptr);
	b->len = 0;
}
