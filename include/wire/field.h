/* SPDX-License-Identifier: ISC
 *
 * field.h - the table engine: one table of fields per payload gives its decoder, encoder,
 *           one-line description and its share of the fuzz dictionary.
 *
 * Layer:  wire.  Knows nothing of single payloads or of IKE versions; those are tables.
 * Owner:  tables are const and static.  Decoded views borrow the message, lists live in the arena.
 * Rules:  a table is read top to bottom.  Nesting is as deep as the tables, never as deep as the
 *         bytes.  A list always reaches to the end of what holds it, and each of its items has a
 *         16-bit length at offset 2.
 */
#ifndef WIRE_FIELD_H
#define WIRE_FIELD_H

#include "base/arena.h"
#include "base/names.h"
#include "base/reader.h"
#include "base/writer.h"
#include "wire/isakmp.h"

enum field_kind {
	FIELD_UINT,	/* number of WIDTH octets <-> unsigned member of that size */
	FIELD_ZERO,	/* WIDTH octets: sent 0, ignored on receipt */
	FIELD_LEN,	/* length of the struct view member, whose bytes come later (FIELD_BYTES) */
	FIELD_BYTES,	/* the bytes that an earlier FIELD_LEN announced */
	FIELD_REST,	/* struct view member: all that is left, MIN..MAX bytes (MAX 0: any) */
	FIELD_COUNT,	/* number of items of the list whose size_t member this is */
	FIELD_LIST,	/* items up to the end, MIN..MAX of them */
	FIELD_MORE,	/* first 4 octets of an item: MIN when more items follow or 0 in the last,
			 * a reserved octet, length as FIELD_ITEM_LEN */
	FIELD_ITEM_LEN,	/* second 16 bits of an item: its length; the list engine does the work */
	FIELD_INNER,	/* not in the body: next-payload octet of the generic header (SK, SKF) */
	FIELD_CUSTOM,	/* what no table row can say; always the last row */
};

/* A FIELD_CUSTOM row.  BODY is the struct that the table describes.  For people it is the item's
 * describe that speaks. */
struct field_ops {
	/* Reads what it wants of R; leftovers are WIRE_LENGTH.  *WHY: constant text. */
	enum wire_error (*decode)(struct reader *r, void *body, const char **why);
	void (*encode)(struct writer *w, const void *body);
};

struct item_desc;

struct field {
	enum field_kind kind;
	uint8_t width;			/* octets on the wire; 0: none of its own */
	bool counted;			/* LIST: a FIELD_COUNT said how many */
	uint32_t mask;			/* UINT: bits that count on receipt; 0: all */
	uint32_t min, max;
	size_t offset;			/* of the member */
	size_t nr_offset;		/* LIST: of its size_t count */
	const char *name;
	const struct names *names;	/* UINT: what the numbers are called, or NULL */
	const struct item_desc *item;	/* LIST */
	const struct field_ops *ops;	/* CUSTOM */
};

struct field_table {
	const struct field *rows;
	size_t nr;
};

/* What a list holds. */
struct item_desc {
	const char *name;
	size_t size;			/* sizeof its struct */
	uint16_t uncounted;		/* octets of an item that its length field leaves out */
	struct field_table fields;
	void (*describe)(struct text *t, const void *item);	/* or NULL: by the table */
};

struct payload_desc {
	const char *name;		/* "KE" */
	uint8_t type;
	bool ends_chain;		/* SK, SKF: nothing may follow */
	const char *rfc;		/* "7296#3.4" */
	size_t size;			/* sizeof its struct */
	struct field_table fields;
	/* What joins several fields, or NULL; asked after decoding and before encoding. */
	enum wire_error (*check)(const void *body, const char **why);
};

#define FIELD_SIZEOF(S, m) sizeof(((S *)0)->m)
#define UINT(S, m, ...)                                                                            \
	{ .kind = FIELD_UINT, .width = FIELD_SIZEOF(S, m), .offset = offsetof(S, m), .name = #m,   \
	  __VA_ARGS__ }
#define ZERO(octets) { .kind = FIELD_ZERO, .width = (octets) }
/* LEN, COUNT: a number of OCTETS octets about the view / the list's size_t count M. */
#define LEN(octets, S, m)                                                                          \
	{ .kind = FIELD_LEN, .width = (octets), .offset = offsetof(S, m), .name = #m "_len" }
#define BYTES(S, m) { .kind = FIELD_BYTES, .offset = offsetof(S, m), .name = #m }
#define REST(S, m, ...) { .kind = FIELD_REST, .offset = offsetof(S, m), .name = #m, __VA_ARGS__ }
#define COUNT(octets, S, m)                                                                        \
	{ .kind = FIELD_COUNT, .width = (octets), .offset = offsetof(S, m), .name = #m }
#define LIST(S, m, nr_m, desc, ...)                                                                \
	{ .kind = FIELD_LIST, .offset = offsetof(S, m), .nr_offset = offsetof(S, nr_m),            \
	  .name = #m, .item = (desc), __VA_ARGS__ }
#define MORE(value) { .kind = FIELD_MORE, .width = 4, .min = (value) }
#define ITEM_LEN { .kind = FIELD_ITEM_LEN, .width = 2 }
#define INNER(S, m, ...)                                                                           \
	{ .kind = FIELD_INNER, .offset = offsetof(S, m), .name = #m, __VA_ARGS__ }
#define CUSTOM(text, table_ops) { .kind = FIELD_CUSTOM, .name = (text), .ops = (table_ops) }
#define FIELDS(rows_) { .rows = (rows_), .nr = sizeof(rows_) / sizeof((rows_)[0]) }
/* The part of a struct payload_desc / item_desc that every one has. */
#define PAYLOAD(S, rows_) .size = sizeof(S), .fields = FIELDS(rows_)
#define ITEM(S, rows_) .size = sizeof(S), .fields = FIELDS(rows_)

/* RAW is the body without the generic header, whose next-payload octet was INNER.  BODY is the
 * struct of D, zeroed.  On error *WHY is constant text. */
enum wire_error field_decode(const struct payload_desc *d, struct arena *a, struct view raw,
			     uint8_t inner, void *body, const char **why);
/* Appends the body.  What the table forbids is not written but makes W full. */
void field_encode(const struct payload_desc *d, struct writer *w, const void *body);
/* The FIELD_INNER octet of BODY, 0 when D has none. */
uint8_t field_inner(const struct payload_desc *d, const void *body);
/* "KE{group=CURVE25519 data[32]}" */
void field_describe(const struct payload_desc *d, struct text *t, const void *body);
/* Each token of D goes to EMIT: a label that is unique enough, and its octets. */
typedef void field_token_fn(void *ctx, const char *label, struct view token);
void field_dictionary(const struct payload_desc *d, field_token_fn *emit, void *ctx);

#endif
