/* SPDX-License-Identifier: ISC
 *
 * range.c - inclusive address ranges.
 *
 * May use:   base, address, cidr.
 * Must not:  know protocols or ports (selector.c).
 */
#include "net/range.h"

#include <string.h>

#define RANGE_UNSET ((struct range){ .lo = { .family = IP_UNSET } })

bool range_make(struct address lo, struct address hi, struct range *out)
{
	*out = RANGE_UNSET;
	if (!address_is_set(lo) || lo.family != hi.family || address_cmp(lo, hi) > 0)
		return false;
	*out = (struct range){ lo, hi };
	return true;
}

struct range range_from_cidr(struct cidr c)
{
	struct address mask = cidr_mask(c);
	struct range r = { c.addr, c.addr };
	size_t len = address_len(c.addr);

	for (size_t i = 0; i < len; i++)
		r.hi.bytes[i] = (uint8_t)(r.hi.bytes[i] | (uint8_t)~mask.bytes[i]);
	return r;
}

/* How many leading bits A and B share. */
static unsigned common_bits(struct address a, struct address b)
{
	size_t bits = address_len(a) * 8;
	unsigned i = 0;

	while (i < bits && ((a.bytes[i / 8] ^ b.bytes[i / 8]) & (0x80 >> i % 8)) == 0)
		i++;
	return i;
}

struct cidr range_cover(struct range r)
{
	struct cidr c;

	(void)cidr_make(r.lo, common_bits(r.lo, r.hi), &c, NULL);
	return c;
}

bool range_to_cidr(struct range r, struct cidr *out)
{
	*out = range_cover(r);
	return address_is_set(r.lo) && range_eq(range_from_cidr(*out), r);
}

bool range_parse(struct view text, struct range *out)
{
	const uint8_t *dash = text.len == 0 ? NULL : memchr(text.ptr, '-', text.len);
	size_t lo_len = dash == NULL ? 0 : (size_t)(dash - text.ptr);
	struct address lo, hi;
	struct cidr c;
	bool had_host_bits = false;

	*out = RANGE_UNSET;
	if (dash == NULL) {
		/* host bits: a range was meant, and it is not clear which */
		if (!cidr_parse(text, &c, &had_host_bits) || had_host_bits)
			return false;
		*out = range_from_cidr(c);
		return true;
	}
	return address_parse(view_slice(text, 0, lo_len), &lo) &&
	       address_parse(view_slice(text, lo_len + 1, text.len), &hi) &&
	       range_make(lo, hi, out);
}

void range_print(struct text *t, struct range r)
{
	struct cidr c;

	if (range_to_cidr(r, &c)) {
		cidr_print(t, c);
		return;
	}
	address_print(t, r.lo);
	if (!address_is_set(r.lo))
		return;
	text_char(t, '-');
	address_print(t, r.hi);
}

bool range_eq(struct range a, struct range b)
{
	return address_eq(a.lo, b.lo) && address_eq(a.hi, b.hi);
}

bool range_contains(struct range r, struct address a)
{
	return address_is_set(a) && a.family == r.lo.family && address_cmp(r.lo, a) <= 0 &&
	       address_cmp(a, r.hi) <= 0;
}

bool range_contains_range(struct range outer, struct range inner)
{
	return range_contains(outer, inner.lo) && range_contains(outer, inner.hi);
}

bool range_intersect(struct range a, struct range b, struct range *out)
{
	*out = RANGE_UNSET;
	if (a.lo.family != b.lo.family)
		return false;
	return range_make(address_cmp(a.lo, b.lo) > 0 ? a.lo : b.lo,
			  address_cmp(a.hi, b.hi) < 0 ? a.hi : b.hi, out);
}
