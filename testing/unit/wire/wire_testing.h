/* SPDX-License-Identifier: ISC
 *
 * wire_testing.h - what the wire tests share: hex literals, exact copies that let a sanitizer see
 * every read beyond the end, and a small seeded random stream.
 */
#ifndef UNIT_WIRE_TESTING_H
#define UNIT_WIRE_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/ensure.h"
#include "wire/chain.h"
#include "wire/field.h"

static inline unsigned hex_digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a') + 10;
}

/* "21 00 000c" -> octets in BUF; blanks are free. */
static inline struct view hex(const char *text, uint8_t *buf, size_t cap)
{
	size_t len = 0;

	while (*text != '\0') {
		if (*text == ' ' || *text == '\n') {
			text++;
			continue;
		}
		assert_true(len < cap && text[1] != '\0');
		buf[len++] = (uint8_t)(hex_digit(text[0]) << 4 | hex_digit(text[1]));
		text += 2;
	}
	return view_make(buf, len);
}

/* A heap copy of exactly V's size; free(copy.ptr). */
static inline struct view exact(struct view v)
{
	uint8_t *p = malloc(v.len == 0 ? 1 : v.len);

	assert_non_null(p);
	if (v.len > 0)
		memcpy(p, v.ptr, v.len);
	/* an empty view must not even be looked at */
	return view_make(v.len == 0 ? p + 1 : p, v.len);
}

static inline void exact_free(struct view v)
{
	free((void *)(uintptr_t)(v.len == 0 ? v.ptr - 1 : v.ptr));
}

/* xorshift64*: the same numbers on every machine. */
static inline uint32_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * 0x2545F4914F6CDD1DULL) >> 32);
}

static inline size_t random_below(uint64_t *state, size_t limit)
{
	return limit == 0 ? 0 : next_random(state) % limit;
}

/* One payload of TYPE whose body is HEX_BODY, as a chain. */
static inline struct wire_result decode_one(struct arena *a, uint8_t type, const char *hex_body,
					    struct chain *c)
{
	static uint8_t body[65536], bytes[65536 + 8];
	struct view v = hex(hex_body, body, sizeof(body));
	struct writer w = writer_make(bytes, sizeof(bytes));
	struct chain_writer cw;

	writer_u8(&w, 0);
	cw = chain_writer_make(&w, 0);
	chain_put_raw(&cw, type, false, v);
	assert_true(writer_ok(&w));
	return chain_decode(a, type, view_make(bytes + 1, w.len - 1), c);
}

#endif
