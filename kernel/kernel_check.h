/* SPDX-License-Identifier: ISC
 *
 * kernel_check.h - refuses what no kernel should be asked, before any backend sees it: so the
 * simulated kernel and the real one say no to the same requests.
 *
 * Layer:   kernel.  Pure.
 */
#ifndef KERNEL_KERNEL_CHECK_H
#define KERNEL_KERNEL_CHECK_H

#include "base/diag.h"
#include "kernel/kernel_types.h"

#define KERNEL_SPI_MIN	256	/* RFC 4303 2.1: 0..255 are reserved */

/* NULL when R makes sense. */
MUST_CHECK struct diag *kernel_check_request(const struct kernel_request *r);

/* All of a commit: 0, or -EINVAL (-E2BIG) with ERR (may be NULL) naming the first bad one.
 * Nothing of a commit that fails here may be done. */
MUST_CHECK int kernel_check_commit(const struct kernel_request *reqs, size_t nr,
				   struct kernel_error *err);

/* Fills *ERR (may be NULL): "<what the kernel said>", and returns -CODE. */
int kernel_error_set(struct kernel_error *err, size_t index, int code, const char *text);

#endif
