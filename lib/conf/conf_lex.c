/* SPDX-License-Identifier: ISC
 *
 * conf_lex.c - lines, words and quoting of ipsec.conf (ipsec-conf.md 1).
 *
 * May use base only.  Works in place: values are terminated inside the file's bytes.
 */
#include <string.h>

#include "conf_priv.h"

#define LINE_LEN_MAX ((size_t)256 * 1024)

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool lines_next(struct lines *l, struct line *out)
{
	char *newline;
	size_t len;

	if (l->pos >= l->end)
		return false;
	newline = memchr(l->pos, '\n', (size_t)(l->end - l->pos));
	len = (size_t)((newline == NULL ? l->end : newline) - l->pos);
	l->number++;
	*out = (struct line){
		.text = l->pos,
		.len = len,
		.place = { .file = l->file, .line = l->number, .column = 1 },
	};
	l->pos += newline == NULL ? len : len + 1;
	if (out->len > 0 && out->text[out->len - 1] == '\r')
		out->len--;
	out->text[out->len] = '\0';
	return true;
}

bool line_is_blank(const struct line *l)
{
	size_t i = 0;

	while (i < l->len && is_blank(l->text[i]))
		i++;
	return i == l->len || l->text[i] == '#';
}

struct conf_place line_place(const struct line *l, const char *at)
{
	struct conf_place place = l->place;

	place.column = (unsigned)(at - l->text) + 1;
	return place;
}

bool line_is_sane(const struct line *l, struct report *r)
{
	if (l->len > LINE_LEN_MAX) {
		report_error(r, line_place(l, l->text + LINE_LEN_MAX),
			     "the line is longer than %zu bytes", LINE_LEN_MAX);
		return false;
	}
	for (size_t i = 0; i < l->len; i++) {
		unsigned char c = (unsigned char)l->text[i];

		if ((c >= 0x20 && c != 0x7f) || c == '\t')
			continue;
		report_error(r, line_place(l, l->text + i),
			     "byte 0x%02x cannot be part of a text file", c);
		return false;
	}
	return true;
}

bool line_at_end(const struct line *l, const char *pos, bool after_blank)
{
	const char *end = l->text + l->len;

	for (; pos < end && is_blank(*pos); pos++)
		after_blank = true;
	return pos >= end || (*pos == '#' && after_blank);
}

static char *enclosed(const struct line *l, char **pos, char close, struct report *r)
{
	char *start = *pos + 1, *end = memchr(start, close, (size_t)(l->text + l->len - start));
	char *quote;

	if (end == NULL) {
		report_error(r, line_place(l, *pos), "the closing %c is missing on this line",
			     close);
		return NULL;
	}
	quote = close == '}' ? memchr(start, '"', (size_t)(end - start)) : NULL;
	if (quote != NULL) {	/* then every value can be written in quotes again */
		report_error(r, line_place(l, quote), "a quotation mark cannot be inside braces");
		return NULL;
	}
	*pos = end + 1;
	if (close == '}') {
		while (start < end && is_blank(*start))
			start++;
		while (end > start && is_blank(end[-1]))
			end--;
	}
	*end = '\0';
	return start;
}

char *line_value(const struct line *l, char **pos, struct report *r)
{
	char *start = *pos, *end = l->text + l->len, *p = start;

	if (start < end && *start == '"')
		return enclosed(l, pos, '"', r);
	if (start < end && *start == '{')
		return enclosed(l, pos, '}', r);
	for (; p < end && !is_blank(*p); p++) {
		if (*p != '"')
			continue;
		report_error(r, line_place(l, p),
			     "a quotation mark cannot be inside an unquoted word");
		return NULL;
	}
	*pos = p;
	return start;
}
