/* SPDX-License-Identifier: ISC
 *
 * test_hash.c - SipHash vectors, growth, collisions, shortage of memory
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/hash.h"

static const uint64_t zero_key[2];

struct item {
	unsigned number;
	struct hash_node node;
};

static struct item *find(const struct hash *h, unsigned number, uint64_t hash)
{
	for (struct hash_node *n = hash_first(h, hash); n != NULL; n = hash_next(n)) {
		struct item *item = CONTAINER_OF(n, struct item, node);

		if (item->number == number)
			return item;
	}
	return NULL;
}

/* Key 0: computed with two other implementations.  Key 00..0f over the empty text: the first of
 * the published SipHash-1-3 vectors. */
static void test_siphash_vectors(void **state)
{
	static const struct {
		const char *text;
		uint64_t hash;
	} rows[] = {
		{ "", 0xd1fba762150c532c },
		{ "a", 0x407448d2b89b1813 },
		{ "abc", 0xc03bc3a0042630f2 },
		{ "siphash", 0x8264ceeccb16bcbe },
		{ "12345678", 0x3489982430560a87 },
		{ "hello, world, this is siphash", 0x0ada0228fe1b1a34 },
	};
	static const uint64_t counting[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	struct hash h;

	(void)state;
	assert_true(hash_init(&h, zero_key));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_true(hash_bytes(&h, rows[i].text, strlen(rows[i].text)) == rows[i].hash);
	hash_fini(&h);
	assert_true(hash_init(&h, counting));
	assert_true(hash_bytes(&h, NULL, 0) == 0xabac0158050fc4dc);
	hash_fini(&h);
}

static void test_growth(void **state)
{
	enum { NR = 5000 };
	struct item *items = calloc(NR, sizeof(*items));
	struct hash h;

	(void)state;
	assert_non_null(items);
	assert_true(hash_init(&h, zero_key));
	for (unsigned i = 0; i < NR; i++) {
		items[i].number = i;
		hash_add(&h, &items[i].node, hash_bytes(&h, &i, sizeof(i)));
	}
	assert_int_equal(h.nr, NR);
	assert_true(h.nr_buckets >= NR);
	assert_int_equal(h.nr_buckets & (h.nr_buckets - 1), 0);
	for (unsigned i = 0; i < NR; i += 2)
		hash_remove(&h, &items[i].node);
	assert_int_equal(h.nr, NR / 2);
	for (unsigned i = 0; i < NR + 10; i++) {
		struct item *found = find(&h, i, hash_bytes(&h, &i, sizeof(i)));

		assert_ptr_equal(found, i % 2 == 1 && i < NR ? &items[i] : NULL);
	}
	hash_fini(&h);
	free(items);
}

static void test_same_hash(void **state)
{
	struct item items[40];
	struct hash h;

	(void)state;
	assert_true(hash_init(&h, zero_key));
	/* 20 share a hash; the others share its bucket only */
	for (unsigned i = 0; i < 40; i++) {
		items[i] = (struct item){ .number = i };
		hash_add(&h, &items[i].node, i < 20 ? 7 : 7 + ((uint64_t)i << 32));
	}
	for (unsigned i = 0; i < 20; i++)
		assert_ptr_equal(find(&h, i, 7), &items[i]);
	assert_null(find(&h, 20, 7));
	hash_remove(&h, &items[10].node);
	assert_null(find(&h, 10, 7));
	assert_ptr_equal(find(&h, 9, 7), &items[9]);
	assert_ptr_equal(find(&h, 11, 7), &items[11]);
	hash_fini(&h);
}

static void test_linked_once(void **state)
{
	struct item a = { .number = 1 };
	struct hash h;

	(void)state;
	assert_true(hash_init(&h, zero_key));
	hash_remove(&h, &a.node);
	hash_add(&h, &a.node, 5);
	hash_add(&h, &a.node, 6);	/* it is in: nothing happens */
	assert_int_equal(h.nr, 1);
	assert_null(find(&h, 1, 6));
	hash_remove(&h, &a.node);
	hash_remove(&h, &a.node);
	assert_int_equal(h.nr, 0);
	assert_null(hash_first(&h, 5));
	hash_add(&h, &a.node, 6);
	assert_ptr_equal(find(&h, 1, 6), &a);
	hash_fini(&h);
}

static void test_no_memory(void **state)
{
	struct item items[200];
	struct hash h;

	(void)state;
	mem_fail_nth(1);
	assert_false(hash_init(&h, zero_key));
	assert_null(hash_first(&h, 1));		/* a table that failed is empty, not deadly */
	items[0] = (struct item){ .number = 0 };
	hash_add(&h, &items[0].node, 1);
	assert_int_equal(h.nr, 0);
	hash_fini(&h);
	assert_true(hash_init(&h, zero_key));
	for (unsigned i = 0; i < 200; i++) {
		items[i] = (struct item){ .number = i };
		mem_fail_nth(1);	/* it can never grow */
		hash_add(&h, &items[i].node, i);
		mem_fail_nth(0);
	}
	assert_int_equal(h.nr_buckets, 16);
	for (unsigned i = 0; i < 200; i++)
		assert_ptr_equal(find(&h, i, i), &items[i]);
	hash_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_siphash_vectors),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_same_hash),
		cmocka_unit_test(test_linked_once),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
