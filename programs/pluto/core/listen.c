/* SPDX-License-Identifier: ISC
 *
 * listen.c - keeps IKE sockets on this host's addresses: marks what the kernel lists, opens, sweeps.
 *
 * May use:   base, net, core; the net and kernel ports.
 * Must not:  know of connections.
 */
#include "core/listen.h"

#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"

struct listener {
	struct list_node link;
	struct address addr;
	char iface[16];
	bool seen;		/* in the kernel's present list */
	bool open[2];		/* IKE port, NAT port */
};

struct listen_db {
	struct list all;	/* in the kernel's order of appearance */
};

struct listen_db *listen_db_new(void)
{
	struct listen_db *l = mem_alloc(sizeof(*l));

	if (l != NULL)
		list_init(&l->all);
	return l;
}

void listen_db_free(struct listen_db *l)
{
	if (l == NULL)
		return;
	LIST_FOR_EACH(&l->all, node) {
		list_remove(&l->all, node);
		mem_free(CONTAINER_OF(node, struct listener, link));
	}
	mem_free(l);
}

static struct listener *listener_find(const struct listen_db *db, struct address a)
{
	LIST_FOR_EACH(&db->all, node) {
		struct listener *l = CONTAINER_OF(node, struct listener, link);

		if (address_eq(l->addr, a))
			return l;
	}
	return NULL;
}

static bool is_link_local(struct address a)
{
	return a.family == IP_V6 && a.bytes[0] == 0xfe && (a.bytes[1] & 0xc0) == 0x80;
}

/* Link-local addresses need a scope, which IKE endpoints do not carry; a tentative one cannot be bound. */
static bool is_wanted(const struct pluto *p, const struct kernel_iface *i)
{
	if (!i->up || i->tentative || is_link_local(i->addr.addr))
		return false;
	return !address_is_set(p->setup.listen) || address_is_any(p->setup.listen) ||
	       address_eq(p->setup.listen, i->addr.addr);
}

static void mark_one(struct pluto *p, const struct kernel_iface *i)
{
	struct listener *l = listener_find(p->listens, i->addr.addr);

	if (l == NULL) {
		l = mem_alloc(sizeof(*l));
		if (l == NULL) {
			log_local(&p->log, "out of memory: cannot listen on a new address");
			return;
		}
		l->addr = i->addr.addr;
		list_append(&p->listens->all, &l->link);
	}
	l->seen = true;
	memcpy(l->iface, i->name, sizeof(l->iface));
	l->iface[sizeof(l->iface) - 1] = '\0';
}

static bool mark_all(struct pluto *p)
{
	struct arena a = { .blocks = NULL };
	struct kernel_iface *ifaces = NULL;
	size_t nr = 0;
	int rc = p->env.kernel.ops->iface_list(p->env.kernel.k, &a, &ifaces, &nr);

	for (size_t i = 0; rc == 0 && i < nr; i++) {
		if (is_wanted(p, &ifaces[i]))
			mark_one(p, &ifaces[i]);
	}
	arena_fini(&a);
	if (rc != 0)
		log_local(&p->log, "cannot list this host's addresses: %s", strerror(-rc));
	return rc == 0;
}

static struct endpoint listener_endpoint(const struct pluto *p, const struct listener *l, bool nat)
{
	return (struct endpoint){ l->addr, nat ? p->setup.nat_port : p->setup.ike_port };
}

static void describe(struct text *t, const struct pluto *p, const struct listener *l, bool nat)
{
	text_add(t, "%s ", l->iface);
	endpoint_print(t, listener_endpoint(p, l, nat));
}

static bool open_one(struct pluto *p, struct listener *l, bool nat)
{
	char buf[96];
	struct text t = TEXT_OVER(buf);
	struct diag *d = p->env.ops->net_listen(p->env.world, listener_endpoint(p, l, nat), nat);

	describe(&t, p, l, nat);
	if (d != NULL) {
		log_local(&p->log, "cannot listen on %s: %s", buf, diag_text(d));
		diag_free(d);
		return false;
	}
	l->open[nat] = true;
	log_note(&p->log, "listening on %s", buf);
	return true;
}

static void close_one(struct pluto *p, struct listener *l, bool nat)
{
	char buf[96];
	struct text t = TEXT_OVER(buf);

	describe(&t, p, l, nat);
	p->env.ops->net_unlisten(p->env.world, listener_endpoint(p, l, nat));
	l->open[nat] = false;
	log_note(&p->log, "no longer listening on %s: the address is gone", buf);
}

/* Opens what is missing or closes what vanished; frees L then.  How many sockets changed. */
static size_t settle_one(struct pluto *p, struct listener *l)
{
	size_t changed = 0;

	for (int nat = 0; nat < 2; nat++) {
		if (l->seen && !l->open[nat]) {
			changed += open_one(p, l, nat != 0);
		} else if (!l->seen && l->open[nat]) {
			close_one(p, l, nat != 0);
			changed++;
		}
	}
	if (!l->seen) {
		list_remove(&p->listens->all, &l->link);
		mem_free(l);
	}
	return changed;
}

size_t listen_update(struct pluto *p)
{
	size_t changed = 0;

	LIST_FOR_EACH(&p->listens->all, node)
		CONTAINER_OF(node, struct listener, link)->seen = false;
	/* When the list cannot be had, the sockets stay as they are. */
	if (!mark_all(p))
		return 0;
	LIST_FOR_EACH(&p->listens->all, node)
		changed += settle_one(p, CONTAINER_OF(node, struct listener, link));
	p->listening = true;
	return changed;
}

bool listen_has(const struct pluto *p, struct address a)
{
	const struct listener *l = listener_find(p->listens, a);

	return l != NULL && (l->open[0] || l->open[1]);
}

const char *listen_iface(const struct pluto *p, struct address a)
{
	const struct listener *l = listener_find(p->listens, a);

	return l == NULL ? NULL : l->iface;
}

bool listen_iface_address(const struct pluto *p, const char *iface, enum ip_family family, struct address *out)
{
	LIST_FOR_EACH(&p->listens->all, node) {
		const struct listener *l = CONTAINER_OF(node, struct listener, link);

		if (strcmp(l->iface, iface) != 0 || (!l->open[0] && !l->open[1]))
			continue;
		if (family != IP_UNSET && l->addr.family != family)
			continue;
		*out = l->addr;
		return true;
	}
	return false;
}

bool listen_nth(const struct pluto *p, size_t i, struct endpoint *out, bool *encap, const char **iface)
{
	LIST_FOR_EACH(&p->listens->all, node) {
		const struct listener *l = CONTAINER_OF(node, struct listener, link);

		for (int nat = 0; nat < 2; nat++) {
			if (!l->open[nat] || i-- > 0)
				continue;
			*out = listener_endpoint(p, l, nat != 0);
			*encap = nat != 0;
			*iface = l->iface;
			return true;
		}
	}
	return false;
}
