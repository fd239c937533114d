/* SPDX-License-Identifier: ISC
 *
 * updown.h - the scripts of connections: which verb is due, one at a time a connection, in order.
 *
 * Layer:   conn.  Asynchronous: nothing here waits.
 * Owner:   the queue owns the environment of each run, made when it is queued: a connection may be gone
 *          when its last "unroute" runs.
 * Sharing: several connections may route the same remote client; "route" runs for the first and "unroute"
 *          for the last of them.
 */
#ifndef CONN_UPDOWN_H
#define CONN_UPDOWN_H

#include "conn/routing_held.h"

enum updown_verb { UPDOWN_PREPARE, UPDOWN_ROUTE, UPDOWN_UP, UPDOWN_DOWN, UPDOWN_UNROUTE };

struct updown_db *updown_db_new(struct pluto *p);
void updown_db_free(struct updown_db *db);
/* Scripts that have been queued and have not ended. */
size_t updown_pending(const struct pluto *p);

/* Makes the routes (or the "up" scripts) of C those of WANT: queues verbs for the differences. */
void updown_sync_routes(struct pluto *p, struct conn *c, const struct pair *want, size_t nr);
void updown_sync_up(struct pluto *p, struct conn *c, const struct pair *want, size_t nr);
/* A route script failed: C does not have that route. */
void updown_forget(struct pluto *p, struct conn *c, enum updown_verb verb, const struct pair *pair);

/* What a finished script was about. */
struct updown_end {
	conn_id conn;
	enum updown_verb verb;
	struct pair pair;
	bool ok;
	char why[256];
};
/* Takes the result, starts the next; false: unknown token. */
bool updown_on_exec(struct pluto *p, const struct exec_result *r, struct updown_end *out);

/* updown_env.c: "NAME=value"..., NULL (cli.md 7.3); NULL when out of memory. */
char **updown_env(struct pluto *p, const struct conn *c, enum updown_verb verb, const struct pair *pair);
void updown_env_free(char **env);
const char *updown_verb_name(enum updown_verb v);

#endif
