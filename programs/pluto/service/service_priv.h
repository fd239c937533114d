/* SPDX-License-Identifier: ISC
 *
 * service_priv.h - what the commands of the control service share.
 *
 * Layer:  service.
 */
#ifndef SERVICE_SERVICE_PRIV_H
#define SERVICE_SERVICE_PRIV_H

#include "base/list.h"
#include "conn/conn_db.h"
#include "control/command.h"
#include "control/control.h"
#include "core/pluto.h"
#include "core/timer.h"
#include "service/service.h"

enum {
	SERVICE_FOUND_MAX = 256,	/* connections that one name (an alias) can mean */
	SERVICE_WAIT_MAX = 64,		/* connections that one client waits for */
};

enum client_wait {
	WAIT_NONE,
	WAIT_UP,		/* until each connection has a result */
	WAIT_DOWN,		/* until no Child SA of each connection is left, or time is up */
};

struct client {
	uint32_t id;
	struct list_node link;
	bool more, oneway;		/* of the running request */
	enum client_wait wait;
	conn_id conns[SERVICE_WAIT_MAX];	/* still waited for */
	size_t nr_conns;
	enum rc rc;			/* first failure */
	char text[256];
	struct monotime until;		/* WAIT_DOWN */
};

struct service {
	struct list clients;
	struct client *current;		/* its command runs right now: it hears every line */
	struct timer poll;
	struct duration poll_delay;
	struct monotime started;
};

/* ---- replies ---- */

/* Ends the running request. PARAMS is taken. */
void reply_params(struct pluto *p, struct client *c, struct json_t *params);
/* Ends it with a code: rc 0 is a reply, all else the error Failed. */
void reply_rc(struct pluto *p, struct client *c, enum rc rc, const char *text);
void reply_bad_parameter(struct pluto *p, struct client *c, const char *parameter);
/* One line while the command runs. */
void reply_line(struct pluto *p, struct client *c, enum log_class class, const char *line);
__attribute__((format(printf, 4, 5))) void
reply_note(struct pluto *p, struct client *c, enum log_class class, const char *format, ...);

/* ---- names ---- */

/* Fills OUT (SERVICE_FOUND_MAX) with what the parameter "name" means (cli.md 3); 0: the reply has
 * been sent. An alias that means several is announced as "VERB all connections with alias". */
size_t service_find(struct pluto *p, struct client *c, const struct control_request *r,
		    const char *verb, struct conn **out);
/* The same for a filter: no name = everything; *ALL says so. */
size_t service_filter(struct pluto *p, struct client *c, const struct control_request *r,
		      struct conn **out, bool *all);
/* Not an instance, not on its way out. */
struct conn *service_conn_named(struct pluto *p, const char *name);

/* ---- waiting ---- */

void wait_start(struct pluto *p, struct client *c, enum client_wait wait);
void wait_add(struct client *c, conn_id conn);
/* Ends the `up` of others on CONN: what they wait for will not come. */
void wait_abandon(struct pluto *p, conn_id conn, const char *why);

/* ---- actions that several commands share ---- */

/* CONN, and its instances when it is a template: no wishes, INTENT_DOWN, then INTENT_CONN_REMOVE if
 * REMOVE. C waits for them. */
void service_take_down(struct pluto *p, struct client *c, struct conn *conn, bool remove);
/* What auto= asks for, as far as it can be done now. */
void service_act_on_wish(struct pluto *p, struct conn *conn);
/* INTENT_INITIATE. */
bool service_initiate(struct pluto *p, struct conn *conn, enum why_initiate why);

/* ---- JSON ---- */

/* Each puts NAME into OBJECT; what does not fit in memory is left out. */
void put_string(struct json_t *object, const char *name, const char *value);
void put_int(struct json_t *object, const char *name, int64_t value);
void put_bool(struct json_t *object, const char *name, bool value);
/* Nothing when unset. */
void put_address(struct json_t *object, const char *name, struct address a);
void put_endpoint(struct json_t *object, const char *name, struct endpoint e);
void put_id(struct json_t *object, const char *name, const struct id *id);
void put_selectors(struct json_t *object, const char *name, const struct selector *s, size_t nr);
void put_json(struct json_t *object, const char *name, struct json_t *value);	/* taken */

/* A listing that ends in time: false when ITEM (taken) was the last that fits this page. */
struct page {
	struct json_t *items;
	size_t size;
	bool full;
};
bool page_add(struct page *page, struct json_t *item);
/* Sends the page; LAST: the serial of its last item, for the next request. */
void page_reply(struct pluto *p, struct client *c, const char *name, struct page *page,
		uint64_t last);

struct json_t *connection_json(struct pluto *p, const struct conn *c);

/* ---- commands, one file each ---- */

typedef void command_fn(struct pluto *p, struct client *c, const struct control_request *r);
command_fn cmd_status, cmd_connections, cmd_states, cmd_shunts, cmd_counters, cmd_add, cmd_add_many,
	cmd_delete, cmd_up, cmd_down, cmd_route, cmd_unroute, cmd_listen, cmd_rereadsecrets,
	cmd_debug, cmd_shutdown;

#endif
