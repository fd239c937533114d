/* SPDX-License-Identifier: ISC
 *
 * test_conn_updown.c - scripts: environment, order, one at a time, sharing, failures.
 */
#include "conn/updown.h"
#include "testing/unit/conn/conn_testing.h"

static void up(struct conn *c, unsigned n)
{
	struct world_tunnel t;

	world_tunnel(&t, c, n);
	ok(routing_child_up(&w.p, c, &t.t));
}

static void down(struct conn *c, unsigned n)
{
	struct world_tunnel t;

	world_tunnel(&t, c, n);
	routing_child_down(&w.p, c, 2000 + n, &t.t.in.key, &t.t.out.key, "test");
}

static void expect_runs(size_t from, const char *verbs)
{
	char seen[1024] = "";

	for (size_t i = from; i < w.nr_runs; i++) {
		strcat(seen, i > from ? " " : "");
		strcat(seen, w.runs[i].verb);
	}
	assert_string_equal(seen, verbs);
}

static void expect_var(const struct world_run *r, const char *var)
{
	char line[256];

	(void)snprintf(line, sizeof(line), "\n%s\n", var);
	if (strstr(r->env, line) == NULL)
		fail_msg("%s is not in\n%s", var, r->env);
}

static void test_environment(void **state)
{
	struct conn *c = world_add(&w, "west", NETS "leftid=@west rightid=@east leftsourceip=192.0.1.254 metric=7 "
					       "mtu=1400 mark-in=1/0xff leftnexthop=192.0.2.9");
	const struct world_run *r = &w.runs[0];
	char policy[256] = "PLUTO_CONN_POLICY=";
	struct text t = text_make(policy + strlen(policy), sizeof(policy) - strlen(policy));

	(void)state;
	conn_print_policy(&t, c);
	up(c, 1);
	expect_runs(0, "prepare-client");
	expect_var(r, "PLUTO_VERB=prepare-client");
	expect_var(r, "PLUTO_CONNECTION=west");
	expect_var(r, "PLUTO_CONNECTION_TYPE=tunnel");
	expect_var(r, "PLUTO_INTERFACE=eth0");
	expect_var(r, "PLUTO_NEXT_HOP=192.0.2.9");
	expect_var(r, "PLUTO_ME=192.0.2.1");
	expect_var(r, "PLUTO_MY_ID=@west");
	expect_var(r, "PLUTO_CLIENT_FAMILY=ipv4");
	expect_var(r, "PLUTO_MY_CLIENT=192.0.1.0/24");
	expect_var(r, "PLUTO_MY_CLIENT_NET=192.0.1.0");
	expect_var(r, "PLUTO_MY_CLIENT_MASK=255.255.255.0");
	expect_var(r, "PLUTO_MY_SOURCEIP=192.0.1.254");
	expect_var(r, "PLUTO_MY_PORT=0");
	expect_var(r, "PLUTO_PEER=192.0.2.2");
	expect_var(r, "PLUTO_PEER_ID=@east");
	expect_var(r, "PLUTO_PEER_CLIENT=192.0.3.0/24");
	expect_var(r, "PLUTO_SA_TYPE=ESP");
	expect_var(r, "PLUTO_STACK=sim");
	expect_var(r, "PLUTO_METRIC=7");
	expect_var(r, "PLUTO_MTU=1400");
	expect_var(r, "PLUTO_CONN_KIND=CK_PERMANENT");
	expect_var(r, "PLUTO_CONN_ADDRFAMILY=ipv4");
	expect_var(r, "CONNMARK_IN=1/0xff");
	expect_var(r, "SPI_IN=0x1001");		/* what we receive by */
	expect_var(r, "SPI_OUT=0x2001");
	expect_var(r, policy);
	assert_null(strstr(r->env, "HOME="));
}

static void test_hosts_and_v6(void **state)
{
	struct conn *c = world_add(&w, "h", BASE);
	struct conn *d = world_add(&w, "v6", "left=2001:db8::1 right=2001:db8::2 authby=secret");
	struct conn *e = world_add(&w, "n", BASE "leftsubnet=2001:db8:1::/64 rightsubnet=2001:db8:3::/64");

	(void)state;
	up(c, 1);
	up(d, 2);
	up(e, 3);
	expect_runs(0, "prepare-host prepare-host-v6 prepare-client-v6");
	expect_var(&w.runs[0], "PLUTO_MY_CLIENT=192.0.2.1/32");
}

static void test_order(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	up(c, 1);
	down(c, 1);		/* before any script has ended */
	expect_runs(0, "prepare-client");
	assert_int_equal(updown_pending(&w.p), 5);
	world_scripts_end(&w);
	expect_runs(0, "prepare-client route-client up-client down-client unroute-client");
	assert_int_equal(updown_pending(&w.p), 0);
}

static void test_ondemand_order(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	ok(routing_route(&w.p, c));
	world_scripts_end(&w);
	expect_runs(0, "prepare-client route-client");
	up(c, 1);
	world_scripts_end(&w);
	expect_runs(2, "up-client");
	up(c, 2);		/* rekey: none */
	down(c, 1);
	world_scripts_end(&w);
	expect_runs(3, "");
	down(c, 2);
	world_scripts_end(&w);
	expect_runs(3, "down-client");
	ok(routing_unroute(&w.p, c, NULL));
	world_scripts_end(&w);
	expect_runs(4, "unroute-client");
}

static void test_each_selector(void **state)
{
	struct conn *c = world_add(&w, "west", BASE "leftsubnet=10.0.0.0/24,10.0.1.0/24 rightsubnet=10.1.0.0/24");

	(void)state;
	up(c, 1);
	world_scripts_end(&w);
	/* one route to the remote client, but "up" for each pair */
	expect_runs(0, "prepare-client route-client up-client up-client");
	down(c, 1);
	world_scripts_end(&w);
	expect_runs(4, "down-client down-client unroute-client");
}

static void test_shared_route(void **state)
{
	struct conn *a = world_add(&w, "a", NETS "leftprotoport=udp rightprotoport=udp");
	struct conn *b = world_add(&w, "b", NETS "leftprotoport=tcp rightprotoport=tcp");

	(void)state;
	ok(routing_route(&w.p, a));
	ok(routing_route(&w.p, b));
	world_scripts_end(&w);
	expect_runs(0, "prepare-client route-client");
	ok(routing_unroute(&w.p, a, NULL));
	world_scripts_end(&w);
	expect_runs(2, "");
	ok(routing_unroute(&w.p, b, NULL));
	world_scripts_end(&w);
	expect_runs(2, "unroute-client");
}

static void test_disabled(void **state)
{
	struct conn *a = world_add(&w, "a", NETS "leftupdown=%disabled");
	struct conn *b = world_add(&w, "b", BASE "leftupdown=");

	(void)state;
	up(a, 1);
	up(b, 2);
	down(a, 1);
	assert_int_equal(w.nr_runs, 0);
}

static void test_route_fails(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	ok(routing_route(&w.p, c));
	(void)world_script_ends(&w, 1);		/* prepare: does not matter */
	assert_string_equal(world_state(c), "routed-ondemand");
	(void)world_script_ends(&w, 3);		/* route */
	assert_string_equal(world_state(c), "unrouted");
	assert_false(c->wish.route);
	assert_true(world_logged(&w, "could not route: updown route exited with status 3"));
	assert_true(world_kernel_agrees(&w));
	assert_true(sim_kernel_empty(w.kernel));
	/* It may be tried again. */
	ok(routing_route(&w.p, c));
	world_scripts_end(&w);
	assert_string_equal(world_state(c), "routed-ondemand");
}

static void test_up_fails(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	struct intent i;

	(void)state;
	up(c, 1);
	(void)world_script_ends(&w, 0);
	(void)world_script_ends(&w, 0);
	(void)world_script_ends(&w, 9);
	i = world_intent(&w);
	assert_int_equal(i.type, INTENT_DELETE_CHILD);
	assert_int_equal(i.sa, 2001);
	assert_string_equal(i.text, "updown up exited with status 9");
	down(c, 1);
	world_scripts_end(&w);
	expect_runs(3, "unroute-client");	/* it was never up */
}

static void test_timeout(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);
	struct exec_result r = { .status = EXEC_TIMED_OUT, .why = "" };
	struct exec_result stranger = { .token = 999999, .status = EXEC_EXITED, .why = "" };

	(void)state;
	routing_on_exec(&w.p, &stranger);
	ok(routing_route(&w.p, c));
	(void)world_script_ends(&w, 0);
	r.token = w.runs[1].token;
	w.runs[1].ended = true;
	routing_on_exec(&w.p, &r);
	assert_true(world_logged(&w, "updown route did not end in time and was killed"));
	assert_string_equal(world_state(c), "unrouted");
}

/* The last scripts of a connection outlive it, and its successor of the same name waits for them. */
static void test_replaced(void **state)
{
	struct conn *c = world_add(&w, "west", NETS);

	(void)state;
	ok(routing_route(&w.p, c));
	world_scripts_end(&w);
	conn_delete(&w.p, c);
	expect_runs(2, "unroute-client");
	c = world_add(&w, "west", NETS);
	ok(routing_route(&w.p, c));
	expect_runs(2, "unroute-client");
	world_scripts_end(&w);
	expect_runs(2, "unroute-client prepare-client route-client");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_environment), T(test_hosts_and_v6), T(test_order), T(test_ondemand_order),
		T(test_each_selector), T(test_shared_route), T(test_disabled), T(test_route_fails),
		T(test_up_fails), T(test_timeout), T(test_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
