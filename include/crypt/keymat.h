/* SPDX-License-Identifier: ISC
 *
 * keymat.h - key derivation of RFC 7296 2.13-2.18, pure over struct crypto.
 *
 * Layer:   crypt.
 * Errors:  false: the provider failed; outputs are empty then.
 */
#ifndef CRYPT_KEYMAT_H
#define CRYPT_KEYMAT_H

#include "crypt/provider.h"

/* prf+ (2.13): LEN bytes into OUT, LEN <= 255 * out_len. */
bool prf_plus(const struct crypto *c, const struct prf_alg *prf, struct view key, struct view seed,
	      uint8_t *out, size_t len);

struct ike_suite {		/* what an IKE SA negotiated */
	const struct encr_alg *encr;
	uint16_t key_bits;
	const struct prf_alg *prf;
	const struct integ_alg *integ;	/* NULL with AEAD */
	const struct ke_alg *ke;
};

/* The seven keys of an IKE SA (2.14), bytes of one allocation-free block, wiped by _fini. */
struct ike_keys {
	uint8_t d_len, a_len, e_len, p_len;	/* lengths of SK_d, SK_a*, SK_e* (with salt), SK_p* */
	uint8_t sk_d[KEY_MAX], sk_ai[KEY_MAX], sk_ar[KEY_MAX], sk_ei[KEY_MAX], sk_er[KEY_MAX],
		sk_pi[KEY_MAX], sk_pr[KEY_MAX];
};
void ike_keys_fini(struct ike_keys *k);

struct ike_keymat_input {
	struct view ni, nr;		/* nonces, bodies only */
	struct view spi_i, spi_r;	/* 8 bytes each */
	struct view shared;		/* g^ir */
	/* Rekey (2.18): old SK_d and its prf; empty/NULL for a first SA. */
	struct view old_sk_d;
	const struct prf_alg *old_prf;
};
bool ike_keys_derive(const struct crypto *c, const struct ike_suite *suite,
		     const struct ike_keymat_input *in, struct ike_keys *out);

/* KEYMAT for a Child SA (2.17): LEN bytes; SHARED empty without a key exchange. */
struct child_keymat_input {
	struct view sk_d, shared, ni, nr;
};
bool child_keymat(const struct crypto *c, const struct prf_alg *prf, const struct child_keymat_input *in,
		  uint8_t *out, size_t len);

/* Signed octets for AUTH (2.15): MSG | nonce | prf(SK_p, ID body).  *OUT: prf->out_len.  For PSK:
 * prf(prf(secret, "Key Pad for IKEv2"), octets). */
struct auth_input {
	const struct prf_alg *prf;
	struct view message;	/* the first message of the side that authenticates, as sent */
	struct view nonce;	/* of the other side */
	struct view sk_p;	/* SK_pi or SK_pr of the side that authenticates */
	struct view id_body;	/* its ID payload without the generic header */
};
bool auth_psk(const struct crypto *c, const struct auth_input *in, struct view psk, uint8_t *out);

/* NAT detection (2.23): SHA-1(SPIi | SPIr | address | port); OUT 20 bytes. */
bool nat_detection_hash(const struct crypto *c, struct view spi_i, struct view spi_r,
			struct view address, uint16_t port, uint8_t *out);

#endif
