/* SPDX-License-Identifier: ISC
 *
 * proposal_set.c - sets of proposals as data: adding, comparing, what is usable, and the helpers
 * that apply the keywords esn= and pfs=.
 *
 * May use:   base, crypt's descriptors.
 */
#include <string.h>

#include "base/alloc.h"
#include "proposal_priv.h"

struct proposal_list *proposal_field(struct proposal *p, enum field f)
{
	switch (f) {
	case FIELD_ENCR:
		return &p->encr;
	case FIELD_PRF:
		return &p->prf;
	case FIELD_INTEG:
		return &p->integ;
	case FIELD_KE:
		return &p->ke;
	case FIELD_SN:
	case FIELDS:
		break;
	}
	return &p->sn;
}

bool list_has(const struct proposal_list *l, uint16_t id, uint16_t key_bits)
{
	for (size_t i = 0; i < l->nr; i++) {
		if (l->items[i].id == id && l->items[i].key_bits == key_bits)
			return true;
	}
	return false;
}

bool list_add(struct proposal_list *l, uint16_t id, uint16_t key_bits)
{
	if (list_has(l, id, key_bits))
		return true;
	if (l->nr >= PROPOSAL_TRANSFORMS_MAX)
		return false;
	l->items[l->nr++] = (struct proposal_transform){ id, key_bits };
	return true;
}

bool list_eq(const struct proposal_list *a, const struct proposal_list *b)
{
	if (a->nr != b->nr)
		return false;
	for (size_t i = 0; i < a->nr; i++) {
		if (a->items[i].id != b->items[i].id ||
		    a->items[i].key_bits != b->items[i].key_bits)
			return false;
	}
	return true;
}

static bool proposal_eq(const struct proposal *a, const struct proposal *b)
{
	return list_eq(&a->encr, &b->encr) && list_eq(&a->prf, &b->prf) &&
	       list_eq(&a->integ, &b->integ) && list_eq(&a->ke, &b->ke) && list_eq(&a->sn, &b->sn);
}

bool proposal_set_add(struct proposal_set *s, const struct proposal *p)
{
	struct proposal *grown;

	for (size_t i = 0; i < s->nr; i++) {
		if (proposal_eq(&s->items[i], p))
			return true;
	}
	if (s->nr >= PROPOSAL_MAX)
		return false;
	grown = mem_resize(s->items, (s->nr + 1) * sizeof(*grown));
	if (grown == NULL)
		return false;
	s->items = grown;
	s->items[s->nr++] = *p;
	return true;
}

void proposal_set_fini(struct proposal_set *s)
{
	mem_free(s->items);
	*s = (struct proposal_set){ .items = NULL };
}

bool proposal_is_aead(const struct proposal *p)
{
	const struct encr_alg *alg = p->encr.nr == 0 ? NULL : encr_alg_find(p->encr.items[0].id);

	return alg != NULL && alg->aead;
}

static bool alg_exists(enum v2_protocol protocol, enum field f, uint16_t id)
{
	const struct encr_alg *encr;

	switch (f) {
	case FIELD_ENCR:
		encr = encr_alg_find(id);
		return encr != NULL && (protocol == V2_PROTO_IKE ? encr->ike : encr->esp);
	case FIELD_PRF:
		return prf_alg_find(id) != NULL;
	case FIELD_INTEG:
		return id == INTEG_NONE || integ_alg_find(id) != NULL;
	case FIELD_KE:
		return id == KE_NONE || ke_alg_find(id) != NULL;
	case FIELD_SN:
		return id == SN_32_BIT || id == SN_64_BIT;
	case FIELDS:
		break;
	}
	return false;
}

bool alg_usable(enum v2_protocol protocol, enum field f, uint16_t id,
		const struct alg_support *support)
{
	static const enum alg_kind kinds[] = {
		[FIELD_ENCR] = ALG_ENCR,
		[FIELD_PRF] = ALG_PRF,
		[FIELD_INTEG] = ALG_INTEG,
		[FIELD_KE] = ALG_KE,
	};

	if (!alg_exists(protocol, f, id))
		return false;
	if (support == NULL || f == FIELD_SN || (id == 0 && (f == FIELD_INTEG || f == FIELD_KE)))
		return true;
	return support->has(support->ctx, protocol, kinds[f], id);
}

static const struct {
	uint16_t prf, integ;
} prf_integ[] = {
	{ PRF_HMAC_SHA2_512, INTEG_HMAC_SHA2_512_256 },
	{ PRF_HMAC_SHA2_384, INTEG_HMAC_SHA2_384_192 },
	{ PRF_HMAC_SHA2_256, INTEG_HMAC_SHA2_256_128 },
	{ PRF_HMAC_SHA1, INTEG_HMAC_SHA1_96 },
	{ PRF_HMAC_MD5, INTEG_HMAC_MD5_96 },
	{ PRF_AES128_XCBC, INTEG_AES_XCBC_96 },
	{ PRF_AES128_CMAC, INTEG_AES_CMAC_96 },
};
#define NR_PAIRS (sizeof(prf_integ) / sizeof(prf_integ[0]))

uint16_t integ_of_prf(uint16_t prf)
{
	for (size_t i = 0; i < NR_PAIRS; i++) {
		if (prf_integ[i].prf == prf)
			return prf_integ[i].integ;
	}
	return INTEG_NONE;
}

uint16_t prf_of_integ(uint16_t integ)
{
	for (size_t i = 0; i < NR_PAIRS; i++) {
		if (prf_integ[i].integ == integ)
			return prf_integ[i].prf;
	}
	return 0;
}

void proposal_set_esn(struct proposal_set *s, bool yes, bool no)
{
	if (s->protocol == V2_PROTO_IKE)
		return;
	for (size_t i = 0; i < s->nr; i++) {
		struct proposal_list *sn = &s->items[i].sn;

		sn->nr = 0;
		if (yes)
			list_add(sn, SN_64_BIT, 0);
		if (no || !yes)
			list_add(sn, SN_32_BIT, 0);
	}
}

void proposal_set_strip_ke(struct proposal_set *s)
{
	if (s->protocol == V2_PROTO_IKE)
		return;
	for (size_t i = 0; i < s->nr; i++)
		s->items[i].ke.nr = 0;
}

void proposal_set_default_ke(struct proposal_set *s, uint16_t group)
{
	for (size_t i = 0; i < s->nr; i++) {
		if (s->items[i].ke.nr == 0)
			list_add(&s->items[i].ke, group, 0);
	}
}

const struct ke_alg *proposal_first_ke(const struct proposal_set *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		const struct proposal_list *ke = &s->items[i].ke;

		for (size_t j = 0; j < ke->nr; j++) {
			if (ke->items[j].id != KE_NONE)
				return ke_alg_find(ke->items[j].id);
		}
	}
	return NULL;
}

bool proposal_has_ke(const struct proposal_set *s, uint16_t group)
{
	for (size_t i = 0; i < s->nr; i++) {
		if (list_has(&s->items[i].ke, group, 0))
			return true;
	}
	return false;
}

static bool permits_encr(const struct proposal *p, const struct ike_suite *suite)
{
	const struct encr_alg *e = suite->encr;

	return list_has(&p->encr, e->id, e->fixed_key ? 0 : suite->key_bits);
}

bool proposal_permits(const struct proposal_set *s, const struct ike_suite *suite)
{
	for (size_t i = 0; i < s->nr; i++) {
		const struct proposal *p = &s->items[i];

		if (permits_encr(p, suite) && list_has(&p->prf, suite->prf->id, 0) &&
		    (suite->integ == NULL || list_has(&p->integ, suite->integ->id, 0)) &&
		    list_has(&p->ke, suite->ke->id, 0))
			return true;
	}
	return false;
}
