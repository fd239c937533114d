/* SPDX-License-Identifier: ISC
 *
 * alg.h - descriptors of the algorithms we can do, by IANA number: one table row each.
 *
 * Layer:  crypt.  Pure data; also tells the kernel backend and the proposal parser the facts.
 */
#ifndef CRYPT_ALG_H
#define CRYPT_ALG_H

#include "base/view.h"

enum alg_kind {			/* = IKEv2 transform type */
	ALG_ENCR = 1, ALG_PRF = 2, ALG_INTEG = 3, ALG_KE = 4,
};

struct encr_alg {
	uint16_t id;			/* enum v2_encr number */
	const char *name;		/* canonical, "AES_GCM_16" */
	const char *kernel_name;	/* crypto API: "rfc4106(gcm(aes))"; NULL: not for ESP */
	bool aead;
	bool ike, esp;			/* usable for */
	uint16_t key_bits[4];		/* allowed, default first, 0 ends; a fixed-key cipher has one */
	bool fixed_key;			/* Key Length attribute must be absent */
	uint8_t salt_len;		/* bytes of key material after the key */
	uint8_t iv_len;			/* bytes on the wire */
	uint8_t block_len;		/* pad to this; 1 for stream and AEAD */
	uint8_t icv_len;		/* AEAD only */
};
struct prf_alg {
	uint16_t id;
	const char *name;
	uint8_t out_len;		/* bytes */
	uint8_t key_len;		/* preferred key length = length of SK_d, SK_p */
	bool fixed_key;			/* RFC 7296 2.14: AES-XCBC and CMAC */
};
struct integ_alg {
	uint16_t id;
	const char *name;
	const char *kernel_name;	/* "hmac(sha256)" */
	uint8_t key_len;
	uint8_t out_len;		/* untruncated */
	uint8_t icv_len;
};
enum ke_class { KE_MODP, KE_ECP, KE_XDH };
struct ke_alg {
	uint16_t id;
	const char *name;		/* "DH19", "MODP2048", "DH31" */
	enum ke_class class;
	uint16_t public_len;		/* bytes in the KE payload */
	uint16_t secret_len;		/* bytes of g^ir */
	bool slow;			/* > 200 us: give it to a helper thread */
};

#define KEY_MAX 64		/* longest symmetric key of any algorithm, bytes, salt included */
#define HASH_MAX 64		/* longest hash or prf output */

/* NULL when unknown to us. */
const struct encr_alg *encr_alg_find(uint16_t id);
const struct prf_alg *prf_alg_find(uint16_t id);
const struct integ_alg *integ_alg_find(uint16_t id);
const struct ke_alg *ke_alg_find(uint16_t id);
/* Tables in order; NULL past the end. */
const struct encr_alg *encr_alg_nth(size_t n);
const struct prf_alg *prf_alg_nth(size_t n);
const struct integ_alg *integ_alg_nth(size_t n);
const struct ke_alg *ke_alg_nth(size_t n);
bool encr_alg_has_key(const struct encr_alg *a, unsigned key_bits);
/* KE method 0 is ke NULL; INTEG_NONE (0) is integ NULL. */

#endif
