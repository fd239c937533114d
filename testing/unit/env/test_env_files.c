/* SPDX-License-Identifier: ISC
 *
 * test_env_files.c - the lock file, the log, the messages to the service manager, the clock.
 */
#include "testing/unit/env/env_testing.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "env/clock_sys.h"
#include "env/log_sinks.h"
#include "env/pidfile.h"
#include "env/sd_notify.h"

static char dir[64];

static int group_setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/env-files.XXXXXX");
	return mkdtemp(dir) == NULL;
}

static int group_teardown(void **state)
{
	(void)state;
	return rmdir(dir);
}

static const char *in_dir(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, buf, size - 1);

	assert_true(n >= 0);
	buf[n] = '\0';
	close(fd);
}

static void test_lock(void **state)
{
	struct pidfile a, b;
	bool running;
	char text[32], pid[32];
	struct diag *d;

	(void)state;
	assert_null(pidfile_lock(&a, dir, &running));
	assert_null(pidfile_write(&a));
	read_file(a.path, text, sizeof(text));
	snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
	assert_string_equal(text, pid);
	d = pidfile_lock(&b, dir, &running);
	assert_non_null(d);
	assert_true(running);
	diag_free(d);
	pidfile_release(&b);	/* not ours: stays */
	assert_int_equal(access(a.path, F_OK), 0);
	pidfile_release(&a);
	assert_int_equal(access(a.path, F_OK), -1);
}

/* The holder died: its file is there, its lock is not. */
static void test_stale_lock(void **state)
{
	struct pidfile a;
	bool running;
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		struct diag *d = pidfile_lock(&a, dir, &running);

		if (d == NULL)
			d = pidfile_write(&a);
		_exit(d != NULL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(access(in_dir("pluto.pid"), F_OK), 0);
	assert_null(pidfile_lock(&a, dir, &running));
	pidfile_release(&a);
}

static void test_no_directory(void **state)
{
	struct pidfile a;
	bool running;
	struct diag *d = pidfile_lock(&a, "/nonexistent", &running);

	(void)state;
	assert_non_null(d);
	assert_false(running);
	diag_free(d);
}

static void test_log(void **state)
{
	struct log_options o = { .file = in_dir("log") };
	struct log_sinks *s;
	struct logger l;
	char path[128], text[512];

	(void)state;
	snprintf(path, sizeof(path), "%s", o.file);
	assert_null(log_sinks_new(&o, &s));
	l = (struct logger){ .sink = log_sinks_sink(s), .prefix = "\"west\": " };
	log_note(&l, "up");
	read_file(path, text, sizeof(text));
	assert_string_equal(text, "");	/* not yet written */
	log_sinks_flush(s);
	read_file(path, text, sizeof(text));
	assert_string_equal(text, "\"west\": up\n");
	trace(&l, "not wanted");
	log_sinks_sink(s)->trace = true;
	trace(&l, "wanted");
	log_bug(&l, "odd");	/* is written at once */
	read_file(path, text, sizeof(text));
	assert_string_equal(text, "\"west\": up\n| \"west\": wanted\nEXPECTATION FAILED: \"west\": odd\n");
	log_sinks_free(s);
	/* again: appends, with time */
	o.file = path;
	o.times = true;
	assert_null(log_sinks_new(&o, &s));
	l.sink = log_sinks_sink(s);
	log_note(&l, "down");
	log_sinks_free(s);
	read_file(path, text, sizeof(text));
	assert_non_null(strstr(text, "up\n"));
	assert_int_equal(text[strlen(text) - strlen(".123456: \"west\": down\n")], '.');
	/* truncated */
	o.truncate = true;
	assert_null(log_sinks_new(&o, &s));
	log_sinks_free(s);
	read_file(path, text, sizeof(text));
	assert_string_equal(text, "");
	unlink(path);
}

static void test_much_log(void **state)
{
	struct log_options o = { .file = in_dir("log") };
	struct log_sinks *s;
	struct logger l;
	char path[128], line[1024];
	FILE *f;
	unsigned n = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s", o.file);
	assert_null(log_sinks_new(&o, &s));
	l = (struct logger){ .sink = log_sinks_sink(s) };
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (int i = 0; i < 1000; i++)
		log_note(&l, "%s", line);
	log_sinks_free(s);
	f = fopen(path, "r");
	while (fgets(line, sizeof(line), f) != NULL)
		n += strchr(line, '\n') != NULL;
	fclose(f);
	assert_int_equal(n, 1000);
	unlink(path);
}

static void test_log_refused(void **state)
{
	const struct log_options o = { .file = "/nonexistent/log" };
	struct log_sinks *s;
	struct diag *d = log_sinks_new(&o, &s);

	(void)state;
	assert_non_null(d);
	assert_null(s);
	diag_free(d);
}

static void test_notify(void **state)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	char text[64] = "";

	(void)state;
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", in_dir("notify"));
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	unsetenv("NOTIFY_SOCKET");
	sd_notify_state("READY=1");
	assert_int_equal(recv(fd, text, sizeof(text), 0), -1);
	setenv("NOTIFY_SOCKET", sun.sun_path, 1);
	sd_notify_state("READY=1");
	assert_int_equal(recv(fd, text, sizeof(text), 0), strlen("READY=1"));
	assert_string_equal(text, "READY=1");
	unsetenv("NOTIFY_SOCKET");
	close(fd);
	unlink(sun.sun_path);
}

static void test_clock(void **state)
{
	int fd = clock_timer_open();
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct monotime now = clock_now();

	(void)state;
	assert_true(fd >= 0);
	clock_timer_set(fd, monotime_add(now, DURATION_MS(30)));
	assert_int_equal(poll(&p, 1, 0), 0);
	assert_int_equal(poll(&p, 1, 2000), 1);
	assert_false(monotime_before(clock_now(), monotime_add(now, DURATION_MS(30))));
	clock_timer_clear(fd);
	assert_int_equal(poll(&p, 1, 0), 0);
	clock_timer_set(fd, (struct monotime){ now.us - 5 });	/* the past: at once */
	assert_int_equal(poll(&p, 1, 1000), 1);
	clock_timer_set(fd, MONOTIME_NEVER);
	assert_int_equal(poll(&p, 1, 20), 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_stale_lock),
		cmocka_unit_test(test_no_directory),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_much_log),
		cmocka_unit_test(test_log_refused),
		cmocka_unit_test(test_notify),
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
