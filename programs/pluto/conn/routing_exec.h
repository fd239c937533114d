/* SPDX-License-Identifier: ISC
 *
 * routing_exec.h - routing events: the row is found in the pure table, then done to the kernel (one batch)
 * and told to updown (asynchronously).
 *
 * Layer:   conn.
 * Errors:  when the kernel refuses, everything of this event is undone, the state stays what it was, and
 *          the diag says which object and why.
 */
#ifndef CONN_ROUTING_EXEC_H
#define CONN_ROUTING_EXEC_H

#include "conn/conn.h"
#include "kernel/kernel_types.h"

/* A negotiated Child SA, ready for the kernel.  Everything is borrowed for the call. */
struct tunnel {
	sa_id ike, child;
	struct kernel_sa in, out;	/* complete: keys, SPIs, endpoints, encap, reqid */
	const struct selector *local, *remote;	/* negotiated selectors: policies are their product */
	size_t nr_local, nr_remote;
};

/* `ipsec route`: TRAP (or PASS/DROP/REJECT of a never-negotiate conn). */
MUST_CHECK struct diag *routing_route(struct pluto *p, struct conn *c);
/* `ipsec unroute`: refused (RC_RTBUSY) while a tunnel owns it.  *BUSY may be NULL. */
MUST_CHECK struct diag *routing_unroute(struct pluto *p, struct conn *c, bool *busy);
/* A negotiation by IKE begins: TRAP -> HOLD; UNROUTED: fail-closed HOLD as well for wish.up conns. */
void routing_negotiation_started(struct pluto *p, struct conn *c, sa_id ike);
/* It failed (or its SA died before a child): failure shunt, trap, or unrouted; schedules revival. */
void routing_negotiation_failed(struct pluto *p, struct conn *c, sa_id ike, const char *why);
/* SAs and policies go into the kernel in ONE batch: in SA, in+fwd policies, out SA, out policies (in place).
 * A child that replaces the conn's present child (rekey) is the same call: no updown then. */
MUST_CHECK struct diag *routing_child_up(struct pluto *p, struct conn *c, const struct tunnel *t);
/* The child is gone (deleted, expired, peer lost).  Ignored for policies when it does not own the routing;
 * its SAs are deleted from the kernel in any case.  IN/OUT name them. */
void routing_child_down(struct pluto *p, struct conn *c, sa_id child, const struct kernel_sa_key *in,
			const struct kernel_sa_key *out, const char *why);
/* C->wish.up or .keep was taken back (`ipsec down`): revival stops, and a trap that only waited for it goes. */
void routing_wish_changed(struct pluto *p, struct conn *c);
/* The IKE SA FROM of C's children was rekeyed: they belong to TO now. */
void routing_ike_moved(struct conn *c, sa_id from, sa_id to);
/* MOBIKE: the tunnel's addresses change; policies stay. */
void routing_suspend(struct pluto *p, struct conn *c, bool resume);

/* Result of an asynchronous updown. */
void routing_on_exec(struct pluto *p, const struct exec_result *r);

/* Kernel events that belong here (acquire.c): finds the owner by reqid, policy, narrowest selector; HOLD, then
 * INTENT_INITIATE; nobody: a bare shunt with an expiry. */
void acquire_on_event(struct pluto *p, const struct kernel_event *e);

/* DNS answers for conns whose peer is a name (orient.c). */
void conn_on_dns(struct pluto *p, const struct dns_result *r);

#endif
