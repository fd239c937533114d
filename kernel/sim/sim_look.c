/* SPDX-License-Identifier: ISC
 *
 * sim_look.c - looking inside: counts, lists, names, and a dump for people.
 */
#include "base/ensure.h"
#include "kernel/kernel_holes.h"
#include "kernel/sim/sim_priv.h"
#include "net/protocol.h"

struct sim_kernel_counts sim_kernel_count(const struct sim_kernel *k)
{
	struct sim_kernel_counts c = k->counts;

	LIST_FOR_EACH(&k->sas, node) {
		bool larval = CONTAINER_OF(node, struct sim_sa, node)->larval;

		c.larvals += larval;
		c.states += !larval;
	}
	LIST_FOR_EACH(&k->policies, node) {
		const struct sim_policy *p = CONTAINER_OF(node, struct sim_policy, node);
		bool hole = kernel_is_hole(&p->p.key, p->p.priority);

		c.holes += hole;
		c.policies += !hole;
		c.held += p->held.nr;
	}
	return c;
}

bool sim_kernel_empty(const struct sim_kernel *k)
{
	struct sim_kernel_counts c = sim_kernel_count(k);

	return c.states == 0 && c.policies == 0 && c.held == 0;
}

const struct kernel_sa *sim_kernel_sa(const struct sim_kernel *k, const struct kernel_sa_key *key)
{
	const struct sim_sa *s = sim_sad_find(k, key);

	return s == NULL ? NULL : &s->sa;
}

const struct kernel_sa *sim_kernel_sa_nth(const struct sim_kernel *k, size_t n)
{
	LIST_FOR_EACH(&k->sas, node) {
		const struct sim_sa *s = CONTAINER_OF(node, struct sim_sa, node);

		if (!s->larval && n-- == 0)
			return &s->sa;
	}
	return NULL;
}

const struct kernel_policy *sim_kernel_policy_nth(const struct sim_kernel *k, size_t n)
{
	LIST_FOR_EACH(&k->policies, node) {
		const struct sim_policy *p = CONTAINER_OF(node, struct sim_policy, node);

		if (!kernel_is_hole(&p->p.key, p->p.priority) && n-- == 0)
			return &p->p;
	}
	return NULL;
}

const char *sim_input_name(enum sim_input i)
{
	static const char *const names[] = {
		[SIM_ACCEPTED] = "accepted",
		[SIM_NO_STATE] = "no state",
		[SIM_WRONG_DIRECTION] = "state is outbound",
		[SIM_WRONG_ENCAP] = "encapsulation differs",
		[SIM_WRONG_KEYS] = "keys differ",
		[SIM_REPLAY] = "replay",
		[SIM_WRONG_SELECTOR] = "not in the state's selector",
		[SIM_NO_POLICY] = "no policy",
		[SIM_WRONG_TEMPLATE] = "not protected as the policy wants",
		[SIM_BLOCKED] = "blocked by policy",
	};

	return (unsigned)i < ARRAY_NR(names) ? names[i] : "?";
}

const char *sim_fate_name(enum sim_fate f)
{
	static const char *const names[] = { [SIM_CLEAR] = "clear", [SIM_ESP] = "esp",
					     [SIM_DROP] = "drop", [SIM_HELD] = "held" };

	return (unsigned)f < ARRAY_NR(names) ? names[f] : "?";
}

static const char *dir_name(enum kernel_dir d)
{
	return d == KERNEL_IN ? "in" : d == KERNEL_OUT ? "out" : "fwd";
}

static const char *mode_name(enum kernel_mode m)
{
	return m == KERNEL_TUNNEL ? "tunnel" : "transport";
}

static void dump_sa(struct text *t, const struct sim_sa *s)
{
	text_add(t, "%s %s ", s->larval ? "larval" : "state", dir_name(s->sa.dir));
	protocol_print(t, s->sa.key.proto);
	text_add(t, " %08x ", (unsigned)s->sa.key.spi);
	address_print(t, s->sa.src);
	text_str(t, "->");
	address_print(t, s->sa.key.dst);
	text_add(t, " %s reqid %u", mode_name(s->sa.mode), (unsigned)s->sa.reqid);
	if (s->sa.encap == KERNEL_ENCAP_UDP)
		text_add(t, " udp %u->%u", (unsigned)s->sa.encap_sport,
			 (unsigned)s->sa.encap_dport);
	text_add(t, " packets %llu%s\n", (unsigned long long)s->packets,
		 s->dying ? " dying" : "");
}

static void dump_policy(struct text *t, const struct sim_policy *p)
{
	static const char *const actions[] = { [KERNEL_ALLOW] = "allow", [KERNEL_BLOCK] = "block",
					       [KERNEL_PROTECT] = "protect" };

	text_add(t, "policy %s %u ", dir_name(p->p.key.dir), (unsigned)p->p.priority);
	selector_print(t, &p->p.key.src);
	text_str(t, "->");
	selector_print(t, &p->p.key.dst);
	text_add(t, " %s", actions[p->p.action]);
	if (p->p.action == KERNEL_PROTECT) {
		text_add(t, " %s reqid %u ", mode_name(p->p.mode), (unsigned)p->p.reqid);
		address_print(t, p->p.outer_src);
		text_str(t, "->");
		address_print(t, p->p.outer_dst);
	}
	if (p->held.nr > 0)
		text_add(t, " held %zu", p->held.nr);
	text_char(t, '\n');
}

void sim_kernel_dump(const struct sim_kernel *k, struct text *t)
{
	LIST_FOR_EACH(&k->sas, node)
		dump_sa(t, CONTAINER_OF(node, struct sim_sa, node));
	LIST_FOR_EACH(&k->policies, node) {
		const struct sim_policy *p = CONTAINER_OF(node, struct sim_policy, node);

		if (!kernel_is_hole(&p->p.key, p->p.priority))
			dump_policy(t, p);
	}
}
