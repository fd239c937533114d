/* SPDX-License-Identifier: ISC
 *
 * writer.c - output cursor; the first thing that does not fit stops it for good.
 *
 * May use:   view.
 * Must not:  allocate, or know any format.
 */
#include "base/writer.h"

#include <string.h>

struct writer writer_make(void *buf, size_t cap)
{
	return (struct writer){ .buf = buf, .cap = buf == NULL ? 0 : cap };
}

static void put(uint8_t *at, size_t len, uint64_t v)
{
	for (size_t i = len; i > 0; i--) {
		at[i - 1] = (uint8_t)v;
		v >>= 8;
	}
}

uint8_t *writer_reserve(struct writer *w, size_t len)
{
	uint8_t *at;

	if (w->full || w->buf == NULL || len > w->cap - w->len) {
		w->full = true;
		return NULL;
	}
	at = w->buf + w->len;
	w->len += len;
	return at;
}

/* V must fit LEN bytes: a silently cut number would be a wrong message. */
static void number(struct writer *w, size_t len, uint64_t v)
{
	uint8_t *at;

	if (len < sizeof(v) && v >> (8 * len) != 0)
		w->full = true;
	at = writer_reserve(w, len);
	if (at != NULL)
		put(at, len, v);
}

void writer_u8(struct writer *w, unsigned v)
{
	number(w, 1, v);
}

void writer_u16(struct writer *w, unsigned v)
{
	number(w, 2, v);
}

void writer_u32(struct writer *w, uint32_t v)
{
	number(w, 4, v);
}

void writer_u64(struct writer *w, uint64_t v)
{
	number(w, 8, v);
}

void writer_bytes(struct writer *w, const void *ptr, size_t len)
{
	uint8_t *at;

	if (len == 0)
		return;
	at = writer_reserve(w, len);
	if (at != NULL)
		memcpy(at, ptr, len);
}

void writer_view(struct writer *w, struct view v)
{
	writer_bytes(w, v.ptr, v.len);
}

void writer_zero(struct writer *w, size_t len)
{
	uint8_t *at;

	if (len == 0)
		return;
	at = writer_reserve(w, len);
	if (at != NULL)
		memset(at, 0, len);
}

static void patch(struct writer *w, size_t offset, size_t len, uint64_t v)
{
	if (w->full)
		return;
	if (offset > w->len || len > w->len - offset || v >> (8 * len) != 0) {
		w->full = true;
		return;
	}
	put(w->buf + offset, len, v);
}

void writer_patch_u8(struct writer *w, size_t offset, unsigned v)
{
	patch(w, offset, 1, v);
}

void writer_patch_u16(struct writer *w, size_t offset, unsigned v)
{
	patch(w, offset, 2, v);
}

void writer_patch_u32(struct writer *w, size_t offset, uint32_t v)
{
	patch(w, offset, 4, v);
}

bool writer_ok(const struct writer *w)
{
	return !w->full;
}

struct view writer_done(const struct writer *w)
{
	return view_make(w->buf, w->len);
}
