/* SPDX-License-Identifier: ISC
 *
 * scn_all.c - all tables of scenarios.
 */
#include "testing/sim/scenarios/scenarios.h"

const struct sim_scenario *const sim_groups[] = {
	scn_basic, scn_loss, scn_refuse, scn_nat, scn_child, scn_trouble, scn_many, scn_chaos, scn_rekey, NULL,
};
