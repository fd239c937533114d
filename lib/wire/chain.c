/* SPDX-License-Identifier: ISC
 *
 * chain.c - bytes -> a chain of payloads.  Two passes: the first walks the generic headers, counts
 * and refuses what is broken before anything is allocated; the second decodes the bodies by their
 * tables.  Must not know which payloads belong together.
 */
#include "wire/chain.h"

#include "base/reader.h"
#include "wire/field.h"

#define CRITICAL_BIT 0x80	/* RFC 7296 3.2; the other seven are ignored */
#define GENERIC_LEN 4

struct generic {
	uint8_t next;
	bool critical;
	struct view body;
};

static struct wire_result result(enum wire_error error, uint8_t payload, const char *why)
{
	return (struct wire_result){ .error = error, .payload = payload, .why = why };
}

static struct wire_result result_ok(void)
{
	return result(WIRE_OK, 0, "");
}

static struct wire_result read_generic(struct reader *r, uint8_t type, struct generic *g)
{
	uint8_t flags;
	uint16_t len;

	if (!reader_u8(r, &g->next) || !reader_u8(r, &flags) || !reader_u16(r, &len))
		return result(WIRE_SHORT, type, "ends before a payload that was announced");
	if (len < GENERIC_LEN)
		return result(WIRE_LENGTH, type, "payload length is less than its header");
	if (!reader_view(r, (size_t)len - GENERIC_LEN, &g->body))
		return result(WIRE_LENGTH, type, "payload reaches beyond the end");
	g->critical = (flags & CRITICAL_BIT) != 0;
	return result_ok();
}

static bool ends_chain(uint8_t type)
{
	const struct payload_desc *d = v2_payload_desc(type);

	return d != NULL && d->ends_chain;
}

/* The type after the payload of TYPE: SK's next-payload octet names what is inside it. */
static uint8_t next_type(uint8_t type, const struct generic *g)
{
	return ends_chain(type) ? (uint8_t)V2_NONE : g->next;
}

/* First pass. */
static struct wire_result chain_walk(uint8_t type, struct reader r, size_t *nr)
{
	for (*nr = 0; type != V2_NONE; ++*nr) {
		struct generic g;
		struct wire_result res;

		if (*nr == CHAIN_MAX_PAYLOADS)
			return result(WIRE_TOO_MANY, type, "too many payloads");
		res = read_generic(&r, type, &g);
		if (res.error != WIRE_OK)
			return res;
		if (g.critical && v2_payload_desc(type) == NULL)
			return result(WIRE_CRITICAL, type, "unknown critical payload");
		type = next_type(type, &g);
	}
	if (reader_left(&r) > 0)
		return result(WIRE_LENGTH, 0, "bytes after the last payload");
	return result_ok();
}

static struct wire_result decode_body(struct arena *a, struct payload *p, uint8_t next)
{
	const char *why = "";
	enum wire_error error;

	p->desc = v2_payload_desc(p->type);
	if (p->desc == NULL)
		return result_ok();
	error = field_decode(p->desc, a, p->raw, next, &p->body, &why);
	if (error == WIRE_OK)
		return result_ok();
	return (struct wire_result){ .error = error, .payload = p->type, .inside = true, .why = why };
}

/* Second pass; the walk has seen that all headers are there. */
static struct wire_result decode_bodies(struct arena *a, uint8_t type, struct view bytes,
					struct chain *c)
{
	struct reader r = reader_make(bytes);

	for (size_t i = 0; i < c->nr; i++) {
		struct payload *p = &c->items[i];
		struct wire_result res;
		struct generic g;

		p->type = type;
		p->offset = bytes.len - reader_left(&r);
		res = read_generic(&r, type, &g);
		if (res.error != WIRE_OK)
			return res;
		p->critical = g.critical;
		p->raw = g.body;
		res = decode_body(a, p, g.next);
		if (res.error != WIRE_OK)
			return res;
		type = next_type(type, &g);
	}
	return result_ok();
}

struct wire_result chain_decode(struct arena *a, uint8_t first, struct view bytes,
				struct chain *out)
{
	struct wire_result res;

	*out = (struct chain){ 0 };
	res = chain_walk(first, reader_make(bytes), &out->nr);
	if (res.error == WIRE_OK && out->nr > 0) {
		out->items = arena_array(a, out->nr, sizeof(*out->items));
		res = out->items == NULL ? result(WIRE_MEMORY, 0, "out of memory") :
					   decode_bodies(a, first, bytes, out);
	}
	if (res.error != WIRE_OK)
		*out = (struct chain){ 0 };
	return res;
}

static const struct payload *find_from(const struct chain *c, size_t i, uint8_t type)
{
	for (; i < c->nr; i++) {
		if (c->items[i].type == type)
			return &c->items[i];
	}
	return NULL;
}

const struct payload *chain_find(const struct chain *c, uint8_t type)
{
	return find_from(c, 0, type);
}

const struct payload *chain_find_next(const struct chain *c, const struct payload *after,
				      uint8_t type)
{
	return find_from(c, (size_t)(after - c->items) + 1, type);
}

const struct v2_notify *chain_notify(const struct chain *c, uint16_t type)
{
	const struct payload *p = chain_find(c, V2_N);

	while (p != NULL && p->body.notify.type != type)
		p = chain_find_next(c, p, V2_N);
	return p == NULL ? NULL : &p->body.notify;
}

size_t chain_count(const struct chain *c, uint8_t type)
{
	size_t nr = 0;

	for (size_t i = 0; i < c->nr; i++)
		nr += c->items[i].type == type;
	return nr;
}

static void payload_describe(struct text *t, const struct payload *p)
{
	if (p->desc == NULL) {
		text_add(t, "?%u", p->type);
		return;
	}
	text_str(t, p->desc->name);
	if (p->type != V2_N)
		return;
	text_char(t, '(');
	name_print(t, &v2_notify_names, p->body.notify.type);
	text_char(t, ')');
}

void chain_describe(struct text *t, const struct chain *c)
{
	for (size_t i = 0; i < c->nr && !t->cut; i++) {
		if (i > 0)
			text_char(t, ' ');
		payload_describe(t, &c->items[i]);
	}
}
