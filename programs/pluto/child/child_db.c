/* SPDX-License-Identifier: ISC
 *
 * child_db.c - all Child SAs of a daemon: made, found, freed.
 */
#include "child/child_sa.h"

#include "base/alloc.h"
#include "conn/conn.h"
#include "conn/conn_db.h"
#include "ike/ike_sa.h"
#include "net/protocol.h"

struct child_db {
	struct list all;
	struct hash by_id, by_spi;
};

struct child_db *child_db_new(struct pluto *p)
{
	struct child_db *db = mem_alloc(sizeof(*db));
	uint64_t key[2];

	if (db == NULL)
		return NULL;
	list_init(&db->all);
	if (!p->env.crypto->random(p->env.crypto->ctx, key, sizeof(key)) ||
	    !hash_init(&db->by_id, key) || !hash_init(&db->by_spi, key)) {
		child_db_free(p, db);
		return NULL;
	}
	return db;
}

void child_db_free(struct pluto *p, struct child_db *db)
{
	if (db == NULL)
		return;
	LIST_FOR_EACH(&db->all, n)
		child_sa_free(p, CONTAINER_OF(n, struct child_sa, all));
	hash_fini(&db->by_id);
	hash_fini(&db->by_spi);
	mem_free(db);
}

/* SPIs below 256 are reserved (RFC 4303 2.1). */
static bool pick_spi(struct pluto *p, uint32_t *spi)
{
	for (int i = 0; i < 8; i++) {
		if (!p->env.crypto->random(p->env.crypto->ctx, spi, sizeof(*spi)))
			return false;
		if (*spi >= 256 && child_by_spi_in(p, *spi) == NULL)
			return true;
	}
	return false;
}

static void name(struct pluto *p, struct child_sa *child)
{
	struct conn *c = conn_by_id(p, child->conn);
	struct text t = TEXT_OVER(child->log.prefix);

	child->log.sink = p->log.sink;
	child->log.object = LOG_OBJECT_SA(child->id);
	if (c != NULL)
		conn_print_name(&t, c);
	text_add(&t, " #%llu: ", (unsigned long long)child->id);
}

struct child_sa *child_sa_new(struct pluto *p, conn_id conn, sa_id ike_id)
{
	struct ike_sa *ike = ike_by_id(p, ike_id);
	struct child_db *db = p->children;
	struct child_sa *child = ike == NULL ? NULL : mem_alloc(sizeof(*child));

	if (child == NULL)
		return NULL;
	if (!pick_spi(p, &child->spi_in)) {
		mem_free(child);
		return NULL;
	}
	child->id = ++p->last_sa;
	child->conn = conn;
	child->ike = ike_id;
	child->proto = PROTO_ESP;
	list_append(&db->all, &child->all);
	list_append(&ike->children, &child->ike_link);
	hash_add(&db->by_id, &child->by_id, hash_bytes(&db->by_id, &child->id, sizeof(child->id)));
	hash_add(&db->by_spi, &child->by_spi,
		 hash_bytes(&db->by_spi, &child->spi_in, sizeof(child->spi_in)));
	name(p, child);
	return child;
}

void child_sa_set_conn(struct pluto *p, struct child_sa *child, conn_id conn)
{
	child->conn = conn;
	name(p, child);
}

void child_sa_free(struct pluto *p, struct child_sa *child)
{
	struct ike_sa *ike = ike_by_id(p, child->ike);
	struct child_db *db = p->children;

	timer_stop(p, &child->life);
	list_remove(&db->all, &child->all);
	if (ike != NULL && list_node_linked(&child->ike_link))
		list_remove(&ike->children, &child->ike_link);
	hash_remove(&db->by_id, &child->by_id);
	hash_remove(&db->by_spi, &child->by_spi);
	mem_free(child->local);
	mem_free(child->remote);
	mem_free(child);
}

struct child_sa *child_by_id(struct pluto *p, sa_id id)
{
	struct hash *h = &p->children->by_id;

	for (struct hash_node *n = hash_first(h, hash_bytes(h, &id, sizeof(id))); n != NULL;
	     n = hash_next(n)) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, by_id);

		if (child->id == id)
			return child;
	}
	return NULL;
}

struct child_sa *child_by_spi_in(struct pluto *p, uint32_t spi)
{
	struct hash *h = &p->children->by_spi;

	for (struct hash_node *n = hash_first(h, hash_bytes(h, &spi, sizeof(spi))); n != NULL;
	     n = hash_next(n)) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, by_spi);

		if (child->spi_in == spi)
			return child;
	}
	return NULL;
}

struct child_sa *child_first(struct pluto *p)
{
	struct list_node *n = list_first(&p->children->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct child_sa, all);
}

struct child_sa *child_next(struct pluto *p, struct child_sa *child)
{
	struct list_node *n = list_next(&p->children->all, &child->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct child_sa, all);
}

bool child_traffic(struct pluto *p, struct child_sa *child, uint64_t *in, uint64_t *out,
		   struct realtime *last_in)
{
	const struct kernel *k = &p->env.kernel;
	struct kernel_sa_info i, o;

	if (child->state != CHILD_UP || k->ops->sa_query(k->k, &child->key_in, &i) != 0 ||
	    k->ops->sa_query(k->k, &child->key_out, &o) != 0)
		return false;
	child->bytes_in = *in = i.bytes;
	child->bytes_out = *out = o.bytes;
	*last_in = i.used;
	return true;
}
