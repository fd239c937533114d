/* SPDX-License-Identifier: ISC
 *
 * retransmit.h - resend one request until it is answered, stopped, or given up (RFC 7296 2.1).
 *
 * Layer:   ike.  Knows nothing of what the packets mean.
 * Owner:   struct retransmit is embedded in its IKE SA; between _start() and _stop() it owns the
 *          packet.  The timer carries the SA's id.
 * Errors:  none.  A failed send is a loss like any other.
 */
#ifndef IKE_RETRANSMIT_H
#define IKE_RETRANSMIT_H

#include "ike/ike_sa.h"

struct retransmit_policy {
	struct duration first;		/* > 0; delay before the first resend, then doubled */
	struct duration give_up;	/* >= first; measured from _start() */
	/* Told once, on the loop, when nothing was answered in time. */
	void (*gave_up)(struct pluto *p, sa_id ike);
};

/* Sends PACKET (taken, emptied) now and arms the resends.  IKE's retransmit must be idle.  False: out of memory,
 * nothing was sent. */
bool retransmit_start(struct pluto *p, struct ike_sa *ike, const struct retransmit_policy *policy,
		      struct bytes *packet);
/* Answered or no longer wanted; frees the packet. */
void retransmit_stop(struct pluto *p, struct retransmit *r);

/* Sends MESSAGE of IKE from its local to its remote endpoint, with the non-ESP marker when the local
 * port is not the plain IKE port (RFC 7296 3.1, RFC 3948 2.2). */
void ike_send(struct pluto *p, struct ike_sa *ike, struct view message);
void ike_send_from(struct pluto *p, struct endpoint local, struct endpoint remote, struct view message);

#endif
