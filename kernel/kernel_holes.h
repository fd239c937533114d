/* SPDX-License-Identifier: ISC
 *
 * kernel_holes.h - the policies that are always there, on every backend.
 *
 * Layer:   kernel.  Pure.
 */
#ifndef KERNEL_KERNEL_HOLES_H
#define KERNEL_KERNEL_HOLES_H

#include "kernel/kernel_types.h"

#define KERNEL_HOLES		6	/* two message types, three directions */
#define KERNEL_HOLE_PRIORITY	1

/* IPv6 neighbour solicitation and advertisement always pass: without them a policy on ::/0 would
 * cut the host off from its own link (RFC 4861 4.3, 4.4). */
void kernel_holes(struct kernel_request out[KERNEL_HOLES]);
bool kernel_is_hole(const struct kernel_policy_key *key, uint32_t priority);

#endif
