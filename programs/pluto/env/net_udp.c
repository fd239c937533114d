/* SPDX-License-Identifier: ISC
 *
 * net_udp.c - sockets, one batch of receive buffers for all of them.
 *
 * May use:   base, net, kernel (the bypass), libevent.
 * Must not:  look into a datagram.
 */
#include "env/net_udp.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"

#define RCVBUF (8 * 1024 * 1024)
#define DATAGRAM_MAX 65535

struct udp_socket {
	struct hash_node node;
	struct net_udp *owner;
	struct endpoint local;
	struct event *readable;
	int fd;
	bool gone;		/* unlistened while its datagrams are being worked on */
	bool busy;
};

struct received {
	struct sockaddr_storage from;
	struct iovec iov;
};

struct net_udp {
	struct net_udp_options o;
	struct logger log;
	struct hash sockets;
	uint8_t *buffers;	/* NET_UDP_BATCH * DATAGRAM_MAX; pages that no datagram touched cost nothing */
	struct received in[NET_UDP_BATCH];
	struct mmsghdr headers[NET_UDP_BATCH];
};

struct net_udp *net_udp_new(const struct net_udp_options *o)
{
	static const uint64_t key[2] = { 0, 0 };	/* nobody but root chooses our addresses */
	struct net_udp *n = mem_alloc(sizeof(*n));

	if (n == NULL)
		return NULL;
	n->o = *o;
	n->log.sink = o->log;
	n->buffers = mem_array(NET_UDP_BATCH, DATAGRAM_MAX);
	if (n->buffers == NULL || !hash_init(&n->sockets, key)) {
		mem_free(n->buffers);
		mem_free(n);
		return NULL;
	}
	for (size_t i = 0; i < NET_UDP_BATCH; i++) {
		n->in[i].iov = (struct iovec){ n->buffers + i * DATAGRAM_MAX, DATAGRAM_MAX };
		n->headers[i].msg_hdr.msg_name = &n->in[i].from;
		n->headers[i].msg_hdr.msg_iov = &n->in[i].iov;
		n->headers[i].msg_hdr.msg_iovlen = 1;
	}
	return n;
}

static uint64_t hash_of(const struct net_udp *n, struct endpoint e)
{
	uint8_t key[20] = { e.addr.family, 0, (uint8_t)(e.port >> 8), (uint8_t)e.port };

	memcpy(key + 4, e.addr.bytes, sizeof(e.addr.bytes));
	return hash_bytes(&n->sockets, key, sizeof(key));
}

static struct udp_socket *find(const struct net_udp *n, struct endpoint local)
{
	for (struct hash_node *h = hash_first(&n->sockets, hash_of(n, local)); h != NULL; h = hash_next(h)) {
		struct udp_socket *s = CONTAINER_OF(h, struct udp_socket, node);

		if (endpoint_eq(s->local, local))
			return s;
	}
	return NULL;
}

static void socket_free(struct udp_socket *s)
{
	if (s->readable != NULL)
		event_free(s->readable);
	if (s->fd >= 0)
		close(s->fd);
	mem_free(s);
}

static void socket_drop(struct net_udp *n, struct udp_socket *s)
{
	hash_remove(&n->sockets, &s->node);
	if (s->busy)
		s->gone = true;
	else
		socket_free(s);
}

void net_udp_free(struct net_udp *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->sockets.nr_buckets; i++) {
		while (n->sockets.buckets[i] != NULL)
			socket_drop(n, CONTAINER_OF(n->sockets.buckets[i], struct udp_socket, node));
	}
	hash_fini(&n->sockets);
	mem_free(n->buffers);
	mem_free(n);
}

/* --- in ------------------------------------------------------------------------------------------------------- */

static int receive_batch(struct net_udp *n, int fd)
{
	int got;

	for (size_t i = 0; i < NET_UDP_BATCH; i++)
		n->headers[i].msg_hdr.msg_namelen = sizeof(n->in[i].from);
	do {
		got = recvmmsg(fd, n->headers, NET_UDP_BATCH, MSG_DONTWAIT, NULL);
	} while (got < 0 && errno == EINTR);
	return got;
}

/* All are out of the socket before the first is worked on. */
static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct udp_socket *s = arg;
	struct net_udp *n = s->owner;
	int got = receive_batch(n, fd);

	(void)what;
	s->busy = true;
	for (int i = 0; i < got && !s->gone; i++) {
		struct datagram d = {
			.local = s->local,
			.bytes = { n->in[i].iov.iov_base, n->headers[i].msg_len },
		};

		if ((n->headers[i].msg_hdr.msg_flags & MSG_TRUNC) != 0 ||
		    !address_from_sockaddr(&n->in[i].from, &d.remote.addr, &d.remote.port))
			continue;
		n->o.on_datagram(n->o.ctx, &d);
	}
	s->busy = false;
	if (s->gone)
		socket_free(s);
}

/* --- opening -------------------------------------------------------------------------------------------------- */

static bool set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

/* A burst of thousands of first messages has to wait somewhere. */
static void set_buffer(int fd, unsigned wanted)
{
	int size = wanted == 0 ? RCVBUF : (int)wanted;

	if (!set(fd, SOL_SOCKET, SO_RCVBUFFORCE, size))
		(void)set(fd, SOL_SOCKET, SO_RCVBUF, size);
}

/* Large IKE messages may be fragmented by IP on the way (RFC 7383 is the better way, but the peer's choice). */
static void set_fragmentation(int fd, enum ip_family family)
{
	if (family == IP_V6)
		(void)set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DONT);
	else
		(void)set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
}

static struct diag *set_options(struct net_udp *n, const struct udp_socket *s, const struct kernel *k, bool encap)
{
	enum ip_family family = (enum ip_family)s->local.addr.family;
	int rc;

	if (!set(s->fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return diag_new("SO_REUSEADDR: %s", strerror(errno));
	if (family == IP_V6 && !set(s->fd, IPPROTO_IPV6, IPV6_V6ONLY, 1))
		return diag_new("IPV6_V6ONLY: %s", strerror(errno));
	set_buffer(s->fd, n->o.bufsize);
	set_fragmentation(s->fd, family);
	rc = k->ops == NULL ? 0 : k->ops->bypass_socket(k->k, s->fd, family);
	if (rc != 0)
		return diag_new("IKE's own packets cannot bypass the policies: %s", strerror(-rc));
	/* A kernel without ESP for this family: IKE still works. */
	if (encap && !set(s->fd, IPPROTO_UDP, UDP_ENCAP, UDP_ENCAP_ESPINUDP))
		log_local(&n->log, "the kernel takes no ESP in UDP for %s: %s", family_name(family), strerror(errno));
	return NULL;
}

static struct diag *bind_to(const struct udp_socket *s)
{
	struct sockaddr_storage ss;
	size_t len = address_to_sockaddr(s->local.addr, s->local.port, &ss);

	if (bind(s->fd, (const struct sockaddr *)&ss, (socklen_t)len) != 0)
		return diag_new("%s", strerror(errno));
	return NULL;
}

static struct diag *start(struct net_udp *n, struct udp_socket *s)
{
	s->readable = event_new(n->o.base, s->fd, EV_READ | EV_PERSIST, on_readable, s);
	if (s->readable == NULL || event_add(s->readable, NULL) != 0)
		return diag_new("out of memory");
	return NULL;
}

static struct diag *socket_open(struct net_udp *n, struct udp_socket *s, const struct kernel *k, bool encap)
{
	int domain = s->local.addr.family == IP_V6 ? AF_INET6 : AF_INET;
	struct diag *d;

	s->fd = socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
	if (s->fd < 0)
		return diag_new("%s", strerror(errno));
	d = set_options(n, s, k, encap);
	if (d == NULL)
		d = bind_to(s);
	if (d == NULL)
		d = start(n, s);
	return d;
}

struct diag *net_udp_listen(struct net_udp *n, const struct kernel *k, struct endpoint local, bool encap)
{
	struct udp_socket *s;
	struct diag *d;

	if (n->o.off)
		return NULL;
	if (find(n, local) != NULL)
		return diag_new("there is a socket already");
	s = mem_alloc(sizeof(*s));
	if (s == NULL)
		return diag_new("out of memory");
	s->owner = n;
	s->local = local;
	s->fd = -1;
	d = socket_open(n, s, k, encap);
	if (d != NULL) {
		socket_free(s);
		return d;
	}
	hash_add(&n->sockets, &s->node, hash_of(n, local));
	return NULL;
}

void net_udp_unlisten(struct net_udp *n, struct endpoint local)
{
	struct udp_socket *s = find(n, local);

	if (s != NULL)
		socket_drop(n, s);
}

/* --- out ------------------------------------------------------------------------------------------------------ */

int net_udp_send(struct net_udp *n, const struct datagram *d)
{
	const struct udp_socket *s = find(n, d->local);
	struct sockaddr_storage to;
	size_t len = address_to_sockaddr(d->remote.addr, d->remote.port, &to);
	ssize_t rc;

	if (s == NULL)
		return -ENOTCONN;
	do {
		rc = sendto(s->fd, d->bytes.ptr, d->bytes.len, MSG_DONTWAIT | MSG_NOSIGNAL,
			    (const struct sockaddr *)&to, (socklen_t)len);
	} while (rc < 0 && errno == EINTR);
	return rc < 0 ? -errno : 0;
}
