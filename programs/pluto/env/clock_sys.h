/* SPDX-License-Identifier: ISC
 *
 * clock_sys.h - the system's clocks.
 *
 * Layer:   env.
 */
#ifndef ENV_CLOCK_SYS_H
#define ENV_CLOCK_SYS_H

#include "base/time.h"

/* CLOCK_BOOTTIME: also counts while the machine sleeps, as the peers' clocks do. */
struct monotime clock_now(void);
struct realtime clock_wall(void);

/* A descriptor that becomes readable at the time set, also across suspend; -errno on failure. */
int clock_timer_open(void);
/* MONOTIME_NEVER disarms; a time in the past fires at once. */
void clock_timer_set(int fd, struct monotime t);
/* After it fired. */
void clock_timer_clear(int fd);

#endif
