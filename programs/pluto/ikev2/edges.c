/* SPDX-License-Identifier: ISC
 *
 * edges.c - see edges.h.
 */
#include "ikev2/edges.h"

#include "base/ensure.h"

#define IN(state) (1u << (state))

const struct v2_edge v2_edges[] = {
	{
		.story = "responder: first message; choose proposal and group, answer",
		.from = IN(IKE_INIT_R), .exchange = V2_IKE_SA_INIT, .clear = true,
		.shape = &shape_init_request,
		.steps = { sa_init_r_choose, sa_init_r_start, sa_init_r_reply },
	},
	{
		.story = "initiator: peer chose; derive keys, send identity",
		.from = IN(IKE_INIT_I), .exchange = V2_IKE_SA_INIT, .response = true, .clear = true,
		.shape = &shape_init_response,
		.steps = { sa_init_i_check, sa_init_i_derive, auth_i_request },
	},
	{
		.story = "initiator: peer wants a cookie or another group, or hints at an error",
		.from = IN(IKE_INIT_I), .exchange = V2_IKE_SA_INIT, .response = true, .clear = true,
		.shape = &shape_notify_only,
		.steps = { sa_init_i_error },
	},
	{
		.story = "responder: peer proves identity, first child",
		.from = IN(IKE_INIT_R), .exchange = V2_IKE_AUTH,
		.shape = &shape_auth_request,
		.steps = { auth_r_find_conn, auth_r_verify, auth_r_reply },
	},
	{
		.story = "responder: peer proves identity, and wants no child yet",
		.from = IN(IKE_INIT_R), .exchange = V2_IKE_AUTH,
		.shape = &shape_auth_childless,
		.steps = { auth_r_find_conn, auth_r_verify, auth_r_reply },
	},
	{
		.story = "responder: peer wants EAP, which is not offered",
		.from = IN(IKE_INIT_R), .exchange = V2_IKE_AUTH,
		.shape = &shape_auth_no_auth,
		.steps = { auth_r_no_eap },
	},
	{
		.story = "initiator: peer proves identity, first child",
		.from = IN(IKE_AUTH_I), .exchange = V2_IKE_AUTH, .response = true,
		.shape = &shape_auth_response,
		.steps = { auth_i_verify, auth_i_child },
	},
	{
		.story = "initiator: peer proves identity, but refuses the child",
		.from = IN(IKE_AUTH_I), .exchange = V2_IKE_AUTH, .response = true,
		.shape = &shape_auth_response_childless,
		.steps = { auth_i_verify, auth_i_child },
	},
	{
		.story = "initiator: peer refuses us",
		.from = IN(IKE_AUTH_I), .exchange = V2_IKE_AUTH, .response = true,
		.shape = &shape_notify_only,
		.steps = { auth_i_error },
	},
	{
		.story = "peer wants a further child, or rekeys one",
		.from = IN(IKE_UP), .exchange = V2_CREATE_CHILD_SA,
		.shape = &shape_child_request,
		.steps = { child_r_find, child_r_key_exchange, child_r_reply },
	},
	{
		.story = "peer wants to rekey the IKE SA",
		.from = IN(IKE_UP), .exchange = V2_CREATE_CHILD_SA,
		.shape = &shape_rekey_ike_request,
		.steps = { rekey_r_choose, child_r_key_exchange, rekey_r_reply },
	},
	{
		.story = "our further child is accepted",
		.from = IN(IKE_UP), .exchange = V2_CREATE_CHILD_SA, .response = true,
		.shape = &shape_child_response,
		.steps = { child_i_accept, child_i_finish },
	},
	{
		.story = "our rekey of the IKE SA is accepted",
		.from = IN(IKE_UP), .exchange = V2_CREATE_CHILD_SA, .response = true,
		.shape = &shape_rekey_ike_response,
		.steps = { rekey_i_accept, rekey_i_finish },
	},
	{
		.story = "our further child, or our rekey of the IKE SA, is refused",
		.from = IN(IKE_UP), .exchange = V2_CREATE_CHILD_SA, .response = true,
		.shape = &shape_notify_only,
		.steps = { child_i_error },
	},
	{
		.story = "peer wants a child or a new IKE SA, but this one is being deleted",
		.from = IN(IKE_CLOSING), .exchange = V2_CREATE_CHILD_SA,
		.shape = &shape_any,
		.steps = { child_r_closing },
	},
	{
		.story = "delete, liveness, notifies",
		.from = IN(IKE_UP) | IN(IKE_CLOSING), .exchange = V2_INFORMATIONAL,
		.shape = &shape_informational,
		.steps = { informational_request },
	},
	{
		.story = "our informational request is answered",
		.from = IN(IKE_UP) | IN(IKE_CLOSING), .exchange = V2_INFORMATIONAL, .response = true,
		.shape = &shape_informational,
		.steps = { informational_response },
	},
};
const size_t nr_v2_edges = ARRAY_NR(v2_edges);

enum edge_match edge_find(enum ike_state state, const struct ike_header *h, const struct chain *c,
			  const struct v2_edge **edge, uint8_t *bad)
{
	bool response = (h->flags & IKE_FLAG_RESPONSE) != 0;
	enum edge_match m = EDGE_NONE;
	uint8_t wrong = 0;

	for (size_t i = 0; i < nr_v2_edges; i++) {
		const struct v2_edge *e = &v2_edges[i];

		if (!(e->from & IN(state)) || e->exchange != h->exchange || e->response != response)
			continue;
		if (shape_matches(e->shape, c, &wrong)) {
			*edge = e;
			return EDGE_FOUND;
		}
		if (m == EDGE_NONE) {
			*edge = e;
			*bad = wrong;
		}
		m = EDGE_SHAPE;
	}
	return m;
}
