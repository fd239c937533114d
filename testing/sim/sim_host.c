/* SPDX-License-Identifier: ISC
 *
 * sim_host.c - a machine: struct env_ops over the world, a kernel whose calls are numbered, a daemon that can be
 * started, killed and started again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "testing/sim/sim_world.h"

#define WALL_START_US (1800000000LL * US_PER_S)

/* --- growing texts ------------------------------------------------------------------------------------------- */

static void append_line(char **buf, size_t *len, size_t *cap, const char *line)
{
	size_t n = strlen(line);

	*buf = sim_grow(*buf, cap, *len + n + 2, 1);
	memcpy(*buf + *len, line, n);
	*len += n;
	(*buf)[(*len)++] = '\n';
	(*buf)[*len] = '\0';
}

static void on_log(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct sim_host *h = ctx;

	(void)object;
	append_line(&h->log, &h->log_len, &h->log_cap, line);
	sim_trace(h->w, h, "log: %s", line);
	if (class == LOG_BUG)
		sim_broken(h->w, "%s logs a bug: %s", h->name, line);
}

/* --- time ---------------------------------------------------------------------------------------------------- */

static struct monotime op_now(void *world)
{
	const struct sim_host *h = world;

	return h->w->now;
}

static struct realtime op_wall(void *world)
{
	const struct sim_host *h = world;

	return (struct realtime){ WALL_START_US + h->w->now.us };
}

static void on_wake(struct sim_world *w, struct sim_event *e)
{
	struct sim_host *h = e->host;

	if (h->p == NULL || h->stopped || h->wake_at != e->at)
		return;
	h->wake_at = INT64_MAX;
	sim_trace(w, h, "timer");
	sim_enter(h);
	pluto_on_timer(h->p);
	sim_leave(h);
}

static struct duration until(const struct sim_world *w, struct monotime t)
{
	struct duration d = monotime_sub(t, w->now);

	return d.us < 0 ? DURATION_ZERO : d;
}

static void op_wake_at(void *world, struct monotime t)
{
	struct sim_host *h = world;

	h->wake_at = INT64_MAX;
	if (h->mute || t.us == MONOTIME_NEVER.us)
		return;
	h->wake_at = sim_event_new(h->w, h, until(h->w, t), on_wake)->at;
}

/* --- net ----------------------------------------------------------------------------------------------------- */

static struct diag *op_net_listen(void *world, struct endpoint local, bool encap)
{
	struct sim_host *h = world;

	(void)encap;
	if (sim_fault_hit(h, FAULT_LISTEN))
		return diag_new("the simulation refuses");
	if (h->nr_listens >= SIM_LISTENS)
		return diag_new("too many sockets for this simulation");
	h->listens[h->nr_listens++] = local;
	return NULL;
}

static void op_net_unlisten(void *world, struct endpoint local)
{
	struct sim_host *h = world;

	for (size_t i = 0; i < h->nr_listens; i++) {
		if (endpoint_eq(h->listens[i], local))
			h->listens[i--] = h->listens[--h->nr_listens];
	}
}

static int op_net_send(void *world, const struct datagram *d)
{
	struct sim_host *h = world;
	struct sim_parcel p = { .type = PARCEL_UDP, .src = d->local, .dst = d->remote, .len = d->bytes.len };

	if (h->mute)
		return 0;
	if (sim_fault_hit(h, FAULT_SEND))
		return -ENOBUFS;
	p.bytes = sim_alloc(p.len + 1);
	memcpy(p.bytes, d->bytes.ptr, p.len);
	sim_transmit(h->w, h, &p);
	free(p.bytes);
	return 0;
}

/* --- jobs ---------------------------------------------------------------------------------------------------- */

static void on_job(struct sim_world *w, struct sim_event *e)
{
	struct sim_host *h = e->host;
	struct job *j = e->job;

	if (h->p == NULL || h->stopped)
		return;
	e->job = NULL;
	sim_trace(w, h, "job %s", j->name);
	sim_enter(h);
	j->run(j);
	pluto_on_job(h->p, j);
	sim_leave(h);
}

static void drop_job(struct sim_event *e)
{
	if (e->job != NULL)
		e->job->free(e->job);
}

static struct duration drawn(struct sim_world *w)
{
	return (struct duration){ w->job_min.us +
		(int64_t)sim_rng_below(&w->job_rng, (uint64_t)(w->job_max.us - w->job_min.us + 1)) };
}

static void op_job_submit(void *world, struct job *j)
{
	struct sim_host *h = world;
	struct sim_event *e = sim_event_new(h->w, h, drawn(h->w), on_job);

	e->job = j;
	e->drop = drop_job;
}

/* --- scripts ------------------------------------------------------------------------------------------------- */

static const char *env_value(const char *const *env, const char *name)
{
	size_t n = strlen(name);

	for (; env != NULL && *env != NULL; env++) {
		if (strncmp(*env, name, n) == 0 && (*env)[n] == '=')
			return *env + n + 1;
	}
	return "";
}

static void on_exec(struct sim_world *w, struct sim_event *e)
{
	struct sim_host *h = e->host;

	if (h->p == NULL || h->stopped)
		return;
	sim_trace(w, h, "script ends: %d %d", e->exec.status, e->exec.code);
	sim_enter(h);
	pluto_on_exec(h->p, &e->exec);
	sim_leave(h);
}

static struct sim_exec_rule *exec_rule(struct sim_host *h, const char *verb)
{
	for (size_t i = 0; i < h->nr_exec_rules; i++) {
		struct sim_exec_rule *r = &h->exec_rules[i];

		if (r->count > 0 && strncmp(r->verb, verb, strlen(r->verb)) == 0) {
			r->count--;
			return r;
		}
	}
	return NULL;
}

static void op_exec_start(void *world, const struct exec_request *r)
{
	struct sim_host *h = world;
	const char *verb = env_value(r->env, "PLUTO_VERB");
	const struct sim_exec_rule *rule = exec_rule(h, verb);
	struct exec_result result = { .token = r->token, .why = "" };
	struct duration delay = drawn(h->w);
	char line[256];

	if (h->mute)
		return;
	snprintf(line, sizeof(line), "%s:%s", verb, env_value(r->env, "PLUTO_CONNECTION"));
	append_line(&h->verbs, &h->verbs_len, &h->verbs_cap, line);
	sim_trace(h->w, h, "script %s", line);
	if (rule != NULL) {
		result.status = rule->status;
		result.code = rule->code;
	}
	if (sim_fault_hit(h, FAULT_EXEC))
		result.code = 1;
	if (result.status == EXEC_TIMED_OUT)
		delay = r->timeout;
	sim_event_new(h->w, h, delay, on_exec)->exec = result;
}

/* --- names --------------------------------------------------------------------------------------------------- */

static void on_dns(struct sim_world *w, struct sim_event *e)
{
	struct sim_host *h = e->host;

	if (h->p == NULL || h->stopped)
		return;
	sim_trace(w, h, "name answered: %d", e->dns.ok);
	sim_enter(h);
	pluto_on_dns(h->p, &e->dns);
	sim_leave(h);
}

static void op_dns_resolve(void *world, uint64_t token, const char *name, enum ip_family family)
{
	struct sim_host *h = world;
	struct dns_result r = { .token = token, .why = "there is no such name" };

	for (size_t i = 0; i < h->w->nr_names && r.nr < ARRAY_NR(r.addrs); i++) {
		struct address a = h->w->names[i].addr;

		if (strcmp(h->w->names[i].name, name) == 0 && (family == IP_UNSET || a.family == family))
			r.addrs[r.nr++] = a;
	}
	r.ok = r.nr > 0;
	sim_event_new(h->w, h, DURATION_MS(20), on_dns)->dns = r;
}

/* --- control ------------------------------------------------------------------------------------------------- */

static void op_control_send(void *world, uint32_t client, struct view json)
{
	struct sim_host *h = world;
	char *copy = sim_alloc(json.len + 1);

	memcpy(copy, json.ptr, json.len);
	h->replies = sim_grow(h->replies, &h->cap_replies, h->nr_replies + 1, sizeof(*h->replies));
	h->replies[h->nr_replies].client = client;
	h->replies[h->nr_replies++].json = copy;
}

static void op_control_close(void *world, uint32_t client)
{
	struct sim_host *h = world;

	if (client < ARRAY_NR(h->clients))
		h->clients[client].done = true;
}

static void op_stop(void *world, int exit_code)
{
	struct sim_host *h = world;

	h->stopped = true;
	h->exit_code = exit_code;
	sim_trace(h->w, h, "stops with %d", exit_code);
}

const struct env_ops sim_env_ops = {
	.now = op_now, .wall = op_wall, .wake_at = op_wake_at, .net_listen = op_net_listen,
	.net_unlisten = op_net_unlisten, .net_send = op_net_send, .job_submit = op_job_submit,
	.dns_resolve = op_dns_resolve, .exec_start = op_exec_start, .control_send = op_control_send,
	.control_close = op_control_close, .stop = op_stop,
};

/* --- the kernel: the simulated one, seen by the daemon through numbered calls --------------------------------- */

static const struct kernel_caps *k_caps(void *k)
{
	const struct sim_host *h = k;

	return h->port.ops->caps(h->port.k);
}

static const char *const op_names[] = {
	[KERNEL_SA_ADD] = "SA+", [KERNEL_SA_UPDATE] = "SA=", [KERNEL_SA_DEL] = "SA-", [KERNEL_POLICY_PUT] = "SP+",
	[KERNEL_POLICY_DEL] = "SP-",
};

static int k_commit(void *k, const struct kernel_request *reqs, size_t nr, struct kernel_error *err)
{
	struct sim_host *h = k;
	char ops[5 * 16 + 1] = "";
	int rc;

	if (h->mute)
		return 0;
	sim_leave(h);
	rc = h->port.ops->commit(h->port.k, reqs, nr, err);
	for (size_t i = 0; i < nr && i < 16; i++)
		snprintf(ops + strlen(ops), sizeof(ops) - strlen(ops), "%s ", op_names[reqs[i].op]);
	sim_trace(h->w, h, "kernel %s: %d", ops, rc);
	sim_enter(h);
	return rc;
}

static int k_sa_query(void *k, const struct kernel_sa_key *key, struct kernel_sa_info *out)
{
	struct sim_host *h = k;
	int rc;

	sim_leave(h);
	rc = h->port.ops->sa_query(h->port.k, key, out);
	sim_enter(h);
	return rc;
}

static int k_sa_dump(void *k, bool (*see)(void *ctx, const struct kernel_sa_info *i), void *ctx)
{
	struct sim_host *h = k;

	return h->port.ops->sa_dump(h->port.k, see, ctx);
}

static int k_policy_dump(void *k, bool (*see)(void *ctx, const struct kernel_policy_info *i), void *ctx)
{
	struct sim_host *h = k;

	return h->port.ops->policy_dump(h->port.k, see, ctx);
}

static int k_iface_list(void *k, struct arena *a, struct kernel_iface **out, size_t *nr)
{
	struct sim_host *h = k;

	return h->port.ops->iface_list(h->port.k, a, out, nr);
}

static int k_route_get(void *k, struct address src, struct address dst, struct kernel_route *out)
{
	struct sim_host *h = k;

	return h->port.ops->route_get(h->port.k, src, dst, out);
}

static int k_prepare(void *k, struct duration acquire_life, struct kernel_error *err)
{
	struct sim_host *h = k;

	return h->port.ops->prepare(h->port.k, acquire_life, err);
}

static int k_bypass_socket(void *k, int fd, enum ip_family family)
{
	struct sim_host *h = k;

	return h->port.ops->bypass_socket(h->port.k, fd, family);
}

static const struct kernel_ops wrapped_ops = {
	.name = "sim", .caps = k_caps, .commit = k_commit, .sa_query = k_sa_query, .sa_dump = k_sa_dump,
	.policy_dump = k_policy_dump, .iface_list = k_iface_list, .route_get = k_route_get, .prepare = k_prepare,
	.bypass_socket = k_bypass_socket,
};

void sim_kernel_wrap(struct sim_host *h, struct kernel *out)
{
	*out = (struct kernel){ .ops = &wrapped_ops, .k = h };
}

static struct monotime hook_now(void *ctx)
{
	return op_now(ctx);
}

static struct realtime hook_real_now(void *ctx)
{
	return op_wall(ctx);
}

static void on_kernel_event(struct sim_world *w, struct sim_event *e)
{
	struct sim_host *h = e->host;

	if (h->p == NULL || h->stopped)
		return;
	sim_trace(w, h, "kernel event %d", e->kernel.type);
	sim_enter(h);
	pluto_on_kernel_event(h->p, &e->kernel);
	sim_leave(h);
}

static void hook_event(void *ctx, const struct kernel_event *event)
{
	struct sim_host *h = ctx;

	sim_event_new(h->w, h, DURATION_ZERO, on_kernel_event)->kernel = *event;
}

static void hook_released(void *ctx, const struct sim_packet *p, enum sim_fate fate, const struct sim_esp *esp)
{
	sim_packet_out(ctx, p, fate, esp);
}

static void on_kernel_wake(struct sim_world *w, struct sim_event *e)
{
	struct sim_host *h = e->host;

	(void)w;
	if (h->kernel_wake_at != e->at)
		return;
	h->kernel_wake_at = INT64_MAX;
	if (!h->off)
		sim_kernel_run(h->kernel);
}

static void hook_wake(void *ctx, struct monotime at)
{
	struct sim_host *h = ctx;
	struct sim_event *e;

	h->kernel_wake_at = INT64_MAX;
	if (at.us == MONOTIME_NEVER.us)
		return;
	e = sim_event_new(h->w, h, until(h->w, at), on_kernel_wake);
	e->life = SIM_ALL_LIVES;
	h->kernel_wake_at = e->at;
}

/* --- life ---------------------------------------------------------------------------------------------------- */

void sim_host_init(struct sim_world *w, struct sim_host *h, const char *name)
{
	const struct sim_kernel_hooks hooks = {
		.now = hook_now, .real_now = hook_real_now, .event = hook_event, .released = hook_released,
		.wake = hook_wake, .ctx = h,
	};

	h->w = w;
	h->index = (unsigned)(h - w->hosts);
	snprintf(h->name, sizeof(h->name), "%s", name);
	h->random.state = w->seed * 0x9e3779b97f4a7c15 + h->index + 1;
	h->sink = (struct log_sink){ .emit = on_log, .ctx = h };
	h->wake_at = h->kernel_wake_at = INT64_MAX;
	sim_crypto_init(h);
	h->kernel = sim_kernel_new(&hooks);
	h->port = sim_kernel_port(h->kernel);
}

void sim_host_fini(struct sim_host *h)
{
	sim_kernel_free(h->kernel);
	for (size_t i = 0; i < h->nr_replies; i++)
		free(h->replies[i].json);
	for (size_t i = 0; i < h->nr_conns; i++) {
		free(h->conns[i].name);
		free(h->conns[i].settings);
	}
	free(h->conns);
	free(h->replies);
	free(h->log);
	free(h->verbs);
	free(h->secrets);
}

static struct diag *read_secrets(void *ctx, const char *path, struct bytes *out)
{
	const struct sim_host *h = ctx;

	(void)path;
	return bytes_copy(out, view_str(h->secrets)) ? NULL : diag_new("out of memory");
}

static bool no_glob(void *ctx, const char *pattern, struct arena *a, const char ***paths)
{
	static const char *none[] = { NULL };

	(void)ctx;
	(void)pattern;
	(void)a;
	*paths = none;
	return true;
}

/* There is no file to read: the secrets are the host's own. */
static void own_setup(struct sim_host *h, struct setup *s)
{
	setup_defaults(s);
	MEM_FREE(s->secrets_file);
	if (h->w->setup_hook != NULL)
		h->w->setup_hook(s);
}

bool sim_host_start(struct sim_host *h)
{
	const struct conf_files files = { .read = read_secrets, .glob = no_glob, .ctx = h };
	struct env env = { .world = h, .ops = &sim_env_ops, .crypto = &h->crypto, .log = &h->sink };
	struct kernel_error err;
	struct setup setup;

	h->mute = h->stopped = false;
	h->nr_listens = 0;
	sim_kernel_wrap(h, &env.kernel);
	own_setup(h, &setup);
	/* It fails at most once; then the service manager starts the daemon again. */
	if (env.kernel.ops->prepare(env.kernel.k, setup.acquire_life, &err) != 0)
		(void)env.kernel.ops->prepare(env.kernel.k, setup.acquire_life, &err);
	sim_enter(h);
	h->p = pluto_new(&env, &setup);
	if (h->p != NULL && h->secrets != NULL)
		h->p->secrets = secrets_load("secrets", &files);
	if (h->p != NULL)
		pluto_listen(h->p);
	sim_leave(h);
	sim_trace(h->w, h, "starts%s", h->p == NULL ? ", in vain" : "");
	if (h->p == NULL)
		setup_fini(&setup);
	return h->p != NULL;
}

void sim_host_kill(struct sim_host *h)
{
	bool stopped = h->stopped;

	if (h->p == NULL)
		return;
	sim_trace(h->w, h, "ends");
	/* After an orderly stop the rest of the end still reaches the kernel; a killed daemon reaches nothing. */
	h->mute = !stopped;
	pluto_free(h->p);
	h->p = NULL;
	h->life++;
	h->nr_listens = 0;
	h->mute = false;
	for (size_t i = 0; i < ARRAY_NR(h->clients); i++)
		h->clients[i].done = true;
}
