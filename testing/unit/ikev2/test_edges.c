/* SPDX-License-Identifier: ISC
 *
 * test_edges.c - the table of IKEv2: who may say what in which state, all cells.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "ikev2/edges.h"

#define PAYLOADS_MAX 32

/* The smallest chain that matches S. */
static struct chain minimal(const struct shape *s, struct payload *items)
{
	static const struct payload_desc *known = (const struct payload_desc *)&known;
	struct chain c = { items, 0 };

	for (const struct shape_row *r = s->rows; r->type != 0; r++)
		for (unsigned i = 0; i < r->min; i++)
			items[c.nr++] = (struct payload){ .type = r->type, .desc = known };
	return c;
}

static enum edge_match find(enum ike_state state, unsigned exchange, bool response, const struct chain *c,
			    const struct v2_edge **edge)
{
	struct ike_header h = { .exchange = (uint8_t)exchange, .flags = response ? IKE_FLAG_RESPONSE : 0 };
	uint8_t bad;

	*edge = NULL;
	return edge_find(state, &h, c, edge, &bad);
}

/* What may be handled, independent of the table's own wording: RFC 7296 1.2-1.4, 2.21.2. */
static bool allowed(enum ike_state state, unsigned exchange, bool response)
{
	switch (state) {
	case IKE_INIT_I:
		return exchange == V2_IKE_SA_INIT && response;
	case IKE_INIT_R:
		return (exchange == V2_IKE_SA_INIT || exchange == V2_IKE_AUTH) && !response;
	case IKE_AUTH_I:
		return exchange == V2_IKE_AUTH && response;
	case IKE_UP:
		return exchange == V2_CREATE_CHILD_SA || exchange == V2_INFORMATIONAL;
	case IKE_CLOSING:
		return exchange == V2_INFORMATIONAL || (exchange == V2_CREATE_CHILD_SA && !response);
	case IKE_LINGER:
	case IKE_GONE:
	case IKE_STATES:
		break;
	}
	return false;
}

/* Every cell: whatever the payloads, only what is allowed is handled. */
static void test_all_cells(void **state)
{
	struct payload items[PAYLOADS_MAX];
	const struct v2_edge *edge;

	(void)state;
	for (unsigned s = 0; s < IKE_STATES; s++) {
		for (unsigned x = 0; x < 256; x++) {
			for (unsigned response = 0; response < 2; response++) {
				bool handled = false;

				for (size_t i = 0; i < nr_v2_edges; i++) {
					struct chain c = minimal(v2_edges[i].shape, items);

					handled |= find(s, x, response, &c, &edge) != EDGE_NONE;
				}
				if (handled != allowed(s, x, response))
					fail_msg("state %u exchange %u response %u", s, x, response);
			}
		}
	}
}

/* Each edge is reachable: its minimal chain leads to it and to no other. */
static void test_reachable(void **state)
{
	struct payload items[PAYLOADS_MAX];
	const struct v2_edge *edge;

	(void)state;
	for (size_t i = 0; i < nr_v2_edges; i++) {
		const struct v2_edge *e = &v2_edges[i];
		struct chain c = minimal(e->shape, items);

		for (unsigned s = 0; s < IKE_STATES; s++) {
			if (!(e->from & (1u << s)))
				continue;
			assert_int_equal(find(s, e->exchange, e->response, &c, &edge), EDGE_FOUND);
			if (edge != e)
				fail_msg("edge %zu (%s) is hidden by another", i, e->story);
		}
	}
}

/* T12, T13 at table level: leave out or repeat each once-only payload: never handled as if it were whole. */
static void test_missing_and_repeated(void **state)
{
	struct payload items[PAYLOADS_MAX];
	const struct v2_edge *edge;

	(void)state;
	for (size_t i = 0; i < nr_v2_edges; i++) {
		const struct v2_edge *e = &v2_edges[i];

		for (size_t skip = 0; skip < minimal(e->shape, items).nr; skip++) {
			struct chain c = minimal(e->shape, items);

			memmove(&items[skip], &items[skip + 1], (c.nr - skip - 1) * sizeof(items[0]));
			c.nr--;
			for (unsigned s = 0; s < IKE_STATES; s++)
				if ((e->from & (1u << s)) &&
				    find(s, e->exchange, e->response, &c, &edge) == EDGE_FOUND && edge == e)
					fail_msg("%s: handled without payload %zu", e->shape->name, skip);
		}
		for (const struct shape_row *r = e->shape->rows; r->type != 0; r++) {
			struct chain c = minimal(e->shape, items);
			uint8_t bad;

			for (unsigned n = r->min; n <= r->max; n++)
				items[c.nr++] = (struct payload){ .type = r->type, .desc = items[0].desc };
			assert_false(shape_matches(e->shape, &c, &bad));
			assert_int_equal(bad, r->type);
		}
	}
}

static void test_only_init_is_clear(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_v2_edges; i++)
		assert_int_equal(v2_edges[i].clear, v2_edges[i].exchange == V2_IKE_SA_INIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_cells),
		cmocka_unit_test(test_reachable),
		cmocka_unit_test(test_missing_and_repeated),
		cmocka_unit_test(test_only_init_is_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
