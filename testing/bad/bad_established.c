/* SPDX-License-Identifier: ISC
 *
 * bad_established.c - T19, T44, T47, T50, T51: what an authenticated peer can get wrong, or try.
 */
#include "bad_world.h"
#include "base/reader.h"
#include "base/writer.h"

static size_t nr_children_of(struct world *w, const struct peer *p)
{
	return world_ike(w, p)->children.nr;
}

/* ---- T19 ---- */

static void put_raw_notify(struct script *s, uint8_t protocol, uint16_t type, struct view spi)
{
	uint8_t body[4 + 255];
	struct writer w = writer_make(body, sizeof(body));

	writer_u8(&w, protocol);
	writer_u8(&w, (unsigned)spi.len);
	writer_u16(&w, type);
	writer_view(&w, spi);
	script_insert(s, 0, V2_N, writer_done(&w));
}

static struct view spi_view(uint8_t buf[255], uint32_t spi, size_t len)
{
	struct writer w = writer_make(buf, 255);

	memset(buf, 0, 255);
	writer_u32(&w, spi);
	return view_make(buf, len);
}

/* A: protocol, B: octets of the SPI, which begins with that of the peer's real child. */
static void run_rekey_strange(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t buf[255];
	struct script s;

	peer_child(p, &s);
	put_raw_notify(&s, (uint8_t)c->a, N_REKEY_SA, spi_view(buf, p->spi_in, c->b));
	expect_rejected(w, p, world_say_sealed(w, p, &s), N_CHILD_SA_NOT_FOUND);
	assert_int_equal(nr_children_of(w, p), 1);
}

static void run_rekey_unknown(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t buf[255];
	struct script s;

	peer_child(p, &s);
	put_raw_notify(&s, V2_PROTO_ESP, N_REKEY_SA,
		       spi_view(buf, c->a == 0 ? p->spi_out : c->a == 1 ? w->victim.spi_in : 0xdeadbeef, 4));
	expect_rejected(w, p, world_say_sealed(w, p, &s), N_CHILD_SA_NOT_FOUND);
}

/* No payload at all in the answer: nothing was done, nothing is echoed. */
static void expect_empty(struct world *w, struct peer *p, struct view reply)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;

	assert_true(peer_read(p, reply, &a, &h, &c));
	assert_int_equal(h.exchange, V2_INFORMATIONAL);
	assert_int_equal(c.nr, 0);
	arena_fini(&a);
	p->send_id++;
	assert_int_equal(nr_children_of(w, p), 1);
	assert_int_equal(world_ike(w, p)->state, IKE_UP);
}

static void run_delete_strange(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t buf[255];
	union v2_body b = { .del = { (uint8_t)c->a, (uint8_t)c->b, 1, spi_view(buf, p->spi_in, c->b) } };
	struct script s;

	peer_informational(p, &s);
	script_put(&s, V2_D, &b);
	expect_empty(w, p, world_say_sealed(w, p, &s));
}

static void run_notify_strange(struct world *w, struct peer *p, const struct bad_case *c)
{
	static const uint16_t types[] = {
		N_INVALID_SPI, N_INVALID_SELECTORS, N_CHILD_SA_NOT_FOUND, N_REKEY_SA, N_INVALID_IKE_SPI,
		N_INVALID_SYNTAX, N_AUTHENTICATION_FAILED, N_INITIAL_CONTACT, N_REDIRECT, 12345, 54321, 65535,
	};
	uint8_t buf[255];
	struct script s;

	if (p->send_id == 2)	/* right behind IKE_AUTH they may refuse it: RFC 7296 2.21.2 */
		assert_true(answers_informational(w, p));
	peer_informational(p, &s);
	for (size_t i = 0; i < ARRAY_NR(types); i++)
		put_raw_notify(&s, (uint8_t)c->a, types[i], spi_view(buf, p->spi_in, c->b));
	expect_empty(w, p, world_say_sealed(w, p, &s));
}

static void run_notify_spi_lies(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	(void)c;
	peer_informational(p, &s);
	script_add(&s, V2_N, view_make("\3\377\100\11" "abcd", 8));	/* SPI of 255 octets, 4 are there */
	expect_refused(w, p, world_say_sealed(w, p, &s), N_INVALID_SYNTAX);
}

#define PROTOCOLS(what, run_, len)                                                                           \
	{ what " of protocol 0", run_, .from = FROM_UP, .a = 0, .b = (len), .repeat = 200 },                 \
	{ what " of protocol AH", run_, .from = FROM_UP, .a = 2, .b = (len), .repeat = 200 },                \
	{ what " of protocol 4", run_, .from = FROM_UP, .a = 4, .b = (len), .repeat = 200 },                 \
	{ what " of protocol 255", run_, .from = FROM_UP, .a = 255, .b = (len), .repeat = 200 }
#define SPI_SIZES(what, run_)                                                                                \
	{ what " with an SPI of 0", run_, .from = FROM_UP, .a = 3, .b = 0, .repeat = 200 },                  \
	{ what " with an SPI of 1", run_, .from = FROM_UP, .a = 3, .b = 1, .repeat = 200 },                  \
	{ what " with an SPI of 3", run_, .from = FROM_UP, .a = 3, .b = 3, .repeat = 200 },                  \
	{ what " with an SPI of 5", run_, .from = FROM_UP, .a = 3, .b = 5, .repeat = 200 },                  \
	{ what " with an SPI of 8", run_, .from = FROM_UP, .a = 3, .b = 8, .repeat = 200 },                  \
	{ what " with an SPI of 255", run_, .from = FROM_UP, .a = 3, .b = 255, .repeat = 200 }

static void t19_protocols_and_spis(void **state)
{
	static const struct bad_case cases[] = {
		PROTOCOLS("REKEY_SA", run_rekey_strange, 4),
		{ "REKEY_SA of protocol IKE", run_rekey_strange, .from = FROM_UP, .a = 1, .b = 4 },
		SPI_SIZES("REKEY_SA", run_rekey_strange),
		{ "REKEY_SA of the daemon's own SPI", run_rekey_unknown, .from = FROM_UP, .a = 0 },
		{ "REKEY_SA of the victim's SPI", run_rekey_unknown, .from = FROM_UP, .a = 1 },
		{ "REKEY_SA of nobody's SPI", run_rekey_unknown, .from = FROM_UP, .a = 2 },
		PROTOCOLS("Delete", run_delete_strange, 4),
		SPI_SIZES("Delete", run_delete_strange),
		PROTOCOLS("notifies", run_notify_strange, 4),
		SPI_SIZES("notifies", run_notify_strange),
		{ "notify whose SPI size lies", run_notify_spi_lies, .from = FROM_EACH_UP },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T44 ---- */

#define V4(lo, hi) "\7\0\0\20\0\0\377\377" lo hi
#define NET_10_2   V4("\12\2\0\0", "\12\2\377\377")
#define V6_ANY	   "\10\0\0\50\0\0\377\377\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\377\377\377\377\377\377\377\377"          \
		   "\377\377\377\377\377\377\377\377"

struct ts_case {
	const char *what, *body;
	size_t len;
};
#define TS(what_, body_) { (what_), (body_), sizeof(body_) - 1 }

static const struct ts_case ts_cases[] = {
	TS("count 0, one there", "\0\0\0\0" NET_10_2),
	TS("count 0, none there", "\0\0\0\0"),
	TS("count 255, one there", "\377\0\0\0" NET_10_2),
	TS("count 2, one there", "\2\0\0\0" NET_10_2),
	TS("count 1, two there", "\1\0\0\0" NET_10_2 NET_10_2),
	TS("count 1, none there", "\1\0\0\0"),
	TS("3 octets", "\1\0\0"),
	TS("type unknown", "\1\0\0\0" "\310\0\0\20\0\0\377\377\12\2\0\0\12\2\377\377"),
	TS("type 0", "\1\0\0\0" "\0\0\0\20\0\0\377\377\12\2\0\0\12\2\377\377"),
	TS("length 0", "\1\0\0\0" "\7\0\0\0\0\0\377\377\12\2\0\0\12\2\377\377"),
	TS("length 7", "\1\0\0\0" "\7\0\0\7\0\0\377\377\12\2\0\0\12\2\377\377"),
	TS("length 8", "\1\0\0\0" "\7\0\0\10\0\0\377\377"),
	TS("length 15", "\1\0\0\0" "\7\0\0\17\0\0\377\377\12\2\0\0\12\2\377"),
	TS("length 17", "\1\0\0\0" "\7\0\0\21\0\0\377\377\12\2\0\0\12\2\377\377\0"),
	TS("length 65535", "\1\0\0\0" "\7\0\377\377\0\0\377\377\12\2\0\0\12\2\377\377"),
	TS("length of IPv6", "\1\0\0\0" "\7\0\0\50\0\0\377\377\12\2\0\0\12\2\377\377"),
	TS("addresses the wrong way round", "\1\0\0\0" V4("\12\2\377\377", "\12\2\0\0")),
	TS("ports the wrong way round", "\1\0\0\0" "\7\6\0\20\0\120\0\0\12\2\0\0\12\2\377\377"),
	TS("IPv6 where the other side is IPv4", "\1\0\0\0" V6_ANY),
	TS("a security label of garbage", "\1\0\0\0" "\12\0\0\14\1\2\3\4\5\6\7\10"),
	TS("an empty security label", "\1\0\0\0" "\12\0\0\4"),
	TS("somebody else's net", "\1\0\0\0" V4("\12\1\0\0", "\12\1\377\377")),
	TS("everything", "\1\0\0\0" V4("\0\0\0\0", "\0\0\0\0")),
};

static void run_ts(struct world *w, struct peer *p, const struct bad_case *c)
{
	const struct ts_case *ts = c->data;
	struct script s;
	struct view reply;

	peer_child(p, &s);
	script_set_body(&s, script_find(&s, (uint8_t)c->a), view_make(ts->body, ts->len));
	reply = world_say_sealed(w, p, &s);
	expect_notify(w, p, reply, has_notify(p, reply, N_INVALID_SYNTAX) ? N_INVALID_SYNTAX : N_TS_UNACCEPTABLE);
	p->send_id++;
	assert_int_equal(nr_children_of(w, p), 1);
	assert_true(answers_informational(w, p));	/* the IKE SA is kept */
}

/* In IKE_AUTH: never a child. */
static void run_ts_auth(struct world *w, struct peer *p, const struct bad_case *c)
{
	const struct ts_case *ts = c->data;
	size_t states = sim_kernel_count(w->kernel).states;
	struct script s;
	struct view reply;

	peer_auth(p, &s);
	script_set_body(&s, script_find(&s, (uint8_t)c->a), view_make(ts->body, ts->len));
	reply = world_say_sealed(w, p, &s);
	assert_int_equal(sim_kernel_count(w->kernel).states, states);
	if (has_notify(p, reply, N_TS_UNACCEPTABLE)) {
		p->up = true;		/* RFC 7296 1.2: the IKE SA stands without its child */
		p->send_id++;
		assert_true(answers_informational(w, p));
		world_down(w, p);
	} else {
		expect_refused(w, p, reply, N_INVALID_SYNTAX);
	}
}

/* v4 and v6 in one payload: what fits is taken. */
static void run_ts_mixed(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_child(p, &s);
	script_set_body(&s, script_find(&s, V2_TSI), view_make("\2\0\0\0" V6_ANY NET_10_2, 4 + 40 + 16));
	world_say_sealed(w, p, &s);
	p->send_id++;
	assert_int_equal(nr_children_of(w, p), 2);
	(void)c;
}

static void run_ts_many(struct world *w, struct peer *p, const struct bad_case *c)
{
	static const uint8_t one[] = NET_10_2;
	uint8_t body[4 + 255 * 16] = { (uint8_t)c->a };
	struct script s;

	for (size_t i = 0; i < c->a; i++)
		memcpy(body + 4 + 16 * i, one, 16);
	peer_child(p, &s);
	script_set_body(&s, script_find(&s, V2_TSI), view_make(body, 4 + 16 * c->a));
	script_set_body(&s, script_find(&s, V2_TSR), view_make(body, 4 + 16 * c->a));
	expect_either(w, p, world_say_sealed(w, p, &s), N_TS_UNACCEPTABLE, N_INVALID_SYNTAX);
}

static void t44_selectors(void **state)
{
	static const struct bad_case more[] = {
		{ "IPv4 and IPv6 mixed", run_ts_mixed, .from = FROM_EACH_UP },
		{ "64 selectors", run_ts_many, .from = FROM_EACH_UP, .a = 64 },
		{ "65 selectors", run_ts_many, .from = FROM_EACH_UP, .a = 65 },
		{ "255 selectors", run_ts_many, .from = FROM_EACH_UP, .a = 255 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(ts_cases); i++) {
		const struct bad_case cases[] = {
			{ ts_cases[i].what, run_ts, .from = FROM_UP, .a = V2_TSI, .data = &ts_cases[i], .repeat = 100 },
			{ "the same as TSr", run_ts, .from = FROM_UP, .a = V2_TSR, .data = &ts_cases[i],
			  .repeat = 100 },
			{ "the same in IKE_AUTH", run_ts_auth, .from = FROM_HALF_OPEN, .a = V2_TSI,
			  .data = &ts_cases[i], .repeat = 20 },
		};

		/* "everything" is a host 0.0.0.0: no net of ours; as TSr it is no different */
		RUN_CASES(cases);
	}
	RUN_CASES(more);
}

/* ---- T47 ---- */

static void put_delete(struct script *s, uint16_t count, const uint32_t *spis, size_t nr)
{
	uint8_t body[4 + 4 * 1024] = { V2_PROTO_ESP, 4, (uint8_t)(count >> 8), (uint8_t)count };
	struct writer w = writer_make(body + 4, sizeof(body) - 4);

	for (size_t i = 0; i < nr; i++)
		writer_u32(&w, spis[i]);
	script_add(s, V2_D, view_make(body, 4 + 4 * nr));
}

/* One more child, whose SPI of ours becomes SPI. */
static void another_child(struct world *w, struct peer *p, uint32_t spi)
{
	size_t before = nr_children_of(w, p);
	struct script s;
	uint32_t keep = p->spi_in;

	p->spi_in = spi - 1000;
	peer_child(p, &s);
	p->spi_in = keep;
	world_say_sealed(w, p, &s);
	assert_int_equal(nr_children_of(w, p), before + 1);
	p->send_id++;
}

/* The answer names NR SPIs, all of which the daemon had as its own inbound ones. */
static void expect_deleted(struct world *w, struct peer *p, struct view reply, size_t nr)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	const struct payload *d;
	size_t named = 0;

	assert_true(peer_read(p, reply, &a, &h, &c));
	for (d = chain_find(&c, V2_D); d != NULL; d = chain_find_next(&c, d, V2_D)) {
		assert_int_equal(d->body.del.protocol, V2_PROTO_ESP);
		assert_int_equal(d->body.del.spi_size, 4);
		named += d->body.del.nr_spis;
	}
	assert_int_equal(named, nr);
	arena_fini(&a);
	p->send_id++;
	assert_true(answers_informational(w, p));
}

static void run_two_deletes(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint32_t both[2] = { p->spi_in, 0x70000000 + p->spi_in };
	struct script s;
	struct view reply;

	(void)c;
	another_child(w, p, both[1]);
	peer_informational(p, &s);
	put_delete(&s, 1, &both[0], 1);
	put_delete(&s, 1, &both[1], 1);
	reply = world_say_sealed(w, p, &s);
	assert_int_equal(nr_children_of(w, p), 0);
	expect_deleted(w, p, reply, 2);
}

static void run_doubled(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint32_t spis[3] = { p->spi_in, p->spi_in, p->spi_in };
	struct script s;
	struct view reply;

	peer_informational(p, &s);
	if (c->a)
		put_delete(&s, 1, spis, 1);
	put_delete(&s, 3, spis, 3);
	reply = world_say_sealed(w, p, &s);
	assert_int_equal(nr_children_of(w, p), 0);
	expect_deleted(w, p, reply, 1);
}

/* The victim's SPIs and the daemon's own are not the peer's to delete. */
static void run_foreign(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint32_t spis[4] = { w->victim.spi_in, w->victim.spi_out, p->spi_out, 0 };
	struct script s;

	(void)c;
	peer_informational(p, &s);
	put_delete(&s, 4, spis, 4);
	expect_empty(w, p, world_say_sealed(w, p, &s));
}

/* A: the count that is claimed for one SPI. */
static void run_count_lies(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint32_t spi = p->spi_in;
	struct script s;

	peer_informational(p, &s);
	put_delete(&s, (uint16_t)c->a, &spi, 1);
	expect_refused(w, p, world_say_sealed(w, p, &s), N_INVALID_SYNTAX);
}

static void run_ike_and_more(struct world *w, struct peer *p, const struct bad_case *c)
{
	union v2_body b = { .del = { .protocol = V2_PROTO_IKE } };
	uint32_t spi = p->spi_in;
	struct script s;

	peer_informational(p, &s);
	if (c->a == 1)
		put_delete(&s, 1, &spi, 1);
	script_put(&s, V2_D, &b);
	script_put(&s, V2_D, &b);
	put_delete(&s, 1, &spi, 1);
	script_notify(&s, 40000, VIEW_EMPTY);
	world_say_sealed(w, p, &s);
	assert_int_equal(w->nr_sent, 1);
	p->up = false;
	world_pass(w, DURATION_S(6));
	assert_null(world_ike(w, p));
}

/* With an SPI, which it must not have. */
static void run_ike_with_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_informational(p, &s);
	script_add(&s, V2_D, view_make("\1\10\0\1" "12345678", 4 + c->a));
	world_say_sealed(w, p, &s);
	assert_int_equal(w->nr_sent, 1);
	p->up = false;
	world_pass(w, DURATION_S(6));
	assert_null(world_ike(w, p));
}

/* A children at once: all go, and all are named in the answer. */
static void run_many_deletes(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint32_t spis[512];
	struct script s;
	struct view reply;

	spis[0] = p->spi_in;
	for (size_t i = 1; i < c->a; i++) {
		spis[i] = 0x10000000 + (uint32_t)i;
		another_child(w, p, spis[i]);
	}
	peer_informational(p, &s);
	put_delete(&s, (uint16_t)c->a, spis, c->a);
	reply = world_say_sealed(w, p, &s);
	assert_int_equal(nr_children_of(w, p), 0);
	expect_deleted(w, p, reply, c->a);
}

static void t47_deletes(void **state)
{
	static const struct bad_case cases[] = {
		{ "two Delete payloads", run_two_deletes, .from = FROM_EACH_UP },
		{ "the same SPI three times", run_doubled, .from = FROM_EACH_UP },
		{ "the same SPI in two payloads", run_doubled, .from = FROM_EACH_UP, .a = 1 },
		{ "SPIs of others", run_foreign, .from = FROM_UP },
		{ "count 0 for one SPI", run_count_lies, .from = FROM_EACH_UP, .a = 0 },
		{ "count 2 for one SPI", run_count_lies, .from = FROM_EACH_UP, .a = 2 },
		{ "count 65535 for one SPI", run_count_lies, .from = FROM_EACH_UP, .a = 65535 },
		{ "IKE Delete with more behind it", run_ike_and_more, .from = FROM_EACH_UP },
		{ "IKE Delete in the middle", run_ike_and_more, .from = FROM_EACH_UP, .a = 1 },
		{ "IKE Delete with an SPI", run_ike_with_spi, .from = FROM_EACH_UP, .a = 8 },
		{ "IKE Delete with half an SPI", run_ike_with_spi, .from = FROM_EACH_UP, .a = 4 },
		{ "70 children at once", run_many_deletes, .from = FROM_EACH_UP, .a = 70, .repeat = 8 },
		{ "500 children at once", run_many_deletes, .from = FROM_EACH_UP, .a = 500, .repeat = 8 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T50 ---- */

static void run_replay(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes m = { 0 }, first = { 0 };
	struct script s;

	if (c->a) {
		p->spi_in += 2;
		peer_child(p, &s);
	} else {
		peer_informational(p, &s);
	}
	assert_true(peer_seal(p, &s, &m));
	script_fini(&s);
	assert_true(bytes_copy(&first, world_input(w, p, bytes_view(&m))));
	for (int i = 0; i < 3; i++)
		assert_true(view_eq(world_input(w, p, bytes_view(&m)), bytes_view(&first)));
	p->send_id++;
	assert_int_equal(nr_children_of(w, p), c->a ? 2 : 1);
	assert_true(answers_informational(w, p));
	world_input(w, p, bytes_view(&m));	/* now it is too old */
	expect_silence(w);
	bytes_fini(&m);
	bytes_fini(&first);
}

/* Other content under the id of the last request. */
static void run_replay_changed(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	(void)c;
	assert_true(answers_informational(w, p));
	peer_informational(p, &s);
	s.header.message_id = p->send_id - 1;
	script_notify(&s, 40000, VIEW_EMPTY);
	world_say_sealed(w, p, &s);
	expect_silence(w);
	assert_true(answers_informational(w, p));
}

static void run_wrong_id(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_informational(p, &s);
	s.header.message_id = c->b ? (uint32_t)c->a : p->send_id + (uint32_t)c->a;
	world_say_sealed(w, p, &s);
	expect_silence(w);
	assert_true(answers_informational(w, p));
}

static void run_window(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t size[5] = { 0, 0, 0, (uint8_t)c->a };
	struct script s;

	peer_informational(p, &s);
	script_notify(&s, N_SET_WINDOW_SIZE, view_make(size, c->b));
	expect_empty(w, p, world_say_sealed(w, p, &s));
	assert_true(answers_informational(w, p));
}

/* The last message id there is: answered, and then the SA ends, in good order. */
static void run_exhausted(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain chain;
	struct script s;

	(void)c;
	world_ike(w, p)->window.recv_next = p->send_id = UINT32_MAX - 1;
	peer_informational(p, &s);
	world_say_sealed(w, p, &s);
	assert_int_equal(w->nr_sent, 2);
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &chain));
	assert_int_equal(h.exchange, V2_INFORMATIONAL);
	assert_non_null(chain_find(&chain, V2_D));
	script_init(&s, V2_INFORMATIONAL, IKE_FLAG_INITIATOR | IKE_FLAG_RESPONSE, h.message_id);
	world_say_sealed(w, p, &s);
	assert_null(world_ike(w, p));
	p->up = false;
	arena_fini(&a);
}

static void t50_message_ids(void **state)
{
	static const struct bad_case cases[] = {
		{ "the same INFORMATIONAL", run_replay, .from = FROM_UP },
		{ "the same CREATE_CHILD_SA", run_replay, .from = FROM_EACH_UP, .a = 1 },
		{ "changed", run_replay_changed, .from = FROM_UP },
		{ "one ahead", run_wrong_id, .from = FROM_UP, .a = 1 },
		{ "far ahead", run_wrong_id, .from = FROM_UP, .a = 1000000 },
		{ "2^32-1", run_wrong_id, .from = FROM_UP, .a = UINT32_MAX, .b = 1 },
		{ "0", run_wrong_id, .from = FROM_UP, .a = 0, .b = 1 },
		{ "SET_WINDOW_SIZE 0", run_window, .from = FROM_UP, .a = 0, .b = 4 },
		{ "SET_WINDOW_SIZE 100", run_window, .from = FROM_UP, .a = 100, .b = 4 },
		{ "SET_WINDOW_SIZE of 3 octets", run_window, .from = FROM_UP, .a = 0, .b = 3 },
		{ "SET_WINDOW_SIZE without octets", run_window, .from = FROM_UP, .a = 0, .b = 0 },
		{ "ids used up", run_exhausted, .from = FROM_EACH_UP },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T51 ---- */

static void child_with_spi(struct peer *p, struct script *s, uint32_t spi)
{
	uint32_t keep = p->spi_in;

	p->spi_in = spi - 1000;
	peer_child(p, s);
	p->spi_in = keep;
}

static void run_reserved_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	for (uint32_t spi = (uint32_t)c->a; spi <= c->b; spi += 15) {
		struct script s;
		struct view reply;

		child_with_spi(p, &s, spi);
		reply = world_say_sealed(w, p, &s);
		assert_int_equal(nr_children_of(w, p), 1);
		expect_rejected(w, p, reply,
				has_notify(p, reply, N_INVALID_SYNTAX) ? N_INVALID_SYNTAX : N_NO_PROPOSAL_CHOSEN);
	}
}

enum spi_like { LIKE_DAEMONS, LIKE_VICTIMS, LIKE_256, LIKE_MAX };

static void run_good_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	const uint32_t spis[] = {
		[LIKE_DAEMONS] = p->spi_out, [LIKE_VICTIMS] = w->victim.spi_in, [LIKE_256] = 256,
		[LIKE_MAX] = UINT32_MAX,
	};
	struct script s;

	child_with_spi(p, &s, spis[c->a]);
	world_say_sealed(w, p, &s);
	assert_int_equal(nr_children_of(w, p), 2);
	p->send_id++;
	assert_true(answers_informational(w, p));
}

/* Twice the same SPI from the same peer: the kernel cannot have both; the first one stays. */
static void run_own_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct kernel_sa_key key = { .dst = p->at.addr, .spi = p->spi_in, .proto = 50 };
	struct script s;

	(void)c;
	child_with_spi(p, &s, p->spi_in);
	world_say_sealed(w, p, &s);
	p->send_id++;
	assert_int_equal(nr_children_of(w, p), 1);
	assert_non_null(sim_kernel_sa(w->kernel, &key));
	assert_true(answers_informational(w, p));
}

static void t51_spis(void **state)
{
	static const struct bad_case cases[] = {
		{ "0", run_reserved_spi, .from = FROM_UP, .a = 0, .b = 0 },
		{ "1 to 255", run_reserved_spi, .from = FROM_UP, .a = 1, .b = 255, .repeat = 20 },
		{ "255", run_reserved_spi, .from = FROM_UP, .a = 255, .b = 255 },
		{ "256", run_good_spi, .from = FROM_EACH_UP, .a = LIKE_256 },
		{ "2^32-1", run_good_spi, .from = FROM_EACH_UP, .a = LIKE_MAX },
		{ "equal to the daemon's", run_good_spi, .from = FROM_EACH_UP, .a = LIKE_DAEMONS },
		{ "equal to the victim's", run_good_spi, .from = FROM_EACH_UP, .a = LIKE_VICTIMS },
		{ "equal to its own other child's", run_own_spi, .from = FROM_UP, .repeat = 200 },
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t19_protocols_and_spis),
		cmocka_unit_test(t44_selectors),
		cmocka_unit_test(t47_deletes),
		cmocka_unit_test(t50_message_ids),
		cmocka_unit_test(t51_spis),
	};

	return RUN_TESTS(tests);
}
