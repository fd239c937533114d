/* SPDX-License-Identifier: ISC
 *
 * cidr.c - address blocks by prefix length.
 *
 * May use:   base, address.
 * Must not:  know of ranges that are no block (range.c).
 */
#include "net/cidr.h"

#include <string.h>

static unsigned address_bits(struct address a)
{
	return (unsigned)address_len(a) * 8;
}

/* The PREFIX leading bits set, of the family's length. */
static struct address mask_make(enum ip_family family, unsigned prefix)
{
	struct address mask = address_any(family);
	size_t len = address_len(mask);

	for (size_t i = 0; i < len && prefix > 0; i++) {
		unsigned bits = prefix < 8 ? prefix : 8;

		mask.bytes[i] = (uint8_t)(0xff00u >> bits);
		prefix -= bits;
	}
	return mask;
}

struct cidr cidr_host(struct address a)
{
	return (struct cidr){ .addr = a, .prefix = (uint8_t)address_bits(a) };
}

struct cidr cidr_all(enum ip_family family)
{
	return (struct cidr){ .addr = address_any(family), .prefix = 0 };
}

bool cidr_make(struct address a, unsigned prefix, struct cidr *out, bool *had_host_bits)
{
	struct address mask;
	bool had = false;

	*out = (struct cidr){ .prefix = 0 };
	if (!address_is_set(a) || prefix > address_bits(a))
		return false;
	mask = mask_make((enum ip_family)a.family, prefix);
	for (size_t i = 0; i < sizeof(a.bytes); i++) {
		had = had || (a.bytes[i] & ~mask.bytes[i]) != 0;
		a.bytes[i] &= mask.bytes[i];
	}
	*out = (struct cidr){ .addr = a, .prefix = (uint8_t)prefix };
	if (had_host_bits != NULL)
		*had_host_bits = had;
	return true;
}

/* One to three digits. */
static bool parse_number(struct view text, unsigned *prefix)
{
	unsigned value = 0;

	if (text.len == 0 || text.len > 3)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	}
	*prefix = value;
	return true;
}

/* "255.255.255.0", as old configurations have it: ones, then zeros. */
static bool parse_mask(struct view text, unsigned *prefix)
{
	struct address mask;

	if (!address_parse(text, &mask) || mask.family != IP_V4)
		return false;
	for (*prefix = 0; *prefix <= 32; (*prefix)++) {
		if (address_eq(mask, mask_make(IP_V4, *prefix)))
			return true;
	}
	return false;
}

bool cidr_parse(struct view text, struct cidr *out, bool *had_host_bits)
{
	const uint8_t *slash = text.len == 0 ? NULL : memchr(text.ptr, '/', text.len);
	size_t addr_len = slash == NULL ? text.len : (size_t)(slash - text.ptr);
	struct view rest = view_slice(text, addr_len + 1, text.len);
	struct address a;
	unsigned prefix;

	*out = (struct cidr){ .prefix = 0 };
	if (!address_parse(view_slice(text, 0, addr_len), &a))
		return false;
	if (slash == NULL)
		prefix = address_bits(a);
	else if (!parse_number(rest, &prefix) && !(a.family == IP_V4 && parse_mask(rest, &prefix)))
		return false;
	return cidr_make(a, prefix, out, had_host_bits);
}

void cidr_print(struct text *t, struct cidr c)
{
	address_print(t, c.addr);
	if (address_is_set(c.addr))
		text_add(t, "/%u", c.prefix);
}

bool cidr_eq(struct cidr a, struct cidr b)
{
	return a.prefix == b.prefix && address_eq(a.addr, b.addr);
}

bool cidr_contains(struct cidr c, struct address a)
{
	struct cidr block;

	if (!address_is_set(a) || a.family != c.addr.family)
		return false;
	return cidr_make(a, c.prefix, &block, NULL) && cidr_eq(block, c);
}

struct address cidr_mask(struct cidr c)
{
	return mask_make((enum ip_family)c.addr.family, c.prefix);
}
