/* SPDX-License-Identifier: ISC
 *
 * terminate.c - see terminate.h.
 */
#include "ikev2/terminate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "child/install.h"
#include "conn/conn_db.h"
#include "conn/routing_exec.h"
#include "ike/nat.h"
#include "ike/retransmit.h"
#include "ikev2/engine.h"
#include "ikev2/lifetime.h"
#include "ikev2/liveness.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/task.h"

#define LINGER DURATION_S(5)

void v2_result(struct pluto *p, conn_id conn, enum rc rc, const char *format, ...)
{
	struct intent i = { .type = INTENT_CONN_RESULT, .conn = conn, .rc = rc };
	va_list ap;

	va_start(ap, format);
	vsnprintf(i.text, sizeof(i.text), format, ap);
	va_end(ap);
	intent_add(p, &i);
}

/* --- children ---------------------------------------------------------------------------------------- */

static void drop_larval(struct pluto *p, struct v2_nego *n, const char *why)
{
	struct child_sa *child = child_by_id(p, n->child);

	n->child = 0;
	if (child != NULL)
		child_gone(p, child, why);
}

void v2_child_failed(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, const char *why)
{
	conn_id conn = n->conn;
	struct conn *c;

	n->conn = 0;
	drop_larval(p, n, why);
	c = conn_by_id(p, conn);
	if (c == NULL)
		return;
	/* A failed rekey leaves the old child and its routing alone; a peer's failure is the peer's. */
	if (n->ours && n->rekeys == 0) {
		routing_negotiation_failed(p, c, ike->id, why);
		v2_result(p, conn, RC_FATAL, "Child SA failed: %s", why);
	} else if (n->ours && ike->state == IKE_UP) {
		lifetime_child_retry(p, n->rekeys);
	}
	ike_release_conn(p, c);
}

void v2_child_unwanted(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, const char *why)
{
	struct child_sa *child = child_by_id(p, n->child);
	uint32_t spi = child != NULL ? child->spi_in : 0;

	v2_child_failed(p, ike, n, why);
	if (spi != 0)
		task_add(p, ike, TASK_DELETE_CHILD, NULL, spi);
}

void v2_task_unwanted(struct pluto *p, struct ike_sa *ike, const char *why)
{
	if (ike->task != NULL && ike->task->type == TASK_REKEY_IKE) {
		rekey_failed(p, ike, why);
		return;
	}
	if (ike->task != NULL && ike->task->spi != 0)		/* taken down while it was on its way */
		task_add_delete(p, ike, ike->task->spi, 0);
	else if (ike->task != NULL && ike->task->nego != NULL)
		v2_child_unwanted(p, ike, ike->task->nego, why);
	task_done(p, ike);
}

void v2_task_failed(struct pluto *p, struct ike_sa *ike, const char *why)
{
	if (ike->task != NULL && ike->task->type == TASK_REKEY_IKE) {
		rekey_failed(p, ike, why);
		return;
	}
	if (ike->task != NULL && ike->task->nego != NULL)
		v2_child_failed(p, ike, ike->task->nego, why);
	task_done(p, ike);
}

void v2_delete_child(struct pluto *p, sa_id id, const char *why)
{
	struct child_sa *child = child_by_id(p, id);
	struct ike_sa *ike = child == NULL ? NULL : ike_by_id(p, child->ike);
	uint32_t spi, peer_spi;

	if (child == NULL)
		return;
	spi = child->spi_in;
	peer_spi = child->spi_out;
	log_note(&child->log, "deleting Child SA: %s", why);
	child_gone(p, child, why);
	if (ike != NULL && ike->state == IKE_UP)
		task_add_delete(p, ike, spi, peer_spi);
}

/* The peer and we rekeyed the same child at once: the other of the two new ones, or NULL. */
static struct child_sa *twin_of(struct ike_sa *ike, const struct child_sa *child)
{
	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *o = CONTAINER_OF(n, struct child_sa, ike_link);

		if (o->replaces == child->replaces && o->initiator != child->initiator &&
		    o->state == CHILD_UP)
			return o;
	}
	return NULL;
}

/* Who asked for the rekey deletes the old one; of two that crossed, the one with the lowest nonce is deleted by
 * who asked for it (RFC 7296 2.8.1). */
static void settle_rekey(struct pluto *p, struct ike_sa *ike, struct child_sa *child)
{
	struct child_sa *old = child_by_id(p, child->replaces);
	struct child_sa *twin = twin_of(ike, child);
	struct child_sa *ours = child->initiator ? child : twin;
	struct child_sa *theirs = child->initiator ? twin : child;

	if (ours == NULL)
		return;
	if (theirs != NULL &&
	    memcmp(ours->low_nonce, theirs->low_nonce, sizeof(ours->low_nonce)) < 0)
		lifetime_redundant(p, ours);
	else if (old != NULL)
		lifetime_replaced(p, old);
}

void v2_child_established(struct pluto *p, struct ike_sa *ike, struct child_sa *child)
{
	struct ike_sa *old_ike = ike_by_id(p, ike->replaces);
	struct conn *c = conn_by_id(p, child->conn);

	lifetime_child_start(p, child);
	if (c != NULL)
		liveness_watch(p, ike, c);
	v2_result(p, child->conn, RC_OK, "Child SA #%llu is up", (unsigned long long)child->id);
	if (child->replaces != 0)
		settle_rekey(p, ike, child);
	if (old_ike != NULL && old_ike->state == IKE_UP)
		lifetime_ike_replaced(p, old_ike);
}

/* --- IKE SAs --------------------------------------------------------------------------------------------- */

void v2_ike_established(struct pluto *p, struct ike_sa *ike)
{
	ike->established = env_now(&p->env);
	p->count.ike_established++;
	nat_keepalive_start(p, ike);
	lifetime_ike_start(p, ike);
	if (ike_conn(p, ike) != NULL)
		liveness_watch(p, ike, ike_conn(p, ike));
}

static void drop_children(struct pluto *p, struct ike_sa *ike, const char *why)
{
	struct list_node *n;

	while ((n = list_first(&ike->children)) != NULL)
		child_gone(p, CONTAINER_OF(n, struct child_sa, ike_link), why);
}

/* What the SA was busy with ends; its own negotiation counts as a failure of that conn. */
static void abandon(struct pluto *p, struct ike_sa *ike, const char *why)
{
	/* The window is one request wide (2.3): before a Delete can go, the peer must have had what is on its way. */
	if (ike->state != IKE_CLOSING) {
		retransmit_stop(p, &ike->retransmit);
		ike->window.outstanding = false;
	}
	for (int i = 0; i < 3; i++)
		parked_free(&ike->parked[i]);
	if (ike->nego != NULL)
		v2_child_failed(p, ike, ike->nego, why);
	nego_free(p, &ike->nego);
	if (ike->peer_nego != NULL)
		v2_child_failed(p, ike, ike->peer_nego, why);
	nego_free(p, &ike->peer_nego);
	tasks_abandon(p, ike, why);
	drop_children(p, ike, why);
}

static void finish(struct pluto *p, struct ike_sa *ike, enum ike_state state, const char *why)
{
	struct conn *c = ike_conn(p, ike);

	timer_stop(p, &ike->life);
	timer_stop(p, &ike->keepalive);
	timer_stop(p, &ike->pause);
	timer_stop(p, &ike->liveness);
	ike_sa_set_state(p, ike, state);
	abandon(p, ike, why);
	if (c != NULL)
		ike_release_conn(p, c);
}

void v2_ike_gone(struct pluto *p, struct ike_sa *ike, const char *why)
{
	if (ike->state != IKE_GONE)
		finish(p, ike, IKE_GONE, why);
}

static void linger_over(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike != NULL)
		v2_ike_gone(p, ike, "over");
}

void v2_ike_linger(struct pluto *p, struct ike_sa *ike, const char *why)
{
	if (ike->state == IKE_GONE || ike->state == IKE_LINGER)
		return;
	finish(p, ike, IKE_LINGER, why);
	if (p->stopping || !timer_arm(p, &ike->life, LINGER, linger_over, ike->id))
		v2_ike_gone(p, ike, why);
}

void v2_ike_failed(struct pluto *p, struct ike_sa *ike, enum rc rc, const char *why)
{
	conn_id conn = ike->nego != NULL && ike->nego->conn != 0 ? ike->nego->conn : ike->conn;

	if (ike->state == IKE_GONE)
		return;
	if (ike->role == IKE_INITIATOR && ike->state != IKE_UP && ike->state != IKE_CLOSING) {
		log_note(&ike->log, "negotiation failed: %s", why);
		v2_result(p, conn, rc, "negotiation failed: %s", why);
	} else {
		log_note(&ike->log, "deleting IKE SA (%s): %s",
			 name_find(&ike_state_names, ike->state), why);
	}
	v2_ike_gone(p, ike, why);
}

/* Nothing of the SA is used any more; the peer gets a Delete. */
static void close_ike(struct pluto *p, struct ike_sa *ike, const char *why)
{
	timer_stop(p, &ike->life);
	timer_stop(p, &ike->keepalive);
	timer_stop(p, &ike->pause);
	timer_stop(p, &ike->liveness);
	ike_sa_set_state(p, ike, IKE_CLOSING);
	abandon(p, ike, why);
	if (!task_add(p, ike, TASK_DELETE_IKE, NULL, 0))
		v2_ike_gone(p, ike, why);
}

/* RFC 7296 2.21.2, 2.21.3: only our side knows that the SA is no good; the peer is told by a Delete. */
void v2_ike_refused(struct pluto *p, struct ike_sa *ike, const char *why)
{
	enum ike_state was = ike->state;

	if (was != IKE_AUTH_I && was != IKE_UP) {
		v2_ike_failed(p, ike, RC_FATAL, why);
		return;
	}
	if (was == IKE_AUTH_I) {
		log_note(&ike->log, "negotiation failed: %s", why);
		v2_result(p,
			  ike->nego != NULL && ike->nego->conn != 0 ? ike->nego->conn : ike->conn,
			  RC_FATAL, "negotiation failed: %s", why);
	} else {
		log_note(&ike->log, "deleting IKE SA (%s): %s", name_find(&ike_state_names, was),
			 why);
	}
	close_ike(p, ike, why);
}

void v2_gave_up(struct pluto *p, sa_id id)
{
	struct ike_sa *ike = ike_by_id(p, id);
	const char *what, *hint = "";
	char why[160];

	if (ike == NULL)
		return;
	what = ike->state == IKE_INIT_I
		       ? "No response (or no acceptable response) to our first IKEv2 message"
	       : ike->state == IKE_AUTH_I
		       ? "The peer does not answer IKE_AUTH; is UDP 4500 blocked on the way?"
		       : "The peer does not answer any more";
	if (ike->nego != NULL && ike->nego->error_hint != 0)
		hint = name_find(&v2_notify_names, ike->nego->error_hint) ?: "an error";
	snprintf(why, sizeof(why), "%lld second timeout exceeded after %u retransmits.  %s%s%s",
		 (long long)duration_s(ike->retransmit.give_up), ike->retransmit.count, what,
		 hint[0] != '\0' ? "; it said " : "", hint);
	rekey_adopt(p, ike);
	v2_ike_failed(p, ike, hint[0] != '\0' ? RC_FATAL : RC_NORETRANSMISSION, why);
}

void v2_delete_ike(struct pluto *p, struct ike_sa *ike, const char *why)
{
	if (ike->state == IKE_CLOSING || ike->state == IKE_LINGER || ike->state == IKE_GONE)
		return;
	log_note(&ike->log, "deleting IKE SA (%s): %s", name_find(&ike_state_names, ike->state),
		 why);
	if (ike->state == IKE_UP) {
		close_ike(p, ike, why);
		return;
	}
	v2_result(p, ike->nego != NULL && ike->nego->conn != 0 ? ike->nego->conn : ike->conn,
		  RC_FATAL, "%s", why);
	/* The answer to IKE_AUTH may mean that the peer has the SA: it must hear of the end. */
	if (ike->state == IKE_AUTH_I && ike->window.outstanding)
		close_ike(p, ike, why);
	else
		v2_ike_gone(p, ike, why);
}

/* Another conn's child lives on IKE, or is being made or waits there: the SA is then theirs. */
static struct conn *other_user(struct pluto *p, struct ike_sa *ike, conn_id conn)
{
	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);
		struct conn *c = child->conn != conn ? conn_by_id(p, child->conn) : NULL;

		if (c != NULL)
			return c;
	}
	return conn_by_id(p, tasks_other_conn(ike, conn));
}

static struct child_sa *child_of(struct ike_sa *ike, conn_id conn)
{
	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);

		if (child->conn == conn)
			return child;
	}
	return NULL;
}

static void down_one(struct pluto *p, struct ike_sa *ike, conn_id conn, const char *why)
{
	struct conn *other = other_user(p, ike, conn);
	struct child_sa *child;

	tasks_cancel_conn(p, ike, conn);
	/* Each goes at once; whatever else that brings down, the search starts anew. */
	while ((other != NULL || ike->conn != conn) && (child = child_of(ike, conn)) != NULL)
		v2_delete_child(p, child->id, why);
	if (ike->conn != conn || ike->state == IKE_GONE)
		return;
	if (other == NULL) {
		v2_delete_ike(p, ike, why);
		return;
	}
	log_note(&ike->log, "IKE SA will remain up: in use by connection \"%s\"", other->name);
	ike_sa_set_conn(p, ike, other);
}

void v2_down(struct pluto *p, conn_id conn, const char *why)
{
	struct conn *c = conn_by_id(p, conn);
	struct ike_sa *ike, *after;

	/* Children of this conn that live on another conn's IKE SA, or wait for it. */
	ike = c == NULL ? NULL : ike_for_conn(p, c);
	if (ike != NULL && ike->conn != conn)
		down_one(p, ike, conn, why);
	for (ike = ike_next_of_conn(p, conn, NULL); ike != NULL; ike = after) {
		after = ike_next_of_conn(p, conn, ike);
		down_one(p, ike, conn, why);
	}
	/* Children that the peer put on yet another IKE SA of its own: the newest, then those that inherit. */
	while (c != NULL && child_by_id(p, c->routing.owner_child) != NULL)
		v2_delete_child(p, c->routing.owner_child, why);
}

void v2_delete_all(struct pluto *p, const char *why)
{
	struct ike_sa *next;

	for (struct ike_sa *ike = ike_first(p); ike != NULL; ike = next) {
		next = ike_next(p, ike);
		if (ike->state == IKE_LINGER)
			v2_ike_gone(p, ike, why);
		else
			v2_delete_ike(p, ike, why);
	}
}
