/* SPDX-License-Identifier: ISC
 *
 * render_connection.c - the block of lines about one connection.
 *
 * May use:   control's JSON readers.
 * Must not:  ask the daemon, or know how a connection works.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "control/control.h"
#include "programs/ipsec/render.h"

static const char *str(const json_t *o, const char *name)
{
	return control_get_string(o, name, "");
}

static long long num(const json_t *o, const char *name)
{
	return control_get_int(o, name, 0);
}

static const char *setting(const json_t *c, const char *key, const char *fallback)
{
	return control_get_string(control_get_object(c, "settings"), key, fallback);
}

/* An end's setting by who we are: "sendcert" of the local end is leftsendcert or rightsendcert. */
static const char *end_setting(const json_t *c, bool local, const char *key, const char *fallback)
{
	bool left = control_get_bool(c, "local_is_left", true) == local;
	char full[96];

	snprintf(full, sizeof(full), "%s%s", left ? "left" : "right", key);
	return setting(c, full, fallback);
}

static const char *bool_setting(const json_t *c, const char *key, const char *fallback)
{
	const char *s = setting(c, key, fallback);
	static const char *const yes[] = { "yes", "true", "on", "y", "1" };

	for (size_t i = 0; i < ARRAY_NR(yes); i++) {
		if (strcmp(s, yes[i]) == 0)
			return "yes";
	}
	return *s >= '0' && *s <= '9' ? "no" : s;
}

/* ---- topology ---- */

static const struct {
	const char *routing, *tail;
} tails[] = {
	{ "unrouted", "unrouted" },
	{ "routed-never-negotiate", "prospective erouted" },
	{ "routed-ondemand", "prospective erouted" },
	{ "unrouted-bare-negotiation", "unrouted DROP" },
	{ "unrouted-negotiation", "unrouted DROP" },
	{ "unrouted-inbound", "unrouted DROP" },
	{ "unrouted-inbound-negotiation", "unrouted DROP" },
	{ "routed-negotiation", "erouted DROP" },
	{ "routed-inbound", "erouted DROP" },
	{ "routed-inbound-negotiation", "erouted DROP" },
	{ "routed-failure", "fail erouted" },
	{ "routed-tunnel", "erouted" },
	{ "unrouted-tunnel", "migrating" },
};

static const char *tail_of(const char *routing)
{
	for (size_t i = 0; i < ARRAY_NR(tails); i++) {
		if (strcmp(tails[i].routing, routing) == 0)
			return tails[i].tail;
	}
	return routing;
}

static void print_host(FILE *out, const json_t *end)
{
	const char *host = str(end, "host"), *id = str(end, "id");

	fputs(host, out);
	if (*id != '\0' && strcmp(id, host) != 0)
		fprintf(out, "[%s]", id);
}

static void print_local(FILE *out, const json_t *end, const char *selector)
{
	const char *nexthop = str(end, "nexthop");

	if (control_get_bool(end, "client", false))
		fprintf(out, "%s===", selector);
	print_host(out, end);
	if (*nexthop != '\0')
		fprintf(out, "---%s", nexthop);
}

static void print_remote(FILE *out, const json_t *end, const char *selector)
{
	print_host(out, end);
	if (control_get_bool(end, "client", false))
		fprintf(out, "===%s", selector);
}

static const char *or_unset(const char *s)
{
	return *s == '\0' ? "unset" : s;
}

static void print_topology(FILE *out, const json_t *c, const char *name, const char *local,
			   const char *remote)
{
	fprintf(out, "%s: ", name);
	print_local(out, control_get_object(c, "local"), local);
	fputs("...", out);
	print_remote(out, control_get_object(c, "remote"), remote);
	fprintf(out, "; %s; my_ip=%s; their_ip=%s;\n", tail_of(str(c, "routing")),
		or_unset(end_setting(c, true, "sourceip", "")),
		or_unset(end_setting(c, false, "sourceip", "")));
}

static const char *nth_selector(const json_t *end, size_t i)
{
	const char *s = json_string_value(json_array_get(control_get_array(end, "selectors"), i));

	return s == NULL ? "" : s;
}

static size_t nr_selectors(const json_t *end)
{
	size_t nr = json_array_size(control_get_array(end, "selectors"));

	return nr == 0 ? 1 : nr;
}

/* One line for each pair of selectors. */
static void print_topologies(FILE *out, const json_t *c, const char *name)
{
	const json_t *l = control_get_object(c, "local"), *r = control_get_object(c, "remote");

	for (size_t i = 0; i < nr_selectors(l); i++) {
		for (size_t j = 0; j < nr_selectors(r); j++)
			print_topology(out, c, name, nth_selector(l, i), nth_selector(r, j));
	}
}

/* ---- the continuation lines ---- */

static void print_ends(FILE *out, const json_t *c, const char *name)
{
	const json_t *l = control_get_object(c, "local"), *r = control_get_object(c, "remote");
	const char *mine = end_setting(c, true, "cert", ""),
		   *theirs = end_setting(c, false, "cert", "");
	bool oriented = control_get_bool(c, "oriented", false);

	fprintf(out, "%s:   host: %s; %s: %s; %s: %s;\n", name,
		oriented ? "oriented" : "unoriented", oriented ? "local" : "left", str(l, "host"),
		oriented ? "remote" : "right", str(r, "host"));
	if (*mine != '\0' || *theirs != '\0')
		fprintf(out, "%s:   mycert=%s; peercert=%s;\n", name, mine, theirs);
	fprintf(out, "%s:   my_updown=%s; my_updown-config=noasync,noexec;\n", name,
		end_setting(c, true, "updown", "ipsec _updown"));
}

static const char *auth_name(const json_t *c)
{
	const char *policy = str(c, "policy");
	const char *authby = setting(c, "authby", "");

	if (strstr(policy, "PSK") != NULL)
		return "secret";
	if (strstr(policy, "AUTH_NEVER") != NULL || strstr(policy, "NEVER_NEGOTIATE") != NULL)
		return "never";
	return *authby == '\0' ? "none" : authby;
}

static void print_auth(FILE *out, const json_t *c, const char *name)
{
	const char *dns = setting(c, "modecfgdns", "unset"),
		   *domains = setting(c, "modecfgdomains", "unset");

	fprintf(out,
		"%s:   xauth us:none, xauth them:none, my_username=[any]; their_username=[any]\n",
		name);
	fprintf(out,
		"%s:   our auth:%s, their auth:%s, our autheap:%s, their autheap:%s, "
		"send-supported-auth-methods:%s;\n",
		name, end_setting(c, true, "auth", auth_name(c)),
		end_setting(c, false, "auth", auth_name(c)),
		end_setting(c, true, "autheap", "none"), end_setting(c, false, "autheap", "none"),
		bool_setting(c, "send-supported-auth-methods", "no"));
	fprintf(out,
		"%s:   modecfg info: us:none, them:none, modecfg policy:push, dns:%s, domains:%s, "
		"cat:unset;\n",
		name, dns, domains);
	fprintf(out, "%s:   cisco-split: %s; cisco-unity: %s; cisco-peer: %s; nm-configured: %s;\n",
		name, bool_setting(c, "cisco-split", "no"), bool_setting(c, "cisco-unity", "no"),
		strcmp(setting(c, "remote-peer-type", ""), "cisco") == 0 ? "yes" : "no",
		bool_setting(c, "nm-configured", "no"));
	fprintf(out, "%s:   sec_label:%s;\n", name, setting(c, "sec-label", "unset"));
	fprintf(out, "%s:   CAs: %s...%s\n", name, end_setting(c, true, "ca", "%any"),
		end_setting(c, false, "ca", "%any"));
}

static void print_lifetimes(FILE *out, const json_t *c, const char *name)
{
	fprintf(out,
		"%s:   ike_life: %llds; ipsec_life: %llds; ipsec_max_bytes: %s; ipsec_max_packets: "
		"%s; "
		"replay_window: %lld; rekey_margin: %llds; rekey_fuzz: %lld%%; clones: %s;\n",
		name, num(c, "ike_life"), num(c, "child_life"),
		setting(c, "ipsec-max-bytes", "2^63B"), setting(c, "ipsec-max-packets", "2^63"),
		num(c, "replay_window"), num(c, "margin"), num(c, "fuzz"),
		setting(c, "clones", "no (unset)"));
	fprintf(out,
		"%s:   iptfs: %s; fragmentation: %s; packet-size: %s; max-queue-size: %s; "
		"drop-time: %s; "
		"init-delay: %s; reorder-window: %s;\n",
		name, bool_setting(c, "iptfs", "no"), bool_setting(c, "iptfs-fragmentation", "yes"),
		setting(c, "iptfs-packet-size", "0"), setting(c, "iptfs-max-queue-size", "0"),
		setting(c, "iptfs-drop-time", "0"), setting(c, "iptfs-init-delay", "0"),
		setting(c, "iptfs-reorder-window", "0"));
	fprintf(out,
		"%s:   retransmit-interval: %lldms; retransmit-timeout: %llds; iketcp:%s; "
		"iketcp-port:%s;\n",
		name, num(c, "retransmit_interval_ms"), num(c, "retransmit_timeout"),
		setting(c, "enable-tcp", "no"), setting(c, "tcp-remoteport", "4500"));
	fprintf(out,
		"%s:   initial-contact:%s; fake-strongswan:%s; send-vendorid:%s; "
		"send-no-esp-tfc:%s;\n",
		name, bool_setting(c, "initial-contact", "no"),
		bool_setting(c, "fake-strongswan", "no"), bool_setting(c, "send-vendorid", "no"),
		bool_setting(c, "send-esp-tfc-padding-not-supported", "no"));
}

/* The prefix length of a selector; a host has all the bits of its family. */
static int prefix_of(const json_t *end)
{
	const char *s = nth_selector(end, 0);
	const char *slash = strchr(s, '/');

	if (slash != NULL && slash[1] >= '0' && slash[1] <= '9')
		return atoi(slash + 1);
	return strchr(*s != '\0' ? s : str(end, "host"), ':') != NULL ? 128 : 32;
}

static const char *id_or_none(const json_t *end)
{
	const char *id = str(end, "id");

	return *id == '\0' ? "(none)" : id;
}

static void print_policy(FILE *out, const json_t *c, const char *name)
{
	const json_t *l = control_get_object(c, "local"), *r = control_get_object(c, "remote");
	const char *priority = setting(c, "priority", "0");

	fprintf(out, "%s:   policy: %s;\n", name, str(c, "policy"));
	fprintf(out, "%s:   v2-auth-hash-policy: %s;\n", name, "none");
	fprintf(out, "%s:   conn_prio: %d,%d,%lld; interface: %s; metric: %s; mtu: %s; ", name,
		prefix_of(l), prefix_of(r), num(c, "instance"), str(c, "interface"),
		setting(c, "metric", "0"), setting(c, "mtu", "unset"));
	fprintf(out, "sa_prio:%s; sa_tfc:%s;\n", strcmp(priority, "0") == 0 ? "auto" : priority,
		setting(c, "tfc", "none"));
	fprintf(out,
		"%s:   nflog-group: %s; mark: %s; vti-iface:%s; vti-routing:%s; vti-shared:%s; "
		"nic-offload:%s;\n",
		name, setting(c, "nflog-group", "unset"), setting(c, "mark", "unset"),
		setting(c, "vti-interface", "unset"), bool_setting(c, "vti-routing", "no"),
		bool_setting(c, "vti-shared", "no"), setting(c, "nic-offload", "no"));
	fprintf(out, "%s:   our idtype: %s; our id=%s; their idtype: %s; their id=%s\n", name,
		str(l, "id_type"), id_or_none(l), str(r, "id_type"), id_or_none(r));
	fprintf(out, "%s:   sendca: %s; our sendcert: %s; their sendcert: %s;\n", name,
		setting(c, "sendca", "all"), end_setting(c, true, "sendcert", "always"),
		end_setting(c, false, "sendcert", "always"));
}

static void print_liveness(FILE *out, const json_t *c, const char *name)
{
	const char *delay = setting(c, "dpddelay", "0s");
	bool bare = *delay != '\0' && strspn(delay, "0123456789") == strlen(delay);

	fprintf(out, "%s:   liveness: %s; dpddelay:%s%s; retransmit-timeout:%llds\n", name,
		strtoul(delay, NULL, 10) == 0 ? "passive" : "active", delay, bare ? "s" : "",
		num(c, "retransmit_timeout"));
	fprintf(out, "%s:   nat-traversal: encapsulation:%s; keepalive:%s\n", name,
		str(c, "encapsulation"),
		strcmp(bool_setting(c, "nat-keepalive", "yes"), "yes") == 0 ? str(c, "keep_alive") : "no");
}

static void print_routing(FILE *out, const json_t *c, const char *name)
{
	long long ike = num(c, "owner_ike"), child = num(c, "owner_child");

	fprintf(out, "%s:   routing: %s;", name, str(c, "routing"));
	if (child != 0)
		fprintf(out, " owner: Child SA #%lld;", child);
	else if (ike != 0)
		fprintf(out, " owner: IKE SA #%lld;", ike);
	if (*str(c, "ike_newest") != '\0')
		fprintf(out, " established IKE SA: #%lld;", ike);
	if (*str(c, "child_newest") != '\0')
		fprintf(out, " established Child SA: #%lld;", child);
	fprintf(out, "\n%s:   reqid: %lld;\n", name, num(c, "reqid"));
	fprintf(out, "%s:   conn serial: $%lld;\n", name, num(c, "serial"));
}

/* The value of KEY= in "cipher=X integ=Y prf=Z ke=W" into BUF. */
static const char *suite_word(const char *suite, const char *key, char *buf, size_t size)
{
	const char *s = strstr(suite, key);
	size_t n;

	if (s == NULL)
		return "NONE";
	s += strlen(key);
	n = strcspn(s, " ");
	snprintf(buf, size, "%.*s", (int)n, s);
	return buf;
}

static void print_newest(FILE *out, const json_t *c, const char *name)
{
	const char *ike = str(c, "ike_newest"), *child = str(c, "child_newest");
	char cipher[64], prf[64], ke[64];

	if (*ike != '\0')
		fprintf(out, "%s:   IKEv2 algorithm newest: %s-%s-%s\n", name,
			suite_word(ike, "cipher=", cipher, sizeof(cipher)),
			suite_word(ike, "prf=", prf, sizeof(prf)),
			suite_word(ike, "ke=", ke, sizeof(ke)));
	if (*child != '\0')
		fprintf(out, "%s:   ESP algorithm newest: %s; pfsgroup=<Phase1>\n", name, child);
}

void render_connection(FILE *out, const struct json_t *connection)
{
	const char *name = str(connection, "display");

	print_topologies(out, connection, name);
	print_ends(out, connection, name);
	print_auth(out, connection, name);
	print_lifetimes(out, connection, name);
	print_policy(out, connection, name);
	print_liveness(out, connection, name);
	print_routing(out, connection, name);
	print_newest(out, connection, name);
}

/* "84B", "1KB", "20MB" */
static void print_bytes(FILE *out, long long n)
{
	static const char *const units[] = { "B", "KB", "MB", "GB", "TB", "PB", "EB" };
	size_t i = 0;

	for (; n >= 10240 && i + 1 < ARRAY_NR(units); i++)
		n /= 1024;
	fprintf(out, "%lld%s", n, units[i]);
}

void render_connection_brief(FILE *out, const struct json_t *connection, const struct json_t *child)
{
	const json_t *l = control_get_object(connection, "local");
	const json_t *r = control_get_object(connection, "remote");

	fprintf(out, "%s <==> %s\tfrom %s to %s (",
		control_get_bool(l, "client", false) ? nth_selector(l, 0) : str(l, "host"),
		control_get_bool(r, "client", false) ? nth_selector(r, 0) : str(r, "host"),
		str(l, "host"), str(r, "host"));
	print_bytes(out, num(child, "bytes_in"));
	fputc('/', out);
	print_bytes(out, num(child, "bytes_out"));
	fprintf(out, ")\t%s, reqid=%lld\n", str(connection, "name"), num(connection, "reqid"));
}
