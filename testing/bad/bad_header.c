/* SPDX-License-Identifier: ISC
 *
 * bad_header.c - T01 to T07: datagrams and IKE headers that are wrong before anything else is looked at.
 */
#include "bad_world.h"

/* ---- T01 ---- */

static void run_short(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t bytes[32];
	struct datagram d = { .local = endpoint_of(DAEMON_ADDRESS, (uint16_t)c->a), .remote = p->at };

	memset(bytes, (int)c->b, sizeof(bytes));
	world_forget(w);
	for (size_t len = 0; len < (c->a == 500 ? 28 : 32); len++) {
		d.bytes = view_make(bytes, len);
		pluto_on_datagram(w->p, &d);
	}
	expect_silence(w);
	assert_int_equal(w->nr_lines[LOG_PEER], 0);
}

static void t01_too_short(void **state)
{
	static const struct bad_case cases[] = {
		{ "0..27 zeros to port 500", run_short, .a = 500, .b = 0 },
		{ "0..27 times 0xff to port 500 (one is a keepalive)", run_short, .a = 500, .b = 0xff },
		{ "0..31 zeros to port 4500 (marker and nothing)", run_short, .a = 4500, .b = 0 },
		{ "0..31 times 0xff to port 4500 (one is a keepalive)", run_short, .a = 4500, .b = 0xff },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T02 ---- */

/* A: added to the true length when below 16, else the length itself. */
static void run_length(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes right = { 0 };
	struct script s;

	if (p->up)
		peer_informational(p, &s);
	else
		peer_sa_init(p, &s);
	assert_true(p->up ? peer_seal(p, &s, &right) : peer_clear(p, &s, &right));
	s.header_len = (int64_t)c->a;
	if (c->b)
		s.header_len = (int64_t)right.len + (int64_t)c->a - 8;
	bytes_fini(&right);
	if (p->up)
		world_say_sealed(w, p, &s);
	else
		world_say(w, p, &s);
	expect_silence(w);
}

static void t02_header_length(void **state)
{
	static const struct bad_case cases[] = {
		{ "0", run_length, .a = 0 },
		{ "27", run_length, .a = 27 },
		{ "28", run_length, .a = 28 },
		{ "one less", run_length, .a = 7, .b = 1 },
		{ "one more", run_length, .a = 9, .b = 1 },
		{ "2^31", run_length, .a = 1u << 31 },
		{ "2^32-1", run_length, .a = UINT32_MAX },
		{ "protected: 0", run_length, .from = FROM_UP, .a = 0 },
		{ "protected: 28", run_length, .from = FROM_UP, .a = 28 },
		{ "protected: one less", run_length, .from = FROM_UP, .a = 7, .b = 1 },
		{ "protected: one more", run_length, .from = FROM_UP, .a = 9, .b = 1 },
		{ "protected: 2^32-1", run_length, .from = FROM_UP, .a = UINT32_MAX },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T03 ---- */

static void check_version_reply(const struct world *w, const struct peer *p, struct view reply)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;

	assert_int_equal(w->nr_sent, 1);
	assert_true(peer_read(p, reply, &a, &h, &c));
	assert_int_equal(h.major, 2);
	assert_int_equal(h.minor, 0);
	assert_true((h.flags & IKE_FLAG_RESPONSE) != 0);
	assert_non_null(chain_notify(&c, N_INVALID_MAJOR_VERSION));
	assert_int_equal(c.nr, 1);
	arena_fini(&a);
}

/* Twice in the same second: at most one answer. */
static void run_major(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes message = { 0 };
	struct script s;
	struct view reply;

	if (p->up)
		peer_informational(p, &s);
	else
		peer_sa_init(p, &s);
	s.header.major = (uint8_t)c->a;
	assert_true(p->up ? peer_seal(p, &s, &message) : peer_clear(p, &s, &message));
	reply = world_input(w, p, bytes_view(&message));
	if (c->notify != 0)
		check_version_reply(w, p, reply);
	else
		expect_silence(w);
	world_input(w, p, bytes_view(&message));
	expect_silence(w);
	bytes_fini(&message);
	script_fini(&s);
}

/* Only a header: an answer would be longer than the request. */
static void run_bare_major(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	(void)c;
	script_init(&s, V2_IKE_SA_INIT, IKE_FLAG_INITIATOR, 0);
	s.header.major = 3;
	world_say(w, p, &s);
	expect_silence(w);
}

static void run_minor(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	s.header.minor = (uint8_t)c->a;
	reply = world_say(w, p, &s);
	assert_true(peer_take_sa_init(p, reply));
	peer_auth(p, &s);
	s.header.minor = (uint8_t)c->a;
	reply = world_say_sealed(w, p, &s);
	assert_true(peer_take_auth(p, reply));
	world_down(w, p);
}

static void t03_version(void **state)
{
	static const struct bad_case cases[] = {
		{ "major 0", run_major, .a = 0 },
		{ "major 1 (IKEv1 is off)", run_major, .a = 1 },
		{ "major 3", run_major, .a = 3, .notify = N_INVALID_MAJOR_VERSION },
		{ "major 15", run_major, .a = 15, .notify = N_INVALID_MAJOR_VERSION },
		{ "major 3, a bare header", run_bare_major },
		{ "major 1 on an SA", run_major, .from = FROM_UP, .a = 1 },
		{ "major 3 on an SA", run_major, .from = FROM_UP, .a = 3, .notify = N_INVALID_MAJOR_VERSION },
		{ "minor 15", run_minor, .a = 15, .repeat = 40 },
		{ "minor 1", run_minor, .a = 1, .repeat = 10 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T04 ---- */

/* All bits that nobody has given a meaning: generic headers, IDs, AUTH, KE, TS, proposals, transforms. */
static void set_reserved(struct script *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		struct script_item *item = &s->items[i];
		uint8_t *body = (uint8_t *)(uintptr_t)item->body.ptr;	/* our own arena */

		item->flags = 0x7f;
		if (item->type == V2_IDI || item->type == V2_IDR || item->type == V2_AUTH ||
		    item->type == V2_TSI || item->type == V2_TSR)
			memset(body + 1, 0xff, 3);
		if (item->type == V2_KE)
			memset(body + 2, 0xff, 2);
		if (item->type == V2_SA) {
			size_t first = 8u + body[6];	/* the first transform, after the SPI */

			body[1] = 0xff;
			body[first + 1] = body[first + 5] = 0xff;
		}
	}
}

static void run_reserved(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s, answer;
	struct view reply;

	peer_sa_init(p, &s);
	set_reserved(&s);
	s.header.flags |= (uint8_t)c->a;
	reply = world_say(w, p, &s);
	assert_true(peer_take_sa_init(p, reply));
	script_init(&answer, V2_IKE_AUTH, IKE_FLAG_INITIATOR, 1);
	peer_put_id(&answer, V2_IDI, p->profile.id);
	peer_put_id(&answer, V2_IDR, p->profile.daemon_id);
	set_reserved(&answer);		/* AUTH is over the ID as it is sent */
	peer_put_auth(p, &answer, answer.items[0].body);
	peer_put_child_sa(p, &answer, p->spi_in, KE_NONE);
	peer_put_ts(&answer, V2_TSI, p->profile.local_net);
	peer_put_ts(&answer, V2_TSR, p->profile.remote_net);
	set_reserved(&answer);
	answer.header.flags |= (uint8_t)c->a;
	reply = world_say_sealed(w, p, &answer);
	assert_true(peer_take_auth(p, reply));
	assert_true(answers_informational(w, p));
	world_down(w, p);
}

static void t04_reserved_bits(void **state)
{
	static const struct bad_case cases[] = {
		{ "header flags 0xc7, payload headers, bodies", run_reserved, .a = 0xc7, .repeat = 40 },
		{ "header flag Version", run_reserved, .a = IKE_FLAG_VERSION, .repeat = 10 },
		{ "AES-CBC", run_reserved, &profile_cbc, .a = 0x80, .repeat = 10 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T05 ---- */

enum spi_trick { SPI_I_ZERO, SPI_R_SET, SPI_UNKNOWN, SPI_BOTH_ZERO };

static void spoil_spis(struct bytes *m, enum spi_trick trick)
{
	if (trick == SPI_I_ZERO || trick == SPI_BOTH_ZERO)
		memset(m->ptr, 0, 8);
	if (trick == SPI_BOTH_ZERO)
		memset(m->ptr + 8, 0, 8);
	if (trick == SPI_R_SET)
		memset(m->ptr + 8, 0x5a, 8);
	if (trick == SPI_UNKNOWN)
		m->ptr[8] ^= 1;
}

static void run_first_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes message = { 0 };
	struct script s;

	peer_sa_init(p, &s);
	assert_true(peer_clear(p, &s, &message));
	spoil_spis(&message, (enum spi_trick)c->a);
	world_input(w, p, bytes_view(&message));
	expect_silence(w);
	bytes_fini(&message);
	script_fini(&s);
}

/* B: which exchange.  At most one unprotected INVALID_IKE_SPI a second. */
static void run_unknown_spi(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes message = { 0 };
	struct script s;
	struct view reply;

	peer_informational(p, &s);
	s.header.exchange = (uint8_t)c->b;
	assert_true(peer_seal(p, &s, &message));
	spoil_spis(&message, (enum spi_trick)c->a);
	reply = world_input(w, p, bytes_view(&message));
	if (c->notify != 0)
		expect_notify(w, p, reply, c->notify);
	else
		expect_silence(w);
	world_input(w, p, bytes_view(&message));
	expect_silence(w);
	bytes_fini(&message);
	script_fini(&s);
}

/* The answer has 36 bytes, which is more than these. */
static void run_bare_unknown(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	(void)c;
	script_init(&s, V2_INFORMATIONAL, IKE_FLAG_INITIATOR, 1);
	s.header.spi_r.bytes[3] = 9;
	world_say(w, p, &s);
	expect_silence(w);
}

/* A response about an unknown SA is never answered. */
static void run_unknown_response(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes message = { 0 };
	struct script s;

	(void)c;
	peer_informational(p, &s);
	s.header.flags |= IKE_FLAG_RESPONSE;
	assert_true(peer_seal(p, &s, &message));
	spoil_spis(&message, SPI_UNKNOWN);
	world_input(w, p, bytes_view(&message));
	expect_silence(w);
	bytes_fini(&message);
	script_fini(&s);
}

static void t05_spis(void **state)
{
	static const struct bad_case cases[] = {
		{ "IKE_SA_INIT, SPIi 0", run_first_spi, .a = SPI_I_ZERO },
		{ "IKE_SA_INIT, SPIr not 0", run_first_spi, .a = SPI_R_SET },
		{ "IKE_AUTH, unknown SPIr", run_unknown_spi, .from = FROM_UP, .a = SPI_UNKNOWN, .b = V2_IKE_AUTH,
		  .notify = N_INVALID_IKE_SPI },
		{ "CREATE_CHILD_SA, unknown SPIr", run_unknown_spi, .from = FROM_UP, .a = SPI_UNKNOWN,
		  .b = V2_CREATE_CHILD_SA, .notify = N_INVALID_IKE_SPI },
		{ "INFORMATIONAL, unknown SPIr", run_unknown_spi, .from = FROM_UP, .a = SPI_UNKNOWN,
		  .b = V2_INFORMATIONAL, .notify = N_INVALID_IKE_SPI },
		{ "INFORMATIONAL, SPIi 0", run_unknown_spi, .from = FROM_UP, .a = SPI_I_ZERO, .b = V2_INFORMATIONAL },
		{ "INFORMATIONAL, both 0", run_unknown_spi, .from = FROM_UP, .a = SPI_BOTH_ZERO,
		  .b = V2_INFORMATIONAL },
		{ "INFORMATIONAL, a bare header", run_bare_unknown },
		{ "response, unknown SPIr", run_unknown_response, .from = FROM_UP },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T06 ---- */

static bool is_ours(unsigned exchange)
{
	return exchange >= V2_IKE_SA_INIT && exchange <= V2_INFORMATIONAL;
}

/* Named by a registry, but nothing that we do. */
static bool is_named(unsigned exchange)
{
	return name_find(&v2_exchange_names, exchange) != NULL;
}

static void run_exchanges(struct world *w, struct peer *p, const struct bad_case *c)
{
	for (unsigned exchange = 0; exchange < 256; exchange++) {
		struct script s;

		if (is_ours(exchange))
			continue;
		if (c->a) {
			peer_informational(p, &s);
			s.header.exchange = (uint8_t)exchange;
			world_say_sealed(w, p, &s);
			expect_silence(w);
			continue;
		}
		peer_sa_init(p, &s);
		s.header.exchange = (uint8_t)exchange;
		world_say(w, p, &s);
		if (!is_named(exchange))
			expect_silence(w);
	}
	if (c->a)
		assert_true(answers_informational(w, p));
}

static void t06_exchange_types(void **state)
{
	static const struct bad_case cases[] = {
		{ "every other type in clear", run_exchanges, .repeat = 20 },
		{ "every other type with good keys", run_exchanges, .from = FROM_UP, .a = 1, .repeat = 5 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T07 ---- */

static void run_unasked_init(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_sa_init(p, &s);
	s.header.flags |= IKE_FLAG_RESPONSE;
	s.header.spi_r.bytes[0] = 7;
	if (c->a)
		s.header.flags = IKE_FLAG_RESPONSE;
	world_say(w, p, &s);
	expect_silence(w);
}

static void run_unasked(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_informational(p, &s);
	s.header.exchange = (uint8_t)c->a;
	s.header.message_id = (uint32_t)c->b;
	s.header.flags |= IKE_FLAG_RESPONSE;
	world_say_sealed(w, p, &s);
	expect_silence(w);
	assert_true(answers_informational(w, p));
}

/* The peer is the SA's initiator and forgets to say so: then the SPIs are the other way round. */
static void run_wrong_role(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	(void)c;
	peer_informational(p, &s);
	s.header.flags = 0;
	reply = world_say_sealed(w, p, &s);
	assert_true(reply.len == 0 || has_notify(p, reply, N_INVALID_IKE_SPI));
	assert_true(answers_informational(w, p));
}

static void run_init_id(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_sa_init(p, &s);
	s.header.message_id = (uint32_t)c->a;
	s.header.flags = (uint8_t)c->b;
	world_say(w, p, &s);
	expect_silence(w);
}

static void run_auth_id(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_auth(p, &s);
	s.header.message_id = (uint32_t)c->a;
	world_say_sealed(w, p, &s);
	expect_silence(w);
	peer_auth(p, &s);	/* the right one still works */
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	world_down(w, p);
}

/* The daemon is the SA's initiator, and so says the peer of itself. */
static void run_two_initiators(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	(void)c;
	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	peer_answer_sa_init(p, &s);
	s.header.flags |= IKE_FLAG_INITIATOR;
	world_say(w, p, &s);
	expect_silence(w);
	world_pass(w, DURATION_S(40));	/* gives up */
}

/* The daemon asks for a child and hears the answer to something else under the same id; then the right one. */
static void run_other_exchange(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain request;
	struct script s;

	world_called_up(w, p);
	world_initiate(w, "second");
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &request));
	script_init(&s, (uint8_t)c->a, IKE_FLAG_RESPONSE, h.message_id);
	world_say_sealed(w, p, &s);
	expect_silence(w);
	assert_true(world_ike(w, p)->window.outstanding);
	peer_answer_child(p, &s, h.message_id, &request);
	script_remove(&s, script_find(&s, V2_TSR));
	peer_put_ts(&s, V2_TSR, "10.3.0.0/16");
	world_say_sealed(w, p, &s);
	assert_int_equal(world_ike(w, p)->children.nr, 2);
	arena_fini(&a);
	world_down(w, p);
	world_pass(w, DURATION_S(6));
}

static void t07_flags_and_ids(void **state)
{
	static const struct bad_case cases[] = {
		{ "IKE_SA_INIT response that nobody asked for", run_unasked_init },
		{ "the same without the initiator flag", run_unasked_init, .a = 1 },
		{ "INFORMATIONAL response, id 0", run_unasked, .from = FROM_UP, .a = V2_INFORMATIONAL, .b = 0 },
		{ "INFORMATIONAL response, id 2^32-1", run_unasked, .from = FROM_UP, .a = V2_INFORMATIONAL,
		  .b = UINT32_MAX },
		{ "CREATE_CHILD_SA response", run_unasked, .from = FROM_UP, .a = V2_CREATE_CHILD_SA, .b = 0 },
		{ "IKE_AUTH response", run_unasked, .from = FROM_UP, .a = V2_IKE_AUTH, .b = 1 },
		{ "IKE_SA_INIT response on a live SA", run_unasked, .from = FROM_UP, .a = V2_IKE_SA_INIT, .b = 0 },
		{ "initiator flag missing", run_wrong_role, .from = FROM_UP },
		{ "IKE_SA_INIT with message id 1", run_init_id, .a = 1, .b = IKE_FLAG_INITIATOR },
		{ "IKE_SA_INIT with message id 2^32-1", run_init_id, .a = UINT32_MAX, .b = IKE_FLAG_INITIATOR },
		{ "IKE_SA_INIT without the initiator flag", run_init_id, .a = 0, .b = 0 },
		{ "IKE_AUTH with message id 0", run_auth_id, .from = FROM_HALF_OPEN, .a = 0 },
		{ "IKE_AUTH with message id 2", run_auth_id, .from = FROM_HALF_OPEN, .a = 2 },
		{ "INFORMATIONAL answers CREATE_CHILD_SA", run_other_exchange, .a = V2_INFORMATIONAL, .repeat = 20 },
		{ "IKE_AUTH answers CREATE_CHILD_SA", run_other_exchange, .a = V2_IKE_AUTH, .repeat = 20 },
		{ "both claim to be the initiator", run_two_initiators, .repeat = 20 },
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t01_too_short),
		cmocka_unit_test(t02_header_length),
		cmocka_unit_test(t03_version),
		cmocka_unit_test(t04_reserved_bits),
		cmocka_unit_test(t05_spis),
		cmocka_unit_test(t06_exchange_types),
		cmocka_unit_test(t07_flags_and_ids),
	};

	return RUN_TESTS(tests);
}
