/* SPDX-License-Identifier: ISC
 *
 * cmd_up.c - Up: an INTENT_INITIATE for each connection that the name means, then waiting for the
 * results.
 *
 * May use:   service, conn.
 * Must not:  know how a negotiation goes.
 */
#include "service/service_priv.h"

/* Why CONN cannot be initiated, or RC_OK. */
static enum rc check(const struct pluto *p, const struct conn *conn, bool remote, const char **why)
{
	if (!p->listening) {
		*why = "need --listen before --initiate";
		return RC_DEAF;
	}
	if (conn_never_negotiates(conn)) {
		*why = "cannot initiate: the connection never negotiates";
		return RC_INITSHUNT;
	}
	if (!conn->oriented) {
		*why = "we cannot identify ourselves with either end of this connection";
		return RC_ORIENT;
	}
	if (!remote && (conn->kind == CONN_TEMPLATE || conn->kind == CONN_GROUP ||
			!address_is_set(conn->remote.host) || address_is_any(conn->remote.host))) {
		*why = "cannot initiate connection without knowing peer IP address";
		return RC_NOPEERIP;
	}
	return RC_OK;
}

static void fail(struct client *c, struct conn *conn, enum rc rc, const char *why)
{
	struct text t;

	if (c->rc != RC_OK)
		return;
	c->rc = rc;
	t = TEXT_OVER(c->text);
	conn_print_name(&t, conn);
	text_add(&t, ": %s", why);
}

static void up_one(struct pluto *p, struct client *c, struct conn *conn,
		   const struct address *remote)
{
	const char *why = "out of memory";
	enum rc rc = check(p, conn, remote != NULL, &why);

	if (rc == RC_OK && remote != NULL && conn->kind == CONN_TEMPLATE) {
		conn = conn_instantiate(p, conn, *remote, conn->remote.port, &conn->remote.id);
		if (conn == NULL)
			return;
	}
	if (rc == RC_OK) {
		conn->wish.up = true;
		rc = service_initiate(p, conn, WHY_COMMAND) ? RC_OK : RC_FATAL;
	}
	if (rc != RC_OK)
		fail(c, conn, rc, why);
	else
		wait_add(c, conn->id);
}

void cmd_up(struct pluto *p, struct client *c, const struct control_request *r)
{
	const char *remote = control_get_string(r->parameters, "remote_host", NULL);
	struct conn *found[SERVICE_FOUND_MAX];
	struct address a;
	size_t nr;

	if (remote != NULL && !address_parse(view_str(remote), &a)) {
		reply_rc(p, c, RC_NOPEERIP, "remote-host: not an IP address");
		return;
	}
	nr = service_find(p, c, r, "initiating", found);
	if (nr == 0)
		return;
	c->nr_conns = 0;
	for (size_t i = 0; i < nr; i++)
		up_one(p, c, found[i], remote == NULL ? NULL : &a);
	if (control_get_bool(r->parameters, "async", false))
		c->nr_conns = 0;
	wait_start(p, c, WAIT_UP);
}
