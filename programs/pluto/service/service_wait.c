/* SPDX-License-Identifier: ISC
 *
 * service_wait.c - clients that wait: who hears a log line, who gets a result, who has waited
 * enough.
 *
 * May use:   core timers, conn, ike, child.
 * Must not:  log: it is called from the log.
 */
#include <jansson.h>
#include <string.h>

#include "base/ensure.h"
#include "child/child_sa.h"
#include "ike/ike_sa.h"
#include "service/service_priv.h"

#define DOWN_LIMIT    DURATION_S(5)	/* then `down` leaves the peer's answer to itself */
#define POLL_FIRST    DURATION_MS(2)
#define POLL_SLOWEST  DURATION_MS(250)

static bool waits_for(const struct client *c, conn_id id)
{
	for (size_t i = 0; i < c->nr_conns; i++) {
		if (c->conns[i] == id)
			return true;
	}
	return false;
}

static void wait_remove(struct client *c, conn_id id)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->nr_conns; i++) {
		if (c->conns[i] != id)
			c->conns[kept++] = c->conns[i];
	}
	c->nr_conns = kept;
}

static void wait_end(struct pluto *p, struct client *c)
{
	c->wait = WAIT_NONE;
	c->nr_conns = 0;
	reply_rc(p, c, c->rc, c->text);
	c->rc = RC_OK;
	c->text[0] = '\0';
}

static void note_failure(struct client *c, enum rc rc, const char *text)
{
	struct text t;

	if (rc == RC_OK || c->rc != RC_OK)
		return;
	c->rc = rc;
	t = TEXT_OVER(c->text);
	text_str(&t, text);
}

/* ---- is a connection down? ---- */

static bool has_child(struct pluto *p, conn_id id)
{
	for (struct child_sa *s = child_first(p); s != NULL; s = child_next(p, s)) {
		if (s->conn == id && s->state != CHILD_GONE)
			return true;
	}
	return false;
}

/* An IKE SA that stays up is needed by somebody else. */
static bool has_dying_ike(struct pluto *p, conn_id id)
{
	for (struct ike_sa *s = ike_first(p); s != NULL; s = ike_next(p, s)) {
		if (s->conn == id && s->state == IKE_CLOSING)
			return true;
	}
	return false;
}

/* SAs outlive the connection when it was deleted: they carry its number. */
static bool is_down(struct pluto *p, conn_id id)
{
	const struct conn *conn = conn_by_id(p, id);

	return (conn == NULL || !conn->pending_delete) && !has_child(p, id) &&
	       !has_dying_ike(p, id);
}

/* ---- the poll ---- */

static void look_at_down(struct pluto *p, struct client *c)
{
	for (size_t i = c->nr_conns; i > 0; i--) {
		if (is_down(p, c->conns[i - 1]))
			wait_remove(c, c->conns[i - 1]);
	}
	if (c->nr_conns == 0 || !monotime_before(env_now(&p->env), c->until))
		wait_end(p, c);
}

/* A connection that somebody else deleted has no result any more. */
static void look_at_up(struct pluto *p, struct client *c)
{
	for (size_t i = c->nr_conns; i > 0; i--) {
		if (conn_by_id(p, c->conns[i - 1]) != NULL)
			continue;
		note_failure(c, RC_FATAL, "the connection is gone");
		wait_remove(c, c->conns[i - 1]);
	}
	if (c->nr_conns == 0)
		wait_end(p, c);
}

static void look_at(struct pluto *p, struct client *c)
{
	switch (c->wait) {
	case WAIT_NONE:
		return;
	case WAIT_UP:
		look_at_up(p, c);
		return;
	case WAIT_DOWN:
		look_at_down(p, c);
		return;
	}
}

static void poll_fire(struct pluto *p, uint64_t owner);

static void poll_arm(struct pluto *p, struct duration delay)
{
	struct service *s = p->service;

	s->poll_delay = delay;
	timer_arm(p, &s->poll, delay, poll_fire, 0);
}

static void poll_fire(struct pluto *p, uint64_t owner)
{
	struct service *s = p->service;
	size_t waiting = 0;

	(void)owner;
	LIST_FOR_EACH(&s->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);

		look_at(p, c);
		waiting += c->wait != WAIT_NONE;
	}
	if (waiting > 0)
		poll_arm(p, duration_min(duration_scale(s->poll_delay, 2), POLL_SLOWEST));
}

/* ---- starting and ending ---- */

void wait_add(struct client *c, conn_id conn)
{
	if (c->nr_conns < ARRAY_NR(c->conns) && !waits_for(c, conn))
		c->conns[c->nr_conns++] = conn;
}

void wait_start(struct pluto *p, struct client *c, enum client_wait wait)
{
	if (c->nr_conns == 0) {
		wait_end(p, c);
		return;
	}
	c->wait = wait;
	c->until = monotime_add(env_now(&p->env), DOWN_LIMIT);
	poll_arm(p, POLL_FIRST);
}

static void end_up(struct pluto *p, conn_id conn, enum rc rc, const char *text)
{
	LIST_FOR_EACH(&p->service->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);

		if (c->wait != WAIT_UP || !waits_for(c, conn))
			continue;
		note_failure(c, rc, text);
		wait_remove(c, conn);
		if (c->nr_conns == 0)
			wait_end(p, c);
	}
}

void wait_abandon(struct pluto *p, conn_id conn, const char *why)
{
	end_up(p, conn, RC_FATAL, why);
}

void service_on_result(struct pluto *p, conn_id conn, enum rc rc, const char *text)
{
	struct conn *c;

	if (p->service == NULL)
		return;
	end_up(p, conn, rc, text);
	c = conn_by_id(p, conn);
	if (c != NULL && c->template != 0)
		end_up(p, c->template, rc, text);
}

/* ---- log lines ---- */

static conn_id conn_of_object(struct pluto *p, uint64_t object)
{
	struct child_sa *child;
	struct ike_sa *ike;

	if (object == 0 || (object & 1) != 0)
		return object >> 1;
	child = p->children == NULL ? NULL : child_by_id(p, object >> 1);
	if (child != NULL)
		return child->conn;
	ike = p->ikes == NULL ? NULL : ike_by_id(p, object >> 1);
	return ike == NULL ? 0 : ike->conn;
}

void service_on_log(struct pluto *p, enum log_class class, uint64_t object, const char *line)
{
	struct service *s = p == NULL ? NULL : p->service;
	conn_id conn = 0;

	if (s == NULL || class == LOG_TRACE || s->clients.nr == 0)
		return;
	/* while the daemon is taken apart nothing can be looked up */
	LIST_FOR_EACH(&s->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);

		if (c->wait != WAIT_NONE && conn == 0 && !p->stopping)
			conn = conn_of_object(p, object);
		if (c == s->current || (conn != 0 && waits_for(c, conn)))
			reply_line(p, c, class, line);
	}
}
