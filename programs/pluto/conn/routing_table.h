/* SPDX-License-Identifier: ISC
 *
 * routing_table.h - the pure half of routing: (state, kind, event, facts) -> exactly one row.
 *
 * Layer:  conn.  Pure data; routing_exec.c does what a row says, `pluto --print-fsm routing` prints it,
 *         testing/model explores it.
 * There is no half-built tunnel among the states: both directions go into the kernel in one batch, and what
 * fails is undone before the event ends.
 */
#ifndef CONN_ROUTING_TABLE_H
#define CONN_ROUTING_TABLE_H

#include "conn/routing.h"

/* What the table distinguishes of a connection. */
enum routing_kind {
	ROUTING_GROUP,		/* owns no policy; its members do */
	ROUTING_TEMPLATE,
	ROUTING_PERMANENT,
	ROUTING_INSTANCE,
	ROUTING_NEVER,		/* type=passthrough|drop|reject */
	ROUTING_KINDS,
};

enum routing_event {
	EV_ROUTE,		/* `ipsec route` */
	EV_UNROUTE,		/* `ipsec unroute` */
	EV_ACQUIRE,		/* a packet asks */
	EV_NEGOTIATE,		/* an IKE SA or a child exchange begins */
	EV_FAILED,		/* it ended without a child */
	EV_CHILD_UP,
	EV_CHILD_DOWN,
	EV_EXPIRED,		/* the failure shunt's life is over */
	EV_SUSPEND, EV_RESUME,	/* MOBIKE */
	EV_ROUTE_FAILED,	/* updown prepare or route */
	EV_UP_FAILED,		/* updown up */
	EV_DELETE,		/* the connection goes; always possible */
	ROUTING_EVENTS,
};

/* Facts at the time of the event. */
enum routing_fact {
	F_OWNER = 1 << 0,	/* the event's SA owns the routing, or nobody does */
	F_START = 1 << 1,	/* this side wants it up: it initiates */
	F_TRAP = 1 << 2,	/* a trap stays afterwards: route is wished, or revival follows */
	F_FAILSHUNT = 1 << 3,	/* failureshunt= is set and a negotiation was attempted */
	F_NEGOPASS = 1 << 4,	/* negotiationshunt=passthrough */
	F_BUSY = 1 << 5,	/* an IKE SA negotiates for it */
	F_PEER = 1 << 6,	/* the peer's address is known */
	F_HEIR = 1 << 7,	/* an older child of the same selectors is still up */
	ROUTING_FACTS = 1 << 8,
};

/* What a row does, in this order: refusal, policies and SAs (one batch), owners, scripts, then the rest. */
enum routing_action {
	ACT_END = 0,
	ACT_NONE,		/* decided: nothing to do */
	ACT_IMPOSSIBLE,		/* cannot happen; logged as a bug, nothing changes */
	ACT_REFUSE_PEER,	/* refuse: the peer's address is not known */
	ACT_REFUSE_BUSY,	/* refuse: a tunnel owns the route */
	ACT_REFUSE_TEMPLATE,	/* refuse: a template has no SA of its own */
	/* policies: those of the row's target state */
	ACT_NEVER, ACT_TRAP, ACT_HOLD, ACT_FAILURE, ACT_TUNNEL, ACT_CLEAR,
	ACT_DEL_SA,		/* the event's SAs leave the kernel, behind the policies */
	/* owners */
	ACT_OWN_IKE, ACT_OWN_CHILD, ACT_INHERIT, ACT_DISOWN,
	/* scripts */
	ACT_DOWN, ACT_UNROUTE, ACT_ROUTE, ACT_UP,
	/* the rest */
	ACT_SEQ,		/* remember the acquire */
	ACT_ATTEMPTED,		/* remember that a replacement failed */
	ACT_LIFE,		/* start the failure shunt's life */
	ACT_SHUNT,		/* a bare shunt for the hosts */
	ACT_INSTANTIATE, ACT_INITIATE,	/* intents */
	ACT_REVIVE,		/* schedule revival if it is to stay up */
	ACT_CALM,		/* stop revival and life timers */
	ACT_DROP,		/* an instance that nobody needs goes away */
	ACT_DELETE_CHILD,	/* intent: the child's script failed */
	ROUTING_ACTIONS,
};

#define ROUTING_ACTIONS_MAX 8
#define RT_SAME RT_STATES

struct routing_row {
	unsigned from;			/* 1 << state, or'ed */
	unsigned kinds;			/* 1 << kind */
	unsigned events;		/* 1 << event */
	unsigned when, unless;		/* facts that must and must not hold */
	enum routing_state to;		/* RT_SAME: stays */
	uint8_t actions[ROUTING_ACTIONS_MAX];	/* enum routing_action, ACT_END ends */
	const char *story;
};

extern const struct routing_row routing_rows[];
extern const size_t nr_routing_rows;
extern const struct names routing_kind_names, routing_event_names, routing_action_names, routing_fact_names;

/* The row; never NULL for members of the enums. */
const struct routing_row *routing_step(enum routing_state state, enum routing_kind kind,
				       enum routing_event event, unsigned facts);
/* The I-th row (from 0) that matches, or NULL: a test counts them. */
const struct routing_row *routing_match(enum routing_state state, enum routing_kind kind,
					enum routing_event event, unsigned facts, size_t i);
bool routing_row_has(const struct routing_row *r, enum routing_action a);

/* States in which policies, routes and tunnels exist. */
bool routing_is_routed(enum routing_state s);		/* scripts ran "route" */
bool routing_is_tunnel(enum routing_state s);

/* For `pluto --print-fsm routing`: one row as Markdown, dot or JSON. */
enum fsm_format { FSM_MD, FSM_DOT, FSM_JSON };
void routing_row_print(struct text *t, const struct routing_row *r, enum fsm_format format);
/* The whole table through EMIT, piece by piece. */
void routing_table_print(void (*emit)(void *ctx, const char *text), void *ctx, enum fsm_format format);

#endif
