/* SPDX-License-Identifier: ISC
 *
 * service_fakes.h - a daemon of which only the control service is real: connections and SAs are
 * rows that the test fills, and what the service sends is kept as text.
 */
#ifndef SERVICE_FAKES_H
#define SERVICE_FAKES_H

#include "child/child_sa.h"
#include "conn/conn_db.h"
#include "core/intent.h"
#include "core/listen.h"
#include "core/pluto.h"
#include "ike/ike_sa.h"
#include "service/service.h"

struct json_t;

enum { FAKE_CONNS = 16, FAKE_SENT = 512 };

struct fake_sent {
	uint32_t client;
	char *text;
};

struct fake {
	struct pluto p;
	struct conn conns[FAKE_CONNS];
	struct conn_config configs[FAKE_CONNS];
	char *texts[FAKE_CONNS];	/* all settings of each, for conn_same() */
	size_t nr_conns;
	struct ike_sa ike;		/* used when its id is not 0 */
	struct child_sa child;
	struct fake_sent sent[FAKE_SENT];
	size_t nr_sent;
	uint32_t closed;		/* last client that was closed */
	struct monotime now;
	size_t routed, unrouted, listened, deleted;
	bool refuse_route, busy_route;
};

/* The one that the functions without a context use. */
extern struct fake *fake;

void fake_start(struct fake *f);
void fake_end(struct fake *f);
struct conn *fake_conn(struct fake *f, const char *name, enum conn_kind kind);
/* Sends JSON text with ' for ". */
void fake_say(struct fake *f, uint32_t client, const char *text);
/* The reply number N to CLIENT (from 0), or NULL; the caller's. */
struct json_t *fake_reply(const struct fake *f, uint32_t client, size_t n);
size_t fake_replies(const struct fake *f, uint32_t client);
void fake_forget(struct fake *f);
/* Virtual time passes. */
void fake_pass(struct fake *f, struct duration d);
/* The oldest intent; type INTENT_TYPES when there is none. */
struct intent fake_intent(struct fake *f);

#endif
