/* SPDX-License-Identifier: ISC
 *
 * task.c - see task.h.
 */
#include "ikev2/task.h"

#include "base/alloc.h"
#include "ikev2/engine.h"
#include "ikev2/initiate.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/terminate.h"

#define POSTPONED_MAX 8		/* 0.5 to 1 s, then twice as long each time: about two minutes */

static void task_free(struct pluto *p, struct v2_task *task)
{
	nego_free(p, &task->nego);
	mem_free(task);
}

static bool add(struct pluto *p, struct ike_sa *ike, const struct v2_task *like)
{
	/* What ends something has more room than what begins something. */
	size_t most =
		LIMIT_PENDING_PER_IKE + (like->type == TASK_CHILD ? 0 : LIMIT_CHILDREN_PER_IKE);
	struct v2_task *task = ike->tasks.nr < most ? mem_dup(like, sizeof(*like)) : NULL;

	if (task == NULL)
		return false;
	list_append(&ike->tasks, &task->link);
	task_next(p, ike);
	return true;
}

bool task_add(struct pluto *p, struct ike_sa *ike, enum task_type type, struct v2_nego **nego,
	      uint32_t spi)
{
	struct v2_task task = { .type = type, .spi = spi, .protocol = V2_PROTO_ESP };

	if (nego != NULL) {
		task.nego = *nego;
		*nego = NULL;
	}
	if (add(p, ike, &task))
		return true;
	nego_free(p, &task.nego);
	return false;
}

bool task_add_delete(struct pluto *p, struct ike_sa *ike, uint32_t spi, uint32_t peer_spi)
{
	struct v2_task task = {
		.type = TASK_DELETE_CHILD,
		.spi = spi,
		.peer_spi = peer_spi,
		.protocol = V2_PROTO_ESP,
	};

	return add(p, ike, &task);
}

static bool deletes(const struct v2_task *task, uint32_t peer_spi)
{
	return task->type == TASK_DELETE_CHILD && task->peer_spi == peer_spi;
}

bool tasks_delete_peer_spi(const struct ike_sa *ike, uint32_t peer_spi)
{
	if (peer_spi == 0)
		return false;
	if (ike->task != NULL && deletes(ike->task, peer_spi))
		return true;
	LIST_FOR_EACH(&ike->tasks, n) {
		if (deletes(CONTAINER_OF(n, struct v2_task, link), peer_spi))
			return true;
	}
	return false;
}

static void send_informational(struct pluto *p, struct ike_sa *ike, const struct v2_task *task)
{
	uint8_t spi[4];
	struct writer w = writer_make(spi, sizeof(spi));
	union v2_body b = { .del = { .protocol = V2_PROTO_IKE } };
	struct v2_out o;

	v2_request_open(p, &o, ike, V2_INFORMATIONAL);
	writer_u32(&w, task->spi);
	if (task->type == TASK_DELETE_CHILD)
		b.del = (struct v2_delete){ task->protocol, 4, 1, VIEW_OF(spi) };
	if (task->type != TASK_LIVENESS)
		chain_put(&o.chain, V2_D, &b);
	if (!v2_request_send(p, &o, ike))
		v2_ike_gone(p, ike, "a Delete could not be built");
}

static void start(struct pluto *p, struct ike_sa *ike, struct v2_task *task)
{
	ike->task = task;
	switch (task->type) {
	case TASK_CHILD:
		child_i_send(p, ike);
		break;
	case TASK_REKEY_IKE:
		rekey_i_send(p, ike);
		break;
	case TASK_DELETE_CHILD:
	case TASK_DELETE_IKE:
	case TASK_LIVENESS:
		send_informational(p, ike, task);
		break;
	}
}

/* The first that may start now: while the peer asked for patience, only what makes no SA. */
static struct list_node *first_ready(const struct ike_sa *ike)
{
	LIST_FOR_EACH(&ike->tasks, n) {
		if (CONTAINER_OF(n, struct v2_task, link)->nego == NULL ||
		    !timer_armed(&ike->pause))
			return n;
	}
	return NULL;
}

static void pause_over(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike != NULL)
		task_next(p, ike);
}

/* Doubled each time, and never twice the same: two sides that refuse each other must not meet again for ever. */
static struct duration patience(struct pluto *p, unsigned times)
{
	struct crypto *c = p->env.crypto;
	uint32_t r = 0;
	int64_t ms;

	if (!c->random(c->ctx, &r, sizeof(r)))
		r = 0;
	ms = 500ll << times;
	return DURATION_MS(ms + r % ms);
}

bool task_postpone(struct pluto *p, struct ike_sa *ike)
{
	struct v2_task *task = ike->task;
	struct duration delay = patience(p, task->postponed);

	if (task->postponed == POSTPONED_MAX ||
	    !timer_arm(p, &ike->pause, delay, pause_over, ike->id))
		return false;
	task->postponed++;
	ike->task = NULL;
	list_prepend(&ike->tasks, &task->link);
	task_next(p, ike);
	return true;
}

void task_next(struct pluto *p, struct ike_sa *ike)
{
	struct list_node *n = first_ready(ike);

	if (n == NULL || ike->task != NULL || ike->window.outstanding ||
	    (ike->state != IKE_UP && ike->state != IKE_CLOSING))
		return;
	list_remove(&ike->tasks, n);
	start(p, ike, CONTAINER_OF(n, struct v2_task, link));
}

void task_done(struct pluto *p, struct ike_sa *ike)
{
	struct v2_task *task = ike->task;

	ike->task = NULL;
	if (task != NULL)
		task_free(p, task);
	task_next(p, ike);
}

void tasks_abandon(struct pluto *p, struct ike_sa *ike, const char *why)
{
	struct v2_task *running = ike->task;

	ike->task = NULL;
	if (running != NULL && running->nego != NULL)
		v2_child_failed(p, ike, running->nego, why);
	if (running != NULL)
		task_free(p, running);
	LIST_FOR_EACH(&ike->tasks, n) {
		struct v2_task *task = CONTAINER_OF(n, struct v2_task, link);

		list_remove(&ike->tasks, n);
		if (task->nego != NULL)
			v2_child_failed(p, ike, task->nego, why);
		task_free(p, task);
	}
}

/* The running one cannot be taken back: when the peer accepts, it hears a Delete. */
static void cancel_running(struct pluto *p, struct ike_sa *ike, struct v2_task *task)
{
	const struct child_sa *child = child_by_id(p, task->nego->child);

	task->spi = child != NULL ? child->spi_in : 0;
	v2_child_failed(p, ike, task->nego, "it was taken down");
}

void tasks_cancel_conn(struct pluto *p, struct ike_sa *ike, conn_id conn)
{
	if (ike->task != NULL && ike->task->nego != NULL && ike->task->nego->conn == conn)
		cancel_running(p, ike, ike->task);
	LIST_FOR_EACH(&ike->tasks, n) {
		struct v2_task *task = CONTAINER_OF(n, struct v2_task, link);

		if (task->nego == NULL || task->nego->conn != conn)
			continue;
		list_remove(&ike->tasks, n);
		v2_child_failed(p, ike, task->nego, "it was taken down");
		task_free(p, task);
	}
}

void tasks_drop_rekey(struct pluto *p, struct ike_sa *ike)
{
	LIST_FOR_EACH(&ike->tasks, n) {
		struct v2_task *task = CONTAINER_OF(n, struct v2_task, link);

		if (task->type != TASK_REKEY_IKE)
			continue;
		list_remove(&ike->tasks, n);
		task_free(p, task);
	}
}

static bool wanted_by_other(const struct v2_task *task, conn_id conn)
{
	return task->nego != NULL && task->nego->conn != 0 && task->nego->conn != conn;
}

conn_id tasks_other_conn(const struct ike_sa *ike, conn_id conn)
{
	if (ike->task != NULL && wanted_by_other(ike->task, conn))
		return ike->task->nego->conn;
	LIST_FOR_EACH(&ike->tasks, n) {
		struct v2_task *task = CONTAINER_OF(n, struct v2_task, link);

		if (wanted_by_other(task, conn))
			return task->nego->conn;
	}
	return 0;
}

bool tasks_have_conn(const struct ike_sa *ike, conn_id conn)
{
	if (ike->task != NULL && ike->task->nego != NULL && ike->task->nego->conn == conn)
		return true;
	LIST_FOR_EACH(&ike->tasks, n) {
		struct v2_task *task = CONTAINER_OF(n, struct v2_task, link);

		if (task->nego != NULL && task->nego->conn == conn)
			return true;
	}
	return false;
}
