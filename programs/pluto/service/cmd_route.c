/* SPDX-License-Identifier: ISC
 *
 * cmd_route.c - Route: the kernel policies that bring a connection up on demand.
 *
 * May use:   service, conn, routing.
 */
#include "conn/routing_exec.h"
#include "service/service_priv.h"

static enum rc route_one(struct pluto *p, struct conn *conn, struct text *why)
{
	struct diag *d;

	if (!conn->oriented) {
		text_str(why, "we cannot identify ourselves with either end of this connection");
		return RC_ORIENT;
	}
	d = routing_route(p, conn);
	if (d == NULL) {
		conn->wish.route = true;
		return RC_OK;
	}
	text_add(why, "cannot route: %s", diag_text(d));
	diag_free(d);
	return RC_ROUTE;
}

void cmd_route(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct conn *found[SERVICE_FOUND_MAX];
	size_t nr = service_find(p, c, r, "routing", found);
	char buf[512];
	struct text t = TEXT_OVER(buf);
	enum rc rc = RC_OK, one;

	for (size_t i = 0; i < nr; i++) {
		char why[256];
		struct text w = TEXT_OVER(why);

		one = route_one(p, found[i], &w);
		if (one == RC_OK || rc != RC_OK)
			continue;
		rc = one;
		conn_print_name(&t, found[i]);
		text_add(&t, ": %s", why);
	}
	if (nr > 0)
		reply_rc(p, c, rc, buf);
}
