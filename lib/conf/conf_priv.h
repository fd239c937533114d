/* SPDX-License-Identifier: ISC
 *
 * conf_priv.h - what the files of this folder share: growing arrays, messages, and the parser's
 * result before flattening.
 *
 * Layer:  conf, private.
 */
#ifndef CONF_PRIV_H
#define CONF_PRIV_H

#include "base/hash.h"
#include "conf/conf.h"

/* A growing array of SIZE-byte items on the heap. */
struct vec {
	void *items;
	size_t nr, cap;
};
/* A copy of ITEM goes to the end.  False: out of memory. */
bool vec_add(struct vec *v, size_t size, const void *item);
void vec_fini(struct vec *v);

/* Messages, in the order of their discovery. */
struct report {
	struct arena *arena;
	struct vec messages;		/* struct conf_message */
	size_t nr_errors, nr_warnings;
	bool oom;			/* something was lost: the result must not be used */
	bool go_on;			/* too many errors end the messages, not the reading */
	bool stop;			/* so many errors that the rest says nothing new */
};
__attribute__((format(printf, 3, 4))) void report_error(struct report *r, struct conf_place place,
							 const char *format, ...);
/* Of one connection only: not counted in nr_errors. */
__attribute__((format(printf, 3, 4))) void
report_conn_error(struct report *r, struct conf_place place, const char *format, ...);
__attribute__((format(printf, 3, 4))) void report_warning(struct report *r, struct conf_place place,
							   const char *format, ...);

/* Files that are being read, innermost first. */
struct conf_file {
	const char *path;
	const struct conf_file *parent;
	unsigned depth;
};
#define INCLUDE_DEPTH_MAX 10
/* May FILE include PATH?  Reports a loop or too much depth. */
bool include_allowed(struct report *r, const struct conf_file *file, const char *path,
		     struct conf_place place);

/* One line of a file, NUL-terminated in place; values point into it. */
struct line {
	char *text;
	size_t len;
	struct conf_place place;	/* column is set when an error is found */
};
struct lines {
	char *pos, *end;		/* *end is writable */
	const char *file;
	unsigned number;
};
/* False at the end of the file. */
bool lines_next(struct lines *l, struct line *out);
bool line_is_blank(const struct line *l);		/* or a comment */
/* A byte that has no place in a text file, or too many of them: reported, and the line is to be
 * skipped. */
bool line_is_sane(const struct line *l, struct report *r);
struct conf_place line_place(const struct line *l, const char *at);
/* The word or "quoted words" or {braced words} at *POS, terminated in place; *POS moves behind it.
 * NULL: reported. */
char *line_value(const struct line *l, char **pos, struct report *r);
/* Nothing but a comment may follow. */
bool line_at_end(const struct line *l, const char *pos, bool after_blank);

/* Keywords by name: a table that lives as long as the parser. */
struct keyword_index {
	uint16_t slots[1024];		/* index in keywords[] + 1; 0 = empty */
};
void keyword_index_init(struct keyword_index *x);
/* As keyword_find(), but "" is not also called "host". */
const struct keyword *keyword_index_find(const struct keyword_index *x,
					 enum keyword_section section, bool end, struct view name);
/* A number for (keyword, end), below keyword_nr_slots(). */
size_t keyword_slot(const struct keyword *k, enum conf_end end);
size_t keyword_nr_slots(void);

/* What the parser makes of the files. */
struct raw_section {
	struct hash_node node;
	const char *name;		/* "" for config setup */
	struct conf_place place;
	size_t first, nr;		/* in settings */
	size_t visited;			/* by conn number + 1: also= */
};
struct raw {
	struct report report;
	struct vec sections;		/* struct raw_section */
	struct vec settings;		/* struct conf_setting */
};
void conf_parse(struct raw *raw, const char *path, const struct conf_files *files);
/* Fills C's sections from RAW. */
void conf_flatten(struct raw *raw, struct conf *c);
/* Adds S, or the connections that its subnets= stand for, to CONNS (struct conf_section). */
void conf_expand_subnets(struct report *r, const struct conf_section *s, struct vec *conns);
bool conf_index_init(struct conf *c);
void conf_index_fini(struct conf *c);

#endif
