/* SPDX-License-Identifier: ISC
 *
 * orient.c - which end is this machine?  Left and right become local and remote.
 *
 * May use:   base, net, core, the kernel and dns ports, conn.
 * Must not:  open sockets; listen.c knows where we listen.
 */
#include <string.h>

#include "base/alloc.h"
#include "conn/conn_db_priv.h"
#include "conn/revival.h"
#include "conn/routing_event.h"
#include "conn/spd.h"
#include "core/intent.h"
#include "core/listen.h"

#define DNS_RETRY DURATION_S(60)

/* A place far away: %defaultroute is how a packet would get there.  Nothing is sent. */
static struct address far_away(enum ip_family family)
{
	struct address a = { .family = IP_UNSET };

	(void)address_parse(view_str(family == IP_V6 ? "2606:4700:4700::1111" : "1.1.1.1"), &a);
	return a;
}

static const struct end_config *config_end(const struct conn *c, int side)
{
	return side == 0 ? &c->config->left : &c->config->right;
}

/* What is known of the address of an end without asking the kernel. */
static struct address plain_address(const struct conn *c, int side)
{
	const struct end_config *e = config_end(c, side);

	if (e->host.kind == HOST_ADDRESS)
		return e->host.addr;
	if (e->host.kind == HOST_NAME)
		return c->links->resolved[side];
	return (struct address){ .family = IP_UNSET };
}

static struct address default_source(struct pluto *p, const struct conn *c, int side)
{
	struct address to = plain_address(c, !side), none = { .family = IP_UNSET };
	struct kernel_route r = { .ifindex = 0 };

	if (!address_is_set(to))
		to = far_away(c->config->host_family);
	if (p->env.kernel.ops->route_get(p->env.kernel.k, none, to, &r) != 0)
		return none;
	return r.src;
}

static struct address end_address(struct pluto *p, const struct conn *c, int side)
{
	const struct end_config *e = config_end(c, side);
	struct address a = plain_address(c, side);

	if (e->host.kind == HOST_IFACE)
		(void)listen_iface_address(p, e->host.name, c->config->host_family, &a);
	if (e->host.kind == HOST_DEFAULTROUTE)
		a = default_source(p, c, side);
	return a;
}

/* Identities. */

static bool end_id(const struct end_config *e, struct address host, struct id *out)
{
	id_fini(out);
	*out = (struct id){ .special = ID_NONE };
	if (e->id.special != ID_NONE)
		return id_copy(out, &e->id);
	if (address_is_set(host) && !address_is_any(host))
		return id_from_address(host, out);
	out->special = ID_ANY;
	return true;
}

/* Selectors. */

static void apply_protoport(struct selector *s, const struct protoport *pp)
{
	if (pp->proto == 0)
		return;
	s->proto = pp->proto;
	if (pp->any_port || pp->wild_port)
		return;
	s->port_lo = s->port_hi = pp->port;
}

static struct diag *end_selectors(const struct end_config *e, struct end *end)
{
	bool host = e->nr_subnets == 0, known = address_is_set(end->host) && !address_is_any(end->host);
	size_t nr = host ? known : e->nr_subnets;
	struct selector *items = nr == 0 ? NULL : mem_array(nr, sizeof(*items));

	if (nr > 0 && items == NULL)
		return diag_new("out of memory");
	for (size_t i = 0; i < nr; i++) {
		items[i] = host ? selector_from_host(end->host) : e->subnets[i];
		apply_protoport(&items[i], &e->protoport);
	}
	mem_free(end->selectors);
	end->selectors = items;
	end->nr_selectors = nr;
	return NULL;
}

struct diag *conn_set_selectors(struct conn *c)
{
	struct diag *d = end_selectors(conn_local_config(c), &c->local);

	if (d == NULL)
		d = end_selectors(conn_remote_config(c), &c->remote);
	return d != NULL ? d : spd_rebuild(c);
}

/* The next hop and the device towards the peer, as the kernel has them now. */
void conn_update_route(struct pluto *p, struct conn *c)
{
	const struct host_value *hop = &conn_local_config(c)->nexthop;
	struct kernel_route r = { .ifindex = 0 };
	bool found = address_is_set(c->remote.host) && !address_is_any(c->remote.host) &&
		     p->env.kernel.ops->route_get(p->env.kernel.k, c->local.host, c->remote.host, &r) == 0;

	if (found)
		memcpy(c->iface, r.iface, sizeof(c->iface));
	c->iface[sizeof(c->iface) - 1] = '\0';
	if (hop->kind == HOST_ADDRESS)
		c->local.nexthop = hop->addr;
	else if (hop->kind == HOST_DIRECT)
		c->local.nexthop = c->remote.host;
	else if (found)
		c->local.nexthop = r.gateway;
}

static bool take_ends(struct pluto *p, struct conn *c, int local_side, const struct address *addr)
{
	const char *iface = listen_iface(p, addr[local_side]);
	struct diag *d;

	c->local_is_left = local_side == 0;
	c->local.host = addr[local_side];
	c->remote.host = addr[!local_side];
	c->local.port = conn_local_config(c)->ikeport != 0 ? conn_local_config(c)->ikeport : p->setup.ike_port;
	c->remote.port = conn_remote_config(c)->ikeport != 0 ? conn_remote_config(c)->ikeport
							     : p->setup.ike_port;
	memset(c->iface, 0, sizeof(c->iface));
	if (iface != NULL)
		memcpy(c->iface, iface, strnlen(iface, sizeof(c->iface) - 1));
	d = !end_id(conn_local_config(c), c->local.host, &c->local.id) ||
	    !end_id(conn_remote_config(c), c->remote.host, &c->remote.id) ? diag_new("out of memory")
									   : conn_set_selectors(c);
	if (d == NULL)
		return true;
	log_local(&c->log, "cannot orient: %s", diag_text(d));
	diag_free(d);
	return false;
}

/* The side that is ours, or -1. */
static int our_side(struct pluto *p, struct conn *c, const struct address *addr)
{
	bool left = address_is_set(addr[0]) && listen_has(p, addr[0]);
	bool right = address_is_set(addr[1]) && listen_has(p, addr[1]);

	if (left && right)
		log_local(&c->log, "cannot orient: left and right are both addresses of this machine");
	if (left == right)
		return -1;
	return left ? 0 : 1;
}

static bool is_known(const struct conn *c, int side, struct address a)
{
	return address_is_set(a) || config_end(c, side)->host.kind == HOST_ANY;
}

/* Both ends and whose they are; false: not oriented. */
static bool find_ends(struct pluto *p, struct conn *c, int *ours, struct address *addr)
{
	addr[0] = end_address(p, c, 0);
	addr[1] = end_address(p, c, 1);
	*ours = our_side(p, c, addr);
	return *ours >= 0 && is_known(c, !*ours, addr[!*ours]);
}

bool conn_orient(struct pluto *p, struct conn *c)
{
	struct address addr[2];
	int ours;

	c->oriented = find_ends(p, c, &ours, addr) && take_ends(p, c, ours, addr);
	if (!conn_db_index(p, c)) {
		log_local(&c->log, "cannot orient: out of memory");
		c->oriented = false;
	}
	return c->oriented;
}

static void post_delete_ike(struct pluto *p, const struct conn *c)
{
	struct intent i = {
		.type = INTENT_DELETE_IKE, .conn = c->id, .sa = c->routing.owner_ike,
		.text = "the local address is gone",
	};

	if (c->routing.owner_ike != 0)
		(void)intent_add(p, &i);
}

/* Wishes that waited for an orientation. */
static void begin(struct pluto *p, struct conn *c)
{
	if (c->wish.route) {
		struct diag *d = routing_route(p, c);

		if (d != NULL)
			log_local(&c->log, "%s", diag_text(d));
		diag_free(d);
	}
	if (c->wish.up && !routing_is_busy(&c->routing))
		revival_initiate(p, c, WHY_AUTO);
}

/* True when C has just become oriented.  Traps stay in the kernel when an address goes: nothing leaves in
 * clear because of it. */
static bool reorient(struct pluto *p, struct conn *c)
{
	struct address local = c->local.host, remote = c->remote.host;
	bool was = c->oriented;

	if (!conn_orient(p, c)) {
		if (was) {
			log_note(&c->log, "no longer oriented: the local address is gone");
			post_delete_ike(p, c);
		}
		return false;
	}
	if (c->routing.state == RT_UNROUTED)
		return !was;
	if (address_eq(local, c->local.host) && address_eq(remote, c->remote.host))
		return false;
	post_delete_ike(p, c);
	routing_resync(p, c);
	return false;
}

static void reorient_instance(struct pluto *p, struct conn *c)
{
	if (listen_has(p, c->local.host))
		return;
	c->oriented = false;
	post_delete_ike(p, c);
}

void conn_orient_all(struct pluto *p)
{
	for (struct conn *c = conn_first(p), *next; c != NULL; c = next) {
		next = conn_next(p, c);
		if (c->kind == CONN_INSTANCE)
			reorient_instance(p, c);
		else
			(void)reorient(p, c);
	}
}

/* Names. */

bool conn_has_dns_name(const struct conn *c)
{
	return c->config->left.host.kind == HOST_NAME || c->config->right.host.kind == HOST_NAME;
}

void conn_resolve(struct pluto *p, struct conn *c)
{
	timer_stop(p, &c->links->dns);
	for (int side = 0; side < 2; side++) {
		const struct end_config *e = config_end(c, side);

		if (e->host.kind != HOST_NAME || (c->links->asking & 1u << side) != 0)
			continue;
		c->links->asking |= 1u << side;
		p->env.ops->dns_resolve(p->env.world, c->id * 2 + (uint64_t)side, e->host.name,
					c->config->host_family);
	}
}

static void dns_again(struct pluto *p, uint64_t owner)
{
	struct conn *c = conn_by_id(p, owner);

	if (c != NULL)
		conn_resolve(p, c);
}

static bool pick_address(const struct conn *c, const struct dns_result *r, struct address *out)
{
	for (size_t i = 0; i < r->nr && i < sizeof(r->addrs) / sizeof(r->addrs[0]); i++) {
		if (r->addrs[i].family != c->config->host_family)
			continue;
		*out = r->addrs[i];
		return true;
	}
	return false;
}

/* The attempt that waited for the answers. */
static void revive_resolved(struct pluto *p, struct conn *c)
{
	if (!c->links->revive || c->links->asking != 0)
		return;
	c->links->revive = false;
	if (c->oriented && !routing_is_busy(&c->routing))
		revival_initiate(p, c, WHY_REVIVAL);
	else
		revival_schedule(p, c, true, "the name of an end does not resolve");
}

void conn_on_dns(struct pluto *p, const struct dns_result *r)
{
	struct conn *c = conn_by_id(p, r->token / 2);
	int side = (int)(r->token & 1);

	if (c == NULL)
		return;
	c->links->asking &= ~(1u << side);
	if (!r->ok || !pick_address(c, r, &c->links->resolved[side])) {
		log_local(&c->log, "%s=%s does not resolve: %s; it is tried again in 60 seconds",
			  side == 0 ? "left" : "right", config_end(c, side)->host.name,
			  r->ok || r->why == NULL ? "no address of the right family" : r->why);
		(void)timer_arm(p, &c->links->dns, DNS_RETRY, dns_again, c->id);
	} else if (p->listening && reorient(p, c)) {
		begin(p, c);
	}
	revive_resolved(p, c);
}
