/* SPDX-License-Identifier: ISC
 *
 * names.c - values to names, names to values, and the nearest name for a misspelt one.
 *
 * May use:   text, view.
 * Must not:  hold a table of its own.
 */
#include "base/names.h"

#include <string.h>

#define NAME_NEAR 2		/* the largest edit distance that still helps */
#define NAME_NEAR_LEN_MAX 64	/* longer words have no near name */

static unsigned char fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned char)(c - 'A' + 'a');
	return (unsigned char)(c == '_' ? '-' : c);
}

const char *name_find(const struct names *n, unsigned value)
{
	for (size_t i = 0; i < n->nr; i++) {
		if (n->rows[i].value == value && n->rows[i].name != NULL)
			return n->rows[i].name;
	}
	return NULL;
}

void name_print(struct text *t, const struct names *n, unsigned value)
{
	const char *name = name_find(n, value);

	if (name != NULL)
		text_str(t, name);
	else
		text_add(t, "%s %u", n->what, value);
}

static bool same_word(const char *name, struct view word)
{
	if (name == NULL || strlen(name) != word.len)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (fold(name[i]) != fold((char)word.ptr[i]))
			return false;
	}
	return true;
}

bool name_parse(const struct names *n, struct view word, unsigned *value)
{
	for (size_t i = 0; i < n->nr; i++) {
		if (!same_word(n->rows[i].name, word))
			continue;
		*value = n->rows[i].value;
		return true;
	}
	return false;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance, one row at a time. Both are at most NAME_NEAR_LEN_MAX long. */
static size_t distance(struct view a, struct view b)
{
	size_t row[NAME_NEAR_LEN_MAX + 1];

	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 0; i < a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < b.len; j++) {
			size_t change = fold((char)a.ptr[i]) != fold((char)b.ptr[j]);
			size_t best = least(row[j] + 1, row[j + 1] + 1, diagonal + change);

			diagonal = row[j + 1];
			row[j + 1] = best;
		}
	}
	return row[b.len];
}

const char *name_nearest(const struct names *n, struct view word)
{
	const char *nearest = NULL;
	size_t best = NAME_NEAR + 1;

	if (word.len > NAME_NEAR_LEN_MAX)
		return NULL;
	/* a word whose every letter would have to change is not near */
	if (best > word.len)
		best = word.len;
	for (size_t i = 0; i < n->nr; i++) {
		struct view name = view_str(n->rows[i].name);
		size_t d;

		if (name.len == 0 || name.len > NAME_NEAR_LEN_MAX)
			continue;
		d = distance(name, word);
		if (d < best) {
			best = d;
			nearest = n->rows[i].name;
		}
	}
	return nearest;
}
