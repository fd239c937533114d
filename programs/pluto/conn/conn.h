/* SPDX-License-Identifier: ISC
 *
 * conn.h - a connection: immutable configuration, two oriented ends, selector pairs, routing.
 *
 * Layer:  conn.  Knows nothing of packets or keys; SAs are ids.
 */
#ifndef CONN_CONN_H
#define CONN_CONN_H

#include "base/hash.h"
#include "base/ids.h"
#include "conf/value.h"
#include "kernel/kernel_types.h"
#include "core/pluto.h"
#include "core/timer.h"
#include "conn/routing.h"
#include "pki/id.h"
#include "proposal/proposal.h"

enum conn_kind { CONN_GROUP, CONN_TEMPLATE, CONN_PERMANENT, CONN_INSTANCE };
enum conn_type { CONN_TUNNEL, CONN_TRANSPORT, CONN_PASS, CONN_DROP, CONN_REJECT };
enum conn_auto { AUTO_IGNORE, AUTO_ADD, AUTO_ONDEMAND, AUTO_UP, AUTO_KEEP };
enum conn_auth { CONN_AUTH_PSK, CONN_AUTH_NEVER, CONN_AUTH_OTHER /* not built yet: refused at add */ };
enum encap_wish { ENCAP_AUTO, ENCAP_YES, ENCAP_NO };

struct end_config {
	struct host_value host, nexthop;
	struct id id;
	struct selector *subnets;	/* owned; NULL: the host itself */
	size_t nr_subnets;
	struct protoport protoport;
	struct address sourceip[2];
	uint16_t ikeport;		/* 0 = default */
	char *updown;			/* NULL: default; "": disabled */
	enum conn_auth auth;
};

struct conn_config {		/* made by conn_config_new(), counted by _ref/_unref */
	unsigned refs;
	char *name;
	char *aliases;			/* blank separated, or NULL */
	struct end_config left, right;
	enum conn_type type;
	enum conn_auto autostart;
	struct proposal_set ike, child;	/* child: ESP or AH */
	bool pfs, narrowing, overlapip, rekey, initial_contact, nat_keepalive;
	bool decap_dscp, encap_dscp, nopmtudisc;
	enum encap_wish encapsulation;
	enum shunt_kind negotiation_shunt, failure_shunt;
	uint32_t priority;		/* 0 = computed */
	uint32_t reqid;			/* 0 = automatic */
	struct mark mark_in, mark_out;
	uint32_t metric, mtu;		/* 0 = unset */
	uint32_t replay_window;
	struct duration dpd_delay;	/* 0: no liveness checks */
	struct duration ike_life, child_life, margin, retransmit_first, retransmit_timeout, updown_timeout;
	unsigned fuzz_percent;
	enum ip_family host_family;
	struct conn_keyword *keywords;	/* the texts it was made from, for status and for comparing */
	size_t nr_keywords;
};
struct conn_keyword {
	const struct keyword *keyword;
	enum { KW_COMMON, KW_LEFT, KW_RIGHT } end;
	char *value;
};

struct end {				/* run time, seen from us */
	struct address host;		/* unset: unknown or any */
	uint16_t port;			/* IKE port of that end */
	struct id id;			/* owned; ID_ANY for a wildcard peer */
	struct address nexthop;		/* unset: none */
	struct selector *selectors;	/* owned: proposed TS of this side */
	size_t nr_selectors;
};

struct spd {				/* one selector pair */
	struct selector local, remote;
	uint32_t priority;
};

struct wish {				/* what the user wants to stay true */
	bool up, route, keep;
};

struct conn {
	conn_id id;
	const struct conn_config *config;	/* counted reference */
	enum conn_kind kind;
	char *name;			/* base name */
	unsigned instance;		/* N of "name"[N], 0 = none */
	conn_id template;		/* of an instance */
	bool oriented;
	bool local_is_left;
	char iface[16];			/* outgoing device */
	struct end local, remote;
	struct spd *spds;
	size_t nr_spds;
	uint32_t reqid;
	struct routing routing;		/* written only by conn/routing_exec.c */
	struct wish wish;
	unsigned revivals;
	struct timer revival, shunt_timer;
	bool pending_delete;		/* goes away with its last SA */
	struct logger log;		/* "\"west\"[2] 192.0.2.7: " */
	struct list_node all;		/* conn_db order: oldest first */
	struct hash_node by_id, by_name, by_reqid;
	struct conn_db_links *links;	/* conn_db's own */
};

/* The XFRM mark of policies and SAs of C in DIR (mark=, mark-in=, mark-out=); mask 0: none. */
struct kernel_mark conn_mark(const struct conn *c, enum kernel_dir dir);
const struct end_config *conn_local_config(const struct conn *c);
const struct end_config *conn_remote_config(const struct conn *c);
bool conn_never_negotiates(const struct conn *c);	/* type=pass|drop|reject */
/* "\"west\"[2] 192.0.2.7" */
void conn_print_name(struct text *t, const struct conn *c);
/* "IKEv2+PSK+ENCRYPT+TUNNEL+PFS+..." (cli.md 5.1) */
void conn_print_policy(struct text *t, const struct conn *c);

#endif
