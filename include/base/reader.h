/* SPDX-License-Identifier: ISC
 *
 * reader.h - bounds-checked cursor over bytes from outside, big-endian.
 *
 * Layer:   base.
 * Errors:  each read returns false and moves nothing when too few bytes are left; the
 *          result is then zeroed.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/view.h"

struct reader {
	const uint8_t *pos;
	const uint8_t *end;
};

struct reader reader_make(struct view v);
size_t reader_left(const struct reader *r);
__attribute__((warn_unused_result)) bool reader_u8(struct reader *r, uint8_t *out);
__attribute__((warn_unused_result)) bool reader_u16(struct reader *r, uint16_t *out);
__attribute__((warn_unused_result)) bool reader_u24(struct reader *r, uint32_t *out);
__attribute__((warn_unused_result)) bool reader_u32(struct reader *r, uint32_t *out);
__attribute__((warn_unused_result)) bool reader_u64(struct reader *r, uint64_t *out);
__attribute__((warn_unused_result)) bool reader_skip(struct reader *r, size_t len);
/* Borrows LEN bytes. */
__attribute__((warn_unused_result)) bool reader_view(struct reader *r, size_t len, struct view *out);
__attribute__((warn_unused_result)) bool reader_copy(struct reader *r, void *out, size_t len);
/* A cursor of its own over the next LEN bytes, which R skips. */
__attribute__((warn_unused_result)) bool reader_sub(struct reader *r, size_t len, struct reader *out);
/* All that is left; R ends up empty. */
struct view reader_rest(struct reader *r);

#endif
