/* SPDX-License-Identifier: ISC
 *
 * demux.h - what a datagram is, before anybody trusts it: pure classification.
 *
 * Layer:  ike.
 */
#ifndef IKE_DEMUX_H
#define IKE_DEMUX_H

#include "core/pluto.h"
#include "wire/isakmp.h"

enum demux_verdict {
	DEMUX_DROP,		/* keepalive, ESP, too short, inconsistent: WHY says */
	DEMUX_V2,
	DEMUX_V1,
	DEMUX_FUTURE_VERSION,	/* major > 2: answer INVALID_MAJOR_VERSION, rate-limited (RFC 7296 2.5) */
};

struct demuxed {
	struct ike_header header;
	struct view message;	/* without marker; borrowed from the datagram */
	const char *why;	/* DROP: constant text */
};

enum demux_verdict demux(const struct pluto *p, const struct datagram *d, struct demuxed *out);

#endif
