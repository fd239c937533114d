/* SPDX-License-Identifier: ISC
 *
 * fragment.c - RFC 7383: reassembly of decrypted fragments, and the plan for cutting a message.
 * Uses base only.  Must not know keys, timers or SAs.
 */
#include "wire/fragment.h"

#include <string.h>

#include "base/alloc.h"
#include "wire/isakmp.h"

#define GENERIC_LEN 4		/* generic payload header */
#define SKF_FIXED 4		/* fragment number and total */

static const struct name verdict_rows[] = {
	{ FRAGMENT_STORED, "stored" },
	{ FRAGMENT_COMPLETE, "complete" },
	{ FRAGMENT_DUPLICATE, "duplicate" },
	{ FRAGMENT_STALE, "of an older, coarser cut" },
	{ FRAGMENT_INVALID, "invalid" },
	{ FRAGMENT_TOO_MANY, "too many" },
	{ FRAGMENT_MEMORY, "out of memory" },
};
const struct names fragment_verdict_names = NAMES("fragment verdict", verdict_rows);

static uint64_t bit_of(uint16_t number)
{
	return (uint64_t)1 << (number - 1);
}

static uint64_t all_bits(uint16_t total)
{
	return total == 64 ? UINT64_MAX : ((uint64_t)1 << total) - 1;
}

enum fragment_verdict fragments_check(const struct fragments *f, uint8_t inner_first,
				      uint16_t number, uint16_t total)
{
	if (number == 0 || total == 0 || number > total)
		return FRAGMENT_INVALID;
	if (number > 1 && inner_first != 0)	/* RFC 7383 2.5: zero in all but the first */
		return FRAGMENT_INVALID;
	if (total > FRAGMENTS_MAX)
		return FRAGMENT_TOO_MANY;
	if (total < f->total)
		return FRAGMENT_STALE;
	if (total == f->total && (f->have & bit_of(number)) != 0)
		return FRAGMENT_DUPLICATE;
	return FRAGMENT_STORED;
}

void fragments_fini(struct fragments *f)
{
	for (size_t i = 0; f->parts != NULL && i < f->total; i++)
		bytes_fini(&f->parts[i]);
	mem_free(f->parts);
	*f = (struct fragments){ 0 };
}

/* RFC 7383 2.6: fragments of different totals never mix. */
static bool fragments_restart(struct fragments *f, uint16_t total)
{
	struct bytes *parts = mem_array(total, sizeof(*parts));

	if (parts == NULL)
		return false;
	fragments_fini(f);
	f->parts = parts;
	f->total = total;
	return true;
}

static enum fragment_verdict fragments_store(struct fragments *f, uint8_t inner_first,
					     uint16_t number, struct view plaintext)
{
	if (plaintext.len > FRAGMENTS_MAX_BYTES - f->bytes)
		return FRAGMENT_TOO_MANY;
	if (plaintext.len > 0 && !bytes_copy(&f->parts[number - 1], plaintext))
		return FRAGMENT_MEMORY;
	if (number == 1)
		f->inner_first = inner_first;
	f->bytes += plaintext.len;
	f->have |= bit_of(number);
	return f->have == all_bits(f->total) ? FRAGMENT_COMPLETE : FRAGMENT_STORED;
}

enum fragment_verdict fragments_add(struct fragments *f, uint8_t inner_first, uint16_t number,
				    uint16_t total, struct view plaintext)
{
	enum fragment_verdict verdict = fragments_check(f, inner_first, number, total);

	if (verdict != FRAGMENT_STORED)
		return verdict;
	if (plaintext.len > FRAGMENTS_MAX_BYTES)
		return FRAGMENT_TOO_MANY;
	if (total > f->total && !fragments_restart(f, total))
		return FRAGMENT_MEMORY;
	return fragments_store(f, inner_first, number, plaintext);
}

static void fragments_join(const struct fragments *f, uint8_t *to)
{
	for (size_t i = 0; i < f->total; i++) {
		if (f->parts[i].len > 0)
			memcpy(to, f->parts[i].ptr, f->parts[i].len);
		to += f->parts[i].len;
	}
}

bool fragments_take(struct fragments *f, uint8_t *inner_first, struct bytes *out)
{
	if (f->total == 0 || f->have != all_bits(f->total))
		return false;
	if (f->bytes > 0) {
		if (!bytes_alloc(out, f->bytes))
			return false;
		fragments_join(f, out->ptr);
	}
	*inner_first = f->inner_first;
	fragments_fini(f);
	return true;
}

/* Plaintext and pad length octet, rounded up to whole blocks. */
static size_t ciphertext_len(size_t len, const struct fragment_limits *l)
{
	size_t block = l->block == 0 ? 1 : l->block;

	return (len + 1 + block - 1) / block * block;
}

size_t fragment_whole_len(size_t len, const struct fragment_limits *l)
{
	return l->marker + IKE_HEADER_LEN + GENERIC_LEN + l->iv + ciphertext_len(len, l) + l->icv;
}

/* The most plaintext that one SKF message may hold; 0: nothing fits. */
static size_t chunk_max(const struct fragment_limits *l)
{
	size_t fixed = l->marker + IKE_HEADER_LEN + GENERIC_LEN + SKF_FIXED + l->iv + l->icv;
	size_t block = l->block == 0 ? 1 : l->block;
	size_t room;

	if (l->datagram <= fixed)
		return 0;
	room = (l->datagram - fixed) / block * block;
	return room <= 1 ? 0 : room - 1;	/* pad length octet */
}

bool fragment_plan_make(struct fragment_plan *out, size_t len, const struct fragment_limits *l)
{
	size_t chunk = chunk_max(l), nr;

	*out = (struct fragment_plan){ 0 };
	if (chunk == 0 || len > FRAGMENTS_MAX_BYTES)
		return false;
	nr = len == 0 ? 1 : (len + chunk - 1) / chunk;
	if (nr > FRAGMENTS_MAX)
		return false;
	out->chunk = chunk;
	out->nr = (uint16_t)nr;
	return true;
}

struct view fragment_plan_slice(const struct fragment_plan *p, struct view plaintext,
				uint16_t number)
{
	if (number == 0 || number > p->nr)
		return VIEW_EMPTY;
	return view_slice(plaintext, (size_t)(number - 1) * p->chunk, p->chunk);
}
