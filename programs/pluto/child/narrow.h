/* SPDX-License-Identifier: ISC
 *
 * narrow.h - traffic selector negotiation (RFC 7296 2.9), pure.
 *
 * Layer:  child.
 */
#ifndef CHILD_NARROW_H
#define CHILD_NARROW_H

#include "core/limits.h"
#include "wire/v2_payloads.h"

struct selector_set {
	struct selector items[LIMIT_TS_PER_SIDE];
	size_t nr;
};

enum narrow_result {
	NARROW_OK,
	NARROW_NONE,		/* nothing in common: TS_UNACCEPTABLE */
	NARROW_SMALLER,		/* only a part of what is configured, and that is not allowed */
	NARROW_TOO_MANY,
};

/* Responder, one side: what of OFFER (the peer's TS payload) lies in the configured selectors.  The order is
 * ours.  EXACT: every configured selector must be covered whole (narrowing=no). */
enum narrow_result narrow_offer(const struct selector *ours, size_t nr, const struct v2_ts *offer, bool exact,
				struct selector_set *out);
/* Initiator, one side: the response must lie inside what we proposed. */
enum narrow_result narrow_response(const struct selector *proposed, size_t nr, const struct v2_ts *response,
				   struct selector_set *out);

#endif
