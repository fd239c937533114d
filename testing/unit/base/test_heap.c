/* SPDX-License-Identifier: ISC
 *
 * test_heap.c - order, stability and removal from anywhere
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/heap.h"
#include "base/list.h"

struct item {
	unsigned number;
	struct heap_node node;
};

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static struct item *pop(struct heap *h)
{
	struct heap_node *n = heap_top(h);

	if (n == NULL)
		return NULL;
	heap_remove(h, n);
	assert_int_equal(n->index, 0);
	return CONTAINER_OF(n, struct item, node);
}

/* Every node knows its place, and none comes before its parent. */
static void check(const struct heap *h)
{
	for (size_t i = 0; i < h->nr; i++) {
		const struct heap_node *n = h->nodes[i];
		const struct heap_node *parent = i == 0 ? n : h->nodes[(i + 1) / 2 - 1];

		assert_int_equal(n->index, i + 1);
		assert_true(parent->key < n->key ||
			    (parent->key == n->key && parent->seq <= n->seq));
	}
}

static void test_equal_keys_keep_order(void **state)
{
	struct heap h = { 0 };
	struct item items[300];

	(void)state;
	for (unsigned i = 0; i < 300; i++) {
		items[i] = (struct item){ .number = i };
		assert_true(heap_add(&h, &items[i].node, i % 3));
	}
	for (unsigned key = 0; key < 3; key++) {
		for (unsigned i = key; i < 300; i += 3)
			assert_ptr_equal(pop(&h), &items[i]);
	}
	assert_null(pop(&h));
	heap_fini(&h);
}

static void test_random_add_remove(void **state)
{
	enum { NR = 400 };
	struct heap h = { 0 };
	static struct item items[NR];
	uint32_t seed = 20240601;
	size_t in = 0;
	int64_t last = INT64_MIN;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct item *item = &items[next_random(&seed) % NR];

		if (item->node.index == 0) {
			assert_true(heap_add(&h, &item->node, (int64_t)(next_random(&seed) % 50)));
			in++;
		} else {
			heap_remove(&h, &item->node);
			in--;
		}
		assert_int_equal(h.nr, in);
		if (round % 8 == 0)
			check(&h);
	}
	for (struct item *item; (item = pop(&h)) != NULL; in--) {
		assert_true(item->node.key >= last);
		last = item->node.key;
		check(&h);
	}
	assert_int_equal(in, 0);
	heap_fini(&h);
}

static void test_add_again_moves(void **state)
{
	struct heap h = { 0 };
	struct item a = { 1 }, b = { 2 };

	(void)state;
	assert_true(heap_add(&h, &a.node, 1));
	assert_true(heap_add(&h, &b.node, 2));
	assert_true(heap_add(&h, &a.node, 3));
	assert_int_equal(h.nr, 2);
	assert_ptr_equal(pop(&h), &b);
	assert_ptr_equal(pop(&h), &a);
	heap_remove(&h, &a.node);	/* it is out: nothing happens */
	assert_null(heap_top(&h));
	heap_fini(&h);
}

static void test_extreme_keys(void **state)
{
	struct heap h = { 0 };
	struct item a = { 1 }, b = { 2 }, c = { 3 };

	(void)state;
	assert_true(heap_add(&h, &a.node, INT64_MAX));
	assert_true(heap_add(&h, &b.node, INT64_MIN));
	assert_true(heap_add(&h, &c.node, 0));
	assert_ptr_equal(pop(&h), &b);
	assert_ptr_equal(pop(&h), &c);
	assert_ptr_equal(pop(&h), &a);
	heap_fini(&h);
}

static void test_no_memory(void **state)
{
	struct heap h = { 0 };
	struct item items[17] = { 0 };

	(void)state;
	mem_fail_nth(1);
	assert_false(heap_add(&h, &items[0].node, 1));
	assert_int_equal(items[0].node.index, 0);
	for (unsigned i = 0; i < 16; i++)
		assert_true(heap_add(&h, &items[i].node, 1));
	mem_fail_nth(1);
	assert_false(heap_add(&h, &items[16].node, 0));
	assert_int_equal(h.nr, 16);
	check(&h);
	assert_true(heap_add(&h, &items[16].node, 0));
	assert_ptr_equal(heap_top(&h), &items[16].node);
	heap_fini(&h);
	heap_remove(&h, &items[16].node);	/* stale, but harmless */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_keys_keep_order),
		cmocka_unit_test(test_random_add_remove),
		cmocka_unit_test(test_add_again_moves),
		cmocka_unit_test(test_extreme_keys),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
