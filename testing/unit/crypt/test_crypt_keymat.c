/* SPDX-License-Identifier: ISC
 *
 * test_crypt_keymat.c - RFC 7296 2.13-2.18 and 2.23 against values computed elsewhere, over NSS,
 * and over a provider that fails the Nth call.
 */
#include "testing/unit/crypt/crypt_test.h"
#include "testing/unit/crypt/keymat_vectors.h"

#include "crypt/keymat.h"

struct job {		/* one vector, decoded */
	struct ike_suite suite;
	struct hex old_sk_d, ni, nr, spi_i, spi_r, shared, keys, child, child_ke, auth_i;
	struct ike_keymat_input in;
};

static void job_init(struct job *j, const struct keymat_vector *v)
{
	j->suite = (struct ike_suite){
		.encr = encr_alg_find((uint16_t)v->encr), .key_bits = (uint16_t)v->key_bits,
		.prf = prf_alg_find((uint16_t)v->prf), .integ = integ_alg_find((uint16_t)v->integ),
	};
	j->old_sk_d = hex_of(v->old_sk_d);
	j->ni = hex_of(v->ni);
	j->nr = hex_of(v->nr);
	j->spi_i = hex_of(v->spi_i);
	j->spi_r = hex_of(v->spi_r);
	j->shared = hex_of(v->shared);
	j->keys = hex_of(v->keys);
	j->child = hex_of(v->child);
	j->child_ke = hex_of(v->child_ke);
	j->auth_i = hex_of(v->auth_i);
	j->in = (struct ike_keymat_input){
		.ni = j->ni.v, .nr = j->nr.v, .spi_i = j->spi_i.v, .spi_r = j->spi_r.v,
		.shared = j->shared.v, .old_sk_d = j->old_sk_d.v,
		.old_prf = prf_alg_find((uint16_t)v->old_prf),
	};
}

static void job_fini(struct job *j)
{
	struct hex *all[] = { &j->old_sk_d, &j->ni, &j->nr, &j->spi_i, &j->spi_r, &j->shared,
			      &j->keys, &j->child, &j->child_ke, &j->auth_i };

	for (size_t i = 0; i < ARRAY_NR(all); i++)
		hex_fini(all[i]);
}

static const uint8_t *same(const uint8_t *want, const uint8_t *got, size_t len)
{
	assert_memory_equal(got, want, len);
	return want + len;
}

static void test_ike_keys(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(keymat_vectors); i++) {
		struct ike_keys k;
		const uint8_t *p;
		struct job j;

		job_init(&j, &keymat_vectors[i]);
		assert_true(ike_keys_derive(c, &j.suite, &j.in, &k));
		p = j.keys.heap;
		p = same(p, k.sk_d, k.d_len);
		p = same(p, k.sk_ai, k.a_len);
		p = same(p, k.sk_ar, k.a_len);
		p = same(p, k.sk_ei, k.e_len);
		p = same(p, k.sk_er, k.e_len);
		p = same(p, k.sk_pi, k.p_len);
		p = same(p, k.sk_pr, k.p_len);
		assert_int_equal(p - j.keys.heap, j.keys.v.len);
		ike_keys_fini(&k);
		for (size_t b = 0; b < sizeof(k); b++)
			assert_int_equal(((const uint8_t *)&k)[b], 0);
		job_fini(&j);
	}
}

static void test_child_keys(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(keymat_vectors); i++) {
		uint8_t out[HEX_MAX];
		struct view sk_d;
		struct job j;

		job_init(&j, &keymat_vectors[i]);
		sk_d = view_slice(j.keys.v, 0, j.suite.prf->key_len);
		assert_true(child_keymat(c, j.suite.prf,
				&(struct child_keymat_input){ sk_d, VIEW_EMPTY, j.ni.v,
								j.nr.v },
				out, j.child.v.len));
		assert_memory_equal(out, j.child.bytes, j.child.v.len);
		assert_true(child_keymat(c, j.suite.prf,
				&(struct child_keymat_input){ sk_d, j.shared.v, j.ni.v,
								j.nr.v },
				out, j.child_ke.v.len));
		assert_memory_equal(out, j.child_ke.bytes, j.child_ke.v.len);
		job_fini(&j);
	}
}

static void test_auth_psk(void **state)
{
	static const uint8_t id[] = "\x02\0\0\0west.example";
	struct crypto *c = (struct crypto *)*state;
	uint8_t message[300], out[HASH_MAX], other[HASH_MAX];

	pattern(message, sizeof(message), 9);
	for (size_t i = 0; i < ARRAY_NR(keymat_vectors); i++) {
		struct auth_input in = { .message = VIEW_OF(message),
					 .id_body = { id, sizeof(id) - 1 } };
		struct job j;
		size_t n;

		job_init(&j, &keymat_vectors[i]);
		n = j.suite.prf->key_len;
		in.prf = j.suite.prf;
		in.nonce = j.nr.v;
		in.sk_p = view_slice(j.keys.v, j.keys.v.len - 2 * n, n);
		assert_true(auth_psk(c, &in, view_str("a shared secret"), out));
		assert_int_equal(j.auth_i.v.len, j.suite.prf->out_len);
		assert_memory_equal(out, j.auth_i.bytes, j.auth_i.v.len);
		assert_true(auth_psk(c, &in, view_str("a shared secreT"), other));
		assert_memory_not_equal(out, other, j.auth_i.v.len);
		job_fini(&j);
	}
}

static void test_prf_plus_bounds(void **state)
{
	static uint8_t out[255 * 32 + 1];
	struct crypto *c = (struct crypto *)*state;
	const struct prf_alg *prf = prf_alg_find(5);
	HEX_AUTO tail = hex_of("9f29f603fb4e7385");

	out[sizeof(out) - 1] = 0xa5;
	assert_true(prf_plus(c, prf, view_str("key"), view_str("seed"), out, 255 * 32));
	assert_memory_equal(out + 255 * 32 - 8, tail.bytes, 8);
	assert_int_equal(out[255 * 32], 0xa5);
	assert_false(prf_plus(c, prf, view_str("key"), view_str("seed"), out, 255 * 32 + 1));
	assert_int_equal(out[0], 0);
	assert_true(prf_plus(c, prf, view_str("key"), view_str("seed"), NULL, 0));
}

static void test_nat_hash(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	static const uint8_t v4[] = { 192, 0, 2, 1 };
	static const uint8_t v6[] = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
	static const uint8_t zero_spi[8];
	HEX_AUTO want4 = hex_of("e198a965e38b5b90eb55cc0512267e7acc954096");
	HEX_AUTO want6 = hex_of("e54d0af86a9180c10dac5051b49d62675da2d797");
	uint8_t spi_i[8], spi_r[8], out[20];

	pattern(spi_i, 8, 3);
	pattern(spi_r, 8, 4);
	assert_true(nat_detection_hash(c, VIEW_OF(spi_i), VIEW_OF(spi_r), VIEW_OF(v4), 500, out));
	assert_memory_equal(out, want4.bytes, 20);
	assert_true(nat_detection_hash(c, VIEW_OF(spi_i), VIEW_OF(zero_spi), VIEW_OF(v6), 4500,
				      out));
	assert_memory_equal(out, want6.bytes, 20);
}

static void test_bad_input(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	static uint8_t big[257];
	struct ike_keys k;
	struct job good;

	job_init(&good, &keymat_vectors[0]);
	for (int what = 0; what < 11; what++) {
		struct ike_keymat_input in = good.in;
		struct ike_suite suite = good.suite;

		switch (what) {
		case 0: in.ni = VIEW_EMPTY; break;
		case 1: in.nr = VIEW_EMPTY; break;
		case 2: in.ni = VIEW_OF(big); break;
		case 3: in.nr = VIEW_OF(big); break;
		case 4: in.spi_i.len = 7; break;
		case 5: in.spi_r.len = 9; break;
		case 6: in.shared = VIEW_EMPTY; break;
		case 7: suite.integ = integ_alg_find(12); break;	/* AEAD with integrity */
		case 8: suite.encr = encr_alg_find(12); break;		/* CBC without */
		case 9: suite.key_bits = 136; break;
		case 10: suite.key_bits = 0; break;
		}
		memset(&k, 0xa5, sizeof(k));
		assert_false(ike_keys_derive(c, &suite, &in, &k));
		assert_int_equal(k.d_len, 0);
		assert_int_equal(k.sk_d[0], 0);
	}
	assert_false(child_keymat(c, good.suite.prf,
				&(struct child_keymat_input){ good.in.shared, VIEW_EMPTY, VIEW_OF(big),
								good.in.nr },
				k.sk_d, 16));
	assert_false(child_keymat(c, good.suite.prf,
				&(struct child_keymat_input){ good.in.shared, VIEW_EMPTY, good.in.ni,
								VIEW_EMPTY },
				k.sk_d, 16));
	job_fini(&good);
}

/* A provider whose prf fails at call number LEFT. */
struct failing {
	struct crypto ops, *real;
	unsigned left;
};

static bool failing_prf(void *ctx, const struct prf_alg *prf, struct view key,
			const struct view *parts, size_t nr, uint8_t *out)
{
	struct failing *f = (struct failing *)ctx;

	if (f->left != 0 && --f->left == 0)
		return false;
	return f->real->prf(f->real->ctx, prf, key, parts, nr, out);
}

static bool all_zero(const void *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (((const uint8_t *)p)[i] != 0)
			return false;
	}
	return true;
}

static void test_fail_each(void **state)
{
	static const uint8_t id[] = "\x02\0\0\0west.example";
	struct failing f = { .real = (struct crypto *)*state };
	struct ike_keys k;
	uint8_t out[100];
	struct job j;
	unsigned nth;

	job_init(&j, &keymat_vectors[0]);
	f.ops = *f.real;
	f.ops.ctx = &f;
	f.ops.prf = failing_prf;
	for (nth = 1; f.left = nth, !ike_keys_derive(&f.ops, &j.suite, &j.in, &k); nth++)
		assert_true(all_zero(&k, sizeof(k)));
	assert_int_equal(nth, 1 + 1 + 5);	/* SKEYSEED, 5 blocks; there is no 7th */
	for (nth = 1; f.left = nth, !child_keymat(&f.ops, j.suite.prf,
				&(struct child_keymat_input){ j.shared.v, VIEW_EMPTY, j.ni.v,
								j.nr.v },
				out, sizeof(out)); nth++)
		assert_true(all_zero(out, sizeof(out)));
	assert_int_equal(nth, 1 + 4);
	for (nth = 1; nth <= 3; nth++) {
		const struct auth_input in = { .prf = j.suite.prf, .message = j.keys.v,
					       .nonce = j.nr.v, .sk_p = j.shared.v,
					       .id_body = { id, sizeof(id) - 1 } };

		f.left = nth;
		memset(out, 0xa5, sizeof(out));
		assert_false(auth_psk(&f.ops, &in, view_str("x"), out));
		assert_true(all_zero(out, in.prf->out_len));
	}
	mem_fail_nth(1);
	assert_false(child_keymat(f.real, j.suite.prf,
				&(struct child_keymat_input){ j.shared.v, VIEW_EMPTY, j.ni.v,
								j.nr.v },
				out, sizeof(out)));
	mem_fail_nth(0);
	job_fini(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ike_keys),     cmocka_unit_test(test_child_keys),
		cmocka_unit_test(test_auth_psk),     cmocka_unit_test(test_prf_plus_bounds),
		cmocka_unit_test(test_nat_hash),     cmocka_unit_test(test_bad_input),
		cmocka_unit_test(test_fail_each),
	};

	return cmocka_run_group_tests(tests, nss_setup, nss_teardown);
}
