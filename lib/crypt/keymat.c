/* SPDX-License-Identifier: ISC
 *
 * keymat.c - the key derivations of RFC 7296.  Pure: everything goes through struct crypto.
 * May use base and the provider's interface; must not know NSS.
 */
#include "crypt/keymat.h"

#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"

#define NONCE_MAX 256	/* RFC 7296 3.9 */
#define SPI_LEN 8

bool prf_plus(const struct crypto *c, const struct prf_alg *prf, struct view key, struct view seed,
	      uint8_t *out, size_t len)
{
	uint8_t block[HASH_MAX];
	struct view last = VIEW_EMPTY;
	size_t done = 0;
	bool ok = len <= (size_t)255 * prf->out_len;

	/* T1 = prf(K, S | 1), Tn = prf(K, Tn-1 | S | n) */
	for (uint8_t n = 1; ok && done < len; n++) {
		const struct view parts[] = { last, seed, { &n, 1 } };
		size_t take = len - done < prf->out_len ? len - done : prf->out_len;

		ok = c->prf(c->ctx, prf, key, parts, ARRAY_NR(parts), block);
		if (!ok)
			break;
		memcpy(out + done, block, take);
		last = view_make(block, prf->out_len);
		done += take;
	}
	mem_wipe(block, sizeof(block));
	if (!ok && len > 0)
		mem_wipe(out, len);
	return ok;
}

void ike_keys_fini(struct ike_keys *k)
{
	mem_wipe(k, sizeof(*k));
}

/* SKEYSEED of a first SA (2.14): prf(Ni | Nr, g^ir). */
static bool skeyseed_first(const struct crypto *c, const struct prf_alg *prf,
			   const struct ike_keymat_input *in, uint8_t *out)
{
	uint8_t key[2 * NONCE_MAX];
	struct view ni = in->ni, nr = in->nr;
	bool ok;

	/* AES-XCBC and AES-CMAC: only the first 64 bits of each nonce (2.14). */
	if (prf->fixed_key) {
		ni = view_slice(ni, 0, prf->key_len / 2);
		nr = view_slice(nr, 0, prf->key_len / 2);
	}
	memcpy(key, ni.ptr, ni.len);
	memcpy(key + ni.len, nr.ptr, nr.len);
	ok = c->prf(c->ctx, prf, view_make(key, ni.len + nr.len), &in->shared, 1, out);
	mem_wipe(key, sizeof(key));
	return ok;
}

/* SKEYSEED after a rekey (2.18): prf of the old SA, prf(SK_d, g^ir | Ni | Nr). */
static bool skeyseed_rekey(const struct crypto *c, const struct ike_keymat_input *in, uint8_t *out)
{
	const struct view parts[] = { in->shared, in->ni, in->nr };

	return c->prf(c->ctx, in->old_prf, in->old_sk_d, parts, ARRAY_NR(parts), out);
}

static bool lengths_set(const struct ike_suite *s, struct ike_keys *k)
{
	size_t e_len = s->key_bits / 8 + s->encr->salt_len;
	size_t a_len = s->integ != NULL ? s->integ->key_len : 0;

	if (s->encr->aead != (s->integ == NULL) || e_len > KEY_MAX || a_len > KEY_MAX)
		return false;
	if (!encr_alg_has_key(s->encr, s->key_bits))
		return false;
	k->d_len = s->prf->key_len;
	k->p_len = s->prf->key_len;
	k->a_len = (uint8_t)a_len;
	k->e_len = (uint8_t)e_len;
	return true;
}

static const uint8_t *slice_take(const uint8_t *from, uint8_t *to, size_t len)
{
	memcpy(to, from, len);
	return from + len;
}

/* 2.14: SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr. */
static void keys_cut(const uint8_t *p, struct ike_keys *k)
{
	p = slice_take(p, k->sk_d, k->d_len);
	p = slice_take(p, k->sk_ai, k->a_len);
	p = slice_take(p, k->sk_ar, k->a_len);
	p = slice_take(p, k->sk_ei, k->e_len);
	p = slice_take(p, k->sk_er, k->e_len);
	p = slice_take(p, k->sk_pi, k->p_len);
	slice_take(p, k->sk_pr, k->p_len);
}

/* {SK_*} = prf+(SKEYSEED, Ni | Nr | SPIi | SPIr). */
static bool keys_expand(const struct crypto *c, const struct prf_alg *prf, struct view skeyseed,
			const struct ike_keymat_input *in, struct ike_keys *out)
{
	uint8_t seed[2 * NONCE_MAX + 2 * SPI_LEN], material[7 * KEY_MAX];
	size_t len = out->d_len + 2u * (out->a_len + out->e_len + out->p_len);
	uint8_t *p = seed;
	bool ok;

	p = (uint8_t *)mempcpy(p, in->ni.ptr, in->ni.len);
	p = (uint8_t *)mempcpy(p, in->nr.ptr, in->nr.len);
	p = (uint8_t *)mempcpy(p, in->spi_i.ptr, SPI_LEN);
	p = (uint8_t *)mempcpy(p, in->spi_r.ptr, SPI_LEN);
	ok = prf_plus(c, prf, skeyseed, view_make(seed, (size_t)(p - seed)), material, len);
	if (ok)
		keys_cut(material, out);
	mem_wipe(material, sizeof(material));
	return ok;
}

static bool input_sane(const struct ike_keymat_input *in)
{
	return in->ni.len >= 1 && in->ni.len <= NONCE_MAX && in->nr.len >= 1 &&
	       in->nr.len <= NONCE_MAX && in->spi_i.len == SPI_LEN && in->spi_r.len == SPI_LEN &&
	       in->shared.len > 0;
}

bool ike_keys_derive(const struct crypto *c, const struct ike_suite *suite,
		     const struct ike_keymat_input *in, struct ike_keys *out)
{
	uint8_t skeyseed[HASH_MAX];
	const struct prf_alg *seed_prf = in->old_prf != NULL ? in->old_prf : suite->prf;
	bool ok;

	mem_wipe(out, sizeof(*out));
	if (!input_sane(in) || !lengths_set(suite, out)) {
		ike_keys_fini(out);
		return false;
	}
	ok = in->old_prf != NULL ? skeyseed_rekey(c, in, skeyseed)
				 : skeyseed_first(c, suite->prf, in, skeyseed);
	ok = ok && keys_expand(c, suite->prf, view_make(skeyseed, seed_prf->out_len), in, out);
	mem_wipe(skeyseed, sizeof(skeyseed));
	if (!ok)
		ike_keys_fini(out);
	return ok;
}

/* KEYMAT = prf+(SK_d, [g^ir (new) |] Ni | Nr) */
bool child_keymat(const struct crypto *c, const struct prf_alg *prf, const struct child_keymat_input *in,
		  uint8_t *out, size_t len)
{
	struct secret seed = { NULL, 0 };
	uint8_t *p;
	bool ok;

	if (in->ni.len == 0 || in->ni.len > NONCE_MAX || in->nr.len == 0 || in->nr.len > NONCE_MAX)
		return false;
	if (!secret_alloc(&seed, in->shared.len + in->ni.len + in->nr.len))
		return false;
	p = seed.ptr;
	if (in->shared.len > 0)
		p = (uint8_t *)mempcpy(p, in->shared.ptr, in->shared.len);
	p = (uint8_t *)mempcpy(p, in->ni.ptr, in->ni.len);
	memcpy(p, in->nr.ptr, in->nr.len);
	ok = prf_plus(c, prf, in->sk_d, secret_view(&seed), out, len);
	secret_fini(&seed);
	return ok;
}

bool auth_psk(const struct crypto *c, const struct auth_input *in, struct view psk, uint8_t *out)
{
	const struct view pad = view_str("Key Pad for IKEv2");
	const size_t len = in->prf->out_len;
	uint8_t maced_id[HASH_MAX], key[HASH_MAX];
	const struct view octets[] = { in->message, in->nonce, { maced_id, len } };
	bool ok;

	ok = c->prf(c->ctx, in->prf, in->sk_p, &in->id_body, 1, maced_id) &&
	     c->prf(c->ctx, in->prf, psk, &pad, 1, key) &&
	     c->prf(c->ctx, in->prf, view_make(key, len), octets, ARRAY_NR(octets), out);
	mem_wipe(maced_id, sizeof(maced_id));
	mem_wipe(key, sizeof(key));
	if (!ok)
		mem_wipe(out, len);
	return ok;
}

bool nat_detection_hash(const struct crypto *c, struct view spi_i, struct view spi_r,
			struct view address, uint16_t port, uint8_t *out)
{
	const uint8_t wire_port[2] = { (uint8_t)(port >> 8), (uint8_t)port };
	const struct view parts[] = { spi_i, spi_r, address, VIEW_OF(wire_port) };

	return c->hash(c->ctx, HASH_SHA1, parts, ARRAY_NR(parts), out);
}
