/* SPDX-License-Identifier: ISC
 *
 * test_ensure.c - a failed expectation is logged, counted and refused; fatal in test builds
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ensure.h"

static void hear(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	(void)object;
	if (class == LOG_BUG && strstr(line, "1 == 2") != NULL && strstr(line, "test_ensure.c"))
		(*(int *)ctx)++;
}

static void test_holds(void **state)
{
	int heard = 0;
	struct log_sink sink = { .emit = hear, .ctx = &heard };
	struct logger l = { .sink = &sink };

	(void)state;
	assert_true(expect(&l, 1 == 1));
	assert_true(expect(NULL, 1 == 1));
	assert_int_equal(sink.count[LOG_BUG], 0);
}

/* In a child, because a test build ends there.  Exit status: how many were refused and heard. */
static int run_failing(void)
{
	int heard = 0;
	struct log_sink sink = { .emit = hear, .ctx = &heard };
	struct logger l = { .sink = &sink };
	bool refused;

	close(STDERR_FILENO);		/* no noise in the test log */
	refused = !expect(&l, 1 == 2);
	refused = !expect(NULL, 1 == 2) && refused;
	return refused && heard == 1 && sink.count[LOG_BUG] == 1 ? 42 : 1;
}

static void test_does_not_hold(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		_exit(run_failing());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
#ifdef CYGNET_DEBUG
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
#else
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_does_not_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
