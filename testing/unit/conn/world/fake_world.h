/* SPDX-License-Identifier: ISC
 *
 * fake_world.h - one daemon's connections in a world of plain variables: virtual clock, simulated kernel,
 * scripts and DNS that answer when the test says so.
 */
#ifndef TESTING_UNIT_CONN_FAKE_WORLD_H
#define TESTING_UNIT_CONN_FAKE_WORLD_H

#include "conn/conn_db.h"
#include "conn/routing_exec.h"
#include "core/intent.h"
#include "kernel/sim/sim_kernel.h"

#define WORLD_RUNS_MAX 256
#define WORLD_LOG_MAX 65536

struct world_run {			/* a script that was started */
	uint64_t token;
	char verb[48];
	char connection[64];
	char peer_client[64];
	char *env;			/* all variables, one a line */
	bool ended;
	int status;
};

struct world {
	struct pluto p;
	struct sim_kernel *kernel;
	struct monotime now;
	struct crypto crypto;
	uint64_t random;
	struct log_sink sink;
	char log[WORLD_LOG_MAX];
	size_t log_len;
	struct world_run runs[WORLD_RUNS_MAX];
	size_t nr_runs;
	struct kernel_event events[64];
	size_t nr_events;
	struct { uint64_t token; char name[64]; } asked[16];
	size_t nr_asked;
	unsigned released_esp, released_clear, released_drop;
	bool refuse_listen;
	bool forget_env;		/* scripts' environments are not kept: models are in a hurry */
	int (*real_route_get)(void *k, struct address src, struct address dst, struct kernel_route *out);
};

/* west: 192.0.2.1 and 2001:db8::1 on eth0, 192.0.1.254 on eth1; default route by 192.0.2.254. */
void world_init(struct world *w);
void world_fini(struct world *w);
/* "left=192.0.2.1 right=192.0.2.2 authby=secret": settings separated by blanks. */
struct diag *world_try(struct world *w, const char *name, const char *settings, struct conn **out);
struct conn *world_add(struct world *w, const char *name, const char *settings);
/* Lets the time pass, timers and the kernel's own. */
void world_pass(struct world *w, struct duration d);
/* Ends the oldest running script of any connection with STATUS; false: none runs. */
bool world_script_ends(struct world *w, int status);
void world_scripts_end(struct world *w);
/* Gives the kernel's events to the daemon. */
void world_events(struct world *w);
/* A packet from SRC to DST (text) leaves this host. */
enum sim_fate world_packet(struct world *w, const char *src, const char *dst);
enum sim_fate world_udp(struct world *w, const char *src, const char *dst, uint16_t sport, uint16_t dport);
/* A tunnel for C's own selectors; SPIs are made of N. */
struct world_tunnel {
	struct tunnel t;
	struct selector local[8], remote[8];
	uint8_t key[64];
};
void world_tunnel(struct world_tunnel *out, const struct conn *c, unsigned n);
/* The next intent, or one of type INTENT_TYPES when there is none. */
struct intent world_intent(struct world *w);
/* Does the kernel have exactly the policies that are claimed?  Says what differs on stderr. */
bool world_kernel_agrees(struct world *w);
bool world_logged(const struct world *w, const char *text);
struct address world_address(const char *s);
struct id world_id(const char *s);
const char *world_state(const struct conn *c);

#endif
