/* SPDX-License-Identifier: ISC
 *
 * endpoint.h - an address and a UDP or TCP port.
 *
 * Layer:  net.
 */
#ifndef NET_ENDPOINT_H
#define NET_ENDPOINT_H

#include "net/address.h"

#define ENDPOINT_TEXT_MAX 56

struct endpoint {
	struct address addr;
	uint16_t port;		/* host order */
};

bool endpoint_eq(struct endpoint a, struct endpoint b);
void endpoint_print(struct text *t, struct endpoint e);	/* "192.0.2.1:500", "[2001:db8::1]:500" */

#endif
