/* SPDX-License-Identifier: ISC
 *
 * diag.h - why a local operation failed, as a sentence that grows on its way up:
 * "adding connection \"x\": leftsubnet: prefix length 33 is too long".
 *
 * Layer:   base.
 * Owner:   a function that returns struct diag * gives it to the caller; NULL is success.
 *          Must be checked, then passed on or freed.
 * Errors:  when memory is short a constant diag is returned, never NULL.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/view.h"

struct diag;
#define MUST_CHECK __attribute__((warn_unused_result))

MUST_CHECK __attribute__((format(printf, 1, 2))) struct diag *diag_new(const char *format, ...);
/* Prefixes "WHAT: " to D (which it takes); NULL stays NULL. */
MUST_CHECK __attribute__((format(printf, 2, 3))) struct diag *diag_wrap(struct diag *d,
									  const char *format, ...);
/* The text; valid until diag_free(). */
const char *diag_text(const struct diag *d);
void diag_free(struct diag *d);
/* For code that goes on after a failure it has logged. */
void diag_fini(struct diag **d);
#define DIAG_AUTO __attribute__((cleanup(diag_fini))) struct diag *

#endif
