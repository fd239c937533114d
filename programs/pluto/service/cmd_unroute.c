/* SPDX-License-Identifier: ISC
 *
 * cmd_unroute.c - Unroute: removes the kernel policies, unless a tunnel uses them.
 *
 * May use:   service, conn, routing.
 */
#include "conn/routing_exec.h"
#include "service/service_priv.h"

static enum rc unroute_one(struct pluto *p, struct conn *conn, struct text *why)
{
	bool busy = false;
	struct diag *d = routing_unroute(p, conn, &busy);

	if (d == NULL) {
		conn->wish.route = false;
		return RC_OK;
	}
	text_add(why, "cannot unroute: %s", diag_text(d));
	diag_free(d);
	return busy ? RC_RTBUSY : RC_ROUTE;
}

void cmd_unroute(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct conn *found[SERVICE_FOUND_MAX];
	size_t nr = service_find(p, c, r, "unrouting", found);
	char buf[512];
	struct text t = TEXT_OVER(buf);
	enum rc rc = RC_OK, one;

	for (size_t i = nr; i > 0; i--) {
		char why[256];
		struct text w = TEXT_OVER(why);

		one = unroute_one(p, found[i - 1], &w);
		if (one == RC_OK || rc != RC_OK)
			continue;
		rc = one;
		conn_print_name(&t, found[i - 1]);
		text_add(&t, ": %s", why);
	}
	if (nr > 0)
		reply_rc(p, c, rc, buf);
}
