/* SPDX-License-Identifier: ISC
 *
 * auth_r.c - responder of IKE_AUTH with a shared key (RFC 7296 1.2, 2.15, 2.21.2).  Unknown identity, wrong
 * secret and wrong method get the same answer after the same work.
 */
#include "auth/psk.h"
#include "conn/conn_db.h"
#include "ike/nat.h"
#include "ikev2/child_nego.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/identity.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

/* The engine does not log AUTHENTICATION_FAILED: whoever refuses knows who and why. */
static struct outcome refuse(struct turn *t, const char *why)
{
	t->p->count.auth_failed++;
	log_auth(&t->ike->log, "IKE_AUTH request from peer refused: %s", why);
	return TURN_FAIL(N_AUTHENTICATION_FAILED, why);
}

/* Which conn speaks for the identities: decides whose secret is used, not whether the peer is let in. */
struct outcome auth_r_find_conn(struct turn *t)
{
	const struct payload *idi = chain_find(&t->chain, V2_IDI);
	const struct payload *idr = chain_find(&t->chain, V2_IDR);
	struct ike_sa *ike = t->ike;
	struct conn *c = ike_conn(t->p, ike);
	struct id wanted = { 0 };
	struct conn *better;

	id_fini(&ike->peer_id);
	bytes_fini(&ike->nego->id_i);
	if (c == NULL)
		return refuse(t, "the connection was deleted meanwhile");
	if (!id_from_payload(idi->body.id.type, idi->body.id.data, &ike->peer_id) ||
	    !bytes_copy(&ike->nego->id_i, idi->raw))
		return refuse(t, "the peer's identity is malformed");
	if (idr != NULL && !id_from_payload(idr->body.id.type, idr->body.id.data, &wanted))
		return refuse(t, "the identity that the peer wants to see is malformed");
	better = conn_for_ids(t->p, c, &ike->peer_id, idr != NULL ? &wanted : NULL);
	id_fini(&wanted);
	/* Without a conn the verification below still runs, and fails. */
	ike->nego->conn = better != NULL ? better->id : 0;
	return TURN_DONE;
}

static void note_failure(struct turn *t, bool known)
{
	char who[ID_TEXT_MAX];
	struct text w = TEXT_OVER(who);

	id_print(&w, &t->ike->peer_id);
	t->p->count.auth_failed++;
	if (known)
		log_auth(
			&t->ike->log,
			"peer '%s' failed to authenticate: its AUTH payload is wrong, or no PSK is "
			"configured for it",
			who);
	else
		log_auth(&t->ike->log,
			 "no connection is configured for a peer that calls itself '%s'", who);
}

/* RFC 7296 2.4: by the authenticated identities, not by address or connection.  The new child is up already: what
 * replaced its predecessor has left no gap. */
static void drop_older(struct turn *t)
{
	struct ike_sa *next;

	for (struct ike_sa *ike = ike_next_of_identity(t->p, t->ike, NULL); ike != NULL;
	     ike = next) {
		next = ike_next_of_identity(t->p, t->ike, ike);
		if (ike == t->ike)
			continue;
		log_note(&ike->log, "deleted: the peer started anew (INITIAL_CONTACT)");
		v2_ike_gone(t->p, ike, "the peer started anew");
	}
}

static struct outcome admit(struct turn *t, struct conn *c)
{
	struct ike_sa *ike = t->ike;
	struct conn *first = ike_conn(t->p, ike);
	char who[ID_TEXT_MAX];
	struct text w = TEXT_OVER(who);

	if (c->kind == CONN_TEMPLATE)
		c = conn_instantiate(t->p, c, ike->remote.addr, ike->remote.port, &ike->peer_id);
	if (c == NULL)
		return refuse(t, "too many instances of the connection, or out of memory");
	ike->encap =
		c->config->encapsulation == ENCAP_YES ||
		(c->config->encapsulation == ENCAP_AUTO && (ike->nat_local || ike->nat_remote));
	ike_sa_set_conn(t->p, ike, c);
	if (first != NULL && first != c)
		ike_release_conn(t->p, first);	/* it may have stayed only for this SA */
	if (!id_copy(&ike->local_id, &c->local.id) ||
	    !identity_body(&c->local.id, &ike->nego->id_r))
		return refuse(t, "out of memory");
	ike_sa_index_identity(t->p, ike);
	identity_describe(&w, &ike->peer_id);
	log_note(&ike->log,
		 "responder established IKE SA; authenticated peer using authby=secret and %s",
		 who);
	return TURN_DONE;
}

struct outcome auth_r_verify(struct turn *t)
{
	const struct v2_auth *auth = &chain_find(&t->chain, V2_AUTH)->body.auth;
	struct conn *c = conn_by_id(t->p, t->ike->nego->conn);
	struct auth_input in = identity_auth_input(t->ike, IKE_INITIATOR);
	struct id nobody = { .special = ID_ANY };
	enum security ok = psk_verify(t->p, &in, c != NULL ? &c->local.id : &nobody,
				      &t->ike->peer_id, auth->data);

	if (c == NULL || ok != SEC_GOOD || auth->method != AUTH_SHARED_KEY) {
		note_failure(t, c != NULL);
		return TURN_FAIL(N_AUTHENTICATION_FAILED, "authentication failed");
	}
	/* IKE_SA_INIT was answered by the hosts alone: another connection may allow weaker algorithms. */
	if (!proposal_permits(&c->config->ike, &t->ike->suite))
		return TURN_FAIL(N_NO_PROPOSAL_CHOSEN,
				 "the algorithms in use are not in the ike= of the peer's connection");
	return admit(t, c);
}

static bool put_auth(struct turn *t, struct v2_out *o)
{
	struct ike_sa *ike = t->ike;
	struct auth_input in = identity_auth_input(ike, IKE_RESPONDER);
	union v2_body b = { .id = identity_payload(&ike->local_id) };
	uint8_t auth[HASH_MAX];

	if (psk_sign(t->p, &in, &ike->local_id, &ike->peer_id, auth) != SEC_GOOD)
		return false;
	chain_put(&o->chain, V2_IDR, &b);
	b.auth = (struct v2_auth){ AUTH_SHARED_KEY, view_make(auth, in.prf->out_len) };
	chain_put(&o->chain, V2_AUTH, &b);
	return true;
}

/* The first child: any failure is told by a notify, and the IKE SA lives (1.2). */
static struct outcome first_child(struct turn *t, char why[256])
{
	struct v2_nego *n = t->ike->nego;
	struct outcome out;

	if (chain_find(&t->chain, V2_SA) == NULL)
		return TURN_REJECT(0, "childless");
	if (chain_find(&t->chain, V2_TSI) == NULL || chain_find(&t->chain, V2_TSR) == NULL)
		return TURN_REJECT(N_INVALID_SYNTAX, "SA without traffic selectors");
	out = child_choose(t, n, ike_conn(t->p, t->ike), false);
	if (out.kind != OUTCOME_DONE)
		return out;
	if (!child_complete(t->p, t->ike, n, why))
		return TURN_REJECT(N_TEMPORARY_FAILURE, why);
	return TURN_DONE;
}

static bool put_child(struct turn *t, struct v2_out *o, struct outcome child)
{
	struct v2_nego *n = t->ike->nego;

	if (child.kind == OUTCOME_DONE)
		return child_answer_sa(t, n, o) && child_answer_ts(t, n, o);
	if (child.notify == 0)
		return true;
	log_peer(&t->ike->log, "Child SA refused with %s: %s",
		 name_find(&v2_notify_names, child.notify), child.why);
	v2_put_notify(o, child.notify, VIEW_EMPTY);
	v2_child_failed(t->p, t->ike, n, child.why);
	return true;
}

struct outcome auth_r_reply(struct turn *t)
{
	struct ike_sa *ike = t->ike;
	struct outcome child;
	char why[256] = "";
	struct v2_out o;

	ike_sa_set_state(t->p, ike, IKE_UP);
	ike->nego->conn = ike->conn;
	child = first_child(t, why);
	v2_reply_open(t, &o);
	if (!put_auth(t, &o) || !put_child(t, &o, child) || !v2_reply_send(t, &o)) {
		v2_ike_gone(t->p, ike, "no answer could be built");
		return TURN_DROP("no answer could be built");
	}
	v2_ike_established(t->p, ike);
	nego_free(t->p, &ike->nego);
	if (chain_notify(&t->chain, N_INITIAL_CONTACT) != NULL)
		drop_older(t);
	task_next(t->p, ike);
	return TURN_DONE;
}

struct outcome auth_r_no_eap(struct turn *t)
{
	return refuse(t, "the peer wants EAP, which is not configured");
}
