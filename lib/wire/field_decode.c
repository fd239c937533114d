/* SPDX-License-Identifier: ISC
 *
 * field_decode.c - bytes -> struct by table.  Reads only through struct reader; each item of a list
 * gets a reader of its own that ends where its length field says.  Must not know any payload.
 */
#include "wire/field.h"

#define ITEM_HEAD 4	/* no item of a list is shorter: its length field ends there */

/* What all levels of one body share. */
struct decoding {
	struct arena *arena;
	const char *why;
	uint8_t inner;
	bool last;	/* the item at hand is the last of its list */
};

static enum wire_error blame(struct decoding *d, enum wire_error error, const char *why)
{
	d->why = why;
	return error;
}

static void *member(void *body, size_t offset)
{
	return (char *)body + offset;
}

static bool read_number(struct reader *r, uint8_t width, uint32_t *out)
{
	uint8_t small;
	uint16_t medium;
	bool ok;

	if (width == 4)
		return reader_u32(r, out);
	if (width == 2) {
		ok = reader_u16(r, &medium);
		*out = medium;
		return ok;
	}
	ok = reader_u8(r, &small);
	*out = small;
	return ok;
}

static void store_number(void *to, uint8_t width, uint32_t value)
{
	if (width == 4)
		*(uint32_t *)to = value;
	else if (width == 2)
		*(uint16_t *)to = (uint16_t)value;
	else
		*(uint8_t *)to = (uint8_t)value;
}

static enum wire_error decode_uint(struct decoding *d, const struct field *f, uint32_t v, void *to)
{
	if (f->mask != 0)
		v &= f->mask;
	if (v < f->min || (f->max != 0 && v > f->max))
		return blame(d, WIRE_SYNTAX, "a number is out of its range");
	store_number(to, f->width, v);
	return WIRE_OK;
}

/* RFC 7296 3.3.1: the flag repeats what the lengths say. */
static enum wire_error decode_more(struct decoding *d, const struct field *f, uint32_t v)
{
	if (v >> 24 != (d->last ? 0 : f->min))
		return blame(d, WIRE_SYNTAX, "last-substructure flag contradicts the length");
	return WIRE_OK;
}

/* Fields of a fixed width. */
static enum wire_error decode_fixed(struct decoding *d, const struct field *f, struct reader *r,
				    void *body)
{
	void *to = member(body, f->offset);
	uint32_t v;

	if (f->kind == FIELD_ZERO || f->kind == FIELD_ITEM_LEN)
		return reader_skip(r, f->width) ? WIRE_OK :
						  blame(d, WIRE_SHORT, "ends in a fixed field");
	if (!read_number(r, f->width, &v))
		return blame(d, WIRE_SHORT, "ends in a fixed field");
	if (f->kind == FIELD_MORE)
		return decode_more(d, f, v);
	if (f->kind == FIELD_UINT)
		return decode_uint(d, f, v, to);
	if (f->kind == FIELD_LEN)
		((struct view *)to)->len = v;
	else
		*(size_t *)to = v;
	return WIRE_OK;
}

static enum wire_error decode_bytes(struct decoding *d, const struct field *f, struct reader *r,
				    void *body)
{
	struct view *to = member(body, f->offset);
	size_t len = to->len;

	if (!reader_view(r, len, to))
		return blame(d, WIRE_LENGTH, "announced bytes are not there");
	return WIRE_OK;
}

static enum wire_error decode_rest(struct decoding *d, const struct field *f, struct reader *r,
				   void *body)
{
	struct view *to = member(body, f->offset);

	*to = reader_rest(r);
	if (to->len < f->min)
		return blame(d, WIRE_SYNTAX, "data is too short");
	if (f->max != 0 && to->len > f->max)
		return blame(d, WIRE_SYNTAX, "data is too long");
	return WIRE_OK;
}

/* A reader for the next item of R; every item has at least its 4 octets with the length. */
static bool next_item(struct reader *r, const struct item_desc *item, struct reader *out)
{
	struct reader peek = *r;
	uint32_t head;
	size_t total;

	if (!reader_u32(&peek, &head))
		return false;
	total = (size_t)(head & 0xffff) + item->uncounted;
	return total >= ITEM_HEAD && reader_sub(r, total, out);
}

/* A COUNT row said how many: believed as far as they could be there at all. */
static enum wire_error trust_count(struct decoding *d, const struct field *f,
				   const struct reader *r, size_t nr)
{
	if (nr > reader_left(r) / ITEM_HEAD || (nr == 0 && reader_left(r) > 0))
		return blame(d, WIRE_LENGTH, "item count contradicts the length");
	if (nr > f->max)
		return blame(d, WIRE_TOO_MANY, "too many items in a list");
	return WIRE_OK;
}

/* Counts before anything is allocated, so that the list costs one allocation of the right size. */
static enum wire_error count_items(struct decoding *d, const struct field *f, struct reader r,
				   size_t *nr)
{
	struct reader sub;

	for (*nr = 0; reader_left(&r) > 0; ++*nr) {
		if (*nr == f->max)
			return blame(d, WIRE_TOO_MANY, "too many items in a list");
		if (!next_item(&r, f->item, &sub))
			return blame(d, WIRE_LENGTH, "length of an item is wrong");
	}
	return WIRE_OK;
}

static enum wire_error decode_table(struct decoding *d, const struct field_table *t,
				    struct reader *r, void *body);

static enum wire_error decode_items(struct decoding *d, const struct item_desc *item,
				    struct reader *r, char *items, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct reader sub;
		enum wire_error error;

		if (!next_item(r, item, &sub))
			return blame(d, WIRE_LENGTH, "length of an item is wrong");
		d->last = i + 1 == nr;
		error = decode_table(d, &item->fields, &sub, items + i * item->size);
		if (error != WIRE_OK)	/* too short for its fields: then its length lied */
			return error == WIRE_SHORT ? WIRE_LENGTH : error;
	}
	return WIRE_OK;
}

static enum wire_error decode_list(struct decoding *d, const struct field *f, struct reader *r,
				   void *body)
{
	size_t *nr = member(body, f->nr_offset);
	enum wire_error error;
	void *items;

	error = f->counted ? trust_count(d, f, r, *nr) : count_items(d, f, *r, nr);
	if (error != WIRE_OK)
		return error;
	if (*nr < f->min)
		return blame(d, WIRE_SYNTAX, "too few items in a list");
	if (*nr == 0)
		return WIRE_OK;
	items = arena_array(d->arena, *nr, f->item->size);
	if (items == NULL)
		return blame(d, WIRE_MEMORY, "out of memory");
	*(void **)member(body, f->offset) = items;
	return decode_items(d, f->item, r, items, *nr);
}

static enum wire_error decode_field(struct decoding *d, const struct field *f, struct reader *r,
				    void *body)
{
	switch (f->kind) {
	case FIELD_UINT:
	case FIELD_ZERO:
	case FIELD_LEN:
	case FIELD_COUNT:
	case FIELD_MORE:
	case FIELD_ITEM_LEN:
		return decode_fixed(d, f, r, body);
	case FIELD_BYTES:
		return decode_bytes(d, f, r, body);
	case FIELD_REST:
		return decode_rest(d, f, r, body);
	case FIELD_LIST:
		return decode_list(d, f, r, body);
	case FIELD_INNER:
		*(uint8_t *)member(body, f->offset) = d->inner;
		return WIRE_OK;
	case FIELD_CUSTOM:
		return f->ops->decode(r, body, &d->why);
	}
	return blame(d, WIRE_SYNTAX, "unknown field kind");
}

static enum wire_error decode_table(struct decoding *d, const struct field_table *t,
				    struct reader *r, void *body)
{
	for (size_t i = 0; i < t->nr; i++) {
		enum wire_error error = decode_field(d, &t->rows[i], r, body);

		if (error != WIRE_OK)
			return error;
	}
	if (reader_left(r) > 0)
		return blame(d, WIRE_LENGTH, "bytes after the last field");
	return WIRE_OK;
}

enum wire_error field_decode(const struct payload_desc *d, struct arena *a, struct view raw,
			     uint8_t inner, void *body, const char **why)
{
	struct decoding decoding = { .arena = a, .inner = inner };
	struct reader r = reader_make(raw);
	enum wire_error error = decode_table(&decoding, &d->fields, &r, body);

	if (error == WIRE_OK && d->check != NULL)
		error = d->check(body, &decoding.why);
	*why = decoding.why;
	return error;
}
