/* SPDX-License-Identifier: ISC
 *
 * secret.c - owned bytes that are wiped, and the comparison that leaks no position.
 *
 * May use:   alloc, view.
 * Must not:  print, log, or branch on the content.
 */
#include "base/secret.h"

#include <string.h>

#include "base/alloc.h"

bool secret_alloc(struct secret *s, size_t len)
{
	*s = (struct secret){ NULL, 0 };
	if (len == 0)
		return true;
	s->ptr = mem_alloc(len);
	if (s->ptr == NULL)
		return false;
	s->len = len;
	return true;
}

bool secret_copy(struct secret *s, struct view v)
{
	if (!secret_alloc(s, v.len))
		return false;
	if (v.len > 0)
		memcpy(s->ptr, v.ptr, v.len);
	return true;
}

struct view secret_view(const struct secret *s)
{
	return view_make(s->ptr, s->len);
}

void secret_take(struct secret *s, struct secret *from)
{
	*s = *from;
	*from = (struct secret){ NULL, 0 };
}

void secret_fini(struct secret *s)
{
	mem_wipe(s->ptr, s->len);
	MEM_FREE(s->ptr);
	s->len = 0;
}

enum security mac_compare(struct view a, struct view b)
{
	/* volatile: the compiler must not find a way out of the loop */
	volatile uint8_t differ = 0;

	if (a.len == 0 || b.len == 0)
		return SEC_ERROR;	/* no MAC at all is never a good one */
	if (a.len != b.len)
		return SEC_BAD;
	for (size_t i = 0; i < a.len; i++)
		differ = (uint8_t)(differ | (a.ptr[i] ^ b.ptr[i]));
	return differ == 0 ? SEC_GOOD : SEC_BAD;
}
