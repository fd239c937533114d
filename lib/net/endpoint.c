/* SPDX-License-Identifier: ISC
 *
 * endpoint.c - address and port together.
 *
 * May use:   base, address.
 * Must not:  open a socket.
 */
#include "net/endpoint.h"

bool endpoint_eq(struct endpoint a, struct endpoint b)
{
	return a.port == b.port && address_eq(a.addr, b.addr);
}

void endpoint_print(struct text *t, struct endpoint e)
{
	bool brackets = e.addr.family == IP_V6;

	if (brackets)
		text_char(t, '[');
	address_print(t, e.addr);
	if (brackets)
		text_char(t, ']');
	text_add(t, ":%u", e.port);
}
