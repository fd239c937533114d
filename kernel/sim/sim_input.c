/* SPDX-License-Identifier: ISC
 *
 * sim_input.c - what becomes of a packet that arrives.
 */
#include "kernel/sim/sim_priv.h"

/* Is it for us, or to be forwarded?  Those are two policy look-ups. */
static enum kernel_dir direction(const struct sim_kernel *k, const struct packet *flow)
{
	return sim_kernel_owns(k, flow->dst) ? KERNEL_IN : KERNEL_FWD;
}

/* Transport templates do not look at the addresses. */
static bool template_fits(const struct kernel_policy *p, const struct sim_sa *s)
{
	if (p->proto != s->sa.key.proto || p->mode != s->sa.mode || p->key.if_id != s->sa.if_id)
		return false;
	if (p->reqid != 0 && p->reqid != s->sa.reqid)
		return false;
	if (p->mode == KERNEL_TRANSPORT || !address_is_set(p->outer_dst))
		return true;
	return (address_is_any(p->outer_src) || address_eq(p->outer_src, s->sa.src)) &&
	       (address_is_any(p->outer_dst) || address_eq(p->outer_dst, s->sa.key.dst));
}

static enum sim_input check_policy(struct sim_kernel *k, const struct packet *flow,
				   const struct sim_sa *s)
{
	struct sim_policy *p = sim_spd_lookup(k, direction(k, flow), flow);

	/* What came out of a tunnel needs somebody who asked for it. */
	if (p == NULL)
		return s != NULL && s->sa.mode == KERNEL_TUNNEL ? SIM_NO_POLICY : SIM_ACCEPTED;
	switch (p->p.action) {
	case KERNEL_BLOCK:
		return SIM_BLOCKED;
	case KERNEL_ALLOW:
		return s != NULL && s->sa.mode == KERNEL_TUNNEL ? SIM_WRONG_TEMPLATE
								: SIM_ACCEPTED;
	case KERNEL_PROTECT:
		return s != NULL && template_fits(&p->p, s) ? SIM_ACCEPTED : SIM_WRONG_TEMPLATE;
	}
	return SIM_BLOCKED;
}

static enum sim_input count(struct sim_kernel *k, enum sim_input verdict)
{
	k->counts.accepted += verdict == SIM_ACCEPTED;
	k->counts.refused += verdict != SIM_ACCEPTED;
	sim_rewake(k);
	return verdict;
}

enum sim_input sim_kernel_input_clear(struct sim_kernel *k, const struct packet *p)
{
	return count(k, check_policy(k, p, NULL));
}

/* An authentic packet from elsewhere: the peer's NAT has changed its mind. */
static void tell_moved(struct sim_kernel *k, const struct sim_sa *s, const struct sim_esp *p)
{
	const struct kernel_event e = {
		.type = KERNEL_MAPPING, .sa = s->sa.key, .reqid = s->sa.reqid,
		.mark = s->sa.key.mark, .old_peer = { s->sa.src, s->sa.encap_sport },
		.new_peer = { p->src, p->sport },
	};

	if (p->udp && (!address_eq(p->src, s->sa.src) || p->sport != s->sa.encap_sport))
		sim_emit(k, &e);
}

static enum sim_input check_esp(struct sim_kernel *k, const struct sim_esp *p)
{
	const struct kernel_sa_key key = { .dst = p->dst, .spi = p->spi, .proto = p->proto };
	struct sim_sa *s = sim_sad_find(k, &key);

	if (s == NULL)
		return SIM_NO_STATE;
	if (s->sa.dir != KERNEL_IN)
		return SIM_WRONG_DIRECTION;
	if (p->udp != (s->sa.encap == KERNEL_ENCAP_UDP))
		return SIM_WRONG_ENCAP;
	if (p->protection != s->protection)
		return SIM_WRONG_KEYS;
	if (!sim_replay_accept(s, p->seq))
		return SIM_REPLAY;
	if (!sim_sad_count(k, s, p->inner.bytes))
		return SIM_NO_STATE;
	tell_moved(k, s, p);
	if (s->sa.mode == KERNEL_TRANSPORT && selector_is_set(&s->sa.sel_src) &&
	    !packet_matches(&p->inner.flow, &s->sa.sel_src, &s->sa.sel_dst))
		return SIM_WRONG_SELECTOR;
	return check_policy(k, &p->inner.flow, s);
}

enum sim_input sim_kernel_input_esp(struct sim_kernel *k, const struct sim_esp *p)
{
	return count(k, check_esp(k, p));
}
