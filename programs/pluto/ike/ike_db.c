/* SPDX-License-Identifier: ISC
 *
 * ike_db.c - all IKE SAs of a daemon: made, found, named, freed.
 *
 * Uses base, core, conn.  Must not know message contents.
 */
#include "ike/ike_sa.h"

#include <string.h>

#include "base/alloc.h"
#include "base/writer.h"
#include "conn/conn.h"
#include "conn/conn_db.h"
#include "ike/ddos.h"
#include "ike/retransmit.h"

struct ike_db {
	struct list all;
	struct list linger;		/* IKE_LINGER: found by SPI only */
	struct list gone;
	struct hash by_id, by_spi, by_peer_spi, by_conn, by_peer, by_identity;
};

static const struct name state_rows[] = {
	{ IKE_INIT_I, "sent IKE_SA_INIT request" },
	{ IKE_INIT_R, "sent IKE_SA_INIT response" },
	{ IKE_AUTH_I, "sent IKE_AUTH request" },
	{ IKE_UP, "established IKE SA" },
	{ IKE_CLOSING, "deleting IKE SA" },
	{ IKE_LINGER, "deleted IKE SA" },
	{ IKE_GONE, "deleted state" },
};
const struct names ike_state_names = NAMES("IKE SA state", state_rows);

static struct list *list_of(struct ike_db *db, enum ike_state state)
{
	return state == IKE_GONE ? &db->gone : state == IKE_LINGER ? &db->linger : &db->all;
}

static void index_conn(struct pluto *p, struct ike_sa *ike, const struct conn *c);

struct ike_db *ike_db_new(struct pluto *p)
{
	struct ike_db *db = mem_alloc(sizeof(*db));
	uint64_t key[2];

	if (db == NULL)
		return NULL;
	list_init(&db->all);
	list_init(&db->linger);
	list_init(&db->gone);
	if (!p->env.crypto->random(p->env.crypto->ctx, key, sizeof(key)) ||
	    !hash_init(&db->by_id, key) || !hash_init(&db->by_spi, key) ||
	    !hash_init(&db->by_peer_spi, key) || !hash_init(&db->by_conn, key) ||
	    !hash_init(&db->by_peer, key) || !hash_init(&db->by_identity, key)) {
		ike_db_free(p, db);
		return NULL;
	}
	return db;
}

void ike_db_free(struct pluto *p, struct ike_db *db)
{
	if (db == NULL)
		return;
	LIST_FOR_EACH(&db->all, n)
		ike_sa_free(p, CONTAINER_OF(n, struct ike_sa, all));
	LIST_FOR_EACH(&db->linger, n)
		ike_sa_free(p, CONTAINER_OF(n, struct ike_sa, all));
	hash_fini(&db->by_id);
	hash_fini(&db->by_spi);
	hash_fini(&db->by_peer_spi);
	hash_fini(&db->by_conn);
	hash_fini(&db->by_peer);
	hash_fini(&db->by_identity);
	mem_free(db);
}

static struct ike_spi *own_spi(struct ike_sa *ike)
{
	return ike->role == IKE_INITIATOR ? &ike->spi_i : &ike->spi_r;
}

bool ike_spi_pick(struct pluto *p, struct ike_spi *out)
{
	for (int i = 0; i < 8; i++) {
		if (!p->env.crypto->random(p->env.crypto->ctx, out->bytes, sizeof(out->bytes)))
			return false;
		if (!ike_spi_is_zero(*out) && ike_by_spi(p, *out) == NULL)
			return true;
	}
	return false;
}

static void db_add(struct pluto *p, struct ike_sa *ike)
{
	struct ike_db *db = p->ikes;

	list_append(&db->all, &ike->all);
	hash_add(&db->by_id, &ike->by_id, hash_bytes(&db->by_id, &ike->id, sizeof(ike->id)));
	hash_add(&db->by_spi, &ike->by_spi, hash_bytes(&db->by_spi, own_spi(ike)->bytes, 8));
	index_conn(p, ike, ike_conn(p, ike));
}

static struct ike_sa *new_with(struct pluto *p, conn_id conn, enum ike_role role,
			       struct ike_spi own, struct endpoint local, struct endpoint remote)
{
	struct ike_sa *ike = mem_alloc(sizeof(*ike));

	if (ike == NULL)
		return NULL;
	ike->role = role;
	*own_spi(ike) = own;
	ike->id = ++p->last_sa;
	ike->conn = conn;
	ike->state = role == IKE_INITIATOR ? IKE_INIT_I : IKE_INIT_R;
	ike->local = local;
	ike->remote = remote;
	ike->last_heard = env_now(&p->env);
	list_init(&ike->tasks);
	list_init(&ike->children);
	db_add(p, ike);
	ike_sa_name(p, ike);
	return ike;
}

struct ike_sa *ike_sa_new(struct pluto *p, conn_id conn, enum ike_role role, struct endpoint local,
			  struct endpoint remote)
{
	struct ike_spi own;
	struct ike_sa *ike =
		ike_spi_pick(p, &own) ? new_with(p, conn, role, own, local, remote) : NULL;

	if (ike != NULL)
		ddos_half_open(p, ike, role == IKE_RESPONDER);
	return ike;
}

struct ike_sa *ike_sa_successor(struct pluto *p, const struct ike_sa *old, enum ike_role role,
				struct ike_spi own)
{
	struct ike_sa *ike = new_with(p, old->conn, role, own, old->local, old->remote);

	if (ike == NULL)
		return NULL;
	ike->by_rekey = true;
	ike->encap = old->encap;
	ike->nat_local = old->nat_local;
	ike->nat_remote = old->nat_remote;
	if (id_copy(&ike->peer_id, &old->peer_id) && id_copy(&ike->local_id, &old->local_id))
		return ike;
	ike_sa_free(p, ike);
	return NULL;
}

void ike_sa_name(struct pluto *p, struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, ike);
	struct text t = TEXT_OVER(ike->log.prefix);

	ike->log.sink = p->log.sink;
	ike->log.object = LOG_OBJECT_SA(ike->id);
	if (c != NULL)
		conn_print_name(&t, c);
	else
		endpoint_print(&t, ike->remote);
	text_add(&t, " #%llu: ", (unsigned long long)ike->id);
}

void ike_sa_free(struct pluto *p, struct ike_sa *ike)
{
	struct ike_db *db = p->ikes;

	ddos_half_open(p, ike, false);
	retransmit_stop(p, &ike->retransmit);
	timer_stop(p, &ike->life);
	timer_stop(p, &ike->keepalive);
	timer_stop(p, &ike->pause);
	timer_stop(p, &ike->liveness);
	list_remove(list_of(db, ike->state), &ike->all);
	hash_remove(&db->by_id, &ike->by_id);
	hash_remove(&db->by_spi, &ike->by_spi);
	hash_remove(&db->by_conn, &ike->by_conn);
	hash_remove(&db->by_peer, &ike->by_peer);
	hash_remove(&db->by_peer_spi, &ike->by_peer_spi);
	hash_remove(&db->by_identity, &ike->by_identity);
	ike_keys_fini(&ike->keys);
	bytes_fini(&ike->window.last_reply);
	id_fini(&ike->peer_id);
	id_fini(&ike->local_id);
	mem_free(ike);
}

struct ike_sa *ike_by_id(struct pluto *p, sa_id id)
{
	struct hash *h = &p->ikes->by_id;

	for (struct hash_node *n = hash_first(h, hash_bytes(h, &id, sizeof(id))); n != NULL;
	     n = hash_next(n)) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, by_id);

		if (ike->id == id)
			return ike;
	}
	return NULL;
}

struct ike_sa *ike_by_spi(struct pluto *p, struct ike_spi local_spi)
{
	struct hash *h = &p->ikes->by_spi;

	for (struct hash_node *n = hash_first(h, hash_bytes(h, local_spi.bytes, 8)); n != NULL;
	     n = hash_next(n)) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, by_spi);

		if (ike_spi_eq(*own_spi(ike), local_spi))
			return ike;
	}
	return NULL;
}

static uint64_t peer_spi_hash(struct hash *h, struct ike_spi spi_i, struct endpoint remote)
{
	uint8_t key[8 + 17 + 2];

	memcpy(key, spi_i.bytes, 8);
	key[8] = remote.addr.family;
	memcpy(key + 9, remote.addr.bytes, 16);
	key[25] = (uint8_t)(remote.port >> 8);
	key[26] = (uint8_t)remote.port;
	return hash_bytes(h, key, sizeof(key));
}

struct ike_sa *ike_by_peer_spi(struct pluto *p, struct ike_spi spi_i, struct endpoint remote)
{
	struct hash *h = &p->ikes->by_peer_spi;

	for (struct hash_node *n = hash_first(h, peer_spi_hash(h, spi_i, remote)); n != NULL;
	     n = hash_next(n)) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, by_peer_spi);

		if (ike_spi_eq(ike->spi_i, spi_i) && endpoint_eq(ike->remote, remote))
			return ike;
	}
	return NULL;
}

void ike_sa_index_peer(struct pluto *p, struct ike_sa *ike)
{
	struct hash *h = &p->ikes->by_peer_spi;

	hash_remove(h, &ike->by_peer_spi);
	hash_add(h, &ike->by_peer_spi, peer_spi_hash(h, ike->spi_i, ike->remote));
}

static uint64_t identity_hash(struct hash *h, const struct ike_sa *ike)
{
	uint8_t buf[2 + 2 * 256];
	struct writer w = writer_make(buf, sizeof(buf));

	writer_u8(&w, ike->peer_id.type);
	writer_u8(&w, ike->local_id.type);
	writer_view(&w, view_slice(bytes_view(&ike->peer_id.data), 0, 256));
	writer_view(&w, view_slice(bytes_view(&ike->local_id.data), 0, 256));
	return hash_bytes(h, buf, w.len);
}

void ike_sa_index_identity(struct pluto *p, struct ike_sa *ike)
{
	struct hash *h = &p->ikes->by_identity;

	hash_remove(h, &ike->by_identity);
	hash_add(h, &ike->by_identity, identity_hash(h, ike));
}

struct ike_sa *ike_next_of_identity(struct pluto *p, const struct ike_sa *like,
				    struct ike_sa *after)
{
	struct hash *h = &p->ikes->by_identity;
	struct hash_node *n = after == NULL ? hash_first(h, identity_hash(h, like))
					    : hash_next(&after->by_identity);

	for (; n != NULL; n = hash_next(n)) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, by_identity);

		if (ike->state == IKE_UP && id_eq(&ike->peer_id, &like->peer_id) &&
		    id_eq(&ike->local_id, &like->local_id))
			return ike;
	}
	return NULL;
}

void ike_sa_set_state(struct pluto *p, struct ike_sa *ike, enum ike_state state)
{
	struct list *from = list_of(p->ikes, ike->state), *to = list_of(p->ikes, state);

	ike->state = state;
	if (state != IKE_INIT_R) {
		ddos_half_open(p, ike, false);
		hash_remove(&p->ikes->by_peer_spi, &ike->by_peer_spi);
	}
	if (from != to) {
		list_remove(from, &ike->all);
		list_append(to, &ike->all);
	}
}

void ike_reap(struct pluto *p)
{
	LIST_FOR_EACH(&p->ikes->gone, n) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, all);

		ike_sa_free(p, ike);
	}
}

struct ike_sa *ike_first(struct pluto *p)
{
	struct list_node *n = list_first(&p->ikes->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct ike_sa, all);
}

struct ike_sa *ike_next(struct pluto *p, struct ike_sa *ike)
{
	struct list_node *n = list_next(&p->ikes->all, &ike->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct ike_sa, all);
}

size_t ike_nr(const struct pluto *p)
{
	return p->ikes->all.nr;
}

struct conn *ike_conn(struct pluto *p, const struct ike_sa *ike)
{
	return conn_by_id(p, ike->conn);
}

void ike_sa_set_conn(struct pluto *p, struct ike_sa *ike, struct conn *c)
{
	ike->conn = c->id;
	index_conn(p, ike, c);
	ike_sa_name(p, ike);
}

static bool ike_is_usable(const struct ike_sa *ike)
{
	return ike->state == IKE_INIT_I || ike->state == IKE_INIT_R || ike->state == IKE_AUTH_I ||
	       ike->state == IKE_UP;
}

struct ike_sa *ike_next_of_conn(struct pluto *p, conn_id conn, struct ike_sa *after)
{
	struct hash *h = &p->ikes->by_conn;
	struct hash_node *n = after == NULL ? hash_first(h, hash_bytes(h, &conn, sizeof(conn)))
					    : hash_next(&after->by_conn);

	for (; n != NULL; n = hash_next(n)) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, by_conn);

		if (ike->conn == conn && ike_is_usable(ike))
			return ike;
	}
	return NULL;
}

/* Same hosts and same configured identities: one authentication serves both (RFC 7296 1.3). */
static bool serves(const struct conn *owner, const struct conn *c)
{
	return address_eq(owner->local.host, c->local.host) &&
	       address_eq(owner->remote.host, c->remote.host) &&
	       id_eq(&owner->local.id, &c->local.id) && id_eq(&owner->remote.id, &c->remote.id);
}

/* One authentication serves all conns of the same hosts and identities, so SAs are indexed by these. */
static uint64_t peer_hash(struct hash *h, const struct conn *c)
{
	uint8_t buf[34 + 2 + 2 * 128];
	struct writer w = writer_make(buf, sizeof(buf));
	struct view l = bytes_view(&c->local.id.data), r = bytes_view(&c->remote.id.data);

	writer_view(&w, view_make(&c->local.host, sizeof(c->local.host)));
	writer_view(&w, view_make(&c->remote.host, sizeof(c->remote.host)));
	writer_u8(&w, c->local.id.type);
	writer_u8(&w, c->remote.id.type);
	writer_view(&w, view_slice(l, 0, 128));
	writer_view(&w, view_slice(r, 0, 128));
	return hash_bytes(h, buf, w.len);
}

/* How useful for one more child: established, being established by us, half-open. */
static int rank(const struct ike_sa *ike)
{
	return ike->state == IKE_UP ? 3 : ike->role == IKE_INITIATOR ? 2 : 1;
}

struct ike_sa *ike_for_conn(struct pluto *p, const struct conn *c)
{
	struct hash *h = &p->ikes->by_peer;
	struct ike_sa *best = NULL;

	for (struct hash_node *n = hash_first(h, peer_hash(h, c)); n != NULL; n = hash_next(n)) {
		struct ike_sa *ike = CONTAINER_OF(n, struct ike_sa, by_peer);
		struct conn *owner = ike_conn(p, ike);

		if (ike_is_usable(ike) && ike->successor == 0 && !ike->on_trial && owner != NULL &&
		    serves(owner, c) && (best == NULL || rank(ike) > rank(best)))
			best = ike;
	}
	return best;
}

void ike_release_conn(struct pluto *p, struct conn *c)
{
	if (ike_next_of_conn(p, c->id, NULL) == NULL)
		conn_maybe_drop_instance(p, c);
}

static void index_conn(struct pluto *p, struct ike_sa *ike, const struct conn *c)
{
	struct ike_db *db = p->ikes;

	hash_remove(&db->by_conn, &ike->by_conn);
	hash_remove(&db->by_peer, &ike->by_peer);
	hash_add(&db->by_conn, &ike->by_conn,
		 hash_bytes(&db->by_conn, &ike->conn, sizeof(ike->conn)));
	if (c != NULL)
		hash_add(&db->by_peer, &ike->by_peer, peer_hash(&db->by_peer, c));
}
