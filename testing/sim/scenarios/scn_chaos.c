/* SPDX-License-Identifier: ISC
 *
 * scn_chaos.c - anything at any time: commands, losses, power failures drawn by the seed.  Afterwards the network
 * heals, everybody takes everything down, nothing is left, and a tunnel comes up as on the first day.
 */
#include "testing/sim/scenarios/scenarios.h"

enum { STEPS = 120 };

#define NETS(n) "left=192.1.2.45 leftid=@west leftsubnet=10.1." n ".0/24 right=192.1.2.23 rightid=@east " \
	"rightsubnet=10.2." n ".0/24 authby=secret initial-contact=yes retransmit-timeout=10s"

static const char *const names[] = { "a", "b", "c" };
static const char *const settings[] = { NETS("0"), NETS("1") " auto=ondemand ike=aes256-sha2_256-dh19", NETS("2") " pfs=no" };

struct chaos {
	struct sim_world *w;
	struct sim_pair p;
	struct sim_rng rng;
	const char *more;	/* settings */
};

static unsigned draw(struct chaos *c, unsigned below)
{
	return (unsigned)sim_rng_below(&c->rng, below);
}

static void command(struct chaos *c, struct sim_host *h)
{
	static const char *const methods[] = { "Up", "Up", "Up", "Down", "Route", "Unroute", "Up", "Down" };
	unsigned client;

	if (h->p == NULL)
		return;
	client = sim_begin(h, methods[draw(c, 8)], names[draw(c, 3)]);
	/* nobody waits for it */
	sim_run_ms(c->w, draw(c, 30));
	if (h->p != NULL && !h->stopped) {
		sim_enter(h);
		pluto_on_control_gone(h->p, client);
		sim_leave(h);
	}
	h->clients[client].used = false;
}

static void reload(struct chaos *c, struct sim_host *h)
{
	unsigned n = draw(c, 3);
	char all[512];

	if (h->p == NULL)
		return;
	(void)sim_delete(h, names[n]);
	sim_run_ms(c->w, draw(c, 50));
	snprintf(all, sizeof(all), "%s %s", settings[n], c->more);
	(void)sim_conn(h, names[n], all);
}

static void traffic(struct chaos *c, struct sim_host *h)
{
	char src[32], dst[32];
	unsigned n = draw(c, 3);
	bool west = h == c->p.west;

	snprintf(src, sizeof(src), "10.%u.%u.%u", west ? 1 : 2, n, 1 + draw(c, 3));
	snprintf(dst, sizeof(dst), "10.%u.%u.%u", west ? 2 : 1, n, 1 + draw(c, 3));
	(void)sim_ping(h, src, dst);
}

static void weather(struct chaos *c)
{
	c->w->link.loss_percent = draw(c, 3) == 0 ? draw(c, 60) : 0;
	c->w->link.duplicate_percent = draw(c, 3) == 0 ? draw(c, 60) : 0;
	c->w->link.jitter = DURATION_MS(draw(c, 3) == 0 ? draw(c, 900) : 1);
	c->w->link.cut = draw(c, 8) == 0;
}

static void power(struct chaos *c, struct sim_host *h)
{
	if (h->off)
		sim_power(h, true);
	else if (draw(c, 4) == 0)
		sim_power(h, false);
}

static void step(struct chaos *c)
{
	struct sim_host *h = draw(c, 2) == 0 ? c->p.west : c->p.east;

	switch (draw(c, 10)) {
	case 0:
		weather(c);
		break;
	case 1:
		power(c, h);
		break;
	case 2:
		reload(c, h);
		break;
	case 3:
		sim_run_s(c->w, draw(c, 40));
		break;
	case 4:
	case 5:
		traffic(c, h);
		break;
	default:
		command(c, h);
	}
	sim_run_ms(c->w, draw(c, 20));
}

static void all_down(struct chaos *c)
{
	struct sim_host *both[] = { c->p.west, c->p.east };

	for (int i = 0; i < 2; i++) {
		sim_check_host(both[i]);
		for (int n = 0; n < 3; n++) {
			(void)sim_down(both[i], names[n]);
			(void)sim_unroute(both[i], names[n]);
		}
	}
	sim_run_s(c->w, 240);
}

/* Twice: what one side takes down the other may revive, until it is told as well. */
static void heal(struct chaos *c)
{
	c->w->link.loss_percent = c->w->link.duplicate_percent = 0;
	c->w->link.jitter = DURATION_MS(1);
	c->w->link.cut = false;
	if (c->p.west->off)
		sim_power(c->p.west, true);
	if (c->p.east->off)
		sim_power(c->p.east, true);
	sim_run_s(c->w, 60);
	all_down(c);
	all_down(c);
}

static void chaos(struct sim_world *w, const void *arg)
{
	struct chaos c = { .w = w, .p = sim_two(w), .rng = { w->seed ^ 0x6368616f73 }, .more = arg };

	for (int n = 0; n < 3; n++)
		sim_conn_with(c.p, names[n], settings[n], c.more);
	for (int i = 0; i < STEPS; i++)
		step(&c);
	heal(&c);
	SIM_EXPECT(w, sim_nr_ike_all(c.p.west) == 0 && sim_nr_ike_all(c.p.east) == 0);
	SIM_EXPECT(w, sim_nr_children(c.p.west) == 0 && sim_nr_children(c.p.east) == 0);
	SIM_EXPECT(w, sim_kernel_empty(c.p.west->kernel) && sim_kernel_empty(c.p.east->kernel));
	SIM_EXPECT(w, sim_up(c.p.west, "a") == 0);
	SIM_EXPECT(w, sim_up(c.p.east, "b") == 0);
	sim_expect_tunnel(c.p);
}

const struct sim_scenario scn_chaos[] = {
	{ "chaos/two", chaos, "" },
	{ "chaos/rekey", chaos, "salifetime=40s ikelifetime=130s rekeymargin=10s" },
	{ NULL, NULL, NULL },
};
