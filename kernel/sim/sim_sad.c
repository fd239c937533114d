/* SPDX-License-Identifier: ISC
 *
 * sim_sad.c - states: adding, lifetimes, larvals and acquires, which one protects a packet.
 */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/sim/sim_priv.h"
#include "net/protocol.h"

static bool same_mark(struct kernel_mark a, struct kernel_mark b)
{
	return a.value == b.value && a.mask == b.mask;
}

static bool same_key(const struct kernel_sa_key *a, const struct kernel_sa_key *b)
{
	return a->spi == b->spi && a->proto == b->proto && address_eq(a->dst, b->dst) &&
	       same_mark(a->mark, b->mark);
}

struct sim_sa *sim_sad_find(const struct sim_kernel *k, const struct kernel_sa_key *key)
{
	LIST_FOR_EACH(&k->sas, node) {
		struct sim_sa *s = CONTAINER_OF(node, struct sim_sa, node);

		if (!s->larval && same_key(&s->sa.key, key))
			return s;
	}
	return NULL;
}

void sim_sad_free(struct sim_kernel *k, struct sim_sa *s)
{
	sim_timer_stop(k, &s->timer);
	list_remove(&k->sas, &s->node);
	secret_fini(&s->encr_key);
	secret_fini(&s->integ_key);
	mem_free(s->replay);
	mem_free(s);
}

/* ---- lifetimes ---- */

static void tell_expired(struct sim_kernel *k, const struct sim_sa *s, bool hard)
{
	const struct kernel_event e = {
		.type = KERNEL_EXPIRE_SA, .sa = s->sa.key, .reqid = s->sa.reqid, .seq = s->seq,
		.mark = s->sa.key.mark, .if_id = s->sa.if_id, .hard = hard,
	};

	sim_emit(k, &e);
}

static void expire_soft(struct sim_kernel *k, struct sim_sa *s)
{
	if (!s->dying)
		tell_expired(k, s, false);
	s->dying = true;
}

static void expire_hard(struct sim_kernel *k, struct sim_sa *s)
{
	tell_expired(k, s, true);
	sim_sad_free(k, s);
}

static void arm(struct sim_kernel *k, struct sim_sa *s)
{
	struct monotime at = MONOTIME_NEVER;

	if (s->sa.hard_add.us != 0)
		at = monotime_add(s->added_mono, s->sa.hard_add);
	if (s->sa.soft_add.us != 0 && !s->dying) {
		struct monotime soft = monotime_add(s->added_mono, s->sa.soft_add);

		at = monotime_before(soft, at) ? soft : at;
	}
	sim_timer_set(k, &s->timer, at);
}

static void fire(struct sim_kernel *k, struct sim_timer *t)
{
	struct sim_sa *s = CONTAINER_OF(t, struct sim_sa, timer);
	struct monotime now = k->hooks.now(k->hooks.ctx);

	if (s->sa.hard_add.us != 0 &&
	    !monotime_before(now, monotime_add(s->added_mono, s->sa.hard_add))) {
		expire_hard(k, s);
		return;
	}
	expire_soft(k, s);
	arm(k, s);
}

static bool reached(uint64_t count, uint64_t limit)
{
	return limit != 0 && count >= limit;
}

bool sim_sad_count(struct sim_kernel *k, struct sim_sa *s, uint32_t bytes)
{
	s->used = k->hooks.real_now(k->hooks.ctx);
	/* Looked at before the packet is counted, so it is the next packet that is too much. */
	if (reached(s->bytes, s->sa.hard_bytes) || reached(s->packets, s->sa.hard_packets)) {
		expire_hard(k, s);
		return false;
	}
	if (reached(s->bytes, s->sa.soft_bytes) || reached(s->packets, s->sa.soft_packets))
		expire_soft(k, s);
	s->bytes += bytes;
	s->packets++;
	return true;
}

/* ---- adding ---- */

static uint64_t mix(uint64_t h, const void *ptr, size_t len)
{
	const uint8_t *p = ptr;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

/* Equal at both ends only when all that shapes the bytes on the wire is equal. */
static uint64_t protection(const struct kernel_sa *sa)
{
	uint64_t h = 0xcbf29ce484222325u;
	const uint32_t shape[] = { sa->mode, sa->esn, sa->key.proto,
				   sa->encr == NULL ? 0 : sa->encr->id,
				   sa->integ == NULL ? 0 : sa->integ->id };

	h = mix(h, shape, sizeof(shape));
	h = mix(h, sa->encr_key.ptr, sa->encr_key.len);
	return mix(h, sa->integ_key.ptr, sa->integ_key.len);
}

bool sim_kernel_sa_agree(const struct kernel_sa *out, const struct kernel_sa *in)
{
	return out->dir == KERNEL_OUT && in->dir == KERNEL_IN && out->key.spi == in->key.spi &&
	       out->key.proto == in->key.proto && out->mode == in->mode && out->esn == in->esn &&
	       out->encap == in->encap && out->encr == in->encr && out->integ == in->integ &&
	       view_eq(out->encr_key, in->encr_key) && view_eq(out->integ_key, in->integ_key);
}

/* The larval that an outbound state answers: by its number, or by what it was asked for. */
static struct sim_sa *answered_larval(const struct sim_kernel *k, const struct kernel_sa *sa)
{
	struct sim_sa *alike = NULL;

	LIST_FOR_EACH(&k->sas, node) {
		struct sim_sa *s = CONTAINER_OF(node, struct sim_sa, node);

		if (!s->larval || s->sa.key.proto != sa->key.proto ||
		    !address_eq(s->sa.key.dst, sa->key.dst))
			continue;
		if (sa->acquire_seq != 0 && s->seq == sa->acquire_seq)
			return s;
		if (address_eq(s->sa.src, sa->src) && s->sa.reqid == sa->reqid &&
		    s->sa.mode == sa->mode && s->sa.if_id == sa->if_id &&
		    same_mark(s->sa.key.mark, sa->key.mark))
			alike = s;
	}
	return alike;
}

/* Copies; the caller frees S when that fails. */
static bool fill(struct sim_kernel *k, struct sim_sa *s, const struct kernel_sa *sa)
{
	s->sa = *sa;
	s->sa.encr_key = s->sa.integ_key = VIEW_EMPTY;
	s->timer.fire = fire;
	s->added_mono = k->hooks.now(k->hooks.ctx);
	s->added = k->hooks.real_now(k->hooks.ctx);
	s->added.us -= s->added.us % US_PER_S;	/* the kernel keeps whole seconds */
	if (!secret_copy(&s->encr_key, sa->encr_key) || !secret_copy(&s->integ_key, sa->integ_key))
		return false;
	s->sa.encr_key = secret_view(&s->encr_key);
	s->sa.integ_key = secret_view(&s->integ_key);
	s->protection = protection(&s->sa);
	if (sa->dir != KERNEL_IN || sa->replay_window == KERNEL_REPLAY_OFF)
		return true;
	if (sa->replay_window == 0)
		s->sa.replay_window = KERNEL_REPLAY_WINDOW_DEFAULT;
	s->replay = mem_alloc(sizeof(*s->replay));
	return s->replay != NULL;
}

static struct sim_sa *insert(struct sim_kernel *k, const struct kernel_sa *sa)
{
	struct sim_sa *s = mem_alloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	list_append(&k->sas, &s->node);
	if (!fill(k, s, sa)) {
		sim_sad_free(k, s);
		return NULL;
	}
	arm(k, s);
	return s;
}

int sim_sad_add(struct sim_kernel *k, const struct kernel_sa *sa)
{
	struct sim_sa *larval;

	if (sim_sad_find(k, &sa->key) != NULL)
		return EEXIST;
	larval = sa->dir == KERNEL_OUT ? answered_larval(k, sa) : NULL;
	if (insert(k, sa) == NULL)
		return ENOMEM;
	if (larval != NULL)
		sim_sad_free(k, larval);
	return 0;
}

/* Lifetimes, ports, if_id; never keys or addresses. */
int sim_sad_update(struct sim_kernel *k, const struct kernel_sa *sa)
{
	struct sim_sa *s = sim_sad_find(k, &sa->key);

	if (s == NULL)
		return ESRCH;
	if (s->sa.dir != sa->dir || s->sa.encap != sa->encap)
		return EINVAL;
	s->sa.encap_sport = sa->encap_sport;
	s->sa.encap_dport = sa->encap_dport;
	s->sa.if_id = sa->if_id;
	s->sa.soft_add = sa->soft_add;
	s->sa.hard_add = sa->hard_add;
	s->sa.soft_bytes = sa->soft_bytes;
	s->sa.hard_bytes = sa->hard_bytes;
	s->sa.soft_packets = sa->soft_packets;
	s->sa.hard_packets = sa->hard_packets;
	arm(k, s);
	return 0;
}

int sim_sad_delete(struct sim_kernel *k, const struct kernel_sa_key *key)
{
	struct sim_sa *s = sim_sad_find(k, key);

	if (s == NULL)
		return ESRCH;
	sim_sad_free(k, s);
	return 0;
}

/* ---- finding the state for a packet ---- */

/* What a template asks for, for one flow: a transport template takes the packet's addresses. */
static struct kernel_sa asked_for(const struct kernel_policy *p, const struct packet *flow)
{
	bool tunnel = p->mode == KERNEL_TUNNEL;

	return (struct kernel_sa){
		.key = { .dst = tunnel ? p->outer_dst : flow->dst, .proto = p->proto,
			 .mark = p->key.mark },
		.src = tunnel ? p->outer_src : flow->src,
		.dir = KERNEL_OUT,
		.mode = p->mode,
		.reqid = p->reqid,
		.if_id = p->key.if_id,
	};
}

static bool serves(const struct sim_sa *s, const struct kernel_sa *want)
{
	return s->sa.dir == KERNEL_OUT && s->sa.reqid == want->reqid && s->sa.mode == want->mode &&
	       s->sa.key.proto == want->key.proto && s->sa.if_id == want->if_id &&
	       address_eq(s->sa.key.dst, want->key.dst) && address_eq(s->sa.src, want->src) &&
	       (want->key.mark.value & s->sa.key.mark.mask) == s->sa.key.mark.value;
}

/* Larvals are told apart by the whole mark, and never by the flow. */
static bool is_larval_of(const struct sim_sa *s, const struct kernel_sa *want)
{
	return s->larval && serves(s, want) && same_mark(s->sa.key.mark, want->key.mark);
}

static bool selector_fits(const struct kernel_sa *sa, const struct packet *flow)
{
	return sa->mode != KERNEL_TRANSPORT || !selector_is_set(&sa->sel_src) ||
	       packet_matches(flow, &sa->sel_src, &sa->sel_dst);
}

/* Fresh before dying, then the newest second, then the one inserted last. */
static bool better(const struct sim_sa *s, const struct sim_sa *best)
{
	if (best == NULL)
		return true;
	if (s->dying != best->dying)
		return !s->dying;
	return s->added.us >= best->added.us;
}

enum sim_resolve sim_sad_resolve(struct sim_kernel *k, const struct kernel_policy *p,
				 const struct packet *flow, struct sim_sa **out)
{
	struct kernel_sa want = asked_for(p, flow);
	struct sim_sa *best = NULL;
	bool pending = false;

	LIST_FOR_EACH(&k->sas, node) {
		struct sim_sa *s = CONTAINER_OF(node, struct sim_sa, node);

		pending = pending || is_larval_of(s, &want);
		if (!s->larval && serves(s, &want) && selector_fits(&s->sa, flow) &&
		    better(s, best))
			best = s;
	}
	*out = best;
	return best != NULL ? SIM_RESOLVED : pending ? SIM_PENDING : SIM_NOTHING;
}

bool sim_sad_acquire(struct sim_kernel *k, const struct sim_policy *p, const struct packet *flow)
{
	struct kernel_sa want = asked_for(&p->p, flow);
	struct sim_sa *s = mem_alloc(sizeof(*s));
	struct kernel_event e = {
		.type = KERNEL_ACQUIRE, .packet = *flow, .policy_index = p->index,
		.reqid = p->p.reqid, .mark = p->p.key.mark, .if_id = p->p.key.if_id,
		.policy = p->p.key,
	};

	if (s == NULL)
		return false;
	s->sa = want;
	s->sa.hard_add = k->acquire_life;
	s->larval = true;
	s->seq = ++k->next_seq;
	s->timer.fire = fire;
	s->added_mono = k->hooks.now(k->hooks.ctx);
	s->added = k->hooks.real_now(k->hooks.ctx);
	list_append(&k->sas, &s->node);
	arm(k, s);
	e.seq = s->seq;
	k->counts.acquires++;
	sim_emit(k, &e);
	return true;
}

/* ---- replay (RFC 4303 3.4.3) ---- */

bool sim_replay_accept(struct sim_sa *s, uint64_t seq)
{
	struct sim_replay *r = s->replay;
	uint32_t window = s->sa.replay_window;

	if (r == NULL)
		return true;
	if (seq == 0 || (seq <= r->top && r->top - seq >= window))
		return false;
	/* Forget what the window leaves behind. */
	for (uint64_t n = r->top + 1; n <= seq && n <= r->top + KERNEL_REPLAY_WINDOW_MAX; n++)
		r->bits[n / 64 % (KERNEL_REPLAY_WINDOW_MAX / 64)] &= ~(1ull << n % 64);
	if (seq > r->top + KERNEL_REPLAY_WINDOW_MAX)
		memset(r->bits, 0, sizeof(r->bits));
	if (r->bits[seq / 64 % (KERNEL_REPLAY_WINDOW_MAX / 64)] & 1ull << seq % 64)
		return false;
	r->bits[seq / 64 % (KERNEL_REPLAY_WINDOW_MAX / 64)] |= 1ull << seq % 64;
	r->top = seq > r->top ? seq : r->top;
	return true;
}

void sim_info_of(const struct sim_sa *s, struct kernel_sa_info *out)
{
	*out = (struct kernel_sa_info){
		.key = s->sa.key, .reqid = s->sa.reqid, .larval = s->larval, .bytes = s->bytes,
		.packets = s->packets, .added = s->added, .used = s->used,
	};
}
