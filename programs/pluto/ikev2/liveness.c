/* SPDX-License-Identifier: ISC
 *
 * liveness.c - see liveness.h.  Silence is measured on protected messages and on inbound ESP; after dpddelay of it an
 * empty INFORMATIONAL is sent.  When nobody answers that, retransmission gives up and the IKE SA ends (2.4).
 *
 * May use:   base, conn, ike, child, ikev2.
 * Must not:  send anything itself: a probe is a task like any other.
 */
#include "ikev2/liveness.h"

#include "child/child_sa.h"
#include "conn/conn.h"
#include "ikev2/task.h"

#define CHILDREN_ASKED 16	/* the kernel is asked about no more than these in one go */

/* Has one of the children let in a packet since T? */
static bool heard_esp(struct pluto *p, struct ike_sa *ike, struct realtime t)
{
	unsigned asked = 0;

	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);
		uint64_t in = 0, out = 0, before = child->bytes_in;
		struct realtime last = { 0 };

		if (asked++ == CHILDREN_ASKED)
			break;
		/* Not every kernel says when: more octets than last time will do. */
		if (child_traffic(p, child, &in, &out, &last) && (last.us > t.us || in > before))
			return true;
	}
	return false;
}

static bool is_queued(const struct ike_sa *ike)
{
	LIST_FOR_EACH(&ike->tasks, n) {
		if (CONTAINER_OF(n, struct v2_task, link)->type == TASK_LIVENESS)
			return true;
	}
	return false;
}

static void liveness_due(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);
	struct duration silent, next;
	struct realtime since;

	if (ike == NULL || ike->state != IKE_UP)
		return;
	silent = monotime_sub(env_now(&p->env), ike->last_heard);
	next = ike->dpd_delay;
	since.us = env_wall(&p->env).us - ike->dpd_delay.us;
	if (duration_less(silent, ike->dpd_delay))
		next.us -= silent.us;
	/* An exchange that is on its way already asks the same question. */
	else if (!ike->window.outstanding && !is_queued(ike) && !heard_esp(p, ike, since))
		(void)task_add(p, ike, TASK_LIVENESS, NULL, 0);
	if (ike->state == IKE_UP)
		(void)timer_arm(p, &ike->liveness, next, liveness_due, owner);
}

static void watch(struct pluto *p, struct ike_sa *ike, struct duration delay)
{
	if (delay.us <= 0 || (ike->dpd_delay.us > 0 && !duration_less(delay, ike->dpd_delay)))
		return;
	ike->dpd_delay = delay;
	(void)timer_arm(p, &ike->liveness, delay, liveness_due, ike->id);
}

void liveness_watch(struct pluto *p, struct ike_sa *ike, const struct conn *c)
{
	watch(p, ike, c->config->dpd_delay);
}

void liveness_inherit(struct pluto *p, struct ike_sa *ike, const struct ike_sa *old)
{
	watch(p, ike, old->dpd_delay);
}
