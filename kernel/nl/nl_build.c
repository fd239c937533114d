/* SPDX-License-Identifier: ISC
 *
 * nl_build.c - netlink requests into a buffer.  May use libmnl's builders; sends nothing.
 */
#include "kernel/nl/nl.h"

#include <libmnl/libmnl.h>
#include <string.h>

void nl_batch_init(struct nl_batch *b, void *buf, size_t cap)
{
	*b = (struct nl_batch){ .buf = buf, .cap = cap };
}

/* Messages start at multiples of 4 in a malloc'ed (or aligned) buffer. */
static struct nlmsghdr *message(const struct nl_batch *b)
{
	return (struct nlmsghdr *)(void *)(b->buf + b->start);
}

static void grow_to(struct nl_batch *b)
{
	b->len = b->start + MNL_ALIGN(message(b)->nlmsg_len);
}

void nl_begin(struct nl_batch *b, uint16_t type, uint16_t flags, uint32_t seq)
{
	struct nlmsghdr *h;

	if (b->full || b->cap - b->len < MNL_NLMSG_HDRLEN) {
		b->full = true;
		return;
	}
	b->start = b->len;
	h = mnl_nlmsg_put_header(b->buf + b->start);
	h->nlmsg_type = type;
	h->nlmsg_flags = (uint16_t)(flags | NLM_F_REQUEST);
	h->nlmsg_seq = seq;
	grow_to(b);
}

void nl_put(struct nl_batch *b, const void *ptr, size_t len)
{
	if (b->full || b->cap - b->len < MNL_ALIGN(len)) {
		b->full = true;
		return;
	}
	memcpy(mnl_nlmsg_put_extra_header(message(b), len), ptr, len);
	grow_to(b);
}

void nl_attr2(struct nl_batch *b, uint16_t type, struct view head, struct view tail)
{
	size_t offset = nl_nest(b, type);
	struct nlattr *a;

	if (b->full || b->cap - b->len < MNL_ALIGN(head.len + tail.len)) {
		b->full = true;
		return;
	}
	memset(b->buf + b->len, 0, MNL_ALIGN(head.len + tail.len));
	if (head.len > 0)
		memcpy(b->buf + b->len, head.ptr, head.len);
	if (tail.len > 0)
		memcpy(b->buf + b->len + head.len, tail.ptr, tail.len);
	message(b)->nlmsg_len += (uint32_t)MNL_ALIGN(head.len + tail.len);
	grow_to(b);
	a = (struct nlattr *)(void *)(b->buf + offset);
	a->nla_type = type;
	a->nla_len = (uint16_t)(MNL_ATTR_HDRLEN + head.len + tail.len);
}

/* Not mnl_attr_put(): older ones leave whatever was in the buffer as padding. */
void nl_attr(struct nl_batch *b, uint16_t type, const void *ptr, size_t len)
{
	nl_attr2(b, type, view_make(ptr, len), VIEW_EMPTY);
}

void nl_attr_u8(struct nl_batch *b, uint16_t type, uint8_t v)
{
	nl_attr(b, type, &v, sizeof(v));
}

void nl_attr_u32(struct nl_batch *b, uint16_t type, uint32_t v)
{
	nl_attr(b, type, &v, sizeof(v));
}

size_t nl_nest(struct nl_batch *b, uint16_t type)
{
	struct nlattr *a;

	if (b->full)
		return 0;
	a = mnl_attr_nest_start_check(message(b), b->cap - b->start, type);
	if (a == NULL) {
		b->full = true;
		return 0;
	}
	grow_to(b);
	return (size_t)((uint8_t *)a - b->buf);
}

void nl_nest_end(struct nl_batch *b, size_t offset)
{
	if (!b->full)
		mnl_attr_nest_end(message(b), (struct nlattr *)(void *)(b->buf + offset));
}

void nl_flag_last(struct nl_batch *b, uint16_t flags)
{
	if (!b->full && b->len > 0)
		message(b)->nlmsg_flags |= flags;
}
