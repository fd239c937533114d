/* SPDX-License-Identifier: ISC
 *
 * writer.h - bounds-checked output cursor over a caller's buffer, big-endian.
 *
 * Layer:   base.
 * Errors:  sticky: once something did not fit, writer_ok() is false and nothing more is
 *          written.  Test once at the end.
 */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include "base/view.h"

struct writer {
	uint8_t *buf;
	size_t cap;
	size_t len;	/* written so far */
	bool full;	/* something did not fit */
};

struct writer writer_make(void *buf, size_t cap);
void writer_u8(struct writer *w, unsigned v);
void writer_u16(struct writer *w, unsigned v);
void writer_u32(struct writer *w, uint32_t v);
void writer_u64(struct writer *w, uint64_t v);
void writer_bytes(struct writer *w, const void *ptr, size_t len);
void writer_view(struct writer *w, struct view v);
void writer_zero(struct writer *w, size_t len);
/* Room for LEN bytes to be filled by the caller; NULL when full. */
uint8_t *writer_reserve(struct writer *w, size_t len);
/* Overwrites at OFFSET, which must already be written (else sets full). */
void writer_patch_u8(struct writer *w, size_t offset, unsigned v);
void writer_patch_u16(struct writer *w, size_t offset, unsigned v);
void writer_patch_u32(struct writer *w, size_t offset, uint32_t v);
bool writer_ok(const struct writer *w);
struct view writer_done(const struct writer *w);

#endif
