/* SPDX-License-Identifier: ISC
 *
 * alg_table.c - the algorithm descriptors: one row each, preferred ones first.
 *
 * May use base only.  Knows nothing of NSS: what a row says may still be missing at run time
 * (crypt_nss_has).
 */
#include "crypt/alg.h"

#include "alg_ids_priv.h"
#include "base/ensure.h"

/* The first two AES sizes are what a proposal without a key length stands for. */
#define AES_KEYS { 256, 128, 192 }

static const struct encr_alg encr_table[] = {
	{
		.id = ALG_AES_GCM_16, .name = "AES_GCM_16", .kernel_name = "rfc4106(gcm(aes))",
		.aead = true, .ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 4, .iv_len = 8, .block_len = 1, .icv_len = 16, /* RFC 4106, 5282 */
	},
	{
		.id = ALG_AES_GCM_12, .name = "AES_GCM_12", .kernel_name = "rfc4106(gcm(aes))",
		.aead = true, .ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 4, .iv_len = 8, .block_len = 1, .icv_len = 12,
	},
	{
		.id = ALG_AES_GCM_8, .name = "AES_GCM_8", .kernel_name = "rfc4106(gcm(aes))",
		.aead = true, .ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 4, .iv_len = 8, .block_len = 1, .icv_len = 8,
	},
	{
		.id = ALG_CHACHA20_POLY1305, .name = "CHACHA20_POLY1305",
		.kernel_name = "rfc7539esp(chacha20,poly1305)",
		.aead = true, .ike = true, .esp = true, .key_bits = { 256 }, .fixed_key = true,
		.salt_len = 4, .iv_len = 8, .block_len = 1, .icv_len = 16, /* RFC 7634 2 */
	},
	{
		.id = ALG_AES_CBC, .name = "AES_CBC", .kernel_name = "cbc(aes)",
		.ike = true, .esp = true, .key_bits = AES_KEYS,
		.iv_len = 16, .block_len = 16, /* RFC 3602 */
	},
	{
		.id = ALG_AES_CTR, .name = "AES_CTR", .kernel_name = "rfc3686(ctr(aes))",
		.ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 4, .iv_len = 8, .block_len = 1, /* RFC 3686, 5930 */
	},
	{
		.id = ALG_AES_CCM_16, .name = "AES_CCM_16", .kernel_name = "rfc4309(ccm(aes))",
		.aead = true, .ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 3, .iv_len = 8, .block_len = 1, .icv_len = 16, /* RFC 4309, 5282 */
	},
	{
		.id = ALG_AES_CCM_12, .name = "AES_CCM_12", .kernel_name = "rfc4309(ccm(aes))",
		.aead = true, .ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 3, .iv_len = 8, .block_len = 1, .icv_len = 12,
	},
	{
		.id = ALG_AES_CCM_8, .name = "AES_CCM_8", .kernel_name = "rfc4309(ccm(aes))",
		.aead = true, .ike = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 3, .iv_len = 8, .block_len = 1, .icv_len = 8,
	},
	{
		.id = ALG_CAMELLIA_CBC, .name = "CAMELLIA_CBC", .kernel_name = "cbc(camellia)",
		.ike = true, .esp = true, .key_bits = AES_KEYS,
		.iv_len = 16, .block_len = 16, /* RFC 4312, 5529 */
	},
	{
		.id = ALG_3DES_CBC, .name = "3DES_CBC", .kernel_name = "cbc(des3_ede)",
		.ike = true, .esp = true, .key_bits = { 192 }, .fixed_key = true,
		.iv_len = 8, .block_len = 8, /* RFC 2451 */
	},
	{
		.id = ALG_AES_GMAC, .name = "NULL_AUTH_AES_GMAC",
		.kernel_name = "rfc4543(gcm(aes))",
		.aead = true, .esp = true, .key_bits = AES_KEYS,
		.salt_len = 4, .iv_len = 8, .block_len = 1, .icv_len = 16, /* RFC 4543 */
	},
	{
		.id = ALG_NULL, .name = "NULL", .kernel_name = "ecb(cipher_null)",
		.esp = true, .fixed_key = true, .block_len = 1, /* RFC 2410 */
	},
};

static const struct prf_alg prf_table[] = {
	{ .id = ALG_PRF_SHA2_512, .name = "HMAC_SHA2_512", .out_len = 64, .key_len = 64 },
	{ .id = ALG_PRF_SHA2_384, .name = "HMAC_SHA2_384", .out_len = 48, .key_len = 48 },
	{ .id = ALG_PRF_SHA2_256, .name = "HMAC_SHA2_256", .out_len = 32, .key_len = 32 },
	{ .id = ALG_PRF_SHA1, .name = "HMAC_SHA1", .out_len = 20, .key_len = 20 },
	{ .id = ALG_PRF_XCBC, .name = "AES_XCBC", .out_len = 16, .key_len = 16, .fixed_key = true },
	{ .id = ALG_PRF_CMAC, .name = "AES_CMAC", .out_len = 16, .key_len = 16, .fixed_key = true },
};

static const struct integ_alg integ_table[] = {
	{
		.id = ALG_SHA2_512_256, .name = "HMAC_SHA2_512_256", .kernel_name = "hmac(sha512)",
		.key_len = 64, .out_len = 64, .icv_len = 32, /* RFC 4868 */
	},
	{
		.id = ALG_SHA2_384_192, .name = "HMAC_SHA2_384_192", .kernel_name = "hmac(sha384)",
		.key_len = 48, .out_len = 48, .icv_len = 24,
	},
	{
		.id = ALG_SHA2_256_128, .name = "HMAC_SHA2_256_128", .kernel_name = "hmac(sha256)",
		.key_len = 32, .out_len = 32, .icv_len = 16,
	},
	{
		.id = ALG_SHA1_96, .name = "HMAC_SHA1_96", .kernel_name = "hmac(sha1)",
		.key_len = 20, .out_len = 20, .icv_len = 12, /* RFC 2404 */
	},
	{
		.id = ALG_XCBC_96, .name = "AES_XCBC_96", .kernel_name = "xcbc(aes)",
		.key_len = 16, .out_len = 16, .icv_len = 12, /* RFC 3566 */
	},
	{
		.id = ALG_CMAC_96, .name = "AES_CMAC_96", .kernel_name = "cmac(aes)",
		.key_len = 16, .out_len = 16, .icv_len = 12, /* RFC 4494 */
	},
};

#define MODP(id_, name_, bits)                                                                     \
	{                                                                                          \
		.id = (id_), .name = (name_), .class = KE_MODP, .public_len = (bits) / 8,          \
		.secret_len = (bits) / 8, .slow = true,                                            \
	}
/* RFC 5903: x | y go on the wire, the x coordinate is the secret. */
#define ECP(id_, name_, coordinate)                                                                \
	{                                                                                          \
		.id = (id_), .name = (name_), .class = KE_ECP, .public_len = 2 * (coordinate),     \
		.secret_len = (coordinate), .slow = true,                                          \
	}

static const struct ke_alg ke_table[] = {
	ECP(ALG_ECP256, "DH19", 32),
	ECP(ALG_ECP384, "DH20", 48),
	ECP(ALG_ECP521, "DH21", 66),
	{
		.id = ALG_CURVE25519, .name = "DH31", .class = KE_XDH,
		.public_len = 32, .secret_len = 32, /* RFC 8031; about 40 us: done in the loop */
	},
	MODP(ALG_MODP4096, "MODP4096", 4096),
	MODP(ALG_MODP3072, "MODP3072", 3072),
	MODP(ALG_MODP2048, "MODP2048", 2048),
	MODP(ALG_MODP8192, "MODP8192", 8192),
	MODP(ALG_MODP6144, "MODP6144", 6144),
	MODP(ALG_MODP1536, "MODP1536", 1536),
};

#define TABLE_ACCESS(kind, table)                                                                  \
	const struct kind##_alg *kind##_alg_nth(size_t n)                                          \
	{                                                                                          \
		return n < ARRAY_NR(table) ? &(table)[n] : NULL;                                   \
	}                                                                                          \
	const struct kind##_alg *kind##_alg_find(uint16_t id)                                      \
	{                                                                                          \
		for (size_t i = 0; i < ARRAY_NR(table); i++) {                                     \
			if ((table)[i].id == id)                                                   \
				return &(table)[i];                                                \
		}                                                                                  \
		return NULL;                                                                       \
	}

TABLE_ACCESS(encr, encr_table)
TABLE_ACCESS(prf, prf_table)
TABLE_ACCESS(integ, integ_table)
TABLE_ACCESS(ke, ke_table)

bool encr_alg_has_key(const struct encr_alg *a, unsigned key_bits)
{
	if (key_bits == 0)
		return a->key_bits[0] == 0;
	for (size_t i = 0; i < ARRAY_NR(a->key_bits); i++) {
		if (a->key_bits[i] == key_bits)
			return true;
	}
	return false;
}
