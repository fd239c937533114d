/* SPDX-License-Identifier: ISC
 *
 * alg_ids_priv.h - the IANA transform ids of the algorithms that lib/crypt knows.
 *
 * Layer:  crypt, private.  lib/wire has its own list: siblings do not see each other.
 */
#ifndef CRYPT_ALG_IDS_PRIV_H
#define CRYPT_ALG_IDS_PRIV_H

enum alg_encr_id {
	ALG_3DES_CBC = 3, ALG_NULL = 11, ALG_AES_CBC = 12, ALG_AES_CTR = 13, ALG_AES_CCM_8 = 14,
	ALG_AES_CCM_12 = 15, ALG_AES_CCM_16 = 16, ALG_AES_GCM_8 = 18, ALG_AES_GCM_12 = 19,
	ALG_AES_GCM_16 = 20, ALG_AES_GMAC = 21, ALG_CAMELLIA_CBC = 23, ALG_CHACHA20_POLY1305 = 28,
};
enum alg_prf_id {
	ALG_PRF_SHA1 = 2, ALG_PRF_XCBC = 4, ALG_PRF_SHA2_256 = 5, ALG_PRF_SHA2_384 = 6,
	ALG_PRF_SHA2_512 = 7, ALG_PRF_CMAC = 8,
};
enum alg_integ_id {
	ALG_SHA1_96 = 2, ALG_XCBC_96 = 5, ALG_CMAC_96 = 8, ALG_SHA2_256_128 = 12,
	ALG_SHA2_384_192 = 13, ALG_SHA2_512_256 = 14,
};
enum alg_ke_id {
	ALG_MODP1536 = 5, ALG_MODP2048 = 14, ALG_MODP3072 = 15, ALG_MODP4096 = 16,
	ALG_MODP6144 = 17, ALG_MODP8192 = 18, ALG_ECP256 = 19, ALG_ECP384 = 20, ALG_ECP521 = 21,
	ALG_CURVE25519 = 31,
};

#endif
