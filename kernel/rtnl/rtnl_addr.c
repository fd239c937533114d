/* SPDX-License-Identifier: ISC
 *
 * rtnl_addr.c - addresses of interfaces.
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "kernel/rtnl/rtnl_priv.h"

bool rtnl_take_address(const struct nl_message *m, struct rtnl_address *out)
{
	struct ifaddrmsg info;
	struct view attrs[IFA_FLAGS + 1], addr;
	uint32_t flags;

	*out = (struct rtnl_address){ 0 };
	if (m->type != RTM_NEWADDR || !nl_get(m->body, &info, sizeof(info)))
		return false;
	nl_attrs(m->body, sizeof(info), attrs, IFA_FLAGS + 1);
	/* On point-to-point links IFA_ADDRESS is the other end. */
	addr = attrs[IFA_LOCAL].len > 0 ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS];
	if (!address_from_bytes(addr, &out->addr.addr) ||
	    info.ifa_prefixlen > address_len(out->addr.addr) * 8)
		return false;
	flags = attrs[IFA_FLAGS].len > 0 ? nl_get_u32(attrs[IFA_FLAGS]) : info.ifa_flags;
	out->addr.prefix = info.ifa_prefixlen;
	out->ifindex = info.ifa_index;
	out->scope = info.ifa_scope;
	out->tentative = (flags & IFA_F_TENTATIVE) && !(flags & IFA_F_OPTIMISTIC);
	return out->ifindex != 0;
}

/* The two dumps that make one list. */
struct listing {
	struct rtnl_link *links;
	struct rtnl_address *addrs;
	size_t nr_links, nr_addrs, cap_links, cap_addrs;
	bool failed;
};

/* Room for one more in *ARRAY; NULL when memory is short. */
static void *grow(void **array, size_t size, size_t *nr, size_t *cap)
{
	if (*nr == *cap) {
		size_t more = *cap == 0 ? 16 : *cap * 2;
		void *bigger = mem_resize(*array, more * size);

		if (bigger == NULL)
			return NULL;
		*array = bigger;
		*cap = more;
	}
	return (uint8_t *)*array + (*nr)++ * size;
}

static void see_any(void *ctx, const struct nl_message *m)
{
	struct listing *l = ctx;
	struct rtnl_link link, *new_link;
	struct rtnl_address addr, *new_addr;

	if (rtnl_take_link(m, &link)) {
		new_link = grow((void **)&l->links, sizeof(link), &l->nr_links, &l->cap_links);
		l->failed = l->failed || new_link == NULL;
		if (new_link != NULL)
			*new_link = link;
	} else if (rtnl_take_address(m, &addr)) {
		new_addr = grow((void **)&l->addrs, sizeof(addr), &l->nr_addrs, &l->cap_addrs);
		l->failed = l->failed || new_addr == NULL;
		if (new_addr != NULL)
			*new_addr = addr;
	}
}

static const struct rtnl_link *link_of(const struct listing *l, uint32_t ifindex)
{
	for (size_t i = 0; i < l->nr_links; i++) {
		if (l->links[i].ifindex == ifindex)
			return &l->links[i];
	}
	return NULL;
}

static int join_lists(const struct listing *l, struct arena *a, struct kernel_iface **out,
		      size_t *nr)
{
	*nr = 0;
	*out = arena_array(a, l->nr_addrs + 1, sizeof(**out));
	if (*out == NULL || l->failed)
		return -ENOMEM;
	for (size_t i = 0; i < l->nr_addrs; i++) {
		const struct rtnl_address *addr = &l->addrs[i];
		const struct rtnl_link *link = link_of(l, addr->ifindex);
		struct kernel_iface *iface = &(*out)[*nr];

		if (link == NULL)
			continue;	/* came or went between the dumps: an event will tell */
		*iface = (struct kernel_iface){ .ifindex = addr->ifindex, .addr = addr->addr,
						.up = link->up, .tentative = addr->tentative };
		memcpy(iface->name, link->name, sizeof(iface->name));
		(*nr)++;
	}
	return 0;
}

int rtnl_iface_list(struct rtnl *r, struct arena *a, struct kernel_iface **out, size_t *nr)
{
	struct listing l = { 0 };
	int rc = rtnl_dump(r, RTM_GETLINK, AF_UNSPEC, see_any, &l);

	*out = NULL;
	*nr = 0;
	if (rc == 0)
		rc = rtnl_dump(r, RTM_GETADDR, AF_UNSPEC, see_any, &l);
	if (rc == 0)
		rc = join_lists(&l, a, out, nr);
	mem_free(l.links);
	mem_free(l.addrs);
	return rc;
}

static int change(struct rtnl *r, uint16_t type, uint16_t flags, uint32_t ifindex,
		  struct cidr addr, uint8_t scope)
{
	uint8_t buf[RTNL_REQUEST_MAX] __attribute__((aligned(4)));
	const struct ifaddrmsg info = {
		.ifa_family = (uint8_t)rtnl_family((enum ip_family)addr.addr.family),
		.ifa_prefixlen = addr.prefix,
		.ifa_scope = scope,
		.ifa_index = ifindex,
		/* Ours alone on the loopback: duplicate address detection would only delay it. */
		.ifa_flags = addr.addr.family == IP_V6 ? IFA_F_NODAD : 0,
	};
	struct nl_batch b;

	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, type, (uint16_t)(flags | NLM_F_ACK), ++r->requests.seq);
	nl_put(&b, &info, sizeof(info));
	nl_attr(&b, IFA_LOCAL, addr.addr.bytes, address_len(addr.addr));
	nl_attr(&b, IFA_ADDRESS, addr.addr.bytes, address_len(addr.addr));
	return nl_request(&r->requests, &b, NULL, NULL);
}

int rtnl_address_add(struct rtnl *r, uint32_t ifindex, struct cidr addr, uint8_t scope)
{
	return change(r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex, addr, scope);
}

int rtnl_address_delete(struct rtnl *r, uint32_t ifindex, struct cidr addr)
{
	return change(r, RTM_DELADDR, 0, ifindex, addr, 0);
}

struct search {
	struct address wanted;
	uint32_t ifindex;
	bool found;
	uint8_t scope;
};

static void see_searched(void *ctx, const struct nl_message *m)
{
	struct search *s = ctx;
	struct rtnl_address a;

	if (s->found || !rtnl_take_address(m, &a) || !address_eq(a.addr.addr, s->wanted))
		return;
	if (s->ifindex != 0 && s->ifindex != a.ifindex)
		return;
	s->found = true;
	s->scope = a.scope;
}

bool rtnl_address_find(struct rtnl *r, struct address a, uint32_t ifindex, uint8_t *scope)
{
	struct search s = { .wanted = a, .ifindex = ifindex };
	int rc = rtnl_dump(r, RTM_GETADDR, rtnl_family((enum ip_family)a.family), see_searched, &s);

	if (scope != NULL)
		*scope = s.scope;
	return rc == 0 && s.found;
}
