/* SPDX-License-Identifier: ISC
 *
 * cmd_states.c - States: IKE and Child SAs in the order of their serials, a page at a time.
 *
 * May use:   service, conn, ike, child.
 */
#include <jansson.h>
#include <stdlib.h>

#include "child/child_sa.h"
#include "ike/ike_sa.h"
#include "net/protocol.h"
#include "service/service_priv.h"

/* Nothing when T was never set. */
static void put_left(const struct pluto *p, json_t *o, const char *name, struct monotime t)
{
	int64_t left;

	if (t.us <= 0 || t.us == MONOTIME_NEVER.us)
		return;
	left = duration_s(monotime_sub(t, env_now(&p->env)));
	put_int(o, name, left < 0 ? 0 : left);
}

static void put_conn(struct pluto *p, json_t *o, conn_id id)
{
	struct conn *c = conn_by_id(p, id);
	char buf[256];
	struct text t = TEXT_OVER(buf);

	put_int(o, "connection", (int64_t)id);
	put_string(o, "name", c == NULL ? "" : c->name);
	if (c != NULL)
		conn_print_name(&t, c);
	put_string(o, "display", buf);
}

static const char *ike_story(const struct ike_sa *ike)
{
	const char *s = name_find(&ike_state_names, ike->state);

	return s == NULL ? "unknown" : s;
}

/* The one that the next child of the connection would use. */
static bool is_newest(struct pluto *p, const struct ike_sa *ike)
{
	struct ike_sa *other = ike_next_of_conn(p, ike->conn, NULL);

	if (ike->state != IKE_UP)
		return false;
	for (; other != NULL; other = ike_next_of_conn(p, ike->conn, other)) {
		if (other->state == IKE_UP && other->id > ike->id)
			return false;
	}
	return true;
}

static json_t *ike_json(struct pluto *p, const struct ike_sa *ike)
{
	json_t *o = json_object();

	put_int(o, "serial", (int64_t)ike->id);
	put_string(o, "kind", "ike");
	put_conn(p, o, ike->conn);
	put_int(o, "port", ike->remote.port);
	put_string(o, "story", ike_story(ike));
	put_bool(o, "established", ike->state == IKE_UP);
	put_left(p, o, "rekey_in", ike->rekey_at);
	put_left(p, o, "replace_in", ike->replace_at);
	if (ike->state != IKE_UP && timer_armed(&ike->life))
		put_int(o, "expire_in", duration_s(timer_left(p, &ike->life)));
	put_bool(o, "newest", is_newest(p, ike));
	put_bool(o, "eroute_owner", false);
	put_bool(o, "idle", ike->task == NULL);
	put_string(o, "role", ike->role == IKE_INITIATOR ? "initiator" : "responder");
	put_endpoint(o, "local", ike->local);
	put_endpoint(o, "remote", ike->remote);
	put_id(o, "local_id", &ike->local_id);
	put_id(o, "remote_id", &ike->peer_id);
	return o;
}

static const char *child_story(const struct child_sa *s)
{
	switch (s->state) {
	case CHILD_LARVAL:	return "larval Child SA";
	case CHILD_UP:		return "established Child SA";
	case CHILD_CLOSING:	return "deleting Child SA";
	case CHILD_GONE:
	case CHILD_STATES:
		break;
	}
	return "deleted state";
}

static void put_traffic(struct pluto *p, json_t *o, struct child_sa *s)
{
	struct realtime used = { 0 };
	uint64_t in = s->bytes_in, out = s->bytes_out;
	int64_t ago;

	if (s->state == CHILD_UP)
		(void)!child_traffic(p, s, &in, &out, &used);
	put_int(o, "bytes_in", (int64_t)in);
	put_int(o, "bytes_out", (int64_t)out);
	put_int(o, "add_time", s->added.us / US_PER_S);
	if (used.us <= 0)
		return;
	ago = (env_wall(&p->env).us - used.us) / US_PER_S;
	put_int(o, "used_ago", ago < 0 ? 0 : ago);
}

static void put_negotiated(json_t *o, const struct child_sa *s)
{
	char buf[128];
	struct text t = TEXT_OVER(buf);

	put_string(o, "protocol", s->proto == PROTO_AH ? "ah" : "esp");
	put_string(o, "mode", s->mode == KERNEL_TUNNEL ? "tunnel" : "transport");
	put_int(o, "spi_in", s->spi_in);
	put_int(o, "spi_out", s->spi_out);
	if (s->suite.encr != NULL || s->suite.integ != NULL) {
		suite_print_child(&t, &s->suite);
		put_string(o, "suite", buf);
	}
	put_selectors(o, "selectors_local", s->local, s->nr_local);
	put_selectors(o, "selectors_remote", s->remote, s->nr_remote);
}

static json_t *child_json(struct pluto *p, struct child_sa *s, bool traffic)
{
	struct conn *c = conn_by_id(p, s->conn);
	struct ike_sa *ike = ike_by_id(p, s->ike);
	bool owner = c != NULL && c->routing.owner_child == s->id;
	json_t *o = json_object();

	put_int(o, "serial", (int64_t)s->id);
	put_string(o, "kind", "child");
	put_conn(p, o, s->conn);
	put_int(o, "port", ike != NULL ? ike->remote.port : s->outer_remote.port);
	put_string(o, "story", child_story(s));
	put_bool(o, "established", s->state == CHILD_UP);
	put_left(p, o, "rekey_in", s->rekey_at);
	put_left(p, o, "replace_in", s->replace_at);
	put_bool(o, "newest", owner);
	put_bool(o, "eroute_owner", owner);
	put_bool(o, "idle", ike == NULL || ike->task == NULL);
	put_int(o, "ike", (int64_t)s->ike);
	put_endpoint(o, "local", ike != NULL ? ike->local : s->outer_local);
	put_endpoint(o, "remote", ike != NULL ? ike->remote : s->outer_remote);
	if (ike != NULL)
		put_id(o, "remote_id", &ike->peer_id);
	put_negotiated(o, s);
	if (traffic)
		put_traffic(p, o, s);
	return o;
}

/* ---- the walk: two lists, each in the order of serials, merged ---- */

struct walk {
	struct ike_sa *ike;
	struct child_sa *child;
};

static bool is_wanted(conn_id conn, struct conn *const *only, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		/* the name of a template speaks for its instances */
		if (only[i]->id == conn)
			return true;
	}
	return false;
}

static struct walk walk_start(struct pluto *p, sa_id after)
{
	struct walk w = { ike_first(p), child_first(p) };

	while (w.ike != NULL && w.ike->id <= after)
		w.ike = ike_next(p, w.ike);
	while (w.child != NULL && w.child->id <= after)
		w.child = child_next(p, w.child);
	return w;
}

/* Adds the lower serial of the two to PAGE (when wanted) and steps; the serial. */
static sa_id walk_step(struct pluto *p, struct walk *w, struct page *page, bool traffic,
		       struct conn *const *only, size_t nr)
{
	struct ike_sa *ike = w->ike;
	struct child_sa *child = w->child;
	bool is_ike = ike != NULL && (child == NULL || ike->id < child->id);
	conn_id conn = is_ike ? ike->conn : child->conn;

	if (is_ike)
		w->ike = ike_next(p, ike);
	else
		w->child = child_next(p, child);
	if (only == NULL || is_wanted(conn, only, nr))
		page_add(page, is_ike ? ike_json(p, ike) : child_json(p, child, traffic));
	return is_ike ? ike->id : child->id;
}

/* "#N" means that one state, not its connection. */
static bool reply_one(struct pluto *p, struct client *c, const struct control_request *r)
{
	const char *name = control_get_string(r->parameters, "name", "");
	struct page page = { 0 };
	struct ike_sa *ike;
	struct child_sa *child;
	sa_id id;

	if (*name != '#')
		return false;
	id = strtoull(name + 1, NULL, 10);
	ike = ike_by_id(p, id);
	child = ike == NULL ? child_by_id(p, id) : NULL;
	if (ike == NULL && child == NULL)
		return false;
	page_add(&page, ike != NULL ? ike_json(p, ike) : child_json(p, child, true));
	page_reply(p, c, "states", &page, id);
	return true;
}

void cmd_states(struct pluto *p, struct client *c, const struct control_request *r)
{
	sa_id last = (sa_id)control_get_int(r->parameters, "after", 0);
	bool traffic = control_get_bool(r->parameters, "traffic", false), all;
	struct conn *found[SERVICE_FOUND_MAX];
	struct page page = { 0 };
	struct walk w;
	size_t nr;

	if (reply_one(p, c, r))
		return;
	nr = service_filter(p, c, r, found, &all);
	if (!all && nr == 0)
		return;
	w = walk_start(p, last);
	while ((w.ike != NULL || w.child != NULL) && !page.full)
		last = walk_step(p, &w, &page, traffic, all ? NULL : found, nr);
	page_reply(p, c, "states", &page, last);
}
