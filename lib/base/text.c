/* SPDX-License-Identifier: ISC
 *
 * text.c - bounded text for people.
 *
 * May use:   view, vsnprintf.
 * Must not:  allocate.  Once cut, a text stays as it is.
 */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

struct text text_make(char *buf, size_t cap)
{
	if (buf == NULL)
		cap = 0;
	if (cap > 0)
		buf[0] = '\0';
	return (struct text){ .buf = buf, .cap = cap, .cut = cap == 0 };
}

/* The buffer is full: its last characters become "...". */
static void cut(struct text *t)
{
	size_t end = t->cap - 1;
	size_t dots = end < 3 ? end : 3;

	t->cut = true;
	/* what ends short of the full buffer (a failed format) keeps its place */
	if (t->len > end - dots)
		t->len = end - dots;
	memset(t->buf + t->len, '.', dots);
	t->len += dots;
	t->buf[t->len] = '\0';
}

static void add(struct text *t, const char *s, size_t len)
{
	size_t room;

	if (t->cut || len == 0)
		return;
	room = t->cap - 1 - t->len;
	memcpy(t->buf + t->len, s, len < room ? len : room);
	t->len += len < room ? len : room;
	t->buf[t->len] = '\0';
	if (len > room)
		cut(t);
}

void text_add(struct text *t, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	text_vadd(t, format, ap);
	va_end(ap);
}

void text_vadd(struct text *t, const char *format, va_list ap)
{
	size_t room;
	int n;

	if (t->cut)
		return;
	room = t->cap - t->len;
	n = vsnprintf(t->buf + t->len, room, format, ap);
	if (n >= 0 && (size_t)n < room) {
		t->len += (size_t)n;
		return;
	}
	if (n >= 0)
		t->len = t->cap - 1;
	cut(t);
}

void text_str(struct text *t, const char *s)
{
	if (s != NULL)
		add(t, s, strlen(s));
}

void text_char(struct text *t, char c)
{
	add(t, &c, 1);
}

static char digit(unsigned nibble)
{
	return "0123456789abcdef"[nibble & 15];
}

/* Quote and backslash are escaped so that the result can stand between quotes. */
static bool is_safe(uint8_t c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '\'';
}

void text_safe(struct text *t, struct view bytes)
{
	for (size_t i = 0; i < bytes.len && !t->cut; i++) {
		uint8_t c = bytes.ptr[i];
		char escape[4] = { '\\', 'x', digit(c >> 4), digit(c) };

		if (is_safe(c))
			text_char(t, (char)c);
		else
			add(t, escape, sizeof(escape));
	}
}

void text_hex(struct text *t, struct view bytes)
{
	for (size_t i = 0; i < bytes.len && !t->cut; i++) {
		char pair[2] = { digit(bytes.ptr[i] >> 4), digit(bytes.ptr[i]) };

		add(t, pair, sizeof(pair));
	}
}
