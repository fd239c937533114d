/* SPDX-License-Identifier: ISC
 *
 * rekey_ike.c - CREATE_CHILD_SA that makes a new IKE SA, both sides (RFC 7296 1.3.2, 2.8.1, 2.8.2, 2.18, 2.25.2).  The
 * children and the waiting exchanges move to the new SA; who asked for it deletes the old one.
 *
 * May use:   base, proposal, conn, ike, child, ikev2.
 * Must not:  touch the kernel: it knows nothing of IKE SAs.
 */
#include "ikev2/rekey_ike.h"

#include <string.h>

#include "base/reader.h"
#include "conn/conn_db.h"
#include "conn/routing_exec.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/initiate.h"
#include "ikev2/lifetime.h"
#include "ikev2/liveness.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

static bool is_rekeying(const struct ike_sa *ike)
{
	return ike->task != NULL && ike->task->type == TASK_REKEY_IKE;
}

bool rekey_is_under_way(const struct ike_sa *ike)
{
	return ike->successor != 0 || ike->rival != 0 || is_rekeying(ike);
}

/* --- the new SA -------------------------------------------------------------------------------------------- */

static bool derive(struct pluto *p, const struct ike_sa *old, struct v2_nego *n, struct ike_sa *ike)
{
	struct ike_keymat_input in = {
		.ni = bytes_view(&n->ni), .nr = bytes_view(&n->nr),
		.spi_i = VIEW_OF(ike->spi_i.bytes), .spi_r = VIEW_OF(ike->spi_r.bytes),
		.shared = secret_view(&n->shared),
		.old_sk_d = view_make(old->keys.sk_d, old->keys.d_len), .old_prf = old->suite.prf,
	};

	return ike_keys_derive(p->env.crypto, &ike->suite, &in, &ike->keys);
}

/* An SA with the keys of N, up, without children; NULL: out of memory, or NSS failed. */
static struct ike_sa *make(struct pluto *p, struct ike_sa *old, struct v2_nego *n,
			   enum ike_role role)
{
	struct ike_sa *ike = ike_sa_successor(p, old, role, n->spi_ours);
	const struct suite *s = &n->suite;

	if (ike == NULL)
		return NULL;
	if (role == IKE_INITIATOR)
		ike->spi_r = n->spi_theirs;
	else
		ike->spi_i = n->spi_theirs;
	ike->suite = (struct ike_suite){ s->encr, s->key_bits, s->prf, s->integ, s->ke };
	nego_low_nonce(n, ike->low_nonce);
	if (!derive(p, old, n, ike)) {
		v2_ike_gone(p, ike, "NSS could not derive the keys");
		return NULL;
	}
	ike_sa_set_state(p, ike, IKE_UP);
	ike_sa_index_identity(p, ike);
	return ike;
}

static void log_successor(const struct ike_sa *old, const struct ike_sa *ike)
{
	struct suite s = { .encr = ike->suite.encr,
			   .key_bits = ike->suite.key_bits,
			   .prf = ike->suite.prf,
			   .integ = ike->suite.integ,
			   .ke = ike->suite.ke };
	char suite[128];
	struct text t = TEXT_OVER(suite);

	suite_print_ike(&t, &s);
	log_note(&ike->log, "%s rekeyed IKE SA #%llu {%s}",
		 ike->role == IKE_INITIATOR ? "initiator" : "responder",
		 (unsigned long long)old->id, suite);
}

static void move_children(struct pluto *p, struct ike_sa *old, struct ike_sa *ike)
{
	struct list_node *n;

	while ((n = list_first(&old->children)) != NULL) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);
		struct conn *c = conn_by_id(p, child->conn);

		list_remove(&old->children, n);
		list_append(&ike->children, n);
		child->ike = ike->id;
		if (c != NULL)
			routing_ike_moved(c, old->id, ike->id);
	}
}

static void move_tasks(struct pluto *p, struct ike_sa *old, struct ike_sa *ike)
{
	struct list_node *n;

	while ((n = list_first(&old->tasks)) != NULL) {
		struct v2_task *task = CONTAINER_OF(n, struct v2_task, link);
		struct conn *c = task->nego == NULL ? NULL : conn_by_id(p, task->nego->conn);

		list_remove(&old->tasks, n);
		list_append(&ike->tasks, n);
		if (c != NULL)
			routing_ike_moved(c, old->id, ike->id);
	}
}

/* From now on IKE is what OLD was; OLD only ends in good order. */
static void take_over(struct pluto *p, struct ike_sa *old, struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, old);

	old->successor = ike->id;
	old->rival = 0;
	ike->on_trial = false;
	timer_stop(p, &old->keepalive);
	timer_stop(p, &old->pause);
	timer_stop(p, &old->liveness);
	liveness_inherit(p, ike, old);
	log_successor(old, ike);
	tasks_drop_rekey(p, old);
	move_children(p, old, ike);
	move_tasks(p, old, ike);
	if (c != NULL)
		routing_ike_moved(c, old->id, ike->id);
	v2_ike_established(p, ike);
}

void rekey_adopt(struct pluto *p, struct ike_sa *old)
{
	struct ike_sa *ike = old->successor == 0 ? ike_by_id(p, old->rival) : NULL;

	if (ike != NULL && ike->state == IKE_UP)
		take_over(p, old, ike);
}

/* --- responder --------------------------------------------------------------------------------------------- */

/* SPI of the IKE SA in a proposal (3.3.1); false: none. */
static bool take_spi(struct view spi, struct ike_spi *out)
{
	if (spi.len != sizeof(out->bytes))
		return false;
	memcpy(out->bytes, spi.ptr, sizeof(out->bytes));
	return !ike_spi_is_zero(*out);
}

static struct outcome choose(struct turn *t, struct v2_nego *n)
{
	const struct v2_ke *ke = &chain_find(&t->chain, V2_KE)->body.ke;
	const struct v2_sa *offer = &chain_find(&t->chain, V2_SA)->body.sa;
	struct choose_policy policy = { .spi_len = sizeof(n->spi_theirs.bytes),
					.prefer_ke = ke->group };
	struct conn *c = ike_conn(t->p, t->ike);

	if (c == NULL)
		return TURN_REJECT(N_TEMPORARY_FAILURE, "the connection was deleted meanwhile");
	if (proposal_choose(&c->config->ike, offer, &policy, &n->suite) != CHOOSE_OK ||
	    n->suite.ke == NULL)
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "no proposal matches this connection's ike=");
	if (!take_spi(n->suite.spi, &n->spi_theirs))
		return TURN_REJECT(N_INVALID_SYNTAX, "the new IKE SA has no SPI");
	n->suite.spi = VIEW_EMPTY;		/* it borrows the message */
	if (n->suite.ke->id != ke->group)
		return TURN_OTHER_KE(n->suite.ke->id, "another key exchange method is preferred");
	if (ke->data.len != n->suite.ke->public_len)
		return TURN_REJECT(N_INVALID_SYNTAX,
				   "the KE payload's length does not fit its group");
	n->ke_alg = n->suite.ke;
	if (!bytes_copy(&n->ke_peer, ke->data) || !ike_spi_pick(t->p, &n->spi_ours))
		return TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
	return TURN_DONE;
}

static struct outcome give_up(struct turn *t, struct outcome out)
{
	nego_free(t->p, &t->ike->peer_nego);
	return out;
}

struct outcome rekey_r_choose(struct turn *t)
{
	struct ike_sa *ike = t->ike;
	struct v2_nego *n;
	struct outcome out;

	/* 2.25.2: what we are doing to children must end first; two requests for a successor may cross. */
	if (ike->successor != 0 || ike->rival != 0 || (ike->task != NULL && !is_rekeying(ike)))
		return TURN_REJECT(N_TEMPORARY_FAILURE, "another exchange must end first");
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

static bool put_sa(struct turn *t, struct v2_nego *n, struct v2_out *o)
{
	union v2_body b;

	if (!suite_to_wire(&n->suite, VIEW_OF(n->spi_ours.bytes), t->arena, &b.sa))
		return false;
	chain_put(&o->chain, V2_SA, &b);
	b.nonce.data = bytes_view(&n->nr);
	chain_put(&o->chain, V2_NONCE, &b);
	b.ke = (struct v2_ke){ n->ke_alg->id, bytes_view(&n->ke_public) };
	chain_put(&o->chain, V2_KE, &b);
	return true;
}

struct outcome rekey_r_reply(struct turn *t)
{
	struct v2_nego *n = t->ike->peer_nego;
	struct ike_sa *ike;
	struct v2_out o;

	if (n->ke_status == KE_BAD_VALUE)
		return give_up(t, TURN_REJECT(N_INVALID_SYNTAX,
					      "the peer's key exchange value is invalid"));
	ike = n->ke_status == KE_READY ? make(t->p, t->ike, n, IKE_RESPONDER) : NULL;
	if (ike == NULL)
		return give_up(t, TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory, or NSS failed"));
	v2_reply_open(t, &o);
	if (!put_sa(t, n, &o) || !v2_reply_send(t, &o)) {
		v2_ike_gone(t->p, ike, "no answer could be built");
		return give_up(t, TURN_DROP("no answer could be built"));
	}
	nego_free(t->p, &t->ike->peer_nego);
	if (is_rekeying(t->ike)) {
		t->ike->rival = ike->id;	/* ours is on its way: the nonces decide when it is answered */
		ike->on_trial = true;
		lifetime_ike_superseded(t->p, ike);
		return TURN_DONE;
	}
	take_over(t->p, t->ike, ike);
	lifetime_ike_superseded(t->p, t->ike);
	task_next(t->p, ike);
	return TURN_DONE;
}

/* --- initiator --------------------------------------------------------------------------------------------- */

/* A child of IKE carries its conn's traffic, or IKE has none at all and is the one that would be used: worth a
 * successor.  What is left over when two peers initiated at once is not. */
static bool is_in_use(struct pluto *p, struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, ike);

	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);
		struct conn *of = conn_by_id(p, child->conn);

		if (of != NULL && of->routing.owner_child == child->id)
			return true;
	}
	return ike->tasks.nr > 0 ||
	       (ike->children.nr == 0 && c != NULL && ike_for_conn(p, c) == ike);
}

void v2_rekey_ike(struct pluto *p, struct ike_sa *ike)
{
	struct v2_nego *n = is_in_use(p, ike) && !rekey_is_under_way(ike) ? nego_new() : NULL;

	if (n == NULL || !ike_spi_pick(p, &n->spi_ours)) {
		nego_free(p, &n);
		return;
	}
	log_note(&ike->log, "rekeying IKE SA");
	task_add(p, ike, TASK_REKEY_IKE, &n, 0);
}

static bool put_request(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, struct v2_out *o)
{
	struct conn *c = ike_conn(p, ike);
	struct arena a = { 0 };
	union v2_body b;
	bool ok = c != NULL &&
		  proposal_to_wire(&c->config->ike, VIEW_OF(n->spi_ours.bytes), false, &a, &b.sa);

	if (ok)
		chain_put(&o->chain, V2_SA, &b);
	arena_fini(&a);
	b.nonce.data = bytes_view(&n->ni);
	chain_put(&o->chain, V2_NONCE, &b);
	b.ke = (struct v2_ke){ n->ke_alg->id, bytes_view(&n->ke_public) };
	chain_put(&o->chain, V2_KE, &b);
	return ok;
}

static const struct ke_alg *first_ke(struct pluto *p, const struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, ike);

	if (c == NULL)
		return NULL;
	/* The peer has shown that it likes this one. */
	return proposal_has_ke(&c->config->ike, ike->suite.ke->id)
		       ? ike->suite.ke
		       : proposal_first_ke(&c->config->ike);
}

/* No successor by this way: the peer's own, or a new IKE SA from the beginning. */
void rekey_failed(struct pluto *p, struct ike_sa *ike, const char *why)
{
	rekey_adopt(p, ike);
	if (ike->successor == 0) {
		log_note(&ike->log, "IKE SA is not rekeyed (%s): replacing it", why);
		v2_replace_ike(p, ike);
	} else {
		lifetime_ike_superseded(p, ike);
	}
	task_done(p, ike);
}

void rekey_i_send(struct pluto *p, struct ike_sa *ike)
{
	struct v2_nego *n = v2_task_nego(ike);
	struct v2_out o;

	if (n->ke_alg == NULL) {
		n->ke_alg = first_ke(p, ike);
		n->groups_tried = n->ke_alg != NULL ? 1ull << (n->ke_alg->id & 63) : 0;
	}
	if (n->ke_alg != NULL && n->ke_status == KE_IDLE && nego_ke(p, ike, NEGO_TASK) == KE_BUSY)
		return;		/* comes back here */
	if (n->ke_alg == NULL || n->ke_status != KE_READY ||
	    (n->ni.len == 0 && !nego_nonce(p, &n->ni))) {
		rekey_failed(p, ike, "out of memory, or NSS failed");
		return;
	}
	v2_request_open(p, &o, ike, V2_CREATE_CHILD_SA);
	if (!put_request(p, ike, n, &o) || !v2_request_send(p, &o, ike))
		rekey_failed(p, ike, "CREATE_CHILD_SA request could not be built");
}

static struct outcome accept(struct turn *t, struct v2_nego *n)
{
	const struct v2_ke *ke = &chain_find(&t->chain, V2_KE)->body.ke;
	const struct v2_sa *sa = &chain_find(&t->chain, V2_SA)->body.sa;
	struct choose_policy policy = { .spi_len = sizeof(n->spi_theirs.bytes),
					.prefer_ke = n->ke_alg->id };
	struct conn *c = ike_conn(t->p, t->ike);

	if (c == NULL)
		return TURN_FAIL(N_TEMPORARY_FAILURE, "the connection was deleted meanwhile");
	if (proposal_accept(&c->config->ike, sa, &policy, &n->suite) != CHOOSE_OK ||
	    n->suite.ke != n->ke_alg || ke->group != n->ke_alg->id ||
	    ke->data.len != n->ke_alg->public_len || !take_spi(n->suite.spi, &n->spi_theirs))
		return TURN_FAIL(N_NO_PROPOSAL_CHOSEN, "the answer is not to what we proposed");
	n->suite.spi = VIEW_EMPTY;
	if (!bytes_copy(&n->nr, chain_find(&t->chain, V2_NONCE)->body.nonce.data) ||
	    !bytes_copy(&n->ke_peer, ke->data))
		return TURN_FAIL(N_TEMPORARY_FAILURE, "out of memory");
	return TURN_DONE;
}

/* The peer has made the new SA and moved everything there: without it we have nothing left, so failures are the end. */
struct outcome rekey_i_accept(struct turn *t)
{
	struct v2_nego *n = v2_task_nego(t->ike);
	struct outcome out;

	if (n == NULL || !is_rekeying(t->ike))
		return TURN_FAIL(N_INVALID_SYNTAX,
				 "an IKE SA is the answer to a request for a child");
	out = accept(t, n);
	if (out.kind != OUTCOME_DONE)
		return out;
	return nego_ke(t->p, t->ike, NEGO_TASK) == KE_BUSY ? TURN_WAIT : TURN_DONE;
}

/* Two requests crossed: the SA with the lowest of the four nonces is deleted by who asked for it (2.8.1, 2.8.2). */
static void settle(struct pluto *p, struct ike_sa *old, struct ike_sa *ours)
{
	struct ike_sa *theirs = ike_by_id(p, old->rival);

	if (theirs == NULL || theirs->state != IKE_UP) {
		take_over(p, old, ours);
		v2_delete_ike(p, old, "it has been rekeyed");
		task_next(p, ours);
	} else if (memcmp(ours->low_nonce, theirs->low_nonce, sizeof(ours->low_nonce)) < 0) {
		take_over(p, old, theirs);
		lifetime_ike_superseded(p, old);
		v2_delete_ike(p, ours, "the peer's rekey crossed ours and won");
		task_done(p, old);
		task_next(p, theirs);
	} else {
		take_over(p, old, ours);
		lifetime_ike_superseded(p, theirs);
		v2_delete_ike(p, old, "it has been rekeyed");
		task_next(p, ours);
	}
}

struct outcome rekey_i_finish(struct turn *t)
{
	struct v2_nego *n = v2_task_nego(t->ike);
	struct ike_sa *ike;

	if (n == NULL || !is_rekeying(t->ike))
		return TURN_DROP("no successor was asked for");
	if (n->ke_status != KE_READY)
		return TURN_FAIL(N_INVALID_SYNTAX, "the peer's key exchange value is invalid");
	ike = make(t->p, t->ike, n, IKE_INITIATOR);
	if (ike == NULL)
		return TURN_FAIL(N_TEMPORARY_FAILURE, "out of memory, or NSS failed");
	settle(t->p, t->ike, ike);
	return TURN_DONE;
}

static bool retry_group(struct turn *t, struct v2_nego *n, struct view data)
{
	struct conn *c = ike_conn(t->p, t->ike);
	struct reader r = reader_make(data);
	const struct ke_alg *ke;
	uint16_t group;

	if (c == NULL || !reader_u16(&r, &group) || reader_left(&r) != 0 || group >= 64 ||
	    (n->groups_tried & (1ull << group)) != 0 || !proposal_has_ke(&c->config->ike, group))
		return false;
	ke = ke_alg_find(group);
	if (ke == NULL)
		return false;
	n->groups_tried |= 1ull << group;
	nego_ke_again(t->p, n, ke);
	rekey_i_send(t->p, t->ike);
	return true;
}

struct outcome rekey_i_error(struct turn *t, const struct v2_notify *error)
{
	struct v2_nego *n = v2_task_nego(t->ike);
	const char *name = error == NULL ? NULL : name_find(&v2_notify_names, error->type);

	if (error != NULL && error->type == N_INVALID_KE_PAYLOAD && retry_group(t, n, error->data))
		return TURN_DONE;
	if (error != NULL && error->type == N_INVALID_SYNTAX)
		return TURN_FAIL(0, "the peer found our CREATE_CHILD_SA request malformed");
	if (error != NULL && error->type == N_TEMPORARY_FAILURE && t->ike->rival == 0 &&
	    task_postpone(t->p, t->ike))
		return TURN_DONE;
	rekey_failed(t->p, t->ike, name != NULL ? name : "an unknown error");
	return TURN_DONE;
}
