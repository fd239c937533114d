/* SPDX-License-Identifier: ISC
 *
 * pluto.h - one daemon: a struct of opaque pointers, and the events that the world brings.
 *
 * Layer:  core: all of pluto may include this header; only pluto.c includes everybody's.
 */
#ifndef CORE_PLUTO_H
#define CORE_PLUTO_H

#include "base/heap.h"
#include "base/ids.h"
#include "base/list.h"
#include "base/log.h"
#include "core/env.h"
#include "core/timer.h"

struct conn_db;
struct shunt_db;
struct ike_db;
struct child_db;
struct secrets;
struct service;
struct ddos;
struct listen_db;

/* config setup, typed; read once at start, overridden by the command line. */
struct setup {
	struct duration shunt_life;		/* shuntlifetime, 15 m */
	struct duration shunt_scan;		/* expire-shunt-interval, 20 s */
	struct duration acquire_life;		/* expire-lifetime, 30 s */
	struct duration keep_alive;		/* NAT keepalives, 20 s */
	bool unique_ids;
	bool log_ip;
	bool ikev1_reject;			/* answer IKEv1 with a notify instead of silence */
	enum { DDOS_AUTO, DDOS_BUSY, DDOS_UNLIMITED } ddos_mode;
	unsigned ddos_threshold;		/* half-open SAs before cookies */
	unsigned max_halfopen;
	struct address listen;			/* unset: all */
	uint16_t ike_port, nat_port;		/* 500, 4500 */
	bool leave_state;
	char *secrets_file, *ipsec_dir, *nss_dir, *run_dir, *conf_file;	/* owned */
};

struct counters {				/* for status, globalstatus and tests */
	uint64_t datagrams_in, datagrams_out, dropped, acquires, timers, jobs, expect_failed,
		cookies_sent, retransmits, ike_established, child_established, auth_failed,
		intents_lost, kernel_errors;
};

struct pluto {
	struct env env;
	struct setup setup;
	struct log_sink sink;			/* env.log, and whoever waits at the control socket */
	struct logger log;			/* no object: plain lines */
	struct heap timers;
	struct monotime wake;			/* what the world was last asked for */
	struct list intents;
	struct counters count;
	sa_id last_sa;
	conn_id last_conn;
	uint32_t last_reqid;
	bool listening;				/* sockets are open: conns can be oriented and initiated */
	bool stopping;
	struct stopping {
		struct timer timer;
		struct monotime by;		/* then we stop, answered or not */
		int exit_code;
		bool keep_kernel;		/* leave what is in the kernel */
	} stop;
	struct conn_db *conns;
	struct shunt_db *shunts;
	struct ike_db *ikes;
	struct child_db *children;
	struct secrets *secrets;
	struct service *service;
	struct ddos *ddos;
	struct listen_db *listens;		/* local addresses we listen on: pluto/ike/listen.h */
};

/* ENV is copied; SETUP's strings are taken.  NULL only when out of memory. */
struct pluto *pluto_new(const struct env *env, const struct setup *setup);
/* Frees everything; kernel state and peers were dealt with by shutdown before. */
void pluto_free(struct pluto *p);
void setup_defaults(struct setup *s);
void setup_fini(struct setup *s);

/* Events.  Each drains the intents and re-arms the wake-up before it returns. */
void pluto_on_datagram(struct pluto *p, const struct datagram *d);
void pluto_on_timer(struct pluto *p);
void pluto_on_kernel_event(struct pluto *p, const struct kernel_event *e);
void pluto_on_job(struct pluto *p, struct job *j);
void pluto_on_dns(struct pluto *p, const struct dns_result *r);
void pluto_on_exec(struct pluto *p, const struct exec_result *r);
/* One complete JSON message from CLIENT; a new client's first message creates it. */
void pluto_on_control(struct pluto *p, uint32_t client, struct view json);
void pluto_on_control_gone(struct pluto *p, uint32_t client);
/* SIGTERM and `ipsec stop`. */
void pluto_shutdown(struct pluto *p, int exit_code, bool keep_kernel);
/* Opens sockets on all addresses and orients connections (`ipsec listen`). */
void pluto_listen(struct pluto *p);

#endif
