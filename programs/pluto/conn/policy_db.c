/* SPDX-License-Identifier: ISC
 *
 * policy_db.c - claims on kernel policies; one entry a kernel key, one batch a change.
 *
 * May use:   base, net, the kernel port, conn.
 * Must not:  know routing states: it is told what is wanted.
 */
#include "conn/policy_db.h"

#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conn/conn_db_priv.h"

#define REPAIR_EVERY DURATION_S(2)

struct policy_entry {
	struct hash_node node;
	struct kernel_policy_key key;
	struct list claims;		/* newest last */
	bool present;			/* NOW is in the kernel */
	bool asked;			/* this change has a request for it */
	bool touched;			/* this change needs it */
	struct kernel_policy now;
	struct list_node dirty;		/* the kernel does not have what it should */
};

struct claim {
	struct list_node link;		/* in the entry */
	struct policy_entry *entry;
	conn_id owner;
	enum claim_rank rank;
	struct kernel_policy policy;
};

struct dead_sa {			/* a state that the kernel would not delete */
	struct list_node link;
	struct kernel_sa_key key;
};

struct policy_db {
	struct hash hash;
	struct list dirty;		/* entries */
	struct list dead;		/* SAs */
	struct timer repair;
};

static struct policy_db *db_of(struct pluto *p)
{
	return p->conns->policies;
}

struct policy_db *policy_db_new(struct pluto *p)
{
	struct policy_db *db = mem_alloc(sizeof(*db));
	uint64_t key[2] = { 0, 0 };

	if (db == NULL)
		return NULL;
	if (p->env.crypto != NULL)
		(void)p->env.crypto->random(p->env.crypto->ctx, key, sizeof(key));
	list_init(&db->dirty);
	list_init(&db->dead);
	if (!hash_init(&db->hash, key))
		MEM_FREE(db);
	return db;
}

void policy_db_free(struct pluto *p, struct policy_db *db)
{
	if (db == NULL)
		return;
	timer_stop(p, &db->repair);
	for (size_t i = 0; i < db->hash.nr_buckets; i++) {
		for (struct hash_node *n = db->hash.buckets[i], *next; n != NULL; n = next) {
			next = n->next;
			mem_free(CONTAINER_OF(n, struct policy_entry, node));
		}
	}
	LIST_FOR_EACH(&db->dead, node)
		mem_free(CONTAINER_OF(node, struct dead_sa, link));
	hash_fini(&db->hash);
	mem_free(db);
}

/* Keys and policies by value. */

bool policy_key_eq(const struct kernel_policy_key *a, const struct kernel_policy_key *b)
{
	return a->dir == b->dir && a->if_id == b->if_id && a->mark.value == b->mark.value &&
	       a->mark.mask == b->mark.mask && selector_eq(&a->src, &b->src) && selector_eq(&a->dst, &b->dst);
}

bool policy_eq(const struct kernel_policy *a, const struct kernel_policy *b)
{
	return policy_key_eq(&a->key, &b->key) && a->action == b->action && a->priority == b->priority &&
	       a->proto == b->proto && a->mode == b->mode && a->reqid == b->reqid &&
	       address_eq(a->outer_src, b->outer_src) && address_eq(a->outer_dst, b->outer_dst);
}

static const char *dir_name(enum kernel_dir d)
{
	switch (d) {
	case KERNEL_IN:
		return "in";
	case KERNEL_OUT:
		return "out";
	case KERNEL_FWD:
		return "fwd";
	}
	return "?";
}

void policy_key_print(struct text *t, const struct kernel_policy_key *k)
{
	text_str(t, dir_name(k->dir));
	text_char(t, ' ');
	selector_print(t, &k->src);
	text_str(t, "===");
	selector_print(t, &k->dst);
}

static size_t key_selector(uint8_t *buf, const struct selector *s)
{
	memcpy(buf, s->addrs.lo.bytes, 16);
	memcpy(buf + 16, s->addrs.hi.bytes, 16);
	buf[32] = s->addrs.lo.family;
	buf[33] = s->proto;
	memcpy(buf + 34, &s->port_lo, 2);
	memcpy(buf + 36, &s->port_hi, 2);
	return 38;
}

static uint64_t key_hash(const struct policy_db *db, const struct kernel_policy_key *k)
{
	uint8_t buf[2 * 38 + 13];
	size_t len = 0;

	buf[len++] = (uint8_t)k->dir;
	len += key_selector(buf + len, &k->src);
	len += key_selector(buf + len, &k->dst);
	memcpy(buf + len, &k->mark.value, 4);
	memcpy(buf + len + 4, &k->mark.mask, 4);
	memcpy(buf + len + 8, &k->if_id, 4);
	return hash_bytes(&db->hash, buf, len + 12);
}

static struct policy_entry *entry_find(const struct policy_db *db, const struct kernel_policy_key *key)
{
	struct hash_node *n = hash_first(&db->hash, key_hash(db, key));

	for (; n != NULL; n = hash_next(n)) {
		struct policy_entry *e = CONTAINER_OF(n, struct policy_entry, node);

		if (policy_key_eq(&e->key, key))
			return e;
	}
	return NULL;
}

static struct policy_entry *entry_get(struct policy_db *db, const struct kernel_policy_key *key)
{
	struct policy_entry *e = entry_find(db, key);

	if (e != NULL)
		return e;
	e = mem_alloc(sizeof(*e));
	if (e == NULL)
		return NULL;
	e->key = *key;
	list_init(&e->claims);
	hash_add(&db->hash, &e->node, key_hash(db, key));
	return e;
}

static void entry_drop_if_idle(struct policy_db *db, struct policy_entry *e)
{
	if (e->claims.nr > 0 || e->present || list_node_linked(&e->dirty))
		return;
	hash_remove(&db->hash, &e->node);
	mem_free(e);
}

/* The claim that the kernel should hold: highest rank, the newest among equals. */
static struct claim *entry_winner(const struct policy_entry *e)
{
	struct claim *best = NULL;

	LIST_FOR_EACH(&e->claims, node) {
		struct claim *c = CONTAINER_OF(node, struct claim, link);

		if (best == NULL || c->rank >= best->rank)
			best = c;
	}
	return best;
}

static bool entry_is_right(const struct policy_entry *e)
{
	const struct claim *w = entry_winner(e);

	if (w == NULL)
		return !e->present;
	return e->present && policy_eq(&e->now, &w->policy);
}

/* One batch after another of at most KERNEL_BATCH_MAX requests. */
struct batch {
	struct pluto *p;
	struct kernel_request *reqs;	/* owned */
	struct policy_entry **entries;	/* owned: whose request, or NULL */
	size_t cap, nr;
	size_t puts;			/* among them */
	bool added_in, added_out;	/* SAs that a batch has added */
	bool failed;
	struct kernel_error err;
	struct kernel_request culprit;
};

static bool batch_init(struct batch *b, struct pluto *p, size_t want)
{
	*b = (struct batch){ .p = p, .cap = want < KERNEL_BATCH_MAX ? want : KERNEL_BATCH_MAX };
	if (b->cap == 0)
		return true;
	b->reqs = mem_array(b->cap, sizeof(*b->reqs));
	b->entries = mem_array(b->cap, sizeof(*b->entries));
	return b->reqs != NULL && b->entries != NULL;
}

static void batch_fini(struct batch *b)
{
	mem_free(b->reqs);
	mem_free(b->entries);
}

static void entry_done(struct policy_entry *e, const struct kernel_request *r)
{
	e->present = r->op == KERNEL_POLICY_PUT;
	if (e->present)
		e->now = r->policy;
}

static void batch_flush(struct batch *b)
{
	const struct kernel *k = &b->p->env.kernel;

	if (b->nr == 0 || b->failed)
		return;
	if (k->ops->commit(k->k, b->reqs, b->nr, &b->err) != 0) {
		b->failed = true;
		b->p->count.kernel_errors++;
		b->culprit = b->reqs[b->err.index < b->nr ? b->err.index : 0];
		return;
	}
	for (size_t i = 0; i < b->nr; i++) {
		if (b->entries[i] != NULL)
			entry_done(b->entries[i], &b->reqs[i]);
		if (b->reqs[i].op == KERNEL_SA_ADD && b->reqs[i].sa.dir == KERNEL_IN)
			b->added_in = true;
		else if (b->reqs[i].op == KERNEL_SA_ADD)
			b->added_out = true;
	}
	b->nr = b->puts = 0;
}

static void batch_add(struct batch *b, const struct kernel_request *r, struct policy_entry *e)
{
	if (b->nr == b->cap)
		batch_flush(b);
	if (e != NULL)
		e->asked = true;
	if (b->failed)
		return;
	b->puts += r->op == KERNEL_POLICY_PUT;
	b->reqs[b->nr] = *r;
	b->entries[b->nr++] = e;
}

static struct kernel_request entry_request(const struct policy_entry *e)
{
	const struct claim *w = entry_winner(e);

	if (w == NULL)
		return (struct kernel_request){ .op = KERNEL_POLICY_DEL, .policy_key = e->key };
	return (struct kernel_request){ .op = KERNEL_POLICY_PUT, .policy = w->policy };
}

static void batch_entry(struct batch *b, struct policy_entry *e)
{
	struct kernel_request r = entry_request(e);

	batch_add(b, &r, e);
}

/* Repairs. */

static void repair_fire(struct pluto *p, uint64_t owner);

static void repair_later(struct pluto *p)
{
	struct policy_db *db = db_of(p);

	if (db->dirty.nr + db->dead.nr > 0 && !timer_armed(&db->repair))
		(void)timer_arm(p, &db->repair, REPAIR_EVERY, repair_fire, 0);
}

static bool commit_one(struct pluto *p, const struct kernel_request *r)
{
	struct kernel_error err = { .code = 0 };
	const struct kernel *k = &p->env.kernel;

	if (k->ops->commit(k->k, r, 1, &err) == 0)
		return true;
	p->count.kernel_errors++;
	return false;
}

/* Asks for E what the claims say; false: refused again. */
static bool repair_entry(struct pluto *p, struct policy_entry *e)
{
	struct kernel_request r = entry_request(e);

	if (!commit_one(p, &r))
		return false;
	entry_done(e, &r);
	list_remove(&db_of(p)->dirty, &e->dirty);
	return true;
}

/* First what is to be there, then, when all of it is, what is to go: a policy may be another's substitute. */
static void repair_policies(struct pluto *p)
{
	struct policy_db *db = db_of(p);
	bool complete = true;

	LIST_FOR_EACH(&db->dirty, node) {
		struct policy_entry *e = CONTAINER_OF(node, struct policy_entry, dirty);

		if (e->claims.nr > 0 && !repair_entry(p, e))
			complete = false;
	}
	if (!complete)
		return;
	LIST_FOR_EACH(&db->dirty, node) {
		struct policy_entry *e = CONTAINER_OF(node, struct policy_entry, dirty);

		if (e->claims.nr == 0 && repair_entry(p, e) && !e->touched)
			entry_drop_if_idle(db, e);
	}
}

static void sa_delete_now_or_later(struct pluto *p, const struct kernel_sa_key *key)
{
	struct kernel_request r = { .op = KERNEL_SA_DEL, .sa_key = *key };
	struct dead_sa *d;

	if (commit_one(p, &r))
		return;
	d = mem_alloc(sizeof(*d));
	if (d == NULL) {
		log_local(&p->log, "a dead SA with SPI 0x%x stays in the kernel until it expires", key->spi);
		return;
	}
	d->key = *key;
	list_append(&db_of(p)->dead, &d->link);
}

void policy_sa_delete(struct pluto *p, const struct kernel_sa_key *in, const struct kernel_sa_key *out)
{
	if (out != NULL)
		sa_delete_now_or_later(p, out);
	if (in != NULL)
		sa_delete_now_or_later(p, in);
	repair_later(p);
}

void policy_repair(struct pluto *p)
{
	struct policy_db *db = db_of(p);
	size_t before = db->dirty.nr + db->dead.nr;

	repair_policies(p);
	LIST_FOR_EACH(&db->dead, node) {
		struct dead_sa *d = CONTAINER_OF(node, struct dead_sa, link);
		struct kernel_request r = { .op = KERNEL_SA_DEL, .sa_key = d->key };

		if (!commit_one(p, &r))
			continue;
		list_remove(&db->dead, node);
		mem_free(d);
	}
	if (before > db->dirty.nr + db->dead.nr)
		log_note(&p->log, "repaired %zu kernel policies or SAs that had been refused, %zu to go",
			 before - db->dirty.nr - db->dead.nr, db->dirty.nr + db->dead.nr);
	repair_later(p);
}

static void repair_fire(struct pluto *p, uint64_t owner)
{
	(void)owner;
	policy_repair(p);
}

/* The kernel was asked about E and failed: what it has is unknown. */
static void entry_doubt(struct pluto *p, struct policy_entry *e)
{
	list_append(&db_of(p)->dirty, &e->dirty);
	e->present = true;		/* must be deleted if nobody wants it */
	e->now = (struct kernel_policy){ .key = e->key, .priority = UINT32_MAX };
}

/* The change itself. */

static void set_unlink(struct claim_set *s)
{
	for (size_t i = 0; i < s->nr; i++)
		list_remove(&s->items[i].entry->claims, &s->items[i].link);
}

static void set_link(struct claim_set *s)
{
	for (size_t i = 0; i < s->nr; i++)
		list_append(&s->items[i].entry->claims, &s->items[i].link);
}

static void set_drop_idle(struct policy_db *db, struct claim_set *s)
{
	for (size_t i = 0; i < s->nr; i++)
		entry_drop_if_idle(db, s->items[i].entry);
}

/* Claims for the wishes, on entries, not linked yet.  Equal keys in WISHES are taken once. */
static bool set_prepare(struct pluto *p, const struct claim_change *c, struct claim_set *out)
{
	struct policy_db *db = db_of(p);

	*out = (struct claim_set){ .items = NULL };
	if (c->nr == 0)
		return true;
	out->items = mem_array(c->nr, sizeof(*out->items));
	if (out->items == NULL)
		return false;
	for (size_t i = 0; i < c->nr; i++) {
		struct policy_entry *e = entry_get(db, &c->wishes[i].policy.key);

		if (e == NULL) {
			set_drop_idle(db, out);
			MEM_FREE(out->items);
			return false;
		}
		if (e->touched)
			continue;
		e->touched = true;
		out->items[out->nr++] = (struct claim){
			.entry = e, .owner = c->owner, .rank = c->wishes[i].rank, .policy = c->wishes[i].policy,
		};
	}
	for (size_t i = 0; i < out->nr; i++)
		out->items[i].entry->touched = false;
	return true;
}

struct work {				/* one change under way */
	struct pluto *p;
	const struct claim_change *c;
	struct claim_set fresh, old;
	struct batch batch;
};

/* Is the winner of E one of the change's own claims? */
static bool is_ours(const struct work *w, const struct claim *winner)
{
	return winner != NULL && winner >= w->fresh.items && winner < w->fresh.items + w->fresh.nr;
}

enum pass { PASS_IN, PASS_OUT, PASS_DELETE };

static void consider(struct work *w, struct policy_entry *e, enum pass pass)
{
	const struct claim *winner = entry_winner(e);
	bool del = winner == NULL, out = e->key.dir == KERNEL_OUT;
	bool kick = w->c->kick && out && is_ours(w, winner);

	if (pass != (del ? PASS_DELETE : out ? PASS_OUT : PASS_IN) || e->asked)
		return;
	if (entry_is_right(e) && !kick)
		return;
	/* The kernel goes on behind an error: what replaces E must be there before E goes. */
	if (del && out && w->batch.puts > 0)
		batch_flush(&w->batch);
	batch_entry(&w->batch, e);
}

/* What the new claims want in the order they are in, then what the old ones leave behind. */
static void pass_over(struct work *w, enum pass pass)
{
	for (size_t i = 0; i < w->fresh.nr; i++)
		consider(w, w->fresh.items[i].entry, pass);
	for (size_t i = 0; i < w->old.nr; i++)
		consider(w, w->old.items[i].entry, pass);
}

static void add_sa(struct work *w, const struct kernel_sa *sa)
{
	struct kernel_request r;

	if (sa == NULL)
		return;
	r = (struct kernel_request){ .op = KERNEL_SA_ADD, .sa = *sa };
	batch_add(&w->batch, &r, NULL);
}

static void del_sa(struct work *w, const struct kernel_sa_key *key)
{
	struct kernel_request r;

	if (key == NULL)
		return;
	r = (struct kernel_request){ .op = KERNEL_SA_DEL, .sa_key = *key };
	batch_add(&w->batch, &r, NULL);
}

/* Order (kernel.md 1.1, 1.6): inbound can receive before outbound sends; puts before deletes, so that no
 * selector is without a policy; states go last. */
static void submit(struct work *w)
{
	add_sa(w, w->c->in);
	pass_over(w, PASS_IN);
	add_sa(w, w->c->out);
	pass_over(w, PASS_OUT);
	pass_over(w, PASS_DELETE);
	del_sa(w, w->c->del_out);
	del_sa(w, w->c->del_in);
	batch_flush(&w->batch);
}

static void forget_asked(struct claim_set *s)
{
	for (size_t i = 0; i < s->nr; i++)
		s->items[i].entry->asked = false;
}

/* Every entry that the failed change has asked about is in doubt. */
static void doubt_asked(struct pluto *p, struct claim_set *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		struct policy_entry *e = s->items[i].entry;

		if (e->asked)
			entry_doubt(p, e);
		e->asked = false;
	}
}

/* Touched entries are not freed: the change still looks at them. */
static void set_touch(struct claim_set *s, bool touched)
{
	for (size_t i = 0; i < s->nr; i++)
		s->items[i].entry->touched = touched;
}

/* What can be put right at once is, one request each, so that one refusal does not stop the others. */
static void settle_doubts(struct work *w)
{
	doubt_asked(w->p, &w->fresh);
	doubt_asked(w->p, &w->old);
	set_touch(&w->fresh, true);
	set_touch(&w->old, true);
	repair_policies(w->p);
	set_touch(&w->fresh, false);
	set_touch(&w->old, false);
}

static struct diag *describe_failure(const struct batch *b)
{
	const struct kernel_request *r = &b->culprit;
	const char *why = b->err.text[0] != '\0' ? b->err.text : strerror(b->err.code);
	char buf[2 * SELECTOR_TEXT_MAX + 16];
	struct text t = TEXT_OVER(buf);

	switch (r->op) {
	case KERNEL_SA_ADD:
	case KERNEL_SA_UPDATE:
		return diag_new("the kernel refused the %sbound SA 0x%x: %s", dir_name(r->sa.dir),
				r->sa.key.spi, why);
	case KERNEL_SA_DEL:
		return diag_new("the kernel did not delete the SA 0x%x: %s", r->sa_key.spi, why);
	case KERNEL_POLICY_PUT:
		policy_key_print(&t, &r->policy.key);
		return diag_new("the kernel refused the policy %s: %s", buf, why);
	case KERNEL_POLICY_DEL:
		policy_key_print(&t, &r->policy_key);
		return diag_new("the kernel did not delete the policy %s: %s", buf, why);
	}
	return diag_new("the kernel failed: %s", why);
}

/* SAs that an earlier batch of this change has added; the failed batch has undone its own. */
static void undo_sas(struct work *w)
{
	if (w->batch.added_in)
		sa_delete_now_or_later(w->p, &w->c->in->key);
	if (w->batch.added_out)
		sa_delete_now_or_later(w->p, &w->c->out->key);
}

static struct diag *undo(struct work *w)
{
	struct diag *d = describe_failure(&w->batch);

	undo_sas(w);
	set_unlink(&w->fresh);
	set_link(&w->old);
	settle_doubts(w);
	set_drop_idle(db_of(w->p), &w->fresh);
	mem_free(w->fresh.items);
	repair_later(w->p);
	return d;
}

/* The change stands although the kernel failed; it gets what it refused later. */
static void stand(struct work *w)
{
	struct diag *d = describe_failure(&w->batch);

	log_local(&w->p->log, "%s; it will be tried again", diag_text(d));
	diag_free(d);
	settle_doubts(w);
	if (w->c->del_out != NULL)
		sa_delete_now_or_later(w->p, w->c->del_out);
	if (w->c->del_in != NULL)
		sa_delete_now_or_later(w->p, w->c->del_in);
	repair_later(w->p);
}

struct diag *policy_change(struct pluto *p, const struct claim_change *c)
{
	struct work w = { .p = p, .c = c, .old = *c->set };

	if (!set_prepare(p, c, &w.fresh))
		return diag_new("out of memory");
	if (!batch_init(&w.batch, p, c->nr + w.old.nr + 4)) {
		batch_fini(&w.batch);
		set_drop_idle(db_of(p), &w.fresh);
		mem_free(w.fresh.items);
		return diag_new("out of memory");
	}
	set_unlink(&w.old);
	set_link(&w.fresh);
	submit(&w);
	batch_fini(&w.batch);
	if (w.batch.failed && c->must)
		return undo(&w);
	if (w.batch.failed)
		stand(&w);
	forget_asked(&w.fresh);
	forget_asked(&w.old);
	*c->set = w.fresh;
	set_drop_idle(db_of(p), &w.old);
	mem_free(w.old.items);
	return NULL;
}

void policy_abandon(struct pluto *p, struct claim_set *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		struct policy_entry *e = s->items[i].entry;

		list_remove(&e->claims, &s->items[i].link);
		if (!entry_is_right(e))
			list_append(&db_of(p)->dirty, &e->dirty);
		entry_drop_if_idle(db_of(p), e);
	}
	mem_free(s->items);
	*s = (struct claim_set){ .items = NULL };
	repair_later(p);
}

/* Questions. */

static struct claim *set_find(struct pluto *p, const struct claim_set *s, const struct kernel_policy_key *key)
{
	struct policy_entry *e = entry_find(db_of(p), key);

	if (e == NULL)
		return NULL;
	LIST_FOR_EACH(&e->claims, node) {
		struct claim *c = CONTAINER_OF(node, struct claim, link);

		if (c >= s->items && c < s->items + s->nr)
			return c;
	}
	return NULL;
}

bool claim_set_has(struct pluto *p, const struct claim_set *s, const struct kernel_policy_key *key)
{
	return set_find(p, s, key) != NULL;
}

size_t claim_set_count(const struct claim_set *s, enum claim_rank rank)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->nr; i++)
		nr += s->items[i].rank == rank;
	return nr;
}

/* May C have the wish beside claim H of another owner?  A tunnel takes a key from a trap, a hold or a shunt;
 * a hold waits below anything.  Else the selectors are in use. */
static bool tolerates(struct pluto *p, const struct conn *c, const struct claim_wish *w, const struct claim *h)
{
	const struct conn *other = h->owner == 0 ? NULL : conn_by_id(p, h->owner);

	if (other == NULL || other == c || c->template == other->id || other->template == c->id)
		return true;
	if (other->pending_delete)	/* it is being replaced: its claims go with its last SA */
		return true;
	/* its successor takes over: the policy stays in the kernel without a gap */
	if (other->pending_delete)
		return true;
	if (c->config->overlapip && other->config->overlapip)
		return true;
	if (w->rank == CLAIM_NEVER || h->rank == CLAIM_NEVER)
		return false;
	return w->rank == CLAIM_HOLD || (w->rank == CLAIM_TUNNEL && h->rank != CLAIM_TUNNEL);
}

conn_id policy_conflict(struct pluto *p, const struct conn *c, const struct claim_wish *wishes, size_t nr,
			const struct claim_wish **which)
{
	for (size_t i = 0; i < nr; i++) {
		struct policy_entry *e = entry_find(db_of(p), &wishes[i].policy.key);

		if (e == NULL || e->key.dir != KERNEL_OUT)
			continue;
		LIST_FOR_EACH(&e->claims, node) {
			struct claim *h = CONTAINER_OF(node, struct claim, link);

			*which = &wishes[i];
			if (!tolerates(p, c, &wishes[i], h))
				return h->owner;
		}
	}
	return 0;
}

void policy_db_walk(struct pluto *p, void (*see)(void *ctx, const struct kernel_policy *policy), void *ctx)
{
	const struct policy_db *db = db_of(p);

	for (size_t i = 0; i < db->hash.nr_buckets; i++) {
		for (struct hash_node *n = db->hash.buckets[i]; n != NULL; n = n->next) {
			const struct claim *w = entry_winner(CONTAINER_OF(n, struct policy_entry, node));

			if (w != NULL)
				see(ctx, &w->policy);
		}
	}
}

size_t policy_db_dirty(const struct pluto *p)
{
	return p->conns->policies->dirty.nr + p->conns->policies->dead.nr;
}
