/* SPDX-License-Identifier: ISC
 *
 * value_net.c - values of settings that name hosts, networks, protocols and ports.
 *
 * May use:   base, net.
 * Must not:  resolve names or look at this machine's addresses.
 */
#include <string.h>
#include <strings.h>

#include "conf/value.h"
#include "net/protocol.h"

#define DNS_NAME_MAX 253
#define DNS_LABEL_MAX 63
#define IFNAME_MAX 15

static const struct {
	const char *word;
	enum host_kind kind;
	enum ip_family family;
} host_words[] = {
	{ "%any", HOST_ANY, IP_UNSET },
	{ "%any4", HOST_ANY, IP_V4 },
	{ "%any6", HOST_ANY, IP_V6 },
	{ "%defaultroute", HOST_DEFAULTROUTE, IP_UNSET },
	{ "%defaultroute4", HOST_DEFAULTROUTE, IP_V4 },
	{ "%defaultroute6", HOST_DEFAULTROUTE, IP_V6 },
	{ "%oppo", HOST_OPPO, IP_UNSET },
	{ "%opportunistic", HOST_OPPO, IP_UNSET },
	{ "%group", HOST_GROUP, IP_UNSET },
	{ "%oppogroup", HOST_OPPOGROUP, IP_UNSET },
	{ "%opportunisticgroup", HOST_OPPOGROUP, IP_UNSET },
	{ "%direct", HOST_DIRECT, IP_UNSET },
};

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return len > 0;
}

/* Why S is no DNS name, or NULL. */
static const char *dns_name_fault(const char *s)
{
	size_t len = strlen(s), label;

	if (len > DNS_NAME_MAX)
		return "the name is longer than 253 characters";
	for (const char *p = s;; p += label + 1) {
		label = strcspn(p, ".");
		if (label > DNS_LABEL_MAX)
			return "a part of the name is longer than 63 characters";
		for (size_t i = 0; i < label; i++) {
			if (!is_alnum(p[i]) && p[i] != '-' && p[i] != '_')
				return "it is neither an address nor a host name";
		}
		if (label == 0)		/* only behind a trailing dot */
			return *p == '\0' && p != s ? NULL
						    : "it is neither an address nor a host name";
		if (p[label] == '\0')	/* 192.0.2.256 is a mistyped address */
			return is_digits(p, label) ? "it is not an address" : NULL;
	}
}

static struct diag *host_iface(const char *s, struct host_value *out)
{
	size_t len = strlen(s + 1);

	if (len == 0 || len > IFNAME_MAX || strpbrk(s, "/ \t") != NULL)
		return diag_new("\"%.64s\" is neither a %%word nor an interface name", s);
	out->kind = HOST_IFACE;
	memcpy(out->name, s + 1, len + 1);
	return NULL;
}

struct diag *value_host(const char *s, struct host_value *out)
{
	const char *fault;

	*out = (struct host_value){ .family = IP_UNSET };
	for (size_t i = 0; i < sizeof(host_words) / sizeof(host_words[0]); i++) {
		if (strcasecmp(host_words[i].word, s) == 0) {
			out->kind = host_words[i].kind;
			out->family = host_words[i].family;
			return NULL;
		}
	}
	if (*s == '\0')
		return diag_new("the address is empty");
	if (*s == '%')
		return host_iface(s, out);
	if (address_parse(view_str(s), &out->addr)) {
		out->kind = address_is_any(out->addr) ? HOST_ANY : HOST_ADDRESS;
		out->family = (enum ip_family)out->addr.family;
		return NULL;
	}
	fault = dns_name_fault(s);
	if (fault != NULL)
		return diag_new("\"%.64s\": %s", s, fault);
	out->kind = HOST_NAME;
	memcpy(out->name, s, strlen(s) + 1);
	return NULL;
}

static bool has_prefix(struct view word, const char *prefix)
{
	size_t len = strlen(prefix);

	return word.len >= len && strncasecmp((const char *)word.ptr, prefix, len) == 0;
}

static struct diag *selector_word(struct view word, struct selector *out)
{
	const char *text = (const char *)word.ptr, *why = "it is not a network";
	int len = (int)(word.len < 128 ? word.len : 128);
	bool host_bits;

	if (has_prefix(word, "vhost:") || has_prefix(word, "vnet:"))
		return diag_new("\"%.*s\" needs IKEv1, which is not part of this version", len,
				text);
	if (!selector_parse(word, out, &host_bits, &why))
		return diag_new("\"%.*s\": %s", len, text, why);
	return NULL;
}

struct diag *value_selectors(const char *s, struct selector *out, size_t max, size_t *nr)
{
	struct view word;

	*nr = 0;
	while (value_next_word(&s, &word)) {
		struct diag *d;

		if (*nr == max)
			return diag_new("more than %zu selectors", max);
		d = selector_word(word, &out[*nr]);
		if (d != NULL)
			return d;
		(*nr)++;
	}
	return *nr == 0 ? diag_new("no selector is given") : NULL;
}

static struct diag *port_word(struct view port, struct protoport *out)
{
	if (port.len == 4 && has_prefix(port, "%any")) {
		out->wild_port = true;
		return NULL;
	}
	if (!port_parse(port, &out->port))
		return diag_new("\"%.*s\" is neither a port number nor a known service",
				(int)(port.len < 64 ? port.len : 64), (const char *)port.ptr);
	out->any_port = out->port == 0;
	if (!out->any_port && out->proto == 0)
		return diag_new("a port needs a protocol");
	return NULL;
}

struct diag *value_protoport(const char *s, struct protoport *out)
{
	size_t len = strcspn(s, "/");

	*out = (struct protoport){ .any_port = false };
	if (!protocol_parse(view_make(s, len), &out->proto))
		return diag_new("\"%.*s\" is neither a protocol number nor a known protocol",
				(int)(len < 64 ? len : 64), s);
	if (s[len] == '/')
		return port_word(view_str(s + len + 1), out);
	out->any_port = true;
	return NULL;
}

struct diag *value_addresses(const char *s, struct address *out, size_t max, size_t *nr)
{
	struct view word;

	*nr = 0;
	if (strcasecmp(s, "%config") == 0)
		return diag_new("use leftmodecfgclient=yes or rightmodecfgclient=yes to be given "
				"an address");
	while (value_next_word(&s, &word)) {
		if (*nr == max)
			return diag_new("more than %zu addresses", max);
		if (!address_parse(word, &out[*nr]))
			return diag_new("\"%.*s\" is not an address",
					(int)(word.len < 64 ? word.len : 64),
					(const char *)word.ptr);
		(*nr)++;
	}
	return *nr == 0 ? diag_new("no address is given") : NULL;
}

struct diag *value_cidr(const char *s, struct cidr *out)
{
	bool host_bits;

	if (!cidr_parse(view_str(s), out, &host_bits))
		return diag_new("\"%.64s\" is not an address with a prefix length", s);
	return NULL;
}
