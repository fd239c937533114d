/* SPDX-License-Identifier: ISC
 *
 * test_whack_options.c - whack's options: each leads somewhere, and programs' lines become the right requests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "conf/keyword.h"
#include "programs/whack/whack.h"

static void every_setting_is_a_keyword(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_whack_options; i++) {
		const struct whack_option *o = &whack_options[i];
		bool end = o->kind == WHACK_END;

		if (o->keyword == NULL)
			continue;
		assert_non_null(keyword_find(KEYWORD_CONN, end, view_str(o->keyword)));
		assert_true(keyword_find(KEYWORD_CONN, end, view_str(o->keyword))->support != KEYWORD_REFUSED);
	}
}

static void every_name_finds_its_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_whack_options; i++) {
		const char *names = whack_options[i].names;

		while (*names != '\0') {
			struct whack_option made;
			char word[64];
			size_t n = strcspn(names, " ");

			snprintf(word, sizeof(word), "%.*s", (int)n, names);
			assert_ptr_equal(whack_option_find(word, &made), &whack_options[i]);
			names += n + strspn(names + n, " ");
		}
	}
}

/* cli.md appendix A: what scripts may use. */
static void documented_options_are_known(void **state)
{
	static const char *const words[] = {
		"help", "version", "label=x", "rundir=d", "ctlbase=d", "ctlsocket=p", "name=c", "connalias=x",
		"asynchronous", "bg", "initiate", "remote-host=a", "down", "terminate", "route", "ondemand",
		"unroute", "delete", "listen", "shutdown", "leave-state", "rereadsecrets", "rereadall", "status",
		"briefstatus", "globalstatus", "trafficstatus", "shuntstatus", "connectionstatus",
		"briefconnectionstatus", "fipsstatus", "showstates", "utc", "host=h", "id=i", "cert=c",
		"ckaid=c", "ca=c", "ikeport=1", "nexthop=n", "subnet=s", "client=s", "clientprotoport=p",
		"sourceip=a", "srcip=a", "interface-ip=a", "auth=x", "autheap=x", "updown=x", "sendcert=x",
		"xauthserver", "xauthclient", "modecfgserver", "modecfgclient", "cat", "addresspool=r",
		"to", "ikev1", "ikev2", "encrypt", "authenticate", "compress", "tunnel", "transport", "pass", "drop",
		"ipv4", "ipv6", "negopass", "negodrop", "failnone", "failpass", "faildrop", "overlapip", "pfs",
		"ms-dh-downgrade", "dns-match-id", "sha2-truncbug", "aggressive", "intermediate",
		"session-resumption", "dontrekey", "reauth", "encapsulation", "iptfs", "nat-keepalive=no",
		"initial-contact", "fake-strongswan", "mobike", "dpddelay=1", "dpdtimeout=1", "dpdaction=hold",
		"send-redirect=x", "accept-redirect=x", "xauthby=x", "modecfgpull", "modecfgdns=x", "metric=1",
		"mtu=1", "priority=1", "tfc=1", "reqid=1", "nflog-group=1", "conn-mark=1", "vti-interface=x",
		"vti-routing", "ipsec-interface=x", "sendca=x", "ikelifetime=1", "ipsec-lifetime=1",
		"retransmit-timeout=1", "retransmit-interval=1", "rekeymargin=1", "rekeyfuzz=1%", "keyingtries=1",
		"replay-window=1", "ike=x", "esp=x", "ah=x", "narrowing=yes", "fragmentation=yes", "ikepad", "esn",
		"no-esn", "decap-dscp", "encap-dscp", "nopmtudisc", "tcp=no", "tcp-remote-port=1", "psk", "rsasig",
		"ecdsa", "auth-never", "auth-null", "debug=x", "no-debug=x", "debug-all", "debug-none",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(words); i++) {
		struct whack_option made;

		if (whack_option_find(words[i], &made) == NULL)
			fail_msg("--%s is not known", words[i]);
	}
}

static int run(const char *line, char *err, size_t size)
{
	char copy[512], *argv[64], *save = NULL, out[4096];
	FILE *o, *e;
	int argc = 0, rc;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	memset(err, 0, size);
	o = fmemopen(out, sizeof(out), "w");
	e = fmemopen(err, size, "w");
	rc = whack_run(argc, argv, o, e);
	fclose(o);
	fclose(e);
	return rc;
}

static void mistakes_are_33(void **state)
{
	static const struct { const char *line, *says; } rows[] = {
		{ "whack", "no action specified" },
		{ "whack --statuss", "unknown option '--statuss'; did you mean '--status'?" },
		{ "whack --name", "a value is missing for '--name'" },
		{ "whack --status=1", "no value is wanted for '--status=1'" },
		{ "whack --initiate --delete --name x", "conflicting command options '--initiate' and '--delete'" },
		{ "whack --to --to", "a second '--to'" },
		{ "whack --pfsgroup x", "was removed" },
		{ "whack x", "unexpected argument" },
		{ "whack --ctlsocket /nonexistent/c --status", "Pluto is not running" },
		{ "whack --ctlsocket /nonexistent/c --listen", "Pluto is not running" },
	};
	char err[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(rows); i++) {
		assert_int_equal(run(rows[i].line, err, sizeof(err)), EXIT_CLIENT_PROBLEM);
		assert_non_null(strstr(err, rows[i].says));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_is_a_keyword),
		cmocka_unit_test(every_name_finds_its_row),
		cmocka_unit_test(documented_options_are_known),
		cmocka_unit_test(mistakes_are_33),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
