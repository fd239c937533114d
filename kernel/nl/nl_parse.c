/* SPDX-License-Identifier: ISC
 *
 * nl_parse.c - the bytes of a netlink datagram as messages and attributes.  Pure; trusts no length.
 */
#include "kernel/nl/nl.h"

#include <string.h>

#define ALIGN4(n) (((n) + 3u) & ~(size_t)3u)

/* Skips to the next multiple of 4; the last item of a datagram may come without its padding. */
static void skip_padding(struct reader *r, size_t len)
{
	size_t pad = ALIGN4(len) - len;

	if (pad > reader_left(r))
		pad = reader_left(r);
	if (!reader_skip(r, pad))
		reader_rest(r);
}

bool nl_next_message(struct reader *r, struct nl_message *m)
{
	struct nlmsghdr h;

	*m = (struct nl_message){ 0 };
	if (!reader_copy(r, &h, sizeof(h)))
		return false;
	if (h.nlmsg_len < sizeof(h) || !reader_view(r, h.nlmsg_len - sizeof(h), &m->body))
		return false;
	skip_padding(r, h.nlmsg_len);
	m->type = h.nlmsg_type;
	m->flags = h.nlmsg_flags;
	m->seq = h.nlmsg_seq;
	return true;
}

bool nl_next_attr(struct reader *r, uint16_t *type, struct view *data)
{
	struct nlattr a;

	if (!reader_copy(r, &a, sizeof(a)))
		return false;
	if (a.nla_len < sizeof(a) || !reader_view(r, a.nla_len - sizeof(a), data))
		return false;
	skip_padding(r, a.nla_len);
	*type = a.nla_type & NLA_TYPE_MASK;
	return true;
}

void nl_attrs(struct view body, size_t skip, struct view *table, size_t nr)
{
	struct reader r = reader_make(view_slice(body, ALIGN4(skip), body.len));
	struct view data;
	uint16_t type;

	for (size_t i = 0; i < nr; i++)
		table[i] = VIEW_EMPTY;
	while (nl_next_attr(&r, &type, &data)) {
		if (type < nr && table[type].ptr == NULL)
			table[type] = data;
	}
}

bool nl_get(struct view v, void *out, size_t len)
{
	struct reader r = reader_make(v);

	if (reader_copy(&r, out, len))
		return true;
	memset(out, 0, len);
	return false;
}

uint32_t nl_get_u32(struct view v)
{
	uint32_t n;

	return nl_get(v, &n, sizeof(n)) ? n : 0;
}

/* Where the extended acknowledgement starts: behind the echoed request, which is whole unless
 * NLM_F_CAPPED says that only its header is there. */
static struct view ack_attrs(const struct nl_message *m, const struct nlmsghdr *echo)
{
	size_t skip = sizeof(int) + sizeof(*echo);

	if (m->type == NLMSG_DONE)
		skip = sizeof(int);
	else if (!(m->flags & NLM_F_CAPPED) && echo->nlmsg_len > sizeof(*echo))
		skip = sizeof(int) + ALIGN4((size_t)echo->nlmsg_len);
	return view_slice(m->body, skip, m->body.len);
}

bool nl_message_ack(const struct nl_message *m, struct nl_ack *out)
{
	struct reader r = reader_make(m->body);
	struct nlmsghdr echo = { 0 };
	struct view attrs[NLMSGERR_ATTR_MSG + 1];
	int code;

	*out = (struct nl_ack){ 0 };
	if (!reader_copy(&r, &code, sizeof(code)))
		return false;
	if (m->type == NLMSG_ERROR && !reader_copy(&r, &echo, sizeof(echo)))
		return false;
	out->code = code < 0 && code > -4096 ? -code : 0;
	if (!(m->flags & NLM_F_ACK_TLVS))
		return true;
	nl_attrs(ack_attrs(m, &echo), 0, attrs, NLMSGERR_ATTR_MSG + 1);
	out->text = attrs[NLMSGERR_ATTR_MSG];
	while (out->text.len > 0 && out->text.ptr[out->text.len - 1] == 0)
		out->text.len--;
	return true;
}
