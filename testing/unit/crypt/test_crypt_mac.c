/* SPDX-License-Identifier: ISC
 *
 * test_crypt_mac.c - hashes, prfs, integrity algorithms, random: known answers and refusals.
 */
#include "testing/unit/crypt/crypt_test.h"
#include "testing/unit/crypt/mac_vectors.h"

#include "lib/crypt/alg_ids_priv.h"
#include "lib/crypt/nss_priv.h"

#define GUARD 0xa5

static void test_hash(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(hash_vectors); i++) {
		const struct hash_vector *v = &hash_vectors[i];
		HEX_AUTO data = hex_of(v->data);
		HEX_AUTO want = hex_of(v->out);
		uint8_t out[HASH_MAX + 1];

		memset(out, GUARD, sizeof(out));
		assert_int_equal(hash_len(v->id), want.v.len);
		assert_true(c->hash(c->ctx, v->id, &data.v, 1, out));
		assert_memory_equal(out, want.bytes, want.v.len);
		assert_int_equal(out[want.v.len], GUARD);
	}
}

/* 3000 'a' in parts: more than the gather buffer holds. */
static void test_hash_parts(void **state)
{
	static uint8_t a[3000];
	struct crypto *c = (struct crypto *)*state;
	const struct view parts[] = { { a, 1 }, VIEW_EMPTY, { a, 1999 }, { NULL, 0 }, { a, 1000 } };
	HEX_AUTO sha1 = hex_of("00dc3a91d5ec3983f907020d265e10bb036a1ba2");
	HEX_AUTO sha256 =
		hex_of("556ac82f23f64d2f41b3fb3b9a171791364021aa95c0af6df9e2b5e1d88c8038");
	uint8_t out[HASH_MAX];

	memset(a, 'a', sizeof(a));
	assert_true(c->hash(c->ctx, HASH_SHA1, parts, ARRAY_NR(parts), out));
	assert_memory_equal(out, sha1.bytes, 20);
	assert_true(c->hash(c->ctx, HASH_SHA2_256, parts, ARRAY_NR(parts), out));
	assert_memory_equal(out, sha256.bytes, 32);
	mem_fail_nth(1);
	assert_false(c->hash(c->ctx, HASH_SHA1, parts, ARRAY_NR(parts), out));
	mem_fail_nth(0);
}

static void prf_check(struct crypto *c, const struct prf_vector *v)
{
	const struct prf_alg *prf = prf_alg_find((uint16_t)v->id);
	HEX_AUTO key = hex_of(v->key);
	HEX_AUTO data = hex_of(v->data);
	HEX_AUTO want = hex_of(v->out);
	uint8_t out[HASH_MAX + 1];

	assert_non_null(prf);
	print_message("%s %s\n", prf->name, v->source);
	assert_int_equal(prf->out_len, want.v.len);
	for (size_t cut = 0; cut <= data.v.len && cut < 40; cut++) {
		const struct view parts[] = {
			view_slice(data.v, 0, cut), view_slice(data.v, cut, data.v.len),
		};

		memset(out, GUARD, sizeof(out));
		assert_true(c->prf(c->ctx, prf, key.v, parts, 2, out));
		assert_memory_equal(out, want.bytes, want.v.len);
		assert_int_equal(out[want.v.len], GUARD);
	}
}

static void test_prf(void **state)
{
	for (size_t i = 0; i < ARRAY_NR(prf_vectors); i++)
		prf_check((struct crypto *)*state, &prf_vectors[i]);
}

/* FIPS mode goes through NSS's HMAC mechanism: the answers are the same. */
static void test_prf_by_mechanism(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	struct nss_ctx *n = (struct nss_ctx *)c->ctx;

	n->fips = true;
	for (size_t i = 0; i < ARRAY_NR(prf_vectors); i++)
		prf_check(c, &prf_vectors[i]);
	n->fips = false;
}

static uint16_t prf_of_integ(uint16_t id)
{
	switch ((enum alg_integ_id)id) {
	case ALG_SHA1_96:
		return ALG_PRF_SHA1;
	case ALG_XCBC_96:
		return ALG_PRF_XCBC;
	case ALG_CMAC_96:
		return ALG_PRF_CMAC;
	case ALG_SHA2_256_128:
		return ALG_PRF_SHA2_256;
	case ALG_SHA2_384_192:
		return ALG_PRF_SHA2_384;
	case ALG_SHA2_512_256:
		return ALG_PRF_SHA2_512;
	}
	return 0;
}

/* The prf of the same hash with the same key, cut to the ICV; any other key length is refused. */
static void test_mac(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct integ_alg *a;
	uint8_t key[KEY_MAX + 1], data[300], out[HASH_MAX + 1], want[HASH_MAX];
	const struct view parts[] = { { data, 100 }, { data + 100, 200 } };

	pattern(key, sizeof(key), 1);
	pattern(data, sizeof(data), 2);
	for (size_t n = 0; (a = integ_alg_nth(n)) != NULL; n++) {
		const struct prf_alg *prf = prf_alg_find(prf_of_integ(a->id));

		assert_true(c->prf(c->ctx, prf, view_make(key, a->key_len), parts, 2, want));
		for (size_t len = 0; len <= sizeof(key); len++) {
			memset(out, GUARD, sizeof(out));
			assert_int_equal(c->mac(c->ctx, a, view_make(key, len), parts, 2, out),
					 len == a->key_len);
			if (len == a->key_len)
				assert_memory_equal(out, want, a->icv_len);
			assert_int_equal(out[a->icv_len], GUARD);
		}
	}
}

static void test_no_memory(void **state)
{
	static uint8_t data[2000];
	struct crypto *c = (struct crypto *)*state;
	const struct view part = VIEW_OF(data);
	uint8_t out[HASH_MAX];

	for (size_t n = 0; prf_alg_nth(n) != NULL; n++) {
		mem_fail_nth(1);
		assert_false(c->prf(c->ctx, prf_alg_nth(n), view_make(data, 16), &part, 1, out));
		mem_fail_nth(0);
	}
}

static void test_unknown(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct prf_alg prf = { .id = 99, .out_len = 16, .key_len = 16 };
	const struct integ_alg integ = { .id = 99, .key_len = 16, .icv_len = 12 };
	const struct encr_alg encr = { .id = 99, .key_bits = { 128 }, .block_len = 1, .ike = true };
	const struct cipher_text t = { .in = VIEW_EMPTY };
	uint8_t out[HASH_MAX], key[16] = { 0 };

	assert_false(c->prf(c->ctx, &prf, VIEW_OF(key), NULL, 0, out));
	assert_false(c->mac(c->ctx, &integ, VIEW_OF(key), NULL, 0, out));
	assert_false(c->hash(c->ctx, (enum hash_id)99, NULL, 0, out));
	assert_false(c->seal(c->ctx, &encr, VIEW_OF(key), &t, out));
	assert_int_not_equal(c->open(c->ctx, &encr, VIEW_OF(key), &t, out), SEC_GOOD);
}

static void test_random(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	uint8_t a[64] = { 0 }, b[64] = { 0 };

	assert_true(c->random(c->ctx, a, sizeof(a)));
	assert_true(c->random(c->ctx, b, sizeof(b) - 1));
	assert_int_equal(b[63], 0);
	assert_memory_not_equal(a, b, 32);
	assert_true(c->random(c->ctx, NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash),   cmocka_unit_test(test_hash_parts),
		cmocka_unit_test(test_prf),    cmocka_unit_test(test_prf_by_mechanism),
		cmocka_unit_test(test_mac),    cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_unknown), cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, nss_setup, nss_teardown);
}
