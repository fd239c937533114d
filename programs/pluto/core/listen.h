/* SPDX-License-Identifier: ISC
 *
 * listen.h - the local addresses that have IKE sockets, as the kernel lists them; conns are oriented by it.
 *
 * Layer:  core.
 */
#ifndef CORE_LISTEN_H
#define CORE_LISTEN_H

#include "core/pluto.h"

struct listen_db *listen_db_new(void);
void listen_db_free(struct listen_db *l);
/* Compares the kernel's addresses with the open sockets: opens UDP 500 and 4500 on new ones (honours setup.listen),
 * closes vanished ones.  Returns how many changed; each failure is one log line.  Sets P->listening. */
size_t listen_update(struct pluto *p);
bool listen_has(const struct pluto *p, struct address a);
/* The device that has A, or NULL.  Borrowed until the next update. */
const char *listen_iface(const struct pluto *p, struct address a);
/* First address on IFACE of FAMILY (%eth0). */
bool listen_iface_address(const struct pluto *p, const char *iface, enum ip_family family, struct address *out);
/* Walks all; I from 0; false at the end. */
bool listen_nth(const struct pluto *p, size_t i, struct endpoint *out, bool *encap, const char **iface);

#endif
