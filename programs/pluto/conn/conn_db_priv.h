/* SPDX-License-Identifier: ISC
 *
 * conn_db_priv.h - how connections are indexed; for conn/ only.
 *
 * Layer:  conn.
 */
#ifndef CONN_CONN_DB_PRIV_H
#define CONN_CONN_DB_PRIV_H

#include "conn/conn_db.h"

struct policy_db;
struct updown_db;

struct conn_pair {			/* all conns between two addresses; remote unset: any peer */
	struct hash_node node;
	struct address local, remote;
	struct list conns;		/* links->in_pair, oldest first; no instances */
	struct list wild;		/* links->in_wild: peer id is no exact one */
	size_t users;
};

struct conn_alias {			/* one name and the conns that answer to it */
	struct hash_node node;
	char *name;
	struct list uses;
};
struct conn_alias_use {
	struct list_node link;
	struct conn_alias *alias;
	struct conn *conn;
};

struct conn_db_links {
	struct conn *conn;		/* back */
	struct conn_pair *pair;
	struct list_node in_pair, in_wild;
	struct hash_node by_ids;	/* pair and exact peer id */
	struct list instances;		/* of a template: links->in_template */
	struct list_node in_template;
	unsigned last_instance;
	struct conn_alias_use *aliases;
	size_t nr_aliases;
	struct address resolved[2];	/* left, right: answers of DNS */
	unsigned asking;		/* bit per end: a question is out */
	bool revive;			/* initiate when the answer is there */
	struct timer dns;
};

struct conn_db {
	struct hash by_id, by_name, by_alias, by_pair, by_ids, by_reqid;
	struct list all;
	size_t nr;
	struct policy_db *policies;
	struct updown_db *updown;
	struct timer resync;		/* connections whose policies are stale */
};

/* A new conn with an id and reqid, in the db, not oriented.  TEMPLATE NULL: no instance.  Takes a reference of
 * CONFIG.  NULL: memory. */
struct conn *conn_new(struct pluto *p, struct conn_config *config, struct conn *template);
/* Unlinks and frees; says nothing to kernel or scripts. */
void conn_free(struct pluto *p, struct conn *c);
/* After ends or ids changed. */
bool conn_db_index(struct pluto *p, struct conn *c);
void conn_db_unindex(struct pluto *p, struct conn *c);
struct conn_pair *conn_pair_find(struct pluto *p, struct address local, struct address remote);
uint64_t conn_ids_hash(const struct conn_db *db, const struct conn_pair *pair, const struct id *peer);
bool id_is_exact(const struct id *id);
void conn_set_log(struct pluto *p, struct conn *c);
uint32_t conn_fresh_reqid(struct pluto *p);

/* orient.c: local/remote from left/right; false when neither end is ours. */
bool conn_orient(struct pluto *p, struct conn *c);
MUST_CHECK struct diag *conn_set_selectors(struct conn *c);
void conn_update_route(struct pluto *p, struct conn *c);	/* iface and nexthop, from the kernel */
void conn_resolve(struct pluto *p, struct conn *c);		/* asks DNS for ends given by name */
bool conn_has_dns_name(const struct conn *c);

#endif
