/* SPDX-License-Identifier: ISC
 *
 * render_state.c - lines about IKE and Child SAs, and about shunts.
 *
 * May use:   control's JSON readers.
 * Must not:  ask the daemon.
 */
#include <jansson.h>
#include <stdlib.h>
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

static bool yes(const json_t *o, const char *name)
{
	return control_get_bool(o, name, false);
}

static bool is_child(const json_t *state)
{
	return strcmp(str(state, "kind"), "child") == 0;
}

static void print_event(FILE *out, const json_t *state, const char *member, const char *event)
{
	if (json_object_get(state, member) != NULL)
		fprintf(out, " %s in %llds;", event, num(state, member));
}

/* "192.0.2.1" of "192.0.2.1:500", "2001:db8::1" of "[2001:db8::1]:500". */
static void print_address(FILE *out, const char *endpoint)
{
	const char *colon = strrchr(endpoint, ':');
	size_t len = colon == NULL ? strlen(endpoint) : (size_t)(colon - endpoint);

	if (*endpoint == '[' && len > 2)
		fprintf(out, "%.*s", (int)(len - 2), endpoint + 1);
	else
		fprintf(out, "%.*s", (int)len, endpoint);
}

static void print_spi(FILE *out, const char *protocol, unsigned long long spi, const char *endpoint)
{
	if (strcmp(protocol, "tun") == 0)
		fprintf(out, " tun.%llx@", spi);
	else
		fprintf(out, " %s.%llx@", protocol, spi);
	print_address(out, endpoint);
}

static void print_traffic_line(FILE *out, const json_t *state)
{
	const char *protocol = str(state, "protocol");
	const char *local = str(state, "local"), *remote = str(state, "remote");
	const char *upper = strcmp(protocol, "ah") == 0 ? "AH" : "ESP";

	fprintf(out, "#%lld: %s", num(state, "serial"), str(state, "display"));
	print_spi(out, protocol, (unsigned long long)num(state, "spi_out"), remote);
	print_spi(out, protocol, (unsigned long long)num(state, "spi_in"), local);
	if (strcmp(str(state, "mode"), "tunnel") == 0) {
		print_spi(out, "tun", 0, remote);
		print_spi(out, "tun", 0, local);
	}
	fprintf(out, " Traffic: %sin=%lldB %sout=%lldB %smax=2^63B", upper, num(state, "bytes_in"),
		upper, num(state, "bytes_out"), upper);
	if (num(state, "used_ago") > 0)
		fprintf(out, " used %llds ago;", num(state, "used_ago"));
	fputc('\n', out);
}

void render_state(FILE *out, const struct json_t *state)
{
	fprintf(out, "#%lld: %s:%lld %s;", num(state, "serial"), str(state, "display"),
		num(state, "port"), str(state, "story"));
	print_event(out, state, "rekey_in", "REKEY");
	print_event(out, state, "replace_in", "REPLACE");
	print_event(out, state, "expire_in", "EXPIRE");
	if (yes(state, "newest"))
		fputs(" newest;", out);
	if (yes(state, "eroute_owner"))
		fputs(" eroute owner;", out);
	if (is_child(state))
		fprintf(out, " IKE SA #%lld;", num(state, "ike"));
	if (yes(state, "idle"))
		fputs(" idle;", out);
	fputc('\n', out);
	if (is_child(state) && yes(state, "established"))
		print_traffic_line(out, state);
}

void render_traffic(FILE *out, const struct json_t *state)
{
	if (!is_child(state) || !yes(state, "established"))
		return;
	fprintf(out, "#%lld: %s,", num(state, "serial"), str(state, "display"));
	if (*str(state, "username") != '\0')
		fprintf(out, " username=%s,", str(state, "username"));
	fprintf(out,
		" type=%s, add_time=%lld, inBytes=%lld, outBytes=%lld, maxBytes=2^63B, id='%s'",
		strcmp(str(state, "protocol"), "ah") == 0 ? "AH" : "ESP", num(state, "add_time"),
		num(state, "bytes_in"), num(state, "bytes_out"), str(state, "remote_id"));
	if (*str(state, "lease") != '\0')
		fprintf(out, ", lease=%s", str(state, "lease"));
	fputc('\n', out);
}

void render_shunt(FILE *out, const struct json_t *shunt)
{
	fprintf(out, "%s -%lld-> %s => %s    %s", str(shunt, "local"), num(shunt, "protocol"),
		str(shunt, "remote"), str(shunt, "policy"), str(shunt, "why"));
	if (num(shunt, "serial") != 0)
		fprintf(out, " $%lld", num(shunt, "serial"));
	fputc('\n', out);
}

/* ---- order ---- */

static int compare(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	int order = strcmp(str(x, "name"), str(y, "name"));
	long long d;

	if (order != 0)
		return order;
	d = num(x, "instance") - num(y, "instance");
	if (d == 0)
		d = num(x, "serial") - num(y, "serial");
	return d < 0 ? -1 : d > 0;
}

void render_sort(struct json_t *array)
{
	size_t nr = json_array_size(array);
	json_t **items = calloc(nr == 0 ? 1 : nr, sizeof(*items));

	if (items == NULL)
		return;	/* the order of serials is an order, too */
	for (size_t i = 0; i < nr; i++)
		items[i] = json_incref(json_array_get(array, i));
	qsort(items, nr, sizeof(*items), compare);
	for (size_t i = 0; i < nr; i++)
		json_array_set_new(array, i, items[i]);
	free(items);
}
