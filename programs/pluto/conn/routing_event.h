/* SPDX-License-Identifier: ISC
 *
 * routing_event.h - one routing event with what belongs to it; for conn/ only.
 *
 * Layer:  conn.
 */
#ifndef CONN_ROUTING_EVENT_H
#define CONN_ROUTING_EVENT_H

#include "conn/routing_exec.h"
#include "conn/routing_table.h"

struct occasion {
	enum routing_event event;
	sa_id ike, child;
	const struct tunnel *tunnel;		/* CHILD_UP */
	const struct kernel_sa_key *in, *out;	/* CHILD_DOWN: they go */
	const char *why;			/* a sentence, or NULL */
	const struct packet *packet;		/* ACQUIRE */
	uint32_t seq;				/* ACQUIRE */
};

/* Finds the row and does it.  The diag is a refusal: nothing has changed. */
MUST_CHECK struct diag *routing_happen(struct pluto *p, struct conn *c, const struct occasion *o);
/* Policies anew for the present state, after C's selectors or addresses changed. */
void routing_resync(struct pluto *p, struct conn *c);
/* C goes away: everything of it leaves the kernel; scripts are queued. */
void routing_delete(struct pluto *p, struct conn *c);

#endif
