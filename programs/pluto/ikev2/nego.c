/* SPDX-License-Identifier: ISC
 *
 * nego.c - see nego.h.
 */
#include "ikev2/nego.h"

#include <string.h>

#include "base/alloc.h"
#include "ikev2/engine.h"

#define NONCE_LEN 32

struct ke_job {
	struct job job;
	enum nego_slot slot;
	uint64_t serial;
	struct crypto *crypto;
	const struct ke_alg *alg;
	struct ke_key *key;
	struct bytes public, peer;
	struct secret shared;
	enum ke_status status;
};

struct v2_nego *nego_new(void)
{
	return mem_alloc(sizeof(struct v2_nego));
}

static void drop_key(struct pluto *p, struct v2_nego *n)
{
	struct crypto *c = p->env.crypto;

	if (n->ke_key != NULL)
		c->ke_free(c->ctx, n->ke_key);
	n->ke_key = NULL;
}

void nego_free(struct pluto *p, struct v2_nego **nego)
{
	struct v2_nego *n = *nego;

	if (n == NULL)
		return;
	*nego = NULL;
	drop_key(p, n);
	bytes_fini(&n->ke_public);
	bytes_fini(&n->ke_peer);
	secret_fini(&n->shared);
	bytes_fini(&n->ni);
	bytes_fini(&n->nr);
	bytes_fini(&n->first_i);
	bytes_fini(&n->first_r);
	bytes_fini(&n->id_i);
	bytes_fini(&n->id_r);
	bytes_fini(&n->cookie);
	mem_free(n);
}

void nego_ke_again(struct pluto *p, struct v2_nego *n, const struct ke_alg *ke)
{
	drop_key(p, n);
	bytes_fini(&n->ke_public);
	n->ke_status = KE_IDLE;
	n->ke_alg = ke;
}

bool nego_nonce(struct pluto *p, struct bytes *nonce)
{
	struct crypto *c = p->env.crypto;

	return bytes_alloc(nonce, NONCE_LEN) && c->random(c->ctx, nonce->ptr, nonce->len);
}

static void nonce_head(const struct bytes *nonce, uint8_t out[32])
{
	memset(out, 0, 32);
	memcpy(out, nonce->ptr, nonce->len < 32 ? nonce->len : 32);
}

void nego_low_nonce(const struct v2_nego *n, uint8_t out[32])
{
	uint8_t other[32];

	nonce_head(&n->ni, out);
	nonce_head(&n->nr, other);
	if (memcmp(other, out, 32) < 0)
		memcpy(out, other, 32);
}

/* Runs on any thread: no daemon objects, no log. */
static void ke_run(struct job *job)
{
	struct ke_job *j = CONTAINER_OF(job, struct ke_job, job);
	struct crypto *c = j->crypto;

	if (j->key == NULL)
		j->key = c->ke_generate(c->ctx, j->alg, &j->public);
	j->status = j->key == NULL ? KE_FAILED : KE_READY;
	if (j->key == NULL || j->peer.len == 0)
		return;
	switch (c->ke_derive(c->ctx, j->key, bytes_view(&j->peer), &j->shared)) {
	case SEC_GOOD:
		break;
	case SEC_BAD:
		j->status = KE_BAD_VALUE;
		break;
	case SEC_ERROR:
		j->status = KE_FAILED;
		break;
	}
}

static void ke_job_free(struct job *job)
{
	struct ke_job *j = CONTAINER_OF(job, struct ke_job, job);

	if (j->key != NULL)
		j->crypto->ke_free(j->crypto->ctx, j->key);
	bytes_fini(&j->public);
	bytes_fini(&j->peer);
	secret_fini(&j->shared);
	mem_free(j);
}

static void take_result(struct pluto *p, struct v2_nego *n, struct ke_job *j)
{
	n->ke_key = j->key;
	j->key = NULL;
	if (j->public.len > 0)
		bytes_take(&n->ke_public, &j->public);
	if (j->shared.len > 0) {
		secret_take(&n->shared, &j->shared);
		drop_key(p, n);		/* 20 KB of NSS objects, no longer needed */
	}
	n->ke_status = j->status;
	n->job = 0;
}

static void ke_done(struct pluto *p, struct job *job)
{
	struct ke_job *j = CONTAINER_OF(job, struct ke_job, job);
	struct ike_sa *ike = ike_by_id(p, job->owner);
	struct v2_nego *n = ike == NULL ? NULL : nego_slot(ike, j->slot);

	if (n == NULL || n->job != j->serial)
		return;
	take_result(p, n, j);
	v2_job_done(p, ike, j->slot);
}

enum ke_status nego_ke(struct pluto *p, struct ike_sa *ike, enum nego_slot slot)
{
	struct v2_nego *n = nego_slot(ike, slot);
	struct ke_job *j = mem_alloc(sizeof(*j));

	if (j == NULL)
		return n->ke_status = KE_FAILED;
	*j = (struct ke_job){
		.job = { .name = "key exchange",
			 .owner = ike->id,
			 .run = ke_run,
			 .on_done = ke_done,
			 .free = ke_job_free },
		.slot = slot,
		.serial = ++p->count.jobs,
		.crypto = p->env.crypto,
		.alg = n->ke_alg,
		.key = n->ke_key,
	};
	n->ke_key = NULL;
	bytes_take(&j->peer, &n->ke_peer);
	if (n->ke_alg->slow) {
		n->job = j->serial;
		n->ke_status = KE_BUSY;
		p->env.ops->job_submit(p->env.world, &j->job);
		return KE_BUSY;
	}
	ke_run(&j->job);
	take_result(p, n, j);
	ke_job_free(&j->job);
	return n->ke_status;
}
