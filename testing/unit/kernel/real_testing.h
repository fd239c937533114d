/* SPDX-License-Identifier: ISC
 *
 * real_testing.h - a network namespace of one's own for tests that ask the running kernel.
 */
#ifndef TESTING_UNIT_KERNEL_REAL_TESTING_H
#define TESTING_UNIT_KERNEL_REAL_TESTING_H

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "testing/unit/kernel/kernel_testing.h"

#define SKIPPED 77

/* Leaves the host's own namespace alone.  False: not allowed, SKIP was printed (as root, or under
 * "unshare -r", it is allowed). */
static inline bool own_namespace(void)
{
	if (unshare(CLONE_NEWNET) == 0)
		return true;
	printf("SKIP: no network namespace: %s\n", strerror(errno));
	return false;
}

/* Sets the scene with iproute2, as a person would. */
static inline void run(const char *command)
{
	int rc = system(command);

	if (rc != 0)
		fail_msg("%s: status %d", command, rc);
}

/* What COMMAND prints contains WORD. */
static inline bool shows(const char *command, const char *word)
{
	static char buf[16384];
	FILE *f = popen(command, "r");
	size_t got;

	assert_non_null(f);
	got = fread(buf, 1, sizeof(buf) - 1, f);
	buf[got] = 0;
	pclose(f);
	return strstr(buf, word) != NULL;
}

#endif
