/* SPDX-License-Identifier: ISC
 *
 * xfrm_ops.c - the XFRM backend as struct kernel: opening, closing, events.
 */
#include "kernel/xfrm/xfrm.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/rtnl/rtnl.h"
#include "kernel/xfrm/xfrm_priv.h"

static const struct kernel_caps *xfrm_caps(void *k)
{
	return &((struct xfrm *)k)->caps;
}

static int xfrm_iface_list(void *k, struct arena *a, struct kernel_iface **out, size_t *nr)
{
	return rtnl_iface_list(((struct xfrm *)k)->rtnl, a, out, nr);
}

static int xfrm_route_get(void *k, struct address src, struct address dst, struct kernel_route *out)
{
	return rtnl_route_get(((struct xfrm *)k)->rtnl, src, dst, out);
}

static const struct kernel_ops xfrm_kernel_ops = {
	.name = "xfrm",
	.caps = xfrm_caps,
	.commit = xfrm_commit,
	.sa_query = xfrm_sa_query,
	.sa_dump = xfrm_sa_dump,
	.policy_dump = xfrm_policy_dump,
	.iface_list = xfrm_iface_list,
	.route_get = xfrm_route_get,
	.prepare = xfrm_prepare,
	.bypass_socket = xfrm_bypass_socket,
};

/* Not the SA and POLICY groups: they would tell us what we did, at three times the cost. */
static const unsigned event_groups[] = { XFRMNLGRP_ACQUIRE, XFRMNLGRP_EXPIRE, XFRMNLGRP_MAPPING,
					 0 };

struct diag *xfrm_open(struct rtnl *r, struct kernel *out)
{
	struct xfrm *x = mem_alloc(sizeof(*x));
	int rc;

	*out = (struct kernel){ 0 };
	if (x == NULL)
		return diag_new("opening XFRM: out of memory");
	x->rtnl = r;
	x->events.fd = -1;
	rc = nl_socket_open(&x->requests, NETLINK_XFRM, NULL);
	if (rc == 0)
		rc = nl_socket_open(&x->events, NETLINK_XFRM, event_groups);
	*out = (struct kernel){ .ops = &xfrm_kernel_ops, .k = x };
	if (rc != 0) {
		xfrm_close(out);
		return diag_new("opening XFRM netlink sockets: %s", strerrordesc_np(-rc));
	}
	xfrm_probe(x);
	return NULL;
}

void xfrm_close(struct kernel *k)
{
	struct xfrm *x = k->k;

	*k = (struct kernel){ 0 };
	if (x == NULL)
		return;
	nl_socket_close(&x->requests);
	nl_socket_close(&x->events);
	mem_free(x);
}

int xfrm_event_fd(const struct kernel *k)
{
	return ((const struct xfrm *)k->k)->events.fd;
}

static void read_datagram(struct view datagram, void (*on)(void *ctx, const struct kernel_event *e),
			  void *ctx)
{
	struct reader r = reader_make(datagram);
	struct nl_message m;
	struct kernel_event e;

	while (nl_next_message(&r, &m)) {
		if (xfrm_take_event(&m, &e))
			on(ctx, &e);
	}
}

void xfrm_read_events(struct kernel *k, void (*on)(void *ctx, const struct kernel_event *e),
		      void *ctx)
{
	static const struct kernel_event resync = { .type = KERNEL_RESYNC };
	struct xfrm *x = k->k;
	struct view datagram;
	int rc;

	for (unsigned i = 0; i < XFRM_EVENTS_MAX; i++) {
		rc = nl_socket_receive(&x->events, &datagram);
		if (rc == -ENOBUFS)
			on(ctx, &resync);
		else if (rc != 0)
			return;
		else
			read_datagram(datagram, on, ctx);
	}
}
