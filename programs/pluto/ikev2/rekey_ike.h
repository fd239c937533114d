/* SPDX-License-Identifier: ISC
 *
 * rekey_ike.h - a new IKE SA takes over from an old one (RFC 7296 1.3.2, 2.8, 2.18).
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_REKEY_IKE_H
#define IKEV2_REKEY_IKE_H

#include "ike/ike_sa.h"

/* Asks the peer for a successor of IKE; when it does not want one, IKE is replaced by a new IKE_SA_INIT. */
void v2_rekey_ike(struct pluto *p, struct ike_sa *ike);
/* Builds and sends CREATE_CHILD_SA for the running TASK_REKEY_IKE, when its key pair is ready. */
void rekey_i_send(struct pluto *p, struct ike_sa *ike);
/* The running TASK_REKEY_IKE did not give us a successor. */
void rekey_failed(struct pluto *p, struct ike_sa *ike, const char *why);
/* OLD ends while our own request for a successor is open, but the peer has made one: it takes over. */
void rekey_adopt(struct pluto *p, struct ike_sa *old);
/* Is a successor being made, or there?  Then no child may begin here (2.25.2). */
bool rekey_is_under_way(const struct ike_sa *ike);

#endif
