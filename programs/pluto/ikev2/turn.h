/* SPDX-License-Identifier: ISC
 *
 * turn.h - the handling of one message: what every step of an exchange is given, and what it says.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_TURN_H
#define IKEV2_TURN_H

#include "ikev2/nego.h"
#include "ikev2/out.h"

struct turn {
	struct pluto *p;
	struct ike_sa *ike;
	struct arena *arena;		/* this turn's only */
	struct endpoint local, remote;	/* of the datagram */
	struct ike_header header;
	struct view message;		/* whole, without marker */
	struct view payloads;		/* bytes of the chain (decrypted), borrowed */
	uint8_t first;			/* type of its first payload */
	struct chain chain;		/* the payloads to act on */
	enum nego_slot slot;		/* which negotiation this message belongs to */
};

enum outcome_kind {
	OUTCOME_DONE,		/* go on with the next step */
	OUTCOME_STOP,		/* all is said and done; no further step */
	OUTCOME_WAIT,		/* a job runs; resume at the next step */
	OUTCOME_DROP,		/* as if the message had not come */
	OUTCOME_REJECT,		/* answer with NOTIFY; the IKE SA lives */
	OUTCOME_FAIL,		/* answer with NOTIFY (when a request); the IKE SA dies */
};

struct outcome {
	enum outcome_kind kind;
	uint16_t notify;	/* REJECT, FAIL; 0 = none */
	uint16_t value;		/* INVALID_KE_PAYLOAD: group; UNSUPPORTED_CRITICAL_PAYLOAD: type */
	uint8_t protocol;	/* CHILD_SA_NOT_FOUND: which SA, copied from the request; 0 = none */
	uint32_t spi;
	const char *why;	/* a sentence's tail for the log; constant text or arena */
};

#define TURN_DONE ((struct outcome){ .kind = OUTCOME_DONE })
#define TURN_STOP ((struct outcome){ .kind = OUTCOME_STOP })
#define TURN_WAIT ((struct outcome){ .kind = OUTCOME_WAIT })
#define TURN_DROP(why_) ((struct outcome){ .kind = OUTCOME_DROP, .why = (why_) })
#define TURN_OTHER_KE(group, why_)                                                                           \
	((struct outcome){ .kind = OUTCOME_REJECT, .notify = N_INVALID_KE_PAYLOAD, .value = (group), .why = (why_) })
#define TURN_REJECT(n, why_) ((struct outcome){ .kind = OUTCOME_REJECT, .notify = (n), .why = (why_) })
#define TURN_FAIL(n, why_) ((struct outcome){ .kind = OUTCOME_FAIL, .notify = (n), .why = (why_) })

typedef struct outcome step_fn(struct turn *t);

#endif
