/* SPDX-License-Identifier: ISC
 *
 * test_env_control.c - clients of the control socket: slow ones, mad ones, too many.
 */
#include "testing/unit/env/env_testing.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control/control.h"
#include "env/control_server.h"

struct fixture {
	char dir[64], path[100];
	struct event_base *base;
	struct control_server *server;
	unsigned messages, gone;
	uint32_t last;
	char text[256];
	size_t answer;		/* bytes to answer each message with; 0: echo */
	bool close_after, inside;
};

static void on_message(void *ctx, uint32_t client, struct view json)
{
	struct fixture *f = ctx;
	char *big;

	f->messages++;
	f->last = client;
	snprintf(f->text, sizeof(f->text), "%.*s", (int)json.len, (const char *)json.ptr);
	f->inside = true;
	if (f->answer == 0) {
		control_server_send(f->server, client, json);
	} else {
		big = calloc(1, f->answer);
		memset(big, 'x', f->answer);
		control_server_send(f->server, client, view_make(big, f->answer));
		free(big);
	}
	if (f->close_after)
		control_server_close(f->server, client);
	f->inside = false;
}

static void on_gone(void *ctx, uint32_t client)
{
	struct fixture *f = ctx;

	(void)client;
	assert_false(f->inside);
	f->gone++;
}

static int setup(void **state)
{
	static struct fixture f;
	struct control_server_options o = { .on_message = on_message, .on_gone = on_gone, .ctx = &f };
	int fd;

	f = (struct fixture){ .base = event_base_new() };
	snprintf(f.dir, sizeof(f.dir), "/tmp/env-control.XXXXXX");
	assert_non_null(mkdtemp(f.dir));
	snprintf(f.path, sizeof(f.path), "%s/pluto.ctl", f.dir);
	assert_null(control_socket_open(f.path, &fd));
	o.base = f.base;
	assert_null(control_server_new(&o, fd, &f.server));
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	control_server_free(f->server);
	event_base_free(f->base);
	unlink(f->path);
	rmdir(f->dir);
	return 0;
}

static int client(const struct fixture *f)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", f->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text) + 1), strlen(text) + 1);
}

static void test_private(void **state)
{
	const struct fixture *f = *state;
	struct stat st;

	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
}

static void test_echo(void **state)
{
	struct fixture *f = *state;
	char buf[64];
	int fd = client(f);

	say(fd, "{}");
	turn_until(f->base, &f->messages, 1);
	assert_string_equal(f->text, "{}");
	assert_int_equal(read(fd, buf, sizeof(buf)), 3);
	/* two in one write, a third in pieces */
	assert_int_equal(write(fd, "{1}\0{2}\0{3", 10), 10);
	turn_until(f->base, &f->messages, 3);
	say(fd, "}");
	turn_until(f->base, &f->messages, 4);
	assert_string_equal(f->text, "{3}");
	close(fd);
	turn_until(f->base, &f->gone, 1);
}

static void test_closed_by_us(void **state)
{
	struct fixture *f = *state;
	char buf[64];
	int fd = client(f);

	f->close_after = true;
	say(fd, "{}");
	say(fd, "{}");
	turn_until(f->base, &f->messages, 1);
	turn_for(f->base, 50);
	assert_int_equal(f->messages, 1);
	assert_int_equal(read(fd, buf, sizeof(buf)), 3);
	/* The second was never read, so the end may come as a reset. */
	assert_true(read(fd, buf, sizeof(buf)) <= 0);
	assert_int_equal(f->gone, 0);	/* the daemon knows */
	close(fd);
}

/* One that does not read is cut off at the limit; another is served meanwhile. */
static void test_slow(void **state)
{
	struct fixture *f = *state;
	int slow = client(f), other;
	char buf[64];
	unsigned want = 0;

	f->answer = 1 << 20;
	for (int i = 0; i < 8 && f->gone == 0; i++) {
		if (write(slow, "{}", 3) != 3)
			break;
		turn_for(f->base, 20);
	}
	assert_int_equal(f->gone, 1);
	want = f->messages + 1;
	f->answer = 0;
	other = client(f);
	say(other, "{}");
	turn_until(f->base, &f->messages, want);
	assert_int_equal(read(other, buf, sizeof(buf)), 3);
	close(slow);
	close(other);
}

/* A client that reads gets megabytes whole. */
static void test_large(void **state)
{
	struct fixture *f = *state;
	static char buf[1 << 16];
	size_t got = 0;
	ssize_t n;
	int fd = client(f);

	f->answer = 3 << 20;
	say(fd, "{}");
	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 2000 && got <= f->answer; i++) {
		event_base_loop(f->base, EVLOOP_NONBLOCK);
		while ((n = read(fd, buf, sizeof(buf))) > 0)
			got += (size_t)n;
	}
	assert_int_equal(got, f->answer + 1);
	assert_int_equal(f->gone, 0);
	close(fd);
}

static void test_too_long(void **state)
{
	struct fixture *f = *state;
	static char buf[1 << 16];
	int fd = client(f);

	memset(buf, 'x', sizeof(buf));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 100 && f->gone == 0; i++) {
		(void)!write(fd, buf, sizeof(buf));
		turn_for(f->base, 5);
	}
	assert_int_equal(f->gone, 1);
	assert_int_equal(f->messages, 0);
	close(fd);
}

/* The 65th waits until one has gone. */
static void test_too_many(void **state)
{
	struct fixture *f = *state;
	int fd[CONTROL_CLIENTS_MAX + 1];

	for (int i = 0; i <= CONTROL_CLIENTS_MAX; i++) {
		fd[i] = client(f);
		say(fd[i], "{}");
		turn_for(f->base, 2);
	}
	turn_until(f->base, &f->messages, CONTROL_CLIENTS_MAX);
	turn_for(f->base, 50);
	assert_int_equal(f->messages, CONTROL_CLIENTS_MAX);
	close(fd[5]);
	turn_until(f->base, &f->messages, CONTROL_CLIENTS_MAX + 1);
	for (int i = 0; i <= CONTROL_CLIENTS_MAX; i++) {
		if (i != 5)
			close(fd[i]);
	}
}

/* A file that a dead daemon left is no obstacle. */
static void test_stale_file(void **state)
{
	struct fixture *f = *state;
	struct control_server_options o = { .base = f->base, .on_message = on_message, .on_gone = on_gone, .ctx = f };
	int fd;

	control_server_free(f->server);
	assert_int_equal(access(f->path, F_OK), 0);
	assert_null(control_socket_open(f->path, &fd));
	assert_null(control_server_new(&o, fd, &f->server));
	test_echo(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_private, setup, teardown),
		cmocka_unit_test_setup_teardown(test_echo, setup, teardown),
		cmocka_unit_test_setup_teardown(test_closed_by_us, setup, teardown),
		cmocka_unit_test_setup_teardown(test_slow, setup, teardown),
		cmocka_unit_test_setup_teardown(test_large, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_long, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stale_file, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
