/* SPDX-License-Identifier: ISC
 *
 * bad_payloads.c - T08 to T14, T31, T32: payload chains that are broken, too long, repeated, incomplete or in a
 * strange order, in clear and inside SK with good keys.
 */
#include <time.h>

#include "bad_world.h"
#include "base/reader.h"
#include "ikev2/shapes.h"

#define UNKNOWN 200			/* a payload type that nobody has */

/* How a message is spoilt. */
typedef void spoil_fn(struct script *s, const struct bad_case *c);
struct spoil {
	spoil_fn *fn;
};

static void spoil(struct script *s, const struct bad_case *c)
{
	const struct spoil *how = c->data;

	how->fn(s, c);
}

/* ---- where a spoilt message goes: the expectation is the row's notify, 0 is silence ---- */

static void run_init(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	spoil(&s, c);
	reply = world_say(w, p, &s);
	if (c->notify == 0)
		expect_silence(w);
	else
		expect_notify(w, p, reply, c->notify);
}

static void run_auth(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_auth(p, &s);
	spoil(&s, c);
	expect_refused(w, p, world_say_sealed(w, p, &s), c->notify);
}

static void run_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_child(p, &s);
	spoil(&s, c);
	expect_refused(w, p, world_say_sealed(w, p, &s), c->notify);
}

static void run_informational(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	peer_informational(p, &s);
	script_notify(&s, 40000, VIEW_EMPTY);
	script_notify(&s, 40001, VIEW_EMPTY);
	spoil(&s, c);
	expect_refused(w, p, world_say_sealed(w, p, &s), c->notify);
}

/* Well enough to be accepted. */
static void run_accepted(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	spoil(&s, c);
	reply = world_say(w, p, &s);
	assert_true(peer_take_sa_init(p, reply));
	peer_auth(p, &s);
	spoil(&s, c);
	reply = world_say_sealed(w, p, &s);
	assert_true(peer_take_auth(p, reply));
	peer_informational(p, &s);
	spoil(&s, c);
	reply = world_say_sealed(w, p, &s);
	assert_int_equal(w->nr_sent, 1);
	p->send_id++;
	assert_true(answers_informational(w, p));
	world_down(w, p);
}

/* ---- T08 ---- */

static void lie_length(struct script *s, const struct bad_case *c)
{
	s->items[c->a].len = (int)c->b;
}

static void lie_last_length(struct script *s, const struct bad_case *c)
{
	struct script_item *last = &s->items[s->nr - 1];

	last->len = (int)(last->body.len + 4 + c->b);
}

static void lie_next(struct script *s, const struct bad_case *c)
{
	s->items[s->nr - 1 - c->a].next = (int)c->b;
}

static void trailing(struct script *s, const struct bad_case *c)
{
	s->tail = view_slice(VIEW_OF("\0\0\0\4garbage"), 0, c->a);
}

static const struct spoil by_length = { lie_length }, by_last = { lie_last_length }, by_next = { lie_next },
			  by_tail = { trailing };

#define EVERYWHERE(what, spoiler, ...)                                                                       \
	{ what " in IKE_SA_INIT", run_init, .data = (spoiler), __VA_ARGS__ },                                \
	{ what " in IKE_AUTH", run_auth, .data = (spoiler), .from = FROM_HALF_OPEN,                          \
	  .notify = N_INVALID_SYNTAX, __VA_ARGS__ },                                                         \
	{ what " in CREATE_CHILD_SA", run_child, .data = (spoiler), .from = FROM_EACH_UP,                    \
	  .notify = N_INVALID_SYNTAX, __VA_ARGS__ },                                                         \
	{ what " in INFORMATIONAL", run_informational, .data = (spoiler), .from = FROM_EACH_UP,              \
	  .notify = N_INVALID_SYNTAX, __VA_ARGS__ }

static void t08_chain_lengths(void **state)
{
	static const struct bad_case cases[] = {
		EVERYWHERE("length 0", &by_length, .b = 0),
		EVERYWHERE("length 1", &by_length, .b = 1),
		EVERYWHERE("length 2", &by_length, .b = 2),
		EVERYWHERE("length 3", &by_length, .b = 3),
		EVERYWHERE("second payload of length 0", &by_length, .a = 1, .b = 0),
		EVERYWHERE("length 65535", &by_length, .b = 65535),
		EVERYWHERE("last one is a byte too long", &by_last, .b = 1),
		EVERYWHERE("chain ends early", &by_next, .a = 1, .b = V2_NONE),
		EVERYWHERE("chain ends late", &by_next, .a = 0, .b = V2_V),
		EVERYWHERE("1 byte after the last", &by_tail, .a = 1),
		EVERYWHERE("4 bytes after the last", &by_tail, .a = 4),
		EVERYWHERE("11 bytes after the last", &by_tail, .a = 11),
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T09 ---- */

static void many_unknown(struct script *s, const struct bad_case *c)
{
	for (uint64_t i = 0; i < c->a; i++)
		script_add(s, UNKNOWN, VIEW_EMPTY);
}

static const struct spoil by_many = { many_unknown };

/* Linear: 16,000 payloads must not cost more than a moment. */
static void run_costly(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes message = { 0 };
	struct script s;
	clock_t before;

	if (p->up)
		peer_informational(p, &s);
	else
		peer_sa_init(p, &s);
	spoil(&s, c);
	assert_true(p->up ? peer_seal(p, &s, &message) : peer_clear(p, &s, &message));
	script_fini(&s);
	before = clock();
	world_input(w, p, bytes_view(&message));
	assert_true(clock() - before < CLOCKS_PER_SEC / 20);
	if (p->up)
		expect_refused(w, p, world_heard(w, p), N_INVALID_SYNTAX);
	else
		expect_silence(w);
	bytes_fini(&message);
}

static void t09_many_unknown(void **state)
{
	static const struct bad_case cases[] = {
		{ "29 are ignored", run_accepted, .data = &by_many, .a = 29, .repeat = 10 },
		{ "30 are ignored", run_accepted, .data = &by_many, .a = 30, .repeat = 10 },
		{ "31 are ignored", run_accepted, .data = &by_many, .a = 31, .repeat = 10 },
		{ "32 are ignored", run_accepted, .data = &by_many, .a = 32, .repeat = 10 },
		{ "90 are ignored", run_accepted, .data = &by_many, .a = 90, .repeat = 10 },
		{ "98 are too many", run_init, .data = &by_many, .a = 98 },
		{ "1,000 are too many", run_costly, .data = &by_many, .a = 1000 },
		{ "16,000 are too many", run_costly, .data = &by_many, .a = 16000, .repeat = 100 },
		{ "inside SK: 1,000 are too many", run_costly, .data = &by_many, .a = 1000, .from = FROM_EACH_UP },
		{ "inside SK: 16,000 are too many", run_costly, .data = &by_many, .a = 16000, .from = FROM_EACH_UP },
		{ "inside IKE_AUTH: 1,000 are too many", run_auth, .data = &by_many, .a = 1000,
		  .from = FROM_HALF_OPEN, .notify = N_INVALID_SYNTAX },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T10, T11 ---- */

/* A: type, B: its flags octet. */
static void one_more(struct script *s, const struct bad_case *c)
{
	struct script_item *item = script_insert(s, 1 < s->nr ? 1 : s->nr, (uint8_t)c->a, view_str("content"));

	item->flags = (uint8_t)c->b;
}

static void all_critical(struct script *s, const struct bad_case *c)
{
	for (size_t i = 0; i < s->nr; i++)
		s->items[i].flags = (uint8_t)c->b;
}

static const struct spoil by_type = { one_more }, by_critical = { all_critical };

static void check_named(const struct peer *p, struct view reply, uint8_t type)
{
	struct arena a = { 0 };
	struct ike_header h;
	const struct v2_notify *n;
	struct chain c;

	assert_true(peer_read(p, reply, &a, &h, &c));
	n = chain_notify(&c, N_UNSUPPORTED_CRITICAL_PAYLOAD);
	assert_non_null(n);
	assert_int_equal(n->data.len, 1);
	assert_int_equal(n->data.ptr[0], type);
	arena_fini(&a);
}

static void run_critical_init(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	peer_sa_init(p, &s);
	spoil(&s, c);
	reply = world_say(w, p, &s);
	expect_notify(w, p, reply, N_UNSUPPORTED_CRITICAL_PAYLOAD);
	check_named(p, reply, (uint8_t)c->a);
}

static void run_critical(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	if (c->from == FROM_HALF_OPEN)
		peer_auth(p, &s);
	else
		peer_child(p, &s);
	spoil(&s, c);
	reply = world_say_sealed(w, p, &s);
	check_named(p, reply, (uint8_t)c->a);
	if (c->from == FROM_HALF_OPEN)
		expect_notify(w, p, reply, N_UNSUPPORTED_CRITICAL_PAYLOAD);
	else
		expect_rejected(w, p, reply, N_UNSUPPORTED_CRITICAL_PAYLOAD);
}

/* The daemon called; the answer to IKE_SA_INIT is to be dropped, the next one, without it, is good. */
static void run_critical_init_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	peer_answer_sa_init(p, &s);
	spoil(&s, c);
	world_say(w, p, &s);
	expect_silence(w);
	peer_answer_sa_init(p, &s);
	world_say(w, p, &s);
	assert_int_equal(w->nr_sent, 1);
	world_pass(w, DURATION_S(60));	/* nobody answers its IKE_AUTH */
	assert_null(world_ike(w, p));
}

/* The daemon called; the answer to IKE_AUTH is not to be used, and the SA must not hang around. */
static void run_critical_auth_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct chain request;
	struct script s;
	uint32_t id;

	world_called(w, p, &a, &request, &id);
	peer_answer_auth(p, &s, id, &request);
	spoil(&s, c);
	world_say_sealed(w, p, &s);
	arena_fini(&a);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

static void t10_critical(void **state)
{
	static const struct bad_case cases[] = {
		{ "critical in IKE_SA_INIT", run_critical_init, .data = &by_type, .a = UNKNOWN, .b = 0x80 },
		{ "critical 255 in IKE_SA_INIT", run_critical_init, .data = &by_type, .a = 255, .b = 0x80 },
		{ "critical in IKE_AUTH", run_critical, .data = &by_type, .a = UNKNOWN, .b = 0x80,
		  .from = FROM_HALF_OPEN },
		{ "critical in CREATE_CHILD_SA", run_critical, .data = &by_type, .a = UNKNOWN, .b = 0x80,
		  .from = FROM_UP },
		{ "critical in the answer to IKE_SA_INIT", run_critical_init_answer, .data = &by_type,
		  .a = UNKNOWN, .b = 0x80, .repeat = 40 },
		{ "critical in the answer to IKE_AUTH", run_critical_auth_answer, .data = &by_type,
		  .a = UNKNOWN, .b = 0x80, .repeat = 40 },
		{ "unknown with 0x01", run_accepted, .data = &by_type, .a = UNKNOWN, .b = 0x01, .repeat = 40 },
		{ "unknown with 0x7f", run_accepted, .data = &by_type, .a = UNKNOWN, .b = 0x7f, .repeat = 40 },
		{ "known ones with 0x80", run_accepted, .data = &by_critical, .b = 0x80, .repeat = 40 },
	};

	(void)state;
	RUN_CASES(cases);
}

static void old_payloads(struct script *s, const struct bad_case *c)
{
	(void)c;
	for (unsigned type = 1; type <= 13; type++)
		script_add(s, (uint8_t)type, view_str("an IKEv1 payload"));
	for (unsigned type = 130; type <= 132; type++)
		script_insert(s, 0, (uint8_t)type, view_str("an IKEv1 payload"));
}

static void v1_header(struct script *s, const struct bad_case *c)
{
	s->header.major = 1;
	s->header.minor = 0;
	s->header.exchange = (uint8_t)c->a;
}

static const struct spoil by_old = { old_payloads }, by_v1 = { v1_header };

static void t11_other_version(void **state)
{
	static const struct bad_case cases[] = {
		{ "IKEv1 payloads are unknown", run_accepted, .data = &by_old, .repeat = 40 },
		{ "IKEv2 payloads in Main Mode", run_init, .data = &by_v1, .a = 2 },
		{ "IKEv2 payloads in Aggressive Mode", run_init, .data = &by_v1, .a = 4 },
		{ "IKEv2 payloads in IKEv1 Informational", run_init, .data = &by_v1, .a = 5 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T12 ---- */

static void twice(struct script *s, const struct bad_case *c)
{
	struct script_item *item = script_find(s, (uint8_t)c->a), *copy;
	struct view body;

	assert_non_null(item);
	body = item->body;
	copy = script_insert(s, c->b & 2 ? 0 : s->nr, (uint8_t)c->a, body);
	if (c->b & 1)	/* the last octet differs: still well formed */
		((uint8_t *)(uintptr_t)copy->body.ptr)[copy->body.len - 1] ^= 1;
}

static const struct spoil by_twice = { twice };

#define TWICE(type, name, run_, ...)                                                                         \
	{ name " twice, the same", run_, .data = &by_twice, .a = (type), .b = 0, __VA_ARGS__ },              \
	{ name " twice, different", run_, .data = &by_twice, .a = (type), .b = 1, __VA_ARGS__ },             \
	{ name " twice, different, the copy first", run_, .data = &by_twice, .a = (type), .b = 3, __VA_ARGS__ }
#define AUTH_TWICE(type, name)                                                                               \
	TWICE(type, "IKE_AUTH: " name, run_auth, .from = FROM_HALF_OPEN, .notify = N_INVALID_SYNTAX)
#define CHILD_TWICE(type, name)                                                                              \
	TWICE(type, "CREATE_CHILD_SA: " name, run_child, .from = FROM_EACH_UP, .notify = N_INVALID_SYNTAX)

static void t12_twice(void **state)
{
	static const struct bad_case cases[] = {
		TWICE(V2_SA, "IKE_SA_INIT: SA", run_init),
		TWICE(V2_KE, "IKE_SA_INIT: KE", run_init),
		TWICE(V2_NONCE, "IKE_SA_INIT: nonce", run_init),
		AUTH_TWICE(V2_IDI, "IDi"),
		AUTH_TWICE(V2_IDR, "IDr"),
		AUTH_TWICE(V2_AUTH, "AUTH"),
		AUTH_TWICE(V2_SA, "SA"),
		AUTH_TWICE(V2_TSI, "TSi"),
		AUTH_TWICE(V2_TSR, "TSr"),
		CHILD_TWICE(V2_SA, "SA"),
		CHILD_TWICE(V2_NONCE, "nonce"),
		CHILD_TWICE(V2_KE, "KE"),
		CHILD_TWICE(V2_TSI, "TSi"),
		CHILD_TWICE(V2_TSR, "TSr"),
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T13 ---- */

enum { LEFT_OUT, EMPTIED };

static void incomplete(struct script *s, const struct bad_case *c)
{
	struct script_item *item = script_find(s, (uint8_t)c->a);

	assert_non_null(item);
	if (c->b == LEFT_OUT)
		script_remove(s, item);
	else
		script_set_body(s, item, VIEW_EMPTY);
}

static const struct spoil by_incomplete = { incomplete };

static void run_init_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	peer_answer_sa_init(p, &s);
	spoil(&s, c);
	world_say(w, p, &s);
	expect_silence(w);
	assert_int_equal(world_ike(w, p)->state, IKE_INIT_I);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

static void run_auth_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct chain request;
	struct script s;
	uint32_t id;

	world_called(w, p, &a, &request, &id);
	peer_answer_auth(p, &s, id, &request);
	spoil(&s, c);
	world_say_sealed(w, p, &s);
	arena_fini(&a);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

/* An established IKE SA, whose next child is answered badly: no child, whatever becomes of the IKE SA. */
static void run_child_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain request;
	struct script s;
	size_t states;

	world_called_up(w, p);
	states = sim_kernel_count(w->kernel).states;
	world_initiate(w, "second");
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &request));
	assert_int_equal(h.exchange, V2_CREATE_CHILD_SA);
	peer_answer_child(p, &s, h.message_id, &request);
	spoil(&s, c);
	world_say_sealed(w, p, &s);
	arena_fini(&a);
	assert_true(sim_kernel_count(w->kernel).states <= states);
	world_pass(w, DURATION_S(1));
	if (world_ike(w, p) != NULL && world_ike(w, p)->state == IKE_UP) {
		assert_true(answers_informational(w, p));
		world_down(w, p);
	}
	p->up = false;
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

/* Empty selectors leave the IKE SA alone (T44), all else ends it: never a child. */
static void run_incomplete_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t states = sim_kernel_count(w->kernel).states;
	struct script s;

	peer_child(p, &s);
	spoil(&s, c);
	expect_either(w, p, world_say_sealed(w, p, &s), c->notify, c->notify);
	assert_true(sim_kernel_count(w->kernel).states <= states);
}

/* One of the daemon's own tables, and how a message that it describes is met. */
struct exchange_shape {
	const struct shape *shape;
	void (*run)(struct world *w, struct peer *p, const struct bad_case *c);
	int from;
	uint16_t notify;
};

static const struct exchange_shape exchange_shapes[] = {
	{ &shape_init_request, run_init, FROM_COLD, 0 },
	{ &shape_init_response, run_init_answer, FROM_COLD, 0 },
	{ &shape_auth_request, run_auth, FROM_HALF_OPEN, N_INVALID_SYNTAX },
	{ &shape_auth_response, run_auth_answer, FROM_COLD, 0 },
	{ &shape_child_request, run_incomplete_child, FROM_EACH_UP, N_INVALID_SYNTAX },
	{ &shape_child_response, run_child_answer, FROM_COLD, 0 },
};

static void leave_out(const struct exchange_shape *x, const struct shape_row *row, uint64_t how)
{
	char what[128];
	struct text t = TEXT_OVER(what);
	struct bad_case c = {
		.what = what, .run = x->run, .from = x->from, .repeat = 20, .a = row->type, .b = how,
		.data = &by_incomplete, .notify = x->notify,
	};

	text_add(&t, "%s: ", x->shape->name);
	name_print(&t, &v2_payload_names, row->type);
	text_str(&t, how == LEFT_OUT ? " left out" : " emptied");
	/* RFC 7296 2.16: no AUTH asks for EAP */
	if (row->type == V2_AUTH && how == LEFT_OUT && x->notify != 0)
		c.notify = N_AUTHENTICATION_FAILED;
	run_cases(&c, 1);
}

static void t13_incomplete(void **state)
{
	size_t mandatory = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(exchange_shapes); i++) {
		const struct exchange_shape *x = &exchange_shapes[i];

		for (const struct shape_row *row = x->shape->rows; row->type != 0; row++) {
			if (row->min == 0)
				continue;
			mandatory++;
			leave_out(x, row, LEFT_OUT);
			leave_out(x, row, EMPTIED);
		}
	}
	assert_true(mandatory >= 3 + 3 + 5 + 5 + 4 + 4);
}

/* ---- T14 ---- */

static uint64_t shuffle_seed;

static void shuffled(struct script *s, const struct bad_case *c)
{
	(void)c;
	script_add(s, V2_V, view_str("a vendor"));
	script_notify(s, N_IKEV2_FRAGMENTATION_SUPPORTED, VIEW_EMPTY);
	script_shuffle(s, &shuffle_seed);
}

static const struct spoil by_shuffle = { shuffled };

static size_t nr_children_of(struct world *w, const struct peer *p)
{
	return world_ike(w, p)->children.nr;
}

static void run_shuffled_child(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;
	struct view reply;

	p->spi_in++;
	peer_child(p, &s);
	spoil(&s, c);
	reply = world_say_sealed(w, p, &s);
	assert_false(has_notify(p, reply, N_INVALID_SYNTAX));
	assert_int_equal(nr_children_of(w, p), 2);
	p->send_id++;
}

static void t14_any_order(void **state)
{
	static const struct bad_case cases[] = {
		{ "IKE_SA_INIT, IKE_AUTH, INFORMATIONAL", run_accepted, .data = &by_shuffle, .repeat = 300 },
		{ "AES-CBC", run_accepted, &profile_cbc, .data = &by_shuffle, .repeat = 50 },
		{ "CREATE_CHILD_SA", run_shuffled_child, .data = &by_shuffle, .from = FROM_EACH_UP, .repeat = 250 },
	};

	(void)state;
	shuffle_seed = 14;
	RUN_CASES(cases);
}

/* ---- T31 ---- */

static void expect_untouched(struct world *w, struct peer *p, uint64_t bad_before)
{
	struct ike_sa *ike = world_ike(w, p);

	expect_silence(w);
	assert_non_null(ike);
	assert_int_equal(ike->window.recv_next, p->send_id);
	assert_true(ike->bad_packets > bad_before);
	assert_int_equal(w->nr_lines[LOG_PEER], 0);
}

static void spoilt_bytes(struct world *w, struct peer *p, struct bytes *m)
{
	uint64_t before = world_ike(w, p)->bad_packets;

	world_input(w, p, bytes_view(m));
	expect_untouched(w, p, before);
}

static void next_request(struct peer *p, struct script *s)
{
	if (p->up)
		peer_informational(p, s);
	else
		peer_auth(p, s);
}

/* The right message still comes through. */
static void then_right(struct world *w, struct peer *p)
{
	struct script s;

	if (p->up) {
		assert_true(answers_informational(w, p));
		return;
	}
	peer_auth(p, &s);
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	world_down(w, p);
}

/* A bit of every octet of the message that counts is flipped once. */
static void run_flipped(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes m = { 0 };
	struct script s;

	next_request(p, &s);
	assert_true(peer_seal(p, &s, &m));
	script_fini(&s);
	for (size_t i = c->a; i < m.len; i += c->b) {
		m.ptr[i] ^= (uint8_t)(1u << i % 8);
		spoilt_bytes(w, p, &m);
		m.ptr[i] ^= (uint8_t)(1u << i % 8);
	}
	bytes_fini(&m);
	then_right(w, p);
}

/* SK data of every length that is too short for IV, one block and ICV: zeros. */
static void run_short_sk(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t least = p->suite.encr->iv_len + (p->suite.encr->aead ? 16u : 16u + 16u) + 1;

	for (size_t len = 0; len < least; len++) {
		struct bytes m = { 0 };
		struct script s;
		struct script_item *sk;
		uint8_t zeros[64] = { 0 };

		script_init(&s, (uint8_t)c->a, IKE_FLAG_INITIATOR, p->send_id);
		sk = script_add(&s, V2_SK, view_make(zeros, len));
		sk->next = V2_N;
		assert_true(peer_clear(p, &s, &m));
		script_fini(&s);
		spoilt_bytes(w, p, &m);
		bytes_fini(&m);
	}
	then_right(w, p);
}

/* Good ICV, wrong inside.  A: pad octet, B: 1 = no padding at all, else octets cut from the ciphertext. */
static void run_padding(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes m = { 0 };
	struct script s;
	bool ok;

	peer_informational(p, &s);
	s.pad_octet = (int)c->a;
	s.no_padding = c->b == 1;
	s.cut = c->b == 1 ? 0 : (size_t)c->b;
	if (!s.no_padding)
		script_notify(&s, 40000, VIEW_EMPTY);
	ok = peer_seal(p, &s, &m);
	assert_true(ok);
	script_fini(&s);
	spoilt_bytes(w, p, &m);
	bytes_fini(&m);
	then_right(w, p);
}

/* The last request once more, with one bit changed: no reply, not even the stored one. */
static void run_replayed(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes m = { 0 };
	struct script s;

	(void)c;
	peer_informational(p, &s);
	assert_true(peer_seal(p, &s, &m));
	script_fini(&s);
	world_input(w, p, bytes_view(&m));
	assert_int_equal(w->nr_sent, 1);
	p->send_id++;
	m.ptr[m.len - 3] ^= 4;
	world_input(w, p, bytes_view(&m));
	expect_silence(w);
	assert_true(answers_informational(w, p));
	bytes_fini(&m);
}

static void t31_protection(void **state)
{
	static const struct bad_case cases[] = {
		{ "GCM: every octet of SK flipped", run_flipped, .from = FROM_UP, .a = 32, .b = 1, .repeat = 50 },
		{ "CBC: every octet of SK flipped", run_flipped, &profile_cbc, .from = FROM_UP, .a = 32, .b = 1,
		  .repeat = 50 },
		{ "GCM: IKE_AUTH flipped", run_flipped, .from = FROM_HALF_OPEN, .a = 32, .b = 7 },
		{ "CBC: IKE_AUTH flipped", run_flipped, &profile_cbc, .from = FROM_HALF_OPEN, .a = 32, .b = 7 },
		{ "GCM: too short", run_short_sk, .from = FROM_UP, .a = V2_INFORMATIONAL, .repeat = 100 },
		{ "CBC: too short", run_short_sk, &profile_cbc, .from = FROM_UP, .a = V2_INFORMATIONAL,
		  .repeat = 100 },
		{ "GCM: IKE_AUTH too short", run_short_sk, .from = FROM_HALF_OPEN, .a = V2_IKE_AUTH },
		{ "CBC: IKE_AUTH too short", run_short_sk, &profile_cbc, .from = FROM_HALF_OPEN, .a = V2_IKE_AUTH },
		{ "GCM: pad length beyond the plaintext", run_padding, .from = FROM_UP, .a = 9 },
		{ "GCM: pad length 255", run_padding, .from = FROM_UP, .a = 255 },
		{ "CBC: pad length beyond the plaintext", run_padding, &profile_cbc, .from = FROM_UP, .a = 16 },
		{ "CBC: pad length 255", run_padding, &profile_cbc, .from = FROM_UP, .a = 255 },
		{ "GCM: no plaintext at all", run_padding, .from = FROM_UP, .b = 1 },
		{ "CBC: no plaintext at all", run_padding, &profile_cbc, .from = FROM_UP, .b = 1 },
		{ "CBC: 2 octets short of a block, good ICV", run_padding, &profile_cbc, .from = FROM_UP, .b = 2 },
		{ "CBC: 15 octets short of a block, good ICV", run_padding, &profile_cbc, .from = FROM_UP, .b = 15 },
		{ "replayed with one bit changed", run_replayed, .from = FROM_UP },
		{ "CBC: replayed with one bit changed", run_replayed, &profile_cbc, .from = FROM_UP },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T32 ---- */

static void run_after(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct bytes m = { 0 };
	struct script s;

	next_request(p, &s);
	s.after = view_slice(VIEW_OF("\0\0\0\10\0\0\100\0"), 0, c->a);	/* a notify payload, or a part of one */
	assert_true(peer_seal(p, &s, &m));
	script_fini(&s);
	world_input(w, p, bytes_view(&m));
	expect_silence(w);
	assert_int_equal(world_ike(w, p)->window.recv_next, p->send_id);
	bytes_fini(&m);
	then_right(w, p);
}

/* A Delete of the IKE SA in clear, before SK, must not be believed. */
static void run_before(struct world *w, struct peer *p, const struct bad_case *c)
{
	union v2_body b = { .del = { .protocol = V2_PROTO_IKE } };
	struct script s, before;
	struct bytes m = { 0 };

	script_init(&before, 0, 0, 0);
	if (c->a)
		script_put(&before, V2_D, &b);
	else
		script_notify(&before, N_INITIAL_CONTACT, VIEW_EMPTY);
	next_request(p, &s);
	s.before = &before;
	assert_true(peer_seal(p, &s, &m));
	script_fini(&s);
	script_fini(&before);
	world_input(w, p, bytes_view(&m));
	bytes_fini(&m);
	assert_non_null(world_ike(w, p));
	assert_true(world_ike(w, p)->state == IKE_UP || world_ike(w, p)->state == IKE_INIT_R);
	if (w->nr_sent > 0)		/* ignored: then it counts as received */
		p->send_id++;
	then_right(w, p);
}

static void t32_around_sk(void **state)
{
	static const struct bad_case cases[] = {
		{ "a payload after SK", run_after, .from = FROM_UP, .a = 8 },
		{ "half a payload after SK", run_after, .from = FROM_UP, .a = 3 },
		{ "one octet after SK", run_after, .from = FROM_UP, .a = 1 },
		{ "CBC: a payload after SK", run_after, &profile_cbc, .from = FROM_UP, .a = 8 },
		{ "a payload after SK of IKE_AUTH", run_after, .from = FROM_HALF_OPEN, .a = 8 },
		{ "a notify before SK", run_before, .from = FROM_UP },
		{ "a Delete before SK", run_before, .from = FROM_UP, .a = 1 },
		{ "CBC: a Delete before SK", run_before, &profile_cbc, .from = FROM_UP, .a = 1 },
		{ "a notify before SK of IKE_AUTH", run_before, .from = FROM_HALF_OPEN },
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t08_chain_lengths),
		cmocka_unit_test(t09_many_unknown),
		cmocka_unit_test(t10_critical),
		cmocka_unit_test(t11_other_version),
		cmocka_unit_test(t12_twice),
		cmocka_unit_test(t13_incomplete),
		cmocka_unit_test(t14_any_order),
		cmocka_unit_test(t31_protection),
		cmocka_unit_test(t32_around_sk),
	};

	return RUN_TESTS(tests);
}
