/* SPDX-License-Identifier: ISC
 *
 * nl.h - netlink plumbing that xfrm and rtnl share: sockets, building requests, reading replies.
 *
 * Layer:   kernel.  Uses base and libmnl; knows no message of any family.
 * Rule:    received bytes are read through struct reader only; only datagrams that the kernel
 *          itself sent (port id 0) are looked at.
 * Time:    a transaction is answered by the kernel before sendmsg() returns; the receive
 *          timeout of NL_TIMEOUT_S is for a broken kernel only.
 */
#ifndef KERNEL_NL_NL_H
#define KERNEL_NL_NL_H

#include <linux/netlink.h>

#include "base/reader.h"

#define NL_RECEIVE_MAX	(64 * 1024)		/* dumps with 4 KiB buffers are 6 times slower */
#define NL_RCVBUF	(8 * 1024 * 1024)
#define NL_TIMEOUT_S	2

/* ---- building ---- */

/* One or more requests that leave in one datagram. */
struct nl_batch {
	uint8_t *buf;
	size_t cap, len;
	size_t start;		/* of the message being built */
	bool full;		/* sticky: something did not fit */
};

void nl_batch_init(struct nl_batch *b, void *buf, size_t cap);
/* NLM_F_REQUEST is added to FLAGS. */
void nl_begin(struct nl_batch *b, uint16_t type, uint16_t flags, uint32_t seq);
/* The family's fixed header, right after nl_begin(). */
void nl_put(struct nl_batch *b, const void *ptr, size_t len);
void nl_attr(struct nl_batch *b, uint16_t type, const void *ptr, size_t len);
/* An attribute in two pieces, such as an algorithm and its key. */
void nl_attr2(struct nl_batch *b, uint16_t type, struct view head, struct view tail);
void nl_attr_u8(struct nl_batch *b, uint16_t type, uint8_t v);
void nl_attr_u32(struct nl_batch *b, uint16_t type, uint32_t v);
/* Returns the offset that nl_nest_end() wants. */
size_t nl_nest(struct nl_batch *b, uint16_t type);
void nl_nest_end(struct nl_batch *b, size_t offset);
/* Adds FLAGS to the message built last. */
void nl_flag_last(struct nl_batch *b, uint16_t flags);

/* ---- reading ---- */

struct nl_message {
	uint16_t type, flags;
	uint32_t seq;
	struct view body;	/* borrowed */
};

struct nl_ack {
	int code;		/* 0 or a positive errno value */
	struct view text;	/* extack, may be empty; not NUL-terminated */
};

/* False at the end and at the first message whose length is a lie. */
bool nl_next_message(struct reader *r, struct nl_message *m);
/* Of an NLMSG_ERROR or NLMSG_DONE message; false when it is too short to say anything. */
bool nl_message_ack(const struct nl_message *m, struct nl_ack *out);
bool nl_next_attr(struct reader *r, uint16_t *type, struct view *data);
/* Sorts the attributes after the first SKIP bytes (rounded up to 4) of BODY into TABLE by type;
 * types >= NR are unknown and skipped; of repeated ones the first counts. */
void nl_attrs(struct view body, size_t skip, struct view *table, size_t nr);
/* Copies the first LEN bytes of V; false (and zeroes) when V is shorter. */
bool nl_get(struct view v, void *out, size_t len);
/* The number in a 4-byte attribute; 0 when absent or short. */
uint32_t nl_get_u32(struct view v);

/* ---- talking ---- */

struct nl_socket {
	int fd;			/* -1 = closed */
	uint32_t seq;		/* last used */
	uint8_t *buf;		/* NL_RECEIVE_MAX bytes, owned */
};

/* BUS is NETLINK_XFRM or NETLINK_ROUTE.  GROUPS (ends with 0; may be NULL) makes it an event
 * socket: non-blocking.  0 or -errno. */
int nl_socket_open(struct nl_socket *s, int bus, const unsigned *groups);
void nl_socket_close(struct nl_socket *s);
/* One datagram from the kernel into S's buffer.  0, or -EAGAIN, -ENOBUFS (something was lost), ... */
int nl_socket_receive(struct nl_socket *s, struct view *out);

typedef void nl_see_fn(void *ctx, const struct nl_message *m);

/* Sends B in one sendmsg and gives every answer to SEE (may be NULL) until the one that ends
 * request LAST_SEQ: its ACK, its error, or the end of its dump.  So the last request of B must
 * carry NLM_F_ACK or NLM_F_DUMP.  SEE must not use S.
 * 0: answered (0 also when the answers were errors: SEE was told).  -errno: no answer. */
int nl_transact(struct nl_socket *s, const struct nl_batch *b, uint32_t last_seq, nl_see_fn *see,
		void *ctx);
/* For a single request: also turns its error into the return value. */
int nl_request(struct nl_socket *s, const struct nl_batch *b, nl_see_fn *see, void *ctx);

#endif
