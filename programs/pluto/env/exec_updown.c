/* SPDX-License-Identifier: ISC
 *
 * exec_updown.c - children, their output and their end.
 *
 * May use:   base, kernel (the built-in updown), libevent, processes.
 * Must not:  wait for a child, or give it any of our descriptors or signals.
 */
#include "env/exec_updown.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/list.h"
#include "kernel/kernel_updown.h"

enum state { WAITING, RUNNING, FINISHED };

struct child {
	struct list_node link;
	struct exec *owner;
	enum state state;
	char **argv, **env;
	struct duration timeout;
	struct logger log;
	unsigned lines;			/* that may still be logged */
	void (*done)(void *ctx, const struct exec_result *r);
	void *ctx;
	uint64_t token;
	pid_t pid;
	int fd;				/* its output; -1 */
	struct event *readable, *timer;
	bool timed_out;
	struct exec_result result;
	char why[EXEC_LINE_MAX];
	char line[EXEC_LINE_MAX];	/* the unfinished one */
	size_t len;
};

struct exec {
	struct exec_options o;
	struct event *sigchld;
	struct event *finished;		/* made active when the list of that name got its first */
	struct list waiting, running, done;
};

/* --- memory -------------------------------------------------------------------------------------------------- */

static void strings_free(char **v)
{
	for (size_t i = 0; v != NULL && v[i] != NULL; i++)
		mem_free(v[i]);
	mem_free(v);
}

static char **strings_copy(const char *const *v)
{
	static const char *const none[] = { NULL };
	char **out;
	size_t nr = 0;

	if (v == NULL)
		v = none;
	while (v[nr] != NULL)
		nr++;
	out = mem_array(nr + 1, sizeof(*out));
	for (size_t i = 0; out != NULL && i < nr; i++) {
		out[i] = mem_strdup(v[i]);
		if (out[i] == NULL) {
			strings_free(out);
			return NULL;
		}
	}
	return out;
}

static void child_close(struct child *c)
{
	if (c->readable != NULL)
		event_free(c->readable);
	if (c->timer != NULL)
		event_free(c->timer);
	if (c->fd >= 0)
		close(c->fd);
	c->readable = c->timer = NULL;
	c->fd = -1;
}

static void child_free(struct child *c)
{
	child_close(c);
	strings_free(c->argv);
	strings_free(c->env);
	mem_free(c);
}

static struct child *child_new(struct exec *x, const struct exec_program *p)
{
	struct child *c = mem_alloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	c->owner = x;
	c->fd = -1;
	c->timeout = p->timeout;
	c->lines = p->lines;
	c->done = p->done;
	c->ctx = p->ctx;
	c->token = p->token;
	c->log.sink = x->o.log;
	snprintf(c->log.prefix, sizeof(c->log.prefix), "%s", p->log_prefix == NULL ? "" : p->log_prefix);
	if (p->argv == NULL)
		return c;
	c->argv = strings_copy(p->argv);
	c->env = strings_copy(p->env);
	if (c->argv != NULL && c->env != NULL)
		return c;
	child_free(c);
	return NULL;
}

/* --- the end -------------------------------------------------------------------------------------------------- */

/* Never from inside a call of the daemon's: it is told in a turn of its own. */
static void finish(struct child *c, enum exec_status status, int code, const char *why)
{
	struct exec *x = c->owner;

	child_close(c);
	snprintf(c->why, sizeof(c->why), "%s", why);
	c->result = (struct exec_result){ c->token, status, code, c->why };
	c->state = FINISHED;
	list_append(&x->done, &c->link);
	event_active(x->finished, EV_TIMEOUT, 1);
}

static void on_finished(evutil_socket_t fd, short what, void *arg)
{
	struct exec *x = arg;
	/* Those that finish while we tell are told in the next turn. */
	size_t nr = x->done.nr;

	(void)fd;
	(void)what;
	while (nr-- > 0 && x->done.nr > 0) {
		struct child *c = CONTAINER_OF(list_first(&x->done), struct child, link);

		list_remove(&x->done, &c->link);
		c->done(c->ctx, &c->result);
		child_free(c);
	}
	if (x->done.nr > 0)
		event_active(x->finished, EV_TIMEOUT, 1);
}

/* --- output --------------------------------------------------------------------------------------------------- */

static void end_line(struct child *c)
{
	if (c->len > 0 && c->lines > 0) {
		c->lines--;
		log_note(&c->log, "%.*s%s", (int)c->len, c->line, c->lines == 0 ? " ..." : "");
	}
	c->len = 0;
}

static void take_output(struct child *c, const char *buf, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (buf[i] == '\n')
			end_line(c);
		else if (c->len < sizeof(c->line))
			c->line[c->len++] = buf[i];
	}
}

/* False at the end of the output.  What is beyond the cap is read and forgotten, so that the child never waits. */
static bool read_output(struct child *c)
{
	char buf[4096];
	ssize_t n;

	/* bounded: a child that never stops talking must not hold the loop */
	for (int i = 0; i < 16; i++) {
		n = read(c->fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		if (n == 0)
			return false;
		take_output(c, buf, (size_t)n);
	}
	return true;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct child *c = arg;

	(void)fd;
	(void)what;
	if (!read_output(c))
		event_del(c->readable);
}

/* --- processes ------------------------------------------------------------------------------------------------ */

static void on_timeout(evutil_socket_t fd, short what, void *arg)
{
	struct child *c = arg;

	(void)fd;
	(void)what;
	c->timed_out = true;
	(void)kill(-c->pid, SIGKILL);	/* its whole process group; SIGCHLD follows */
}

static int spawn(struct child *c, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO);
	rc = posix_spawn(&c->pid, c->argv[0], &files, &attr, c->argv, c->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return rc;
}

static int start_events(struct child *c)
{
	struct event_base *base = c->owner->o.base;
	struct timeval tv = { c->timeout.us / US_PER_S, c->timeout.us % US_PER_S };

	c->readable = event_new(base, c->fd, EV_READ | EV_PERSIST, on_readable, c);
	c->timer = event_new(base, -1, 0, on_timeout, c);
	if (c->readable == NULL || c->timer == NULL || event_add(c->readable, NULL) != 0)
		return ENOMEM;
	if (c->timeout.us > 0 && event_add(c->timer, &tv) != 0)
		return ENOMEM;
	return 0;
}

/* 0 or an errno value; on failure no process is left. */
static int child_start(struct child *c)
{
	int pipe_fd[2], rc;

	if (pipe2(pipe_fd, O_CLOEXEC) != 0)
		return errno;
	c->fd = pipe_fd[0];
	(void)fcntl(c->fd, F_SETFL, O_NONBLOCK);
	rc = start_events(c);
	if (rc == 0)
		rc = spawn(c, pipe_fd[1]);
	close(pipe_fd[1]);
	return rc;
}

static void start_waiting(struct exec *x)
{
	while (x->running.nr < EXEC_RUNNING_MAX && x->waiting.nr > 0) {
		struct child *c = CONTAINER_OF(list_first(&x->waiting), struct child, link);
		int rc;

		list_remove(&x->waiting, &c->link);
		rc = child_start(c);
		if (rc != 0) {
			finish(c, EXEC_NOT_STARTED, rc, strerror(rc));
			continue;
		}
		c->state = RUNNING;
		list_append(&x->running, &c->link);
	}
}

static void child_ended(struct exec *x, struct child *c, int status)
{
	list_remove(&x->running, &c->link);
	/* Only what is there now: a grandchild may keep the pipe open for ever. */
	if (c->fd >= 0)
		(void)read_output(c);
	end_line(c);
	if (c->timed_out)
		finish(c, EXEC_TIMED_OUT, 0, "it took too long and was killed");
	else if (WIFSIGNALED(status))
		finish(c, EXEC_SIGNALLED, WTERMSIG(status), "");
	else
		finish(c, EXEC_EXITED, WEXITSTATUS(status), "");
}

static void on_sigchld(evutil_socket_t signal, short what, void *arg)
{
	struct exec *x = arg;
	int status;

	(void)signal;
	(void)what;
	LIST_FOR_EACH(&x->running, node) {
		struct child *c = CONTAINER_OF(node, struct child, link);

		if (waitpid(c->pid, &status, WNOHANG) == c->pid)
			child_ended(x, c, status);
	}
	start_waiting(x);
}

/* --- the port ------------------------------------------------------------------------------------------------- */

void exec_run(struct exec *x, const struct exec_program *p)
{
	struct child *c = child_new(x, p);

	if (c == NULL) {
		/* Nowhere to keep it: the one case that is told from inside. */
		p->done(p->ctx, &(struct exec_result){ p->token, EXEC_NOT_STARTED, ENOMEM, "out of memory" });
		return;
	}
	list_append(&x->waiting, &c->link);
	start_waiting(x);
}

static void run_builtin(struct exec *x, const struct exec_program *p, const char *const *env)
{
	struct child *c = child_new(x, p);
	struct diag *d;

	if (c == NULL) {
		p->done(p->ctx, &(struct exec_result){ p->token, EXEC_NOT_STARTED, ENOMEM, "out of memory" });
		return;
	}
	d = x->o.rtnl == NULL ? diag_new("there is no kernel to give routes to") : updown_default(x->o.rtnl, env);
	finish(c, EXEC_EXITED, d == NULL ? 0 : 1, d == NULL ? "" : diag_text(d));
	diag_free(d);
}

void exec_updown(struct exec *x, const struct exec_request *r)
{
	const char *const argv[] = { "/bin/sh", "-c", r->command, NULL };
	struct exec_program p = {
		.argv = r->command == NULL ? NULL : argv,
		.env = r->env,
		.timeout = r->timeout,
		.lines = EXEC_LINES_MAX,
		.log_prefix = r->log_prefix,
		.token = r->token,
		.done = x->o.on_result,
		.ctx = x->o.ctx,
	};

	if (r->command == NULL)
		run_builtin(x, &p, r->env);
	else
		exec_run(x, &p);
}

void exec_set_rtnl(struct exec *x, struct rtnl *r)
{
	x->o.rtnl = r;
}

struct diag *exec_new(const struct exec_options *o, struct exec **out)
{
	struct exec *x = mem_alloc(sizeof(*x));

	*out = x;
	if (x == NULL)
		return diag_new("out of memory");
	x->o = *o;
	list_init(&x->waiting);
	list_init(&x->running);
	list_init(&x->done);
	x->finished = event_new(o->base, -1, 0, on_finished, x);
	x->sigchld = evsignal_new(o->base, SIGCHLD, on_sigchld, x);
	if (x->finished != NULL && x->sigchld != NULL && event_add(x->sigchld, NULL) == 0)
		return NULL;
	exec_free(x);
	*out = NULL;
	return diag_new("out of memory");
}

static void drop_all(struct list *l)
{
	LIST_FOR_EACH(l, node) {
		struct child *c = CONTAINER_OF(node, struct child, link);

		list_remove(l, node);
		if (c->state == RUNNING)
			(void)kill(-c->pid, SIGKILL);
		child_free(c);
	}
}

void exec_free(struct exec *x)
{
	if (x == NULL)
		return;
	drop_all(&x->waiting);
	drop_all(&x->running);
	drop_all(&x->done);
	if (x->finished != NULL)
		event_free(x->finished);
	if (x->sigchld != NULL)
		event_free(x->sigchld);
	mem_free(x);
}
