/* SPDX-License-Identifier: ISC
 *
 * privileges.h - gives up the capabilities that a keying daemon has no use for.
 *
 * Layer:   env.
 */
#ifndef ENV_PRIVILEGES_H
#define ENV_PRIVILEGES_H

#include "base/diag.h"

/* After everything that needs root is open, before the first packet.  A failure is worth a log line only. */
MUST_CHECK struct diag *privileges_drop(void);

#endif
