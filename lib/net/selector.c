/* SPDX-License-Identifier: ISC
 *
 * selector.c - one side of a traffic selector: addresses, protocol, ports.
 *
 * May use:   base, range, protocol.
 * Must not:  know connections or the wire form.
 */
#include "net/selector.h"

#include <string.h>

#include "net/protocol.h"

#define PORT_MAX 65535

static struct selector any_port(struct range addrs)
{
	return (struct selector){ .addrs = addrs, .port_hi = PORT_MAX };
}

struct selector selector_from_cidr(struct cidr c)
{
	return any_port(range_from_cidr(c));
}

struct selector selector_from_host(struct address a)
{
	return any_port((struct range){ a, a });
}

bool selector_is_set(const struct selector *s)
{
	return address_is_set(s->addrs.lo);
}

enum ip_family selector_family(const struct selector *s)
{
	return (enum ip_family)s->addrs.lo.family;
}

/* How many bytes of V come before the first of STOPS (or all). */
static size_t span(struct view v, const char *stops)
{
	size_t i = 0;

	while (i < v.len && (v.ptr[i] == '\0' || strchr(stops, v.ptr[i]) == NULL))
		i++;
	return i;
}

static bool is_mask(struct view word)
{
	for (size_t i = 0; i < word.len; i++) {
		if ((word.ptr[i] < '0' || word.ptr[i] > '9') && word.ptr[i] != '.')
			return false;
	}
	return word.len > 0;
}

static bool equals(struct view word, const char *s)
{
	return view_eq(word, view_str(s));
}

/* A port of 0 means any, as it does in the configuration files. Returns NULL or what is wrong. */
static const char *parse_port(struct view word, struct selector *s)
{
	uint16_t port;

	if (word.len == 0)
		return "the port after the protocol is missing";
	if (equals(word, "%any"))
		return NULL;
	if (equals(word, "%opaque")) {
		s->port_lo = PORT_MAX;
		s->port_hi = 0;
		return s->proto == PROTO_ANY ? "a port needs a protocol" : NULL;
	}
	if (!port_parse(word, &port))
		return "the port is neither a number up to 65535 nor a known service name";
	if (port == 0)
		return NULL;
	s->port_lo = s->port_hi = port;
	return s->proto == PROTO_ANY ? "a port needs a protocol" : NULL;
}

/* "PROTO[/PORT]" */
static const char *parse_protoport(struct view text, struct selector *s)
{
	size_t len = span(text, "/");

	if (len == 0)
		return "the protocol is missing";
	if (!protocol_parse(view_slice(text, 0, len), &s->proto))
		return "the protocol is neither a number up to 255 nor a known name";
	return len == text.len ? NULL : parse_port(view_slice(text, len + 1, text.len), s);
}

/* Length of "ADDR[/PREFIX]" at the start of TEXT: what follows a slash is a prefix length if it
 * looks like one, else a protocol. */
static size_t address_span(struct view text)
{
	size_t slash = span(text, "/");
	struct view rest = view_slice(text, slash + 1, text.len);
	size_t len = span(rest, "/:");

	if (slash == text.len || !is_mask(view_slice(rest, 0, len)))
		return slash;
	return slash + 1 + len;
}

static const char *parse(struct view text, struct selector *s, bool *had_host_bits)
{
	size_t end = address_span(text);
	struct address a;
	struct cidr c;

	if (text.len == 0)
		return "the selector is empty";
	if (!address_parse(view_slice(text, 0, span(text, "/")), &a))
		return "the address is not a numeric IPv4 or IPv6 address";
	if (!cidr_parse(view_slice(text, 0, end), &c, had_host_bits))
		return "the prefix length does not fit the address";
	*s = selector_from_cidr(c);
	return end == text.len ? NULL : parse_protoport(view_slice(text, end + 1, text.len), s);
}

bool selector_parse(struct view text, struct selector *out, bool *had_host_bits, const char **why)
{
	bool had = false;
	struct selector s = { .proto = 0 };
	const char *wrong = parse(text, &s, &had);

	*out = wrong == NULL ? s : (struct selector){ .proto = 0 };
	if (had_host_bits != NULL)
		*had_host_bits = had;
	if (why != NULL)
		*why = wrong;
	return wrong == NULL;
}

static bool is_any_port(const struct selector *s)
{
	return s->port_lo == 0 && s->port_hi == PORT_MAX;
}

static bool is_opaque(const struct selector *s)
{
	return s->port_lo > s->port_hi;
}

void selector_print(struct text *t, const struct selector *s)
{
	range_print(t, s->addrs);
	if (s->proto == PROTO_ANY && is_any_port(s))
		return;
	text_char(t, '/');
	protocol_print(t, s->proto);
	if (is_any_port(s))
		return;
	if (is_opaque(s))
		text_str(t, "/%opaque");
	else if (s->port_lo == s->port_hi)
		text_add(t, "/%u", s->port_lo);
	else
		text_add(t, "/%u-%u", s->port_lo, s->port_hi);
}

bool selector_eq(const struct selector *a, const struct selector *b)
{
	return range_eq(a->addrs, b->addrs) && a->proto == b->proto && a->port_lo == b->port_lo &&
	       a->port_hi == b->port_hi;
}

/* RFC 4301 4.4.1.1: ANY also covers OPAQUE; OPAQUE and a port have nothing in common. */
static bool ports_intersect(const struct selector *a, const struct selector *b,
			    struct selector *out)
{
	if (is_opaque(a) || is_opaque(b)) {
		out->port_lo = PORT_MAX;
		out->port_hi = 0;
		return (is_opaque(a) || is_any_port(a)) && (is_opaque(b) || is_any_port(b));
	}
	out->port_lo = a->port_lo > b->port_lo ? a->port_lo : b->port_lo;
	out->port_hi = a->port_hi < b->port_hi ? a->port_hi : b->port_hi;
	return out->port_lo <= out->port_hi;
}

bool selector_intersect(const struct selector *a, const struct selector *b, struct selector *out)
{
	struct selector s = { .proto = a->proto != PROTO_ANY ? a->proto : b->proto };

	*out = (struct selector){ .proto = 0 };
	if (a->proto != PROTO_ANY && b->proto != PROTO_ANY && a->proto != b->proto)
		return false;
	if (!range_intersect(a->addrs, b->addrs, &s.addrs) || !ports_intersect(a, b, &s))
		return false;
	*out = s;
	return true;
}

bool selector_contains(const struct selector *outer, const struct selector *inner)
{
	struct selector common;

	return selector_intersect(outer, inner, &common) && selector_eq(&common, inner);
}
