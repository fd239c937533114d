/* SPDX-License-Identifier: ISC
 *
 * protocol.h - IP protocol numbers and names, and port names.
 *
 * Layer:  net.
 */
#ifndef NET_PROTOCOL_H
#define NET_PROTOCOL_H

#include "base/names.h"

enum ip_protocol {
	PROTO_ANY = 0, PROTO_ICMP = 1, PROTO_IPIP = 4, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_IPV6 = 41,
	PROTO_GRE = 47, PROTO_ESP = 50, PROTO_AH = 51, PROTO_ICMPV6 = 58, PROTO_IPCOMP = 108,
	PROTO_SCTP = 132,
};

extern const struct names protocol_names;
/* Number 0..255 or a name. */
bool protocol_parse(struct view word, uint8_t *out);
void protocol_print(struct text *t, uint8_t proto);
/* Number 0..65535 or a well-known service name from our own table (never /etc/services). */
bool port_parse(struct view word, uint16_t *out);

#endif
