/* SPDX-License-Identifier: ISC
 *
 * xfrm_priv.h - the open backend, private to kernel/xfrm.
 *
 * Layer:   kernel.
 */
#ifndef KERNEL_XFRM_XFRM_PRIV_H
#define KERNEL_XFRM_XFRM_PRIV_H

#include "kernel/kernel_ops.h"
#include "kernel/xfrm/xfrm_msg.h"

struct rtnl;

struct xfrm {
	struct nl_socket requests, events;
	struct rtnl *rtnl;		/* borrowed */
	struct kernel_caps caps;
	struct xfrm_wants wants;
};

/* xfrm_commit.c */
int xfrm_commit(void *k, const struct kernel_request *reqs, size_t nr, struct kernel_error *err);
/* Sends REQS as they are; nothing is checked or undone.  0 or -errno of the first that failed. */
int xfrm_try(struct xfrm *x, const struct kernel_request *reqs, size_t nr);

/* xfrm_query.c */
int xfrm_sa_query(void *k, const struct kernel_sa_key *key, struct kernel_sa_info *out);
int xfrm_sa_dump(void *k, bool (*see)(void *ctx, const struct kernel_sa_info *i), void *ctx);
int xfrm_policy_dump(void *k, bool (*see)(void *ctx, const struct kernel_policy_info *i),
		     void *ctx);

/* xfrm_prepare.c */
int xfrm_prepare(void *k, struct duration acquire_life, struct kernel_error *err);
int xfrm_bypass_socket(void *k, int fd, enum ip_family family);
void xfrm_probe(struct xfrm *x);

#endif
