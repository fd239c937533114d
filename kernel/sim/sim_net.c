/* SPDX-License-Identifier: ISC
 *
 * sim_net.c - the simulated host's interfaces, addresses and routes.
 */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/sim/sim_priv.h"

/* Nobody listens before prepare(): setting up a host makes no events. */
static void tell(struct sim_kernel *k, enum kernel_event_type type)
{
	const struct kernel_event e = { .type = type };

	if (k->prepared)
		sim_emit(k, &e);
}

static struct sim_address *by_name(const struct sim_kernel *k, const char *name)
{
	LIST_FOR_EACH(&k->addresses, node) {
		struct sim_address *a = CONTAINER_OF(node, struct sim_address, node);

		if (strncmp(a->iface.name, name, sizeof(a->iface.name)) == 0)
			return a;
	}
	return NULL;
}

static struct sim_address *by_address(const struct sim_kernel *k, struct address addr)
{
	LIST_FOR_EACH(&k->addresses, node) {
		struct sim_address *a = CONTAINER_OF(node, struct sim_address, node);

		if (address_eq(a->iface.addr.addr, addr))
			return a;
	}
	return NULL;
}

bool sim_kernel_owns(const struct sim_kernel *k, struct address a)
{
	return by_address(k, a) != NULL || address_is_loopback(a);
}

bool sim_kernel_address_add(struct sim_kernel *k, const char *iface, struct cidr addr)
{
	const struct sim_address *same = by_name(k, iface);
	struct sim_address *a = mem_alloc(sizeof(*a));

	if (a == NULL)
		return false;
	a->iface = (struct kernel_iface){ .addr = addr, .up = same == NULL || same->iface.up };
	a->iface.ifindex = same != NULL ? same->iface.ifindex : ++k->next_ifindex;
	strncpy(a->iface.name, iface, sizeof(a->iface.name) - 1);
	list_append(&k->addresses, &a->node);
	tell(k, KERNEL_LINK_CHANGE);
	return true;
}

void sim_kernel_address_remove(struct sim_kernel *k, struct address addr)
{
	struct sim_address *a = by_address(k, addr);

	if (a == NULL)
		return;
	list_remove(&k->addresses, &a->node);
	mem_free(a);
	tell(k, KERNEL_LINK_CHANGE);
}

void sim_kernel_link_set(struct sim_kernel *k, const char *iface, bool up)
{
	LIST_FOR_EACH(&k->addresses, node) {
		struct sim_address *a = CONTAINER_OF(node, struct sim_address, node);

		if (strncmp(a->iface.name, iface, sizeof(a->iface.name)) == 0)
			a->iface.up = up;
	}
	tell(k, KERNEL_LINK_CHANGE);
}

bool sim_kernel_route_add(struct sim_kernel *k, struct cidr dst, struct address gateway,
			  const char *iface)
{
	const struct sim_address *a = by_name(k, iface);
	struct sim_route *r = a == NULL ? NULL : mem_alloc(sizeof(*r));

	if (r == NULL)
		return false;
	r->dst = dst;
	r->gateway = gateway;
	r->ifindex = a->iface.ifindex;
	list_append(&k->routes, &r->node);
	tell(k, KERNEL_ROUTE_CHANGE);
	return true;
}

int sim_iface_list(void *port, struct arena *a, struct kernel_iface **out, size_t *nr)
{
	struct sim_kernel *k = port;
	int code = sim_call(k);

	*nr = 0;
	*out = code != 0 ? NULL : arena_array(a, k->addresses.nr + 1, sizeof(**out));
	if (*out == NULL)
		return code != 0 ? -code : -ENOMEM;
	LIST_FOR_EACH(&k->addresses, node)
		(*out)[(*nr)++] = CONTAINER_OF(node, struct sim_address, node)->iface;
	return 0;
}

/* The address whose own network has A, by the longest prefix; only of IFINDEX unless 0. */
static const struct sim_address *on_link(const struct sim_kernel *k, struct address a,
					 uint32_t ifindex)
{
	const struct sim_address *best = NULL;
	struct cidr net;

	LIST_FOR_EACH(&k->addresses, node) {
		const struct sim_address *s = CONTAINER_OF(node, struct sim_address, node);

		if (!s->iface.up || (ifindex != 0 && s->iface.ifindex != ifindex) ||
		    !cidr_make(s->iface.addr.addr, s->iface.addr.prefix, &net, NULL))
			continue;
		if (cidr_contains(net, a) &&
		    (best == NULL || s->iface.addr.prefix > best->iface.addr.prefix))
			best = s;
	}
	return best;
}

static const struct sim_route *route_to(const struct sim_kernel *k, struct address dst)
{
	const struct sim_route *best = NULL;

	LIST_FOR_EACH(&k->routes, node) {
		const struct sim_route *r = CONTAINER_OF(node, struct sim_route, node);

		if (r->dst.addr.family == dst.family && cidr_contains(r->dst, dst) &&
		    (best == NULL || r->dst.prefix > best->dst.prefix))
			best = r;
	}
	return best;
}

/* Any address of the interface will do where none is next to the gateway. */
static const struct sim_address *address_on(const struct sim_kernel *k, uint32_t ifindex,
					    struct address gateway)
{
	const struct sim_address *near = on_link(k, gateway, ifindex);

	if (near != NULL)
		return near;
	LIST_FOR_EACH(&k->addresses, node) {
		const struct sim_address *s = CONTAINER_OF(node, struct sim_address, node);

		if (s->iface.up && s->iface.ifindex == ifindex &&
		    s->iface.addr.addr.family == gateway.family)
			return s;
	}
	return NULL;
}

static int fill(const struct sim_address *via, struct address src, struct address gateway,
		struct kernel_route *out)
{
	if (via == NULL)
		return -ENETUNREACH;
	*out = (struct kernel_route){
		.src = address_is_set(src) ? src : via->iface.addr.addr,
		.gateway = gateway,
		.ifindex = via->iface.ifindex,
		.mtu = 1500,
	};
	memcpy(out->iface, via->iface.name, sizeof(out->iface));
	return 0;
}

int sim_route_get(void *port, struct address src, struct address dst, struct kernel_route *out)
{
	struct sim_kernel *k = port;
	const struct address none = { 0 };
	const struct sim_address *direct;
	const struct sim_route *r;
	int code = sim_call(k);

	*out = (struct kernel_route){ 0 };
	if (code != 0)
		return -code;
	if (address_is_set(src) && (src.family != dst.family || !sim_kernel_owns(k, src)))
		return -EINVAL;
	direct = by_address(k, dst);
	if (direct == NULL)
		direct = on_link(k, dst, 0);
	r = route_to(k, dst);
	if (direct != NULL && (r == NULL || r->dst.prefix <= direct->iface.addr.prefix))
		return fill(direct, src, none, out);
	if (r == NULL)
		return -ENETUNREACH;
	return fill(address_on(k, r->ifindex, address_is_set(r->gateway) ? r->gateway : dst), src,
		    r->gateway, out);
}

void sim_net_fini(struct sim_kernel *k)
{
	LIST_FOR_EACH(&k->addresses, node) {
		list_remove(&k->addresses, node);
		mem_free(CONTAINER_OF(node, struct sim_address, node));
	}
	LIST_FOR_EACH(&k->routes, node) {
		list_remove(&k->routes, node);
		mem_free(CONTAINER_OF(node, struct sim_route, node));
	}
}
