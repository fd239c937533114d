/* SPDX-License-Identifier: ISC
 *
 * bad_auth.c - T33, T34, T36: who may say what before, during and after authentication.
 */
#include "bad_world.h"
#include "base/writer.h"

/* ---- T33 ---- */

static void then_auth(struct world *w, struct peer *p)
{
	struct script s;

	peer_auth(p, &s);
	assert_true(peer_take_auth(p, world_say_sealed(w, p, &s)));
	assert_true(answers_informational(w, p));
	world_down(w, p);
}

static void put_delete_ike(struct script *s)
{
	union v2_body b = { .del = { .protocol = V2_PROTO_IKE } };

	script_put(s, V2_D, &b);
}

static void early_message(struct peer *p, struct script *s, const struct bad_case *c)
{
	if (c->a == V2_CREATE_CHILD_SA)
		peer_child(p, s);
	else
		peer_informational(p, s);
	s->header.exchange = (uint8_t)c->a;
	if (c->b)
		put_delete_ike(s);
}

/* With good keys, in the place of IKE_AUTH. */
static void run_early(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t states = sim_kernel_count(w->kernel).states;
	struct script s;

	early_message(p, &s, c);
	world_say_sealed(w, p, &s);
	expect_silence(w);
	assert_int_equal(world_ike(w, p)->state, IKE_INIT_R);
	assert_int_equal(sim_kernel_count(w->kernel).states, states);
	then_auth(w, p);
}

/* The daemon called and waits for the answer to IKE_AUTH; the peer talks of other things first. */
static void run_early_responder(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct chain request;
	struct script s;
	uint32_t id;

	world_called(w, p, &a, &request, &id);
	for (int response = 0; response < 2; response++) {
		early_message(p, &s, c);
		s.header.message_id = response ? id : 0;
		s.header.flags = response ? IKE_FLAG_RESPONSE : 0;
		world_say_sealed(w, p, &s);
		expect_silence(w);
		assert_int_equal(world_ike(w, p)->state, IKE_AUTH_I);
	}
	peer_answer_auth(p, &s, id, &request);
	world_say_sealed(w, p, &s);
	assert_int_equal(world_ike(w, p)->state, IKE_UP);
	arena_fini(&a);
	p->up = true;
	world_down(w, p);
	world_pass(w, DURATION_S(6));
}

static void t33_before_auth(void **state)
{
	static const struct bad_case cases[] = {
		{ "INFORMATIONAL", run_early, .from = FROM_HALF_OPEN, .a = V2_INFORMATIONAL },
		{ "INFORMATIONAL with Delete", run_early, .from = FROM_HALF_OPEN, .a = V2_INFORMATIONAL, .b = 1 },
		{ "CREATE_CHILD_SA", run_early, .from = FROM_HALF_OPEN, .a = V2_CREATE_CHILD_SA },
		{ "IKE_INTERMEDIATE", run_early, .from = FROM_HALF_OPEN, .a = V2_IKE_INTERMEDIATE },
		{ "IKE_FOLLOWUP_KE", run_early, .from = FROM_HALF_OPEN, .a = V2_IKE_FOLLOWUP_KE },
		{ "as responder: INFORMATIONAL", run_early_responder, .a = V2_INFORMATIONAL, .repeat = 30 },
		{ "as responder: INFORMATIONAL with Delete", run_early_responder, .a = V2_INFORMATIONAL, .b = 1,
		  .repeat = 30 },
		{ "as responder: CREATE_CHILD_SA", run_early_responder, .a = V2_CREATE_CHILD_SA, .repeat = 30 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T34 ---- */

static void run_second_auth(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t states = sim_kernel_count(w->kernel).states;
	uint32_t spi = p->spi_in;
	struct script s;

	p->spi_in += 5000;
	peer_auth(p, &s);
	p->spi_in = spi;
	if (c->a)
		s.header.message_id = (uint32_t)c->a;
	world_say_sealed(w, p, &s);
	expect_silence(w);
	assert_int_equal(sim_kernel_count(w->kernel).states, states);
	assert_int_equal(world_ike(w, p)->state, IKE_UP);
	assert_true(answers_informational(w, p));
}

/* A: code of the EAP message, B: 1 = without AUTH. */
static void run_eap(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t eap[5] = { (uint8_t)c->a, 7, 0, c->a == 3 || c->a == 4 ? 4 : 5, 1 };
	struct script s;
	struct view reply;

	peer_auth(p, &s);
	if (c->b)
		script_remove(&s, script_find(&s, V2_AUTH));
	script_add(&s, V2_EAP, view_make(eap, eap[3]));
	reply = world_say_sealed(w, p, &s);
	expect_refused(w, p, reply, c->notify);
}

static void run_eap_length(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t eap[5] = { 2, 7, (uint8_t)(c->a >> 8), (uint8_t)c->a, 1 };
	struct script s;

	peer_auth(p, &s);
	script_remove(&s, script_find(&s, V2_AUTH));
	script_add(&s, V2_EAP, view_make(eap, c->b));
	expect_refused(w, p, world_say_sealed(w, p, &s), N_INVALID_SYNTAX);
}

/* The peer believes that the IKE SA is good: it is told by a Delete (RFC 7296 2.21.2). */
static void expect_ike_delete(struct world *w, struct peer *p)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;

	assert_int_equal(w->nr_sent, 1);
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &c));
	assert_int_equal(h.exchange, V2_INFORMATIONAL);
	assert_int_equal(h.flags & IKE_FLAG_RESPONSE, 0);
	assert_int_equal(c.nr, 1);
	assert_int_equal(c.items[0].type, V2_D);
	assert_int_equal(c.items[0].body.del.protocol, V2_PROTO_IKE);
	arena_fini(&a);
}

/* The peer answers the daemon's IKE_AUTH with EAP, for which the daemon never asked. */
static void run_eap_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	uint8_t eap[5] = { (uint8_t)c->a, 7, 0, c->a == 3 ? 4 : 5, 1 };
	struct arena a = { 0 };
	struct chain request;
	struct script s;
	uint32_t id;

	world_called(w, p, &a, &request, &id);
	peer_answer_auth(p, &s, id, &request);
	if (c->b)
		script_remove(&s, script_find(&s, V2_AUTH));
	script_add(&s, V2_EAP, view_make(eap, eap[3]));
	world_say_sealed(w, p, &s);
	expect_ike_delete(w, p);
	arena_fini(&a);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

static void t34_auth_again_and_eap(void **state)
{
	static const struct bad_case cases[] = {
		{ "IKE_AUTH again", run_second_auth, .from = FROM_UP },
		{ "IKE_AUTH again, id 1", run_second_auth, .from = FROM_UP, .a = 1 },
		{ "IKE_AUTH again, id 100", run_second_auth, .from = FROM_UP, .a = 100000 },
		{ "EAP Response without AUTH", run_eap, .from = FROM_HALF_OPEN, .a = 2, .b = 1,
		  .notify = N_AUTHENTICATION_FAILED },
		{ "EAP Success without AUTH", run_eap, .from = FROM_HALF_OPEN, .a = 3, .b = 1,
		  .notify = N_AUTHENTICATION_FAILED },
		{ "EAP Request without AUTH", run_eap, .from = FROM_HALF_OPEN, .a = 1, .b = 1,
		  .notify = N_AUTHENTICATION_FAILED },
		{ "EAP Success and AUTH", run_eap, .from = FROM_HALF_OPEN, .a = 3, .notify = N_INVALID_SYNTAX },
		{ "EAP code 77", run_eap, .from = FROM_HALF_OPEN, .a = 77, .b = 1,
		  .notify = N_AUTHENTICATION_FAILED },
		{ "EAP length too short", run_eap_length, .from = FROM_HALF_OPEN, .a = 3, .b = 5 },
		{ "EAP length too long", run_eap_length, .from = FROM_HALF_OPEN, .a = 65535, .b = 5 },
		{ "EAP of 3 octets", run_eap_length, .from = FROM_HALF_OPEN, .a = 3, .b = 3 },
		{ "EAP of 0 octets", run_eap_length, .from = FROM_HALF_OPEN, .a = 0, .b = 0 },
		{ "answer: EAP Request", run_eap_answer, .a = 1, .b = 1, .repeat = 30 },
		{ "answer: EAP Success", run_eap_answer, .a = 3, .b = 1, .repeat = 30 },
		{ "answer: EAP Success and AUTH", run_eap_answer, .a = 3, .repeat = 30 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- T36 ---- */

/* All refusals look the same: one notify, without a word more. */

static void check_same(struct world *w, struct peer *p, struct view reply)
{
	static const uint8_t want[] = { 0, 0, 0, 8, 0, 0, 0, N_AUTHENTICATION_FAILED };
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;

	(void)w;
	assert_true(peer_read(p, reply, &a, &h, &c));
	assert_int_equal(c.nr, 1);
	assert_true(view_eq(c.items[0].raw, view_make(want + 4, 4)));
	arena_fini(&a);
}

static void expect_auth_failed(struct world *w, struct peer *p, struct script *s)
{
	uint64_t before = w->p->count.auth_failed;
	struct view reply = world_say_sealed(w, p, s);

	check_same(w, p, reply);
	assert_true(w->p->count.auth_failed > before);
	expect_refused(w, p, reply, N_AUTHENTICATION_FAILED);
}

/* A: method, DATA: its data (NULL: as computed for a shared key). */
static void run_method(struct world *w, struct peer *p, const struct bad_case *c)
{
	const struct view *given = c->data;
	struct script s;
	struct script_item *item;
	uint8_t body[4 + 512] = { 0 };
	size_t len;

	peer_auth(p, &s);
	item = script_find(&s, V2_AUTH);
	len = item->body.len;
	memcpy(body, item->body.ptr, len);
	body[0] = (uint8_t)c->a;
	if (given != NULL && given->len > 0)
		memcpy(body + 4, given->ptr, given->len);
	if (given != NULL)
		len = 4 + given->len;
	script_set_body(&s, item, view_make(body, len));
	expect_auth_failed(w, p, &s);
}

static void run_wrong_psk(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct script s;

	p->profile.psk = c->data;
	peer_auth(p, &s);
	p->profile.psk = profile_bad.psk;
	expect_auth_failed(w, p, &s);
}

/* A: type of IDi, DATA: its text; AUTH is right for it. */
static void run_wrong_id(struct world *w, struct peer *p, const struct bad_case *c)
{
	union v2_body b = { .id = { .type = (uint8_t)c->a, .data = view_str(c->data) } };
	struct script s;

	peer_auth(p, &s);
	script_remove(&s, script_find(&s, c->b ? V2_IDR : V2_IDI));
	script_put(&s, c->b ? V2_IDR : V2_IDI, &b);
	script_remove(&s, script_find(&s, V2_AUTH));
	peer_put_auth(p, &s, script_find(&s, V2_IDI)->body);
	expect_auth_failed(w, p, &s);
}

/* The daemon called: AUTH of the answer is wrong. */
static void run_method_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct chain request;
	struct script s;
	uint8_t *octet;
	uint32_t id;

	world_called(w, p, &a, &request, &id);
	peer_answer_auth(p, &s, id, &request);
	octet = (uint8_t *)(uintptr_t)script_find(&s, V2_AUTH)->body.ptr + c->b;
	/* The method is A; an octet of the MAC, which is random, is made another one. */
	*octet = c->b == 0 ? (uint8_t)c->a : *octet ^ (uint8_t)c->a;
	world_say_sealed(w, p, &s);
	expect_ike_delete(w, p);
	arena_fini(&a);
	world_pass(w, DURATION_S(60));
	assert_null(world_ike(w, p));
}

#define LITERAL(s) ((struct view){ (const uint8_t *)(s), sizeof(s) - 1 })
#define SHA256_RSA "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"
#define SHA1_RSA   "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00"
#define PSS_EMPTY  "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x30\x00"

static void t36_methods(void **state)
{
	static const struct view none = LITERAL(""), one = LITERAL("\x01"), m31 = LITERAL("0123456789012345678901234567890"),
		m33 = LITERAL("012345678901234567890123456789012"),
		alg_empty = LITERAL("\x00"), alg_long = LITERAL("\xff" SHA256_RSA), alg_only = LITERAL("\x0f" SHA256_RSA),
		alg_sha1 = LITERAL("\x0f" SHA1_RSA "signature signature"),
		alg_pss = LITERAL("\x0f" PSS_EMPTY "signature signature"),
		alg_unknown = LITERAL("\x04\x30\x02\x06\x00 signature"),
		alg_trailing = LITERAL("\x11" SHA256_RSA "\x00\x00 signature");
	static const struct bad_case cases[] = {
		{ "method 0", run_method, .from = FROM_HALF_OPEN, .a = 0 },
		{ "method 1, RSA", run_method, .from = FROM_HALF_OPEN, .a = 1 },
		{ "method 3, DSS", run_method, .from = FROM_HALF_OPEN, .a = 3 },
		{ "method 4", run_method, .from = FROM_HALF_OPEN, .a = 4 },
		{ "method 9, ECDSA", run_method, .from = FROM_HALF_OPEN, .a = 9 },
		{ "method 13, NULL", run_method, .from = FROM_HALF_OPEN, .a = 13 },
		{ "method 14", run_method, .from = FROM_HALF_OPEN, .a = 14 },
		{ "method 255", run_method, .from = FROM_HALF_OPEN, .a = 255 },
		{ "shared key, empty", run_method, .from = FROM_HALF_OPEN, .a = 2, .data = &none },
		{ "shared key, 1 octet", run_method, .from = FROM_HALF_OPEN, .a = 2, .data = &one },
		{ "shared key, 31 octets", run_method, .from = FROM_HALF_OPEN, .a = 2, .data = &m31 },
		{ "shared key, 33 octets", run_method, .from = FROM_HALF_OPEN, .a = 2, .data = &m33 },
		{ "14: algorithm length 0", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_empty },
		{ "14: nothing", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &none },
		{ "14: algorithm too long", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_long },
		{ "14: no signature", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_only },
		{ "14: SHA-1", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_sha1 },
		{ "14: PSS without parameters", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_pss },
		{ "14: unknown algorithm", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_unknown },
		{ "14: trailing octets", run_method, .from = FROM_HALF_OPEN, .a = 14, .data = &alg_trailing },
		{ "wrong secret", run_wrong_psk, .from = FROM_HALF_OPEN, .data = "not the secret" },
		{ "empty secret", run_wrong_psk, .from = FROM_HALF_OPEN, .data = "" },
		{ "unknown identity", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_FQDN, .data = "nobody" },
		{ "the victim's identity", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_FQDN, .data = "victim" },
		{ "identity NULL", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_NULL, .data = "" },
		{ "empty FQDN", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_FQDN, .data = "" },
		{ "identity of type 0", run_wrong_id, .from = FROM_HALF_OPEN, .a = 0, .data = "bad" },
		{ "identity of type 255", run_wrong_id, .from = FROM_HALF_OPEN, .a = 255, .data = "bad" },
		{ "IPv4 identity of 3 octets", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_IPV4_ADDR, .data = "abc" },
		{ "the same name as an e-mail", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_RFC822_ADDR,
		  .data = "bad" },
		{ "wants to see another identity", run_wrong_id, .from = FROM_HALF_OPEN, .a = ID_FQDN, .b = 1,
		  .data = "other" },
		{ "IDr of type 255", run_wrong_id, .from = FROM_HALF_OPEN, .a = 255, .b = 1, .data = "gw" },
		{ "answer: method 1", run_method_answer, .a = 1, .b = 0, .repeat = 30 },
		{ "answer: method 0", run_method_answer, .a = 0, .b = 0, .repeat = 30 },
		{ "answer: method 14", run_method_answer, .a = 14, .b = 0, .repeat = 30 },
		{ "answer: wrong AUTH", run_method_answer, .a = 0x3d, .b = 10, .repeat = 30 },
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t33_before_auth),
		cmocka_unit_test(t34_auth_again_and_eap),
		cmocka_unit_test(t36_methods),
	};

	return RUN_TESTS(tests);
}
