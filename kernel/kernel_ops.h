/* SPDX-License-Identifier: ISC
 *
 * kernel_ops.h - the kernel as a port: states, policies, addresses, routes.
 *
 * Layer:   kernel.  kernel/xfrm + kernel/rtnl are the real one, kernel/sim the simulated one.
 * Time:    every call answers at once (netlink is synchronous and local); none waits for a peer.
 * Errors:  0 or -errno, details in *ERR when given.
 */
#ifndef KERNEL_KERNEL_OPS_H
#define KERNEL_KERNEL_OPS_H

#include "base/arena.h"
#include "kernel/kernel_types.h"

struct kernel_ops {
	const char *name;			/* "xfrm", "sim" */
	const struct kernel_caps *(*caps)(void *k);
	/* Does all NR requests in order, in one sendmsg on xfrm.  Not atomic in the kernel; on the first
	 * error the requests of this commit that worked and can be undone WITHOUT knowledge of older state
	 * (SA_ADD) are undone; policies are left to the caller, who knows what was there. */
	int (*commit)(void *k, const struct kernel_request *reqs, size_t nr, struct kernel_error *err);
	int (*sa_query)(void *k, const struct kernel_sa_key *key, struct kernel_sa_info *out);
	/* Calls SEE for each; SEE returns false to stop.  Per-socket policies are skipped. */
	int (*sa_dump)(void *k, bool (*see)(void *ctx, const struct kernel_sa_info *i), void *ctx);
	int (*policy_dump)(void *k, bool (*see)(void *ctx, const struct kernel_policy_info *i), void *ctx);
	int (*iface_list)(void *k, struct arena *a, struct kernel_iface **out, size_t *nr);
	int (*route_get)(void *k, struct address src, struct address dst, struct kernel_route *out);
	/* At start: larval_drop=0, acq_expires, ND holes, flush of states and policies that are ours. */
	int (*prepare)(void *k, struct duration acquire_life, struct kernel_error *err);
	int (*bypass_socket)(void *k, int fd, enum ip_family family);	/* IKE's own packets always pass */
};

struct kernel {
	const struct kernel_ops *ops;
	void *k;
};

#endif
