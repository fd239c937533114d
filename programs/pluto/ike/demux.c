/* SPDX-License-Identifier: ISC
 *
 * demux.c - see demux.h.
 */
#include "ike/demux.h"

#include "base/reader.h"
#include "core/limits.h"

static enum demux_verdict drop(struct demuxed *out, const char *why)
{
	out->why = why;
	return DEMUX_DROP;
}

enum demux_verdict demux(const struct pluto *p, const struct datagram *d, struct demuxed *out)
{
	struct reader r = reader_make(d->bytes);
	uint32_t marker;

	if (d->bytes.len == 1 && d->bytes.ptr[0] == 0xff)
		return drop(out, "NAT keepalive");	/* RFC 3948 2.3 */
	if (d->local.port != p->setup.ike_port) {
		if (!reader_u32(&r, &marker))
			return drop(out, "too short for a non-ESP marker");
		if (marker != 0)
			return drop(out, "ESP in UDP without an SA");
	}
	out->message = reader_rest(&r);
	if (out->message.len > LIMIT_DATAGRAM)
		return drop(out, "too long");
	switch (ike_header_decode(out->message, &out->header)) {
	case WIRE_OK:
		break;
	case WIRE_SHORT:
		return drop(out, "shorter than an IKE header");
	case WIRE_LENGTH:
	case WIRE_SYNTAX:
	case WIRE_TOO_MANY:
	case WIRE_CRITICAL:
	case WIRE_MEMORY:
		return drop(out, "the header's length is not the datagram's");
	}
	if (ike_spi_is_zero(out->header.spi_i))
		return drop(out, "initiator SPI is zero");
	if (out->header.major > 2)
		return DEMUX_FUTURE_VERSION;
	if (out->header.major == 1)
		return DEMUX_V1;
	return out->header.major == 2 ? DEMUX_V2 : drop(out, "major version 0");
}
