/* SPDX-License-Identifier: ISC
 *
 * test_proposal_match.c - choosing and accepting: bad inputs T15-T18 of the project's table, the rules for
 * INTEG, KE and SN, properties over many sets, and the cost of the largest offer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "proposal/proposal.h"

#define IKE V2_PROTO_IKE
#define ESP V2_PROTO_ESP
#define AH V2_PROTO_AH

static const uint8_t spi_bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static struct proposal_set parse(enum v2_protocol protocol, const char *text)
{
	struct proposal_set s;
	struct diag *d = proposal_parse(protocol, text, NULL, &s);

	if (d != NULL)
		fail_msg("%s: %s", text, diag_text(d));
	return s;
}

/* "1:IKE/0 E12/128 P5 I12 K14 S0 T240/1 !" : number, protocol, SPI length; transforms by a letter each,
 * "!" makes the last one odd.  Proposals are separated by ",". */
static void offer_transform(struct v2_proposal *p, const char *word)
{
	static const char letters[] = "EPIKS";
	struct v2_transform *t = &p->transforms[p->nr_transforms];
	const char *letter = strchr(letters, word[0]);
	unsigned a = 0, b = 0;

	if (word[0] == '!') {
		p->transforms[p->nr_transforms - 1].odd = true;
		return;
	}
	assert_true(sscanf(word + 1, "%u/%u", &a, &b) >= 1);
	*t = (struct v2_transform){ .id = (uint16_t)a, .key_bits = (uint16_t)b };
	t->type = letter == NULL ? (uint8_t)a : (uint8_t)(letter - letters + 1);
	if (letter == NULL)	/* T240/1: unknown type 240, id 1 */
		*t = (struct v2_transform){ .type = (uint8_t)a, .id = (uint16_t)b };
	p->nr_transforms++;
}

static void offer_proposal(struct v2_proposal *p, char *text, struct arena *a)
{
	unsigned number, spi_len;
	char protocol[4], *rest = strchr(text, ' '), *save = NULL;

	assert_int_equal(sscanf(text, "%u:%3[A-Z]/%u", &number, protocol, &spi_len), 3);
	*p = (struct v2_proposal){ .number = (uint8_t)number, .spi = view_make(spi_bytes, spi_len) };
	p->protocol = protocol[0] == 'I' ? IKE : protocol[0] == 'E' ? ESP : AH;
	p->transforms = arena_array(a, 64, sizeof(*p->transforms));
	for (char *w = rest == NULL ? NULL : strtok_r(rest, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		offer_transform(p, w);
}

static struct v2_sa offer(const char *text, struct arena *a)
{
	struct v2_sa sa = { .proposals = arena_array(a, 300, sizeof(struct v2_proposal)) };
	char *copy = arena_strdup(a, text), *save = NULL;

	for (char *p = strtok_r(copy, ",", &save); p != NULL; p = strtok_r(NULL, ",", &save))
		offer_proposal(&sa.proposals[sa.nr_proposals++], p + strspn(p, " "), a);
	return sa;
}

struct choose_case {
	const char *what;
	enum v2_protocol protocol;
	const char *local, *offer;
	struct choose_policy policy;
	const char *want;	/* "N: text", or NULL: none; "SPI": bad SPI */
};
#define OF_IKE { .spi_len = 0 }
#define OF_CHILD { .spi_len = 4 }
#define FIRST_CHILD { .spi_len = 4, .ignore_ke = true }
#define GCM "aes_gcm128-sha2-dh19"
#define CBC "aes128-sha2-dh14"
#define E_GCM "1:IKE/0 E20/128 P5 K19"
#define E_CBC "1:IKE/0 E12/128 P5 I12 K14"
#define GOT_GCM "1: cipher=AES_GCM_16_128 integ=n/a prf=HMAC_SHA2_256 ke=DH19"
#define GOT_CBC "1: cipher=AES_CBC_128 integ=HMAC_SHA2_256_128 prf=HMAC_SHA2_256 ke=MODP2048"
#define C_GCM "aes_gcm128"
#define C_CBC "aes128-sha1"

static const struct choose_case choose_cases[] = {
	{ "equal", IKE, GCM, E_GCM, OF_IKE, GOT_GCM },
	{ "equal, CBC", IKE, CBC, E_CBC, OF_IKE, GOT_CBC },
	{ "our order decides", IKE, GCM "," CBC, E_CBC ",2:IKE/0 E20/128 P5 K19", OF_IKE,
	  "2: cipher=AES_GCM_16_128 integ=n/a prf=HMAC_SHA2_256 ke=DH19" },
	{ "the first offered of equals", IKE, GCM, E_GCM ",2:IKE/0 E20/128 P5 K19", OF_IKE, GOT_GCM },
	{ "our order of transforms", IKE, "aes128+aes256-sha2_512+sha2_256-dh19+dh14",
	  "1:IKE/0 E12/256 E12/128 P5 P7 I12 I14 K14 K19", OF_IKE,
	  "1: cipher=AES_CBC_128 integ=HMAC_SHA2_512_256 prf=HMAC_SHA2_512 ke=DH19" },
	{ "the KE at hand", IKE, "aes128-sha2_256-dh19+dh14", "1:IKE/0 E12/128 P5 I12 K14 K19",
	  { .prefer_ke = KE_MODP2048 }, GOT_CBC },
	{ "the KE at hand is not ours", IKE, CBC, "1:IKE/0 E12/128 P5 I12 K14 K19", { .prefer_ke = KE_ECP256 },
	  GOT_CBC },
	{ "the KE at hand is not offered", IKE, "aes128-sha2_256-dh14+dh19", E_CBC, { .prefer_ke = KE_ECP256 },
	  GOT_CBC },
	/* T15 */
	{ "no ENCR", IKE, GCM, "1:IKE/0 P5 K19", OF_IKE, NULL },
	{ "no PRF", IKE, GCM, "1:IKE/0 E20/128 K19", OF_IKE, NULL },
	{ "no KE", IKE, GCM, "1:IKE/0 E20/128 P5", OF_IKE, NULL },
	{ "KE NONE in IKE", IKE, GCM, "1:IKE/0 E20/128 P5 K0", OF_IKE, NULL },
	{ "INTEG with AEAD", IKE, GCM, "1:IKE/0 E20/128 P5 I12 K19", OF_IKE, NULL },
	{ "INTEG NONE with AEAD", IKE, GCM, "1:IKE/0 E20/128 P5 I0 K19", OF_IKE, GOT_GCM },
	{ "no INTEG with CBC", IKE, CBC, "1:IKE/0 E12/128 P5 K14", OF_IKE, NULL },
	{ "INTEG NONE with CBC", IKE, CBC, "1:IKE/0 E12/128 P5 I0 K14", OF_IKE, NULL },
	{ "SN in IKE", IKE, GCM, E_GCM " S0", OF_IKE, NULL },
	{ "no SN in ESP", ESP, C_GCM, "1:ESP/4 E20/128", OF_CHILD, "1: AES_GCM_16_128" },
	{ "no SN, but only ESN allowed", ESP, C_GCM ";sn=yes", "1:ESP/4 E20/128", OF_CHILD, NULL },
	{ "no ENCR in ESP", ESP, C_GCM, "1:ESP/4 S0", OF_CHILD, NULL },
	{ "nothing at all", ESP, C_GCM, "1:ESP/4", OF_CHILD, NULL },
	{ "ENCR in AH", AH, "sha2", "1:AH/4 E12/128 I12 S0", OF_CHILD, NULL },
	{ "PRF in ESP", ESP, C_GCM, "1:ESP/4 E20/128 P5 S0", OF_CHILD, NULL },
	{ "AH", AH, "sha2", "1:AH/4 I12 S0", OF_CHILD, "1: HMAC_SHA2_256_128" },
	/* T16 */
	{ "no key length", IKE, CBC, "1:IKE/0 E12 P5 I12 K14", OF_IKE, NULL },
	{ "key length 7", IKE, CBC, "1:IKE/0 E12/7 P5 I12 K14", OF_IKE, NULL },
	{ "key length 65535", IKE, CBC, "1:IKE/0 E12/65535 P5 I12 K14", OF_IKE, NULL },
	{ "another key length", IKE, CBC, "1:IKE/0 E12/192 P5 I12 K14", OF_IKE, NULL },
	{ "odd attribute", IKE, CBC, "1:IKE/0 E12/128 ! P5 I12 K14", OF_IKE, NULL },
	{ "odd beside good", IKE, CBC, "1:IKE/0 E12/128 ! E12/128 P5 I12 K14", OF_IKE, GOT_CBC },
	{ "key length on a fixed cipher", ESP, "chacha20_poly1305", "1:ESP/4 E28/256 S0", OF_CHILD, NULL },
	{ "fixed cipher", ESP, "chacha20_poly1305", "1:ESP/4 E28 S0", OF_CHILD, "1: CHACHA20_POLY1305" },
	{ "key length on a PRF", IKE, CBC, "1:IKE/0 E12/128 P5/128 I12 K14", OF_IKE, NULL },
	{ "key length on INTEG", IKE, CBC, "1:IKE/0 E12/128 P5 I12/128 K14", OF_IKE, NULL },
	/* T17 */
	{ "unknown ENCR", IKE, CBC, "1:IKE/0 E1025/128 P5 I12 K14", OF_IKE, NULL },
	{ "64 more than ours", IKE, CBC, "1:IKE/0 E76/128 P5 I12 K14", OF_IKE, NULL },
	{ "unknown ones beside good", IKE, CBC,
	  "1:IKE/0 E1025/128 E12/128 P4 P65535 P5 I5 I12 K1024 K65535 K14", OF_IKE, GOT_CBC },
	{ "unknown PRF", IKE, CBC, "1:IKE/0 E12/128 P65535 I12 K14", OF_IKE, NULL },
	{ "unknown KE", IKE, CBC, "1:IKE/0 E12/128 P5 I12 K1025", OF_IKE, NULL },
	{ "unknown type", IKE, CBC, E_CBC " T240/1", OF_IKE, NULL },
	{ "ADDKE1", IKE, CBC, E_CBC " T6/36", OF_IKE, NULL },
	{ "unknown type in one of two", IKE, CBC, E_CBC " T240/1,2:IKE/0 E12/128 P5 I12 K14", OF_IKE,
	  "2: cipher=AES_CBC_128 integ=HMAC_SHA2_256_128 prf=HMAC_SHA2_256 ke=MODP2048" },
	/* T18 */
	{ "number 0", IKE, GCM, "0:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "number 2 alone", IKE, GCM, "2:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "a gap", IKE, GCM, "1:IKE/0 E20/256 P5 K19,3:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "twice the same number", IKE, GCM, "1:IKE/0 E20/256 P5 K19,1:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "SPI in IKE_SA_INIT", IKE, GCM, "1:IKE/8 E20/128 P5 K19", OF_IKE, "SPI" },
	{ "no SPI in a rekey", IKE, GCM, E_GCM, { .spi_len = 8 }, "SPI" },
	{ "SPI in a rekey", IKE, GCM, "1:IKE/8 E20/128 P5 K19", { .spi_len = 8 }, GOT_GCM },
	{ "SPI of 1", ESP, C_GCM, "1:ESP/1 E20/128 S0", OF_CHILD, "SPI" },
	{ "bad SPI, then good", ESP, C_GCM, "1:ESP/1 E20/128 S0,2:ESP/4 E20/128 S0", OF_CHILD,
	  "2: AES_GCM_16_128" },
	{ "bad SPI, then no match", ESP, C_GCM, "1:ESP/1 E20/128 S0,2:ESP/4 E20/256 S0", OF_CHILD, "SPI" },
	{ "wrong protocol", ESP, C_GCM, "1:AH/4 E20/128 S0", OF_CHILD, NULL },
	/* ESN */
	{ "both SN: ours", ESP, C_GCM, "1:ESP/4 E20/128 S0 S1", OF_CHILD, "1: AES_GCM_16_128 ESN" },
	{ "only 32 bit", ESP, C_GCM, "1:ESP/4 E20/128 S0", OF_CHILD, "1: AES_GCM_16_128" },
	{ "esn=no", ESP, C_GCM ";sn=no", "1:ESP/4 E20/128 S0 S1", OF_CHILD, "1: AES_GCM_16_128" },
	{ "esn=no, only ESN offered", ESP, C_GCM ";sn=no", "1:ESP/4 E20/128 S1", OF_CHILD, NULL },
	{ "unspecified SN", ESP, C_GCM, "1:ESP/4 E20/128 S2", OF_CHILD, NULL },
	/* KE in a child */
	{ "PFS", ESP, C_CBC "-dh19", "1:ESP/4 E12/128 I2 K19 S0", OF_CHILD, "1: AES_CBC_128-HMAC_SHA1_96 DH19" },
	{ "we want PFS", ESP, C_CBC "-dh19", "1:ESP/4 E12/128 I2 S0", OF_CHILD, NULL },
	{ "they want PFS", ESP, C_CBC, "1:ESP/4 E12/128 I2 K19 S0", OF_CHILD, NULL },
	{ "they may do without", ESP, C_CBC, "1:ESP/4 E12/128 I2 K19 K0 S0", OF_CHILD,
	  "1: AES_CBC_128-HMAC_SHA1_96" },
	{ "we may do without", ESP, C_CBC ";dh19+none", "1:ESP/4 E12/128 I2 S0", OF_CHILD,
	  "1: AES_CBC_128-HMAC_SHA1_96" },
	{ "first child: ours is not looked at", ESP, C_CBC "-dh19", "1:ESP/4 E12/128 I2 S0", FIRST_CHILD,
	  "1: AES_CBC_128-HMAC_SHA1_96" },
	{ "first child: theirs is not looked at", ESP, C_CBC, "1:ESP/4 E12/128 I2 K19 S0", FIRST_CHILD,
	  "1: AES_CBC_128-HMAC_SHA1_96" },
	{ "NULL encryption", ESP, "null-sha1", "1:ESP/4 E11 I2 S0", OF_CHILD, "1: NULL-HMAC_SHA1_96" },
};

static void suite_text(const struct suite *s, char *buf, size_t cap)
{
	struct text t = text_make(buf, cap);

	text_add(&t, "%u: ", s->number);
	if (s->protocol == IKE) {
		suite_print_ike(&t, s);
		return;
	}
	suite_print_child(&t, s);
	text_add(&t, "%s%s%s", s->esn ? " ESN" : "", s->ke == NULL ? "" : " ", s->ke == NULL ? "" : s->ke->name);
}

static void choosing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(choose_cases); i++) {
		const struct choose_case *c = &choose_cases[i];
		struct arena a = { .blocks = NULL };
		struct proposal_set local = parse(c->protocol, c->local);
		struct v2_sa sa = offer(c->offer, &a);
		enum choose_result want = c->want == NULL ? CHOOSE_NONE : CHOOSE_OK, got;
		struct suite s;
		char buf[256];

		if (c->want != NULL && strcmp(c->want, "SPI") == 0)
			want = CHOOSE_BAD_SPI;
		got = proposal_choose(&local, &sa, &c->policy, &s);
		if (got != want)
			fail_msg("%s: result %d", c->what, (int)got);
		if (got == CHOOSE_OK) {
			suite_text(&s, buf, sizeof(buf));
			if (strcmp(buf, c->want) != 0)
				fail_msg("%s: %s", c->what, buf);
			assert_int_equal(s.spi.len, c->policy.spi_len);
		}
		proposal_set_fini(&local);
		arena_fini(&a);
	}
}

/* SPIs up to 255 are reserved (RFC 4303 2.1). */
static void reserved_spi(void **state)
{
	static const uint8_t low[4] = { 0, 0, 0, 255 }, ok[4] = { 0, 0, 1, 0 };
	struct choose_policy policy = OF_CHILD;
	struct arena a = { .blocks = NULL };
	struct proposal_set local = parse(ESP, C_GCM);
	struct v2_sa sa = offer("1:ESP/4 E20/128 S0", &a);
	struct suite s;

	(void)state;
	sa.proposals[0].spi = VIEW_OF(low);
	assert_int_equal(proposal_choose(&local, &sa, &policy, &s), CHOOSE_BAD_SPI);
	assert_int_equal(proposal_accept(&local, &sa, &policy, &s), CHOOSE_BAD_SPI);
	sa.proposals[0].spi = VIEW_OF(ok);
	assert_int_equal(proposal_choose(&local, &sa, &policy, &s), CHOOSE_OK);
	assert_int_equal(proposal_accept(&local, &sa, &policy, &s), CHOOSE_OK);
	proposal_set_fini(&local);
	arena_fini(&a);
}

static const struct choose_case accept_cases[] = {
	{ "ours", IKE, GCM, E_GCM, OF_IKE, GOT_GCM },
	{ "the second", IKE, CBC "," GCM, "2:IKE/0 E20/128 P5 K19", OF_IKE,
	  "2: cipher=AES_GCM_16_128 integ=n/a prf=HMAC_SHA2_256 ke=DH19" },
	{ "the second's content as the first", IKE, CBC "," GCM, E_GCM, OF_IKE, NULL },
	{ "number 0", IKE, GCM, "0:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "number too large", IKE, GCM, "2:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "two proposals", IKE, GCM, E_GCM ",2:IKE/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "two transforms of a type", IKE, "aes_gcm-sha2-dh19", "1:IKE/0 E20/256 E20/128 P5 K19", OF_IKE, NULL },
	{ "a transform twice", IKE, GCM, "1:IKE/0 E20/128 P5 P5 K19", OF_IKE, NULL },
	{ "not what we sent", IKE, GCM, "1:IKE/0 E20/256 P5 K19", OF_IKE, NULL },
	{ "odd", IKE, GCM, "1:IKE/0 E20/128 ! P5 K19", OF_IKE, NULL },
	{ "no KE", IKE, GCM, "1:IKE/0 E20/128 P5", OF_IKE, NULL },
	{ "unknown type", IKE, GCM, E_GCM " T200/1", OF_IKE, NULL },
	{ "wrong protocol", IKE, GCM, "1:ESP/0 E20/128 P5 K19", OF_IKE, NULL },
	{ "INTEG NONE", IKE, GCM, "1:IKE/0 E20/128 P5 I0 K19", OF_IKE, GOT_GCM },
	{ "child", ESP, C_GCM, "1:ESP/4 E20/128 S1", FIRST_CHILD, "1: AES_GCM_16_128 ESN" },
	{ "child without SN", ESP, C_GCM, "1:ESP/4 E20/128", FIRST_CHILD, "1: AES_GCM_16_128" },
	{ "KE that we did not send", ESP, C_GCM "-dh19", "1:ESP/4 E20/128 K19 S0", FIRST_CHILD, NULL },
	{ "KE NONE where we sent none", ESP, C_GCM "-dh19", "1:ESP/4 E20/128 K0 S0", FIRST_CHILD,
	  "1: AES_GCM_16_128" },
	{ "KE that we sent", ESP, C_GCM "-dh19", "1:ESP/4 E20/128 K19 S0", OF_CHILD, "1: AES_GCM_16_128 DH19" },
	{ "KE left out", ESP, C_GCM "-dh19", "1:ESP/4 E20/128 S0", OF_CHILD, NULL },
	{ "bad SPI", ESP, C_GCM, "1:ESP/8 E20/128 S0", FIRST_CHILD, "SPI" },
	{ "nothing", IKE, GCM, "", OF_IKE, NULL },
};

static void accepting(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(accept_cases); i++) {
		const struct choose_case *c = &accept_cases[i];
		struct arena a = { .blocks = NULL };
		struct proposal_set sent = parse(c->protocol, c->local);
		struct v2_sa sa = offer(c->offer, &a);
		struct suite s;
		char buf[256] = "SPI";
		enum choose_result got = proposal_accept(&sent, &sa, &c->policy, &s);

		if (got == CHOOSE_OK)
			suite_text(&s, buf, sizeof(buf));
		if ((got == CHOOSE_NONE) != (c->want == NULL))
			fail_msg("%s: result %d", c->what, (int)got);
		if (c->want != NULL && strcmp(buf, c->want) != 0)
			fail_msg("%s: %s", c->what, buf);
		proposal_set_fini(&sent);
		arena_fini(&a);
	}
}

static const char *const ike_sets[] = {
	NULL, "aes", "aes_gcm", "aes128-sha1-dh14", "aes256-sha2_512-dh19+dh31", "aes_gcm128-sha2,aes-sha2",
	"chacha20_poly1305-sha2_512-curve25519", "3des-sha1-modp2048", "camellia-sha384-dh20",
	"aes_ccm_8_128-aes_xcbc-dh21",
};
static const char *const esp_sets[] = {
	NULL, "aes", "aes_gcm", "aes128-sha1", "null-sha2", "aes_gcm128;sn=no", "aes_gcm128;sn=yes",
	"chacha20_poly1305", "aes256-sha2_512,aes_gcm_12", "aes_gcm128-dh19", "aes_gcm128;dh19+none",
};

/* Whatever a responder chooses from our offer we accept, and both see the same suite. */
static void pair(enum v2_protocol protocol, const char *i_text, const char *r_text, size_t spi_len)
{
	struct choose_policy policy = { .spi_len = spi_len };
	struct proposal_set i_set = parse(protocol, i_text), r_set = parse(protocol, r_text);
	struct arena a = { .blocks = NULL };
	struct v2_sa out, back;
	struct suite r, i;
	char rt[256], it[256];

	for (int no_ke = 0; no_ke <= (protocol != IKE); no_ke++) {
		policy.ignore_ke = no_ke;
		assert_true(proposal_to_wire(&i_set, view_make(spi_bytes, spi_len), no_ke, &a, &out));
		if (proposal_choose(&r_set, &out, &policy, &r) != CHOOSE_OK) {
			assert_false(i_text == r_text);	/* equal sets always agree */
			continue;
		}
		assert_true(suite_to_wire(&r, view_make(spi_bytes, spi_len), &a, &back));
		assert_int_equal(proposal_accept(&i_set, &back, &policy, &i), CHOOSE_OK);
		suite_text(&r, rt, sizeof(rt));
		suite_text(&i, it, sizeof(it));
		assert_string_equal(rt, it);
		assert_int_equal(r.key_bits, i.key_bits);
		assert_true(r.encr == NULL || encr_alg_has_key(r.encr, r.key_bits));
		assert_true(r.encr == NULL || r.encr->aead == (r.integ == NULL));
		assert_true(protocol != IKE || (r.prf != NULL && r.ke != NULL));
	}
	proposal_set_fini(&i_set);
	proposal_set_fini(&r_set);
	arena_fini(&a);
}

static void both_ends_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(ike_sets); i++) {
		for (size_t j = 0; j < ARRAY_NR(ike_sets); j++) {
			pair(IKE, ike_sets[i], ike_sets[j], 0);
			pair(IKE, ike_sets[i], ike_sets[j], 8);
		}
	}
	for (size_t i = 0; i < ARRAY_NR(esp_sets); i++) {
		for (size_t j = 0; j < ARRAY_NR(esp_sets); j++)
			pair(ESP, esp_sets[i], esp_sets[j], 4);
	}
	pair(AH, NULL, NULL, 4);
	pair(AH, "sha1", NULL, 4);
}

/* A transform less or one changed never makes us choose what was not offered. */
static void mutations(void **state)
{
	struct proposal_set local = parse(IKE, NULL);
	struct choose_policy policy = OF_IKE;

	(void)state;
	srand(1);
	for (int round = 0; round < 20000; round++) {
		struct v2_transform t[8];
		struct v2_proposal p = { .number = 1, .protocol = IKE, .transforms = t };
		struct v2_sa sa = { .proposals = &p, .nr_proposals = 1 };
		struct suite s;
		bool encr = false, prf = false, ke = false, integ = false;

		p.nr_transforms = (size_t)(rand() % 9);
		for (size_t i = 0; i < p.nr_transforms; i++)
			t[i] = (struct v2_transform){
				.type = (uint8_t)(1 + rand() % 5), .id = (uint16_t)(rand() % 32),
				.key_bits = (uint16_t)(rand() % 3 * 128), .odd = rand() % 8 == 0,
			};
		if (proposal_choose(&local, &sa, &policy, &s) != CHOOSE_OK)
			continue;
		for (size_t i = 0; i < p.nr_transforms; i++) {
			encr |= !t[i].odd && t[i].type == V2_ENCR && t[i].id == s.encr->id &&
				t[i].key_bits == (s.encr->fixed_key ? 0 : s.key_bits);
			prf |= !t[i].odd && t[i].type == V2_PRF && t[i].id == s.prf->id;
			ke |= !t[i].odd && t[i].type == V2_KE_METHOD && t[i].id == s.ke->id;
			integ |= !t[i].odd && t[i].type == V2_INTEG && s.integ != NULL &&
				 t[i].id == s.integ->id;
		}
		assert_true(encr && prf && ke && (integ || s.encr->aead));
	}
	proposal_set_fini(&local);
}

/* T18: 255 proposals of 255 transforms; and no allocation on this path */
static void largest_offer(void **state)
{
	struct proposal_set local = parse(IKE, NULL);
	struct choose_policy policy = OF_IKE;
	struct arena a = { .limit = 64 << 20 };
	struct v2_sa sa = { .proposals = arena_array(&a, 255, sizeof(struct v2_proposal)), .nr_proposals = 255 };
	unsigned long before;
	struct suite s;
	clock_t start;

	(void)state;
	for (size_t i = 0; i < 255; i++) {
		struct v2_proposal *p = &sa.proposals[i];

		*p = (struct v2_proposal){ .number = (uint8_t)(i + 1), .protocol = IKE, .nr_transforms = 255 };
		p->transforms = arena_array(&a, 255, sizeof(*p->transforms));
		for (size_t j = 0; j < 255; j++)
			p->transforms[j] = (struct v2_transform){
				.type = (uint8_t)(1 + j % 4), .id = (uint16_t)(i * j % 3 == 0 ? 12 : 14),
				.key_bits = j % 4 == 0 ? 192 : 0,
			};
	}
	before = mem_count();
	start = clock();
	assert_int_equal(proposal_choose(&local, &sa, &policy, &s), CHOOSE_NONE);
	print_message("largest offer: %.3f ms\n", (double)(clock() - start) * 1000 / CLOCKS_PER_SEC);
	assert_true(clock() - start < CLOCKS_PER_SEC / 10);	/* loose: sanitizers, loaded machines */
	assert_int_equal(mem_count(), before);
	proposal_set_fini(&local);
	arena_fini(&a);
}

/* Every algorithm of the tables can be matched: its id is in the bit sets. */
static void all_ids(void **state)
{
	(void)state;
	for (size_t i = 0; encr_alg_nth(i) != NULL; i++) {
		assert_true(encr_alg_nth(i)->id < 64);
		for (size_t k = 0; k < 4 && encr_alg_nth(i)->key_bits[k] != 0; k++)
			assert_true(encr_alg_nth(i)->key_bits[k] % 64 == 0 && encr_alg_nth(i)->key_bits[k] <= 256);
	}
	for (size_t i = 0; prf_alg_nth(i) != NULL; i++)
		assert_true(prf_alg_nth(i)->id < 64);
	for (size_t i = 0; integ_alg_nth(i) != NULL; i++)
		assert_true(integ_alg_nth(i)->id < 64);
	for (size_t i = 0; ke_alg_nth(i) != NULL; i++)
		assert_true(ke_alg_nth(i)->id < 64);
}

/* What one connection negotiated, judged by the ike= of another. */
static void permitting(void **state)
{
	static const struct {
		const char *ike;
		bool permits;
	} rows[] = {
		{ "aes_gcm256-sha2_512-dh31", true },
		{ "aes128-sha1-modp2048,aes_gcm256-sha2_512-dh31", true },
		{ "aes_gcm128-sha2_512-dh31", false }, { "aes_gcm256-sha2_256-dh31", false },
		{ "aes_gcm256-sha2_512-dh19", false }, { "aes256-sha2_512-dh31", false },
	};
	struct ike_suite suite = {
		.encr = encr_alg_find(ENCR_AES_GCM_16), .key_bits = 256,
		.prf = prf_alg_find(PRF_HMAC_SHA2_512), .ke = ke_alg_find(KE_CURVE25519),
	};
	struct proposal_set cbc = parse(V2_PROTO_IKE, "aes256-sha2_512-dh31");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct proposal_set s = parse(V2_PROTO_IKE, rows[i].ike);

		if (proposal_permits(&s, &suite) != rows[i].permits)
			fail_msg("%s", rows[i].ike);
		proposal_set_fini(&s);
	}
	suite.encr = encr_alg_find(ENCR_AES_CBC);
	suite.integ = integ_alg_find(INTEG_HMAC_SHA2_512_256);
	assert_true(proposal_permits(&cbc, &suite));
	suite.integ = integ_alg_find(INTEG_HMAC_SHA1_96);
	assert_false(proposal_permits(&cbc, &suite));
	proposal_set_fini(&cbc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choosing), cmocka_unit_test(permitting),
		cmocka_unit_test(reserved_spi), cmocka_unit_test(accepting),
		cmocka_unit_test(both_ends_agree), cmocka_unit_test(mutations), cmocka_unit_test(largest_offer),
		cmocka_unit_test(all_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
