/* SPDX-License-Identifier: ISC
 *
 * crypt_bench.c - CPU microseconds of lib/crypt: single operations, and one whole responder side
 * of IKE_SA_INIT + IKE_AUTH with a PSK, X25519, AES-128-GCM and SHA2-256.
 *
 *	crypt_bench [ROUNDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"
#include "crypt/keymat.h"

struct bench {
	const struct crypto *c;
	struct ike_suite suite;
	struct bytes peer_public;
	struct ike_keys keys;
	uint8_t nonce_i[32], nonce_r[32], spi_i[8], spi_r[8], message[500];
	uint8_t out[1024];
	bool ok;
};

static double cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void op_nothing(struct bench *b)
{
	b->ok = true;
}

static void op_ke_generate(struct bench *b)
{
	struct bytes pub = { NULL, 0 };
	struct ke_key *k = b->c->ke_generate(b->c->ctx, b->suite.ke, &pub);

	b->ok = b->ok && k != NULL;
	b->c->ke_free(b->c->ctx, k);
	bytes_fini(&pub);
}

static void op_ke_both(struct bench *b)
{
	struct bytes pub = { NULL, 0 };
	struct secret shared = { NULL, 0 };
	struct ke_key *k = b->c->ke_generate(b->c->ctx, b->suite.ke, &pub);

	b->ok = b->ok && k != NULL &&
		b->c->ke_derive(b->c->ctx, k, bytes_view(&b->peer_public), &shared) == SEC_GOOD;
	b->c->ke_free(b->c->ctx, k);
	bytes_fini(&pub);
	secret_fini(&shared);
}

static void op_ike_keys(struct bench *b)
{
	const struct ike_keymat_input in = {
		.ni = VIEW_OF(b->nonce_i), .nr = VIEW_OF(b->nonce_r),
		.spi_i = VIEW_OF(b->spi_i), .spi_r = VIEW_OF(b->spi_r),
		.shared = view_make(b->message, 32),
	};

	b->ok = b->ok && ike_keys_derive(b->c, &b->suite, &in, &b->keys);
}

static void op_auth(struct bench *b)
{
	const struct auth_input in = {
		.prf = b->suite.prf, .message = VIEW_OF(b->message), .nonce = VIEW_OF(b->nonce_r),
		.sk_p = view_make(b->keys.sk_pi, b->keys.p_len), .id_body = view_make(b->spi_i, 8),
	};

	b->ok = b->ok && auth_psk(b->c, &in, view_str("a shared secret of some length"), b->out);
}

static void op_child(struct bench *b)
{
	b->ok = b->ok && child_keymat(b->c, b->suite.prf,
				&(struct child_keymat_input){ view_make(b->keys.sk_d, b->keys.d_len), VIEW_EMPTY, VIEW_OF(b->nonce_i),
								VIEW_OF(b->nonce_r) },
				b->out, 40);
}

static void op_seal(struct bench *b)
{
	const struct cipher_text t = {
		.aad = view_make(b->message, 32), .iv = view_make(b->message, 8),
		.in = view_make(b->message, 200),
	};

	b->ok = b->ok && b->c->seal(b->c->ctx, b->suite.encr,
				    view_make(b->keys.sk_er, b->keys.e_len), &t, b->out);
}

static void op_seal_open(struct bench *b)
{
	struct cipher_text t = {
		.aad = view_make(b->message, 32), .iv = view_make(b->message, 8),
		.in = view_make(b->out, 216),
	};

	op_seal(b);
	b->ok = b->ok && SEC_GOOD == b->c->open(b->c->ctx, b->suite.encr,
						view_make(b->keys.sk_er, b->keys.e_len), &t,
						b->out);
}

static void op_nat(struct bench *b)
{
	b->ok = b->ok && nat_detection_hash(b->c, VIEW_OF(b->spi_i), VIEW_OF(b->spi_r),
					    view_make(b->message, 4), 500, b->out);
}

static void op_random(struct bench *b)
{
	b->ok = b->ok && b->c->random(b->c->ctx, b->nonce_r, sizeof(b->nonce_r));
}

/* Nonce and SPI; NAT detection, two to check and two to send; the exchange; the keys; the
 * request opened; the peer's AUTH and ours; the child's keys; the reply sealed. */
static void op_side(struct bench *b)
{
	op_random(b);
	op_random(b);
	for (int i = 0; i < 4; i++)
		op_nat(b);
	op_ke_both(b);
	op_ike_keys(b);
	op_seal_open(b);
	op_auth(b);
	op_auth(b);
	op_child(b);
}

static const struct {
	const char *name;
	void (*run)(struct bench *b);
} ops[] = {
	{ "nothing", op_nothing },
	{ "random 32", op_random },
	{ "NAT detection hash", op_nat },
	{ "X25519 pair", op_ke_generate },
	{ "X25519 pair + derive", op_ke_both },
	{ "SKEYSEED + 7 keys", op_ike_keys },
	{ "AUTH with PSK", op_auth },
	{ "child keys, 40 bytes", op_child },
	{ "AES-128-GCM seal 200", op_seal },
	{ "seal + open 200", op_seal_open },
	{ "one whole side", op_side },
};

static bool bench_init(struct bench *b)
{
	struct ke_key *peer;

	b->suite = (struct ike_suite){ .encr = encr_alg_find(20), .key_bits = 128,
				       .prf = prf_alg_find(5), .ke = ke_alg_find(31) };
	peer = b->c->ke_generate(b->c->ctx, b->suite.ke, &b->peer_public);
	b->c->ke_free(b->c->ctx, peer);
	b->ok = peer != NULL;
	op_ike_keys(b);
	return b->ok;
}

static void bench_run(struct bench *b, size_t op, unsigned rounds)
{
	double best = 0, start, took;

	for (int series = 0; series < 5; series++) {
		start = cpu_us();
		for (unsigned i = 0; i < rounds; i++)
			ops[op].run(b);
		took = (cpu_us() - start) / rounds;
		if (series == 0 || took < best)
			best = took;
	}
	printf("%-24s %8.2f us\n", ops[op].name, best);
}

int main(int argc, char **argv)
{
	unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 2000;
	struct crypto *c = NULL;
	struct bench b = { 0 };
	struct diag *d = crypt_nss_init(NULL, &c);

	if (d != NULL || rounds == 0) {
		fprintf(stderr, "%s\n", d != NULL ? diag_text(d) : "usage: crypt_bench [ROUNDS]");
		diag_free(d);
		return 1;
	}
	b.c = c;
	for (size_t i = 0; bench_init(&b) && i < ARRAY_NR(ops); i++) {
		bench_run(&b, i, rounds);
		bytes_fini(&b.peer_public);
	}
	bytes_fini(&b.peer_public);
	ike_keys_fini(&b.keys);
	crypt_nss_fini(c);
	return b.ok ? 0 : 1;
}
