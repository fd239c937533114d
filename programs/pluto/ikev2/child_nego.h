/* SPDX-License-Identifier: ISC
 *
 * child_nego.h - what IKE_AUTH and CREATE_CHILD_SA share about the child they make.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_CHILD_NEGO_H
#define IKEV2_CHILD_NEGO_H

#include "conn/conn.h"
#include "ikev2/turn.h"

/* Initiator: a larval child for n->conn and its payloads.  SA first; KE and nonce are the caller's, between the
 * two calls.  WITH_KE: propose key exchange methods (not in IKE_AUTH).  False: memory, or the conn is gone. */
bool child_offer_sa(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, struct v2_out *o, bool with_ke);
bool child_offer_ts(struct pluto *p, struct v2_nego *n, struct v2_out *o);
/* Initiator: checks SA, TSi, TSr, transport mode of the response. */
struct outcome child_accept(struct turn *t, struct v2_nego *n, bool with_ke);

/* Responder: finds a conn among C and its siblings whose selectors and proposals fit the request, instantiates a
 * template, makes the larval child.  REJECT says which notify. */
struct outcome child_choose(struct turn *t, struct v2_nego *n, struct conn *c, bool with_ke);
/* Responder: SA (without KE), then TSi, TSr, notifies of the answer. */
bool child_answer_sa(struct turn *t, struct v2_nego *n, struct v2_out *o);
bool child_answer_ts(struct turn *t, struct v2_nego *n, struct v2_out *o);

/* Keys and installation; logs the "established Child SA" line and tells whoever waits.  On failure the child is
 * still larval and WHY holds the reason. */
bool child_complete(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, char why[256]);

#endif
