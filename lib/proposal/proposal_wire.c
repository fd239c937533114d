/* SPDX-License-Identifier: ISC
 *
 * proposal_wire.c - proposals and the chosen suite as SA payloads (RFC 7296 3.3).
 *
 * May use:   base, wire's structs.
 */
#include "proposal_priv.h"

static void put(struct v2_proposal *p, enum v2_transform_type type, uint16_t id, uint16_t key_bits)
{
	p->transforms[p->nr_transforms++] =
		(struct v2_transform){ .type = (uint8_t)type, .id = id, .key_bits = key_bits };
}

static void put_list(struct v2_proposal *p, enum v2_transform_type type,
		     const struct proposal_list *l)
{
	for (size_t i = 0; i < l->nr; i++)
		put(p, type, l->items[i].id, l->items[i].key_bits);
}

/* NONE alone is said by leaving the type out. */
static bool ke_is_sent(const struct proposal_list *ke, bool no_ke)
{
	return !no_ke && ke->nr > 0 && !(ke->nr == 1 && ke->items[0].id == KE_NONE);
}

static bool one_to_wire(const struct proposal *from, bool no_ke, struct arena *a,
			struct v2_proposal *p)
{
	size_t nr =
		(size_t)from->encr.nr + from->prf.nr + from->integ.nr + from->ke.nr + from->sn.nr;

	p->transforms = arena_array(a, nr, sizeof(*p->transforms));
	if (p->transforms == NULL)
		return false;
	put_list(p, V2_ENCR, &from->encr);
	put_list(p, V2_PRF, &from->prf);
	put_list(p, V2_INTEG, &from->integ);
	if (ke_is_sent(&from->ke, no_ke))
		put_list(p, V2_KE_METHOD, &from->ke);
	put_list(p, V2_SN, &from->sn);
	return true;
}

bool proposal_to_wire(const struct proposal_set *s, struct view spi, bool no_ke, struct arena *a,
		      struct v2_sa *out)
{
	*out = (struct v2_sa){ .proposals = arena_array(a, s->nr, sizeof(struct v2_proposal)) };
	if (out->proposals == NULL)
		return false;
	for (size_t i = 0; i < s->nr; i++) {
		struct v2_proposal *p = &out->proposals[i];

		*p = (struct v2_proposal){ .number = (uint8_t)(i + 1),
					   .protocol = s->protocol,
					   .spi = spi };
		if (!one_to_wire(&s->items[i], no_ke, a, p))
			return false;
	}
	out->nr_proposals = s->nr;
	return true;
}

bool suite_to_wire(const struct suite *s, struct view spi, struct arena *a, struct v2_sa *out)
{
	struct v2_proposal *p = arena_alloc(a, sizeof(*p));

	*out = (struct v2_sa){ .proposals = p, .nr_proposals = 1 };
	if (p == NULL)
		return false;
	*p = (struct v2_proposal){ .number = s->number, .protocol = s->protocol, .spi = spi };
	p->transforms = arena_array(a, V2_SN, sizeof(*p->transforms));
	if (p->transforms == NULL)
		return false;
	if (s->encr != NULL)
		put(p, V2_ENCR, s->encr->id, s->encr->fixed_key ? 0 : s->key_bits);
	if (s->prf != NULL)
		put(p, V2_PRF, s->prf->id, 0);
	if (s->integ != NULL)
		put(p, V2_INTEG, s->integ->id, 0);
	if (s->ke != NULL)
		put(p, V2_KE_METHOD, s->ke->id, 0);
	if (s->protocol != V2_PROTO_IKE)
		put(p, V2_SN, s->esn ? SN_64_BIT : SN_32_BIT, 0);
	return true;
}
