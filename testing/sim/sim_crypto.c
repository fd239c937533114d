/* SPDX-License-Identifier: ISC
 *
 * sim_crypto.c - the real provider with a seeded random and a fault point in front of each operation.  What NSS
 * itself draws (key pairs) stays random, so it must not get into the trace.
 */
#include <string.h>

#include "testing/sim/sim_world.h"

static struct crypto *real(const struct sim_host *h)
{
	return h->w->nss;
}

static bool fails(void *ctx)
{
	return sim_fault_hit(ctx, FAULT_CRYPTO);
}

static bool op_random(void *ctx, void *buf, size_t len)
{
	struct sim_host *h = ctx;
	uint8_t *out = buf;

	if (fails(ctx))
		return false;
	while (len > 0) {
		uint64_t x = sim_rng_next(&h->random);
		size_t n = len < sizeof(x) ? len : sizeof(x);

		memcpy(out, &x, n);
		out += n;
		len -= n;
	}
	return true;
}

static bool op_hash(void *ctx, enum hash_id id, const struct view *parts, size_t nr, uint8_t *out)
{
	return !fails(ctx) && real(ctx)->hash(real(ctx)->ctx, id, parts, nr, out);
}

static bool op_prf(void *ctx, const struct prf_alg *prf, struct view key, const struct view *parts, size_t nr,
		   uint8_t *out)
{
	return !fails(ctx) && real(ctx)->prf(real(ctx)->ctx, prf, key, parts, nr, out);
}

static bool op_mac(void *ctx, const struct integ_alg *integ, struct view key, const struct view *parts, size_t nr,
		   uint8_t *out)
{
	return !fails(ctx) && real(ctx)->mac(real(ctx)->ctx, integ, key, parts, nr, out);
}

static bool op_seal(void *ctx, const struct encr_alg *encr, struct view key, const struct cipher_text *t, uint8_t *out)
{
	return !fails(ctx) && real(ctx)->seal(real(ctx)->ctx, encr, key, t, out);
}

static enum security op_open(void *ctx, const struct encr_alg *encr, struct view key, const struct cipher_text *t,
			     uint8_t *out)
{
	return fails(ctx) ? SEC_ERROR : real(ctx)->open(real(ctx)->ctx, encr, key, t, out);
}

static struct ke_key *op_ke_generate(void *ctx, const struct ke_alg *ke, struct bytes *public_out)
{
	return fails(ctx) ? NULL : real(ctx)->ke_generate(real(ctx)->ctx, ke, public_out);
}

static enum security op_ke_derive(void *ctx, const struct ke_key *key, struct view peer_public, struct secret *shared)
{
	return fails(ctx) ? SEC_ERROR : real(ctx)->ke_derive(real(ctx)->ctx, key, peer_public, shared);
}

static void op_ke_free(void *ctx, struct ke_key *key)
{
	real(ctx)->ke_free(real(ctx)->ctx, key);
}

void sim_crypto_init(struct sim_host *h)
{
	h->crypto = (struct crypto){
		.ctx = h, .random = op_random, .hash = op_hash, .prf = op_prf, .mac = op_mac, .seal = op_seal,
		.open = op_open, .ke_generate = op_ke_generate, .ke_derive = op_ke_derive, .ke_free = op_ke_free,
	};
}
