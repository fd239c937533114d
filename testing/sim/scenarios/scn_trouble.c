/* SPDX-License-Identifier: ISC
 *
 * scn_trouble.c - this machine's own troubles: scripts, kernel, commands at the wrong moment; revival; the end.
 */
#include "testing/sim/scenarios/scenarios.h"

#include <errno.h>
#include <string.h>

/* --- scripts ----------------------------------------------------------------------------------------------------- */

struct script {
	const char *verb;
	enum exec_status status;
	int code;
	bool tunnel;		/* does it come up all the same? */
};

static void script_rule(struct sim_host *h, const struct script *s, unsigned count)
{
	struct sim_exec_rule *r = &h->exec_rules[h->nr_exec_rules++];

	snprintf(r->verb, sizeof(r->verb), "%s", s->verb);
	r->status = s->status;
	r->code = s->code;
	r->count = count;
}

static void bad_script(struct sim_world *w, const void *arg)
{
	const struct script *s = arg;
	struct sim_pair p = sim_two(w);

	script_rule(p.west, s, 1);
	sim_conn_with(p, "t", SIM_TUNNEL, "leftupdown=/bin/script");
	(void)sim_up(p.west, "t");
	sim_run_s(w, 2);
	if (s->tunnel)
		sim_expect_tunnel(p);
	(void)sim_down(p.west, "t");
	sim_run_s(w, 100);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0 && sim_kernel_empty(p.west->kernel));
	/* the next one works */
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 2);
	sim_expect_tunnel(p);
}

static const struct script prepare_fails = { "prepare", EXEC_EXITED, 1, true }, route_fails = { "route", EXEC_EXITED, 1, false },
	up_fails = { "up", EXEC_EXITED, 1, false }, down_fails = { "down", EXEC_EXITED, 1, true },
	up_hangs = { "up", EXEC_TIMED_OUT, 0, false }, up_killed = { "up", EXEC_SIGNALLED, 9, false },
	unroute_fails = { "unroute", EXEC_EXITED, 1, true };

static void verbs_in_order(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 1);
	SIM_EXPECT(w, sim_down(p.west, "t") == 0);
	sim_run_s(w, 1);
	if (w->fault.kind != FAULT_NONE)
		return;
	sim_expect(w, strcmp(p.west->verbs, "prepare-client:t\nroute-client:t\nup-client:t\ndown-client:t\n"
			     "unroute-client:t\n") == 0, "the scripts of west ran in order, not %s", p.west->verbs);
	sim_expect(w, strcmp(p.east->verbs, p.west->verbs) == 0, "east's are the same, not %s", p.east->verbs);
}

/* --- kernel ------------------------------------------------------------------------------------------------------ */

static void kernel_refuses(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	struct sim_host *who = strcmp(arg, "west") == 0 ? p.west : p.east;

	sim_conn_both(p, "t", SIM_TUNNEL);
	for (unsigned long n = 1; n <= 5; n++) {
		sim_kernel_fail_nth(who->kernel, n, ENOMEM);
		(void)sim_up(p.west, "t");
		sim_kernel_fail_nth(who->kernel, 0, 0);
		sim_check_host(p.west);
		sim_check_host(p.east);
		(void)sim_down(p.west, "t");
		sim_run_s(w, 100);
		SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
	}
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
}

static void no_trap(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "t", SIM_TUNNEL);
	sim_kernel_fail_nth(p.west->kernel, 1, ENOMEM);
	SIM_EXPECT(w, sim_route(p.west, "t") != 0);
	sim_check_host(p.west);
	sim_kernel_fail_nth(p.west->kernel, 0, 0);
	SIM_EXPECT(w, sim_route(p.west, "t") == 0);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_s(w, 1);
	sim_expect_tunnel(p);
}

/* The events that were lost would have been acquires: what is held asks again. */
static void lost_acquires(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "auto=ondemand");
	sim_kernel_lose_events(p.west->kernel, 2);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_s(w, 60);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_s(w, 60);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_s(w, 3);
	sim_expect_tunnel(p);
}

/* --- failure shunts ----------------------------------------------------------------------------------------------- */

static void short_shunts(struct setup *s)
{
	s->shunt_life = DURATION_S(60);
}

static void failure_shunt(struct sim_world *w, const void *arg)
{
	struct sim_pair p;
	bool pass = strcmp(arg, "passthrough") == 0;
	char settings[64];

	w->setup_hook = short_shunts;
	p = sim_two(w);
	snprintf(settings, sizeof(settings), "failureshunt=%s retransmit-timeout=5s", (const char *)arg);
	sim_conn_with(p, "t", SIM_TUNNEL, settings);
	SIM_EXPECT(w, sim_route(p.west, "t") == 0);
	sim_power(p.east, false);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_s(w, 10);
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", pass ? SIM_LOST : SIM_STOPPED);
	SIM_EXPECT(w, strcmp(sim_routing(p.west, "t"), "routed-failure") == 0);
	sim_run_s(w, 120);
	/* the shunt's life is over: the trap is back */
	SIM_EXPECT(w, strcmp(sim_routing(p.west, "t"), "routed-ondemand") == 0);
	sim_power(p.east, true);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_s(w, 3);
	sim_expect_tunnel(p);
}

/* --- commands at the wrong moment ---------------------------------------------------------------------------------- */

/* arg: the command; at any millisecond of the negotiation. */
static void interrupted(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	for (unsigned ms = 0; ms < 60; ms += 3) {
		sim_conn(p.west, "t", SIM_TUNNEL " ike=aes256-sha2_256-dh19");
		if (ms == 0)
			sim_conn(p.east, "t", SIM_TUNNEL);
		(void)sim_begin(p.west, "Up", "t");
		sim_run_ms(w, ms);
		(void)sim_do(p.west, arg, "t");
		sim_run_s(w, 3);
		sim_check_host(p.west);
		sim_check_host(p.east);
		(void)sim_delete(p.west, "t");
		sim_run_s(w, 220);	/* half an IKE SA may end by its timeout only */
		SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0);
		SIM_EXPECT(w, sim_kernel_empty(p.west->kernel));
		SIM_EXPECT(w, sim_nr_ike_all(p.east) == 0);
		SIM_EXPECT(w, sim_kernel_empty(p.east->kernel));
		for (size_t i = 0; i < 64; i++)
			p.west->clients[i].used = false;
	}
}

static void shutdown_while(struct sim_world *w, const void *arg)
{
	(void)arg;
	for (unsigned ms = 0; ms < 60; ms += 3) {
		struct sim_pair p = { w->nr_hosts > 0 ? &w->hosts[0] : NULL, w->nr_hosts > 1 ? &w->hosts[1] : NULL };

		if (p.west == NULL)
			p = sim_two(w);
		else
			sim_start(p.west);
		sim_conn(p.west, "t", SIM_TUNNEL);
		if (ms == 0)
			sim_conn(p.east, "t", SIM_TUNNEL);
		(void)sim_begin(p.west, "Up", "t");
		sim_run_ms(w, ms);
		sim_shutdown(p.west);
		SIM_EXPECT(w, sim_kernel_empty(p.west->kernel));
		sim_run_s(w, 3);
		sim_check_host(p.east);
		SIM_EXPECT(w, sim_nr_children(p.east) == 0 && sim_kernel_empty(p.east->kernel));
	}
}

static void shutdown_with_tunnels(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "auto=ondemand");
	sim_conn_both(p, "h", SIM_HOSTS4);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	SIM_EXPECT(w, sim_up(p.west, "h") == 0);
	sim_shutdown(p.west);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel));
	sim_run_s(w, 5);
	SIM_EXPECT(w, sim_nr_ike(p.east) == 0 && sim_nr_children(p.east) == 0);
}

/* The peer restarts; with the new SA the old one goes. */
static void responder_restarts(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "initial-contact=yes");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_power(p.east, false);
	sim_run_s(w, 1);
	sim_power(p.east, true);
	sim_run_s(w, 1);
	sim_expect(w, sim_ping(p.west, "10.1.0.1", "10.2.0.1") == SIM_REFUSED, "east has forgotten the SA");
	SIM_EXPECT(w, sim_up(p.east, "t") == 0);
	sim_run_s(w, 5);
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_children(p.west) == 1);
}

/* --- revival ------------------------------------------------------------------------------------------------------- */

static void auto_up(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	size_t tries;

	(void)arg;
	sim_conn(p.east, "t", SIM_TUNNEL);
	sim_power(p.east, false);
	sim_conn(p.west, "t", SIM_TUNNEL " auto=up retransmit-timeout=10s");
	sim_run_s(w, 600);
	tries = sim_count_logged(p.west, "initiating IKEv2 connection");
	/* 0, 5, 10, 15 ... s apart, each try 10 s */
	sim_expect(w, tries >= 8 && tries <= 30, "in ten minutes it is tried with growing pauses, not %zu times", tries);
	sim_power(p.east, true);
	sim_run_s(w, 320);
	sim_expect_tunnel(p);
}

/* What was lost comes back by itself. */
static void auto_up_lost(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.east, "t", SIM_TUNNEL);
	sim_conn(p.west, "t", SIM_TUNNEL " auto=up");
	sim_run_s(w, 3);
	sim_expect_tunnel(p);
	(void)sim_down(p.east, "t");
	sim_run_s(w, 10);
	sim_expect_tunnel(p);
	/* ... but not against the user's will */
	(void)sim_down(p.west, "t");
	sim_run_s(w, 100);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0 && sim_nr_ike_all(p.west) == 0);
}

static void auto_keep(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "t", SIM_TUNNEL " auto=keep");
	sim_conn(p.east, "t", SIM_TUNNEL);
	sim_run_s(w, 30);
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0);
	SIM_EXPECT(w, sim_up(p.east, "t") == 0);
	sim_expect_tunnel(p);
	(void)sim_down(p.east, "t");
	sim_run_s(w, 20);
	sim_expect_tunnel(p);
}

/* --- interfaces ----------------------------------------------------------------------------------------------------- */

static void address_lost(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_kernel_address_remove(p.west->kernel, p.west->addr4);
	sim_run_s(w, 5);
	sim_check_host(p.west);
	sim_kernel_address_add(p.west->kernel, "eth0", (struct cidr){ p.west->addr4, 24 });
	sim_run_s(w, 5);
	(void)sim_down(p.west, "t");
	sim_run_s(w, 120);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 1);
	sim_expect_tunnel(p);
}

static void by_name(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	w->names[w->nr_names].name = "east.example";
	w->names[w->nr_names++].addr = sim_address("192.1.2.23");
	sim_conn(p.west, "t", "left=192.1.2.45 leftid=@west leftsubnet=10.1.0.0/16 right=east.example rightid=@east "
		 "rightsubnet=10.2.0.0/16 authby=secret");
	sim_conn(p.east, "t", SIM_TUNNEL);
	sim_run_s(w, 1);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
}

const struct sim_scenario scn_trouble[] = {
	{ "script/in-order", verbs_in_order, NULL },
	{ "script/prepare-fails", bad_script, &prepare_fails },
	{ "script/route-fails", bad_script, &route_fails },
	{ "script/up-fails", bad_script, &up_fails },
	{ "script/up-hangs", bad_script, &up_hangs },
	{ "script/up-killed", bad_script, &up_killed },
	{ "script/down-fails", bad_script, &down_fails },
	{ "script/unroute-fails", bad_script, &unroute_fails },
	{ "kernel/west-refuses", kernel_refuses, "west" },
	{ "kernel/east-refuses", kernel_refuses, "east" },
	{ "kernel/no-trap", no_trap, NULL },
	{ "kernel/lost-acquires", lost_acquires, NULL },
	{ "kernel/address-lost", address_lost, NULL },
	{ "shunt/failure-drop", failure_shunt, "drop" },
	{ "shunt/failure-pass", failure_shunt, "passthrough" },
	{ "command/down-while", interrupted, "Down" },
	{ "command/delete-while", interrupted, "Delete" },
	{ "command/unroute-while", interrupted, "Unroute" },
	{ "command/up-while", interrupted, "Up" },
	{ "command/shutdown-while", shutdown_while, NULL },
	{ "end/with-tunnels", shutdown_with_tunnels, NULL },
	{ "end/responder-restarts", responder_restarts, NULL },
	{ "revival/auto-up", auto_up, NULL },
	{ "revival/auto-up-lost", auto_up_lost, NULL },
	{ "revival/auto-keep", auto_keep, NULL },
	{ "name/resolved", by_name, NULL },
	{ NULL, NULL, NULL },
};
