/* SPDX-License-Identifier: ISC
 *
 * pidfile.h - one daemon a run directory: pluto.pid, held by a lock for as long as we live.
 *
 * Layer:   env.
 */
#ifndef ENV_PIDFILE_H
#define ENV_PIDFILE_H

#include <stdbool.h>

#include "base/diag.h"

struct pidfile {
	int fd;			/* the lock; also held by children that we fork to become the daemon */
	char path[256];
};

/* Takes the lock.  *RUNNING: it is held by a living daemon.  A stale file is replaced; nobody is killed. */
MUST_CHECK struct diag *pidfile_lock(struct pidfile *f, const char *run_dir, bool *running);
/* Writes our process id; again after a fork. */
MUST_CHECK struct diag *pidfile_write(struct pidfile *f);
/* Removes the file. */
void pidfile_release(struct pidfile *f);

#endif
