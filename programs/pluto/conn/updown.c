/* SPDX-License-Identifier: ISC
 *
 * updown.c - queues of scripts, and which routes are shared.
 *
 * May use:   base, net, the exec port, conn.
 * Must not:  wait, or change policies.
 */
#include "conn/updown.h"

#include <string.h>

#include "base/alloc.h"
#include "conn/conn_db_priv.h"

#define UPDOWN_QUEUE_MAX 1024	/* runs that wait behind a slow script; more are dropped, with a log line */

struct run {
	struct list_node link;
	conn_id conn;
	enum updown_verb verb;
	struct pair pair;
	char **env;
	char *command;			/* NULL: the built-in updown */
	struct duration timeout;
	struct logger log;
};

/* One queue a name, so that a connection that replaces another of its name waits for its "unroute". */
struct queue {
	struct hash_node by_token, by_name;
	uint64_t token;
	char *name;
	struct list runs;		/* the first one is running */
};

struct route_use {			/* a remote client that is routed */
	struct hash_node node;
	struct selector remote;
	size_t users;
};

struct updown_db {
	struct hash by_token, by_name, routes;
	uint64_t last_token;
	size_t pending;
};

static struct updown_db *db_of(const struct pluto *p)
{
	return p->conns->updown;
}

struct updown_db *updown_db_new(struct pluto *p)
{
	struct updown_db *db = mem_alloc(sizeof(*db));
	uint64_t key[2] = { 0, 0 };

	if (db == NULL)
		return NULL;
	if (p->env.crypto != NULL)
		(void)p->env.crypto->random(p->env.crypto->ctx, key, sizeof(key));
	if (hash_init(&db->by_token, key) && hash_init(&db->by_name, key) && hash_init(&db->routes, key))
		return db;
	updown_db_free(db);
	return NULL;
}

static void run_free(struct run *r)
{
	updown_env_free(r->env);
	mem_free(r->command);
	mem_free(r);
}

static void queue_free(struct updown_db *db, struct queue *q)
{
	LIST_FOR_EACH(&q->runs, node) {
		list_remove(&q->runs, node);
		db->pending--;
		run_free(CONTAINER_OF(node, struct run, link));
	}
	hash_remove(&db->by_token, &q->by_token);
	hash_remove(&db->by_name, &q->by_name);
	mem_free(q->name);
	mem_free(q);
}

void updown_db_free(struct updown_db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < db->by_token.nr_buckets; i++) {
		while (db->by_token.buckets[i] != NULL)
			queue_free(db, CONTAINER_OF(db->by_token.buckets[i], struct queue, by_token));
	}
	for (size_t i = 0; i < db->routes.nr_buckets; i++) {
		while (db->routes.buckets[i] != NULL) {
			struct route_use *u = CONTAINER_OF(db->routes.buckets[i], struct route_use, node);

			hash_remove(&db->routes, &u->node);
			mem_free(u);
		}
	}
	hash_fini(&db->by_token);
	hash_fini(&db->by_name);
	hash_fini(&db->routes);
	mem_free(db);
}

size_t updown_pending(const struct pluto *p)
{
	return db_of(p)->pending;
}

/* Queues. */

static struct queue *queue_by_name(struct updown_db *db, const char *name, uint64_t hash)
{
	for (struct hash_node *n = hash_first(&db->by_name, hash); n != NULL; n = hash_next(n)) {
		struct queue *q = CONTAINER_OF(n, struct queue, by_name);

		if (strcmp(q->name, name) == 0)
			return q;
	}
	return NULL;
}

static struct queue *queue_get(struct updown_db *db, const char *name)
{
	uint64_t hash = hash_bytes(&db->by_name, name, strlen(name));
	struct queue *q = queue_by_name(db, name, hash);

	if (q != NULL)
		return q;
	q = mem_alloc(sizeof(*q));
	if (q == NULL)
		return NULL;
	q->name = mem_strdup(name);
	if (q->name == NULL) {
		mem_free(q);
		return NULL;
	}
	list_init(&q->runs);
	q->token = ++db->last_token;
	hash_add(&db->by_name, &q->by_name, hash);
	hash_add(&db->by_token, &q->by_token, hash_bytes(&db->by_token, &q->token, sizeof(q->token)));
	return q;
}

static struct queue *queue_by_token(struct updown_db *db, uint64_t token)
{
	struct hash_node *n = hash_first(&db->by_token, hash_bytes(&db->by_token, &token, sizeof(token)));

	for (; n != NULL; n = hash_next(n)) {
		struct queue *q = CONTAINER_OF(n, struct queue, by_token);

		if (q->token == token)
			return q;
	}
	return NULL;
}

static void queue_start(struct pluto *p, struct queue *q)
{
	struct list_node *first = list_first(&q->runs);
	struct run *r;
	struct exec_request x;

	if (first == NULL) {
		queue_free(db_of(p), q);
		return;
	}
	r = CONTAINER_OF(first, struct run, link);
	x = (struct exec_request){
		.token = q->token, .command = r->command, .env = (const char *const *)r->env,
		.timeout = r->timeout, .log_prefix = r->log.prefix,
	};
	p->env.ops->exec_start(p->env.world, &x);
}

static struct run *run_new(struct pluto *p, const struct conn *c, enum updown_verb verb,
			   const struct pair *pair)
{
	const char *command = conn_local_config(c)->updown;
	struct run *r = mem_alloc(sizeof(*r));

	if (r == NULL)
		return NULL;
	*r = (struct run){
		.conn = c->id, .verb = verb, .pair = *pair, .timeout = c->config->updown_timeout, .log = c->log,
	};
	r->env = updown_env(p, c, verb, pair);
	if (command != NULL)
		r->command = mem_strdup(command);
	if (r->env != NULL && (command == NULL || r->command != NULL))
		return r;
	run_free(r);
	return NULL;
}

static bool is_disabled(const struct conn *c)
{
	const char *command = conn_local_config(c)->updown;

	return conn_never_negotiates(c) || (command != NULL && command[0] == '\0');
}

static void run_queue(struct pluto *p, struct conn *c, enum updown_verb verb, const struct pair *pair)
{
	char name[256];
	struct text t = TEXT_OVER(name);
	struct queue *q;
	struct run *r;

	if (is_disabled(c))
		return;
	conn_print_name(&t, c);
	q = queue_get(db_of(p), name);
	r = q == NULL || q->runs.nr >= UPDOWN_QUEUE_MAX ? NULL : run_new(p, c, verb, pair);
	if (r == NULL) {
		log_local(&c->log, "updown %s is not run: %s", updown_verb_name(verb),
			  q != NULL && q->runs.nr >= UPDOWN_QUEUE_MAX ? "too many wait already" : "out of memory");
		if (q != NULL && q->runs.nr == 0)
			queue_free(db_of(p), q);
		return;
	}
	list_append(&q->runs, &r->link);
	db_of(p)->pending++;
	if (q->runs.nr == 1)
		queue_start(p, q);
}

static void describe_end(const struct exec_result *r, struct updown_end *out)
{
	struct text t = TEXT_OVER(out->why);

	switch (r->status) {
	case EXEC_EXITED:
		out->ok = r->code == 0;
		text_add(&t, "exited with status %d", r->code);
		break;
	case EXEC_SIGNALLED:
		text_add(&t, "was killed by signal %d", r->code);
		break;
	case EXEC_TIMED_OUT:
		text_str(&t, "did not end in time and was killed");
		break;
	case EXEC_NOT_STARTED:
		text_str(&t, "could not be started");
		break;
	}
	if (!out->ok && r->why != NULL && r->why[0] != '\0') {
		text_str(&t, ": ");
		text_safe(&t, view_str(r->why));
	}
}

bool updown_on_exec(struct pluto *p, const struct exec_result *res, struct updown_end *out)
{
	struct queue *q = queue_by_token(db_of(p), res->token);
	struct list_node *first = q == NULL ? NULL : list_first(&q->runs);
	struct run *r;

	if (first == NULL)
		return false;
	r = CONTAINER_OF(first, struct run, link);
	*out = (struct updown_end){ .conn = r->conn, .verb = r->verb, .pair = r->pair };
	describe_end(res, out);
	if (!out->ok && r->verb != UPDOWN_PREPARE)
		log_local(&r->log, "updown %s %s", updown_verb_name(r->verb), out->why);
	list_remove(&q->runs, first);
	db_of(p)->pending--;
	run_free(r);
	queue_start(p, q);
	return true;
}

/* Shared routes. */

static struct route_use *route_find(struct updown_db *db, const struct selector *remote, uint64_t *hash)
{
	uint8_t key[33];

	key[0] = remote->addrs.lo.family;
	memcpy(key + 1, remote->addrs.lo.bytes, 16);
	memcpy(key + 17, remote->addrs.hi.bytes, 16);
	*hash = hash_bytes(&db->routes, key, sizeof(key));
	for (struct hash_node *n = hash_first(&db->routes, *hash); n != NULL; n = hash_next(n)) {
		struct route_use *u = CONTAINER_OF(n, struct route_use, node);

		if (range_eq(u->remote.addrs, remote->addrs))
			return u;
	}
	return NULL;
}

/* True when this is the first user. */
static bool route_take(struct pluto *p, const struct selector *remote)
{
	uint64_t hash;
	struct route_use *u = route_find(db_of(p), remote, &hash);

	if (u != NULL)
		return u->users++ == 0;
	u = mem_alloc(sizeof(*u));
	if (u == NULL)
		return true;	/* not counted: at worst it is unrouted early by route_leave() */
	u->remote = *remote;
	u->users = 1;
	hash_add(&db_of(p)->routes, &u->node, hash);
	return true;
}

/* True when this was the last user. */
static bool route_leave(struct pluto *p, const struct selector *remote)
{
	uint64_t hash;
	struct route_use *u = route_find(db_of(p), remote, &hash);

	if (u == NULL)
		return true;
	if (--u->users > 0)
		return false;
	hash_remove(&db_of(p)->routes, &u->node);
	mem_free(u);
	return true;
}

/* Differences. */

static bool pair_eq(const struct pair *a, const struct pair *b)
{
	return selector_eq(&a->local, &b->local) && selector_eq(&a->remote, &b->remote);
}

static bool pairs_have(const struct pair *items, size_t nr, const struct pair *pair)
{
	for (size_t i = 0; i < nr; i++) {
		if (pair_eq(&items[i], pair))
			return true;
	}
	return false;
}

bool pair_list_has(const struct pair_list *l, const struct pair *pair)
{
	return pairs_have(l->items, l->nr, pair);
}

bool pair_list_eq(const struct pair_list *a, const struct pair_list *b)
{
	for (size_t i = 0; i < a->nr; i++) {
		if (!pair_list_has(b, &a->items[i]))
			return false;
	}
	return a->nr == b->nr;
}

void pair_list_fini(struct pair_list *l)
{
	mem_free(l->items);
	*l = (struct pair_list){ .items = NULL };
}

/* *NEW is a copy of WANT; false when out of memory (then nothing is to change). */
static bool pairs_copy(const struct pair *want, size_t nr, struct pair_list *new)
{
	*new = (struct pair_list){ .nr = nr };
	if (nr == 0)
		return true;
	new->items = mem_dup(want, nr * sizeof(*want));
	return new->items != NULL;
}

void updown_sync_routes(struct pluto *p, struct conn *c, const struct pair *want, size_t nr)
{
	struct pair_list *have = &c->routing.held->routed, new, old = *have;

	if (!pairs_copy(want, nr, &new)) {
		log_local(&c->log, "out of memory: routes stay as they are");
		return;
	}
	/* New routes first: a client that is in both lists by another local side keeps its route. */
	for (size_t i = 0; i < nr; i++) {
		if (pair_list_has(&old, &want[i]) || !route_take(p, &want[i].remote))
			continue;
		run_queue(p, c, UPDOWN_PREPARE, &want[i]);
		run_queue(p, c, UPDOWN_ROUTE, &want[i]);
	}
	for (size_t i = 0; i < old.nr; i++) {
		if (!pair_list_has(&new, &old.items[i]) && route_leave(p, &old.items[i].remote))
			run_queue(p, c, UPDOWN_UNROUTE, &old.items[i]);
	}
	*have = new;
	pair_list_fini(&old);
}

void updown_sync_up(struct pluto *p, struct conn *c, const struct pair *want, size_t nr)
{
	struct pair_list *have = &c->routing.held->up, new, old = *have;

	if (!pairs_copy(want, nr, &new)) {
		log_local(&c->log, "out of memory: updown up and down are not run");
		return;
	}
	for (size_t i = 0; i < old.nr; i++) {
		if (!pair_list_has(&new, &old.items[i]))
			run_queue(p, c, UPDOWN_DOWN, &old.items[i]);
	}
	for (size_t i = 0; i < nr; i++) {
		if (!pair_list_has(&old, &want[i]))
			run_queue(p, c, UPDOWN_UP, &want[i]);
	}
	*have = new;
	pair_list_fini(&old);
}

void updown_forget(struct pluto *p, struct conn *c, enum updown_verb verb, const struct pair *pair)
{
	struct pair_list *l = verb == UPDOWN_UP ? &c->routing.held->up : &c->routing.held->routed;

	for (size_t i = 0; i < l->nr; i++) {
		if (!pair_eq(&l->items[i], pair))
			continue;
		if (verb == UPDOWN_ROUTE)
			(void)route_leave(p, &pair->remote);
		l->items[i] = l->items[--l->nr];
		return;
	}
}

const char *updown_verb_name(enum updown_verb v)
{
	switch (v) {
	case UPDOWN_PREPARE:
		return "prepare";
	case UPDOWN_ROUTE:
		return "route";
	case UPDOWN_UP:
		return "up";
	case UPDOWN_DOWN:
		return "down";
	case UPDOWN_UNROUTE:
		return "unroute";
	}
	return "?";
}
