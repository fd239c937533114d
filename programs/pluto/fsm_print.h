/* SPDX-License-Identifier: ISC
 *
 * fsm_print.h - `pluto --print-fsm routing|v2`: the tables that the daemon runs by, for people and for docs/fsm.
 *
 * Layer:   wiring.
 */
#ifndef PLUTO_FSM_PRINT_H
#define PLUTO_FSM_PRINT_H

#include <stdbool.h>

/* To stdout.  FORMAT: "md" (also NULL), "dot" or "json"; v2 has md only.  False: no such table or format. */
bool fsm_print(const char *name, const char *format);

#endif
