/* SPDX-License-Identifier: ISC
 *
 * sa_init_r.c - responder of IKE_SA_INIT (RFC 7296 1.2, 2.6, 2.7): nothing is kept until the request is known to
 * be acceptable.
 */
#include "conn/conn_db.h"
#include "ike/ddos.h"
#include "ike/nat.h"
#include "ike/retransmit.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/terminate.h"

#define CONNS_TRIED_MAX 32	/* work for one unauthenticated packet */
#define HALF_OPEN_LIFE DURATION_S(30)

/* A COOKIE answer: no state, and not longer than the request. */
static void ask_cookie(struct turn *t, struct view ni)
{
	struct ike_sa nobody = { .spi_i = t->header.spi_i, .role = IKE_RESPONDER };
	uint8_t cookie[COOKIE_LEN];
	struct bytes message = { 0 };
	struct v2_out o;

	if (!cookie_make(t->p, ni, t->remote.addr, t->header.spi_i, cookie))
		return;
	v2_out_clear(&o, &nobody, (struct v2_message_id){ V2_IKE_SA_INIT, true, 0 });
	v2_put_notify(&o, N_COOKIE, VIEW_OF(cookie));
	if (v2_out_finish(t->p, &o, &nobody, &message)) {
		ike_send_from(t->p, t->local, t->remote, bytes_view(&message));
		t->p->count.cookies_sent++;
	}
	bytes_fini(&message);
}

/* True: the request may be worked on. */
static bool pass_ddos(struct turn *t, struct view ni)
{
	const struct v2_notify *cookie = chain_notify(&t->chain, N_COOKIE);

	switch (ddos_judge(t->p, t->remote.addr)) {
	case DDOS_ACCEPT:
		return true;
	case DDOS_REFUSE:
		return false;
	case DDOS_ASK_COOKIE:
		break;
	}
	if (cookie != NULL &&
	    cookie_check(t->p, cookie->data, ni, t->remote.addr, t->header.spi_i) == SEC_GOOD)
		return true;
	ask_cookie(t, ni);
	return false;
}

static struct conn *choose_conn(struct turn *t, const struct choose_policy *policy,
				struct suite *suite)
{
	const struct v2_sa *offer = &chain_find(&t->chain, V2_SA)->body.sa;
	struct conn *first = NULL, *c = NULL;

	/* Conns between the same hosts may have different proposals. */
	for (unsigned tried = 0; tried < CONNS_TRIED_MAX; tried++) {
		c = conn_next_for_hosts(t->p, t->local.addr, t->remote.addr, c);
		if (c == NULL)
			break;
		if (proposal_choose(&c->config->ike, offer, policy, suite) == CHOOSE_OK)
			return c;
		first = first == NULL ? c : first;
	}
	suite->ke = NULL;
	return first;
}

static bool make_sa(struct turn *t, struct conn *c, const struct suite *s)
{
	struct ike_sa *ike = ike_sa_new(t->p, c->id, IKE_RESPONDER, t->local, t->remote);
	struct crypto *crypto = t->p->env.crypto;

	if (ike == NULL)
		return false;
	t->ike = ike;
	ike->spi_i = t->header.spi_i;
	ike_sa_index_peer(t->p, ike);
	ike->suite = (struct ike_suite){ s->encr, s->key_bits, s->prf, s->integ, s->ke };
	ike->nego = nego_new();
	/* Repeats that come while a job is at it must be recognised as such. */
	return ike->nego != NULL &&
	       crypto->hash(crypto->ctx, HASH_SHA2_256, &t->message, 1, ike->window.last_request);
}

static void half_open_timeout(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike != NULL && ike->state == IKE_INIT_R) {
		trace(&ike->log, "half-open IKE SA: the peer did not go on");
		v2_ike_gone(p, ike, "the peer did not go on");
	}
}

/* As if the request had not come: a repeat of it starts from the beginning. */
static struct outcome forget(struct turn *t, const char *why)
{
	if (t->ike != NULL)
		v2_ike_gone(t->p, t->ike, why);
	return TURN_DROP(why);
}

struct outcome sa_init_r_choose(struct turn *t)
{
	const struct v2_ke *ke = &chain_find(&t->chain, V2_KE)->body.ke;
	struct view ni = chain_find(&t->chain, V2_NONCE)->body.nonce.data;
	struct choose_policy policy = { .prefer_ke = ke->group };
	struct suite suite = { 0 };
	struct conn *c;

	if (t->p->stopping)
		return TURN_DROP("shutting down");
	if (!pass_ddos(t, ni))
		return TURN_DROP("a cookie is required, or too many half-open SAs");
	c = choose_conn(t, &policy, &suite);
	if (c == NULL)
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "no connection is configured between these hosts");
	if (suite.ke == NULL)
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "no proposal matches this connection's ike=");
	if (suite.ke->id != ke->group)
		return TURN_OTHER_KE(suite.ke->id, "another key exchange method is preferred");
	if (ke->data.len != suite.ke->public_len)
		return TURN_DROP("the KE payload's length does not fit its group");
	if (!make_sa(t, c, &suite))
		return forget(t, "out of memory");
	if (!timer_arm(t->p, &t->ike->life, HALF_OPEN_LIFE, half_open_timeout, t->ike->id))
		return forget(t, "out of memory");
	return TURN_DONE;
}

struct outcome sa_init_r_start(struct turn *t)
{
	struct ike_sa *ike = t->ike;
	struct v2_nego *n = ike->nego;

	nat_detect(t->p, ike, &t->header, &t->chain);
	n->ke_alg = ike->suite.ke;
	if (!bytes_copy(&n->ni, chain_find(&t->chain, V2_NONCE)->body.nonce.data) ||
	    !bytes_copy(&n->first_i, t->message) || !nego_nonce(t->p, &n->nr))
		return forget(t, "out of memory");
	if (!n->ke_alg->slow)	/* our key pair now; g^ir when the peer comes back */
		return nego_ke(t->p, ike, NEGO_IKE) == KE_READY ? TURN_DONE
								: forget(t, "NSS failed");
	if (!bytes_copy(&n->ke_peer, chain_find(&t->chain, V2_KE)->body.ke.data) ||
	    nego_ke(t->p, ike, NEGO_IKE) != KE_BUSY)
		return forget(t, "out of memory");
	return TURN_WAIT;
}

static void put_nat(struct turn *t, struct v2_out *o)
{
	uint8_t src[NAT_HASH_LEN], dst[NAT_HASH_LEN];
	struct ike_sa *ike = t->ike;
	struct conn *c = ike_conn(t->p, ike);
	bool force = c != NULL && c->config->encapsulation == ENCAP_YES;

	if (!nat_hash(t->p, ike, ike->local, src) || !nat_hash(t->p, ike, ike->remote, dst))
		return;
	if (force)
		src[0] ^= 0xff;		/* makes the peer see a NAT, so that both encapsulate */
	v2_put_notify(o, N_NAT_DETECTION_SOURCE_IP, VIEW_OF(src));
	v2_put_notify(o, N_NAT_DETECTION_DESTINATION_IP, VIEW_OF(dst));
}

static bool put_answer(struct turn *t, struct v2_out *o)
{
	struct choose_policy policy = { .prefer_ke = t->ike->suite.ke->id };
	const struct v2_sa *offer = &chain_find(&t->chain, V2_SA)->body.sa;
	struct conn *c = ike_conn(t->p, t->ike);
	struct v2_nego *n = t->ike->nego;
	struct suite suite;
	union v2_body b;

	if (c == NULL || proposal_choose(&c->config->ike, offer, &policy, &suite) != CHOOSE_OK ||
	    !suite_to_wire(&suite, VIEW_EMPTY, t->arena, &b.sa))
		return false;
	chain_put(&o->chain, V2_SA, &b);
	b.ke = (struct v2_ke){ suite.ke->id, bytes_view(&n->ke_public) };
	chain_put(&o->chain, V2_KE, &b);
	b.nonce.data = bytes_view(&n->nr);
	chain_put(&o->chain, V2_NONCE, &b);
	if (chain_notify(&t->chain, N_NAT_DETECTION_SOURCE_IP) != NULL)
		put_nat(t, o);
	return true;
}

struct outcome sa_init_r_reply(struct turn *t)
{
	struct ike_sa *ike = t->ike;
	struct v2_nego *n = ike->nego;
	struct v2_out o;

	if (n->ke_status != KE_READY)
		return forget(t, "the peer's key exchange value is invalid");
	/* A fast group derives later: keep the peer's value. */
	if (n->shared.len == 0 &&
	    !bytes_copy(&n->ke_peer, chain_find(&t->chain, V2_KE)->body.ke.data))
		return forget(t, "out of memory");
	v2_reply_open(t, &o);
	if (!put_answer(t, &o) || !v2_reply_send(t, &o) ||
	    !bytes_copy(&n->first_r, bytes_view(&ike->window.last_reply)))
		return forget(t, "no answer could be built");
	return TURN_DONE;
}
