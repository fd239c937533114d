/* SPDX-License-Identifier: ISC
 *
 * nss_cipher.c - seal and open: checks lengths, keeps input and output apart, and sends each
 * algorithm to its mode.  CBC and CTR are here; the AEADs are in nss_aead.c and nss_ccm.c.
 *
 * May use base and NSS.
 */
#include <string.h>

#include <pk11pub.h>

#include "base/alloc.h"
#include "alg_ids_priv.h"
#include "nss_priv.h"

#define AES_BLOCK 16
#define NONCE_MAX 12

struct cipher_run {
	CK_MECHANISM_TYPE mech;
	bool seal;
	SECItem *param;
};

static bool run_cipher(struct nss_ctx *n, const struct cipher_run *r, struct view key, struct view in,
		       uint8_t *out)
{
	PK11SymKey *k;
	unsigned len = 0;
	SECStatus st;

	if (in.len == 0)
		return true;
	k = nss_key_import(n, r->mech, r->seal ? CKA_ENCRYPT : CKA_DECRYPT, key);
	if (k == NULL)
		return false;
	if (r->seal)
		st = PK11_Encrypt(k, r->mech, r->param, out, &len, (unsigned)in.len, in.ptr,
				  (unsigned)in.len);
	else
		st = PK11_Decrypt(k, r->mech, r->param, out, &len, (unsigned)in.len, in.ptr,
				  (unsigned)in.len);
	PK11_FreeSymKey(k);
	return st == SECSuccess && len == in.len;
}

bool nss_cbc(struct nss_ctx *n, CK_MECHANISM_TYPE mech, bool seal, struct view key,
	     const struct cipher_text *t, uint8_t *out)
{
	SECItem iv = nss_item(t->iv);

	return run_cipher(n, &(struct cipher_run){ mech, seal, &iv }, key, t->in, out);
}

bool nss_ctr(struct nss_ctx *n, struct view key, const uint8_t *block, struct view in, uint8_t *out)
{
	CK_AES_CTR_PARAMS ctr = { .ulCounterBits = 32 };
	SECItem param = { siBuffer, (unsigned char *)&ctr, sizeof(ctr) };

	memcpy(ctr.cb, block, sizeof(ctr.cb));
	return run_cipher(n, &(struct cipher_run){ CKM_AES_CTR, true, &param }, key, in, out);
}

/* RFC 3686 4, 5930 2.3: counter block = nonce 4 | IV 8 | 00000001. */
static bool ctr_rfc3686(struct nss_ctx *n, struct view key, struct view nonce, struct view in,
			uint8_t *out)
{
	uint8_t block[AES_BLOCK] = { 0 };

	memcpy(block, nonce.ptr, nonce.len);
	block[AES_BLOCK - 1] = 1;
	return nss_ctr(n, key, block, in, out);
}

/* KEY taken apart, and the nonce put together. */
struct split {
	struct view key, nonce;
	uint8_t nonce_bytes[NONCE_MAX];
};

static bool split_key(const struct encr_alg *encr, struct view key, struct view iv, struct split *s)
{
	size_t salt = encr->salt_len;

	if (key.len < salt || iv.len != encr->iv_len ||
	    !encr_alg_has_key(encr, (unsigned)(key.len - salt) * 8))
		return false;
	s->key = view_slice(key, 0, key.len - salt);
	s->nonce = VIEW_EMPTY;
	if (salt == 0)
		return true;
	if (salt + iv.len > NONCE_MAX)
		return false;
	memcpy(s->nonce_bytes, key.ptr + s->key.len, salt);
	memcpy(s->nonce_bytes + salt, iv.ptr, iv.len);
	s->nonce = view_make(s->nonce_bytes, salt + iv.len);
	return true;
}

static bool seal_split(struct nss_ctx *n, const struct encr_alg *encr, const struct split *s,
		       const struct cipher_text *t, uint8_t *out)
{
	switch ((enum alg_encr_id)encr->id) {
	case ALG_AES_GCM_8:
	case ALG_AES_GCM_12:
	case ALG_AES_GCM_16:
		return nss_gcm_seal(n, encr->icv_len, s->key, s->nonce, t, out);
	case ALG_AES_CCM_8:
	case ALG_AES_CCM_12:
	case ALG_AES_CCM_16:
		return nss_ccm_seal(n, encr->icv_len, s->key, s->nonce, t, out);
	case ALG_CHACHA20_POLY1305:
		return nss_chacha_seal(n, s->key, s->nonce, t, out);
	case ALG_AES_CTR:
		return ctr_rfc3686(n, s->key, s->nonce, t->in, out);
	case ALG_AES_CBC:
		return nss_cbc(n, CKM_AES_CBC, true, s->key, t, out);
	case ALG_CAMELLIA_CBC:
		return nss_cbc(n, CKM_CAMELLIA_CBC, true, s->key, t, out);
	case ALG_3DES_CBC:
		return nss_cbc(n, CKM_DES3_CBC, true, s->key, t, out);
	case ALG_AES_GMAC:
	case ALG_NULL:
		break;
	}
	return false;
}

static enum security open_split(struct nss_ctx *n, const struct encr_alg *encr,
				const struct split *s, const struct cipher_text *t, uint8_t *out)
{
	bool ok = false;

	switch ((enum alg_encr_id)encr->id) {
	case ALG_AES_GCM_8:
	case ALG_AES_GCM_12:
	case ALG_AES_GCM_16:
		return nss_gcm_open(n, encr->icv_len, s->key, s->nonce, t, out);
	case ALG_AES_CCM_8:
	case ALG_AES_CCM_12:
	case ALG_AES_CCM_16:
		return nss_ccm_open(n, encr->icv_len, s->key, s->nonce, t, out);
	case ALG_CHACHA20_POLY1305:
		return nss_chacha_open(n, s->key, s->nonce, t, out);
	case ALG_AES_CTR:
		ok = ctr_rfc3686(n, s->key, s->nonce, t->in, out);
		break;
	case ALG_AES_CBC:
		ok = nss_cbc(n, CKM_AES_CBC, false, s->key, t, out);
		break;
	case ALG_CAMELLIA_CBC:
		ok = nss_cbc(n, CKM_CAMELLIA_CBC, false, s->key, t, out);
		break;
	case ALG_3DES_CBC:
		ok = nss_cbc(n, CKM_DES3_CBC, false, s->key, t, out);
		break;
	case ALG_AES_GMAC:
	case ALG_NULL:
		break;
	}
	return ok ? SEC_GOOD : SEC_ERROR;
}

/* Not every implementation inside NSS works in place: the input moves aside when OUT is it. */
static bool text_apart(const struct cipher_text *t, const uint8_t *out, struct cipher_text *apart,
		       struct gather *aside)
{
	*apart = *t;
	aside->ptr = NULL;
	if (t->in.len == 0 || t->in.ptr != out)
		return true;
	if (!gather_init(aside, 0, &t->in, 1))
		return false;
	apart->in = view_make(aside->ptr, aside->len);
	return true;
}

static bool text_sane(const struct encr_alg *encr, const struct cipher_text *t, size_t min)
{
	return encr->ike && t->in.len >= min && t->in.len < (1u << 24) && t->aad.len < (1u << 24) &&
	       (t->in.len - min) % encr->block_len == 0;
}

bool nss_seal(void *ctx, const struct encr_alg *encr, struct view key, const struct cipher_text *t,
	      uint8_t *out)
{
	struct cipher_text apart;
	struct gather aside;
	struct split s;
	bool ok;

	if (!text_sane(encr, t, 0) || !split_key(encr, key, t->iv, &s) ||
	    !text_apart(t, out, &apart, &aside))
		return false;
	ok = seal_split((struct nss_ctx *)ctx, encr, &s, &apart, out);
	if (aside.ptr != NULL)
		gather_fini(&aside);
	return ok;
}

enum security nss_open(void *ctx, const struct encr_alg *encr, struct view key,
		       const struct cipher_text *t, uint8_t *out)
{
	struct cipher_text apart;
	struct gather aside;
	struct split s;
	enum security sec;

	/* Too short for an ICV: no such message can be genuine. */
	if (!text_sane(encr, t, encr->icv_len))
		return SEC_BAD;
	if (!split_key(encr, key, t->iv, &s) || !text_apart(t, out, &apart, &aside))
		return SEC_ERROR;
	sec = open_split((struct nss_ctx *)ctx, encr, &s, &apart, out);
	/* Unverified plaintext must not survive. */
	if (sec != SEC_GOOD && t->in.len > encr->icv_len)
		mem_wipe(out, t->in.len - encr->icv_len);
	if (aside.ptr != NULL)
		gather_fini(&aside);
	return sec;
}
