/* SPDX-License-Identifier: ISC
 *
 * create_child.c - CREATE_CHILD_SA for further children and for rekeyed ones, both sides (RFC 7296 1.3.1, 1.3.3,
 * 2.8, 2.17).
 */
#include "base/reader.h"
#include "child/install.h"
#include "conn/conn_db.h"
#include "ikev2/child_nego.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/initiate.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

/* --- responder ------------------------------------------------------------------------------------------- */

/* The child of IKE whose outbound SPI (the peer's inbound one) is SPI; NULL: none. */
static struct child_sa *child_by_peer_spi(struct ike_sa *ike, uint32_t spi)
{
	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);

		if (child->spi_out == spi && child->state == CHILD_UP)
			return child;
	}
	return NULL;
}

/* The child that REKEY_SA names; NULL: *WHY says what the peer is told. */
static struct child_sa *find_old(struct turn *t, const struct v2_notify *rekey, struct outcome *why)
{
	struct reader r = reader_make(rekey->spi);

	*why = TURN_REJECT(N_CHILD_SA_NOT_FOUND, "the Child SA to be rekeyed does not exist");
	if ((rekey->protocol != V2_PROTO_ESP && rekey->protocol != V2_PROTO_AH) ||
	    !reader_u32(&r, &why->spi) || reader_left(&r) != 0)
		return NULL;		/* nothing is echoed that is none of ours (T19) */
	why->protocol = rekey->protocol;
	if (rekey->protocol == V2_PROTO_AH)
		return NULL;
	if (tasks_delete_peer_spi(t->ike, why->spi))	/* 2.25.1 */
		*why = TURN_REJECT(N_TEMPORARY_FAILURE, "the Child SA to be rekeyed is being deleted");
	return child_by_peer_spi(t->ike, why->spi);
}

static struct outcome choose(struct turn *t, struct v2_nego *n)
{
	const struct v2_notify *rekey = chain_notify(&t->chain, N_REKEY_SA);
	const struct payload *ke = chain_find(&t->chain, V2_KE);
	struct conn *c = ike_conn(t->p, t->ike);
	struct child_sa *old;
	struct outcome out;

	if (rekey != NULL) {
		old = find_old(t, rekey, &out);
		if (old == NULL)
			return out;
		n->rekeys = old->id;
		c = conn_by_id(t->p, old->conn);
	}
	if (c == NULL)
		return TURN_REJECT(N_TEMPORARY_FAILURE, "the connection was deleted meanwhile");
	out = child_choose(t, n, c, true);
	if (out.kind != OUTCOME_DONE || n->suite.ke == NULL)
		return out;
	if (ke == NULL || ke->body.ke.group != n->suite.ke->id)
		return TURN_OTHER_KE(n->suite.ke->id, "another key exchange method is preferred");
	if (ke->body.ke.data.len != n->suite.ke->public_len)
		return TURN_REJECT(N_INVALID_SYNTAX,
				   "the KE payload's length does not fit its group");
	n->ke_alg = n->suite.ke;
	return bytes_copy(&n->ke_peer, ke->body.ke.data)
		       ? TURN_DONE
		       : TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
}

/* A refused request leaves nothing behind. */
static struct outcome give_up(struct turn *t, struct outcome out)
{
	if (t->ike->peer_nego != NULL)
		v2_child_failed(t->p, t->ike, t->ike->peer_nego, out.why);
	nego_free(t->p, &t->ike->peer_nego);
	return out;
}

struct outcome child_r_find(struct turn *t)
{
	struct ike_sa *ike = t->ike;
	struct v2_nego *n;
	struct outcome out;

	if (rekey_is_under_way(ike))
		return TURN_REJECT(N_TEMPORARY_FAILURE, "this IKE SA is being rekeyed");	/* 2.25.2 */
	nego_free(t->p, &ike->peer_nego);
	n = ike->peer_nego = nego_new();
	if (n == NULL)
		return TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
	if (!bytes_copy(&n->ni, chain_find(&t->chain, V2_NONCE)->body.nonce.data) ||
	    !nego_nonce(t->p, &n->nr))
		return give_up(t, TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory"));
	out = choose(t, n);
	return out.kind == OUTCOME_DONE ? out : give_up(t, out);
}

struct outcome child_r_key_exchange(struct turn *t)
{
	if (t->ike->peer_nego->ke_alg == NULL)
		return TURN_DONE;
	return nego_ke(t->p, t->ike, NEGO_PEER) == KE_BUSY ? TURN_WAIT : TURN_DONE;
}

static bool put_answer(struct turn *t, struct v2_nego *n, struct v2_out *o)
{
	union v2_body b;

	if (!child_answer_sa(t, n, o))
		return false;
	b.nonce.data = bytes_view(&n->nr);
	chain_put(&o->chain, V2_NONCE, &b);
	if (n->ke_alg != NULL) {
		b.ke = (struct v2_ke){ n->ke_alg->id, bytes_view(&n->ke_public) };
		chain_put(&o->chain, V2_KE, &b);
	}
	return child_answer_ts(t, n, o);
}

struct outcome child_r_reply(struct turn *t)
{
	struct v2_nego *n = t->ike->peer_nego;
	char *why = arena_alloc(t->arena, 256);
	struct v2_out o;

	if (why == NULL)
		return give_up(t, TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory"));
	if (n->ke_alg != NULL && n->ke_status != KE_READY)
		return give_up(t, TURN_REJECT(N_INVALID_SYNTAX,
					      "the peer's key exchange value is invalid"));
	if (!child_complete(t->p, t->ike, n, why))
		return give_up(t, TURN_REJECT(N_TEMPORARY_FAILURE, why));
	v2_reply_open(t, &o);
	if (!put_answer(t, n, &o) || !v2_reply_send(t, &o)) {
		v2_ike_gone(t->p, t->ike, "no answer could be built");
		return TURN_DROP("no answer could be built");
	}
	nego_free(t->p, &t->ike->peer_nego);
	return TURN_DONE;
}

struct outcome child_r_closing(struct turn *t)
{
	(void)t;
	return TURN_REJECT(N_TEMPORARY_FAILURE, "this IKE SA is being deleted");	/* 2.25.2 */
}

/* --- initiator ------------------------------------------------------------------------------------------- */

struct v2_nego *v2_task_nego(struct ike_sa *ike)
{
	return ike->task == NULL ? NULL : ike->task->nego;
}

static void choose_ke(struct ike_sa *ike, struct conn *c, struct v2_nego *n)
{
	if (n->ke_alg != NULL || !c->config->pfs)
		return;
	n->ke_alg = proposal_first_ke(&c->config->child);
	if (n->ke_alg == NULL)
		n->ke_alg = ike->suite.ke;
	n->groups_tried |= 1ull << (n->ke_alg->id & 63);
}

static void put_rekey(struct pluto *p, struct v2_nego *n, struct v2_out *o)
{
	struct child_sa *old = child_by_id(p, n->rekeys);
	uint8_t spi[4];
	struct writer w = writer_make(spi, sizeof(spi));

	if (old == NULL)
		return;
	writer_u32(&w, old->spi_in);
	chain_put_notify(&o->chain, V2_PROTO_ESP, N_REKEY_SA, writer_done(&w), VIEW_EMPTY);
}

static bool put_request(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, struct v2_out *o)
{
	union v2_body b;

	put_rekey(p, n, o);
	if (!child_offer_sa(p, ike, n, o, true))
		return false;
	b.nonce.data = bytes_view(&n->ni);
	chain_put(&o->chain, V2_NONCE, &b);
	if (n->ke_alg != NULL) {
		b.ke = (struct v2_ke){ n->ke_alg->id, bytes_view(&n->ke_public) };
		chain_put(&o->chain, V2_KE, &b);
	}
	return child_offer_ts(p, n, o);
}

void child_i_send(struct pluto *p, struct ike_sa *ike)
{
	struct v2_nego *n = v2_task_nego(ike);
	struct conn *c = n == NULL ? NULL : conn_by_id(p, n->conn);
	struct v2_out o;

	if (c == NULL) {
		v2_task_failed(p, ike, "the connection was deleted meanwhile");
		return;
	}
	choose_ke(ike, c, n);
	if (n->ke_alg != NULL && n->ke_status == KE_IDLE && nego_ke(p, ike, NEGO_TASK) == KE_BUSY)
		return;		/* comes back here */
	v2_request_open(p, &o, ike, V2_CREATE_CHILD_SA);
	if ((n->ke_alg != NULL && n->ke_status != KE_READY) ||
	    (n->ni.len == 0 && !nego_nonce(p, &n->ni)) || !put_request(p, ike, n, &o) ||
	    !v2_request_send(p, &o, ike)) {
		v2_task_failed(p, ike, "CREATE_CHILD_SA request could not be built");
		return;
	}
	log_note(&ike->log, "sent CREATE_CHILD_SA request for Child SA #%llu",
		 (unsigned long long)n->child);
}

static struct outcome accept(struct turn *t, struct v2_nego *n)
{
	const struct payload *ke = chain_find(&t->chain, V2_KE);
	struct outcome out = child_accept(t, n, true);

	if (out.kind != OUTCOME_DONE)
		return out;
	if (n->suite.ke != n->ke_alg)
		return TURN_REJECT(
			0, "the answer chooses another key exchange method than the one we sent");
	if (!bytes_copy(&n->nr, chain_find(&t->chain, V2_NONCE)->body.nonce.data))
		return TURN_REJECT(0, "out of memory");
	if (n->ke_alg == NULL)
		return TURN_DONE;
	if (ke == NULL || ke->body.ke.group != n->ke_alg->id ||
	    ke->body.ke.data.len != n->ke_alg->public_len)
		return TURN_REJECT(0, "the answer has no KE payload of the group we sent");
	return bytes_copy(&n->ke_peer, ke->body.ke.data) ? TURN_DONE
							 : TURN_REJECT(0, "out of memory");
}

struct outcome child_i_accept(struct turn *t)
{
	struct v2_nego *n = v2_task_nego(t->ike);
	struct outcome out;

	if (n == NULL || t->ike->task->type != TASK_CHILD)
		return TURN_FAIL(N_INVALID_SYNTAX,
				 "a child is the answer to a request for an IKE SA");
	if (n->conn == 0) {
		v2_task_unwanted(t->p, t->ike, "it was taken down");
		return TURN_STOP;
	}
	out = accept(t, n);
	if (out.kind != OUTCOME_DONE) {
		/* The peer has the child already: it must hear that it is not wanted. */
		log_peer(&t->ike->log, "Child SA is not acceptable: %s", out.why);
		v2_task_unwanted(t->p, t->ike, out.why);
		return TURN_STOP;
	}
	if (n->ke_alg == NULL)
		return TURN_DONE;
	return nego_ke(t->p, t->ike, NEGO_TASK) == KE_BUSY ? TURN_WAIT : TURN_DONE;
}

struct outcome child_i_finish(struct turn *t)
{
	struct v2_nego *n = v2_task_nego(t->ike);
	char why[256];

	if (n == NULL)
		return TURN_DROP("no child was asked for");
	if (n->ke_alg != NULL && n->ke_status != KE_READY) {
		v2_task_unwanted(t->p, t->ike, "the peer's key exchange value is invalid");
	} else if (!child_complete(t->p, t->ike, n, why)) {
		log_local(&t->ike->log, "Child SA could not be installed: %s", why);
		v2_task_unwanted(t->p, t->ike, why);
	} else {
		task_done(t->p, t->ike);
	}
	return TURN_DONE;
}

/* INVALID_KE_PAYLOAD: again with a group of ours that was not tried. */
static bool retry_group(struct turn *t, struct v2_nego *n, struct view data)
{
	struct conn *c = conn_by_id(t->p, n->conn);
	struct reader r = reader_make(data);
	const struct ke_alg *ke;
	uint16_t group;

	if (c == NULL || !reader_u16(&r, &group) || reader_left(&r) != 0 || group >= 64 ||
	    (n->groups_tried & (1ull << group)) != 0 || !proposal_has_ke(&c->config->child, group))
		return false;
	ke = ke_alg_find(group);
	if (ke == NULL)
		return false;
	n->groups_tried |= 1ull << group;
	nego_ke_again(t->p, n, ke);
	child_i_send(t->p, t->ike);
	return true;
}

/* The peer does not know the child that was to be rekeyed: it is of no use any more (2.25.1). */
static void forget_old(struct turn *t, struct v2_nego *n)
{
	struct intent again = { .type = INTENT_INITIATE, .conn = n->conn, .why = WHY_REVIVAL };
	struct conn *c = conn_by_id(t->p, n->conn);
	sa_id id = n->rekeys;
	bool in_use = c != NULL && c->routing.owner_child == id;
	struct child_sa *old;

	v2_task_failed(t->p, t->ike, "the peer does not know the Child SA to be rekeyed");
	old = child_by_id(t->p, id);	/* the next task may have ended everything */
	if (old != NULL)
		child_gone(t->p, old, "the peer does not know it any more");
	if (in_use)
		intent_add(t->p, &again);
}

/* The first error of the answer; 0: none. */
static const struct v2_notify *first_error(const struct chain *c)
{
	for (size_t i = 0; i < c->nr; i++) {
		const struct payload *pl = &c->items[i];

		if (pl->type == V2_N && pl->desc != NULL &&
		    V2_NOTIFY_IS_ERROR(pl->body.notify.type))
			return &pl->body.notify;
	}
	return NULL;
}

struct outcome child_i_error(struct turn *t)
{
	struct v2_nego *n = v2_task_nego(t->ike);
	const struct v2_notify *error = first_error(&t->chain);
	const char *name = error == NULL ? NULL : name_find(&v2_notify_names, error->type);

	if (n == NULL)
		return TURN_DROP("no child was asked for");
	if (t->ike->task->type == TASK_REKEY_IKE)
		return rekey_i_error(t, error);
	if (name == NULL)
		name = "no error that we know";
	if (error != NULL && error->type == N_INVALID_KE_PAYLOAD && retry_group(t, n, error->data))
		return TURN_DONE;
	if (n->conn != 0)
		log_peer(&t->ike->log, "CREATE_CHILD_SA request rejected by peer: %s", name);
	/* The peer has deleted the IKE SA (2.21.3). */
	if (error != NULL && error->type == N_INVALID_SYNTAX)
		return TURN_FAIL(0, "the peer found our CREATE_CHILD_SA request malformed");
	if (error != NULL && error->type == N_TEMPORARY_FAILURE && n->conn != 0 &&
	    task_postpone(t->p, t->ike))
		return TURN_DONE;
	if (error != NULL && error->type == N_CHILD_SA_NOT_FOUND && n->rekeys != 0)
		forget_old(t, n);
	else
		v2_task_failed(t->p, t->ike, name);
	return TURN_DONE;
}
