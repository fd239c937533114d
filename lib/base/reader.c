/* SPDX-License-Identifier: ISC
 *
 * reader.c - the cursor through which all bytes from outside are read.
 *
 * May use:   view.
 * Must not:  allocate, or know any format.
 */
#include "base/reader.h"

#include <string.h>

struct reader reader_make(struct view v)
{
	/* NULL + 0 is undefined in C: an empty view gets an address of its own */
	static const uint8_t nothing[1];
	const uint8_t *start = v.len == 0 ? nothing : v.ptr;

	return (struct reader){ start, start + v.len };
}

size_t reader_left(const struct reader *r)
{
	return (size_t)(r->end - r->pos);
}

/* Moves over LEN bytes; NULL when there are too few. */
static const uint8_t *take(struct reader *r, size_t len)
{
	const uint8_t *at = r->pos;

	if (len > reader_left(r))
		return NULL;
	if (len > 0)
		r->pos += len;
	return at;
}

/* LEN bytes as one big-endian number. */
static bool number(struct reader *r, size_t len, uint64_t *out)
{
	const uint8_t *at = take(r, len);

	*out = 0;
	if (at == NULL)
		return false;
	for (size_t i = 0; i < len; i++)
		*out = *out << 8 | at[i];
	return true;
}

bool reader_u8(struct reader *r, uint8_t *out)
{
	uint64_t v;
	bool ok = number(r, 1, &v);

	*out = (uint8_t)v;
	return ok;
}

bool reader_u16(struct reader *r, uint16_t *out)
{
	uint64_t v;
	bool ok = number(r, 2, &v);

	*out = (uint16_t)v;
	return ok;
}

bool reader_u24(struct reader *r, uint32_t *out)
{
	uint64_t v;
	bool ok = number(r, 3, &v);

	*out = (uint32_t)v;
	return ok;
}

bool reader_u32(struct reader *r, uint32_t *out)
{
	uint64_t v;
	bool ok = number(r, 4, &v);

	*out = (uint32_t)v;
	return ok;
}

bool reader_u64(struct reader *r, uint64_t *out)
{
	return number(r, 8, out);
}

bool reader_skip(struct reader *r, size_t len)
{
	struct view ignored;

	return reader_view(r, len, &ignored);
}

bool reader_view(struct reader *r, size_t len, struct view *out)
{
	*out = VIEW_EMPTY;
	if (len > reader_left(r))
		return false;
	*out = view_make(take(r, len), len);
	return true;
}

bool reader_copy(struct reader *r, void *out, size_t len)
{
	struct view v;

	if (!reader_view(r, len, &v)) {
		memset(out, 0, len);
		return false;
	}
	if (len > 0)
		memcpy(out, v.ptr, len);
	return true;
}

bool reader_sub(struct reader *r, size_t len, struct reader *out)
{
	struct view v;
	bool ok = reader_view(r, len, &v);

	*out = reader_make(v);
	return ok;
}

struct view reader_rest(struct reader *r)
{
	size_t len = reader_left(r);

	return view_make(take(r, len), len);
}
