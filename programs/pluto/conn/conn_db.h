/* SPDX-License-Identifier: ISC
 *
 * conn_db.h - all connections of a daemon, found by id, name, address pair, identity, reqid.
 *
 * Layer:  conn.  All look-ups are hashes: flat in the number of connections.
 */
#ifndef CONN_CONN_DB_H
#define CONN_CONN_DB_H

#include "conn/conn.h"

struct conn_db *conn_db_new(struct pluto *p);
void conn_db_free(struct pluto *p, struct conn_db *db);	/* frees the conns too */

/* Keywords and texts of one conn (from the control protocol or a test): type-checked here. */
struct conn_setting {
	const struct keyword *keyword;
	enum { SETTING_COMMON, SETTING_LEFT, SETTING_RIGHT } end;
	const char *value;
};
/* Adds "NAME"; orients it when we listen; *OUT borrowed.  The error is a sentence. */
MUST_CHECK struct diag *conn_add(struct pluto *p, const char *name, const struct conn_setting *s, size_t nr,
				 struct conn **out);
/* True when an existing conn of NAME was made from exactly these settings (idempotent reload). */
bool conn_same(const struct conn *c, const struct conn_setting *s, size_t nr);
/* Unroutes, frees.  No SA may own its routing any more. */
void conn_delete(struct pluto *p, struct conn *c);

struct conn *conn_by_id(struct pluto *p, conn_id id);
struct conn *conn_by_reqid(struct pluto *p, uint32_t reqid);
struct conn *conn_first(struct pluto *p);		/* oldest */
struct conn *conn_next(struct pluto *p, struct conn *c);
/* NAME, "\"name\"[2]", alias or "$N": fills up to MAX, returns how many (cli.md 3). */
size_t conn_by_name(struct pluto *p, const char *name, struct conn **out, size_t max);

/* Where we are: addresses of this host that we listen on changed; (dis)orients all conns. */
void conn_orient_all(struct pluto *p);

/* Responder, IKE_SA_INIT: the conn whose policy answers a peer at REMOTE talking to LOCAL: exact pair first,
 * then a template with an any-peer; oriented, not never-negotiate.  NULL: none. */
struct conn *conn_for_hosts(struct pluto *p, struct address local, struct address remote);
/* The others for the same hosts, in order, from AFTER (NULL: the first): exact pair, then any-peer conns. */
struct conn *conn_next_for_hosts(struct pluto *p, struct address local, struct address remote, struct conn *after);
/* Responder, IKE_AUTH: the conn for authenticated-to-be PEER id and optional wanted local id IDR (NULL: not
 * sent), starting from CURRENT (same hosts, same auth).  Exact ids before wildcards (fewest wildcards), instances
 * before templates.  NULL: none.  Does not instantiate. */
struct conn *conn_for_ids(struct pluto *p, struct conn *current, const struct id *peer, const struct id *idr);
/* An instance of TEMPLATE for a peer at REMOTE with id PEER (reused when it exists). NULL: limit or memory. */
struct conn *conn_instantiate(struct pluto *p, struct conn *template, struct address remote, uint16_t port,
			      const struct id *peer);
/* Other conns that the authenticated IKE SA of IKE_CONN may serve (same hosts, peer id matches): for children. Start
 * with AFTER NULL; includes templates.  PEER NULL: its id is not known yet. */
struct conn *conn_next_sibling(struct pluto *p, struct conn *ike_conn, const struct id *peer, struct conn *after);
/* Called when an SA of the conn went: an instance without SAs and wishes is deleted (by intent). */
void conn_maybe_drop_instance(struct pluto *p, struct conn *c);

#endif
