/* SPDX-License-Identifier: ISC
 *
 * cmd_connections.c - Connections: all or those of a name, a page at a time.
 *
 * May use:   service, conn.
 */
#include <jansson.h>

#include "service/service_priv.h"

/* The first whose serial is greater than AFTER; the database is in the order of serials. */
static struct conn *first_after(struct pluto *p, conn_id after)
{
	struct conn *c = after == 0 ? NULL : conn_by_id(p, after);

	if (c != NULL)
		return conn_next(p, c);
	for (c = conn_first(p); c != NULL && c->id <= after; c = conn_next(p, c))
		;
	return c;
}

void cmd_connections(struct pluto *p, struct client *c, const struct control_request *r)
{
	conn_id after = (conn_id)control_get_int(r->parameters, "after", 0), last = after;
	struct conn *found[SERVICE_FOUND_MAX];
	struct page page = { 0 };
	bool all;
	size_t nr = service_filter(p, c, r, found, &all);

	if (!all && nr == 0)
		return;
	for (size_t i = 0; i < nr; i++)
		page_add(&page, connection_json(p, found[i]));
	/* what a name means fits into one reply */
	page.full = page.full && all;
	for (struct conn *conn = all ? first_after(p, after) : NULL; conn != NULL && !page.full;
	     conn = conn_next(p, conn)) {
		last = conn->id;
		page_add(&page, connection_json(p, conn));
	}
	page_reply(p, c, "connections", &page, last);
}
