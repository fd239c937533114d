/* SPDX-License-Identifier: ISC
 *
 * conf.h - a parsed ipsec.conf: sections of (keyword, text, place).  Structure and keywords are
 * checked here (ipsec-conf.md 1); values are checked by conf/value.h when a connection is added.
 *
 * Layer:   conf.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/diag.h"
#include "base/list.h"
#include "conf/keyword.h"

enum conf_end { CONF_NO_END, CONF_LEFT, CONF_RIGHT };

struct conf_place {
	const char *file;
	unsigned line, column;		/* from 1 */
};

struct conf_setting {
	const struct keyword *keyword;	/* name "" for left= and right= themselves */
	enum conf_end end;
	const char *value;
	struct conf_place place;
};

struct conf_section {			/* flattened: also= and %default are resolved */
	const char *name;		/* "" for config setup */
	struct conf_setting *settings;
	size_t nr;
	struct conf_place place;
	const char *error;		/* this conn did not load properly: why (with place); else NULL */
};

/* Warning or error.  First those of parsing, in file order, then those of also=; what is wrong with one
 * connection only is an error here, but not counted in nr_errors. */
struct conf_message {
	bool error;
	struct conf_place place;
	const char *text;
};

struct conf_index;

struct conf {
	struct arena arena;		/* owns everything below; limit raised for big files */
	struct conf_section setup;
	/* In file order; %default is merged and not listed; a section with subnets= is replaced by its
	 * NAME/LxR connections, which have NAME as connalias. */
	struct conf_section *conns;
	size_t nr_conns;
	struct conf_message *messages;
	size_t nr_messages;
	size_t nr_errors;		/* file-level errors: the whole load fails when > 0 */
	struct conf_index *index;	/* conf_find's own */
};

/* How the parser reads files (tests give memory files). */
struct conf_files {
	/* *OUT owned by the caller (bytes_fini); diag names the file and the reason. */
	struct diag *(*read)(void *ctx, const char *path, struct bytes *out);
	/* glob(3); paths sorted, owned by the arena; NULL-terminated. */
	bool (*glob)(void *ctx, const char *pattern, struct arena *a, const char ***paths);
	void *ctx;
};
extern const struct conf_files conf_files_real;

/* Never fails half-way: even a broken file gives a conf whose messages say what is wrong. NULL only
 * when out of memory.  PATH "-" is stdin (real files). */
struct conf *conf_load(const char *path, const struct conf_files *files);
void conf_free(struct conf *c);
/* By name, then by connalias: fills up to MAX pointers and returns how many match. */
size_t conf_find(const struct conf *c, const char *name, const struct conf_section **out, size_t max);
/* NULL when not set.  KEYWORD "host" (or "") with an end: left=, right=. */
const char *conf_get(const struct conf_section *s, enum conf_end end, const char *keyword);
/* "file:line:column: text" */
void conf_message_print(struct text *t, const struct conf_message *m);
/* readwriteconf: the merged section, parse -> print -> parse is a fixpoint. */
void conf_section_print(struct text *t, const struct conf_section *s);

#endif
