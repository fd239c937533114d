/* SPDX-License-Identifier: ISC
 *
 * rtnl_sock.c - the rtnetlink sockets and the events.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "kernel/rtnl/rtnl_priv.h"

static const unsigned event_groups[] = {
	RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
	RTNLGRP_IPV6_ROUTE, 0,
};

struct diag *rtnl_open(struct rtnl **out)
{
	struct rtnl *r = mem_alloc(sizeof(*r));
	int rc;

	*out = NULL;
	if (r == NULL)
		return diag_new("opening rtnetlink: out of memory");
	r->events.fd = -1;
	rc = nl_socket_open(&r->requests, NETLINK_ROUTE, NULL);
	if (rc == 0)
		rc = nl_socket_open(&r->events, NETLINK_ROUTE, event_groups);
	if (rc != 0) {
		rtnl_close(r);
		return diag_new("opening rtnetlink sockets: %s", strerrordesc_np(-rc));
	}
	*out = r;
	return NULL;
}

void rtnl_close(struct rtnl *r)
{
	if (r == NULL)
		return;
	nl_socket_close(&r->requests);
	nl_socket_close(&r->events);
	mem_free(r);
}

int rtnl_event_fd(const struct rtnl *r)
{
	return r->events.fd;
}

unsigned rtnl_family(enum ip_family family)
{
	return family == IP_V4 ? AF_INET : family == IP_V6 ? AF_INET6 : AF_UNSPEC;
}

int rtnl_dump(struct rtnl *r, uint16_t type, unsigned family, nl_see_fn *see, void *ctx)
{
	uint8_t buf[RTNL_REQUEST_MAX] __attribute__((aligned(4)));
	/* The family is the first byte of ifinfomsg, ifaddrmsg and rtmsg alike. */
	union {
		uint8_t family;
		struct ifinfomsg link;
		struct ifaddrmsg addr;
		struct rtmsg route;
	} header;
	struct nl_batch b;
	size_t len = type == RTM_GETLINK ? sizeof(header.link)
		   : type == RTM_GETADDR ? sizeof(header.addr)
					 : sizeof(header.route);

	memset(&header, 0, sizeof(header));
	header.family = (uint8_t)family;
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, type, NLM_F_DUMP, ++r->requests.seq);
	nl_put(&b, &header, len);
	return nl_request(&r->requests, &b, see, ctx);
}

void rtnl_take_event(const struct nl_message *m, bool *links, bool *routes)
{
	struct rtmsg route;

	switch (m->type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
	case RTM_NEWADDR:
	case RTM_DELADDR:
		*links = true;
		return;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		/* Cached routes (learned MTUs, redirects) come and go all the time. */
		if (nl_get(m->body, &route, sizeof(route)) && !(route.rtm_flags & RTM_F_CLONED))
			*routes = true;
		return;
	default:
		return;
	}
}

static void take_datagram(struct view datagram, bool *links, bool *routes)
{
	struct reader in = reader_make(datagram);
	struct nl_message m;

	while (nl_next_message(&in, &m))
		rtnl_take_event(&m, links, routes);
}

void rtnl_read_events(struct rtnl *r, void (*on)(void *ctx, const struct kernel_event *e),
		      void *ctx)
{
	static const struct kernel_event link_change = { .type = KERNEL_LINK_CHANGE };
	static const struct kernel_event route_change = { .type = KERNEL_ROUTE_CHANGE };
	bool links = false, routes = false;
	struct view datagram;

	for (unsigned i = 0; i < RTNL_EVENTS_MAX; i++) {
		int rc = nl_socket_receive(&r->events, &datagram);

		if (rc == -ENOBUFS)
			links = routes = true;	/* lost, so anything may have happened */
		else if (rc != 0)
			break;
		else
			take_datagram(datagram, &links, &routes);
	}
	if (links)
		on(ctx, &link_change);
	if (routes)
		on(ctx, &route_change);
}
