/* SPDX-License-Identifier: ISC
 *
 * routing_held.h - what a connection has out there: kernel policies, routes, scripts that ran "up".
 *
 * Layer:  conn; written by routing_exec.c and updown.c only.
 */
#ifndef CONN_ROUTING_HELD_H
#define CONN_ROUTING_HELD_H

#include "conn/policy_db.h"
#include "conn/spd.h"

struct pair_list {
	struct pair *items;		/* owned */
	size_t nr;
};

#define HEIRS_MAX 4

struct heir {			/* an older child, same selectors, still in the kernel */
	sa_id ike, child;
	uint32_t spi_in, spi_out;
};

struct routing_held {
	struct claim_set claims;
	struct pair_list tunnel;	/* negotiated selectors of the tunnel */
	struct pair_list routed, up;	/* for which scripts ran "route" and "up" */
	bool stale;			/* memory was short: claims are those of an earlier state */
	bool leftover;			/* the tunnel is narrower than the traps beside it */
	struct heir heirs[HEIRS_MAX];	/* newest last */
	size_t nr_heirs;
	uint32_t spi_in, spi_out;	/* for scripts */
	struct realtime added;
};

bool pair_list_has(const struct pair_list *l, const struct pair *pair);
/* The same pairs, in any order. */
bool pair_list_eq(const struct pair_list *a, const struct pair_list *b);
void pair_list_fini(struct pair_list *l);

#endif
