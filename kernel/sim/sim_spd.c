/* SPDX-License-Identifier: ISC
 *
 * sim_spd.c - policies: putting, deleting, and which one a packet meets.
 */
#include <errno.h>

#include "base/alloc.h"
#include "kernel/sim/sim_priv.h"

/* Priority is not part of the key: putting with another priority replaces. */
static bool same_key(const struct kernel_policy_key *a, const struct kernel_policy_key *b)
{
	return a->dir == b->dir && a->if_id == b->if_id && a->mark.value == b->mark.value &&
	       a->mark.mask == b->mark.mask && selector_eq(&a->src, &b->src) &&
	       selector_eq(&a->dst, &b->dst);
}

static struct sim_policy *find(const struct sim_kernel *k, const struct kernel_policy_key *key)
{
	LIST_FOR_EACH(&k->policies, node) {
		struct sim_policy *p = CONTAINER_OF(node, struct sim_policy, node);

		if (same_key(&p->p.key, key))
			return p;
	}
	return NULL;
}

static struct sim_policy *insert(struct sim_kernel *k, enum kernel_dir dir)
{
	static const uint32_t dirs[] = { [KERNEL_IN] = 0, [KERNEL_OUT] = 1, [KERNEL_FWD] = 2 };
	struct sim_policy *p = mem_alloc(sizeof(*p));

	if (p == NULL)
		return NULL;
	p->index = ++k->next_index << 3 | dirs[dir];
	p->timer.fire = sim_hold_fire;
	list_init(&p->held);
	list_append(&k->policies, &p->node);
	return p;
}

int sim_spd_put(struct sim_kernel *k, const struct kernel_policy *policy)
{
	struct sim_policy *p = find(k, &policy->key);

	if (p == NULL)
		p = insert(k, policy->key.dir);
	if (p == NULL)
		return ENOMEM;
	p->p = *policy;
	p->pos = ++k->next_pos;	/* also a replaced policy is the newest: it loses ties */
	sim_hold_kick(k, p);
	return 0;
}

void sim_spd_free(struct sim_kernel *k, struct sim_policy *p)
{
	sim_hold_purge(k, p);
	list_remove(&k->policies, &p->node);
	mem_free(p);
}

int sim_spd_delete(struct sim_kernel *k, const struct kernel_policy_key *key)
{
	struct sim_policy *p = find(k, key);

	if (p == NULL)
		return ENOENT;
	sim_spd_free(k, p);
	return 0;
}

/* Our packets are unmarked and use no xfrm interface. */
static bool matches(const struct sim_policy *p, enum kernel_dir dir, const struct packet *flow)
{
	return p->p.key.dir == dir && p->p.key.if_id == 0 && p->p.key.mark.value == 0 &&
	       packet_matches(flow, &p->p.key.src, &p->p.key.dst);
}

struct sim_policy *sim_spd_lookup(struct sim_kernel *k, enum kernel_dir dir,
				  const struct packet *flow)
{
	struct sim_policy *best = NULL;

	LIST_FOR_EACH(&k->policies, node) {
		struct sim_policy *p = CONTAINER_OF(node, struct sim_policy, node);

		if (!matches(p, dir, flow))
			continue;
		/* How specific a selector is does not matter. */
		if (best == NULL || p->p.priority < best->p.priority ||
		    (p->p.priority == best->p.priority && p->pos < best->pos))
			best = p;
	}
	if (best != NULL)
		best->used = k->hooks.real_now(k->hooks.ctx);
	return best;
}
