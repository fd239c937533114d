/* SPDX-License-Identifier: ISC
 *
 * dns_unbound.c - questions on their way, and their answers.
 *
 * May use:   base, net, libunbound, libevent.
 * Must not:  block: libunbound works in a thread of its own and rings a descriptor.
 */
#include "env/dns_unbound.h"

#include <event2/event.h>
#include <string.h>
#include <unbound.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "base/list.h"

#define TYPE_A 1
#define TYPE_AAAA 28
#define CLASS_IN 1
#define QUESTIONS_MAX 4096	/* on their way at a time */

struct question {
	struct list_node link;
	struct dns *owner;
	struct dns_result result;
	unsigned waiting;	/* lookups without an answer yet */
	bool starting;		/* its lookups are being started: an answer that is there at once waits */
	int id[2];		/* libunbound's numbers, to cancel */
	size_t nr_ids;
};

struct dns {
	struct event_base *base;
	void (*on_result)(void *ctx, const struct dns_result *r);
	void *ctx;
	struct ub_ctx *unbound;
	struct event *readable, *ready;
	struct list asked, answered;
};

struct dns *dns_new(struct event_base *base, void (*on_result)(void *ctx, const struct dns_result *r), void *ctx)
{
	struct dns *d = mem_alloc(sizeof(*d));

	if (d == NULL)
		return NULL;
	d->base = base;
	d->on_result = on_result;
	d->ctx = ctx;
	list_init(&d->asked);
	list_init(&d->answered);
	return d;
}

static void drop_all(struct list *l)
{
	LIST_FOR_EACH(l, node) {
		list_remove(l, node);
		mem_free(CONTAINER_OF(node, struct question, link));
	}
}

void dns_free(struct dns *d)
{
	if (d == NULL)
		return;
	if (d->readable != NULL)
		event_free(d->readable);
	if (d->ready != NULL)
		event_free(d->ready);
	/* Ends its thread; no callback comes after this. */
	if (d->unbound != NULL)
		ub_ctx_delete(d->unbound);
	drop_all(&d->asked);
	drop_all(&d->answered);
	mem_free(d);
}

static void on_ready(evutil_socket_t fd, short what, void *arg)
{
	struct dns *d = arg;
	size_t nr = d->answered.nr;

	(void)fd;
	(void)what;
	while (nr-- > 0 && d->answered.nr > 0) {
		struct question *q = CONTAINER_OF(list_first(&d->answered), struct question, link);

		list_remove(&d->answered, &q->link);
		d->on_result(d->ctx, &q->result);
		mem_free(q);
	}
}

static void answered(struct question *q, const char *why)
{
	struct dns *d = q->owner;

	q->result.ok = q->result.nr > 0;
	if (q->result.why == NULL)
		q->result.why = why;
	list_remove(&d->asked, &q->link);
	list_append(&d->answered, &q->link);
	event_active(d->ready, EV_TIMEOUT, 1);
}

static void take_addresses(struct dns_result *out, const struct ub_result *r)
{
	for (int i = 0; r->data != NULL && r->data[i] != NULL && out->nr < ARRAY_NR(out->addrs); i++) {
		struct view v = view_make(r->data[i], (size_t)r->len[i]);

		if ((v.len == 4 || v.len == 16) && address_from_bytes(v, &out->addrs[out->nr]))
			out->nr++;
	}
}

static const char *reason(int err, const struct ub_result *r)
{
	if (err != 0 || r == NULL)
		return "the resolver failed";
	if (r->bogus)
		return "the answer's signature is wrong";
	if (r->nxdomain)
		return "there is no such name";
	return r->havedata ? NULL : "the name has no address";
}

static void on_answer(void *arg, int err, struct ub_result *r)
{
	struct question *q = arg;
	const char *why = reason(err, r);

	if (why == NULL)
		take_addresses(&q->result, r);
	else if (q->result.why == NULL)
		q->result.why = why;
	if (r != NULL)
		ub_resolve_free(r);
	q->waiting--;
	if (q->waiting == 0 && !q->starting)
		answered(q, "");
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct dns *d = arg;

	(void)fd;
	(void)what;
	(void)ub_process(d->unbound);
}

/* Not at start: most daemons never ask, and a fork must not lose the thread. */
static bool start(struct dns *d)
{
	if (d->ready == NULL)
		d->ready = event_new(d->base, -1, 0, on_ready, d);
	if (d->readable != NULL || d->ready == NULL)
		return d->ready != NULL;
	if (d->unbound == NULL)
		d->unbound = ub_ctx_create();
	if (d->unbound == NULL)
		return false;
	(void)ub_ctx_async(d->unbound, 1);
	(void)ub_ctx_resolvconf(d->unbound, NULL);
	(void)ub_ctx_hosts(d->unbound, NULL);
	d->readable = event_new(d->base, ub_fd(d->unbound), EV_READ | EV_PERSIST, on_readable, d);
	return d->readable != NULL && event_add(d->readable, NULL) == 0;
}

static void look_up(struct question *q, const char *name, int type)
{
	int id = 0;

	q->waiting++;
	if (ub_resolve_async(q->owner->unbound, name, type, CLASS_IN, q, on_answer, &id) != 0) {
		q->waiting--;
		q->result.why = "the resolver failed";
		return;
	}
	q->id[q->nr_ids++] = id;
}

void dns_ask(struct dns *d, uint64_t token, const char *name, enum ip_family family)
{
	bool ok = start(d);
	struct question *q = d->ready != NULL && d->asked.nr < QUESTIONS_MAX ? mem_alloc(sizeof(*q)) : NULL;

	if (q == NULL)
		return;		/* the asker's own timer speaks */
	q->owner = d;
	q->result.token = token;
	list_append(&d->asked, &q->link);
	q->starting = true;
	if (ok && family != IP_V6)
		look_up(q, name, TYPE_A);
	if (ok && family != IP_V4)
		look_up(q, name, TYPE_AAAA);
	q->starting = false;
	if (q->waiting == 0)
		answered(q, "the resolver cannot be started");
}
