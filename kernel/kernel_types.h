/* SPDX-License-Identifier: ISC
 *
 * kernel_types.h - what the daemon asks of a kernel and hears from it: plain values.
 *
 * Layer:  kernel (base, net, crypt descriptors).  No netlink here.
 */
#ifndef KERNEL_KERNEL_TYPES_H
#define KERNEL_KERNEL_TYPES_H

#include "base/time.h"
#include "crypt/alg.h"
#include "net/endpoint.h"
#include "net/packet.h"

enum kernel_dir { KERNEL_IN, KERNEL_OUT, KERNEL_FWD };
enum kernel_mode { KERNEL_TUNNEL, KERNEL_TRANSPORT };
enum kernel_encap { KERNEL_ENCAP_NONE, KERNEL_ENCAP_UDP };

struct kernel_mark {
	uint32_t value, mask;		/* mask 0 = no mark */
};

struct kernel_sa_key {			/* names one state */
	struct address dst;		/* outer destination */
	uint32_t spi;			/* host order */
	uint8_t proto;			/* PROTO_ESP, PROTO_AH */
	struct kernel_mark mark;
};

#define KERNEL_REPLAY_WINDOW_DEFAULT	128u	/* 32 loses reordered packets */
#define KERNEL_REPLAY_WINDOW_MAX	4096u
#define KERNEL_REPLAY_OFF		UINT32_MAX	/* no replay protection; not with ESN */

struct kernel_sa {
	struct kernel_sa_key key;
	struct address src;		/* outer source */
	enum kernel_dir dir;		/* IN or OUT */
	enum kernel_mode mode;
	uint32_t reqid;
	uint32_t if_id;
	const struct encr_alg *encr;
	const struct integ_alg *integ;	/* NULL with AEAD */
	struct view encr_key;		/* borrowed: key and salt */
	struct view integ_key;		/* borrowed */
	bool esn;
	uint32_t replay_window;		/* packets; IN only; 0 = KERNEL_REPLAY_WINDOW_DEFAULT */
	enum kernel_encap encap;
	uint16_t encap_sport, encap_dport;
	struct selector sel_src, sel_dst;	/* transport mode: exact selector; else unset */
	uint32_t acquire_seq;		/* of the acquire this answers, or 0 */
	bool decap_dscp, no_encap_dscp, no_pmtu_disc;
	/* kernel-side limits, 0 = none; soft gives an expire event, hard deletes. */
	struct duration soft_add, hard_add;
	uint64_t soft_bytes, hard_bytes, soft_packets, hard_packets;
};

enum kernel_policy_action {
	KERNEL_ALLOW,		/* no template: PASS */
	KERNEL_BLOCK,		/* DROP */
	KERNEL_PROTECT,		/* template: TRAP, HOLD (no SA yet) or TUNNEL */
};

struct kernel_policy_key {
	enum kernel_dir dir;
	struct selector src, dst;	/* addresses must be CIDR blocks, ports one or all */
	struct kernel_mark mark;
	uint32_t if_id;
};

struct kernel_policy {
	struct kernel_policy_key key;
	enum kernel_policy_action action;
	uint32_t priority;		/* lowest wins */
	/* KERNEL_PROTECT: */
	uint8_t proto;			/* PROTO_ESP */
	enum kernel_mode mode;
	uint32_t reqid;			/* 0 = any (in, fwd) */
	struct address outer_src, outer_dst;	/* unset = wildcard (template 0.0.0.0, transport) */
};

/* One step of a batch. */
enum kernel_op {
	KERNEL_SA_ADD,		/* EEXIST is an error */
	KERNEL_SA_UPDATE,
	KERNEL_SA_DEL,		/* ESRCH is success */
	KERNEL_POLICY_PUT,	/* add or replace in place: there is never a moment without policy */
	KERNEL_POLICY_DEL,	/* ENOENT is success */
};

struct kernel_request {
	enum kernel_op op;
	union {
		struct kernel_sa sa;			/* ADD, UPDATE */
		struct kernel_sa_key sa_key;		/* DEL */
		struct kernel_policy policy;		/* PUT */
		struct kernel_policy_key policy_key;	/* DEL */
	};
};

#define KERNEL_BATCH_MAX 256	/* requests in one commit */

struct kernel_error {
	size_t index;		/* of the request that failed first */
	int code;		/* errno value */
	char text[160];		/* kernel's own words (extack), or strerror */
};

struct kernel_sa_info {
	struct kernel_sa_key key;
	uint32_t reqid;
	bool larval;			/* a pending acquire */
	uint64_t bytes, packets;
	struct realtime added;
	struct realtime used;		/* last use; 0 = never */
};
struct kernel_policy_info {
	struct kernel_policy_key key;
	uint32_t index;
	uint32_t priority;
	enum kernel_policy_action action;
	uint32_t reqid;			/* of the template, if any */
	struct realtime used;
};

/* What the kernel tells. */
enum kernel_event_type {
	KERNEL_ACQUIRE, KERNEL_EXPIRE_SA, KERNEL_EXPIRE_POLICY, KERNEL_MAPPING,
	KERNEL_RESYNC,			/* events were lost (ENOBUFS): dump and compare */
	KERNEL_LINK_CHANGE,		/* an interface or address came, went, or changed */
	KERNEL_ROUTE_CHANGE,
};
struct kernel_event {
	enum kernel_event_type type;
	struct packet packet;		/* ACQUIRE: the packet that asks */
	uint32_t policy_index;		/* ACQUIRE */
	uint32_t reqid;			/* ACQUIRE: of the template; EXPIRE, MAPPING: of the state */
	uint32_t seq;			/* ACQUIRE: to be repeated in the outbound SA */
	struct kernel_mark mark;
	uint32_t if_id;
	struct kernel_sa_key sa;	/* EXPIRE_SA, MAPPING */
	bool hard;			/* EXPIRE */
	struct kernel_policy_key policy;	/* EXPIRE_POLICY, ACQUIRE: the trap's own selectors */
	struct endpoint old_peer, new_peer;	/* MAPPING */
};

struct kernel_iface {
	uint32_t ifindex;
	char name[16];
	struct cidr addr;		/* cidr.addr here keeps the host bits: the address itself */
	bool up;
	bool tentative;			/* IPv6 DAD still going */
};
struct kernel_route {			/* answer to "how would a packet to X leave?" */
	struct address src, gateway;	/* gateway unset: on link */
	uint32_t ifindex;
	char iface[16];
	uint32_t mtu;
};

struct kernel_caps {
	bool esp, ah, sa_dir, migrate, xfrmi, udp_encap;
	bool (*alg)(const struct encr_alg *e, const struct integ_alg *i);	/* may be NULL: all */
	/* Bit N: the kernel refused algorithm N (IANA number) when it was probed; set by prepare(). */
	uint64_t encr_missing, integ_missing;
};

static inline bool kernel_caps_encr(const struct kernel_caps *c, const struct encr_alg *a)
{
	return a->id >= 64 || (c->encr_missing >> a->id & 1) == 0;
}

static inline bool kernel_caps_integ(const struct kernel_caps *c, const struct integ_alg *a)
{
	return a->id >= 64 || (c->integ_missing >> a->id & 1) == 0;
}

#endif
