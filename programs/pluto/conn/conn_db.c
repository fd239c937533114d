/* SPDX-License-Identifier: ISC
 *
 * conn_db.c - the indexes of connections: id, name, alias, pair of hosts, pair and peer id, reqid.
 *
 * May use:   base, net, pki/id, conn.
 * Must not:  do anything to the kernel or to peers.
 */
#include <string.h>

#include "base/alloc.h"
#include "conn/conn_config.h"
#include "conn/conn_db_priv.h"
#include "conn/policy_db.h"
#include "conn/routing_held.h"
#include "conn/updown.h"

#define REQID_FIRST 16384	/* below it they are the user's (reqid=) */

struct conn_db *conn_db_new(struct pluto *p)
{
	struct conn_db *db = mem_alloc(sizeof(*db));
	uint64_t key[2] = { 0, 0 };
	bool ok;

	if (db == NULL)
		return NULL;
	if (p->env.crypto != NULL)
		(void)p->env.crypto->random(p->env.crypto->ctx, key, sizeof(key));
	list_init(&db->all);
	ok = hash_init(&db->by_id, key) && hash_init(&db->by_name, key) && hash_init(&db->by_alias, key) &&
	     hash_init(&db->by_pair, key) && hash_init(&db->by_ids, key) && hash_init(&db->by_reqid, key);
	db->policies = policy_db_new(p);
	db->updown = updown_db_new(p);
	if (ok && db->policies != NULL && db->updown != NULL)
		return db;
	conn_db_free(p, db);
	return NULL;
}

/* During pluto_free() P->conns may be gone already: everything here goes by DB. */
void conn_db_free(struct pluto *p, struct conn_db *db)
{
	struct conn_db *before = p->conns;

	if (db == NULL)
		return;
	p->conns = db;
	while (db->all.nr > 0)
		conn_free(p, CONTAINER_OF(db->all.head.prev, struct conn, all));
	timer_stop(p, &db->resync);
	/* The last chance for what could not be taken out of the kernel before. */
	if (db->policies != NULL && !p->stop.keep_kernel)
		policy_repair(p);
	policy_db_free(p, db->policies);
	updown_db_free(db->updown);
	hash_fini(&db->by_id);
	hash_fini(&db->by_name);
	hash_fini(&db->by_alias);
	hash_fini(&db->by_pair);
	hash_fini(&db->by_ids);
	hash_fini(&db->by_reqid);
	p->conns = before == db ? NULL : before;
	mem_free(db);
}

/* Pairs of hosts. */

static uint64_t pair_hash(const struct conn_db *db, struct address local, struct address remote)
{
	uint8_t key[34];

	key[0] = local.family;
	memcpy(key + 1, local.bytes, 16);
	key[17] = remote.family;
	memcpy(key + 18, remote.bytes, 16);
	return hash_bytes(&db->by_pair, key, sizeof(key));
}

struct conn_pair *conn_pair_find(struct pluto *p, struct address local, struct address remote)
{
	struct conn_db *db = p->conns;
	struct hash_node *n = hash_first(&db->by_pair, pair_hash(db, local, remote));

	for (; n != NULL; n = hash_next(n)) {
		struct conn_pair *pair = CONTAINER_OF(n, struct conn_pair, node);

		if (address_eq(pair->local, local) && address_eq(pair->remote, remote))
			return pair;
	}
	return NULL;
}

static struct conn_pair *pair_get(struct pluto *p, struct address local, struct address remote)
{
	struct conn_pair *pair = conn_pair_find(p, local, remote);

	if (pair != NULL)
		return pair;
	pair = mem_alloc(sizeof(*pair));
	if (pair == NULL)
		return NULL;
	pair->local = local;
	pair->remote = remote;
	list_init(&pair->conns);
	list_init(&pair->wild);
	hash_add(&p->conns->by_pair, &pair->node, pair_hash(p->conns, local, remote));
	return pair;
}

/* A DN with a "*" may match many; every other identity matches itself. */
bool id_is_exact(const struct id *id)
{
	if (id->special != ID_IS_ID)
		return false;
	return id->type != ID_DER_ASN1_DN || memchr(id->data.ptr, '*', id->data.len) == NULL;
}

/* Names are equal in any case and with or without a dot at the end (id_eq). */
uint64_t conn_ids_hash(const struct conn_db *db, const struct conn_pair *pair, const struct id *peer)
{
	uint8_t key[512 + 16];
	size_t len = peer->data.len < 512 ? peer->data.len : 512;
	bool name = peer->type == ID_FQDN || peer->type == ID_RFC822_ADDR;

	if (name && len > 0 && peer->data.ptr[len - 1] == '.')
		len--;
	for (size_t i = 0; i < len; i++) {
		uint8_t b = peer->data.ptr[i];

		key[i] = name && b >= 'A' && b <= 'Z' ? (uint8_t)(b | 0x20) : b;
	}
	key[len] = peer->type;
	memcpy(key + len + 1, &pair, sizeof(pair));
	return hash_bytes(&db->by_ids, key, len + 1 + sizeof(pair));
}

bool conn_db_index(struct pluto *p, struct conn *c)
{
	struct conn_db_links *l = c->links;
	struct address remote = c->remote.host;

	conn_db_unindex(p, c);
	if (!c->oriented)
		return true;
	if (address_is_any(remote))
		remote = (struct address){ .family = IP_UNSET };
	l->pair = pair_get(p, c->local.host, remote);
	if (l->pair == NULL)
		return false;
	l->pair->users++;
	if (c->kind != CONN_INSTANCE)
		list_append(&l->pair->conns, &l->in_pair);
	if (id_is_exact(&c->remote.id))
		hash_add(&p->conns->by_ids, &l->by_ids, conn_ids_hash(p->conns, l->pair, &c->remote.id));
	else
		list_append(&l->pair->wild, &l->in_wild);
	return true;
}

void conn_db_unindex(struct pluto *p, struct conn *c)
{
	struct conn_db_links *l = c->links;
	struct conn_pair *pair = l->pair;

	if (pair == NULL)
		return;
	list_remove(&pair->conns, &l->in_pair);
	list_remove(&pair->wild, &l->in_wild);
	hash_remove(&p->conns->by_ids, &l->by_ids);
	l->pair = NULL;
	if (--pair->users > 0)
		return;
	hash_remove(&p->conns->by_pair, &pair->node);
	mem_free(pair);
}

/* Aliases. */

static struct conn_alias *alias_find(const struct conn_db *db, const char *name, size_t len, uint64_t hash)
{
	for (struct hash_node *n = hash_first(&db->by_alias, hash); n != NULL; n = hash_next(n)) {
		struct conn_alias *a = CONTAINER_OF(n, struct conn_alias, node);

		if (strlen(a->name) == len && memcmp(a->name, name, len) == 0)
			return a;
	}
	return NULL;
}

static struct conn_alias *alias_get(struct conn_db *db, struct view name)
{
	uint64_t hash = hash_bytes(&db->by_alias, name.ptr, name.len);
	struct conn_alias *a = alias_find(db, (const char *)name.ptr, name.len, hash);

	if (a != NULL)
		return a;
	a = mem_alloc(sizeof(*a));
	if (a == NULL)
		return NULL;
	a->name = mem_strdup_view(name);
	if (a->name == NULL) {
		mem_free(a);
		return NULL;
	}
	list_init(&a->uses);
	hash_add(&db->by_alias, &a->node, hash);
	return a;
}

static size_t count_words(const char *s)
{
	struct view word;
	size_t nr = 0;

	while (value_next_word(&s, &word))
		nr++;
	return nr;
}

static bool add_aliases(struct pluto *p, struct conn *c)
{
	const char *s = c->config->aliases;
	size_t nr = s == NULL ? 0 : count_words(s);
	struct view word;

	if (nr == 0 || c->kind == CONN_INSTANCE)
		return true;
	c->links->aliases = mem_array(nr, sizeof(*c->links->aliases));
	if (c->links->aliases == NULL)
		return false;
	while (value_next_word(&s, &word)) {
		struct conn_alias *a = alias_get(p->conns, word);
		struct conn_alias_use *u = &c->links->aliases[c->links->nr_aliases];

		if (a == NULL)
			return false;
		u->alias = a;
		u->conn = c;
		list_append(&a->uses, &u->link);
		c->links->nr_aliases++;
	}
	return true;
}

static void drop_aliases(struct pluto *p, struct conn *c)
{
	for (size_t i = 0; i < c->links->nr_aliases; i++) {
		struct conn_alias_use *u = &c->links->aliases[i];

		list_remove(&u->alias->uses, &u->link);
		if (u->alias->uses.nr > 0)
			continue;
		hash_remove(&p->conns->by_alias, &u->alias->node);
		mem_free(u->alias->name);
		mem_free(u->alias);
	}
	mem_free(c->links->aliases);
}

/* Connections. */

/* Mixed, because the kernel's hash of states folds addresses and reqid (kernel.md 2). */
uint32_t conn_fresh_reqid(struct pluto *p)
{
	uint32_t n;

	do {
		n = ++p->last_reqid * 2654435761u;
	} while (n < REQID_FIRST || conn_by_reqid(p, n) != NULL);
	return n;
}

void conn_set_log(struct pluto *p, struct conn *c)
{
	struct text t = TEXT_OVER(c->log.prefix);

	c->log.sink = p->log.sink;
	c->log.object = LOG_OBJECT_CONN(c->id);
	conn_print_name(&t, c);
	text_str(&t, ": ");
}

static void conn_link(struct pluto *p, struct conn *c, struct conn *template)
{
	struct conn_db *db = p->conns;

	list_append(&db->all, &c->all);
	db->nr++;
	hash_add(&db->by_id, &c->by_id, hash_bytes(&db->by_id, &c->id, sizeof(c->id)));
	hash_add(&db->by_reqid, &c->by_reqid, hash_bytes(&db->by_reqid, &c->reqid, sizeof(c->reqid)));
	if (template == NULL)
		hash_add(&db->by_name, &c->by_name, hash_bytes(&db->by_name, c->name, strlen(c->name)));
	else
		list_append(&template->links->instances, &c->links->in_template);
}

static enum conn_kind kind_from(const struct conn_config *config)
{
	bool wild = config->left.host.kind == HOST_ANY || config->right.host.kind == HOST_ANY;

	return wild ? CONN_TEMPLATE : CONN_PERMANENT;
}

struct conn *conn_new(struct pluto *p, struct conn_config *config, struct conn *template)
{
	struct conn *c = mem_alloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	c->config = conn_config_ref(config);
	c->kind = template != NULL ? CONN_INSTANCE : kind_from(config);
	c->local.id.special = c->remote.id.special = ID_NONE;
	c->name = mem_strdup(config->name);
	c->links = mem_alloc(sizeof(*c->links));
	c->routing.held = mem_alloc(sizeof(*c->routing.held));
	if (c->name == NULL || c->links == NULL || c->routing.held == NULL) {
		mem_free(c->name);
		mem_free(c->links);
		mem_free(c->routing.held);
		mem_free(c);
		conn_config_unref(config);
		return NULL;
	}
	c->links->conn = c;
	list_init(&c->links->instances);
	c->id = ++p->last_conn;
	c->reqid = config->reqid != 0 ? config->reqid : conn_fresh_reqid(p);
	if (template != NULL) {
		c->template = template->id;
		c->instance = ++template->links->last_instance;
	}
	conn_link(p, c, template);
	conn_set_log(p, c);
	if (add_aliases(p, c))
		return c;
	conn_free(p, c);
	return NULL;
}

static void conn_unlink(struct pluto *p, struct conn *c)
{
	struct conn_db *db = p->conns;
	struct conn *template = conn_by_id(p, c->template);

	conn_db_unindex(p, c);
	drop_aliases(p, c);
	if (template != NULL)
		list_remove(&template->links->instances, &c->links->in_template);
	hash_remove(&db->by_id, &c->by_id);
	hash_remove(&db->by_name, &c->by_name);
	hash_remove(&db->by_reqid, &c->by_reqid);
	list_remove(&db->all, &c->all);
	db->nr--;
}

static void run_end_fini(struct end *e)
{
	id_fini(&e->id);
	mem_free(e->selectors);
}

static void held_free(struct pluto *p, struct routing_held *h)
{
	policy_abandon(p, &h->claims);
	pair_list_fini(&h->tunnel);
	pair_list_fini(&h->routed);
	pair_list_fini(&h->up);
	mem_free(h);
}

void conn_free(struct pluto *p, struct conn *c)
{
	timer_stop(p, &c->revival);
	timer_stop(p, &c->shunt_timer);
	timer_stop(p, &c->links->dns);
	conn_unlink(p, c);
	run_end_fini(&c->local);
	run_end_fini(&c->remote);
	held_free(p, c->routing.held);
	mem_free(c->links);
	mem_free(c->spds);
	mem_free(c->name);
	conn_config_unref((struct conn_config *)c->config);
	mem_free(c);
}

struct conn *conn_by_id(struct pluto *p, conn_id id)
{
	struct conn_db *db = p->conns;
	struct hash_node *n;

	if (id == 0)
		return NULL;
	for (n = hash_first(&db->by_id, hash_bytes(&db->by_id, &id, sizeof(id))); n != NULL; n = hash_next(n)) {
		struct conn *c = CONTAINER_OF(n, struct conn, by_id);

		if (c->id == id)
			return c;
	}
	return NULL;
}

struct conn *conn_by_reqid(struct pluto *p, uint32_t reqid)
{
	struct conn_db *db = p->conns;
	struct hash_node *n = hash_first(&db->by_reqid, hash_bytes(&db->by_reqid, &reqid, sizeof(reqid)));

	for (; n != NULL; n = hash_next(n)) {
		struct conn *c = CONTAINER_OF(n, struct conn, by_reqid);

		if (c->reqid == reqid)
			return c;
	}
	return NULL;
}

struct conn *conn_first(struct pluto *p)
{
	struct list_node *n = p->conns->all.nr == 0 ? NULL : list_first(&p->conns->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct conn, all);
}

struct conn *conn_next(struct pluto *p, struct conn *c)
{
	struct list_node *n = list_next(&p->conns->all, &c->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct conn, all);
}

const struct end_config *conn_local_config(const struct conn *c)
{
	return c->local_is_left ? &c->config->left : &c->config->right;
}

const struct end_config *conn_remote_config(const struct conn *c)
{
	return c->local_is_left ? &c->config->right : &c->config->left;
}

bool conn_never_negotiates(const struct conn *c)
{
	return c->config->type == CONN_PASS || c->config->type == CONN_DROP || c->config->type == CONN_REJECT;
}

struct kernel_mark conn_mark(const struct conn *c, enum kernel_dir dir)
{
	const struct mark *m = dir == KERNEL_OUT ? &c->config->mark_out : &c->config->mark_in;

	return m->set ? (struct kernel_mark){ m->value, m->mask } : (struct kernel_mark){ 0, 0 };
}
