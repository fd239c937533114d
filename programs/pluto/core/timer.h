/* SPDX-License-Identifier: ISC
 *
 * timer.h - all timers of one daemon in one heap; the world is asked for one wake-up.
 *
 * Layer:  core.
 * Owner:  struct timer is embedded in what it times and must be stopped before that is freed.
 *         The callback carries OWNER's id, never a pointer.
 */
#ifndef CORE_TIMER_H
#define CORE_TIMER_H

#include "base/heap.h"
#include "base/time.h"

struct pluto;

struct timer {
	struct heap_node node;
	void (*fire)(struct pluto *p, uint64_t owner);
	uint64_t owner;
};

/* (Re)arms T to fire once, DELAY from now.  False when out of memory (not armed; logged). */
bool timer_arm(struct pluto *p, struct timer *t, struct duration delay,
	       void (*fire)(struct pluto *p, uint64_t owner), uint64_t owner);
void timer_stop(struct pluto *p, struct timer *t);
bool timer_armed(const struct timer *t);
/* Time until it fires (0 when due), or -1 s when not armed. */
struct duration timer_left(const struct pluto *p, const struct timer *t);
/* Fires all that are due; called by pluto_on_timer(). */
void timers_run(struct pluto *p);
/* Tells the world when to wake us, if that changed; called once after each event. */
void timers_wake(struct pluto *p);

#endif
