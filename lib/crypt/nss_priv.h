/* SPDX-License-Identifier: ISC
 *
 * nss_priv.h - what the nss_*.c files share.
 *
 * Layer:   crypt, private; the only header of the library that shows NSS types.
 * Speed:   calls are one-shot, keys come in as plain bytes and are imported for one operation
 *          (1.6 us): an opaque key object costs 6 KB as long as it lives.
 */
#ifndef CRYPT_NSS_PRIV_H
#define CRYPT_NSS_PRIV_H

#include <pk11pub.h>
#include <seccomon.h>

#include "crypt/provider.h"

#define NSS_TABLE_MAX 16	/* rows of the longest algorithm table */

enum nss_probe { NSS_UNKNOWN = 0, NSS_HAS, NSS_HAS_NOT };

struct nss_ctx {
	struct crypto crypto;	/* what the user holds; its ctx is this struct */
	PK11SlotInfo *slot;	/* softoken's crypto slot */
	bool fips;
	uint8_t probed[ALG_KE + 1][NSS_TABLE_MAX];	/* enum nss_probe, by table row */
};

/* The parts as one run of bytes after HEAD bytes for the caller; wiped at the end. */
struct gather {
	uint8_t *ptr;		/* room, or from the heap */
	size_t len;		/* HEAD included */
	uint8_t room[1536];
};
/* False when memory is short; _fini is needed after success only. */
bool gather_init(struct gather *g, size_t head, const struct view *parts, size_t nr);
void gather_fini(struct gather *g);

/* KEY for one kind of operation (CKA_ENCRYPT, ...); NULL on failure. */
PK11SymKey *nss_key_import(struct nss_ctx *n, CK_MECHANISM_TYPE mech, CK_ATTRIBUTE_TYPE use,
			   struct view key);
SECItem nss_item(struct view v);

bool nss_digest(enum hash_id h, struct view data, uint8_t *out);
/* OUT: hash_len() bytes. */
bool nss_hmac(struct nss_ctx *n, enum hash_id h, struct view key, const struct view *parts,
	      size_t nr, uint8_t *out);

/* The operations of struct crypto, one family a file. */
bool nss_random(void *ctx, void *buf, size_t len);
bool nss_hash(void *ctx, enum hash_id h, const struct view *parts, size_t nr, uint8_t *out);
bool nss_prf(void *ctx, const struct prf_alg *prf, struct view key, const struct view *parts,
	     size_t nr, uint8_t *out);
bool nss_mac(void *ctx, const struct integ_alg *integ, struct view key, const struct view *parts,
	     size_t nr, uint8_t *out);
bool nss_seal(void *ctx, const struct encr_alg *encr, struct view key, const struct cipher_text *t,
	      uint8_t *out);
enum security nss_open(void *ctx, const struct encr_alg *encr, struct view key,
		       const struct cipher_text *t, uint8_t *out);
struct ke_key *nss_ke_generate(void *ctx, const struct ke_alg *ke, struct bytes *public_out);
enum security nss_ke_derive(void *ctx, const struct ke_key *key, struct view peer_public,
			    struct secret *shared);
void nss_ke_free(void *ctx, struct ke_key *key);

/* Pieces of seal/open; lengths are checked before.  NSS_IN and OUT do not overlap. */
bool nss_cbc(struct nss_ctx *n, CK_MECHANISM_TYPE mech, bool seal, struct view key,
	     const struct cipher_text *t, uint8_t *out);
/* BLOCK: the first counter block, 16 bytes; the last 32 bits count. */
bool nss_ctr(struct nss_ctx *n, struct view key, const uint8_t *block, struct view in,
	     uint8_t *out);
/* AEAD: KEY without the salt, NONCE = salt | IV. */
bool nss_gcm_seal(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
		  const struct cipher_text *t, uint8_t *out);
enum security nss_gcm_open(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
			   const struct cipher_text *t, uint8_t *out);
bool nss_chacha_seal(struct nss_ctx *n, struct view key, struct view nonce,
		     const struct cipher_text *t, uint8_t *out);
enum security nss_chacha_open(struct nss_ctx *n, struct view key, struct view nonce,
			      const struct cipher_text *t, uint8_t *out);
bool nss_ccm_seal(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
		  const struct cipher_text *t, uint8_t *out);
enum security nss_ccm_open(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
			   const struct cipher_text *t, uint8_t *out);

#endif
