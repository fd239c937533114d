/* SPDX-License-Identifier: ISC
 *
 * updown_default.c - the default updown: routes to the peer's client, and the source address they
 * need.  Knows the environment of an updown script (and nothing of the connection behind it) and
 * rtnetlink.
 *
 * Rules:   plain XFRM needs no route of its own when the packets already leave by the right
 *          interface; then nothing is touched.  What is added carries its own route protocol and
 *          address scope, and only that is ever removed.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "kernel/kernel_updown.h"
#include "kernel/rtnl/rtnl.h"

/* In "ip route": proto 50.  The number of ESP, and nobody else's in rt_protos. */
#define ROUTE_PROTOCOL	50

enum verb { VERB_PREPARE, VERB_ROUTE, VERB_UP, VERB_DOWN, VERB_UNROUTE };

static const struct {
	const char *name;
	enum verb verb;
} verbs[] = {
	{ "prepare", VERB_PREPARE }, { "route", VERB_ROUTE }, { "up", VERB_UP },
	{ "down", VERB_DOWN }, { "unroute", VERB_UNROUTE },
};

static const char *const suffixes[] = { "-host", "-client", "-host-v6", "-client-v6" };

/* What the environment asks for. */
struct wish {
	struct cidr client;		/* the peer's */
	struct address nexthop, source;	/* may be unset */
	struct rtnl_link link;
	uint32_t metric, mtu;
};

/* The value of NAME, or NULL when it is absent or empty. */
static const char *get(const char *const *env, const char *name)
{
	size_t len = strlen(name);

	for (; *env != NULL; env++) {
		if (strncmp(*env, name, len) == 0 && (*env)[len] == '=')
			return (*env)[len + 1] != 0 ? *env + len + 1 : NULL;
	}
	return NULL;
}

static bool is_suffix(const char *s)
{
	for (size_t i = 0; i < ARRAY_NR(suffixes); i++) {
		if (strcmp(s, suffixes[i]) == 0)
			return true;
	}
	return false;
}

static struct diag *get_verb(const char *const *env, enum verb *out)
{
	const char *word = get(env, "PLUTO_VERB");

	if (word == NULL)
		return diag_new("PLUTO_VERB is not set");
	for (size_t i = 0; i < ARRAY_NR(verbs); i++) {
		size_t len = strlen(verbs[i].name);

		if (strncmp(word, verbs[i].name, len) == 0 && is_suffix(word + len)) {
			*out = verbs[i].verb;
			return NULL;
		}
	}
	return diag_new("unknown verb \"%s\"", word);
}

static struct diag *get_address(const char *const *env, const char *name, struct address *out)
{
	const char *word = get(env, name);

	if (word != NULL && !address_parse(view_str(word), out))
		return diag_new("%s=%s is not an IP address", name, word);
	return NULL;
}

static struct diag *get_number(const char *const *env, const char *name, uint32_t *out)
{
	const char *word = get(env, name);
	char *end;
	unsigned long n;

	if (word == NULL)
		return NULL;
	errno = 0;
	n = strtoul(word, &end, 10);
	if (errno != 0 || *end != 0 || *word < '0' || *word > '9' || n > UINT32_MAX)
		return diag_new("%s=%s is not a number", name, word);
	*out = (uint32_t)n;
	return NULL;
}

static struct diag *get_client(const char *const *env, struct cidr *out)
{
	const char *word = get(env, "PLUTO_PEER_CLIENT");

	if (word == NULL)
		return diag_new("PLUTO_PEER_CLIENT is not set");
	if (!cidr_parse(view_str(word), out, NULL))
		return diag_new("PLUTO_PEER_CLIENT=%s is not an address block", word);
	return NULL;
}

static struct diag *get_link(struct rtnl *r, const char *const *env, struct rtnl_link *out)
{
	const char *name = get(env, "PLUTO_INTERFACE");
	int rc;

	if (name == NULL || strcmp(name, "NULL") == 0)
		return diag_new("PLUTO_INTERFACE is not set");
	rc = rtnl_link_by_name(r, name, out);
	return rc == 0 ? NULL : diag_new("interface %s: %s", name, strerrordesc_np(-rc));
}

/* A next hop that is the peer itself needs no "via": it is on the link. */
static void drop_peer_nexthop(struct wish *w, struct address peer)
{
	if (address_is_any(w->nexthop) || address_eq(w->nexthop, peer) ||
	    w->nexthop.family != w->client.addr.family)
		w->nexthop = (struct address){ 0 };
}

static struct diag *get_wish(struct rtnl *r, const char *const *env, struct wish *w)
{
	struct address peer = { 0 };
	struct diag *d;

	*w = (struct wish){ 0 };
	d = get_client(env, &w->client);
	if (d == NULL)
		d = get_address(env, "PLUTO_NEXT_HOP", &w->nexthop);
	if (d == NULL)
		d = get_address(env, "PLUTO_PEER", &peer);
	if (d == NULL)
		d = get_address(env, "PLUTO_MY_SOURCEIP", &w->source);
	if (d == NULL)
		d = get_number(env, "PLUTO_METRIC", &w->metric);
	if (d == NULL)
		d = get_number(env, "PLUTO_MTU", &w->mtu);
	if (d == NULL)
		d = get_link(r, env, &w->link);
	if (d == NULL)
		drop_peer_nexthop(w, peer);
	if (d == NULL && address_is_set(w->source) && w->source.family != w->client.addr.family)
		return diag_new("PLUTO_MY_SOURCEIP and PLUTO_PEER_CLIENT are of two families");
	return d;
}

/* Two halves instead of a default route, so that the one that carries ESP stays. */
static size_t split(struct cidr c, struct cidr out[2])
{
	out[0] = out[1] = c;
	if (c.prefix != 0)
		return 1;
	out[0].prefix = out[1].prefix = 1;
	out[1].addr.bytes[0] = 0x80;
	return 2;
}

/* Everything but the destination. */
static struct rtnl_route route_of(const struct wish *w)
{
	return (struct rtnl_route){
		.gateway = w->nexthop,
		.src = w->source,
		.ifindex = w->link.ifindex,
		.metric = w->metric,
		.mtu = w->mtu,
		.protocol = ROUTE_PROTOCOL,
	};
}

/* Do packets to the client leave by the right interface and gateway without our help? */
static bool needs_nothing(struct rtnl *r, const struct wish *w)
{
	struct kernel_route now;
	struct cidr halves[2];
	size_t nr = split(w->client, halves);

	if (address_is_set(w->source) || w->metric != 0 || w->mtu != 0)
		return false;
	for (size_t i = 0; i < nr; i++) {
		if (rtnl_route_get(r, (struct address){ 0 }, halves[i].addr, &now) != 0)
			return false;
		if (now.ifindex != w->link.ifindex)
			return false;
		if (address_is_set(w->nexthop) && !address_eq(now.gateway, w->nexthop))
			return false;
	}
	return true;
}

static struct diag *add_source(struct rtnl *r, struct address source)
{
	char text[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(text);
	struct rtnl_link lo;
	int rc;

	if (!address_is_set(source) || rtnl_address_find(r, source, 0, NULL))
		return NULL;
	rc = rtnl_link_by_name(r, "lo", &lo);
	if (rc == 0)
		rc = rtnl_address_add(r, lo.ifindex, cidr_host(source), RTNL_SCOPE_OURS);
	if (rc == 0 || rc == -EEXIST)
		return NULL;
	address_print(&t, source);
	return diag_new("adding source address %s to lo: %s", text, strerrordesc_np(-rc));
}

static struct diag *route_failed(const struct rtnl_route *route, const struct wish *w,
				 const char *what, int rc)
{
	char text[CIDR_TEXT_MAX];
	struct text t = TEXT_OVER(text);

	cidr_print(&t, route->dst);
	return diag_new("%s route to %s by %s: %s", what, text, w->link.name,
			strerrordesc_np(-rc));
}

/* The gateway is on the link whatever our own addresses say, if the kernel doubts it. */
static int replace(struct rtnl *r, struct rtnl_route route)
{
	int rc = rtnl_route_replace(r, &route);

	if (!address_is_set(route.gateway) || (rc != -ENETUNREACH && rc != -EHOSTUNREACH))
		return rc;
	route.onlink = true;
	return rtnl_route_replace(r, &route);
}

static struct diag *do_route(struct rtnl *r, const struct wish *w)
{
	struct rtnl_route route = route_of(w);
	struct cidr halves[2];
	size_t nr = split(w->client, halves);
	struct diag *d;

	if (needs_nothing(r, w))
		return NULL;
	d = add_source(r, w->source);
	for (size_t i = 0; d == NULL && i < nr; i++) {
		int rc;

		route.dst = halves[i];
		rc = replace(r, route);
		if (rc != 0)
			d = route_failed(&route, w, "adding", rc);
	}
	return d;
}

struct source_use {
	struct address source;
	bool used;
};

static bool see_source_use(void *ctx, const struct rtnl_route *route)
{
	struct source_use *u = ctx;

	u->used = address_eq(route->src, u->source);
	return !u->used;
}

/* Only an address that we put there, and only when no other route speaks with it. */
static void remove_source(struct rtnl *r, struct address source)
{
	struct source_use use = { .source = source };
	struct rtnl_link lo;
	uint8_t scope;

	if (!address_is_set(source) || rtnl_link_by_name(r, "lo", &lo) != 0)
		return;
	if (!rtnl_address_find(r, source, lo.ifindex, &scope) || scope != RTNL_SCOPE_OURS)
		return;
	if (rtnl_route_dump(r, (enum ip_family)source.family, see_source_use, &use) != 0 ||
	    use.used)
		return;
	(void)rtnl_address_delete(r, lo.ifindex, cidr_host(source));
}

static struct diag *do_unroute(struct rtnl *r, const struct wish *w)
{
	struct rtnl_route route = route_of(w);
	struct cidr halves[2];
	size_t nr = split(w->client, halves);
	struct diag *d = NULL;

	for (size_t i = 0; i < nr; i++) {
		int rc;

		route.dst = halves[i];
		rc = rtnl_route_delete(r, &route);
		/* Not there: skipped when routed, or gone with its interface. */
		if (rc != 0 && rc != -ESRCH && rc != -ENOENT && d == NULL)
			d = route_failed(&route, w, "deleting", rc);
	}
	remove_source(r, w->source);
	return d;
}

struct diag *updown_default(struct rtnl *r, const char *const *env)
{
	enum verb verb = VERB_PREPARE;
	struct wish w;
	struct diag *d = get_verb(env, &verb);

	if (d != NULL)
		return d;
	switch (verb) {
	case VERB_PREPARE:
	case VERB_UP:
	case VERB_DOWN:
		return NULL;
	case VERB_ROUTE:
		d = get_wish(r, env, &w);
		return diag_wrap(d != NULL ? d : do_route(r, &w), "route");
	case VERB_UNROUTE:
		d = get_wish(r, env, &w);
		return diag_wrap(d != NULL ? d : do_unroute(r, &w), "unroute");
	}
	return NULL;
}
