/* SPDX-License-Identifier: ISC
 *
 * test_crypt_cipher.c - seal and open: known answers, in place, tampering, lengths, no memory.
 */
#include "testing/unit/crypt/crypt_test.h"
#include "testing/unit/crypt/cipher_vectors.h"

#define GUARD 0xa5

struct job {		/* one vector, decoded */
	const struct encr_alg *encr;
	struct hex key, iv, aad, plain, cipher;
};

static void job_fini(struct job *j)
{
	hex_fini(&j->key);
	hex_fini(&j->iv);
	hex_fini(&j->aad);
	hex_fini(&j->plain);
	hex_fini(&j->cipher);
}
#define JOB_AUTO __attribute__((cleanup(job_fini))) struct job

static struct job job_of(const struct cipher_vector *v)
{
	struct job j = {
		.encr = encr_alg_find((uint16_t)v->id),
		.key = hex_of(v->key), .iv = hex_of(v->iv), .aad = hex_of(v->aad),
		.plain = hex_of(v->plain), .cipher = hex_of(v->cipher),
	};

	assert_non_null(j.encr);
	return j;
}

static struct cipher_text text(const struct job *j, struct view in)
{
	return (struct cipher_text){ .aad = j->aad.v, .iv = j->iv.v, .in = in };
}

static void test_seal(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(cipher_vectors); i++) {
		JOB_AUTO j = job_of(&cipher_vectors[i]);
		struct cipher_text t = text(&j, j.plain.v);
		uint8_t out[HEX_MAX];

		memset(out, GUARD, sizeof(out));
		print_message("%s %s\n", j.encr->name, cipher_vectors[i].source);
		assert_true(c->seal(c->ctx, j.encr, j.key.v, &t, out));
		assert_memory_equal(out, j.cipher.bytes, j.cipher.v.len);
		assert_int_equal(out[j.cipher.v.len], GUARD);
	}
}

static void test_open(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(cipher_vectors); i++) {
		JOB_AUTO j = job_of(&cipher_vectors[i]);
		struct cipher_text t = text(&j, j.cipher.v);
		uint8_t out[HEX_MAX];

		memset(out, GUARD, sizeof(out));
		assert_int_equal(c->open(c->ctx, j.encr, j.key.v, &t, out), SEC_GOOD);
		assert_memory_equal(out, j.plain.bytes, j.plain.v.len);
		assert_int_equal(out[j.plain.v.len], GUARD);
	}
}

static void test_in_place(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(cipher_vectors); i++) {
		JOB_AUTO j = job_of(&cipher_vectors[i]);
		uint8_t buf[HEX_MAX];
		struct cipher_text t = text(&j, view_make(buf, j.plain.v.len));

		memcpy(buf, j.plain.bytes, j.plain.v.len);
		assert_true(c->seal(c->ctx, j.encr, j.key.v, &t, buf));
		assert_memory_equal(buf, j.cipher.bytes, j.cipher.v.len);
		t.in.len = j.cipher.v.len;
		assert_int_equal(c->open(c->ctx, j.encr, j.key.v, &t, buf), SEC_GOOD);
		assert_memory_equal(buf, j.plain.bytes, j.plain.v.len);
	}
}

/* Sizes up to what a datagram holds, in place and not, past the gather buffer of the library. */
static void test_sizes(void **state)
{
	static uint8_t plain[70000], a[70000], b[70000];
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 31, 32, 500, 1504, 1536, 1552, 65536 };
	struct crypto *c = (struct crypto *)*state;
	uint8_t key[KEY_MAX], iv[16];
	const struct encr_alg *e;

	pattern(key, sizeof(key), 1);
	pattern(iv, sizeof(iv), 2);
	pattern(plain, sizeof(plain), 3);
	for (size_t n = 0; (e = encr_alg_nth(n)) != NULL; n++) {
		for (size_t s = 0; e->ike && s < ARRAY_NR(sizes); s++) {
			struct view k = view_make(key, e->key_bits[0] / 8 + e->salt_len);
			size_t len = sizes[s] / e->block_len * e->block_len;
			struct cipher_text t = {
				.aad = { plain, e->aead ? 32 : 0 },
				.iv = { iv, e->iv_len },
				.in = { plain, len },
			};

			memcpy(b, plain, len);
			assert_true(c->seal(c->ctx, e, k, &t, a));
			t.in.ptr = b;
			assert_true(c->seal(c->ctx, e, k, &t, b));
			t.in.len = len + e->icv_len;
			assert_memory_equal(a, b, t.in.len);
			assert_true(len < 15 || memcmp(a, plain, len) != 0);
			assert_int_equal(c->open(c->ctx, e, k, &t, b), SEC_GOOD);
			assert_memory_equal(b, plain, len);
		}
	}
}

static void reject(struct crypto *c, const struct job *j, struct view key,
		   const struct cipher_text *t)
{
	uint8_t out[HEX_MAX];

	memset(out, GUARD, sizeof(out));
	assert_int_equal(c->open(c->ctx, j->encr, key, t, out), SEC_BAD);
	/* No unverified plaintext. */
	for (size_t i = 0; i + j->encr->icv_len < t->in.len; i++)
		assert_true(out[i] == 0 || out[i] == GUARD);
}

static void test_tampered(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(cipher_vectors); i++) {
		JOB_AUTO j = job_of(&cipher_vectors[i]);
		struct hex *parts[] = { &j.cipher, &j.aad, &j.iv, &j.key };
		struct cipher_text t = text(&j, j.cipher.v);

		if (!j.encr->aead)
			continue;
		for (size_t p = 0; p < ARRAY_NR(parts); p++) {
			for (size_t b = 0; b < parts[p]->v.len; b++) {
				parts[p]->heap[b] ^= 0x10;
				reject(c, &j, j.key.v, &t);
				parts[p]->heap[b] ^= 0x10;
			}
		}
		for (size_t len = 0; len < j.cipher.v.len; len++) {
			t.in.len = len;
			reject(c, &j, j.key.v, &t);
		}
	}
}

static void test_wrong_lengths(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	uint8_t key[100] = { 0 }, iv[32] = { 0 }, in[64] = { 0 }, out[128];
	const struct encr_alg *e;

	for (size_t n = 0; (e = encr_alg_nth(n)) != NULL; n++) {
		size_t key_len = e->key_bits[0] / 8 + e->salt_len;
		struct cipher_text t = { .iv = { iv, e->iv_len }, .in = { in, 32 } };

		for (size_t k = 0; k <= sizeof(key); k++) {
			bool good = e->ike && k >= e->salt_len &&
				    encr_alg_has_key(e, (unsigned)(k - e->salt_len) * 8);

			assert_int_equal(c->seal(c->ctx, e, view_make(key, k), &t, out), good);
			if (!good)
				assert_int_not_equal(
					c->open(c->ctx, e, view_make(key, k), &t, out), SEC_GOOD);
		}
		for (size_t l = 0; l <= sizeof(iv); l++) {
			t.iv.len = l;
			assert_int_equal(c->seal(c->ctx, e, view_make(key, key_len), &t, out),
					 e->ike && l == e->iv_len);
		}
		t.iv.len = e->iv_len;
		t.in.len = 33;
		assert_int_equal(c->seal(c->ctx, e, view_make(key, key_len), &t, out),
				 e->ike && e->block_len == 1);
		if (e->block_len > 1)
			assert_int_not_equal(c->open(c->ctx, e, view_make(key, key_len), &t, out),
					     SEC_GOOD);
	}
}

/* Each allocation of ours fails once: false or SEC_ERROR, no leak (ASan), no wrong answer. */
static void test_no_memory(void **state)
{
	static uint8_t big[4096], out[4096 + 16];
	struct crypto *c = (struct crypto *)*state;
	uint8_t key[KEY_MAX] = { 0 }, iv[16] = { 0 };
	const struct encr_alg *e;
	unsigned refused = 0;

	for (size_t n = 0; (e = encr_alg_nth(n)) != NULL; n++) {
		struct view k = view_make(key, e->key_bits[0] / 8 + e->salt_len);
		struct cipher_text t = { .iv = { iv, e->iv_len }, .in = { out, sizeof(big) } };

		for (unsigned long nth = 1; e->ike && nth <= 3; nth++) {
			mem_fail_nth(nth);
			refused += !c->seal(c->ctx, e, k, &t, out);
			mem_fail_nth(nth);
			refused += c->open(c->ctx, e, k, &t, out) == SEC_ERROR;
			mem_fail_nth(0);
		}
	}
	assert_true(refused >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seal),	      cmocka_unit_test(test_open),
		cmocka_unit_test(test_in_place),      cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_tampered),      cmocka_unit_test(test_wrong_lengths),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, nss_setup, nss_teardown);
}
