/* SPDX-License-Identifier: ISC
 *
 * test_conn_orient.c - listening, and which end is this machine.
 */
#include "core/listen.h"
#include "testing/unit/conn/conn_testing.h"

static void expect_address(struct address a, const char *text)
{
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	address_print(&t, a);
	assert_string_equal(buf, text);
}

static void test_listen(void **state)
{
	struct endpoint e;
	const char *iface;
	bool encap;

	(void)state;
	assert_true(listen_has(&w.p, world_address("192.0.2.1")));
	assert_true(listen_has(&w.p, world_address("2001:db8::1")));
	assert_false(listen_has(&w.p, world_address("192.0.2.2")));
	assert_string_equal(listen_iface(&w.p, world_address("192.0.1.254")), "eth1");
	assert_true(listen_nth(&w.p, 1, &e, &encap, &iface));
	assert_true(encap);
	assert_int_equal(e.port, 4500);
	assert_int_equal(listen_update(&w.p), 0);
	sim_kernel_address_remove(w.kernel, world_address("192.0.2.1"));
	assert_int_equal(listen_update(&w.p), 2);
	assert_false(listen_has(&w.p, world_address("192.0.2.1")));
	w.refuse_listen = true;
	(void)sim_kernel_address_add(w.kernel, "eth0", (struct cidr){ world_address("192.0.2.7"), 24 });
	assert_int_equal(listen_update(&w.p), 0);
	assert_true(world_logged(&w, "cannot listen on eth0 192.0.2.7:500: address in use"));
	assert_false(listen_has(&w.p, world_address("192.0.2.7")));
	w.refuse_listen = false;
	assert_int_equal(listen_update(&w.p), 2);
}

static void test_listen_setting(void **state)
{
	(void)state;
	w.p.setup.listen = world_address("192.0.1.254");
	(void)listen_update(&w.p);
	assert_false(listen_has(&w.p, world_address("192.0.2.1")));
	assert_true(listen_has(&w.p, world_address("192.0.1.254")));
}

static void test_left_and_right(void **state)
{
	struct conn *c = world_add(&w, "a", BASE "leftid=@west");

	(void)state;
	assert_true(c->oriented && c->local_is_left);
	expect_address(c->local.host, "192.0.2.1");
	expect_address(c->remote.host, "192.0.2.2");
	assert_string_equal(c->iface, "eth0");
	assert_int_equal(c->local.id.type, ID_FQDN);
	assert_int_equal(c->remote.id.type, ID_IPV4_ADDR);	/* unset: the address */
	c = world_add(&w, "b", "left=192.0.2.2 right=192.0.2.1 authby=secret leftikeport=5500");
	assert_true(c->oriented && !c->local_is_left);
	expect_address(c->local.host, "192.0.2.1");
	assert_int_equal(c->remote.port, 5500);
	c = world_add(&w, "c", "left=2001:db8::2 right=2001:db8::1 authby=secret");
	assert_true(c->oriented && !c->local_is_left);
	assert_string_equal(c->log.prefix, "\"c\": ");
}

static void test_neither_and_both(void **state)
{
	struct conn *c = world_add(&w, "a", "left=203.0.113.1 right=203.0.113.2 authby=secret");

	(void)state;
	assert_false(c->oriented);
	c = world_add(&w, "b", "left=192.0.2.1 right=192.0.1.254 authby=secret");
	assert_false(c->oriented);
	assert_true(world_logged(&w, "left and right are both addresses of this machine"));
}

static void test_words(void **state)
{
	struct conn *c = world_add(&w, "a", "left=%defaultroute right=198.51.100.1 authby=secret");

	(void)state;
	assert_true(c->oriented && c->local_is_left);
	expect_address(c->local.host, "192.0.2.1");
	c = world_add(&w, "b", "right=%eth1 left=198.51.100.1 authby=secret");
	assert_true(c->oriented && !c->local_is_left);
	expect_address(c->local.host, "192.0.1.254");
	c = world_add(&w, "c", "left=%defaultroute6 right=%any authby=secret");
	assert_true(c->oriented);
	assert_int_equal(c->kind, CONN_TEMPLATE);
	expect_address(c->local.host, "2001:db8::1");
	assert_int_equal(c->remote.id.special, ID_ANY);
	c = world_add(&w, "d", "left=%any right=192.0.2.1 authby=secret rightsubnet=192.0.1.0/24");
	assert_true(c->oriented && !c->local_is_left);
}

static void test_route_of_peer(void **state)
{
	struct conn *c = world_add(&w, "a", "left=192.0.2.1 right=198.51.100.1 authby=secret");
	struct conn *d = world_add(&w, "b", "left=192.0.2.1 right=198.51.100.2 authby=secret leftnexthop=192.0.2.99");

	(void)state;
	ok(routing_route(&w.p, c));
	expect_address(c->local.nexthop, "192.0.2.254");
	ok(routing_route(&w.p, d));
	expect_address(d->local.nexthop, "192.0.2.99");
}

static void answer(uint64_t token, const char *address)
{
	struct dns_result r = { .token = token, .ok = address != NULL, .why = "NXDOMAIN" };

	if (address != NULL)
		r.addrs[r.nr++] = world_address(address);
	conn_on_dns(&w.p, &r);
}

static void test_dns(void **state)
{
	struct conn *c = world_add(&w, "a", "left=192.0.2.1 right=east.example.com authby=secret "
					    "rightsubnet=192.0.3.0/24 leftsubnet=192.0.1.0/24");
	struct intent i;

	(void)state;
	assert_false(c->oriented);
	assert_int_equal(w.nr_asked, 1);
	assert_string_equal(w.asked[0].name, "east.example.com");
	c->wish.up = true;
	diag_free(routing_route(&w.p, c));
	answer(w.asked[0].token, NULL);
	assert_true(world_logged(&w, "right=east.example.com does not resolve: NXDOMAIN"));
	world_pass(&w, DURATION_S(59));
	assert_int_equal(w.nr_asked, 1);
	world_pass(&w, DURATION_S(2));
	assert_int_equal(w.nr_asked, 2);
	answer(w.asked[1].token, "192.0.2.77");
	assert_true(c->oriented);
	expect_address(c->remote.host, "192.0.2.77");
	/* What was wished meanwhile happens now. */
	assert_string_equal(world_state(c), "routed-ondemand");
	i = world_intent(&w);
	assert_int_equal(i.type, INTENT_INITIATE);
	assert_int_equal(i.conn, c->id);
	answer(12345678, "192.0.2.77");		/* for a connection that is gone */
}

static void test_dns_moves(void **state)
{
	struct conn *c = world_add(&w, "a", "left=192.0.2.1 right=east.example.com authby=secret");

	(void)state;
	answer(w.asked[0].token, "192.0.2.77");
	ok(routing_route(&w.p, c));
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.77"), SIM_HELD);
	routing_negotiation_failed(&w.p, c, 0, "x");
	answer(w.asked[0].token, "192.0.2.78");
	expect_address(c->remote.host, "192.0.2.78");
	assert_true(world_kernel_agrees(&w));
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.78"), SIM_HELD);
	assert_int_equal(world_packet(&w, "192.0.2.1", "192.0.2.77"), SIM_CLEAR);
}

static void test_address_goes_and_returns(void **state)
{
	struct conn *c = world_add(&w, "a", NETS);
	struct intent i;

	(void)state;
	ok(routing_route(&w.p, c));
	c->wish.up = true;
	routing_negotiation_started(&w.p, c, 55);
	sim_kernel_address_remove(w.kernel, world_address("192.0.2.1"));
	(void)listen_update(&w.p);
	conn_orient_all(&w.p);
	assert_false(c->oriented);
	i = world_intent(&w);
	assert_int_equal(i.type, INTENT_DELETE_IKE);
	assert_int_equal(i.sa, 55);
	/* The policy stays: nothing leaves in clear by another interface. */
	assert_int_equal(world_packet(&w, "192.0.1.1", "192.0.3.1"), SIM_HELD);
	routing_negotiation_failed(&w.p, c, 55, "gone");
	assert_string_equal(world_state(c), "routed-ondemand");
	(void)sim_kernel_address_add(w.kernel, "eth0", (struct cidr){ world_address("192.0.2.1"), 24 });
	(void)listen_update(&w.p);
	conn_orient_all(&w.p);
	assert_true(c->oriented);
	world_pass(&w, DURATION_S(30));
	i = world_intent(&w);
	assert_int_equal(i.type, INTENT_INITIATE);
	assert_int_equal(i.why, WHY_REVIVAL);
}

static void test_before_listening(void **state)
{
	struct conn *c;

	(void)state;
	w.p.listening = false;
	c = world_add(&w, "a", BASE);
	assert_false(c->oriented);
	w.p.listening = true;
	conn_orient_all(&w.p);
	assert_true(c->oriented);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_listen), T(test_listen_setting), T(test_left_and_right), T(test_neither_and_both),
		T(test_words), T(test_route_of_peer), T(test_dns), T(test_dns_moves),
		T(test_address_goes_and_returns), T(test_before_listening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
