/* SPDX-License-Identifier: ISC
 *
 * conn_find.c - which connection: by name, for a pair of hosts, for identities.  Flat in the number of
 * connections; only those with wildcard identities between the same two hosts are walked.
 *
 * May use:   base, net, pki/id, conn.
 * Must not:  change anything.
 */
#include <stdlib.h>
#include <string.h>

#include "conn/conn_db_priv.h"

/* Names. */

struct hits {
	struct conn **out;
	size_t max, nr;
};

static void hit(struct hits *h, struct conn *c)
{
	if (h->nr < h->max)
		h->out[h->nr++] = c;
}

static struct conn *by_base_name(struct pluto *p, const char *name, size_t len)
{
	const struct conn_db *db = p->conns;
	struct hash_node *n = hash_first(&db->by_name, hash_bytes(&db->by_name, name, len));

	for (; n != NULL; n = hash_next(n)) {
		struct conn *c = CONTAINER_OF(n, struct conn, by_name);

		/* one that is on its way out has given its name to its successor */
		if (!c->pending_delete && strlen(c->name) == len && memcmp(c->name, name, len) == 0)
			return c;
	}
	return NULL;
}

static void with_instances(struct hits *h, struct conn *c)
{
	hit(h, c);
	LIST_FOR_EACH(&c->links->instances, node)
		hit(h, CONTAINER_OF(node, struct conn_db_links, in_template)->conn);
}

/* "\"name\"" or "\"name\"[2]", perhaps with the peer's address behind it. */
static void by_display_name(struct pluto *p, const char *name, struct hits *h)
{
	const char *end = strchr(name + 1, '"');
	struct conn *c = end == NULL ? NULL : by_base_name(p, name + 1, (size_t)(end - name - 1));
	unsigned long number;

	if (c == NULL)
		return;
	if (end[1] != '[') {
		hit(h, c);
		return;
	}
	number = strtoul(end + 2, NULL, 10);
	LIST_FOR_EACH(&c->links->instances, node) {
		struct conn *i = CONTAINER_OF(node, struct conn_db_links, in_template)->conn;

		if (i->instance == number)
			hit(h, i);
	}
}

static void by_alias(struct pluto *p, const char *name, struct hits *h)
{
	const struct conn_db *db = p->conns;
	struct hash_node *n = hash_first(&db->by_alias, hash_bytes(&db->by_alias, name, strlen(name)));

	for (; n != NULL; n = hash_next(n)) {
		struct conn_alias *a = CONTAINER_OF(n, struct conn_alias, node);

		if (strcmp(a->name, name) != 0)
			continue;
		LIST_FOR_EACH(&a->uses, use)
			hit(h, CONTAINER_OF(use, struct conn_alias_use, link)->conn);
	}
}

static void by_serial(struct pluto *p, const char *digits, struct hits *h)
{
	char *end = NULL;
	unsigned long long id = strtoull(digits, &end, 10);
	struct conn *c = end == digits || *end != '\0' ? NULL : conn_by_id(p, id);

	if (c != NULL)
		hit(h, c);
}

size_t conn_by_name(struct pluto *p, const char *name, struct conn **out, size_t max)
{
	struct hits h = { .out = out, .max = max };
	struct conn *c = by_base_name(p, name, strlen(name));

	if (c != NULL)
		with_instances(&h, c);
	else if (name[0] == '"')
		by_display_name(p, name, &h);
	if (h.nr == 0)
		by_alias(p, name, &h);
	if (h.nr == 0 && name[0] == '$')
		by_serial(p, name + 1, &h);
	return h.nr;
}

/* Hosts. */

static const struct address no_address = { .family = IP_UNSET };

static struct conn *first_negotiating(struct conn_pair *pair)
{
	if (pair == NULL)
		return NULL;
	LIST_FOR_EACH(&pair->conns, node) {
		struct conn *c = CONTAINER_OF(node, struct conn_db_links, in_pair)->conn;

		if (!conn_never_negotiates(c) && !c->pending_delete)
			return c;
	}
	return NULL;
}

struct conn *conn_for_hosts(struct pluto *p, struct address local, struct address remote)
{
	struct conn *c = first_negotiating(conn_pair_find(p, local, remote));

	return c != NULL ? c : first_negotiating(conn_pair_find(p, local, no_address));
}

static struct conn *next_in_pair(struct conn_pair *pair, struct conn *after)
{
	struct list_node *n = pair == NULL ? NULL
			      : after == NULL ? list_first(&pair->conns)
					      : list_next(&pair->conns, &after->links->in_pair);

	for (; n != NULL; n = list_next(&pair->conns, n)) {
		struct conn *c = CONTAINER_OF(n, struct conn_db_links, in_pair)->conn;

		if (!conn_never_negotiates(c) && !c->pending_delete)
			return c;
	}
	return NULL;
}

struct conn *conn_next_for_hosts(struct pluto *p, struct address local, struct address remote, struct conn *after)
{
	struct conn_pair *exact = conn_pair_find(p, local, remote);
	struct conn_pair *any = conn_pair_find(p, local, no_address);
	bool in_any = after != NULL && after->links->pair == any && any != exact;
	struct conn *c = in_any ? NULL : next_in_pair(exact, after);

	if (c != NULL || any == exact)
		return c;
	return next_in_pair(any, in_any ? after : NULL);
}

/* Identities.  The order of all candidates for (hosts, peer id):
 *	stage 0, 1: this very peer id; the hosts' own pair, then the any-peer pair
 *	stage 2, 3: wildcard peer ids; the same pairs
 */
struct cursor {
	struct pluto *p;
	const struct conn *model;	/* whose hosts and authentication */
	const struct id *peer;
	struct conn_pair *pairs[2];
	unsigned stage;
	struct hash_node *hash;		/* stage 0, 1 */
	struct list_node *node;		/* stage 2, 3 */
};

static void cursor_enter(struct cursor *k)
{
	struct conn_pair *pair = k->pairs[k->stage & 1];
	const struct conn_db *db = k->p->conns;

	k->hash = NULL;
	k->node = NULL;
	if (pair == NULL)
		return;
	if (k->stage < 2)
		k->hash = hash_first(&db->by_ids, conn_ids_hash(db, pair, k->peer));
	else
		k->node = list_first(&pair->wild);
}

static void cursor_start(struct cursor *k)
{
	k->pairs[0] = conn_pair_find(k->p, k->model->local.host, k->model->remote.host);
	k->pairs[1] = conn_pair_find(k->p, k->model->local.host, no_address);
	if (k->pairs[0] == k->pairs[1])
		k->pairs[0] = NULL;
	k->stage = 0;
	cursor_enter(k);
}

static bool same_auth(const struct conn *c, const struct conn *model)
{
	return !conn_never_negotiates(c) && !c->pending_delete &&
	       conn_local_config(c)->auth == conn_local_config(model)->auth &&
	       conn_remote_config(c)->auth == conn_remote_config(model)->auth;
}

static bool fits(const struct cursor *k, const struct conn *c)
{
	return same_auth(c, k->model) && id_matches(k->peer, &c->remote.id, NULL);
}

/* The candidate under the cursor, which moves on; NULL at the end of the stage. */
static struct conn *cursor_take(struct cursor *k)
{
	struct conn_pair *pair = k->pairs[k->stage & 1];
	struct conn *c = NULL;

	if (k->hash != NULL) {
		c = CONTAINER_OF(k->hash, struct conn_db_links, by_ids)->conn;
		k->hash = hash_next(k->hash);
	} else if (k->node != NULL && pair != NULL) {
		c = CONTAINER_OF(k->node, struct conn_db_links, in_wild)->conn;
		k->node = list_next(&pair->wild, k->node);
	}
	return c;
}

static struct conn *cursor_next(struct cursor *k)
{
	for (;;) {
		struct conn *c = cursor_take(k);

		if (c != NULL && fits(k, c))
			return c;
		if (c != NULL)
			continue;
		if (k->stage == 3)
			return NULL;
		k->stage++;
		cursor_enter(k);
	}
}

static bool local_id_fits(const struct conn *c, const struct id *idr)
{
	return idr == NULL || id_eq(&c->local.id, idr);
}

/* Is A a better answer than B?  Exact before wildcards, instances before templates, older first. */
static bool is_better(const struct id *peer, const struct conn *a, const struct conn *b)
{
	unsigned wild_a = 0, wild_b = 0;

	if (b == NULL)
		return true;
	(void)id_matches(peer, &a->remote.id, &wild_a);
	(void)id_matches(peer, &b->remote.id, &wild_b);
	if (wild_a != wild_b)
		return wild_a < wild_b;
	if ((a->kind == CONN_TEMPLATE) != (b->kind == CONN_TEMPLATE))
		return b->kind == CONN_TEMPLATE;
	return a->id < b->id;
}

struct conn *conn_for_ids(struct pluto *p, struct conn *current, const struct id *peer, const struct id *idr)
{
	struct cursor k = { .p = p, .model = current, .peer = peer };
	struct conn *best = NULL;

	if (id_is_exact(&current->remote.id) && id_eq(&current->remote.id, peer) && !current->pending_delete &&
	    local_id_fits(current, idr))
		return current;
	cursor_start(&k);
	for (struct conn *c = cursor_next(&k); c != NULL; c = cursor_next(&k)) {
		if (k.stage >= 2 && best != NULL && id_is_exact(&best->remote.id))
			break;	/* wildcards come behind */
		if (local_id_fits(c, idr) && is_better(peer, c, best))
			best = c;
	}
	/* Several are equally loose: the one that negotiates already stays. */
	if (best != NULL && !id_is_exact(&best->remote.id) && fits(&k, current) &&
	    local_id_fits(current, idr) && !is_better(peer, best, current) )
		return current;
	return best;
}

/* Puts the cursor behind AFTER. */
static bool cursor_seek(struct cursor *k, struct conn *after)
{
	struct conn_db_links *l = after->links;

	if (l->pair == NULL || (l->pair != k->pairs[0] && l->pair != k->pairs[1]))
		return false;
	k->stage = (l->pair == k->pairs[1] ? 1u : 0u) + (l->by_ids.linked ? 0u : 2u);
	k->hash = l->by_ids.linked ? hash_next(&l->by_ids) : NULL;
	k->node = l->by_ids.linked ? NULL : list_next(&l->pair->wild, &l->in_wild);
	return true;
}

/* The peer has not said yet who it is: all that have the hosts of MODEL. */
static struct conn *next_of_hosts(struct pluto *p, struct conn *model, struct conn *after)
{
	struct conn_pair *exact = conn_pair_find(p, model->local.host, model->remote.host);
	struct conn_pair *any = conn_pair_find(p, model->local.host, no_address);
	struct conn_pair *pair = after != NULL ? after->links->pair : exact != NULL ? exact : any;
	struct list_node *node;

	if (pair == NULL)
		return NULL;
	node = after != NULL ? list_next(&pair->conns, &after->links->in_pair) : list_first(&pair->conns);
	for (;;) {
		for (; node != NULL; node = list_next(&pair->conns, node)) {
			struct conn *c = CONTAINER_OF(node, struct conn_db_links, in_pair)->conn;

			if (c != model && same_auth(c, model))
				return c;
		}
		if (any == NULL || pair == any)
			return NULL;
		pair = any;
		node = list_first(&any->conns);
	}
}

struct conn *conn_next_sibling(struct pluto *p, struct conn *ike_conn, const struct id *peer, struct conn *after)
{
	struct cursor k = { .p = p, .model = ike_conn, .peer = peer };
	struct conn *c;

	if (peer == NULL)
		return next_of_hosts(p, ike_conn, after);
	cursor_start(&k);
	if (after != NULL && !cursor_seek(&k, after))
		return NULL;
	do {
		c = cursor_next(&k);
	} while (c == ike_conn && c != NULL);
	return c;
}
