/* SPDX-License-Identifier: ISC
 *
 * edges.h - THE table of IKEv2: (state, exchange, direction, shape) -> steps.  What is not in it is not handled.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_EDGES_H
#define IKEV2_EDGES_H

#include "ikev2/shapes.h"
#include "ikev2/turn.h"

struct v2_edge {
	const char *story;
	unsigned from;			/* bit set of 1u << enum ike_state */
	uint8_t exchange;
	bool response;
	bool clear;			/* unprotected: only IKE_SA_INIT */
	const struct shape *shape;
	step_fn *steps[8];		/* in order, NULL-terminated */
};

extern const struct v2_edge v2_edges[];
extern const size_t nr_v2_edges;

enum edge_match {
	EDGE_FOUND,
	EDGE_NONE,		/* nothing handles this exchange in this state: drop */
	EDGE_SHAPE,		/* something would, but payloads are missing or too many */
};
/* *BAD: the payload type to blame when EDGE_SHAPE; then *EDGE is the first that would. */
enum edge_match edge_find(enum ike_state state, const struct ike_header *h, const struct chain *c,
			  const struct v2_edge **edge, uint8_t *bad);

/* The table through EMIT, piece by piece: for `pluto --print-fsm v2`. */
enum edges_format { EDGES_MD, EDGES_DOT, EDGES_JSON };
void v2_edges_print(void (*emit)(void *ctx, const char *text), void *ctx, enum edges_format format);

/* Steps, by file. */
step_fn sa_init_r_choose, sa_init_r_start, sa_init_r_reply;				/* sa_init_r.c */
step_fn sa_init_i_check, sa_init_i_derive, sa_init_i_error;				/* sa_init_i.c */
step_fn auth_i_request, auth_i_verify, auth_i_child, auth_i_error;			/* auth_i.c */
step_fn auth_r_find_conn, auth_r_verify, auth_r_reply, auth_r_no_eap;			/* auth_r.c */
step_fn child_r_find, child_r_key_exchange, child_r_reply, child_r_closing;	/* create_child.c */
step_fn child_i_accept, child_i_finish, child_i_error;
step_fn rekey_r_choose, rekey_r_reply, rekey_i_accept, rekey_i_finish;			/* rekey_ike.c */
struct outcome rekey_i_error(struct turn *t, const struct v2_notify *error);
step_fn informational_request, informational_response;					/* informational.c */

#endif
