/* SPDX-License-Identifier: ISC
 *
 * sim_hold.c - the packets that wait in a policy: one queue a policy, judged by its first packet,
 * tried again after 100 ms, 200 ms ... 60 s, and at once when the policy is replaced.
 */
#include "base/alloc.h"
#include "kernel/sim/sim_priv.h"

#define RETRY_FIRST	DURATION_MS(100)
#define RETRY_LAST	DURATION_S(60)

static struct sim_held *first(const struct sim_policy *p)
{
	struct list_node *node = list_first(&p->held);

	return node == NULL ? NULL : CONTAINER_OF(node, struct sim_held, node);
}

static void release(struct sim_kernel *k, const struct sim_packet *p, enum sim_fate fate,
		    const struct sim_esp *esp)
{
	k->counts.clear += fate == SIM_CLEAR;
	k->counts.esp += fate == SIM_ESP;
	k->counts.dropped += fate == SIM_DROP;
	k->hooks.released(k->hooks.ctx, p, fate, fate == SIM_ESP ? esp : NULL);
}

void sim_hold_purge(struct sim_kernel *k, struct sim_policy *p)
{
	struct sim_held *h;

	sim_timer_stop(k, &p->timer);
	p->timeout = DURATION_ZERO;
	while ((h = first(p)) != NULL) {
		list_remove(&p->held, &h->node);
		release(k, &h->packet, SIM_DROP, NULL);
		mem_free(h);
	}
}

bool sim_hold(struct sim_kernel *k, struct sim_policy *p, const struct sim_packet *packet)
{
	struct monotime at = monotime_add(k->hooks.now(k->hooks.ctx), p->timeout);
	struct sim_held *h;

	if (p->held.nr >= SIM_HOLD_MAX)
		return false;
	h = mem_alloc(sizeof(*h));
	if (h == NULL)
		return false;
	h->packet = *packet;
	list_append(&p->held, &h->node);
	if (p->timeout.us == 0) {
		p->timeout = RETRY_FIRST;
		at = monotime_add(k->hooks.now(k->hooks.ctx), p->timeout);
	}
	/* A retry that is due earlier stays. */
	if (p->timer.node.index == 0 || at.us < p->timer.node.key)
		sim_timer_set(k, &p->timer, at);
	return true;
}

void sim_hold_kick(struct sim_kernel *k, struct sim_policy *p)
{
	if (p->held.nr == 0)
		return;
	p->timeout = RETRY_FIRST;
	sim_timer_set(k, &p->timer, k->hooks.now(k->hooks.ctx));
}

/* Each is looked up again; what has no state now is lost.  The queue is taken off the policy
 * first, because that is how the kernel does it. */
static void let_go(struct sim_kernel *k, struct sim_policy *p)
{
	struct sim_policy *ignored;
	struct sim_held *h;

	while ((h = first(p)) != NULL) {
		struct sim_esp esp = { 0 };
		struct sim_packet packet = h->packet;
		enum sim_fate fate;

		list_remove(&p->held, &h->node);
		mem_free(h);
		fate = sim_lookup(k, &packet, false, &esp, &ignored);
		release(k, &packet, fate, &esp);
	}
}

/* Does the head have to wait on?  Its look-up may send a new acquire, as in the kernel. */
static enum sim_fate judge(struct sim_kernel *k, const struct sim_policy *p)
{
	struct sim_policy *policy;
	struct sim_sa *s;

	policy = sim_spd_lookup(k, KERNEL_OUT, &first(p)->packet.flow);
	if (policy == NULL || policy->p.action == KERNEL_ALLOW)
		return SIM_CLEAR;
	if (policy->p.action == KERNEL_BLOCK)
		return SIM_DROP;
	switch (sim_sad_resolve(k, &policy->p, &first(p)->packet.flow, &s)) {
	case SIM_RESOLVED:
		return SIM_ESP;
	case SIM_NOTHING:
		if (!sim_sad_acquire(k, policy, &first(p)->packet.flow))
			return SIM_DROP;
		break;
	case SIM_PENDING:
		break;
	}
	return k->larval_drop ? SIM_DROP : SIM_HELD;
}

void sim_hold_fire(struct sim_kernel *k, struct sim_timer *t)
{
	struct sim_policy *p = CONTAINER_OF(t, struct sim_policy, timer);

	if (p->held.nr == 0)
		return;
	switch (judge(k, p)) {
	case SIM_HELD:
		if (!duration_less(p->timeout, RETRY_LAST)) {
			sim_hold_purge(k, p);
			return;
		}
		p->timeout = duration_scale(p->timeout, 2);
		sim_timer_set(k, &p->timer, monotime_add(k->hooks.now(k->hooks.ctx), p->timeout));
		return;
	case SIM_DROP:
		sim_hold_purge(k, p);
		return;
	case SIM_CLEAR:
	case SIM_ESP:
		p->timeout = DURATION_ZERO;
		let_go(k, p);
		return;
	}
}
