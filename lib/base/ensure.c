/* SPDX-License-Identifier: ISC
 *
 * ensure.c - what happens when an expectation does not hold.
 *
 * May use:   log.
 * Must not:  end the process, except in test builds (CYGNET_DEBUG).
 */
#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef CYGNET_DEBUG
static void fatal_in_tests(const char *what, const char *file, int line)
{
	fprintf(stderr, "expectation failed: %s (%s:%d)\n", what, file, line);
	abort();
}
#else
static void fatal_in_tests(const char *what, const char *file, int line)
{
	(void)what;
	(void)file;
	(void)line;
}
#endif

bool expect_at(const struct logger *l, bool ok, const char *what, const char *file, int line)
{
	if (ok)
		return true;
	if (l != NULL)
		log_bug(l, "BUG: expectation failed: %s (%s:%d)", what, file, line);
	fatal_in_tests(what, file, line);
	return false;
}
