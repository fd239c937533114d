/* SPDX-License-Identifier: ISC
 *
 * cmd_down.c - Down: no wish to be up any more, an INTENT_DOWN, a moment for the SAs to go.
 *
 * May use:   service, conn.
 */
#include "service/service_priv.h"

void cmd_down(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct conn *found[SERVICE_FOUND_MAX];
	size_t nr = service_find(p, c, r, "terminating", found);

	if (nr == 0)
		return;
	c->nr_conns = 0;
	/* newest first (cli.md 3): what was added on top goes before what carries it */
	for (size_t i = nr; i > 0; i--)
		service_take_down(p, c, found[i - 1], false);
	wait_start(p, c, WAIT_DOWN);
}
