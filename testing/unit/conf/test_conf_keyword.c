/* SPDX-License-Identifier: ISC
 *
 * test_conf_keyword.c - the keyword table: complete, consistent, and findable.
 */
#include <ctype.h>

#include "conf/value.h"
#include "conf_testing.h"

/* every keyword of the reference, aliases included; "<" in front: needs left or right */
static const char setup_names[] =
	"ikev1-policy plutodebug logfile logtime logappend logip loglimit audit-log dumpdir ipsecdir nssdir "
	"secretsfile statsbin uniqueids shuntlifetime expire-shunt-interval expire-lifetime xfrmlifetime listen "
	"listen-udp listen-tcp ike-socket-bufsize ike-socket-errqueue nhelpers ddos-mode ddos-ike-threshold "
	"max-halfopen-ike global-redirect global-redirect-to drop-oppo-null keep-alive virtual-private protostack "
	"dns-resolver ipsec-interface-managed nflog-all seccomp seeddev seedbits myvendorid curl-iface crl-strict "
	"crlcheckinterval crl-timeout curl-timeout ocsp-enable ocsp-strict ocsp-uri ocsp-timeout ocsp-trustname "
	"ocsp-method ocsp-cache-size ocsp-cache-min-age ocsp-cache-max-age dnssec-enable dnssec-rootkey-file "
	"dnssec-anchors exampledir rundir logstderr syslog plutostderrlog virtual_private interfaces "
	"ikev1-secctx-attr-type secctx-attr-type nat_traversal oe plutoopts klipsdebug plutowait keep_alive "
	"force_keepalive hidetos fragicmp";
static const char conn_names[] =
	"< hostaddrfamily <nexthop <id <subnet <subnets <protoport <sourceip <interface-ip <ikeport <vti "
	"<addresspool <cat authby <auth <autheap <rsasigkey <ecdsakey <eddsakey <pubkey <ckaid <cert <ca <sendcert "
	"sendca <groundhog require-id-on-certificate dns-match-id send-supported-auth-methods ppk ppk-ids "
	"pam-authorize initial-contact reject-simultaneous-ike-auth keyexchange ikev2 aggressive ike esp ah phase2 "
	"phase2alg type compress pfs intermediate fragmentation esn replay-window encapsulation nat-keepalive "
	"nat-ikev1-method mobike enable-tcp tcp-remoteport session-resumption tfc "
	"send-esp-tfc-padding-not-supported iptfs iptfs-fragmentation iptfs-packet-size iptfs-max-queue-size "
	"iptfs-reorder-window iptfs-init-delay iptfs-drop-time fake-strongswan send-vendorid sha2-truncbug "
	"ms-dh-downgrade pfs-rekey-workaround ikepad ikelifetime ipsec-lifetime keylife lifetime salifetime rekey "
	"rekeymargin rekeyfuzz reauth ipsec-max-bytes ipsec-max-packets retransmit-interval retransmit-timeout "
	"dpddelay dpdtimeout dpdaction keyingtries clientaddrfamily ikev1-dpdtimeout auto also connalias "
	"failureshunt negotiationshunt narrowing overlapip priority reqid mark mark-in mark-out ipsec-interface "
	"vti-interface vti-routing vti-shared clones nic-offload mtu metric decap-dscp encap-dscp nopmtudisc "
	"nflog-group nflog sec-label policy-label <updown <updown-config debug send-redirect redirect-to "
	"accept-redirect accept-redirect-to remote-peer-type remote_peer_type cisco-unity cisco-split "
	"nm-configured <xauthserver <xauthclient <username <xauthusername xauthby xauthfail <modecfgserver "
	"<modecfgclient modecfgpull modecfgdns modecfgdomains modecfgbanner ignore-peer-dns share-lease "
	"updown-timeout force_encapsulation forceencaps <subnetwithin pfsgroup sha2_truncbug";

static void check_names(enum keyword_section section, const char *names)
{
	char *copy = strdup(names), *save = NULL;

	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
		bool end = *w == '<';
		const struct keyword *k = keyword_find(section, end, view_str(w + end));

		if (k == NULL)
			fail_msg("%s is missing", w);
		assert_null(k->alias_of);
		assert_null(keyword_find(section, !end, view_str(w + end)) == k ? k : NULL);
	}
	free(copy);
}

static void complete(void **state)
{
	(void)state;
	check_names(KEYWORD_SETUP, setup_names);
	check_names(KEYWORD_CONN, conn_names);
}

static void finding(void **state)
{
	(void)state;
	assert_string_equal(keyword_find(KEYWORD_CONN, false, view_str("KeyLife"))->name, "ipsec-lifetime");
	assert_string_equal(keyword_find(KEYWORD_CONN, true, view_str("XAuthUserName"))->name, "username");
	assert_ptr_equal(keyword_find(KEYWORD_CONN, true, view_str("host")),
			 keyword_find(KEYWORD_CONN, true, view_str("")));
	assert_string_equal(keyword_find(KEYWORD_CONN, true, view_str("host"))->name, "");
	assert_null(keyword_find(KEYWORD_CONN, false, view_str("host")));
	assert_null(keyword_find(KEYWORD_CONN, false, view_str("")));
	assert_null(keyword_find(KEYWORD_CONN, false, view_str("aut")));
	assert_null(keyword_find(KEYWORD_CONN, false, view_str("autoo")));
	assert_null(keyword_find(KEYWORD_CONN, false, view_str("re_key")));
	assert_null(keyword_find(KEYWORD_CONN, false, view_make("auto\0", 5)));
	assert_string_equal(keyword_nearest(KEYWORD_CONN, view_str("atuo")), "auto");
	assert_string_equal(keyword_nearest(KEYWORD_CONN, view_str("leftsubent")), "subnet");
	assert_string_equal(keyword_nearest(KEYWORD_CONN, view_str("right-subent")), "subnet");
	assert_string_equal(keyword_nearest(KEYWORD_SETUP, view_str("plutodbug")), "plutodebug");
	assert_string_equal(keyword_nearest(KEYWORD_CONN, view_str("nm_configurd")), "nm-configured");
	assert_null(keyword_nearest(KEYWORD_CONN, view_str("completely-else")));
}

static void check_row(const struct keyword *k)
{
	for (const char *p = k->name; *p != '\0'; p++)
		assert_true(islower((unsigned char)*p) || isdigit((unsigned char)*p) || *p == '-' || *p == '_');
	assert_true(k->section == KEYWORD_SETUP || k->section == KEYWORD_CONN);
	assert_true(k->max == 0 || k->min <= k->max);
	if (k->alias_of != NULL) {
		const struct keyword *to = keyword_find(k->section, k->end, view_str(k->alias_of));

		assert_non_null(to);
		assert_null(to->alias_of);
		assert_int_equal(to->type, k->type);
		return;
	}
	assert_non_null(k->help);
	assert_true(strlen(k->help) > 5);
	assert_true((k->type == VALUE_ENUM) <= (k->values != NULL));
}

/* each default is a value that the keyword takes */
static void check_default(const struct keyword *k)
{
	struct diag *d;

	if (k->fallback == NULL)
		return;
	d = value_check(k, k->fallback);
	if (d != NULL)
		fail_msg("%s=%s: %s", k->name, k->fallback, diag_text(d));
}

static void rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_keywords; i++) {
		check_row(&keywords[i]);
		check_default(&keywords[i]);
		for (size_t j = i + 1; j < nr_keywords; j++)
			assert_false(keywords[i].section == keywords[j].section &&
				     keywords[i].end == keywords[j].end &&
				     strcmp(keywords[i].name, keywords[j].name) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete), cmocka_unit_test(finding), cmocka_unit_test(rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
