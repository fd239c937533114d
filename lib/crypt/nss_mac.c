/* SPDX-License-Identifier: ISC
 *
 * nss_mac.c - HMAC, AES-XCBC and AES-CMAC, as prf and as integrity algorithm.
 *
 * May use base and NSS.  HMAC is two calls of NSS's hash (1.1 us) rather than its HMAC mechanism
 * (2.7 us, of which 1.8 is the import of the key, and a handshake has a dozen); in FIPS mode the
 * approved mechanism does it.
 */
#include <string.h>

#include <pk11pub.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "alg_ids_priv.h"
#include "nss_priv.h"

#define AES_BLOCK 16
#define HMAC_BLOCK_MAX 128

static size_t hmac_block(enum hash_id h)
{
	return h == HASH_SHA1 || h == HASH_SHA2_256 ? 64 : 128;
}

static CK_MECHANISM_TYPE hmac_mech(enum hash_id h)
{
	switch (h) {
	case HASH_SHA1:
		return CKM_SHA_1_HMAC;
	case HASH_SHA2_256:
		return CKM_SHA256_HMAC;
	case HASH_SHA2_384:
		return CKM_SHA384_HMAC;
	case HASH_SHA2_512:
		return CKM_SHA512_HMAC;
	}
	return CKM_INVALID_MECHANISM;
}

/* One C_Sign with a key imported for it; exactly OUT_LEN bytes must come out. */
static bool sign_once(struct nss_ctx *n, CK_MECHANISM_TYPE key_mech, CK_MECHANISM_TYPE mech,
		      struct view key, struct view data, struct view out)
{
	static const uint8_t nothing[1];
	SECItem in = nss_item(data.len > 0 ? data : view_make(nothing, 0)), sig = nss_item(out);
	PK11SymKey *k = nss_key_import(n, key_mech, CKA_SIGN, key);
	bool ok;

	if (k == NULL)
		return false;
	ok = PK11_SignWithSymKey(k, mech, NULL, &sig, &in) == SECSuccess && sig.len == out.len;
	PK11_FreeSymKey(k);
	return ok;
}

/* An empty key and a zero byte are the same to HMAC, but PKCS #11 has no empty keys. */
static bool hmac_mechanism(struct nss_ctx *n, enum hash_id h, struct view key,
			   const struct view *parts, size_t nr, uint8_t *out)
{
	static const uint8_t zero[1];
	struct gather g;
	bool ok;

	if (!gather_init(&g, 0, parts, nr))
		return false;
	ok = sign_once(n, hmac_mech(h), hmac_mech(h), key.len > 0 ? key : VIEW_OF(zero),
		       view_make(g.ptr, g.len), view_make(out, hash_len(h)));
	gather_fini(&g);
	return ok;
}

static void pad_xor(uint8_t *to, const uint8_t *key, size_t block, uint8_t with)
{
	for (size_t i = 0; i < block; i++)
		to[i] = key[i] ^ with;
}

/* RFC 2104: H(K ^ opad | H(K ^ ipad | text)). */
static bool hmac_hashes(enum hash_id h, const uint8_t *key, const struct view *parts, size_t nr,
			uint8_t *out)
{
	const size_t block = hmac_block(h), len = hash_len(h);
	uint8_t outer[HMAC_BLOCK_MAX + HASH_MAX];
	struct gather inner;
	bool ok;

	if (!gather_init(&inner, block, parts, nr))
		return false;
	pad_xor(inner.ptr, key, block, 0x36);
	pad_xor(outer, key, block, 0x5c);
	ok = nss_digest(h, view_make(inner.ptr, inner.len), outer + block) &&
	     nss_digest(h, view_make(outer, block + len), out);
	mem_wipe(outer, sizeof(outer));
	gather_fini(&inner);
	return ok;
}

bool nss_hmac(struct nss_ctx *n, enum hash_id h, struct view key, const struct view *parts,
	      size_t nr, uint8_t *out)
{
	uint8_t block_key[HMAC_BLOCK_MAX] = { 0 };
	bool ok = true;

	if (hash_len(h) == 0)
		return false;
	if (n->fips)
		return hmac_mechanism(n, h, key, parts, nr, out);
	if (key.len > hmac_block(h))
		ok = nss_digest(h, key, block_key);
	else if (key.len > 0)
		memcpy(block_key, key.ptr, key.len);
	ok = ok && hmac_hashes(h, block_key, parts, nr, out);
	mem_wipe(block_key, sizeof(block_key));
	return ok;
}

/* KEY: 16 bytes; OUT: 16 bytes. */
static bool aes_mac(struct nss_ctx *n, CK_MECHANISM_TYPE mech, struct view key,
		    const struct view *parts, size_t nr, uint8_t *out)
{
	struct gather g;
	bool ok;

	if (key.len != AES_BLOCK || !gather_init(&g, 0, parts, nr))
		return false;
	ok = sign_once(n, CKM_AES_CBC, mech, key, view_make(g.ptr, g.len),
		       view_make(out, AES_BLOCK));
	gather_fini(&g);
	return ok;
}

/* RFC 4434 2 and RFC 4615 3: a key of another length than 128 bits becomes one. */
static bool aes_prf(struct nss_ctx *n, CK_MECHANISM_TYPE mech, struct view key,
		    const struct view *parts, size_t nr, uint8_t *out)
{
	uint8_t fixed[AES_BLOCK] = { 0 };
	bool ok = true;

	if (key.len == AES_BLOCK || (key.len < AES_BLOCK && mech == CKM_AES_XCBC_MAC)) {
		if (key.len > 0)
			memcpy(fixed, key.ptr, key.len);
	} else {
		static const uint8_t zero_key[AES_BLOCK];

		ok = aes_mac(n, mech, VIEW_OF(zero_key), &key, 1, fixed);
	}
	ok = ok && aes_mac(n, mech, VIEW_OF(fixed), parts, nr, out);
	mem_wipe(fixed, sizeof(fixed));
	return ok;
}

bool nss_prf(void *ctx, const struct prf_alg *prf, struct view key, const struct view *parts,
	     size_t nr, uint8_t *out)
{
	struct nss_ctx *n = (struct nss_ctx *)ctx;

	switch ((enum alg_prf_id)prf->id) {
	case ALG_PRF_SHA1:
		return nss_hmac(n, HASH_SHA1, key, parts, nr, out);
	case ALG_PRF_SHA2_256:
		return nss_hmac(n, HASH_SHA2_256, key, parts, nr, out);
	case ALG_PRF_SHA2_384:
		return nss_hmac(n, HASH_SHA2_384, key, parts, nr, out);
	case ALG_PRF_SHA2_512:
		return nss_hmac(n, HASH_SHA2_512, key, parts, nr, out);
	case ALG_PRF_XCBC:
		return aes_prf(n, CKM_AES_XCBC_MAC, key, parts, nr, out);
	case ALG_PRF_CMAC:
		return aes_prf(n, CKM_AES_CMAC, key, parts, nr, out);
	}
	return false;
}

static bool mac_whole(struct nss_ctx *n, const struct integ_alg *integ, struct view key,
		      const struct view *parts, size_t nr, uint8_t *out)
{
	switch ((enum alg_integ_id)integ->id) {
	case ALG_SHA1_96:
		return nss_hmac(n, HASH_SHA1, key, parts, nr, out);
	case ALG_SHA2_256_128:
		return nss_hmac(n, HASH_SHA2_256, key, parts, nr, out);
	case ALG_SHA2_384_192:
		return nss_hmac(n, HASH_SHA2_384, key, parts, nr, out);
	case ALG_SHA2_512_256:
		return nss_hmac(n, HASH_SHA2_512, key, parts, nr, out);
	case ALG_XCBC_96:
		return aes_mac(n, CKM_AES_XCBC_MAC, key, parts, nr, out);
	case ALG_CMAC_96:
		return aes_mac(n, CKM_AES_CMAC, key, parts, nr, out);
	}
	return false;
}

bool nss_mac(void *ctx, const struct integ_alg *integ, struct view key, const struct view *parts,
	     size_t nr, uint8_t *out)
{
	uint8_t whole[HASH_MAX];
	bool ok;

	if (key.len != integ->key_len || integ->icv_len > sizeof(whole))
		return false;
	ok = mac_whole((struct nss_ctx *)ctx, integ, key, parts, nr, whole);
	if (ok)
		memcpy(out, whole, integ->icv_len);
	mem_wipe(whole, sizeof(whole));
	return ok;
}
