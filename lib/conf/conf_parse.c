/* SPDX-License-Identifier: ISC
 *
 * conf_parse.c - ipsec.conf -> sections of settings, before also= and %default (ipsec-conf.md 1).
 *
 * May use:   base, the keyword table, value_check for "config setup".
 * Must not:  interpret values of connections: they are checked when one is added.
 */
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "conf/value.h"
#include "conf_priv.h"

#define FILES_MAX  100000 /* includes that are followed: one file for each connection is fine */
#define MANY_FILES "more than 100000 files are included"

enum where { OUTSIDE, IN_SETUP, IN_CONN, IN_BROKEN };

struct parser {
	struct raw *raw;
	const struct conf_files *files;
	struct keyword_index index;
	enum where where;
	bool outside_told, version_seen, default_section;
	size_t nr_files;
	size_t *seen;			/* by slot: number of the section that set it */
	bool *noted;			/* by keyword: "has no effect" was said */
};

static struct report *rep(struct parser *p)
{
	return &p->raw->report;
}

static struct view text_span(const char *from, const char *to)
{
	return view_make(from, (size_t)(to - from));
}

static char *skip_blanks(char *pos)
{
	return pos + strspn(pos, " \t");
}

static bool word_is(struct view word, const char *s)
{
	return word.len == strlen(s) && strncasecmp((const char *)word.ptr, s, word.len) == 0;
}

/* ---- settings ---- */

struct key {
	struct view name;
	struct conf_place place;
	const struct keyword *keyword;
	enum conf_end end;
};

/* "left", "right", or nothing; *REST is what follows, behind the hyphen. */
static enum conf_end split_prefix(struct view name, struct view *rest)
{
	const char *text = (const char *)name.ptr;
	enum conf_end end = CONF_NO_END;
	size_t len = 0;

	if (name.len >= 4 && strncasecmp(text, "left", 4) == 0) {
		end = CONF_LEFT;
		len = 4;
	} else if (name.len >= 5 && strncasecmp(text, "right", 5) == 0) {
		end = CONF_RIGHT;
		len = 5;
	}
	if (end != CONF_NO_END && len + 1 < name.len && text[len] == '-')
		len++;
	*rest = view_slice(name, len, name.len);
	return end;
}

static const char *end_name(enum conf_end end)
{
	switch (end) {
	case CONF_LEFT:
		return "left";
	case CONF_RIGHT:
		return "right";
	case CONF_NO_END:
		break;
	}
	return "";
}

static void report_unknown(struct parser *p, const struct key *key)
{
	enum keyword_section section = p->where == IN_SETUP ? KEYWORD_SETUP : KEYWORD_CONN;
	int len = (int)(key->name.len < 64 ? key->name.len : 64);
	const char *name = (const char *)key->name.ptr;
	const char *near = keyword_nearest(section, key->name);
	struct view rest;
	enum conf_end end = split_prefix(key->name, &rest);

	if (near == NULL) {
		report_error(rep(p), key->place, "unknown keyword \"%.*s\"", len, name);
		return;
	}
	/* The near name of a keyword with prefix is one without. */
	if (section == KEYWORD_SETUP ||
	    keyword_index_find(&p->index, section, true, view_str(near)) == NULL)
		end = CONF_NO_END;
	report_error(rep(p), key->place, "unknown keyword \"%.*s\", did you mean \"%s%s\"?", len,
		     name, end_name(end), near);
}

/* The keyword exists, but not like this.  False: it does not. */
static bool report_misplaced(struct parser *p, const struct key *key)
{
	int len = (int)(key->name.len < 64 ? key->name.len : 64);
	const char *name = (const char *)key->name.ptr;
	struct view rest;
	enum conf_end end = split_prefix(key->name, &rest);

	if (p->where == IN_SETUP) {
		const struct keyword_index *x = &p->index;

		if (keyword_index_find(x, KEYWORD_CONN, false, key->name) == NULL &&
		    (end == CONF_NO_END || keyword_index_find(x, KEYWORD_CONN, true, rest) == NULL))
			return false;
		report_error(rep(p), key->place, "\"%.*s\" belongs in a conn, not in config setup",
			     len, name);
		return true;
	}
	if (key->name.len > 0 &&
	    keyword_index_find(&p->index, KEYWORD_CONN, true, key->name) != NULL)
		report_error(rep(p), key->place, "\"%.*s\" requires left or right prefix", len,
			     name);
	else if (end != CONF_NO_END &&
		 keyword_index_find(&p->index, KEYWORD_CONN, false, rest) != NULL)
		report_error(rep(p), key->place, "\"%.*s\" has no left or right: write \"%.*s\"",
			     len, name, (int)rest.len, (const char *)rest.ptr);
	else if (keyword_index_find(&p->index, KEYWORD_SETUP, false, key->name) != NULL)
		report_error(rep(p), key->place, "\"%.*s\" belongs in config setup, not in a conn",
			     len, name);
	else
		return false;
	return true;
}

static void find_keyword(struct parser *p, struct key *key)
{
	enum keyword_section section = p->where == IN_SETUP ? KEYWORD_SETUP : KEYWORD_CONN;
	struct view rest;

	key->end = CONF_NO_END;
	key->keyword = keyword_index_find(&p->index, section, false, key->name);
	if (key->keyword != NULL || section == KEYWORD_SETUP)
		return;
	key->end = split_prefix(key->name, &rest);
	if (key->end != CONF_NO_END)
		key->keyword = keyword_index_find(&p->index, section, true, rest);
}

/* True when the setting is to be kept. */
static bool check_support(struct parser *p, const struct key *key)
{
	const struct keyword *k = key->keyword;
	int len = (int)key->name.len;
	const char *name = (const char *)key->name.ptr;
	bool *noted = &p->noted[k - keywords];

	switch (k->support) {
	case KEYWORD_SUPPORTED:
		return true;
	case KEYWORD_IGNORED:
		if (!*noted)	/* once is enough: ten thousand connections can have it */
			report_warning(rep(p), key->place, "\"%.*s\" has no effect in this version",
				       len, name);
		*noted = true;
		return true;
	case KEYWORD_OBSOLETE:
		if (!*noted)
			report_warning(rep(p), key->place, "\"%.*s\" is obsolete and ignored: %s",
				       len, name, k->help);
		*noted = true;
		return false;
	case KEYWORD_REFUSED:
		report_error(rep(p), key->place, "\"%.*s\" is not supported: %s", len, name,
			     k->help);
		return false;
	}
	return false;
}

/* "config setup" is read by the daemon itself, so its values are checked here. */
static bool check_setup_value(struct parser *p, const struct key *key, const char *value,
			      struct conf_place place)
{
	DIAG_AUTO d = value_check(key->keyword, value);

	if (d == NULL)
		return true;
	if (key->keyword->type == VALUE_NAME_LIST) {
		report_warning(rep(p), place, "\"%s\" is ignored: %s", key->keyword->name,
			       diag_text(d));
		return false;
	}
	report_error(rep(p), place, "\"%s\": %s", key->keyword->name, diag_text(d));
	return false;
}

/* Inside one conn section the first wins; config setup is sorted out when all of it is known. */
static bool is_duplicate(struct parser *p, const struct key *key)
{
	size_t slot = keyword_slot(key->keyword, key->end);

	if (p->where == IN_SETUP || key->keyword->append)
		return false;
	if (p->seen[slot] == p->raw->sections.nr) {
		report_warning(rep(p), key->place,
			       "\"%.*s\" is set twice in this section, the first is used",
			       (int)key->name.len, (const char *)key->name.ptr);
		return true;
	}
	p->seen[slot] = p->raw->sections.nr;
	return false;
}

static void add_setting(struct parser *p, const struct key *key, const char *value)
{
	struct conf_setting s = {
		.keyword = key->keyword, .end = key->end, .value = value, .place = key->place,
	};
	struct raw_section *sections = p->raw->sections.items;

	if (!vec_add(&p->raw->settings, sizeof(s), &s)) {
		rep(p)->oom = true;
		return;
	}
	sections[p->raw->sections.nr - 1].nr++;
}

static void use_setting(struct parser *p, struct key *key, const char *value, struct conf_place at)
{
	if (key->name.len > 2 && (key->name.ptr[0] | 0x20) == 'x' &&
	    (key->name.ptr[1] == '-' || key->name.ptr[1] == '_')) {
		report_warning(rep(p), key->place, "\"%.*s\" is ignored",
			       (int)(key->name.len < 64 ? key->name.len : 64),
			       (const char *)key->name.ptr);
		return;
	}
	find_keyword(p, key);
	if (key->keyword == NULL) {
		if (!report_misplaced(p, key))
			report_unknown(p, key);
		return;
	}
	if (!check_support(p, key))
		return;
	if (p->default_section && strcmp(key->keyword->name, "also") == 0) {
		report_error(rep(p), key->place, "also= cannot be in conn %%default");
		return;
	}
	if (p->where == IN_SETUP && !check_setup_value(p, key, value, at))
		return;
	if (!is_duplicate(p, key))
		add_setting(p, key, value);
}

static void parse_setting(struct parser *p, const struct line *l)
{
	char *pos = skip_blanks(l->text), *name = pos, *value, *start;
	struct key key = { .place = line_place(l, pos) };
	bool bare;

	pos += strcspn(pos, " \t=");
	key.name = text_span(name, pos);
	pos = skip_blanks(pos);
	if (*pos != '=' || key.name.len == 0) {
		report_error(rep(p), line_place(l, pos), "expected KEYWORD=VALUE");
		return;
	}
	start = pos + 1;
	pos = skip_blanks(start);
	/* KEY= followed by nothing or a comment is the empty string. */
	if (line_at_end(l, pos, pos > start)) {
		*pos = '\0';
		use_setting(p, &key, pos, line_place(l, pos));
		return;
	}
	start = pos;
	bare = *start != '"' && *start != '{';
	value = line_value(l, &pos, rep(p));
	if (value == NULL)
		return;
	if (!line_at_end(l, pos, false)) {
		report_error(rep(p), line_place(l, skip_blanks(pos)),
			     "unexpected text after the value%s",
			     bare ? "; a value with blanks needs quotation marks" : "");
		return;
	}
	if (bare)
		*pos = '\0';
	use_setting(p, &key, value, line_place(l, start));
}

/* ---- top level ---- */

static void open_section(struct parser *p, enum where where, const char *name,
			 struct conf_place place)
{
	struct raw_section s = { .name = name, .place = place, .first = p->raw->settings.nr };

	p->where = where;
	p->default_section = where == IN_CONN && strcmp(name, "%default") == 0;
	if (!vec_add(&p->raw->sections, sizeof(s), &s)) {
		p->where = IN_BROKEN;
		rep(p)->oom = true;
	}
}

/* The one word that follows a top-level keyword, or NULL when that was reported. */
static char *only_word(struct parser *p, const struct line *l, char *pos, const char *what)
{
	char *word;
	bool bare;

	if (line_at_end(l, pos, false)) {
		report_error(rep(p), line_place(l, pos), "%s is missing", what);
		return NULL;
	}
	pos = skip_blanks(pos);
	bare = *pos != '"' && *pos != '{';
	word = line_value(l, &pos, rep(p));
	if (word == NULL)
		return NULL;
	if (!line_at_end(l, pos, false)) {
		report_error(rep(p), line_place(l, skip_blanks(pos)), "unexpected text after %s",
			     what);
		return NULL;
	}
	if (bare)
		*pos = '\0';
	if (*word != '\0')
		return word;
	report_error(rep(p), line_place(l, word), "%s is empty", what);
	return NULL;
}

static void parse_config(struct parser *p, const struct line *l, char *pos)
{
	char *word = only_word(p, l, pos, "\"setup\"");

	if (word == NULL)
		return;
	if (strcasecmp(word, "setup") == 0)
		open_section(p, IN_SETUP, "", l->place);
	else
		report_error(rep(p), line_place(l, word),
			     "there is no section \"config %.64s\", only config setup", word);
}

static void parse_conn(struct parser *p, const struct line *l, char *pos)
{
	char *name = only_word(p, l, pos, "the name of the connection");

	if (name != NULL)
		open_section(p, IN_CONN, name, l->place);
}

static void parse_file(struct parser *p, const struct conf_file *file, struct conf_place from);

static void include_one(struct parser *p, const struct conf_file *file, const char *path,
			struct conf_place place)
{
	struct conf_file next = { .path = path, .parent = file, .depth = file->depth + 1 };

	if (!include_allowed(rep(p), file, path, place)) {
		rep(p)->stop = true; /* files that include each other in turn would take for ever */
		return;
	}
	if (++p->nr_files > FILES_MAX) {
		report_error(rep(p), place, MANY_FILES);
		rep(p)->stop = true;
		return;
	}
	parse_file(p, &next, place);
}

static void parse_include(struct parser *p, const struct conf_file *file, const struct line *l,
			  char *pos)
{
	char *pattern = only_word(p, l, pos, "the file to include");
	const char **paths = NULL;

	if (pattern == NULL)
		return;
	if (!p->files->glob(p->files->ctx, pattern, rep(p)->arena, &paths)) {
		rep(p)->oom = true;
		return;
	}
	if (paths == NULL || paths[0] == NULL) {
		if (strchr(pattern, '*') == NULL)
			report_warning(rep(p), line_place(l, pattern),
				       "there is no file \"%.256s\"", pattern);
		return;
	}
	for (size_t i = 0; paths[i] != NULL && !rep(p)->stop && !rep(p)->oom; i++)
		include_one(p, file, paths[i], line_place(l, pattern));
	p->where = OUTSIDE;
}

static void parse_version(struct parser *p, const struct line *l)
{
	if (p->version_seen)
		report_warning(rep(p), l->place, "version is given twice");
	p->version_seen = true;
}

static void report_top_level(struct parser *p, const struct line *l, struct view word)
{
	static const struct name rows[] = {
		{ 0, "config" }, { 0, "conn" }, { 0, "include" }, { 0, "version" }
	};
	static const struct names table = NAMES("section", rows);
	const char *near = name_nearest(&table, word);

	if (memchr(l->text, '=', l->len) != NULL)
		report_error(rep(p), l->place,
			     "a setting must be indented, below its config setup or conn");
	else if (near != NULL)
		report_error(rep(p), l->place,
			     "\"%.*s\" does not start a section, did you mean \"%s\"?",
			     (int)(word.len < 64 ? word.len : 64), (const char *)word.ptr, near);
	else
		report_error(rep(p), l->place, "expected config setup, conn NAME or include FILE");
}

static void parse_top_level(struct parser *p, const struct conf_file *file, const struct line *l)
{
	char *pos = l->text + strcspn(l->text, " \t");
	struct view word = text_span(l->text, pos);

	p->where =
		IN_BROKEN; /* until a good header was seen; its settings are not complained about */
	p->default_section = false;
	if (word_is(word, "config")) {
		parse_config(p, l, pos);
	} else if (word_is(word, "conn")) {
		parse_conn(p, l, pos);
	} else if (word_is(word, "include")) {
		p->where = OUTSIDE;
		parse_include(p, file, l, pos);
	} else if (word_is(word, "version")) {
		p->where = OUTSIDE;
		parse_version(p, l);
	} else {
		report_top_level(p, l, word);
	}
}

static void parse_line(struct parser *p, const struct conf_file *file, const struct line *l)
{
	if (line_is_blank(l) || !line_is_sane(l, rep(p)))
		return;
	if (l->text[0] != ' ' && l->text[0] != '\t') {
		p->outside_told = false;
		parse_top_level(p, file, l);
		return;
	}
	if (p->where == IN_SETUP || p->where == IN_CONN) {
		parse_setting(p, l);
		return;
	}
	if (p->where == IN_BROKEN || p->outside_told)
		return;
	p->outside_told = true;
	report_error(rep(p), line_place(l, skip_blanks(l->text)),
		     "this line is outside of any section");
}

/* The bytes live in the arena, because values point into them. */
static char *read_into_arena(struct parser *p, const char *path, struct conf_place from,
			     size_t *len)
{
	struct bytes b = { NULL, 0 };
	DIAG_AUTO d = p->files->read(p->files->ctx, path, &b);
	char *text;

	if (d != NULL) {
		report_error(rep(p), from, "%s", diag_text(d));
		return NULL;
	}
	text = arena_alloc(rep(p)->arena, b.len + 1);
	if (text == NULL)
		rep(p)->oom = true;
	else if (b.len > 0)
		memcpy(text, b.ptr, b.len);
	*len = b.len;
	bytes_fini(&b);
	return text;
}

static void parse_file(struct parser *p, const struct conf_file *file, struct conf_place from)
{
	size_t len = 0;
	char *text = read_into_arena(p, file->path, from, &len);
	struct lines lines = { .file = file->path };
	struct line line;

	if (text == NULL)
		return;
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		lines.pos = text + 3;
	else
		lines.pos = text;
	lines.end = text + len;
	p->where = OUTSIDE;
	p->outside_told = false;
	while (!rep(p)->stop && !rep(p)->oom && lines_next(&lines, &line))
		parse_line(p, file, &line);
}

void conf_parse(struct raw *raw, const char *path, const struct conf_files *files)
{
	struct parser *p = mem_alloc(sizeof(*p));
	struct conf_file file = { .path = arena_strdup(raw->report.arena, path) };

	if (p != NULL) {
		*p = (struct parser){ .raw = raw, .files = files };
		p->seen = mem_array(keyword_nr_slots(), sizeof(*p->seen));
		p->noted = mem_array(nr_keywords, sizeof(*p->noted));
	}
	if (p != NULL && p->seen != NULL && p->noted != NULL && file.path != NULL) {
		keyword_index_init(&p->index);
		parse_file(p, &file, (struct conf_place){ .file = file.path });
	} else {
		raw->report.oom = true;
	}
	if (p != NULL) {
		mem_free(p->seen);
		mem_free(p->noted);
	}
	mem_free(p);
}
