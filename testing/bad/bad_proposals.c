/* SPDX-License-Identifier: ISC
 *
 * bad_proposals.c - T15 to T18: SA payloads that make no sense, in IKE_SA_INIT and in CREATE_CHILD_SA.
 */
#include <time.h>

#include "bad_world.h"

struct raw_transform {
	uint8_t type;
	uint16_t id;
	const char *attrs;		/* octets; NULL: none */
	size_t attrs_len;
};

#define T(type_, id_)	     { (type_), (id_), NULL, 0 }
#define TA(type_, id_, lit_) { (type_), (id_), (lit_), sizeof(lit_) - 1 }
#define BITS_256 "\x80\x0e\x01\x00"
#define GCM	 TA(V2_ENCR, ENCR_AES_GCM_16, BITS_256)
#define CBC	 TA(V2_ENCR, ENCR_AES_CBC, BITS_256)
#define SHA2	 T(V2_PRF, PRF_HMAC_SHA2_256)
#define HMAC	 T(V2_INTEG, INTEG_HMAC_SHA2_256_128)
#define X25519	 T(V2_KE_METHOD, KE_CURVE25519)
#define SN32	 T(V2_SN, SN_32_BIT)

struct raw_proposal {
	uint8_t number, protocol;
	size_t spi_len;
	struct raw_transform t[8];	/* the first with type 0 ends */
};

static size_t nr_transforms(const struct raw_proposal *p)
{
	size_t nr = 0;

	while (nr < ARRAY_NR(p->t) && p->t[nr].type != 0)
		nr++;
	return nr;
}

static void put_transform(struct writer *w, const struct raw_transform *t, bool last)
{
	writer_u8(w, last ? 0 : 3);
	writer_u8(w, 0);
	writer_u16(w, (unsigned)(8 + t->attrs_len));
	writer_u8(w, t->type);
	writer_u8(w, 0);
	writer_u16(w, t->id);
	writer_bytes(w, t->attrs, t->attrs_len);
}

static void put_proposal(struct writer *w, const struct raw_proposal *p, bool last)
{
	size_t start = w->len, nr = nr_transforms(p);

	writer_u8(w, last ? 0 : 2);
	writer_u8(w, 0);
	writer_u16(w, 0);
	writer_u8(w, p->number);
	writer_u8(w, p->protocol);
	writer_u8(w, (unsigned)p->spi_len);
	writer_u8(w, (unsigned)nr);
	for (size_t i = 0; i < p->spi_len; i++)
		writer_u8(w, 0x77);
	for (size_t i = 0; i < nr; i++)
		put_transform(w, &p->t[i], i + 1 == nr);
	writer_patch_u16(w, start + 2, (unsigned)(w->len - start));
}

static void set_sa(struct script *s, const struct raw_proposal *p, size_t nr)
{
	uint8_t body[1024];
	struct writer w = writer_make(body, sizeof(body));

	for (size_t i = 0; i < nr; i++)
		put_proposal(&w, &p[i], i + 1 == nr);
	assert_true(writer_ok(&w));
	script_set_body(s, script_find(s, V2_SA), writer_done(&w));
}

/* ---- T15, T16: the row's data is one proposal; protocol says where it belongs ---- */

/* Notify 0: it is to be accepted. */
static void run_offer_ike(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	set_sa(&s, c->data, 1);
	reply = world_say(w, p, &s);
	if (c->notify != 0)
		expect_notify(w, p, reply, c->notify);
	else
		assert_true(peer_take_sa_init(p, reply));
}

static void run_offer_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_child(p, &s);
	set_sa(&s, c->data, 1);
	reply = world_say_sealed(w, p, &s);
	if (c->notify != 0) {
		expect_rejected(w, p, reply, c->notify);
		return;
	}
	p->send_id++;
	assert_int_equal(world_ike(w, p)->children.nr, 2);
	assert_true(answers_informational(w, p));
}

#define IKE_OFFER(...) (&(const struct raw_proposal){ 1, V2_PROTO_IKE, 0, { __VA_ARGS__ } })
#define ESP_OFFER(...) (&(const struct raw_proposal){ 1, V2_PROTO_ESP, 4, { __VA_ARGS__ } })
#define IKE_CASE(what, ...)                                                                                  \
	{ what, run_offer_ike, .data = IKE_OFFER(__VA_ARGS__), .notify = N_NO_PROPOSAL_CHOSEN, .repeat = 200 }
#define ESP_CASE(what, ...)                                                                                  \
	{ "child: " what, run_offer_child, .data = ESP_OFFER(__VA_ARGS__), .from = FROM_UP,                  \
	  .notify = N_NO_PROPOSAL_CHOSEN, .repeat = 200 }

static void t15_incomplete_suites(void **state)
{
	const struct bad_case cases[] = {
		IKE_CASE("no ENCR", SHA2, X25519),
		IKE_CASE("no PRF", GCM, X25519),
		IKE_CASE("no KE", GCM, SHA2),
		IKE_CASE("KE NONE", GCM, SHA2, T(V2_KE_METHOD, KE_NONE)),
		IKE_CASE("INTEG with AEAD", GCM, SHA2, HMAC, X25519),
		IKE_CASE("CBC without INTEG", CBC, SHA2, X25519),
		IKE_CASE("CBC with INTEG NONE", CBC, SHA2, T(V2_INTEG, INTEG_NONE), X25519),
		IKE_CASE("ESN in IKE", GCM, SHA2, X25519, SN32),
		IKE_CASE("an unknown transform type", GCM, SHA2, X25519, T(200, 1)),
		IKE_CASE("an additional key exchange", GCM, SHA2, X25519, T(V2_ADDKE1, KE_ML_KEM_768)),
		IKE_CASE("no transform", T(0, 0)),
		{ "INTEG NONE with AEAD is the same as none", run_offer_ike,
		  .data = IKE_OFFER(GCM, SHA2, T(V2_INTEG, INTEG_NONE), X25519), .repeat = 40 },
		{ "ESP in IKE_SA_INIT", run_offer_ike, .notify = N_NO_PROPOSAL_CHOSEN,
		  .data = &(const struct raw_proposal){ 1, V2_PROTO_ESP, 4, { GCM, SN32 } } },
		{ "protocol 0 in IKE_SA_INIT", run_offer_ike, .notify = N_NO_PROPOSAL_CHOSEN,
		  .data = &(const struct raw_proposal){ 1, 0, 0, { GCM, SHA2, X25519 } } },
		{ "protocol 4 in IKE_SA_INIT", run_offer_ike, .notify = N_NO_PROPOSAL_CHOSEN,
		  .data = &(const struct raw_proposal){ 1, 4, 0, { GCM, SHA2, X25519 } } },
		ESP_CASE("no ENCR", X25519, SN32),
		ESP_CASE("CBC without INTEG", CBC, X25519, SN32),
		ESP_CASE("INTEG with AEAD", GCM, HMAC, X25519, SN32),
		ESP_CASE("a PRF", GCM, SHA2, X25519, SN32),
		ESP_CASE("an unknown transform type", GCM, X25519, SN32, T(13, 1)),
		ESP_CASE("no key exchange where PFS is wanted", GCM, SN32),
		ESP_CASE("SN unknown", GCM, X25519, T(V2_SN, 7)),
		{ "child: SN missing means 32 bit", run_offer_child, .data = ESP_OFFER(GCM, X25519),
		  .from = FROM_EACH_UP },
		{ "child: protocol IKE", run_offer_child, .from = FROM_UP, .notify = N_NO_PROPOSAL_CHOSEN,
		  .data = &(const struct raw_proposal){ 1, V2_PROTO_IKE, 8, { GCM, SHA2, X25519 } } },
		{ "child: protocol AH", run_offer_child, .from = FROM_UP, .notify = N_NO_PROPOSAL_CHOSEN,
		  .data = &(const struct raw_proposal){ 1, V2_PROTO_AH, 4, { HMAC, X25519, SN32 } } },
	};

	(void)state;
	RUN_CASES(cases);
}

#define ODD(what, attrs)                                                                                     \
	IKE_CASE(what, TA(V2_ENCR, ENCR_AES_GCM_16, attrs), SHA2, X25519),                                   \
	ESP_CASE(what, TA(V2_ENCR, ENCR_AES_GCM_16, attrs), X25519, SN32),                                   \
	{ what ", and a good one", run_offer_ike, .repeat = 20,                                              \
	  .data = IKE_OFFER(TA(V2_ENCR, ENCR_AES_GCM_16, attrs), GCM, SHA2, X25519) }

static void t16_attributes(void **state)
{
	const struct bad_case cases[] = {
		ODD("key length 0", "\x80\x0e\x00\x00"),
		ODD("key length 7", "\x80\x0e\x00\x07"),
		ODD("key length 65535", "\x80\x0e\xff\xff"),
		ODD("key length 257", "\x80\x0e\x01\x01"),
		ODD("key length missing", ""),
		ODD("key length doubled", BITS_256 BITS_256),
		ODD("two key lengths", BITS_256 "\x80\x0e\x00\x80"),
		ODD("key length as TLV", "\x00\x0e\x00\x02\x01\x00"),
		ODD("an unknown attribute", BITS_256 "\x80\x0f\x00\x01"),
		ODD("an unknown TLV attribute", BITS_256 "\x00\x63\x00\x03xyz"),
		IKE_CASE("key length for ChaCha20", TA(V2_ENCR, ENCR_CHACHA20_POLY1305, BITS_256), SHA2, X25519),
		IKE_CASE("key length for a PRF", GCM, TA(V2_PRF, PRF_HMAC_SHA2_256, BITS_256), X25519),
		IKE_CASE("key length for INTEG", CBC, SHA2, TA(V2_INTEG, INTEG_HMAC_SHA2_256_128, BITS_256), X25519),
		IKE_CASE("key length for KE", GCM, SHA2, TA(V2_KE_METHOD, KE_CURVE25519, BITS_256)),
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T17 ---- */

static const uint16_t strange_ids[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
	31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 63, 64, 65, 127, 128, 255, 256, 1023, 1024, 1025, 32767, 32768, 65535,
};

static bool is_offered(unsigned slot, uint16_t id)
{
	static const uint16_t good[][4] = {
		[V2_ENCR] = { ENCR_AES_GCM_16 }, [V2_PRF] = { PRF_HMAC_SHA2_256 },
		[V2_INTEG] = { INTEG_HMAC_SHA2_256_128 },
		[V2_KE_METHOD] = { KE_CURVE25519, KE_MODP2048, KE_ECP256 },
	};

	for (size_t i = 0; i < 4; i++) {
		if (good[slot][i] != 0 && good[slot][i] == id)
			return true;
	}
	return false;
}

static void strange_offer(struct raw_proposal *o, unsigned slot, uint16_t id)
{
	const struct raw_proposal gcm = { 1, V2_PROTO_IKE, 0, { GCM, SHA2, X25519 } };
	const struct raw_proposal cbc = { 1, V2_PROTO_IKE, 0, { CBC, SHA2, X25519, HMAC } };

	*o = slot == V2_INTEG ? cbc : gcm;
	for (size_t i = 0; i < ARRAY_NR(o->t); i++) {
		if (o->t[i].type == slot)
			o->t[i].id = id;
	}
}

/* A: the slot. */
static void run_strange_ids(struct world *w, struct peer *p, const struct bad_case *c)
{
	for (size_t i = 0; i < ARRAY_NR(strange_ids); i++) {
		struct raw_proposal offer;
		struct script s;

		if (is_offered((unsigned)c->a, strange_ids[i]))
			continue;
		strange_offer(&offer, (unsigned)c->a, strange_ids[i]);
		peer_sa_init(p, &s);
		set_sa(&s, &offer, 1);
		expect_notify(w, p, world_say(w, p, &s), N_NO_PROPOSAL_CHOSEN);
	}
}

/* The strange group is offered and sent beside a good one: INVALID_KE_PAYLOAD names the good one, or silence. */
static void run_strange_group(struct world *w, struct peer *p, const struct bad_case *c)
{
	const struct raw_proposal both = { 1, V2_PROTO_IKE, 0, { GCM, SHA2, X25519, T(V2_KE_METHOD, (uint16_t)c->a) } };
	uint8_t ke[4 + 32] = { (uint8_t)(c->a >> 8), (uint8_t)c->a };
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	set_sa(&s, &both, 1);
	script_set_body(&s, script_find(&s, V2_KE), VIEW_OF(ke));
	reply = world_say(w, p, &s);
	if (reply.len > 0)
		expect_notify(w, p, reply, N_INVALID_KE_PAYLOAD);
	assert_int_equal(ike_nr_half_open(w->p), 0);
}

static void t17_ids_without_code(void **state)
{
	static const struct bad_case cases[] = {
		{ "ENCR", run_strange_ids, .a = V2_ENCR, .repeat = 20 },
		{ "PRF", run_strange_ids, .a = V2_PRF, .repeat = 20 },
		{ "INTEG", run_strange_ids, .a = V2_INTEG, .repeat = 20 },
		{ "KE", run_strange_ids, .a = V2_KE_METHOD, .repeat = 20 },
		{ "KE payload of group 0", run_strange_group, .a = 0 },
		{ "KE payload of group 1", run_strange_group, .a = 1 },
		{ "KE payload of ML-KEM-768", run_strange_group, .a = KE_ML_KEM_768 },
		{ "KE payload of group 63", run_strange_group, .a = 63 },
		{ "KE payload of group 64", run_strange_group, .a = 64 },
		{ "KE payload of group 1025", run_strange_group, .a = 1025 },
		{ "KE payload of group 65535", run_strange_group, .a = 65535 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T18 ---- */

/* A well-formed SA with one octet (A) set to B; 16 bits from A on when DATA is set. */
static void lie(struct script *s, const struct bad_case *c)
{
	uint8_t *body = (uint8_t *)(uintptr_t)script_find(s, V2_SA)->body.ptr;	/* our own arena */

	body[c->a] = (uint8_t)c->b;
	if (c->data != NULL) {
		body[c->a] = (uint8_t)(c->b >> 8);
		body[c->a + 1] = (uint8_t)c->b;
	}
}

static void run_lie_ike(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	lie(&s, c);
	reply = world_say(w, p, &s);
	if (reply.len > 0)
		expect_notify(w, p, reply, N_NO_PROPOSAL_CHOSEN);
	assert_int_equal(ike_nr_half_open(w->p), 0);
}

static void run_lie_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_child(p, &s);
	lie(&s, c);
	expect_either(w, p, world_say_sealed(w, p, &s), N_INVALID_SYNTAX, N_NO_PROPOSAL_CHOSEN);
}

/* Offsets in the SA body: proposal 0 flag, 2 length, 4 number, 5 protocol, 6 SPI size, 7 transforms, then
 * (IKE: 8, ESP: 12) the first transform: 0 flag, 2 length. */
#define LIE(what, at, value)                                                                                 \
	{ "IKE: " what, run_lie_ike, .a = (at), .b = (value) },                                              \
	{ "child: " what, run_lie_child, .a = (at), .b = (value), .from = FROM_EACH_UP, .repeat = 20 }
#define LIE16(what, at, value)                                                                               \
	{ "IKE: " what, run_lie_ike, .a = (at), .b = (value), .data = "" },                                  \
	{ "child: " what, run_lie_child, .a = (at), .b = (value), .data = "", .from = FROM_EACH_UP, .repeat = 20 }
#define LIE_TRANSFORM(what, at, value, data_)                                                                \
	{ "IKE: " what, run_lie_ike, .a = 8 + (at), .b = (value), .data = (data_) },                         \
	{ "child: " what, run_lie_child, .a = 12 + (at), .b = (value), .data = (data_), .from = FROM_EACH_UP,\
	  .repeat = 20 }

static void t18_structure(void **state)
{
	static const struct bad_case cases[] = {
		LIE("proposal flag 1", 0, 1),
		LIE("proposal flag 2, but it is the last", 0, 2),
		LIE("proposal flag 3", 0, 3),
		LIE("proposal flag 255", 0, 255),
		LIE16("proposal length 0", 2, 0),
		LIE16("proposal length 7", 2, 7),
		LIE16("proposal length 8", 2, 8),
		LIE16("proposal length 65535", 2, 65535),
		LIE("proposal one shorter", 3, 35),
		LIE("proposal one longer", 3, 60),
		LIE("number 0", 4, 0),
		LIE("number 2", 4, 2),
		LIE("number 255", 4, 255),
		LIE("protocol 0", 5, 0),
		LIE("protocol 4", 5, 4),
		LIE("protocol 255", 5, 255),
		LIE("SPI size 1", 6, 1),
		LIE("SPI size 3", 6, 3),
		LIE("SPI size 8", 6, 8),
		LIE("SPI size 16", 6, 16),
		LIE("SPI size 255", 6, 255),
		LIE("no transforms", 7, 0),
		LIE("one transform", 7, 1),
		LIE("5 transforms", 7, 5),
		LIE("255 transforms", 7, 255),
		LIE_TRANSFORM("transform flag 0, but more follow", 0, 0, NULL),
		LIE_TRANSFORM("transform flag 2", 0, 2, NULL),
		LIE_TRANSFORM("transform length 0", 2, 0, ""),
		LIE_TRANSFORM("transform length 7", 2, 7, ""),
		LIE_TRANSFORM("transform length 9", 2, 9, ""),
		LIE_TRANSFORM("transform length 65535", 2, 65535, ""),
		LIE_TRANSFORM("transform type 0", 4, 0, NULL),
	};

	(void)state;
	RUN_CASES(cases);
}

/* A proposals of B transforms each, as many as fit a datagram. */
static void huge_sa(struct script *s, size_t proposals, size_t transforms, const struct raw_proposal *first)
{
	size_t cap = proposals * (12 + 8 * transforms) + 64;
	uint8_t *body = mem_alloc(cap);
	struct writer w = writer_make(body, cap);
	const struct raw_transform t = T(V2_ENCR, 1000);

	for (size_t i = 0; i < proposals; i++) {
		writer_u8(&w, i + 1 == proposals ? 0 : 2);
		writer_u8(&w, 0);
		writer_u16(&w, (unsigned)(8 + first->spi_len + 8 * transforms));
		writer_u8(&w, (unsigned)i + 1);
		writer_u8(&w, first->protocol);
		writer_u8(&w, (unsigned)first->spi_len);
		writer_u8(&w, (unsigned)transforms);
		writer_u32(&w, 0x12345678);
		w.len -= first->spi_len == 0 ? 4 : 0;
		for (size_t j = 0; j < transforms; j++)
			put_transform(&w, &t, j + 1 == transforms);
	}
	assert_true(writer_ok(&w));
	script_set_body(s, script_find(s, V2_SA), writer_done(&w));
	mem_free(body);
}

static void run_huge(struct world *w, struct peer *p, const struct bad_case *c)
{
	const struct raw_proposal ike = { 1, V2_PROTO_IKE, 0, { GCM } }, esp = { 1, V2_PROTO_ESP, 4, { GCM } };
	struct bytes m = { 0 };
	struct script s;
	struct view reply;
	clock_t before;

	if (p->up)
		peer_child(p, &s);
	else
		peer_sa_init(p, &s);
	huge_sa(&s, c->a, c->b, p->up ? &esp : &ike);
	assert_true(p->up ? peer_seal(p, &s, &m) : peer_clear(p, &s, &m));
	script_fini(&s);
	before = clock();
	reply = world_input(w, p, bytes_view(&m));
	assert_true(clock() - before < CLOCKS_PER_SEC / 20);	/* 5 ms, with sanitizers more */
	if (p->up)
		expect_either(w, p, reply, N_INVALID_SYNTAX, N_NO_PROPOSAL_CHOSEN);
	else if (reply.len > 0)
		expect_notify(w, p, reply, N_NO_PROPOSAL_CHOSEN);
	bytes_fini(&m);
}

static void t18_huge(void **state)
{
	static const struct bad_case cases[] = {
		{ "255 proposals", run_huge, .a = 255, .b = 1 },
		{ "255 proposals of 29 transforms", run_huge, .a = 255, .b = 29, .repeat = 100 },
		{ "32 proposals of 64 transforms", run_huge, .a = 32, .b = 64, .repeat = 100 },
		{ "31 proposals of 255 transforms", run_huge, .a = 31, .b = 255, .repeat = 100 },
		{ "child: 255 proposals of 29 transforms", run_huge, .a = 255, .b = 29, .from = FROM_EACH_UP },
		{ "child: 32 proposals of 64 transforms", run_huge, .a = 32, .b = 64, .from = FROM_EACH_UP },
		{ "child: 31 proposals of 255 transforms", run_huge, .a = 31, .b = 255, .from = FROM_EACH_UP },
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t15_incomplete_suites),
		cmocka_unit_test(t16_attributes),
		cmocka_unit_test(t17_ids_without_code),
		cmocka_unit_test(t18_structure),
		cmocka_unit_test(t18_huge),
	};

	return RUN_TESTS(tests);
}
