/* SPDX-License-Identifier: ISC
 *
 * conn_print.c - a connection in words.
 *
 * May use:   base, net, conn.
 */
#include "conn/conn.h"

void conn_print_name(struct text *t, const struct conn *c)
{
	text_char(t, '"');
	text_safe(t, view_str(c->name));
	text_char(t, '"');
	if (c->instance == 0)
		return;
	text_add(t, "[%u] ", c->instance);
	address_print(t, c->remote.host);
}

struct words {
	struct text *t;
	bool some;
};

static void word(struct words *w, bool when, const char *s)
{
	if (!when)
		return;
	if (w->some)
		text_char(w->t, '+');
	text_str(w->t, s);
	w->some = true;
}

/* Which sequence numbers are offered. */
static bool offers_sn(const struct conn_config *c, unsigned id)
{
	for (size_t i = 0; i < c->child.nr; i++) {
		const struct proposal_list *sn = &c->child.items[i].sn;

		for (size_t j = 0; j < sn->nr; j++) {
			if (sn->items[j].id == id)
				return true;
		}
	}
	return false;
}

void conn_print_policy(struct text *t, const struct conn *c)
{
	const struct conn_config *f = c->config;
	bool never = conn_never_negotiates(c);
	struct words w = { .t = t };

	word(&w, !never, "IKEv2");
	word(&w, !never && f->left.auth == CONN_AUTH_PSK, "PSK");
	word(&w, never, "AUTH_NEVER");
	word(&w, !never && f->child.protocol != V2_PROTO_AH, "ENCRYPT");
	word(&w, !never && f->child.protocol == V2_PROTO_AH, "AUTHENTICATE");
	word(&w, f->type == CONN_TUNNEL, "TUNNEL");
	word(&w, f->type == CONN_TRANSPORT, "TRANSPORT");
	word(&w, !never && f->pfs, "PFS");
	word(&w, f->decap_dscp, "DECAP_DSCP");
	word(&w, !f->encap_dscp, "DONT_ENCAP_DSCP");
	word(&w, f->nopmtudisc, "NOPMTUDISC");
	word(&w, !f->rekey, "DONT_REKEY");
	word(&w, c->wish.route, "ROUTE");
	word(&w, c->wish.up, "UP");
	word(&w, c->wish.keep, "KEEP");
	word(&w, f->overlapip, "OVERLAPIP");
	word(&w, f->narrowing, "IKEV2_ALLOW_NARROWING");
	word(&w, !never, "IKE_FRAG_ALLOW");
	word(&w, !never && offers_sn(f, 0), "ESN_NO");
	word(&w, !never && offers_sn(f, 1), "ESN_YES");
	word(&w, f->type == CONN_PASS, "PASS");
	word(&w, f->type == CONN_DROP, "DROP");
	word(&w, f->type == CONN_REJECT, "REJECT");
	word(&w, !never && f->negotiation_shunt == SHUNT_PASS, "NEGO_PASS");
	word(&w, f->failure_shunt == SHUNT_PASS, "failurePASS");
	word(&w, f->failure_shunt == SHUNT_DROP, "failureDROP");
	word(&w, never, "NEVER_NEGOTIATE");
}
