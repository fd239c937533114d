/* SPDX-License-Identifier: ISC
 *
 * env.c - the two questions about time that everybody asks.
 *
 * May use:   base, core.
 */
#include "core/env.h"

struct monotime env_now(const struct env *e)
{
	return e->ops->now(e->world);
}

struct realtime env_wall(const struct env *e)
{
	return e->ops->wall(e->world);
}
