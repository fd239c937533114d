/* SPDX-License-Identifier: ISC
 *
 * list.h - intrusive doubly linked list.
 *
 * Layer:  base.
 * Owner:  the list owns nothing.  A node is in at most one list; a zeroed node is in none.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list_node {
	struct list_node *prev, *next;
};

struct list {
	struct list_node head;
	size_t nr;
};

#define CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr) - offsetof(type, member)))

void list_init(struct list *l);
void list_append(struct list *l, struct list_node *n);
void list_prepend(struct list *l, struct list_node *n);
void list_remove(struct list *l, struct list_node *n);
bool list_node_linked(const struct list_node *n);
/* NULL when empty. */
struct list_node *list_first(const struct list *l);
struct list_node *list_next(const struct list *l, const struct list_node *n);

/* The body may remove NODE from L (and free it), and nothing else. */
#define LIST_FOR_EACH(l, node)                                                                     \
	for (struct list_node *node = (l)->head.next, *node##_next = node ? node->next : NULL;     \
	     node != NULL && node != &(l)->head;                                                   \
	     node = node##_next, node##_next = node->next)

#endif
