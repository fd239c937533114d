/* SPDX-License-Identifier: ISC
 *
 * privileges.c - capability sets, by libcap-ng.
 *
 * May use:   base, libcap-ng.
 */
#include "env/privileges.h"

#include <cap-ng.h>

#include "base/ensure.h"

static const struct {
	capng_type_t sets;
	unsigned cap;
} kept[] = {
	/* ours: sockets below 1024, XFRM and routes, files of root's */
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_BIND_SERVICE },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_RAW },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_IPC_LOCK },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_AUDIT_WRITE },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_SETGID },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_SETUID },
	{ CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_DAC_READ_SEARCH },
	/* what an updown script may have */
	{ CAPNG_BOUNDING_SET, CAP_NET_ADMIN },
	{ CAPNG_BOUNDING_SET, CAP_NET_RAW },
	{ CAPNG_BOUNDING_SET, CAP_DAC_READ_SEARCH },
	{ CAPNG_BOUNDING_SET, CAP_SETPCAP },
};

struct diag *privileges_drop(void)
{
	int rc;

	capng_clear(CAPNG_SELECT_BOTH);
	for (size_t i = 0; i < ARRAY_NR(kept); i++) {
		if (capng_update(CAPNG_ADD, kept[i].sets, kept[i].cap) != 0)
			return diag_new("cannot prepare the set of capabilities");
	}
	rc = capng_apply(CAPNG_SELECT_BOTH);
	return rc == 0 ? NULL : diag_new("cannot give up capabilities (%d)", rc);
}
