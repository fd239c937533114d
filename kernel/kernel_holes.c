/* SPDX-License-Identifier: ISC
 *
 * kernel_holes.c - the neighbour-discovery policies.  Pure.
 */
#include "kernel/kernel_holes.h"

#include "net/protocol.h"

#define ND_SOLICITATION		135
#define ND_ADVERTISEMENT	136

static struct selector nd_selector(unsigned type)
{
	struct selector s = selector_from_cidr(cidr_all(IP_V6));

	s.proto = PROTO_ICMPV6;
	s.port_lo = (uint16_t)(type << 8);
	s.port_hi = (uint16_t)(type << 8 | 0xff);
	return s;
}

void kernel_holes(struct kernel_request out[KERNEL_HOLES])
{
	static const enum kernel_dir dirs[] = { KERNEL_IN, KERNEL_OUT, KERNEL_FWD };

	for (unsigned i = 0; i < KERNEL_HOLES; i++) {
		struct selector s = nd_selector(i < 3 ? ND_SOLICITATION : ND_ADVERTISEMENT);

		out[i] = (struct kernel_request){
			.op = KERNEL_POLICY_PUT,
			.policy = {
				.key = { .dir = dirs[i % 3], .src = s, .dst = s },
				.action = KERNEL_ALLOW,
				.priority = KERNEL_HOLE_PRIORITY,
			},
		};
	}
}

bool kernel_is_hole(const struct kernel_policy_key *key, uint32_t priority)
{
	struct selector ns = nd_selector(ND_SOLICITATION), na = nd_selector(ND_ADVERTISEMENT);

	if (priority != KERNEL_HOLE_PRIORITY)
		return false;
	return selector_eq(&key->src, &ns) || selector_eq(&key->src, &na);
}
