/* SPDX-License-Identifier: ISC
 *
 * test_wire_chain.c - bad input at codec level: lengths, unknown payloads, caps, last flags.  The
 * names in T## are rows of the project's table of bad inputs.
 */
#include "base/alloc.h"
#include "wire_testing.h"

static enum wire_error decode_header_hex(const char *text)
{
	uint8_t bytes[256];
	struct view v = exact(hex(text, bytes, sizeof(bytes)));
	struct ike_header h;
	enum wire_error error = ike_header_decode(v, &h);

	exact_free(v);
	return error;
}

/* T01: fewer octets than a header has */
static void short_datagrams(void **state)
{
	uint8_t zero[IKE_HEADER_LEN] = { 0 };

	(void)state;
	for (size_t len = 0; len < IKE_HEADER_LEN; len++) {
		struct view v = exact(view_make(zero, len));
		struct ike_header h;

		assert_int_equal(ike_header_decode(v, &h), WIRE_SHORT);
		exact_free(v);
	}
}

/* T02: length 0, 27, true-1, true+1, 2^31, 2^32-1; and 28 where 29 octets are */
static void header_lengths(void **state)
{
#define SPIS "0102030405060708 0000000000000000 00 20 22 08 00000000 "
	static const char *const wrong[] = {
		SPIS "00000000", SPIS "0000001b", SPIS "0000001d", SPIS "80000000",
		SPIS "ffffffff", SPIS "0000001c 00", SPIS "0000001e 00",
	};

	(void)state;
	assert_int_equal(decode_header_hex(SPIS "0000001c"), WIRE_OK);
	assert_int_equal(decode_header_hex(SPIS "0000001d 00"), WIRE_OK);
	for (size_t i = 0; i < ARRAY_NR(wrong); i++)
		assert_int_equal(decode_header_hex(wrong[i]), WIRE_LENGTH);
}

static struct wire_result decode_chain_hex(uint8_t first, const char *text, struct arena *a,
					   struct chain *c)
{
	static uint8_t bytes[65536];

	return chain_decode(a, first, hex(text, bytes, sizeof(bytes)), c);
}

struct chain_case {
	uint8_t first;
	const char *hex;
	enum wire_error error;
	uint8_t payload;
};

static void check_chain_cases(const struct chain_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct arena a = { 0 };
		struct chain c;
		struct wire_result r = decode_chain_hex(cases[i].first, cases[i].hex, &a, &c);

		if (r.error != cases[i].error || r.payload != cases[i].payload)
			print_message("case %zu: %s\n", i, r.why);
		assert_int_equal(r.error, cases[i].error);
		assert_int_equal(r.payload, cases[i].payload);
		arena_fini(&a);
	}
}

#define NONCE_BODY "000102030405060708090a0b0c0d0e0f"

/* T08, T32 */
static void payload_lengths(void **state)
{
	static const struct chain_case cases[] = {
		{ 0, "", WIRE_OK, 0 },
		{ 0, "00", WIRE_LENGTH, 0 },
		{ V2_V, "", WIRE_SHORT, V2_V },
		{ V2_V, "00 00 00", WIRE_SHORT, V2_V },
		{ V2_V, "00 00 0000", WIRE_LENGTH, V2_V },
		{ V2_V, "00 00 0001", WIRE_LENGTH, V2_V },
		{ V2_V, "00 00 0002", WIRE_LENGTH, V2_V },
		{ V2_V, "00 00 0003", WIRE_LENGTH, V2_V },
		{ V2_V, "00 00 0004", WIRE_OK, 0 },
		{ V2_V, "00 00 0005", WIRE_LENGTH, V2_V },
		{ V2_V, "00 00 ffff 00", WIRE_LENGTH, V2_V },
		/* ends early: another was announced; ends late */
		{ V2_V, "29 00 0004", WIRE_SHORT, V2_N },
		{ V2_V, "00 00 0004 00", WIRE_LENGTH, 0 },
		{ V2_V, "00 00 0004 00 00 0004", WIRE_LENGTH, 0 },
		/* bytes after SK; its next payload is what is inside */
		{ V2_SK, "23 00 0008 01020304", WIRE_OK, 0 },
		{ V2_SK, "23 00 0008 01020304 00 00 0004", WIRE_LENGTH, 0 },
		{ V2_SKF, "23 00 000c 00010002 01020304 00", WIRE_LENGTH, 0 },
	};

	(void)state;
	check_chain_cases(cases, ARRAY_NR(cases));
}

/* T10, T11: 0x80 counts, 0x01 does not, and neither on a payload that we know */
static void critical_bit(void **state)
{
	static const struct chain_case cases[] = {
		{ 200, "00 80 0004", WIRE_CRITICAL, 200 },
		{ 200, "00 01 0004", WIRE_OK, 0 },
		{ 200, "00 7f 0004", WIRE_OK, 0 },
		{ 200, "00 ff 0004", WIRE_CRITICAL, 200 },
		{ V2_V, "00 80 0004", WIRE_OK, 0 },
		{ V2_V, "c8 80 0004 00 80 0004", WIRE_CRITICAL, 200 },
		{ V2_NONCE, "00 ff 0014" NONCE_BODY, WIRE_OK, 0 },
		{ V2_GSPM, "00 80 0004", WIRE_CRITICAL, V2_GSPM },
		/* IKEv1 numbers: SA 1, KE 4, NAT-D 20 (T11) */
		{ 1, "04 00 0004 14 00 0004 82 00 0008 00000000 00 00 0004", WIRE_OK, 0 },
		{ 1, "00 80 0004", WIRE_CRITICAL, 1 },
		{ 130, "00 80 0004", WIRE_CRITICAL, 130 },
	};
	struct arena a = { 0 };
	struct chain c;

	(void)state;
	check_chain_cases(cases, ARRAY_NR(cases));
	assert_int_equal(decode_chain_hex(200, "28 00 0005 aa 00 80 0014" NONCE_BODY, &a, &c).error,
			 WIRE_OK);
	assert_int_equal(c.nr, 2);
	assert_null(c.items[0].desc);
	assert_false(c.items[0].critical);
	assert_int_equal(c.items[0].raw.len, 1);
	assert_int_equal(c.items[0].offset, 0);
	assert_true(c.items[1].critical);
	assert_int_equal(c.items[1].offset, 5);
	arena_fini(&a);
}

static struct view many_unknown(size_t nr, uint8_t *buf, size_t cap)
{
	struct writer w = writer_make(buf, cap);
	struct chain_writer c;

	writer_u8(&w, 0);
	c = chain_writer_make(&w, 0);
	for (size_t i = 0; i < nr; i++)
		chain_put_raw(&c, (uint8_t)(200 + i % 50), false, VIEW_EMPTY);
	assert_true(writer_ok(&w));
	return view_make(buf + 1, w.len - 1);
}

/* T09 */
static void number_of_payloads(void **state)
{
	static const size_t counts[] = { 1, 29, 30, 31, 32, 99, 100, 101, 1000, 16000 };
	static uint8_t buf[65536];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(counts); i++) {
		struct arena a = { 0 };
		struct chain c;
		struct view v = many_unknown(counts[i], buf, sizeof(buf));
		struct wire_result r = chain_decode(&a, buf[0], v, &c);

		if (counts[i] <= CHAIN_MAX_PAYLOADS) {
			assert_int_equal(r.error, WIRE_OK);
			assert_int_equal(c.nr, counts[i]);
		} else {
			assert_int_equal(r.error, WIRE_TOO_MANY);
			assert_int_equal(a.used, 0);
		}
		arena_fini(&a);
	}
}

struct body_case {
	uint8_t type;
	const char *hex;
	enum wire_error error;
};

static void check_body_cases(const struct body_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct arena a = { 0 };
		struct chain c;
		struct wire_result r = decode_one(&a, cases[i].type, cases[i].hex, &c);

		if (r.error != cases[i].error)
			print_message("case %zu: %s\n", i, r.why);
		assert_int_equal(r.error, cases[i].error);
		assert_int_equal(r.payload, r.error == WIRE_OK ? 0 : cases[i].type);
		arena_fini(&a);
	}
}

#define TR(last, id) last " 00 0008 02 00 " id " "

/* T18: lengths, counts, last flags */
static void sa_structure(void **state)
{
	static const struct body_case cases[] = {
		{ V2_SA, "00 00 0010 01 01 00 01 " TR("00", "0005"), WIRE_OK },
		{ V2_SA, "", WIRE_SYNTAX },
		/* a proposal without transforms is for the chooser to refuse */
		{ V2_SA, "00 00 0008 01 01 00 00", WIRE_OK },
		/* reserved octets */
		{ V2_SA, "00 ff 0010 01 01 00 01 00 ff 0008 02 ff 0005", WIRE_OK },
		/* proposal length: 0, less than the header, beyond the end, before the end */
		{ V2_SA, "00 00 0000 01 01 00 01 " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0007 01 01 00 01 " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0011 01 01 00 01 " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 000f 01 01 00 01 " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0004", WIRE_LENGTH },
		{ V2_SA, "00 00 00", WIRE_LENGTH },
		/* transform length */
		{ V2_SA, "00 00 0010 01 01 00 01 00 00 0000 02 00 0005", WIRE_LENGTH },
		{ V2_SA, "00 00 0010 01 01 00 01 00 00 0007 02 00 0005", WIRE_LENGTH },
		{ V2_SA, "00 00 0010 01 01 00 01 00 00 0009 02 00 0005", WIRE_LENGTH },
		{ V2_SA, "00 00 000c 01 01 00 01 00 00 0004", WIRE_LENGTH },
		/* transform count */
		{ V2_SA, "00 00 0010 01 01 00 00 " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0010 01 01 00 02 " TR("00", "0005"), WIRE_SYNTAX },
		{ V2_SA, "00 00 0010 01 01 00 02 " TR("03", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0010 01 01 00 03 " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0010 01 01 00 ff " TR("00", "0005"), WIRE_LENGTH },
		{ V2_SA, "00 00 0018 01 01 00 01 " TR("00", "0005") TR("00", "0006"), WIRE_LENGTH },
		{ V2_SA, "00 00 0018 01 01 00 01 " TR("03", "0005") TR("00", "0006"), WIRE_SYNTAX },
		{ V2_SA, "00 00 0018 01 01 00 02 " TR("03", "0005") TR("00", "0006"), WIRE_OK },
		/* flags: more but last, last but more, other values */
		{ V2_SA, "02 00 0010 01 01 00 01 " TR("00", "0005"), WIRE_SYNTAX },
		{ V2_SA, "00 00 0010 01 01 00 01 " TR("03", "0005"), WIRE_SYNTAX },
		{ V2_SA, "00 00 0018 01 01 00 02 " TR("00", "0005") TR("00", "0006"), WIRE_SYNTAX },
		{ V2_SA, "00 00 0018 01 01 00 02 " TR("02", "0005") TR("00", "0006"), WIRE_SYNTAX },
		{ V2_SA, "00 00 0008 01 01 00 00 00 00 0008 02 01 00 00", WIRE_SYNTAX },
		{ V2_SA, "03 00 0008 01 01 00 00 00 00 0008 02 01 00 00", WIRE_SYNTAX },
		{ V2_SA, "02 00 0008 01 01 00 00 00 00 0008 02 01 00 00", WIRE_OK },
		/* SPI that fits, that does not (T19) */
		{ V2_SA, "00 00 000c 01 03 04 00 c0ffee01", WIRE_OK },
		{ V2_SA, "00 00 000c 01 03 05 00 c0ffee01", WIRE_LENGTH },
		{ V2_SA, "00 00 000c 01 03 ff 00 c0ffee01", WIRE_LENGTH },
		/* protocol and number are judged above */
		{ V2_SA, "00 00 0010 00 ff 00 01 " TR("00", "0005"), WIRE_OK },
	};

	(void)state;
	check_body_cases(cases, ARRAY_NR(cases));
}

/* NR_P proposals of NR_T transforms each. */
static struct wire_result many_transforms(struct arena *a, size_t nr_p, size_t nr_t)
{
	static uint8_t buf[600000];
	struct writer w = writer_make(buf, sizeof(buf));
	struct chain c;

	writer_u32(&w, 0);
	for (size_t p = 0; p < nr_p; p++) {
		writer_u8(&w, p + 1 == nr_p ? 0 : 2);
		writer_u8(&w, 0);
		writer_u16(&w, (unsigned)(8 + 8 * nr_t));
		writer_u8(&w, (unsigned)p & 0xff);
		writer_u8(&w, 1);
		writer_u8(&w, 0);
		writer_u8(&w, (unsigned)nr_t);
		for (size_t t = 0; t < nr_t; t++) {
			writer_u8(&w, t + 1 == nr_t ? 0 : 3);
			writer_u8(&w, 0);
			writer_u16(&w, 8);
			writer_u32(&w, 0x02000005);
		}
	}
	writer_patch_u16(&w, 2, (unsigned)w.len & 0xffff);
	assert_true(writer_ok(&w) && w.len <= 65535);
	return chain_decode(a, V2_SA, writer_done(&w), &c);
}

static void sa_caps(void **state)
{
	static const struct {
		size_t nr_p, nr_t;
		enum wire_error error;
	} cases[] = {
		{ 1, 1, WIRE_OK }, { 31, 63, WIRE_OK }, { 32, 64, WIRE_OK },
		{ 33, 1, WIRE_TOO_MANY }, { 1, 65, WIRE_TOO_MANY }, { 255, 30, WIRE_TOO_MANY },
		{ 31, 255, WIRE_TOO_MANY },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(cases); i++) {
		struct arena a = { 0 };

		assert_int_equal(many_transforms(&a, cases[i].nr_p, cases[i].nr_t).error,
				 cases[i].error);
		arena_fini(&a);
	}
}

struct attr_case {
	const char *attrs;
	enum wire_error error;
	bool odd;
	unsigned key_bits;
};

/* One AES_CBC transform with ATTRS. */
static void check_attr(const struct attr_case *k)
{
	char text[256];
	uint8_t attrs[64];
	size_t len = hex(k->attrs, attrs, sizeof(attrs)).len;
	struct arena a = { 0 };
	struct chain c;
	struct wire_result r;
	const struct v2_transform *t;

	snprintf(text, sizeof(text), "00 00 %04zx 01 01 00 01 00 00 %04zx 01 00 000c %s", 16 + len,
		 8 + len, k->attrs);
	r = decode_one(&a, V2_SA, text, &c);
	assert_int_equal(r.error, k->error);
	if (r.error == WIRE_OK) {
		t = &c.items[0].body.sa.proposals[0].transforms[0];
		assert_int_equal(t->odd, k->odd);
		assert_int_equal(t->key_bits, k->key_bits);
	}
	arena_fini(&a);
}

/* T16 */
static void key_length_attribute(void **state)
{
	static const struct attr_case cases[] = {
		{ "", WIRE_OK, false, 0 },
		{ "800e0100", WIRE_OK, false, 256 },
		{ "800e0007", WIRE_OK, false, 7 },
		{ "800effff", WIRE_OK, false, 65535 },
		{ "800e0000", WIRE_OK, true, 0 },
		{ "800e0080 800e0080", WIRE_OK, true, 128 },
		{ "800e0080 800e0100", WIRE_OK, true, 128 },
		{ "000e0002 0100", WIRE_OK, true, 0 },		/* key length as TLV */
		{ "000e0000", WIRE_OK, true, 0 },
		{ "80120001", WIRE_OK, true, 0 },		/* another type */
		{ "800e0100 00630003 010203", WIRE_OK, true, 256 },
		{ "00630003 010203 800e0100", WIRE_OK, true, 256 },
		{ "00630004 010203", WIRE_LENGTH, false, 0 },
		{ "0063ffff", WIRE_LENGTH, false, 0 },
		{ "800e01", WIRE_LENGTH, false, 0 },
		{ "800e0100 00", WIRE_LENGTH, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(cases); i++)
		check_attr(&cases[i]);
}

static enum wire_error nonce_of(size_t len)
{
	static uint8_t buf[512];
	struct writer w = writer_make(buf, sizeof(buf));
	struct arena a = { 0 };
	struct chain c;
	enum wire_error error;

	writer_u16(&w, 0);
	writer_u16(&w, (unsigned)(4 + len));
	writer_zero(&w, len);
	error = chain_decode(&a, V2_NONCE, writer_done(&w), &c).error;
	arena_fini(&a);
	return error;
}

/* T22 */
static void nonce_lengths(void **state)
{
	(void)state;
	assert_int_equal(nonce_of(0), WIRE_SYNTAX);
	assert_int_equal(nonce_of(15), WIRE_SYNTAX);
	assert_int_equal(nonce_of(16), WIRE_OK);
	assert_int_equal(nonce_of(256), WIRE_OK);
	assert_int_equal(nonce_of(257), WIRE_SYNTAX);
}

/* T19, T47, and the small payloads */
static void small_payloads(void **state)
{
	static const struct body_case cases[] = {
		{ V2_KE, "001f", WIRE_SHORT },
		{ V2_KE, "001f 0000", WIRE_SYNTAX },
		{ V2_KE, "001f ffff 00", WIRE_OK },
		{ V2_IDI, "02 0000", WIRE_SHORT },
		{ V2_IDI, "02 ffffff", WIRE_OK },
		{ V2_AUTH, "", WIRE_SHORT },
		{ V2_CERT, "", WIRE_SHORT },
		{ V2_CERTREQ, "04", WIRE_OK },
		{ V2_N, "00 00 40", WIRE_SHORT },
		{ V2_N, "ff 00 4006", WIRE_OK },
		{ V2_N, "03 04 4009 c0ffee", WIRE_LENGTH },
		{ V2_N, "03 ff 4009 c0ffee01", WIRE_LENGTH },
		{ V2_D, "03 04 0001 c0ffee01", WIRE_OK },
		{ V2_D, "03 04 0002 c0ffee01", WIRE_LENGTH },
		{ V2_D, "03 04 0000 c0ffee01", WIRE_LENGTH },
		{ V2_D, "03 04 ffff c0ffee01", WIRE_LENGTH },
		{ V2_D, "03 00 0001 c0ffee01", WIRE_LENGTH },
		{ V2_D, "03 08 0001 c0ffee01", WIRE_LENGTH },
		{ V2_D, "03 ff ffff", WIRE_LENGTH },
		{ V2_D, "03 04 00", WIRE_SHORT },
		{ V2_EAP, "", WIRE_SHORT },
		{ V2_EAP, "03 01 0004", WIRE_OK },
		{ V2_EAP, "03 01 0003", WIRE_LENGTH },
		{ V2_EAP, "03 01 0005", WIRE_LENGTH },
		{ V2_EAP, "02 01 0004 01", WIRE_LENGTH },
		{ V2_CP, "01 000000", WIRE_OK },
		{ V2_CP, "01 0000", WIRE_SHORT },
		{ V2_CP, "01 000000 8001 0000", WIRE_OK },	/* reserved bit */
		{ V2_CP, "01 000000 0001 0001", WIRE_LENGTH },
		{ V2_CP, "01 000000 0001 ffff 00", WIRE_LENGTH },
		{ V2_CP, "01 000000 0001 00", WIRE_LENGTH },
		/* T29: fragment numbers */
		{ V2_SKF, "0001 0001 00", WIRE_OK },
		{ V2_SKF, "ffff ffff 00", WIRE_OK },
		{ V2_SKF, "0000 0001 00", WIRE_SYNTAX },
		{ V2_SKF, "0001 0000 00", WIRE_SYNTAX },
		{ V2_SKF, "0000 0000 00", WIRE_SYNTAX },
		{ V2_SKF, "0003 0002 00", WIRE_SYNTAX },
		{ V2_SKF, "0001 00", WIRE_SHORT },
	};

	(void)state;
	check_body_cases(cases, ARRAY_NR(cases));
}

#define V6_ZERO "00000000000000000000000000000000 "

/* T44 */
static void traffic_selectors(void **state)
{
	static const struct body_case cases[] = {
		{ V2_TSI, "00 000000", WIRE_SYNTAX },
		{ V2_TSI, "01 000000", WIRE_LENGTH },
		{ V2_TSI, "ff 000000 07 00 0010 0000 ffff 0a000000 0a0000ff", WIRE_LENGTH },
		{ V2_TSI, "00 000000 07 00 0010 0000 ffff 0a000000 0a0000ff", WIRE_LENGTH },
		{ V2_TSI, "02 000000 07 00 0010 0000 ffff 0a000000 0a0000ff", WIRE_LENGTH },
		{ V2_TSI, "01 ffffff 07 00 0010 0000 ffff 0a000000 0a0000ff", WIRE_OK },
		{ V2_TSI, "01 000000 07 00 0010 0000 ffff 0a000000 0a0000ff 00", WIRE_LENGTH },
		{ V2_TSI, "01 000000 07 00 0007 0000 ff", WIRE_LENGTH },
		{ V2_TSI, "01 000000 07 00 000f 0000 ffff 0a000000 0a0000", WIRE_LENGTH },
		{ V2_TSI, "01 000000 07 00 0011 0000 ffff 0a000000 0a0000ff 00", WIRE_LENGTH },
		{ V2_TSI, "01 000000 08 00 0010 0000 ffff 0a000000 0a0000ff", WIRE_LENGTH },
		{ V2_TSI, "01 000000 07 00 0028 0000 ffff " V6_ZERO V6_ZERO, WIRE_LENGTH },
		{ V2_TSI, "01 000000 08 00 0028 0000 ffff " V6_ZERO V6_ZERO, WIRE_OK },
		/* addresses and ports that start beyond their end; OPAQUE; a single port */
		{ V2_TSI, "01 000000 07 00 0010 0000 ffff 0a000001 0a000000", WIRE_SYNTAX },
		{ V2_TSI, "01 000000 07 06 0010 0002 0001 0a000000 0a0000ff", WIRE_SYNTAX },
		{ V2_TSI, "01 000000 07 06 0010 0001 0000 0a000000 0a0000ff", WIRE_SYNTAX },
		{ V2_TSI, "01 000000 07 06 0010 ffff 0001 0a000000 0a0000ff", WIRE_SYNTAX },
		{ V2_TSI, "01 000000 07 06 0010 ffff 0000 0a000000 0a0000ff", WIRE_OK },
		{ V2_TSI, "01 000000 07 06 0010 0050 0050 0a000000 0a0000ff", WIRE_OK },
		{ V2_TSI, "02 000000 07 00 0010 0000 ffff 0a000000 0a0000ff "
			  "08 00 0028 0000 ffff " V6_ZERO V6_ZERO, WIRE_OK },
		/* types that we do not know: kept, as long as their length fits */
		{ V2_TSI, "01 000000 0a 00 0007 616263", WIRE_OK },
		{ V2_TSI, "01 000000 09 00 0004", WIRE_OK },
		{ V2_TSI, "01 000000 ff 00 0003", WIRE_LENGTH },
		{ V2_TSI, "01 000000 ff 00 0008 00", WIRE_LENGTH },
	};
	struct arena a = { 0 };
	struct chain c;

	(void)state;
	check_body_cases(cases, ARRAY_NR(cases));
	assert_int_equal(decode_one(&a, V2_TSR, "02 000000 0a 55 0007 616263 "
			 "07 00 0010 0000 ffff 0a000000 0a0000ff", &c).error, WIRE_OK);
	assert_int_equal(c.items[0].body.ts.nr, 2);
	assert_int_equal(c.items[0].body.ts.items[0].type, TS_SECLABEL);
	assert_false(c.items[0].body.ts.items[0].valid);
	assert_true(c.items[0].body.ts.items[1].valid);
	arena_fini(&a);
}

/* NR items of SIZE octets that begin with HEAD, after FIXED. */
static enum wire_error list_of(uint8_t type, struct view fixed, struct view item, size_t nr)
{
	static uint8_t buf[65536];
	struct writer w = writer_make(buf, sizeof(buf));
	struct arena a = { 0 };
	struct chain c;
	enum wire_error error;

	writer_u32(&w, 0);
	writer_view(&w, fixed);
	for (size_t i = 0; i < nr; i++)
		writer_view(&w, item);
	writer_patch_u16(&w, 2, (unsigned)w.len);
	assert_true(writer_ok(&w));
	error = chain_decode(&a, type, writer_done(&w), &c).error;
	arena_fini(&a);
	return error;
}

static void caps_of_lists(void **state)
{
	static const uint8_t cp[] = { 1, 0, 0, 0 }, attr[] = { 0, 3, 0, 0 };
	static const uint8_t selector[] = { 7, 0, 0, 16, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1 };

	(void)state;
	assert_int_equal(list_of(V2_CP, VIEW_OF(cp), VIEW_OF(attr), 256), WIRE_OK);
	assert_int_equal(list_of(V2_CP, VIEW_OF(cp), VIEW_OF(attr), 257), WIRE_TOO_MANY);
	assert_int_equal(list_of(V2_CP, VIEW_OF(cp), VIEW_OF(attr), 15000), WIRE_TOO_MANY);
	for (unsigned nr = 63; nr <= 255; nr++) {
		uint8_t fixed[4] = { (uint8_t)nr };

		assert_int_equal(list_of(V2_TSI, VIEW_OF(fixed), VIEW_OF(selector), nr),
				 nr <= V2_MAX_SELECTORS ? WIRE_OK : WIRE_TOO_MANY);
	}
}

static void finding(void **state)
{
	static const char text[] = "29 00 0008 00 00 4006 29 00 0008 00 00 4000 "
				   "28 00 0008 00 00 4006 c8 00 0014" NONCE_BODY "00 00 0004";
	struct arena a = { 0 };
	char line[100], tiny[12];
	struct text t = TEXT_OVER(line);
	const struct payload *p;
	struct chain c;

	(void)state;
	assert_int_equal(decode_chain_hex(V2_N, text, &a, &c).error, WIRE_OK);
	assert_int_equal(c.nr, 5);
	assert_int_equal(chain_count(&c, V2_N), 3);
	assert_int_equal(chain_count(&c, V2_SA), 0);
	p = chain_find(&c, V2_N);
	assert_ptr_equal(p, &c.items[0]);
	p = chain_find_next(&c, p, V2_N);
	assert_ptr_equal(p, &c.items[1]);
	assert_null(chain_find_next(&c, &c.items[4], V2_N));
	assert_null(chain_find(&c, V2_SA));
	assert_ptr_equal(chain_notify(&c, N_COOKIE), &c.items[0].body.notify);
	assert_ptr_equal(chain_notify(&c, N_INITIAL_CONTACT), &c.items[1].body.notify);
	assert_null(chain_notify(&c, N_REKEY_SA));
	chain_describe(&t, &c);
	assert_string_equal(line, "N(COOKIE) N(INITIAL_CONTACT) N(COOKIE) Ni ?200");
	t = TEXT_OVER(tiny);
	chain_describe(&t, &c);
	assert_true(t.cut && strlen(tiny) < sizeof(tiny));
	arena_fini(&a);
}

/* SK in place: the length covers what came before close, and nothing may follow. */
static void open_and_close_sk(void **state)
{
	static const uint8_t iv[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	uint8_t buf[200];
	struct writer w = writer_make(buf, sizeof(buf));
	struct arena a = { 0 };
	struct chain_writer c;
	struct chain_sk sk;
	struct chain out;

	(void)state;
	writer_u8(&w, 0);
	c = chain_writer_make(&w, 0);
	sk = chain_open_sk(&c);
	writer_bytes(&w, iv, sizeof(iv));
	chain_put_notify(&sk.inner, 0, N_COOKIE, VIEW_EMPTY, VIEW_EMPTY);
	chain_put_notify(&sk.inner, 0, N_COOKIE2, VIEW_EMPTY, VIEW_EMPTY);
	writer_zero(&w, 17);	/* pad length and ICV */
	chain_close_sk(&sk);
	assert_true(writer_ok(&w));
	assert_int_equal(buf[0], V2_SK);
	assert_int_equal(chain_decode(&a, V2_SK, view_make(buf + 1, w.len - 1), &out).error,
			 WIRE_OK);
	assert_int_equal(out.items[0].body.sk.inner_first, V2_N);
	assert_int_equal(out.items[0].body.sk.data.len, 8 + 16 + 17);
	assert_int_equal(chain_decode(&a, V2_N, view_make(buf + 1 + 4 + 8, 16), &out).error,
			 WIRE_OK);
	assert_int_equal(out.nr, 2);
	chain_put_notify(&c, 0, N_COOKIE, VIEW_EMPTY, VIEW_EMPTY);
	assert_false(writer_ok(&w));
	arena_fini(&a);
}

static void writer_that_is_too_small(void **state)
{
	static const uint8_t data[40] = { 0 };
	uint8_t buf[60];

	(void)state;
	for (size_t cap = 1; cap < 49; cap++) {
		struct writer w = writer_make(buf, cap);
		struct chain_writer c;

		memset(buf, 0xee, sizeof(buf));
		writer_u8(&w, 0);
		c = chain_writer_make(&w, 0);
		chain_put_notify(&c, 0, N_COOKIE, VIEW_EMPTY, VIEW_OF(data));
		assert_false(writer_ok(&w));
		assert_int_equal(buf[cap], 0xee);
	}
}

/* Every allocation of a decode fails in turn: always WIRE_MEMORY, never a half chain. */
static void no_memory(void **state)
{
	static const char text[] = "2c 00 0018 00 00 0014 01 01 00 01 00 00 000c 01 00 000c 800e0100"
				   "00 00 0018 01 000000 07 00 0010 0000 ffff 0a000000 0a0000ff";
	unsigned long before = mem_count(), calls;
	struct arena a = { 0 };
	struct chain c;

	(void)state;
	assert_int_equal(decode_chain_hex(V2_SA, text, &a, &c).error, WIRE_OK);
	calls = mem_count() - before;
	arena_fini(&a);
	assert_true(calls >= 1);
	for (unsigned long n = 1; n <= calls; n++) {
		mem_fail_nth(n);
		assert_int_equal(decode_chain_hex(V2_SA, text, &a, &c).error, WIRE_MEMORY);
		mem_fail_nth(0);
		assert_int_equal(c.nr, 0);
		arena_fini(&a);
	}
	a.limit = 64;
	assert_int_equal(decode_chain_hex(V2_SA, text, &a, &c).error, WIRE_MEMORY);
	arena_fini(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_datagrams),
		cmocka_unit_test(header_lengths),
		cmocka_unit_test(payload_lengths),
		cmocka_unit_test(critical_bit),
		cmocka_unit_test(number_of_payloads),
		cmocka_unit_test(sa_structure),
		cmocka_unit_test(sa_caps),
		cmocka_unit_test(key_length_attribute),
		cmocka_unit_test(nonce_lengths),
		cmocka_unit_test(small_payloads),
		cmocka_unit_test(traffic_selectors),
		cmocka_unit_test(caps_of_lists),
		cmocka_unit_test(finding),
		cmocka_unit_test(open_and_close_sk),
		cmocka_unit_test(writer_that_is_too_small),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
