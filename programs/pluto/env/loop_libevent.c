/* SPDX-License-Identifier: ISC
 *
 * loop_libevent.c - the loop, and struct env_ops over what does the work.
 *
 * May use:   base, net, kernel, core, the other files of this folder, libevent.
 * Must not:  decide anything: it carries events in and effects out.
 */
#include "env/world.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "core/pluto.h"
#include "env/clock_sys.h"
#include "env/control_server.h"
#include "env/dns_unbound.h"
#include "env/jobs_threads.h"
#include "env/net_udp.h"
#include "kernel/rtnl/rtnl.h"
#include "kernel/xfrm/xfrm.h"

enum { EV_TIMER, EV_TERM, EV_INT, EV_HUP, EV_XFRM, EV_RTNL, EV_TICK, EVENTS };

struct world {
	struct world_options o;
	struct event_base *base;
	struct event *events[EVENTS];
	struct pluto *pluto;
	struct logger log;
	int timer_fd;
	struct rtnl *rtnl;
	struct kernel kernel;
	struct net_udp *net;
	struct jobs *jobs;
	struct exec *exec;
	struct dns *dns;
	struct control_server *control;
	void (*terminate)(struct pluto *p);
	void (*tick)(void);
	bool stopped;
	int exit_code;
};

/* --- events in ------------------------------------------------------------------------------------------------ */

/* Between the daemon's last word and the end of the loop nothing reaches it any more. */
static bool is_live(const struct world *w)
{
	return w->pluto != NULL && !w->stopped;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct world *w = arg;

	(void)what;
	clock_timer_clear(fd);
	if (is_live(w))
		pluto_on_timer(w->pluto);
}

static void on_datagram(void *ctx, const struct datagram *d)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_datagram(w->pluto, d);
}

static void on_job(void *ctx, struct job *j)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_job(w->pluto, j);
	else
		j->free(j);
}

static void on_exec(void *ctx, const struct exec_result *r)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_exec(w->pluto, r);
}

static void on_dns(void *ctx, const struct dns_result *r)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_dns(w->pluto, r);
}

static void on_control(void *ctx, uint32_t client, struct view json)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_control(w->pluto, client, json);
}

static void on_control_gone(void *ctx, uint32_t client)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_control_gone(w->pluto, client);
}

static void on_kernel(void *ctx, const struct kernel_event *e)
{
	struct world *w = ctx;

	if (is_live(w))
		pluto_on_kernel_event(w->pluto, e);
}

static void on_xfrm_readable(evutil_socket_t fd, short what, void *arg)
{
	struct world *w = arg;

	(void)fd;
	(void)what;
	xfrm_read_events(&w->kernel, on_kernel, w);
}

static void on_rtnl_readable(evutil_socket_t fd, short what, void *arg)
{
	struct world *w = arg;

	(void)fd;
	(void)what;
	rtnl_read_events(w->rtnl, on_kernel, w);
}

static void on_terminate(evutil_socket_t signal, short what, void *arg)
{
	struct world *w = arg;

	(void)signal;
	(void)what;
	if (is_live(w))
		w->terminate(w->pluto);
}

static void on_hup(evutil_socket_t signal, short what, void *arg)
{
	struct world *w = arg;

	(void)signal;
	(void)what;
	log_note(&w->log, "SIGHUP is ignored; perhaps you want \"ipsec listen\" or \"ipsec rereadsecrets\"");
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct world *w = arg;

	(void)fd;
	(void)what;
	w->tick();
}

/* --- effects out ---------------------------------------------------------------------------------------------- */

static struct monotime op_now(void *world)
{
	(void)world;
	return clock_now();
}

static struct realtime op_wall(void *world)
{
	(void)world;
	return clock_wall();
}

static void op_wake_at(void *world, struct monotime t)
{
	struct world *w = world;

	clock_timer_set(w->timer_fd, t);
}

static struct diag *op_net_listen(void *world, struct endpoint local, bool encap)
{
	struct world *w = world;

	if (w->net == NULL)
		return diag_new("the world ends");
	return net_udp_listen(w->net, &w->kernel, local, encap);
}

static void op_net_unlisten(void *world, struct endpoint local)
{
	struct world *w = world;

	if (w->net != NULL)
		net_udp_unlisten(w->net, local);
}

static int op_net_send(void *world, const struct datagram *d)
{
	struct world *w = world;

	return w->net == NULL ? -ENOTCONN : net_udp_send(w->net, d);
}

static void op_job_submit(void *world, struct job *j)
{
	struct world *w = world;

	if (w->jobs == NULL)
		j->free(j);
	else
		jobs_submit(w->jobs, j);
}

static void op_dns_resolve(void *world, uint64_t token, const char *name, enum ip_family family)
{
	struct world *w = world;

	if (w->dns != NULL)
		dns_ask(w->dns, token, name, family);
}

static void op_exec_start(void *world, const struct exec_request *r)
{
	struct world *w = world;

	if (w->exec != NULL)
		exec_updown(w->exec, r);
}

static void op_control_send(void *world, uint32_t client, struct view json)
{
	struct world *w = world;

	if (w->control != NULL)
		control_server_send(w->control, client, json);
}

static void op_control_close(void *world, uint32_t client)
{
	struct world *w = world;

	if (w->control != NULL)
		control_server_close(w->control, client);
}

static void op_stop(void *world, int exit_code)
{
	struct world *w = world;

	w->stopped = true;
	w->exit_code = exit_code;
	(void)event_base_loopbreak(w->base);
}

static const struct env_ops world_ops = {
	.now = op_now,
	.wall = op_wall,
	.wake_at = op_wake_at,
	.net_listen = op_net_listen,
	.net_unlisten = op_net_unlisten,
	.net_send = op_net_send,
	.job_submit = op_job_submit,
	.dns_resolve = op_dns_resolve,
	.exec_start = op_exec_start,
	.control_send = op_control_send,
	.control_close = op_control_close,
	.stop = op_stop,
};

struct env world_env(struct world *w, struct crypto *crypto)
{
	return (struct env){ .world = w, .ops = &world_ops, .crypto = crypto, .kernel = w->kernel, .log = w->o.log };
}

/* --- made and ended ------------------------------------------------------------------------------------------- */

static struct diag *watch(struct world *w, int which, struct event *e, const struct timeval *period)
{
	w->events[which] = e;
	if (e == NULL || event_add(e, period) != 0)
		return diag_new("out of memory");
	return NULL;
}

static struct event *readable(struct world *w, int fd, event_callback_fn on)
{
	return event_new(w->base, fd, EV_READ | EV_PERSIST, on, w);
}

static struct diag *build(struct world *w)
{
	const struct net_udp_options net = {
		.base = w->base, .log = w->o.log, .bufsize = w->o.bufsize, .off = !w->o.listen_udp,
		.on_datagram = on_datagram, .ctx = w,
	};
	const struct exec_options exec = { .base = w->base, .log = w->o.log, .on_result = on_exec, .ctx = w };
	struct diag *d;

	w->timer_fd = clock_timer_open();
	if (w->timer_fd < 0)
		return diag_new("cannot make a timer");
	d = watch(w, EV_TIMER, readable(w, w->timer_fd, on_timer), NULL);
	if (d == NULL)
		d = exec_new(&exec, &w->exec);
	if (d == NULL)
		d = jobs_new(w->base, w->o.nhelpers, on_job, w, &w->jobs);
	if (d != NULL)
		return d;
	w->net = net_udp_new(&net);
	w->dns = dns_new(w->base, on_dns, w);
	return w->net == NULL || w->dns == NULL ? diag_new("out of memory") : NULL;
}

struct diag *world_new(const struct world_options *o, struct world **out)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct diag *d;

	*out = NULL;
	if (w == NULL)
		return diag_new("out of memory");
	w->o = *o;
	w->log.sink = o->log;
	w->timer_fd = -1;
	w->base = event_base_new();
	d = w->base == NULL ? diag_new("libevent does not start") : build(w);
	if (d == NULL)
		*out = w;
	else
		world_free(w);
	return d;
}

struct diag *world_open_kernel(struct world *w)
{
	struct diag *d = rtnl_open(&w->rtnl);

	if (d == NULL)
		d = xfrm_open(w->rtnl, &w->kernel);
	if (d == NULL)
		d = watch(w, EV_XFRM, readable(w, xfrm_event_fd(&w->kernel), on_xfrm_readable), NULL);
	if (d == NULL)
		d = watch(w, EV_RTNL, readable(w, rtnl_event_fd(w->rtnl), on_rtnl_readable), NULL);
	if (d == NULL)
		exec_set_rtnl(w->exec, w->rtnl);
	return d;
}

void world_set_pluto(struct world *w, struct pluto *p)
{
	w->pluto = p;
}

struct diag *world_serve_control(struct world *w, int fd)
{
	const struct control_server_options o = {
		.base = w->base, .on_message = on_control, .on_gone = on_control_gone, .ctx = w,
	};

	return control_server_new(&o, fd, &w->control);
}

void world_spawn(struct world *w, const struct exec_program *x)
{
	exec_run(w->exec, x);
}

struct diag *world_signals(struct world *w, void (*terminate)(struct pluto *p))
{
	struct diag *d;

	w->terminate = terminate;
	(void)signal(SIGPIPE, SIG_IGN);
	d = watch(w, EV_TERM, evsignal_new(w->base, SIGTERM, on_terminate, w), NULL);
	if (d == NULL)
		d = watch(w, EV_INT, evsignal_new(w->base, SIGINT, on_terminate, w), NULL);
	if (d == NULL)
		d = watch(w, EV_HUP, evsignal_new(w->base, SIGHUP, on_hup, w), NULL);
	return d;
}

struct diag *world_every(struct world *w, struct duration period, void (*tick)(void))
{
	const struct timeval tv = { period.us / US_PER_S, period.us % US_PER_S };

	w->tick = tick;
	return watch(w, EV_TICK, event_new(w->base, -1, EV_PERSIST, on_tick, w), &tv);
}

int world_run(struct world *w)
{
	while (!w->stopped) {
		if (w->o.turn != NULL)
			w->o.turn(w->o.ctx);
		if (event_base_loop(w->base, EVLOOP_ONCE) < 0) {
			log_bug(&w->log, "BUG: the event loop failed");
			return 1;
		}
	}
	return w->exit_code;
}

void world_stop(struct world *w)
{
	w->stopped = true;
	exec_free(w->exec);
	w->exec = NULL;
	jobs_free(w->jobs);
	w->jobs = NULL;
	dns_free(w->dns);
	w->dns = NULL;
	net_udp_free(w->net);
	w->net = NULL;
	control_server_free(w->control);
	w->control = NULL;
}

void world_free(struct world *w)
{
	if (w == NULL)
		return;
	world_stop(w);
	for (size_t i = 0; i < ARRAY_NR(w->events); i++) {
		if (w->events[i] != NULL)
			event_free(w->events[i]);
	}
	if (w->timer_fd >= 0)
		close(w->timer_fd);
	xfrm_close(&w->kernel);
	rtnl_close(w->rtnl);
	if (w->base != NULL)
		event_base_free(w->base);
	mem_free(w);
}
