/* SPDX-License-Identifier: ISC
 *
 * render_status.c - the report of `ipsec status`, and its totals.
 *
 * May use:   control's JSON readers, the other renderers.
 * Must not:  ask the daemon.
 */
#include <jansson.h>
#include <string.h>

#include "control/control.h"
#include "programs/ipsec/render.h"

static const char *str(const json_t *o, const char *name)
{
	return control_get_string(o, name, "");
}

static long long num(const json_t *o, const char *name)
{
	return control_get_int(o, name, 0);
}

/* Blocks are set apart by a line that is not empty: some readers stop at an empty one. */
static void gap(FILE *out)
{
	fputs(" \n", out);
}

static void print_listeners(FILE *out, const json_t *daemon)
{
	const json_t *list = control_get_array(daemon, "listeners");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *l = json_array_get(list, i);
		const char *address = str(l, "address");
		bool v6 = strchr(address, ':') != NULL;

		fprintf(out, "interface %s %s%s%s:UDP/%lld%s\n", str(l, "interface"), v6 ? "[" : "",
			address, v6 ? "]" : "", num(l, "port"),
			control_get_bool(l, "encap", false) ? " (NAT)" : "");
	}
}

static void print_setup(FILE *out, const json_t *daemon)
{
	json_t *setup = control_get_object(daemon, "setup");
	const char *key;
	json_t *value;

	fputs("config setup options:\n", out);
	gap(out);
	json_object_foreach(setup, key, value)
		fprintf(out, "%s=%s\n", key, json_is_string(value) ? json_string_value(value) : "");
	gap(out);
	fprintf(out, "debug %s\n", control_get_bool(daemon, "debug", false) ? "BASE" : "NONE");
	gap(out);
	fprintf(out, "nat-traversal=yes, keep-alive=%s, nat-ikeport=%s\n", str(setup, "keep-alive"),
		str(setup, "nat-ikeport"));
	fputs("virtual-private (%priv):\n", out);
}

static void print_algorithms(FILE *out, const json_t *daemon, bool kernel)
{
	const json_t *list = control_get_array(daemon, "algorithms");

	fprintf(out, "%s algorithms supported:\n", kernel ? "Kernel" : "IKE");
	gap(out);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *a = json_array_get(list, i);

		if ((strcmp(str(a, "protocol"), "IKE") != 0) != kernel)
			continue;
		fprintf(out, "algorithm %s %s: name=%s", str(a, "protocol"), str(a, "kind"),
			str(a, "name"));
		if (num(a, "key_max") > 0)
			fprintf(out, ", keysizemin=%lld, keysizemax=%lld", num(a, "key_min"),
				num(a, "key_max"));
		fputc('\n', out);
	}
}

void render_totals(FILE *out, const struct json_t *daemon)
{
	const json_t *t = control_get_object(daemon, "totals");

	fprintf(out, "Total IPsec connections: loaded %lld, routed %lld, active %lld\n",
		num(t, "loaded"), num(t, "routed"), num(t, "active"));
}

void render_brief(FILE *out, const struct json_t *daemon)
{
	const json_t *t = control_get_object(daemon, "totals");
	long long open = num(t, "ike") - num(t, "half_open") - num(t, "established");

	fprintf(out, "State Information: DDoS cookies %s, %s new IKE connections\n",
		control_get_bool(daemon, "cookies", false) ? "REQUIRED" : "not required",
		control_get_bool(daemon, "accepting", true) ? "Accepting" : "NOT ACCEPTING");
	fprintf(out,
		"IKE SAs: total(%lld), half-open(%lld), open(%lld), authenticated(%lld), "
		"anonymous(0)\n",
		num(t, "ike"), num(t, "half_open"), open < 0 ? 0 : open, num(t, "established"));
	fprintf(out, "IPsec SAs: total(%lld), authenticated(%lld), anonymous(0)\n",
		num(t, "children"), num(t, "children"));
}

static void print_daemon(FILE *out, const json_t *daemon)
{
	fprintf(out, "using kernel interface: %s\n", str(daemon, "kernel"));
	gap(out);
	print_listeners(out, daemon);
	gap(out);
	fputs("fips mode=disabled;\nSElinux=disabled\nseccomp=disabled\n", out);
	gap(out);
	print_setup(out, daemon);
	gap(out);
	print_algorithms(out, daemon, true);
	gap(out);
	print_algorithms(out, daemon, false);
	gap(out);
	fputs("stats db_ops: {curr_cnt, total_cnt, maxsz} :context={0,0,0} trans={0,0,0} "
	      "attrs={0,0,0}\n",
	      out);
}

void render_status(FILE *out, const struct status_data *d)
{
	print_daemon(out, d->daemon);
	gap(out);
	fputs("Connection list:\n", out);
	gap(out);
	for (size_t i = 0; i < json_array_size(d->connections); i++)
		render_connection(out, json_array_get(d->connections, i));
	gap(out);
	render_totals(out, d->daemon);
	gap(out);
	render_brief(out, d->daemon);
	gap(out);
	for (size_t i = 0; i < json_array_size(d->states); i++)
		render_state(out, json_array_get(d->states, i));
	gap(out);
	fputs("Bare Shunt list:\n", out);
	gap(out);
	for (size_t i = 0; i < json_array_size(d->shunts); i++)
		render_shunt(out, json_array_get(d->shunts, i));
}

void render_counters(FILE *out, const struct json_t *counters)
{
	json_t *map = control_get_object(counters, "counters");
	const char *key;
	json_t *value;

	json_object_foreach(map, key, value)
		fprintf(out, "%s=%lld\n", key, (long long)json_integer_value(value));
}
