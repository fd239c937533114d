/* SPDX-License-Identifier: ISC
 *
 * instantiate.c - a template meets a peer.
 *
 * May use:   base, net, pki/id, conn.
 * Must not:  talk to the peer.
 */
#include "conn/conn_db_priv.h"

#include <string.h>

#include "core/limits.h"

static bool is_instance_of(const struct conn *c, const struct conn *template)
{
	return c->kind == CONN_INSTANCE && c->template == template->id && !c->pending_delete;
}

static struct conn *same_peer(struct pluto *p, struct conn_pair *pair, const struct conn *template,
			      const struct id *peer)
{
	const struct conn_db *db = p->conns;
	struct hash_node *n = hash_first(&db->by_ids, conn_ids_hash(db, pair, peer));

	for (; n != NULL; n = hash_next(n)) {
		struct conn *c = CONTAINER_OF(n, struct conn_db_links, by_ids)->conn;

		if (is_instance_of(c, template) && id_eq(&c->remote.id, peer))
			return c;
	}
	return NULL;
}

/* One whose peer is not known yet, at the same port: behind one NAT there may be many peers. */
static struct conn *same_endpoint(struct conn_pair *pair, const struct conn *template, uint16_t port)
{
	LIST_FOR_EACH(&pair->wild, node) {
		struct conn *c = CONTAINER_OF(node, struct conn_db_links, in_wild)->conn;

		if (is_instance_of(c, template) && c->remote.port == port)
			return c;
	}
	return NULL;
}

static bool set_peer(struct pluto *p, struct conn *c, const struct id *peer)
{
	struct id copy = { .special = ID_NONE };

	if (!id_copy(&copy, peer))
		return false;
	conn_db_unindex(p, c);
	id_fini(&c->remote.id);
	c->remote.id = copy;
	return conn_db_index(p, c);
}

static struct conn *find_present(struct pluto *p, struct conn *template, struct address remote, uint16_t port,
				 const struct id *peer)
{
	struct conn_pair *pair = conn_pair_find(p, template->local.host, remote);
	struct conn *c;

	if (pair == NULL)
		return NULL;
	if (peer != NULL && id_is_exact(peer)) {
		c = same_peer(p, pair, template, peer);
		if (c != NULL) {
			c->remote.port = port;
			return c;
		}
	}
	c = same_endpoint(pair, template, port);
	if (c != NULL && peer != NULL && !set_peer(p, c, peer))
		return NULL;
	return c;
}

static bool fill_ends(struct conn *c, const struct conn *template, struct address remote, uint16_t port,
		      const struct id *peer)
{
	c->local_is_left = template->local_is_left;
	c->local.host = template->local.host;
	c->local.port = template->local.port;
	c->local.nexthop = template->local.nexthop;
	c->remote.host = remote;
	c->remote.port = port;
	memcpy(c->iface, template->iface, sizeof(c->iface));
	return id_copy(&c->local.id, &template->local.id) &&
	       id_copy(&c->remote.id, peer != NULL ? peer : &template->remote.id);
}

static struct conn *refuse(struct pluto *p, struct conn *template, struct conn *c, struct diag *d)
{
	log_local(&template->log, "no instance: %s", d == NULL ? "out of memory" : diag_text(d));
	diag_free(d);
	if (c != NULL)
		conn_free(p, c);
	return NULL;
}

struct conn *conn_instantiate(struct pluto *p, struct conn *template, struct address remote, uint16_t port,
			      const struct id *peer)
{
	struct conn *c;
	struct diag *d;

	if (template->kind != CONN_TEMPLATE)
		return template;
	c = find_present(p, template, remote, port, peer);
	if (c != NULL)
		return c;
	if (template->links->instances.nr >= LIMIT_INSTANCES_PER_TEMPLATE)
		return refuse(p, template, NULL, diag_new("there are too many"));
	c = conn_new(p, (struct conn_config *)template->config, template);
	if (c == NULL || !fill_ends(c, template, remote, port, peer))
		return refuse(p, template, c, NULL);
	c->oriented = true;
	d = conn_set_selectors(c);
	if (d != NULL || !conn_db_index(p, c))
		return refuse(p, template, c, d);
	conn_set_log(p, c);
	return c;
}
