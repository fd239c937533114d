/* SPDX-License-Identifier: ISC
 *
 * xfrm.h - the real kernel: Linux XFRM over netlink.
 *
 * Layer:   kernel.  Uses kernel/nl and kernel/rtnl (addresses and routes).
 * Time:    calls answer at once; events are read when xfrm_event_fd() is readable.
 * Rule:    at prepare() ALL states and policies of the network namespace are flushed, whoever made
 *          them: the daemon is the only keeper of the namespace's SAD and SPD.  Per-socket policies
 *          (IKE's own, and those of other daemons' sockets) survive a flush and are never touched;
 *          dumps skip them.
 */
#ifndef KERNEL_XFRM_XFRM_H
#define KERNEL_XFRM_XFRM_H

#include "base/diag.h"
#include "kernel/kernel_ops.h"

struct rtnl;

/* R is borrowed and must live longer.  On success OUT->k is to be given to the functions below. */
MUST_CHECK struct diag *xfrm_open(struct rtnl *r, struct kernel *out);
/* Closes the sockets; states and policies stay.  K may be empty. */
void xfrm_close(struct kernel *k);

int xfrm_event_fd(const struct kernel *k);
/* Reads until the socket is empty, but at most XFRM_EVENTS_MAX datagrams a call, so that a flood
 * of acquires cannot starve the rest of the daemon.  ON may call the kernel. */
#define XFRM_EVENTS_MAX 64
void xfrm_read_events(struct kernel *k, void (*on)(void *ctx, const struct kernel_event *e),
		      void *ctx);

#endif
