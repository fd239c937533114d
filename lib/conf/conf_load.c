/* SPDX-License-Identifier: ISC
 *
 * conf_load.c - a file into a struct conf: parse, flatten, index; and looking things up in it.
 *
 * May use base only.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "conf/value.h"
#include "conf_priv.h"

/* One name or alias of a connection. */
struct entry {
	struct hash_node node;
	struct view name;
	size_t conn;
	bool alias;
};
struct conf_index {
	struct hash by_name;
	struct entry *entries;
	size_t nr;
};

static size_t nr_aliases(const struct conf_section *s)
{
	const char *list = conf_get(s, CONF_NO_END, "connalias");
	struct view word;
	size_t nr = 0;

	while (list != NULL && value_next_word(&list, &word))
		nr++;
	return nr;
}

static void index_name(struct conf_index *x, struct view name, size_t conn, bool alias)
{
	struct entry *e = &x->entries[x->nr++];

	*e = (struct entry){ .name = name, .conn = conn, .alias = alias };
	hash_add(&x->by_name, &e->node, hash_bytes(&x->by_name, name.ptr, name.len));
}

/* From last to first, because a bucket gives back the newest first. */
static void index_conns(struct conf_index *x, const struct conf *c)
{
	for (size_t i = c->nr_conns; i-- > 0;) {
		const char *list = conf_get(&c->conns[i], CONF_NO_END, "connalias");
		struct view word;

		while (list != NULL && value_next_word(&list, &word))
			index_name(x, word, i, true);
		index_name(x, view_str(c->conns[i].name), i, false);
	}
}

bool conf_index_init(struct conf *c)
{
	static const uint64_t key[2] = { 0, 0 };	/* the file is the administrator's own */
	struct conf_index *x = mem_alloc(sizeof(*x));
	size_t nr = c->nr_conns;

	if (x == NULL)
		return false;
	c->index = x;
	for (size_t i = 0; i < c->nr_conns; i++)
		nr += nr_aliases(&c->conns[i]);
	x->entries = mem_array(nr + 1, sizeof(*x->entries));
	if (x->entries == NULL || !hash_init(&x->by_name, key))
		return false;
	index_conns(x, c);
	return true;
}

void conf_index_fini(struct conf *c)
{
	if (c->index == NULL)
		return;
	hash_fini(&c->index->by_name);
	mem_free(c->index->entries);
	MEM_FREE(c->index);
}

static size_t find_named(const struct conf *c, struct view name, bool alias,
			 const struct conf_section **out, size_t max)
{
	const struct hash *h = &c->index->by_name;
	size_t nr = 0;

	for (struct hash_node *n = hash_first(h, hash_bytes(h, name.ptr, name.len)); n != NULL;
	     n = hash_next(n)) {
		const struct entry *e = CONTAINER_OF(n, struct entry, node);

		if (e->alias != alias || !view_eq(e->name, name))
			continue;
		if (nr < max)
			out[nr] = &c->conns[e->conn];
		nr++;
		if (!alias)	/* a second of this name is in error: the first is meant */
			break;
	}
	return nr;
}

static int in_file_order(const void *a, const void *b)
{
	const struct conf_section *const *x = a, *const *y = b;

	return *x < *y ? -1 : *x > *y;
}

size_t conf_find(const struct conf *c, const char *name, const struct conf_section **out,
		 size_t max)
{
	struct view wanted = view_str(name);
	size_t nr = find_named(c, wanted, false, out, max);

	if (nr > 0)
		return nr;
	nr = find_named(c, wanted, true, out, max);
	if (nr > 1 && max > 1)
		qsort(out, nr < max ? nr : max, sizeof(*out), in_file_order);
	return nr;
}

const char *conf_get(const struct conf_section *s, enum conf_end end, const char *keyword)
{
	if (end != CONF_NO_END && strcmp(keyword, "host") == 0)
		keyword = "";
	for (size_t i = 0; i < s->nr; i++) {
		if (s->settings[i].end == end && strcmp(s->settings[i].keyword->name, keyword) == 0)
			return s->settings[i].value;
	}
	return NULL;
}

static bool load(struct conf *c, const char *path, const struct conf_files *files)
{
	struct raw raw = { .report = { .arena = &c->arena } };
	struct report *r = &raw.report;

	conf_parse(&raw, path, files);
	if (!r->oom)
		conf_flatten(&raw, c);
	c->messages = arena_dup(&c->arena, r->messages.items,
				r->messages.nr * sizeof(struct conf_message));
	c->nr_messages = r->messages.nr;
	c->nr_errors = r->nr_errors;
	vec_fini(&raw.sections);
	vec_fini(&raw.settings);
	vec_fini(&r->messages);
	return !r->oom && c->messages != NULL && conf_index_init(c);
}

struct conf *conf_load(const char *path, const struct conf_files *files)
{
	struct conf *c = mem_alloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	c->arena.limit = SIZE_MAX / 2;	/* the size of the file is the limit */
	if (load(c, path, files))
		return c;
	conf_free(c);
	return NULL;
}

void conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	conf_index_fini(c);
	arena_fini(&c->arena);
	mem_free(c);
}
