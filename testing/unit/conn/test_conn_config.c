/* SPDX-License-Identifier: ISC
 *
 * test_conn_config.c - settings become a configuration, or a sentence that names the keyword.
 */
#include "base/alloc.h"
#include "testing/unit/conn/conn_testing.h"

/* Settings that are refused, and words of the sentence. */
static const struct {
	const char *settings, *error;
} refused[] = {
	{ "", "left= is missing" },
	{ "left=192.0.2.1", "right= is missing" },
	{ "left=192.0.2.1 right=192.0.2.2", "authby: only authby=secret is built so far" },
	{ "left=192.0.2.1 right=192.0.2.2 authby=rsasig", "authby: only authby=secret is built so far" },
	{ "left=192.0.2.1 right=192.0.2.2 authby=null", "authby: only authby=secret is built so far" },
	{ "left=192.0.2.1 right=192.0.2.2 authby=secret,rsasig", "authby: secret cannot be mixed" },
	{ "left=192.0.2.1 right=192.0.2.2 leftauth=secret", "leftauth: leftauth and rightauth" },
	{ "left=192.0.2.1 right=192.0.2.2 rightauth=secret", "rightauth: leftauth and rightauth" },
	{ "left=192.0.2.1 right=192.0.2.2 leftauth=secret rightauth=rsasig", "only secret is built" },
	{ "left=192.0.2.1 right=192.0.2.2 authby=never", "authby: never is for type=passthrough" },
	{ "left=192.0.2.1 right=192.0.2.2 type=drop authby=secret", "authby: a shunt connection" },
	{ BASE "type=tunel", "type: \"tunel\" is not known, did you mean \"tunnel\"?" },
	{ BASE "leftsubnet=192.0.1.0/33", "leftsubnet: " },
	{ BASE "leftsubnet=2001:db8::/64", "leftsubnet: its address family conflicts" },
	{ BASE "leftsubnet=192.0.1.0/24 rightsubnet=2001:db8::/64", "leftsubnet: its address family" },
	{ BASE "rightsubnets=10.0.0.0/24", "rightsubnets: each pair" },
	{ "left=192.0.2.1 right=2001:db8::2 authby=secret", "right: its address family is IPv6" },
	{ BASE "hostaddrfamily=ipv6", "left: its address family is IPv4" },
	{ "left=192.0.2.1 right=192.0.2.1 authby=secret", "left and right are the same address" },
	{ "left=%any right=%any authby=secret", "at least one end" },
	{ "left=192.0.2.1 right=%group authby=secret", "right: groups and opportunistic" },
	{ "left=192.0.2.1 right=%opportunistic authby=secret", "right: groups and opportunistic" },
	{ BASE "leftid=%fromcert", "leftid: %fromcert needs certificates" },
	{ BASE "keyexchange=ikev1", "keyexchange: IKEv1 is not part of this version" },
	{ BASE "ah=sha2", "ah: AH is not built yet" },
	{ BASE "phase2=ah", "phase2: AH is not built yet" },
	{ BASE "esp=aes phase2alg=aes", "phase2alg: cannot be combined with esp=" },
	{ BASE "esp=nonsense", "esp: " },
	{ BASE "ike=nonsense", "ike: " },
	{ BASE "compress=yes", "compress: this is not built yet" },
	{ BASE "rightaddresspool=10.0.0.0/24", "rightaddresspool: this is not built yet" },
	{ BASE "ipsec-interface=yes", "ipsec-interface: this is not built yet" },
	{ BASE "leftmodecfgclient=yes", "leftmodecfgclient: this is not built yet" },
	{ BASE "mark=-1", "mark: a unique mark" },
	{ BASE "mark=1/0xffffffffff", "mark: " },
	{ BASE "leftsourceip=192.0.9.1", "leftsourceip: 192.0.9.1 is neither in leftsubnet" },
	{ BASE "leftsubnet=10.0.0.0/24,10.0.1.0/24 rightsubnet=10.1.0.0/24 leftprotoport=udp/53",
	  "leftprotoport: cannot be combined with several subnets" },
	{ BASE "type=transport leftsubnet=10.0.0.0/24,10.0.1.0/24 rightsubnet=10.1.0.0/24",
	  "type: transport mode" },
	{ BASE "rekeyfuzz=100", "rekeyfuzz: " },
	{ BASE "ikelifetime=long", "ikelifetime: " },
	{ BASE "reqid=99999", "reqid: " },
	{ BASE "leftnexthop=%any", "leftnexthop: " },
	{ BASE "pfsgroup=modp2048", "pfsgroup: name the group in esp=" },
	{ BASE "dpddelay=often", "dpddelay: " },	/* has no effect yet, but must be well-formed */
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct conn *c = NULL;

		expect_diag(world_try(&w, "x", refused[i].settings, &c), refused[i].error);
		assert_null(c);
		assert_null(conn_first(&w.p));
	}
}

static void test_defaults(void **state)
{
	const struct conn_config *f = world_add(&w, "west", BASE)->config;

	(void)state;
	assert_int_equal(f->type, CONN_TUNNEL);
	assert_int_equal(f->negotiation_shunt, SHUNT_HOLD);
	assert_int_equal(f->failure_shunt, SHUNT_NONE);
	assert_true(f->pfs && f->rekey && f->encap_dscp && f->nat_keepalive);
	assert_false(f->narrowing || f->overlapip || f->initial_contact);
	assert_int_equal(f->replay_window, 128);
	assert_int_equal(duration_s(f->ike_life), 8 * 3600);
	assert_int_equal(duration_s(f->margin), 540);
	assert_int_equal(f->retransmit_first.us, 500000);
	assert_int_equal(f->host_family, IP_V4);
	assert_true(f->ike.nr > 0 && f->child.nr > 0);
	assert_null(f->left.updown);
}

static void test_values(void **state)
{
	const struct conn_config *f = world_add(&w, "west",
		BASE "leftid=@west rightid=@east leftsubnet=10.0.0.0/24,10.0.1.0/24 rightsubnet=10.1.0.0/16 "
		"priority=7 reqid=99 mark-out=5/0xf mark=6 metric=3 mtu=1400 overlapip=yes failureshunt=drop "
		"negotiationshunt=passthrough auto=ondemand leftupdown=%disabled rightupdown=/bin/true "
		"leftikeport=5000 connalias=a,b encapsulation=yes retransmit-interval=100 narrowing=yes "
		"leftsourceip=10.0.0.1 updown-timeout=5s")->config;

	(void)state;
	assert_int_equal(f->left.id.type, ID_FQDN);
	assert_int_equal(f->left.nr_subnets, 2);
	assert_int_equal(f->priority, 7);
	assert_int_equal(f->reqid, 99);
	assert_int_equal(f->mark_out.value, 5);
	assert_int_equal(f->mark_in.value, 6);
	assert_int_equal(f->metric, 3);
	assert_int_equal(f->mtu, 1400);
	assert_true(f->overlapip && f->narrowing);
	assert_int_equal(f->failure_shunt, SHUNT_DROP);
	assert_int_equal(f->negotiation_shunt, SHUNT_PASS);
	assert_int_equal(f->autostart, AUTO_ONDEMAND);
	assert_string_equal(f->left.updown, "");
	assert_string_equal(f->right.updown, "/bin/true");
	assert_int_equal(f->left.ikeport, 5000);
	assert_string_equal(f->aliases, "a,b");
	assert_int_equal(f->encapsulation, ENCAP_YES);
	assert_int_equal(f->retransmit_first.us, 100000);
	assert_int_equal(f->updown_timeout.us, 5000000);
	assert_int_equal(f->left.sourceip[0].family, IP_V4);
}

static void test_esn_and_pfs(void **state)
{
	const struct conn_config *f = world_add(&w, "a", BASE "esn=no")->config;

	(void)state;
	assert_int_equal(f->child.items[0].sn.nr, 1);
	assert_int_equal(f->child.items[0].sn.items[0].id, 0);
	f = world_add(&w, "b", BASE "esn=yes esp=aes256-sha2;dh19")->config;
	assert_int_equal(f->child.items[0].sn.items[0].id, 1);
	assert_int_equal(f->child.items[0].ke.nr, 1);
	f = world_add(&w, "c", BASE "esn=yes replay-window=0 pfs=no esp=aes256-sha2;dh19")->config;
	assert_int_equal(f->child.items[0].sn.items[0].id, 0);
	assert_int_equal(f->child.items[0].ke.nr, 0);
}

static void test_lives_are_clamped(void **state)
{
	const struct conn_config *f = world_add(&w, "a", BASE "ikelifetime=48h ipsec-lifetime=10m")->config;

	(void)state;
	assert_int_equal(duration_s(f->ike_life), 24 * 3600);
	assert_int_equal(duration_s(f->child_life), 540 * 2);
	f = world_add(&w, "b", BASE "ipsec-lifetime=60s")->config;
	assert_int_equal(duration_s(f->margin), 30);
	assert_int_equal(duration_s(f->child_life), 60);
}

static void test_names(void **state)
{
	struct conn *c;
	char name[300];

	(void)state;
	(void)world_add(&w, "west", BASE);
	expect_diag(world_try(&w, "west", BASE, &c), "there is a connection named \"west\" already");
	expect_diag(world_try(&w, "", BASE, &c), "has no name");
	memset(name, 'x', sizeof(name));
	name[299] = '\0';
	expect_diag(world_try(&w, name, BASE, &c), "longer than");
}

static void test_same(void **state)
{
	const struct keyword *left = keyword_find(KEYWORD_CONN, true, VIEW_EMPTY);
	const struct keyword *authby = keyword_find(KEYWORD_CONN, false, view_str("authby"));
	struct conn_setting s[] = {
		{ left, SETTING_LEFT, "192.0.2.1" }, { left, SETTING_RIGHT, "192.0.2.2" },
		{ authby, SETTING_COMMON, "secret" },
	};
	struct conn *c = NULL;

	(void)state;
	ok(conn_add(&w.p, "west", s, 3, &c));
	assert_true(conn_same(c, s, 3));
	assert_false(conn_same(c, s, 2));
	s[1].value = "192.0.2.3";
	assert_false(conn_same(c, s, 3));
}

static void test_fail_each_allocation(void **state)
{
	unsigned long calls = 0, added = 0;

	(void)state;
	for (unsigned long n = 0; n <= calls; n++) {
		unsigned long before = mem_count();
		struct conn *c = NULL;
		struct diag *d;

		mem_fail_nth(n);
		d = world_try(&w, "west", NETS "leftid=@west connalias=a,b,c failureshunt=drop", &c);
		mem_fail_nth(0);
		if (n == 0)
			calls = mem_count() - before;
		diag_free(d);
		c = conn_first(&w.p);
		if (c != NULL) {
			added++;
			conn_delete(&w.p, c);
		}
		assert_null(conn_first(&w.p));
	}
	assert_true(calls > 10);
	assert_true(added < calls);
}

static void test_policy_words(void **state)
{
	struct conn *c = world_add(&w, "west", BASE "pfs=no overlapip=yes failureshunt=drop");
	char buf[256];
	struct text t = TEXT_OVER(buf);

	(void)state;
	c->wish.up = true;
	conn_print_policy(&t, c);
	assert_string_equal(buf, "IKEv2+PSK+ENCRYPT+TUNNEL+UP+OVERLAPIP+IKE_FRAG_ALLOW+ESN_NO+ESN_YES+failureDROP");
	c = world_add(&w, "drop", "left=192.0.2.1 right=192.0.2.2 type=drop");
	t = TEXT_OVER(buf);
	conn_print_policy(&t, c);
	assert_string_equal(buf, "AUTH_NEVER+DROP+NEVER_NEGOTIATE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_refused), T(test_defaults), T(test_values), T(test_esn_and_pfs), T(test_lives_are_clamped),
		T(test_names), T(test_same), T(test_fail_each_allocation), T(test_policy_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
