/* SPDX-License-Identifier: ISC
 *
 * sim_world.h - a world in virtual time: hosts (a daemon, a simulated kernel), links, NAT boxes, and one heap of
 * events.  The same seed gives the same run.
 *
 * May use:   everything of the daemon.
 * Memory:    what belongs to the world comes from malloc(), so that a fault injected into the daemon's allocator
 *            never hits the world itself.
 */
#ifndef TESTING_SIM_SIM_WORLD_H
#define TESTING_SIM_SIM_WORLD_H

#include <stdarg.h>
#include <stdio.h>

#include "conf/secrets.h"
#include "conn/conn_db.h"
#include "core/intent.h"
#include "core/pluto.h"
#include "kernel/sim/sim_kernel.h"

enum { SIM_HOSTS = 12, SIM_LISTENS = 16, SIM_NETS = 8, SIM_RULES = 32, SIM_MAPPINGS = 64, SIM_GUARDS = 8, SIM_NAMES = 8 };

/* --- random -------------------------------------------------------------------------------------------------- */

struct sim_rng {
	uint64_t state;
};
uint64_t sim_rng_next(struct sim_rng *r);
/* 0 <= x < BELOW */
uint64_t sim_rng_below(struct sim_rng *r, uint64_t below);

/* --- faults: the Nth call of one kind fails, at one host ----------------------------------------------------- */

enum fault_kind {
	FAULT_NONE, FAULT_ALLOC, FAULT_CRYPTO, FAULT_KERNEL, FAULT_SEND, FAULT_LISTEN, FAULT_EXEC, FAULT_KINDS,
};
extern const char *const fault_names[FAULT_KINDS];

struct sim_fault {
	enum fault_kind kind;
	unsigned host;
	unsigned long nth;	/* from 1 */
};

/* --- events -------------------------------------------------------------------------------------------------- */

struct sim_world;
struct sim_host;

enum sim_parcel_type { PARCEL_UDP, PARCEL_ESP, PARCEL_CLEAR };
struct sim_parcel {		/* on the wire */
	enum sim_parcel_type type;
	struct endpoint src, dst;	/* outer; of CLEAR and plain ESP only the addresses */
	uint8_t *bytes;			/* UDP: owned */
	size_t len;
	struct sim_esp esp;
	struct sim_packet packet;	/* CLEAR */
};

#define SIM_ALL_LIVES UINT32_MAX	/* the machine's own, not its daemon's */

struct sim_event {
	int64_t at;
	uint64_t seq;
	struct sim_host *host;		/* NULL: the world's */
	unsigned life;			/* of HOST: an event for an earlier life is dropped; or SIM_ALL_LIVES */
	void (*fire)(struct sim_world *w, struct sim_event *e);
	void (*drop)(struct sim_event *e);	/* frees what it owns; may be NULL */
	union {
		struct sim_parcel parcel;
		struct job *job;
		struct exec_result exec;
		struct dns_result dns;
		struct kernel_event kernel;
		struct { void (*call)(struct sim_world *w, void *arg); void *arg; } script;
	};
};

/* An event DELAY from now; fill in the union of what is returned. */
struct sim_event *sim_event_new(struct sim_world *w, struct sim_host *h, struct duration delay,
				void (*fire)(struct sim_world *w, struct sim_event *e));

/* --- network ------------------------------------------------------------------------------------------------- */

enum sim_rule_action { RULE_DROP, RULE_DUPLICATE, RULE_DELAY };
struct sim_rule {		/* about IKE datagrams; -1 and NULL match all */
	enum sim_rule_action action;
	const struct sim_host *from;
	int exchange, response;
	unsigned skip;		/* the first so many pass */
	unsigned count;		/* then so many are hit; 0: the rule is spent */
	struct duration delay;	/* of the copy, or of the datagram */
};

struct sim_mapping {
	struct endpoint inside;
	uint16_t port;		/* outside */
	int64_t used;
};
struct sim_nat {
	struct address outside;
	struct sim_mapping maps[SIM_MAPPINGS];
	size_t nr;
	uint16_t next_port;
	struct duration timeout;
	struct { uint16_t port; struct endpoint inside; } forwards[4];
	size_t nr_forwards;
};

struct sim_link {		/* one for all, changeable at any time */
	struct duration latency, jitter;
	unsigned loss_percent, duplicate_percent;
	size_t mtu;		/* larger datagrams are lost; 0: none */
	bool cut;		/* partition: nothing passes */
};

struct sim_sent {		/* an IKE datagram that a host sent, lost or not */
	int64_t at;
	const struct sim_host *from;
	uint8_t exchange;
	bool response, keepalive;
	uint32_t message_id;
	size_t len;
	struct endpoint src, dst;
};

/* --- packets ------------------------------------------------------------------------------------------------- */

enum sim_result {
	SIM_FLYING,		/* on its way */
	SIM_GOT_ESP,		/* delivered, protected all the way */
	SIM_GOT_CLEAR,		/* delivered in the clear */
	SIM_WAITING,		/* held at the sender */
	SIM_STOPPED,		/* dropped by the sender's policy */
	SIM_LOST,		/* by the network, or nobody there */
	SIM_REFUSED,		/* by the receiver's kernel */
};
extern const char *const sim_result_names[];

struct sim_flow {
	struct sim_host *from;
	struct packet flow;
	enum sim_result result;
	enum sim_input why;	/* REFUSED */
	bool was_held;
};

/* --- hosts --------------------------------------------------------------------------------------------------- */

struct sim_exec_rule {
	char verb[32];		/* prefix of PLUTO_VERB */
	enum exec_status status;
	int code;
	unsigned count;		/* uses left */
};

struct sim_client {		/* a command that waits for its end */
	bool used, done;
	int rc;
	char text[256];
};

struct sim_conn_text {		/* to load again after a restart */
	char *name, *settings;
};

struct sim_host {
	struct sim_world *w;
	unsigned index;
	char name[16];
	struct pluto *p;		/* NULL: the daemon does not run */
	unsigned life;			/* of the daemon */
	bool off;			/* the machine has no power: nothing goes in or out */
	bool mute;			/* the daemon dies: its effects go nowhere */
	bool stopped;
	int exit_code;
	struct sim_kernel *kernel;
	struct kernel port;		/* of the kernel, without faults */
	struct crypto crypto;
	struct sim_rng random;		/* the daemon's */
	struct log_sink sink;
	char *log;
	size_t log_len, log_cap;
	struct endpoint listens[SIM_LISTENS];
	size_t nr_listens;
	struct address addr4, addr6;
	struct cidr nets[SIM_NETS];
	size_t nr_nets;
	struct sim_nat *nat;		/* not owned */
	int64_t wake_at, kernel_wake_at;
	struct sim_exec_rule exec_rules[8];
	size_t nr_exec_rules;
	char *verbs;			/* "up-host:west\n"... of what ran */
	size_t verbs_len, verbs_cap;
	struct sim_client clients[64];
	struct { uint32_t client; char *json; } *replies;	/* not read yet */
	size_t nr_replies, cap_replies;
	char *secrets;
	struct sim_conn_text *conns;
	size_t nr_conns;
	struct { struct cidr src, dst; } guards[SIM_GUARDS];	/* what must never leave in the clear */
	size_t nr_guards;
};

/* --- the world ----------------------------------------------------------------------------------------------- */

struct sim_world {
	const char *name;		/* of the scenario */
	uint64_t seed;
	struct monotime now;
	struct sim_event **events;	/* binary heap by (at, seq) */
	size_t nr_events, cap_events;
	uint64_t last_seq;
	struct sim_host hosts[SIM_HOSTS];
	unsigned nr_hosts;
	struct sim_nat nats[4];
	size_t nr_nats;
	struct sim_link link;
	struct sim_rule rules[SIM_RULES];
	size_t nr_rules;
	struct sim_rng net_rng, job_rng;
	struct duration job_min, job_max;	/* drawn */
	struct { const char *name; struct address addr; } names[SIM_NAMES];
	size_t nr_names;
	struct crypto *nss;
	struct sim_sent *sent;
	size_t nr_sent, cap_sent;
	struct sim_flow *flows;
	size_t nr_flows, cap_flows;
	unsigned long events_fired;
	uint64_t hash[2];		/* of the trace */
	FILE *trace;			/* lines go here too, or NULL */
	struct sim_fault fault;
	unsigned long calls[FAULT_KINDS];	/* of the fault's kind, at its host */
	unsigned long alloc_base;
	bool fault_fired;
	unsigned failures;
	void (*setup_hook)(struct setup *s);	/* changes the setup of daemons that start */
};

/* NSS is the caller's; it stays. */
struct sim_world *sim_world_new(const char *name, uint64_t seed, struct crypto *nss, const struct sim_fault *fault,
				FILE *trace);
/* Everything stops where it is. */
void sim_world_free(struct sim_world *w);
/* False when there is no event up to LIMIT (the time is LIMIT then). */
bool sim_step(struct sim_world *w, struct monotime limit);
void sim_trace(struct sim_world *w, const struct sim_host *h, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A broken promise; counted and printed.  With a fault injected only LEAKs and what sim_broken() says count. */
void sim_broken(struct sim_world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The daemon of H works: faults are armed between these two. */
void sim_enter(struct sim_host *h);
void sim_leave(struct sim_host *h);
/* Is this call of KIND at H the one that fails? */
bool sim_fault_hit(struct sim_host *h, enum fault_kind kind);

/* malloc family that does not return NULL. */
void *sim_alloc(size_t size);
void *sim_grow(void *ptr, size_t *cap, size_t want, size_t size);

/* sim_host.c */
void sim_host_init(struct sim_world *w, struct sim_host *h, const char *name);
void sim_host_fini(struct sim_host *h);
bool sim_host_start(struct sim_host *h);
/* The daemon is gone at once, without a word to anybody. */
void sim_host_kill(struct sim_host *h);
extern const struct env_ops sim_env_ops;
void sim_kernel_wrap(struct sim_host *h, struct kernel *out);

/* sim_crypto.c */
void sim_crypto_init(struct sim_host *h);

/* sim_link.c */
/* Takes P's bytes. */
void sim_transmit(struct sim_world *w, struct sim_host *from, const struct sim_parcel *p);
void sim_packet_out(struct sim_host *h, const struct sim_packet *p, enum sim_fate fate, const struct sim_esp *esp);
struct endpoint sim_nat_out(struct sim_world *w, struct sim_nat *n, struct endpoint inside);
bool sim_nat_in(struct sim_world *w, struct sim_nat *n, uint16_t port, struct endpoint *inside);

#endif
