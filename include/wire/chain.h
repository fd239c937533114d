/* SPDX-License-Identifier: ISC
 *
 * chain.h - a chain of IKEv2 payloads <-> structs, driven by the payload tables.
 *
 * Layer:  wire.  Lengths, nesting, caps and unknown critical payloads are settled here; which
 *         payloads an exchange may have is pluto/ikev2/shapes.
 */
#ifndef WIRE_CHAIN_H
#define WIRE_CHAIN_H

#include "base/arena.h"
#include "wire/isakmp.h"
#include "wire/v2_payloads.h"

#define CHAIN_MAX_PAYLOADS 100	/* in one message; more is WIRE_TOO_MANY */

struct payload_desc;		/* wire/field.h */

struct payload {
	uint8_t type;			/* enum v2_payload_type, or unknown */
	bool critical;
	const struct payload_desc *desc;	/* NULL: unknown, not critical, to be ignored */
	struct view raw;		/* body without the generic header, as received */
	size_t offset;			/* of the generic header, from the start of the chain's bytes */
	union v2_body body;		/* when desc */
};

struct chain {
	struct payload *items;
	size_t nr;
};

struct wire_result {
	enum wire_error error;
	uint8_t payload;	/* type of the payload that is to blame, or 0 */
	bool inside;		/* the chain is whole, only the contents of that payload are wrong */
	const char *why;	/* constant text */
};

/* Decodes BYTES (everything after the IKE header, or a decrypted SK body) whose first payload has
 * type FIRST.  SK/SKF end the chain; bytes after the last payload are WIRE_LENGTH. */
struct wire_result chain_decode(struct arena *a, uint8_t first, struct view bytes, struct chain *out);
/* The first of TYPE, or NULL. */
const struct payload *chain_find(const struct chain *c, uint8_t type);
const struct payload *chain_find_next(const struct chain *c, const struct payload *after, uint8_t type);
/* The first notify of TYPE, or NULL. */
const struct v2_notify *chain_notify(const struct chain *c, uint16_t type);
size_t chain_count(const struct chain *c, uint8_t type);
/* "SA KE Ni N(COOKIE)" for logs. */
void chain_describe(struct text *t, const struct chain *c);

/* Writing: NEXT_AT is the offset in W of the octet that must hold the next payload's type. */
struct chain_writer {
	struct writer *w;
	size_t next_at;
};
/* NEXT_AT: 16 when the chain follows the IKE header at offset 0 of W. */
struct chain_writer chain_writer_make(struct writer *w, size_t next_at);
/* BODY is the struct of TYPE.  Overflow is sticky in W. */
void chain_put(struct chain_writer *c, uint8_t type, const union v2_body *body);
/* Shorthands. */
void chain_put_notify(struct chain_writer *c, uint8_t protocol, uint16_t type, struct view spi,
		      struct view data);
/* As chain_put, with the critical bit and an arbitrary raw body (tests, impairments). */
void chain_put_raw(struct chain_writer *c, uint8_t type, bool critical, struct view body);

/* An SK payload that is filled in place: open, append the IV to W, write the inner payloads with
 * the chain writer that open returned, append padding and ICV, close.  Nothing may follow it. */
struct chain_sk {
	size_t header_at;		/* of SK's generic header, in W */
	struct chain_writer inner;
};
struct chain_sk chain_open_sk(struct chain_writer *c);
/* Patches SK's length: all of W after header_at. */
void chain_close_sk(struct chain_sk *sk);

#endif
