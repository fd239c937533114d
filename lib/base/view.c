/* SPDX-License-Identifier: ISC
 *
 * view.c - comparing and slicing borrowed bytes.
 *
 * May use:   the C library.
 * Must not:  know what the bytes mean, or keep any of them.
 */
#include "base/view.h"

#include <string.h>

struct view view_make(const void *ptr, size_t len)
{
	return (struct view){ ptr, ptr == NULL ? 0 : len };
}

struct view view_str(const char *s)
{
	if (s == NULL)
		return VIEW_EMPTY;
	return (struct view){ (const uint8_t *)s, strlen(s) };
}

bool view_eq(struct view a, struct view b)
{
	if (a.len != b.len)
		return false;
	/* memcmp(NULL, NULL, 0) is undefined */
	return a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0;
}

int view_cmp(struct view a, struct view b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common == 0 ? 0 : memcmp(a.ptr, b.ptr, common);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

struct view view_slice(struct view v, size_t offset, size_t len)
{
	if (offset >= v.len)
		return VIEW_EMPTY;
	if (len > v.len - offset)
		len = v.len - offset;
	return (struct view){ v.ptr + offset, len };
}
