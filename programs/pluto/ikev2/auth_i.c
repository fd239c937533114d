/* SPDX-License-Identifier: ISC
 *
 * auth_i.c - initiator of IKE_AUTH with a shared key (RFC 7296 1.2, 2.15, 2.21.2).
 */
#include "auth/psk.h"
#include "conn/conn.h"
#include "ike/nat.h"
#include "ikev2/child_nego.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/identity.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

/* Behind a NAT both sides go on at port 4500 (2.23). */
static void float_ports(struct pluto *p, struct ike_sa *ike)
{
	if (!ike->encap)
		return;
	if (ike->local.port == p->setup.ike_port)
		ike->local.port = p->setup.nat_port;
	if (ike->remote.port == p->setup.ike_port)
		ike->remote.port = p->setup.nat_port;
}

static struct outcome sign(struct turn *t, struct conn *c, uint8_t *auth)
{
	struct auth_input in;
	char who[ID_TEXT_MAX];
	struct text w = TEXT_OVER(who);

	if (!id_copy(&t->ike->local_id, &c->local.id) ||
	    !identity_body(&c->local.id, &t->ike->nego->id_i))
		return TURN_FAIL(0, "out of memory");
	in = identity_auth_input(t->ike, IKE_INITIATOR);
	switch (psk_sign(t->p, &in, &c->local.id, &c->remote.id, auth)) {
	case SEC_GOOD:
		return TURN_DONE;
	case SEC_BAD:
		id_print(&w, &c->remote.id);
		log_auth(&t->ike->log, "no PSK for this side and the peer '%s' in the secrets file",
			 who);
		return TURN_FAIL(0, "no PSK is configured for these identities");
	case SEC_ERROR:
		break;
	}
	return TURN_FAIL(0, "NSS could not compute AUTH");
}

/* INITIAL_CONTACT would tell the peer to drop what this SA is made to succeed (2.4). */
static bool have_another(struct turn *t, struct conn *c)
{
	struct ike_sa *best = ike_for_conn(t->p, c);

	return t->ike->replaces != 0 || (best != NULL && best != t->ike && best->state == IKE_UP);
}

static bool put_request(struct turn *t, struct conn *c, struct v2_out *o, const uint8_t *auth)
{
	struct v2_nego *n = t->ike->nego;
	union v2_body b = { .id = identity_payload(&c->local.id) };

	chain_put(&o->chain, V2_IDI, &b);
	if (c->config->initial_contact && !have_another(t, c))
		v2_put_notify(o, N_INITIAL_CONTACT, VIEW_EMPTY);
	if (c->remote.id.special == ID_IS_ID) {
		b.id = identity_payload(&c->remote.id);
		chain_put(&o->chain, V2_IDR, &b);
	}
	b.auth = (struct v2_auth){ AUTH_SHARED_KEY, view_make(auth, t->ike->suite.prf->out_len) };
	chain_put(&o->chain, V2_AUTH, &b);
	return child_offer_sa(t->p, t->ike, n, o, false) && child_offer_ts(t->p, n, o);
}

static void log_request(struct turn *t, struct conn *c)
{
	struct child_sa *child = child_by_id(t->p, t->ike->nego->child);
	struct ike_sa *ike = t->ike;
	struct suite s = { .encr = ike->suite.encr,
			   .key_bits = ike->suite.key_bits,
			   .prf = ike->suite.prf,
			   .integ = ike->suite.integ,
			   .ke = ike->suite.ke };
	char suite[128], id[ID_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	struct text st = TEXT_OVER(suite), it = TEXT_OVER(id), at = TEXT_OVER(to);

	suite_print_ike(&st, &s);
	identity_describe(&it, &c->local.id);
	address_print(&at, ike->remote.addr);
	log_note(&ike->log,
		 "processed IKE_SA_INIT response from %s:UDP/%u {%s}, initiating IKE_AUTH", to,
		 t->remote.port, suite);
	log_note(&ike->log,
		 "sent IKE_AUTH request to %s:UDP/%u with shared-key-mac and %s; Child SA #%llu "
		 "{ESP <0x%08x}",
		 to, ike->remote.port, id, (unsigned long long)ike->nego->child,
		 child != NULL ? child->spi_in : 0);
}

struct outcome auth_i_request(struct turn *t)
{
	struct conn *c = ike_conn(t->p, t->ike);
	uint8_t auth[HASH_MAX];
	struct outcome out;
	struct v2_out o;

	if (t->ike->nego->ke_status != KE_READY)
		return TURN_FAIL(0, "the peer's key exchange value is invalid");
	if (c == NULL)
		return TURN_FAIL(0, "the connection was deleted meanwhile");
	if (!v2_derive_keys(t->p, t->ike))
		return TURN_FAIL(0, "NSS could not derive the keys");
	out = sign(t, c, auth);
	if (out.kind != OUTCOME_DONE)
		return out;
	ike_sa_set_state(t->p, t->ike, IKE_AUTH_I);
	float_ports(t->p, t->ike);
	v2_request_open(t->p, &o, t->ike, V2_IKE_AUTH);
	if (!put_request(t, c, &o, auth) || !v2_request_send(t->p, &o, t->ike))
		return TURN_FAIL(0, "IKE_AUTH request could not be built");
	log_request(t, c);
	return TURN_DONE;
}

/* --- the answer ------------------------------------------------------------------------------------------ */

struct outcome auth_i_verify(struct turn *t)
{
	const struct payload *idr = chain_find(&t->chain, V2_IDR);
	const struct v2_auth *auth = &chain_find(&t->chain, V2_AUTH)->body.auth;
	struct ike_sa *ike = t->ike;
	struct conn *c = ike_conn(t->p, ike);
	char who[ID_TEXT_MAX];
	struct text w = TEXT_OVER(who);
	struct auth_input in;

	id_fini(&ike->peer_id);
	bytes_fini(&ike->nego->id_r);
	if (c == NULL)
		return TURN_FAIL(N_AUTHENTICATION_FAILED, "the connection was deleted meanwhile");
	if (!id_from_payload(idr->body.id.type, idr->body.id.data, &ike->peer_id) ||
	    !bytes_copy(&ike->nego->id_r, idr->raw))
		return TURN_FAIL(N_AUTHENTICATION_FAILED, "the peer's identity is malformed");
	id_print(&w, &ike->peer_id);
	if (!id_matches(&ike->peer_id, &c->remote.id, NULL)) {
		log_auth(&ike->log, "peer says that it is '%s', which is not the configured peer",
			 who);
		return TURN_FAIL(N_AUTHENTICATION_FAILED,
				 "the peer's identity is not the configured one");
	}
	if (auth->method != AUTH_SHARED_KEY)
		return TURN_FAIL(N_AUTHENTICATION_FAILED,
				 "the peer does not authenticate with a shared key");
	in = identity_auth_input(ike, IKE_RESPONDER);
	if (psk_verify(t->p, &in, &c->local.id, &ike->peer_id, auth->data) != SEC_GOOD) {
		log_auth(&ike->log, "peer '%s' does not know our PSK: its AUTH payload is wrong",
			 who);
		t->p->count.auth_failed++;
		return TURN_FAIL(N_AUTHENTICATION_FAILED, "the peer's authentication is wrong");
	}
	ike_sa_set_state(t->p, ike, IKE_UP);
	ike_sa_index_identity(t->p, ike);
	w = TEXT_OVER(who);
	identity_describe(&w, &ike->peer_id);
	log_note(&ike->log,
		 "initiator established IKE SA; authenticated peer using authby=secret and %s",
		 who);
	v2_ike_established(t->p, ike);
	return TURN_DONE;
}

/* The IKE SA stands, whatever becomes of its first child (1.2). */
struct outcome auth_i_child(struct turn *t)
{
	struct ike_sa *ike = t->ike;
	struct v2_nego *n = ike->nego;
	struct outcome out = { 0 };
	char why[256];

	if (chain_find(&t->chain, V2_SA) == NULL) {
		const char *name = "no SA payload";

		for (size_t i = 0; i < t->chain.nr; i++)
			if (t->chain.items[i].type == V2_N && t->chain.items[i].desc != NULL &&
			    V2_NOTIFY_IS_ERROR(t->chain.items[i].body.notify.type))
				name = name_find(&v2_notify_names,
						 t->chain.items[i].body.notify.type)
					       ?: name;
		log_peer(&ike->log, "IKE_AUTH response rejected Child SA with %s", name);
		v2_child_failed(t->p, ike, n, name);
	} else if ((out = child_accept(t, n, false)).kind != OUTCOME_DONE) {
		log_peer(&ike->log, "Child SA is not acceptable: %s", out.why);
		v2_child_unwanted(t->p, ike, n, out.why);
	} else if (!child_complete(t->p, ike, n, why)) {
		log_local(&ike->log, "Child SA could not be installed: %s", why);
		v2_child_unwanted(t->p, ike, n, why);
	}
	nego_free(t->p, &ike->nego);
	task_next(t->p, ike);
	return TURN_DONE;
}

struct outcome auth_i_error(struct turn *t)
{
	for (size_t i = 0; i < t->chain.nr; i++) {
		const struct payload *pl = &t->chain.items[i];

		if (pl->type == V2_N && pl->desc != NULL &&
		    V2_NOTIFY_IS_ERROR(pl->body.notify.type)) {
			const char *name = name_find(&v2_notify_names, pl->body.notify.type);

			log_auth(&t->ike->log, "IKE SA authentication request rejected by peer: %s",
				 name != NULL ? name : "an unknown error");
			return TURN_FAIL(
				0, name != NULL ? name : "the peer answered with an unknown error");
		}
	}
	return TURN_FAIL(0, "the peer's answer has neither AUTH nor an error");
}
