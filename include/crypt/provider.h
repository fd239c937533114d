/* SPDX-License-Identifier: ISC
 *
 * provider.h - struct crypto: every cryptographic operation the daemon uses, as a port.
 *
 * Layer:   crypt.  crypt_nss() is the real one; tests wrap it to fail the Nth call.
 * Errors:  false = the library failed (memory, unsupported): the caller refuses the exchange.
 *          Checks return enum security.
 * Threads: ke_* of a slow group may run on a helper thread; all else on the loop's.
 */
#ifndef CRYPT_PROVIDER_H
#define CRYPT_PROVIDER_H

#include "base/bytes.h"
#include "base/diag.h"
#include "base/secret.h"
#include "crypt/alg.h"

enum hash_id { HASH_SHA1, HASH_SHA2_256, HASH_SHA2_384, HASH_SHA2_512 };
size_t hash_len(enum hash_id h);

struct ke_key;			/* our private half of one key exchange */

struct cipher_text {		/* where a protected message's parts lie */
	struct view aad;	/* AEAD: authenticated only */
	struct view iv;		/* encr->iv_len bytes */
	struct view in;		/* seal: plaintext; open: ciphertext, for AEAD with the ICV at the end */
};

struct crypto {
	void *ctx;
	bool (*random)(void *ctx, void *buf, size_t len);
	/* OUT: hash_len() bytes. */
	bool (*hash)(void *ctx, enum hash_id h, const struct view *parts, size_t nr, uint8_t *out);
	/* OUT: prf->out_len bytes.  For fixed-key prfs KEY is adapted per RFC 4434 / RFC 4615. */
	bool (*prf)(void *ctx, const struct prf_alg *prf, struct view key, const struct view *parts,
		    size_t nr, uint8_t *out);
	/* OUT: integ->icv_len bytes. */
	bool (*mac)(void *ctx, const struct integ_alg *integ, struct view key,
		    const struct view *parts, size_t nr, uint8_t *out);
	/* KEY: cipher key, then salt.  OUT: in.len (+ icv_len when AEAD) bytes; may equal in.ptr.
	 * Non-AEAD: in.len must be a multiple of block_len; seal/open are bare en/decryption. */
	bool (*seal)(void *ctx, const struct encr_alg *encr, struct view key,
		     const struct cipher_text *t, uint8_t *out);
	/* OUT: in.len (- icv_len) bytes.  SEC_BAD: the ICV is wrong (AEAD). */
	enum security (*open)(void *ctx, const struct encr_alg *encr, struct view key,
			      const struct cipher_text *t, uint8_t *out);
	/* A fresh key pair; *PUBLIC (empty before) gets the KE payload bytes. NULL on failure. */
	struct ke_key *(*ke_generate)(void *ctx, const struct ke_alg *ke, struct bytes *public_out);
	/* SEC_BAD: the peer's value is invalid (RFC 6989 2, RFC 8031 2); *SHARED empty before. */
	enum security (*ke_derive)(void *ctx, const struct ke_key *key, struct view peer_public,
				   struct secret *shared);
	void (*ke_free)(void *ctx, struct ke_key *key);	/* NULL is fine */
};

/* Starts NSS (counted).  NSSDIR NULL: no database.  On success *OUT lives until crypt_nss_fini. */
MUST_CHECK struct diag *crypt_nss_init(const char *nssdir, struct crypto **out);
void crypt_nss_fini(struct crypto *c);
/* What the running NSS really does, probed at start (R14): false = never offer it. */
bool crypt_nss_has(const struct crypto *c, enum alg_kind kind, uint16_t id);

#endif
