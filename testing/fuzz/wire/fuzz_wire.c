/* SPDX-License-Identifier: ISC
 *
 * fuzz_wire.c - libFuzzer entry for the IKE header and the payload chain.  Oracle: whatever decodes
 * must describe, encode again, and decode to a chain of the same shape.  Aborts when it does not.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/chain.h"
#include "wire/field.h"
#include "wire/fragment.h"
#include "wire_seeds.h"

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* Encoding may widen nothing: reserved octets and unknown attributes shrink or stay. */
static size_t encode_again(const struct chain *c, uint8_t *first, uint8_t *buf, size_t cap)
{
	struct writer w = writer_make(buf, cap);
	struct chain_writer out;

	writer_u8(&w, 0);
	out = chain_writer_make(&w, 0);
	for (size_t i = 0; i < c->nr; i++) {
		const struct payload *p = &c->items[i];

		if (p->desc == NULL)
			chain_put_raw(&out, p->type, false, p->raw);
		else
			chain_put(&out, p->type, &p->body);
	}
	must(writer_ok(&w));
	*first = buf[0];
	return w.len;
}

static void describe_all(const struct chain *c)
{
	char line[256];
	struct text t = TEXT_OVER(line);

	chain_describe(&t, c);
	for (size_t i = 0; i < c->nr; i++) {
		t = TEXT_OVER(line);
		if (c->items[i].desc != NULL)
			field_describe(c->items[i].desc, &t, &c->items[i].body);
		must(strlen(line) == t.len);
	}
	chain_notify(c, N_COOKIE);
}

static void same_shape(const struct chain *a, const struct chain *b)
{
	must(a->nr == b->nr);
	for (size_t i = 0; i < a->nr; i++) {
		must(a->items[i].type == b->items[i].type);
		must(a->items[i].desc == b->items[i].desc);
	}
}

static void check_again(const struct chain *c, size_t size)
{
	struct arena arena = { 0 };
	uint8_t *buf = malloc(size + 1), first;
	struct chain again;
	size_t len;

	must(buf != NULL);
	len = encode_again(c, &first, buf, size + 1);
	must(chain_decode(&arena, first, view_make(buf + 1, len - 1), &again).error == WIRE_OK);
	same_shape(c, &again);
	free(buf);
	arena_fini(&arena);
}

static void try_fragment(const struct v2_skf *skf)
{
	struct fragments f = { 0 };
	struct bytes whole = { 0 };
	uint8_t inner;

	fragments_add(&f, skf->inner_first, skf->number, skf->total, skf->data);
	fragments_add(&f, 0, skf->total, skf->total, skf->data);
	fragments_take(&f, &inner, &whole);
	bytes_fini(&whole);
	fragments_fini(&f);
}

static void try_chain(uint8_t first, struct view bytes, int depth)
{
	struct arena arena = { 0 };
	struct chain c;
	struct wire_result r = chain_decode(&arena, first, bytes, &c);
	const struct payload *p;

	must(r.why != NULL && (r.error == WIRE_OK || (r.why[0] != '\0' && c.nr == 0)));
	if (r.error == WIRE_OK) {
		describe_all(&c);
		check_again(&c, bytes.len);
		p = chain_find(&c, V2_SK);
		if (p != NULL && depth < 2)
			try_chain(p->body.sk.inner_first, p->body.sk.data, depth + 1);
		p = chain_find(&c, V2_SKF);
		if (p != NULL)
			try_fragment(&p->body.skf);
	}
	arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view message = view_make(data, size);
	struct ike_header h;
	enum wire_error error = ike_header_decode(message, &h);

	/* a wrong length is as good as a right one to find holes in the chain */
	if (error == WIRE_OK || error == WIRE_LENGTH)
		try_chain(h.next_payload, view_slice(message, IKE_HEADER_LEN, size), 0);
	return 0;
}
