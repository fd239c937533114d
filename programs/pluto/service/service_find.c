/* SPDX-License-Identifier: ISC
 *
 * service_find.c - what the name in a request means (cli.md 3): a connection, an alias, "$N", "#N".
 *
 * May use:   control, conn, ike, child.
 * Must not:  change anything.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "child/child_sa.h"
#include "conn/conn_db.h"
#include "ike/ike_sa.h"
#include "service/service_priv.h"

/* Takes those that are being deleted out. */
static size_t keep_living(struct conn **found, size_t nr)
{
	size_t kept = 0;

	for (size_t i = 0; i < nr; i++) {
		if (!found[i]->pending_delete)
			found[kept++] = found[i];
	}
	return kept;
}

static conn_id conn_of_sa(struct pluto *p, sa_id id)
{
	struct child_sa *child = child_by_id(p, id);
	struct ike_sa *ike = child == NULL ? ike_by_id(p, id) : NULL;

	if (child != NULL)
		return child->conn;
	return ike == NULL ? 0 : ike->conn;
}

static size_t find_by_state(struct pluto *p, const char *number, struct conn **out)
{
	char *end;
	unsigned long long n = strtoull(number, &end, 10);

	if (*number < '0' || *number > '9' || *end != '\0')
		return 0;
	out[0] = conn_by_id(p, conn_of_sa(p, n));
	return out[0] != NULL;
}

static size_t find(struct pluto *p, const char *name, struct conn **out)
{
	size_t nr;

	if (*name == '#')
		return keep_living(out, find_by_state(p, name + 1, out));
	nr = conn_by_name(p, name, out, SERVICE_FOUND_MAX);
	return keep_living(out, nr < SERVICE_FOUND_MAX ? nr : SERVICE_FOUND_MAX);
}

static void reply_unknown(struct pluto *p, struct client *c, const char *name)
{
	char buf[256], safe[160];
	struct text t = TEXT_OVER(buf), s = TEXT_OVER(safe);

	text_safe(&s, view_str(name));
	if (*name == '#')
		text_add(&t, "no such state: %s", safe);
	else
		text_add(&t, "no connection or alias named \"%s\"", safe);
	reply_rc(p, c, RC_UNKNOWN_NAME, buf);
}

/* The base name of a template finds its instances as well: the template speaks for them. */
static size_t first_of_name(struct conn **found, size_t nr, const char *name)
{
	if (nr > 1 && strcmp(found[0]->name, name) == 0 && found[0]->kind != CONN_INSTANCE)
		return 1;
	return nr;
}

size_t service_find(struct pluto *p, struct client *c, const struct control_request *r,
		    const char *verb, struct conn **out)
{
	const char *name = control_get_string(r->parameters, "name", NULL);
	size_t nr;

	if (name == NULL || *name == '\0') {
		reply_bad_parameter(p, c, "name");
		return 0;
	}
	nr = first_of_name(out, find(p, name, out), name);
	if (nr == 0)
		reply_unknown(p, c, name);
	if (nr > 1) {
		reply_note(p, c, LOG_NOTE, "%s all connections with alias \"%s\"", verb, name);
		reply_note(p, c, LOG_NOTE, "%s %zu connections", verb, nr);
	}
	return nr;
}

size_t service_filter(struct pluto *p, struct client *c, const struct control_request *r,
		      struct conn **out, bool *all)
{
	const char *name = control_get_string(r->parameters, "name", NULL);
	size_t nr;

	*all = name == NULL;
	if (name == NULL)
		return 0;
	nr = find(p, name, out);
	if (nr == 0)
		reply_unknown(p, c, name);
	return nr;
}

struct conn *service_conn_named(struct pluto *p, const char *name)
{
	struct conn *found[SERVICE_FOUND_MAX];
	size_t nr = find(p, name, found);

	for (size_t i = 0; i < nr; i++) {
		if (found[i]->kind != CONN_INSTANCE && strcmp(found[i]->name, name) == 0)
			return found[i];
	}
	return NULL;
}
