/* SPDX-License-Identifier: ISC
 *
 * routing.c - the routing table: every state, kind, event and set of facts has exactly one row.
 *
 * May use:   base.
 * Must not:  do anything: pure.  testing/unit/conn checks that the table is total and deterministic.
 */
#include "base/ensure.h"
#include "conn/routing_table.h"

static const struct name shunt_rows[] = {
	{ SHUNT_NONE, "none" }, { SHUNT_PASS, "passthrough" }, { SHUNT_DROP, "drop" },
	{ SHUNT_REJECT, "reject" }, { SHUNT_HOLD, "hold" }, { SHUNT_TRAP, "trap" },
};
const struct names shunt_names = NAMES("shunt", shunt_rows);

static const struct name state_rows[] = {
	{ RT_UNROUTED, "unrouted" },
	{ RT_UNROUTED_NEGOTIATION, "unrouted-bare-negotiation" },
	{ RT_UNROUTED_HOLD, "unrouted-negotiation" },
	{ RT_ROUTED_NEVER, "routed-never-negotiate" },
	{ RT_ROUTED_PROSPECTIVE, "routed-ondemand" },
	{ RT_ROUTED_HOLD, "routed-negotiation" },
	{ RT_ROUTED_FAILURE, "routed-failure" },
	{ RT_ROUTED_TUNNEL, "routed-tunnel" },
	{ RT_SUSPENDED_TUNNEL, "unrouted-tunnel" },
};
const struct names routing_state_names = NAMES("routing state", state_rows);

static const struct name kind_rows[] = {
	{ ROUTING_GROUP, "group" }, { ROUTING_TEMPLATE, "template" }, { ROUTING_PERMANENT, "permanent" },
	{ ROUTING_INSTANCE, "instance" }, { ROUTING_NEVER, "never-negotiate" },
};
const struct names routing_kind_names = NAMES("kind", kind_rows);

static const struct name event_rows[] = {
	{ EV_ROUTE, "route" }, { EV_UNROUTE, "unroute" }, { EV_ACQUIRE, "acquire" },
	{ EV_NEGOTIATE, "negotiate" }, { EV_FAILED, "failed" }, { EV_CHILD_UP, "child-up" },
	{ EV_CHILD_DOWN, "child-down" }, { EV_EXPIRED, "expired" }, { EV_SUSPEND, "suspend" },
	{ EV_RESUME, "resume" }, { EV_ROUTE_FAILED, "route-failed" }, { EV_UP_FAILED, "up-failed" },
	{ EV_DELETE, "delete" },
};
const struct names routing_event_names = NAMES("routing event", event_rows);

static const struct name fact_rows[] = {
	{ F_OWNER, "owner" }, { F_START, "start" }, { F_TRAP, "trap" }, { F_FAILSHUNT, "failshunt" },
	{ F_NEGOPASS, "negopass" }, { F_BUSY, "busy" }, { F_PEER, "peer" }, { F_HEIR, "heir" },
};
const struct names routing_fact_names = NAMES("fact", fact_rows);

static const struct name action_rows[] = {
	{ ACT_NONE, "none" }, { ACT_IMPOSSIBLE, "impossible" }, { ACT_REFUSE_PEER, "refuse-peer" },
	{ ACT_REFUSE_BUSY, "refuse-busy" }, { ACT_REFUSE_TEMPLATE, "refuse-template" },
	{ ACT_NEVER, "never" }, { ACT_TRAP, "trap" }, { ACT_HOLD, "hold" }, { ACT_FAILURE, "failure" },
	{ ACT_TUNNEL, "tunnel" }, { ACT_CLEAR, "clear" }, { ACT_DEL_SA, "del-sa" },
	{ ACT_OWN_IKE, "own-ike" }, { ACT_OWN_CHILD, "own-child" }, { ACT_INHERIT, "inherit" }, { ACT_DISOWN, "disown" },
	{ ACT_DOWN, "down" }, { ACT_UNROUTE, "unroute" }, { ACT_ROUTE, "route" }, { ACT_UP, "up" },
	{ ACT_SEQ, "seq" }, { ACT_ATTEMPTED, "attempted" }, { ACT_LIFE, "life" },
	{ ACT_SHUNT, "shunt" }, { ACT_INSTANTIATE, "instantiate" }, { ACT_INITIATE, "initiate" },
	{ ACT_REVIVE, "revive" }, { ACT_CALM, "calm" }, { ACT_DROP, "drop" },
	{ ACT_DELETE_CHILD, "delete-child" },
};
const struct names routing_action_names = NAMES("routing action", action_rows);

/* Short names for the table only. */
#define S_UNROUTED	(1u << RT_UNROUTED)
#define S_BARE		(1u << RT_UNROUTED_NEGOTIATION)
#define S_NARROW	(1u << RT_UNROUTED_HOLD)
#define S_NEVER		(1u << RT_ROUTED_NEVER)
#define S_TRAP		(1u << RT_ROUTED_PROSPECTIVE)
#define S_HOLD		(1u << RT_ROUTED_HOLD)
#define S_FAILURE	(1u << RT_ROUTED_FAILURE)
#define S_TUNNEL	(1u << RT_ROUTED_TUNNEL)
#define S_SUSPENDED	(1u << RT_SUSPENDED_TUNNEL)
#define S_ALL		((1u << RT_STATES) - 1)
#define S_TUNNELS	(S_TUNNEL | S_SUSPENDED)
/* States that a connection with SAs of its own can be in. */
#define S_REAL		(S_ALL & ~S_NEVER)

#define GROUP		(1u << ROUTING_GROUP)
#define TEMPLATE	(1u << ROUTING_TEMPLATE)
#define PERMANENT	(1u << ROUTING_PERMANENT)
#define INSTANCE	(1u << ROUTING_INSTANCE)
#define NEVER		(1u << ROUTING_NEVER)
#define REAL		(PERMANENT | INSTANCE)
#define K_ALL		((1u << ROUTING_KINDS) - 1)

#define E(event)	(1u << (event))
#define E_ALL		((1u << ROUTING_EVENTS) - 1)

const struct routing_row routing_rows[] = {
	/* from, kinds, events, when, unless, to, actions, story */

	/* What cannot be. */
	{ S_ALL & ~S_UNROUTED, GROUP, E_ALL, 0, 0, RT_SAME, { ACT_IMPOSSIBLE },
	  "a group owns no policy" },
	{ S_ALL & ~(S_UNROUTED | S_TRAP), TEMPLATE, E_ALL, 0, 0, RT_SAME, { ACT_IMPOSSIBLE },
	  "a template has no SA: it is unrouted or trapped" },
	{ S_ALL & ~(S_UNROUTED | S_NEVER), NEVER, E_ALL, 0, 0, RT_SAME, { ACT_IMPOSSIBLE },
	  "a never-negotiate connection does not negotiate" },
	{ S_NEVER, REAL, E_ALL, 0, 0, RT_SAME, { ACT_IMPOSSIBLE },
	  "a negotiating connection has no permanent shunt" },
	{ S_NARROW, PERMANENT, E_ALL, 0, 0, RT_SAME, { ACT_IMPOSSIBLE },
	  "only an instance holds below its template's trap" },

	/* Groups, templates, never-negotiate. */
	{ S_UNROUTED, GROUP, E(EV_ROUTE) | E(EV_UNROUTE) | E(EV_DELETE), 0, 0, RT_SAME, { ACT_NONE },
	  "group: its members are routed one by one" },
	{ S_UNROUTED, GROUP, E_ALL & ~(E(EV_ROUTE) | E(EV_UNROUTE) | E(EV_DELETE)), 0, 0, RT_SAME,
	  { ACT_IMPOSSIBLE }, "a group does not negotiate" },
	{ S_UNROUTED, NEVER, E(EV_ROUTE), 0, 0, RT_ROUTED_NEVER, { ACT_NEVER },
	  "route: permanent shunt, both directions, no script" },
	{ S_NEVER, NEVER, E(EV_ROUTE), 0, 0, RT_SAME, { ACT_NONE }, "route: already there" },
	{ S_UNROUTED, NEVER, E(EV_UNROUTE) | E(EV_DELETE), 0, 0, RT_SAME, { ACT_NONE },
	  "unroute: nothing is there" },
	{ S_NEVER, NEVER, E(EV_UNROUTE) | E(EV_DELETE), 0, 0, RT_UNROUTED, { ACT_CLEAR },
	  "unroute: the shunt goes" },
	{ S_UNROUTED | S_NEVER, NEVER, E(EV_ACQUIRE) | E(EV_ROUTE_FAILED) | E(EV_UP_FAILED) | E(EV_EXPIRED),
	  0, 0, RT_SAME, { ACT_NONE }, "late event of a replaced policy" },
	{ S_UNROUTED | S_NEVER, NEVER,
	  E(EV_NEGOTIATE) | E(EV_FAILED) | E(EV_CHILD_UP) | E(EV_CHILD_DOWN) | E(EV_SUSPEND) | E(EV_RESUME),
	  0, 0, RT_SAME, { ACT_IMPOSSIBLE }, "a never-negotiate connection has no SA" },
	{ S_UNROUTED, TEMPLATE, E(EV_ACQUIRE), 0, 0, RT_SAME, { ACT_NONE },
	  "late acquire of a removed trap" },
	{ S_TRAP, TEMPLATE, E(EV_ACQUIRE), F_PEER, 0, RT_SAME, { ACT_INSTANTIATE },
	  "acquire: an instance for this packet" },
	{ S_TRAP, TEMPLATE, E(EV_ACQUIRE), 0, F_PEER, RT_SAME, { ACT_SHUNT },
	  "acquire: no gateway is known, the hosts get a shunt" },
	{ S_UNROUTED | S_TRAP, TEMPLATE, E(EV_NEGOTIATE) | E(EV_FAILED), 0, 0, RT_SAME, { ACT_NONE },
	  "an IKE SA looks for its instance" },
	{ S_UNROUTED | S_TRAP, TEMPLATE, E(EV_CHILD_UP), 0, 0, RT_SAME, { ACT_REFUSE_TEMPLATE },
	  "a template has no SA of its own" },
	{ S_UNROUTED | S_TRAP, TEMPLATE, E(EV_CHILD_DOWN), 0, 0, RT_SAME, { ACT_DEL_SA },
	  "a template has no SA of its own: only the kernel is cleaned" },
	{ S_UNROUTED | S_TRAP, TEMPLATE, E(EV_EXPIRED) | E(EV_SUSPEND) | E(EV_RESUME) | E(EV_UP_FAILED),
	  0, 0, RT_SAME, { ACT_NONE }, "late event" },

	/* Route. */
	{ S_UNROUTED, TEMPLATE | REAL, E(EV_ROUTE), F_PEER, 0, RT_ROUTED_PROSPECTIVE, { ACT_TRAP, ACT_ROUTE },
	  "route: trap" },
	{ S_UNROUTED, TEMPLATE | REAL, E(EV_ROUTE), 0, F_PEER, RT_SAME, { ACT_REFUSE_PEER },
	  "route: there is no peer to negotiate with" },
	{ S_TRAP, TEMPLATE | REAL, E(EV_ROUTE), 0, 0, RT_SAME, { ACT_NONE }, "route: already there" },
	{ S_BARE, REAL, E(EV_ROUTE), 0, 0, RT_ROUTED_HOLD, { ACT_HOLD, ACT_ROUTE },
	  "route while negotiating: packets wait" },
	{ S_NARROW, INSTANCE, E(EV_ROUTE), 0, 0, RT_ROUTED_HOLD, { ACT_HOLD, ACT_ROUTE },
	  "route while negotiating: packets wait" },
	{ S_HOLD | S_FAILURE | S_TUNNELS, REAL, E(EV_ROUTE), 0, 0, RT_SAME, { ACT_NONE },
	  "route: the wish is remembered" },

	/* Unroute. */
	{ S_UNROUTED, TEMPLATE | REAL, E(EV_UNROUTE), 0, 0, RT_SAME, { ACT_CALM },
	  "unroute: nothing is there" },
	{ S_TRAP, TEMPLATE, E(EV_UNROUTE), 0, 0, RT_UNROUTED, { ACT_CLEAR, ACT_UNROUTE, ACT_CALM },
	  "unroute: the trap goes" },
	{ S_TRAP, REAL, E(EV_UNROUTE), 0, F_BUSY, RT_UNROUTED, { ACT_CLEAR, ACT_UNROUTE, ACT_CALM },
	  "unroute: the trap goes" },
	{ S_TRAP, REAL, E(EV_UNROUTE), F_BUSY, 0, RT_UNROUTED_NEGOTIATION,
	  { ACT_CLEAR, ACT_UNROUTE, ACT_CALM }, "unroute: the trap goes, the negotiation goes on" },
	{ S_BARE, REAL, E(EV_UNROUTE), 0, 0, RT_SAME, { ACT_NONE }, "unroute: nothing is there" },
	{ S_NARROW, INSTANCE, E(EV_UNROUTE), 0, 0, RT_SAME, { ACT_NONE },
	  "unroute: the hold lasts as long as the negotiation" },
	{ S_HOLD, REAL, E(EV_UNROUTE), F_START, 0, RT_SAME, { ACT_NONE },
	  "unroute: the hold lasts as long as the negotiation" },
	{ S_HOLD, REAL, E(EV_UNROUTE), 0, F_START, RT_UNROUTED_NEGOTIATION, { ACT_CLEAR, ACT_UNROUTE },
	  "unroute: only packets wanted it" },
	{ S_FAILURE, REAL, E(EV_UNROUTE), 0, F_BUSY, RT_UNROUTED, { ACT_CLEAR, ACT_UNROUTE, ACT_CALM },
	  "unroute: the failure shunt goes" },
	{ S_FAILURE, REAL, E(EV_UNROUTE), F_BUSY, 0, RT_UNROUTED_NEGOTIATION,
	  { ACT_CLEAR, ACT_UNROUTE, ACT_CALM }, "unroute: the failure shunt goes, the negotiation goes on" },
	{ S_TUNNELS, REAL, E(EV_UNROUTE), 0, 0, RT_SAME, { ACT_REFUSE_BUSY }, "unroute: route busy" },

	/* Acquire. */
	{ S_UNROUTED, PERMANENT, E(EV_ACQUIRE), 0, 0, RT_SAME, { ACT_NONE },
	  "late acquire of a removed trap" },
	{ S_UNROUTED, INSTANCE, E(EV_ACQUIRE), 0, 0, RT_UNROUTED_HOLD, { ACT_HOLD, ACT_SEQ, ACT_INITIATE },
	  "acquire: narrow hold under the template's trap, then initiate" },
	{ S_TRAP, REAL, E(EV_ACQUIRE), 0, 0, RT_ROUTED_HOLD, { ACT_HOLD, ACT_SEQ, ACT_INITIATE },
	  "acquire: hold, then initiate" },
	{ S_BARE, REAL, E(EV_ACQUIRE), 0, 0, RT_SAME, { ACT_SEQ }, "late acquire of a removed trap" },
	{ S_HOLD, REAL, E(EV_ACQUIRE), F_BUSY, 0, RT_SAME, { ACT_SEQ }, "acquire: already negotiating" },
	{ S_NARROW, INSTANCE, E(EV_ACQUIRE), F_BUSY, 0, RT_SAME, { ACT_SEQ },
	  "acquire: already negotiating" },
	/* Nobody took the first one up: ask again rather than hold for ever. */
	{ S_HOLD, REAL, E(EV_ACQUIRE), 0, F_BUSY, RT_SAME, { ACT_SEQ, ACT_INITIATE },
	  "acquire: nobody negotiates, initiate" },
	{ S_NARROW, INSTANCE, E(EV_ACQUIRE), 0, F_BUSY, RT_SAME, { ACT_SEQ, ACT_INITIATE },
	  "acquire: nobody negotiates, initiate" },
	{ S_FAILURE, REAL, E(EV_ACQUIRE), 0, 0, RT_SAME, { ACT_NONE },
	  "late acquire of a trap that failed" },
	{ S_TUNNELS, REAL, E(EV_ACQUIRE), 0, 0, RT_SAME, { ACT_SEQ },
	  "acquire: what the tunnel was narrowed by waits in the trap" },

	/* A negotiation begins.  As responder nothing is installed for a stranger's first packet. */
	{ S_UNROUTED | S_BARE, REAL, E(EV_NEGOTIATE), F_START, F_NEGOPASS, RT_ROUTED_HOLD,
	  { ACT_HOLD, ACT_OWN_IKE, ACT_ROUTE }, "initiating: hold, so that nothing leaves in clear" },
	{ S_UNROUTED | S_BARE, REAL, E(EV_NEGOTIATE), F_START | F_NEGOPASS, 0, RT_UNROUTED_NEGOTIATION,
	  { ACT_OWN_IKE }, "initiating: packets pass meanwhile" },
	{ S_UNROUTED | S_BARE, REAL, E(EV_NEGOTIATE), 0, F_START, RT_UNROUTED_NEGOTIATION, { ACT_OWN_IKE },
	  "responding" },
	{ S_TRAP, REAL, E(EV_NEGOTIATE), F_START, 0, RT_ROUTED_HOLD, { ACT_HOLD, ACT_OWN_IKE },
	  "initiating: hold" },
	{ S_TRAP, REAL, E(EV_NEGOTIATE), 0, F_START, RT_SAME, { ACT_OWN_IKE }, "responding: the trap stays" },
	{ S_HOLD | S_FAILURE, REAL, E(EV_NEGOTIATE), 0, 0, RT_SAME, { ACT_OWN_IKE }, "negotiating" },
	{ S_NARROW, INSTANCE, E(EV_NEGOTIATE), 0, 0, RT_SAME, { ACT_OWN_IKE }, "negotiating" },
	{ S_TUNNELS, REAL, E(EV_NEGOTIATE), 0, 0, RT_SAME, { ACT_NONE }, "replacing: the tunnel stays" },

	/* It failed. */
	{ S_UNROUTED | S_BARE | S_TRAP | S_HOLD | S_FAILURE, REAL, E(EV_FAILED), 0, F_OWNER, RT_SAME,
	  { ACT_NONE }, "somebody else's negotiation failed" },
	{ S_NARROW, INSTANCE, E(EV_FAILED), 0, F_OWNER, RT_SAME, { ACT_NONE },
	  "somebody else's negotiation failed" },
	{ S_UNROUTED, REAL, E(EV_FAILED), F_OWNER | F_TRAP, 0, RT_ROUTED_PROSPECTIVE,
	  { ACT_TRAP, ACT_DISOWN, ACT_ROUTE, ACT_REVIVE }, "failed before it began: trap until revival" },
	{ S_UNROUTED, REAL, E(EV_FAILED), F_OWNER, F_TRAP, RT_SAME, { ACT_DISOWN, ACT_DROP },
	  "failed before it began" },
	{ S_BARE, REAL, E(EV_FAILED), F_OWNER, F_START, RT_UNROUTED, { ACT_DISOWN, ACT_DROP },
	  "the peer's attempt failed" },
	{ S_BARE, REAL, E(EV_FAILED), F_OWNER | F_START | F_FAILSHUNT, 0, RT_ROUTED_FAILURE,
	  { ACT_FAILURE, ACT_DISOWN, ACT_ROUTE, ACT_LIFE, ACT_REVIVE }, "failed: failure shunt" },
	{ S_BARE, REAL, E(EV_FAILED), F_OWNER | F_START | F_TRAP, F_FAILSHUNT, RT_ROUTED_PROSPECTIVE,
	  { ACT_TRAP, ACT_DISOWN, ACT_ROUTE, ACT_REVIVE }, "failed: trap until revival" },
	{ S_BARE, REAL, E(EV_FAILED), F_OWNER | F_START, F_TRAP | F_FAILSHUNT, RT_UNROUTED,
	  { ACT_DISOWN, ACT_DROP }, "failed" },
	{ S_NARROW, INSTANCE, E(EV_FAILED), F_OWNER | F_FAILSHUNT, 0, RT_UNROUTED,
	  { ACT_CLEAR, ACT_DISOWN, ACT_SHUNT, ACT_DROP }, "failed: a bare shunt for the hosts" },
	{ S_NARROW, INSTANCE, E(EV_FAILED), F_OWNER, F_FAILSHUNT, RT_UNROUTED,
	  { ACT_CLEAR, ACT_DISOWN, ACT_DROP }, "failed: the template's trap is back" },
	{ S_HOLD, REAL, E(EV_FAILED), F_OWNER | F_FAILSHUNT, 0, RT_ROUTED_FAILURE,
	  { ACT_FAILURE, ACT_DISOWN, ACT_LIFE, ACT_REVIVE }, "failed: failure shunt" },
	{ S_HOLD, REAL, E(EV_FAILED), F_OWNER | F_TRAP, F_FAILSHUNT, RT_ROUTED_PROSPECTIVE,
	  { ACT_TRAP, ACT_DISOWN, ACT_REVIVE }, "failed: trap again" },
	{ S_HOLD, REAL, E(EV_FAILED), F_OWNER, F_TRAP | F_FAILSHUNT, RT_UNROUTED,
	  { ACT_CLEAR, ACT_DISOWN, ACT_UNROUTE, ACT_DROP }, "failed: nobody wants it any more" },
	{ S_TRAP, REAL, E(EV_FAILED), F_OWNER, 0, RT_SAME, { ACT_DISOWN, ACT_REVIVE },
	  "failed: the trap stays" },
	{ S_FAILURE, REAL, E(EV_FAILED), F_OWNER, 0, RT_SAME, { ACT_DISOWN, ACT_REVIVE },
	  "failed again: the shunt lives out its life" },
	{ S_TUNNELS, REAL, E(EV_FAILED), 0, 0, RT_SAME, { ACT_ATTEMPTED },
	  "a replacement failed: the tunnel stays" },

	/* A child is up. */
	{ S_UNROUTED | S_BARE | S_TRAP | S_HOLD | S_FAILURE, REAL, E(EV_CHILD_UP), 0, 0, RT_ROUTED_TUNNEL,
	  { ACT_TUNNEL, ACT_OWN_CHILD, ACT_ROUTE, ACT_UP, ACT_CALM }, "up: the tunnel's policies in place" },
	{ S_NARROW, INSTANCE, E(EV_CHILD_UP), 0, 0, RT_ROUTED_TUNNEL,
	  { ACT_TUNNEL, ACT_OWN_CHILD, ACT_ROUTE, ACT_UP, ACT_CALM }, "up: the tunnel replaces the hold" },
	{ S_TUNNELS, REAL, E(EV_CHILD_UP), 0, 0, RT_ROUTED_TUNNEL,
	  { ACT_TUNNEL, ACT_OWN_CHILD, ACT_DOWN, ACT_ROUTE, ACT_UP, ACT_CALM },
	  "rekeyed or replaced: scripts run only for selectors that changed" },

	/* A child is gone. */
	{ S_TUNNELS, REAL, E(EV_CHILD_DOWN), F_OWNER | F_HEIR, 0, RT_SAME, { ACT_DEL_SA, ACT_INHERIT },
	  "the newest child is gone: an older one carries on (RFC 7296 2.8.1)" },
	{ S_TUNNELS, REAL, E(EV_CHILD_DOWN), F_OWNER | F_TRAP, F_HEIR, RT_ROUTED_PROSPECTIVE,
	  { ACT_TRAP, ACT_DEL_SA, ACT_DISOWN, ACT_DOWN, ACT_ROUTE, ACT_REVIVE }, "down: trap in place" },
	{ S_TUNNELS, REAL, E(EV_CHILD_DOWN), F_OWNER | F_FAILSHUNT, F_TRAP | F_HEIR, RT_ROUTED_FAILURE,
	  { ACT_FAILURE, ACT_DEL_SA, ACT_DISOWN, ACT_DOWN, ACT_ROUTE, ACT_LIFE },
	  "down after a failed replacement: failure shunt" },
	{ S_TUNNELS, REAL, E(EV_CHILD_DOWN), F_OWNER, F_TRAP | F_FAILSHUNT | F_HEIR, RT_UNROUTED,
	  { ACT_CLEAR, ACT_DEL_SA, ACT_DISOWN, ACT_DOWN, ACT_UNROUTE, ACT_DROP }, "down" },
	{ S_TUNNELS, REAL, E(EV_CHILD_DOWN), 0, F_OWNER, RT_SAME, { ACT_DEL_SA },
	  "an older child is gone: the tunnel stays" },
	{ S_UNROUTED | S_BARE | S_TRAP | S_HOLD | S_FAILURE, REAL, E(EV_CHILD_DOWN), 0, 0, RT_SAME,
	  { ACT_DEL_SA }, "an older child is gone" },
	{ S_NARROW, INSTANCE, E(EV_CHILD_DOWN), 0, 0, RT_SAME, { ACT_DEL_SA }, "an older child is gone" },

	/* The failure shunt's life. */
	{ S_FAILURE, REAL, E(EV_EXPIRED), F_BUSY, 0, RT_ROUTED_HOLD, { ACT_HOLD },
	  "shunt expired while negotiating: hold" },
	{ S_FAILURE, REAL, E(EV_EXPIRED), F_TRAP, F_BUSY, RT_ROUTED_PROSPECTIVE, { ACT_TRAP },
	  "shunt expired: trap again" },
	{ S_FAILURE, REAL, E(EV_EXPIRED), 0, F_BUSY | F_TRAP, RT_UNROUTED, { ACT_CLEAR, ACT_UNROUTE, ACT_DROP },
	  "shunt expired: nobody wants it any more" },
	{ S_REAL & ~(S_FAILURE | S_NARROW), REAL, E(EV_EXPIRED), 0, 0, RT_SAME, { ACT_NONE }, "late timer" },
	{ S_NARROW, INSTANCE, E(EV_EXPIRED), 0, 0, RT_SAME, { ACT_NONE }, "late timer" },

	/* MOBIKE. */
	{ S_TUNNEL, REAL, E(EV_SUSPEND), 0, 0, RT_SUSPENDED_TUNNEL, { ACT_DOWN, ACT_UNROUTE },
	  "suspended: policies stay, scripts take the route back" },
	{ S_SUSPENDED, REAL, E(EV_RESUME), 0, 0, RT_ROUTED_TUNNEL, { ACT_ROUTE, ACT_UP }, "resumed" },
	{ S_REAL & ~(S_TUNNEL | S_NARROW), REAL, E(EV_SUSPEND), 0, 0, RT_SAME, { ACT_NONE },
	  "nothing to suspend" },
	{ S_REAL & ~(S_SUSPENDED | S_NARROW), REAL, E(EV_RESUME), 0, 0, RT_SAME, { ACT_NONE },
	  "nothing to resume" },
	{ S_NARROW, INSTANCE, E(EV_SUSPEND) | E(EV_RESUME), 0, 0, RT_SAME, { ACT_NONE },
	  "nothing to suspend" },

	/* Scripts that failed. */
	{ S_TRAP, TEMPLATE, E(EV_ROUTE_FAILED), 0, 0, RT_UNROUTED, { ACT_CLEAR, ACT_UNROUTE, ACT_CALM },
	  "the route script failed: unrouted" },
	{ S_TRAP, REAL, E(EV_ROUTE_FAILED), 0, F_BUSY, RT_UNROUTED,
	  { ACT_CLEAR, ACT_UNROUTE, ACT_CALM, ACT_DROP }, "the route script failed: unrouted" },
	{ S_TRAP, REAL, E(EV_ROUTE_FAILED), F_BUSY, 0, RT_UNROUTED_NEGOTIATION,
	  { ACT_CLEAR, ACT_UNROUTE, ACT_CALM }, "the route script failed: unrouted, the negotiation goes on" },
	{ S_TUNNELS, REAL, E(EV_ROUTE_FAILED), 0, 0, RT_SAME, { ACT_DELETE_CHILD },
	  "the route script failed: the child is torn down" },
	{ S_UNROUTED, TEMPLATE | REAL, E(EV_ROUTE_FAILED), 0, 0, RT_SAME, { ACT_NONE }, "unrouted meanwhile" },
	{ S_BARE | S_HOLD | S_FAILURE, REAL, E(EV_ROUTE_FAILED), 0, 0, RT_SAME, { ACT_NONE },
	  "the route script failed: tried again when the tunnel is up" },
	{ S_NARROW, INSTANCE, E(EV_ROUTE_FAILED), 0, 0, RT_SAME, { ACT_NONE }, "unrouted meanwhile" },
	{ S_TUNNELS, REAL, E(EV_UP_FAILED), 0, 0, RT_SAME, { ACT_DELETE_CHILD },
	  "the up script failed: the child is torn down" },
	{ S_REAL & ~(S_TUNNELS | S_NARROW), REAL, E(EV_UP_FAILED), 0, 0, RT_SAME, { ACT_NONE },
	  "down meanwhile" },
	{ S_NARROW, INSTANCE, E(EV_UP_FAILED), 0, 0, RT_SAME, { ACT_NONE }, "down meanwhile" },

	/* The connection goes. */
	{ S_UNROUTED | S_TRAP, TEMPLATE, E(EV_DELETE), 0, 0, RT_UNROUTED, { ACT_CLEAR, ACT_UNROUTE, ACT_CALM },
	  "deleted" },
	{ S_REAL & ~S_NARROW, REAL, E(EV_DELETE), 0, 0, RT_UNROUTED,
	  { ACT_CLEAR, ACT_DISOWN, ACT_DOWN, ACT_UNROUTE, ACT_CALM }, "deleted" },
	{ S_NARROW, INSTANCE, E(EV_DELETE), 0, 0, RT_UNROUTED,
	  { ACT_CLEAR, ACT_DISOWN, ACT_DOWN, ACT_UNROUTE, ACT_CALM }, "deleted" },
};
const size_t nr_routing_rows = ARRAY_NR(routing_rows);

static bool row_matches(const struct routing_row *r, unsigned state, unsigned kind, unsigned event,
			unsigned facts)
{
	return (r->from & state) != 0 && (r->kinds & kind) != 0 && (r->events & event) != 0 &&
	       (facts & r->when) == r->when && (facts & r->unless) == 0;
}

const struct routing_row *routing_match(enum routing_state state, enum routing_kind kind,
					enum routing_event event, unsigned facts, size_t i)
{
	for (size_t r = 0; r < nr_routing_rows; r++) {
		if (row_matches(&routing_rows[r], 1u << state, 1u << kind, 1u << event, facts) && i-- == 0)
			return &routing_rows[r];
	}
	return NULL;
}

const struct routing_row *routing_step(enum routing_state state, enum routing_kind kind,
				       enum routing_event event, unsigned facts)
{
	static const struct routing_row hole = {
		.to = RT_SAME, .actions = { ACT_IMPOSSIBLE }, .story = "a hole in the table",
	};
	const struct routing_row *r = routing_match(state, kind, event, facts, 0);

	return r != NULL ? r : &hole;
}

bool routing_row_has(const struct routing_row *r, enum routing_action a)
{
	for (size_t i = 0; i < ROUTING_ACTIONS_MAX && r->actions[i] != ACT_END; i++) {
		if (r->actions[i] == a)
			return true;
	}
	return false;
}

bool routing_is_routed(enum routing_state s)
{
	switch (s) {
	case RT_UNROUTED:
	case RT_UNROUTED_NEGOTIATION:
	case RT_UNROUTED_HOLD:
	case RT_SUSPENDED_TUNNEL:
	case RT_STATES:
		return false;
	case RT_ROUTED_NEVER:
	case RT_ROUTED_PROSPECTIVE:
	case RT_ROUTED_HOLD:
	case RT_ROUTED_FAILURE:
	case RT_ROUTED_TUNNEL:
		return true;
	}
	return false;
}

bool routing_is_tunnel(enum routing_state s)
{
	return s == RT_ROUTED_TUNNEL || s == RT_SUSPENDED_TUNNEL;
}
