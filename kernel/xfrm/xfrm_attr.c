/* SPDX-License-Identifier: ISC
 *
 * xfrm_attr.c - addresses, selectors, marks as XFRM writes them.  Pure.
 */
#include "kernel/xfrm/xfrm_msg.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "net/protocol.h"

void xfrm_address_put(xfrm_address_t *out, struct address a)
{
	memset(out, 0, sizeof(*out));
	memcpy(out, a.bytes, address_len(a));
}

struct address xfrm_address_take(const xfrm_address_t *a, unsigned af)
{
	struct address out = { 0 };
	size_t len = af == AF_INET ? 4 : af == AF_INET6 ? 16 : 0;

	if (len == 0 || !address_from_bytes(view_make(a, len), &out))
		return (struct address){ 0 };
	return out;
}

unsigned xfrm_family(struct address a)
{
	return a.family == IP_V4 ? AF_INET : a.family == IP_V6 ? AF_INET6 : AF_UNSPEC;
}

/* The kernel keeps type and code where ports are. */
static bool has_type(uint8_t proto)
{
	return proto == PROTO_ICMP || proto == PROTO_ICMPV6 || proto == IPPROTO_MH;
}

static bool all_ports(const struct selector *s)
{
	return s->port_lo == 0 && s->port_hi == UINT16_MAX;
}

static void put_type(struct xfrm_selector *out, const struct selector *s)
{
	if (all_ports(s))
		return;
	out->sport = htons((uint16_t)(s->port_lo >> 8));
	out->sport_mask = UINT16_MAX;
	if (s->port_lo != s->port_hi)
		return;
	out->dport = htons((uint16_t)(s->port_lo & 0xff));
	out->dport_mask = UINT16_MAX;
}

static void put_ports(struct xfrm_selector *out, const struct selector *src,
		      const struct selector *dst)
{
	if (!all_ports(src)) {
		out->sport = htons(src->port_lo);
		out->sport_mask = UINT16_MAX;
	}
	if (!all_ports(dst)) {
		out->dport = htons(dst->port_lo);
		out->dport_mask = UINT16_MAX;
	}
}

void xfrm_selector_put(struct xfrm_selector *out, const struct selector *src,
		       const struct selector *dst)
{
	struct cidr s = range_cover(src->addrs), d = range_cover(dst->addrs);

	memset(out, 0, sizeof(*out));
	xfrm_address_put(&out->saddr, s.addr);
	xfrm_address_put(&out->daddr, d.addr);
	out->prefixlen_s = s.prefix;
	out->prefixlen_d = d.prefix;
	out->family = (uint16_t)xfrm_family(s.addr);
	out->proto = src->proto;
	if (has_type(src->proto))
		put_type(out, all_ports(src) ? dst : src);
	else
		put_ports(out, src, dst);
}

/* PORT/MASK as a range; false for a mask with holes. */
static bool take_ports(uint16_t port, uint16_t mask, struct selector *out)
{
	uint16_t free_bits = (uint16_t)~mask;

	if ((free_bits & (free_bits + 1u)) != 0)
		return false;
	out->port_lo = port & mask;
	out->port_hi = (uint16_t)(out->port_lo | free_bits);
	return true;
}

static bool take_type(const struct xfrm_selector *s, struct selector *src, struct selector *dst)
{
	unsigned type = ntohs(s->sport), code = ntohs(s->dport);

	src->port_lo = 0;
	src->port_hi = UINT16_MAX;
	if (s->sport_mask == UINT16_MAX && type <= UINT8_MAX) {
		src->port_lo = (uint16_t)(type << 8);
		src->port_hi = (uint16_t)(type << 8 | 0xff);
	} else if (s->sport_mask != 0) {
		return false;
	}
	if (s->dport_mask == UINT16_MAX && s->sport_mask == UINT16_MAX && code <= UINT8_MAX)
		src->port_lo = src->port_hi = (uint16_t)(type << 8 | code);
	else if (s->dport_mask != 0)
		return false;
	dst->port_lo = src->port_lo;
	dst->port_hi = src->port_hi;
	return true;
}

bool xfrm_selector_take(const struct xfrm_selector *s, struct selector *src, struct selector *dst)
{
	struct cidr from, to;

	if (!cidr_make(xfrm_address_take(&s->saddr, s->family), s->prefixlen_s, &from, NULL) ||
	    !cidr_make(xfrm_address_take(&s->daddr, s->family), s->prefixlen_d, &to, NULL))
		return false;
	*src = selector_from_cidr(from);
	*dst = selector_from_cidr(to);
	src->proto = dst->proto = s->proto;
	if (has_type(s->proto))
		return take_type(s, src, dst);
	return take_ports(ntohs(s->sport), ntohs(s->sport_mask), src) &&
	       take_ports(ntohs(s->dport), ntohs(s->dport_mask), dst);
}

bool xfrm_packet_take(const struct xfrm_selector *s, struct packet *out)
{
	*out = (struct packet){
		.src = xfrm_address_take(&s->saddr, s->family),
		.dst = xfrm_address_take(&s->daddr, s->family),
		.proto = s->proto,
		.sport = ntohs(s->sport),
		.dport = ntohs(s->dport),
	};
	return address_is_set(out->src) && address_is_set(out->dst);
}

void xfrm_mark_put(struct nl_batch *b, struct kernel_mark mark)
{
	const struct xfrm_mark m = { .v = mark.value, .m = mark.mask };

	if (mark.mask != 0)
		nl_attr(b, XFRMA_MARK, &m, sizeof(m));
}

struct kernel_mark xfrm_mark_take(struct view attr)
{
	struct xfrm_mark m;

	if (!nl_get(attr, &m, sizeof(m)))
		return (struct kernel_mark){ 0 };
	return (struct kernel_mark){ .value = m.v, .mask = m.m };
}

struct xfrm_lifetime_cfg xfrm_no_limits(void)
{
	return (struct xfrm_lifetime_cfg){
		.soft_byte_limit = XFRM_INF,
		.hard_byte_limit = XFRM_INF,
		.soft_packet_limit = XFRM_INF,
		.hard_packet_limit = XFRM_INF,
	};
}
