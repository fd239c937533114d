/* SPDX-License-Identifier: ISC
 *
 * shunt.c - the bare shunts of one daemon.
 *
 * May use:   base, net, conn/policy_db.
 * Must not:  know routing states.
 */
#include "conn/shunt.h"

#include <string.h>

#include "base/alloc.h"
#include "conn/spd.h"
#include "core/limits.h"

struct shunt_db {
	struct hash by_id, by_hosts;
	struct list all;
	uint64_t last_id;
};

struct shunt_db *shunt_db_new(struct pluto *p)
{
	struct shunt_db *db = mem_alloc(sizeof(*db));
	uint64_t key[2] = { 0, 0 };

	if (db == NULL)
		return NULL;
	if (p->env.crypto != NULL)
		(void)p->env.crypto->random(p->env.crypto->ctx, key, sizeof(key));
	list_init(&db->all);
	if (hash_init(&db->by_id, key) && hash_init(&db->by_hosts, key))
		return db;
	hash_fini(&db->by_id);
	mem_free(db);
	return NULL;
}

static void shunt_free(struct pluto *p, struct shunt_db *db, struct shunt *s)
{
	timer_stop(p, &s->expiry);
	hash_remove(&db->by_id, &s->by_id);
	hash_remove(&db->by_hosts, &s->by_hosts);
	list_remove(&db->all, &s->all);
	if (p->conns != NULL)
		policy_abandon(p, &s->claims);
	mem_free(s->claims.items);
	mem_free(s);
}

void shunt_db_free(struct pluto *p, struct shunt_db *db)
{
	if (db == NULL)
		return;
	LIST_FOR_EACH(&db->all, node)
		shunt_free(p, db, CONTAINER_OF(node, struct shunt, all));
	hash_fini(&db->by_id);
	hash_fini(&db->by_hosts);
	mem_free(db);
}

static uint64_t hosts_hash(const struct shunt_db *db, struct address local, struct address remote)
{
	uint8_t key[34];

	key[0] = local.family;
	memcpy(key + 1, local.bytes, 16);
	key[17] = remote.family;
	memcpy(key + 18, remote.bytes, 16);
	return hash_bytes(&db->by_hosts, key, sizeof(key));
}

static struct shunt *shunt_find(struct shunt_db *db, struct address local, struct address remote)
{
	struct hash_node *n = hash_first(&db->by_hosts, hosts_hash(db, local, remote));

	for (; n != NULL; n = hash_next(n)) {
		struct shunt *s = CONTAINER_OF(n, struct shunt, by_hosts);

		if (address_eq(s->local, local) && address_eq(s->remote, remote))
			return s;
	}
	return NULL;
}

static struct shunt *shunt_by_id(struct shunt_db *db, uint64_t id)
{
	struct hash_node *n = hash_first(&db->by_id, hash_bytes(&db->by_id, &id, sizeof(id)));

	for (; n != NULL; n = hash_next(n)) {
		struct shunt *s = CONTAINER_OF(n, struct shunt, by_id);

		if (s->id == id)
			return s;
	}
	return NULL;
}

static void shunt_delete(struct pluto *p, struct shunt *s)
{
	struct claim_change none = { .set = &s->claims };
	struct diag *d = policy_change(p, &none);

	if (d != NULL) {	/* memory: the policy stays until the next try */
		diag_free(d);
		return;
	}
	shunt_free(p, p->shunts, s);
}

static void describe(struct text *t, const struct shunt *s)
{
	address_print(t, s->local);
	text_str(t, " -> ");
	address_print(t, s->remote);
}

static void shunt_expire(struct pluto *p, uint64_t id)
{
	struct shunt *s = shunt_by_id(p->shunts, id);
	char buf[128];
	struct text t = TEXT_OVER(buf);

	if (s == NULL)
		return;
	describe(&t, s);
	log_note(&p->log, "bare shunt %s (%s) expired", buf, s->origin);
	(void)timer_arm(p, &s->expiry, DURATION_S(2), shunt_expire, id);	/* unless it goes now */
	shunt_delete(p, s);
}

static struct diag *shunt_install(struct pluto *p, struct shunt *s)
{
	struct selector local = selector_from_host(s->local), remote = selector_from_host(s->remote);
	struct claim_wish w = {
		.rank = CLAIM_SHUNT,
		.policy = {
			.key = { .dir = KERNEL_OUT, .src = local, .dst = remote },
			.action = s->kind == SHUNT_PASS ? KERNEL_ALLOW : KERNEL_BLOCK,
			.priority = spd_priority(SPD_CLASS_SHUNT, &local, &remote,
						 (struct kernel_mark){ 0, 0 }),
		},
	};
	struct claim_change c = { .set = &s->claims, .wishes = &w, .nr = 1, .must = true };

	return policy_change(p, &c);
}

static struct shunt *shunt_new(struct pluto *p, struct address local, struct address remote)
{
	struct shunt_db *db = p->shunts;
	struct shunt *s = db->all.nr < LIMIT_SHUNTS ? mem_alloc(sizeof(*s)) : NULL;

	if (s == NULL)
		return NULL;
	s->id = ++db->last_id;
	s->local = local;
	s->remote = remote;
	s->created = env_now(&p->env);
	hash_add(&db->by_id, &s->by_id, hash_bytes(&db->by_id, &s->id, sizeof(s->id)));
	hash_add(&db->by_hosts, &s->by_hosts, hosts_hash(db, local, remote));
	list_append(&db->all, &s->all);
	return s;
}

bool shunt_add(struct pluto *p, struct address local, struct address remote, const struct shunt_wish *wish)
{
	struct shunt *s = shunt_find(p->shunts, local, remote);
	struct diag *d;

	if (s == NULL)
		s = shunt_new(p, local, remote);
	if (s == NULL) {
		log_local(&p->log, "no bare shunt: %s",
			  p->shunts->all.nr >= LIMIT_SHUNTS ? "there are too many" : "out of memory");
		return false;
	}
	s->kind = wish->kind;
	s->origin = wish->origin;
	s->conn = wish->conn;
	d = shunt_install(p, s);
	if (d == NULL && timer_arm(p, &s->expiry, wish->life, shunt_expire, s->id))
		return true;
	if (d != NULL)
		log_local(&p->log, "no bare shunt: %s", diag_text(d));
	diag_free(d);
	shunt_delete(p, s);
	return false;
}

void shunt_clear_inside(struct pluto *p, const struct selector *local, const struct selector *remote)
{
	LIST_FOR_EACH(&p->shunts->all, node) {
		struct shunt *s = CONTAINER_OF(node, struct shunt, all);

		if (s->kind != SHUNT_PASS && range_contains(local->addrs, s->local) &&
		    range_contains(remote->addrs, s->remote))
			shunt_delete(p, s);
	}
}

void shunt_delete_all(struct pluto *p)
{
	LIST_FOR_EACH(&p->shunts->all, node)
		shunt_delete(p, CONTAINER_OF(node, struct shunt, all));
}

size_t shunt_nr(const struct pluto *p)
{
	return p->shunts->all.nr;
}

struct shunt *shunt_first(struct pluto *p)
{
	struct list_node *n = list_first(&p->shunts->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct shunt, all);
}

struct shunt *shunt_next(struct pluto *p, struct shunt *s)
{
	struct list_node *n = list_next(&p->shunts->all, &s->all);

	return n == NULL ? NULL : CONTAINER_OF(n, struct shunt, all);
}

void shunt_print(struct text *t, const struct shunt *s)
{
	cidr_print(t, cidr_host(s->local));
	text_str(t, " -0-> ");
	cidr_print(t, cidr_host(s->remote));
	text_add(t, " => %%%s    %s", s->kind == SHUNT_PASS ? "pass" : "drop", s->origin);
	if (s->conn != 0)
		text_add(t, " $%llu", (unsigned long long)s->conn);
}
