/* SPDX-License-Identifier: ISC
 *
 * conf_testing.h - what the tests of lib/conf share: cmocka, files in memory, messages as text.
 */
#ifndef CONF_TESTING_H
#define CONF_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conf/conf.h"

struct memory_file {
	const char *path, *text;
	size_t len;		/* 0: strlen(text) */
};
struct memory_files {
	const struct memory_file *files;
	size_t nr;
};

static inline struct diag *memory_read(void *ctx, const char *path, struct bytes *out)
{
	const struct memory_files *m = ctx;

	for (size_t i = 0; i < m->nr; i++) {
		const struct memory_file *f = &m->files[i];

		if (strcmp(f->path, path) != 0)
			continue;
		if (!bytes_copy(out, view_make(f->text, f->len == 0 ? strlen(f->text) : f->len)))
			return diag_new("out of memory");
		return NULL;
	}
	return diag_new("cannot read \"%s\": it is not there", path);
}

/* "*" at the end is all there is. */
static inline bool memory_glob(void *ctx, const char *pattern, struct arena *a, const char ***paths)
{
	const struct memory_files *m = ctx;
	size_t len = strcspn(pattern, "*"), nr = 0;

	*paths = arena_array(a, m->nr + 1, sizeof(**paths));
	if (*paths == NULL)
		return false;
	for (size_t i = 0; i < m->nr; i++) {
		if (pattern[len] == '*' ? strncmp(m->files[i].path, pattern, len) == 0 &&
					       strchr(m->files[i].path + len, '/') == NULL :
					  strcmp(m->files[i].path, pattern) == 0)
			(*paths)[nr++] = m->files[i].path;
	}
	return true;
}

static inline struct conf_files memory_conf_files(struct memory_files *m)
{
	return (struct conf_files){ .read = memory_read, .glob = memory_glob, .ctx = m };
}

static inline struct conf *load_files(const struct memory_file *files, size_t nr)
{
	struct memory_files m = { .files = files, .nr = nr };
	struct conf_files f = memory_conf_files(&m);
	struct conf *c = conf_load(files[0].path, &f);

	assert_non_null(c);
	return c;
}

static inline struct conf *load_text(const char *text)
{
	struct memory_file f = { .path = "t.conf", .text = text };

	return load_files(&f, 1);
}

/* All messages, a line each. */
static inline void messages_text(const struct conf_message *messages, size_t nr, char *buf, size_t cap)
{
	struct text t = text_make(buf, cap);

	for (size_t i = 0; i < nr; i++) {
		conf_message_print(&t, &messages[i]);
		text_char(&t, '\n');
	}
	assert_false(t.cut);
}

/* setup (when there is one) and all conns, with the errors that they have */
static inline void conf_text(const struct conf *c, char *buf, size_t cap)
{
	struct text t = text_make(buf, cap);

	if (c->setup.nr > 0)
		conf_section_print(&t, &c->setup);
	for (size_t i = 0; i < c->nr_conns; i++) {
		conf_section_print(&t, &c->conns[i]);
		if (c->conns[i].error != NULL)
			text_add(&t, "\t# %s\n", c->conns[i].error);
	}
	assert_false(t.cut);
}

#endif
