/* SPDX-License-Identifier: ISC
 *
 * bad_world.h - one whole daemon in memory, a tunnel that must not come to harm, and the general expectations that
 * hold for every bad input.
 *
 * May use:   everything.  Small on purpose: no network, no loss, no second daemon.
 */
#ifndef BAD_WORLD_H
#define BAD_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "child/child_sa.h"
#include "conn/conn_db.h"
#include "core/intent.h"
#include "core/pluto.h"
#include "ike/ike_sa.h"
#include "kernel/sim/sim_kernel.h"
#include "scripted_peer.h"

enum { WORLD_SENT_MAX = 64, WORLD_LINES_MAX = 64, WORLD_JOBS_MAX = 64 };

struct world_sent {
	struct endpoint local, remote;
	struct bytes bytes;		/* without the non-ESP marker */
};

/* What was there before the input. */
struct baseline {
	size_t ikes, half_open, children, conns;
	struct sim_kernel_counts kernel;
	size_t live;			/* bytes on the heap */
};

struct world {
	struct pluto *p;
	struct crypto *crypto;
	struct sim_kernel *kernel;
	struct log_sink sink;
	struct monotime now, wake;
	struct world_sent sent[WORLD_SENT_MAX];
	size_t nr_sent, sent_total;
	struct job *jobs[WORLD_JOBS_MAX];
	size_t nr_jobs;
	bool hold_jobs;			/* do not run them by themselves */
	char lines[WORLD_LINES_MAX][256];	/* the newest, but no trace */
	unsigned nr_lines[LOG_CLASSES];	/* since world_forget() */
	struct bytes control;		/* newest that was sent to a control client */
	size_t controls, closed;
	/* control: where it goes to as well; JSON is empty when the client is to be closed */
	void (*on_control)(void *ctx, uint32_t client, struct view json);
	void *control_ctx;
	int stopped;			/* -1: no */
	struct peer victim;		/* has an established tunnel */
	bool verbose;
};

/* Addresses and connections: see bad_world.c. */
#define DAEMON_ADDRESS "192.0.2.1"
#define VICTIM_ADDRESS "198.51.100.1"
#define BAD_ADDRESS    "198.51.100.2"

struct endpoint endpoint_of(const char *address, uint16_t port);
/* Profiles of the peers that the daemon has connections for: AES-GCM, AES-CBC with HMAC, MODP 2048. */
extern const struct peer_profile profile_victim, profile_bad, profile_cbc, profile_modp;

/* A daemon that listens and has the victim's tunnel up; asserts on everything. */
struct world *world_new(void);
/* The same without the victim; SETUP's strings are taken. */
struct world *world_new_bare(const struct setup *setup);
void world_free(struct world *w);
/* conf text, "key=value" lines; the error sentence or NULL (free with diag_free). */
struct diag *world_add(struct world *w, const char *name, const char *settings);
void world_peer(struct world *w, struct peer *p, const struct peer_profile *profile);

void world_dump_log(const struct world *w);
/* Forgets what was sent and logged. */
void world_forget(struct world *w);
void world_pass(struct world *w, struct duration d);
/* FROM at UDP port FROM.port talks to the daemon's port TO.port (with a marker on 4500). */
void world_datagram(struct world *w, struct endpoint from, struct endpoint to, struct view bytes);
void world_run_jobs(struct world *w);
/* One message of P into the daemon after world_forget(); checks of E0 that are due at once: how many answers,
 * no answer longer than the message unless P is UP, at most one line.  The answer (or empty). */
struct view world_input(struct world *w, struct peer *p, struct view message);
struct view world_input_from(struct world *w, struct peer *p, struct endpoint from, struct view message);
/* S finished, in clear or sealed, then world_input().  S is spent. */
struct view world_say(struct world *w, struct peer *p, struct script *s);
struct view world_say_sealed(struct world *w, struct peer *p, struct script *s);
/* The newest datagram to P. */
struct view world_heard(const struct world *w, const struct peer *p);

/* Handshake of P as initiator, up to the named point; asserts. */
void world_half_open(struct world *w, struct peer *p);
void world_up(struct world *w, struct peer *p);
/* P deletes its IKE SA; the daemon forgets it. */
void world_down(struct world *w, struct peer *p);
/* The daemon initiates connection NAME. */
void world_initiate(struct world *w, const char *name);
/* The same, with P as the responder: IKE_SA_INIT is answered, IKE_AUTH has come; P's last request read is decoded
 * into C (in A), whose id is *ID. */
void world_called(struct world *w, struct peer *p, struct arena *a, struct chain *c, uint32_t *id);
/* P answers everything well: the daemon's tunnel to it is up. */
void world_called_up(struct world *w, struct peer *p);
/* The daemon's IKE SA with P, or NULL. */
struct ike_sa *world_ike(struct world *w, const struct peer *p);

/* Answers of the daemon to P. */
void expect_silence(const struct world *w);
/* The answer is protected (or not) and holds exactly this error notify. */
void expect_notify(struct world *w, const struct peer *p, struct view reply, uint16_t type);
bool has_notify(const struct peer *p, struct view reply, uint16_t type);
bool answers_informational(struct world *w, struct peer *p);
/* The answer refuses with TYPE and the IKE SA has gone. */
void expect_refused(struct world *w, struct peer *p, struct view reply, uint16_t type);
/* The answer, on an IKE SA that is up, refuses with one of two; the SA goes on or not. */
void expect_either(struct world *w, struct peer *p, struct view reply, uint16_t one, uint16_t other);
/* The answer refuses with TYPE and the IKE SA goes on. */
void expect_rejected(struct world *w, struct peer *p, struct view reply, uint16_t type);

/* E0. */
struct baseline world_baseline(struct world *w);
/* After everything has timed out: nothing is left, the victim's tunnel works, the heap is as it was. */
void world_check(struct world *w, const struct baseline *before);
size_t live_bytes(void);

/* ---- one row of a table of cases ---- */

struct bad_case {
	const char *what;
	void (*run)(struct world *w, struct peer *p, const struct bad_case *c);
	const struct peer_profile *profile;	/* NULL: profile_bad */
	enum { FROM_COLD, FROM_HALF_OPEN, FROM_UP, FROM_EACH_UP } from;	/* EACH: SA made anew each time */
	unsigned repeat;			/* 0: 1000, FROM_EACH_UP and FROM_HALF_OPEN: fewer */
	uint64_t a, b;				/* the row's own */
	const void *data;
	uint16_t notify;			/* the row's own: what is expected */
};
/* Each in a new world; REPEAT times, then world_check(). BAD_REPEAT in the environment overrides. */
void run_cases(const struct bad_case *cases, size_t nr);
#define RUN_CASES(cases) run_cases((cases), ARRAY_NR(cases))
/* BAD_TEST in the environment: only tests of that name (* and ? are wild). */
#define RUN_TESTS(tests)                                                                             \
	(cmocka_set_test_filter(getenv("BAD_TEST")), cmocka_run_group_tests((tests), NULL, NULL))

#endif
