/* SPDX-License-Identifier: ISC
 *
 * out.h - an IKEv2 message being built, in clear or protected by SK (RFC 7296 3.14).
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_OUT_H
#define IKEV2_OUT_H

#include "ike/ike_sa.h"
#include "wire/chain.h"

#define V2_MESSAGE_MAX 4096	/* bytes; larger ones wait for IKE fragmentation */

struct v2_out {
	uint8_t buf[V2_MESSAGE_MAX];
	struct writer w;
	struct chain_writer chain;	/* put payloads here */
	size_t sk;			/* offset of the SK generic header; 0 = in clear */
	size_t iv;			/* offset of the IV */
	uint8_t exchange;		/* enum v2_exchange */
};

struct v2_message_id {
	uint8_t exchange;		/* enum v2_exchange */
	bool response;
	uint32_t id;
};

void v2_out_clear(struct v2_out *o, const struct ike_sa *ike, struct v2_message_id m);
void v2_out_protected(struct pluto *p, struct v2_out *o, struct ike_sa *ike, struct v2_message_id m);
/* Pads, encrypts and authenticates when protected; the finished message into empty *MESSAGE.  False: too
 * long, or the crypto library failed. */
bool v2_out_finish(struct pluto *p, struct v2_out *o, struct ike_sa *ike, struct bytes *message);

/* N with only a type (and DATA). */
void v2_put_notify(struct v2_out *o, uint16_t type, struct view data);

#endif
