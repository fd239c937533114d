/* SPDX-License-Identifier: ISC
 *
 * install.h - a negotiated child into the kernel and out again, through the conn's routing.
 *
 * Layer:  child.
 */
#ifndef CHILD_INSTALL_H
#define CHILD_INSTALL_H

#include "child/child_sa.h"

#define CHILD_KEYMAT_MAX (2 * 2 * KEY_MAX)

/* Bytes of KEYMAT that SUITE needs for both directions (RFC 7296 2.17). */
size_t child_keymat_len(const struct suite *s);
/* SAs and policies in one batch; KEYMAT: initiator-to-responder keys first.  CHILD is complete: suite, SPIs,
 * selectors, endpoints.  On success it is CHILD_UP.  The diag is a sentence for the log. */
MUST_CHECK struct diag *child_install(struct pluto *p, struct child_sa *child, struct view keymat);
/* The peer's NAT gave it another port: REMOTE has the address that CHILD knows.  The kernel's SAs are changed in place. */
void child_peer_moved(struct pluto *p, struct child_sa *child, struct endpoint remote);
/* Takes it out of the kernel (when it is in), tells routing, frees CHILD.  No message is sent. */
void child_gone(struct pluto *p, struct child_sa *child, const char *why);

#endif
