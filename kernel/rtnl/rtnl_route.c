/* SPDX-License-Identifier: ISC
 *
 * rtnl_route.c - routes: how would a packet leave; add, replace, delete, list.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/rtnl/rtnl_priv.h"

/* RTA_VIA: a gateway of another family than the destination. */
static struct address take_via(struct view v)
{
	struct reader r = reader_make(v);
	struct address a = { 0 };
	uint16_t family;

	if (reader_copy(&r, &family, sizeof(family)) && !address_from_bytes(reader_rest(&r), &a))
		return (struct address){ 0 };
	return a;
}

static uint32_t take_mtu(struct view metrics)
{
	struct view inner[RTAX_MTU + 1];

	nl_attrs(metrics, 0, inner, RTAX_MTU + 1);
	return nl_get_u32(inner[RTAX_MTU]);
}

/* No attribute, but a length: the all-zero address. */
static bool take_dst(struct view attr, const struct rtmsg *info, struct cidr *out)
{
	struct address a = address_any(info->rtm_family == AF_INET6 ? IP_V6 : IP_V4);

	if (attr.len > 0 && !address_from_bytes(attr, &a))
		return false;
	return cidr_make(a, info->rtm_dst_len, out, NULL);
}

bool rtnl_take_route(const struct nl_message *m, struct rtnl_route *out, uint8_t *type)
{
	struct rtmsg info;
	struct view attrs[RTA_VIA + 1];

	*out = (struct rtnl_route){ 0 };
	if (m->type != RTM_NEWROUTE || !nl_get(m->body, &info, sizeof(info)))
		return false;
	if (info.rtm_family != AF_INET && info.rtm_family != AF_INET6)
		return false;
	nl_attrs(m->body, sizeof(info), attrs, RTA_VIA + 1);
	if (!take_dst(attrs[RTA_DST], &info, &out->dst))
		return false;
	if (attrs[RTA_GATEWAY].len > 0 && !address_from_bytes(attrs[RTA_GATEWAY], &out->gateway))
		return false;
	if (attrs[RTA_VIA].len > 0)
		out->gateway = take_via(attrs[RTA_VIA]);
	if (attrs[RTA_PREFSRC].len > 0 && !address_from_bytes(attrs[RTA_PREFSRC], &out->src))
		return false;
	out->ifindex = nl_get_u32(attrs[RTA_OIF]);
	out->table = attrs[RTA_TABLE].len > 0 ? nl_get_u32(attrs[RTA_TABLE]) : info.rtm_table;
	out->metric = nl_get_u32(attrs[RTA_PRIORITY]);
	out->mtu = take_mtu(attrs[RTA_METRICS]);
	out->onlink = (info.rtm_flags & RTNH_F_ONLINK) != 0;
	out->protocol = info.rtm_protocol;
	if (type != NULL)
		*type = info.rtm_type;
	return true;
}

struct one_route {
	struct rtnl_route route;
	uint8_t type;
	bool found;
};

static void see_route(void *ctx, const struct nl_message *m)
{
	struct one_route *one = ctx;

	if (!one->found)
		one->found = rtnl_take_route(m, &one->route, &one->type);
}

static int ask_route(struct rtnl *r, struct address src, struct address dst, struct one_route *one)
{
	uint8_t buf[RTNL_REQUEST_MAX] __attribute__((aligned(4)));
	const struct rtmsg info = {
		.rtm_family = (uint8_t)rtnl_family((enum ip_family)dst.family),
		.rtm_dst_len = (uint8_t)(address_len(dst) * 8),
		.rtm_src_len = (uint8_t)(address_len(src) * 8),
	};
	struct nl_batch b;
	int rc;

	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, RTM_GETROUTE, NLM_F_ACK, ++r->requests.seq);
	nl_put(&b, &info, sizeof(info));
	nl_attr(&b, RTA_DST, dst.bytes, address_len(dst));
	if (address_is_set(src))
		nl_attr(&b, RTA_SRC, src.bytes, address_len(src));
	rc = nl_request(&r->requests, &b, see_route, one);
	return rc == 0 && !one->found ? -ENETUNREACH : rc;
}

int rtnl_route_get(struct rtnl *r, struct address src, struct address dst, struct kernel_route *out)
{
	struct one_route one = { 0 };
	struct rtnl_link link = { 0 };
	int rc;

	*out = (struct kernel_route){ 0 };
	if (!address_is_set(dst) || (address_is_set(src) && src.family != dst.family))
		return -EINVAL;
	rc = ask_route(r, src, dst, &one);
	if (rc != 0)
		return rc;
	if (one.type != RTN_UNICAST && one.type != RTN_LOCAL)
		return -ENETUNREACH;
	rc = rtnl_link_by_index(r, one.route.ifindex, &link);
	if (rc != 0)
		return rc;
	out->src = address_is_set(one.route.src) ? one.route.src : src;
	out->gateway = one.route.gateway;
	out->ifindex = link.ifindex;
	memcpy(out->iface, link.name, sizeof(out->iface));
	out->mtu = one.route.mtu != 0 ? one.route.mtu : link.mtu;
	return 0;
}

static void put_mtu(struct nl_batch *b, uint32_t mtu)
{
	size_t nest;

	if (mtu == 0)
		return;
	nest = nl_nest(b, RTA_METRICS);
	nl_attr_u32(b, RTAX_MTU, mtu);
	nl_nest_end(b, nest);
}

static void put_address(struct nl_batch *b, uint16_t type, struct address a)
{
	if (address_is_set(a))
		nl_attr(b, type, a.bytes, address_len(a));
}

void rtnl_put_route(struct nl_batch *b, uint16_t type, uint16_t flags, uint32_t seq,
		    const struct rtnl_route *route)
{
	bool direct = !address_is_set(route->gateway) && route->dst.addr.family == IP_V4;
	const struct rtmsg info = {
		.rtm_family = (uint8_t)rtnl_family((enum ip_family)route->dst.addr.family),
		.rtm_dst_len = route->dst.prefix,
		.rtm_table = RT_TABLE_UNSPEC,	/* RTA_TABLE has it */
		.rtm_protocol = route->protocol != 0 ? route->protocol : RTPROT_STATIC,
		.rtm_scope = direct ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.rtm_type = RTN_UNICAST,
		.rtm_flags = route->onlink ? RTNH_F_ONLINK : 0,
	};

	nl_begin(b, type, (uint16_t)(flags | NLM_F_ACK), seq);
	nl_put(b, &info, sizeof(info));
	nl_attr(b, RTA_DST, route->dst.addr.bytes, address_len(route->dst.addr));
	put_address(b, RTA_GATEWAY, route->gateway);
	put_address(b, RTA_PREFSRC, route->src);
	if (route->ifindex != 0)
		nl_attr_u32(b, RTA_OIF, route->ifindex);
	if (route->metric != 0)
		nl_attr_u32(b, RTA_PRIORITY, route->metric);
	nl_attr_u32(b, RTA_TABLE, route->table != 0 ? route->table : RTNL_TABLE_MAIN);
	put_mtu(b, route->mtu);
}

static int change(struct rtnl *r, uint16_t type, uint16_t flags, const struct rtnl_route *route)
{
	uint8_t buf[RTNL_REQUEST_MAX] __attribute__((aligned(4)));
	struct nl_batch b;

	nl_batch_init(&b, buf, sizeof(buf));
	rtnl_put_route(&b, type, flags, ++r->requests.seq, route);
	return nl_request(&r->requests, &b, NULL, NULL);
}

int rtnl_route_replace(struct rtnl *r, const struct rtnl_route *route)
{
	return change(r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, route);
}

struct routes {
	bool (*see)(void *ctx, const struct rtnl_route *route);
	void *ctx;
	bool stop;
};

static void see_each(void *ctx, const struct nl_message *m)
{
	struct routes *all = ctx;
	struct rtnl_route route;
	uint8_t type;

	if (all->stop || !rtnl_take_route(m, &route, &type) || type != RTN_UNICAST)
		return;
	if (route.table == RTNL_TABLE_MAIN)
		all->stop = !all->see(all->ctx, &route);
}

int rtnl_route_dump(struct rtnl *r, enum ip_family family,
		    bool (*see)(void *ctx, const struct rtnl_route *route), void *ctx)
{
	struct routes all = { .see = see, .ctx = ctx };

	return rtnl_dump(r, RTM_GETROUTE, rtnl_family(family), see_each, &all);
}

int rtnl_route_delete(struct rtnl *r, const struct rtnl_route *route)
{
	return change(r, RTM_DELROUTE, 0, route);
}
