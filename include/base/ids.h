/* SPDX-License-Identifier: ISC
 *
 * ids.h - handles that may outlive what they name: looked up each time, a dead one is a no-op.
 *
 * Layer:  base.
 */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t conn_id;	/* "$N"; 0 = none; never reused */
typedef uint64_t sa_id;		/* "#N": IKE and Child SAs share the counter; 0 = none; never reused */

/* A logger's object number for a conn or an SA. */
#define LOG_OBJECT_SA(id)   ((uint64_t)(id) << 1)
#define LOG_OBJECT_CONN(id) (((uint64_t)(id) << 1) | 1)

#endif
