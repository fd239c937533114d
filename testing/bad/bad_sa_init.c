/* SPDX-License-Identifier: ISC
 *
 * bad_sa_init.c - T20 to T24, T27: key exchange values, nonces, cookies, group changes and repeats of IKE_SA_INIT.
 */
#include "bad_world.h"
#include "base/reader.h"
#include "base/writer.h"

/* ---- T20 ---- */

#define MODP2048_LEN 256
#define MODP2048_P                                                                                           \
	"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xC9\x0F\xDA\xA2\x21\x68\xC2\x34\xC4\xC6\x62\x8B\x80\xDC\x1C\xD1"   \
	"\x29\x02\x4E\x08\x8A\x67\xCC\x74\x02\x0B\xBE\xA6\x3B\x13\x9B\x22\x51\x4A\x08\x79\x8E\x34\x04\xDD"   \
	"\xEF\x95\x19\xB3\xCD\x3A\x43\x1B\x30\x2B\x0A\x6D\xF2\x5F\x14\x37\x4F\xE1\x35\x6D\x6D\x51\xC2\x45"   \
	"\xE4\x85\xB5\x76\x62\x5E\x7E\xC6\xF4\x4C\x42\xE9\xA6\x37\xED\x6B\x0B\xFF\x5C\xB6\xF4\x06\xB7\xED"   \
	"\xEE\x38\x6B\xFB\x5A\x89\x9F\xA5\xAE\x9F\x24\x11\x7C\x4B\x1F\xE6\x49\x28\x66\x51\xEC\xE4\x5B\x3D"   \
	"\xC2\x00\x7C\xB8\xA1\x63\xBF\x05\x98\xDA\x48\x36\x1C\x55\xD3\x9A\x69\x16\x3F\xA8\xFD\x24\xCF\x5F"   \
	"\x83\x65\x5D\x23\xDC\xA3\xAD\x96\x1C\x62\xF3\x56\x20\x85\x52\xBB\x9E\xD5\x29\x07\x70\x96\x96\x6D"   \
	"\x67\x0C\x35\x4E\x4A\xBC\x98\x04\xF1\x74\x6C\x08\xCA\x18\x21\x7C\x32\x90\x5E\x46\x2E\x36\xCE\x3B"   \
	"\xE3\x9E\x77\x2C\x18\x0E\x86\x03\x9B\x27\x83\xA2\xEC\x07\xA2\x8F\xB5\xC5\x5D\xF0\x6F\x4C\x52\xC9"   \
	"\xDE\x2B\xCB\xF6\x95\x58\x17\x18\x39\x95\x49\x7C\xEA\x95\x6A\xE5\x15\xD2\x26\x18\x98\xFA\x05\x10"   \
	"\x15\x72\x8E\x5A\x8A\xAC\xAA\x68\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"

enum modp_value { MODP_ZERO, MODP_ONE, MODP_P_MINUS_1, MODP_P, MODP_P_PLUS_1, MODP_ALL_ONES };

static void make_modp(enum modp_value v, uint8_t out[MODP2048_LEN])
{
	memcpy(out, MODP2048_P, MODP2048_LEN);
	switch (v) {
	case MODP_ZERO:
		memset(out, 0, MODP2048_LEN);
		break;
	case MODP_ONE:
		memset(out, 0, MODP2048_LEN);
		out[MODP2048_LEN - 1] = 1;
		break;
	case MODP_P_MINUS_1:
		out[MODP2048_LEN - 1]--;
		break;
	case MODP_P:
		break;
	case MODP_P_PLUS_1:	/* ends in ff: carries through 8 octets */
		memset(out + MODP2048_LEN - 8, 0, 8);
		out[MODP2048_LEN - 9]++;
		break;
	case MODP_ALL_ONES:
		memset(out, 0xff, MODP2048_LEN);
		break;
	}
}

/* X25519 points of small order: RFC 7748 6.1; all lead to a shared secret of zeros. */
static const char *const low_order[] = {
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
	"\xe0\xeb\x7a\x7c\x3b\x41\xb8\xae\x16\x56\xe3\xfa\xf1\x9f\xc4\x6a"
	"\xda\x09\x8d\xeb\x9c\x32\xb1\xfd\x86\x62\x05\x16\x5f\x49\xb8\x00",
	"\x5f\x9c\x95\xbc\xa3\x50\x8c\x24\xb1\xd0\xb1\x55\x9c\x83\xef\x5b"
	"\x04\x44\x5c\xc4\x58\x1c\x8e\x86\xd8\x22\x4e\xdd\xd0\x9f\x11\x57",
	"\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
	"\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
	"\xee\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
};

/* X then Y of P-256, 64 octets. */
#define P256_P "\xff\xff\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00"                            \
	"\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define P256_GX "\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2"                           \
	"\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96"
#define P256_GY_OFF "\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16"                       \
	"\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf6"	/* G.y + 1 */
#define ZERO_32 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

struct ke_value {
	uint16_t group;
	struct view value;
};

#define LITERAL(s) ((struct view){ (const uint8_t *)(s), sizeof(s) - 1 })

/* The value of row C; BUF is room for the computed ones. */
static struct ke_value value_of(const struct bad_case *c, uint8_t buf[1024])
{
	const struct view *given = c->data;

	memset(buf, 0x42, 1024);
	if (c->a == KE_MODP2048 && c->b <= MODP_ALL_ONES) {
		make_modp((enum modp_value)c->b, buf);
		return (struct ke_value){ KE_MODP2048, view_make(buf, MODP2048_LEN) };
	}
	if (given != NULL)
		return (struct ke_value){ (uint16_t)c->a, *given };
	return (struct ke_value){ (uint16_t)c->a, view_make(buf, c->b) };	/* of that length */
}

static void set_ke(struct script *s, struct ke_value v)
{
	union v2_body b = { .ke = { v.group, v.value } };
	struct script copy;
	struct script_item *item = script_find(s, V2_KE);

	script_init(&copy, 0, 0, 0);
	script_put(&copy, V2_KE, &b);
	script_set_body(s, item, copy.items[0].body);
	script_fini(&copy);
}

/* Comes back with IKE_AUTH, whose keys nobody can know: the daemon computes g^ir now and refuses. */
static void come_back(struct world *w, struct peer *p, struct view reply)
{
	uint8_t garbage[80] = { 1 };
	struct script s;
	struct ike_header h;

	assert_int_equal(ike_header_decode(reply, &h), WIRE_OK);
	p->spi_r = h.spi_r;
	assert_non_null(world_ike(w, p));
	script_init(&s, V2_IKE_AUTH, IKE_FLAG_INITIATOR, 1);
	script_add(&s, V2_SK, VIEW_OF(garbage));
	world_say(w, p, &s);
	expect_silence(w);
	if (world_ike(w, p) != NULL)
		fail_msg("a value that nobody may accept left a half-open SA");
}

static void run_bad_ke(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t buf[1024];
	struct ke_value v = value_of(c, buf);
	struct script s;
	struct view reply;

	p->profile.ke = v.group;
	peer_sa_init(p, &s);
	set_ke(&s, v);
	reply = world_say(w, p, &s);
	if (reply.len > 0)
		come_back(w, p, reply);
	else
		assert_int_equal(ike_nr_half_open(w->p), 0);
	p->profile.ke = KE_CURVE25519;
}

/* In CREATE_CHILD_SA: refused, the SA lives. */
static void run_bad_ke_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t buf[1024];
	struct script s;

	peer_child(p, &s);
	set_ke(&s, value_of(c, buf));
	expect_rejected(w, p, world_say_sealed(w, p, &s), N_INVALID_SYNTAX);
	assert_int_equal(world_ike(w, p)->children.nr, 1);
}

/* In the answer to the daemon's request: no keys, no AUTH. */
static void run_bad_ke_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t buf[1024];
	struct script s;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	peer_answer_sa_init(p, &s);
	set_ke(&s, value_of(c, buf));
	world_say(w, p, &s);
	expect_silence(w);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

#define MODP_CASE(what, value) { "MODP 2048: " what, run_bad_ke, .a = KE_MODP2048, .b = (value), .repeat = 30 }
#define LENGTH(what, group, len) { what, run_bad_ke, .a = (group), .b = (len) }

static void t20_bad_values(void **state)
{
	static const struct view p256[] = {
		LITERAL(P256_GX P256_GY_OFF), LITERAL(ZERO_32 ZERO_32), LITERAL(P256_P P256_GX),
		LITERAL("\x02" P256_GX), LITERAL("\x04" P256_GX P256_GY_OFF), LITERAL("\x00"),
	};
	static const struct bad_case cases[] = {
		MODP_CASE("0", MODP_ZERO), MODP_CASE("1", MODP_ONE), MODP_CASE("p-1", MODP_P_MINUS_1),
		MODP_CASE("p", MODP_P), MODP_CASE("p+1", MODP_P_PLUS_1), MODP_CASE("2^2048-1", MODP_ALL_ONES),
		LENGTH("MODP 2048: 255 octets", KE_MODP2048, 255),
		LENGTH("MODP 2048: 257 octets", KE_MODP2048, 257),
		LENGTH("X25519: 1 octet", KE_CURVE25519, 1),
		LENGTH("X25519: 31 octets", KE_CURVE25519, 31),
		LENGTH("X25519: 33 octets", KE_CURVE25519, 33),
		LENGTH("X25519: 1024 octets", KE_CURVE25519, 1024),
		{ "P-256: not on the curve", run_bad_ke, .a = KE_ECP256, .data = &p256[0], .repeat = 40 },
		{ "P-256: zeros", run_bad_ke, .a = KE_ECP256, .data = &p256[1], .repeat = 40 },
		{ "P-256: x = p", run_bad_ke, .a = KE_ECP256, .data = &p256[2], .repeat = 40 },
		{ "P-256: compressed", run_bad_ke, .a = KE_ECP256, .data = &p256[3], .repeat = 40 },
		{ "P-256: with 04 in front", run_bad_ke, .a = KE_ECP256, .data = &p256[4], .repeat = 40 },
		{ "P-256: infinity", run_bad_ke, .a = KE_ECP256, .data = &p256[5], .repeat = 40 },
	};

	(void)state;
	RUN_CASES(cases);
}

static void t20_small_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(low_order); i++) {
		struct view point = view_make(low_order[i], 32);
		const struct bad_case cases[] = {
			{ "a point of small order", run_bad_ke, .a = KE_CURVE25519, .data = &point, .repeat = 40 },
			{ "the same for a child", run_bad_ke_child, .a = KE_CURVE25519, .data = &point,
			  .from = FROM_UP, .repeat = 40 },
			{ "the same in an answer", run_bad_ke_answer, .a = KE_CURVE25519, .data = &point,
			  .repeat = 10 },
		};

		RUN_CASES(cases);
	}
}

/* ---- T21 ---- */

static uint16_t named_group(const struct peer *p, struct view reply)
{
	struct arena a = { 0 };
	const struct v2_notify *n;
	struct ike_header h;
	uint16_t group = 0;
	struct reader r;
	struct chain c;

	assert_true(peer_read(p, reply, &a, &h, &c));
	n = chain_notify(&c, N_INVALID_KE_PAYLOAD);
	if (n != NULL) {
		r = reader_make(n->data);
		assert_true(reader_u16(&r, &group));
	}
	arena_fini(&a);
	return group;
}

/* The KE payload is of a group that the SA payload does not offer. */
static void run_group_not_offered(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t value[512] = { 9 };
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	set_ke(&s, (struct ke_value){ (uint16_t)c->a, view_make(value, c->b) });
	reply = world_say(w, p, &s);
	expect_notify(w, p, reply, N_INVALID_KE_PAYLOAD);
	assert_int_equal(named_group(p, reply), KE_CURVE25519);
	assert_int_equal(ike_nr_half_open(w->p), 0);
}

static void say_notify(struct world *w, struct peer *p, uint16_t type, struct view data)
{
	struct script s;

	script_init(&s, V2_IKE_SA_INIT, IKE_FLAG_RESPONSE, 0);
	script_notify(&s, type, data);
	world_say(w, p, &s);
}

static void say_group(struct world *w, struct peer *p, uint64_t group, size_t len)
{
	uint8_t data[4] = { (uint8_t)(group >> 8), (uint8_t)group };

	say_notify(w, p, N_INVALID_KE_PAYLOAD, view_make(data, len));
}

/* A: group that INVALID_KE_PAYLOAD names, B: octets of its data.  It is ignored; the real answer still works. */
static void run_told_group(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	memset(&p->spi_r, 0, sizeof(p->spi_r));
	say_group(w, p, c->a, c->b);
	expect_silence(w);
	assert_int_equal(world_ike(w, p)->state, IKE_INIT_I);
	p->spi_r.bytes[0] = 1;
	assert_true(peer_derive(p));
	peer_answer_sa_init(p, &s);
	world_say(w, p, &s);
	assert_int_equal(w->nr_sent, 1);	/* IKE_AUTH */
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

/* Wishes another group each time: as many tries as there are groups, no more. */
static void run_endless_groups(struct world *w, struct peer *p, const struct bad_case *c)
{
	static const uint16_t groups[] = { KE_MODP2048, KE_ECP256, KE_CURVE25519 };
	size_t requests = 1;

	(void)c;
	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	memset(&p->spi_r, 0, sizeof(p->spi_r));
	p->keys.d_len = 1;	/* lines about new tries are welcome */
	for (unsigned i = 0; i < 30; i++) {
		say_group(w, p, groups[i % ARRAY_NR(groups)], 2);
		requests += w->nr_sent;
	}
	assert_true(requests <= 4);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

static void t21_groups(void **state)
{
	static const struct bad_case cases[] = {
		{ "KE of MODP 2048, which is not in SA", run_group_not_offered, .a = KE_MODP2048, .b = 256 },
		{ "KE of P-256, which is not in SA", run_group_not_offered, .a = KE_ECP256, .b = 64 },
		{ "KE of group 0", run_group_not_offered, .a = 0, .b = 32 },
		{ "KE of group 1024", run_group_not_offered, .a = 1024, .b = 32 },
		{ "told a group that we do not offer", run_told_group, .a = 2, .b = 2, .repeat = 40 },
		{ "told a group that we do not have", run_told_group, .a = 1024, .b = 2, .repeat = 40 },
		{ "told the same group", run_told_group, .a = KE_CURVE25519, .b = 2, .repeat = 40 },
		{ "told group 0", run_told_group, .a = 0, .b = 2, .repeat = 40 },
		{ "told nothing", run_told_group, .a = KE_MODP2048, .b = 0, .repeat = 40 },
		{ "told one octet", run_told_group, .a = KE_MODP2048, .b = 1, .repeat = 40 },
		{ "told three octets", run_told_group, .a = KE_MODP2048, .b = 3, .repeat = 40 },
		{ "endless changes", run_endless_groups, .repeat = 20 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T22 ---- */

static void set_nonce(struct peer *p, struct script *s, size_t len)
{
	uint8_t nonce[512];

	memset(nonce, 0x21, sizeof(nonce));
	bytes_fini(&p->ni);
	assert_true(bytes_copy(&p->ni, view_make(nonce, len)));
	script_set_body(s, script_find(s, V2_NONCE), view_make(nonce, len));
}

static void run_nonce(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	set_nonce(p, &s, c->a);
	reply = world_say(w, p, &s);
	if (c->b == 0) {
		expect_silence(w);
		return;
	}
	assert_true(peer_take_sa_init(p, reply));
	peer_auth(p, &s);
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	world_down(w, p);
}

static void run_nonce_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t nonce[512] = { 0 };
	struct script s;
	struct view reply;

	peer_child(p, &s);
	script_set_body(&s, script_find(&s, V2_NONCE), view_make(nonce, c->a));
	reply = world_say_sealed(w, p, &s);
	if (c->b == 0) {
		expect_refused(w, p, reply, N_INVALID_SYNTAX);
		return;
	}
	p->send_id++;
	assert_int_equal(world_ike(w, p)->children.nr, 2);
}

static void t22_nonces(void **state)
{
	static const struct bad_case cases[] = {
		{ "0", run_nonce, .a = 0 },
		{ "1", run_nonce, .a = 1 },
		{ "15", run_nonce, .a = 15 },
		{ "16", run_nonce, .a = 16, .b = 1, .repeat = 40 },
		{ "256", run_nonce, .a = 256, .b = 1, .repeat = 40 },
		{ "257", run_nonce, .a = 257 },
		{ "child: 0", run_nonce_child, .a = 0, .from = FROM_EACH_UP },
		{ "child: 15", run_nonce_child, .a = 15, .from = FROM_EACH_UP },
		{ "child: 16", run_nonce_child, .a = 16, .b = 1, .from = FROM_EACH_UP },
		{ "child: 256", run_nonce_child, .a = 256, .b = 1, .from = FROM_EACH_UP },
		{ "child: 257", run_nonce_child, .a = 257, .from = FROM_EACH_UP },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T23 ---- */

struct cookie {
	uint8_t bytes[64];
	size_t len;
};

/* The COOKIE notify in REPLY, which must be all that there is. */
static struct cookie cookie_in(const struct peer *p, struct view reply)
{
	struct arena a = { 0 };
	const struct v2_notify *n;
	struct cookie out = { .len = 0 };
	struct ike_header h;
	struct chain c;

	assert_true(peer_read(p, reply, &a, &h, &c));
	assert_int_equal(c.nr, 1);
	assert_true(ike_spi_is_zero(h.spi_r));
	n = chain_notify(&c, N_COOKIE);
	assert_non_null(n);
	assert_true(n->data.len >= 1 && n->data.len <= 64);
	out.len = n->data.len;
	memcpy(out.bytes, n->data.ptr, n->data.len);
	arena_fini(&a);
	return out;
}

static struct view init_with_cookie(struct world *w, struct peer *p, const struct cookie *cookie, size_t len)
{
	struct script s;

	peer_sa_init(p, &s);
	if (cookie != NULL) {
		script_notify(&s, N_COOKIE, view_make(cookie->bytes, len));
		struct script_item last = s.items[s.nr - 1];

		memmove(&s.items[1], &s.items[0], (s.nr - 1) * sizeof(last));
		s.items[0] = last;
	}
	return world_say(w, p, &s);
}

/* Still nobody is known, and a cookie is asked for. */
static void expect_cookie(struct world *w, struct peer *p, struct view reply)
{
	cookie_in(p, reply);
	assert_int_equal(ike_nr_half_open(w->p), 0);
	assert_int_equal(ike_nr(w->p), 1);	/* the victim's */
}

enum cookie_trick {
	COOKIE_NONE, COOKIE_WRONG, COOKIE_OLD, COOKIE_OLD_IDLE, COOKIE_ADDRESS, COOKIE_SPI, COOKIE_NONCE, COOKIE_CUT,
	COOKIE_LONG, COOKIE_EMPTY,
};

static void age_cookie(struct world *w, struct peer *p)
{
	for (int i = 0; i < 5; i++) {
		world_pass(w, DURATION_S(50));
		init_with_cookie(w, p, NULL, 0);
	}
}

static void run_cookie(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct cookie k;
	struct view reply;

	w->p->setup.ddos_mode = DDOS_BUSY;
	reply = init_with_cookie(w, p, NULL, 0);
	expect_cookie(w, p, reply);
	k = cookie_in(p, reply);
	switch ((enum cookie_trick)c->a) {
	case COOKIE_NONE:
		reply = init_with_cookie(w, p, NULL, 0);
		break;
	case COOKIE_WRONG:
		k.bytes[k.len / 2] ^= 1;
		reply = init_with_cookie(w, p, &k, k.len);
		break;
	case COOKIE_OLD:
		age_cookie(w, p);
		reply = init_with_cookie(w, p, &k, k.len);
		break;
	case COOKIE_OLD_IDLE:
		world_pass(w, DURATION_S(3600));
		reply = init_with_cookie(w, p, &k, k.len);
		break;
	case COOKIE_ADDRESS:
		p->at.addr.bytes[3] ^= 0x40;
		reply = init_with_cookie(w, p, &k, k.len);
		p->at.addr.bytes[3] ^= 0x40;
		break;
	case COOKIE_SPI:
		p->spi_i.bytes[7] ^= 1;
		reply = init_with_cookie(w, p, &k, k.len);
		break;
	case COOKIE_NONCE:
		p->ni.ptr[3] ^= 1;
		reply = init_with_cookie(w, p, &k, k.len);
		break;
	case COOKIE_CUT:
		reply = init_with_cookie(w, p, &k, k.len - 1);
		break;
	case COOKIE_LONG:
		reply = init_with_cookie(w, p, &k, 64);
		break;
	case COOKIE_EMPTY:
		reply = init_with_cookie(w, p, &k, 0);
		break;
	}
	expect_cookie(w, p, reply);
	k = cookie_in(p, reply);
	p->at = endpoint_of(BAD_ADDRESS, 500);
	if (c->a != COOKIE_ADDRESS)	/* the new one is good */
		assert_true(peer_take_sa_init(p, init_with_cookie(w, p, &k, k.len)));
	w->p->setup.ddos_mode = DDOS_UNLIMITED;
	world_pass(w, DURATION_S(31));
}

/* As initiator: cookies of length A are not to be taken (B 0), or taken again and again, but not for ever. */
static void run_told_cookies(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t cookie[256];
	size_t requests = 1;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	memset(&p->spi_r, 0, sizeof(p->spi_r));
	for (unsigned i = 0; i < 30; i++) {
		memset(cookie, (int)i + 1, sizeof(cookie));
		say_notify(w, p, N_COOKIE, view_make(cookie, c->a));
		requests += w->nr_sent;
	}
	assert_true(c->b == 0 ? requests == 1 : requests >= 2 && requests <= 8);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

static void t23_cookies(void **state)
{
	static const struct bad_case cases[] = {
		{ "none", run_cookie, .a = COOKIE_NONE, .repeat = 40 },
		{ "wrong", run_cookie, .a = COOKIE_WRONG, .repeat = 40 },
		{ "expired", run_cookie, .a = COOKIE_OLD, .repeat = 20 },
		{ "expired, nothing happened meanwhile", run_cookie, .a = COOKIE_OLD_IDLE, .repeat = 10 },
		{ "of another address", run_cookie, .a = COOKIE_ADDRESS, .repeat = 40 },
		{ "of another SPI", run_cookie, .a = COOKIE_SPI, .repeat = 40 },
		{ "of another nonce", run_cookie, .a = COOKIE_NONCE, .repeat = 40 },
		{ "one octet shorter", run_cookie, .a = COOKIE_CUT, .repeat = 40 },
		{ "64 octets", run_cookie, .a = COOKIE_LONG, .repeat = 40 },
		{ "empty", run_cookie, .a = COOKIE_EMPTY, .repeat = 40 },
		{ "told an empty one", run_told_cookies, .a = 0, .repeat = 20 },
		{ "told one of 65 octets", run_told_cookies, .a = 65, .repeat = 20 },
		{ "told one of 256 octets", run_told_cookies, .a = 256, .repeat = 20 },
		{ "told ever new ones", run_told_cookies, .a = 20, .b = 1, .repeat = 20 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T24 ---- */

/* The daemon's request holds the cookie as first payload (LEN > 0) and a KE payload of GROUP. */
static void check_request(struct world *w, struct peer *p, size_t len, uint16_t group)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;

	assert_int_equal(w->nr_sent, 1);
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &c));
	assert_int_equal(h.exchange, V2_IKE_SA_INIT);
	assert_int_equal(chain_find(&c, V2_KE)->body.ke.group, group);
	if (len > 0) {
		assert_int_equal(c.items[0].type, V2_N);
		assert_int_equal(c.items[0].body.notify.type, N_COOKIE);
		assert_int_equal(c.items[0].body.notify.data.len, len);
	}
	arena_fini(&a);
}

static void finish_called(struct world *w, struct peer *p)
{
	struct script s;
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;

	p->profile.ke = KE_ECP256;
	p->suite.ke = ke_alg_find(KE_ECP256);
	assert_true(peer_take_request(p, world_heard(w, p)));
	peer_answer_sa_init(p, &s);
	world_say(w, p, &s);
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &c));
	peer_answer_auth(p, &s, h.message_id, &c);
	world_say_sealed(w, p, &s);
	assert_int_equal(world_ike(w, p)->state, IKE_UP);
	arena_fini(&a);
	p->profile.ke = KE_CURVE25519;
	p->suite.ke = ke_alg_find(KE_CURVE25519);
	p->up = true;
	world_down(w, p);
	world_pass(w, DURATION_S(6));
}

/* DATA: what the peer says, in order: 'c' a cookie, 'g' the group P-256.  Then it accepts. */
static void run_both(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint16_t group = KE_CURVE25519;
	size_t cookie = 0;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	p->keys.d_len = 1;	/* lines about new tries are welcome */
	memset(&p->spi_r, 0, sizeof(p->spi_r));
	for (const char *say = c->data; *say != '\0'; say++) {
		if (*say == 'c') {
			cookie += 8;
			say_notify(w, p, N_COOKIE, view_slice(VIEW_OF("0123456789012345678901234567890123456789"),
							      0, cookie));
		} else {
			group = KE_ECP256;
			say_group(w, p, group, 2);
		}
		check_request(w, p, cookie, group);
	}
	finish_called(w, p);
}

/* The other way round: the daemon wants a cookie, then another group; the cookie stays good. */
static void run_both_responder(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t value[256] = { 9 };
	struct cookie k;
	struct script s;

	(void)c;
	w->p->setup.ddos_mode = DDOS_BUSY;
	k = cookie_in(p, init_with_cookie(w, p, NULL, 0));
	peer_sa_init(p, &s);
	set_ke(&s, (struct ke_value){ KE_MODP2048, VIEW_OF(value) });
	script_notify(&s, N_COOKIE, view_make(k.bytes, k.len));
	expect_notify(w, p, world_say(w, p, &s), N_INVALID_KE_PAYLOAD);
	assert_true(peer_take_sa_init(p, init_with_cookie(w, p, &k, k.len)));
	peer_auth(p, &s);
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	world_down(w, p);
	w->p->setup.ddos_mode = DDOS_UNLIMITED;
}

static void t24_cookies_and_groups(void **state)
{
	static const struct bad_case cases[] = {
		{ "cookie, group", run_both, .data = "cg", .repeat = 20 },
		{ "group, cookie", run_both, .data = "gc", .repeat = 20 },
		{ "cookie, group, cookie", run_both, .data = "cgc", .repeat = 20 },
		{ "group", run_both, .data = "g", .repeat = 20 },
		{ "cookie", run_both_responder, .repeat = 20 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T27 ---- */

static void run_repeated(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes m = { 0 }, first = { 0 };
	struct script s;
	uint64_t jobs;
	size_t nr;

	(void)c;
	peer_sa_init(p, &s);
	assert_true(peer_clear(p, &s, &m));
	assert_true(bytes_copy(&first, world_input(w, p, bytes_view(&m))));
	assert_true(first.len > 0);
	jobs = w->p->count.jobs;
	nr = ike_nr(w->p);
	for (int i = 0; i < 5; i++)
		assert_true(view_eq(world_input(w, p, bytes_view(&m)), bytes_view(&first)));
	assert_int_equal(w->p->count.jobs, jobs);	/* no new DH */
	assert_int_equal(ike_nr(w->p), nr);
	assert_true(peer_take_sa_init(p, bytes_view(&first)));
	script_fini(&s);
	peer_auth(p, &s);
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	world_down(w, p);
	bytes_fini(&m);
	bytes_fini(&first);
}

/* Same SPIi, other content: the first SA goes on as it was. */
static void run_same_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct ike_sa *ike;
	struct ike_spi spi_i;
	struct bytes first_i = { 0 };
	struct endpoint at = p->at;
	struct script s;

	world_half_open(w, p);
	spi_i = p->spi_i;
	ike = world_ike(w, p);
	assert_true(bytes_copy(&first_i, bytes_view(&p->first_i)));
	peer_sa_init(p, &s);
	script_notify(&s, 40000, VIEW_EMPTY);
	p->at.port = (uint16_t)c->a;
	world_say(w, p, &s);
	if (w->nr_sent > 0) {		/* a new SA of its own */
		struct ike_header h;

		assert_int_equal(ike_header_decode(world_heard(w, p), &h), WIRE_OK);
		assert_false(ike_spi_eq(h.spi_r, p->spi_r));
	}
	p->at = at;
	assert_ptr_equal(world_ike(w, p), ike);
	assert_true(ike_spi_eq(ike->spi_i, spi_i));
	bytes_fini(&p->first_i);
	bytes_take(&p->first_i, &first_i);
	peer_auth(p, &s);
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	world_down(w, p);
}

static void t27_same_spi(void **state)
{
	static const struct bad_case cases[] = {
		{ "the same bytes", run_repeated, .repeat = 40 },
		{ "the same bytes, MODP 2048", run_repeated, &profile_modp, .repeat = 10 },
		{ "other bytes", run_same_spi, .a = 500, .repeat = 40 },
		{ "other bytes from another port", run_same_spi, .a = 1500, .repeat = 40 },
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t20_bad_values),
		cmocka_unit_test(t20_small_order),
		cmocka_unit_test(t21_groups),
		cmocka_unit_test(t22_nonces),
		cmocka_unit_test(t23_cookies),
		cmocka_unit_test(t24_cookies_and_groups),
		cmocka_unit_test(t27_same_spi),
	};

	return RUN_TESTS(tests);
}
