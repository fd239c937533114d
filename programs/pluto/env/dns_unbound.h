/* SPDX-License-Identifier: ISC
 *
 * dns_unbound.h - names to addresses, asynchronously, by libunbound (which also reads /etc/hosts).
 *
 * Layer:   env.
 */
#ifndef ENV_DNS_UNBOUND_H
#define ENV_DNS_UNBOUND_H

#include "core/env.h"

struct event_base;
struct dns;

/* NULL: no memory.  The resolver itself starts with the first question. */
struct dns *dns_new(struct event_base *base, void (*on_result)(void *ctx, const struct dns_result *r), void *ctx);
/* Unanswered questions are forgotten. */
void dns_free(struct dns *d);
/* IP_UNSET asks for both families.  The answer comes later, never from inside. */
void dns_ask(struct dns *d, uint64_t token, const char *name, enum ip_family family);

#endif
