/* SPDX-License-Identifier: ISC
 *
 * packet.c - one packet's addresses, protocol and ports against selectors.
 *
 * May use:   base, selector, protocol, endpoint.
 * Must not:  know where the packet came from.
 */
#include "net/packet.h"

#include "net/endpoint.h"
#include "net/protocol.h"

enum port_use {
	PORTS_NONE,	/* the protocol has nothing like a port */
	PORTS_PAIR,	/* source and destination port */
	PORTS_TYPE,	/* one 16-bit number made of type and code (RFC 7296 3.13.1) */
};

static enum port_use port_use(uint8_t proto)
{
	switch (proto) {
	case PROTO_TCP:
	case PROTO_UDP:
	case PROTO_SCTP:
	case 33:	/* DCCP */
	case 136:	/* UDP-Lite */
		return PORTS_PAIR;
	case PROTO_ICMP:
	case PROTO_ICMPV6:
	case 135:	/* mobility header: its type, and zero */
		return PORTS_TYPE;
	default:
		return PORTS_NONE;
	}
}

/* What the "port" of a selector is compared with. */
static uint16_t selector_port(const struct packet *p, uint16_t own)
{
	if (port_use(p->proto) == PORTS_TYPE)
		return (uint16_t)((p->sport & 0xff) << 8 | (p->dport & 0xff));
	return own;
}

static void print_side(struct text *t, const struct packet *p, struct address a, uint16_t port)
{
	if (port_use(p->proto) == PORTS_NONE)
		address_print(t, a);
	else
		endpoint_print(t, (struct endpoint){ a, port });
}

void packet_print(struct text *t, const struct packet *p)
{
	print_side(t, p, p->src, p->sport);
	text_char(t, '-');
	protocol_print(t, p->proto);
	text_str(t, "->");
	print_side(t, p, p->dst, p->dport);
}

/* The selector of exactly one side.  A port of 0 is one the kernel did not know. */
static struct selector side(const struct packet *p, struct address a, uint16_t port)
{
	struct selector s = selector_from_host(a);
	enum port_use use = port_use(p->proto);

	s.proto = p->proto;
	if (use == PORTS_TYPE || (use == PORTS_PAIR && port != 0))
		s.port_lo = s.port_hi = selector_port(p, port);
	return s;
}

static bool side_matches(const struct packet *p, const struct selector *s, struct address a,
			 uint16_t port)
{
	uint16_t value = selector_port(p, port);

	if (!range_contains(s->addrs, a))
		return false;
	if (s->proto != PROTO_ANY && s->proto != p->proto)
		return false;
	if (s->port_lo == 0 && s->port_hi == UINT16_MAX)
		return true;
	/* an opaque selector (lo > hi) matches no packet whose port is known: none of ours */
	return port_use(p->proto) != PORTS_NONE && s->port_lo <= value && value <= s->port_hi;
}

bool packet_matches(const struct packet *p, const struct selector *src, const struct selector *dst)
{
	return side_matches(p, src, p->src, p->sport) && side_matches(p, dst, p->dst, p->dport);
}

void packet_selectors(const struct packet *p, struct selector *src, struct selector *dst)
{
	*src = side(p, p->src, p->sport);
	*dst = side(p, p->dst, p->dport);
}
