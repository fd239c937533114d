/* SPDX-License-Identifier: ISC
 *
 * heap.c - binary min-heap; equal keys leave in the order they came.
 *
 * May use:   alloc.
 * Must not:  touch a node that is not in the heap.
 */
#include "base/heap.h"

#include "base/alloc.h"

#define HEAP_FIRST_CAP ((size_t)16)

static bool before(const struct heap_node *a, const struct heap_node *b)
{
	return a->key != b->key ? a->key < b->key : a->seq < b->seq;
}

/* INDEX is 1-based, so that parent and child are a shift away and 0 means "not in". */
static void place(struct heap *h, struct heap_node *n, size_t index)
{
	h->nodes[index - 1] = n;
	n->index = index;
}

static void sift_up(struct heap *h, struct heap_node *n, size_t index)
{
	while (index > 1 && before(n, h->nodes[index / 2 - 1])) {
		place(h, h->nodes[index / 2 - 1], index);
		index /= 2;
	}
	place(h, n, index);
}

static void sift_down(struct heap *h, struct heap_node *n, size_t index)
{
	for (size_t child = index * 2; child <= h->nr; child = index * 2) {
		if (child < h->nr && before(h->nodes[child], h->nodes[child - 1]))
			child++;
		if (!before(h->nodes[child - 1], n))
			break;
		place(h, h->nodes[child - 1], index);
		index = child;
	}
	place(h, n, index);
}

static bool grow(struct heap *h)
{
	size_t cap = h->cap == 0 ? HEAP_FIRST_CAP : h->cap * 2;
	struct heap_node **nodes;

	if (cap > SIZE_MAX / sizeof(struct heap_node *))
		return false;
	nodes = mem_resize(h->nodes, cap * sizeof(struct heap_node *));
	if (nodes == NULL)
		return false;
	h->nodes = nodes;
	h->cap = cap;
	return true;
}

bool heap_add(struct heap *h, struct heap_node *n, int64_t key)
{
	heap_remove(h, n);	/* a node that is in gets a new place */
	if (h->nr == h->cap && !grow(h))
		return false;
	n->key = key;
	n->seq = h->next_seq++;
	h->nr++;
	sift_up(h, n, h->nr);
	return true;
}

void heap_remove(struct heap *h, struct heap_node *n)
{
	size_t index = n->index;
	struct heap_node *last;

	if (index == 0 || index > h->nr || h->nodes[index - 1] != n)
		return;
	n->index = 0;
	last = h->nodes[h->nr - 1];
	h->nr--;
	if (last == n)
		return;
	if (index > 1 && before(last, h->nodes[index / 2 - 1]))
		sift_up(h, last, index);
	else
		sift_down(h, last, index);
}

struct heap_node *heap_top(const struct heap *h)
{
	return h->nr == 0 ? NULL : h->nodes[0];
}

void heap_fini(struct heap *h)
{
	MEM_FREE(h->nodes);
	h->nr = h->cap = 0;
}
