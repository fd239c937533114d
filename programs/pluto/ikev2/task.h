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
	TASK_REKEY_IKE,		/* CREATE_CHILD_SA: a successor of the IKE SA */
	TASK_DELETE_CHILD,
	TASK_DELETE_IKE,
	TASK_LIVENESS,
};

struct v2_task {
	struct list_node link;
	enum task_type type;
	struct v2_nego *nego;	/* CHILD, REKEY_IKE: owned */
	uint32_t spi;		/* our inbound SPI, host order: DELETE_CHILD; CHILD that was taken down meanwhile */
	uint32_t peer_spi;	/* DELETE_CHILD: the peer's inbound one, or 0 */
	uint8_t protocol;	/* DELETE_CHILD: V2_PROTO_ESP */
	unsigned postponed;	/* times */
};

/* Queues (NEGO is taken, also on failure) and starts it when nothing is outstanding.  False: full or memory. */
bool task_add(struct pluto *p, struct ike_sa *ike, enum task_type type, struct v2_nego **nego, uint32_t spi);
/* TASK_DELETE_CHILD for CHILD's SPIs, which may go at once. */
bool task_add_delete(struct pluto *p, struct ike_sa *ike, uint32_t spi, uint32_t peer_spi);
/* Is a Delete of the child with the peer's SPI on its way or waiting? */
bool tasks_delete_peer_spi(const struct ike_sa *ike, uint32_t peer_spi);
/* Starts the next one when the SA is up and idle. */
void task_next(struct pluto *p, struct ike_sa *ike);
/* The peer answered the running one with TEMPORARY_FAILURE: it is asked again later, ever more patiently (2.25).
 * False: that has been tried often enough, or out of memory. */
bool task_postpone(struct pluto *p, struct ike_sa *ike);
/* The running one is over: frees it, starts the next. */
void task_done(struct pluto *p, struct ike_sa *ike);
/* Frees all, telling the conns of unfinished TASK_CHILDs that they failed. */
void tasks_abandon(struct pluto *p, struct ike_sa *ike, const char *why);
/* Drops TASK_CHILDs of CONN; the result of a running one will not be used. */
void tasks_cancel_conn(struct pluto *p, struct ike_sa *ike, conn_id conn);
/* Drops waiting TASK_REKEY_IKEs: the SA has been rekeyed. */
void tasks_drop_rekey(struct pluto *p, struct ike_sa *ike);
/* A conn other than CONN whose child is being made or waits here, or 0. */
conn_id tasks_other_conn(const struct ike_sa *ike, conn_id conn);
/* Is a child of CONN being made or waiting here? */
bool tasks_have_conn(const struct ike_sa *ike, conn_id conn);

#endif
