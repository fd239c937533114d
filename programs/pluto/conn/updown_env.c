/* SPDX-License-Identifier: ISC
 *
 * updown_env.c - the environment of a script (cli.md 7.3), as long as it needs to be.
 *
 * May use:   base, net, conn.
 * Must not:  let bytes of a peer into it unescaped.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "conn/routing_held.h"
#include "conn/updown.h"

#define UPDOWN_VARS_MAX 64

/* All variables in one growing buffer; it becomes one block with the pointers in front. */
struct vars {
	char *buf;			/* owned: "NAME=value\0"... */
	size_t len, cap;
	size_t at[UPDOWN_VARS_MAX];	/* offsets */
	size_t nr;
	bool failed;
};

static bool reserve(struct vars *v, size_t more)
{
	size_t cap = v->cap == 0 ? 2048 : v->cap;
	char *bigger;

	while (cap - v->len < more)
		cap *= 2;
	if (cap == v->cap)
		return true;
	bigger = mem_resize(v->buf, cap);
	if (bigger == NULL)
		return false;
	v->buf = bigger;
	v->cap = cap;
	return true;
}

static void var_str(struct vars *v, const char *name, const char *value)
{
	size_t n = strlen(name), len = strlen(value);

	if (v->failed || v->nr == UPDOWN_VARS_MAX || !reserve(v, n + len + 2)) {
		v->failed = true;
		return;
	}
	v->at[v->nr++] = v->len;
	memcpy(v->buf + v->len, name, n);
	v->buf[v->len + n] = '=';
	memcpy(v->buf + v->len + n + 1, value, len + 1);
	v->len += n + len + 2;
}

/* For numbers and other short values. */
__attribute__((format(printf, 3, 4))) static void var(struct vars *v, const char *name, const char *format, ...)
{
	char value[128];
	va_list ap;

	va_start(ap, format);
	if (vsnprintf(value, sizeof(value), format, ap) >= (int)sizeof(value))
		v->failed = true;
	va_end(ap);
	var_str(v, name, value);
}

static void var_address(struct vars *v, const char *name, struct address a)
{
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	address_print(&t, a);
	var_str(v, name, buf);
}

static void var_id(struct vars *v, const char *name, const struct id *id)
{
	char buf[ID_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	id_print(&t, id);
	var_str(v, name, buf);
}

/* NAME, NAME_NET, NAME_MASK; a range that is no block is named by the block that covers it. */
static void vars_client(struct vars *v, const char *name, const struct selector *s)
{
	struct cidr c = range_cover(s->addrs);
	char full[64], buf[CIDR_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	cidr_print(&t, c);
	var_str(v, name, buf);
	(void)snprintf(full, sizeof(full), "%s_NET", name);
	var_address(v, full, c.addr);
	(void)snprintf(full, sizeof(full), "%s_MASK", name);
	var_address(v, full, cidr_mask(c));
}

static bool is_host(const struct selector *s, struct address host)
{
	return address_eq(s->addrs.lo, host) && address_eq(s->addrs.hi, host);
}

/* "route-client-v6": client unless our selector is our own address. */
static void vars_verb(struct vars *v, const struct conn *c, enum updown_verb verb, const struct pair *pair)
{
	var(v, "PLUTO_VERB", "%s-%s%s", updown_verb_name(verb),
	    is_host(&pair->local, c->local.host) ? "host" : "client",
	    selector_family(&pair->local) == IP_V6 ? "-v6" : "");
	var_str(v, "PLUTO_CONNECTION", c->name);
	var_str(v, "PLUTO_CONNECTION_TYPE", c->config->type == CONN_TRANSPORT ? "transport" : "tunnel");
	var_str(v, "PLUTO_VIRT_INTERFACE", "NULL");
	var_str(v, "PLUTO_INTERFACE", c->iface[0] != '\0' ? c->iface : "NULL");
	var_str(v, "PLUTO_XFRMI_ROUTE", "");
}

static unsigned port_of(const struct selector *s)
{
	return s->port_lo == s->port_hi ? s->port_lo : 0;
}

/* The first configured source address of the selector's family. */
static struct address sourceip_of(const struct conn *c, const struct pair *pair)
{
	const struct address *s = conn_local_config(c)->sourceip;

	for (size_t i = 0; i < 2; i++) {
		if (s[i].family == selector_family(&pair->local))
			return s[i];
	}
	return (struct address){ .family = IP_UNSET };
}

static void vars_me(struct vars *v, const struct conn *c, const struct pair *pair)
{
	struct address source = sourceip_of(c, pair);

	if (address_is_set(c->local.nexthop))
		var_address(v, "PLUTO_NEXT_HOP", c->local.nexthop);
	var_address(v, "PLUTO_ME", c->local.host);
	var_id(v, "PLUTO_MY_ID", &c->local.id);
	var_str(v, "PLUTO_CLIENT_FAMILY", selector_family(&pair->local) == IP_V6 ? "ipv6" : "ipv4");
	vars_client(v, "PLUTO_MY_CLIENT", &pair->local);
	if (address_is_set(source))
		var_address(v, "PLUTO_MY_SOURCEIP", source);
	var(v, "PLUTO_MY_PORT", "%u", port_of(&pair->local));
	var(v, "PLUTO_MY_PROTOCOL", "%u", pair->local.proto);
}

static void vars_peer(struct vars *v, const struct conn *c, const struct pair *pair)
{
	var_address(v, "PLUTO_PEER", c->remote.host);
	var_id(v, "PLUTO_PEER_ID", &c->remote.id);
	vars_client(v, "PLUTO_PEER_CLIENT", &pair->remote);
	var(v, "PLUTO_PEER_PORT", "%u", port_of(&pair->remote));
	var(v, "PLUTO_PEER_PROTOCOL", "%u", pair->remote.proto);
	var_str(v, "PLUTO_PEER_CA", "");
}

static const char *kind_name(enum conn_kind k)
{
	switch (k) {
	case CONN_GROUP:
		return "CK_GROUP";
	case CONN_TEMPLATE:
		return "CK_TEMPLATE";
	case CONN_PERMANENT:
		return "CK_PERMANENT";
	case CONN_INSTANCE:
		return "CK_INSTANCE";
	}
	return "?";
}

static void vars_sa(struct vars *v, const struct pluto *p, const struct conn *c)
{
	const struct routing_held *h = c->routing.held;
	bool up = h != NULL && h->spi_in != 0;
	char policy[512];
	struct text t = TEXT_OVER(policy);

	conn_print_policy(&t, c);
	var(v, "PLUTO_SA_REQID", "%u", c->reqid);
	var_str(v, "PLUTO_SA_TYPE", !up ? "none" : c->config->child.protocol == V2_PROTO_AH ? "AH" : "ESP");
	var_str(v, "PLUTO_STACK", p->env.kernel.ops != NULL ? p->env.kernel.ops->name : "none");
	if (c->config->metric != 0)
		var(v, "PLUTO_METRIC", "%u", c->config->metric);
	if (c->config->mtu != 0)
		var(v, "PLUTO_MTU", "%u", c->config->mtu);
	var(v, "PLUTO_ADDTIME", "%lld", up ? (long long)(h->added.us / US_PER_S) : 0LL);
	var_str(v, "PLUTO_CONN_POLICY", policy);
	var_str(v, "PLUTO_CONN_KIND", kind_name(c->kind));
	var_str(v, "PLUTO_CONN_ADDRFAMILY", c->local.host.family == IP_V6 ? "ipv6" : "ipv4");
	var(v, "SPI_IN", "0x%x", up ? h->spi_in : 0);
	var(v, "SPI_OUT", "0x%x", up ? h->spi_out : 0);
}

/* What scripts test for and what this daemon does not do. */
static void vars_constant(struct vars *v)
{
	static const char *const empty[] = {
		"PLUTO_XFRMI_FWMARK", "PLUTO_USERNAME", "PLUTO_PEER_DNS_INFO", "PLUTO_PEER_DOMAIN_INFO",
		"PLUTO_PEER_BANNER", "PLUTO_MOBIKE_EVENT", "VTI_IFACE", "CAT",
	};
	static const char *const zero[] = {
		"XAUTH_FAILED", "PLUTO_IS_PEER_CISCO", "PLUTO_NM_CONFIGURED", "PLUTO_CFG_SERVER",
		"PLUTO_CFG_CLIENT",
	};

	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
		var_str(v, empty[i], "");
	for (size_t i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
		var_str(v, zero[i], "0");
	var_str(v, "PLUTO_DNS_RESOLVER", "file");
	var_str(v, "VTI_ROUTING", "no");
	var_str(v, "VTI_SHARED", "no");
}

static void vars_marks(struct vars *v, const struct conn *c)
{
	struct kernel_mark in = conn_mark(c, KERNEL_IN), out = conn_mark(c, KERNEL_OUT);

	if (in.mask != 0)
		var(v, "CONNMARK_IN", "%u/0x%x", in.value, in.mask);
	if (out.mask != 0)
		var(v, "CONNMARK_OUT", "%u/0x%x", out.value, out.mask);
}

/* Pointers and texts in one block. */
static char **pack(const struct vars *v)
{
	size_t pointers = (v->nr + 1) * sizeof(char *);
	char **env = v->failed ? NULL : mem_alloc(pointers + v->len);
	char *texts = (char *)env + pointers;

	if (env == NULL)
		return NULL;
	memcpy(texts, v->buf, v->len);
	for (size_t i = 0; i < v->nr; i++)
		env[i] = texts + v->at[i];
	return env;
}

char **updown_env(struct pluto *p, const struct conn *c, enum updown_verb verb, const struct pair *pair)
{
	struct vars v = { .buf = NULL };
	char **env;

	var_str(&v, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	vars_verb(&v, c, verb, pair);
	vars_me(&v, c, pair);
	vars_peer(&v, c, pair);
	vars_sa(&v, p, c);
	vars_marks(&v, c);
	vars_constant(&v);
	env = pack(&v);
	mem_free(v.buf);
	return env;
}

void updown_env_free(char **env)
{
	mem_free(env);
}
