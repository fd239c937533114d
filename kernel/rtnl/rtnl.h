/* SPDX-License-Identifier: ISC
 *
 * rtnl.h - interfaces, addresses and routes of this network namespace, over rtnetlink.
 *
 * Layer:   kernel.  Knows nothing of states, policies or connections.
 * Time:    every call answers at once.
 * Errors:  0 or -errno, unless a diag is returned.
 */
#ifndef KERNEL_RTNL_RTNL_H
#define KERNEL_RTNL_RTNL_H

#include "base/arena.h"
#include "base/diag.h"
#include "kernel/kernel_types.h"

struct rtnl;

#define RTNL_TABLE_MAIN		254
#define RTNL_EVENTS_MAX		64	/* datagrams read in one rtnl_read_events() */

MUST_CHECK struct diag *rtnl_open(struct rtnl **out);
/* R may be NULL. */
void rtnl_close(struct rtnl *r);

/* Opened by rtnl_open(), so that nothing that happens later is missed. */
int rtnl_event_fd(const struct rtnl *r);
/* Reads what is there; tells at most one KERNEL_LINK_CHANGE and one KERNEL_ROUTE_CHANGE. */
void rtnl_read_events(struct rtnl *r, void (*on)(void *ctx, const struct kernel_event *e),
		      void *ctx);

/* One entry per address, in A. */
int rtnl_iface_list(struct rtnl *r, struct arena *a, struct kernel_iface **out, size_t *nr);
int rtnl_route_get(struct rtnl *r, struct address src, struct address dst,
		   struct kernel_route *out);

struct rtnl_link {
	uint32_t ifindex;
	uint32_t mtu;
	char name[16];
	bool up;
};
/* -ENODEV when there is none. */
int rtnl_link_by_name(struct rtnl *r, const char *name, struct rtnl_link *out);
int rtnl_link_by_index(struct rtnl *r, uint32_t ifindex, struct rtnl_link *out);

struct rtnl_route {
	struct cidr dst;
	struct address gateway;		/* unset: on link */
	struct address src;		/* preferred source; unset: the kernel's choice */
	uint32_t ifindex;
	uint32_t table;			/* 0 = main */
	uint32_t metric, mtu;		/* 0 = none */
	bool onlink;			/* the gateway is on the link whatever the addresses say */
	uint8_t protocol;		/* who made it, RTPROT_*; 0 = static */
};
/* Adds, or replaces the route with the same destination, table and metric. */
int rtnl_route_replace(struct rtnl *r, const struct rtnl_route *route);
/* Only a route that is like ROUTE in everything ROUTE says; -ESRCH when there is none. */
int rtnl_route_delete(struct rtnl *r, const struct rtnl_route *route);
/* Calls SEE for each unicast route of FAMILY in the main table; SEE returns false to stop. */
int rtnl_route_dump(struct rtnl *r, enum ip_family family,
		    bool (*see)(void *ctx, const struct rtnl_route *route), void *ctx);

#define RTNL_SCOPE_GLOBAL	0
#define RTNL_SCOPE_OURS		50	/* marks source addresses that updown put on the loopback */

/* ADDR.addr keeps its host bits.  -EEXIST when it is there already. */
int rtnl_address_add(struct rtnl *r, uint32_t ifindex, struct cidr addr, uint8_t scope);
int rtnl_address_delete(struct rtnl *r, uint32_t ifindex, struct cidr addr);
/* Is there A on interface IFINDEX (0 = any)?  *SCOPE (may be NULL) is its scope. */
bool rtnl_address_find(struct rtnl *r, struct address a, uint32_t ifindex, uint8_t *scope);

#endif
