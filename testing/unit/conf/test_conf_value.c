/* SPDX-License-Identifier: ISC
 *
 * test_conf_value.c - text to typed values: what is taken, and why the rest is not.
 */
#include "conf/value.h"
#include "conf/words.h"
#include "conf_testing.h"

static const struct keyword *key(const char *name)
{
	const struct keyword *k = keyword_find(KEYWORD_CONN, false, view_str(name));

	if (k == NULL)
		k = keyword_find(KEYWORD_SETUP, false, view_str(name));
	if (k == NULL)
		k = keyword_find(KEYWORD_CONN, true, view_str(name));
	assert_non_null(k);
	return k;
}

/* keyword, value, why not (NULL: it is fine) */
static const char *const checks[][3] = {
	{ "pfs", "yes", NULL }, { "pfs", "TRUE", NULL }, { "pfs", "on", NULL }, { "pfs", "y", NULL },
	{ "pfs", "1", NULL }, { "pfs", "no", NULL }, { "pfs", "False", NULL }, { "pfs", "off", NULL },
	{ "pfs", "n", NULL }, { "pfs", "0", NULL },
	{ "pfs", "maybe", "\"maybe\" is neither yes nor no" }, { "pfs", "", "\"\" is neither yes nor no" },
	{ "pfs", "2", "\"2\" is neither yes nor no" },
	{ "mtu", "1500", NULL }, { "mtu", "0", "0 is not in the range 1..65535" },
	{ "mtu", "65536", "65536 is not in the range 1..65535" },
	{ "mtu", "-1", "\"-1\" is not a number" }, { "mtu", "1500x", "\"1500x\" is not a number" },
	{ "mtu", "", "\"\" is not a number" }, { "mtu", " 1", "\" 1\" is not a number" },
	{ "mtu", "99999999999999999999", "99999999999999999999 is too large" },
	{ "reqid", "16383", NULL }, { "reqid", "16384", "16384 is not in the range 0..16383" },
	{ "auto", "START", NULL }, { "auto", "route", NULL },
	{ "auto", "stat", "\"stat\" is not known, did you mean \"start\"?" },
	{ "auto", "everything", "\"everything\" is not a known start-up action" },
	{ "keyexchange", "ikev1", "IKEv1 is not part of this version; use ikev2" },
	{ "keyexchange", "ike", NULL }, { "ikev2", "insist", NULL },
	{ "ikev2", "never", "IKEv1 is not part of this version; remove the line" },
	{ "ikev1-policy", "accept", "IKEv1 is not part of this version; use drop or reject" },
	{ "ikev1-policy", "drop", NULL }, { "type", "reject", NULL },
	{ "esn", "either", NULL }, { "esn", "no", NULL }, { "encapsulation", "auto", NULL },
	{ "ikelifetime", "8h", NULL }, { "ikelifetime", "1.5h", NULL }, { "ikelifetime", "3600", NULL },
	{ "ikelifetime", "2days", NULL }, { "ikelifetime", "8x", "\"8x\" is not a duration such as 30s, 500ms or 8h" },
	{ "expire-shunt-interval", "1000", NULL }, { "expire-shunt-interval", "1001", "1001 is more than 1000s" },
	{ "expire-shunt-interval", "500ms", "500ms is less than 1s" },
	{ "rekeyfuzz", "100%", NULL }, { "rekeyfuzz", "0%", NULL },
	{ "rekeyfuzz", "100", "\"100\" is not a number followed by %" },
	{ "rekeyfuzz", "%", "\"%\" is not a number" }, { "rekeyfuzz", "10%%", "\"10%%\" is not a number followed by %" },
	{ "ipsec-max-bytes", "10", NULL }, { "ipsec-max-bytes", "10GiB", NULL },
	{ "ipsec-max-bytes", "1EiB", NULL }, { "ipsec-max-bytes", "16EiB", "16EiB is too large" },
	{ "ipsec-max-bytes", "10GB", "\"GB\" is not a unit; use KiB, MiB, GiB, TiB, PiB or EiB" },
	{ "ipsec-max-packets", "10Ki", NULL },
	{ "ipsec-max-packets", "10KiB", "\"KiB\" is not a unit; use Ki, Mi, Gi, Ti, Pi or Ei" },
	{ "mark", "5", NULL }, { "mark", "0x10/0xff", NULL }, { "mark", "-1", NULL }, { "mark", "-1/0xffff", NULL },
	{ "mark", "0", NULL }, { "mark", "4294967295", NULL },
	{ "mark", "4294967296", "\"4294967296\" is not a mark: VALUE[/MASK] of at most 32 bits, or -1" },
	{ "mark", "", "\"\" is not a mark: VALUE[/MASK] of at most 32 bits, or -1" },
	{ "mark", "0x", "\"0x\" is not a mark: VALUE[/MASK] of at most 32 bits, or -1" },
	{ "mark", "5/", "\"\" is not a mask of at most 32 bits" }, { "mark", "-2", "\"-2\" is not a mark: "
	  "VALUE[/MASK] of at most 32 bits, or -1" },
	{ "mark", "5/6/7", "\"5/6/7\" is not a mark: VALUE[/MASK], or -1" },
	{ "mark", "0x100/0xff", "mark 0x100 has bits outside its mask 0xff" },
	{ "authby", "secret", NULL }, { "authby", "rsasig,ecdsa", NULL }, { "authby", "rsa-sha2_256 ecdsa-sha2", NULL },
	{ "authby", "secret|rsasig", "\"secret|rsasig\": separate the words by commas, not by \"|\"" },
	{ "authby", "secret,rsasig", "secret cannot be mixed with other methods; use leftauth= and rightauth=" },
	{ "authby", "never,null", "never cannot be mixed with other methods" },
	{ "authby", "secrt", "\"secrt\" is not a known authentication, did you mean \"secret\"?" },
	{ "authby", "", "no authentication method is named" },
	{ "plutodebug", "base,tmi no-crypt", NULL }, { "plutodebug", "none", NULL }, { "plutodebug", "", NULL },
	{ "plutodebug", "bas", "\"bas\" is not a known debug flag, did you mean \"base\"?" },
	{ "subnet", "10.0.0.0/8", NULL }, { "subnet", "10.0.0.0/8,2001:db8::/32 192.0.2.1", NULL },
	{ "subnet", "10.0.0.0/8/tcp/80", NULL }, { "subnet", "", "no selector is given" },
	{ "subnet", "vhost:%priv", "\"vhost:%priv\" needs IKEv1, which is not part of this version" },
	{ "sourceip", "192.0.2.1,2001:db8::1", NULL }, { "sourceip", "x", "\"x\" is not an address" },
	{ "sourceip", "%config",
	  "use leftmodecfgclient=yes or rightmodecfgclient=yes to be given an address" },
	{ "interface-ip", "192.0.2.1/24", NULL },
	{ "interface-ip", "192.0.2.1/33", "\"192.0.2.1/33\" is not an address with a prefix length" },
	{ "addresspool", "192.0.2.1-192.0.2.9,2001:db8::/112", NULL },
	{ "addresspool", "192.0.2.9-192.0.2.1", "\"192.0.2.9-192.0.2.1\" is not an address range" },
	{ "id", "@west", NULL }, { "id", "west", "\"west\" is not an address; if it is meant as a name, write @west" },
	{ "esp", "aes", NULL }, { "esp", "", "the value is empty" },
	{ "nexthop", "%direct", NULL }, { "", "%direct", "%direct is only for leftnexthop= and rightnexthop=" },
	{ "protoport", "17/1701", NULL }, { "protoport", "tcp/%any", NULL }, { "protoport", "udp", NULL },
	{ "protoport", "udp/0", NULL }, { "protoport", "tcp/http", NULL }, { "protoport", "0/0", NULL },
	{ "protoport", "0/5", "a port needs a protocol" },
	{ "protoport", "quux", "\"quux\" is neither a protocol number nor a known protocol" },
	{ "protoport", "tcp/", "\"\" is neither a port number nor a known service" },
	{ "protoport", "tcp/65536", "\"65536\" is neither a port number nor a known service" },
};

static void check_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(checks); i++) {
		DIAG_AUTO d = value_check(key(checks[i][0]), checks[i][1]);

		if ((d == NULL) != (checks[i][2] == NULL))
			fail_msg("%s=%s: %s", checks[i][0], checks[i][1], d == NULL ? "fine" : diag_text(d));
		if (d != NULL)
			assert_string_equal(diag_text(d), checks[i][2]);
	}
}

static void typed(void **state)
{
	struct duration d;
	struct mark m;
	unsigned u;
	uint64_t n;
	bool b;

	(void)state;
	assert_null(value_bool("off", &b));
	assert_false(b);
	assert_null(value_duration(key("retransmit-interval"), "15", &d));
	assert_int_equal(d.us, 15000);
	assert_null(value_duration(key("retransmit-interval"), "15s", &d));
	assert_int_equal(d.us, 15000000);
	assert_null(value_duration(key("retransmit-timeout"), "15", &d));
	assert_int_equal(d.us, 15000000);
	assert_null(value_duration(NULL, "2m", &d));
	assert_int_equal(d.us, 120000000);
	assert_null(value_percent("50%", &u));
	assert_int_equal(u, 50);
	assert_null(value_count(key("ipsec-max-bytes"), "3MiB", &n));
	assert_int_equal(n, 3 << 20);
	assert_null(value_count(key("ipsec-max-packets"), "3Ki", &n));
	assert_int_equal(n, 3072);
	assert_null(value_enum(key("auto"), "start", &u));
	assert_int_equal(u, WORD_AUTO_UP);
	assert_null(value_flags(key("plutodebug"), "all,no-refcnt", &u));
	assert_int_equal(u, WORD_DEBUG_ROUTING | WORD_DEBUG_BASE | WORD_DEBUG_CPU_USAGE);
	assert_null(value_authby("rsa-sha2_256,null", &u));
	assert_int_equal(u, WORD_AUTHBY_RSA_256 | WORD_AUTHBY_NULL);
	assert_null(value_mark("0x10/0xff", &m));
	assert_true(m.set && !m.unique && m.value == 16 && m.mask == 255);
	assert_null(value_mark("7", &m));
	assert_int_equal(m.mask, UINT32_MAX);
	assert_null(value_mark("-1/0x10", &m));
	assert_true(m.unique && m.mask == 16);
}

struct host_case {
	const char *text;
	int kind;		/* -1: refused */
	enum ip_family family;
	const char *name;
};
static const struct host_case hosts[] = {
	{ "192.0.2.1", HOST_ADDRESS, IP_V4, "" }, { "2001:db8::1", HOST_ADDRESS, IP_V6, "" },
	{ "0.0.0.0", HOST_ANY, IP_V4, "" }, { "::", HOST_ANY, IP_V6, "" }, { "%any", HOST_ANY, IP_UNSET, "" },
	{ "%Any4", HOST_ANY, IP_V4, "" }, { "%any6", HOST_ANY, IP_V6, "" },
	{ "%defaultroute", HOST_DEFAULTROUTE, IP_UNSET, "" }, { "%defaultroute6", HOST_DEFAULTROUTE, IP_V6, "" },
	{ "%eth0", HOST_IFACE, IP_UNSET, "eth0" }, { "%oppo", HOST_OPPO, IP_UNSET, "" },
	{ "%opportunistic", HOST_OPPO, IP_UNSET, "" }, { "%group", HOST_GROUP, IP_UNSET, "" },
	{ "%oppogroup", HOST_OPPOGROUP, IP_UNSET, "" }, { "%opportunisticgroup", HOST_OPPOGROUP, IP_UNSET, "" },
	{ "%direct", HOST_DIRECT, IP_UNSET, "" }, { "west.example.org", HOST_NAME, IP_UNSET, "west.example.org" },
	{ "west.example.org.", HOST_NAME, IP_UNSET, "west.example.org." }, { "west", HOST_NAME, IP_UNSET, "west" },
	{ "", -1, IP_UNSET, "" }, { "%", -1, IP_UNSET, "" }, { "%an-interface-too-long", -1, IP_UNSET, "" },
	{ "%a/b", -1, IP_UNSET, "" }, { "192.0.2.256", -1, IP_UNSET, "" }, { "192.0.2", -1, IP_UNSET, "" },
	{ "a..b", -1, IP_UNSET, "" }, { ".a", -1, IP_UNSET, "" }, { "a b", -1, IP_UNSET, "" },
	{ "a/b", -1, IP_UNSET, "" }, { "2001:db8::g", -1, IP_UNSET, "" }, { ".", -1, IP_UNSET, "" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b", -1, IP_UNSET, "" },
};

static void host_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(hosts); i++) {
		struct host_value v;
		DIAG_AUTO d = value_host(hosts[i].text, &v);

		if ((d == NULL ? (int)v.kind : -1) != hosts[i].kind)
			fail_msg("\"%s\": %s", hosts[i].text, d == NULL ? "another kind" : diag_text(d));
		if (d != NULL)
			continue;
		assert_int_equal(v.family, hosts[i].family);
		assert_string_equal(v.name, hosts[i].name);
		assert_int_equal(address_is_set(v.addr), v.kind == HOST_ADDRESS ||
				 hosts[i].text[0] == '0' || hosts[i].text[0] == ':');
	}
}

static void selectors(void **state)
{
	struct selector s[4];
	struct protoport p;
	struct diag *d;
	size_t nr;

	(void)state;
	assert_null(value_selectors("10.0.0.0/8, 10.1.0.0/16/udp/53 2001:db8::/32", s, 4, &nr));
	assert_int_equal(nr, 3);
	assert_int_equal(s[1].proto, 17);
	assert_int_equal(s[1].port_lo, 53);
	assert_int_equal(selector_family(&s[2]), IP_V6);
	d = value_selectors("1.0.0.0/8,2.0.0.0/8,3.0.0.0/8,4.0.0.0/8,5.0.0.0/8", s, 4, &nr);
	assert_string_equal(diag_text(d), "more than 4 selectors");
	diag_free(d);
	assert_null(value_protoport("tcp/%any", &p));
	assert_true(p.proto == 6 && p.wild_port && !p.any_port);
	assert_null(value_protoport("tcp", &p));
	assert_true(p.proto == 6 && !p.wild_port && p.any_port);
	assert_null(value_protoport("17/1701", &p));
	assert_true(p.proto == 17 && p.port == 1701 && !p.any_port);
}

/* T58: each keyword with a value of 4 KiB: taken or refused, never a crash */
static void long_values(void **state)
{
	static const char fill[] = "a1,%@=";
	char *value = mem_alloc(4097);

	(void)state;
	for (size_t f = 0; f < sizeof(fill) - 1; f++) {
		memset(value, fill[f], 4096);
		for (size_t i = 0; i < nr_keywords; i++)
			diag_free(value_check(&keywords[i], value));
	}
	mem_free(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_all), cmocka_unit_test(typed), cmocka_unit_test(host_values),
		cmocka_unit_test(selectors), cmocka_unit_test(long_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
