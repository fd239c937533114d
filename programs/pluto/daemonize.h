/* SPDX-License-Identifier: ISC
 *
 * daemonize.h - into the background; who started us hears when we are ready, or how we failed.
 *
 * Layer:   wiring.  Before any thread and before NSS: neither survives a fork.
 */
#ifndef PLUTO_DAEMONIZE_H
#define PLUTO_DAEMONIZE_H

#include "base/diag.h"

/* Returns in the child only.  *READY_FD is for daemonize_done(). */
MUST_CHECK struct diag *daemonize(int *ready_fd, bool keep_stderr);
/* The starter exits with CODE.  Once; -1 is fine. */
void daemonize_done(int *ready_fd, int code);

#endif
