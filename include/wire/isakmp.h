/* SPDX-License-Identifier: ISC
 *
 * isakmp.h - the fixed IKE header (RFC 7296 3.1) and the numbers in it.
 *
 * Layer:  wire.  Decoding checks lengths only; what a version or exchange means is pluto's.
 */
#ifndef WIRE_ISAKMP_H
#define WIRE_ISAKMP_H

#include "base/names.h"
#include "base/view.h"
#include "base/writer.h"

#define IKE_HEADER_LEN 28
#define NON_ESP_MARKER_LEN 4	/* RFC 3948 2.2 */

struct ike_spi {
	uint8_t bytes[8];
};
bool ike_spi_is_zero(struct ike_spi s);
bool ike_spi_eq(struct ike_spi a, struct ike_spi b);

enum v2_exchange {
	V2_IKE_SA_INIT = 34, V2_IKE_AUTH = 35, V2_CREATE_CHILD_SA = 36, V2_INFORMATIONAL = 37,
	V2_IKE_SESSION_RESUME = 38, V2_IKE_INTERMEDIATE = 43, V2_IKE_FOLLOWUP_KE = 44,
};
extern const struct names v2_exchange_names;

enum ike_flags { IKE_FLAG_INITIATOR = 0x08, IKE_FLAG_VERSION = 0x10, IKE_FLAG_RESPONSE = 0x20 };

struct ike_header {
	struct ike_spi spi_i, spi_r;
	uint8_t next_payload;
	uint8_t major, minor;
	uint8_t exchange;
	uint8_t flags;
	uint32_t message_id;
	uint32_t length;	/* of the whole message; decode: == bytes given */
};

/* What decoding says; everything but WIRE_OK means: do not use the output. */
enum wire_error {
	WIRE_OK = 0,
	WIRE_SHORT,		/* ends before a fixed part does */
	WIRE_LENGTH,		/* a length field contradicts what is there */
	WIRE_SYNTAX,		/* a value that the RFC forbids */
	WIRE_TOO_MANY,		/* more items than our cap */
	WIRE_CRITICAL,		/* unknown payload with the critical bit */
	WIRE_MEMORY,
};
extern const struct names wire_error_names;

/* MESSAGE is one datagram without the non-ESP marker. */
enum wire_error ike_header_decode(struct view message, struct ike_header *out);
/* LENGTH is patched later by ike_header_finish (offset of the header within W: 0). */
void ike_header_encode(struct writer *w, const struct ike_header *h);
void ike_header_finish(struct writer *w);

#endif
