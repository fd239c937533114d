/* SPDX-License-Identifier: ISC
 *
 * bad_rekey.c - T13, T15, T20, T22, T51 once more, for the IKE SA that replaces another one (RFC 7296 1.3.2, 2.18).
 */
#include "bad_world.h"
#include "base/writer.h"
#include "ikev2/rekey_ike.h"

/* The octets of the proposal's SPI and where they are: flag, reserved, length, number, protocol, SPI size, transforms. */
enum { SPI_SIZE_AT = 6, SPI_AT = 8 };

typedef void spoil_fn(struct script *s, const struct bad_case *c);
struct spoil {
	spoil_fn *fn;
};

static void spoil(struct script *s, const struct bad_case *c)
{
	const struct spoil *how = c->data;

	if (how != NULL)
		how->fn(s, c);
}

static void left_out(struct script *s, const struct bad_case *c)
{
	script_remove(s, script_find(s, (uint8_t)c->a));
}

static void emptied(struct script *s, const struct bad_case *c)
{
	script_set_body(s, script_find(s, (uint8_t)c->a), VIEW_EMPTY);
}

static void twice(struct script *s, const struct bad_case *c)
{
	script_add(s, (uint8_t)c->a, script_find(s, (uint8_t)c->a)->body);
}

/* An SPI of A octets. */
static void spi_size(struct script *s, const struct bad_case *c)
{
	struct script_item *sa = script_find(s, V2_SA);
	uint8_t body[1024];
	size_t rest = sa->body.len - SPI_AT - 8, len;

	memcpy(body, sa->body.ptr, SPI_AT);
	memset(body + SPI_AT, 0x31, c->a);
	memcpy(body + SPI_AT + c->a, sa->body.ptr + SPI_AT + 8, rest);
	len = SPI_AT + c->a + rest;
	body[2] = (uint8_t)(len >> 8);
	body[3] = (uint8_t)len;
	body[SPI_SIZE_AT] = (uint8_t)c->a;
	script_set_body(s, sa, view_make(body, len));
}

static void spi_zero(struct script *s, const struct bad_case *c)
{
	(void)c;
	memset((uint8_t *)(uintptr_t)script_find(s, V2_SA)->body.ptr + SPI_AT, 0, 8);
}

/* A point of small order: RFC 7748 6.1. */
static void zero_ke(struct script *s, const struct bad_case *c)
{
	memset((uint8_t *)(uintptr_t)script_find(s, V2_KE)->body.ptr + 4, (int)c->a, 32);
}

static void short_ke(struct script *s, const struct bad_case *c)
{
	struct script_item *ke = script_find(s, V2_KE);

	script_set_body(s, ke, view_slice(ke->body, 0, 4 + c->a));
}

static void other_group(struct script *s, const struct bad_case *c)
{
	((uint8_t *)(uintptr_t)script_find(s, V2_KE)->body.ptr)[1] = (uint8_t)c->a;
}

/* The first transform is AES-GCM: another cipher. */
static void other_cipher(struct script *s, const struct bad_case *c)
{
	((uint8_t *)(uintptr_t)script_find(s, V2_SA)->body.ptr)[SPI_AT + 8 + 7] = (uint8_t)c->a;
}

static void nonce_len(struct script *s, const struct bad_case *c)
{
	uint8_t nonce[300] = { 1 };

	script_set_body(s, script_find(s, V2_NONCE), view_make(nonce, c->a));
}

static void with_selectors(struct script *s, const struct bad_case *c)
{
	(void)c;
	peer_put_ts(s, V2_TSI, "10.2.0.0/16");
	peer_put_ts(s, V2_TSR, "10.0.0.0/16");
}

static const struct spoil by_absence = { left_out }, by_emptiness = { emptied }, by_repeat = { twice },
			  by_spi_size = { spi_size }, by_spi_zero = { spi_zero }, by_ke_zero = { zero_ke },
			  by_ke_short = { short_ke }, by_group = { other_group }, by_cipher = { other_cipher },
			  by_nonce = { nonce_len }, by_selectors = { with_selectors };

/* ---- the peer asks ---- */

static void run_request(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t ikes = ike_nr(w->p);
	struct peer next;
	struct script s;

	peer_rekey(p, &next, &s);
	spoil(&s, c);
	expect_either(w, p, world_say_sealed(w, p, &s), N_INVALID_SYNTAX, c->notify);
	assert_true(ike_nr(w->p) <= ikes);
	peer_fini(&next);
}

/* Well formed: the children are on the new SA, the old one only answers its Delete. */
static void run_good(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct peer next, third;
	struct script s;

	(void)c;
	peer_rekey(p, &next, &s);
	assert_true(peer_take_rekey(p, &next, world_say_sealed(w, p, &s)));
	p->send_id++;
	assert_true(answers_informational(w, &next));
	assert_int_equal(world_ike(w, &next)->children.nr, 1);
	assert_int_equal(world_ike(w, p)->children.nr, 0);
	/* once more on the old one: there is nothing left to rekey */
	peer_rekey(p, &third, &s);
	expect_notify(w, p, world_say_sealed(w, p, &s), N_TEMPORARY_FAILURE);
	p->send_id++;
	peer_fini(&third);
	world_down(w, p);
	assert_true(answers_informational(w, &next));
	world_down(w, &next);
	peer_fini(&next);
	world_pass(w, DURATION_S(6));
}

/* A child on the SA that has been replaced. */
static void run_child_on_old(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct peer next;
	struct script s;

	(void)c;
	peer_rekey(p, &next, &s);
	assert_true(peer_take_rekey(p, &next, world_say_sealed(w, p, &s)));
	p->send_id++;
	peer_child(p, &s);
	world_say_sealed(w, p, &s);
	p->send_id++;
	world_down(w, p);
	world_pass(w, DURATION_S(6));
	assert_null(world_ike(w, p));
	assert_true(answers_informational(w, &next));
	world_down(w, &next);
	peer_fini(&next);
	world_pass(w, DURATION_S(6));
}

/* The new one is deleted at once, the old one later. */
static void run_new_first(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct peer next;
	struct script s;

	(void)c;
	peer_rekey(p, &next, &s);
	assert_true(peer_take_rekey(p, &next, world_say_sealed(w, p, &s)));
	p->send_id++;
	world_down(w, &next);
	world_down(w, p);
	world_pass(w, DURATION_S(6));
	assert_null(world_ike(w, p));
	assert_null(world_ike(w, &next));
	peer_fini(&next);
}

#define REQUEST(what, how, value, notify_)                                                                   \
	{ what, run_request, .data = &(how), .a = (value), .from = FROM_EACH_UP, .notify = (notify_), .repeat = 30 }

static void t13_rekey_request(void **state)
{
	static const struct bad_case cases[] = {
		{ "good", run_good, .from = FROM_EACH_UP },
		{ "a child on the old SA", run_child_on_old, .from = FROM_EACH_UP },
		{ "the new one deleted first", run_new_first, .from = FROM_EACH_UP },
		REQUEST("no SA", by_absence, V2_SA, N_INVALID_SYNTAX),
		REQUEST("no nonce", by_absence, V2_NONCE, N_INVALID_SYNTAX),
		REQUEST("no KE", by_absence, V2_KE, N_INVALID_SYNTAX),
		REQUEST("empty SA", by_emptiness, V2_SA, N_INVALID_SYNTAX),
		REQUEST("empty nonce", by_emptiness, V2_NONCE, N_INVALID_SYNTAX),
		REQUEST("empty KE", by_emptiness, V2_KE, N_INVALID_SYNTAX),
		REQUEST("SA twice", by_repeat, V2_SA, N_INVALID_SYNTAX),
		REQUEST("nonce twice", by_repeat, V2_NONCE, N_INVALID_SYNTAX),
		REQUEST("KE twice", by_repeat, V2_KE, N_INVALID_SYNTAX),
		REQUEST("nonce of 15", by_nonce, 15, N_INVALID_SYNTAX),
		REQUEST("nonce of 257", by_nonce, 257, N_INVALID_SYNTAX),
		REQUEST("another cipher", by_cipher, ENCR_AES_CTR, N_NO_PROPOSAL_CHOSEN),
		REQUEST("for a child after all", by_selectors, 0, N_NO_PROPOSAL_CHOSEN),
	};

	(void)state;
	RUN_CASES(cases);
}

static void t20_rekey_values(void **state)
{
	static const struct bad_case cases[] = {
		REQUEST("KE of zeros", by_ke_zero, 0, N_INVALID_SYNTAX),
		REQUEST("KE of 31 octets", by_ke_short, 31, N_INVALID_SYNTAX),
		REQUEST("KE of 1 octet", by_ke_short, 1, N_INVALID_SYNTAX),
		REQUEST("KE of another group", by_group, KE_ECP384, N_INVALID_KE_PAYLOAD),
		REQUEST("KE of group 0", by_group, 0, N_INVALID_KE_PAYLOAD),
	};

	(void)state;
	RUN_CASES(cases);
}

static void t51_rekey_spis(void **state)
{
	static const struct bad_case cases[] = {
		REQUEST("no SPI", by_spi_size, 0, N_NO_PROPOSAL_CHOSEN),
		REQUEST("SPI of 4", by_spi_size, 4, N_NO_PROPOSAL_CHOSEN),
		REQUEST("SPI of 7", by_spi_size, 7, N_NO_PROPOSAL_CHOSEN),
		REQUEST("SPI of 9", by_spi_size, 9, N_NO_PROPOSAL_CHOSEN),
		REQUEST("SPI of 255", by_spi_size, 255, N_NO_PROPOSAL_CHOSEN),
		REQUEST("SPI 0", by_spi_zero, 0, N_NO_PROPOSAL_CHOSEN),
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- the daemon asks ---- */

/* Whatever becomes of the SA: no second one stays, and nothing hangs. */
static void run_answer(struct world *w, struct peer *p, const struct bad_case *c)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain request;
	struct peer next;
	struct script s;

	world_called_up(w, p);
	world_forget(w);
	v2_rekey_ike(w->p, world_ike(w, p));
	pluto_on_timer(w->p);
	assert_true(peer_read(p, world_heard(w, p), &a, &h, &request));
	assert_int_equal(h.exchange, V2_CREATE_CHILD_SA);
	assert_true(peer_answer_rekey(p, &next, &s, h.message_id, &request));
	spoil(&s, c);
	world_say_sealed(w, p, &s);
	arena_fini(&a);
	if (c->data == NULL) {		/* well formed */
		assert_true(answers_informational(w, &next));
		world_down(w, &next);
	} else {
		assert_null(world_ike(w, &next));
	}
	p->up = false;
	peer_fini(&next);
	world_pass(w, DURATION_S(80));	/* nobody answers any more */
	assert_int_equal(ike_nr(w->p), 1);
}

#define ANSWER(what, how, value) { what, run_answer, .data = &(how), .a = (value), .repeat = 20 }

static void t13_rekey_answer(void **state)
{
	static const struct bad_case cases[] = {
		{ "good", run_answer, .repeat = 20 },
		ANSWER("no SA", by_absence, V2_SA),
		ANSWER("no nonce", by_absence, V2_NONCE),
		ANSWER("no KE", by_absence, V2_KE),
		ANSWER("empty SA", by_emptiness, V2_SA),
		ANSWER("empty nonce", by_emptiness, V2_NONCE),
		ANSWER("KE twice", by_repeat, V2_KE),
		ANSWER("KE of zeros", by_ke_zero, 0),
		ANSWER("KE of 31 octets", by_ke_short, 31),
		ANSWER("KE of another group", by_group, KE_ECP256),
		ANSWER("another cipher", by_cipher, ENCR_AES_CTR),
		ANSWER("SPI of 4", by_spi_size, 4),
		ANSWER("SPI 0", by_spi_zero, 0),
		ANSWER("a child after all", by_selectors, 0),
	};

	(void)state;
	RUN_CASES(cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t13_rekey_request),
		cmocka_unit_test(t20_rekey_values),
		cmocka_unit_test(t51_rekey_spis),
		cmocka_unit_test(t13_rekey_answer),
	};

	return RUN_TESTS(tests);
}
