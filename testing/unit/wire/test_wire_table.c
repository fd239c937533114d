/* SPDX-License-Identifier: ISC
 *
 * test_wire_table.c - properties that every payload table must have, driven by the tables: random
 * bodies survive encode + decode, no truncation decodes, no flipped bit reads out of bounds.
 */
#include "testing/fuzz/wire/wire_seeds.h"
#include "wire_testing.h"

#define ROUNDS 300

static uint8_t noise[65536];

struct gen {
	uint64_t random;
	struct arena arena;
};

static void *at(void *body, size_t offset)
{
	return (char *)body + offset;
}

static void fill_table(struct gen *g, const struct field_table *t, void *body);

static struct view random_view(struct gen *g, size_t min, size_t max)
{
	size_t len = min + random_below(&g->random, (max < min + 60 ? max - min : 60) + 1);

	return view_make(noise + random_below(&g->random, 1000), len);
}

static void fill_uint(struct gen *g, const struct field *f, void *to)
{
	uint32_t v = next_random(&g->random);

	if (f->names != NULL && v % 2 == 0)
		v = f->names->rows[v % f->names->nr].value;
	if (f->mask != 0)
		v &= f->mask;
	if (f->width < 4)
		v &= (1u << (8 * f->width)) - 1;
	if (v < f->min)
		v = f->min;
	if (f->width == 4)
		*(uint32_t *)to = v;
	else if (f->width == 2)
		*(uint16_t *)to = (uint16_t)v;
	else
		*(uint8_t *)to = (uint8_t)v;
}

/* What CUSTOM rows hold. */
static void fill_item_extra(struct gen *g, const struct item_desc *d, void *item)
{
	struct v2_transform *tr = item;
	struct v2_ts_item *ts = item;
	struct cidr c;

	if (strcmp(d->name, "transform") == 0)
		tr->key_bits = (uint16_t)(next_random(&g->random) % 2 * 256);
	if (strcmp(d->name, "selector") != 0)
		return;
	ts->valid = ts->type == TS_IPV4_ADDR_RANGE || ts->type == TS_IPV6_ADDR_RANGE;
	if (!ts->valid) {
		ts->selector = (struct selector){ 0 };
		return;
	}
	c = cidr_all(ts->type == TS_IPV4_ADDR_RANGE ? IP_V4 : IP_V6);
	ts->selector.addrs = range_from_cidr(c);
	ts->selector.addrs.lo.bytes[0] = (uint8_t)next_random(&g->random);
	ts->selector.port_hi = (uint16_t)next_random(&g->random);
	ts->selector.port_lo = (uint16_t)random_below(&g->random, ts->selector.port_hi + 1u);
}

static void fill_list(struct gen *g, const struct field *f, void *body)
{
	size_t nr = f->min + random_below(&g->random, 5);
	char *items = arena_array(&g->arena, nr + 1, f->item->size);

	assert_non_null(items);
	for (size_t i = 0; i < nr; i++) {
		fill_table(g, &f->item->fields, items + i * f->item->size);
		fill_item_extra(g, f->item, items + i * f->item->size);
	}
	*(void **)at(body, f->offset) = nr == 0 ? NULL : items;
	*(size_t *)at(body, f->nr_offset) = nr;
}

static void fill_table(struct gen *g, const struct field_table *t, void *body)
{
	for (size_t i = 0; i < t->nr; i++) {
		const struct field *f = &t->rows[i];
		void *to = at(body, f->offset);

		if (f->kind == FIELD_UINT)
			fill_uint(g, f, to);
		if (f->kind == FIELD_INNER)
			*(uint8_t *)to = (uint8_t)next_random(&g->random);
		if (f->kind == FIELD_BYTES)
			*(struct view *)to = random_view(g, 0, 60);
		if (f->kind == FIELD_REST)
			*(struct view *)to = random_view(g, f->min, f->max ? f->max : 2000);
		if (f->kind == FIELD_LIST)
			fill_list(g, f, body);
	}
}

/* What the check of a payload joins. */
static void fill_payload_extra(struct gen *g, uint8_t type, union v2_body *b)
{
	static uint8_t eap[64];

	if (type == V2_D) {
		b->del.spi_size %= 9;
		b->del.nr_spis %= 20;
		b->del.spis = view_make(noise, (size_t)b->del.spi_size * b->del.nr_spis);
	}
	if (type == V2_SKF && b->skf.number > b->skf.total)
		b->skf.number = b->skf.total;
	if (type == V2_EAP) {
		eap[0] = (uint8_t)next_random(&g->random);
		eap[3] = (uint8_t)(4 + random_below(&g->random, 60));
		b->eap.data = view_make(eap, eap[3]);
	}
}

static void same_table(const struct field_table *t, const void *a, const void *b);

static void same_item(const struct item_desc *d, const void *a, const void *b)
{
	const struct v2_ts_item *ta = a, *tb = b;
	const struct v2_transform *fa = a, *fb = b;

	same_table(&d->fields, a, b);
	if (strcmp(d->name, "transform") == 0) {
		assert_int_equal(fa->key_bits, fb->key_bits);
		assert_int_equal(fa->odd, fb->odd);
	}
	if (strcmp(d->name, "selector") == 0) {
		assert_int_equal(ta->valid, tb->valid);
		assert_true(!ta->valid || selector_eq(&ta->selector, &tb->selector));
	}
}

static void same_list(const struct field *f, const void *a, const void *b)
{
	size_t na = *(const size_t *)((const char *)a + f->nr_offset);
	size_t nb = *(const size_t *)((const char *)b + f->nr_offset);
	const char *ia = *(const char *const *)((const char *)a + f->offset);
	const char *ib = *(const char *const *)((const char *)b + f->offset);

	assert_int_equal(na, nb);
	for (size_t i = 0; i < na; i++)
		same_item(f->item, ia + i * f->item->size, ib + i * f->item->size);
}

static void same_table(const struct field_table *t, const void *a, const void *b)
{
	for (size_t i = 0; i < t->nr; i++) {
		const struct field *f = &t->rows[i];
		const void *pa = (const char *)a + f->offset, *pb = (const char *)b + f->offset;

		if (f->kind == FIELD_UINT)
			assert_memory_equal(pa, pb, f->width);
		if (f->kind == FIELD_INNER)
			assert_memory_equal(pa, pb, 1);
		if (f->kind == FIELD_BYTES || f->kind == FIELD_REST)
			assert_true(view_eq(*(const struct view *)pa, *(const struct view *)pb));
		if (f->kind == FIELD_LIST)
			same_list(f, a, b);
	}
}

/* BODY as the only payload of a chain; the chain's octets in BUF. */
static struct view encode_chain(const struct payload_desc *d, const union v2_body *body,
				uint8_t *buf, size_t cap)
{
	struct writer w = writer_make(buf, cap);
	struct chain_writer c;

	writer_u8(&w, 0);
	c = chain_writer_make(&w, 0);
	chain_put(&c, d->type, body);
	assert_true(writer_ok(&w));
	assert_int_equal(buf[0], d->type);
	return view_make(buf + 1, w.len - 1);
}

static void random_body(struct gen *g, const struct payload_desc *d, union v2_body *body)
{
	memset(body, 0, sizeof(*body));
	fill_table(g, &d->fields, body);
	fill_payload_extra(g, d->type, body);
}

static void round_trip(struct gen *g, const struct payload_desc *d)
{
	uint8_t buf[8192];
	union v2_body body;
	struct arena a = { 0 };
	struct chain c;
	struct wire_result r;
	struct view v;

	random_body(g, d, &body);
	v = exact(encode_chain(d, &body, buf, sizeof(buf)));
	r = chain_decode(&a, d->type, v, &c);
	assert_int_equal(r.error, WIRE_OK);
	assert_int_equal(c.nr, 1);
	assert_ptr_equal(c.items[0].desc, d);
	same_table(&d->fields, &body, &c.items[0].body);
	exact_free(v);
	arena_fini(&a);
}

static void random_bodies_survive(void **state)
{
	struct gen g = { .random = 1 };

	(void)state;
	for (size_t i = 0; i < v2_nr_payload_descs; i++) {
		for (int n = 0; n < ROUNDS; n++) {
			round_trip(&g, v2_payload_descs[i]);
			arena_fini(&g.arena);
		}
	}
}

static void truncate_chain(const struct payload_desc *d, struct view v)
{
	for (size_t len = 0; len < v.len; len++) {
		struct arena a = { 0 };
		struct view cut = exact(view_slice(v, 0, len));
		struct chain c;
		struct wire_result r = chain_decode(&a, d->type, cut, &c);

		assert_int_not_equal(r.error, WIRE_OK);
		assert_int_equal(r.payload, d->type);
		assert_int_equal(c.nr, 0);
		exact_free(cut);
		arena_fini(&a);
	}
}

/* Here the length field agrees with the cut: it may decode, but must stay inside. */
static void truncate_body(const struct payload_desc *d, struct view v)
{
	for (size_t len = 0; len < v.len - 4; len++) {
		struct arena a = { 0 };
		struct view cut = exact(view_slice(v, 4, len));
		union v2_body body = { 0 };
		const char *why = "";

		if (field_decode(d, &a, cut, 0, &body, &why) != WIRE_OK)
			assert_true(why != NULL && why[0] != '\0');
		exact_free(cut);
		arena_fini(&a);
	}
}

static void no_truncation_decodes(void **state)
{
	struct gen g = { .random = 2 };

	(void)state;
	for (size_t i = 0; i < v2_nr_payload_descs; i++) {
		for (int n = 0; n < 8; n++) {
			uint8_t buf[8192];
			union v2_body body;
			struct view v;

			random_body(&g, v2_payload_descs[i], &body);
			v = encode_chain(v2_payload_descs[i], &body, buf, sizeof(buf));
			truncate_chain(v2_payload_descs[i], v);
			truncate_body(v2_payload_descs[i], v);
			arena_fini(&g.arena);
		}
	}
}

static void storm(uint64_t *random, struct view seed)
{
	struct view v = exact(seed);
	uint8_t *bytes = (uint8_t *)(uintptr_t)v.ptr;
	size_t flips = 1 + random_below(random, 4);

	for (size_t i = 0; i < flips; i++) {
		uint8_t bit = (uint8_t)(1u << (next_random(random) % 8));

		bytes[16 + random_below(random, v.len - 16)] ^= bit;
	}
	LLVMFuzzerTestOneInput(v.ptr, v.len);
	exact_free(v);
}

/* The fuzzer's oracle aborts when something that decodes does not survive. */
static void flipped_bits(void **state)
{
	uint64_t random = 3;
	uint8_t buf[WIRE_SEED_MAX];
	const char *name;
	size_t len;

	(void)state;
	for (size_t i = 0; (len = wire_seed(i, buf, &name)) > 0; i++) {
		LLVMFuzzerTestOneInput(buf, len);
		for (int n = 0; n < 1000; n++)
			storm(&random, view_make(buf, len));
	}
}

static void encoder_refuses_what_decoder_refuses(void **state)
{
	static const struct {
		uint8_t type;
		union v2_body body;
	} bad[] = {
		{ V2_SA, { .sa = { NULL, 0 } } },
		{ V2_KE, { .ke = { 19, { NULL, 0 } } } },
		{ V2_NONCE, { .nonce = { { noise, 15 } } } },
		{ V2_NONCE, { .nonce = { { noise, 257 } } } },
		{ V2_D, { .del = { 3, 4, 2, { noise, 4 } } } },
		{ V2_N, { .notify = { .spi = { noise, 256 } } } },
		{ V2_TSI, { .ts = { NULL, 0 } } },
		{ V2_SKF, { .skf = { 0, 3, 2, { noise, 4 } } } },
		{ V2_SKF, { .skf = { 0, 0, 2, { noise, 4 } } } },
		{ V2_EAP, { .eap = { { noise, 3 } } } },
		{ V2_V, { .vid = { { noise, 65532 } } } },
		{ V2_GSPM, { .vid = { { noise, 1 } } } },
	};
	static uint8_t buf[70000];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(bad); i++) {
		struct writer w = writer_make(buf, sizeof(buf));
		struct chain_writer c;

		writer_u8(&w, 0);
		c = chain_writer_make(&w, 0);
		chain_put(&c, bad[i].type, &bad[i].body);
		assert_false(writer_ok(&w));
	}
}

static void count_tokens(void *ctx, const char *label, struct view token)
{
	size_t *nr = ctx;

	assert_true(label[0] != '\0' && token.len >= 1 && token.len <= 4);
	++*nr;
}

static void every_table_gives_tokens_and_text(void **state)
{
	struct gen g = { .random = 4 };

	(void)state;
	for (size_t i = 0; i < v2_nr_payload_descs; i++) {
		const struct payload_desc *d = v2_payload_descs[i];
		union v2_body body;
		char line[64];
		struct text t = TEXT_OVER(line);
		size_t nr = 0;

		field_dictionary(d, count_tokens, &nr);
		assert_true(nr >= 1);
		random_body(&g, d, &body);
		field_describe(d, &t, &body);
		assert_memory_equal(line, d->name, strlen(d->name));
		assert_int_equal(strlen(line), t.len);
		assert_ptr_equal(v2_payload_desc(d->type), d);
		arena_fini(&g.arena);
	}
}

int main(void)
{
	uint64_t random = 9;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_bodies_survive),
		cmocka_unit_test(no_truncation_decodes),
		cmocka_unit_test(flipped_bits),
		cmocka_unit_test(encoder_refuses_what_decoder_refuses),
		cmocka_unit_test(every_table_gives_tokens_and_text),
	};

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)next_random(&random);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
