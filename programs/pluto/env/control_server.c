/* SPDX-License-Identifier: ISC
 *
 * control_server.c - never waits for a client, and never calls the daemon from inside one of its own calls.
 *
 * May use:   base, control (framing), libevent, unix sockets.
 * Must not:  read a message.
 */
#include "env/control_server.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/list.h"
#include "control/control.h"

#define READ_CHUNK 65536
#define BACKLOG 64

struct client {
	struct list_node link;
	struct control_server *owner;
	uint32_t id;
	int fd;
	struct event *readable, *writable;
	struct control_frames frames;
	uint8_t *out;			/* bytes that it has not read */
	size_t len, sent, cap;
	bool closing;			/* close when OUT is empty */
	bool dead;			/* cut off: is reaped, and the daemon told, in a turn of its own */
	bool told;			/* the daemon closed it: no on_gone */
};

struct control_server {
	struct control_server_options o;
	int fd;
	struct event *acceptable, *reap;
	struct list clients;
	uint32_t last_id;
	uint8_t buf[READ_CHUNK];
};

/* --- the socket ----------------------------------------------------------------------------------------------- */

static int bind_private(int fd, const struct sockaddr_un *sun)
{
	mode_t old = umask(077);
	int rc = bind(fd, (const struct sockaddr *)sun, sizeof(*sun)) == 0 ? 0 : errno;

	umask(old);
	return rc;
}

/* Whoever holds the lock of the run directory is alone: a file that is in the way is a dead daemon's. */
static struct diag *open_at(int fd, const struct sockaddr_un *sun)
{
	int rc = bind_private(fd, sun);

	if (rc == EADDRINUSE) {
		(void)unlink(sun->sun_path);
		rc = bind_private(fd, sun);
	}
	if (rc == 0 && listen(fd, BACKLOG) != 0)
		rc = errno;
	return rc == 0 ? NULL : diag_new("%s", strerror(rc));
}

struct diag *control_socket_open(const char *path, int *fd)
{
	struct sockaddr_un sun;
	int dirfd = -1;
	struct diag *d = control_sockaddr(path, &sun, &dirfd);

	*fd = -1;
	if (d != NULL)
		return d;
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	d = *fd < 0 ? diag_new("%s", strerror(errno)) : open_at(*fd, &sun);
	if (dirfd >= 0)
		close(dirfd);
	if (d != NULL && *fd >= 0) {
		close(*fd);
		*fd = -1;
	}
	return diag_wrap(d, "control socket \"%s\"", path);
}

/* --- clients -------------------------------------------------------------------------------------------------- */

static struct client *find(const struct control_server *s, uint32_t id)
{
	LIST_FOR_EACH(&s->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);

		if (c->id == id)
			return c;
	}
	return NULL;
}

static void client_free(struct client *c)
{
	if (c->readable != NULL)
		event_free(c->readable);
	if (c->writable != NULL)
		event_free(c->writable);
	if (c->fd >= 0)
		close(c->fd);
	control_frames_fini(&c->frames);
	mem_free(c->out);
	mem_free(c);
}

/* Nothing of C is freed here: we may be deep inside a call of the daemon's about it. */
static void doom(struct client *c)
{
	if (c->dead)
		return;
	c->dead = true;
	event_del(c->readable);
	event_del(c->writable);
	event_active(c->owner->reap, EV_TIMEOUT, 1);
}

static void on_reap(evutil_socket_t fd, short what, void *arg)
{
	struct control_server *s = arg;

	(void)fd;
	(void)what;
	LIST_FOR_EACH(&s->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);
		uint32_t id = c->id;
		bool told = c->told;

		if (!c->dead)
			continue;
		list_remove(&s->clients, node);
		client_free(c);
		if (!told)
			s->o.on_gone(s->o.ctx, id);
	}
	if (s->clients.nr < CONTROL_CLIENTS_MAX)
		(void)event_add(s->acceptable, NULL);
}

/* --- out ------------------------------------------------------------------------------------------------------ */

static void flush(struct client *c)
{
	while (c->sent < c->len) {
		ssize_t n = send(c->fd, c->out + c->sent, c->len - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN) {
			doom(c);
			return;
		}
		if (n < 0)
			break;
		c->sent += (size_t)n;
	}
	if (c->sent < c->len) {
		(void)event_add(c->writable, NULL);
		return;
	}
	c->sent = c->len = 0;
	event_del(c->writable);
	if (c->closing)
		doom(c);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	flush(arg);
}

static bool reserve(struct client *c, size_t more)
{
	size_t cap = c->cap == 0 ? 4096 : c->cap;
	uint8_t *out;

	if (c->sent > 0) {
		memmove(c->out, c->out + c->sent, c->len - c->sent);
		c->len -= c->sent;
		c->sent = 0;
	}
	if (c->len + more > CONTROL_QUEUE_MAX)
		return false;
	while (cap < c->len + more)
		cap *= 2;
	if (cap == c->cap)
		return true;
	out = mem_resize(c->out, cap);
	if (out == NULL)
		return false;
	c->out = out;
	c->cap = cap;
	return true;
}

void control_server_send(struct control_server *s, uint32_t client, struct view json)
{
	struct client *c = find(s, client);

	if (c == NULL || c->dead || c->closing)
		return;
	if (!reserve(c, json.len + 1)) {
		doom(c);
		return;
	}
	memcpy(c->out + c->len, json.ptr, json.len);
	c->len += json.len;
	c->out[c->len++] = '\0';
	flush(c);
}

void control_server_close(struct control_server *s, uint32_t client)
{
	struct client *c = find(s, client);

	if (c == NULL || c->dead)
		return;
	c->closing = c->told = true;
	event_del(c->readable);
	flush(c);
}

/* --- in ------------------------------------------------------------------------------------------------------- */

static void deliver(struct client *c)
{
	struct control_server *s = c->owner;
	struct view message;

	while (!c->dead && !c->closing) {
		switch (control_frames_next(&c->frames, &message)) {
		case CONTROL_FRAME:
			s->o.on_message(s->o.ctx, c->id, message);
			break;
		case CONTROL_MORE:
			return;
		case CONTROL_TOO_LONG:
		case CONTROL_NO_MEMORY:
			doom(c);
			return;
		}
	}
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct client *c = arg;
	ssize_t n = recv(fd, c->owner->buf, sizeof(c->owner->buf), MSG_DONTWAIT);

	(void)what;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		doom(c);
		return;
	}
	control_frames_put(&c->frames, view_make(c->owner->buf, (size_t)n));
	deliver(c);
}

static struct client *client_new(struct control_server *s, int fd)
{
	struct client *c = mem_alloc(sizeof(*c));

	if (c == NULL)
		return NULL;
	c->owner = s;
	c->fd = -1;
	control_frames_init(&c->frames, 0);
	c->readable = event_new(s->o.base, fd, EV_READ | EV_PERSIST, on_readable, c);
	c->writable = event_new(s->o.base, fd, EV_WRITE | EV_PERSIST, on_writable, c);
	if (c->readable == NULL || c->writable == NULL || event_add(c->readable, NULL) != 0) {
		client_free(c);
		return NULL;
	}
	c->fd = fd;
	c->id = ++s->last_id;
	return c;
}

static void on_acceptable(evutil_socket_t listener, short what, void *arg)
{
	struct control_server *s = arg;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct client *c = fd < 0 ? NULL : client_new(s, fd);

	(void)what;
	if (fd >= 0 && c == NULL)
		close(fd);
	if (c == NULL)
		return;
	list_append(&s->clients, &c->link);
	/* The others wait in the backlog until one goes. */
	if (s->clients.nr >= CONTROL_CLIENTS_MAX)
		event_del(s->acceptable);
}

struct diag *control_server_new(const struct control_server_options *o, int fd, struct control_server **out)
{
	struct control_server *s = mem_alloc(sizeof(*s));

	*out = NULL;
	if (s == NULL) {
		close(fd);
		return diag_new("out of memory");
	}
	s->o = *o;
	s->fd = fd;
	list_init(&s->clients);
	s->reap = event_new(o->base, -1, 0, on_reap, s);
	s->acceptable = event_new(o->base, fd, EV_READ | EV_PERSIST, on_acceptable, s);
	if (s->reap == NULL || s->acceptable == NULL || event_add(s->acceptable, NULL) != 0) {
		control_server_free(s);
		return diag_new("out of memory");
	}
	*out = s;
	return NULL;
}

void control_server_free(struct control_server *s)
{
	if (s == NULL)
		return;
	LIST_FOR_EACH(&s->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);

		if (!c->dead)
			flush(c);
		list_remove(&s->clients, node);
		client_free(c);
	}
	if (s->reap != NULL)
		event_free(s->reap);
	if (s->acceptable != NULL)
		event_free(s->acceptable);
	close(s->fd);
	mem_free(s);
}
