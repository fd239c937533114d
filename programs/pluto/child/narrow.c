/* SPDX-License-Identifier: ISC
 *
 * narrow.c - see narrow.h.
 */
#include "child/narrow.h"

static bool covered(const struct selector_set *set, const struct selector *s)
{
	for (size_t i = 0; i < set->nr; i++)
		if (selector_contains(&set->items[i], s))
			return true;
	return false;
}

/* Adds S unless something in the set already covers it; drops what S covers. */
static bool set_add(struct selector_set *set, const struct selector *s)
{
	size_t kept = 0;

	if (covered(set, s))
		return true;
	for (size_t i = 0; i < set->nr; i++)
		if (!selector_contains(s, &set->items[i]))
			set->items[kept++] = set->items[i];
	set->nr = kept;
	if (set->nr == LIMIT_TS_PER_SIDE)
		return false;
	set->items[set->nr++] = *s;
	return true;
}

enum narrow_result narrow_offer(const struct selector *ours, size_t nr, const struct v2_ts *offer,
				bool exact, struct selector_set *out)
{
	out->nr = 0;
	for (size_t i = 0; i < nr; i++) {
		for (size_t j = 0; j < offer->nr; j++) {
			struct selector both;

			if (offer->items[j].valid &&
			    selector_intersect(&ours[i], &offer->items[j].selector, &both) &&
			    !set_add(out, &both))
				return NARROW_TOO_MANY;
		}
		if (exact && !covered(out, &ours[i]))
			return out->nr == 0 ? NARROW_NONE : NARROW_SMALLER;
	}
	return out->nr == 0 ? NARROW_NONE : NARROW_OK;
}

enum narrow_result narrow_response(const struct selector *proposed, size_t nr,
				   const struct v2_ts *response, struct selector_set *out)
{
	out->nr = 0;
	for (size_t j = 0; j < response->nr; j++) {
		bool inside = false;

		if (!response->items[j].valid)
			return NARROW_NONE;
		for (size_t i = 0; i < nr && !inside; i++)
			inside = selector_contains(&proposed[i], &response->items[j].selector);
		if (!inside)
			return NARROW_NONE;
		if (!set_add(out, &response->items[j].selector))
			return NARROW_TOO_MANY;
	}
	return out->nr == 0 ? NARROW_NONE : NARROW_OK;
}
