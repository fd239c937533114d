/* SPDX-License-Identifier: ISC
 *
 * world.h - the real world: one libevent loop that brings the daemon its events and carries out its effects.
 *
 * Layer:   env.  Sees struct pluto and its pluto_on_*() entries only.
 * Time:    nothing here waits, except log_sinks_flush() for a disk.
 */
#ifndef ENV_WORLD_H
#define ENV_WORLD_H

#include "core/env.h"
#include "env/exec_updown.h"

struct world;

struct world_options {
	int nhelpers;			/* threads for jobs; 0: on the loop; -1: as the processors suggest */
	unsigned bufsize;		/* receive buffer of IKE sockets in bytes; 0: ours */
	bool listen_udp;
	struct log_sink *log;		/* borrowed */
	void (*turn)(void *ctx);	/* after each turn of the loop: writes the log */
	void *ctx;
};

MUST_CHECK struct diag *world_new(const struct world_options *o, struct world **out);
/* Kills scripts, drops jobs, closes sockets; before pluto_free(), which may ask for more: then world_free(). */
void world_stop(struct world *w);
void world_free(struct world *w);

/* Opens the kernel; with it the events of the kernel start. */
MUST_CHECK struct diag *world_open_kernel(struct world *w);
/* What the daemon is made with. */
struct env world_env(struct world *w, struct crypto *crypto);
void world_set_pluto(struct world *w, struct pluto *p);
/* Takes over FD, a bound and listening socket (control_socket_open()). */
MUST_CHECK struct diag *world_serve_control(struct world *w, int fd);
/* Runs a program beside the daemon (addconn); DONE later. */
void world_spawn(struct world *w, const struct exec_program *x);
/* SIGTERM and SIGINT come as TERMINATE; SIGHUP is logged. */
MUST_CHECK struct diag *world_signals(struct world *w, void (*terminate)(struct pluto *p));
/* Calls TICK every PERIOD. */
MUST_CHECK struct diag *world_every(struct world *w, struct duration period, void (*tick)(void));
/* Until the daemon says stop; its exit code. */
int world_run(struct world *w);

#endif
