/* SPDX-License-Identifier: ISC
 *
 * test_retransmit.c - resends double their delay, end with an answer, the time-out or the cap (RFC 7296 2.1).
 */
#include "testing/bad/bad_world.h"
#include "core/limits.h"
#include "ike/retransmit.h"

struct fixture {
	struct world *w;
	struct ike_sa *ike;
	unsigned gave_up;
};
static struct fixture fixture;

static void gave_up(struct pluto *p, sa_id ike)
{
	(void)p;
	assert_int_equal(ike, fixture.ike->id);
	fixture.gave_up++;
}

static int setup(void **state)
{
	fixture = (struct fixture){ .w = world_new() };
	fixture.ike = ike_sa_new(fixture.w->p, 0, IKE_INITIATOR, endpoint_of(DAEMON_ADDRESS, 500),
				 endpoint_of(BAD_ADDRESS, 500));
	assert_non_null(fixture.ike);
	world_forget(fixture.w);
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	world_free(f->w);
	return 0;
}

static void start(struct fixture *f, struct duration first, struct duration give_up)
{
	struct retransmit_policy policy = { first, give_up, gave_up };
	struct bytes packet = { 0 };

	assert_true(bytes_copy(&packet, view_str("packet")));
	assert_true(retransmit_start(f->w->p, f->ike, &policy, &packet));
	assert_null(packet.ptr);
	timers_wake(f->w->p);
}

static void doubles_until_the_time_out(void **state)
{
	static const int at_ms[] = { 500, 1500, 3500, 7500 };
	struct fixture *f = *state;
	int now = 0;

	start(f, DURATION_MS(500), DURATION_S(10));
	for (size_t i = 0; i < ARRAY_NR(at_ms); i++) {
		world_pass(f->w, DURATION_MS(at_ms[i] - now - 1));
		assert_int_equal(f->w->nr_sent, i + 1);
		world_pass(f->w, DURATION_MS(1));
		assert_int_equal(f->w->nr_sent, i + 2);
		now = at_ms[i];
	}
	world_pass(f->w, DURATION_MS(10000 - now - 1));
	assert_int_equal(f->gave_up, 0);
	world_pass(f->w, DURATION_MS(1));
	assert_int_equal(f->gave_up, 1);
	world_pass(f->w, DURATION_S(100));
	assert_int_equal(f->gave_up, 1);
	assert_int_equal(f->w->nr_sent, 1 + ARRAY_NR(at_ms));
}

/* LIMIT_RETRANSMITS, however short the interval. */
static void capped(void **state)
{
	struct fixture *f = *state;

	start(f, DURATION_MS(1), DURATION_S(3600));
	world_pass(f->w, DURATION_S(60));
	assert_int_equal(f->w->nr_sent, 1 + LIMIT_RETRANSMITS);
	assert_int_equal(f->gave_up, 1);
}

static void stopped(void **state)
{
	struct fixture *f = *state;

	start(f, DURATION_MS(500), DURATION_S(10));
	world_pass(f->w, DURATION_MS(600));
	retransmit_stop(f->w->p, &f->ike->retransmit);
	world_pass(f->w, DURATION_S(100));
	assert_int_equal(f->w->nr_sent, 2);
	assert_int_equal(f->gave_up, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(doubles_until_the_time_out, setup, teardown),
		cmocka_unit_test_setup_teardown(capped, setup, teardown),
		cmocka_unit_test_setup_teardown(stopped, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
