/* SPDX-License-Identifier: ISC
 *
 * cmd_debug.c - Debug: all debug lines on or off.
 *
 * May use:   service, the daemon's log sink.
 */
#include "service/service_priv.h"

void cmd_debug(struct pluto *p, struct client *c, const struct control_request *r)
{
	p->sink.trace = control_get_bool(r->parameters, "trace", false);
	reply_rc(p, c, RC_OK, "");
}
