/* SPDX-License-Identifier: ISC
 *
 * whack_options.c - the options of whack that are not simply keywords of ipsec.conf.
 *
 * May use:   conf's keyword table, control's tables.
 * Must not:  do anything.
 */
#include <string.h>

#include "base/ensure.h"
#include "conf/keyword.h"
#include "programs/whack/whack.h"

#define END(names, keyword)	    { names, WHACK_END, ARG_REQUIRED, keyword, NULL, 0 }
#define END_YES(names, keyword)	    { names, WHACK_END, ARG_OPTIONAL, keyword, NULL, 0 }
#define COMMON(names, keyword)	    { names, WHACK_COMMON, ARG_REQUIRED, keyword, NULL, 0 }
#define COMMON_YES(names, keyword)  { names, WHACK_COMMON, ARG_OPTIONAL, keyword, NULL, 0 }
#define FIXED(names, keyword, text) { names, WHACK_COMMON, ARG_NONE, keyword, text, 0 }
#define AUTH(names, text)	    { names, WHACK_AUTH, ARG_NONE, "authby", text, 0 }
#define ACTION(names, method)	    { names, WHACK_ACTION, ARG_NONE, NULL, NULL, method }
#define SHOW(names, command)	    { names, WHACK_SHOW, ARG_NONE, NULL, NULL, command }
#define FIELD(names, arg, field)    { names, WHACK_FIELD, arg, NULL, NULL, field }
#define IGNORED(names, arg)	    { names, WHACK_IGNORED, arg, NULL, NULL, 0 }
#define REMOVED(names)		    { names, WHACK_REMOVED, ARG_OPTIONAL, NULL, NULL, 0 }

const struct whack_option whack_options[] = {
	FIELD("help", ARG_NONE, FIELD_HELP),
	FIELD("version", ARG_NONE, FIELD_VERSION),
	FIELD("name", ARG_REQUIRED, FIELD_NAME),
	FIELD("to", ARG_NONE, FIELD_TO),
	FIELD("asynchronous async bg", ARG_OPTIONAL, FIELD_ASYNC),
	FIELD("remote-host", ARG_REQUIRED, FIELD_REMOTE_HOST),
	FIELD("ctlsocket ctlbase", ARG_REQUIRED, FIELD_CTLSOCKET),
	FIELD("rundir", ARG_REQUIRED, FIELD_RUNDIR),
	FIELD("leave-state", ARG_NONE, FIELD_LEAVE_STATE),

	ACTION("initiate", METHOD_UP),
	ACTION("down terminate", METHOD_DOWN),
	ACTION("route ondemand", METHOD_ROUTE),
	ACTION("unroute", METHOD_UNROUTE),
	ACTION("delete", METHOD_DELETE),
	ACTION("listen", METHOD_LISTEN),
	ACTION("rereadsecrets rereadall", METHOD_REREAD_SECRETS),
	ACTION("shutdown", METHOD_SHUTDOWN),

	SHOW("status", COMMAND_STATUS),
	SHOW("briefstatus", COMMAND_BRIEFSTATUS),
	SHOW("globalstatus", COMMAND_GLOBALSTATUS),
	SHOW("trafficstatus", COMMAND_TRAFFICSTATUS),
	SHOW("shuntstatus", COMMAND_SHUNTSTATUS),
	SHOW("connectionstatus", COMMAND_CONNECTIONSTATUS),
	SHOW("briefconnectionstatus", COMMAND_BRIEFCONNECTIONSTATUS),
	SHOW("fipsstatus", COMMAND_FIPSSTATUS),
	SHOW("showstates statestatus", COMMAND_SHOWSTATES),

	{ "debug", WHACK_DEBUG, ARG_REQUIRED, NULL, "yes", METHOD_DEBUG },
	{ "debug-all", WHACK_DEBUG, ARG_NONE, NULL, "yes", METHOD_DEBUG },
	{ "no-debug", WHACK_DEBUG, ARG_REQUIRED, NULL, "no", METHOD_DEBUG },
	{ "debug-none", WHACK_DEBUG, ARG_NONE, NULL, "no", METHOD_DEBUG },

	END("host", ""),
	END("client subnet", "subnet"),
	END("clientprotoport", "protoport"),
	END("sourceip srcip", "sourceip"),
	END("interface-ip interfaceip", "interface-ip"),
	END("auth authby", "auth"),
	END("vti vtiip", "vti"),
	END_YES("xauthserver xauth", "xauthserver"),
	END_YES("modecfgserver modeconfigserver", "modecfgserver"),
	END_YES("modecfgclient modeconfigclient", "modecfgclient"),

	AUTH("psk", "secret"),
	AUTH("rsasig", "rsasig"),
	AUTH("rsa-sha1", "rsa-sha1"),
	AUTH("rsa-sha2", "rsa-sha2"),
	AUTH("rsa-sha2_256", "rsa-sha2_256"),
	AUTH("rsa-sha2_384", "rsa-sha2_384"),
	AUTH("rsa-sha2_512", "rsa-sha2_512"),
	AUTH("ecdsa ecdsa-sha2", "ecdsa"),
	AUTH("ecdsa-sha2_256", "ecdsa-sha2_256"),
	AUTH("ecdsa-sha2_384", "ecdsa-sha2_384"),
	AUTH("ecdsa-sha2_512", "ecdsa-sha2_512"),
	AUTH("auth-never", "never"),
	AUTH("auth-null", "null"),

	FIXED("ikev1 ikev1-allow", "keyexchange", "ikev1"),
	FIXED("ikev2 ikev2-allow ikev2-propose", "keyexchange", "ikev2"),
	FIXED("encrypt", "phase2", "esp"),
	FIXED("authenticate", "phase2", "ah"),
	FIXED("tunnel", "type", "tunnel"),
	FIXED("transport", "type", "transport"),
	FIXED("pass", "type", "passthrough"),
	FIXED("drop", "type", "drop"),
	FIXED("reject", "type", "reject"),
	FIXED("ipv4", "hostaddrfamily", "ipv4"),
	FIXED("ipv6", "hostaddrfamily", "ipv6"),
	FIXED("negopass", "negotiationshunt", "passthrough"),
	FIXED("negodrop negohold", "negotiationshunt", "drop"),
	FIXED("failnone", "failureshunt", "none"),
	FIXED("failpass", "failureshunt", "passthrough"),
	FIXED("faildrop failhold failreject", "failureshunt", "drop"),
	FIXED("dontrekey", "rekey", "no"),
	FIXED("dont-share-lease", "share-lease", "no"),
	FIXED("forceencaps", "encapsulation", "yes"),
	FIXED("no-esn", "esn", "no"),
	FIXED("no-nat-keepalive no-nat_keepalive", "nat-keepalive", "no"),
	FIXED("ikefrag-allow", "fragmentation", "yes"),
	FIXED("ikefrag-force", "fragmentation", "force"),
	FIXED("allow-cert-without-san-id", "require-id-on-certificate", "no"),
	COMMON_YES("encapsulation encaps", "encapsulation"),
	COMMON_YES("narrowing allow-narrowing", "narrowing"),
	COMMON_YES("aggressive aggrmode", "aggressive"),
	COMMON_YES("initial-contact initialcontact", "initial-contact"),
	COMMON_YES("sha2-truncbug sha2_truncbug", "sha2-truncbug"),
	COMMON_YES("cisco-unity cisco_unity", "cisco-unity"),
	COMMON_YES("fake-strongswan fake_strongswan", "fake-strongswan"),
	COMMON_YES("nm-configured nm_configured", "nm-configured"),
	COMMON_YES("esn", "esn"),
	COMMON_YES("send-esp-tfc-padding-not-supported send-no-esp-tfc",
		   "send-esp-tfc-padding-not-supported"),
	COMMON("tcp", "enable-tcp"),
	COMMON("tcp-remote-port", "tcp-remoteport"),
	COMMON("ipsec-lifetime ipseclifetime", "ipsec-lifetime"),
	COMMON("rekeymargin rekeywindow", "rekeymargin"),
	COMMON("ike ikealg", "ike"),
	COMMON("conn-mark", "mark"),
	COMMON("conn-mark-in", "mark-in"),
	COMMON("conn-mark-out", "mark-out"),
	COMMON("vti-interface vti-iface", "vti-interface"),
	COMMON("ikev1-natt ikev1_natt", "nat-ikev1-method"),
	COMMON("policylabel", "sec-label"),

	IGNORED("label", ARG_REQUIRED),
	IGNORED("utc", ARG_NONE),
	IGNORED("tunnelipv4 tunnelipv6", ARG_NONE),
	IGNORED("dnskeyondemand", ARG_NONE),
	IGNORED("groups", ARG_REQUIRED),
	IGNORED("dpdaction", ARG_REQUIRED),
	IGNORED("keyingtries", ARG_REQUIRED),
	IGNORED("username xauthuser xauthname", ARG_REQUIRED),
	IGNORED("xauthpass", ARG_REQUIRED),

	REMOVED("pfsgroup"),
	REMOVED("rereadcrls"),
	REMOVED("initiateontraffic"),
};
const size_t nr_whack_options = ARRAY_NR(whack_options);

static bool among(const char *names, const char *word, size_t len)
{
	while (*names != '\0') {
		size_t n = strcspn(names, " ");

		if (n == len && strncmp(names, word, len) == 0)
			return true;
		names += n + strspn(names + n, " ");
	}
	return false;
}

static enum whack_arg arg_of(const struct keyword *k)
{
	return k->type == VALUE_BOOL ? ARG_OPTIONAL : ARG_REQUIRED;
}

/* Every keyword of a connection is an option as well. */
static const struct whack_option *make(const char *word, size_t len, struct whack_option *made)
{
	bool end = true;
	const struct keyword *k = keyword_find(KEYWORD_CONN, true, view_make(word, len));

	if (k == NULL) {
		end = false;
		k = keyword_find(KEYWORD_CONN, false, view_make(word, len));
	}
	if (k == NULL || k->support == KEYWORD_REFUSED)
		return NULL;
	*made = (struct whack_option){
		.names = k->name,
		.kind = end ? WHACK_END : WHACK_COMMON,
		.arg = arg_of(k),
		.keyword = k->name,
	};
	return made;
}

const struct whack_option *whack_option_find(const char *word, struct whack_option *made)
{
	size_t len = strcspn(word, "=");

	for (size_t i = 0; i < nr_whack_options; i++) {
		if (among(whack_options[i].names, word, len))
			return &whack_options[i];
	}
	return len == 0 ? NULL : make(word, len, made);
}

/* Only today's spellings are proposed. */
const char *whack_option_nearest(const char *word)
{
	struct name rows[ARRAY_NR(whack_options)];
	struct names all = { .what = "option", .rows = rows, .nr = 0 };

	for (size_t i = 0; i < nr_whack_options; i++) {
		if (strchr(whack_options[i].names, ' ') == NULL)
			rows[all.nr++] = (struct name){ (unsigned)i, whack_options[i].names };
	}
	return name_nearest(&all, view_make(word, strcspn(word, "=")));
}
