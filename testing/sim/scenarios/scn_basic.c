/* SPDX-License-Identifier: ISC
 *
 * scn_basic.c - tunnels that come up: algorithms, families, modes, selectors, on demand.
 */
#include "testing/sim/scenarios/scenarios.h"

#include <string.h>

#include "base/ensure.h"

#define SIM_SMALL "left=192.1.2.45 leftid=@west leftsubnet=10.1.0.0/24 " \
	"right=192.1.2.23 rightid=@east rightsubnet=10.2.0.0/24 authby=secret"

/* --- algorithms: ARG is added to the connection --------------------------------------------------------------- */

static void happy(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "t", SIM_TUNNEL, arg);
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_CLEAR);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_ike(p.east) == 1);
	SIM_EXPECT(w, sim_nr_children(p.west) == 1 && sim_nr_children(p.east) == 1);
	SIM_EXPECT(w, strcmp(sim_routing(p.east, "t"), "routed-tunnel") == 0);
	SIM_EXPECT(w, sim_down(p.west, "t") == 0);
	sim_run_s(w, 2);
	SIM_EXPECT(w, sim_nr_ike(p.east) == 0 && sim_nr_children(p.east) == 0);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}

/* What was agreed is what was asked for: ARG is "settings|text in the log". */
static void agreed(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	char settings[256];
	char *text;

	snprintf(settings, sizeof(settings), "%s", (const char *)arg);
	text = strchr(settings, '|');
	*text++ = '\0';
	sim_conn_with(p, "t", SIM_TUNNEL, settings);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	sim_expect(w, sim_logged(p.west, text), "west's log says \"%s\"", text);
}

/* --- families -------------------------------------------------------------------------------------------------- */

struct mixture {
	bool outer6, inner6;
};

static void family(struct sim_world *w, const void *arg)
{
	const struct mixture *m = arg;
	struct sim_pair p = sim_two(w);
	const char *west = m->inner6 ? "2001:db8:1::1" : "10.1.0.1";
	const char *east = m->inner6 ? "2001:db8:2::1" : "10.2.0.1";
	char settings[512];

	snprintf(settings, sizeof(settings), "left=%s right=%s leftsubnet=%s rightsubnet=%s leftid=@west rightid=@east "
		 "authby=secret",
		 m->outer6 ? "2001:db8:a::45" : "192.1.2.45", m->outer6 ? "2001:db8:a::23" : "192.1.2.23",
		 m->inner6 ? "2001:db8:1::/48" : "10.1.0.0/16", m->inner6 ? "2001:db8:2::/48" : "10.2.0.0/16");
	sim_conn_both(p, "t", settings);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_ping(p.west, west, east, SIM_GOT_ESP);
	sim_expect_ping(p.east, east, west, SIM_GOT_ESP);
	sim_expect_agree(p.west, p.east);
}

static const struct mixture in4out4 = { false, false }, in4out6 = { true, false }, in6out4 = { false, true },
	in6out6 = { true, true };

/* --- modes and selectors --------------------------------------------------------------------------------------- */

static void hosts(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "t", SIM_HOSTS4, arg);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_ping(p.west, "192.1.2.45", "192.1.2.23", SIM_GOT_ESP);
	sim_expect_ping(p.east, "192.1.2.23", "192.1.2.45", SIM_GOT_ESP);
	/* others are not concerned */
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_CLEAR);
	sim_expect_agree(p.west, p.east);
}

/* One wants transport mode, the other only tunnel mode: the responder does not say USE_TRANSPORT_MODE. */
static void mode_mismatch(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "t", SIM_HOSTS4 " type=transport");
	sim_conn(p.east, "t", SIM_HOSTS4 " type=tunnel");
	SIM_EXPECT(w, sim_up(p.west, "t") == RC_FATAL);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0);
	(void)sim_down(p.west, "t");
	sim_run_s(w, 10);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0 && sim_nr_children(p.east) == 0);
}

static void narrowing(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "t", SIM_TUNNEL " narrowing=yes");
	sim_conn(p.east, "t", SIM_SMALL " narrowing=yes");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	sim_expect_ping(p.west, "10.1.0.9", "10.2.0.9", SIM_GOT_ESP);
	sim_expect(w, sim_ping(p.west, "10.1.9.9", "10.2.9.9") != SIM_GOT_ESP, "what was narrowed away has no tunnel");
}

/* What is offered is more than the responder has: it takes its own. */
static void offer_too_large(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "t", SIM_TUNNEL);
	sim_conn(p.east, "t", SIM_SMALL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	sim_expect(w, sim_ping(p.west, "10.1.9.9", "10.2.9.9") != SIM_GOT_ESP, "what was narrowed away has no tunnel");
}

/* What is offered is less: the responder was not told to narrow. */
static void offer_too_small(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "t", SIM_SMALL);
	sim_conn(p.east, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") != 0);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0 && sim_nr_children(p.east) == 0);
}

static void several_selectors(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "t", "left=192.1.2.45 leftid=@west leftsubnet=10.1.1.0/24,10.1.2.0/24 right=192.1.2.23 "
		      "rightid=@east rightsubnet=10.2.1.0/24,10.2.2.0/24 authby=secret");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_ping(p.west, "10.1.1.1", "10.2.1.1", SIM_GOT_ESP);
	sim_expect_ping(p.west, "10.1.1.1", "10.2.2.1", SIM_GOT_ESP);
	sim_expect_ping(p.west, "10.1.2.1", "10.2.1.1", SIM_GOT_ESP);
	sim_expect_ping(p.east, "10.2.2.1", "10.1.2.1", SIM_GOT_ESP);
	sim_expect_ping(p.west, "10.1.3.1", "10.2.1.1", SIM_GOT_CLEAR);
	SIM_EXPECT(w, sim_nr_children(p.west) == 1);
	sim_expect_agree(p.west, p.east);
}

static void protoport(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	size_t dns;

	(void)arg;
	sim_conn_with(p, "t", SIM_HOSTS4, "leftprotoport=udp rightprotoport=udp/53 type=transport");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	dns = sim_packet(p.west, "192.1.2.45", "192.1.2.23", 4000, 53);
	sim_run_ms(w, 50);
	SIM_EXPECT(w, w->fault.kind != FAULT_NONE || sim_flow_result(w, dns) == SIM_GOT_ESP);
	sim_expect_ping(p.west, "192.1.2.45", "192.1.2.23", SIM_GOT_CLEAR);
}

/* --- on demand ------------------------------------------------------------------------------------------------- */

static void on_demand(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	size_t first, second;

	sim_conn_with(p, "t", SIM_TUNNEL, arg);
	(void)sim_route(p.west, "t");
	sim_run_ms(w, 50);	/* a script that fails takes the route back */
	if (sim_is_routed(p.west, "t"))
		sim_guard(p.west, "10.1.0.0/16", "10.2.0.0/16");
	SIM_EXPECT(w, strcmp(sim_routing(p.west, "t"), "routed-ondemand") == 0);
	first = sim_packet(p.west, "10.1.0.7", "10.2.0.7", 1000, 2000);
	SIM_EXPECT(w, sim_flow_result(w, first) == SIM_WAITING);
	sim_run_ms(w, 2);
	second = sim_packet(p.west, "10.1.0.8", "10.2.0.8", 1000, 2000);
	sim_run_s(w, 3);
	sim_expect(w, sim_flow_result(w, first) == SIM_GOT_ESP, "the first packet arrives, by ESP");
	sim_expect(w, sim_flow_result(w, second) == SIM_GOT_ESP, "the second packet arrives, by ESP");
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_nr_children(p.west) == 1);
	/* when the tunnel goes, the trap is back */
	(void)sim_down(p.east, "t");
	sim_run_s(w, 2);
	SIM_EXPECT(w, strcmp(sim_routing(p.west, "t"), "routed-ondemand") == 0);
	first = sim_packet(p.west, "10.1.0.7", "10.2.0.7", 1000, 2001);
	sim_run_s(w, 3);
	sim_expect(w, sim_flow_result(w, first) == SIM_GOT_ESP, "a packet after the end brings it up again");
}

/* Both ask at once: two IKE SAs, each with a child; packets pass at once and later. */
static void on_demand_both(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	size_t a, b;

	(void)arg;
	w->link.jitter = DURATION_ZERO;		/* an ESP packet that overtakes the response would be lost, rightly */
	sim_conn_with(p, "t", SIM_TUNNEL, "auto=ondemand");
	sim_run_ms(w, 50);
	if (sim_is_routed(p.west, "t"))
		sim_guard(p.west, "10.1.0.0/16", "10.2.0.0/16");
	if (sim_is_routed(p.east, "t"))
		sim_guard(p.east, "10.2.0.0/16", "10.1.0.0/16");
	a = sim_packet(p.west, "10.1.0.7", "10.2.0.7", 1000, 2000);
	b = sim_packet(p.east, "10.2.0.7", "10.1.0.7", 2000, 1000);
	sim_run_s(w, 10);
	sim_expect(w, sim_flow_result(w, a) == SIM_GOT_ESP, "west's packet arrives by ESP");
	sim_expect(w, sim_flow_result(w, b) == SIM_GOT_ESP, "east's packet arrives by ESP");
	sim_expect_tunnel(p);
	sim_run_s(w, 60);
	sim_expect_tunnel(p);
}

static void passthrough(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "auto=ondemand");
	sim_conn(p.west, "hole", "left=192.1.2.45 leftsubnet=10.1.9.0/24 right=192.1.2.23 rightsubnet=10.2.0.0/16 "
		 "authby=never type=passthrough auto=ondemand");
	sim_expect_ping(p.west, "10.1.9.1", "10.2.0.1", SIM_GOT_CLEAR);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
}

static void dropped(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "no", "left=192.1.2.45 leftsubnet=10.1.0.0/16 right=192.1.2.23 rightsubnet=10.2.0.0/16 "
		 "authby=never type=drop auto=ondemand");
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_STOPPED);
	SIM_EXPECT(w, sim_unroute(p.west, "no") == 0);
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_CLEAR);
}

const struct sim_scenario scn_basic[] = {
	{ "basic/psk", happy, "" },
	{ "basic/gcm-x25519", agreed, "ike=aes_gcm256-sha2_512-dh31 esp=aes_gcm128-null|ke=DH31" },
	{ "basic/cbc-sha2-dh19", agreed, "ike=aes256-sha2_256-dh19 esp=aes128-sha2_256|ke=DH19" },
	{ "basic/chacha", agreed, "ike=chacha20_poly1305-sha2_256-dh31 esp=chacha20_poly1305|CHACHA20_POLY1305" },
	{ "basic/modp2048", agreed, "ike=aes128-sha1-modp2048 esp=aes128-sha1|MODP2048" },
	{ "basic/dh20", agreed, "ike=aes256-sha2_384-dh20 esp=aes256-sha2_512|DH20" },
	{ "basic/pfs-no", happy, "pfs=no" },
	{ "basic/compress-no-esn", happy, "esn=no replay-window=64" },
	{ "basic/4in4", family, &in4out4 },
	{ "basic/4in6", family, &in4out6 },
	{ "basic/6in4", family, &in6out4 },
	{ "basic/6in6", family, &in6out6 },
	{ "basic/host-to-host", hosts, "" },
	{ "basic/transport", hosts, "type=transport" },
	{ "basic/mode-mismatch", mode_mismatch, NULL },
	{ "basic/narrowing", narrowing, NULL },
	{ "basic/offer-too-large", offer_too_large, NULL },
	{ "basic/offer-too-small", offer_too_small, NULL },
	{ "basic/several-selectors", several_selectors, NULL },
	{ "basic/protoport", protoport, NULL },
	{ "basic/on-demand", on_demand, "" },
	{ "basic/on-demand-drop", on_demand, "negotiationshunt=drop failureshunt=drop" },
	{ "basic/on-demand-both", on_demand_both, NULL },
	{ "basic/passthrough", passthrough, NULL },
	{ "basic/drop", dropped, NULL },
	{ NULL, NULL, NULL },
};
