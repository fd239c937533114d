/* SPDX-License-Identifier: ISC
 *
 * packet.h - the addresses, protocol and ports of one packet, as an acquire reports it.
 *
 * Layer:  net.
 */
#ifndef NET_PACKET_H
#define NET_PACKET_H

#include "net/selector.h"

struct packet {
	struct address src, dst;
	uint8_t proto;			/* 0 = unknown */
	uint16_t sport, dport;		/* ICMP: type, code */
};

/* "192.0.1.1:8-ICMP->192.0.2.1:0" */
void packet_print(struct text *t, const struct packet *p);
bool packet_matches(const struct packet *p, const struct selector *src, const struct selector *dst);
/* Selectors that match exactly this packet (RFC 7296 2.9: the first TS of each side). */
void packet_selectors(const struct packet *p, struct selector *src, struct selector *dst);

#endif
