/* SPDX-License-Identifier: ISC
 *
 * bad_netlink.c - T60: netlink datagrams that are cut, changed or made up, parsed as those of the kernel and given to
 * the daemon when they make any sense at all; and events that make sense to nobody.
 */
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "bad_world.h"
#include "kernel/rtnl/rtnl_priv.h"
#include "kernel/xfrm/xfrm_msg.h"

#define SEED_MAX 2048
#define ROUNDS 40000

struct seed {
	uint8_t buf[SEED_MAX] __attribute__((aligned(8)));
	size_t len;
};

/* ---- seeds: what the kernel would send ---- */

static void selector_text(struct xfrm_selector *out, const char *src, const char *dst)
{
	struct selector a, b;
	const char *why;

	assert_true(selector_parse(view_str(src), &a, NULL, &why));
	assert_true(selector_parse(view_str(dst), &b, NULL, &why));
	xfrm_selector_put(out, &a, &b);
}

static void put_attrs(struct nl_batch *b)
{
	struct xfrm_user_tmpl t = { .reqid = 4711 };
	struct xfrm_mark m = { 5, 0xff };

	nl_attr(b, 99, "unknown", 7);
	nl_attr(b, XFRMA_TMPL, &t, sizeof(t));
	nl_attr(b, XFRMA_MARK, &m, sizeof(m));
	nl_attr_u32(b, XFRMA_IF_ID, 12);
}

static void put_acquire(struct nl_batch *b, const char *src, const char *dst)
{
	struct xfrm_user_acquire a = { .seq = 77 };

	selector_text(&a.sel, src, dst);
	selector_text(&a.policy.sel, "10.0.0.0/16", "10.2.0.0/16");
	a.policy.index = 1009;
	a.policy.dir = XFRM_POLICY_OUT;
	nl_begin(b, XFRM_MSG_ACQUIRE, 0, 0);
	nl_put(b, &a, sizeof(a));
	put_attrs(b);
}

static void put_expire(struct nl_batch *b)
{
	struct xfrm_user_expire x = { .hard = 1 };

	x.state.family = AF_INET;
	x.state.id.daddr.a4 = htonl(0xc6336401);
	x.state.id.spi = htonl(0x1234);
	x.state.id.proto = 50;
	nl_begin(b, XFRM_MSG_EXPIRE, 0, 0);
	nl_put(b, &x, sizeof(x));
	put_attrs(b);
}

static void put_policy_expire(struct nl_batch *b)
{
	struct xfrm_user_polexpire x = { .hard = 1 };

	selector_text(&x.pol.sel, "10.0.0.0/16", "10.2.0.0/16");
	nl_begin(b, XFRM_MSG_POLEXPIRE, 0, 0);
	nl_put(b, &x, sizeof(x));
	put_attrs(b);
}

static void put_mapping(struct nl_batch *b)
{
	struct xfrm_user_mapping x = { .reqid = 9, .old_sport = htons(4500), .new_sport = htons(40000) };

	x.id.family = AF_INET;
	x.id.daddr.a4 = htonl(0xc6336401);
	x.id.spi = htonl(0x1234);
	x.id.proto = 50;
	nl_begin(b, XFRM_MSG_MAPPING, 0, 0);
	nl_put(b, &x, sizeof(x));
	put_attrs(b);
}

static void put_dumps(struct nl_batch *b)
{
	struct xfrm_usersa_info sa = { .family = AF_INET };
	struct xfrm_userpolicy_info pol = { .index = 3 };

	selector_text(&pol.sel, "10.0.0.0/16", "10.2.0.0/16");
	nl_begin(b, XFRM_MSG_NEWSA, NLM_F_MULTI, 1);
	nl_put(b, &sa, sizeof(sa));
	put_attrs(b);
	nl_begin(b, XFRM_MSG_NEWPOLICY, NLM_F_MULTI, 1);
	nl_put(b, &pol, sizeof(pol));
	put_attrs(b);
}

static void put_links(struct nl_batch *b)
{
	struct ifinfomsg link = { .ifi_index = 2, .ifi_flags = 1 };
	struct ifaddrmsg addr = { .ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = 2 };
	struct rtmsg route = { .rtm_family = AF_INET, .rtm_dst_len = 24, .rtm_type = RTN_UNICAST };

	nl_begin(b, RTM_NEWLINK, 0, 0);
	nl_put(b, &link, sizeof(link));
	nl_attr(b, IFLA_IFNAME, "eth0", 5);
	nl_begin(b, RTM_NEWADDR, 0, 0);
	nl_put(b, &addr, sizeof(addr));
	nl_attr(b, IFA_LOCAL, "\300\0\2\1", 4);
	nl_begin(b, RTM_NEWROUTE, 0, 0);
	nl_put(b, &route, sizeof(route));
	nl_attr(b, RTA_DST, "\12\2\0\0", 4);
	nl_attr_u32(b, RTA_OIF, 2);
}

static void put_ends(struct nl_batch *b)
{
	struct nlmsgerr error = { .error = -2 };
	int done = 0;

	nl_begin(b, NLMSG_ERROR, 0, 1);
	nl_put(b, &error, sizeof(error));
	nl_begin(b, NLMSG_DONE, NLM_F_MULTI, 1);
	nl_put(b, &done, sizeof(done));
}

static void make_seed(struct seed *s, unsigned which)
{
	struct nl_batch b;

	memset(s->buf, 0, sizeof(s->buf));
	nl_batch_init(&b, s->buf, sizeof(s->buf));
	if (which == 0)
		put_acquire(&b, "10.0.0.1/32/udp/1000", "10.2.0.1/32/udp/2000");
	else if (which == 1)
		put_acquire(&b, "10.0.0.1/32", "10.99.0.1/32");
	else if (which == 2)
		put_expire(&b);
	else if (which == 3)
		put_policy_expire(&b);
	else if (which == 4)
		put_mapping(&b);
	else if (which == 5)
		put_dumps(&b);
	else if (which == 6)
		put_links(&b);
	put_ends(&b);
	if (which == 7)
		put_expire(&b);		/* behind NLMSG_DONE */
	s->len = b.len;
}
#define SEEDS 8

/* ---- readers ---- */

static void feed(struct world *w, const struct nl_message *m)
{
	struct kernel_policy_info policy;
	struct kernel_sa_info sa;
	struct rtnl_address addr;
	struct rtnl_route route;
	struct rtnl_link link;
	struct kernel_event e;
	struct nl_ack ack;
	bool links = false, routes = false;
	uint8_t type;

	if (xfrm_take_event(m, &e))
		pluto_on_kernel_event(w->p, &e);
	xfrm_take_sa(m, &sa);
	xfrm_take_policy(m, &policy);
	if (rtnl_take_link(m, &link))
		assert_true(memchr(link.name, '\0', sizeof(link.name)) != NULL);
	rtnl_take_address(m, &addr);
	rtnl_take_route(m, &route, &type);
	rtnl_take_event(m, &links, &routes);
	nl_message_ack(m, &ack);
}

static void feed_datagram(struct world *w, const uint8_t *bytes, size_t len)
{
	struct reader r;
	struct nl_message m;
	/* on the heap and of the right size, so that a sanitizer sees the end */
	uint8_t *copy = mem_dup(bytes, len > 0 ? len : 1);

	assert_non_null(copy);
	r = reader_make(view_make(copy, len));
	while (nl_next_message(&r, &m))
		feed(w, &m);
	mem_free(copy);
}

static void spoil(struct seed *s, uint64_t *random)
{
	unsigned changes = script_random(random) % 6;

	for (unsigned i = 0; i < changes; i++) {
		size_t at = script_random(random) % s->len;

		if (script_random(random) % 3 == 0)
			s->buf[at] = (uint8_t)(script_random(random) % 2 ? 0xff : 0);
		else
			s->buf[at] ^= (uint8_t)(1u << script_random(random) % 8);
	}
	if (script_random(random) % 3 == 0)
		s->len = script_random(random) % (s->len + 1);
}

/* Everything that asks for time gets it: shunts expire, negotiations give up. */
static void calm_down(struct world *w)
{
	for (int i = 0; i < 40; i++)
		world_pass(w, DURATION_S(60));
	pluto_listen(w->p);
}

static void t60_garbage(void **state)
{
	struct world *w = world_new();
	struct baseline before = world_baseline(w);
	uint64_t random = 60;
	size_t live = 0;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct seed s;

		make_seed(&s, (unsigned)(script_random(&random) % SEEDS));
		spoil(&s, &random);
		feed_datagram(w, s.buf, s.len);
		if (i % 100 == 0)
			world_pass(w, DURATION_S(1));
		if (i == ROUNDS / 4) {
			calm_down(w);
			live = live_bytes();
		}
	}
	calm_down(w);
	world_check(w, &before);
	assert_true(live_bytes() < live + 65536);
	world_free(w);
}

static void t60_every_cut(void **state)
{
	struct world *w = world_new();
	struct baseline before = world_baseline(w);

	(void)state;
	for (unsigned which = 0; which < SEEDS; which++) {
		struct seed s;

		make_seed(&s, which);
		for (size_t len = 0; len <= s.len; len++)
			feed_datagram(w, s.buf, len);
	}
	calm_down(w);
	world_check(w, &before);
	world_free(w);
}

static void t60_random_bytes(void **state)
{
	struct world *w = world_new();
	struct baseline before = world_baseline(w);
	uint64_t random = 61;
	uint8_t bytes[512];

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		size_t len = script_random(&random) % sizeof(bytes);

		for (size_t k = 0; k < len; k++)
			bytes[k] = (uint8_t)script_random(&random);
		if (len >= 16 && i % 2 == 0)	/* a length that is right, so that the body is looked at */
			memcpy(bytes, &(uint32_t){ (uint32_t)len }, 4);
		if (len >= 16 && i % 4 == 0)
			memcpy(bytes + 4, &(uint16_t){ (uint16_t)(XFRM_MSG_NEWSA + i / 4 % 24) }, 2);
		feed_datagram(w, bytes, len);
	}
	calm_down(w);
	world_check(w, &before);
	world_free(w);
}

/* ---- well-formed, and still wrong ---- */

struct strange_event {
	const char *what;
	enum kernel_event_type type;
	const char *src, *dst;
	uint8_t proto;
	uint16_t sport, dport;
	uint32_t policy_index, reqid;
};

static const struct strange_event events[] = {
	{ "acquire without addresses", KERNEL_ACQUIRE, NULL, NULL, 0, 0, 0, 0, 0 },
	{ "acquire without a source", KERNEL_ACQUIRE, NULL, "10.2.0.1", 17, 1, 1, 0, 0 },
	{ "acquire without a destination", KERNEL_ACQUIRE, "10.0.0.1", NULL, 17, 1, 1, 0, 0 },
	{ "acquire from IPv4 to IPv6", KERNEL_ACQUIRE, "10.0.0.1", "2001:db8::1", 17, 1, 1, 0, 0 },
	{ "acquire to 0.0.0.0", KERNEL_ACQUIRE, "0.0.0.0", "0.0.0.0", 0, 0, 0, 0, 0 },
	{ "acquire to broadcast", KERNEL_ACQUIRE, "10.0.0.1", "255.255.255.255", 255, 65535, 65535, 0, 0 },
	{ "acquire to multicast", KERNEL_ACQUIRE, "10.0.0.1", "224.0.0.1", 17, 1, 1, 0, 0 },
	{ "acquire to ourselves", KERNEL_ACQUIRE, DAEMON_ADDRESS, DAEMON_ADDRESS, 50, 0, 0, 0, 0 },
	{ "acquire of an unknown policy", KERNEL_ACQUIRE, "10.0.0.1", "10.2.0.1", 6, 1, 1, UINT32_MAX, UINT32_MAX },
	{ "acquire for a tunnel that is up", KERNEL_ACQUIRE, "10.0.0.1", "10.1.0.1", 6, 1, 1, 9, 0 },
	{ "expire of an unknown SPI", KERNEL_EXPIRE_SA, NULL, BAD_ADDRESS, 50, 0, 0, 0, 0 },
	{ "expire of an unset state", KERNEL_EXPIRE_SA, NULL, NULL, 0, 0, 0, 0, 0 },
	{ "mapping of an unknown SPI", KERNEL_MAPPING, NULL, BAD_ADDRESS, 50, 0, 0, 0, 0 },
	{ "expire of an unknown policy", KERNEL_EXPIRE_POLICY, NULL, NULL, 0, 0, 0, 7, 7 },
	{ "resync", KERNEL_RESYNC, NULL, NULL, 0, 0, 0, 0, 0 },
	{ "a route changed", KERNEL_ROUTE_CHANGE, NULL, NULL, 0, 0, 0, 0, 0 },
	{ "a link changed", KERNEL_LINK_CHANGE, NULL, NULL, 0, 0, 0, 0, 0 },
};

static void run_event(struct world *w, struct peer *p, const struct bad_case *c)
{
	const struct strange_event *s = c->data;
	struct kernel_event e = {
		.type = s->type, .policy_index = s->policy_index, .reqid = s->reqid, .hard = true,
		.packet = { .proto = s->proto, .sport = s->sport, .dport = s->dport },
		.sa = { .spi = 0x7777, .proto = s->proto },
	};

	(void)p;
	if (s->src != NULL)
		e.packet.src = endpoint_of(s->src, 0).addr;
	if (s->dst != NULL)
		e.packet.dst = e.sa.dst = endpoint_of(s->dst, 0).addr;
	for (int i = 0; i < 10; i++)
		pluto_on_kernel_event(w->p, &e);
	for (int i = 0; i < 25; i++)
		world_pass(w, DURATION_S(60));
}

static void t60_strange_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(events); i++) {
		const struct bad_case c = { events[i].what, run_event, .data = &events[i], .repeat = 20 };

		run_cases(&c, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t60_garbage),
		cmocka_unit_test(t60_every_cut),
		cmocka_unit_test(t60_random_bytes),
		cmocka_unit_test(t60_strange_events),
	};

	return RUN_TESTS(tests);
}
