/* SPDX-License-Identifier: ISC
 *
 * control_server.h - the control socket: clients, their messages, and what they have not read yet.
 *
 * Layer:   env.
 * Limits:  CONTROL_CLIENTS_MAX clients (more wait in the backlog); CONTROL_QUEUE_MAX bytes unread by a client, then
 *          it is cut off.
 */
#ifndef ENV_CONTROL_SERVER_H
#define ENV_CONTROL_SERVER_H

#include "core/env.h"

struct event_base;
struct control_server;

enum { CONTROL_CLIENTS_MAX = 64, CONTROL_QUEUE_MAX = 4 * 1024 * 1024 };

struct control_server_options {
	struct event_base *base;
	void (*on_message)(void *ctx, uint32_t client, struct view json);
	void (*on_gone)(void *ctx, uint32_t client);
	void *ctx;
};

/* Binds and listens on PATH (only for root: umask 077) before any client can be served.  A socket that nobody
 * listens on is replaced. */
MUST_CHECK struct diag *control_socket_open(const char *path, int *fd);
/* Takes FD. */
MUST_CHECK struct diag *control_server_new(const struct control_server_options *o, int fd,
					   struct control_server **out);
/* Sends what can be sent at once, then closes all. */
void control_server_free(struct control_server *s);
void control_server_send(struct control_server *s, uint32_t client, struct view json);
/* After what is queued has been sent. */
void control_server_close(struct control_server *s, uint32_t client);

#endif
