/* SPDX-License-Identifier: ISC
 *
 * proposal_names.c - names of algorithms as people write them (ipsec-conf.md 4.4).
 *
 * May use:   base, the numbers of wire, crypt's descriptors for the canonical names.
 * Must not:  decide what is supported.
 */
#include <string.h>

#include "proposal_priv.h"

static const struct name encr_rows[] = {
	{ ENCR_3DES, "3des" }, { ENCR_3DES, "3des_cbc" },
	{ ENCR_AES_CBC, "aes" }, { ENCR_AES_CBC, "aes_cbc" },
	{ ENCR_AES_CTR, "aes_ctr" }, { ENCR_AES_CTR, "aesctr" },
	{ ENCR_AES_GCM_16, "aes_gcm" }, { ENCR_AES_GCM_16, "aes_gcm_16" },
	{ ENCR_AES_GCM_16, "aes_gcm_c" }, { ENCR_AES_GCM_16, "aes_gcm16" },
	{ ENCR_AES_GCM_12, "aes_gcm_12" }, { ENCR_AES_GCM_12, "aes_gcm_b" },
	{ ENCR_AES_GCM_8, "aes_gcm_8" }, { ENCR_AES_GCM_8, "aes_gcm_a" },
	{ ENCR_AES_CCM_16, "aes_ccm" }, { ENCR_AES_CCM_16, "aes_ccm_16" },
	{ ENCR_AES_CCM_16, "aes_ccm_c" }, { ENCR_AES_CCM_12, "aes_ccm_12" },
	{ ENCR_AES_CCM_12, "aes_ccm_b" }, { ENCR_AES_CCM_8, "aes_ccm_8" },
	{ ENCR_AES_CCM_8, "aes_ccm_a" },
	{ ENCR_CAMELLIA_CBC, "camellia" }, { ENCR_CAMELLIA_CBC, "camellia_cbc" },
	{ ENCR_CAMELLIA_CTR, "camellia_ctr" },
	{ ENCR_CHACHA20_POLY1305, "chacha20_poly1305" }, { ENCR_CHACHA20_POLY1305, "chacha20poly1305" },
	{ ENCR_NULL, "null" },
	{ ENCR_NULL_AUTH_AES_GMAC, "null_auth_aes_gmac" }, { ENCR_NULL_AUTH_AES_GMAC, "aes_gmac" },
};
static const struct name prf_rows[] = {
	{ PRF_HMAC_MD5, "md5" }, { PRF_HMAC_MD5, "hmac_md5" },
	{ PRF_HMAC_SHA1, "sha1" }, { PRF_HMAC_SHA1, "sha" }, { PRF_HMAC_SHA1, "hmac_sha1" },
	{ PRF_HMAC_SHA2_256, "sha2_256" }, { PRF_HMAC_SHA2_256, "sha2" },
	{ PRF_HMAC_SHA2_256, "sha256" }, { PRF_HMAC_SHA2_256, "hmac_sha2_256" },
	{ PRF_HMAC_SHA2_384, "sha2_384" }, { PRF_HMAC_SHA2_384, "sha384" },
	{ PRF_HMAC_SHA2_384, "hmac_sha2_384" },
	{ PRF_HMAC_SHA2_512, "sha2_512" }, { PRF_HMAC_SHA2_512, "sha512" },
	{ PRF_HMAC_SHA2_512, "hmac_sha2_512" },
	{ PRF_AES128_XCBC, "aes_xcbc" }, { PRF_AES128_XCBC, "aes128_xcbc" },
	{ PRF_AES128_CMAC, "aes_cmac" }, { PRF_AES128_CMAC, "aes128_cmac" },
};
static const struct name integ_rows[] = {
	{ INTEG_NONE, "none" }, { INTEG_NONE, "null" },
	{ INTEG_HMAC_MD5_96, "md5_96" }, { INTEG_HMAC_MD5_96, "md5" },
	{ INTEG_HMAC_MD5_96, "hmac_md5" }, { INTEG_HMAC_MD5_96, "hmac_md5_96" },
	{ INTEG_HMAC_SHA1_96, "sha1_96" }, { INTEG_HMAC_SHA1_96, "sha1" },
	{ INTEG_HMAC_SHA1_96, "sha" }, { INTEG_HMAC_SHA1_96, "hmac_sha1" },
	{ INTEG_HMAC_SHA1_96, "hmac_sha1_96" },
	{ INTEG_HMAC_SHA2_256_128, "sha2_256_128" }, { INTEG_HMAC_SHA2_256_128, "sha2_256" },
	{ INTEG_HMAC_SHA2_256_128, "sha2" }, { INTEG_HMAC_SHA2_256_128, "sha256" },
	{ INTEG_HMAC_SHA2_256_128, "hmac_sha2_256" }, { INTEG_HMAC_SHA2_256_128, "hmac_sha2_256_128" },
	{ INTEG_HMAC_SHA2_384_192, "sha2_384_192" }, { INTEG_HMAC_SHA2_384_192, "sha2_384" },
	{ INTEG_HMAC_SHA2_384_192, "sha384" }, { INTEG_HMAC_SHA2_384_192, "hmac_sha2_384" },
	{ INTEG_HMAC_SHA2_384_192, "hmac_sha2_384_192" },
	{ INTEG_HMAC_SHA2_512_256, "sha2_512_256" }, { INTEG_HMAC_SHA2_512_256, "sha2_512" },
	{ INTEG_HMAC_SHA2_512_256, "sha512" }, { INTEG_HMAC_SHA2_512_256, "hmac_sha2_512" },
	{ INTEG_HMAC_SHA2_512_256, "hmac_sha2_512_256" },
	{ INTEG_AES_XCBC_96, "aes_xcbc_96" }, { INTEG_AES_XCBC_96, "aes_xcbc" },
	{ INTEG_AES_XCBC_96, "aes128_xcbc" }, { INTEG_AES_CMAC_96, "aes_cmac_96" },
	{ INTEG_AES_CMAC_96, "aes_cmac" },
};
static const struct name ke_rows[] = {
	{ KE_NONE, "none" }, { KE_NONE, "null" }, { KE_NONE, "dh0" },
	{ KE_MODP1536, "modp1536" }, { KE_MODP1536, "dh5" }, { KE_MODP2048, "modp2048" },
	{ KE_MODP2048, "dh14" }, { KE_MODP3072, "modp3072" }, { KE_MODP3072, "dh15" },
	{ KE_MODP4096, "modp4096" }, { KE_MODP4096, "dh16" }, { KE_MODP6144, "modp6144" },
	{ KE_MODP6144, "dh17" }, { KE_MODP8192, "modp8192" }, { KE_MODP8192, "dh18" },
	{ KE_ECP256, "dh19" }, { KE_ECP256, "ecp_256" }, { KE_ECP256, "ecp256" },
	{ KE_ECP384, "dh20" }, { KE_ECP384, "ecp_384" }, { KE_ECP384, "ecp384" },
	{ KE_ECP521, "dh21" }, { KE_ECP521, "ecp_521" }, { KE_ECP521, "ecp521" },
	{ KE_CURVE25519, "dh31" }, { KE_CURVE25519, "curve25519" }, { KE_CURVE25519, "x25519" },
	{ KE_CURVE448, "dh32" }, { KE_CURVE448, "curve448" },
	{ KE_ML_KEM_512, "ml_kem_512" }, { KE_ML_KEM_512, "mlkem512" },
	{ KE_ML_KEM_768, "ml_kem_768" }, { KE_ML_KEM_768, "mlkem768" },
	{ KE_ML_KEM_1024, "ml_kem_1024" }, { KE_ML_KEM_1024, "mlkem1024" },
};
static const struct name sn_rows[] = {
	{ SN_64_BIT, "yes" }, { SN_64_BIT, "partial_64_bit_sequential" },
	{ SN_32_BIT, "no" }, { SN_32_BIT, "32_bit_sequential" },
	{ SN_UNSPECIFIED, "32_bit_unspecified" },
};

static const struct names tables[FIELDS] = {
	[FIELD_ENCR] = NAMES("encryption", encr_rows), [FIELD_PRF] = NAMES("PRF", prf_rows),
	[FIELD_INTEG] = NAMES("integrity", integ_rows), [FIELD_KE] = NAMES("key exchange", ke_rows),
	[FIELD_SN] = NAMES("sequence number", sn_rows),
};

static const char *const removed[] = {
	"modp1024", "dh2", "modp768", "dh1", "dh22", "dh23", "dh24", "blowfish", "cast", "serpent",
	"twofish", "des", "des_cbc", "hmac_sha2_256_truncbug",
};

const char *field_name(enum field f)
{
	return tables[f].what;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Splits "aes_128" and "aes128"; false when WORD does not end in a number that can be a key length. */
static bool split_key(struct view word, struct view *base, unsigned *bits)
{
	size_t n = word.len;
	unsigned long value = 0;

	while (n > 0 && is_digit(word.ptr[n - 1]))
		n--;
	if (n == 0 || n == word.len || word.len - n > 4)
		return false;
	for (size_t i = n; i < word.len; i++)
		value = value * 10 + (unsigned)(word.ptr[i] - '0');
	if (n > 1 && (word.ptr[n - 1] == '_' || word.ptr[n - 1] == '-'))
		n--;
	*base = view_slice(word, 0, n);
	*bits = (unsigned)value;
	return true;
}

static enum lookup lookup_encr(struct view word, struct lookup_result *out)
{
	const struct encr_alg *alg;
	struct view base;
	unsigned id, bits;

	if (!split_key(word, &base, &bits) || !name_parse(&tables[FIELD_ENCR], base, &id))
		return LOOKUP_UNKNOWN;
	alg = encr_alg_find((uint16_t)id);
	if (alg != NULL && (bits == 0 || !encr_alg_has_key(alg, bits)))
		return LOOKUP_KEY_LENGTH;
	out->id = (uint16_t)id;
	out->key_bits = alg == NULL || alg->fixed_key ? 0 : (uint16_t)bits;
	return LOOKUP_OK;
}

enum lookup name_lookup(enum field f, struct view word, struct lookup_result *out)
{
	unsigned id;

	*out = (struct lookup_result){ 0, 0 };
	if (name_parse(&tables[f], word, &id)) {
		out->id = (uint16_t)id;
		return LOOKUP_OK;
	}
	return f == FIELD_ENCR ? lookup_encr(word, out) : LOOKUP_UNKNOWN;
}

const char *name_near(enum field f, struct view word)
{
	return name_nearest(&tables[f], word);
}

const char *name_removed(struct view word)
{
	struct name row = { 0, NULL };
	struct names one = { .what = "", .rows = &row, .nr = 1 };
	unsigned unused;

	for (size_t i = 0; i < sizeof(removed) / sizeof(removed[0]); i++) {
		row.name = removed[i];
		if (name_parse(&one, word, &unused))
			return "is too weak and not supported any more";
	}
	return NULL;
}

static const char *canonical(enum field f, uint16_t id)
{
	switch (f) {
	case FIELD_ENCR:
		return encr_alg_find(id) == NULL ? NULL : encr_alg_find(id)->name;
	case FIELD_PRF:
		return prf_alg_find(id) == NULL ? NULL : prf_alg_find(id)->name;
	case FIELD_INTEG:
		return integ_alg_find(id) == NULL ? NULL : integ_alg_find(id)->name;
	case FIELD_KE:
		return ke_alg_find(id) == NULL ? NULL : ke_alg_find(id)->name;
	case FIELD_SN:
	case FIELDS:
		break;
	}
	return NULL;
}

void print_transform(struct text *t, enum field f, uint16_t id, uint16_t key_bits)
{
	const char *name = canonical(f, id);

	if (name == NULL && id == 0 && (f == FIELD_INTEG || f == FIELD_KE))
		name = "NONE";
	if (name == NULL)
		name_print(t, &tables[f], id);
	else
		text_str(t, name);
	if (key_bits != 0)
		text_add(t, "_%u", key_bits);
}
