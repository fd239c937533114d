/* SPDX-License-Identifier: ISC
 *
 * schema.c - THE keyword table: every keyword of ipsec.conf with type, default, help and support.
 *
 * May use base only.  The rows are in schema_setup.inc and schema_conn.inc; to support a keyword,
 * remove IGNORED from its row.
 */
#include <string.h>
#include <strings.h>

#include "conf/keyword.h"
#include "conf/words.h"

#define SETUP(name_, type_, ...)                                                                   \
	{                                                                                          \
		.name = (name_), .section = KEYWORD_SETUP, .type = (type_), __VA_ARGS__            \
	}
#define CONN(name_, type_, ...)                                                                    \
	{                                                                                          \
		.name = (name_), .section = KEYWORD_CONN, .type = (type_), __VA_ARGS__             \
	}
#define END(name_, type_, ...)                                                                     \
	{ .name = (name_), .section = KEYWORD_CONN, .end = true, .type = (type_), __VA_ARGS__ }
#define IGNORED .support = KEYWORD_IGNORED
#define OBSOLETE .support = KEYWORD_OBSOLETE
#define REFUSED .support = KEYWORD_REFUSED

const struct keyword keywords[] = {
#include "schema_setup.inc"
#include "schema_conn.inc"
};
const size_t nr_keywords = sizeof(keywords) / sizeof(keywords[0]);

static const struct keyword *find_row(enum keyword_section section, bool end, const char *name,
				      size_t len)
{
	for (size_t i = 0; i < nr_keywords; i++) {
		const struct keyword *k = &keywords[i];

		if (k->section != section || k->end != end)
			continue;
		if (strncasecmp(k->name, name, len) == 0 && k->name[len] == '\0')
			return k;
	}
	return NULL;
}

const struct keyword *keyword_find(enum keyword_section section, bool end, struct view name)
{
	const char *text = name.len > 0 ? (const char *)name.ptr : "";
	const struct keyword *k;

	if (name.len > 0 && memchr(text, '\0', name.len) != NULL)
		return NULL;
	if (end && name.len == 4 && strncasecmp(text, "host", 4) == 0)
		return find_row(section, end, "", 0);
	k = find_row(section, end, text, name.len);
	if (k == NULL || k->alias_of == NULL)
		return k;
	return find_row(section, end, k->alias_of, strlen(k->alias_of));
}

/* "left" or "right", with the hyphen that may follow. */
static size_t prefix_len(struct view name)
{
	const char *text = (const char *)name.ptr;
	size_t len = 0;

	if (name.len >= 4 && strncasecmp(text, "left", 4) == 0)
		len = 4;
	else if (name.len >= 5 && strncasecmp(text, "right", 5) == 0)
		len = 5;
	return len > 0 && len < name.len && text[len] == '-' ? len + 1 : len;
}

#define NAMES_MAX 256

static const char *nearest(enum keyword_section section, bool end, struct view word)
{
	struct name rows[NAMES_MAX];
	struct names table = { .what = "keyword", .rows = rows };

	for (size_t i = 0; i < nr_keywords && table.nr < NAMES_MAX; i++) {
		const struct keyword *k = &keywords[i];

		if (k->section != section || k->end != end || k->support == KEYWORD_REFUSED)
			continue;
		rows[table.nr++] = (struct name){ .value = (unsigned)i, .name = k->name };
	}
	return name_nearest(&table, word);
}

const char *keyword_nearest(enum keyword_section section, struct view name)
{
	size_t prefix = prefix_len(name);
	const char *found = NULL;

	if (prefix > 0 && section == KEYWORD_CONN)
		found = nearest(section, true, view_slice(name, prefix, name.len));
	return found != NULL ? found : nearest(section, false, name);
}
