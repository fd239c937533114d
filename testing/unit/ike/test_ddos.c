/* SPDX-License-Identifier: ISC
 *
 * test_ddos.c - half-open SAs by address and prefix, cookies and their secrets, rates of answers and lines.
 */
#include "testing/bad/bad_world.h"
#include "core/limits.h"
#include "ike/ddos.h"

static int setup(void **state)
{
	struct world *w = world_new();

	w->p->setup.ddos_mode = DDOS_AUTO;
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static struct address addr(const char *s)
{
	struct address a;

	assert_true(address_parse(view_str(s), &a));
	return a;
}

static struct ike_sa *half_open(struct world *w, const char *from)
{
	struct ike_sa *ike = ike_sa_new(w->p, 0, IKE_RESPONDER, endpoint_of(DAEMON_ADDRESS, 500), endpoint_of(from, 500));

	assert_non_null(ike);
	return ike;
}

static void by_address(void **state)
{
	struct world *w = *state;
	struct ike_sa *last = NULL;

	for (unsigned i = 0; i < LIMIT_HALFOPEN_PER_ADDRESS; i++) {
		assert_int_equal(ddos_judge(w->p, addr("203.0.113.1")), DDOS_ACCEPT);
		last = half_open(w, "203.0.113.1");
	}
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.1")), DDOS_ASK_COOKIE);
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.2")), DDOS_ACCEPT);
	ddos_half_open(w->p, last, false);
	ddos_half_open(w->p, last, false);	/* once is enough */
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.1")), DDOS_ACCEPT);
	assert_int_equal(ike_nr_half_open(w->p), LIMIT_HALFOPEN_PER_ADDRESS - 1);
}

static void by_prefix(void **state)
{
	struct world *w = *state;
	char text[40];

	for (unsigned i = 0; i < LIMIT_HALFOPEN_PER_PREFIX64; i++) {
		snprintf(text, sizeof(text), "2001:db8:1:2::%x", i + 1);
		assert_int_equal(ddos_judge(w->p, addr(text)), DDOS_ACCEPT);
		(void)half_open(w, text);
	}
	assert_int_equal(ddos_judge(w->p, addr("2001:db8:1:2:ffff::1")), DDOS_ASK_COOKIE);
	assert_int_equal(ddos_judge(w->p, addr("2001:db8:1:3::1")), DDOS_ACCEPT);
}

static void by_total(void **state)
{
	struct world *w = *state;

	w->p->setup.ddos_threshold = 2;
	w->p->setup.max_halfopen = 3;
	(void)half_open(w, "203.0.113.1");
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.9")), DDOS_ACCEPT);
	(void)half_open(w, "203.0.113.2");
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.9")), DDOS_ASK_COOKIE);
	(void)half_open(w, "203.0.113.3");
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.9")), DDOS_REFUSE);
	w->p->setup.ddos_mode = DDOS_UNLIMITED;
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.9")), DDOS_REFUSE);
	w->p->setup.max_halfopen = 50000;
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.9")), DDOS_ACCEPT);
	w->p->setup.ddos_mode = DDOS_BUSY;
	assert_int_equal(ddos_judge(w->p, addr("203.0.113.9")), DDOS_ASK_COOKIE);
}

/* RFC 7296 2.6: bound to nonce, address and SPI; the secret changes, and the one before still counts. */
static void cookies(void **state)
{
	struct world *w = *state;
	struct view ni = VIEW_OF("sixteen octets!!"), other = VIEW_OF("sixteen octets!?");
	struct ike_spi spi = { "initiat" }, strange = { "initiaT" };
	struct address a = addr("203.0.113.1");
	uint8_t cookie[COOKIE_LEN];

	assert_true(cookie_make(w->p, ni, a, spi, cookie));
	assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), ni, a, spi), SEC_GOOD);
	assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), other, a, spi), SEC_BAD);
	assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), ni, addr("203.0.113.2"), spi), SEC_BAD);
	assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), ni, a, strange), SEC_BAD);
	assert_int_equal(cookie_check(w->p, view_make(cookie, COOKIE_LEN - 1), ni, a, spi), SEC_BAD);
	for (size_t i = 0; i < COOKIE_LEN; i++) {
		cookie[i] ^= 1;
		assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), ni, a, spi), SEC_BAD);
		cookie[i] ^= 1;
	}
	w->now = monotime_add(w->now, DURATION_S(61));
	assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), ni, a, spi), SEC_GOOD);
	w->now = monotime_add(w->now, DURATION_S(61));
	assert_int_equal(cookie_check(w->p, VIEW_OF(cookie), ni, a, spi), SEC_BAD);
}

static void rates(void **state)
{
	struct world *w = *state;

	for (int second = 0; second < 3; second++) {
		for (unsigned i = 0; i < LIMIT_LOG_PER_SECOND_PEER; i++)
			assert_true(ddos_may_log(w->p));
		assert_false(ddos_may_log(w->p));
		assert_true(ddos_may_answer(w->p));
		assert_false(ddos_may_answer(w->p));
		w->now = monotime_add(w->now, DURATION_S(1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(by_address, setup, teardown),
		cmocka_unit_test_setup_teardown(by_prefix, setup, teardown),
		cmocka_unit_test_setup_teardown(by_total, setup, teardown),
		cmocka_unit_test_setup_teardown(cookies, setup, teardown),
		cmocka_unit_test_setup_teardown(rates, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
