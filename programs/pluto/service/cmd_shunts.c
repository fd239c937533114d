/* SPDX-License-Identifier: ISC
 *
 * cmd_shunts.c - Shunts: policies that belong to no connection.
 *
 * May use:   service, conn.
 */
#include <jansson.h>

#include "service/service_priv.h"

void cmd_shunts(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct page page = { 0 };

	(void)r;
	page_reply(p, c, "shunts", &page, 0);
}
