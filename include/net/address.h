/* SPDX-License-Identifier: ISC
 *
 * address.h - an IP address, v4 or v6, or unset; a value type.
 *
 * Layer:  net.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "base/text.h"
#include "base/view.h"

enum ip_family { IP_UNSET = 0, IP_V4 = 4, IP_V6 = 6 };

#define ADDRESS_TEXT_MAX 48

struct address {
	uint8_t family;		/* enum ip_family */
	uint8_t bytes[16];	/* network order; v4 uses the first 4, the rest is zero */
};

/* 0.0.0.0 or :: */
struct address address_any(enum ip_family family);
size_t address_len(struct address a);			/* 0, 4 or 16 */
struct view address_view(const struct address *a);	/* borrows A */
/* LEN must be 4 or 16; false otherwise. */
bool address_from_bytes(struct view v, struct address *out);
/* Numeric text only; never DNS.  False: not an address. */
bool address_parse(struct view text, struct address *out);
void address_print(struct text *t, struct address a);	/* "<unset>" when unset */
bool address_eq(struct address a, struct address b);
int address_cmp(struct address a, struct address b);	/* by family, then bytes */
bool address_is_set(struct address a);
bool address_is_any(struct address a);			/* set and all zero */
bool address_is_loopback(struct address a);
/* The next / previous address; false at the end of the family's space. */
bool address_next(struct address a, struct address *out);
bool address_prev(struct address a, struct address *out);
const char *family_name(enum ip_family family);		/* "IPv4", "IPv6" */

struct sockaddr_storage;
/* Fills SS and returns its length (0 when unset). */
size_t address_to_sockaddr(struct address a, uint16_t port, struct sockaddr_storage *ss);
bool address_from_sockaddr(const struct sockaddr_storage *ss, struct address *a, uint16_t *port);

#endif
