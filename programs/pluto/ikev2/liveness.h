/* SPDX-License-Identifier: ISC
 *
 * liveness.h - is the peer still there?  (RFC 7296 2.4; dpddelay=)
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_LIVENESS_H
#define IKEV2_LIVENESS_H

#include "ike/ike_sa.h"

/* IKE carries something of C, whose dpddelay counts from now on; the shortest of all holds. */
void liveness_watch(struct pluto *p, struct ike_sa *ike, const struct conn *c);
/* IKE takes over from OLD. */
void liveness_inherit(struct pluto *p, struct ike_sa *ike, const struct ike_sa *old);

#endif
