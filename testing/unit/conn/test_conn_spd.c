/* SPDX-License-Identifier: ISC
 *
 * test_conn_spd.c - priorities never tie between selectors that overlap; the more specific wins.
 */
#include "conn/spd.h"
#include "testing/unit/conn/conn_testing.h"

static struct selector sel(const char *s)
{
	struct selector out = { .proto = 0 };
	const char *why = NULL;
	bool bits;

	if (!selector_parse(view_str(s), &out, &bits, &why))
		fail_msg("%s: %s", s, why);
	return out;
}

static const char *const sides[] = {
	"0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1/32", "10.0.0.0/8/udp",
	"10.1.0.0/16/udp", "10.1.1.1/32/udp", "0.0.0.0/0/udp/53", "10.1.1.1/32/udp/53", "10.1.1.0/24/tcp",
	"10.1.1.0/24/tcp/22", "::/0", "2001:db8::/32", "2001:db8::1/128", "::/0/udp/53",
};
#define NR (sizeof(sides) / sizeof(sides[0]))

static const struct kernel_mark none = { 0, 0 };

struct two { struct selector l, r; };

static bool overlap(const struct two *a, const struct two *b)
{
	struct selector x;

	return selector_intersect(&a->l, &b->l, &x) && selector_intersect(&a->r, &b->r, &x);
}

static bool inside(const struct two *a, const struct two *b)
{
	return selector_contains(&b->l, &a->l) && selector_contains(&b->r, &a->r);
}

/* A selector pair has one protocol: what the two sides say together. */
static bool one_protocol(const struct two *a)
{
	return a->l.proto == a->r.proto && selector_family(&a->l) == selector_family(&a->r);
}

static void test_no_ties(void **state)
{
	unsigned compared = 0;

	(void)state;
	for (size_t i = 0; i < NR * NR; i++)
		for (size_t j = 0; j < NR * NR; j++) {
			struct two a = { sel(sides[i / NR]), sel(sides[i % NR]) };
			struct two b = { sel(sides[j / NR]), sel(sides[j % NR]) };
			uint32_t pa, pb;

			if (i == j || !one_protocol(&a) || !one_protocol(&b) || !overlap(&a, &b))
				continue;
			pa = spd_priority(SPD_CLASS_CONN, &a.l, &a.r, none);
			pb = spd_priority(SPD_CLASS_CONN, &b.l, &b.r, none);
			compared++;
			if (pa == pb)
				fail_msg("%s %s ties with %s %s", sides[i / NR], sides[i % NR], sides[j / NR],
					 sides[j % NR]);
			if (inside(&a, &b) && pa > pb)
				fail_msg("%s %s is inside %s %s, but loses", sides[i / NR], sides[i % NR],
					 sides[j / NR], sides[j % NR]);
		}
	assert_true(compared > 500);
}

static void test_classes_and_marks(void **state)
{
	struct selector wide = sel("0.0.0.0/0"), host = sel("10.1.1.1/32/udp/53");
	struct kernel_mark mark = { 1, 0xff };

	(void)state;
	assert_true(spd_priority(SPD_CLASS_SHUNT, &wide, &wide, none) <
		    spd_priority(SPD_CLASS_CONN, &host, &host, mark));
	assert_true(spd_priority(SPD_CLASS_CONN, &wide, &wide, mark) <
		    spd_priority(SPD_CLASS_CONN, &wide, &wide, none));
	assert_true(spd_priority(SPD_CLASS_SHUNT, &host, &host, mark) > 1);	/* below the ND holes */
	assert_true(spd_priority(SPD_CLASS_CONN, &wide, &wide, none) < 1u << 31);
}

static void test_product(void **state)
{
	struct conn *c = world_add(&w, "a", BASE "leftsubnet=10.0.0.0/24,2001:db8:a::/64,10.0.1.0/24 "
					    "rightsubnet=2001:db8:b::/64,10.1.0.0/24");

	(void)state;
	assert_int_equal(c->nr_spds, 3);
	for (size_t i = 0; i < c->nr_spds; i++)
		assert_int_equal(selector_family(&c->spds[i].local), selector_family(&c->spds[i].remote));
}

static void test_protoport(void **state)
{
	struct conn *c = world_add(&w, "a", BASE "leftprotoport=tcp/22 rightprotoport=tcp");
	struct conn *d = world_add(&w, "b", BASE "leftprotoport=udp/%any rightprotoport=udp/1701");

	(void)state;
	assert_int_equal(c->spds[0].local.proto, 6);
	assert_int_equal(c->spds[0].local.port_lo, 22);
	assert_int_equal(c->spds[0].local.port_hi, 22);
	assert_int_equal(c->spds[0].remote.port_hi, 65535);
	assert_true(d->config->narrowing);
	assert_int_equal(d->spds[0].local.port_hi, 65535);
	assert_int_equal(d->spds[0].remote.port_lo, 1701);
}

static void test_trap_is_like_the_tunnel(void **state)
{
	struct conn *c = world_add(&w, "a", NETS);
	struct wish_list trap = { .items = NULL }, tunnel = { .items = NULL };
	struct kernel_policy a, b;
	struct world_tunnel t;

	(void)state;
	ok(spd_wishes(c, RT_ROUTED_PROSPECTIVE, &trap));
	world_tunnel(&t, c, 1);
	ok(spd_tunnel_wishes(&w.p, c, &t.t, &tunnel));
	assert_int_equal(trap.nr, 1);
	assert_int_equal(tunnel.nr, 3);
	a = trap.items[0].policy;
	b = tunnel.items[2].policy;
	assert_int_equal(b.key.dir, KERNEL_OUT);
	assert_true(policy_eq(&a, &b));
	wish_list_fini(&trap);
	wish_list_fini(&tunnel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_no_ties), T(test_classes_and_marks), T(test_product), T(test_protoport),
		T(test_trap_is_like_the_tunnel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
