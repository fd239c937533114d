/* SPDX-License-Identifier: ISC
 *
 * fake_world.c - see fake_world.h.
 */
#include "testing/unit/conn/world/fake_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "conn/policy_db.h"
#include "conn/shunt.h"
#include "core/listen.h"

static struct monotime world_now(void *world)
{
	return ((struct world *)world)->now;
}

static struct realtime world_wall(void *world)
{
	return (struct realtime){ ((struct world *)world)->now.us + 1000000000 * US_PER_S };
}

static void world_wake(void *world, struct monotime t)
{
	(void)world;
	(void)t;
}

static struct diag *world_listen(void *world, struct endpoint local, bool encap)
{
	(void)local;
	(void)encap;
	return ((struct world *)world)->refuse_listen ? diag_new("address in use") : NULL;
}

static void world_unlisten(void *world, struct endpoint local)
{
	(void)world;
	(void)local;
}

static void world_dns(void *world, uint64_t token, const char *name, enum ip_family family)
{
	struct world *w = world;

	(void)family;
	if (w->nr_asked == 16)
		return;
	w->asked[w->nr_asked].token = token;
	(void)snprintf(w->asked[w->nr_asked].name, 64, "%s", name);
	w->nr_asked++;
}

static void copy_var(const char *var, const char *name, char *out, size_t cap)
{
	size_t len = strlen(name);

	if (strncmp(var, name, len) == 0 && var[len] == '=')
		(void)snprintf(out, cap, "%s", var + len + 1);
}

static void world_exec(void *world, const struct exec_request *r)
{
	struct world *w = world;
	struct world_run *run = &w->runs[w->nr_runs];
	size_t len = 1;

	if (w->nr_runs == WORLD_RUNS_MAX) {
		fprintf(stderr, "too many scripts for the fake world\n");
		exit(1);
	}
	w->nr_runs++;
	run->token = r->token;
	for (size_t i = 0; !w->forget_env && r->env[i] != NULL; i++)
		len += strlen(r->env[i]) + 1;
	run->env = calloc(1, len);
	for (size_t i = 0; r->env[i] != NULL; i++) {
		copy_var(r->env[i], "PLUTO_VERB", run->verb, sizeof(run->verb));
		copy_var(r->env[i], "PLUTO_CONNECTION", run->connection, sizeof(run->connection));
		copy_var(r->env[i], "PLUTO_PEER_CLIENT", run->peer_client, sizeof(run->peer_client));
		if (w->forget_env)
			continue;
		strcat(run->env, r->env[i]);
		strcat(run->env, "\n");
	}
}

static const struct env_ops world_ops = {
	.now = world_now, .wall = world_wall, .wake_at = world_wake, .net_listen = world_listen,
	.net_unlisten = world_unlisten, .dns_resolve = world_dns, .exec_start = world_exec,
};

static void world_log(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct world *w = ctx;
	size_t left = sizeof(w->log) - w->log_len;
	int n;

	(void)object;
	if (class == LOG_TRACE)
		return;
	n = snprintf(w->log + w->log_len, left, "%s\n", line);
	if (n > 0 && (size_t)n < left)
		w->log_len += (size_t)n;
}

static bool world_random(void *ctx, void *buf, size_t len)
{
	struct world *w = ctx;
	uint8_t *out = buf;

	for (size_t i = 0; i < len; i++) {
		w->random = w->random * 6364136223846793005u + 1442695040888963407u;
		out[i] = (uint8_t)(w->random >> 56);
	}
	return true;
}

static void world_event(void *ctx, const struct kernel_event *e)
{
	struct world *w = ctx;

	if (w->nr_events < 64)
		w->events[w->nr_events++] = *e;
}

static void world_released(void *ctx, const struct sim_packet *p, enum sim_fate fate, const struct sim_esp *esp)
{
	struct world *w = ctx;

	(void)p;
	(void)esp;
	w->released_esp += fate == SIM_ESP;
	w->released_clear += fate == SIM_CLEAR;
	w->released_drop += fate == SIM_DROP;
}

static struct realtime world_real(void *ctx)
{
	return world_wall(ctx);
}

struct address world_address(const char *s)
{
	struct address a = { .family = IP_UNSET };

	(void)address_parse(view_str(s), &a);
	return a;
}

struct id world_id(const char *s)
{
	struct id id = { .special = ID_NONE };

	diag_free(id_parse(view_str(s), &id));
	return id;
}

static void add_address(struct world *w, const char *iface, const char *a, unsigned prefix)
{
	struct cidr c = { .addr = world_address(a), .prefix = (uint8_t)prefix };

	(void)sim_kernel_address_add(w->kernel, iface, c);
}

void world_init(struct world *w)
{
	struct sim_kernel_hooks hooks = {
		.now = world_now, .real_now = world_real, .event = world_event, .released = world_released,
		.ctx = w,
	};
	struct kernel_error err = { .code = 0 };
	struct pluto *p = &w->p;

	memset(w, 0, offsetof(struct world, log));
	memset(w->log, 0, 1);
	memset(&w->log_len, 0, sizeof(*w) - offsetof(struct world, log_len));
	w->now.us = 1000 * US_PER_S;
	w->random = 42;
	w->crypto = (struct crypto){ .ctx = w, .random = world_random };
	w->sink = (struct log_sink){ .emit = world_log, .ctx = w, .trace = true };
	w->kernel = sim_kernel_new(&hooks);
	p->env = (struct env){
		.world = w, .ops = &world_ops, .crypto = &w->crypto, .kernel = sim_kernel_port(w->kernel),
		.log = &w->sink,
	};
	p->log.sink = &w->sink;
	setup_defaults(&p->setup);
	list_init(&p->intents);
	p->wake = MONOTIME_NEVER;
	p->listens = listen_db_new();
	p->conns = conn_db_new(p);
	p->shunts = shunt_db_new(p);
	(void)p->env.kernel.ops->prepare(p->env.kernel.k, p->setup.acquire_life, &err);
	add_address(w, "eth0", "192.0.2.1", 24);
	add_address(w, "eth0", "2001:db8::1", 64);
	add_address(w, "eth1", "192.0.1.254", 24);
	(void)sim_kernel_route_add(w->kernel, cidr_all(IP_V4), world_address("192.0.2.254"), "eth0");
	(void)sim_kernel_route_add(w->kernel, cidr_all(IP_V6), world_address("2001:db8::fe"), "eth0");
	(void)listen_update(p);
}

void world_fini(struct world *w)
{
	struct pluto *p = &w->p;
	struct intent i;

	while (intent_take(p, &i))
		;
	shunt_db_free(p, p->shunts);
	conn_db_free(p, p->conns);
	listen_db_free(p->listens);
	heap_fini(&p->timers);
	setup_fini(&p->setup);
	sim_kernel_free(w->kernel);
	for (size_t r = 0; r < w->nr_runs; r++)
		free(w->runs[r].env);
}

#define SETTINGS_MAX 64

struct diag *world_try(struct world *w, const char *name, const char *settings, struct conn **out)
{
	struct conn_setting s[SETTINGS_MAX];
	char *copy = strdup(settings), *save = NULL;
	size_t nr = 0;
	struct diag *d;

	for (char *word = strtok_r(copy, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');
		size_t skip = strncmp(word, "left", 4) == 0 ? 4 : strncmp(word, "right", 5) == 0 ? 5 : 0;

		*value++ = '\0';
		s[nr] = (struct conn_setting){
			.keyword = keyword_find(KEYWORD_CONN, skip > 0, view_str(word + skip)),
			.end = skip == 4 ? SETTING_LEFT : skip == 5 ? SETTING_RIGHT : SETTING_COMMON,
			.value = value,
		};
		if (s[nr].keyword == NULL) {
			fprintf(stderr, "the test uses an unknown keyword: %s\n", word);
			exit(1);
		}
		nr++;
	}
	d = conn_add(&w->p, name, s, nr, out);
	free(copy);
	return d;
}

struct conn *world_add(struct world *w, const char *name, const char *settings)
{
	struct conn *c = NULL;
	struct diag *d = world_try(w, name, settings, &c);

	if (d != NULL)
		fprintf(stderr, "%s: %s\n", name, diag_text(d));
	diag_free(d);
	return c;
}

void world_pass(struct world *w, struct duration d)
{
	struct monotime end = monotime_add(w->now, d);

	for (;;) {
		struct heap_node *top = heap_top(&w->p.timers);
		struct monotime next = sim_kernel_next(w->kernel);

		if (top != NULL && top->key < next.us)
			next.us = top->key;
		if (next.us > end.us)
			break;
		if (next.us > w->now.us)
			w->now = next;
		sim_kernel_run(w->kernel);
		timers_run(&w->p);
	}
	w->now = end;
}

bool world_script_ends(struct world *w, int status)
{
	for (size_t i = 0; i < w->nr_runs; i++) {
		struct exec_result r = {
			.token = w->runs[i].token, .status = EXEC_EXITED, .code = status, .why = "",
		};

		if (w->runs[i].ended)
			continue;
		w->runs[i].ended = true;
		w->runs[i].status = status;
		routing_on_exec(&w->p, &r);
		return true;
	}
	return false;
}

void world_scripts_end(struct world *w)
{
	while (world_script_ends(w, 0))
		;
}

void world_events(struct world *w)
{
	for (size_t i = 0; i < w->nr_events; i++) {
		if (w->events[i].type == KERNEL_ACQUIRE)
			acquire_on_event(&w->p, &w->events[i]);
	}
	w->nr_events = 0;
}

enum sim_fate world_udp(struct world *w, const char *src, const char *dst, uint16_t sport, uint16_t dport)
{
	struct sim_packet p = {
		.flow = { world_address(src), world_address(dst), 17, sport, dport }, .bytes = 100,
	};
	struct sim_esp esp;
	enum sim_fate fate = sim_kernel_output(w->kernel, &p, &esp);

	world_events(w);
	return fate;
}

enum sim_fate world_packet(struct world *w, const char *src, const char *dst)
{
	return world_udp(w, src, dst, 1000, 2000);
}

static void fill_sa(struct kernel_sa *sa, const struct conn *c, enum kernel_dir dir, unsigned n,
		    const uint8_t *key)
{
	bool in = dir == KERNEL_IN;

	*sa = (struct kernel_sa){
		.key = { .dst = in ? c->local.host : c->remote.host, .spi = (in ? 0x1000 : 0x2000) + n, .proto = 50,
			 .mark = conn_mark(c, dir) },
		.src = in ? c->remote.host : c->local.host, .dir = dir,
		.mode = c->config->type == CONN_TRANSPORT ? KERNEL_TRANSPORT : KERNEL_TUNNEL,
		.reqid = c->reqid, .encr = encr_alg_find(20), .encr_key = { key, 36 }, .esn = true,
		.replay_window = in ? 128 : 0,
	};
	if (sa->mode == KERNEL_TRANSPORT) {
		sa->sel_src = in ? c->remote.selectors[0] : c->local.selectors[0];
		sa->sel_dst = in ? c->local.selectors[0] : c->remote.selectors[0];
	}
}

void world_tunnel(struct world_tunnel *out, const struct conn *c, unsigned n)
{
	memset(out, 0, sizeof(*out));
	out->t.ike = 1000 + n;
	out->t.child = 2000 + n;
	out->t.nr_local = c->local.nr_selectors;
	out->t.nr_remote = c->remote.nr_selectors;
	if (out->t.nr_local > 0)
		memcpy(out->local, c->local.selectors, out->t.nr_local * sizeof(out->local[0]));
	if (out->t.nr_remote > 0)
		memcpy(out->remote, c->remote.selectors, out->t.nr_remote * sizeof(out->remote[0]));
	out->t.local = out->local;
	out->t.remote = out->remote;
	fill_sa(&out->t.in, c, KERNEL_IN, n, out->key);
	fill_sa(&out->t.out, c, KERNEL_OUT, n, out->key);
}

struct intent world_intent(struct world *w)
{
	struct intent i = { .type = INTENT_TYPES };

	(void)intent_take(&w->p, &i);
	return i;
}

struct compare {
	struct world *w;
	size_t wanted;
	bool same;
};

static void see_wanted(void *ctx, const struct kernel_policy *policy)
{
	struct compare *cmp = ctx;
	const struct kernel_policy *have;
	char buf[300];
	struct text t = TEXT_OVER(buf);

	cmp->wanted++;
	for (size_t n = 0; (have = sim_kernel_policy_nth(cmp->w->kernel, n)) != NULL; n++) {
		if (policy_eq(have, policy))
			return;
	}
	policy_key_print(&t, &policy->key);
	fprintf(stderr, "the kernel lacks the policy %s\n", buf);
	cmp->same = false;
}

bool world_kernel_agrees(struct world *w)
{
	struct compare cmp = { .w = w, .same = true };
	struct sim_kernel_counts counts = sim_kernel_count(w->kernel);

	policy_db_walk(&w->p, see_wanted, &cmp);
	if (cmp.wanted == counts.policies)
		return cmp.same;
	fprintf(stderr, "the kernel has %zu policies, %zu are wanted\n", counts.policies, cmp.wanted);
	return false;
}

bool world_logged(const struct world *w, const char *text)
{
	return strstr(w->log, text) != NULL;
}

const char *world_state(const struct conn *c)
{
	return name_find(&routing_state_names, c->routing.state);
}
