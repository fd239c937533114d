/* SPDX-License-Identifier: ISC
 *
 * cmd_delete.c - Delete: down, then gone from the database once nothing of it is left.
 *
 * May use:   service, conn.
 */
#include "service/service_priv.h"

void cmd_delete(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct conn *found[SERVICE_FOUND_MAX];
	size_t nr = service_find(p, c, r, "deleting", found);

	if (nr == 0)
		return;
	c->nr_conns = 0;
	for (size_t i = nr; i > 0; i--)
		service_take_down(p, c, found[i - 1], true);
	wait_start(p, c, WAIT_DOWN);
}
