/* SPDX-License-Identifier: ISC
 *
 * cmd_listen.c - Listen: secrets again, interfaces again, and with that orientation of every
 * connection.
 *
 * May use:   service, core.
 */
#include "service/service_priv.h"
#include "service/service_secrets_priv.h"

void cmd_listen(struct pluto *p, struct client *c, const struct control_request *r)
{
	(void)r;
	if (p->stopping) {
		reply_rc(p, c, RC_DEAF, "pluto is shutting down");
		return;
	}
	service_reread_secrets(p);
	reply_note(p, c, LOG_NOTE, "listening for IKE messages");
	pluto_listen(p);
	reply_rc(p, c, RC_OK, "");
}
