/* SPDX-License-Identifier: ISC
 *
 * heap.h - intrusive binary min-heap, ordered by (key, sequence): equal keys leave in the
 * order they came, so a simulation is deterministic.
 *
 * Layer:   base.
 * Owner:   the heap owns its array, never the nodes.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_node {
	int64_t key;
	uint64_t seq;
	size_t index;	/* 1-based position; 0 = not in a heap */
};

struct heap {
	struct heap_node **nodes;
	size_t nr, cap;
	uint64_t next_seq;
};

/* False when out of memory. */
bool heap_add(struct heap *h, struct heap_node *n, int64_t key);
void heap_remove(struct heap *h, struct heap_node *n);
/* NULL when empty; does not remove. */
struct heap_node *heap_top(const struct heap *h);
void heap_fini(struct heap *h);

#endif
