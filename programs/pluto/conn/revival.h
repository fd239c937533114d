/* SPDX-License-Identifier: ISC
 *
 * revival.h - connections that are to stay up are initiated again: at once, then after 5, 10 ... 300 s.
 *
 * Layer:  conn.
 */
#ifndef CONN_REVIVAL_H
#define CONN_REVIVAL_H

#include "conn/conn.h"

/* Does C come back by itself?  LOST: an established child went; else an attempt failed. */
bool revival_wanted(const struct pluto *p, const struct conn *c, bool lost);
/* Schedules the next attempt when it is wanted; WHY is for the log. */
void revival_schedule(struct pluto *p, struct conn *c, bool lost, const char *why);
void revival_stop(struct pluto *p, struct conn *c);
/* Delay before attempt NR (0 = the first), without jitter. */
struct duration revival_delay(unsigned nr);
/* Posts INTENT_INITIATE. */
void revival_initiate(struct pluto *p, struct conn *c, unsigned why);

#endif
