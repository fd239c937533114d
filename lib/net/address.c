/* SPDX-License-Identifier: ISC
 *
 * address.c - IP addresses as values, to and from text, bytes and sockaddr.
 *
 * May use:   base, inet_pton, inet_ntop.
 * Must not:  resolve names or ask the system which addresses exist.
 */
#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

struct address address_any(enum ip_family family)
{
	return (struct address){ .family = (uint8_t)family };
}

size_t address_len(struct address a)
{
	if (a.family == IP_V4)
		return 4;
	return a.family == IP_V6 ? 16 : 0;
}

struct view address_view(const struct address *a)
{
	return view_make(a->bytes, address_len(*a));
}

bool address_from_bytes(struct view v, struct address *out)
{
	*out = address_any(IP_UNSET);
	if (v.len != 4 && v.len != 16)
		return false;
	out->family = v.len == 4 ? IP_V4 : IP_V6;
	memcpy(out->bytes, v.ptr, v.len);
	return true;
}

bool address_parse(struct view text, struct address *out)
{
	char copy[ADDRESS_TEXT_MAX];

	*out = address_any(IP_UNSET);
	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	if (memchr(text.ptr, '\0', text.len) != NULL)
		return false;	/* inet_pton would stop there and be content */
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	if (inet_pton(AF_INET, copy, out->bytes) == 1)
		out->family = IP_V4;
	else if (inet_pton(AF_INET6, copy, out->bytes) == 1)
		out->family = IP_V6;
	else
		*out = address_any(IP_UNSET);
	return address_is_set(*out);
}

void address_print(struct text *t, struct address a)
{
	char buf[ADDRESS_TEXT_MAX];
	int af = a.family == IP_V4 ? AF_INET : AF_INET6;

	if (!address_is_set(a) || inet_ntop(af, a.bytes, buf, sizeof(buf)) == NULL)
		text_str(t, "<unset>");
	else
		text_str(t, buf);
}

bool address_eq(struct address a, struct address b)
{
	return address_cmp(a, b) == 0;
}

int address_cmp(struct address a, struct address b)
{
	if (a.family != b.family)
		return a.family < b.family ? -1 : 1;
	return view_cmp(address_view(&a), address_view(&b));
}

bool address_is_set(struct address a)
{
	return address_len(a) > 0;
}

bool address_is_any(struct address a)
{
	return address_is_set(a) && address_eq(a, address_any((enum ip_family)a.family));
}

bool address_is_loopback(struct address a)
{
	static const struct address v6 = { IP_V6, { [15] = 1 } };

	if (a.family == IP_V4)
		return a.bytes[0] == 127;
	return address_eq(a, v6);
}

/* Adds ADD (1, or 255, which is -1) from the last byte on, while a byte becomes WRAPPED. */
static bool step(struct address a, uint8_t add, uint8_t wrapped, struct address *out)
{
	size_t i = address_len(a);
	bool carry = true;

	while (carry && i > 0) {
		i--;
		a.bytes[i] = (uint8_t)(a.bytes[i] + add);
		carry = a.bytes[i] == wrapped;
	}
	*out = carry ? address_any(IP_UNSET) : a;
	return !carry;
}

bool address_next(struct address a, struct address *out)
{
	return step(a, 1, 0, out);
}

bool address_prev(struct address a, struct address *out)
{
	return step(a, 0xff, 0xff, out);
}

const char *family_name(enum ip_family family)
{
	switch (family) {
	case IP_UNSET:
		return "unset";
	case IP_V4:
		return "IPv4";
	case IP_V6:
		return "IPv6";
	}
	return "unset";
}

size_t address_to_sockaddr(struct address a, uint16_t port, struct sockaddr_storage *ss)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	memset(ss, 0, sizeof(*ss));
	if (a.family == IP_V4) {
		memcpy(&v4.sin_addr, a.bytes, 4);
		memcpy(ss, &v4, sizeof(v4));
		return sizeof(v4);
	}
	if (a.family == IP_V6) {
		memcpy(&v6.sin6_addr, a.bytes, 16);
		memcpy(ss, &v6, sizeof(v6));
		return sizeof(v6);
	}
	return 0;
}

bool address_from_sockaddr(const struct sockaddr_storage *ss, struct address *a, uint16_t *port)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	*a = address_any(IP_UNSET);
	*port = 0;
	if (ss->ss_family == AF_INET) {
		memcpy(&v4, ss, sizeof(v4));
		*port = ntohs(v4.sin_port);
		return address_from_bytes(view_make(&v4.sin_addr, 4), a);
	}
	if (ss->ss_family == AF_INET6) {
		memcpy(&v6, ss, sizeof(v6));
		*port = ntohs(v6.sin6_port);
		return address_from_bytes(view_make(&v6.sin6_addr, 16), a);
	}
	return false;
}
