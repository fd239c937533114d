/* SPDX-License-Identifier: ISC
 *
 * nss_aead.c - AES-GCM (RFC 5282) and ChaCha20-Poly1305 (RFC 7634) by NSS's own mechanisms.
 *
 * May use base and NSS.
 */
#include <string.h>

#include <pk11pub.h>
#include <secerr.h>
#include <secport.h>

#include "base/alloc.h"
#include "nss_priv.h"

#define CHACHA_ICV 16

/* PKCS #11 calls read through non-const pointers; nothing is written there. */
static unsigned char *unconst(struct view v)
{
	return (unsigned char *)(uintptr_t)v.ptr;
}

static bool aead_seal(struct nss_ctx *n, CK_MECHANISM_TYPE mech, struct view key, SECItem *param,
		      struct view in, struct view out)
{
	static const uint8_t nothing[1];
	PK11SymKey *k = nss_key_import(n, mech, CKA_ENCRYPT, key);
	unsigned len = 0;
	SECStatus st;

	if (k == NULL)
		return false;
	st = PK11_Encrypt(k, mech, param, unconst(out), &len, (unsigned)out.len,
			  in.len > 0 ? in.ptr : nothing, (unsigned)in.len);
	PK11_FreeSymKey(k);
	return st == SECSuccess && len == out.len;
}

/* Whatever NSS says after it had key, memory and sane parameters is a verdict on the message. */
static enum security verdict(SECStatus st, bool length_fits)
{
	if (st == SECSuccess)
		return length_fits ? SEC_GOOD : SEC_ERROR;
	return PORT_GetError() == SEC_ERROR_NO_MEMORY ? SEC_ERROR : SEC_BAD;
}

static enum security aead_open(struct nss_ctx *n, CK_MECHANISM_TYPE mech, struct view key,
			       SECItem *param, struct view in, struct view out)
{
	uint8_t room[1];	/* out may be empty, even NULL */
	PK11SymKey *k = nss_key_import(n, mech, CKA_DECRYPT, key);
	unsigned len = 0;
	SECStatus st;

	if (k == NULL)
		return SEC_ERROR;
	st = PK11_Decrypt(k, mech, param, out.len > 0 ? unconst(out) : room, &len,
			  (unsigned)out.len, in.ptr, (unsigned)in.len);
	PK11_FreeSymKey(k);
	return verdict(st, len == out.len);
}

static CK_NSS_GCM_PARAMS gcm_params(size_t icv_len, struct view nonce, struct view aad)
{
	return (CK_NSS_GCM_PARAMS){
		.pIv = unconst(nonce), .ulIvLen = nonce.len,
		.pAAD = unconst(aad), .ulAADLen = aad.len, .ulTagBits = icv_len * 8,
	};
}

bool nss_gcm_seal(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
		  const struct cipher_text *t, uint8_t *out)
{
	CK_NSS_GCM_PARAMS gcm = gcm_params(icv_len, nonce, t->aad);
	SECItem param = { siBuffer, (unsigned char *)&gcm, sizeof(gcm) };

	return aead_seal(n, CKM_AES_GCM, key, &param, t->in, view_make(out, t->in.len + icv_len));
}

enum security nss_gcm_open(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
			   const struct cipher_text *t, uint8_t *out)
{
	CK_NSS_GCM_PARAMS gcm = gcm_params(icv_len, nonce, t->aad);
	SECItem param = { siBuffer, (unsigned char *)&gcm, sizeof(gcm) };

	return aead_open(n, CKM_AES_GCM, key, &param, t->in, view_make(out, t->in.len - icv_len));
}

static CK_NSS_AEAD_PARAMS chacha_params(struct view nonce, struct view aad)
{
	return (CK_NSS_AEAD_PARAMS){
		.pNonce = unconst(nonce), .ulNonceLen = nonce.len,
		.pAAD = unconst(aad), .ulAADLen = aad.len, .ulTagLen = CHACHA_ICV,
	};
}

bool nss_chacha_seal(struct nss_ctx *n, struct view key, struct view nonce,
		     const struct cipher_text *t, uint8_t *out)
{
	CK_NSS_AEAD_PARAMS aead = chacha_params(nonce, t->aad);
	SECItem param = { siBuffer, (unsigned char *)&aead, sizeof(aead) };

	return aead_seal(n, CKM_NSS_CHACHA20_POLY1305, key, &param, t->in,
			 view_make(out, t->in.len + CHACHA_ICV));
}

enum security nss_chacha_open(struct nss_ctx *n, struct view key, struct view nonce,
			      const struct cipher_text *t, uint8_t *out)
{
	CK_NSS_AEAD_PARAMS aead = chacha_params(nonce, t->aad);
	SECItem param = { siBuffer, (unsigned char *)&aead, sizeof(aead) };

	return aead_open(n, CKM_NSS_CHACHA20_POLY1305, key, &param, t->in,
			 view_make(out, t->in.len - CHACHA_ICV));
}
