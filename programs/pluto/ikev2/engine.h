/* SPDX-License-Identifier: ISC
 *
 * engine.h - one message through SA look-up, window, decryption, edges and steps; outcomes onto the wire.
 *
 * Layer:  ikev2.  The engine alone maps outcomes to answers, state and log.
 */
#ifndef IKEV2_ENGINE_H
#define IKEV2_ENGINE_H

#include "ike/demux.h"
#include "ikev2/turn.h"

void v2_on_message(struct pluto *p, const struct datagram *d, const struct demuxed *m);
/* A job of SLOT finished (nego->ke_status is set): resumes the parked message, or sends the request that waited
 * for our key pair. */
void v2_job_done(struct pluto *p, struct ike_sa *ike, enum nego_slot slot);
void parked_free(struct v2_parked **parked);

/* Requests of ours. */
void v2_request_open(struct pluto *p, struct v2_out *o, struct ike_sa *ike, enum v2_exchange exchange);
/* Sends and arms the resends.  False: could not be built; nothing is outstanding. */
bool v2_request_send(struct pluto *p, struct v2_out *o, struct ike_sa *ike);
/* Answers: opened for the turn's request (protected unless IKE_SA_INIT), kept for repeats, sent. */
void v2_reply_open(struct turn *t, struct v2_out *o);
bool v2_reply_send(struct turn *t, struct v2_out *o);
/* The peer answered our outstanding request. */
void v2_request_answered(struct pluto *p, struct ike_sa *ike);
/* SK_* from the finished key exchange; false: the library failed. */
bool v2_derive_keys(struct pluto *p, struct ike_sa *ike);

#endif
