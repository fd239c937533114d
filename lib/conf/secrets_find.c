/* SPDX-License-Identifier: ISC
 *
 * secrets_find.c - which PSK belongs to a pair of identities (ipsec-conf.md 6).
 *
 * May use:   base, pki/id.
 *
 * The ranking, best first; a record is what it lists, L and R are the two identities:
 *	L and R, no %any  >  L and %any  >  only L  >  R and %any  >  %any, neither L nor R  >
 *nothing All other combinations never match.  Of equals the first in the file is taken.
 */
#include <string.h>

#include "base/alloc.h"
#include "secrets_priv.h"

#define KEY_LEN 256

static bool lists(const struct record *r, const struct id *id)
{
	for (size_t i = 0; i < r->nr_ids; i++) {
		if (id_eq(&r->ids[i], id))
			return true;
	}
	return false;
}

static uint64_t hash_id(const struct secrets *s, const struct id *id)
{
	uint8_t key[KEY_LEN];

	return hash_bytes(&s->by_id, key, id_key(id, key, sizeof(key)));
}

static struct owner *find_owner(const struct secrets *s, const struct id *id)
{
	struct hash_node *n;

	if (id->special != ID_IS_ID)	/* %any in place of a peer owns nothing */
		return NULL;
	for (n = hash_first(&s->by_id, hash_id(s, id)); n != NULL; n = hash_next(n)) {
		struct owner *o = CONTAINER_OF(n, struct owner, node);

		if (id_eq(o->id, id))
			return o;
	}
	return NULL;
}

static struct owner *get_owner(struct secrets *s, const struct id *id)
{
	struct owner *o = find_owner(s, id);

	if (o != NULL)
		return o;
	o = &s->owners[s->nr_owners++];
	*o = (struct owner){ .id = id };
	o->pairs_end = &o->pairs;
	o->anys_end = &o->anys;
	hash_add(&s->by_id, &o->node, hash_id(s, id));
	return o;
}

static void append(struct secrets *s, struct mention ***end, const struct record *r)
{
	struct mention *m = &s->mentions[s->nr_mentions++];

	*m = (struct mention){ .record = r };
	**end = m;
	*end = &m->next;
}

static void index_record(struct secrets *s, const struct record *r)
{
	if (r->nr_ids == 0 && !r->has_any && s->fallback == NULL)
		s->fallback = r;
	if (r->has_any)
		append(s, &s->anys_end, r);
	for (size_t i = 0; i < r->nr_ids; i++) {
		struct owner *o = get_owner(s, &r->ids[i]);

		if (r->has_any) {
			append(s, &o->anys_end, r);
		} else if (r->nr_ids == 1) {
			o->only = o->only == NULL ? r : o->only;
		} else {
			append(s, &o->pairs_end, r);
			o->nr_pairs++;
		}
	}
}

bool secrets_index(struct secrets *s)
{
	static const uint64_t key[2] = { 0, 0 };	/* the file is the administrator's own */
	const struct record *records = s->records.items;
	size_t nr = 0;

	for (size_t i = 0; i < s->records.nr; i++)
		nr += records[i].nr_ids;
	s->owners = mem_array(nr + 1, sizeof(*s->owners));
	s->mentions = mem_array(nr + s->records.nr + 1, sizeof(*s->mentions));
	if (s->owners == NULL || s->mentions == NULL || !hash_init(&s->by_id, key))
		return false;
	s->anys_end = &s->anys;
	for (size_t i = 0; i < s->records.nr; i++)
		index_record(s, &records[i]);
	return true;
}

/* Records that list both: looked for where fewer are, since a gateway is in all of them. */
static const struct record *find_pair(const struct owner *l, const struct owner *r)
{
	const struct owner *few, *other;

	if (l == NULL || r == NULL)
		return NULL;
	few = l->nr_pairs < r->nr_pairs ? l : r;
	other = few == l ? r : l;
	for (const struct mention *m = few->pairs; m != NULL; m = m->next) {
		if (lists(m->record, other->id))
			return m->record;
	}
	return NULL;
}

/* The first of LIST that does not have NOT (NULL: not looked at). */
static const struct record *first_without(const struct mention *list, const struct owner *not)
{
	for (; list != NULL; list = list->next) {
		if (not == NULL || !lists(list->record, not->id))
			return list->record;
	}
	return NULL;
}

static const struct record *find_record(const struct secrets *s, const struct id *local,
					const struct id *remote)
{
	const struct owner *l = find_owner(s, local), *r = find_owner(s, remote);
	const struct record *found = find_pair(l, r);

	if (found == NULL && l != NULL)
		found = first_without(l->anys, r);
	if (found == NULL && l != NULL)
		found = l->only;
	if (found == NULL && r != NULL)
		found = first_without(r->anys, l);
	/* A record with %any and R alone was found above. */
	if (found == NULL)
		found = first_without(s->anys, l);
	return found == NULL ? s->fallback : found;
}

struct view secrets_psk(const struct secrets *s, const struct id *local, const struct id *remote)
{
	const struct record *r = find_record(s, local, remote);

	return r == NULL ? VIEW_EMPTY : secret_view(&r->psk);
}

struct secrets *secrets_load(const char *path, const struct conf_files *files)
{
	struct secrets *s = mem_alloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	s->arena.limit = SIZE_MAX / 2;
	if (secrets_parse(s, path, files) && secrets_index(s))
		return s;
	secrets_free(s);
	return NULL;
}

void secrets_free(struct secrets *s)
{
	struct record *records;

	if (s == NULL)
		return;
	records = s->records.items;
	for (size_t i = 0; i < s->records.nr; i++)
		record_fini(&records[i]);
	vec_fini(&s->records);
	hash_fini(&s->by_id);
	mem_free(s->owners);
	mem_free(s->mentions);
	arena_fini(&s->arena);
	mem_free(s);
}

size_t secrets_nr(const struct secrets *s)
{
	return s->records.nr;
}

const struct conf_message *secrets_messages(const struct secrets *s, size_t *nr)
{
	*nr = s->nr_messages;
	return s->messages;
}
