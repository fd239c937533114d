/* SPDX-License-Identifier: ISC
 *
 * test_control_client.c - the blocking client against a peer that answers, cuts, lies or says
 * nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control/control.h"

struct peer {
	char dir[512], path[600];
	int listener;
	const char *answer;
	size_t len;
	pthread_t thread;
};

/* Takes one client, reads until NUL, sends the answer, closes. */
static void *peer_run(void *arg)
{
	struct peer *p = arg;
	int fd = accept(p->listener, NULL, NULL);
	char c = 'x';

	while (read(fd, &c, 1) == 1 && c != '\0')
		;
	for (size_t done = 0; done < p->len;) {
		ssize_t n = write(fd, p->answer + done, p->len - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	close(fd);
	return NULL;
}

static void peer_start(struct peer *p, const char *answer, size_t len)
{
	struct sockaddr_un un;
	int dirfd;

	p->answer = answer;
	p->len = len;
	assert_null(control_sockaddr(p->path, &un, &dirfd));
	p->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(p->listener, (struct sockaddr *)&un, sizeof(un)), 0);
	if (dirfd >= 0)
		close(dirfd);
	assert_int_equal(listen(p->listener, 1), 0);
	assert_int_equal(pthread_create(&p->thread, NULL, peer_run, p), 0);
}

static void peer_end(struct peer *p)
{
	pthread_join(p->thread, NULL);
	close(p->listener);
	unlink(p->path);
}

static void in_temporary_directory(struct peer *p)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(p->dir, sizeof(p->dir), "%s/control-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->path, sizeof(p->path), "%s/pluto.ctl", p->dir);
}

struct heard {
	int replies;
	char last[64];
	char error[64];
};

static void on_reply(void *ctx, const struct control_reply *r)
{
	struct heard *h = ctx;

	h->replies++;
	snprintf(h->last, sizeof(h->last), "%s", control_get_string(r->parameters, "line", ""));
	snprintf(h->error, sizeof(h->error), "%s", r->error == NULL ? "" : r->error);
}

/* What the call's diag says, or "". */
static void call(struct peer *p, const char *answer, size_t len, struct heard *h, char *why,
		 size_t size)
{
	struct control_client *c;
	struct diag *d;

	memset(h, 0, sizeof(*h));
	peer_start(p, answer, len);
	assert_null(control_client_open(p->path, &c));
	control_client_timeout(c, DURATION_S(10));
	d = control_call(c, "Up", NULL, on_reply, h);
	snprintf(why, size, "%s", d == NULL ? "" : diag_text(d));
	diag_free(d);
	control_client_close(c);
	peer_end(p);
}

static void streamed_replies_arrive(void **state)
{
	static const char answer[] = "{\"parameters\":{\"line\":\"one\"},\"continues\":true}\0"
				     "{\"parameters\":{\"line\":\"two\"}}";
	struct peer p;
	struct heard h;
	char why[256];

	(void)state;
	in_temporary_directory(&p);
	call(&p, answer, sizeof(answer), &h, why, sizeof(why));
	assert_string_equal(why, "");
	assert_int_equal(h.replies, 2);
	assert_string_equal(h.last, "two");
	rmdir(p.dir);
}

static void errors_arrive(void **state)
{
	static const char answer[] =
		"{\"error\":\"org.cygnet.pluto.Failed\",\"parameters\":{\"rc\":21}}";
	struct peer p;
	struct heard h;
	char why[256];

	(void)state;
	in_temporary_directory(&p);
	call(&p, answer, sizeof(answer), &h, why, sizeof(why));
	assert_string_equal(why, "");
	assert_string_equal(h.error, "org.cygnet.pluto.Failed");
	rmdir(p.dir);
}

static void a_peer_that_goes_is_noticed(void **state)
{
	static const char answer[] = "{\"parameters\":{},\"continues\":true}\0{\"parameters";
	struct peer p;
	struct heard h;
	char why[256];

	(void)state;
	in_temporary_directory(&p);
	call(&p, answer, sizeof(answer) - 1, &h, why, sizeof(why));
	assert_string_equal(why, "pluto closed the connection");
	assert_int_equal(h.replies, 1);
	call(&p, "garbage", sizeof("garbage"), &h, why, sizeof(why));
	assert_non_null(strstr(why, "not JSON"));
	rmdir(p.dir);
}

static void not_running_is_told(void **state)
{
	struct control_client *c;
	struct diag *d = control_client_open("/nonexistent/pluto.ctl", &c);

	(void)state;
	assert_non_null(d);
	assert_non_null(strstr(diag_text(d), "not running"));
	assert_null(c);
	diag_free(d);
}

/* A path that no sockaddr has room for. */
static void long_paths_work(void **state)
{
	static const char answer[] = "{\"parameters\":{}}";
	char deep[100], top[512];
	struct peer p;
	struct heard h;
	char why[256];

	(void)state;
	in_temporary_directory(&p);
	snprintf(top, sizeof(top), "%s", p.dir);
	memset(deep, 'd', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	snprintf(p.path, sizeof(p.path), "%.300s/%s", top, deep);
	assert_int_equal(mkdir(p.path, 0700), 0);
	snprintf(p.path, sizeof(p.path), "%.300s/%s/pluto.ctl", top, deep);
	call(&p, answer, sizeof(answer), &h, why, sizeof(why));
	assert_string_equal(why, "");
	snprintf(p.path, sizeof(p.path), "%.300s/%s", top, deep);
	rmdir(p.path);
	rmdir(top);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streamed_replies_arrive),
		cmocka_unit_test(errors_arrive),
		cmocka_unit_test(a_peer_that_goes_is_noticed),
		cmocka_unit_test(not_running_is_told),
		cmocka_unit_test(long_paths_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
