/* SPDX-License-Identifier: ISC
 *
 * text.h - bounded builder of text for people: always NUL-terminated, marks truncation.
 *
 * Layer:  base.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>

#include "base/view.h"

struct text {
	char *buf;	/* caller's, cap >= 4 */
	size_t cap;
	size_t len;	/* without the NUL */
	bool cut;	/* did not fit; the text ends in "..." */
};

struct text text_make(char *buf, size_t cap);
/* Over an array object. */
#define TEXT_OVER(array) text_make((array), sizeof(array))
__attribute__((format(printf, 2, 3))) void text_add(struct text *t, const char *format, ...);
__attribute__((format(printf, 2, 0))) void text_vadd(struct text *t, const char *format, va_list ap);
void text_str(struct text *t, const char *s);
void text_char(struct text *t, char c);
/* Bytes from outside: printable ASCII as is, all else (also quote and backslash) as \xNN. */
void text_safe(struct text *t, struct view bytes);
/* Lower-case hex, no separators. */
void text_hex(struct text *t, struct view bytes);

#endif
