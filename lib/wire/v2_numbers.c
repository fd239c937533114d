/* SPDX-License-Identifier: ISC
 *
 * v2_numbers.c - names of the numbers of the IANA registry "IKEv2 Parameters", also of those that
 * this daemon does not implement: a log should not say "notify type 16427" of a known thing.
 * Only tables.  Must not know which numbers are supported.
 */
#include "wire/v2_numbers.h"

/* RFC 7296 3.2; the nonce is called Ni whoever sends it. */
static const struct name payload_rows[] = {
	{ V2_NONE, "NONE" },
	{ V2_SA, "SA" },
	{ V2_KE, "KE" },
	{ V2_IDI, "IDi" },
	{ V2_IDR, "IDr" },
	{ V2_CERT, "CERT" },
	{ V2_CERTREQ, "CERTREQ" },
	{ V2_AUTH, "AUTH" },
	{ V2_NONCE, "Ni" },
	{ V2_N, "N" },
	{ V2_D, "D" },
	{ V2_V, "V" },
	{ V2_TSI, "TSi" },
	{ V2_TSR, "TSr" },
	{ V2_SK, "SK" },
	{ V2_CP, "CP" },
	{ V2_EAP, "EAP" },
	{ V2_GSPM, "GSPM" },
	{ 50, "IDg" },
	{ 51, "GSA" },
	{ 52, "KD" },
	{ V2_SKF, "SKF" },
	{ V2_PS, "PS" },
};
const struct names v2_payload_names = NAMES("payload type", payload_rows);

static const struct name protocol_rows[] = {
	{ V2_PROTO_NONE, "none" },
	{ V2_PROTO_IKE, "IKE" },
	{ V2_PROTO_AH, "AH" },
	{ V2_PROTO_ESP, "ESP" },
	{ 4, "FC_ESP_HEADER" },
	{ 5, "FC_CT_AUTHENTICATION" },
	{ 6, "GIKE_UPDATE" },
};
const struct names v2_protocol_names = NAMES("protocol", protocol_rows);

static const struct name transform_type_rows[] = {
	{ V2_ENCR, "ENCR" },
	{ V2_PRF, "PRF" },
	{ V2_INTEG, "INTEG" },
	{ V2_KE_METHOD, "KE" },
	{ V2_SN, "SN" },
	{ V2_ADDKE1, "ADDKE1" },
	{ V2_ADDKE1 + 1, "ADDKE2" },
	{ V2_ADDKE1 + 2, "ADDKE3" },
	{ V2_ADDKE1 + 3, "ADDKE4" },
	{ V2_ADDKE1 + 4, "ADDKE5" },
	{ V2_ADDKE1 + 5, "ADDKE6" },
	{ V2_ADDKE7, "ADDKE7" },
	{ 13, "KWA" },
	{ 14, "GCAUTH" },
};
const struct names v2_transform_type_names = NAMES("transform type", transform_type_rows);

/* Algorithms carry the IANA name without the prefix of their registry. */
static const struct name encr_rows[] = {
	{ 1, "DES_IV64" },
	{ 2, "DES" },
	{ ENCR_3DES, "3DES" },
	{ 4, "RC5" },
	{ 5, "IDEA" },
	{ 6, "CAST" },
	{ 7, "BLOWFISH" },
	{ 8, "3IDEA" },
	{ 9, "DES_IV32" },
	{ ENCR_NULL, "NULL" },
	{ ENCR_AES_CBC, "AES_CBC" },
	{ ENCR_AES_CTR, "AES_CTR" },
	{ ENCR_AES_CCM_8, "AES_CCM_8" },
	{ ENCR_AES_CCM_12, "AES_CCM_12" },
	{ ENCR_AES_CCM_16, "AES_CCM_16" },
	{ ENCR_AES_GCM_8, "AES_GCM_8" },
	{ ENCR_AES_GCM_12, "AES_GCM_12" },
	{ ENCR_AES_GCM_16, "AES_GCM_16" },
	{ ENCR_NULL_AUTH_AES_GMAC, "NULL_AUTH_AES_GMAC" },
	{ ENCR_CAMELLIA_CBC, "CAMELLIA_CBC" },
	{ ENCR_CAMELLIA_CTR, "CAMELLIA_CTR" },
	{ 25, "CAMELLIA_CCM_8" },
	{ 26, "CAMELLIA_CCM_12" },
	{ 27, "CAMELLIA_CCM_16" },
	{ ENCR_CHACHA20_POLY1305, "CHACHA20_POLY1305" },
	{ 29, "AES_CCM_8_IIV" },
	{ 30, "AES_GCM_16_IIV" },
	{ 31, "CHACHA20_POLY1305_IIV" },
	{ 32, "KUZNYECHIK_MGM_KTREE" },
	{ 33, "MAGMA_MGM_KTREE" },
	{ 34, "KUZNYECHIK_MGM_MAC_KTREE" },
	{ 35, "MAGMA_MGM_MAC_KTREE" },
};
const struct names v2_encr_names = NAMES("encryption algorithm", encr_rows);

static const struct name prf_rows[] = {
	{ PRF_HMAC_MD5, "HMAC_MD5" },
	{ PRF_HMAC_SHA1, "HMAC_SHA1" },
	{ 3, "HMAC_TIGER" },
	{ PRF_AES128_XCBC, "AES128_XCBC" },
	{ PRF_HMAC_SHA2_256, "HMAC_SHA2_256" },
	{ PRF_HMAC_SHA2_384, "HMAC_SHA2_384" },
	{ PRF_HMAC_SHA2_512, "HMAC_SHA2_512" },
	{ PRF_AES128_CMAC, "AES128_CMAC" },
	{ 9, "HMAC_STREEBOG_512" },
};
const struct names v2_prf_names = NAMES("PRF", prf_rows);

static const struct name integ_rows[] = {
	{ INTEG_NONE, "NONE" },
	{ INTEG_HMAC_MD5_96, "HMAC_MD5_96" },
	{ INTEG_HMAC_SHA1_96, "HMAC_SHA1_96" },
	{ 3, "DES_MAC" },
	{ 4, "KPDK_MD5" },
	{ INTEG_AES_XCBC_96, "AES_XCBC_96" },
	{ 6, "HMAC_MD5_128" },
	{ 7, "HMAC_SHA1_160" },
	{ INTEG_AES_CMAC_96, "AES_CMAC_96" },
	{ 9, "AES_128_GMAC" },
	{ 10, "AES_192_GMAC" },
	{ 11, "AES_256_GMAC" },
	{ INTEG_HMAC_SHA2_256_128, "HMAC_SHA2_256_128" },
	{ INTEG_HMAC_SHA2_384_192, "HMAC_SHA2_384_192" },
	{ INTEG_HMAC_SHA2_512_256, "HMAC_SHA2_512_256" },
};
const struct names v2_integ_names = NAMES("integrity algorithm", integ_rows);

static const struct name ke_rows[] = {
	{ KE_NONE, "NONE" },
	{ 1, "MODP768" },
	{ 2, "MODP1024" },
	{ KE_MODP1536, "MODP1536" },
	{ KE_MODP2048, "MODP2048" },
	{ KE_MODP3072, "MODP3072" },
	{ KE_MODP4096, "MODP4096" },
	{ KE_MODP6144, "MODP6144" },
	{ KE_MODP8192, "MODP8192" },
	{ KE_ECP256, "ECP256" },
	{ KE_ECP384, "ECP384" },
	{ KE_ECP521, "ECP521" },
	{ 22, "MODP1024_160" },
	{ 23, "MODP2048_224" },
	{ 24, "MODP2048_256" },
	{ 25, "ECP192" },
	{ 26, "ECP224" },
	{ 27, "BRAINPOOL_P224R1" },
	{ 28, "BRAINPOOL_P256R1" },
	{ 29, "BRAINPOOL_P384R1" },
	{ 30, "BRAINPOOL_P512R1" },
	{ KE_CURVE25519, "CURVE25519" },
	{ KE_CURVE448, "CURVE448" },
	{ 33, "GOST3410_2012_256" },
	{ 34, "GOST3410_2012_512" },
	{ KE_ML_KEM_512, "ML_KEM_512" },
	{ KE_ML_KEM_768, "ML_KEM_768" },
	{ KE_ML_KEM_1024, "ML_KEM_1024" },
};
const struct names v2_ke_names = NAMES("key exchange method", ke_rows);

/* RFC 9827 renamed the transform type; logs keep the names that people know. */
static const struct name sn_rows[] = {
	{ SN_32_BIT, "NO_ESN" },
	{ SN_64_BIT, "ESN" },
	{ SN_UNSPECIFIED, "UNSPECIFIED" },
};
const struct names v2_sn_names = NAMES("sequence numbers", sn_rows);

static const struct name id_rows[] = {
	{ ID_IPV4_ADDR, "ID_IPV4_ADDR" },
	{ ID_FQDN, "ID_FQDN" },
	{ ID_RFC822_ADDR, "ID_RFC822_ADDR" },
	{ ID_IPV6_ADDR, "ID_IPV6_ADDR" },
	{ ID_DER_ASN1_DN, "ID_DER_ASN1_DN" },
	{ ID_DER_ASN1_GN, "ID_DER_ASN1_GN" },
	{ ID_KEY_ID, "ID_KEY_ID" },
	{ 12, "ID_FC_NAME" },
	{ ID_NULL, "ID_NULL" },
};
const struct names v2_id_names = NAMES("ID type", id_rows);

static const struct name auth_rows[] = {
	{ AUTH_RSA, "RSA_DIGITAL_SIGNATURE" },
	{ AUTH_SHARED_KEY, "SHARED_KEY_MAC" },
	{ AUTH_DSS, "DSS_DIGITAL_SIGNATURE" },
	{ AUTH_ECDSA_256, "ECDSA_SHA2_256_P256" },
	{ AUTH_ECDSA_384, "ECDSA_SHA2_384_P384" },
	{ AUTH_ECDSA_521, "ECDSA_SHA2_512_P521" },
	{ 12, "GENERIC_SECURE_PASSWORD" },
	{ AUTH_NULL, "NULL" },
	{ AUTH_DIGITAL_SIGNATURE, "DIGITAL_SIGNATURE" },
};
const struct names v2_auth_names = NAMES("authentication method", auth_rows);

static const struct name ts_rows[] = {
	{ TS_IPV4_ADDR_RANGE, "TS_IPV4_ADDR_RANGE" },
	{ TS_IPV6_ADDR_RANGE, "TS_IPV6_ADDR_RANGE" },
	{ 9, "TS_FC_ADDR_RANGE" },
	{ TS_SECLABEL, "TS_SECLABEL" },
};
const struct names v2_ts_names = NAMES("traffic selector type", ts_rows);

static const struct name notify_rows[] = {
	{ N_UNSUPPORTED_CRITICAL_PAYLOAD, "UNSUPPORTED_CRITICAL_PAYLOAD" },
	{ N_INVALID_IKE_SPI, "INVALID_IKE_SPI" },
	{ N_INVALID_MAJOR_VERSION, "INVALID_MAJOR_VERSION" },
	{ N_INVALID_SYNTAX, "INVALID_SYNTAX" },
	{ N_INVALID_MESSAGE_ID, "INVALID_MESSAGE_ID" },
	{ N_INVALID_SPI, "INVALID_SPI" },
	{ N_NO_PROPOSAL_CHOSEN, "NO_PROPOSAL_CHOSEN" },
	{ N_INVALID_KE_PAYLOAD, "INVALID_KE_PAYLOAD" },
	{ N_AUTHENTICATION_FAILED, "AUTHENTICATION_FAILED" },
	{ N_SINGLE_PAIR_REQUIRED, "SINGLE_PAIR_REQUIRED" },
	{ N_NO_ADDITIONAL_SAS, "NO_ADDITIONAL_SAS" },
	{ N_INTERNAL_ADDRESS_FAILURE, "INTERNAL_ADDRESS_FAILURE" },
	{ N_FAILED_CP_REQUIRED, "FAILED_CP_REQUIRED" },
	{ N_TS_UNACCEPTABLE, "TS_UNACCEPTABLE" },
	{ N_INVALID_SELECTORS, "INVALID_SELECTORS" },
	{ N_UNACCEPTABLE_ADDRESSES, "UNACCEPTABLE_ADDRESSES" },
	{ N_UNEXPECTED_NAT_DETECTED, "UNEXPECTED_NAT_DETECTED" },
	{ N_USE_ASSIGNED_HOA, "USE_ASSIGNED_HOA" },
	{ N_TEMPORARY_FAILURE, "TEMPORARY_FAILURE" },
	{ N_CHILD_SA_NOT_FOUND, "CHILD_SA_NOT_FOUND" },
	{ N_INVALID_GROUP_ID, "INVALID_GROUP_ID" },
	{ N_AUTHORIZATION_FAILED, "AUTHORIZATION_FAILED" },
	{ N_STATE_NOT_FOUND, "STATE_NOT_FOUND" },
	{ N_TS_MAX_QUEUE, "TS_MAX_QUEUE" },
	{ 49, "REGISTRATION_FAILED" },
	{ N_INITIAL_CONTACT, "INITIAL_CONTACT" },
	{ N_SET_WINDOW_SIZE, "SET_WINDOW_SIZE" },
	{ N_ADDITIONAL_TS_POSSIBLE, "ADDITIONAL_TS_POSSIBLE" },
	{ N_IPCOMP_SUPPORTED, "IPCOMP_SUPPORTED" },
	{ N_NAT_DETECTION_SOURCE_IP, "NAT_DETECTION_SOURCE_IP" },
	{ N_NAT_DETECTION_DESTINATION_IP, "NAT_DETECTION_DESTINATION_IP" },
	{ N_COOKIE, "COOKIE" },
	{ N_USE_TRANSPORT_MODE, "USE_TRANSPORT_MODE" },
	{ N_HTTP_CERT_LOOKUP_SUPPORTED, "HTTP_CERT_LOOKUP_SUPPORTED" },
	{ N_REKEY_SA, "REKEY_SA" },
	{ N_ESP_TFC_PADDING_NOT_SUPPORTED, "ESP_TFC_PADDING_NOT_SUPPORTED" },
	{ N_NON_FIRST_FRAGMENTS_ALSO, "NON_FIRST_FRAGMENTS_ALSO" },
	{ N_MOBIKE_SUPPORTED, "MOBIKE_SUPPORTED" },
	{ N_ADDITIONAL_IP4_ADDRESS, "ADDITIONAL_IP4_ADDRESS" },
	{ N_ADDITIONAL_IP6_ADDRESS, "ADDITIONAL_IP6_ADDRESS" },
	{ N_NO_ADDITIONAL_ADDRESSES, "NO_ADDITIONAL_ADDRESSES" },
	{ N_UPDATE_SA_ADDRESSES, "UPDATE_SA_ADDRESSES" },
	{ N_COOKIE2, "COOKIE2" },
	{ N_NO_NATS_ALLOWED, "NO_NATS_ALLOWED" },
	{ 16403, "AUTH_LIFETIME" },
	{ 16404, "MULTIPLE_AUTH_SUPPORTED" },
	{ 16405, "ANOTHER_AUTH_FOLLOWS" },
	{ N_REDIRECT_SUPPORTED, "REDIRECT_SUPPORTED" },
	{ N_REDIRECT, "REDIRECT" },
	{ N_REDIRECTED_FROM, "REDIRECTED_FROM" },
	{ 16409, "TICKET_LT_OPAQUE" },
	{ 16410, "TICKET_REQUEST" },
	{ 16411, "TICKET_ACK" },
	{ 16412, "TICKET_NACK" },
	{ 16413, "TICKET_OPAQUE" },
	{ 16414, "LINK_ID" },
	{ 16415, "USE_WESP_MODE" },
	{ 16416, "ROHC_SUPPORTED" },
	{ N_EAP_ONLY_AUTHENTICATION, "EAP_ONLY_AUTHENTICATION" },
	{ N_CHILDLESS_IKEV2_SUPPORTED, "CHILDLESS_IKEV2_SUPPORTED" },
	{ 16419, "QUICK_CRASH_DETECTION" },
	{ 16420, "IKEV2_MESSAGE_ID_SYNC_SUPPORTED" },
	{ 16421, "IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED" },
	{ 16422, "IKEV2_MESSAGE_ID_SYNC" },
	{ 16423, "IPSEC_REPLAY_COUNTER_SYNC" },
	{ 16424, "SECURE_PASSWORD_METHODS" },
	{ 16425, "PSK_PERSIST" },
	{ 16426, "PSK_CONFIRM" },
	{ 16427, "ERX_SUPPORTED" },
	{ 16428, "IFOM_CAPABILITY" },
	{ 16429, "GROUP_SENDER" },
	{ N_IKEV2_FRAGMENTATION_SUPPORTED, "IKEV2_FRAGMENTATION_SUPPORTED" },
	{ N_SIGNATURE_HASH_ALGORITHMS, "SIGNATURE_HASH_ALGORITHMS" },
	{ 16432, "CLONE_IKE_SA_SUPPORTED" },
	{ 16433, "CLONE_IKE_SA" },
	{ N_PUZZLE, "PUZZLE" },
	{ N_USE_PPK, "USE_PPK" },
	{ N_PPK_IDENTITY, "PPK_IDENTITY" },
	{ N_NO_PPK_AUTH, "NO_PPK_AUTH" },
	{ N_INTERMEDIATE_EXCHANGE_SUPPORTED, "INTERMEDIATE_EXCHANGE_SUPPORTED" },
	{ 16439, "IP4_ALLOWED" },
	{ 16440, "IP6_ALLOWED" },
	{ N_ADDITIONAL_KEY_EXCHANGE, "ADDITIONAL_KEY_EXCHANGE" },
	{ N_USE_AGGFRAG, "USE_AGGFRAG" },
	{ N_SUPPORTED_AUTH_METHODS, "SUPPORTED_AUTH_METHODS" },
	{ 16444, "SA_RESOURCE_INFO" },
	{ 16445, "USE_PPK_INT" },
	{ 16446, "PPK_IDENTITY_KEY" },
	{ 16447, "IKE_SA_INIT_FULL_TRANSCRIPT_AUTH" },
};
const struct names v2_notify_names = NAMES("notify type", notify_rows);

static const struct name certenc_rows[] = {
	{ 1, "PKCS7" },
	{ 2, "PGP" },
	{ 3, "DNS_SIGNED_KEY" },
	{ 4, "X509_SIGNATURE" },
	{ 6, "KERBEROS_TOKEN" },
	{ 7, "CRL" },
	{ 8, "ARL" },
	{ 9, "SPKI" },
	{ 10, "X509_ATTRIBUTE" },
	{ 11, "RAW_RSA_KEY" },
	{ 12, "X509_HASH_URL" },
	{ 13, "X509_BUNDLE_HASH_URL" },
	{ 14, "OCSP" },
	{ 15, "RAW_PUBLIC_KEY" },
};
const struct names v2_certenc_names = NAMES("certificate encoding", certenc_rows);

static const struct name cp_type_rows[] = {
	{ 1, "CFG_REQUEST" },
	{ 2, "CFG_REPLY" },
	{ 3, "CFG_SET" },
	{ 4, "CFG_ACK" },
};
const struct names v2_cp_type_names = NAMES("configuration type", cp_type_rows);

static const struct name cp_attr_rows[] = {
	{ 1, "INTERNAL_IP4_ADDRESS" },
	{ 2, "INTERNAL_IP4_NETMASK" },
	{ 3, "INTERNAL_IP4_DNS" },
	{ 4, "INTERNAL_IP4_NBNS" },
	{ 6, "INTERNAL_IP4_DHCP" },
	{ 7, "APPLICATION_VERSION" },
	{ 8, "INTERNAL_IP6_ADDRESS" },
	{ 10, "INTERNAL_IP6_DNS" },
	{ 12, "INTERNAL_IP6_DHCP" },
	{ 13, "INTERNAL_IP4_SUBNET" },
	{ 14, "SUPPORTED_ATTRIBUTES" },
	{ 15, "INTERNAL_IP6_SUBNET" },
	{ 16, "MIP6_HOME_PREFIX" },
	{ 17, "INTERNAL_IP6_LINK" },
	{ 18, "INTERNAL_IP6_PREFIX" },
	{ 19, "HOME_AGENT_ADDRESS" },
	{ 20, "P_CSCF_IP4_ADDRESS" },
	{ 21, "P_CSCF_IP6_ADDRESS" },
	{ 22, "FTT_KAT" },
	{ 23, "EXTERNAL_SOURCE_IP4_NAT_INFO" },
	{ 24, "TIMEOUT_PERIOD_FOR_LIVENESS_CHECK" },
	{ 25, "INTERNAL_DNS_DOMAIN" },
	{ 26, "INTERNAL_DNSSEC_TA" },
	{ 27, "ENCDNS_IP4" },
	{ 28, "ENCDNS_IP6" },
	{ 29, "ENCDNS_DIGEST_INFO" },
};
const struct names v2_cp_attr_names = NAMES("configuration attribute", cp_attr_rows);

const struct names *v2_transform_names(enum v2_transform_type type)
{
	unsigned number = type;

	if (number >= V2_ADDKE1 && number <= V2_ADDKE7)	/* RFC 9370: they share the KE ids */
		number = V2_KE_METHOD;
	if (number == V2_ENCR)
		return &v2_encr_names;
	if (number == V2_PRF)
		return &v2_prf_names;
	if (number == V2_INTEG)
		return &v2_integ_names;
	if (number == V2_KE_METHOD)
		return &v2_ke_names;
	return number == V2_SN ? &v2_sn_names : NULL;
}
