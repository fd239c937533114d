/* SPDX-License-Identifier: ISC
 *
 * fragment.h - IKE fragmentation (RFC 7383): collects the decrypted fragments of one message, and
 *              plans how to cut one.
 *
 * Layer:  wire.  Pure: no timers, no keys.  The caller frees what never gets complete.
 * Rule:   only fragments whose ICV was good may be added (RFC 7383 2.6).
 */
#ifndef WIRE_FRAGMENT_H
#define WIRE_FRAGMENT_H

#include "base/bytes.h"
#include "base/names.h"

#define FRAGMENTS_MAX 64		/* fragments of a message, either direction */
#define FRAGMENTS_MAX_BYTES 65536	/* plaintext of a whole message */

enum fragment_verdict {
	FRAGMENT_STORED = 0,	/* _check: wanted, worth decrypting.  _add: kept, more to come */
	FRAGMENT_COMPLETE,	/* kept, and it was the last one missing: fragments_take() */
	FRAGMENT_DUPLICATE,	/* had it; the old one stays */
	FRAGMENT_STALE,		/* total is smaller than what we collect: drop */
	FRAGMENT_INVALID,	/* number or total 0, number > total, next payload in a later one */
	FRAGMENT_TOO_MANY,	/* above a cap */
	FRAGMENT_MEMORY,
};
extern const struct names fragment_verdict_names;

/* The fragments of one message (one message id, one direction); all-zero is empty. */
struct fragments {
	struct bytes *parts;	/* TOTAL of them, or NULL */
	uint64_t have;		/* bit number-1: parts[number-1] is there */
	size_t bytes;		/* sum of the parts */
	uint16_t total;		/* 0: none yet */
	uint8_t inner_first;	/* from fragment 1 */
};

/* What _add would say, before the work of decrypting; changes nothing. */
enum fragment_verdict fragments_check(const struct fragments *f, uint8_t inner_first,
				      uint16_t number, uint16_t total);
/* Copies PLAINTEXT (payload octets, padding removed).  A larger TOTAL than before throws away what
 * was collected: the peer has cut its message anew, smaller. */
enum fragment_verdict fragments_add(struct fragments *f, uint8_t inner_first, uint16_t number,
				    uint16_t total, struct view plaintext);
/* When complete: moves the joined plaintext into empty OUT, and empties F.  False: not complete, or
 * no memory (F stays). */
bool fragments_take(struct fragments *f, uint8_t *inner_first, struct bytes *out);
void fragments_fini(struct fragments *f);

/* What a datagram may hold, and what encryption adds to it. */
struct fragment_limits {
	size_t datagram;	/* most octets of UDP payload, marker included */
	size_t marker;		/* NON_ESP_MARKER_LEN or 0 */
	size_t iv, icv;		/* octets of each in an SKF payload */
	size_t block;		/* ciphertext is a multiple of this; 1 for AEAD */
};
struct fragment_plan {
	size_t chunk;		/* plaintext octets of each fragment but the last */
	uint16_t nr;		/* 1..FRAGMENTS_MAX */
};
/* How many SKF messages LEN octets of inner payloads need.  False: they do not fit. */
bool fragment_plan_make(struct fragment_plan *out, size_t len, const struct fragment_limits *l);
/* The octets of datagram that an unfragmented SK message of LEN octets of inner payloads takes. */
size_t fragment_whole_len(size_t len, const struct fragment_limits *l);
/* The part of PLAINTEXT for fragment NUMBER, 1..nr. */
struct view fragment_plan_slice(const struct fragment_plan *p, struct view plaintext,
				uint16_t number);

#endif
