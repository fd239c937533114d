/* SPDX-License-Identifier: ISC
 *
 * pluto.c - wiring: the only file besides main.c that sees every layer.  Events come down from the world to the
 * layer they belong to; intents come up and are drained here, in order.
 */
#include "core/pluto.h"

#include "base/alloc.h"
#include "child/child_sa.h"
#include "child/install.h"
#include "conf/secrets.h"
#include "conn/conn_db.h"
#include "conn/routing_exec.h"
#include "conn/shunt.h"
#include "conn/updown.h"
#include "core/intent.h"
#include "core/listen.h"
#include "ike/ddos.h"
#include "ike/demux.h"
#include "ike/ike_sa.h"
#include "ike/retransmit.h"
#include "ikev2/engine.h"
#include "ikev2/initiate.h"
#include "ikev2/peer_moved.h"
#include "ikev2/terminate.h"
#include "service/service.h"

#define STOP_WAIT DURATION_S(2)		/* for the answers to our Deletes */
#define STOP_POLL DURATION_MS(20)
#define VERSION_ANSWER_LEN (IKE_HEADER_LEN + 8)	/* a notify without data */
#define INTENTS_PER_EVENT 100000	/* a loop of intents is a bug, not a reason to hang */

/* --- made and freed ------------------------------------------------------------------------------------ */

static void tee(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct pluto *p = ctx;

	if (p->env.log != NULL)
		p->env.log->emit(p->env.log->ctx, class, object, line);
	if (p->service != NULL)
		service_on_log(p, class, object, line);
}

struct pluto *pluto_new(const struct env *env, const struct setup *setup)
{
	struct pluto *p = mem_alloc(sizeof(*p));

	if (p == NULL)
		return NULL;
	p->env = *env;
	p->setup = *setup;
	p->sink = (struct log_sink){ .emit = tee, .ctx = p, .trace = env->log != NULL && env->log->trace };
	p->log.sink = &p->sink;
	p->wake = MONOTIME_NEVER;
	list_init(&p->intents);
	p->ddos = ddos_new(p);
	p->conns = conn_db_new(p);
	p->shunts = shunt_db_new(p);
	p->ikes = ike_db_new(p);
	p->children = child_db_new(p);
	p->listens = listen_db_new();
	p->service = service_new(p);
	if (p->ddos == NULL || p->conns == NULL || p->shunts == NULL || p->ikes == NULL ||
	    p->children == NULL || p->listens == NULL || p->service == NULL) {
		p->setup = (struct setup){ 0 };	/* stays the caller's */
		pluto_free(p);
		return NULL;
	}
	return p;
}

void pluto_free(struct pluto *p)
{
	struct service *service;
	struct intent i;

	if (p == NULL)
		return;
	p->stopping = true;
	if (p->ikes != NULL && p->children != NULL && p->conns != NULL) {
		for (struct ike_sa *ike; (ike = ike_first(p)) != NULL;)
			v2_ike_gone(p, ike, "the daemon ends");
		ike_reap(p);
	}
	while (intent_take(p, &i))
		;
	timer_stop(p, &p->stop.timer);
	child_db_free(p, p->children);
	ike_db_free(p, p->ikes);
	conn_db_free(p, p->conns);
	shunt_db_free(p, p->shunts);
	listen_db_free(p->listens);
	service = p->service;
	p->service = NULL;
	service_free(p, service);
	ddos_free(p->ddos);
	secrets_free(p->secrets);
	while (intent_take(p, &i))
		;
	heap_fini(&p->timers);
	setup_fini(&p->setup);
	mem_free(p);
}

/* --- intents ---------------------------------------------------------------------------------------------- */

static void begin_shutdown(struct pluto *p, const struct intent *i);

static void remove_conn(struct pluto *p, conn_id id)
{
	struct conn *c = conn_by_id(p, id);
	struct conn *next;

	if (c == NULL)
		return;
	for (struct conn *o = conn_first(p); o != NULL && c->kind != CONN_PERMANENT && c->kind != CONN_INSTANCE;
	     o = next) {
		next = conn_next(p, o);
		if (o->template != id)
			continue;
		v2_down(p, o->id, "its connection is being deleted");
		conn_delete(p, o);
	}
	c->wish = (struct wish){ 0 };
	v2_down(p, id, "the connection is being deleted");
	conn_delete(p, c);
}

static void down_conn(struct pluto *p, const struct intent *i)
{
	const char *why = i->text[0] != '\0' ? i->text : "`ipsec down`";

	struct conn *c;

	v2_down(p, i->conn, why);
	c = conn_by_id(p, i->conn);
	if (c != NULL)
		routing_wish_changed(p, c);	/* a trap that only waited for revival goes */
}

static void drain_one(struct pluto *p, const struct intent *i)
{
	struct ike_sa *ike;

	switch (i->type) {
	case INTENT_INITIATE:
		v2_initiate(p, i);
		break;
	case INTENT_DOWN:
		down_conn(p, i);
		break;
	case INTENT_DELETE_IKE:
		ike = ike_by_id(p, i->sa);
		if (ike != NULL)
			v2_delete_ike(p, ike, i->text);
		break;
	case INTENT_DELETE_CHILD:
		v2_delete_child(p, i->sa, i->text);
		break;
	case INTENT_CONN_RESULT:
		service_on_result(p, i->conn, i->rc, i->text);
		break;
	case INTENT_CONN_REMOVE:
		remove_conn(p, i->conn);
		break;
	case INTENT_SHUTDOWN:
		begin_shutdown(p, i);
		break;
	case INTENT_TYPES:
		break;
	}
}

/* After every event: what lower layers asked for, then what nobody needs any more. */
static void settle(struct pluto *p)
{
	struct intent i;

	for (unsigned n = 0; n < INTENTS_PER_EVENT && intent_take(p, &i); n++)
		drain_one(p, &i);
	ike_reap(p);
	timers_wake(p);
}

/* --- shutdown --------------------------------------------------------------------------------------------- */

static void stop_poll(struct pluto *p, uint64_t owner)
{
	(void)owner;
	ike_reap(p);
	if ((ike_nr(p) > 0 || updown_pending(p) > 0) && monotime_before(env_now(&p->env), p->stop.by) &&
	    timer_arm(p, &p->stop.timer, STOP_POLL, stop_poll, 0))
		return;
	log_note(&p->log, "shutting down");
	p->env.ops->stop(p->env.world, p->stop.exit_code);
}

static void unroute_all(struct pluto *p)
{
	for (struct conn *c = conn_first(p); c != NULL; c = conn_next(p, c)) {
		DIAG_AUTO d = routing_unroute(p, c, NULL);

		if (d != NULL)
			log_local(&c->log, "%s", diag_text(d));
	}
}

static void begin_shutdown(struct pluto *p, const struct intent *i)
{
	if (p->stopping)
		return;
	p->stopping = true;
	p->stop.exit_code = (int)i->rc;
	p->stop.keep_kernel = i->keep_kernel;
	p->stop.by = monotime_add(env_now(&p->env), STOP_WAIT);
	for (struct conn *c = conn_first(p); c != NULL; c = conn_next(p, c)) {
		c->wish = (struct wish){ 0 };
		timer_stop(p, &c->revival);
	}
	if (i->keep_kernel) {
		p->env.ops->stop(p->env.world, p->stop.exit_code);
		return;
	}
	v2_delete_all(p, "shutting down");
	unroute_all(p);
	shunt_delete_all(p);
	stop_poll(p, 0);
}

void pluto_shutdown(struct pluto *p, int exit_code, bool keep_kernel)
{
	struct intent i = { .type = INTENT_SHUTDOWN, .rc = (enum rc)exit_code, .keep_kernel = keep_kernel };

	begin_shutdown(p, &i);
	settle(p);
}

/* --- events ------------------------------------------------------------------------------------------------- */

/* RFC 7296 2.5: say once in a while that we speak version 2. */
static void answer_version(struct pluto *p, const struct datagram *d, const struct ike_header *h)
{
	struct ike_header reply = *h;
	uint8_t buf[64];
	struct writer w = writer_make(buf, sizeof(buf));
	struct chain_writer chain;

	if ((h->flags & IKE_FLAG_RESPONSE) != 0 || h->length < VERSION_ANSWER_LEN || !ddos_may_answer(p))
		return;		/* never an amplifier */
	reply.next_payload = 0;
	reply.major = 2;
	reply.minor = 0;
	reply.flags = IKE_FLAG_RESPONSE;
	ike_header_encode(&w, &reply);
	chain = chain_writer_make(&w, 16);
	chain_put_notify(&chain, V2_PROTO_NONE, N_INVALID_MAJOR_VERSION, VIEW_EMPTY, VIEW_EMPTY);
	ike_header_finish(&w);
	if (writer_ok(&w))
		ike_send_from(p, d->local, d->remote, writer_done(&w));
}

void pluto_on_datagram(struct pluto *p, const struct datagram *d)
{
	struct demuxed m = { 0 };

	p->count.datagrams_in++;
	switch (demux(p, d, &m)) {
	case DEMUX_DROP:
	case DEMUX_V1:
		p->count.dropped++;
		break;
	case DEMUX_FUTURE_VERSION:
		p->count.dropped++;
		answer_version(p, d, &m.header);
		break;
	case DEMUX_V2:
		v2_on_message(p, d, &m);
		break;
	}
	settle(p);
}

void pluto_on_timer(struct pluto *p)
{
	timers_run(p);
	settle(p);
}

static void on_expire(struct pluto *p, const struct kernel_event *e)
{
	struct child_sa *child = child_by_spi_in(p, e->sa.spi);

	if (child != NULL && e->hard && child->state == CHILD_UP)
		v2_delete_child(p, child->id, "the kernel's limit for it is reached");
}

void pluto_on_kernel_event(struct pluto *p, const struct kernel_event *e)
{
	switch (e->type) {
	case KERNEL_ACQUIRE:
		if (!p->stopping)
			acquire_on_event(p, e);
		break;
	case KERNEL_EXPIRE_SA:
		on_expire(p, e);
		break;
	case KERNEL_LINK_CHANGE:
		if (p->listening && !p->stopping)
			pluto_listen(p);
		break;
	case KERNEL_MAPPING:
		v2_on_mapping(p, e);
		break;
	case KERNEL_EXPIRE_POLICY:	/* we set no policy lifetimes: our own timers replace in place */
	case KERNEL_RESYNC:		/* the kernel asks again for every packet that still waits */
	case KERNEL_ROUTE_CHANGE:
		break;
	}
	settle(p);
}

void pluto_on_job(struct pluto *p, struct job *j)
{
	j->on_done(p, j);
	j->free(j);
	settle(p);
}

void pluto_on_dns(struct pluto *p, const struct dns_result *r)
{
	conn_on_dns(p, r);
	settle(p);
}

void pluto_on_exec(struct pluto *p, const struct exec_result *r)
{
	routing_on_exec(p, r);
	settle(p);
}

void pluto_on_control(struct pluto *p, uint32_t client, struct view json)
{
	service_on_message(p, client, json);
	settle(p);
}

void pluto_on_control_gone(struct pluto *p, uint32_t client)
{
	service_on_gone(p, client);
	settle(p);
}

void pluto_listen(struct pluto *p)
{
	listen_update(p);
	conn_orient_all(p);
	service_start_wishes(p);
	settle(p);
}
