/* SPDX-License-Identifier: ISC
 *
 * field_encode.c - struct -> bytes by table.  What the decoder would refuse is refused here too:
 * the writer turns full and the caller's single test at the end sees it.  Must not know any payload.
 */
#include "wire/field.h"

static const void *member(const void *body, size_t offset)
{
	return (const char *)body + offset;
}

static uint32_t load_number(const void *from, uint8_t width)
{
	if (width == 4)
		return *(const uint32_t *)from;
	if (width == 2)
		return *(const uint16_t *)from;
	return *(const uint8_t *)from;
}

static void put_number(struct writer *w, uint8_t width, size_t v)
{
	if (width < 4 && v >> (8 * width) != 0)
		w->full = true;
	else if (width == 4)
		writer_u32(w, (uint32_t)v);
	else if (width == 2)
		writer_u16(w, (unsigned)v);
	else
		writer_u8(w, (unsigned)v);
}

static void encode_uint(const struct field *f, struct writer *w, const void *body)
{
	uint32_t v = load_number(member(body, f->offset), f->width);

	if (v < f->min || (f->max != 0 && v > f->max) || (f->mask != 0 && (v & ~f->mask) != 0))
		w->full = true;
	put_number(w, f->width, v);
}

static void encode_rest(const struct field *f, struct writer *w, const void *body)
{
	const struct view *v = member(body, f->offset);

	if (v->len < f->min || (f->max != 0 && v->len > f->max))
		w->full = true;
	writer_view(w, *v);
}

static void encode_table(const struct field_table *t, struct writer *w, const void *body,
			 bool last);

static void encode_item(const struct item_desc *item, struct writer *w, const void *body, bool last)
{
	size_t start = w->len, len;

	encode_table(&item->fields, w, body, last);
	if (!writer_ok(w))
		return;
	len = w->len - start;
	if (len < item->uncounted || len - item->uncounted > UINT16_MAX)
		w->full = true;
	else
		writer_patch_u16(w, start + 2, (unsigned)(len - item->uncounted));
}

static void encode_list(const struct field *f, struct writer *w, const void *body)
{
	const char *items = *(const char *const *)member(body, f->offset);
	size_t nr = *(const size_t *)member(body, f->nr_offset);

	if (nr < f->min || nr > f->max)
		w->full = true;
	for (size_t i = 0; i < nr && writer_ok(w); i++)
		encode_item(f->item, w, items + i * f->item->size, i + 1 == nr);
}

static void encode_field(const struct field *f, struct writer *w, const void *body, bool last)
{
	const void *from = member(body, f->offset);

	switch (f->kind) {
	case FIELD_UINT:
		encode_uint(f, w, body);
		break;
	case FIELD_ZERO:
	case FIELD_ITEM_LEN:
		writer_zero(w, f->width);
		break;
	case FIELD_LEN:
		put_number(w, f->width, ((const struct view *)from)->len);
		break;
	case FIELD_BYTES:
		writer_view(w, *(const struct view *)from);
		break;
	case FIELD_REST:
		encode_rest(f, w, body);
		break;
	case FIELD_COUNT:
		put_number(w, f->width, *(const size_t *)from);
		break;
	case FIELD_LIST:
		encode_list(f, w, body);
		break;
	case FIELD_MORE:
		writer_u8(w, last ? 0 : f->min);
		writer_zero(w, 3);
		break;
	case FIELD_INNER:
		break;
	case FIELD_CUSTOM:
		f->ops->encode(w, body);
		break;
	}
}

static void encode_table(const struct field_table *t, struct writer *w, const void *body, bool last)
{
	for (size_t i = 0; i < t->nr && writer_ok(w); i++)
		encode_field(&t->rows[i], w, body, last);
}

void field_encode(const struct payload_desc *d, struct writer *w, const void *body)
{
	const char *why;

	if (d->check != NULL && d->check(body, &why) != WIRE_OK)
		w->full = true;
	encode_table(&d->fields, w, body, true);
}

uint8_t field_inner(const struct payload_desc *d, const void *body)
{
	for (size_t i = 0; i < d->fields.nr; i++) {
		const struct field *f = &d->fields.rows[i];

		if (f->kind == FIELD_INNER)
			return *(const uint8_t *)member(body, f->offset);
	}
	return 0;
}
