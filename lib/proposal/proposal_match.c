/* SPDX-License-Identifier: ISC
 *
 * proposal_match.c - choosing among a peer's proposals, and checking its choice among ours.
 *
 * May use:   base, wire's structs, crypt's descriptors.
 * Must not:  allocate: this is on the path of every IKE_SA_INIT.
 *
 * An offer of 255 proposals with 255 transforms each must stay cheap, so each of its proposals is
 * first summed up in bit sets; comparing with one of ours is then a few tests.
 */
#include "proposal_priv.h"

#define ID_MAX 64	/* transform ids below this can be in a bit set: all that we know are */
#define KEYS 4		/* key lengths that a cipher can have: none, 128, 192, 256 */

struct summary {
	uint64_t encr[KEYS];			/* by key length */
	uint64_t prf, integ, ke, sn;
	bool has_encr, has_prf, has_integ, has_ke, has_sn;
	bool unknown_type;
	bool odd, twice;			/* only matter in a response */
};

static int key_slot(uint16_t bits)
{
	if (bits == 0)
		return 0;
	return bits % 64 == 0 && bits >= 128 && bits <= 256 ? bits / 64 - 1 : -1;
}

/* Notes that TYPE occurs, and ID when it could match. */
static void note(uint64_t *set, bool *has, const struct v2_transform *t, struct summary *s)
{
	s->twice |= *has;
	*has = true;
	if (t->odd || t->id >= ID_MAX || (t->key_bits != 0 && t->type != V2_ENCR)) {
		s->odd = true;
		return;
	}
	*set |= (uint64_t)1 << t->id;
}

static void note_encr(const struct v2_transform *t, struct summary *s)
{
	int slot = key_slot(t->key_bits);
	uint64_t nowhere = 0;

	note(slot < 0 ? &nowhere : &s->encr[slot], &s->has_encr, t, s);
	s->odd |= slot < 0;
}

static void summarise(const struct v2_proposal *p, struct summary *s)
{
	*s = (struct summary){ .unknown_type = false };
	for (size_t i = 0; i < p->nr_transforms; i++) {
		const struct v2_transform *t = &p->transforms[i];

		switch (t->type) {
		case V2_ENCR:
			note_encr(t, s);
			break;
		case V2_PRF:
			note(&s->prf, &s->has_prf, t, s);
			break;
		case V2_INTEG:
			note(&s->integ, &s->has_integ, t, s);
			break;
		case V2_KE_METHOD:
			note(&s->ke, &s->has_ke, t, s);
			break;
		case V2_SN:
			note(&s->sn, &s->has_sn, t, s);
			break;
		default: /* from the wire: RFC 7296 3.3.6, a type not understood is no match */
			s->unknown_type = true;
		}
	}
}

static bool in_set(uint64_t set, uint16_t id)
{
	return id < ID_MAX && (set >> id & 1) != 0;
}

struct choice {
	struct proposal_transform encr;
	uint16_t prf, integ, ke, sn;
};

/* Our first that they have.  A type that only one side has is no match. */
static bool pick(const struct proposal_list *ours, uint64_t theirs, bool has, uint16_t *out)
{
	*out = 0;
	if (ours->nr == 0 || !has)
		return ours->nr == 0 && !has;
	for (size_t i = 0; i < ours->nr; i++) {
		if (in_set(theirs, ours->items[i].id)) {
			*out = ours->items[i].id;
			return true;
		}
	}
	return false;
}

static bool pick_encr(const struct proposal_list *ours, const struct summary *s, struct choice *c)
{
	if (ours->nr == 0 || !s->has_encr)
		return ours->nr == 0 && !s->has_encr;
	for (size_t i = 0; i < ours->nr; i++) {
		int slot = key_slot(ours->items[i].key_bits);

		if (slot >= 0 && in_set(s->encr[slot], ours->items[i].id)) {
			c->encr = ours->items[i];
			return true;
		}
	}
	return false;
}

/* NONE and no transform at all say the same (RFC 7296 3.3.2, 3.3.3). */
static bool pick_integ(const struct proposal_list *ours, const struct summary *s, uint16_t *out)
{
	*out = INTEG_NONE;
	if (ours->nr == 0)
		return !s->has_integ || in_set(s->integ, INTEG_NONE);
	return pick(ours, s->integ, s->has_integ, out);
}

/* A Child SA offer without SN is one with 32 bit numbers. */
static bool pick_sn(const struct proposal_list *ours, const struct summary *s, uint16_t *out)
{
	*out = SN_32_BIT;
	if (ours->nr > 0 && !s->has_sn)
		return list_has(ours, SN_32_BIT, 0);
	return pick(ours, s->sn, s->has_sn, out);
}

static bool pick_ke(const struct proposal_list *ours, const struct summary *s,
		    const struct choose_policy *policy, uint16_t *out)
{
	*out = KE_NONE;
	if (policy->ignore_ke)
		return true;
	if (ours->nr == 0)
		return !s->has_ke || in_set(s->ke, KE_NONE);
	if (!s->has_ke)
		return list_has(ours, KE_NONE, 0);
	if (policy->prefer_ke != KE_NONE && in_set(s->ke, policy->prefer_ke) &&
	    list_has(ours, policy->prefer_ke, 0)) {
		*out = policy->prefer_ke;
		return true;
	}
	return pick(ours, s->ke, true, out);
}

static bool match(const struct proposal *ours, const struct summary *s,
		  const struct choose_policy *policy, struct choice *c)
{
	*c = (struct choice){ .ke = KE_NONE };
	return !s->unknown_type && pick_encr(&ours->encr, s, c) &&
	       pick(&ours->prf, s->prf, s->has_prf, &c->prf) &&
	       pick_integ(&ours->integ, s, &c->integ) && pick_sn(&ours->sn, s, &c->sn) &&
	       pick_ke(&ours->ke, s, policy, &c->ke);
}

/* RFC 4303 2.1: SPIs up to 255 are reserved. */
static bool spi_ok(const struct v2_proposal *p, size_t len)
{
	if (p->spi.len != len)
		return false;
	if (p->protocol == V2_PROTO_IKE || len != 4)
		return true;
	return p->spi.ptr[0] != 0 || p->spi.ptr[1] != 0 || p->spi.ptr[2] != 0;
}

static bool to_suite(const struct v2_proposal *p, const struct choice *c, struct suite *out)
{
	*out = (struct suite){ .number = p->number, .protocol = p->protocol, .spi = p->spi };
	if (p->protocol != V2_PROTO_AH) {
		out->encr = encr_alg_find(c->encr.id);
		if (out->encr == NULL)
			return false;
		out->key_bits = out->encr->fixed_key ? out->encr->key_bits[0] : c->encr.key_bits;
	}
	out->prf = c->prf == 0 ? NULL : prf_alg_find(c->prf);
	out->integ = c->integ == INTEG_NONE ? NULL : integ_alg_find(c->integ);
	out->ke = c->ke == KE_NONE ? NULL : ke_alg_find(c->ke);
	out->esn = p->protocol != V2_PROTO_IKE && c->sn == SN_64_BIT;
	return true;
}

/* Looks for a match with one of our first NR proposals; returns its index, or NR. */
static size_t first_match(const struct proposal_set *local, size_t nr, const struct v2_proposal *p,
			  const struct choose_policy *policy, struct choice *c)
{
	struct summary s;

	summarise(p, &s);
	for (size_t i = 0; i < nr; i++) {
		if (match(&local->items[i], &s, policy, c))
			return i;
	}
	return nr;
}

enum choose_result proposal_choose(const struct proposal_set *local, const struct v2_sa *offer,
				   const struct choose_policy *policy, struct suite *out)
{
	enum choose_result none = CHOOSE_NONE;
	const struct v2_proposal *best = NULL;
	struct choice choice = { .ke = KE_NONE }, c;
	size_t limit = local->nr;

	*out = (struct suite){ .number = 0 };
	for (size_t i = 0; i < offer->nr_proposals; i++) {
		const struct v2_proposal *p = &offer->proposals[i];
		size_t at;

		if (p->number != i + 1)		/* RFC 7296 3.3.1 */
			return CHOOSE_NONE;
		if (p->protocol != local->protocol)
			continue;
		if (!spi_ok(p, policy->spi_len)) {
			none = CHOOSE_BAD_SPI;
			continue;
		}
		at = first_match(local, limit, p, policy, &c);
		if (at == limit)
			continue;
		best = p;
		choice = c;
		limit = at;	/* from now on only a better one of ours counts */
	}
	if (best == NULL)
		return none;
	return to_suite(best, &choice, out) ? CHOOSE_OK : CHOOSE_NONE;
}

enum choose_result proposal_accept(const struct proposal_set *sent, const struct v2_sa *response,
				   const struct choose_policy *policy, struct suite *out)
{
	const struct v2_proposal *p;
	struct choice c;
	struct summary s;

	*out = (struct suite){ .number = 0 };
	if (response->nr_proposals != 1)
		return CHOOSE_NONE;
	p = &response->proposals[0];
	if (p->protocol != sent->protocol || p->number == 0 || p->number > sent->nr)
		return CHOOSE_NONE;
	summarise(p, &s);
	if (s.odd || s.twice)
		return CHOOSE_NONE;
	/* We sent no KE: only NONE can come back. */
	if (policy->ignore_ke && s.has_ke && !in_set(s.ke, KE_NONE))
		return CHOOSE_NONE;
	if (!match(&sent->items[p->number - 1], &s, policy, &c))
		return CHOOSE_NONE;
	if (!spi_ok(p, policy->spi_len))
		return CHOOSE_BAD_SPI;
	return to_suite(p, &c, out) ? CHOOSE_OK : CHOOSE_NONE;
}
