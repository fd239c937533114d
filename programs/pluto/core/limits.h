/* SPDX-License-Identifier: ISC
 *
 * limits.h - every cap on what a peer or a user can make us hold, by name.
 *
 * Layer:  core.  Each has a test that reaches it.
 */
#ifndef CORE_LIMITS_H
#define CORE_LIMITS_H

enum limits {
	LIMIT_DATAGRAM = 65535,			/* bytes of one IKE message */
	LIMIT_TS_PER_SIDE = 64,			/* selectors proposed or accepted for one child */
	LIMIT_CHILDREN_PER_IKE = 1024,
	LIMIT_PENDING_PER_IKE = 256,
	LIMIT_HALFOPEN_PER_ADDRESS = 16,
	LIMIT_HALFOPEN_PER_PREFIX64 = 64,
	LIMIT_COOKIE_RETRIES = 4,		/* initiator: new cookies, KE changes before giving up */
	LIMIT_SHUNTS = 10000,
	LIMIT_INSTANCES_PER_TEMPLATE = 100000,
	LIMIT_RETRANSMITS = 12,
	LIMIT_LOG_PER_SECOND_PEER = 10,		/* lines about bad packets */
};

#endif
