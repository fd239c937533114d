/* SPDX-License-Identifier: ISC
 *
 * test_env_exec.c - scripts: their environment, output, time-out and end.
 */
#include "testing/unit/env/env_testing.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "env/exec_updown.h"

struct fixture {
	struct event_base *base;
	struct kept_log log;
	struct exec *exec;
	unsigned done;
	bool inside;		/* we are in a call of ours */
	struct exec_result last;
	char why[256];
	uint64_t tokens;	/* sum */
};

static void on_result(void *ctx, const struct exec_result *r)
{
	struct fixture *f = ctx;

	assert_false(f->inside);
	f->done++;
	f->last = *r;
	f->tokens += r->token;
	snprintf(f->why, sizeof(f->why), "%s", r->why);
}

static int setup(void **state)
{
	static struct fixture f;
	struct exec_options o = { .on_result = on_result, .ctx = &f };

	f = (struct fixture){ .base = event_base_new() };
	kept_init(&f.log);
	o.base = f.base;
	o.log = &f.log.sink;
	assert_null(exec_new(&o, &f.exec));
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	exec_free(f->exec);
	event_base_free(f->base);
	return 0;
}

static void start(struct fixture *f, const char *command, int timeout_ms)
{
	static const char *const env[] = { "PATH=/usr/bin:/bin", "PLUTO_VERB=up-host", NULL };
	const struct exec_request r = {
		.token = 7, .command = command, .env = env, .timeout = DURATION_MS(timeout_ms), .log_prefix = "\"t\": ",
	};

	f->inside = true;
	exec_updown(f->exec, &r);
	f->inside = false;
}

static void run(struct fixture *f, const char *command, int timeout_ms)
{
	f->done = 0;
	start(f, command, timeout_ms);
	turn_until(f->base, &f->done, 1);
	assert_int_equal(f->last.token, 7);
}

static void test_status(void **state)
{
	struct fixture *f = *state;

	run(f, "true", 1000);
	assert_int_equal(f->last.status, EXEC_EXITED);
	assert_int_equal(f->last.code, 0);
	run(f, "exit 42", 1000);
	assert_int_equal(f->last.status, EXEC_EXITED);
	assert_int_equal(f->last.code, 42);
	run(f, "kill -TERM $$", 1000);
	assert_int_equal(f->last.status, EXEC_SIGNALLED);
	assert_int_equal(f->last.code, SIGTERM);
	run(f, "/nonexistent/program", 1000);
	assert_int_equal(f->last.code, 127);
}

static void test_environment(void **state)
{
	struct fixture *f = *state;

	setenv("SECRET_OF_THE_DAEMON", "yes", 1);
	run(f, "env", 1000);
	assert_non_null(strstr(f->log.text, "\"t\": PLUTO_VERB=up-host\n"));
	assert_null(strstr(f->log.text, "SECRET"));
	/* stdin is empty, its own process group, no descriptors of the loop's, no blocked signals */
	run(f, "cat; echo fds $(ls -l /proc/self/fd | grep -c event); grep SigBlk /proc/self/status", 1000);
	assert_non_null(strstr(f->log.text, "\"t\": fds 0\n"));
	assert_non_null(strstr(f->log.text, "SigBlk:?0000000000000000"));
}

static void test_output_caps(void **state)
{
	struct fixture *f = *state;

	run(f, "i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; echo bad >&2", 4000);
	assert_int_equal(f->log.lines, EXEC_LINES_MAX);
	assert_non_null(strstr(f->log.text, "line 63 ...\n"));
	assert_null(strstr(f->log.text, "line 64"));
	kept_init(&f->log);
	run(f, "head -c 1000 /dev/zero | tr '\\0' x; echo; printf 'no newline'; echo err >&2", 2000);
	assert_int_equal(f->log.lines, 2);
	assert_true(strcspn(f->log.text, "\n") == strlen("\"t\": ") + EXEC_LINE_MAX);
	assert_non_null(strstr(f->log.text, "no newlineerr"));
}

static void test_timeout_kills_the_group(void **state)
{
	struct fixture *f = *state;
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	run(f, "sleep 30 & sleep 30; true", 200);
	clock_gettime(CLOCK_MONOTONIC, &b);
	assert_int_equal(f->last.status, EXEC_TIMED_OUT);
	assert_true(b.tv_sec - a.tv_sec < 3);
}

/* A grandchild that keeps the pipe does not keep us. */
static void test_background_child(void **state)
{
	struct fixture *f = *state;

	run(f, "sleep 2 & echo started", 3000);
	assert_int_equal(f->last.status, EXEC_EXITED);
	assert_non_null(strstr(f->log.text, "started"));
}

static void test_many(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 3 * EXEC_RUNNING_MAX; i++)
		start(f, "exit 3", 5000);
	turn_until(f->base, &f->done, 3 * EXEC_RUNNING_MAX);
	assert_int_equal(f->tokens, 7 * 3 * EXEC_RUNNING_MAX);
}

/* The built-in one is done at once, and told later. */
static void test_builtin(void **state)
{
	struct fixture *f = *state;

	start(f, NULL, 1000);
	assert_int_equal(f->done, 0);
	turn_until(f->base, &f->done, 1);
	assert_int_equal(f->last.status, EXEC_EXITED);
	assert_int_equal(f->last.code, 1);
	assert_string_equal(f->why, "there is no kernel to give routes to");
}

static void test_program_missing(void **state)
{
	struct fixture *f = *state;
	const char *const argv[] = { "/nonexistent/addconn", NULL };
	const struct exec_program p = { .argv = argv, .done = on_result, .ctx = f, .token = 9 };

	f->inside = true;
	exec_run(f->exec, &p);
	f->inside = false;
	turn_until(f->base, &f->done, 1);
	assert_int_equal(f->last.status, EXEC_NOT_STARTED);
	assert_int_equal(f->last.code, ENOENT);
	assert_int_equal(f->last.token, 9);
}

/* What runs when the daemon ends is killed, and nobody is told. */
static void test_end(void **state)
{
	struct fixture *f = *state;

	start(f, "sleep 30", 60000);
	start(f, "exit 0", 1000);
	turn_for(f->base, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_status, setup, teardown),
		cmocka_unit_test_setup_teardown(test_environment, setup, teardown),
		cmocka_unit_test_setup_teardown(test_output_caps, setup, teardown),
		cmocka_unit_test_setup_teardown(test_timeout_kills_the_group, setup, teardown),
		cmocka_unit_test_setup_teardown(test_background_child, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_builtin, setup, teardown),
		cmocka_unit_test_setup_teardown(test_program_missing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
