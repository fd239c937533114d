/* SPDX-License-Identifier: ISC
 *
 * selector.h - one side of a traffic selector: addresses, protocol, ports (RFC 7296 3.13.1).
 *
 * Layer:  net.
 */
#ifndef NET_SELECTOR_H
#define NET_SELECTOR_H

#include "net/range.h"

#define SELECTOR_TEXT_MAX 128

struct selector {
	struct range addrs;
	uint8_t proto;			/* 0 = any */
	uint16_t port_lo, port_hi;	/* 0..65535 = any; 65535..0 = opaque; ICMP: type*256+code */
};

struct selector selector_from_cidr(struct cidr c);	/* any protocol, any port */
struct selector selector_from_host(struct address a);
bool selector_is_set(const struct selector *s);
/* "ADDR[/PREFIX][/PROTO[/PORT]]", also "ADDR/PREFIX:PROTO/PORT" (ipsec-conf.md 4.3).
 * On failure *WHY (constant text) says what is wrong. */
bool selector_parse(struct view text, struct selector *out, bool *had_host_bits, const char **why);
/* Round trips with selector_parse for CIDR selectors with one or all ports. */
void selector_print(struct text *t, const struct selector *s);
bool selector_eq(const struct selector *a, const struct selector *b);
bool selector_contains(const struct selector *outer, const struct selector *inner);
/* False when they share nothing. */
bool selector_intersect(const struct selector *a, const struct selector *b, struct selector *out);
enum ip_family selector_family(const struct selector *s);

#endif
