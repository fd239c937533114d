/* SPDX-License-Identifier: ISC
 *
 * sim_kernel.h - a kernel in memory: SAD, SPD, held packets, addresses.  Behaves as Linux 7.2 was
 * measured to behave; each rule has a test.
 *
 * Layer:   kernel.  Knows no world: it says what becomes of a packet, who moves it is another's job.
 * Time:    the hooks' clocks; nothing happens by itself: call sim_kernel_run() when the time that
 *          the wake hook (or sim_kernel_next()) named has come.
 * Rule:    hooks are called from within other calls: they may only take notes (queue an event), and
 *          must not call back into the same kernel.
 */
#ifndef KERNEL_SIM_SIM_KERNEL_H
#define KERNEL_SIM_SIM_KERNEL_H

#include "kernel/kernel_ops.h"

struct sim_kernel;

#define SIM_HOLD_MAX	101	/* packets held by one policy */

/* A packet in the clear.  ID is the world's own business: it comes back when a held packet leaves. */
struct sim_packet {
	struct packet flow;
	uint64_t id;
	uint32_t bytes;
};

/* A packet in ESP or AH. */
struct sim_esp {
	struct address src, dst;	/* outer */
	uint32_t spi;
	uint8_t proto;			/* PROTO_ESP, PROTO_AH */
	bool udp;			/* encapsulated, with these ports */
	uint16_t sport, dport;
	enum kernel_mode mode;
	uint64_t seq;			/* sequence number, all 64 bits */
	uint64_t protection;		/* stands for the effect of keys and algorithms */
	struct sim_packet inner;
};

enum sim_fate {
	SIM_CLEAR,	/* leaves as it is */
	SIM_ESP,	/* leaves protected */
	SIM_DROP,
	SIM_HELD,	/* waits in its policy; the released hook tells how that ends */
};

enum sim_input {
	SIM_ACCEPTED,
	SIM_NO_STATE,		/* XfrmInNoStates */
	SIM_WRONG_DIRECTION,	/* XfrmInStateDirError */
	SIM_WRONG_ENCAP,	/* XfrmInStateMismatch */
	SIM_WRONG_KEYS,		/* XfrmInStateProtoError: the ends do not have the same keys */
	SIM_REPLAY,		/* XfrmInStateSeqError */
	SIM_WRONG_SELECTOR,	/* XfrmInStateMismatch: the state is not for this packet */
	SIM_NO_POLICY,		/* XfrmInNoPols */
	SIM_WRONG_TEMPLATE,	/* XfrmInTmplMismatch: right policy, wrong protection (or none) */
	SIM_BLOCKED,		/* XfrmInPolBlock */
};

struct sim_kernel_hooks {
	struct monotime (*now)(void *ctx);
	struct realtime (*real_now)(void *ctx);
	void (*event)(void *ctx, const struct kernel_event *e);
	/* A held packet leaves: FATE is SIM_CLEAR, SIM_ESP (with ESP) or SIM_DROP. */
	void (*released)(void *ctx, const struct sim_packet *p, enum sim_fate fate,
			 const struct sim_esp *esp);
	/* The next call of sim_kernel_run() is wanted AT (MONOTIME_NEVER: not).  May be NULL. */
	void (*wake)(void *ctx, struct monotime at);
	void *ctx;
};

/* NULL when out of memory. */
struct sim_kernel *sim_kernel_new(const struct sim_kernel_hooks *hooks);
void sim_kernel_free(struct sim_kernel *k);
/* What the daemon is given. */
struct kernel sim_kernel_port(struct sim_kernel *k);

/* ---- time ---- */

struct monotime sim_kernel_next(const struct sim_kernel *k);
/* Does all that is due: lifetimes, pending acquires, held packets. */
void sim_kernel_run(struct sim_kernel *k);

/* ---- packets ---- */

/* P leaves this host (made here or forwarded).  *OUT is set with SIM_ESP. */
enum sim_fate sim_kernel_output(struct sim_kernel *k, const struct sim_packet *p,
				struct sim_esp *out);
/* A protected packet for one of our addresses arrived. */
enum sim_input sim_kernel_input_esp(struct sim_kernel *k, const struct sim_esp *p);
/* A packet in the clear arrived: would it be let in (or forwarded)? */
enum sim_input sim_kernel_input_clear(struct sim_kernel *k, const struct packet *p);
const char *sim_input_name(enum sim_input i);
const char *sim_fate_name(enum sim_fate f);

/* ---- addresses and routes ---- */

/* Interfaces appear with their first address; ADDR keeps its host bits.  False: no memory. */
bool sim_kernel_address_add(struct sim_kernel *k, const char *iface, struct cidr addr);
void sim_kernel_address_remove(struct sim_kernel *k, struct address addr);
void sim_kernel_link_set(struct sim_kernel *k, const char *iface, bool up);
bool sim_kernel_route_add(struct sim_kernel *k, struct cidr dst, struct address gateway,
			  const char *iface);
bool sim_kernel_owns(const struct sim_kernel *k, struct address a);

/* ---- trouble ---- */

/* The operation number N from now (1 = the next) fails with CODE, once; 0 = off.  Operations are
 * every request of a commit, and every other call of the port that can fail. */
void sim_kernel_fail_nth(struct sim_kernel *k, unsigned long n, int code);
unsigned long sim_kernel_calls(const struct sim_kernel *k);
/* The next N events are lost; then KERNEL_RESYNC is told. */
void sim_kernel_lose_events(struct sim_kernel *k, unsigned n);
/* The sysctl; prepare() sets it to false, a fresh kernel has true. */
void sim_kernel_set_larval_drop(struct sim_kernel *k, bool drop);

/* ---- looking inside ---- */

struct sim_kernel_counts {
	size_t states, larvals, policies, holes, held;	/* now */
	unsigned long clear, esp, dropped, holds, acquires;	/* packets and events so far */
	unsigned long accepted, refused;
};
struct sim_kernel_counts sim_kernel_count(const struct sim_kernel *k);
/* No states, no policies but the neighbour-discovery holes, nothing held.  Pending acquires do not
 * count: they go by themselves. */
bool sim_kernel_empty(const struct sim_kernel *k);
/* The state with this key, keys included (borrowed, until the next change); NULL: none. */
const struct kernel_sa *sim_kernel_sa(const struct sim_kernel *k, const struct kernel_sa_key *key);
/* States in order of insertion, larvals left out; NULL past the end. */
const struct kernel_sa *sim_kernel_sa_nth(const struct sim_kernel *k, size_t n);
const struct kernel_policy *sim_kernel_policy_nth(const struct sim_kernel *k, size_t n);
/* True when A's outbound state and B's inbound one of the same name do the same thing: addresses,
 * mode, algorithms, ESN, and key bytes are equal. */
bool sim_kernel_sa_agree(const struct kernel_sa *out, const struct kernel_sa *in);
/* Did the daemon ask for its sockets of FAMILY to bypass policies? */
bool sim_kernel_bypassed(const struct sim_kernel *k, enum ip_family family);
void sim_kernel_dump(const struct sim_kernel *k, struct text *t);

#endif
