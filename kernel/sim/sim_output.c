/* SPDX-License-Identifier: ISC
 *
 * sim_output.c - what becomes of a packet that leaves.
 */
#include "kernel/sim/sim_priv.h"

static enum sim_fate protect(struct sim_kernel *k, struct sim_sa *s, const struct sim_packet *p,
			     struct sim_esp *out)
{
	if (!sim_sad_count(k, s, p->bytes))
		return SIM_DROP;
	*out = (struct sim_esp){
		.src = s->sa.src, .dst = s->sa.key.dst, .spi = s->sa.key.spi,
		.proto = s->sa.key.proto, .udp = s->sa.encap == KERNEL_ENCAP_UDP,
		.sport = s->sa.encap_sport, .dport = s->sa.encap_dport, .mode = s->sa.mode,
		.seq = ++s->oseq, .protection = s->protection, .inner = *p,
	};
	return SIM_ESP;
}

static enum sim_fate resolve(struct sim_kernel *k, struct sim_policy *policy,
			     const struct sim_packet *p, bool may_hold, struct sim_esp *out)
{
	struct sim_sa *s;

	switch (sim_sad_resolve(k, &policy->p, &p->flow, &s)) {
	case SIM_RESOLVED:
		return protect(k, s, p, out);
	case SIM_NOTHING:
		if (!sim_sad_acquire(k, policy, &p->flow))
			return SIM_DROP;
		break;
	case SIM_PENDING:
		break;
	}
	return may_hold && !k->larval_drop ? SIM_HELD : SIM_DROP;
}

enum sim_fate sim_lookup(struct sim_kernel *k, const struct sim_packet *p, bool may_hold,
			 struct sim_esp *out, struct sim_policy **policy)
{
	*policy = sim_spd_lookup(k, KERNEL_OUT, &p->flow);
	if (*policy == NULL)
		return SIM_CLEAR;
	switch ((*policy)->p.action) {
	case KERNEL_ALLOW:
		return SIM_CLEAR;
	case KERNEL_BLOCK:
		return SIM_DROP;
	case KERNEL_PROTECT:
		return resolve(k, *policy, p, may_hold, out);
	}
	return SIM_DROP;
}

enum sim_fate sim_kernel_output(struct sim_kernel *k, const struct sim_packet *p,
				struct sim_esp *out)
{
	struct sim_policy *policy;
	enum sim_fate fate;

	*out = (struct sim_esp){ 0 };
	fate = sim_lookup(k, p, true, out, &policy);
	if (fate == SIM_HELD && !sim_hold(k, policy, p))
		fate = SIM_DROP;
	k->counts.clear += fate == SIM_CLEAR;
	k->counts.esp += fate == SIM_ESP;
	k->counts.dropped += fate == SIM_DROP;
	k->counts.holds += fate == SIM_HELD;
	sim_rewake(k);
	return fate;
}
