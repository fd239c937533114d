/* SPDX-License-Identifier: ISC
 *
 * sa_init_i.c - initiator of IKE_SA_INIT (RFC 7296 1.2, 2.6, 2.6.1, 2.7).  Answers are not authenticated: those
 * that say "no" only shorten the wait (2.21.1).
 */
#include "base/reader.h"
#include "conn/conn.h"
#include "core/limits.h"
#include "ike/nat.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/initiate.h"
#include "ikev2/terminate.h"

static bool put_request(struct pluto *p, struct ike_sa *ike, struct conn *c, struct v2_out *o)
{
	uint8_t src[NAT_HASH_LEN], dst[NAT_HASH_LEN];
	struct v2_nego *n = ike->nego;
	struct arena a = { 0 };
	union v2_body b;
	bool ok = proposal_to_wire(&c->config->ike, VIEW_EMPTY, false, &a, &b.sa);

	if (n->cookie.len > 0)
		v2_put_notify(o, N_COOKIE, bytes_view(&n->cookie));	/* first: 2.6 */
	if (ok)
		chain_put(&o->chain, V2_SA, &b);
	arena_fini(&a);
	b.ke = (struct v2_ke){ n->ke_alg->id, bytes_view(&n->ke_public) };
	chain_put(&o->chain, V2_KE, &b);
	b.nonce.data = bytes_view(&n->ni);
	chain_put(&o->chain, V2_NONCE, &b);
	if (!ok || !nat_hash(p, ike, ike->local, src) || !nat_hash(p, ike, ike->remote, dst))
		return false;
	if (c->config->encapsulation == ENCAP_YES)
		src[0] ^= 0xff;
	v2_put_notify(o, N_NAT_DETECTION_SOURCE_IP, VIEW_OF(src));
	v2_put_notify(o, N_NAT_DETECTION_DESTINATION_IP, VIEW_OF(dst));
	return true;
}

void sa_init_i_send(struct pluto *p, struct ike_sa *ike)
{
	struct v2_nego *n = ike->nego;
	struct conn *c = ike_conn(p, ike);
	struct v2_out o;
	char to[ENDPOINT_TEXT_MAX];
	struct text t = TEXT_OVER(to);

	if (n->ke_public.len == 0 && n->ke_status == KE_IDLE &&
	    nego_ke(p, ike, NEGO_IKE) == KE_BUSY)
		return;		/* comes back here */
	ike->window.send_next = 0;
	v2_request_open(p, &o, ike, V2_IKE_SA_INIT);
	bytes_fini(&n->first_i);
	if (c == NULL || n->ke_status != KE_READY || !put_request(p, ike, c, &o) ||
	    !v2_request_send(p, &o, ike) ||
	    !bytes_copy(&n->first_i, bytes_view(&ike->retransmit.packet))) {
		v2_ike_failed(p, ike, RC_FATAL, "IKE_SA_INIT request could not be built");
		return;
	}
	n->tries++;
	address_print(&t, ike->remote.addr);
	log_note(&ike->log, "sent IKE_SA_INIT request to %s:UDP/%u", to, ike->remote.port);
}

/* --- the answer ------------------------------------------------------------------------------------ */

static bool take_answer(struct turn *t, const struct suite *s)
{
	struct v2_nego *n = t->ike->nego;

	t->ike->spi_r = t->header.spi_r;
	t->ike->suite = (struct ike_suite){ s->encr, s->key_bits, s->prf, s->integ, s->ke };
	bytes_fini(&n->nr);
	bytes_fini(&n->first_r);
	bytes_fini(&n->ke_peer);
	return bytes_copy(&n->nr, chain_find(&t->chain, V2_NONCE)->body.nonce.data) &&
	       bytes_copy(&n->first_r, t->message) &&
	       bytes_copy(&n->ke_peer, chain_find(&t->chain, V2_KE)->body.ke.data);
}

struct outcome sa_init_i_check(struct turn *t)
{
	const struct v2_ke *ke = &chain_find(&t->chain, V2_KE)->body.ke;
	const struct v2_sa *sa = &chain_find(&t->chain, V2_SA)->body.sa;
	struct v2_nego *n = t->ike->nego;
	struct choose_policy policy = { .prefer_ke = n->ke_alg->id };
	struct conn *c = ike_conn(t->p, t->ike);
	struct suite suite;

	if (ike_spi_is_zero(t->header.spi_r))
		return TURN_DROP("responder SPI is zero");
	if (c == NULL)
		return TURN_FAIL(0, "the connection was deleted meanwhile");
	if (proposal_accept(&c->config->ike, sa, &policy, &suite) != CHOOSE_OK || suite.ke == NULL)
		return TURN_DROP("the answer chooses a proposal that we did not make");
	if (ke->group != n->ke_alg->id || suite.ke != n->ke_alg ||
	    ke->data.len != n->ke_alg->public_len)
		return TURN_DROP("the answer's KE payload is not of the group we sent");
	v2_request_answered(t->p, t->ike);
	if (!take_answer(t, &suite))
		return TURN_FAIL(0, "out of memory");
	nat_detect(t->p, t->ike, &t->header, &t->chain);
	t->ike->encap = c->config->encapsulation == ENCAP_YES ||
			(c->config->encapsulation == ENCAP_AUTO &&
			 (t->ike->nat_local || t->ike->nat_remote));
	return TURN_DONE;
}

struct outcome sa_init_i_derive(struct turn *t)
{
	return nego_ke(t->p, t->ike, NEGO_IKE) == KE_BUSY ? TURN_WAIT : TURN_DONE;
}

/* --- refusals ---------------------------------------------------------------------------------------- */

static struct outcome retry_cookie(struct turn *t, struct view cookie)
{
	struct v2_nego *n = t->ike->nego;

	if (cookie.len < 1 || cookie.len > 64)
		return TURN_DROP("cookie of a wrong length");
	if (view_eq(cookie, bytes_view(&n->cookie)))
		return TURN_DROP("that cookie was returned already");
	if (n->tries > LIMIT_COOKIE_RETRIES)
		return TURN_FAIL(0, "the peer keeps asking for new cookies");
	bytes_fini(&n->cookie);
	if (!bytes_copy(&n->cookie, cookie))
		return TURN_FAIL(0, "out of memory");
	v2_request_answered(t->p, t->ike);
	sa_init_i_send(t->p, t->ike);
	return TURN_DONE;
}

static struct outcome retry_group(struct turn *t, struct view data)
{
	struct v2_nego *n = t->ike->nego;
	struct conn *c = ike_conn(t->p, t->ike);
	struct reader r = reader_make(data);
	const struct ke_alg *ke;
	uint16_t group;

	if (!reader_u16(&r, &group) || reader_left(&r) != 0)
		return TURN_DROP("INVALID_KE_PAYLOAD without a group");
	ke = ke_alg_find(group);
	if (ke == NULL || c == NULL || !proposal_has_ke(&c->config->ike, group) || group >= 64 ||
	    (n->groups_tried & (1ull << group)) != 0)
		return TURN_DROP(
			"INVALID_KE_PAYLOAD names a group that we did not offer or already tried");
	if (n->tries > LIMIT_COOKIE_RETRIES)
		return TURN_FAIL(0, "the peer keeps asking for other key exchange methods");
	log_note(&t->ike->log, "peer prefers key exchange method %s; trying again", ke->name);
	nego_ke_again(t->p, n, ke);
	n->groups_tried |= 1ull << group;
	v2_request_answered(t->p, t->ike);
	sa_init_i_send(t->p, t->ike);
	return TURN_DONE;
}

static struct outcome hint(struct turn *t, uint16_t type)
{
	struct v2_nego *n = t->ike->nego;
	const char *name = name_find(&v2_notify_names, type);
	struct duration waited = monotime_sub(env_now(&t->p->env), t->ike->retransmit.started);

	if (n->error_hint == 0) {
		log_peer(&t->ike->log,
			 "peer answers IKE_SA_INIT with %s; this is not authenticated, so we wait "
			 "a little for a better answer",
			 name != NULL ? name : "an error");
		/* Give up soon instead of after the whole time-out. */
		t->ike->retransmit.give_up = duration_min(
			t->ike->retransmit.give_up, (struct duration){ waited.us + 3 * US_PER_S });
	}
	n->error_hint = type;
	return TURN_DROP("unprotected error");
}

struct outcome sa_init_i_error(struct turn *t)
{
	for (size_t i = 0; i < t->chain.nr; i++) {
		const struct payload *pl = &t->chain.items[i];

		if (pl->type != V2_N || pl->desc == NULL)
			continue;
		if (pl->body.notify.type == N_COOKIE)
			return retry_cookie(t, pl->body.notify.data);
		if (pl->body.notify.type == N_INVALID_KE_PAYLOAD)
			return retry_group(t, pl->body.notify.data);
		if (V2_NOTIFY_IS_ERROR(pl->body.notify.type))
			return hint(t, pl->body.notify.type);
	}
	return TURN_DROP("an answer without content");
}
