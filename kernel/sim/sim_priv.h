/* SPDX-License-Identifier: ISC
 *
 * sim_priv.h - the inside of the simulated kernel, private to kernel/sim.
 *
 * Layer:   kernel.
 */
#ifndef KERNEL_SIM_SIM_PRIV_H
#define KERNEL_SIM_SIM_PRIV_H

#include "base/heap.h"
#include "base/list.h"
#include "base/secret.h"
#include "kernel/sim/sim_kernel.h"

/* Something with a deadline: in the kernel's heap while it has one. */
struct sim_timer {
	struct heap_node node;
	void (*fire)(struct sim_kernel *k, struct sim_timer *t);
};

struct sim_replay {
	uint64_t top;			/* highest sequence number seen */
	uint64_t bits[KERNEL_REPLAY_WINDOW_MAX / 64];	/* of top - i, modulo the window */
};

struct sim_sa {
	struct list_node node;		/* in k->sas, oldest first */
	struct sim_timer timer;
	struct kernel_sa sa;		/* its keys point to the two secrets */
	struct secret encr_key, integ_key;
	bool larval, dying;
	uint32_t seq;			/* larval: of its acquire */
	uint64_t protection;
	struct monotime added_mono;
	struct realtime added, used;
	uint64_t bytes, packets;
	uint64_t oseq;
	struct sim_replay *replay;	/* inbound, owned; NULL = off */
};

struct sim_held {
	struct list_node node;
	struct sim_packet packet;
};

struct sim_policy {
	struct list_node node;		/* in k->policies */
	struct sim_timer timer;		/* retry of the held packets */
	struct kernel_policy p;
	uint32_t index;
	uint64_t pos;			/* age: decides ties; new after each replacement */
	struct realtime used;
	struct list held;		/* struct sim_held, first come first */
	struct duration timeout;	/* until the next retry; zero = idle */
};

struct sim_address {
	struct list_node node;
	struct kernel_iface iface;
};

struct sim_route {
	struct list_node node;
	struct cidr dst;
	struct address gateway;
	uint32_t ifindex;
};

struct sim_kernel {
	struct sim_kernel_hooks hooks;
	struct kernel_caps caps;
	struct list sas, policies, addresses, routes;
	struct heap timers;
	struct monotime woken;		/* what the wake hook was told last */
	struct sim_kernel_counts counts;
	uint64_t next_pos;
	uint32_t next_index, next_seq, next_ifindex;
	struct duration acquire_life;
	bool larval_drop, prepared;
	bool bypass_v4, bypass_v6;
	unsigned lose_events;
	unsigned long calls, fail_at;
	int fail_code;
};

/* sim_kernel.c */
void sim_emit(struct sim_kernel *k, const struct kernel_event *e);
void sim_timer_set(struct sim_kernel *k, struct sim_timer *t, struct monotime at);
void sim_timer_stop(struct sim_kernel *k, struct sim_timer *t);
/* Counts an operation; the code it shall fail with, or 0. */
int sim_call(struct sim_kernel *k);
/* At the end of each call from outside: tells the world when we want to run next. */
void sim_rewake(struct sim_kernel *k);

/* sim_sad.c: 0 or a positive errno value */
int sim_sad_add(struct sim_kernel *k, const struct kernel_sa *sa);
int sim_sad_update(struct sim_kernel *k, const struct kernel_sa *sa);
int sim_sad_delete(struct sim_kernel *k, const struct kernel_sa_key *key);
struct sim_sa *sim_sad_find(const struct sim_kernel *k, const struct kernel_sa_key *key);
void sim_sad_free(struct sim_kernel *k, struct sim_sa *s);
/* The state that protects FLOW under P: RESOLVED, PENDING (an acquire is out), or NOTHING. */
enum sim_resolve { SIM_RESOLVED, SIM_PENDING, SIM_NOTHING };
enum sim_resolve sim_sad_resolve(struct sim_kernel *k, const struct kernel_policy *p,
				 const struct packet *flow, struct sim_sa **out);
/* Makes the larval state and its acquire.  False: no memory. */
bool sim_sad_acquire(struct sim_kernel *k, const struct sim_policy *p, const struct packet *flow);
/* Counts a packet; false when that was too much: the state is gone. */
bool sim_sad_count(struct sim_kernel *k, struct sim_sa *s, uint32_t bytes);
/* False: seen before, or too old. */
bool sim_replay_accept(struct sim_sa *s, uint64_t seq);
void sim_info_of(const struct sim_sa *s, struct kernel_sa_info *out);

/* sim_spd.c */
int sim_spd_put(struct sim_kernel *k, const struct kernel_policy *p);
int sim_spd_delete(struct sim_kernel *k, const struct kernel_policy_key *key);
struct sim_policy *sim_spd_lookup(struct sim_kernel *k, enum kernel_dir dir,
				  const struct packet *flow);
void sim_spd_free(struct sim_kernel *k, struct sim_policy *p);

/* sim_output.c */
/* One look-up.  MAY_HOLD: an unresolved packet may wait (SIM_HELD; nothing is queued here). */
enum sim_fate sim_lookup(struct sim_kernel *k, const struct sim_packet *p, bool may_hold,
			 struct sim_esp *out, struct sim_policy **policy);

/* sim_hold.c */
/* False: the queue is full (or no memory). */
bool sim_hold(struct sim_kernel *k, struct sim_policy *p, const struct sim_packet *packet);
void sim_hold_purge(struct sim_kernel *k, struct sim_policy *p);
/* After a replacement: what is held is judged again at once. */
void sim_hold_kick(struct sim_kernel *k, struct sim_policy *p);
void sim_hold_fire(struct sim_kernel *k, struct sim_timer *t);

/* sim_net.c */
int sim_iface_list(void *k, struct arena *a, struct kernel_iface **out, size_t *nr);
int sim_route_get(void *k, struct address src, struct address dst, struct kernel_route *out);
void sim_net_fini(struct sim_kernel *k);

#endif
