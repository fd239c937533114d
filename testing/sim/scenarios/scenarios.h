/* SPDX-License-Identifier: ISC
 *
 * scenarios.h - the tables of scenarios, one a file.
 */
#ifndef TESTING_SIM_SCENARIOS_H
#define TESTING_SIM_SCENARIOS_H

#include "testing/sim/sim.h"

extern const struct sim_scenario scn_basic[];

#endif
