/* SPDX-License-Identifier: ISC
 *
 * env.h - the ports: every effect of the daemon on the world goes through struct env.
 *
 * Layer:  core (leaf of pluto; base, net, crypt/provider.h, kernel/kernel_ops.h).
 * Worlds: programs/pluto/env (libevent, real) and testing/sim (virtual time).  The daemon never
 *         calls a clock, socket, thread, resolver or exec itself.
 */
#ifndef CORE_ENV_H
#define CORE_ENV_H

#include "base/list.h"
#include "base/log.h"
#include "base/time.h"
#include "crypt/provider.h"
#include "kernel/kernel_ops.h"
#include "net/endpoint.h"

struct pluto;

/* Heavy work off the loop.  Inputs are moved in, results moved out; RUN sees no daemon object and does
 * not log.  ON_DONE runs on the loop later, finds its owner by id, and frees the job through FREE. */
struct job {
	struct list_node link;			/* the port's, while it has the job */
	const char *name;
	uint64_t owner;				/* sa_id */
	void (*run)(struct job *j);		/* any thread */
	void (*on_done)(struct pluto *p, struct job *j);
	void (*free)(struct job *j);		/* also when the daemon stops before it ran */
};

struct datagram {
	struct endpoint local, remote;
	struct view bytes;			/* with the non-ESP marker when there is one */
};

enum exec_status { EXEC_EXITED, EXEC_SIGNALLED, EXEC_TIMED_OUT, EXEC_NOT_STARTED };
struct exec_request {
	uint64_t token;				/* given back in the result */
	const char *command;			/* NULL: the built-in updown; else for /bin/sh -c (no peer text in it) */
	const char *const *env;			/* "NAME=value"..., NULL; copied by the port */
	struct duration timeout;		/* then killed */
	const char *log_prefix;			/* of its output lines */
};
struct exec_result {
	uint64_t token;
	enum exec_status status;
	int code;				/* exit status or signal */
	const char *why;			/* built-in updown: its error; else "" */
};

struct dns_result {
	uint64_t token;
	bool ok;
	struct address addrs[16];
	size_t nr;
	const char *why;			/* when !ok */
};

struct env_ops {
	/* clock */
	struct monotime (*now)(void *world);
	struct realtime (*wall)(void *world);
	/* timer: pluto_on_timer() is wanted at T (replaces the earlier wish) */
	void (*wake_at)(void *world, struct monotime t);
	/* net: a UDP socket for LOCAL (address and port); ENCAP: also takes ESP-in-UDP */
	struct diag *(*net_listen)(void *world, struct endpoint local, bool encap);
	void (*net_unlisten)(void *world, struct endpoint local);
	/* 0 or -errno; never blocks; a full buffer is a loss like any other */
	int (*net_send)(void *world, const struct datagram *d);
	/* jobs: on_done comes later, never from inside submit */
	void (*job_submit)(void *world, struct job *j);
	/* dns: pluto_on_dns() later */
	void (*dns_resolve)(void *world, uint64_t token, const char *name, enum ip_family family);
	/* exec: pluto_on_exec() later, never from inside */
	void (*exec_start)(void *world, const struct exec_request *r);
	/* control: one JSON message to CLIENT; queued, bounded; a client that does not read is cut off */
	void (*control_send)(void *world, uint32_t client, struct view json);
	void (*control_close)(void *world, uint32_t client);
	/* the daemon has shut down in order; the world ends */
	void (*stop)(void *world, int exit_code);
};

struct env {
	void *world;
	const struct env_ops *ops;
	struct crypto *crypto;			/* port: crypt (random comes from here too) */
	struct kernel kernel;			/* port: kernel */
	struct log_sink *log;			/* port: log */
};

struct monotime env_now(const struct env *e);
struct realtime env_wall(const struct env *e);

#endif
