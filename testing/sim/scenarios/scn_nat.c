/* SPDX-License-Identifier: ISC
 *
 * scn_nat.c - address translation: in front of the initiator, the responder, with mappings that change or end.
 */
#include "testing/sim/scenarios/scenarios.h"

#define INSIDE "left=192.168.7.2 leftid=@west leftsubnet=10.1.0.0/16 right=192.1.2.23 rightid=@east " \
	"rightsubnet=10.2.0.0/16 authby=secret"
#define OUTSIDE "left=%any leftid=@west leftsubnet=10.1.0.0/16 right=192.1.2.23 rightid=@east " \
	"rightsubnet=10.2.0.0/16 authby=secret"

static struct sim_host *west_inside(struct sim_world *w, struct sim_nat *nat)
{
	struct sim_host *h = sim_host(w, "west", "192.168.7.2", NULL, "10.1.0.0/16");

	h->nat = nat;
	sim_secrets(h, SIM_PSK);
	sim_start(h);
	return h;
}

static struct sim_host *east_outside(struct sim_world *w)
{
	struct sim_host *h = sim_host(w, "east", "192.1.2.23", NULL, "10.2.0.0/16");

	sim_secrets(h, "%any @east : PSK \"the simulated key\"");
	sim_start(h);
	return h;
}

static void expect_pings(struct sim_pair p)
{
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_ESP);
	sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
}

static struct sim_pair natted_pair(struct sim_world *w, const char *more)
{
	struct sim_nat *nat = sim_nat(w, "192.1.2.200");
	struct sim_pair p = { .west = west_inside(w, nat), .east = east_outside(w) };
	char settings[512];

	snprintf(settings, sizeof(settings), "%s %s", INSIDE, more);
	sim_conn(p.west, "t", settings);
	snprintf(settings, sizeof(settings), "%s %s", OUTSIDE, more);
	sim_conn(p.east, "t", settings);
	return p;
}

static void initiator_inside(struct sim_world *w, const void *arg)
{
	struct sim_pair p = natted_pair(w, arg);

	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	expect_pings(p);
	SIM_EXPECT(w, sim_nr_ike(p.east) == 1);
	/* All after IKE_SA_INIT went from port 4500. */
	for (size_t i = 0; i < w->nr_sent; i++) {
		const struct sim_sent *s = &w->sent[i];

		if (s->from == p.west && !s->keepalive && s->exchange != 34)
			SIM_EXPECT(w, s->dst.port == 4500);
	}
}

static void keepalives(struct sim_world *w, const void *arg)
{
	struct sim_pair p = natted_pair(w, "");

	(void)arg;
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 200);
	/* every 20 s, by the side that is behind NAT only; so the mapping (60 s) is still there */
	sim_expect(w, sim_nr_keepalives(w, p.west) >= 9, "keepalives: %zu", sim_nr_keepalives(w, p.west));
	SIM_EXPECT(w, sim_nr_keepalives(w, p.east) == 0);
	sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
}

/* The box reboots: another port; the next message or packet of west tells east. */
static void mapping_change(struct sim_world *w, const void *arg)
{
	struct sim_pair p = natted_pair(w, "");

	(void)arg;
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	expect_pings(p);
	w->nats[0].nr = 0;
	w->nats[0].next_port = 50000;
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_run_ms(w, 100);
	sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
	/* once more */
	w->nats[0].nr = 0;
	w->nats[0].next_port = 60000;
	sim_run_s(w, 60);
	(void)sim_ping(p.west, "10.1.0.1", "10.2.0.1");
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_ESP);
	sim_run_s(w, 1);
	sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
}

static void responder_inside(struct sim_world *w, const void *arg)
{
	struct sim_nat *nat = sim_nat(w, "192.1.2.200");
	struct sim_host *west = sim_host(w, "west", "192.1.2.45", NULL, "10.1.0.0/16");
	struct sim_host *east = sim_host(w, "east", "192.168.8.2", NULL, "10.2.0.0/16");
	struct sim_pair p = { west, east };

	(void)arg;
	east->nat = nat;
	nat->forwards[0].port = 500;
	nat->forwards[0].inside = (struct endpoint){ sim_address("192.168.8.2"), 500 };
	nat->forwards[1].port = 4500;
	nat->forwards[1].inside = (struct endpoint){ sim_address("192.168.8.2"), 4500 };
	nat->nr_forwards = 2;
	sim_secrets(west, SIM_PSK);
	sim_secrets(east, SIM_PSK);
	sim_start(west);
	sim_start(east);
	sim_conn(west, "t", "left=192.1.2.45 leftid=@west leftsubnet=10.1.0.0/16 right=192.1.2.200 rightid=@east "
		 "rightsubnet=10.2.0.0/16 authby=secret");
	sim_conn(east, "t", "left=192.1.2.45 leftid=@west leftsubnet=10.1.0.0/16 right=192.168.8.2 rightid=@east "
		 "rightsubnet=10.2.0.0/16 authby=secret");
	SIM_EXPECT(w, sim_up(west, "t") == 0);
	expect_pings(p);
}

static void forced(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	const struct kernel_sa *sa;

	sim_conn_with(p, "t", SIM_TUNNEL, arg);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	sa = sim_kernel_sa_nth(p.west->kernel, 0);
	SIM_EXPECT(w, sa == NULL || sa->encap == KERNEL_ENCAP_UDP);
}

/* encapsulation=no: we do not look for NAT, and what needs it does not work; nothing worse. */
static void never_encapsulated(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	const struct kernel_sa *sa;

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "encapsulation=no");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	sa = sim_kernel_sa_nth(p.west->kernel, 0);
	SIM_EXPECT(w, sa == NULL || sa->encap == KERNEL_ENCAP_NONE);
}

static void lossy(struct sim_world *w, const void *arg)
{
	struct sim_pair p = natted_pair(w, "retransmit-timeout=120s");

	(void)arg;
	w->link.loss_percent = 30;
	(void)sim_up(p.west, "t");
	w->link.loss_percent = 0;
	sim_run_s(w, 60);
	if (sim_nr_children(p.west) == 0)
		(void)sim_up(p.west, "t");
	expect_pings(p);
}

/* Down by the side that cannot be reached unless the mapping lives. */
static void down_from_outside(struct sim_world *w, const void *arg)
{
	struct sim_pair p = natted_pair(w, "");

	(void)arg;
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 100);
	SIM_EXPECT(w, sim_down(p.east, "t") == 0);
	sim_run_s(w, 10);
	SIM_EXPECT(w, sim_nr_ike(p.east) <= 1);
}

const struct sim_scenario scn_nat[] = {
	{ "nat/initiator-inside", initiator_inside, "" },
	{ "nat/initiator-inside-dh19-cbc", initiator_inside, "ike=aes256-sha2_256-dh19 esp=aes128-sha2_256" },
	{ "nat/responder-inside", responder_inside, NULL },
	{ "nat/keepalives", keepalives, NULL },
	{ "nat/mapping-change", mapping_change, NULL },
	{ "nat/forced", forced, "encapsulation=yes" },
	{ "nat/never", never_encapsulated, NULL },
	{ "nat/lossy", lossy, NULL },
	{ "nat/down-from-outside", down_from_outside, NULL },
	{ NULL, NULL, NULL },
};
