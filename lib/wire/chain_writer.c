/* SPDX-License-Identifier: ISC
 *
 * chain_writer.c - a chain of payloads -> bytes.  Each payload patches its type into the octet
 * that the one before it left open.  Errors are sticky in the writer.
 */
#include "wire/chain.h"
#include "wire/field.h"

#define CRITICAL_BIT 0x80
#define NEXT_NOWHERE SIZE_MAX	/* after SK: a further payload makes the writer full */

struct chain_writer chain_writer_make(struct writer *w, size_t next_at)
{
	return (struct chain_writer){ .w = w, .next_at = next_at };
}

/* Writes the generic header with a length of 0; its offset. */
static size_t open_payload(struct chain_writer *c, uint8_t type, uint8_t next, bool critical)
{
	size_t start = c->w->len;

	writer_patch_u8(c->w, c->next_at, type);
	writer_u8(c->w, next);
	writer_u8(c->w, critical ? CRITICAL_BIT : 0);
	writer_u16(c->w, 0);
	c->next_at = start;
	return start;
}

static void close_payload(struct writer *w, size_t start)
{
	if (!writer_ok(w))
		return;
	if (w->len - start > UINT16_MAX)
		w->full = true;
	else
		writer_patch_u16(w, start + 2, (unsigned)(w->len - start));
}

void chain_put(struct chain_writer *c, uint8_t type, const union v2_body *body)
{
	const struct payload_desc *d = v2_payload_desc(type);
	size_t start;

	if (d == NULL) {
		c->w->full = true;
		return;
	}
	start = open_payload(c, type, field_inner(d, body), false);
	field_encode(d, c->w, body);
	close_payload(c->w, start);
	if (d->ends_chain)
		c->next_at = NEXT_NOWHERE;
}

void chain_put_notify(struct chain_writer *c, uint8_t protocol, uint16_t type, struct view spi,
		      struct view data)
{
	union v2_body body = {
		.notify = { .protocol = protocol, .type = type, .spi = spi, .data = data },
	};

	chain_put(c, V2_N, &body);
}

void chain_put_raw(struct chain_writer *c, uint8_t type, bool critical, struct view body)
{
	size_t start = open_payload(c, type, V2_NONE, critical);

	writer_view(c->w, body);
	close_payload(c->w, start);
}

struct chain_sk chain_open_sk(struct chain_writer *c)
{
	size_t start = open_payload(c, V2_SK, V2_NONE, false);

	c->next_at = NEXT_NOWHERE;
	return (struct chain_sk){ .header_at = start, .inner = chain_writer_make(c->w, start) };
}

void chain_close_sk(struct chain_sk *sk)
{
	close_payload(sk->inner.w, sk->header_at);
	sk->inner.next_at = NEXT_NOWHERE;
}
