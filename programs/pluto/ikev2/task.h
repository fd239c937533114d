/* SPDX-License-Identifier: ISC
 *
 * task.h - an exchange that we want to start on an established IKE SA; one runs at a time (window 1,
 * RFC 7296 2.3), the others wait in order.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_TASK_H
#define IKEV2_TASK_H

#include "ikev2/nego.h"

enum task_type {
	TASK_CHILD,		/* CREATE_CHILD_SA: a new child, or the rekey of one (nego->rekeys) */
	TASK_DELETE_CHILD,
	TASK_DELETE_IKE,
	TASK_LIVENESS,
};

struct v2_task {
	struct list_node link;
	enum task_type type;
	struct v2_nego *nego;	/* TASK_CHILD: owned */
	uint32_t spi;		/* DELETE_CHILD: our inbound SPI, host order */
	uint8_t protocol;	/* DELETE_CHILD: V2_PROTO_ESP */
};

/* Queues (NEGO is taken, also on failure) and starts it when nothing is outstanding.  False: full or memory. */
bool task_add(struct pluto *p, struct ike_sa *ike, enum task_type type, struct v2_nego **nego, uint32_t spi);
/* Starts the next one when the SA is up and idle. */
void task_next(struct pluto *p, struct ike_sa *ike);
/* The running one is over: frees it, starts the next. */
void task_done(struct pluto *p, struct ike_sa *ike);
/* Frees all, telling the conns of unfinished TASK_CHILDs that they failed. */
void tasks_abandon(struct pluto *p, struct ike_sa *ike, const char *why);
/* Drops waiting TASK_CHILDs of CONN. */
void tasks_cancel_conn(struct pluto *p, struct ike_sa *ike, conn_id conn);
/* Is a child of CONN being made or waiting here? */
bool tasks_have_conn(const struct ike_sa *ike, conn_id conn);

#endif
