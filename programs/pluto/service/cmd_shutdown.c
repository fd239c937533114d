/* SPDX-License-Identifier: ISC
 *
 * cmd_shutdown.c - Shutdown: an INTENT_SHUTDOWN; the client sees the end when its connection
 * closes.
 *
 * May use:   service, intents.
 */
#include "service/service_priv.h"

void cmd_shutdown(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct intent i = {
		.type = INTENT_SHUTDOWN,
		.keep_kernel = control_get_bool(r->parameters, "leave_state", p->setup.leave_state),
	};

	if (intent_add(p, &i))
		reply_rc(p, c, RC_OK, "Pluto is shutting down");
	else
		reply_rc(p, c, RC_FATAL, "out of memory");
}
