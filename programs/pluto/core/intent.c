/* SPDX-License-Identifier: ISC
 *
 * intent.c - the queue of what lower layers want from upper ones.
 *
 * May use:   base, core.
 * Must not:  know what an intent does.
 */
#include "core/intent.h"

#include "base/alloc.h"
#include "core/pluto.h"

#define INTENT_QUEUE_MAX 65536	/* more than any event asks for: something loops */

const char *const intent_names[INTENT_TYPES] = {
	[INTENT_INITIATE] = "initiate",
	[INTENT_DOWN] = "down",
	[INTENT_DELETE_IKE] = "delete IKE SA",
	[INTENT_DELETE_CHILD] = "delete Child SA",
	[INTENT_CONN_RESULT] = "result of a connection",
	[INTENT_CONN_REMOVE] = "remove connection",
	[INTENT_SHUTDOWN] = "shut down",
};

bool intent_add(struct pluto *p, const struct intent *i)
{
	struct intent *copy = p->intents.nr < INTENT_QUEUE_MAX ? mem_dup(i, sizeof(*i)) : NULL;

	if (copy == NULL) {
		p->count.intents_lost++;
		log_local(&p->log, "out of memory: lost the intent to %s", intent_names[i->type]);
		return false;
	}
	copy->link = (struct list_node){ .next = NULL };
	list_append(&p->intents, &copy->link);
	return true;
}

bool intent_take(struct pluto *p, struct intent *out)
{
	struct list_node *first = p->intents.nr == 0 ? NULL : list_first(&p->intents);
	struct intent *i;

	if (first == NULL)
		return false;
	list_remove(&p->intents, first);
	i = CONTAINER_OF(first, struct intent, link);
	*out = *i;
	mem_free(i);
	return true;
}
