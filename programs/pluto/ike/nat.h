/* SPDX-License-Identifier: ISC
 *
 * nat.h - NAT detection of RFC 7296 2.23: hashes to send, hashes received, who is behind a NAT.
 *
 * Layer:  ike.
 */
#ifndef IKE_NAT_H
#define IKE_NAT_H

#include "ike/ike_sa.h"
#include "wire/chain.h"

#define NAT_HASH_LEN 20

/* OUT for NAT_DETECTION_SOURCE_IP (AT = our endpoint) or _DESTINATION_IP (AT = the peer's). */
bool nat_hash(struct pluto *p, const struct ike_sa *ike, struct endpoint at, uint8_t out[NAT_HASH_LEN]);
/* Reads the peer's NAT_DETECTION notifies in C, which came with header H (its SPIs are hashed: a first request has
 * no responder SPI yet) from ike->remote to ike->local; sets nat_local and
 * nat_remote.  Without any notify: no NAT.  Notifies of a wrong length are ignored. */
void nat_detect(struct pluto *p, struct ike_sa *ike, const struct ike_header *h, const struct chain *c);
/* Starts or stops the keepalives of IKE: one 0xff every setup.keep_alive while we are behind a NAT. */
void nat_keepalive_start(struct pluto *p, struct ike_sa *ike);

#endif
