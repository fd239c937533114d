/* SPDX-License-Identifier: ISC
 *
 * test_xfrm_msg.c - the requests we build, read back byte by byte by a decoder of our own: offsets
 * are those of the kernel's ABI, not of any header.
 */
#include "testing/unit/kernel/kernel_testing.h"

#include "kernel/kernel_holes.h"
#include "kernel/xfrm/xfrm_msg.h"

static uint8_t buf[2048] __attribute__((aligned(8)));
static struct nl_batch b;

static void fresh(void)
{
	memset(buf, 0xee, sizeof(buf));
	nl_batch_init(&b, buf, sizeof(buf));
}

static unsigned u8(size_t at)
{
	return buf[at];
}
static unsigned le16(size_t at)
{
	return buf[at] | buf[at + 1] << 8;
}
static uint32_t le32(size_t at)
{
	return le16(at) | (uint32_t)le16(at + 2) << 16;
}
static uint64_t le64(size_t at)
{
	return le32(at) | (uint64_t)le32(at + 4) << 32;
}
static unsigned be16(size_t at)
{
	return buf[at] << 8 | buf[at + 1];
}
static uint32_t be32(size_t at)
{
	return (uint32_t)be16(at) << 16 | be16(at + 2);
}

/* Offset of the payload of attribute TYPE behind offset START; 0: absent.  *LEN: its length. */
static size_t attr(size_t start, unsigned type, size_t *len)
{
	size_t end = le32(0);

	for (size_t at = start; at + 4 <= end; at += (le16(at) + 3u) & ~3u) {
		assert_true(le16(at) >= 4 && at + le16(at) <= end);
		if (le16(at + 2) == type) {
			*len = le16(at) - 4u;
			return at + 4;
		}
	}
	return 0;
}

#define SA_INFO	16		/* struct xfrm_usersa_info starts behind the header */
#define SA_END	(16 + 224)
#define SEL_LEN	56

static void test_sa_in_gcm(void **state)
{
	struct kernel_sa sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x89abcdef, 4711);
	size_t at, len = 0;

	(void)state;
	sa.esn = true;
	sa.acquire_seq = 99;	/* only outbound */
	sa.soft_bytes = 1000;
	sa.hard_add = (struct duration){ 1500000 };
	sa.decap_dscp = sa.no_pmtu_disc = sa.no_encap_dscp = true;
	fresh();
	xfrm_put_sa(&b, 0x10, 5, &sa, (struct xfrm_wants){ .sa_dir = true });
	assert_false(b.full);
	assert_int_equal(le32(0), b.len);
	assert_int_equal(le16(4), 0x10);
	assert_int_equal(le16(6), 1);		/* REQUEST, no ACK */
	assert_int_equal(le32(8), 5);
	for (size_t i = 0; i < SEL_LEN; i++)
		assert_int_equal(u8(SA_INFO + i), 0);	/* tunnel: no selector */
	assert_int_equal(be32(SA_INFO + 56), 0xc6336401);	/* id.daddr */
	assert_int_equal(be32(SA_INFO + 72), 0x89abcdef);	/* id.spi */
	assert_int_equal(u8(SA_INFO + 76), 50);
	assert_int_equal(be32(SA_INFO + 80), 0xc6336402);	/* saddr */
	assert_int_equal(le64(SA_INFO + 96), 1000);		/* soft bytes */
	assert_true(le64(SA_INFO + 104) == UINT64_MAX);		/* hard bytes */
	assert_true(le64(SA_INFO + 112) == UINT64_MAX);
	assert_int_equal(le64(SA_INFO + 128), 0);		/* soft add */
	assert_int_equal(le64(SA_INFO + 136), 2);		/* hard add, rounded up */
	assert_int_equal(le32(SA_INFO + 204), 0);		/* seq */
	assert_int_equal(le32(SA_INFO + 208), 4711);		/* reqid */
	assert_int_equal(le16(SA_INFO + 212), 2);		/* AF_INET */
	assert_int_equal(u8(SA_INFO + 214), 1);			/* tunnel */
	assert_int_equal(u8(SA_INFO + 215), 0);			/* replay_window */
	assert_int_equal(u8(SA_INFO + 216), 128 | 32 | 2);	/* ESN, AF_UNSPEC, DECAP_DSCP */
	at = attr(SA_END, 18, &len);				/* ALG_AEAD */
	assert_int_equal(len, 64 + 4 + 4 + 20);
	assert_string_equal((char *)buf + at, "rfc4106(gcm(aes))");
	assert_int_equal(le32(at + 64), 160);			/* key bits, salt included */
	assert_int_equal(le32(at + 68), 128);			/* ICV bits */
	assert_memory_equal(buf + at + 72, test_key, 20);
	at = attr(SA_END, 23, &len);				/* REPLAY_ESN_VAL */
	assert_int_equal(len, 24 + 16);
	assert_int_equal(le32(at), 4);				/* bmp_len */
	assert_int_equal(le32(at + 20), 128);			/* window */
	at = attr(SA_END, 33, &len);				/* SA_DIR */
	assert_int_equal(len, 1);
	assert_int_equal(u8(at), 1);
	assert_int_equal(attr(SA_END, 21, &len), 0);		/* no mark */
	assert_int_equal(attr(SA_END, 4, &len), 0);		/* no encapsulation */
	assert_int_equal(attr(SA_END, 24, &len), 0);		/* no extra flags inbound */
}

static void test_sa_out_cbc_udp(void **state)
{
	struct kernel_sa sa = gcm_sa(KERNEL_OUT, "2001:db8::1", "2001:db8::2", 0x100, 3);
	size_t at, len = 0;

	(void)state;
	sa.encr = CBC;
	sa.encr_key = view_make(test_key, 16);
	sa.integ = SHA2;
	sa.integ_key = view_make(test_key + 8, 32);
	sa.encap = KERNEL_ENCAP_UDP;
	sa.encap_sport = 4500;
	sa.encap_dport = 40000;
	sa.acquire_seq = 99;
	sa.key.mark = (struct kernel_mark){ 7, 0xffffff };
	sa.if_id = 12;
	sa.decap_dscp = sa.no_pmtu_disc = sa.no_encap_dscp = true;
	fresh();
	xfrm_put_sa(&b, 0x1a, 6, &sa, (struct xfrm_wants){ .sa_dir = true });
	assert_int_equal(le16(4), 0x1a);
	assert_int_equal(be32(SA_INFO + 56), 0x20010db8);
	assert_int_equal(le32(SA_INFO + 204), 99);
	assert_int_equal(le16(SA_INFO + 212), 10);		/* AF_INET6 */
	assert_int_equal(u8(SA_INFO + 216), 32 | 4);		/* AF_UNSPEC, NOPMTUDISC */
	at = attr(SA_END, 2, &len);				/* ALG_CRYPT */
	assert_int_equal(len, 64 + 4 + 16);
	assert_string_equal((char *)buf + at, "cbc(aes)");
	assert_int_equal(le32(at + 64), 128);
	assert_memory_equal(buf + at + 68, test_key, 16);
	at = attr(SA_END, 20, &len);				/* ALG_AUTH_TRUNC */
	assert_int_equal(len, 64 + 8 + 32);
	assert_string_equal((char *)buf + at, "hmac(sha256)");
	assert_int_equal(le32(at + 64), 256);
	assert_int_equal(le32(at + 68), 128);
	assert_memory_equal(buf + at + 72, test_key + 8, 32);
	at = attr(SA_END, 4, &len);				/* ENCAP */
	assert_int_equal(len, 24);
	assert_int_equal(le16(at), 2);				/* espinudp */
	assert_int_equal(be16(at + 2), 4500);
	assert_int_equal(be16(at + 4), 40000);
	at = attr(SA_END, 21, &len);				/* MARK */
	assert_int_equal(le32(at), 7);
	assert_int_equal(le32(at + 4), 0xffffff);
	assert_int_equal(le32(attr(SA_END, 31, &len)), 12);	/* IF_ID */
	assert_int_equal(u8(attr(SA_END, 33, &len)), 2);	/* SA_DIR out */
	assert_int_equal(le32(attr(SA_END, 24, &len)), 1);	/* DONT_ENCAP_DSCP */
	assert_int_equal(attr(SA_END, 23, &len), 0);		/* outbound, no ESN: no replay */
	assert_int_equal(attr(SA_END, 18, &len), 0);
}

static size_t replay_attr(struct kernel_sa sa, bool sa_dir, size_t *len)
{
	fresh();
	xfrm_put_sa(&b, 0x10, 1, &sa, (struct xfrm_wants){ .sa_dir = sa_dir });
	assert_false(b.full);
	return attr(SA_END, 23, len);
}

static void test_replay_windows(void **state)
{
	struct kernel_sa in = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x100, 1);
	struct kernel_sa out = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", 0x100, 1);
	size_t at, len = 0;

	(void)state;
	at = replay_attr(in, true, &len);	/* also without ESN: never the 32-packet field */
	assert_int_equal(le32(at + 20), 128);
	in.replay_window = 33;
	at = replay_attr(in, true, &len);
	assert_int_equal(le32(at), 2);
	assert_int_equal(le32(at + 20), 33);
	in.replay_window = 4096;
	at = replay_attr(in, true, &len);
	assert_int_equal(len, 24 + 512);
	in.replay_window = KERNEL_REPLAY_OFF;
	assert_int_equal(replay_attr(in, true, &len), 0);
	out.esn = true;
	at = replay_attr(out, true, &len);	/* ESN outbound: the kernel wants no window */
	assert_int_equal(len, 24);
	assert_int_equal(le32(at), 0);
	assert_int_equal(le32(at + 20), 0);
	at = replay_attr(out, false, &len);	/* an old kernel wants one */
	assert_int_equal(le32(at + 20), 128);
	assert_int_equal(attr(SA_END, 33, &len), 0);
}

static void test_sa_transport(void **state)
{
	struct kernel_sa sa = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", 0x100, 3);

	(void)state;
	sa.mode = KERNEL_TRANSPORT;
	sa.sel_src = sel("198.51.100.1/32/udp/1701");
	sa.sel_dst = sel("198.51.100.2/32/udp");
	fresh();
	xfrm_put_sa(&b, 0x10, 6, &sa, (struct xfrm_wants){ 0 });
	assert_int_equal(u8(SA_INFO + 214), 0);
	assert_int_equal(u8(SA_INFO + 216), 0);		/* no AF_UNSPEC */
	assert_int_equal(be32(SA_INFO), 0xc6336402);	/* sel.daddr */
	assert_int_equal(be32(SA_INFO + 16), 0xc6336401);
	assert_int_equal(be16(SA_INFO + 32), 0);	/* dport, mask */
	assert_int_equal(be16(SA_INFO + 34), 0);
	assert_int_equal(be16(SA_INFO + 36), 1701);	/* sport, mask */
	assert_int_equal(be16(SA_INFO + 38), 0xffff);
	assert_int_equal(le16(SA_INFO + 40), 2);
	assert_int_equal(u8(SA_INFO + 42), 32);
	assert_int_equal(u8(SA_INFO + 43), 32);
	assert_int_equal(u8(SA_INFO + 44), 17);
}

/* The largest state fits into the room that a batch reckons with. */
static void test_sa_room(void **state)
{
	static uint8_t room[XFRM_REQUEST_MAX] __attribute__((aligned(8)));
	struct kernel_sa sa = gcm_sa(KERNEL_IN, "2001:db8::1", "2001:db8::2", 0x100, 3);

	(void)state;
	sa.encr = CBC;
	sa.encr_key = view_make(test_key, KEY_MAX);
	sa.integ = SHA2;
	sa.integ_key = view_make(test_key, KEY_MAX);
	sa.encap = KERNEL_ENCAP_UDP;
	sa.key.mark.mask = 1;
	sa.if_id = 1;
	sa.esn = sa.no_encap_dscp = true;
	sa.replay_window = KERNEL_REPLAY_WINDOW_MAX;
	nl_batch_init(&b, room, sizeof(room));
	xfrm_put_sa(&b, 0x10, 6, &sa, (struct xfrm_wants){ .sa_dir = true });
	assert_false(b.full);
}

static void test_sa_del(void **state)
{
	struct kernel_sa_key k = { .dst = ip("198.51.100.1"), .spi = 0x01020304, .proto = 50 };

	(void)state;
	fresh();
	xfrm_put_sa_id(&b, 0x11, 8, &k);
	assert_int_equal(le32(0), 16 + 24);
	assert_int_equal(be32(16), 0xc6336401);
	assert_int_equal(be32(32), 0x01020304);
	assert_int_equal(le16(36), 2);
	assert_int_equal(u8(38), 50);
}

#define POLICY	16
#define POLICY_END (16 + 168)

static void test_policy(void **state)
{
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT,
					1757393);
	size_t at, len = 0;

	(void)state;
	p.outer_src = ip("2001:db8::1");	/* IPv4 in IPv6 */
	p.outer_dst = ip("2001:db8::2");
	p.reqid = 16389;
	p.key.mark = (struct kernel_mark){ 3, 0xff };
	p.key.if_id = 5;
	fresh();
	xfrm_put_policy(&b, 9, &p);
	assert_int_equal(le16(4), 0x19);			/* UPDPOLICY */
	assert_int_equal(be32(POLICY), 0xc0000200);		/* daddr */
	assert_int_equal(be32(POLICY + 16), 0xc0000100);
	assert_int_equal(le16(POLICY + 40), 2);			/* selector's family */
	assert_int_equal(u8(POLICY + 42), 24);
	assert_true(le64(POLICY + 56) == UINT64_MAX);
	assert_true(le64(POLICY + 80) == UINT64_MAX);
	assert_int_equal(le64(POLICY + 88), 0);
	assert_int_equal(le32(POLICY + 152), 1757393);
	assert_int_equal(le32(POLICY + 156), 0);		/* index */
	assert_int_equal(u8(POLICY + 160), 1);			/* out */
	assert_int_equal(u8(POLICY + 161), 0);			/* allow */
	at = attr(POLICY_END, 5, &len);				/* TMPL */
	assert_int_equal(len, 64);
	assert_int_equal(be32(at), 0x20010db8);
	assert_int_equal(u8(at + 15), 2);
	assert_int_equal(be32(at + 16), 0);			/* any SPI */
	assert_int_equal(u8(at + 20), 50);
	assert_int_equal(le16(at + 24), 10);			/* the template's own family */
	assert_int_equal(u8(at + 28 + 15), 1);
	assert_int_equal(le32(at + 44), 16389);
	assert_int_equal(u8(at + 48), 1);			/* tunnel */
	assert_int_equal(u8(at + 50), 0);			/* required */
	assert_true(le32(at + 52) == UINT32_MAX);
	assert_int_equal(le32(attr(POLICY_END, 21, &len)), 3);
	assert_int_equal(le32(attr(POLICY_END, 31, &len)), 5);
}

static void test_policy_shunts(void **state)
{
	struct kernel_policy p = policy(KERNEL_FWD, "192.0.1.0/24", "192.0.2.0/24", KERNEL_BLOCK, 1);
	size_t len;

	(void)state;
	fresh();
	xfrm_put_policy(&b, 9, &p);
	assert_int_equal(u8(POLICY + 160), 2);
	assert_int_equal(u8(POLICY + 161), 1);
	assert_int_equal(attr(POLICY_END, 5, &len), 0);
	p.action = KERNEL_ALLOW;
	p.key.dir = KERNEL_IN;
	fresh();
	xfrm_put_policy(&b, 9, &p);
	assert_int_equal(u8(POLICY + 160), 0);
	assert_int_equal(u8(POLICY + 161), 0);
	assert_int_equal(attr(POLICY_END, 5, &len), 0);
}

static void test_policy_trap_open(void **state)
{
	struct kernel_policy p = policy(KERNEL_OUT, "2001:db8:1::/64", "2001:db8:2::/64",
					KERNEL_PROTECT, 1);
	size_t at, len;

	(void)state;
	p.mode = KERNEL_TRANSPORT;
	fresh();
	xfrm_put_policy(&b, 9, &p);
	at = attr(POLICY_END, 5, &len);
	assert_int_equal(be32(at), 0);
	assert_int_equal(le16(at + 24), 10);	/* no outer address: the selector's family */
	assert_int_equal(u8(at + 48), 0);
}

static void test_policy_icmp(void **state)
{
	struct kernel_request holes[KERNEL_HOLES];

	(void)state;
	kernel_holes(holes);
	fresh();
	xfrm_put_request(&b, 1, &holes[0], (struct xfrm_wants){ 0 });
	assert_int_equal(be16(POLICY + 36), 135);	/* type where the source port is */
	assert_int_equal(be16(POLICY + 38), 0xffff);
	assert_int_equal(be16(POLICY + 34), 0);		/* any code */
	assert_int_equal(u8(POLICY + 44), 58);
}

static void test_policy_del(void **state)
{
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_BLOCK, 7);

	(void)state;
	fresh();
	xfrm_put_policy_del(&b, 9, &p.key);
	assert_int_equal(le16(4), 0x14);
	assert_int_equal(le32(0), 16 + 64);
	assert_int_equal(be32(16), 0xc0000200);
	assert_int_equal(le32(16 + 56), 0);
	assert_int_equal(u8(16 + 60), 1);
}

/* put then take is the same, for every shape of selector that the check lets through */
static void test_selectors_round_trip(void **state)
{
	static const char *const pairs[][2] = {
		{ "0.0.0.0/0", "0.0.0.0/0" },
		{ "192.0.1.0/24", "192.0.2.1/32" },
		{ "2001:db8::/32", "::/0" },
		{ "192.0.1.0/24/tcp", "192.0.2.0/24/tcp/443" },
		{ "192.0.1.0/24/udp/53", "192.0.2.0/24/udp" },
		{ "192.0.1.0/24/gre", "192.0.2.0/24/gre" },
	};
	struct xfrm_selector x;
	struct selector src, dst;

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(pairs); i++) {
		struct selector s = sel(pairs[i][0]), d = sel(pairs[i][1]);

		xfrm_selector_put(&x, &s, &d);
		assert_true(xfrm_selector_take(&x, &src, &dst));
		assert_true(selector_eq(&src, &s));
		assert_true(selector_eq(&dst, &d));
	}
	for (unsigned code = 0; code < 2; code++) {
		struct selector s = sel("192.0.1.0/24/icmp"), d = sel("192.0.2.0/24/icmp");

		s.port_lo = d.port_lo = 0x0800;
		s.port_hi = d.port_hi = code ? 0x0800 : 0x08ff;
		xfrm_selector_put(&x, &s, &d);
		assert_true(xfrm_selector_take(&x, &src, &dst));
		assert_true(selector_eq(&src, &s));
		assert_true(selector_eq(&dst, &d));
	}
}

static void test_strange_selectors(void **state)
{
	struct selector s = sel("192.0.1.0/24/udp/53"), d = sel("192.0.2.0/24/udp"), src, dst;
	struct xfrm_selector good, x;

	(void)state;
	xfrm_selector_put(&good, &s, &d);
	x = good;
	x.family = 99;
	assert_false(xfrm_selector_take(&x, &src, &dst));
	x = good;
	x.prefixlen_s = 33;
	assert_false(xfrm_selector_take(&x, &src, &dst));
	x = good;
	x.sport_mask = 0x0101;
	assert_false(xfrm_selector_take(&x, &src, &dst));
	x = good;
	x.sport = 0xffff;
	x.sport_mask = 0x00ff;	/* in network order: the upper byte */
	assert_true(xfrm_selector_take(&x, &src, &dst));
	assert_int_equal(src.port_lo, 0xff00);
	assert_int_equal(src.port_hi, 0xffff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sa_in_gcm),
		cmocka_unit_test(test_sa_out_cbc_udp),
		cmocka_unit_test(test_replay_windows),
		cmocka_unit_test(test_sa_transport),
		cmocka_unit_test(test_sa_room),
		cmocka_unit_test(test_sa_del),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_policy_shunts),
		cmocka_unit_test(test_policy_trap_open),
		cmocka_unit_test(test_policy_icmp),
		cmocka_unit_test(test_policy_del),
		cmocka_unit_test(test_selectors_round_trip),
		cmocka_unit_test(test_strange_selectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
