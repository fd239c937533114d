/* SPDX-License-Identifier: ISC
 *
 * nl_socket.c - one netlink socket: open, receive from the kernel only, one transaction.
 */
#include "kernel/nl/nl.h"

#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/alloc.h"

/* Wishes, not needs: an old kernel without one of them still works. */
static void set_options(int fd)
{
	const int on = 1, size = NL_RCVBUF;
	const struct timeval patience = { .tv_sec = NL_TIMEOUT_S };

	(void)setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &(int){ 1024 * 1024 }, sizeof(int));
}

static int join(int fd, const unsigned *groups)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
		return -errno;
	for (; *groups != 0; groups++) {
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, groups,
			       sizeof(*groups)) != 0)
			return -errno;
	}
	return 0;
}

static int bind_and_join(int fd, const unsigned *groups)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	set_options(fd);
	if (bind(fd, (const struct sockaddr *)&any, sizeof(any)) != 0)
		return -errno;
	return groups == NULL ? 0 : join(fd, groups);
}

int nl_socket_open(struct nl_socket *s, int bus, const unsigned *groups)
{
	int rc;

	*s = (struct nl_socket){ .fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, bus) };
	if (s->fd < 0)
		return -errno;
	rc = bind_and_join(s->fd, groups);
	if (rc == 0) {
		s->buf = mem_alloc(NL_RECEIVE_MAX);
		rc = s->buf == NULL ? -ENOMEM : 0;
	}
	if (rc != 0)
		nl_socket_close(s);
	return rc;
}

void nl_socket_close(struct nl_socket *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	MEM_FREE(s->buf);
}

int nl_socket_receive(struct nl_socket *s, struct view *out)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { .iov_base = s->buf, .iov_len = NL_RECEIVE_MAX };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov,
			      .msg_iovlen = 1 };
	ssize_t got;

	*out = VIEW_EMPTY;
	do {
		msg.msg_namelen = sizeof(from);
		got = recvmsg(s->fd, &msg, 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	/* Any process may send to our port; only the kernel has port id 0. */
	if (msg.msg_namelen < sizeof(from) || from.nl_pid != 0)
		return 0;
	/* A cut datagram is as good as a lost one. */
	if (msg.msg_flags & MSG_TRUNC)
		return -ENOBUFS;
	*out = view_make(s->buf, (size_t)got);
	return 0;
}

static int send_all(const struct nl_socket *s, const struct nl_batch *b)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	do {
		sent = sendto(s->fd, b->buf, b->len, 0, (const struct sockaddr *)&kernel,
			      sizeof(kernel));
	} while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* True when M ends the request: NLMSG_DONE of a dump, ACK or error of anything else. */
static bool ends(const struct nl_message *m, uint32_t last_seq)
{
	return m->seq == last_seq && (m->type == NLMSG_DONE || m->type == NLMSG_ERROR);
}

static bool see_datagram(struct view datagram, uint32_t first_seq, uint32_t last_seq,
			 nl_see_fn *see, void *ctx)
{
	struct reader r = reader_make(datagram);
	struct nl_message m;
	bool end = false;

	/* Goes on behind the end: NLMSG_DONE may share a datagram with other messages. */
	while (nl_next_message(&r, &m)) {
		if (m.seq - first_seq > last_seq - first_seq)
			continue;	/* late answer to a request that timed out */
		if (see != NULL)
			see(ctx, &m);
		end = end || ends(&m, last_seq);
	}
	return end;
}

int nl_transact(struct nl_socket *s, const struct nl_batch *b, uint32_t last_seq, nl_see_fn *see,
		void *ctx)
{
	const struct nlmsghdr *first = (const struct nlmsghdr *)(const void *)b->buf;
	struct view datagram;
	int rc;

	if (b->full)
		return -EMSGSIZE;
	if (b->len < sizeof(*first))
		return 0;
	rc = send_all(s, b);
	if (rc != 0)
		return rc;
	for (;;) {
		rc = nl_socket_receive(s, &datagram);
		if (rc != 0)
			return rc == -EAGAIN ? -ETIMEDOUT : rc;
		if (see_datagram(datagram, first->nlmsg_seq, last_seq, see, ctx))
			return 0;
	}
}

struct single {
	nl_see_fn *see;
	void *ctx;
	int code;
};

static void see_single(void *ctx, const struct nl_message *m)
{
	struct single *s = ctx;
	struct nl_ack ack;

	if (m->type != NLMSG_ERROR && m->type != NLMSG_DONE) {
		if (s->see != NULL)
			s->see(s->ctx, m);
		return;
	}
	if (!nl_message_ack(m, &ack))
		ack.code = m->type == NLMSG_DONE ? 0 : EPROTO;
	if (s->code == 0)
		s->code = ack.code;
}

int nl_request(struct nl_socket *s, const struct nl_batch *b, nl_see_fn *see, void *ctx)
{
	const struct nlmsghdr *only = (const struct nlmsghdr *)(const void *)b->buf;
	struct single single = { .see = see, .ctx = ctx };
	int rc;

	if (b->full || b->len < sizeof(*only))
		return -EMSGSIZE;
	rc = nl_transact(s, b, only->nlmsg_seq, see_single, &single);
	return rc != 0 ? rc : -single.code;
}
