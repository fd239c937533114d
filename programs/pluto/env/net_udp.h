/* SPDX-License-Identifier: ISC
 *
 * net_udp.h - the UDP sockets of IKE: one for each local endpoint.
 *
 * Layer:   env.
 * Limits:  NET_UDP_BATCH datagrams are taken from a socket before the daemon works on them: arrival is
 *          faster than work, and the kernel's buffer is what overflows.
 */
#ifndef ENV_NET_UDP_H
#define ENV_NET_UDP_H

#include "core/env.h"

struct event_base;
struct net_udp;

enum { NET_UDP_BATCH = 64 };

struct net_udp_options {
	struct event_base *base;
	struct log_sink *log;
	unsigned bufsize;		/* 0: 8 MiB */
	bool off;			/* listen-udp=no: net_listen succeeds and does nothing */
	void (*on_datagram)(void *ctx, const struct datagram *d);
	void *ctx;
};

/* NULL: no memory. */
struct net_udp *net_udp_new(const struct net_udp_options *o);
void net_udp_free(struct net_udp *n);
/* The sockets are to bypass K's policies. */
MUST_CHECK struct diag *net_udp_listen(struct net_udp *n, const struct kernel *k, struct endpoint local, bool encap);
void net_udp_unlisten(struct net_udp *n, struct endpoint local);
int net_udp_send(struct net_udp *n, const struct datagram *d);

#endif
