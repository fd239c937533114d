/* SPDX-License-Identifier: ISC
 *
 * test_list.c - the doubly linked list and walking it while it shrinks
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/list.h"

struct item {
	int number;
	struct list_node node;
};

static struct item *item_of(struct list_node *n)
{
	return CONTAINER_OF(n, struct item, node);
}

static void fill(struct list *l, struct item *items, int nr)
{
	list_init(l);
	for (int i = 0; i < nr; i++) {
		items[i] = (struct item){ .number = i };
		list_append(l, &items[i].node);
	}
}

static void test_order(void **state)
{
	struct list l;
	struct item items[5], front = { .number = -1 };
	int expected = -1;

	(void)state;
	fill(&l, items, 5);
	list_prepend(&l, &front.node);
	assert_int_equal(l.nr, 6);
	LIST_FOR_EACH(&l, n)
		assert_int_equal(item_of(n)->number, expected++);
	assert_int_equal(expected, 5);
	assert_ptr_equal(list_first(&l), &front.node);
	assert_ptr_equal(list_next(&l, &front.node), &items[0].node);
	assert_null(list_next(&l, &items[4].node));
}

static void test_empty_and_zeroed(void **state)
{
	struct list l = { 0 };
	struct item item = { 0 };
	int seen = 0;

	(void)state;
	assert_null(list_first(&l));
	LIST_FOR_EACH(&l, n)
		seen++;
	assert_int_equal(seen, 0);
	list_append(&l, &item.node);	/* an all-zero list works */
	assert_int_equal(l.nr, 1);
	list_remove(&l, &item.node);
	assert_null(list_first(&l));
	assert_int_equal(l.nr, 0);
	list_init(&l);
	LIST_FOR_EACH(&l, n)
		seen++;
	assert_int_equal(seen, 0);
}

static void test_linked_once(void **state)
{
	struct list l;
	struct item items[2];

	(void)state;
	fill(&l, items, 2);
	assert_true(list_node_linked(&items[0].node));
	list_append(&l, &items[0].node);	/* it is in: nothing happens */
	list_prepend(&l, &items[1].node);
	assert_int_equal(l.nr, 2);
	list_remove(&l, &items[0].node);
	assert_false(list_node_linked(&items[0].node));
	list_remove(&l, &items[0].node);	/* it is out: nothing happens */
	assert_int_equal(l.nr, 1);
	assert_ptr_equal(list_first(&l), &items[1].node);
}

/* For every subset of 6 nodes: the walk removes and frees exactly those, and sees all. */
static void test_remove_while_walking(void **state)
{
	(void)state;
	for (unsigned subset = 0; subset < 64; subset++) {
		struct list l;
		int seen = 0, left = 0;

		list_init(&l);
		for (int i = 0; i < 6; i++) {
			struct item *item = calloc(1, sizeof(*item));

			assert_non_null(item);
			item->number = i;
			list_append(&l, &item->node);
		}
		LIST_FOR_EACH(&l, n) {
			struct item *item = item_of(n);

			assert_int_equal(item->number, seen++);
			if ((subset >> item->number & 1) == 0)
				continue;
			list_remove(&l, n);
			free(item);
		}
		assert_int_equal(seen, 6);
		LIST_FOR_EACH(&l, n) {
			assert_int_equal(subset >> item_of(n)->number & 1, 0);
			list_remove(&l, n);
			free(item_of(n));
			left++;
		}
		assert_int_equal(left, 6 - __builtin_popcount(subset));
		assert_int_equal(l.nr, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_empty_and_zeroed),
		cmocka_unit_test(test_linked_once),
		cmocka_unit_test(test_remove_while_walking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
