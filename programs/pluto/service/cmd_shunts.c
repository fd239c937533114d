/* SPDX-License-Identifier: ISC
 *
 * cmd_shunts.c - Shunts: policies that belong to no connection, a page at a time.
 *
 * May use:   service, conn shunts.
 */
#include <jansson.h>

#include "conn/shunt.h"
#include "service/service_priv.h"

static const char *policy_name(enum shunt_kind kind)
{
	switch (kind) {
	case SHUNT_PASS:	return "%pass";
	case SHUNT_DROP:	return "%drop";
	case SHUNT_REJECT:	return "%reject";
	case SHUNT_HOLD:	return "%hold";
	case SHUNT_TRAP:	return "%trap";
	case SHUNT_NONE:	break;
	}
	return "%none";
}

static void put_host(json_t *o, const char *name, struct address a)
{
	struct selector s = selector_from_host(a);
	char buf[SELECTOR_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	selector_print(&t, &s);
	put_string(o, name, buf);
}

static json_t *shunt_json(const struct shunt *s)
{
	json_t *o = json_object();

	put_host(o, "local", s->local);
	put_host(o, "remote", s->remote);
	put_int(o, "protocol", 0);
	put_string(o, "policy", policy_name(s->kind));
	put_string(o, "why", s->origin);
	if (s->conn != 0)
		put_int(o, "serial", (int64_t)s->conn);
	return o;
}

void cmd_shunts(struct pluto *p, struct client *c, const struct control_request *r)
{
	uint64_t last = (uint64_t)control_get_int(r->parameters, "after", 0);
	struct page page = { 0 };

	for (struct shunt *s = shunt_first(p); s != NULL && !page.full; s = shunt_next(p, s)) {
		if (s->id <= last)
			continue;
		last = s->id;
		page_add(&page, shunt_json(s));
	}
	page_reply(p, c, "shunts", &page, last);
}
