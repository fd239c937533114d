/* SPDX-License-Identifier: ISC
 *
 * scenarios.h - the tables of scenarios, one a file.
 */
#ifndef TESTING_SIM_SCENARIOS_H
#define TESTING_SIM_SCENARIOS_H

#include "testing/sim/sim.h"

extern const struct sim_scenario scn_basic[], scn_loss[], scn_refuse[], scn_nat[], scn_child[], scn_trouble[],
	scn_many[], scn_chaos[], scn_rekey[];

#endif
