/* SPDX-License-Identifier: ISC
 *
 * routing.h - the routing states, and the pure table that moves between them.
 *
 * Layer:  conn.  routing.c is pure; routing_exec.c does what the rows say.
 * Model:  reference of the states: docs/ROUTING.md; total over state x kind x event x facts.
 */
#ifndef CONN_ROUTING_H
#define CONN_ROUTING_H

#include "base/ids.h"
#include "base/names.h"

enum shunt_kind { SHUNT_NONE, SHUNT_PASS, SHUNT_DROP, SHUNT_REJECT, SHUNT_HOLD, SHUNT_TRAP };
extern const struct names shunt_names;

enum routing_state {
	RT_UNROUTED,			/* no policy */
	RT_UNROUTED_NEGOTIATION,	/* bare: negotiating as responder, or negotiationshunt=passthrough: no policy */
	RT_UNROUTED_HOLD,		/* narrow HOLD of an instance under its template's TRAP */
	RT_ROUTED_NEVER,		/* type=pass|drop|reject */
	RT_ROUTED_PROSPECTIVE,		/* TRAP */
	RT_ROUTED_HOLD,			/* negotiating: held packets wait (negotiationshunt=passthrough: they pass) */
	RT_ROUTED_FAILURE,		/* failure shunt, with a lifetime */
	RT_ROUTED_TUNNEL,
	RT_SUSPENDED_TUNNEL,		/* MOBIKE */
	RT_STATES,
};
extern const struct names routing_state_names;	/* "unrouted", "routed-tunnel"... as libreswan prints */

struct routing_held;			/* policies, routes and scripts that are out there: conn/routing_held.h */

struct routing {
	enum routing_state state;
	bool attempted;			/* tunnel: a replacement was tried and failed */
	uint32_t acquire_seq;		/* of the last acquire, for the outbound SA that answers it */
	sa_id owner_ike, owner_child;	/* who owns the routing; 0 = none */
	struct routing_held *held;	/* owned by routing_exec.c; NULL: nothing */
};

/* An SA negotiates or a tunnel is up. */
static inline bool routing_is_busy(const struct routing *r)
{
	return r->owner_ike != 0 || r->owner_child != 0;
}

#endif
