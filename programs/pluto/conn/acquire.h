/* SPDX-License-Identifier: ISC
 *
 * acquire.h - a packet met a trap; for conn/ and for `whack --oppohere`.
 *
 * Layer:  conn.
 */
#ifndef CONN_ACQUIRE_H
#define CONN_ACQUIRE_H

#include "conn/conn.h"
#include "net/packet.h"

/* The routed connection that PACKET belongs to: by REQID (0: unknown), else the narrowest selectors.  NULL: none. */
struct conn *acquire_owner(struct pluto *p, uint32_t reqid, const struct packet *packet);
/* The trap of a template with a known peer was met: an instance takes the packet. */
void acquire_instantiate(struct pluto *p, struct conn *template, const struct packet *packet, uint32_t seq);

#endif
