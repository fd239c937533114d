/* SPDX-License-Identifier: ISC
 *
 * verb_status.c - the verbs that show something; each also as JSON.
 *
 * May use:   session, renderers.
 * Must not:  end with another code than 0 once the daemon has answered (cli.md 4).
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "control/control.h"
#include "programs/ipsec/ipsec.h"
#include "programs/ipsec/render.h"

#define DUMP_FLAGS (JSON_INDENT(2) | JSON_ENSURE_ASCII)

/* OBJECT (taken) as JSON; 0. */
static int print_json(struct ipsec *i, json_t *object)
{
	char *text = json_dumps(object, DUMP_FLAGS);

	if (text != NULL)
		fprintf(i->session.out, "%s\n", text);
	free(text);
	json_decref(object);
	return EXIT_DONE;
}

static json_t *name_params(const struct ipsec *i)
{
	json_t *o = json_object();

	if (i->nr_args > 0)
		json_object_set_new(o, "name", control_string(i->args[0]));
	return o;
}

/* The code of a show verb that got no data: only transport problems count. */
static int no_data(const struct ipsec *i)
{
	return i->session.rc == EXIT_CLIENT_PROBLEM ? EXIT_CLIENT_PROBLEM : EXIT_DONE;
}

static json_t *ask_daemon(struct ipsec *i)
{
	json_t *reply = session_ask(&i->session, "Status", NULL);
	json_t *daemon = json_incref(json_object_get(reply, "daemon"));

	json_decref(reply);
	return daemon;
}

static json_t *ask_connections(struct ipsec *i)
{
	json_t *list = session_list(&i->session, "Connections", "connections", name_params(i));

	render_sort(list);
	return list;
}

static json_t *ask_states(struct ipsec *i, bool traffic)
{
	json_t *params = name_params(i);

	json_object_set_new(params, "traffic", json_boolean(traffic));
	return session_list(&i->session, "States", "states", params);
}

static json_t *named(const char *name, json_t *value)
{
	json_t *o = json_object();

	json_object_set_new(o, name, value);
	return o;
}

/* ---- status ---- */

static int print_status(struct ipsec *i, const struct status_data *d)
{
	json_t *o;

	if (!i->o.json) {
		render_status(i->session.out, d);
		return EXIT_DONE;
	}
	o = json_object();
	json_object_set(o, "daemon", (json_t *)(uintptr_t)d->daemon);
	json_object_set(o, "connections", (json_t *)(uintptr_t)d->connections);
	json_object_set(o, "states", (json_t *)(uintptr_t)d->states);
	json_object_set(o, "shunts", (json_t *)(uintptr_t)d->shunts);
	return print_json(i, o);
}

int verb_status(struct ipsec *i)
{
	json_t *daemon, *connections = NULL, *states = NULL, *shunts = NULL;
	int rc = ipsec_connect(i);

	if (rc != 0)
		return rc;
	daemon = ask_daemon(i);
	if (daemon != NULL)
		connections = ask_connections(i);
	if (connections != NULL)
		states = ask_states(i, true);
	if (states != NULL)
		shunts = session_list(&i->session, "Shunts", "shunts", NULL);
	if (shunts != NULL)
		rc = print_status(i, &(struct status_data){ daemon, connections, states, shunts });
	else
		rc = no_data(i);
	json_decref(daemon);
	json_decref(connections);
	json_decref(states);
	json_decref(shunts);
	return rc;
}

int verb_briefstatus(struct ipsec *i)
{
	json_t *daemon;
	int rc = ipsec_connect(i);

	if (rc != 0)
		return rc;
	daemon = ask_daemon(i);
	if (daemon == NULL)
		return no_data(i);
	if (i->o.json)
		return print_json(i, named("daemon", daemon));
	render_brief(i->session.out, daemon);
	json_decref(daemon);
	return EXIT_DONE;
}

int verb_fipsstatus(struct ipsec *i)
{
	int rc = ipsec_connect(i);

	if (rc == 0)
		fputs("FIPS mode disabled\n", i->session.out);
	return rc;
}

/* ---- listings ---- */

static int print_list(struct ipsec *i, const char *name, json_t *list,
		      void (*render)(FILE *out, const struct json_t *item))
{
	if (list == NULL)
		return no_data(i);
	if (i->o.json)
		return print_json(i, named(name, list));
	for (size_t n = 0; n < json_array_size(list); n++)
		render(i->session.out, json_array_get(list, n));
	json_decref(list);
	return EXIT_DONE;
}

int verb_connectionstatus(struct ipsec *i)
{
	int rc = ipsec_connect(i);

	return rc != 0 ? rc : print_list(i, "connections", ask_connections(i), render_connection);
}

int verb_showstates(struct ipsec *i)
{
	int rc = ipsec_connect(i);

	return rc != 0 ? rc : print_list(i, "states", ask_states(i, true), render_state);
}

int verb_shuntstatus(struct ipsec *i)
{
	int rc = ipsec_connect(i);

	if (rc != 0)
		return rc;
	if (!i->o.json)
		fputs("Bare Shunt list:\n \n", i->session.out);
	return print_list(i, "shunts", session_list(&i->session, "Shunts", "shunts", NULL),
			  render_shunt);
}

/* Only established Child SAs. */
static void keep_established(json_t *list)
{
	for (size_t n = json_array_size(list); n > 0; n--) {
		json_t *s = json_array_get(list, n - 1);

		if (strcmp(control_get_string(s, "kind", ""), "child") != 0 ||
		    !control_get_bool(s, "established", false))
			json_array_remove(list, n - 1);
	}
}

int verb_trafficstatus(struct ipsec *i)
{
	json_t *list;
	int rc = ipsec_connect(i);

	if (rc != 0)
		return rc;
	list = ask_states(i, true);
	keep_established(list);
	render_sort(list);
	return print_list(i, "states", list, render_traffic);
}

int verb_globalstatus(struct ipsec *i)
{
	json_t *counters;
	int rc = ipsec_connect(i);

	if (rc != 0)
		return rc;
	counters = session_ask(&i->session, "Counters", NULL);
	if (counters == NULL)
		return no_data(i);
	if (i->o.json)
		return print_json(i, counters);
	render_counters(i->session.out, counters);
	json_decref(counters);
	return EXIT_DONE;
}

/* ---- briefconnectionstatus ---- */

static const json_t *owner_of(const json_t *connection, const json_t *states)
{
	int64_t owner = control_get_int(connection, "owner_child", 0);

	for (size_t n = 0; owner != 0 && n < json_array_size(states); n++) {
		const json_t *s = json_array_get(states, n);

		if (control_get_int(s, "serial", 0) == owner)
			return s;
	}
	return NULL;
}

int verb_briefconnectionstatus(struct ipsec *i)
{
	json_t *connections, *states;
	size_t active = 0;
	int rc = ipsec_connect(i);

	if (rc != 0)
		return rc;
	connections = ask_connections(i);
	if (connections == NULL)
		return no_data(i);
	if (i->o.json)
		return print_json(i, named("connections", connections));
	states = ask_states(i, true);
	for (size_t n = 0; n < json_array_size(connections); n++) {
		const json_t *c = json_array_get(connections, n), *child = owner_of(c, states);

		active += child != NULL;
		render_connection_brief(i->session.out, c, child);
	}
	fprintf(i->session.out, "# Total IPsec connections: loaded %zu, active %zu\n",
		json_array_size(connections), active);
	json_decref(connections);
	json_decref(states);
	return EXIT_DONE;
}
