/* SPDX-License-Identifier: ISC
 *
 * xfrm_events.c - what the kernel multicasts, as struct kernel_event.  Pure: bytes in, value out.
 * Must not:  believe that a message is whole, or that its numbers make sense.
 */
#include <arpa/inet.h>

#include "kernel/xfrm/xfrm_msg.h"

static bool take_policy_key(const struct xfrm_userpolicy_info *p, struct kernel_policy_key *out)
{
	if (p->dir == XFRM_POLICY_OUT)
		out->dir = KERNEL_OUT;
	else if (p->dir == XFRM_POLICY_IN)
		out->dir = KERNEL_IN;
	else if (p->dir == XFRM_POLICY_FWD)
		out->dir = KERNEL_FWD;
	else
		return false;
	return xfrm_selector_take(&p->sel, &out->src, &out->dst);
}

static void take_common(const struct nl_message *m, size_t header, struct kernel_event *e)
{
	struct view attrs[XFRM_ATTRS];
	struct xfrm_user_tmpl tmpl;

	nl_attrs(m->body, header, attrs, XFRM_ATTRS);
	e->mark = xfrm_mark_take(attrs[XFRMA_MARK]);
	e->if_id = nl_get_u32(attrs[XFRMA_IF_ID]);
	if (nl_get(attrs[XFRMA_TMPL], &tmpl, sizeof(tmpl)))
		e->reqid = tmpl.reqid;
}

static bool take_acquire(const struct nl_message *m, struct kernel_event *e)
{
	struct xfrm_user_acquire a;

	if (!nl_get(m->body, &a, sizeof(a)) || !xfrm_packet_take(&a.sel, &e->packet))
		return false;
	if (!take_policy_key(&a.policy, &e->policy))
		return false;
	e->type = KERNEL_ACQUIRE;
	take_common(m, sizeof(a), e);
	e->policy.mark = e->mark;
	e->policy.if_id = e->if_id;
	e->policy_index = a.policy.index;
	e->seq = a.seq;
	return true;
}

static bool take_expire(const struct nl_message *m, struct kernel_event *e)
{
	struct xfrm_user_expire x;

	if (!nl_get(m->body, &x, sizeof(x)))
		return false;
	e->type = KERNEL_EXPIRE_SA;
	take_common(m, sizeof(x), e);
	e->reqid = x.state.reqid;
	e->seq = x.state.seq;
	e->hard = x.hard != 0;
	e->sa = (struct kernel_sa_key){
		.dst = xfrm_address_take(&x.state.id.daddr, x.state.family),
		.spi = ntohl(x.state.id.spi),
		.proto = x.state.id.proto,
		.mark = e->mark,
	};
	return address_is_set(e->sa.dst);
}

static bool take_policy_expire(const struct nl_message *m, struct kernel_event *e)
{
	struct xfrm_user_polexpire x;

	if (!nl_get(m->body, &x, sizeof(x)) || !take_policy_key(&x.pol, &e->policy))
		return false;
	e->type = KERNEL_EXPIRE_POLICY;
	take_common(m, sizeof(x), e);
	e->policy.mark = e->mark;
	e->policy.if_id = e->if_id;
	e->policy_index = x.pol.index;
	e->hard = x.hard != 0;
	return true;
}

static bool take_mapping(const struct nl_message *m, struct kernel_event *e)
{
	struct xfrm_user_mapping x;

	if (!nl_get(m->body, &x, sizeof(x)))
		return false;
	e->type = KERNEL_MAPPING;
	take_common(m, sizeof(x), e);
	e->reqid = x.reqid;
	e->sa = (struct kernel_sa_key){
		.dst = xfrm_address_take(&x.id.daddr, x.id.family),
		.spi = ntohl(x.id.spi),
		.proto = x.id.proto,
		.mark = e->mark,
	};
	e->old_peer.addr = xfrm_address_take(&x.old_saddr, x.id.family);
	e->old_peer.port = ntohs(x.old_sport);
	e->new_peer.addr = xfrm_address_take(&x.new_saddr, x.id.family);
	e->new_peer.port = ntohs(x.new_sport);
	return address_is_set(e->sa.dst);
}

bool xfrm_take_event(const struct nl_message *m, struct kernel_event *out)
{
	*out = (struct kernel_event){ 0 };
	if (m->type == XFRM_MSG_ACQUIRE)
		return take_acquire(m, out);
	if (m->type == XFRM_MSG_EXPIRE)
		return take_expire(m, out);
	if (m->type == XFRM_MSG_POLEXPIRE)
		return take_policy_expire(m, out);
	if (m->type == XFRM_MSG_MAPPING)
		return take_mapping(m, out);
	return false;
}
