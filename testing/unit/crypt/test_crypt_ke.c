/* SPDX-License-Identifier: ISC
 *
 * test_crypt_ke.c - key exchange: agreement, known answers, and peers that lie (T20).
 *
 * Known answer without knowing the private key: with the group's generator as the peer's value,
 * the shared secret is our own public value (or its x coordinate).
 */
#include "testing/unit/crypt/crypt_test.h"

#include <pthread.h>

#include <keyhi.h>
#include <pk11pub.h>

#include "lib/crypt/alg_ids_priv.h"
#include "lib/crypt/modp_prime_priv.h"
#include "lib/crypt/nss_ke_priv.h"
#include "lib/crypt/nss_priv.h"

#define GX256 "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define GY256 "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define P256 "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define GX384                                                                                      \
	"aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"                         \
	"5502f25dbf55296c3a545e3872760ab7"
#define GY384                                                                                      \
	"3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"                         \
	"0a60b1ce1d7e819d7a431d7c90ea0e5f"
#define GX521                                                                                      \
	"00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"                         \
	"3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
#define GY521                                                                                      \
	"011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"                         \
	"662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"

struct side {
	struct crypto *c;
	struct ke_key *key;
	struct bytes pub;
};

static void side_fini(struct side *s)
{
	s->c->ke_free(s->c->ctx, s->key);
	bytes_fini(&s->pub);
}
#define SIDE_AUTO __attribute__((cleanup(side_fini))) struct side
#define SECRET_AUTO __attribute__((cleanup(secret_fini))) struct secret

static struct side side_new(struct crypto *c, const struct ke_alg *ke)
{
	struct side s = { .c = c };

	s.key = c->ke_generate(c->ctx, ke, &s.pub);
	assert_non_null(s.key);
	assert_int_equal(s.pub.len, ke->public_len);
	return s;
}

static enum security derive(const struct side *s, struct view peer, struct secret *shared)
{
	return s->c->ke_derive(s->c->ctx, s->key, peer, shared);
}

/* 8192 bits take 40 ms a pair; that is still fine here. */
static void test_agreement(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct ke_alg *ke;

	for (size_t n = 0; (ke = ke_alg_nth(n)) != NULL; n++) {
		SIDE_AUTO a = side_new(c, ke);
		SIDE_AUTO b = side_new(c, ke);
		SECRET_AUTO x = { NULL, 0 };
		SECRET_AUTO y = { NULL, 0 };

		print_message("%s\n", ke->name);
		assert_memory_not_equal(a.pub.ptr, b.pub.ptr, ke->public_len);
		assert_int_equal(derive(&a, bytes_view(&b.pub), &x), SEC_GOOD);
		assert_int_equal(derive(&b, bytes_view(&a.pub), &y), SEC_GOOD);
		assert_int_equal(x.len, ke->secret_len);
		assert_int_equal(mac_compare(secret_view(&x), secret_view(&y)), SEC_GOOD);
	}
}

/* The same with the key pair generated as FIPS mode would. */
static void test_agreement_plain_pair(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	struct nss_ctx *n = (struct nss_ctx *)c->ctx;
	static const uint16_t ids[] = { 14, 19, 31 };

	for (size_t i = 0; i < ARRAY_NR(ids); i++) {
		const struct ke_alg *ke = ke_alg_find(ids[i]);
		SIDE_AUTO a = side_new(c, ke);
		SECRET_AUTO x = { NULL, 0 };
		SECRET_AUTO y = { NULL, 0 };

		n->fips = true;
		SIDE_AUTO b = side_new(c, ke);
		n->fips = false;
		assert_int_equal(derive(&a, bytes_view(&b.pub), &x), SEC_GOOD);
		assert_int_equal(derive(&b, bytes_view(&a.pub), &y), SEC_GOOD);
		assert_int_equal(mac_compare(secret_view(&x), secret_view(&y)), SEC_GOOD);
	}
}

static void generator_check(struct crypto *c, uint16_t id, const char *generator)
{
	const struct ke_alg *ke = ke_alg_find(id);
	SIDE_AUTO a = side_new(c, ke);
	HEX_AUTO g = hex_of(generator);
	SECRET_AUTO x = { NULL, 0 };

	assert_int_equal(derive(&a, g.v, &x), SEC_GOOD);
	assert_int_equal(x.len, ke->secret_len);
	assert_memory_equal(x.ptr, a.pub.ptr, x.len);
}

static void test_generator_curves(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	generator_check(c, 19, GX256 GY256);
	generator_check(c, 20, GX384 GY384);
	generator_check(c, 21, GX521 GY521);
	generator_check(c, 31, "09000000000000000000000000000000"
			       "00000000000000000000000000000000");
}

static void test_generator_modp(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct ke_alg *ke;

	for (size_t n = 0; (ke = ke_alg_nth(n)) != NULL; n++) {
		uint8_t two[1024] = { 0 };
		SECRET_AUTO x = { NULL, 0 };

		if (ke->class != KE_MODP)
			continue;
		SIDE_AUTO a = side_new(c, ke);

		two[ke->public_len - 1] = 2;
		assert_int_equal(derive(&a, view_make(two, ke->public_len), &x), SEC_GOOD);
		assert_int_equal(x.len, ke->secret_len);
		assert_memory_equal(x.ptr, a.pub.ptr, x.len);
	}
}

/* RFC 7296 2.14, 3.4: a public value and a secret with a zero at the front keep their length.
 * One pair in 256 has it. */
static void test_modp_zero_padded(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct ke_alg *ke = ke_alg_find(5);
	uint8_t two[192] = { 0 };
	bool seen = false;

	two[191] = 2;
	for (unsigned tries = 0; !seen && tries < 5000; tries++) {
		SIDE_AUTO a = side_new(c, ke);
		SECRET_AUTO x = { NULL, 0 };

		seen = a.pub.ptr[0] == 0;
		if (!seen)
			continue;
		assert_int_equal(derive(&a, VIEW_OF(two), &x), SEC_GOOD);
		assert_int_equal(x.len, 192);
		assert_memory_equal(x.ptr, a.pub.ptr, 192);
	}
	assert_true(seen);
}

/* SHA2-256 of the primes as OpenSSL has them: a wrong digit would still agree with itself. */
static void test_primes(void **state)
{
	static const struct {
		uint16_t id;
		const char *hash;
	} primes[] = {
		{ 5, "64fcc83ec403930bf18393dbc883ccaa1fbb08ac876f77f7aa99748ca945019b" },
		{ 14, "d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e" },
		{ 15, "48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c" },
		{ 16, "4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33" },
		{ 17, "d1bfe6d0925ce7e4da262b62861514a7755e35831e429f343e7b864848657efd" },
		{ 18, "39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf" },
	};
	struct crypto *c = (struct crypto *)*state;

	for (size_t i = 0; i < ARRAY_NR(primes); i++) {
		struct view p = modp_prime(primes[i].id);
		HEX_AUTO want = hex_of(primes[i].hash);
		uint8_t out[32];

		assert_true(c->hash(c->ctx, HASH_SHA2_256, &p, 1, out));
		assert_memory_equal(out, want.bytes, 32);
	}
}

static void refused(const struct side *s, struct view peer)
{
	struct secret x = { NULL, 0 };

	assert_int_equal(derive(s, peer, &x), SEC_BAD);
	assert_null(x.ptr);
	assert_int_equal(x.len, 0);
}

static void test_lengths_refused(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	static uint8_t junk[1100];
	const struct ke_alg *ke;

	memset(junk, 0x11, sizeof(junk));
	for (size_t n = 0; (ke = ke_alg_nth(n)) != NULL; n++) {
		SIDE_AUTO a = side_new(c, ke);

		refused(&a, VIEW_EMPTY);
		refused(&a, view_make(junk, 1));
		refused(&a, view_make(junk, ke->public_len - 1u));
		refused(&a, view_make(junk, ke->public_len + 1u));
		refused(&a, view_make(junk, ke->public_len / 2u));
		refused(&a, VIEW_OF(junk));
	}
}

/* RFC 6989 2.1: y = 0, 1, p-1, p, p+1 and all ones. */
static void test_modp_refused(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct ke_alg *ke;

	for (size_t n = 0; (ke = ke_alg_nth(n)) != NULL; n++) {
		struct view p = modp_prime(ke->id);
		uint8_t y[1024] = { 0 };

		if (ke->class != KE_MODP) {
			assert_int_equal(p.len, 0);
			continue;
		}
		SIDE_AUTO a = side_new(c, ke);

		assert_int_equal(p.len, ke->public_len);
		refused(&a, view_make(y, p.len));
		y[p.len - 1] = 1;
		refused(&a, view_make(y, p.len));
		memcpy(y, p.ptr, p.len);
		refused(&a, view_make(y, p.len));
		y[p.len - 1] -= 1;
		refused(&a, view_make(y, p.len));
		memset(y + p.len - 8, 0, 8);	/* p ends in 64 ones; + 1 carries */
		y[p.len - 9] += 1;
		refused(&a, view_make(y, p.len));
		memset(y, 0xff, p.len);
		refused(&a, view_make(y, p.len));
	}
}

/* p - 2 = -2 is the largest value allowed; its secret is 2^x or p - 2^x. */
static void test_modp_largest(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	struct view p = modp_prime(14);
	SIDE_AUTO a = side_new(c, ke_alg_find(14));
	SECRET_AUTO x = { NULL, 0 };
	uint8_t y[256];

	memcpy(y, p.ptr, p.len);
	y[255] -= 2;
	assert_int_equal(derive(&a, VIEW_OF(y), &x), SEC_GOOD);
}

static void refused_hex(struct crypto *c, uint16_t id, const char *hex)
{
	SIDE_AUTO a = side_new(c, ke_alg_find(id));
	HEX_AUTO h = hex_of(hex);

	refused(&a, h.v);
}

#define ZERO256 "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES256 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

static void test_points_refused(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	refused_hex(c, 19, ZERO256 ZERO256);	/* what infinity would look like */
	refused_hex(c, 19, ONES256 ONES256);
	refused_hex(c, 19, GX256 GX256);	/* off the curve */
	refused_hex(c, 19, P256 GY256);		/* x = p */
	refused_hex(c, 19, GX256 P256);
	refused_hex(c, 19, "04" GX256 GY256);	/* with the prefix byte: too long */
	refused_hex(c, 19, "02" GX256);		/* compressed */
	refused_hex(c, 19, "00");		/* infinity in SEC 1 */
	refused_hex(c, 20, GX384 GX384);
	refused_hex(c, 20, "02" GX384);
	refused_hex(c, 21, GX521 GX521);
	refused_hex(c, 21, GY521 GX521);
}

static void test_points_bit_flips(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	static const uint16_t ids[] = { 19, 20, 21 };

	for (size_t i = 0; i < ARRAY_NR(ids); i++) {
		SIDE_AUTO a = side_new(c, ke_alg_find(ids[i]));
		SIDE_AUTO b = side_new(c, ke_alg_find(ids[i]));

		for (size_t at = 0; at < b.pub.len; at += 13) {
			b.pub.ptr[at] ^= 1;
			refused(&a, bytes_view(&b.pub));
			b.pub.ptr[at] ^= 1;
		}
	}
}

/* RFC 7748 6.1, RFC 8031 5: the points of low order, canonical or not. */
static void test_x25519_low_order(void **state)
{
	static const char *const points[] = {
		ZERO256,
		"0100000000000000000000000000000000000000000000000000000000000000",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"cdeb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
		"4c9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
		"d9ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"daffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"dbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	};

	for (size_t i = 0; i < 8; i++)
		refused_hex((struct crypto *)*state, 31, points[i]);
	/* The others are of low order only when the top bit counts, which RFC 7748 5 masks:
	 * refused or not, nothing bad may happen. */
	for (size_t i = 8; i < ARRAY_NR(points); i++) {
		SIDE_AUTO a = side_new((struct crypto *)*state, ke_alg_find(31));
		HEX_AUTO h = hex_of(points[i]);
		SECRET_AUTO x = { NULL, 0 };

		assert_int_not_equal(derive(&a, h.v, &x), SEC_ERROR);
	}
}

/* PKCS #8 as OpenSSL writes it. */
static void example_check(struct crypto *c, uint16_t id, const char *pkcs8, const char *peer,
			  const char *shared)
{
	struct nss_ctx *n = (struct nss_ctx *)c->ctx;
	HEX_AUTO der = hex_of(pkcs8);
	HEX_AUTO pub = hex_of(peer);
	HEX_AUTO want = hex_of(shared);
	SECItem item = nss_item(der.v);
	struct ke_key *key = (struct ke_key *)mem_alloc(sizeof(*key));
	struct side s = { .c = c, .key = key };
	SECRET_AUTO x = { NULL, 0 };

	key->alg = ke_alg_find(id);
	assert_int_equal(PK11_ImportDERPrivateKeyInfoAndReturnKey(n->slot, &item, NULL, NULL,
								  PR_FALSE, PR_FALSE, KU_ALL,
								  &key->priv, NULL),
			 SECSuccess);
	assert_int_equal(derive(&s, pub.v, &x), SEC_GOOD);
	assert_int_equal(x.len, want.v.len);
	assert_memory_equal(x.ptr, want.bytes, x.len);
	side_fini(&s);
}

static void test_rfc5903_examples(void **state)
{
	struct crypto *c = (struct crypto *)*state;

	example_check(c, 19,
		      "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"
		      "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433a1440342"
		      "0004dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271"
		      "a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
		      "d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
		      "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
		      "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
	example_check(c, 20,
		      "3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430"
		      "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655"
		      "e35b538041e649ee3faef896783ab194a16403620004"
		      "667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6"
		      "de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc23f"
		      "65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c",
		      "e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d"
		      "0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e838430367f"
		      "66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c",
		      "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4"
		      "d603135569b9e9d09cf5d4a270f59746");
}

/* PrivateKeyInfo with NSS's name for the curve, Bob's private key, Alice's public. */
static void test_rfc7748_example(void **state)
{
	example_check((struct crypto *)*state, 31,
		      "3067020100301406072a8648ce3d020106092b06010401da470f01044c304a0201010420"
		      "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eba1230321"
		      "00de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
		      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
		      "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

static void test_no_memory(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct ke_alg *ke = ke_alg_find(31);
	SIDE_AUTO a = side_new(c, ke);
	struct secret x = { NULL, 0 };

	for (unsigned long nth = 1; nth <= 2; nth++) {
		struct bytes pub = { NULL, 0 };

		mem_fail_nth(nth);
		assert_null(c->ke_generate(c->ctx, ke, &pub));
		mem_fail_nth(0);
		assert_null(pub.ptr);
	}
	mem_fail_nth(1);
	assert_int_equal(derive(&a, bytes_view(&a.pub), &x), SEC_ERROR);
	mem_fail_nth(0);
	assert_null(x.ptr);
	c->ke_free(c->ctx, NULL);
}

static void test_unknown_group(void **state)
{
	struct crypto *c = (struct crypto *)*state;
	const struct ke_alg odd[] = {
		{ .id = 99, .class = KE_ECP, .public_len = 64, .secret_len = 32 },
		{ .id = 99, .class = KE_MODP, .public_len = 64, .secret_len = 64 },
	};

	for (size_t i = 0; i < ARRAY_NR(odd); i++) {
		struct bytes pub = { NULL, 0 };

		assert_null(c->ke_generate(c->ctx, &odd[i], &pub));
		assert_null(pub.ptr);
	}
}

/* A helper thread makes pairs and derives while the loop does the same. */
static void *helper(void *arg)
{
	struct crypto *c = (struct crypto *)arg;
	uintptr_t good = 0;

	for (int i = 0; i < 20; i++) {
		const struct ke_alg *ke = ke_alg_find(i % 2 == 0 ? 19 : 31);
		struct bytes pub = { NULL, 0 };
		struct secret x = { NULL, 0 };
		struct ke_key *key = c->ke_generate(c->ctx, ke, &pub);

		if (key != NULL && c->ke_derive(c->ctx, key, bytes_view(&pub), &x) == SEC_GOOD)
			good++;
		c->ke_free(c->ctx, key);
		bytes_fini(&pub);
		secret_fini(&x);
	}
	return (void *)good;
}

static void test_threads(void **state)
{
	pthread_t threads[2];
	void *good;

	for (size_t i = 0; i < ARRAY_NR(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, helper, *state), 0);
	assert_int_equal((uintptr_t)helper(*state), 20);
	for (size_t i = 0; i < ARRAY_NR(threads); i++) {
		pthread_join(threads[i], &good);
		assert_int_equal((uintptr_t)good, 20);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_agreement_plain_pair),
		cmocka_unit_test(test_generator_curves),
		cmocka_unit_test(test_generator_modp),
		cmocka_unit_test(test_modp_zero_padded),
		cmocka_unit_test(test_primes),
		cmocka_unit_test(test_lengths_refused),
		cmocka_unit_test(test_modp_refused),
		cmocka_unit_test(test_modp_largest),
		cmocka_unit_test(test_points_refused),
		cmocka_unit_test(test_points_bit_flips),
		cmocka_unit_test(test_x25519_low_order),
		cmocka_unit_test(test_rfc5903_examples),
		cmocka_unit_test(test_rfc7748_example),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_unknown_group),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, nss_setup, nss_teardown);
}
