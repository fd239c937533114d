/* SPDX-License-Identifier: ISC
 *
 * jobs_threads.h - heavy work on helper threads, or between the turns of the loop.
 *
 * Layer:   env.
 */
#ifndef ENV_JOBS_THREADS_H
#define ENV_JOBS_THREADS_H

#include "core/env.h"

struct event_base;
struct jobs;

/* NHELPERS -1: one less than the processors, 1 to 4; 0: run on the loop.  ON_DONE is called on the loop. */
MUST_CHECK struct diag *jobs_new(struct event_base *base, int nhelpers, void (*on_done)(void *ctx, struct job *j),
				 void *ctx, struct jobs **out);
/* Waits for what runs now; the rest is freed without having run. */
void jobs_free(struct jobs *jobs);
void jobs_submit(struct jobs *jobs, struct job *j);
unsigned jobs_helpers(const struct jobs *jobs);

#endif
