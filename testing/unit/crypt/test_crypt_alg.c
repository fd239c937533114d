/* SPDX-License-Identifier: ISC
 *
 * test_crypt_alg.c - the descriptor tables: consistent, complete, and NSS does what they say.
 */
#include "testing/unit/crypt/crypt_test.h"

#include "lib/crypt/alg_ids_priv.h"

static void test_encr_rows(void **state)
{
	const struct encr_alg *a;
	size_t n = 0;

	(void)state;
	for (; (a = encr_alg_nth(n)) != NULL; n++) {
		assert_ptr_equal(encr_alg_find(a->id), a);
		assert_non_null(a->name);
		assert_true(a->ike || a->esp);
		assert_true(!a->esp || a->kernel_name != NULL);
		assert_true(a->block_len >= 1);
		assert_int_equal(a->aead, a->icv_len > 0);
		assert_true(a->key_bits[0] / 8 + a->salt_len <= KEY_MAX);
		assert_true(encr_alg_has_key(a, a->key_bits[0]));
		assert_false(encr_alg_has_key(a, 40));
		assert_int_equal(a->fixed_key, a->key_bits[1] == 0);
	}
	assert_int_equal(n, 13);
	assert_null(encr_alg_nth(n + 1000));
	assert_null(encr_alg_find(0));
	assert_null(encr_alg_find(65535));
}

static void test_encr_facts(void **state)
{
	const struct encr_alg *gcm = encr_alg_find(20), *null = encr_alg_find(11);

	(void)state;
	assert_string_equal(gcm->name, "AES_GCM_16");
	assert_string_equal(gcm->kernel_name, "rfc4106(gcm(aes))");
	assert_true(encr_alg_has_key(gcm, 128));
	assert_true(encr_alg_has_key(gcm, 192));
	assert_true(encr_alg_has_key(gcm, 256));
	assert_false(encr_alg_has_key(gcm, 0));
	assert_int_equal(gcm->salt_len + gcm->iv_len, 12);
	assert_false(null->ike);
	assert_true(encr_alg_has_key(null, 0));
	assert_false(encr_alg_has_key(null, 128));
}

static void test_prf_and_integ_rows(void **state)
{
	const struct prf_alg *p;
	const struct integ_alg *g;
	size_t n;

	(void)state;
	for (n = 0; (p = prf_alg_nth(n)) != NULL; n++) {
		assert_ptr_equal(prf_alg_find(p->id), p);
		assert_true(p->out_len <= HASH_MAX && p->key_len <= KEY_MAX);
		assert_int_equal(p->out_len, p->key_len);
	}
	assert_int_equal(n, 6);
	for (n = 0; (g = integ_alg_nth(n)) != NULL; n++) {
		assert_ptr_equal(integ_alg_find(g->id), g);
		assert_true(g->icv_len < g->out_len && g->key_len <= KEY_MAX);
	}
	assert_int_equal(n, 6);
	assert_null(integ_alg_find(0));
	assert_null(prf_alg_find(0));
}

static void test_ke_rows(void **state)
{
	const struct ke_alg *k;
	size_t n;

	(void)state;
	for (n = 0; (k = ke_alg_nth(n)) != NULL; n++) {
		assert_ptr_equal(ke_alg_find(k->id), k);
		assert_int_equal(k->slow, k->class != KE_XDH);
	}
	assert_int_equal(n, 10);
	assert_int_equal(ke_alg_find(14)->public_len, 256);
	assert_int_equal(ke_alg_find(21)->public_len, 132);
	assert_int_equal(ke_alg_find(21)->secret_len, 66);
	assert_null(ke_alg_find(0));
}

/* Debian 12's NSS has all of it; asked twice, the second answer comes from the cache. */
static void test_nss_has_them(void **state)
{
	const struct crypto *c = (const struct crypto *)*state;

	for (int round = 0; round < 2; round++) {
		for (size_t n = 0; encr_alg_nth(n) != NULL; n++)
			assert_true(crypt_nss_has(c, ALG_ENCR, encr_alg_nth(n)->id));
		for (size_t n = 0; prf_alg_nth(n) != NULL; n++)
			assert_true(crypt_nss_has(c, ALG_PRF, prf_alg_nth(n)->id));
		for (size_t n = 0; integ_alg_nth(n) != NULL; n++)
			assert_true(crypt_nss_has(c, ALG_INTEG, integ_alg_nth(n)->id));
		for (size_t n = 0; ke_alg_nth(n) != NULL; n++)
			assert_true(crypt_nss_has(c, ALG_KE, ke_alg_nth(n)->id));
	}
	assert_false(crypt_nss_has(c, ALG_KE, 0));
	assert_false(crypt_nss_has(c, ALG_KE, 36));
	assert_false(crypt_nss_has(c, ALG_ENCR, 1));
	assert_false(crypt_nss_has(c, ALG_PRF, 1));
	assert_false(crypt_nss_has(c, ALG_INTEG, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encr_rows),
		cmocka_unit_test(test_encr_facts),
		cmocka_unit_test(test_prf_and_integ_rows),
		cmocka_unit_test(test_ke_rows),
		cmocka_unit_test(test_nss_has_them),
	};

	return cmocka_run_group_tests(tests, nss_setup, nss_teardown);
}
