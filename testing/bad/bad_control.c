/* SPDX-License-Identifier: ISC
 *
 * bad_control.c - T57: a control socket full of nonsense, of clients, and of clients that do not read.  IKE goes on.
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "bad_world.h"
#include "control/command.h"
#include "control/control.h"
#include "env/control_server.h"
#include "service/service.h"

static void say_json(struct world *w, uint32_t client, const char *text)
{
	pluto_on_control(w->p, client, view_str(text));
}

/* ---- messages ---- */

static const char *const garbage[] = {
	"", " ", "{", "}", "[]", "null", "7", "\"text\"", "{}", "{\"method\":7}", "{\"method\":null}", "{\"method\":\"\"}",
	"{\"method\":[\"org.cygnet.pluto.Status\"]}", "{\"parameters\":{}}",
	"{\"method\":\"org.cygnet.pluto.Status\",\"parameters\":7}",
	"{\"method\":\"org.cygnet.pluto.Status\",\"parameters\":[]}",
	"{\"method\":\"org.cygnet.pluto.Status\",\"parameters\":{}} and more",
	"{\"method\":\"org.cygnet.pluto.Status\",\"method\":\"org.cygnet.pluto.Status\"}",
	"{\"method\":\"\\u0000\"}", "{\"method\":\"\xff\xfe\"}", "{\"method\":\"org.cygnet.pluto.Status\"",
	"\x1f\x8b\x08\x00", "GET / HTTP/1.0\r\n\r\n",
};

/* Every one is refused: an error, and the client is closed. */
static void run_garbage(struct world *w, struct peer *p, const struct bad_case *c)
{
	(void)p;
	(void)c;
	for (size_t i = 0; i < ARRAY_NR(garbage); i++) {
		world_forget(w);
		say_json(w, 5, garbage[i]);
		assert_true(w->controls <= 1);
		if (w->closed != 1 && w->controls != 1)
			fail_msg("no answer to %s", garbage[i]);
		pluto_on_control_gone(w->p, 5);
	}
}

static void run_nested(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t len = c->a;
	char *text = mem_alloc(len + 1);

	(void)p;
	memset(text, '[', len);
	world_forget(w);
	pluto_on_control(w->p, 5, view_make(text, len));
	assert_int_equal(w->closed, 1);
	pluto_on_control_gone(w->p, 5);
	mem_free(text);
}

/* Values of a wrong type or of an unreasonable size for every parameter that some method has. */
static const char *const values[] = {
	"null", "7", "-1", "9223372036854775807", "1e308", "true", "\"\"", "[]", "{}", "[[[]]]", "[7]", "[{}]",
	"[{\"name\":7}]", "[{\"name\":\"x\",\"settings\":7}]", "[{\"name\":\"x\",\"settings\":{\"left\":7}}]",
	"{\"left\":\"\"}", "{\"\":\"\"}", "{\"nokeyword\":\"x\"}", "\"no such connection\"", "\"$99999999999999999999\"",
	"\"\\\"bad\\\"[4294967296]\"", "\"\\\"bad\\\"[\"",
};
static const char *const parameters[] = {
	"name", "after", "traffic", "settings", "replace", "connections", "async", "remote_host", "interface", "trace",
};

static const char *long_text(char *buf, size_t len)
{
	memset(buf, 'n', len);
	buf[0] = buf[len - 2] = '"';
	buf[len - 1] = '\0';
	return buf;
}

static void ask(struct world *w, const char *method, const char *parameter, const char *value)
{
	static char text[8192];

	world_forget(w);
	snprintf(text, sizeof(text), "{\"method\":\"%s.%s\",\"parameters\":{\"%s\":%s}}", CONTROL_INTERFACE, method,
		 parameter, value);
	say_json(w, 6, text);
	if (w->controls == 0)
		fail_msg("no answer to %s", text);
	pluto_on_control_gone(w->p, 6);
}

/* Not those whose plain call does its work: Shutdown ends the world; the others need a name to do anything. */
static void run_types(struct world *w, struct peer *p, const struct bad_case *c)
{
	char buf[4096];

	(void)p;
	(void)c;
	for (int m = METHOD_NONE + 1; m < METHOD_SHUTDOWN; m++) {
		for (size_t i = 0; i < ARRAY_NR(parameters); i++) {
			for (size_t v = 0; v < ARRAY_NR(values); v++)
				ask(w, control_methods[m].name, parameters[i], values[v]);
			ask(w, control_methods[m].name, parameters[i], long_text(buf, sizeof(buf)));
		}
	}
	ask(w, "Add", "settings", "{}");
	ask(w, "Nothing", "name", "\"bad\"");
	/* "x" from AddMany may have been added */
	say_json(w, 6, "{\"method\":\"org.cygnet.pluto.Delete\",\"parameters\":{\"name\":\"x\"}}");
	pluto_on_control_gone(w->p, 6);
}

/* A client that waits for a result says something else, or goes. */
static void run_out_of_step(struct world *w, struct peer *p, const struct bad_case *c)
{
	(void)p;
	world_forget(w);
	say_json(w, 8, "{\"method\":\"org.cygnet.pluto.Up\",\"parameters\":{\"name\":\"bad\"},\"more\":true}");
	world_forget(w);
	if (c->a == 0) {
		say_json(w, 8, "{\"method\":\"org.cygnet.pluto.Status\"}");
		assert_int_equal(w->closed, 1);
	}
	pluto_on_control_gone(w->p, 8);
	say_json(w, 9, "{\"method\":\"org.cygnet.pluto.Down\",\"parameters\":{\"name\":\"bad\"}}");
	pluto_on_control_gone(w->p, 9);
	world_pass(w, DURATION_S(40));
	assert_int_equal(ike_nr(w->p), 1);
}

static void run_crowd(struct world *w, struct peer *p, const struct bad_case *c)
{
	size_t answered = 0, refused = 0;

	(void)p;
	for (uint32_t id = 100; id < 100 + c->a; id++) {
		world_forget(w);
		say_json(w, id, "{\"method\":\"org.cygnet.pluto.Counters\"}");
		answered += w->closed == 0;
		refused += w->closed;
	}
	assert_int_equal(answered, SERVICE_CLIENTS_MAX);
	assert_int_equal(refused, c->a - SERVICE_CLIENTS_MAX);
	for (uint32_t id = 100; id < 100 + c->a; id++)
		pluto_on_control_gone(w->p, id);
	world_forget(w);
	say_json(w, 7, "{\"method\":\"org.cygnet.pluto.Counters\"}");
	assert_int_equal(w->closed, 0);
	pluto_on_control_gone(w->p, 7);
}

static void t57_messages(void **state)
{
	static const struct bad_case cases[] = {
		{ "garbage", run_garbage },
		{ "100,000 brackets", run_nested, .a = 100000, .repeat = 50 },
		{ "a message of 1 MiB", run_nested, .a = CONTROL_MESSAGE_MAX, .repeat = 10 },
		{ "a message of 2 MiB", run_nested, .a = 2 * CONTROL_MESSAGE_MAX, .repeat = 10 },
		{ "wrong types everywhere", run_types, .repeat = 4 },
		{ "a second request while one runs", run_out_of_step, .a = 0, .repeat = 30 },
		{ "gone while one runs", run_out_of_step, .a = 1, .repeat = 30 },
		{ "1,000 clients", run_crowd, .a = 1000, .repeat = 20 },
	};

	(void)state;
	RUN_CASES(cases);
}

/* ---- real sockets ---- */

struct socket_world {
	struct world *w;
	struct event_base *base;
	struct control_server *server;
	char path[64];
};

static void on_message(void *ctx, uint32_t client, struct view json)
{
	struct socket_world *s = ctx;

	pluto_on_control(s->w->p, client, json);
}

static void on_gone(void *ctx, uint32_t client)
{
	struct socket_world *s = ctx;

	pluto_on_control_gone(s->w->p, client);
}

static void on_control(void *ctx, uint32_t client, struct view json)
{
	struct socket_world *s = ctx;

	if (json.len > 0)
		control_server_send(s->server, client, json);
	else
		control_server_close(s->server, client);
}

static void socket_start(struct socket_world *s)
{
	struct control_server_options o = { .on_message = on_message, .on_gone = on_gone, .ctx = s };
	DIAG_AUTO d = NULL;
	DIAG_AUTO d2 = NULL;
	int fd;

	*s = (struct socket_world){ .w = world_new(), .base = event_base_new() };
	o.base = s->base;
	snprintf(s->path, sizeof(s->path), "/tmp/cygnet-bad-%d", (int)getpid());
	d = control_socket_open(s->path, &fd);
	assert_null(d);
	d2 = control_server_new(&o, fd, &s->server);
	assert_null(d2);
	s->w->on_control = on_control;
	s->w->control_ctx = s;
}

static void socket_end(struct socket_world *s)
{
	control_server_free(s->server);
	event_base_free(s->base);
	unlink(s->path);
	s->w->on_control = NULL;
	world_free(s->w);
}

static int socket_client(const struct socket_world *s)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	memcpy(sun.sun_path, s->path, sizeof(s->path));
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) != 0) {
		close(fd);
		return -1;	/* the backlog is full */
	}
	return fd;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Some turns of the loop, none of which may take long: IKE would wait. */
static void turn(struct socket_world *s, int times)
{
	for (int i = 0; i < times; i++) {
		double before = seconds();

		event_base_loop(s->base, EVLOOP_NONBLOCK);
		if (seconds() - before > 0.5)
			fail_msg("a turn took %.3f s", seconds() - before);
	}
}

static const char status[] = "{\"method\":\"org.cygnet.pluto.Status\"}";

/* Asks and reads until the NUL of the answer. */
static bool is_served(struct socket_world *s)
{
	int fd = socket_client(s);
	char buf[65536] = "";
	bool ok = false;

	if (fd < 0)
		return false;
	if (send(fd, status, sizeof(status), MSG_NOSIGNAL) == (ssize_t)sizeof(status)) {
		for (int i = 0; i < 50 && !ok; i++) {
			turn(s, 1);
			ok = recv(fd, buf, sizeof(buf), 0) > 0;
		}
	}
	close(fd);
	turn(s, 5);
	return ok;
}

static void still_fine(struct socket_world *s)
{
	assert_true(answers_informational(s->w, &s->w->victim));
	assert_true(is_served(s));
}

static void t57_short(void **state)
{
	struct socket_world s;

	(void)state;
	socket_start(&s);
	for (size_t len = 0; len < sizeof(status); len++) {
		int fd = socket_client(&s);

		assert_int_equal(send(fd, status, len, MSG_NOSIGNAL), len);
		turn(&s, 2);
		close(fd);
		turn(&s, 2);
	}
	still_fine(&s);
	socket_end(&s);
}

/* True once the server has closed FD. */
static bool is_cut_off(struct socket_world *s, int fd)
{
	char buf[65536];

	for (int i = 0; i < 1000; i++) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);

		if (n == 0 || (n < 0 && errno != EAGAIN))
			return true;
		turn(s, 1);
	}
	return false;
}

static void t57_huge(void **state)
{
	struct socket_world s;
	char chunk[65536];
	ssize_t sent = 0;
	int fd;

	(void)state;
	socket_start(&s);
	fd = socket_client(&s);
	memset(chunk, ' ', sizeof(chunk));
	while (sent < 4 * (ssize_t)CONTROL_MESSAGE_MAX) {
		ssize_t n = send(fd, chunk, sizeof(chunk), MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN)
			break;
		sent += n > 0 ? n : 0;
		turn(&s, 1);
	}
	assert_true(is_cut_off(&s, fd));
	close(fd);
	still_fine(&s);
	socket_end(&s);
}

/* 1,000 connect; those beyond the cap wait; when the first go, the others get their turn. */
static void t57_thousand(void **state)
{
	struct socket_world s;
	int fds[1000];
	size_t connected = 0;

	(void)state;
	socket_start(&s);
	for (size_t i = 0; i < ARRAY_NR(fds); i++) {
		fds[i] = socket_client(&s);
		connected += fds[i] >= 0;
		turn(&s, 1);
	}
	assert_true(connected >= CONTROL_CLIENTS_MAX);
	assert_true(answers_informational(s.w, &s.w->victim));
	for (size_t i = 0; i < ARRAY_NR(fds); i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
	turn(&s, 300);
	still_fine(&s);
	socket_end(&s);
}

/* Asks for ever and never reads: it is cut off; meanwhile others are served and IKE works. */
static void t57_never_reads(void **state)
{
	struct socket_world s;
	bool gone = false;
	int fd;

	(void)state;
	socket_start(&s);
	fd = socket_client(&s);
	for (int i = 0; i < 100000 && !gone; i++) {
		ssize_t n = send(fd, status, sizeof(status), MSG_NOSIGNAL);

		gone = n < 0 && errno != EAGAIN;
		if (n < 0)
			turn(&s, 1);
		if (i % 5000 == 0)
			still_fine(&s);
	}
	assert_true(gone);
	close(fd);
	turn(&s, 5);
	still_fine(&s);
	socket_end(&s);
}

static void t57_killed(void **state)
{
	struct socket_world s;

	(void)state;
	socket_start(&s);
	for (int i = 0; i < 300; i++) {
		int fd = socket_client(&s);
		struct linger hard = { .l_onoff = 1 };

		for (int k = 0; k < 20; k++)
			(void)!send(fd, status, sizeof(status), MSG_NOSIGNAL);
		turn(&s, i % 3);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		close(fd);
		turn(&s, 3);
	}
	still_fine(&s);
	socket_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t57_messages),
		cmocka_unit_test(t57_short),
		cmocka_unit_test(t57_huge),
		cmocka_unit_test(t57_thousand),
		cmocka_unit_test(t57_never_reads),
		cmocka_unit_test(t57_killed),
	};

	return RUN_TESTS(tests);
}
