/* SPDX-License-Identifier: ISC
 *
 * spd.c - selector pairs, priorities, and which kernel policies a routing state calls for.
 *
 * May use:   base, net, conn.
 * Must not:  talk to the kernel.
 */
#include "conn/spd.h"

#include "base/alloc.h"
#include "conn/routing_held.h"
#include "net/protocol.h"

/* The class is the most significant digit; see spd.h. */
static unsigned prefix_128(const struct selector *s)
{
	struct cidr c;

	if (!range_to_cidr(s->addrs, &c))
		c = range_cover(s->addrs);
	return c.addr.family == IP_V4 ? c.prefix + 96u : c.prefix;
}

static bool any_port(const struct selector *s)
{
	return s->port_lo == 0 && s->port_hi == UINT16_MAX;
}

uint32_t spd_priority(enum spd_class class, const struct selector *local, const struct selector *remote,
		      struct kernel_mark mark)
{
	uint32_t n = class;

	n = n << 1 | any_port(local);
	n = n << 1 | any_port(remote);
	n = n << 1 | (local->proto == PROTO_ANY && remote->proto == PROTO_ANY);
	n = n << 8 | (128 - prefix_128(local));
	n = n << 8 | (128 - prefix_128(remote));
	return n << 6 | (uint32_t)(32 - __builtin_popcount(mark.mask));
}

struct diag *spd_rebuild(struct conn *c)
{
	size_t max = c->local.nr_selectors * c->remote.nr_selectors, nr = 0;
	struct spd *spds = max == 0 ? NULL : mem_array(max, sizeof(*spds));

	if (max > 0 && spds == NULL)
		return diag_new("out of memory");
	for (size_t i = 0; i < max; i++) {
		const struct selector *l = &c->local.selectors[i / c->remote.nr_selectors];
		const struct selector *r = &c->remote.selectors[i % c->remote.nr_selectors];

		if (selector_family(l) != selector_family(r))
			continue;
		spds[nr++] = (struct spd){
			.local = *l, .remote = *r,
			.priority = c->config->priority != 0 ? c->config->priority
				: spd_priority(SPD_CLASS_CONN, l, r, conn_mark(c, KERNEL_OUT)),
		};
	}
	if (max > 0 && nr == 0) {
		mem_free(spds);
		return diag_new("leftsubnet and rightsubnet have no address family in common");
	}
	mem_free(c->spds);
	c->spds = spds;
	c->nr_spds = nr;
	return NULL;
}

void wish_list_fini(struct wish_list *w)
{
	mem_free(w->items);
	*w = (struct wish_list){ .items = NULL };
}

static struct diag *wish_add(struct wish_list *w, const struct claim_wish *wish)
{
	if (w->nr == SPD_POLICIES_MAX)
		return diag_new("more than %d kernel policies for one connection", SPD_POLICIES_MAX);
	if (w->nr == w->cap) {
		size_t cap = w->cap == 0 ? 4 : w->cap * 2;
		struct claim_wish *more = mem_resize(w->items, cap * sizeof(*more));

		if (more == NULL)
			return diag_new("out of memory");
		w->items = more;
		w->cap = cap;
	}
	w->items[w->nr++] = *wish;
	return NULL;
}

/* The kernel wants address blocks: the first block of what is left of *R. */
static bool next_block(struct range *r, bool *more, struct selector *out)
{
	unsigned bits = r->lo.family == IP_V4 ? 32 : 128, prefix = bits;
	struct cidr best = cidr_host(r->lo), c;

	if (!*more)
		return false;
	if (range_to_cidr(*r, &c)) {	/* nearly always */
		out->addrs = *r;
		*more = false;
		return true;
	}
	while (prefix > 0 && cidr_make(r->lo, prefix - 1, &c, NULL) && address_eq(c.addr, r->lo) &&
	       range_contains_range(*r, range_from_cidr(c))) {
		best = c;
		prefix--;
	}
	out->addrs = range_from_cidr(best);
	*more = !address_eq(out->addrs.hi, r->hi) && address_next(out->addrs.hi, &r->lo);
	return true;
}

struct blocks {				/* walks the blocks of one selector */
	struct range left;
	bool more;
	struct selector now;
};

static struct blocks blocks_of(const struct selector *s)
{
	return (struct blocks){ .left = s->addrs, .more = true, .now = *s };
}

static bool blocks_next(struct blocks *b)
{
	return next_block(&b->left, &b->more, &b->now);
}

static bool kernel_ports(const struct selector *s)
{
	return any_port(s) || s->port_lo == s->port_hi;
}

static struct diag *check_ports(const struct selector *s)
{
	char buf[SELECTOR_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	if (kernel_ports(s))
		return NULL;
	selector_print(&t, s);
	return diag_new("%s: the kernel has no policies for ranges of ports", buf);
}

/* One policy for each direction of DIRS, for each pair of blocks of LOCAL and REMOTE. */
struct stamp {
	enum claim_rank rank;
	struct kernel_policy out, in;	/* without selectors; IN is for fwd as well */
	unsigned dirs;			/* 1 << enum kernel_dir */
	uint32_t priority;		/* 0: computed */
};

static struct diag *stamp_dir(const struct stamp *s, const struct selector *local,
			      const struct selector *remote, enum kernel_dir dir, struct wish_list *out)
{
	bool outbound = dir == KERNEL_OUT;
	struct claim_wish w = { .rank = s->rank, .policy = outbound ? s->out : s->in };

	w.policy.key.dir = dir;
	w.policy.key.src = outbound ? *local : *remote;
	w.policy.key.dst = outbound ? *remote : *local;
	w.policy.priority = s->priority != 0 ? s->priority
		: spd_priority(SPD_CLASS_CONN, local, remote, w.policy.key.mark);
	return wish_add(out, &w);
}

static struct diag *stamp_blocks(const struct stamp *s, const struct selector *local,
				 const struct selector *remote, struct wish_list *out)
{
	static const enum kernel_dir dirs[] = { KERNEL_IN, KERNEL_FWD, KERNEL_OUT };
	struct diag *d = NULL;

	for (size_t i = 0; d == NULL && i < 3; i++) {
		if ((s->dirs & 1u << dirs[i]) != 0)
			d = stamp_dir(s, local, remote, dirs[i], out);
	}
	return d;
}

static struct diag *stamp_pair(const struct stamp *s, const struct selector *local,
			       const struct selector *remote, struct wish_list *out)
{
	struct diag *d = check_ports(local);

	if (d == NULL)
		d = check_ports(remote);
	for (struct blocks l = blocks_of(local); d == NULL && blocks_next(&l);) {
		for (struct blocks r = blocks_of(remote); d == NULL && blocks_next(&r);)
			d = stamp_blocks(s, &l.now, &r.now, out);
	}
	return d;
}

static enum kernel_mode mode_of(const struct conn *c)
{
	return c->config->type == CONN_TRANSPORT ? KERNEL_TRANSPORT : KERNEL_TUNNEL;
}

static uint8_t proto_of(const struct conn *c)
{
	return c->config->child.protocol == V2_PROTO_AH ? PROTO_AH : PROTO_ESP;
}

/* A template with the very addresses and reqid that the tunnel will have: when the SA is there, the same put
 * again releases what the kernel holds (kernel.md 1.2). */
static struct kernel_policy hold_policy(const struct conn *c)
{
	return (struct kernel_policy){
		.key.mark = conn_mark(c, KERNEL_OUT), .action = KERNEL_PROTECT, .proto = proto_of(c),
		.mode = mode_of(c), .reqid = c->reqid, .outer_src = c->local.host,
		.outer_dst = c->remote.host,
	};
}

static struct kernel_policy plain_policy(const struct conn *c, enum kernel_dir dir, bool pass)
{
	return (struct kernel_policy){
		.key.mark = conn_mark(c, dir), .action = pass ? KERNEL_ALLOW : KERNEL_BLOCK,
	};
}

/* REJECT is a DROP for now: a policy cannot answer (kernel.md 1.3). */
static struct stamp state_stamp(const struct conn *c, enum routing_state state)
{
	bool pass = c->config->type == CONN_PASS;
	struct stamp s = { .priority = c->config->priority };

	switch (state) {
	case RT_UNROUTED:
	case RT_UNROUTED_NEGOTIATION:
	case RT_ROUTED_TUNNEL:
	case RT_SUSPENDED_TUNNEL:
	case RT_STATES:
		break;
	case RT_ROUTED_NEVER:
		s.rank = CLAIM_NEVER;
		s.dirs = 1 << KERNEL_OUT | 1 << KERNEL_IN | 1 << KERNEL_FWD;
		s.out = plain_policy(c, KERNEL_OUT, pass);
		s.in = plain_policy(c, KERNEL_IN, pass);
		break;
	case RT_ROUTED_PROSPECTIVE:
		s.rank = CLAIM_TRAP;
		s.dirs = 1 << KERNEL_OUT;
		s.out = hold_policy(c);
		break;
	case RT_UNROUTED_HOLD:
	case RT_ROUTED_HOLD:
		s.rank = CLAIM_HOLD;
		s.dirs = 1 << KERNEL_OUT;
		s.out = c->config->negotiation_shunt == SHUNT_PASS ? plain_policy(c, KERNEL_OUT, true)
								   : hold_policy(c);
		break;
	case RT_ROUTED_FAILURE:
		s.rank = CLAIM_SHUNT;
		s.dirs = 1 << KERNEL_OUT;
		s.out = plain_policy(c, KERNEL_OUT, c->config->failure_shunt == SHUNT_PASS);
		break;
	}
	return s;
}

struct diag *spd_wishes(const struct conn *c, enum routing_state state, struct wish_list *out)
{
	struct stamp s = state_stamp(c, state);
	struct diag *d = NULL;

	for (size_t i = 0; d == NULL && s.dirs != 0 && i < c->nr_spds; i++)
		d = stamp_pair(&s, &c->spds[i].local, &c->spds[i].remote, out);
	return d;
}

static struct kernel_policy tunnel_policy(const struct kernel_sa *sa)
{
	return (struct kernel_policy){
		.key.mark = sa->key.mark, .key.if_id = sa->if_id, .action = KERNEL_PROTECT,
		.proto = sa->key.proto, .mode = sa->mode, .reqid = sa->reqid, .outer_src = sa->src,
		.outer_dst = sa->key.dst,
	};
}

/* Is <LOCAL, REMOTE> a pair of C's own?  With priority= all policies of C have one number: what is narrower
 * than a trap of C must be one better, or they would tie. */
static bool is_own_pair(const struct conn *c, const struct selector *local, const struct selector *remote)
{
	for (size_t i = 0; i < c->nr_spds; i++) {
		if (selector_eq(&c->spds[i].local, local) && selector_eq(&c->spds[i].remote, remote))
			return true;
	}
	return false;
}

static struct diag *tunnel_pairs(const struct conn *c, const struct tunnel *t, struct wish_list *out)
{
	struct stamp s = {
		.rank = CLAIM_TUNNEL, .out = tunnel_policy(&t->out), .in = tunnel_policy(&t->in),
		.dirs = 1 << KERNEL_OUT | 1 << KERNEL_IN,
	};
	struct diag *d = NULL;

	if (t->in.mode == KERNEL_TUNNEL)	/* transport mode forwards nothing */
		s.dirs |= 1 << KERNEL_FWD;
	for (size_t i = 0; d == NULL && i < t->nr_local * t->nr_remote; i++) {
		const struct selector *l = &t->local[i / t->nr_remote], *r = &t->remote[i % t->nr_remote];
		uint32_t fixed = c->config->priority;

		if (selector_family(l) != selector_family(r))
			continue;
		s.priority = fixed > 1 && !is_own_pair(c, l, r) ? fixed - 1 : fixed;
		d = stamp_pair(&s, l, r, out);
	}
	return d;
}

/* Traps stay where the tunnel is narrower than what C holds. */
static struct diag *leftovers(struct pluto *p, const struct conn *c, struct wish_list *out)
{
	const struct routing_held *h = c->routing.held;
	struct wish_list traps = { .items = NULL };
	struct diag *d = h == NULL ? NULL : spd_wishes(c, RT_ROUTED_PROSPECTIVE, &traps);

	for (size_t i = 0; d == NULL && i < traps.nr; i++) {
		const struct kernel_policy_key *k = &traps.items[i].policy.key;
		size_t at = 0;

		while (at < out->nr && !policy_key_eq(&out->items[at].policy.key, k))
			at++;
		if (at == out->nr && claim_set_has(p, &h->claims, k))
			d = wish_add(out, &traps.items[i]);
	}
	wish_list_fini(&traps);
	return d;
}

struct diag *spd_tunnel_wishes(struct pluto *p, const struct conn *c, const struct tunnel *t,
			       struct wish_list *out)
{
	struct diag *d = tunnel_pairs(c, t, out);

	return d != NULL ? d : leftovers(p, c, out);
}
