/* SPDX-License-Identifier: ISC
 *
 * service.h - the control service: requests of clients come in, data and log lines go out.
 *
 * Layer:   service.  Reads everything of the daemon; changes it by intents and the conn API only.
 * Time:    no call waits: a client that has to wait is remembered and answered by a later event.
 * Limits:  SERVICE_CLIENTS_MAX clients, one running command each; the queue of a client that does
 *          not read is env's to bound.
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "base/ids.h"
#include "base/log.h"
#include "base/view.h"
#include "core/intent.h"

struct pluto;
struct service;

enum { SERVICE_CLIENTS_MAX = 64 };

/* NULL: out of memory.  P->service is the caller's to set. */
struct service *service_new(struct pluto *p);
/* Closes no client: the world does that when it ends. */
void service_free(struct pluto *p, struct service *s);

/* One complete JSON message (no NUL) from CLIENT; a new client's first message creates it. */
void service_on_message(struct pluto *p, uint32_t client, struct view json);
/* CLIENT closed or was cut off.  Never from inside env control_send or control_close. */
void service_on_gone(struct pluto *p, uint32_t client);
/* INTENT_CONN_RESULT: the attempt on CONN ended; answers those who wait for it. */
void service_on_result(struct pluto *p, conn_id conn, enum rc rc, const char *text);
/* From the log sink: copies a line about OBJECT to the clients that wait for it.  LOG_TRACE is
 * never copied.  May be called from anywhere, also from within this service; never logs. */
void service_on_log(struct pluto *p, enum log_class class, uint64_t object, const char *line);
/* After pluto_listen(): routes and initiates the connections whose wish says so. */
void service_start_wishes(struct pluto *p);
/* Reads the secrets file; the old secrets stay when it cannot be had.  Messages go to the log. */
void service_reread_secrets(struct pluto *p);

#endif
