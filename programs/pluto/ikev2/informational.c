/* SPDX-License-Identifier: ISC
 *
 * informational.c - INFORMATIONAL (RFC 7296 1.4): Deletes of both kinds, liveness, everything else is ignored.
 */
#include "base/ensure.h"
#include "base/reader.h"
#include "child/install.h"
#include "conn/conn.h"
#include "ikev2/edges.h"
#include "ikev2/engine.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

#define ID_AFTER_AUTH 2		/* IKE_SA_INIT 0, IKE_AUTH 1 */
#define DELETES_MAX 960		/* SPIs that fit one answer; more are deleted, but not named */

static struct child_sa *own_child(struct pluto *p, struct ike_sa *ike, uint32_t peer_spi)
{
	struct ike_sa *next = ike_by_id(p, ike->successor);

	if (next != NULL)	/* the request crossed the rekey that moved the children */
		ike = next;
	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);

		if (child->spi_out == peer_spi && child->state == CHILD_UP)
			return child;
	}
	return NULL;
}

/* Deletes those of our children that D names; their inbound SPIs go into OURS (1.4.1). */
static void delete_children(struct turn *t, const struct v2_delete *d, struct writer *ours)
{
	struct reader r = reader_make(d->spis);
	uint32_t spi;

	if (d->protocol != V2_PROTO_ESP || d->spi_size != 4)
		return;
	while (reader_u32(&r, &spi)) {
		struct child_sa *child = own_child(t->p, t->ike, spi);

		if (child == NULL)
			continue;	/* unknown, or somebody else's */
		if (ours->len < ours->cap)
			writer_u32(ours, child->spi_in);
		log_note(&child->log, "deleted by the peer");
		child_gone(t->p, child, "deleted by the peer");
	}
}

static bool answer(struct turn *t, struct view deleted)
{
	union v2_body b = { .del = { V2_PROTO_ESP, 4, (uint16_t)(deleted.len / 4), deleted } };
	struct v2_out o;

	v2_reply_open(t, &o);
	if (deleted.len > 0)
		chain_put(&o.chain, V2_D, &b);
	return v2_reply_send(t, &o);
}

/* RFC 7296 2.21.2: in the exchange right after IKE_AUTH the initiator may say that it does not accept us; the SA is then
 * not created, without a Delete.  Anywhere else such notifies mean nothing. */
static const char *refusal(const struct turn *t)
{
	static const uint16_t fatal[] = { N_AUTHENTICATION_FAILED, N_INVALID_SYNTAX,
					  N_UNSUPPORTED_CRITICAL_PAYLOAD };

	if (t->ike->role != IKE_RESPONDER || t->ike->by_rekey ||
	    t->header.message_id != ID_AFTER_AUTH)
		return NULL;
	for (size_t i = 0; i < ARRAY_NR(fatal); i++) {
		if (chain_notify(&t->chain, fatal[i]) != NULL)
			return name_find(&v2_notify_names, fatal[i]);
	}
	return NULL;
}

struct outcome informational_request(struct turn *t)
{
	const char *refused = refusal(t);
	uint8_t spis[DELETES_MAX * 4];
	struct writer ours = writer_make(spis, sizeof(spis));
	bool all = false;

	for (size_t i = 0; i < t->chain.nr; i++) {
		const struct payload *pl = &t->chain.items[i];

		if (pl->type != V2_D || pl->desc == NULL)
			continue;
		if (pl->body.del.protocol == V2_PROTO_IKE)
			all = true;
		else
			delete_children(t, &pl->body.del, &ours);
	}
	if (!answer(t, all ? VIEW_EMPTY : writer_done(&ours)))
		return TURN_DROP("no answer could be built");
	if (refused != NULL) {
		log_auth(&t->ike->log, "IKE_AUTH response rejected by peer: %s", refused);
		v2_ike_linger(t->p, t->ike, "the peer does not accept us");
		return TURN_DONE;
	}
	if (all) {
		rekey_adopt(t->p, t->ike);
		log_note(&t->ike->log, "deleting IKE SA (%s): the peer wishes it",
			 name_find(&ike_state_names, t->ike->state));
		v2_ike_linger(t->p, t->ike, "deleted by the peer");
	}
	return TURN_DONE;
}

struct outcome informational_response(struct turn *t)
{
	if (t->ike->state == IKE_CLOSING && t->ike->task->type == TASK_DELETE_IKE) {
		v2_ike_gone(t->p, t->ike, "deleted");
		return TURN_DONE;
	}
	/* The peer has deleted the IKE SA (2.21.3). */
	if (chain_notify(&t->chain, N_INVALID_SYNTAX) != NULL)
		return TURN_FAIL(0, "the peer found our INFORMATIONAL request malformed");
	task_done(t->p, t->ike);
	return TURN_DONE;
}
