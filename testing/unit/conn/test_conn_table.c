/* SPDX-License-Identifier: ISC
 *
 * test_conn_table.c - the routing table is total, deterministic and closed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "conn/routing_table.h"

/* Calls SEE for every cell with its rows. */
struct cell {
	enum routing_state state;
	enum routing_kind kind;
	enum routing_event event;
	unsigned facts;
};

static void each_cell(void (*see)(const struct cell *c, const struct routing_row *r))
{
	for (unsigned s = 0; s < RT_STATES; s++)
		for (unsigned k = 0; k < ROUTING_KINDS; k++)
			for (unsigned e = 0; e < ROUTING_EVENTS; e++)
				for (unsigned f = 0; f < ROUTING_FACTS; f++) {
					struct cell c = { s, k, e, f };

					see(&c, routing_step(s, k, e, f));
				}
}

static void fail_cell(const struct cell *c, const char *what)
{
	fail_msg("%s: %s, %s, %s, facts 0x%x", what, name_find(&routing_state_names, c->state),
		 name_find(&routing_kind_names, c->kind), name_find(&routing_event_names, c->event), c->facts);
}

static void see_exactly_one(const struct cell *c, const struct routing_row *r)
{
	if (routing_match(c->state, c->kind, c->event, c->facts, 0) == NULL)
		fail_cell(c, "no row");
	if (routing_match(c->state, c->kind, c->event, c->facts, 1) != NULL)
		fail_cell(c, "two rows");
	(void)r;
}

static void test_total_and_deterministic(void **state)
{
	(void)state;
	each_cell(see_exactly_one);
}

/* A state is impossible for a kind when all its events are. */
static bool is_possible(unsigned state, unsigned kind)
{
	for (unsigned e = 0; e < ROUTING_EVENTS; e++)
		for (unsigned f = 0; f < ROUTING_FACTS; f++)
			if (!routing_row_has(routing_step(state, kind, e, f), ACT_IMPOSSIBLE))
				return true;
	return false;
}

static void see_closed(const struct cell *c, const struct routing_row *r)
{
	if (routing_row_has(r, ACT_IMPOSSIBLE) || r->to == RT_SAME)
		return;
	if (!is_possible(r->to, c->kind))
		fail_cell(c, "leads to an impossible state");
}

static void test_closed(void **state)
{
	(void)state;
	each_cell(see_closed);
}

static enum routing_action policy_of(unsigned s)
{
	switch ((enum routing_state)s) {
	case RT_UNROUTED:
	case RT_UNROUTED_NEGOTIATION:
	case RT_STATES:
		return ACT_CLEAR;
	case RT_UNROUTED_HOLD:
	case RT_ROUTED_HOLD:
		return ACT_HOLD;
	case RT_ROUTED_NEVER:
		return ACT_NEVER;
	case RT_ROUTED_PROSPECTIVE:
		return ACT_TRAP;
	case RT_ROUTED_FAILURE:
		return ACT_FAILURE;
	case RT_ROUTED_TUNNEL:
	case RT_SUSPENDED_TUNNEL:
		return ACT_TUNNEL;
	}
	return ACT_CLEAR;
}

/* Which policies a row puts agrees with where it goes; what changes nothing puts nothing. */
static void see_policies(const struct cell *c, const struct routing_row *r)
{
	enum routing_state to = r->to == RT_SAME ? c->state : r->to;
	enum routing_action want = policy_of(to), had = policy_of(c->state);

	for (int a = ACT_NEVER; a <= ACT_CLEAR; a++) {
		if (routing_row_has(r, a) && (enum routing_action)a != want)
			fail_cell(c, "policies of another state");
	}
	if (want != had && !routing_row_has(r, want))
		fail_cell(c, "policies of the old state stay");
}

static void test_policies_match_states(void **state)
{
	(void)state;
	each_cell(see_policies);
}

static void see_owners(const struct cell *c, const struct routing_row *r)
{
	enum routing_state to = r->to == RT_SAME ? c->state : r->to;
	bool was = routing_is_tunnel(c->state), is = routing_is_tunnel(to);

	if (!was && is && !routing_row_has(r, ACT_OWN_CHILD))
		fail_cell(c, "a tunnel without owner");
	if (was && !is && !routing_row_has(r, ACT_DISOWN))
		fail_cell(c, "an owner without tunnel");
	if (c->event == EV_CHILD_DOWN && !routing_row_has(r, ACT_DEL_SA) &&
	    !routing_row_has(r, ACT_IMPOSSIBLE))
		fail_cell(c, "SAs stay in the kernel");
}

static void test_owners(void **state)
{
	(void)state;
	each_cell(see_owners);
}

/* Scripts: what becomes routed runs "route", what stops being routed runs "unroute". */
static void see_scripts(const struct cell *c, const struct routing_row *r)
{
	enum routing_state to = r->to == RT_SAME ? c->state : r->to;
	bool was = routing_is_routed(c->state), is = routing_is_routed(to);

	if (c->kind == ROUTING_NEVER)
		return;
	if (!was && is && !routing_row_has(r, ACT_ROUTE))
		fail_cell(c, "no route script");
	if (was && !is && !routing_row_has(r, ACT_UNROUTE))
		fail_cell(c, "no unroute script");
	if (c->state == RT_ROUTED_TUNNEL && to != RT_ROUTED_TUNNEL && !routing_row_has(r, ACT_DOWN))
		fail_cell(c, "no down script");
	if (c->state != RT_ROUTED_TUNNEL && to == RT_ROUTED_TUNNEL && !routing_row_has(r, ACT_UP))
		fail_cell(c, "no up script");
}

static void test_scripts(void **state)
{
	(void)state;
	each_cell(see_scripts);
}

/* What a stranger's first packet can do: nothing to policies. */
static void test_responder_installs_nothing(void **state)
{
	(void)state;
	for (unsigned s = 0; s < RT_STATES; s++)
		for (unsigned f = 0; f < ROUTING_FACTS; f++) {
			const struct routing_row *r = routing_step(s, ROUTING_PERMANENT, EV_NEGOTIATE, f & ~F_START);

			for (int a = ACT_NEVER; a <= ACT_CLEAR; a++)
				assert_false(routing_row_has(r, a));
		}
}

static void test_names(void **state)
{
	(void)state;
	for (unsigned a = ACT_NONE; a < ROUTING_ACTIONS; a++)
		assert_non_null(name_find(&routing_action_names, a));
	for (unsigned e = 0; e < ROUTING_EVENTS; e++)
		assert_non_null(name_find(&routing_event_names, e));
	for (unsigned s = 0; s < RT_STATES; s++)
		assert_non_null(name_find(&routing_state_names, s));
	for (unsigned f = 1; f < ROUTING_FACTS; f <<= 1)
		assert_non_null(name_find(&routing_fact_names, f));
}

/* Every row is reached by some cell: no dead rows. */
static void test_no_dead_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_routing_rows; i++) {
		const struct routing_row *r = &routing_rows[i];

		assert_true(r->from != 0 && r->kinds != 0 && r->events != 0);
		assert_int_equal(r->when & r->unless, 0);
		assert_non_null(r->story);
	}
}

static char printed[1 << 20];

static void collect(void *ctx, const char *text)
{
	(void)ctx;
	strcat(printed, text);
}

static void test_print(void **state)
{
	(void)state;
	printed[0] = '\0';
	routing_table_print(collect, NULL, FSM_MD);
	assert_non_null(strstr(printed, "| unrouted | template, permanent, instance | route | peer | routed-ondemand | "
					"trap, route | route: trap |\n"));
	assert_null(strstr(printed, "..."));
	printed[0] = '\0';
	routing_table_print(collect, NULL, FSM_DOT);
	assert_non_null(strstr(printed, "\"routed-ondemand\" -> \"routed-negotiation\" [label=\"acquire\"];"));
	printed[0] = '\0';
	routing_table_print(collect, NULL, FSM_JSON);
	assert_non_null(strstr(printed, "{\"from\":[\"unrouted\"],\"kinds\":[\"group\"],"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_total_and_deterministic),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_policies_match_states),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_responder_installs_nothing),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_dead_row),
		cmocka_unit_test(test_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
