/* SPDX-License-Identifier: ISC
 *
 * timer.c - the timers of one daemon: a heap ordered by (time, sequence).
 *
 * May use:   base, core.
 * Must not:  read a clock other than env's, or keep pointers to owners.
 */
#include "core/timer.h"

#include "core/pluto.h"

bool timer_arm(struct pluto *p, struct timer *t, struct duration delay,
	       void (*fire)(struct pluto *p, uint64_t owner), uint64_t owner)
{
	struct monotime due = monotime_add(env_now(&p->env), delay);

	timer_stop(p, t);
	t->fire = fire;
	t->owner = owner;
	if (heap_add(&p->timers, &t->node, due.us))
		return true;
	log_local(&p->log, "out of memory: a timer was not armed");
	return false;
}

void timer_stop(struct pluto *p, struct timer *t)
{
	if (timer_armed(t))
		heap_remove(&p->timers, &t->node);
}

bool timer_armed(const struct timer *t)
{
	return t->node.index != 0;
}

struct duration timer_left(const struct pluto *p, const struct timer *t)
{
	struct duration left;

	if (!timer_armed(t))
		return DURATION_S(-1);
	left = monotime_sub((struct monotime){ t->node.key }, env_now(&p->env));
	return left.us < 0 ? DURATION_ZERO : left;
}

/* Timers that are armed by a firing one wait for the next run, even when they are due at once:
 * a timer that re-arms itself with no delay cannot hold the loop. */
void timers_run(struct pluto *p)
{
	struct monotime now = env_now(&p->env);
	uint64_t last = p->timers.next_seq;

	/* The world's one wake-up is used up: also one for this very instant must be asked for again. */
	p->wake = MONOTIME_NEVER;
	for (;;) {
		struct heap_node *top = heap_top(&p->timers);
		struct timer *t;

		if (top == NULL || top->key > now.us || top->seq >= last)
			return;
		t = CONTAINER_OF(top, struct timer, node);
		heap_remove(&p->timers, top);
		p->count.timers++;
		t->fire(p, t->owner);
	}
}

void timers_wake(struct pluto *p)
{
	struct heap_node *top = heap_top(&p->timers);
	struct monotime due = top == NULL ? MONOTIME_NEVER : (struct monotime){ top->key };

	if (due.us == p->wake.us)
		return;
	p->wake = due;
	p->env.ops->wake_at(p->env.world, due);
}
