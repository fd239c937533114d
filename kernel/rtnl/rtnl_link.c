/* SPDX-License-Identifier: ISC
 *
 * rtnl_link.c - interfaces: name, index, MTU, up.
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "kernel/rtnl/rtnl_priv.h"

bool rtnl_take_link(const struct nl_message *m, struct rtnl_link *out)
{
	struct ifinfomsg info;
	struct view attrs[IFLA_MTU + 1], name;

	*out = (struct rtnl_link){ 0 };
	if (m->type != RTM_NEWLINK || !nl_get(m->body, &info, sizeof(info)) || info.ifi_index <= 0)
		return false;
	nl_attrs(m->body, sizeof(info), attrs, IFLA_MTU + 1);
	out->ifindex = (uint32_t)info.ifi_index;
	out->up = (info.ifi_flags & IFF_UP) != 0;
	out->mtu = nl_get_u32(attrs[IFLA_MTU]);
	name = view_slice(attrs[IFLA_IFNAME], 0, sizeof(out->name) - 1);
	for (size_t i = 0; i < name.len && name.ptr[i] != 0; i++)
		out->name[i] = (char)name.ptr[i];
	return out->name[0] != 0;
}

struct one_link {
	struct rtnl_link *out;
	bool found;
};

static void see_link(void *ctx, const struct nl_message *m)
{
	struct one_link *one = ctx;

	if (!one->found)
		one->found = rtnl_take_link(m, one->out);
}

static int get_link(struct rtnl *r, uint32_t ifindex, const char *name, struct rtnl_link *out)
{
	uint8_t buf[RTNL_REQUEST_MAX] __attribute__((aligned(4)));
	const struct ifinfomsg info = { .ifi_index = (int)ifindex };
	struct one_link one = { .out = out };
	struct nl_batch b;
	int rc;

	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, RTM_GETLINK, NLM_F_ACK, ++r->requests.seq);
	nl_put(&b, &info, sizeof(info));
	if (name != NULL)
		nl_attr(&b, IFLA_IFNAME, name, strlen(name) + 1);
	rc = nl_request(&r->requests, &b, see_link, &one);
	if (rc == 0 && !one.found)
		return -ENODEV;
	return rc;
}

int rtnl_link_by_name(struct rtnl *r, const char *name, struct rtnl_link *out)
{
	if (name[0] == 0 || strlen(name) >= sizeof(out->name))
		return -ENODEV;
	return get_link(r, 0, name, out);
}

int rtnl_link_by_index(struct rtnl *r, uint32_t ifindex, struct rtnl_link *out)
{
	return ifindex == 0 ? -ENODEV : get_link(r, ifindex, NULL, out);
}
