/* SPDX-License-Identifier: ISC
 *
 * shunt.h - bare shunts: policies between two hosts that belong to no connection, with an expiry.
 *
 * Layer:  conn.  Capped: LIMIT_SHUNTS.
 */
#ifndef CONN_SHUNT_H
#define CONN_SHUNT_H

#include "conn/policy_db.h"

struct shunt {
	uint64_t id;
	struct address local, remote;
	enum shunt_kind kind;		/* PASS or DROP (REJECT is a DROP for now) */
	const char *origin;		/* why, constant text: "oe-failing", "no-connection" */
	conn_id conn;			/* whose failure it was, or 0 */
	struct monotime created;
	struct timer expiry;
	struct claim_set claims;
	struct list_node all;
	struct hash_node by_id, by_hosts;
};

struct shunt_wish {
	enum shunt_kind kind;
	struct duration life;
	const char *origin;
	conn_id conn;
};

struct shunt_db *shunt_db_new(struct pluto *p);
void shunt_db_free(struct pluto *p, struct shunt_db *db);
/* Adds one, or makes the present one of these hosts last its life from now.  False: limit, memory or kernel. */
bool shunt_add(struct pluto *p, struct address local, struct address remote, const struct shunt_wish *wish);
/* A tunnel for <LOCAL, REMOTE> is up: drops inside it have no reason any more. */
void shunt_clear_inside(struct pluto *p, const struct selector *local, const struct selector *remote);
/* All out of the kernel (stop). */
void shunt_delete_all(struct pluto *p);
size_t shunt_nr(const struct pluto *p);
struct shunt *shunt_first(struct pluto *p);
struct shunt *shunt_next(struct pluto *p, struct shunt *s);
/* "192.0.1.1/32 -0-> 192.0.2.1/32 => %drop    no-connection" (cli.md 5.6) */
void shunt_print(struct text *t, const struct shunt *s);

#endif
