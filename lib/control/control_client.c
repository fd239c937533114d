/* SPDX-License-Identifier: ISC
 *
 * control_client.c - the blocking end of the control socket: for command line tools only.
 *
 * May use:   base, sockets.
 * Must not:  be linked into the daemon's event path (it waits).
 */
#include "control/control.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"

#define READ_CHUNK 65536

struct control_client {
	int fd;
	struct duration timeout;
	struct control_frames frames;
	uint8_t chunk[READ_CHUNK];
};

/* "/proc/self/fd/N/pluto.ctl": short, however deep the directory is. */
static struct diag *by_directory(const char *path, struct sockaddr_un *out, int *dirfd)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int n;

	if (slash == NULL)
		return diag_new("the socket name \"%s\" is too long", path);
	dir = mem_strdup_view(view_make(path, slash == path ? 1 : (size_t)(slash - path)));
	if (dir == NULL)
		return diag_new("out of memory");
	*dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	mem_free(dir);
	if (*dirfd < 0)
		return diag_new("%s: %s", path, strerror(errno));
	n = snprintf(out->sun_path, sizeof(out->sun_path), "/proc/self/fd/%d%s", *dirfd, slash);
	if (n > 0 && (size_t)n < sizeof(out->sun_path))
		return NULL;
	close(*dirfd);
	*dirfd = -1;
	return diag_new("the socket name \"%s\" is too long", path);
}

struct diag *control_sockaddr(const char *path, struct sockaddr_un *out, int *dirfd)
{
	size_t len = strlen(path);

	*dirfd = -1;
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (len >= sizeof(out->sun_path))
		return by_directory(path, out, dirfd);
	memcpy(out->sun_path, path, len + 1);
	return NULL;
}

static struct diag *connect_error(const char *path, int code)
{
	if (code == ENOENT || code == ECONNREFUSED)
		return diag_new("Pluto is not running (no \"%s\")", path);
	if (code == EACCES || code == EPERM)
		return diag_new("no permission to connect to \"%s\": this needs root", path);
	return diag_new("cannot connect to \"%s\": %s", path, strerror(code));
}

static struct diag *connect_to(const char *path, int fd)
{
	struct sockaddr_un un;
	int dirfd, code = 0;
	struct diag *d = control_sockaddr(path, &un, &dirfd);

	if (d != NULL)
		return d;
	if (connect(fd, (struct sockaddr *)&un, sizeof(un)) < 0)
		code = errno;
	if (dirfd >= 0)
		close(dirfd);
	return code == 0 ? NULL : connect_error(path, code);
}

struct diag *control_client_open(const char *path, struct control_client **out)
{
	struct control_client *c = mem_alloc(sizeof(*c));
	struct diag *d;

	*out = NULL;
	if (c == NULL)
		return diag_new("out of memory");
	/* listings of ten thousand connections come in pages, each below a message's cap */
	control_frames_init(&c->frames, 2 * CONTROL_MESSAGE_MAX);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	d = c->fd < 0 ? diag_new("socket: %s", strerror(errno)) : connect_to(path, c->fd);
	if (d == NULL)
		*out = c;
	else
		control_client_close(c);
	return d;
}

void control_client_close(struct control_client *c)
{
	if (c == NULL)
		return;
	if (c->fd >= 0)
		close(c->fd);
	control_frames_fini(&c->frames);
	mem_free(c);
}

void control_client_timeout(struct control_client *c, struct duration d)
{
	c->timeout = d;
}

static struct diag *send_all(struct control_client *c, struct view v)
{
	while (v.len > 0) {
		ssize_t n = send(c->fd, v.ptr, v.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diag_new("writing to pluto: %s", strerror(errno));
		v = view_slice(v, (size_t)n, v.len);
	}
	return NULL;
}

static struct diag *wait_readable(const struct control_client *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	int ms = c->timeout.us <= 0 ? -1 : (int)(c->timeout.us / 1000);
	int n = poll(&p, 1, ms);

	if (n < 0 && errno != EINTR)
		return diag_new("poll: %s", strerror(errno));
	return n == 0 ? diag_new("no answer from pluto in time") : NULL;
}

static struct diag *read_some(struct control_client *c)
{
	struct diag *d = wait_readable(c);
	ssize_t n;

	if (d != NULL)
		return d;
	n = recv(c->fd, c->chunk, sizeof(c->chunk), MSG_DONTWAIT);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return NULL;
	if (n < 0)
		return diag_new("reading from pluto: %s", strerror(errno));
	if (n == 0)
		return diag_new("pluto closed the connection");
	control_frames_put(&c->frames, view_make(c->chunk, (size_t)n));
	return NULL;
}

static struct diag *next_reply(struct control_client *c, struct control_reply *out)
{
	struct view message;
	struct diag *d = NULL;

	while (d == NULL) {
		switch (control_frames_next(&c->frames, &message)) {
		case CONTROL_FRAME:
			return diag_wrap(control_reply_parse(message, out), "pluto's reply");
		case CONTROL_MORE:
			d = read_some(c);
			break;
		case CONTROL_TOO_LONG:
			return diag_new("pluto's reply is too long");
		case CONTROL_NO_MEMORY:
			return diag_new("out of memory");
		}
	}
	return d;
}

static struct diag *send_request(struct control_client *c, const char *method,
				 struct json_t *params)
{
	struct bytes text;
	struct diag *d;

	if (!control_request_build(method, params, true, &text))
		return diag_new("out of memory");
	d = text.len > CONTROL_MESSAGE_MAX ? diag_new("the request is too long") :
					     send_all(c, bytes_view(&text));
	if (d == NULL)
		d = send_all(c, view_make("", 1));
	bytes_fini(&text);
	return d;
}

struct diag *control_call(struct control_client *c, const char *method, struct json_t *params,
			  void (*on_reply)(void *ctx, const struct control_reply *r), void *ctx)
{
	struct control_reply r;
	struct diag *d = send_request(c, method, params);
	bool more = true;

	while (d == NULL && more) {
		d = next_reply(c, &r);
		if (d != NULL)
			break;
		more = r.continues;
		on_reply(ctx, &r);
		control_reply_fini(&r);
	}
	return d;
}
