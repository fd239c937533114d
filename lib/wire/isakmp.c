/* SPDX-License-Identifier: ISC
 *
 * isakmp.c - the fixed IKE header.  Uses base only.  Must not know what a version or an exchange
 * means, nor which flags fit together.
 */
#include "wire/isakmp.h"

#include <string.h>

#include "base/reader.h"

#define LENGTH_AT 24	/* of the length field, RFC 7296 3.1 */

static const struct name exchange_rows[] = {
	{ V2_IKE_SA_INIT, "IKE_SA_INIT" },
	{ V2_IKE_AUTH, "IKE_AUTH" },
	{ V2_CREATE_CHILD_SA, "CREATE_CHILD_SA" },
	{ V2_INFORMATIONAL, "INFORMATIONAL" },
	{ V2_IKE_SESSION_RESUME, "IKE_SESSION_RESUME" },
	{ 39, "GSA_AUTH" },
	{ 40, "GSA_REGISTRATION" },
	{ 41, "GSA_REKEY" },
	{ 42, "GSA_INBAND_REKEY" },
	{ V2_IKE_INTERMEDIATE, "IKE_INTERMEDIATE" },
	{ V2_IKE_FOLLOWUP_KE, "IKE_FOLLOWUP_KE" },
};
const struct names v2_exchange_names = NAMES("exchange type", exchange_rows);

static const struct name error_rows[] = {
	{ WIRE_OK, "ok" },
	{ WIRE_SHORT, "too short" },
	{ WIRE_LENGTH, "wrong length" },
	{ WIRE_SYNTAX, "invalid syntax" },
	{ WIRE_TOO_MANY, "too many items" },
	{ WIRE_CRITICAL, "unknown critical payload" },
	{ WIRE_MEMORY, "out of memory" },
};
const struct names wire_error_names = NAMES("decoding error", error_rows);

bool ike_spi_is_zero(struct ike_spi s)
{
	return ike_spi_eq(s, (struct ike_spi){ { 0 } });
}

bool ike_spi_eq(struct ike_spi a, struct ike_spi b)
{
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

static bool header_read(struct reader *r, struct ike_header *h)
{
	uint8_t version;

	if (!reader_copy(r, h->spi_i.bytes, sizeof(h->spi_i.bytes)) ||
	    !reader_copy(r, h->spi_r.bytes, sizeof(h->spi_r.bytes)) ||
	    !reader_u8(r, &h->next_payload) || !reader_u8(r, &version) ||
	    !reader_u8(r, &h->exchange) || !reader_u8(r, &h->flags) ||
	    !reader_u32(r, &h->message_id) || !reader_u32(r, &h->length))
		return false;
	h->major = version >> 4;
	h->minor = version & 0x0f;
	return true;
}

enum wire_error ike_header_decode(struct view message, struct ike_header *out)
{
	struct reader r = reader_make(message);

	*out = (struct ike_header){ 0 };
	if (!header_read(&r, out))
		return WIRE_SHORT;
	if (out->length != message.len)
		return WIRE_LENGTH;
	return WIRE_OK;
}

void ike_header_encode(struct writer *w, const struct ike_header *h)
{
	writer_bytes(w, h->spi_i.bytes, sizeof(h->spi_i.bytes));
	writer_bytes(w, h->spi_r.bytes, sizeof(h->spi_r.bytes));
	writer_u8(w, h->next_payload);
	writer_u8(w, (unsigned)(h->major & 0x0f) << 4 | (h->minor & 0x0f));
	writer_u8(w, h->exchange);
	writer_u8(w, h->flags);
	writer_u32(w, h->message_id);
	writer_u32(w, h->length);
}

void ike_header_finish(struct writer *w)
{
	if (w->len > UINT32_MAX)
		w->full = true;
	else
		writer_patch_u32(w, LENGTH_AT, (uint32_t)w->len);
}
