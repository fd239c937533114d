/* SPDX-License-Identifier: ISC
 *
 * wire_seeds.c - see wire_seeds.h.  May use lib/wire and below.
 */
#include "wire_seeds.h"

#include <string.h>

#include "wire/chain.h"

static const uint8_t filler[256] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static struct view some(size_t len)
{
	return view_make(filler, len);
}

static void put(struct chain_writer *c, uint8_t type, union v2_body body)
{
	chain_put(c, type, &body);
}

static void put_data(struct chain_writer *c, uint8_t type, size_t len)
{
	union v2_body body = { .vid = { .data = some(len) } };

	chain_put(c, type, &body);
}

static void put_status(struct chain_writer *c, uint16_t type, size_t len)
{
	chain_put_notify(c, 0, type, VIEW_EMPTY, some(len));
}

static struct v2_transform ike_cbc[] = {
	{ V2_ENCR, ENCR_AES_CBC, 256, false }, { V2_ENCR, ENCR_AES_CBC, 128, false },
	{ V2_PRF, PRF_HMAC_SHA2_512, 0, false }, { V2_PRF, PRF_HMAC_SHA2_256, 0, false },
	{ V2_INTEG, INTEG_HMAC_SHA2_512_256, 0, false },
	{ V2_INTEG, INTEG_HMAC_SHA2_256_128, 0, false },
	{ V2_KE_METHOD, KE_CURVE25519, 0, false }, { V2_KE_METHOD, KE_ECP256, 0, false },
	{ V2_KE_METHOD, KE_MODP2048, 0, false },
};
static struct v2_transform ike_gcm[] = {
	{ V2_ENCR, ENCR_AES_GCM_16, 256, false }, { V2_ENCR, ENCR_AES_GCM_16, 128, false },
	{ V2_PRF, PRF_HMAC_SHA2_512, 0, false }, { V2_PRF, PRF_HMAC_SHA2_256, 0, false },
	{ V2_KE_METHOD, KE_CURVE25519, 0, false }, { V2_KE_METHOD, KE_ECP256, 0, false },
	{ V2_KE_METHOD, KE_MODP2048, 0, false }, { V2_ADDKE1, KE_ML_KEM_768, 0, false },
};
static struct v2_transform esp_gcm[] = {
	{ V2_ENCR, ENCR_AES_GCM_16, 256, false }, { V2_SN, SN_64_BIT, 0, false },
	{ V2_SN, SN_32_BIT, 0, false },
};

static void put_sa_ike(struct chain_writer *c)
{
	struct v2_proposal p[] = {
		{ 1, V2_PROTO_IKE, VIEW_EMPTY, ike_gcm, 8 },
		{ 2, V2_PROTO_IKE, VIEW_EMPTY, ike_cbc, 9 },
	};

	put(c, V2_SA, (union v2_body){ .sa = { p, 2 } });
}

static void put_sa_esp(struct chain_writer *c)
{
	struct v2_proposal p[] = { { 1, V2_PROTO_ESP, some(4), esp_gcm, 3 } };

	put(c, V2_SA, (union v2_body){ .sa = { p, 1 } });
}

static void put_ts(struct chain_writer *c, uint8_t type)
{
	struct v2_ts_item items[2] = { { .type = TS_IPV4_ADDR_RANGE, .valid = true },
				       { .type = TS_IPV6_ADDR_RANGE, .valid = true } };
	struct cidr four = cidr_all(IP_V4), six = cidr_all(IP_V6);

	items[0].selector = selector_from_cidr(four);
	items[1].selector = selector_from_cidr(six);
	items[1].selector.proto = 17;
	items[1].selector.port_lo = items[1].selector.port_hi = 500;
	put(c, type, (union v2_body){ .ts = { items, 2 } });
}

static void put_ke(struct chain_writer *c, uint16_t group, size_t len)
{
	put(c, V2_KE, (union v2_body){ .ke = { group, some(len) } });
}

static void seed_init(struct chain_writer *c)
{
	put_sa_ike(c);
	put_ke(c, KE_CURVE25519, 32);
	put_data(c, V2_NONCE, 32);
	put_status(c, N_IKEV2_FRAGMENTATION_SUPPORTED, 0);
	put_status(c, N_NAT_DETECTION_SOURCE_IP, 20);
	put_status(c, N_NAT_DETECTION_DESTINATION_IP, 20);
	put_status(c, N_SIGNATURE_HASH_ALGORITHMS, 6);
}

static void seed_init_cookie(struct chain_writer *c)
{
	put_status(c, N_COOKIE, 64);
	seed_init(c);
	put_data(c, V2_V, 16);
}

static void seed_invalid_ke(struct chain_writer *c)
{
	put_status(c, N_INVALID_KE_PAYLOAD, 2);
}

static void seed_sk(struct chain_writer *c)
{
	put(c, V2_SK, (union v2_body){ .sk = { V2_IDI, some(80) } });
}

static void seed_skf(struct chain_writer *c)
{
	put(c, V2_SKF, (union v2_body){ .skf = { V2_IDI, 1, 2, some(80) } });
}

static void put_id(struct chain_writer *c, uint8_t type, uint8_t kind, const char *text)
{
	put(c, type, (union v2_body){ .id = { kind, view_str(text) } });
}

static void seed_auth_psk(struct chain_writer *c)
{
	put_id(c, V2_IDI, ID_FQDN, "west.example");
	put_id(c, V2_IDR, ID_FQDN, "east.example");
	put(c, V2_AUTH, (union v2_body){ .auth = { AUTH_SHARED_KEY, some(32) } });
	put_status(c, N_INITIAL_CONTACT, 0);
	put_status(c, N_MOBIKE_SUPPORTED, 0);
	put_sa_esp(c);
	put_ts(c, V2_TSI);
	put_ts(c, V2_TSR);
}

static void seed_auth_cert(struct chain_writer *c)
{
	put_id(c, V2_IDI, ID_DER_ASN1_DN, "0");
	put(c, V2_CERT, (union v2_body){ .cert = { 4, some(200) } });
	put(c, V2_CERTREQ, (union v2_body){ .cert = { 4, some(40) } });
	put(c, V2_AUTH, (union v2_body){ .auth = { AUTH_DIGITAL_SIGNATURE, some(128) } });
}

static void seed_auth_cp(struct chain_writer *c)
{
	struct v2_cp_attr attrs[] = { { 1, VIEW_EMPTY }, { 3, VIEW_EMPTY }, { 8, some(17) },
				      { 25, view_str("example.com") } };

	put_id(c, V2_IDI, ID_NULL, "");
	put(c, V2_CP, (union v2_body){ .cp = { 1, attrs, 4 } });
	put_ts(c, V2_TSI);
}

static void seed_auth_eap(struct chain_writer *c)
{
	static const uint8_t identity[] = { 2, 7, 0, 9, 1, 'a', 'l', 'i', 'c' };

	put(c, V2_EAP, (union v2_body){ .eap = { VIEW_OF(identity) } });
}

static void seed_auth_ppk(struct chain_writer *c)
{
	seed_auth_psk(c);
	put_status(c, N_PPK_IDENTITY, 12);
	put_status(c, N_NO_PPK_AUTH, 32);
}

static void seed_intermediate(struct chain_writer *c)
{
	put_ke(c, KE_ML_KEM_768, 200);
}

static void seed_rekey_child(struct chain_writer *c)
{
	chain_put_notify(c, V2_PROTO_ESP, N_REKEY_SA, some(4), VIEW_EMPTY);
	put_sa_esp(c);
	put_data(c, V2_NONCE, 32);
	put_ke(c, KE_CURVE25519, 32);
	put_ts(c, V2_TSI);
	put_ts(c, V2_TSR);
}

static void seed_rekey_ike(struct chain_writer *c)
{
	struct v2_proposal p[] = { { 1, V2_PROTO_IKE, some(8), ike_gcm, 8 } };

	put(c, V2_SA, (union v2_body){ .sa = { p, 1 } });
	put_data(c, V2_NONCE, 16);
	put_ke(c, KE_ECP256, 64);
}

static void seed_delete_esp(struct chain_writer *c)
{
	put(c, V2_D, (union v2_body){ .del = { V2_PROTO_ESP, 4, 3, some(12) } });
}

static void seed_delete_ike(struct chain_writer *c)
{
	put(c, V2_D, (union v2_body){ .del = { V2_PROTO_IKE, 0, 0, VIEW_EMPTY } });
}

static void seed_liveness(struct chain_writer *c)
{
	(void)c;
}

static void seed_mobike(struct chain_writer *c)
{
	put_status(c, N_UPDATE_SA_ADDRESSES, 0);
	put_status(c, N_COOKIE2, 16);
	put_status(c, N_ADDITIONAL_IP4_ADDRESS, 4);
	put_status(c, N_ADDITIONAL_IP6_ADDRESS, 16);
}

static void seed_error(struct chain_writer *c)
{
	chain_put_notify(c, V2_PROTO_ESP, N_CHILD_SA_NOT_FOUND, some(4), VIEW_EMPTY);
	put_status(c, N_TS_UNACCEPTABLE, 0);
}

static void seed_unknown(struct chain_writer *c)
{
	for (uint8_t type = 200; type < 210; type++)
		chain_put_raw(c, type, false, some(type - 199));
	chain_put_raw(c, 13, false, VIEW_EMPTY);
	put_data(c, V2_NONCE, 16);
}

static void seed_label(struct chain_writer *c)
{
	static const uint8_t body[] = {
		2, 0, 0, 0,
		7, 0, 0, 16, 0, 0, 0xff, 0xff, 192, 0, 2, 0, 192, 0, 2, 255,
		10, 0, 0, 8, 'u', ':', 'r', 0,
	};

	chain_put_raw(c, V2_TSI, false, VIEW_OF(body));
}

static const struct seed {
	const char *name;
	uint8_t exchange;
	void (*make)(struct chain_writer *c);
} seeds[] = {
	{ "init", V2_IKE_SA_INIT, seed_init },
	{ "init-cookie", V2_IKE_SA_INIT, seed_init_cookie },
	{ "invalid-ke", V2_IKE_SA_INIT, seed_invalid_ke },
	{ "sk", V2_IKE_AUTH, seed_sk },
	{ "skf", V2_IKE_AUTH, seed_skf },
	{ "auth-psk", V2_IKE_AUTH, seed_auth_psk },
	{ "auth-cert", V2_IKE_AUTH, seed_auth_cert },
	{ "auth-cp", V2_IKE_AUTH, seed_auth_cp },
	{ "auth-eap", V2_IKE_AUTH, seed_auth_eap },
	{ "auth-ppk", V2_IKE_AUTH, seed_auth_ppk },
	{ "intermediate", V2_IKE_INTERMEDIATE, seed_intermediate },
	{ "rekey-child", V2_CREATE_CHILD_SA, seed_rekey_child },
	{ "rekey-ike", V2_CREATE_CHILD_SA, seed_rekey_ike },
	{ "delete-esp", V2_INFORMATIONAL, seed_delete_esp },
	{ "delete-ike", V2_INFORMATIONAL, seed_delete_ike },
	{ "liveness", V2_INFORMATIONAL, seed_liveness },
	{ "mobike", V2_INFORMATIONAL, seed_mobike },
	{ "error", V2_INFORMATIONAL, seed_error },
	{ "unknown", V2_INFORMATIONAL, seed_unknown },
	{ "label", V2_IKE_AUTH, seed_label },
};

size_t wire_seed(size_t i, uint8_t *buf, const char **name)
{
	struct ike_header h = { .major = 2, .flags = IKE_FLAG_INITIATOR };
	struct writer w = writer_make(buf, WIRE_SEED_MAX);
	struct chain_writer c;

	if (i >= sizeof(seeds) / sizeof(seeds[0]))
		return 0;
	*name = seeds[i].name;
	memcpy(h.spi_i.bytes, "cygnet-i", 8);
	h.exchange = seeds[i].exchange;
	if (h.exchange != V2_IKE_SA_INIT)
		memcpy(h.spi_r.bytes, "cygnet-r", 8);
	ike_header_encode(&w, &h);
	c = chain_writer_make(&w, 16);
	seeds[i].make(&c);
	ike_header_finish(&w);
	return writer_ok(&w) ? w.len : 0;
}
