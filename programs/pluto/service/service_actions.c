/* SPDX-License-Identifier: ISC
 *
 * service_actions.c - what several commands do to a connection: wishes, and intents.
 *
 * May use:   core intents, conn, routing.
 * Must not:  touch SAs or the kernel itself.
 */
#include "base/alloc.h"
#include "conn/conn_db.h"
#include "conn/routing_exec.h"
#include "core/intent.h"
#include "service/service_priv.h"

bool service_initiate(struct pluto *p, struct conn *conn, enum why_initiate why)
{
	struct intent i = { .type = INTENT_INITIATE, .conn = conn->id, .why = why };

	return intent_add(p, &i);
}

static void add_intent(struct pluto *p, enum intent_type type, conn_id conn, const char *why)
{
	struct intent i = { .type = type, .conn = conn };
	struct text t = TEXT_OVER(i.text);

	text_str(&t, why);
	/* a lost intent is counted and logged where it is lost */
	(void)!intent_add(p, &i);
}

static void take_down_one(struct pluto *p, struct client *c, struct conn *conn, bool remove)
{
	const char *why = remove ? "the connection was deleted" : "the connection was taken down";

	conn->wish.up = false;
	if (remove)
		conn->wish = (struct wish){ 0 };
	wait_abandon(p, conn->id, why);
	add_intent(p, INTENT_DOWN, conn->id, why);
	if (remove)
		add_intent(p, INTENT_CONN_REMOVE, conn->id, why);
	if (c != NULL)
		wait_add(c, conn->id);
}

void service_take_down(struct pluto *p, struct client *c, struct conn *conn, bool remove)
{
	if (conn->kind == CONN_TEMPLATE || conn->kind == CONN_GROUP) {
		for (struct conn *i = conn_first(p); i != NULL; i = conn_next(p, i)) {
			if (i->template == conn->id && i->kind != CONN_TEMPLATE)
				take_down_one(p, c, i, remove);
		}
	}
	take_down_one(p, c, conn, remove);
}

static bool is_unrouted(const struct conn *conn)
{
	return conn->routing.state == RT_UNROUTED && conn->routing.owner_ike == 0 &&
	       conn->routing.owner_child == 0;
}

static bool can_initiate(const struct conn *conn)
{
	return conn->oriented && !conn_never_negotiates(conn) &&
	       address_is_set(conn->remote.host) && !address_is_any(conn->remote.host) &&
	       (conn->kind == CONN_PERMANENT || conn->kind == CONN_INSTANCE);
}

void service_act_on_wish(struct pluto *p, struct conn *conn)
{
	struct diag *d = NULL;

	if (!p->listening || !conn->oriented || conn->pending_delete)
		return;
	if (conn->wish.route && is_unrouted(conn))
		d = routing_route(p, conn);
	if (d != NULL)
		log_local(&conn->log, "cannot route: %s", diag_text(d));
	diag_free(d);
	if (!conn->wish.up || conn->routing.owner_ike != 0 || conn->routing.owner_child != 0)
		return;
	if (can_initiate(conn))
		(void)!service_initiate(p, conn, WHY_AUTO);
	else if (conn->kind == CONN_TEMPLATE)
		log_local(&conn->log, "cannot initiate: the peer's address is not known");
}

void service_start_wishes(struct pluto *p)
{
	for (struct conn *c = conn_first(p); c != NULL; c = conn_next(p, c))
		service_act_on_wish(p, c);
}
