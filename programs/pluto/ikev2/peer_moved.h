/* SPDX-License-Identifier: ISC
 *
 * peer_moved.h - the peer's NAT gave it another port (RFC 7296 2.23): where IKE and ESP go from now on.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_PEER_MOVED_H
#define IKEV2_PEER_MOVED_H

#include "core/pluto.h"

struct ike_sa;

/* An authentic message or packet of IKE's peer came from REMOTE.  Followed only when the peer is behind a NAT and we are
 * not. */
void v2_peer_moved(struct pluto *p, struct ike_sa *ike, struct endpoint local, struct endpoint remote);
/* KERNEL_MAPPING. */
void v2_on_mapping(struct pluto *p, const struct kernel_event *e);

#endif
