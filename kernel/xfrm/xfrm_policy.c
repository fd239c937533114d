/* SPDX-License-Identifier: ISC
 *
 * xfrm_policy.c - policies as XFRM messages.  Pure.  Knows no socket and no state.
 */
#include <string.h>
#include <sys/socket.h>

#include "kernel/xfrm/xfrm_msg.h"

/* The kernel numbers policies by direction in the low bits of the index; 3 and up are per socket. */
#define INDEX_DIR(index)	((index) & 7u)
#define FIRST_SOCKET_DIR	3u

/* A table, so that no order of enum kernel_dir is relied on. */
static const uint8_t xfrm_dirs[] = {
	[KERNEL_IN] = XFRM_POLICY_IN,
	[KERNEL_OUT] = XFRM_POLICY_OUT,
	[KERNEL_FWD] = XFRM_POLICY_FWD,
};

static bool take_dir(uint8_t dir, enum kernel_dir *out)
{
	for (unsigned i = 0; i < sizeof(xfrm_dirs); i++) {
		if (xfrm_dirs[i] == dir) {
			*out = (enum kernel_dir)i;
			return true;
		}
	}
	return false;
}

static void put_template(struct nl_batch *b, const struct kernel_policy *p)
{
	struct xfrm_user_tmpl t;
	bool fixed = address_is_set(p->outer_dst);

	memset(&t, 0, sizeof(t));
	xfrm_address_put(&t.id.daddr, p->outer_dst);
	xfrm_address_put(&t.saddr, p->outer_src);
	t.id.proto = p->proto;
	t.family = (uint16_t)xfrm_family(fixed ? p->outer_dst : p->key.src.addrs.lo);
	t.reqid = p->reqid;
	t.mode = p->mode == KERNEL_TUNNEL ? XFRM_MODE_TUNNEL : XFRM_MODE_TRANSPORT;
	t.share = XFRM_SHARE_ANY;
	t.aalgos = t.ealgos = t.calgos = ~0u;
	nl_attr(b, XFRMA_TMPL, &t, sizeof(t));
}

static void put_key(struct nl_batch *b, const struct kernel_policy_key *k)
{
	xfrm_mark_put(b, k->mark);
	if (k->if_id != 0)
		nl_attr_u32(b, XFRMA_IF_ID, k->if_id);
}

/* UPDPOLICY and never NEWPOLICY: it replaces in place, keeps held packets, and releases them. */
void xfrm_put_policy(struct nl_batch *b, uint32_t seq, const struct kernel_policy *p)
{
	struct xfrm_userpolicy_info info;

	memset(&info, 0, sizeof(info));
	xfrm_selector_put(&info.sel, &p->key.src, &p->key.dst);
	info.lft = xfrm_no_limits();
	info.priority = p->priority;
	info.dir = xfrm_dirs[p->key.dir];
	info.action = p->action == KERNEL_BLOCK ? XFRM_POLICY_BLOCK : XFRM_POLICY_ALLOW;
	info.share = XFRM_SHARE_ANY;
	nl_begin(b, XFRM_MSG_UPDPOLICY, 0, seq);
	nl_put(b, &info, sizeof(info));
	if (p->action == KERNEL_PROTECT)
		put_template(b, p);
	put_key(b, &p->key);
}

void xfrm_put_policy_del(struct nl_batch *b, uint32_t seq, const struct kernel_policy_key *k)
{
	struct xfrm_userpolicy_id id;

	memset(&id, 0, sizeof(id));
	xfrm_selector_put(&id.sel, &k->src, &k->dst);
	id.dir = xfrm_dirs[k->dir];
	nl_begin(b, XFRM_MSG_DELPOLICY, 0, seq);
	nl_put(b, &id, sizeof(id));
	put_key(b, k);
}

struct xfrm_userpolicy_info xfrm_socket_policy(enum ip_family family, enum kernel_dir dir)
{
	struct xfrm_userpolicy_info info;

	memset(&info, 0, sizeof(info));
	info.sel.family = family == IP_V6 ? AF_INET6 : AF_INET;
	info.lft = xfrm_no_limits();
	info.dir = xfrm_dirs[dir];
	info.action = XFRM_POLICY_ALLOW;
	return info;
}

static struct realtime at_second(uint64_t s)
{
	return (struct realtime){ s > INT64_MAX / US_PER_S ? INT64_MAX : (int64_t)s * US_PER_S };
}

bool xfrm_take_policy(const struct nl_message *m, struct kernel_policy_info *out)
{
	struct xfrm_userpolicy_info info;
	struct xfrm_user_tmpl tmpl;
	struct view attrs[XFRM_ATTRS];

	*out = (struct kernel_policy_info){ 0 };
	if (m->type != XFRM_MSG_NEWPOLICY || !nl_get(m->body, &info, sizeof(info)))
		return false;
	if (INDEX_DIR(info.index) >= FIRST_SOCKET_DIR || !take_dir(info.dir, &out->key.dir))
		return false;
	if (!xfrm_selector_take(&info.sel, &out->key.src, &out->key.dst))
		return false;
	nl_attrs(m->body, sizeof(info), attrs, XFRM_ATTRS);
	out->key.mark = xfrm_mark_take(attrs[XFRMA_MARK]);
	out->key.if_id = nl_get_u32(attrs[XFRMA_IF_ID]);
	out->index = info.index;
	out->priority = info.priority;
	out->used = at_second(info.curlft.use_time);
	out->action = info.action == XFRM_POLICY_BLOCK ? KERNEL_BLOCK : KERNEL_ALLOW;
	if (nl_get(attrs[XFRMA_TMPL], &tmpl, sizeof(tmpl)) && out->action == KERNEL_ALLOW) {
		out->action = KERNEL_PROTECT;
		out->reqid = tmpl.reqid;
	}
	return true;
}
