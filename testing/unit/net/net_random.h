/* SPDX-License-Identifier: ISC
 *
 * net_random.h - addresses, ranges and selectors drawn so close together that they often meet.
 */
#ifndef TESTING_NET_RANDOM_H
#define TESTING_NET_RANDOM_H

#include "net/selector.h"

static inline uint32_t draw(uint32_t *x, uint32_t below)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x % below;
}

/* One of 512 neighbours in either family; they straddle a byte boundary. */
static inline struct address draw_address(uint32_t *x)
{
	struct address a = address_any(draw(x, 2) == 0 ? IP_V4 : IP_V6);
	size_t len = address_len(a);
	uint32_t low = draw(x, 512);

	a.bytes[0] = 10;
	a.bytes[len - 2] = (uint8_t)(7 + (low >> 8));
	a.bytes[len - 1] = (uint8_t)low;
	return a;
}

static inline struct range draw_range(uint32_t *x)
{
	struct range r;

	while (!range_make(draw_address(x), draw_address(x), &r))
		;
	return r;
}

static inline struct selector draw_selector(uint32_t *x)
{
	static const uint8_t protos[] = { 0, 6, 17 };
	struct selector s = { .addrs = draw_range(x), .proto = protos[draw(x, 3)] };

	switch (draw(x, 4)) {
	case 0:
		s.port_lo = 65535;	/* opaque */
		break;
	case 1:
		s.port_lo = s.port_hi = (uint16_t)draw(x, 8);
		break;
	case 2:
		s.port_lo = (uint16_t)draw(x, 8);
		s.port_hi = (uint16_t)(s.port_lo + draw(x, 8));
		break;
	default:
		s.port_hi = 65535;
	}
	return s;
}

#endif
