/* SPDX-License-Identifier: ISC
 *
 * sim_build.c - hosts, connections, commands.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "control/control.h"
#include "testing/sim/sim.h"

#define COMMAND_LIMIT_S 120

struct address sim_address(const char *s)
{
	struct address a = { .family = IP_UNSET };

	if (!address_parse(view_str(s), &a)) {
		fprintf(stderr, "sim: not an address: %s\n", s);
		exit(2);
	}
	return a;
}

/* --- hosts --------------------------------------------------------------------------------------------------- */

static struct cidr block(const char *s)
{
	struct cidr c = { .prefix = 0 };

	if (!cidr_parse(view_str(s), &c, NULL)) {
		fprintf(stderr, "sim: not a network: %s\n", s);
		exit(2);
	}
	return c;
}

/* The host itself is the first address of each of its networks. */
static void add_net(struct sim_host *h, const char *s)
{
	struct cidr c = block(s);
	struct address first;

	if (h->nr_nets >= SIM_NETS)
		return;
	h->nets[h->nr_nets++] = c;
	if (address_next(c.addr, &first))
		sim_kernel_address_add(h->kernel, "eth1", (struct cidr){ first, c.prefix });
}

static void add_outer(struct sim_host *h, const char *s, const char *gateway, uint8_t prefix, struct address *out)
{
	if (s == NULL)
		return;
	*out = sim_address(s);
	sim_kernel_address_add(h->kernel, "eth0", (struct cidr){ *out, prefix });
	sim_kernel_route_add(h->kernel, cidr_all((enum ip_family)out->family), sim_address(gateway), "eth0");
}

struct sim_host *sim_host(struct sim_world *w, const char *name, const char *addr4, const char *addr6,
			  const char *nets)
{
	struct sim_host *h = &w->hosts[w->nr_hosts];
	char buf[256], *save = NULL;

	if (w->nr_hosts >= SIM_HOSTS) {
		fputs("sim: too many hosts\n", stderr);
		exit(2);
	}
	w->nr_hosts++;
	sim_host_init(w, h, name);
	add_outer(h, addr4, "192.1.2.254", 24, &h->addr4);
	add_outer(h, addr6, "2001:db8:a::254", 64, &h->addr6);
	snprintf(buf, sizeof(buf), "%s", nets == NULL ? "" : nets);
	for (char *word = strtok_r(buf, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save))
		add_net(h, word);
	if (w->fault.kind == FAULT_KERNEL && w->fault.host == h->index)
		sim_kernel_fail_nth(h->kernel, w->fault.nth, 22 /* EINVAL */);
	return h;
}

void sim_secrets(struct sim_host *h, const char *text)
{
	free(h->secrets);
	h->secrets = strdup(text);
}

bool sim_start(struct sim_host *h)
{
	return sim_host_start(h);
}

struct sim_pair sim_two(struct sim_world *w)
{
	struct sim_pair p = {
		.west = sim_host(w, "west", "192.1.2.45", "2001:db8:a::45", "10.1.0.0/16 2001:db8:1::/48"),
		.east = sim_host(w, "east", "192.1.2.23", "2001:db8:a::23", "10.2.0.0/16 2001:db8:2::/48"),
	};

	sim_secrets(p.west, SIM_PSK);
	sim_secrets(p.east, SIM_PSK);
	sim_start(p.west);
	sim_start(p.east);
	return p;
}

struct sim_nat *sim_nat(struct sim_world *w, const char *outside)
{
	struct sim_nat *n = &w->nats[w->nr_nats++];

	*n = (struct sim_nat){ .outside = sim_address(outside), .next_port = 40000, .timeout = DURATION_S(60) };
	return n;
}

void sim_rule(struct sim_world *w, enum sim_rule_action action, const struct sim_host *from, struct sim_message m,
	      unsigned skip, unsigned count)
{
	w->rules[w->nr_rules++ % SIM_RULES] = (struct sim_rule){
		.action = action, .from = from, .exchange = m.exchange, .response = m.response, .skip = skip,
		.count = count, .delay = DURATION_MS(100),
	};
	if (w->nr_rules > SIM_RULES)
		w->nr_rules = SIM_RULES;
}

/* --- commands ------------------------------------------------------------------------------------------------ */

static bool answered(struct sim_client *c, const char *json)
{
	struct control_reply r;
	struct diag *d = control_reply_parse(view_str(json), &r);
	bool last = d != NULL || !r.continues;

	if (d == NULL && last) {
		c->rc = (int)control_get_int(r.parameters, "rc", r.error == NULL ? 0 : RC_WHACK_PROBLEM);
		snprintf(c->text, sizeof(c->text), "%s", control_get_string(r.parameters, "text", ""));
	}
	if (d == NULL)
		control_reply_fini(&r);
	diag_free(d);
	return last;
}

/* Reads what the daemon has sent to its clients. */
static void take_replies(struct sim_host *h)
{
	for (size_t i = 0; i < h->nr_replies; i++) {
		uint32_t id = h->replies[i].client;
		struct sim_client *c = &h->clients[id % ARRAY_NR(h->clients)];

		if (c->used && !c->done && answered(c, h->replies[i].json)) {
			c->done = true;
			sim_trace(h->w, h, "command %u: %d %s", (unsigned)id, c->rc, c->text);
		}
		free(h->replies[i].json);
	}
	h->nr_replies = 0;
}

static unsigned free_client(struct sim_host *h)
{
	for (unsigned i = 1; i < ARRAY_NR(h->clients); i++) {
		if (!h->clients[i].used)
			return i;
	}
	fputs("sim: too many commands\n", stderr);
	exit(2);
}

static unsigned request(struct sim_host *h, const char *method, json_t *params)
{
	unsigned id = free_client(h);
	char name[64];
	struct bytes message;

	h->clients[id] = (struct sim_client){ .used = true, .rc = -1 };
	snprintf(name, sizeof(name), CONTROL_INTERFACE ".%s", method);
	if (!control_request_build(name, params, true, &message)) {
		fputs("sim: out of memory\n", stderr);
		exit(2);
	}
	if (h->p == NULL || h->stopped) {
		h->clients[id].done = true;
		bytes_fini(&message);
		return id;
	}
	sim_trace(h->w, h, "command %u: %s", id, method);
	sim_enter(h);
	pluto_on_control(h->p, id, bytes_view(&message));
	sim_leave(h);
	bytes_fini(&message);
	take_replies(h);
	return id;
}

unsigned sim_begin(struct sim_host *h, const char *method, const char *conn)
{
	json_t *params = json_object();

	if (conn != NULL)
		json_object_set_new(params, "name", json_string(conn));
	return request(h, method, params);
}

bool sim_is_done(struct sim_host *h, unsigned client)
{
	take_replies(h);
	return h->clients[client].done;
}

int sim_result_of(const struct sim_host *h, unsigned client)
{
	return h->clients[client].done ? h->clients[client].rc : -1;
}

static int wait_for(struct sim_host *h, unsigned client)
{
	struct monotime limit = monotime_add(h->w->now, DURATION_S(COMMAND_LIMIT_S));
	int rc;

	while (!sim_is_done(h, client) && sim_step(h->w, limit))
		;
	rc = sim_result_of(h, client);
	if (h->p != NULL && !h->stopped) {
		sim_enter(h);
		pluto_on_control_gone(h->p, client);
		sim_leave(h);
	}
	take_replies(h);
	h->clients[client].used = false;
	return rc;
}

int sim_do(struct sim_host *h, const char *method, const char *conn)
{
	return wait_for(h, sim_begin(h, method, conn));
}

/* --- connections --------------------------------------------------------------------------------------------- */

static json_t *settings_json(const char *settings)
{
	json_t *o = json_object();
	char *copy = strdup(settings), *save = NULL;

	for (char *word = strtok_r(copy, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		json_object_set_new(o, word, json_string(value));
	}
	free(copy);
	return o;
}

static int add(struct sim_host *h, const char *name, const char *settings)
{
	json_t *params = json_object();

	json_object_set_new(params, "name", json_string(name));
	json_object_set_new(params, "settings", settings_json(settings));
	return wait_for(h, request(h, "Add", params));
}

int sim_conn(struct sim_host *h, const char *name, const char *settings)
{
	int rc = add(h, name, settings);

	h->conns = realloc(h->conns, (h->nr_conns + 1) * sizeof(*h->conns));
	h->conns[h->nr_conns].name = strdup(name);
	h->conns[h->nr_conns++].settings = strdup(settings);
	sim_expect(h->w, rc == 0, "adding \"%s\" to %s: %d", name, h->name, rc);
	return rc;
}

void sim_conn_both(struct sim_pair p, const char *name, const char *settings)
{
	sim_conn(p.west, name, settings);
	sim_conn(p.east, name, settings);
}

void sim_conn_with(struct sim_pair p, const char *name, const char *settings, const char *more)
{
	char all[1024];

	snprintf(all, sizeof(all), "%s %s", settings, more);
	sim_conn_both(p, name, all);
}

/* --- ends and beginnings ------------------------------------------------------------------------------------- */

void sim_shutdown(struct sim_host *h)
{
	struct monotime limit = monotime_add(h->w->now, DURATION_S(30));

	if (h->p == NULL)
		return;
	sim_trace(h->w, h, "shutdown");
	sim_enter(h);
	pluto_shutdown(h->p, 0, false);
	sim_leave(h);
	while (!h->stopped && sim_step(h->w, limit))
		;
	if (!h->stopped)
		sim_broken(h->w, "%s does not stop", h->name);
	sim_host_kill(h);
}

void sim_power(struct sim_host *h, bool on)
{
	sim_trace(h->w, h, "power %s", on ? "on" : "off");
	h->off = !on;
	if (!on) {
		sim_host_kill(h);
		return;
	}
	sim_host_start(h);
	for (size_t i = 0; i < h->nr_conns; i++)
		(void)add(h, h->conns[i].name, h->conns[i].settings);
}
