/* SPDX-License-Identifier: ISC
 *
 * intent.h - calls go down, intents go up: what a lower layer wants from an upper one, queued and
 * drained in order by pluto.c after each event.
 *
 * Layer:  core.
 */
#ifndef CORE_INTENT_H
#define CORE_INTENT_H

#include "base/ids.h"
#include "base/list.h"
#include "net/packet.h"

struct pluto;

enum intent_type {
	INTENT_INITIATE,	/* conn: bring its Child SA up (IKE SA first when needed) */
	INTENT_DOWN,		/* conn: delete its Child SA (and its IKE SA when nobody else needs it) */
	INTENT_DELETE_IKE,	/* sa: with a Delete to the peer */
	INTENT_DELETE_CHILD,	/* sa: with a Delete to the peer */
	INTENT_CONN_RESULT,	/* conn: the attempt that somebody waits for ended: code, text */
	INTENT_CONN_REMOVE,	/* conn: delete it once nothing of it is left */
	INTENT_SHUTDOWN,	/* all connections down, then stop */
	INTENT_TYPES,
};

/* Exit codes of whack (cli.md 4). */
enum rc {
	RC_OK = 0, RC_DUPNAME = 20, RC_UNKNOWN_NAME = 21, RC_ORIENT = 22, RC_DEAF = 24, RC_ROUTE = 25,
	RC_RTBUSY = 26, RC_BADID = 27, RC_NOPEERIP = 29, RC_INITSHUNT = 30, RC_WHACK_PROBLEM = 33,
	RC_BADWHACKMESSAGE = 50, RC_NORETRANSMISSION = 51, RC_OPPOFAILURE = 53, RC_FATAL = 56,
};

enum why_initiate { WHY_COMMAND, WHY_ACQUIRE, WHY_REVIVAL, WHY_AUTO };

struct intent {
	struct list_node link;
	enum intent_type type;
	conn_id conn;
	sa_id sa;
	enum why_initiate why;		/* INITIATE */
	struct packet packet;		/* INITIATE by acquire: becomes the first TS */
	uint32_t acquire_seq;		/* INITIATE by acquire */
	enum rc rc;			/* CONN_RESULT; SHUTDOWN: exit code */
	bool keep_kernel;		/* SHUTDOWN: leave kernel state */
	char text[256];			/* CONN_RESULT, DELETE_*: the reason, a sentence */
};

/* Copies I to the end of P's queue; false when out of memory (counted, logged). */
bool intent_add(struct pluto *p, const struct intent *i);
/* Takes the oldest into *OUT; false when none. */
bool intent_take(struct pluto *p, struct intent *out);
extern const char *const intent_names[INTENT_TYPES];

#endif
