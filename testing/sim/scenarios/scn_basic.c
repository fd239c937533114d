/* SPDX-License-Identifier: ISC
 *
 * scn_basic.c - tunnels that come up: algorithms, families, modes, selectors.
 */
#include "testing/sim/scenarios/scenarios.h"

static void happy(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	char settings[512];

	snprintf(settings, sizeof(settings), "%s %s", SIM_TUNNEL, (const char *)arg);
	sim_conn_both(p, "t", settings);
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_CLEAR);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_ike(p.east) == 1);
	SIM_EXPECT(w, sim_nr_children(p.west) == 1 && sim_nr_children(p.east) == 1);
	SIM_EXPECT(w, sim_down(p.west, "t") == 0);
	sim_run_s(w, 2);
	SIM_EXPECT(w, sim_nr_ike_all(p.east) == 0);
}

const struct sim_scenario scn_basic[] = {
	{ "basic/psk", happy, "" },
	{ NULL, NULL, NULL },
};
