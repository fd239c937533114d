/* SPDX-License-Identifier: ISC
 *
 * cidr.h - an address block given by prefix length.
 *
 * Layer:  net.
 */
#ifndef NET_CIDR_H
#define NET_CIDR_H

#include "net/address.h"

#define CIDR_TEXT_MAX 52

struct cidr {
	struct address addr;	/* host bits zero */
	uint8_t prefix;		/* 0..32 or 0..128 */
};

struct cidr cidr_host(struct address a);
struct cidr cidr_all(enum ip_family family);
/* Zeroes the host bits; *HAD_HOST_BITS (may be NULL) says whether some were set. */
bool cidr_make(struct address a, unsigned prefix, struct cidr *out, bool *had_host_bits);
/* "A/N" or a bare address (/32, /128). */
bool cidr_parse(struct view text, struct cidr *out, bool *had_host_bits);
void cidr_print(struct text *t, struct cidr c);
bool cidr_eq(struct cidr a, struct cidr b);
bool cidr_contains(struct cidr c, struct address a);
/* "255.255.255.0" or "ffff:..." */
struct address cidr_mask(struct cidr c);

#endif
