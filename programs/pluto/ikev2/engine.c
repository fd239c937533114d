/* SPDX-License-Identifier: ISC
 *
 * engine.c - see engine.h.
 */
#include "ikev2/engine.h"

#include <string.h>

#include "base/alloc.h"
#include "conn/conn.h"
#include "ike/ddos.h"
#include "ike/retransmit.h"
#include "ikev2/edges.h"
#include "ikev2/initiate.h"
#include "ikev2/peer_moved.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/sk.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

struct v2_parked {
	const struct v2_edge *edge;
	size_t step;			/* to go on with */
	struct ike_header header;
	struct endpoint local, remote;
	struct bytes message;
	struct bytes payloads;		/* of the chain (decrypted) */
	uint8_t first;
};

void parked_free(struct v2_parked **parked)
{
	if (*parked == NULL)
		return;
	bytes_fini(&(*parked)->message);
	bytes_fini(&(*parked)->payloads);
	MEM_FREE(*parked);
}

static bool is_response(const struct turn *t)
{
	return (t->header.flags & IKE_FLAG_RESPONSE) != 0;
}

static void dropped(struct turn *t, const char *why)
{
	t->p->count.dropped++;
	trace(t->ike != NULL ? &t->ike->log : &t->p->log, "dropped %s %s %u: %s",
	      name_find(&v2_exchange_names, t->header.exchange) ?: "message",
	      is_response(t) ? "response" : "request", t->header.message_id, why);
}

/* --- sending ------------------------------------------------------------------------------------ */

static void hash_message(struct pluto *p, struct view message, uint8_t out[32])
{
	struct crypto *c = p->env.crypto;

	if (!c->hash(c->ctx, HASH_SHA2_256, &message, 1, out))
		memset(out, 0, 32);	/* then no repeat is recognised, which is safe */
}

void v2_request_open(struct pluto *p, struct v2_out *o, struct ike_sa *ike,
		     enum v2_exchange exchange)
{
	struct v2_message_id m = { .exchange = (uint8_t)exchange, .id = ike->window.send_next };

	if (exchange == V2_IKE_SA_INIT)
		v2_out_clear(o, ike, m);
	else
		v2_out_protected(p, o, ike, m);
}

bool v2_request_send(struct pluto *p, struct v2_out *o, struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, ike);
	struct retransmit_policy policy = {
		.first = c != NULL ? c->config->retransmit_first : DURATION_MS(500),
		.give_up = c != NULL ? c->config->retransmit_timeout : DURATION_S(30),
		.gave_up = v2_gave_up,
	};
	struct bytes message = { 0 };

	if (!v2_out_finish(p, o, ike, &message)) {
		log_local(&ike->log,
			  "could not build a request (out of memory, too long, or NSS failed)");
		return false;
	}
	if (!retransmit_start(p, ike, &policy, &message))
		return false;
	ike->window.send_next++;
	ike->window.send_exchange = o->exchange;
	ike->window.outstanding = true;
	return true;
}

/* RFC 7296 2.2: message ids never start again; the SA ends. */
static void ids_used_up(struct pluto *p, struct ike_sa *ike)
{
	struct intent i = { .type = INTENT_DELETE_IKE,
			    .sa = ike->id,
			    .text = "its message ids are used up" };

	intent_add(p, &i);
}

void v2_request_answered(struct pluto *p, struct ike_sa *ike)
{
	ike->window.outstanding = false;
	retransmit_stop(p, &ike->retransmit);
	if (ike->window.send_next == UINT32_MAX - 1)	/* one is left, for the Delete */
		ids_used_up(p, ike);
}

void v2_reply_open(struct turn *t, struct v2_out *o)
{
	struct v2_message_id m = {
		.exchange = t->header.exchange, .response = true, .id = t->header.message_id,
	};

	if (t->header.exchange == V2_IKE_SA_INIT)
		v2_out_clear(o, t->ike, m);
	else
		v2_out_protected(t->p, o, t->ike, m);
}

bool v2_reply_send(struct turn *t, struct v2_out *o)
{
	struct ike_window *w = &t->ike->window;

	bytes_fini(&w->last_reply);
	if (!v2_out_finish(t->p, o, t->ike, &w->last_reply)) {
		log_local(&t->ike->log,
			  "could not build an answer (out of memory, too long, or NSS failed)");
		return false;
	}
	hash_message(t->p, t->message, w->last_request);
	w->recv_next = t->header.message_id + 1;
	ike_send_from(t->p, t->local, t->remote, bytes_view(&w->last_reply));
	if (w->recv_next == UINT32_MAX)
		ids_used_up(t->p, t->ike);
	return true;
}

static void put_error(struct v2_out *o, struct outcome out)
{
	uint8_t value[2] = { (uint8_t)(out.value >> 8), (uint8_t)out.value };
	uint8_t spi[4];
	struct writer w = writer_make(spi, sizeof(spi));

	switch (out.notify) {
	case N_INVALID_KE_PAYLOAD:
		v2_put_notify(o, out.notify, VIEW_OF(value));
		break;
	case N_UNSUPPORTED_CRITICAL_PAYLOAD:
		v2_put_notify(o, out.notify, view_make(value + 1, 1));
		break;
	case N_CHILD_SA_NOT_FOUND:	/* 3.10.1: the SPI is copied from REKEY_SA */
		writer_u32(&w, out.spi);
		chain_put_notify(&o->chain, out.protocol, out.notify,
				 out.protocol == 0 ? VIEW_EMPTY : writer_done(&w), VIEW_EMPTY);
		break;
	default:
		v2_put_notify(o, out.notify, VIEW_EMPTY);
		break;
	}
}

static void reply_error(struct turn *t, struct outcome out)
{
	struct v2_out o;

	v2_reply_open(t, &o);
	if (out.notify != 0)
		put_error(&o, out);
	v2_reply_send(t, &o);
}

/* Without an SA: the header is the request's, nothing is kept, nobody is trusted (2.21.1, 2.21.4). */
static void reply_stateless(struct turn *t, struct outcome out)
{
	struct ike_sa nobody = { .spi_i = t->header.spi_i,
				 .spi_r = t->header.spi_r,
				 .role = IKE_RESPONDER };
	struct v2_out o;
	struct bytes message = { 0 };

	if (!(t->header.flags & IKE_FLAG_INITIATOR))
		nobody.role = IKE_INITIATOR;
	v2_out_clear(&o, &nobody,
		     (struct v2_message_id){ t->header.exchange, true, t->header.message_id });
	put_error(&o, out);
	/* Never an amplifier: a request that is shorter than the answer was none of a real peer. */
	if (v2_out_finish(t->p, &o, &nobody, &message) && message.len <= t->message.len)
		ike_send_from(t->p, t->local, t->remote, bytes_view(&message));
	bytes_fini(&message);
}

/* --- outcomes ------------------------------------------------------------------------------------ */

/* A message that cannot be kept for its job, or not be taken up again. */
static void no_memory(struct turn *t)
{
	switch (t->slot) {
	case NEGO_IKE:
		v2_ike_failed(t->p, t->ike, RC_FATAL, "out of memory");
		break;
	case NEGO_PEER:		/* the peer sends its request again */
		if (t->ike->peer_nego != NULL)
			v2_child_failed(t->p, t->ike, t->ike->peer_nego, "out of memory");
		nego_free(t->p, &t->ike->peer_nego);
		break;
	case NEGO_TASK:
		v2_task_unwanted(t->p, t->ike, "out of memory");
		break;
	}
}

static void park(struct turn *t, const struct v2_edge *edge, size_t step)
{
	struct v2_parked *k = mem_alloc(sizeof(*k));
	struct view inner = t->payloads;

	if (k == NULL || !bytes_copy(&k->message, t->message) || !bytes_copy(&k->payloads, inner)) {
		parked_free(&k);
		no_memory(t);
		return;
	}
	k->edge = edge;
	k->step = step;
	k->header = t->header;
	k->local = t->local;
	k->remote = t->remote;
	k->first = t->first;
	parked_free(&t->ike->parked[t->slot]);
	t->ike->parked[t->slot] = k;
}

static void conclude_request(struct turn *t, struct outcome out)
{
	const char *what = out.notify != 0 ? name_find(&v2_notify_names, out.notify) : "nothing";

	if (t->ike == NULL) {
		char from[ENDPOINT_TEXT_MAX];
		struct text f = TEXT_OVER(from);

		endpoint_print(&f, t->remote);
		if (ddos_may_log(t->p))
			log_peer(&t->p->log, "%s request from %s refused with %s: %s",
				 name_find(&v2_exchange_names, t->header.exchange), from, what,
				 out.why);
		reply_stateless(t, out);
		return;
	}
	if (out.notify != N_AUTHENTICATION_FAILED)	/* the step has said more than we could */
		log_peer(&t->ike->log, "%s request from peer refused with %s: %s",
			 name_find(&v2_exchange_names, t->header.exchange), what, out.why);
	reply_error(t, out);
	if (out.kind == OUTCOME_FAIL)
		v2_ike_linger(t->p, t->ike, out.why);
	else
		nego_free(t->p, &t->ike->peer_nego);
}

static void conclude_response(struct turn *t, struct outcome out)
{
	/* Nothing else is outstanding before and after IKE_UP that the SA could wait for. */
	if (out.kind != OUTCOME_FAIL && t->ike->state == IKE_UP)
		v2_task_failed(t->p, t->ike, out.why);
	else if (out.notify != 0)	/* the fault is in what the peer said: it believes that all is well */
		v2_ike_refused(t->p, t->ike, out.why);
	else
		v2_ike_failed(t->p, t->ike, RC_FATAL, out.why);
}

static void conclude(struct turn *t, const struct v2_edge *edge, size_t step, struct outcome out)
{
	switch (out.kind) {
	case OUTCOME_DONE:
	case OUTCOME_STOP:
		break;
	case OUTCOME_WAIT:
		park(t, edge, step + 1);
		break;
	case OUTCOME_DROP:
		dropped(t, out.why);
		break;
	case OUTCOME_REJECT:
	case OUTCOME_FAIL:
		if (is_response(t))
			conclude_response(t, out);
		else
			conclude_request(t, out);
		break;
	}
}

static void run_steps(struct turn *t, const struct v2_edge *edge, size_t first)
{
	for (size_t i = first; edge->steps[i] != NULL; i++) {
		struct outcome out = edge->steps[i](t);

		if (out.kind != OUTCOME_DONE) {
			conclude(t, edge, i, out);
			return;
		}
		if (t->ike != NULL && t->ike->state == IKE_GONE)
			return;
	}
}

static struct outcome wire_outcome(struct wire_result r)
{
	struct outcome out =
		TURN_FAIL(N_INVALID_SYNTAX, r.why != NULL ? r.why : "malformed payload");

	if (r.error == WIRE_CRITICAL) {
		out.kind = OUTCOME_REJECT;
		out.notify = N_UNSUPPORTED_CRITICAL_PAYLOAD;
		out.value = r.payload;
	}
	return out;
}

/* Protected: a malformed message ends the SA (RFC 7296 2.21.3).  Selectors that make no sense are only a child that
 * does not come, once the peer is known. */
static struct outcome malformed(const struct turn *t, struct wire_result r)
{
	struct outcome out = wire_outcome(r);

	if (t->ike->state == IKE_UP && r.inside && (r.payload == V2_TSI || r.payload == V2_TSR))
		out.kind = OUTCOME_REJECT;
	/* In IKE_AUTH all of this is the end (2.21.2). */
	if (t->ike->state == IKE_INIT_R || t->ike->state == IKE_AUTH_I)
		out.kind = OUTCOME_FAIL;
	return out;
}

/* --- IKE_SA_INIT, unprotected ---------------------------------------------------------------------- */

static bool decode_clear(struct turn *t)
{
	struct wire_result r;

	t->payloads = view_slice(t->message, IKE_HEADER_LEN, t->message.len);
	t->first = t->header.next_payload;
	r = chain_decode(t->arena, t->first, t->payloads, &t->chain);
	if (r.error == WIRE_OK)
		return true;
	dropped(t, r.why != NULL ? r.why : "malformed payload");
	if (r.error == WIRE_CRITICAL && !is_response(t))
		reply_stateless(t, wire_outcome(r));
	return false;
}

static void run_clear(struct turn *t, enum ike_state state)
{
	const struct v2_edge *edge;
	uint8_t bad = 0;

	t->slot = NEGO_IKE;
	if (!decode_clear(t))
		return;
	if (edge_find(state, &t->header, &t->chain, &edge, &bad) != EDGE_FOUND)
		dropped(t, "payloads are missing or repeated");
	else
		run_steps(t, edge, 0);
}

static void init_request(struct turn *t)
{
	uint8_t digest[32];
	struct ike_sa *old;

	if (!(t->header.flags & IKE_FLAG_INITIATOR) || t->header.message_id != 0 ||
	    !ike_spi_is_zero(t->header.spi_r)) {
		dropped(t, "not a first message");
		return;
	}
	old = ike_by_peer_spi(t->p, t->header.spi_i, t->remote);
	if (old == NULL) {
		run_clear(t, IKE_INIT_R);
		return;
	}
	t->ike = old;
	hash_message(t->p, t->message, digest);
	if (!view_eq(VIEW_OF(digest), VIEW_OF(old->window.last_request)))
		dropped(t, "initiator SPI is in use by another request");
	else if (old->window.last_reply.len > 0)	/* else a job still works on it */
		ike_send_from(t->p, t->local, t->remote, bytes_view(&old->window.last_reply));
}

static void init_response(struct turn *t)
{
	if (t->ike->state != IKE_INIT_I || t->header.message_id != 0)
		dropped(t, "no IKE_SA_INIT response is expected");
	else if (t->ike->parked[NEGO_IKE] != NULL)
		dropped(t, "already being processed");
	else
		run_clear(t, IKE_INIT_I);
}

/* --- protected messages ------------------------------------------------------------------------------ */

/* RFC 7296 2.1-2.3, window of one.  A repeat of the last request is answered with the same bytes. */
static bool window_accepts(struct turn *t)
{
	struct ike_window *w = &t->ike->window;
	uint32_t id = t->header.message_id;
	uint8_t digest[32];

	if (is_response(t)) {
		if (w->outstanding && id == w->send_next - 1 &&
		    t->header.exchange == w->send_exchange)
			return true;
		dropped(t, "response to nothing we asked");
		return false;
	}
	if (id == w->recv_next && t->ike->parked[NEGO_PEER] == NULL &&
	    (t->ike->state != IKE_INIT_R || t->ike->parked[NEGO_IKE] == NULL))
		return t->ike->state != IKE_LINGER;
	if (id + 1 == w->recv_next && w->last_reply.len > 0) {
		hash_message(t->p, t->message, digest);
		if (view_eq(VIEW_OF(digest), VIEW_OF(w->last_request))) {
			ike_send_from(t->p, t->local, t->remote, bytes_view(&w->last_reply));
			return false;
		}
	}
	dropped(t, "message id is outside the window");
	return false;
}

bool v2_derive_keys(struct pluto *p, struct ike_sa *ike)
{
	struct v2_nego *n = ike->nego;
	struct ike_keymat_input in = {
		.ni = bytes_view(&n->ni), .nr = bytes_view(&n->nr),
		.spi_i = VIEW_OF(ike->spi_i.bytes), .spi_r = VIEW_OF(ike->spi_r.bytes),
		.shared = secret_view(&n->shared),
	};

	if (!ike_keys_derive(p->env.crypto, &ike->suite, &in, &ike->keys))
		return false;
	secret_fini(&n->shared);
	return true;
}

/* The responder computes g^ir only when somebody comes back with IKE_AUTH. */
static bool keys_ready(struct turn *t)
{
	struct ike_sa *ike = t->ike;

	if (ike->keys.d_len > 0)
		return true;
	if (ike->state != IKE_INIT_R || ike->nego == NULL)
		return false;
	if (ike->nego->shared.len == 0 && nego_ke(t->p, ike, NEGO_IKE) != KE_READY) {
		log_peer(&ike->log, "the peer's key exchange value is invalid");
		v2_ike_gone(t->p, ike, "the peer's key exchange value is invalid");
		return false;
	}
	return v2_derive_keys(t->p, ike);
}

static bool decrypt(struct turn *t)
{
	struct chain outer;
	struct view all = view_slice(t->message, IKE_HEADER_LEN, t->message.len);
	struct wire_result r = chain_decode(t->arena, t->header.next_payload, all, &outer);
	const struct payload *sk;

	if (r.error != WIRE_OK || outer.nr != 1 || outer.items[0].type != V2_SK) {
		dropped(t, "not a single SK payload");
		return false;
	}
	sk = &outer.items[0];
	if (sk_open(t->p, t->ike, t->arena, t->message, sk->body.sk.data, &t->payloads) !=
	    SEC_GOOD) {
		t->ike->bad_packets++;
		dropped(t, "integrity check failed");
		return false;
	}
	t->first = sk->body.sk.inner_first;
	return true;
}

static void run_protected(struct turn *t)
{
	struct wire_result r = chain_decode(t->arena, t->first, t->payloads, &t->chain);
	const struct v2_edge *edge = NULL;
	enum edge_match match;
	uint8_t bad = 0;

	if (r.error == WIRE_MEMORY) {
		dropped(t, r.why);	/* it comes again */
		return;
	}
	if (r.error != WIRE_OK) {
		if (is_response(t))
			v2_request_answered(t->p, t->ike);
		conclude(t, NULL, 0, malformed(t, r));
		return;
	}
	if (is_response(t) && t->ike->state == IKE_CLOSING && t->ike->task == NULL) {
		/* To what was given up when the SA began to close: now the Delete can go. */
		v2_request_answered(t->p, t->ike);
		if (t->header.exchange == V2_IKE_AUTH && chain_find(&t->chain, V2_AUTH) == NULL)
			v2_ike_gone(t->p, t->ike, "the peer refused it");
		else
			task_next(t->p, t->ike);
		return;
	}
	match = edge_find(t->ike->state, &t->header, &t->chain, &edge, &bad);
	if (match == EDGE_NONE) {
		dropped(t, "this exchange is not allowed in this state");
		return;
	}
	if (is_response(t))
		v2_request_answered(t->p, t->ike);
	if (match == EDGE_SHAPE) {
		char why[80];
		struct text w = TEXT_OVER(why);

		name_print(&w, &v2_payload_names, bad);
		text_str(&w, " payload is missing, repeated or out of place");
		conclude(t, edge, 0, TURN_FAIL(N_INVALID_SYNTAX, why));
		return;
	}
	run_steps(t, edge, 0);
}

static void protected_message(struct turn *t)
{
	struct ike_sa *ike = t->ike;

	if (!window_accepts(t) || !keys_ready(t) || !decrypt(t))
		return;
	ike->last_heard = env_now(&t->p->env);
	if (!is_response(t))
		v2_peer_moved(t->p, ike, t->local, t->remote);
	t->slot = ike->state != IKE_UP ? NEGO_IKE : is_response(t) ? NEGO_TASK : NEGO_PEER;
	run_protected(t);
}

static bool find_sa(struct turn *t)
{
	bool from_initiator = (t->header.flags & IKE_FLAG_INITIATOR) != 0;
	struct ike_spi ours = from_initiator ? t->header.spi_r : t->header.spi_i;
	struct ike_spi theirs = from_initiator ? t->header.spi_i : t->header.spi_r;
	struct ike_sa *ike = ike_by_spi(t->p, ours);
	struct ike_spi known;

	if (ike == NULL || (ike->role == IKE_RESPONDER) != from_initiator)
		return false;
	known = ike->role == IKE_RESPONDER ? ike->spi_i : ike->spi_r;
	if (!ike_spi_eq(known, theirs) && !(ike->state == IKE_INIT_I && ike_spi_is_zero(known)))
		return false;
	t->ike = ike;
	return true;
}

static void dispatch(struct turn *t)
{
	bool init = t->header.exchange == V2_IKE_SA_INIT;

	if (name_find(&v2_exchange_names, t->header.exchange) == NULL) {
		dropped(t, "unknown exchange");
	} else if (init && !is_response(t)) {
		init_request(t);
	} else if (!find_sa(t)) {
		dropped(t, "no such IKE SA");
		if (!is_response(t) && ddos_may_answer(t->p))
			reply_stateless(t, TURN_REJECT(N_INVALID_IKE_SPI, "no such IKE SA"));
	} else if (init) {
		init_response(t);
	} else {
		protected_message(t);
	}
}

void v2_on_message(struct pluto *p, const struct datagram *d, const struct demuxed *m)
{
	struct arena arena = { 0 };
	struct turn t = {
		.p = p,
		.arena = &arena,
		.local = d->local,
		.remote = d->remote,
		.header = m->header,
		.message = m->message,
	};

	dispatch(&t);
	arena_fini(&arena);
}

/* --- jobs ------------------------------------------------------------------------------------------ */

static void resume(struct pluto *p, struct ike_sa *ike, enum nego_slot slot)
{
	struct v2_parked *k = ike->parked[slot];
	struct arena arena = { 0 };
	struct turn t = {
		.p = p, .ike = ike, .arena = &arena, .local = k->local, .remote = k->remote,
		.header = k->header, .message = bytes_view(&k->message),
		.payloads = bytes_view(&k->payloads), .first = k->first, .slot = slot,
	};

	ike->parked[slot] = NULL;
	if (chain_decode(&arena, k->first, t.payloads, &t.chain).error == WIRE_OK)
		run_steps(&t, k->edge, k->step);
	else
		no_memory(&t);
	parked_free(&k);
	arena_fini(&arena);
}

void v2_job_done(struct pluto *p, struct ike_sa *ike, enum nego_slot slot)
{
	if (ike->parked[slot] != NULL) {
		resume(p, ike, slot);
		return;
	}
	switch (slot) {
	case NEGO_IKE:
		if (ike->state == IKE_INIT_I)
			sa_init_i_send(p, ike);
		break;
	case NEGO_TASK:
		if (ike->task->type == TASK_CHILD)
			child_i_send(p, ike);
		else
			rekey_i_send(p, ike);
		break;
	case NEGO_PEER:
		break;
	}
}

struct v2_nego *nego_slot(struct ike_sa *ike, enum nego_slot slot)
{
	switch (slot) {
	case NEGO_IKE:
		return ike->nego;
	case NEGO_PEER:
		return ike->peer_nego;
	case NEGO_TASK:
		return v2_task_nego(ike);
	}
	return NULL;
}
