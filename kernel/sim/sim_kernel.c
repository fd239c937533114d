/* SPDX-License-Identifier: ISC
 *
 * sim_kernel.c - the simulated kernel as struct kernel: life, commits, timers, events, faults.
 */
#include "kernel/sim/sim_kernel.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "kernel/kernel_check.h"
#include "kernel/kernel_holes.h"
#include "kernel/sim/sim_priv.h"

/* ---- small things ---- */

void sim_emit(struct sim_kernel *k, const struct kernel_event *e)
{
	static const struct kernel_event resync = { .type = KERNEL_RESYNC };

	if (k->lose_events == 0) {
		k->hooks.event(k->hooks.ctx, e);
		return;
	}
	k->lose_events--;
	if (k->lose_events == 0)
		k->hooks.event(k->hooks.ctx, &resync);
}

void sim_timer_stop(struct sim_kernel *k, struct sim_timer *t)
{
	if (t->node.index != 0)
		heap_remove(&k->timers, &t->node);
}

void sim_timer_set(struct sim_kernel *k, struct sim_timer *t, struct monotime at)
{
	sim_timer_stop(k, t);
	if (at.us != MONOTIME_NEVER.us)
		(void)heap_add(&k->timers, &t->node, at.us);
}

struct monotime sim_kernel_next(const struct sim_kernel *k)
{
	struct heap_node *top = heap_top(&k->timers);

	return top == NULL ? MONOTIME_NEVER : (struct monotime){ top->key };
}

void sim_rewake(struct sim_kernel *k)
{
	struct monotime next = sim_kernel_next(k);

	if (next.us == k->woken.us)
		return;
	k->woken = next;
	if (k->hooks.wake != NULL)
		k->hooks.wake(k->hooks.ctx, next);
}

void sim_kernel_run(struct sim_kernel *k)
{
	struct monotime now = k->hooks.now(k->hooks.ctx);
	struct heap_node *top;

	while ((top = heap_top(&k->timers)) != NULL && top->key <= now.us) {
		struct sim_timer *t = CONTAINER_OF(top, struct sim_timer, node);

		heap_remove(&k->timers, top);
		t->fire(k, t);
	}
	sim_rewake(k);
}

int sim_call(struct sim_kernel *k)
{
	k->calls++;
	if (k->fail_at == 0 || --k->fail_at > 0)
		return 0;
	return k->fail_code;
}

void sim_kernel_fail_nth(struct sim_kernel *k, unsigned long n, int code)
{
	k->fail_at = n;
	k->fail_code = code;
}

unsigned long sim_kernel_calls(const struct sim_kernel *k)
{
	return k->calls;
}

void sim_kernel_lose_events(struct sim_kernel *k, unsigned n)
{
	k->lose_events = n;
}

void sim_kernel_set_larval_drop(struct sim_kernel *k, bool drop)
{
	k->larval_drop = drop;
}

/* ---- commits ---- */

static int do_request(struct sim_kernel *k, const struct kernel_request *r)
{
	int code = sim_call(k);

	if (code != 0)
		return code;
	switch (r->op) {
	case KERNEL_SA_ADD:
		return sim_sad_add(k, &r->sa);
	case KERNEL_SA_UPDATE:
		return sim_sad_update(k, &r->sa);
	case KERNEL_SA_DEL:
		code = sim_sad_delete(k, &r->sa_key);
		return code == ESRCH ? 0 : code;
	case KERNEL_POLICY_PUT:
		return sim_spd_put(k, &r->policy);
	case KERNEL_POLICY_DEL:
		code = sim_spd_delete(k, &r->policy_key);
		return code == ENOENT ? 0 : code;
	}
	return EINVAL;
}

/* As on the real one: an error does not stop the batch, and only added states are taken back. */
static int commit(void *port, const struct kernel_request *reqs, size_t nr,
		  struct kernel_error *err)
{
	struct sim_kernel *k = port;
	bool failed[KERNEL_BATCH_MAX] = { false };
	size_t first = nr;
	int code = 0, rc = kernel_check_commit(reqs, nr, err);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < nr; i++) {
		int c = do_request(k, &reqs[i]);

		failed[i] = c != 0;
		if (c != 0 && first == nr) {
			first = i;
			code = c;
		}
	}
	for (size_t i = nr; code != 0 && i-- > 0;) {
		if (reqs[i].op == KERNEL_SA_ADD && !failed[i])
			(void)sim_sad_delete(k, &reqs[i].sa.key);
	}
	sim_rewake(k);
	return code == 0 ? 0 : kernel_error_set(err, first, code, strerrordesc_np(code));
}

/* ---- queries ---- */

static const struct kernel_caps *caps(void *port)
{
	return &((struct sim_kernel *)port)->caps;
}

static int sa_query(void *port, const struct kernel_sa_key *key, struct kernel_sa_info *out)
{
	struct sim_kernel *k = port;
	int code = sim_call(k);
	struct sim_sa *s;

	if (code != 0)
		return -code;
	s = sim_sad_find(k, key);
	if (s == NULL)
		return -ESRCH;
	sim_info_of(s, out);
	return 0;
}

static int sa_dump(void *port, bool (*see)(void *ctx, const struct kernel_sa_info *i), void *ctx)
{
	struct sim_kernel *k = port;
	struct kernel_sa_info info;
	int code = sim_call(k);

	if (code != 0)
		return -code;
	LIST_FOR_EACH(&k->sas, node) {
		sim_info_of(CONTAINER_OF(node, struct sim_sa, node), &info);
		if (!see(ctx, &info))
			break;
	}
	return 0;
}

static int policy_dump(void *port, bool (*see)(void *ctx, const struct kernel_policy_info *i),
		       void *ctx)
{
	struct sim_kernel *k = port;
	int code = sim_call(k);

	if (code != 0)
		return -code;
	LIST_FOR_EACH(&k->policies, node) {
		const struct sim_policy *p = CONTAINER_OF(node, struct sim_policy, node);
		struct kernel_policy_info info = {
			.key = p->p.key, .index = p->index, .priority = p->p.priority,
			.action = p->p.action, .used = p->used,
			.reqid = p->p.action == KERNEL_PROTECT ? p->p.reqid : 0,
		};

		if (!see(ctx, &info))
			break;
	}
	return 0;
}

static void flush(struct sim_kernel *k)
{
	LIST_FOR_EACH(&k->policies, node)
		sim_spd_free(k, CONTAINER_OF(node, struct sim_policy, node));
	LIST_FOR_EACH(&k->sas, node)
		sim_sad_free(k, CONTAINER_OF(node, struct sim_sa, node));
}

static int prepare(void *port, struct duration acquire_life, struct kernel_error *err)
{
	struct sim_kernel *k = port;
	struct kernel_request holes[KERNEL_HOLES];
	int code = sim_call(k);

	if (code != 0)
		return kernel_error_set(err, 0, code, strerrordesc_np(code));
	k->larval_drop = false;
	k->prepared = true;
	if (acquire_life.us > 0)
		k->acquire_life = acquire_life;
	flush(k);
	kernel_holes(holes);
	return commit(k, holes, KERNEL_HOLES, err);
}

static int bypass_socket(void *port, int fd, enum ip_family family)
{
	struct sim_kernel *k = port;
	int code = sim_call(k);

	(void)fd;
	if (code != 0)
		return -code;
	if (family == IP_V6)
		k->bypass_v6 = true;
	else
		k->bypass_v4 = true;
	return 0;
}

bool sim_kernel_bypassed(const struct sim_kernel *k, enum ip_family family)
{
	return family == IP_V6 ? k->bypass_v6 : k->bypass_v4;
}

static const struct kernel_ops sim_ops = {
	.name = "sim",
	.caps = caps,
	.commit = commit,
	.sa_query = sa_query,
	.sa_dump = sa_dump,
	.policy_dump = policy_dump,
	.iface_list = sim_iface_list,
	.route_get = sim_route_get,
	.prepare = prepare,
	.bypass_socket = bypass_socket,
};

/* ---- life ---- */

struct sim_kernel *sim_kernel_new(const struct sim_kernel_hooks *hooks)
{
	struct sim_kernel *k = mem_alloc(sizeof(*k));

	if (k == NULL)
		return NULL;
	k->hooks = *hooks;
	k->caps = (struct kernel_caps){ .esp = true, .ah = true, .sa_dir = true,
					.udp_encap = true };
	list_init(&k->sas);
	list_init(&k->policies);
	list_init(&k->addresses);
	list_init(&k->routes);
	k->acquire_life = DURATION_S(30);
	k->larval_drop = true;
	k->woken = MONOTIME_NEVER;
	return k;
}

void sim_kernel_free(struct sim_kernel *k)
{
	if (k == NULL)
		return;
	flush(k);
	sim_net_fini(k);
	heap_fini(&k->timers);
	mem_free(k);
}

struct kernel sim_kernel_port(struct sim_kernel *k)
{
	return (struct kernel){ .ops = &sim_ops, .k = k };
}
