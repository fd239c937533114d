/* SPDX-License-Identifier: ISC
 *
 * spd.h - selector pairs of a connection, and the kernel policies that a routing state calls for.
 *
 * Layer:  conn.  Pure but for memory.
 *
 * Priority of a policy (lowest wins in the kernel, which does not look at specificity): a number whose
 * digits are, most significant first,
 *	class (0 bare shunt, 1 connection), local port wildcard, remote port wildcard, protocol wildcard,
 *	128 - local prefix, 128 - remote prefix, 32 - bits in the mark's mask
 * with IPv4 prefixes counted from 96.  Two different selectors that overlap differ in one of these: address
 * blocks overlap only by nesting, a protocol or port only with its wildcard.  So ties cannot happen, except
 * between marks of equal size, where priority= decides.
 */
#ifndef CONN_SPD_H
#define CONN_SPD_H

#include "conn/policy_db.h"
#include "conn/routing_exec.h"

#define SPD_POLICIES_MAX 16384		/* of one connection */

enum spd_class { SPD_CLASS_SHUNT, SPD_CLASS_CONN };

struct pair {			/* of selectors */
	struct selector local, remote;
};

uint32_t spd_priority(enum spd_class class, const struct selector *local, const struct selector *remote,
		      struct kernel_mark mark);

/* C's spds from its ends' selectors: the product of those of the same family. */
MUST_CHECK struct diag *spd_rebuild(struct conn *c);

struct wish_list {
	struct claim_wish *items;	/* owned */
	size_t nr, cap;
};
void wish_list_fini(struct wish_list *w);
/* Policies for C in STATE (not a tunnel). */
MUST_CHECK struct diag *spd_wishes(const struct conn *c, enum routing_state state, struct wish_list *out);
/* Policies for the negotiated tunnel T; what C holds beyond it stays a trap. */
MUST_CHECK struct diag *spd_tunnel_wishes(struct pluto *p, const struct conn *c, const struct tunnel *t,
					  struct wish_list *out);

#endif
