/* SPDX-License-Identifier: ISC
 *
 * test_wire_goldens.c - the layouts of RFC 7296 chapter 3 and RFC 7383, typed by hand from the
 * diagrams: each body decodes to these values, and these values encode to the same octets.
 */
#include "wire_testing.h"

struct golden {
	uint8_t type;
	const char *hex;
	const char *line;	/* what field_describe says: all values, in one place */
};

static const struct golden goldens[] = {
	/* 3.3: two proposals; the first AES_CBC-256 + SHA2_256 + MODP2048 with an 8 octet SPI */
	{ V2_SA,
	  "02 00 0034 01 01 08 04 1122334455667788"
	  "  03 00 000c 01 00 000c 800e0100"
	  "  03 00 0008 02 00 0005"
	  "  03 00 0008 03 00 000c"
	  "  00 00 0008 04 00 000e"
	  "00 00 001c 02 03 00 02"
	  "  03 00 000c 01 00 0014 800e0080"
	  "  00 00 0008 05 00 0001",
	  "SA{proposals[2]"
	  "{number=1 protocol=IKE spi[8] transforms[4]{ENCR=AES_CBC/256}{PRF=HMAC_SHA2_256}"
	  "{INTEG=HMAC_SHA2_256_128}{KE=MODP2048}}"
	  "{number=2 protocol=ESP spi[0] transforms[2]{ENCR=AES_GCM_16/128}{SN=ESN}}}" },
	{ V2_KE, "001f 0000 0102030405", "KE{group=CURVE25519 data[5]}" },
	{ V2_IDI, "02 000000 77657374", "IDi{type=ID_FQDN data[4]}" },
	{ V2_IDR, "01 000000 c0000201", "IDr{type=ID_IPV4_ADDR data[4]}" },
	{ V2_CERT, "04 3082", "CERT{encoding=X509_SIGNATURE data[2]}" },
	{ V2_CERTREQ, "04 000102030405060708090a0b0c0d0e0f10111213",
	  "CERTREQ{encoding=X509_SIGNATURE data[20]}" },
	{ V2_AUTH, "02 000000 aabbcc", "AUTH{method=SHARED_KEY_MAC data[3]}" },
	{ V2_NONCE, "000102030405060708090a0b0c0d0e0f", "Ni{data[16]}" },
	/* 3.10: REKEY_SA of an ESP SPI; COOKIE with data */
	{ V2_N, "03 04 4009 c0ffee01", "N{protocol=ESP type=REKEY_SA spi[4] data[0]}" },
	{ V2_N, "00 00 4006 0102030405", "N{protocol=none type=COOKIE spi[0] data[5]}" },
	{ V2_D, "03 04 0002 c0ffee01 c0ffee02",
	  "D{protocol=ESP spi_size=4 nr_spis=2 spis[8]}" },
	{ V2_D, "01 00 0000", "D{protocol=IKE spi_size=0 nr_spis=0 spis[0]}" },
	{ V2_V, "4379676e6574", "V{data[6]}" },
	/* 3.13: 192.0.2.0/24 UDP port 500; 2001:db8::/126 with OPAQUE ports */
	{ V2_TSI,
	  "02 000000"
	  "07 11 0010 01f4 01f4 c0000200 c00002ff"
	  "08 00 0028 ffff 0000 20010db8000000000000000000000000 20010db8000000000000000000000003",
	  NULL },
	{ V2_TSR, "01 000000 07 00 0010 0000 ffff 00000000 ffffffff", NULL },
	{ V2_SK, "000102030405", "SK{inner_first=IDi data[6]}" },
	{ V2_SKF, "0002 0003 000102030405", "SKF{inner_first=IDi number=2 total=3 data[6]}" },
	/* 3.15: an empty INTERNAL_IP4_ADDRESS, a DNS server */
	{ V2_CP, "02 000000 0001 0000 0003 0004 c0000235",
	  "CP{type=CFG_REPLY attrs[2]{type=INTERNAL_IP4_ADDRESS value[0]}"
	  "{type=INTERNAL_IP4_DNS value[4]}}" },
	/* 3.16: an EAP response, identity "ab" */
	{ V2_EAP, "02 05 0007 01 6162", "EAP{data[7]}" },
};

static void check_describe(const struct golden *g, const union v2_body *body)
{
	char line[1024];
	struct text t = TEXT_OVER(line);

	field_describe(v2_payload_desc(g->type), &t, body);
	if (g->line != NULL)
		assert_string_equal(line, g->line);
}

static void each_golden_decodes_and_encodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(goldens); i++) {
		const struct golden *g = &goldens[i];
		const struct payload_desc *d = v2_payload_desc(g->type);
		struct arena a = { 0 };
		union v2_body body = { 0 };
		uint8_t bytes[256], again[256];
		const char *why = NULL;
		struct view v = exact(hex(g->hex, bytes, sizeof(bytes)));
		struct writer w = writer_make(again, sizeof(again));

		assert_non_null(d);
		assert_int_equal(field_decode(d, &a, v, V2_IDI, &body, &why), WIRE_OK);
		check_describe(g, &body);
		field_encode(d, &w, &body);
		assert_true(writer_ok(&w));
		assert_int_equal(w.len, v.len);
		assert_memory_equal(again, v.ptr, v.len);
		exact_free(v);
		arena_fini(&a);
	}
}

static void every_desc_has_a_golden(void **state)
{
	(void)state;
	for (size_t i = 0; i < v2_nr_payload_descs; i++) {
		bool found = false;

		for (size_t g = 0; g < ARRAY_NR(goldens); g++)
			found = found || goldens[g].type == v2_payload_descs[i]->type;
		assert_true(found);
	}
}

static void values_of_sa(void **state)
{
	struct arena a = { 0 };
	struct chain c;
	const struct v2_sa *sa;

	(void)state;
	assert_int_equal(decode_one(&a, V2_SA, goldens[0].hex, &c).error, WIRE_OK);
	sa = &c.items[0].body.sa;
	assert_int_equal(sa->nr_proposals, 2);
	assert_int_equal(sa->proposals[0].number, 1);
	assert_int_equal(sa->proposals[0].protocol, V2_PROTO_IKE);
	assert_int_equal(sa->proposals[0].spi.len, 8);
	assert_int_equal(sa->proposals[0].spi.ptr[7], 0x88);
	assert_int_equal(sa->proposals[0].nr_transforms, 4);
	assert_int_equal(sa->proposals[0].transforms[0].key_bits, 256);
	assert_false(sa->proposals[0].transforms[0].odd);
	assert_int_equal(sa->proposals[0].transforms[3].type, V2_KE_METHOD);
	assert_int_equal(sa->proposals[0].transforms[3].id, KE_MODP2048);
	assert_int_equal(sa->proposals[1].transforms[1].type, V2_SN);
	arena_fini(&a);
}

static void values_of_ts(void **state)
{
	struct arena a = { 0 };
	struct chain c;
	const struct v2_ts *ts;

	(void)state;
	assert_int_equal(decode_one(&a, V2_TSI, goldens[13].hex, &c).error, WIRE_OK);
	ts = &c.items[0].body.ts;
	assert_int_equal(ts->nr, 2);
	assert_true(ts->items[0].valid && ts->items[1].valid);
	assert_int_equal(ts->items[0].selector.proto, 17);
	assert_int_equal(ts->items[0].selector.port_lo, 500);
	assert_int_equal(ts->items[0].selector.port_hi, 500);
	assert_int_equal(ts->items[0].selector.addrs.lo.family, IP_V4);
	assert_int_equal(ts->items[0].selector.addrs.hi.bytes[3], 255);
	assert_int_equal(ts->items[1].selector.port_lo, 65535);
	assert_int_equal(ts->items[1].selector.port_hi, 0);
	assert_int_equal(ts->items[1].selector.addrs.hi.bytes[15], 3);
	arena_fini(&a);
}

static const char header_hex[] = "4379676e65742d69 4379676e65742d72 21 20 22 08 00000007 0000001c";

static void header_layout(void **state)
{
	uint8_t bytes[64], again[64];
	struct view v = hex(header_hex, bytes, sizeof(bytes));
	struct writer w = writer_make(again, sizeof(again));
	struct ike_header h;

	(void)state;
	assert_int_equal(v.len, IKE_HEADER_LEN);
	assert_int_equal(ike_header_decode(v, &h), WIRE_OK);
	assert_int_equal(h.spi_i.bytes[7], 'i');
	assert_int_equal(h.spi_r.bytes[7], 'r');
	assert_int_equal(h.next_payload, V2_SA);
	assert_int_equal(h.major, 2);
	assert_int_equal(h.minor, 0);
	assert_int_equal(h.exchange, V2_IKE_SA_INIT);
	assert_int_equal(h.flags, IKE_FLAG_INITIATOR);
	assert_int_equal(h.message_id, 7);
	h.length = 0;
	ike_header_encode(&w, &h);
	ike_header_finish(&w);
	assert_true(view_eq(v, writer_done(&w)));
	assert_false(ike_spi_is_zero(h.spi_i));
	assert_false(ike_spi_eq(h.spi_i, h.spi_r));
	assert_true(ike_spi_is_zero((struct ike_spi){ { 0 } }));
}

/* The whole message, generic headers and all: N(COOKIE) then Nonce. */
static void chain_layout(void **state)
{
	static const char text[] = "28 00 000c 00 00 4006 01020304"
				   "00 00 0014 000102030405060708090a0b0c0d0e0f";
	static const uint8_t octets[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	union v2_body nonce = { .nonce = { VIEW_OF(octets) } };
	uint8_t want[64], got[64];
	struct view v = hex(text, want, sizeof(want));
	struct writer w = writer_make(got, sizeof(got));
	struct chain_writer c;

	(void)state;
	writer_u8(&w, 0);
	c = chain_writer_make(&w, 0);
	chain_put_notify(&c, 0, N_COOKIE, VIEW_EMPTY, view_make(octets + 1, 4));
	chain_put(&c, V2_NONCE, &nonce);
	assert_true(writer_ok(&w));
	assert_int_equal(got[0], V2_N);
	assert_int_equal(w.len - 1, v.len);
	assert_memory_equal(got + 1, v.ptr, v.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_golden_decodes_and_encodes),
		cmocka_unit_test(every_desc_has_a_golden),
		cmocka_unit_test(values_of_sa),
		cmocka_unit_test(values_of_ts),
		cmocka_unit_test(header_layout),
		cmocka_unit_test(chain_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
