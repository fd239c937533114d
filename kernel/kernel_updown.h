/* SPDX-License-Identifier: ISC
 *
 * kernel_updown.h - the default updown: what `ipsec _updown` does, as a function over rtnetlink, so
 * that the daemon needs no fork for it.
 *
 * Layer:   kernel/rtnl.
 */
#ifndef KERNEL_KERNEL_UPDOWN_H
#define KERNEL_KERNEL_UPDOWN_H

#include "base/diag.h"

struct rtnl;

/* ENV: NULL-terminated "NAME=value" strings as a script would see them (cli.md 7.3). Does what
 * PLUTO_VERB says: route-* replaces the route to the peer's client, unroute-* deletes it, prepare-*,
 * up-*, down-* do nothing by themselves.  Synchronous, local, fast. */
MUST_CHECK struct diag *updown_default(struct rtnl *r, const char *const *env);

#endif
