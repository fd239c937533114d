/* SPDX-License-Identifier: ISC
 *
 * rtnl_priv.h - the open sockets and the pure parsers, private to kernel/rtnl and its tests.
 *
 * Layer:   kernel.
 */
#ifndef KERNEL_RTNL_RTNL_PRIV_H
#define KERNEL_RTNL_RTNL_PRIV_H

#include "kernel/nl/nl.h"
#include "kernel/rtnl/rtnl.h"

#define RTNL_REQUEST_MAX 256	/* bytes of any request we build */

struct rtnl {
	struct nl_socket requests, events;
};

/* An address as the kernel lists it. */
struct rtnl_address {
	uint32_t ifindex;
	struct cidr addr;	/* with host bits */
	uint8_t scope;
	bool tentative;
};

/* Pure: false when M is something else, too short, or nonsense. */
bool rtnl_take_link(const struct nl_message *m, struct rtnl_link *out);
bool rtnl_take_address(const struct nl_message *m, struct rtnl_address *out);
/* Unicast routes of any table; *TYPE (may be NULL) is RTN_*. */
bool rtnl_take_route(const struct nl_message *m, struct rtnl_route *out, uint8_t *type);
/* Adds what M reports to *LINKS or *ROUTES. */
void rtnl_take_event(const struct nl_message *m, bool *links, bool *routes);
/* Pure builder; TYPE is RTM_NEWROUTE or RTM_DELROUTE. */
void rtnl_put_route(struct nl_batch *b, uint16_t type, uint16_t flags, uint32_t seq,
		    const struct rtnl_route *route);

unsigned rtnl_family(enum ip_family family);	/* AF_* */
/* Dumps TYPE: RTM_GETLINK, RTM_GETADDR or RTM_GETROUTE. */
int rtnl_dump(struct rtnl *r, uint16_t type, unsigned family, nl_see_fn *see, void *ctx);

#endif
