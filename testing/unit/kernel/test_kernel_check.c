/* SPDX-License-Identifier: ISC
 *
 * test_kernel_check.c - requests that no kernel is asked.
 */
#include "testing/unit/kernel/kernel_testing.h"

#include <errno.h>

#include "kernel/kernel_check.h"
#include "kernel/kernel_holes.h"

static struct kernel_request good_sa(void)
{
	return (struct kernel_request){
		.op = KERNEL_SA_ADD,
		.sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x1234, 1),
	};
}

static struct kernel_request good_policy(void)
{
	struct kernel_request r = { .op = KERNEL_POLICY_PUT };

	r.policy = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT, 9);
	r.policy.outer_src = ip("198.51.100.1");
	r.policy.outer_dst = ip("198.51.100.2");
	return r;
}

static void passes(const struct kernel_request *r)
{
	struct diag *d = kernel_check_request(r);

	if (d != NULL)
		fail_msg("%s", diag_text(d));
}

/* Refused, and WORD is in the reason. */
static void refused(const struct kernel_request *r, const char *word)
{
	struct diag *d = kernel_check_request(r);

	if (d == NULL)
		fail_msg("accepted; should speak of \"%s\"", word);
	if (strstr(diag_text(d), word) == NULL)
		fail_msg("\"%s\" does not speak of \"%s\"", diag_text(d), word);
	diag_free(d);
}

#define REFUSED_SA(change, word)                                                                   \
	do {                                                                                       \
		struct kernel_request r = good_sa();                                               \
		struct kernel_sa *sa = &r.sa;                                                      \
		change;                                                                            \
		refused(&r, word);                                                                 \
	} while (0)
#define REFUSED_POLICY(change, word)                                                               \
	do {                                                                                       \
		struct kernel_request r = good_policy();                                           \
		struct kernel_policy *p = &r.policy;                                               \
		change;                                                                            \
		refused(&r, word);                                                                 \
	} while (0)

static void test_good(void **state)
{
	struct kernel_request r = good_sa();

	(void)state;
	passes(&r);
	r.op = KERNEL_SA_UPDATE;
	passes(&r);
	r.sa.encr = CBC;
	r.sa.encr_key.len = 32;
	r.sa.integ = SHA2;
	r.sa.integ_key = view_make(test_key, 32);
	passes(&r);
	r.sa.key.proto = PROTO_AH;
	r.sa.encr = NULL;
	passes(&r);
	r = good_policy();
	passes(&r);
	r.op = KERNEL_POLICY_DEL;
	passes(&r);
	r = (struct kernel_request){ .op = KERNEL_SA_DEL, .sa_key = good_sa().sa.key };
	passes(&r);
}

static void test_state_names(void **state)
{
	(void)state;
	REFUSED_SA(sa->key.spi = 0, "SPI 0");
	REFUSED_SA(sa->key.spi = 255, "SPI 255");
	REFUSED_SA(sa->key.proto = PROTO_UDP, "neither ESP nor AH");
	REFUSED_SA(sa->key.dst = (struct address){ 0 }, "destination");
	REFUSED_SA(sa->key.dst = ip("0.0.0.0"), "destination");
	REFUSED_SA(sa->src = (struct address){ 0 }, "source");
	REFUSED_SA(sa->src = ip("::"), "source");
	REFUSED_SA(sa->src = ip("2001:db8::1"), "two families");
	REFUSED_SA(sa->dir = KERNEL_FWD, "neither inbound nor outbound");
	REFUSED_SA(sa->key.mark.value = 1, "mark");
	REFUSED_SA((sa->key.spi = 3, r.op = KERNEL_SA_DEL), "SPI 3");
}

static void test_state_keys(void **state)
{
	(void)state;
	REFUSED_SA(sa->encr_key.len = 16, "do not fit");
	REFUSED_SA(sa->encr_key.len = 0, "do not fit");
	REFUSED_SA(sa->encr_key.len = 21, "do not fit");
	REFUSED_SA(sa->encr_key.len = 3, "do not fit");
	REFUSED_SA(sa->integ = SHA2, "too much");
	REFUSED_SA(sa->encr = NULL, "without encryption");
	REFUSED_SA((sa->encr = CBC, sa->encr_key.len = 16), "without integrity");
	REFUSED_SA((sa->encr = CBC, sa->encr_key.len = 16, sa->integ = SHA2,
		    sa->integ_key = view_make(test_key, 20)), "20 bytes instead of 32");
	REFUSED_SA(sa->key.proto = PROTO_AH, "AH needs");
}

static void test_state_rest(void **state)
{
	(void)state;
	REFUSED_SA(sa->encap = KERNEL_ENCAP_UDP, "without ports");
	REFUSED_SA(sa->replay_window = 4097, "4097");
	REFUSED_SA((sa->replay_window = KERNEL_REPLAY_OFF, sa->esn = true), "without replay window");
	REFUSED_SA(sa->soft_add.us = -1, "lifetime");
	REFUSED_SA((sa->mode = KERNEL_TRANSPORT, sa->sel_src = sel("2001:db8::1/128"),
		    sa->sel_dst = sel("2001:db8::2/128")), "two families");
	REFUSED_SA((sa->mode = KERNEL_TRANSPORT, sa->sel_src = sel("192.0.2.1/32")), "destination");
}

static void test_policies(void **state)
{
	struct range not_cidr = { ip("192.0.2.1"), ip("192.0.2.6") };

	(void)state;
	REFUSED_POLICY(p->key.src.addrs = not_cidr, "source selector: addresses are not one CIDR");
	REFUSED_POLICY(p->key.dst.addrs = not_cidr, "destination selector");
	REFUSED_POLICY(p->key.src = (struct selector){ 0 }, "not set");
	REFUSED_POLICY(p->key.dst = sel("2001:db8::/64"), "two address families");
	REFUSED_POLICY(p->key.dst.proto = PROTO_TCP, "two protocols");
	REFUSED_POLICY(p->key.src.port_hi = 100, "neither one nor all");
	REFUSED_POLICY((p->key.src.port_lo = 65535, p->key.src.port_hi = 0), "neither one nor all");
	REFUSED_POLICY((p->key.src.port_lo = 80, p->key.src.port_hi = 80), "port without protocol");
	REFUSED_POLICY(p->key.dir = (enum kernel_dir)3, "direction");
	REFUSED_POLICY(p->key.mark.value = 1, "mark");
	REFUSED_POLICY(p->proto = PROTO_TCP, "template protocol");
	REFUSED_POLICY(p->outer_src = (struct address){ 0 }, "one outer address");
	REFUSED_POLICY(p->outer_src = ip("2001:db8::1"), "two families");
	REFUSED_POLICY(p->outer_src = p->outer_dst = (struct address){ 0 }, "without outer");
	REFUSED_POLICY((p->mode = KERNEL_TRANSPORT, p->outer_src = p->outer_dst = ip("::1")),
		       "two families");
	REFUSED_POLICY((p->key.src = sel("192.0.1.0/24/icmp"), p->key.dst = sel("192.0.2.0/24/icmp"),
			p->key.src.port_lo = p->key.src.port_hi = 0x800,
			p->key.dst.port_lo = p->key.dst.port_hi = 0), "two ICMP types");
}

static void test_open_templates(void **state)
{
	struct kernel_request r = good_policy();

	(void)state;
	r.policy.outer_src = r.policy.outer_dst = (struct address){ 0 };
	r.policy.mode = KERNEL_TRANSPORT;
	passes(&r);
	r.policy.mode = KERNEL_TUNNEL;
	r.policy.key.dir = KERNEL_IN;
	passes(&r);
}

static void test_commit_names_the_first(void **state)
{
	struct kernel_request r[3] = { good_sa(), good_policy(), good_policy() };
	struct kernel_error err = { 0 };

	(void)state;
	assert_int_equal(kernel_check_commit(r, 3, &err), 0);
	r[1].policy.proto = r[2].policy.proto = 1;
	assert_int_equal(kernel_check_commit(r, 3, &err), -EINVAL);
	assert_int_equal(err.index, 1);
	assert_int_equal(err.code, EINVAL);
	assert_string_equal(err.text, "putting a policy: template protocol 1 is neither ESP nor AH");
	assert_int_equal(kernel_check_commit(r, 3, NULL), -EINVAL);
	assert_int_equal(kernel_check_commit(r, KERNEL_BATCH_MAX + 1, &err), -E2BIG);
	r[0].op = (enum kernel_op)77;
	assert_int_equal(kernel_check_commit(r, 1, &err), -EINVAL);
}

static void test_holes(void **state)
{
	struct kernel_request holes[KERNEL_HOLES], r = good_policy();
	struct packet ns = { ip("2001:db8::1"), ip("2001:db8::2"), PROTO_ICMPV6, 135, 0 };
	unsigned met = 0;

	(void)state;
	kernel_holes(holes);
	for (unsigned i = 0; i < KERNEL_HOLES; i++) {
		passes(&holes[i]);
		assert_true(kernel_is_hole(&holes[i].policy.key, holes[i].policy.priority));
		met += packet_matches(&ns, &holes[i].policy.key.src, &holes[i].policy.key.dst);
	}
	assert_int_equal(met, 3);
	assert_false(kernel_is_hole(&r.policy.key, 1));
	assert_false(kernel_is_hole(&holes[0].policy.key, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_state_names),
		cmocka_unit_test(test_state_keys),
		cmocka_unit_test(test_state_rest),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_open_templates),
		cmocka_unit_test(test_commit_names_the_first),
		cmocka_unit_test(test_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
