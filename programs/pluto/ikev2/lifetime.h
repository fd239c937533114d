/* SPDX-License-Identifier: ISC
 *
 * lifetime.h - when SAs are rekeyed and when they end (RFC 7296 2.8): soft and hard time, with margin and fuzz.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_LIFETIME_H
#define IKEV2_LIFETIME_H

#include "child/child_sa.h"
#include "ike/ike_sa.h"

/* Starts the clock of a new SA.  The initiator of an SA rekeys it a margin before its life ends; the responder
 * only deletes it then. */
void lifetime_child_start(struct pluto *p, struct child_sa *child);
void lifetime_ike_start(struct pluto *p, struct ike_sa *ike);
/* The rekey of the child ID failed: again in a while, as long as its life is not over. */
void lifetime_child_retry(struct pluto *p, sa_id id);
/* OLD has a successor: its outbound use has ended with the policy; it is deleted a moment later, so that packets
 * in flight still arrive. */
void lifetime_replaced(struct pluto *p, struct child_sa *old);
/* CHILD lost against the peer's rekey of the same predecessor: it goes as soon. */
void lifetime_redundant(struct pluto *p, struct child_sa *child);
/* IKE has been rekeyed, or lost against another rekey: whoever asked for the winner deletes it, we only in the end. */
void lifetime_ike_superseded(struct pluto *p, struct ike_sa *ike);
/* OLD has a successor that has its first child: it is deleted soon. */
void lifetime_ike_replaced(struct pluto *p, struct ike_sa *old);

#endif
