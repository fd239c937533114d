/* SPDX-License-Identifier: ISC
 *
 * cmd_counters.c - Counters: what has happened since the start, by name.
 *
 * May use:   service, core.
 */
#include <jansson.h>
#include <stddef.h>
#include <string.h>

#include "base/ensure.h"
#include "ike/ike_sa.h"
#include "service/service_priv.h"

static const struct {
	const char *name;
	size_t offset;
} counters[] = {
#define COUNTER(text, member) { text, offsetof(struct counters, member) }
	COUNTER("total.ike.datagrams.in", datagrams_in),
	COUNTER("total.ike.datagrams.out", datagrams_out),
	COUNTER("total.ike.mangled", dropped),
	COUNTER("total.ike.cookies.sent", cookies_sent),
	COUNTER("total.ike.retransmits", retransmits),
	COUNTER("total.ike.ikev2.established", ike_established),
	COUNTER("total.ike.ikev2.authfailed", auth_failed),
	COUNTER("total.ikev2.child.established", child_established),
	COUNTER("total.pluto.acquires", acquires),
	COUNTER("total.pluto.timers", timers),
	COUNTER("total.pluto.jobs", jobs),
	COUNTER("total.pluto.kernel.errors", kernel_errors),
	COUNTER("total.pluto.intents.lost", intents_lost),
	COUNTER("total.pluto.expectations.failed", expect_failed),
#undef COUNTER
};

void cmd_counters(struct pluto *p, struct client *c, const struct control_request *r)
{
	json_t *o = json_object(), *map = json_object();

	(void)r;
	put_int(map, "current.states.ike", (int64_t)ike_nr(p));
	put_int(map, "current.states.ike.halfopen", (int64_t)ike_nr_half_open(p));
	for (size_t i = 0; i < ARRAY_NR(counters); i++) {
		uint64_t n;

		memcpy(&n, (const char *)&p->count + counters[i].offset, sizeof(n));
		put_int(map, counters[i].name, (int64_t)n);
	}
	put_json(o, "counters", map);
	reply_params(p, c, o);
}
