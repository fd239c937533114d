/* SPDX-License-Identifier: ISC
 *
 * test_xfrm_events.c - events from the kernel (or from somebody who would like to be it): whole,
 * cut at every length, with flipped bytes, with unknown attributes.
 */
#include "testing/unit/kernel/kernel_testing.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "kernel/xfrm/xfrm_msg.h"

static uint8_t buf[1024] __attribute__((aligned(8)));
static struct nl_batch b;

static void put_selector(struct xfrm_selector *s, const char *src, const char *dst)
{
	struct selector from = sel(src), to = sel(dst);

	xfrm_selector_put(s, &from, &to);
}

static void begin(uint16_t type, const void *header, size_t len)
{
	memset(buf, 0, sizeof(buf));
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, type, 0, 0);
	nl_put(&b, header, len);
}

static void add_attrs(void)
{
	struct xfrm_user_tmpl t = { .reqid = 4711 };
	struct xfrm_mark m = { 5, 0xff };

	nl_attr(&b, 99, "unknown", 7);
	nl_attr(&b, XFRMA_TMPL, &t, sizeof(t));
	nl_attr(&b, XFRMA_MARK, &m, sizeof(m));
	nl_attr_u32(&b, XFRMA_IF_ID, 12);
}

static void make_acquire(void)
{
	struct xfrm_user_acquire a = { .seq = 77 };

	put_selector(&a.sel, "192.0.1.1/32/udp/1000", "192.0.2.1/32/udp/2000");
	put_selector(&a.policy.sel, "192.0.1.0/24", "192.0.2.0/24");
	a.policy.index = 1009;
	a.policy.dir = XFRM_POLICY_OUT;
	begin(XFRM_MSG_ACQUIRE, &a, sizeof(a));
	add_attrs();
}

static void make_expire(void)
{
	struct xfrm_user_expire x = { .hard = 1 };

	x.state.family = AF_INET;
	x.state.id.daddr.a4 = htonl(0xc6336401);
	x.state.id.spi = htonl(0x1234);
	x.state.id.proto = 50;
	x.state.reqid = 8;
	x.state.seq = 3;
	begin(XFRM_MSG_EXPIRE, &x, sizeof(x));
	add_attrs();
}

static void make_policy_expire(void)
{
	struct xfrm_user_polexpire x = { .hard = 1 };

	put_selector(&x.pol.sel, "192.0.1.0/24", "192.0.2.0/24");
	x.pol.dir = XFRM_POLICY_FWD;
	x.pol.index = 33;
	begin(XFRM_MSG_POLEXPIRE, &x, sizeof(x));
	add_attrs();
}

static void make_mapping(void)
{
	struct xfrm_user_mapping x = { .reqid = 9, .old_sport = htons(4500),
				       .new_sport = htons(40000) };

	x.id.family = AF_INET;
	x.id.daddr.a4 = htonl(0xc6336401);
	x.id.spi = htonl(0x1234);
	x.id.proto = 50;
	x.old_saddr.a4 = htonl(0x0a000001);
	x.new_saddr.a4 = htonl(0x0a000002);
	begin(XFRM_MSG_MAPPING, &x, sizeof(x));
	add_attrs();
}

static bool take(struct kernel_event *e)
{
	struct reader r = reader_make(view_make(buf, b.len));
	struct nl_message m;

	assert_true(nl_next_message(&r, &m));
	return xfrm_take_event(&m, e);
}

static void test_acquire(void **state)
{
	struct selector want = sel("192.0.2.0/24");
	struct kernel_event e;

	(void)state;
	make_acquire();
	assert_true(take(&e));
	assert_int_equal(e.type, KERNEL_ACQUIRE);
	assert_true(address_eq(e.packet.src, ip("192.0.1.1")));
	assert_true(address_eq(e.packet.dst, ip("192.0.2.1")));
	assert_int_equal(e.packet.proto, PROTO_UDP);
	assert_int_equal(e.packet.sport, 1000);
	assert_int_equal(e.packet.dport, 2000);
	assert_int_equal(e.policy_index, 1009);
	assert_int_equal(e.seq, 77);
	assert_int_equal(e.reqid, 4711);
	assert_int_equal(e.mark.value, 5);
	assert_int_equal(e.if_id, 12);
	assert_int_equal(e.policy.dir, KERNEL_OUT);
	assert_true(selector_eq(&e.policy.dst, &want));
	assert_int_equal(e.policy.mark.mask, 0xff);
}

static void test_expire(void **state)
{
	struct kernel_event e;

	(void)state;
	make_expire();
	assert_true(take(&e));
	assert_int_equal(e.type, KERNEL_EXPIRE_SA);
	assert_true(e.hard);
	assert_int_equal(e.sa.spi, 0x1234);
	assert_true(address_eq(e.sa.dst, ip("198.51.100.1")));
	assert_int_equal(e.sa.mark.value, 5);
	assert_int_equal(e.reqid, 8);
	assert_int_equal(e.seq, 3);
	make_policy_expire();
	assert_true(take(&e));
	assert_int_equal(e.type, KERNEL_EXPIRE_POLICY);
	assert_int_equal(e.policy.dir, KERNEL_FWD);
	assert_int_equal(e.policy_index, 33);
}

static void test_mapping(void **state)
{
	struct kernel_event e;

	(void)state;
	make_mapping();
	assert_true(take(&e));
	assert_int_equal(e.type, KERNEL_MAPPING);
	assert_int_equal(e.old_peer.port, 4500);
	assert_int_equal(e.new_peer.port, 40000);
	assert_true(address_eq(e.new_peer.addr, ip("10.0.0.2")));
	assert_int_equal(e.reqid, 9);
}

static void test_strange_numbers(void **state)
{
	struct kernel_event e;
	struct xfrm_user_acquire a = { 0 };

	(void)state;
	begin(XFRM_MSG_ACQUIRE, &a, sizeof(a));	/* no family */
	assert_false(take(&e));
	put_selector(&a.sel, "192.0.1.1/32", "192.0.2.1/32");
	put_selector(&a.policy.sel, "192.0.1.0/24", "192.0.2.0/24");
	a.policy.dir = 7;
	begin(XFRM_MSG_ACQUIRE, &a, sizeof(a));
	assert_false(take(&e));
	a.policy.dir = XFRM_POLICY_OUT;
	a.policy.sel.prefixlen_d = 200;
	begin(XFRM_MSG_ACQUIRE, &a, sizeof(a));
	assert_false(take(&e));
	begin(0x7f, &a, sizeof(a));
	assert_false(take(&e));
	begin(NLMSG_DONE, &a, 4);
	assert_false(take(&e));
}

static void (*const makers[])(void) = { make_acquire, make_expire, make_policy_expire,
					make_mapping };

/* Reads DATAGRAM as the event loop does. */
static void replay(const uint8_t *bytes, size_t len)
{
	uint8_t *exact = malloc(len + !len);
	struct reader r;
	struct nl_message m;
	struct kernel_event e;
	struct kernel_sa_info sa;
	struct kernel_policy_info policy_info;
	struct nl_ack ack;

	memcpy(exact, bytes, len);
	r = reader_make(view_make(exact, len));
	while (nl_next_message(&r, &m)) {
		(void)xfrm_take_event(&m, &e);
		(void)xfrm_take_sa(&m, &sa);
		(void)xfrm_take_policy(&m, &policy_info);
		(void)nl_message_ack(&m, &ack);
	}
	free(exact);
}

static void test_cut_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(makers); i++) {
		makers[i]();
		for (size_t len = 0; len <= b.len; len++) {
			replay(buf, len);	/* the datagram ends early */
			if (len < 16)
				continue;
			memcpy(buf, &(uint32_t){ (uint32_t)len }, 4);	/* the message says so */
			replay(buf, len);
			memcpy(buf, &(uint32_t){ (uint32_t)b.len }, 4);
		}
	}
}

static void test_garbage(void **state)
{
	uint32_t seed = 12345;

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		makers[round % ARRAY_NR(makers)]();
		for (unsigned i = 0; i < 1 + round % 8; i++) {
			seed = seed * 1664525u + 1013904223u;
			buf[(seed >> 8) % b.len] = (uint8_t)(seed >> 24);
		}
		replay(buf, b.len);
	}
}

/* Several in one datagram, the end marker among them. */
static void test_done_in_the_middle(void **state)
{
	struct reader r;
	struct nl_message m;
	struct kernel_event e;
	unsigned events = 0;
	int zero = 0;

	(void)state;
	make_expire();
	nl_begin(&b, NLMSG_DONE, 0, 0);
	nl_put(&b, &zero, sizeof(zero));
	nl_begin(&b, XFRM_MSG_EXPIRE, 0, 0);
	nl_put(&b, buf + 16, sizeof(struct xfrm_user_expire));
	assert_false(b.full);
	r = reader_make(view_make(buf, b.len));
	while (nl_next_message(&r, &m))
		events += xfrm_take_event(&m, &e);
	assert_int_equal(events, 2);
}

static void test_dumped_values(void **state)
{
	struct xfrm_usersa_info sa = { .family = AF_INET, .reqid = 5 };
	struct xfrm_userpolicy_info p = { .index = 1009, .dir = XFRM_POLICY_OUT, .priority = 9 };
	struct kernel_sa_info sa_info;
	struct kernel_policy_info p_info;
	struct nl_message m = { .type = XFRM_MSG_NEWSA, .body = view_make(&sa, sizeof(sa)) };

	(void)state;
	sa.curlft.add_time = UINT64_MAX;	/* no overflow */
	assert_true(xfrm_take_sa(&m, &sa_info));
	assert_true(sa_info.larval);
	assert_true(sa_info.added.us > 0);
	sa.family = 3;
	assert_false(xfrm_take_sa(&m, &sa_info));
	put_selector(&p.sel, "192.0.1.0/24", "192.0.2.0/24");
	m = (struct nl_message){ .type = XFRM_MSG_NEWPOLICY, .body = view_make(&p, sizeof(p)) };
	assert_true(xfrm_take_policy(&m, &p_info));
	assert_int_equal(p_info.action, KERNEL_ALLOW);
	p.index = 1008 + 4;	/* per socket, out */
	assert_false(xfrm_take_policy(&m, &p_info));
	p.index = 1008 + 3;
	assert_false(xfrm_take_policy(&m, &p_info));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acquire),
		cmocka_unit_test(test_expire),
		cmocka_unit_test(test_mapping),
		cmocka_unit_test(test_strange_numbers),
		cmocka_unit_test(test_cut_everywhere),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_done_in_the_middle),
		cmocka_unit_test(test_dumped_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
