/* SPDX-License-Identifier: ISC
 *
 * proposal_defaults.c - what is proposed when the configuration does not say (ipsec-conf.md 4.4).
 *
 * May use:   crypt's descriptors.  What this machine lacks is left out, silently.
 */
#include "proposal_priv.h"

static const struct proposal_transform default_encr[] = {
	{ ENCR_AES_GCM_16, 256 }, { ENCR_AES_GCM_16, 128 }, { ENCR_CHACHA20_POLY1305, 0 },
	{ ENCR_AES_CBC, 256 }, { ENCR_AES_CBC, 128 },
};
static const uint16_t default_prf[] = { PRF_HMAC_SHA2_512, PRF_HMAC_SHA2_256 };
static const uint16_t default_integ[] = { INTEG_HMAC_SHA2_512_256, INTEG_HMAC_SHA2_256_128 };
static const uint16_t default_ke[] = {
	KE_ECP256,   KE_ECP384,   KE_ECP521,   KE_CURVE25519,
	KE_MODP4096, KE_MODP3072, KE_MODP2048, KE_MODP8192,
};
static const uint16_t default_sn[] = { SN_64_BIT, SN_32_BIT };

#define NR(a) (sizeof(a) / sizeof((a)[0]))

static bool fill(enum v2_protocol protocol, enum field f, struct proposal_list *l,
		 const uint16_t *ids, size_t nr, const struct alg_support *support)
{
	for (size_t i = 0; i < nr; i++) {
		if (alg_usable(protocol, f, ids[i], support) && !list_add(l, ids[i], 0))
			return false;
	}
	return l->nr > 0;
}

bool defaults_prf(struct proposal_list *l, const struct alg_support *support)
{
	return fill(V2_PROTO_IKE, FIELD_PRF, l, default_prf, NR(default_prf), support);
}

bool defaults_integ(enum v2_protocol protocol, struct proposal_list *l,
		    const struct alg_support *support)
{
	return fill(protocol, FIELD_INTEG, l, default_integ, NR(default_integ), support);
}

bool defaults_ke(struct proposal_list *l, const struct alg_support *support)
{
	return fill(V2_PROTO_IKE, FIELD_KE, l, default_ke, NR(default_ke), support);
}

bool defaults_sn(struct proposal_list *l)
{
	return fill(V2_PROTO_ESP, FIELD_SN, l, default_sn, NR(default_sn), NULL);
}

/* False: nothing usable is left. */
static bool default_one(enum v2_protocol protocol, const struct proposal_transform *encr,
			const struct alg_support *support, struct proposal *p)
{
	if (encr != NULL) {
		if (!alg_usable(protocol, FIELD_ENCR, encr->id, support))
			return false;
		list_add(&p->encr, encr->id, encr->key_bits);
	}
	if (!proposal_is_aead(p) && !defaults_integ(protocol, &p->integ, support))
		return false;
	if (protocol != V2_PROTO_IKE)
		return defaults_sn(&p->sn);
	return defaults_prf(&p->prf, support) && defaults_ke(&p->ke, support);
}

struct diag *defaults_set(struct proposal_set *s, const struct alg_support *support)
{
	size_t nr = s->protocol == V2_PROTO_AH ? 1 : NR(default_encr);

	for (size_t i = 0; i < nr; i++) {
		struct proposal p = { .encr = { .nr = 0 } };
		const struct proposal_transform *encr =
			s->protocol == V2_PROTO_AH ? NULL : &default_encr[i];

		if (!default_one(s->protocol, encr, support, &p))
			continue;
		if (!proposal_set_add(s, &p))
			return diag_new("out of memory");
	}
	return s->nr == 0 ? diag_new("this machine has none of the default algorithms") : NULL;
}
