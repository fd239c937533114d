/* SPDX-License-Identifier: ISC
 *
 * scn_many.c - one gateway, several road warriors; a third party that attacks.
 */
#include "testing/sim/scenarios/scenarios.h"

#include <stdlib.h>
#include <string.h>

enum { ROADS = 5 };

struct camp {
	struct sim_host *gate, *road[ROADS];
};

#define GATE_CONN "left=192.1.2.23 leftid=@gate leftsubnet=10.2.0.0/16 right=%any authby=secret"

static struct camp camp_new(struct sim_world *w, const char *gate_conn)
{
	struct camp c = { .gate = sim_host(w, "gate", "192.1.2.23", NULL, "10.2.0.0/16") };
	char name[16], addr[32], conn[256], secrets[128];

	sim_secrets(c.gate, "@gate : PSK \"the simulated key\"\n%any @gate : PSK \"the simulated key\"");
	sim_start(c.gate);
	sim_conn(c.gate, "roads", gate_conn);
	for (unsigned i = 0; i < ROADS; i++) {
		snprintf(name, sizeof(name), "road%u", i);
		snprintf(addr, sizeof(addr), "192.1.2.%u", 100 + i);
		c.road[i] = sim_host(w, name, addr, NULL, NULL);
		snprintf(secrets, sizeof(secrets), "@road%u @gate : PSK \"the simulated key\"", i);
		sim_secrets(c.road[i], secrets);
		sim_start(c.road[i]);
		snprintf(conn, sizeof(conn), "left=%s leftid=@road%u right=192.1.2.23 rightid=@gate "
			 "rightsubnet=10.2.0.0/16 authby=secret", addr, i);
		sim_conn(c.road[i], "home", conn);
	}
	return c;
}

static void expect_road(struct camp *c, unsigned i, enum sim_result r)
{
	char addr[32];

	snprintf(addr, sizeof(addr), "192.1.2.%u", 100 + i);
	sim_expect_ping(c->road[i], addr, "10.2.0.1", r);
	if (r == SIM_GOT_ESP)
		sim_expect_ping(c->gate, "10.2.0.1", addr, r);
}

static void roads(struct sim_world *w, const void *arg)
{
	struct camp c = camp_new(w, GATE_CONN);

	(void)arg;
	for (unsigned i = 0; i < ROADS; i++)
		(void)sim_begin(c.road[i], "Up", "home");
	sim_run_s(w, 3);
	for (unsigned i = 0; i < ROADS; i++)
		expect_road(&c, i, SIM_GOT_ESP);
	SIM_EXPECT(w, sim_nr_ike(c.gate) == ROADS && sim_nr_children(c.gate) == ROADS);
	/* one goes, the others stay */
	(void)sim_down(c.road[2], "home");
	sim_run_s(w, 2);
	SIM_EXPECT(w, sim_nr_children(c.gate) == ROADS - 1);
	expect_road(&c, 1, SIM_GOT_ESP);
	expect_road(&c, 3, SIM_GOT_ESP);
	/* and comes back */
	SIM_EXPECT(w, sim_up(c.road[2], "home") == 0);
	expect_road(&c, 2, SIM_GOT_ESP);
	/* the gate's template goes, and all with it */
	(void)sim_delete(c.gate, "roads");
	sim_run_s(w, 5);
	SIM_EXPECT(w, sim_nr_children(c.gate) == 0 && sim_kernel_empty(c.gate->kernel));
	for (unsigned i = 0; i < ROADS; i++)
		SIM_EXPECT(w, sim_nr_children(c.road[i]) == 0);
}

/* Power fails on the road; it returns with INITIAL_CONTACT and nothing of its earlier life remains at the gate. */
static void initial_contact(struct sim_world *w, const void *arg)
{
	struct camp c = camp_new(w, GATE_CONN);

	(void)arg;
	free(c.road[0]->conns[0].settings);
	c.road[0]->conns[0].settings = strdup("left=192.1.2.100 leftid=@road0 right=192.1.2.23 rightid=@gate "
					      "rightsubnet=10.2.0.0/16 authby=secret initial-contact=yes");
	SIM_EXPECT(w, sim_up(c.road[0], "home") == 0);
	SIM_EXPECT(w, sim_up(c.road[1], "home") == 0);
	for (int i = 0; i < 3; i++) {
		sim_power(c.road[0], false);
		sim_run_s(w, 2);
		sim_power(c.road[0], true);
		SIM_EXPECT(w, sim_up(c.road[0], "home") == 0);
		sim_run_s(w, 2);
		expect_road(&c, 0, SIM_GOT_ESP);
	}
	expect_road(&c, 1, SIM_GOT_ESP);
	sim_expect(w, sim_nr_ike(c.gate) == 2, "the gate has two IKE SAs, not %zu", sim_nr_ike(c.gate));
	SIM_EXPECT(w, sim_nr_children(c.gate) == 2);
}

/* The same with a wrong key: the others must not notice. */
static void intruder(struct sim_world *w, const void *arg)
{
	struct camp c = camp_new(w, GATE_CONN);

	(void)arg;
	SIM_EXPECT(w, sim_up(c.road[0], "home") == 0);
	sim_power(c.road[1], false);
	sim_secrets(c.road[1], "@road1 @gate : PSK \"guessed\"");
	/* it even claims to be road0 */
	free(c.road[1]->conns[0].settings);
	c.road[1]->conns[0].settings = strdup("left=192.1.2.101 leftid=@road0 right=192.1.2.23 rightid=@gate "
					      "rightsubnet=10.2.0.0/16 authby=secret initial-contact=yes");
	sim_power(c.road[1], true);
	SIM_EXPECT(w, sim_up(c.road[1], "home") != 0);
	sim_run_s(w, 5);
	expect_road(&c, 0, SIM_GOT_ESP);
	SIM_EXPECT(w, sim_nr_ike(c.gate) == 1);
	(void)sim_down(c.road[1], "home");
}

static void roads_lossy(struct sim_world *w, const void *arg)
{
	struct camp c = camp_new(w, GATE_CONN);

	(void)arg;
	w->link.loss_percent = 25;
	w->link.duplicate_percent = 25;
	w->link.jitter = DURATION_MS(50);
	for (unsigned i = 0; i < ROADS; i++)
		(void)sim_begin(c.road[i], "Up", "home");
	sim_run_s(w, 60);
	w->link.loss_percent = 0;
	w->link.jitter = DURATION_ZERO;
	w->link.duplicate_percent = 0;
	for (unsigned i = 0; i < ROADS; i++) {
		if (sim_nr_children(c.road[i]) == 0)
			(void)sim_up(c.road[i], "home");
	}
	sim_run_s(w, 60);
	for (unsigned i = 0; i < ROADS; i++)
		expect_road(&c, i, SIM_GOT_ESP);
}

const struct sim_scenario scn_many[] = {
	{ "many/roads", roads, NULL },
	{ "many/initial-contact", initial_contact, NULL },
	{ "many/intruder", intruder, NULL },
	{ "many/lossy", roads_lossy, NULL },
	{ NULL, NULL, NULL },
};
