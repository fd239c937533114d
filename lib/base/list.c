/* SPDX-License-Identifier: ISC
 *
 * list.c - intrusive doubly linked list, circular through its head.
 *
 * May use:   nothing.
 * Must not:  allocate or free.
 */
#include "base/list.h"

void list_init(struct list *l)
{
	l->head.prev = l->head.next = &l->head;
	l->nr = 0;
}

static void insert(struct list *l, struct list_node *n, struct list_node *before)
{
	n->next = before;
	n->prev = before->prev;
	before->prev->next = n;
	before->prev = n;
	l->nr++;
}

/* An all-zero list counts as empty. */
static void settle(struct list *l)
{
	if (l->head.next == NULL)
		list_init(l);
}

void list_append(struct list *l, struct list_node *n)
{
	settle(l);
	if (!list_node_linked(n))
		insert(l, n, &l->head);
}

void list_prepend(struct list *l, struct list_node *n)
{
	settle(l);
	if (!list_node_linked(n))
		insert(l, n, l->head.next);
}

void list_remove(struct list *l, struct list_node *n)
{
	if (!list_node_linked(n))
		return;
	n->prev->next = n->next;
	n->next->prev = n->prev;
	n->prev = n->next = NULL;
	l->nr--;
}

bool list_node_linked(const struct list_node *n)
{
	return n->next != NULL;
}

struct list_node *list_first(const struct list *l)
{
	return l->head.next == &l->head ? NULL : l->head.next;
}

struct list_node *list_next(const struct list *l, const struct list_node *n)
{
	return n->next == &l->head ? NULL : n->next;
}
