/* SPDX-License-Identifier: ISC
 *
 * test_exchanges.c - one daemon and scripted peers: what IKEv2 promises between its exchanges (RFC 7296 1.2, 2.3, 2.4,
 * 2.21, 2.25).
 */
#include "testing/bad/bad_world.h"
#include "base/reader.h"
#include "base/writer.h"
#include "core/limits.h"
#include "ike/ddos.h"
#include "ikev2/initiate.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

struct fixture {
	struct world *w;
	struct peer bad;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->w = world_new();
	world_peer(f->w, &f->bad, &profile_bad);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	peer_fini(&f->bad);
	world_free(f->w);
	free(f);
	return 0;
}

static struct child_sa *first_child(struct world *w, const struct peer *p)
{
	return CONTAINER_OF(list_first(&world_ike(w, p)->children), struct child_sa, ike_link);
}

static void put_rekey(struct script *s, uint32_t spi)
{
	uint8_t body[8];
	struct writer w = writer_make(body, sizeof(body));

	writer_u8(&w, V2_PROTO_ESP);
	writer_u8(&w, 4);
	writer_u16(&w, N_REKEY_SA);
	writer_u32(&w, spi);
	script_insert(s, 0, V2_N, writer_done(&w));
}

/* The error notify of REPLY: its type, and its SPI when it has one of four octets. */
static uint16_t error_of(const struct peer *p, struct view reply, uint8_t *protocol, uint32_t *spi)
{
	struct arena a = { 0 };
	struct ike_header h;
	uint16_t type = 0;
	struct chain c;

	assert_true(peer_read(p, reply, &a, &h, &c));
	for (size_t i = 0; i < c.nr; i++) {
		const struct v2_notify *n = &c.items[i].body.notify;
		struct reader r = reader_make(n->spi);

		if (c.items[i].type != V2_N || !V2_NOTIFY_IS_ERROR(n->type))
			continue;
		type = n->type;
		*protocol = n->protocol;
		if (!reader_u32(&r, spi))
			*spi = 0;
	}
	arena_fini(&a);
	return type;
}

/* The newest request of the daemon to P; its id. */
static uint32_t heard_request(struct world *w, const struct peer *p, struct arena *a, struct chain *c, uint8_t exchange)
{
	struct ike_header h;

	assert_true(peer_read(p, world_heard(w, p), a, &h, c));
	assert_int_equal(h.flags & IKE_FLAG_RESPONSE, 0);
	assert_int_equal(h.exchange, exchange);
	return h.message_id;
}

static void drain(struct world *w)
{
	pluto_on_timer(w->p);
	world_run_jobs(w);
}

/* --- half-open SAs ------------------------------------------------------------------------------------------- */

/* IKE_AUTH comes from another address than IKE_SA_INIT: both are counted, and both are uncounted. */
static void half_open_counts_balance(void **state)
{
	struct fixture *f = *state;
	struct address first = f->bad.at.addr;

	f->w->p->setup.ddos_mode = DDOS_AUTO;
	for (unsigned i = 0; i < 2 * LIMIT_HALFOPEN_PER_ADDRESS; i++) {
		struct bytes m = { 0 };
		struct script s;

		world_half_open(f->w, &f->bad);
		peer_auth(&f->bad, &s);
		assert_true(peer_seal(&f->bad, &s, &m));
		script_fini(&s);
		world_input_from(f->w, &f->bad, endpoint_of("198.51.100.77", 4500), bytes_view(&m));
		bytes_fini(&m);
		f->bad.up = true;
		assert_int_equal(ddos_judge(f->w->p, first), DDOS_ACCEPT);
	}
	assert_int_equal(ike_nr_half_open(f->w->p), 0);
}

/* --- INITIAL_CONTACT (2.4) ----------------------------------------------------------------------------------- */

/* The older SA is another connection's, of the same two identities. */
static void initial_contact_goes_by_identity(void **state)
{
	struct fixture *f = *state;
	struct peer_profile other = profile_bad;
	struct ike_sa *old;
	struct peer again;
	struct script s;
	sa_id id;

	world_up(f->w, &f->bad);
	old = world_ike(f->w, &f->bad);
	id = old->id;
	other.local_net = "10.3.0.0/16";	/* connection "second" */
	world_peer(f->w, &again, &other);
	again.spi_in = 0x30000000;
	world_half_open(f->w, &again);
	again.spi_in = 0x30000000;
	peer_auth(&again, &s);
	script_notify(&s, N_INITIAL_CONTACT, VIEW_EMPTY);
	assert_true(peer_take_auth(&again, world_say_sealed(f->w, &again, &s)));
	assert_null(ike_by_id(f->w->p, id));
	assert_non_null(world_ike(f->w, &again));
	assert_non_null(world_ike(f->w, &f->w->victim));
	peer_fini(&again);
}

/* --- error notifies ------------------------------------------------------------------------------------------ */

static void not_found_names_the_child(void **state)
{
	struct fixture *f = *state;
	uint8_t protocol = 0;
	uint32_t spi = 0;
	struct script s;

	world_up(f->w, &f->bad);
	peer_child(&f->bad, &s);
	put_rekey(&s, 0xdeadbeef);
	assert_int_equal(error_of(&f->bad, world_say_sealed(f->w, &f->bad, &s), &protocol, &spi),
			 N_CHILD_SA_NOT_FOUND);
	assert_int_equal(protocol, V2_PROTO_ESP);
	assert_int_equal(spi, 0xdeadbeef);
}

/* 2.25.1: we are deleting what the peer wants to rekey. */
static void rekey_of_a_dying_child(void **state)
{
	struct fixture *f = *state;
	uint8_t protocol = 0;
	uint32_t spi = 0;
	struct script s;

	world_up(f->w, &f->bad);
	v2_delete_child(f->w->p, first_child(f->w, &f->bad)->id, "test");
	peer_child(&f->bad, &s);
	put_rekey(&s, f->bad.spi_in);
	assert_int_equal(error_of(&f->bad, world_say_sealed(f->w, &f->bad, &s), &protocol, &spi),
			 N_TEMPORARY_FAILURE);
}

/* 2.25.2: so it is for the whole IKE SA. */
static void child_on_a_dying_ike_sa(void **state)
{
	struct fixture *f = *state;
	uint8_t protocol = 0;
	uint32_t spi = 0;
	struct script s;

	world_up(f->w, &f->bad);
	v2_delete_ike(f->w->p, world_ike(f->w, &f->bad), "test");
	peer_child(&f->bad, &s);
	assert_int_equal(error_of(&f->bad, world_say_sealed(f->w, &f->bad, &s), &protocol, &spi),
			 N_TEMPORARY_FAILURE);
}

/* An INVALID_SYNTAX of the peer says that it has dropped the IKE SA (2.21.3). */
static void invalid_syntax_is_the_end(void **state)
{
	struct fixture *f = *state;
	struct arena a = { 0 };
	struct script s;
	struct chain c;
	uint32_t id;

	world_up(f->w, &f->bad);
	world_initiate(f->w, "second");
	id = heard_request(f->w, &f->bad, &a, &c, V2_CREATE_CHILD_SA);
	script_init(&s, V2_CREATE_CHILD_SA, IKE_FLAG_RESPONSE | IKE_FLAG_INITIATOR, id);
	script_notify(&s, N_INVALID_SYNTAX, VIEW_EMPTY);
	world_say_sealed(f->w, &f->bad, &s);
	assert_null(world_ike(f->w, &f->bad));
	arena_fini(&a);
}

/* The initiator does not accept our AUTH and says so behind IKE_AUTH; later the same words mean nothing. */
static void refused_behind_auth(void **state)
{
	struct fixture *f = *state;
	struct script s;

	world_up(f->w, &f->bad);
	peer_informational(&f->bad, &s);
	script_notify(&s, N_AUTHENTICATION_FAILED, VIEW_EMPTY);
	world_say_sealed(f->w, &f->bad, &s);
	assert_int_equal(f->w->nr_sent, 1);
	assert_null(world_ike(f->w, &f->bad));
	world_up(f->w, &f->bad);
	assert_true(answers_informational(f->w, &f->bad));
	peer_informational(&f->bad, &s);
	script_notify(&s, N_AUTHENTICATION_FAILED, VIEW_EMPTY);
	world_say_sealed(f->w, &f->bad, &s);
	assert_int_equal(world_ike(f->w, &f->bad)->state, IKE_UP);
}

/* --- what the peer has made but we cannot use ---------------------------------------------------------------- */

/* The answer has selectors that were not proposed: the peer's new child gets a Delete. */
static void unusable_child_is_deleted(void **state)
{
	struct fixture *f = *state;
	struct arena a = { 0 };
	const struct payload *d, *sa;
	uint32_t id, spi = 0, deleted = 0;
	struct reader r;
	struct script s;
	struct chain c;

	world_up(f->w, &f->bad);
	world_initiate(f->w, "second");
	id = heard_request(f->w, &f->bad, &a, &c, V2_CREATE_CHILD_SA);
	sa = chain_find(&c, V2_SA);
	r = reader_make(sa->body.sa.proposals[0].spi);
	assert_true(reader_u32(&r, &spi));
	peer_answer_child(&f->bad, &s, id, &c);	/* of 10.2.0.0/16, "second" is 10.3.0.0/16 */
	world_say_sealed(f->w, &f->bad, &s);
	heard_request(f->w, &f->bad, &a, &c, V2_INFORMATIONAL);
	d = chain_find(&c, V2_D);
	assert_non_null(d);
	assert_int_equal(d->body.del.protocol, V2_PROTO_ESP);
	r = reader_make(d->body.del.spis);
	assert_true(reader_u32(&r, &deleted));
	assert_int_equal(deleted, spi);
	assert_int_equal(world_ike(f->w, &f->bad)->children.nr, 1);
	arena_fini(&a);
}

/* Taken down while the request is on its way: whoever waits hears it at once, the peer gets a Delete later. */
static void taken_down_on_the_way(void **state)
{
	struct fixture *f = *state;
	struct arena a = { 0 };
	struct conn *second = NULL;
	struct script s;
	struct chain c;
	uint32_t id;

	f->bad.profile.local_net = "10.2.0.0/16";
	world_up(f->w, &f->bad);
	world_initiate(f->w, "second");
	id = heard_request(f->w, &f->bad, &a, &c, V2_CREATE_CHILD_SA);
	assert_int_equal(conn_by_name(f->w->p, "second", &second, 1), 1);
	v2_down(f->w->p, second->id, "test");
	drain(f->w);
	f->bad.profile.local_net = "10.3.0.0/16";
	peer_answer_child(&f->bad, &s, id, &c);
	world_say_sealed(f->w, &f->bad, &s);
	heard_request(f->w, &f->bad, &a, &c, V2_INFORMATIONAL);
	assert_non_null(chain_find(&c, V2_D));
	assert_int_equal(world_ike(f->w, &f->bad)->children.nr, 1);
	assert_int_equal(world_ike(f->w, &f->bad)->state, IKE_UP);
	arena_fini(&a);
}

/* --- commands ------------------------------------------------------------------------------------------------ */

static void up_twice_makes_one(void **state)
{
	struct fixture *f = *state;

	world_up(f->w, &f->bad);
	world_initiate(f->w, "bad");
	expect_silence(f->w);
	assert_int_equal(world_ike(f->w, &f->bad)->children.nr, 1);
}

/* --- caps ---------------------------------------------------------------------------------------------------- */

/* LIMIT_PENDING_PER_IKE: no more exchanges that begin something; those that end something still have room. */
static void pending_is_capped(void **state)
{
	struct fixture *f = *state;
	struct ike_sa *ike;

	world_up(f->w, &f->bad);
	ike = world_ike(f->w, &f->bad);
	assert_true(task_add(f->w->p, ike, TASK_LIVENESS, NULL, 0));	/* not answered */
	for (unsigned i = 0; i <= LIMIT_PENDING_PER_IKE; i++) {
		struct v2_nego *n = nego_new();

		assert_non_null(n);
		assert_int_equal(task_add(f->w->p, ike, TASK_CHILD, &n, 0), i < LIMIT_PENDING_PER_IKE);
		assert_null(n);
	}
	assert_true(task_add_delete(f->w->p, ike, 0x1000, 0x2000));
	assert_true(tasks_delete_peer_spi(ike, 0x2000));
	assert_false(tasks_delete_peer_spi(ike, 0x1000));
	for (unsigned i = 1; i < LIMIT_CHILDREN_PER_IKE; i++)
		assert_true(task_add_delete(f->w->p, ike, 0x1000 + i, 0));
	assert_false(task_add_delete(f->w->p, ike, 0x9000, 0));
}

/* LIMIT_CHILDREN_PER_IKE */
static void children_are_capped(void **state)
{
	struct fixture *f = *state;
	uint8_t protocol = 0;
	uint32_t spi = 0;

	world_up(f->w, &f->bad);
	for (unsigned i = 1; i <= LIMIT_CHILDREN_PER_IKE; i++) {
		struct script s;
		struct view reply;

		f->bad.spi_in = 0x20000000 + i;
		peer_child(&f->bad, &s);
		reply = world_say_sealed(f->w, &f->bad, &s);
		f->bad.send_id++;
		assert_int_equal(error_of(&f->bad, reply, &protocol, &spi),
				 i < LIMIT_CHILDREN_PER_IKE ? 0 : N_NO_ADDITIONAL_SAS);
	}
	assert_int_equal(world_ike(f->w, &f->bad)->children.nr, LIMIT_CHILDREN_PER_IKE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(half_open_counts_balance, setup, teardown),
		cmocka_unit_test_setup_teardown(initial_contact_goes_by_identity, setup, teardown),
		cmocka_unit_test_setup_teardown(not_found_names_the_child, setup, teardown),
		cmocka_unit_test_setup_teardown(rekey_of_a_dying_child, setup, teardown),
		cmocka_unit_test_setup_teardown(child_on_a_dying_ike_sa, setup, teardown),
		cmocka_unit_test_setup_teardown(invalid_syntax_is_the_end, setup, teardown),
		cmocka_unit_test_setup_teardown(refused_behind_auth, setup, teardown),
		cmocka_unit_test_setup_teardown(unusable_child_is_deleted, setup, teardown),
		cmocka_unit_test_setup_teardown(taken_down_on_the_way, setup, teardown),
		cmocka_unit_test_setup_teardown(up_twice_makes_one, setup, teardown),
		cmocka_unit_test_setup_teardown(pending_is_capped, setup, teardown),
		cmocka_unit_test_setup_teardown(children_are_capped, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
