/* SPDX-License-Identifier: ISC
 *
 * ensure.h - expect(): notices programmer errors, logs a BUG, and lets the caller refuse.
 *
 * Layer:  base.
 * Rule:   never abort() on anything that came from outside.  With CYGNET_DEBUG (tests) a
 *         failed expectation is fatal, so that it is found.
 *
 *	if (!expect(l, x != NULL)) return REFUSE;
 */
#ifndef BASE_ENSURE_H
#define BASE_ENSURE_H

#include "base/log.h"

/* L may be NULL (stderr is not used then; it is only counted by the sink if any). */
bool expect_at(const struct logger *l, bool ok, const char *what, const char *file, int line);
#define expect(l, x) expect_at((l), (x), #x, __FILE__, __LINE__)

#define ARRAY_NR(a) (sizeof(a) / sizeof((a)[0]))

#endif
