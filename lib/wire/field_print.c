/* SPDX-License-Identifier: ISC
 *
 * field_print.c - a struct as one line for the log, and a table as tokens for a fuzzer.  Must not
 * know any payload.  Never prints content of views: it may be an identity or a key.
 */
#include "wire/field.h"

static const void *member(const void *body, size_t offset)
{
	return (const char *)body + offset;
}

static void describe_number(struct text *t, const struct field *f, const void *from)
{
	unsigned v = f->width == 4 ? *(const uint32_t *)from :
		     f->width == 2 ? *(const uint16_t *)from :
				     *(const uint8_t *)from;

	text_add(t, "%s=", f->name);
	if (f->names != NULL)
		name_print(t, f->names, v);
	else
		text_add(t, "%u", v);
}

static void describe_table(struct text *t, const struct field_table *table, const void *body);

static void describe_list(struct text *t, const struct field *f, const void *body)
{
	const char *items = *(const char *const *)member(body, f->offset);
	size_t nr = *(const size_t *)member(body, f->nr_offset);

	text_add(t, "%s[%zu]", f->name, nr);
	for (size_t i = 0; i < nr && !t->cut; i++) {
		text_char(t, '{');
		if (f->item->describe != NULL)
			f->item->describe(t, items + i * f->item->size);
		else
			describe_table(t, &f->item->fields, items + i * f->item->size);
		text_char(t, '}');
	}
}

/* False: nothing to say about this row. */
static bool describe_field(struct text *t, const struct field *f, const void *body)
{
	const void *from = member(body, f->offset);

	switch (f->kind) {
	case FIELD_ZERO:
	case FIELD_LEN:
	case FIELD_COUNT:
	case FIELD_MORE:
	case FIELD_ITEM_LEN:
	case FIELD_CUSTOM:
		return false;
	case FIELD_UINT:
	case FIELD_INNER:
		describe_number(t, f, from);
		return true;
	case FIELD_BYTES:
	case FIELD_REST:
		text_add(t, "%s[%zu]", f->name, ((const struct view *)from)->len);
		return true;
	case FIELD_LIST:
		describe_list(t, f, body);
		return true;
	}
	return false;
}

static void describe_table(struct text *t, const struct field_table *table, const void *body)
{
	bool some = false;

	for (size_t i = 0; i < table->nr && !t->cut; i++) {
		size_t before = t->len;

		if (some)
			text_char(t, ' ');
		if (describe_field(t, &table->rows[i], body)) {
			some = true;
			continue;
		}
		if (some && !t->cut) {	/* take the blank back */
			t->len = before;
			t->buf[before] = '\0';
		}
	}
}

void field_describe(const struct payload_desc *d, struct text *t, const void *body)
{
	text_add(t, "%s{", d->name);
	describe_table(t, &d->fields, body);
	text_char(t, '}');
}

struct tokens {
	field_token_fn *emit;
	void *ctx;
	const char *payload;
};

static void emit_number(const struct tokens *k, const char *name, uint8_t width, unsigned v)
{
	char label[64];
	uint8_t bytes[4];
	struct writer w = writer_make(bytes, sizeof(bytes));
	struct text t = TEXT_OVER(label);

	if (width == 4)
		writer_u32(&w, v);
	else if (width == 2)
		writer_u16(&w, v);
	else
		writer_u8(&w, v);
	text_add(&t, "%s_%s", k->payload, name);
	k->emit(k->ctx, label, writer_done(&w));
}

static void emit_field(const struct tokens *k, const struct field *f)
{
	unsigned top = f->width == 4 ? UINT32_MAX : f->width == 2 ? UINT16_MAX : UINT8_MAX;

	if (f->kind != FIELD_UINT && f->kind != FIELD_LEN && f->kind != FIELD_COUNT)
		return;
	for (size_t i = 0; f->names != NULL && i < f->names->nr; i++)
		emit_number(k, f->names->rows[i].name, f->width, f->names->rows[i].value);
	if (f->names != NULL)
		return;
	emit_number(k, f->name, f->width, f->min);
	emit_number(k, "top", f->width, f->max != 0 ? f->max : top);
}

static void emit_table(const struct tokens *k, const struct field_table *table)
{
	for (size_t i = 0; i < table->nr; i++) {
		const struct field *f = &table->rows[i];

		emit_field(k, f);
		if (f->kind == FIELD_LIST)
			emit_table(k, &f->item->fields);
	}
}

void field_dictionary(const struct payload_desc *d, field_token_fn *emit, void *ctx)
{
	struct tokens k = { .emit = emit, .ctx = ctx, .payload = d->name };

	emit_number(&k, "type", 1, d->type);
	emit_table(&k, &d->fields);
}
