/* SPDX-License-Identifier: ISC
 *
 * test_proposal_parse.c - the proposal grammar, its defaults, its errors, and printing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "proposal/proposal.h"

#define KE "-DH19+DH20+DH21+DH31+MODP4096+MODP3072+MODP2048+MODP8192"
#define PRF "-HMAC_SHA2_512+HMAC_SHA2_256"
#define INTEG "-HMAC_SHA2_512_256+HMAC_SHA2_256_128"

struct good {
	enum v2_protocol protocol;
	const char *text, *print;
};
#define IKE V2_PROTO_IKE
#define ESP V2_PROTO_ESP
#define AH V2_PROTO_AH

static const struct good good[] = {
	/* the defaults of the reference, word for word */
	{ IKE, NULL, "AES_GCM_16_256" PRF KE ", AES_GCM_16_128" PRF KE ", CHACHA20_POLY1305" PRF KE
	  ", AES_CBC_256" PRF INTEG KE ", AES_CBC_128" PRF INTEG KE },
	{ ESP, "", "AES_GCM_16_256, AES_GCM_16_128, CHACHA20_POLY1305, AES_CBC_256" INTEG ", AES_CBC_128" INTEG },
	{ AH, NULL, "HMAC_SHA2_512_256+HMAC_SHA2_256_128" },
	/* what is left out */
	{ IKE, "aes", "AES_CBC_256+AES_CBC_128" PRF INTEG KE },
	{ IKE, "aes256-sha2", "AES_CBC_256-HMAC_SHA2_256-HMAC_SHA2_256_128" KE },
	{ IKE, "aes_gcm", "AES_GCM_16_256+AES_GCM_16_128" PRF KE },
	{ IKE, "aes-sha1", "AES_CBC_256+AES_CBC_128-HMAC_SHA1-HMAC_SHA1_96" KE },
	{ IKE, "aes128;dh14", "AES_CBC_128" PRF INTEG "-MODP2048" },
	{ IKE, "aes128;integ=sha1_96", "AES_CBC_128-HMAC_SHA1-HMAC_SHA1_96" KE },
	{ ESP, "aes", "AES_CBC_256+AES_CBC_128" INTEG },
	{ ESP, "null", "NULL" INTEG },
	{ ESP, "3des-sha1", "3DES_CBC-HMAC_SHA1_96" },
	/* key lengths and spellings */
	{ ESP, "aes128-sha1", "AES_CBC_128-HMAC_SHA1_96" },
	{ ESP, "aes-128-sha1", "AES_CBC_128-HMAC_SHA1_96" },
	{ ESP, "AES_128-SHA1_96", "AES_CBC_128-HMAC_SHA1_96" },
	{ ESP, "aes_cbc192-sha2_384", "AES_CBC_192-HMAC_SHA2_384_192" },
	{ ESP, "aes_gcm_16_256", "AES_GCM_16_256" },
	{ ESP, "aes-gcm-16-256", "AES_GCM_16_256" },
	{ ESP, "aes_gcm_c_128", "AES_GCM_16_128" },
	{ ESP, "aes_gcm_c128-null", "AES_GCM_16_128" },
	{ ESP, "aes_gcm_8", "AES_GCM_8_256+AES_GCM_8_128" },
	{ ESP, "aes_ccm_b_256", "AES_CCM_12_256" },
	{ ESP, "chacha20poly1305", "CHACHA20_POLY1305" },
	{ ESP, "chacha20_poly1305_256", "CHACHA20_POLY1305" },
	{ ESP, "null_auth_aes_gmac_128", "NULL_AUTH_AES_GMAC_128" },
	{ ESP, "camellia256-sha512", "CAMELLIA_CBC_256-HMAC_SHA2_512_256" },
	{ ESP, "aesctr128-aes_xcbc", "AES_CTR_128-AES_XCBC_96" },
	{ IKE, "aes_gcm-16-128-sha2-512-dh19", "AES_GCM_16_128-HMAC_SHA2_512-DH19" },
	{ IKE, "aes256-sha2_256-ecp_256", "AES_CBC_256-HMAC_SHA2_256-HMAC_SHA2_256_128-DH19" },
	{ IKE, "aes256-sha2_256;modp2048", "AES_CBC_256-HMAC_SHA2_256-HMAC_SHA2_256_128-MODP2048" },
	{ IKE, "aes256-sha512-curve25519", "AES_CBC_256-HMAC_SHA2_512-HMAC_SHA2_512_256-DH31" },
	/* positions */
	{ IKE, "aes128-sha1-sha2-dh14", "AES_CBC_128-HMAC_SHA1-HMAC_SHA2_256_128-MODP2048" },
	{ IKE, "aes128-sha2_256_128-sha1-dh14", "AES_CBC_128-HMAC_SHA1-HMAC_SHA2_256_128-MODP2048" },
	{ IKE, "aes_gcm128-none-sha2-dh14", "AES_GCM_16_128-HMAC_SHA2_256-MODP2048" },
	{ IKE, "aes_gcm128-sha2-none-dh14", "AES_GCM_16_128-HMAC_SHA2_256-MODP2048" },
	{ IKE, "aes128+aes256-sha1+sha2-dh14+dh19",
	  "AES_CBC_128+AES_CBC_256-HMAC_SHA1+HMAC_SHA2_256-HMAC_SHA1_96+HMAC_SHA2_256_128-MODP2048+DH19" },
	{ IKE, "encrypt=aes", NULL },
	{ IKE, "aes;prf=sha1;dh=dh14+dh19", "AES_CBC_256+AES_CBC_128-HMAC_SHA1-HMAC_SHA1_96-MODP2048+DH19" },
	{ ESP, ";encrypt=aes128;integ=sha1", "AES_CBC_128-HMAC_SHA1_96" },
	{ ESP, "aes128-sha1-modp2048", "AES_CBC_128-HMAC_SHA1_96-MODP2048" },
	{ ESP, "aes_gcm128-dh19,aes128-sha1-dh19", "AES_GCM_16_128-DH19, AES_CBC_128-HMAC_SHA1_96-DH19" },
	{ ESP, "aes_gcm128;dh19+none", "AES_GCM_16_128;ke=DH19+NONE" },
	{ ESP, "aes_gcm128;none", "AES_GCM_16_128;ke=NONE" },
	{ ESP, "aes_gcm128;sn=no", "AES_GCM_16_128;sn=no" },
	{ ESP, "aes_gcm128;sn=partial_64_bit_sequential", "AES_GCM_16_128;sn=yes" },
	{ ESP, "aes_gcm128;sn=yes+no", "AES_GCM_16_128" },
	{ AH, "sha2", "HMAC_SHA2_256_128" },
	{ AH, "sha1+sha2-dh19", "HMAC_SHA1_96+HMAC_SHA2_256_128-DH19" },
	/* lists */
	{ ESP, "aes128-sha1, aes256-sha1", "AES_CBC_128-HMAC_SHA1_96, AES_CBC_256-HMAC_SHA1_96" },
	{ ESP, "aes128-sha1 aes256-sha1 ", "AES_CBC_128-HMAC_SHA1_96, AES_CBC_256-HMAC_SHA1_96" },
	{ ESP, "aes128-sha1,aes128-sha1", "AES_CBC_128-HMAC_SHA1_96" },
	{ ESP, "aes128+aes128-sha1+sha", "AES_CBC_128-HMAC_SHA1_96" },
};

static void set_text(const struct proposal_set *s, char *buf, size_t cap)
{
	struct text t = text_make(buf, cap);

	proposal_set_print(&t, s);
	assert_false(t.cut);
}

static void check_good(const struct good *g)
{
	struct proposal_set s, again;
	char text[4096], text2[4096];
	struct diag *d = proposal_parse(g->protocol, g->text, NULL, &s);

	if ((d == NULL) != (g->print != NULL))
		fail_msg("%s: %s", g->text, d == NULL ? "accepted" : diag_text(d));
	diag_free(d);
	if (g->print == NULL)
		return;
	set_text(&s, text, sizeof(text));
	assert_string_equal(text, g->print);
	d = proposal_parse(g->protocol, text, NULL, &again);
	if (d != NULL)
		fail_msg("%s: %s", text, diag_text(d));
	set_text(&again, text2, sizeof(text2));
	assert_string_equal(text2, text);
	assert_int_equal(again.nr, s.nr);
	assert_memory_equal(again.items, s.items, s.nr * sizeof(*s.items));
	proposal_set_fini(&s);
	proposal_set_fini(&again);
}

/* parse -> print -> parse is a fixpoint */
static void accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(good); i++)
		check_good(&good[i]);
}

struct bad {
	enum v2_protocol protocol;
	const char *text, *why;
};
static const struct bad bad[] = {
	{ ESP, "aex", "ESP encryption algorithm \"aex\" is not known, did you mean \"aes\"?" },
	{ ESP, "quatsch", "ESP encryption algorithm \"quatsch\" is not known" },
	{ IKE, "aes-shaa2", "IKE PRF algorithm \"shaa2\" is not known, did you mean \"sha2\"?" },
	{ IKE, "aes-sha2-dh99", "IKE integrity algorithm \"dh99\" is not known, did you mean \"dh19\"?" },
	{ IKE, "aes-md5", "IKE PRF algorithm \"md5\" is not supported" },
	{ ESP, "aes-md5", "ESP integrity algorithm \"md5\" is not supported" },
	{ ESP, "camellia_ctr-sha1", "ESP encryption algorithm \"camellia_ctr\" is not supported" },
	{ IKE, "null-sha1", "IKE encryption algorithm \"null\" is not supported" },
	{ IKE, "aes-sha1-mlkem768", "IKE key exchange algorithm \"mlkem768\" is not supported" },
	{ IKE, "aes-sha1-modp1024", "IKE algorithm \"modp1024\" is too weak and not supported any more" },
	{ IKE, "aes-sha1;dh22", "IKE algorithm \"dh22\" is too weak and not supported any more" },
	{ ESP, "des-sha1", "ESP algorithm \"des\" is too weak and not supported any more" },
	{ ESP, "aes64", "ESP encryption algorithm \"aes64\" does not have this key length" },
	{ ESP, "aes_0", "ESP encryption algorithm \"aes_0\" does not have this key length" },
	{ ESP, "3des-128-sha1", "ESP encryption algorithm \"3des-128\" does not have this key length" },
	{ ESP, "aes_gcm-sha1", "AES_GCM_16 is AEAD: integrity must be none" },
	{ IKE, "aes_gcm-sha1-sha2", "AES_GCM_16 is AEAD: integrity must be none" },
	{ ESP, "aes-none", "ESP AES_CBC needs integrity" },
	{ ESP, "null-none", "ESP NULL needs integrity" },
	{ IKE, "aes-sha2-none-dh14", "IKE AES_CBC needs integrity" },
	{ AH, "none", "AH needs integrity" },
	{ ESP, "aes_gcm;integ=none+sha1", "integrity cannot be both none and an algorithm" },
	{ IKE, "aes+aes_gcm", "AEAD and non-AEAD encryption cannot be in one proposal" },
	{ IKE, "aes;none", "IKE key exchange cannot be none" },
	{ IKE, ";dh14", "IKE proposal without encryption" },
	{ IKE, "sha1-dh14", "IKE encryption algorithm is missing before \"sha1\"" },
	{ ESP, "aes-sha1-dh14+dh19", "ESP proposals can have only one key exchange" },
	{ ESP, "aes-sha1-dh14,aes-sha2", "all ESP proposals must have the same key exchange, or none" },
	{ ESP, "aes-sha1-dh14,aes-sha2-dh19", "all ESP proposals must have the same key exchange, or none" },
	{ ESP, "aes-sha1-dh14-dh15", "\"dh15\" is too much: all fields of the proposal are there already" },
	{ ESP, "aes-sha1-dh14;dh15", "\"dh15\" is a second key exchange" },
	{ ESP, "aes-sha1;prf=sha1", "ESP proposals have no PRF" },
	{ IKE, "aes;sn=no", "IKE proposals have no sequence number" },
	{ AH, "sha1;encrypt=aes", "AH proposals have no encryption" },
	{ ESP, "aes;foo=bar", "\"foo\" is not a transform type; use encrypt, prf, integ, ke or sn" },
	{ IKE, "aes;addke1=mlkem768", "additional key exchanges (\"addke1\") are not supported" },
	{ ESP, "aes,,aes", "a proposal is empty" },
	{ ESP, ",aes", "a proposal is empty" },
	{ ESP, "aes,", "a proposal is empty" },
	{ ESP, " ", "a proposal is empty" },
	{ ESP, "aes--sha1", "\"aes--sha1\" has an empty field" },
	{ ESP, "aes-", "\"aes-\" has an empty field" },
	{ ESP, "+aes", "\"+aes\" has an empty field" },
	{ ESP, "aes;", "a name is missing after \";\", \"=\" or \"+\"" },
	{ ESP, "aes;ke=", "a name is missing after \";\", \"=\" or \"+\"" },
	{ ESP, "aes;ke=dh14+", "a name is missing after \";\", \"=\" or \"+\"" },
	{ ESP, "!aes", "\"!\" is not supported" },
	{ V2_PROTO_NONE, "aes", "there are no proposals for protocol 0" },
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(bad); i++) {
		struct proposal_set s;
		DIAG_AUTO d = proposal_parse(bad[i].protocol, bad[i].text, NULL, &s);

		if (d == NULL)
			fail_msg("\"%s\" was accepted", bad[i].text);
		assert_string_equal(diag_text(d), bad[i].why);
		assert_null(s.items);
	}
}

/* caps: 32 proposals, 16 transforms of a type, 48 words; and an endless text */
static void caps(void **state)
{
	char text[8192] = "";
	struct proposal_set s;
	struct diag *d;

	(void)state;
	for (int i = 0; i < PROPOSAL_MAX; i++)	/* 32 different ones */
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%saes_%s%s-sha%d%s", i ? "," : "",
			 i & 1 ? "cbc_" : "ctr_", i & 2 ? "128" : "256", i & 4 ? 1 : 512,
			 i & 8 ? i & 16 ? "+sha256" : "+sha384" : i & 16 ? "+aes_xcbc" : "");
	d = proposal_parse(ESP, text, NULL, &s);
	assert_null(d);
	assert_int_equal(s.nr, PROPOSAL_MAX);
	proposal_set_fini(&s);
	strcat(text, ",3des-sha1");
	d = proposal_parse(ESP, text, NULL, &s);
	assert_string_equal(diag_text(d), "more than 32 proposals");
	diag_free(d);
	strcpy(text, "aes128");
	for (int i = 0; i < 48; i++)
		strcat(text, "+aes256");
	d = proposal_parse(ESP, text, NULL, &s);
	assert_string_equal(diag_text(d), "a proposal has more than 48 words");
	diag_free(d);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	d = proposal_parse(ESP, text, NULL, &s);
	assert_non_null(d);
	diag_free(d);
}

static bool no_chacha(void *ctx, enum v2_protocol protocol, enum alg_kind kind, uint16_t id)
{
	(void)ctx;
	(void)protocol;
	return !(kind == ALG_ENCR && id == ENCR_CHACHA20_POLY1305) && !(kind == ALG_KE && id == KE_ECP256);
}
static bool nothing(void *ctx, enum v2_protocol protocol, enum alg_kind kind, uint16_t id)
{
	(void)ctx;
	(void)protocol;
	(void)kind;
	(void)id;
	return false;
}

/* R14: what the machine lacks is not in the defaults, and refused when it is asked for */
static void machine(void **state)
{
	const struct alg_support some = { .has = no_chacha }, none = { .has = nothing };
	struct proposal_set s;
	struct diag *d = proposal_parse(IKE, NULL, &some, &s);

	(void)state;
	assert_null(d);
	assert_int_equal(s.nr, 4);
	assert_int_equal(proposal_first_ke(&s)->id, KE_ECP384);
	assert_false(proposal_has_ke(&s, KE_ECP256));
	assert_true(proposal_has_ke(&s, KE_CURVE25519));
	proposal_set_fini(&s);
	d = proposal_parse(ESP, "chacha20_poly1305", &some, &s);
	assert_string_equal(diag_text(d), "ESP encryption algorithm \"chacha20_poly1305\" is not supported");
	diag_free(d);
	d = proposal_parse(IKE, "aes-sha2-dh19", &some, &s);
	assert_string_equal(diag_text(d), "IKE key exchange algorithm \"dh19\" is not supported");
	diag_free(d);
	d = proposal_parse(ESP, NULL, &none, &s);
	assert_string_equal(diag_text(d), "this machine has none of the default algorithms");
	diag_free(d);
}

/* esn= and pfs= are applied afterwards */
static void keywords_after(void **state)
{
	struct proposal_set s;
	char text[512];

	(void)state;
	assert_null(proposal_parse(ESP, "aes_gcm128,aes128-sha1", NULL, &s));
	proposal_set_default_ke(&s, KE_ECP256);
	proposal_set_esn(&s, false, true);
	set_text(&s, text, sizeof(text));
	assert_string_equal(text, "AES_GCM_16_128-DH19;sn=no, AES_CBC_128-HMAC_SHA1_96-DH19;sn=no");
	proposal_set_default_ke(&s, KE_ECP384);
	assert_false(proposal_has_ke(&s, KE_ECP384));
	proposal_set_esn(&s, true, false);
	proposal_set_strip_ke(&s);
	set_text(&s, text, sizeof(text));
	assert_string_equal(text, "AES_GCM_16_128;sn=yes, AES_CBC_128-HMAC_SHA1_96;sn=yes");
	assert_null(proposal_first_ke(&s));
	proposal_set_esn(&s, true, true);
	set_text(&s, text, sizeof(text));
	assert_string_equal(text, "AES_GCM_16_128, AES_CBC_128-HMAC_SHA1_96");
	proposal_set_fini(&s);
}

static void no_memory(void **state)
{
	unsigned long before = mem_count(), nr;
	struct proposal_set s;

	(void)state;
	assert_null(proposal_parse(IKE, NULL, NULL, &s));
	proposal_set_fini(&s);
	nr = mem_count() - before;
	assert_true(nr > 0);
	for (unsigned long i = 1; i <= nr; i++) {
		struct diag *d;

		mem_fail_nth(i);
		d = proposal_parse(IKE, NULL, NULL, &s);
		mem_fail_nth(0);
		assert_non_null(d);
		assert_null(s.items);
		diag_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted), cmocka_unit_test(refused), cmocka_unit_test(caps),
		cmocka_unit_test(machine), cmocka_unit_test(keywords_after), cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
