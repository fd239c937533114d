/* SPDX-License-Identifier: ISC
 *
 * time.h - units are types: durations, monotonic instants, wall-clock instants.
 *
 * Layer:  base.  Nothing here reads a clock; that is env's.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct duration {
	int64_t us;	/* microseconds */
};
struct monotime {
	int64_t us;	/* since an unspecified start (boot); never goes back */
};
struct realtime {
	int64_t us;	/* since 1970-01-01 UTC; may jump */
};

#define US_PER_S 1000000LL
#define DURATION_MS(n) ((struct duration){ (int64_t)(n) * 1000 })
#define DURATION_S(n)  ((struct duration){ (int64_t)(n) * US_PER_S })
#define DURATION_ZERO  ((struct duration){ 0 })
#define MONOTIME_NEVER ((struct monotime){ INT64_MAX })

/* Saturating. */
struct monotime monotime_add(struct monotime t, struct duration d);
/* A - B, saturating. */
struct duration monotime_sub(struct monotime a, struct monotime b);
bool monotime_before(struct monotime a, struct monotime b);
struct duration duration_scale(struct duration d, unsigned factor);
struct duration duration_min(struct duration a, struct duration b);
bool duration_less(struct duration a, struct duration b);
int64_t duration_s(struct duration d);
/* "0.5s", "30s", "8h" ... shortest exact form. */
void duration_print(struct text *t, struct duration d);
/* "90", "1.5s", "500ms", "8h", "2 days"-style words without the blank (ipsec-conf.md 1.1);
 * BARE_US is the unit of a bare number, in microseconds.  False: not a duration. */
bool duration_parse(struct view v, int64_t bare_us, struct duration *out);

#endif
