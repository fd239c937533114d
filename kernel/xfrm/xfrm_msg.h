/* SPDX-License-Identifier: ISC
 *
 * xfrm_msg.h - kernel types <-> XFRM netlink messages.  Pure: bytes in, bytes out, no socket, so
 * that unit tests and fuzzers can feed it.
 *
 * Layer:   kernel.  Private to kernel/xfrm and its tests.
 */
#ifndef KERNEL_XFRM_XFRM_MSG_H
#define KERNEL_XFRM_XFRM_MSG_H

#include <linux/xfrm.h>

#include "kernel/kernel_types.h"
#include "kernel/nl/nl.h"

/* Newer than the oldest headers we build with. */
#define XFRMA_SA_DIR_	33
#define XFRM_SA_DIR_IN_	1
#define XFRM_SA_DIR_OUT_ 2
#define XFRM_ATTRS	(XFRMA_SA_DIR_ + 1)

#define XFRM_REQUEST_MAX 1280	/* bytes of the longest request: a state with window 4096 */

/* ---- xfrm_attr.c: small pieces ---- */

void xfrm_address_put(xfrm_address_t *out, struct address a);
struct address xfrm_address_take(const xfrm_address_t *a, unsigned af);
unsigned xfrm_family(struct address a);			/* AF_INET, AF_INET6, AF_UNSPEC */
void xfrm_selector_put(struct xfrm_selector *out, const struct selector *src,
		       const struct selector *dst);
/* False when the kernel's selector is not one of ours (strange masks or prefix lengths). */
bool xfrm_selector_take(const struct xfrm_selector *s, struct selector *src, struct selector *dst);
/* The selector of one packet, as an acquire has it. */
bool xfrm_packet_take(const struct xfrm_selector *s, struct packet *out);
void xfrm_mark_put(struct nl_batch *b, struct kernel_mark mark);
struct kernel_mark xfrm_mark_take(struct view attr);
struct xfrm_lifetime_cfg xfrm_no_limits(void);

/* ---- xfrm_sa.c, xfrm_policy.c: requests ---- */

struct xfrm_wants {
	bool sa_dir;		/* the kernel knows XFRMA_SA_DIR */
};
/* TYPE is XFRM_MSG_NEWSA or XFRM_MSG_UPDSA. */
void xfrm_put_sa(struct nl_batch *b, uint16_t type, uint32_t seq, const struct kernel_sa *sa,
		 struct xfrm_wants wants);
/* TYPE is XFRM_MSG_DELSA or XFRM_MSG_GETSA. */
void xfrm_put_sa_id(struct nl_batch *b, uint16_t type, uint32_t seq, const struct kernel_sa_key *k);
void xfrm_put_policy(struct nl_batch *b, uint32_t seq, const struct kernel_policy *p);
void xfrm_put_policy_del(struct nl_batch *b, uint32_t seq, const struct kernel_policy_key *k);
void xfrm_put_request(struct nl_batch *b, uint32_t seq, const struct kernel_request *r,
		      struct xfrm_wants wants);
/* A policy that lets everything of one family pass, for setsockopt(). */
struct xfrm_userpolicy_info xfrm_socket_policy(enum ip_family family, enum kernel_dir dir);

/* ---- xfrm_sa.c, xfrm_policy.c: what dumps answer ---- */

bool xfrm_take_sa(const struct nl_message *m, struct kernel_sa_info *out);
/* False also for per-socket policies. */
bool xfrm_take_policy(const struct nl_message *m, struct kernel_policy_info *out);

/* ---- xfrm_events.c ---- */

/* False when M is no event, too short, or makes no sense: to be ignored. */
bool xfrm_take_event(const struct nl_message *m, struct kernel_event *out);

#endif
