/* SPDX-License-Identifier: ISC
 *
 * v2_payloads.c - the IKEv2 payloads as tables for the engine of wire/field.h, and the few things
 * that a table cannot say.  Uses base and the value types of net.  Must not know which exchange
 * a payload belongs to.
 */
#include "wire/v2_payloads.h"

#include "wire/field.h"

#define ATTR_TV 0x8000		/* RFC 7296 3.3.5: attribute format bit, value in the length field */
#define TS_V4_LEN 16		/* RFC 7296 3.13.1: selector length */
#define TS_V6_LEN 40
#define TS_HEADER_LEN 4

static enum wire_error bad(enum wire_error error, const char *text, const char **why)
{
	*why = text;
	return error;
}

/* --- SA: RFC 7296 3.3 --- */

/* Anything that is not exactly one good Key Length makes the transform ODD, so it is never chosen;
 * the others of the proposal stay usable (RFC 7296 3.3.6). */
static enum wire_error attr_decode(struct reader *r, struct v2_transform *t, bool *seen,
				   const char **why)
{
	uint16_t type, value;

	if (!reader_u16(r, &type) || !reader_u16(r, &value))
		return bad(WIRE_SHORT, "ends in a transform attribute", why);
	if ((type & ATTR_TV) == 0) {
		t->odd = true;
		return reader_skip(r, value) ? WIRE_OK :
					       bad(WIRE_LENGTH, "attribute is too long", why);
	}
	if (type != (ATTR_TV | V2_ATTR_KEY_LENGTH) || *seen || value == 0) {
		t->odd = true;
		return WIRE_OK;
	}
	*seen = true;
	t->key_bits = value;
	return WIRE_OK;
}

static enum wire_error attrs_decode(struct reader *r, void *body, const char **why)
{
	bool seen = false;

	while (reader_left(r) > 0) {
		enum wire_error error = attr_decode(r, body, &seen, why);

		if (error != WIRE_OK)
			return error;
	}
	return WIRE_OK;
}

static void attrs_encode(struct writer *w, const void *body)
{
	const struct v2_transform *t = body;

	if (t->key_bits == 0)
		return;
	writer_u16(w, ATTR_TV | V2_ATTR_KEY_LENGTH);
	writer_u16(w, t->key_bits);
}

static const struct field_ops attrs_ops = { .decode = attrs_decode, .encode = attrs_encode };

/* "ENCR=AES_CBC/256" */
static void transform_describe(struct text *text, const void *item)
{
	const struct v2_transform *t = item;
	const struct names *ids = v2_transform_names(t->type);

	name_print(text, &v2_transform_type_names, t->type);
	if (ids != NULL) {
		text_char(text, '=');
		name_print(text, ids, t->id);
	} else {
		text_add(text, "=%u", t->id);
	}
	if (t->key_bits != 0)
		text_add(text, "/%u", t->key_bits);
	if (t->odd)
		text_str(text, " odd");
}

static const struct field transform_fields[] = {
	MORE(3),
	UINT(struct v2_transform, type, .names = &v2_transform_type_names),
	ZERO(1),
	UINT(struct v2_transform, id),
	CUSTOM("attributes", &attrs_ops),
};
static const struct item_desc transform_desc = {
	.name = "transform", ITEM(struct v2_transform, transform_fields),
	.describe = transform_describe,
};

static const struct field proposal_fields[] = {
	MORE(2),
	UINT(struct v2_proposal, number),
	UINT(struct v2_proposal, protocol, .names = &v2_protocol_names),
	LEN(1, struct v2_proposal, spi),
	COUNT(1, struct v2_proposal, nr_transforms),
	BYTES(struct v2_proposal, spi),
	LIST(struct v2_proposal, transforms, nr_transforms, &transform_desc,
	     .max = V2_MAX_TRANSFORMS, .counted = true),
};
static const struct item_desc proposal_desc = {
	.name = "proposal", ITEM(struct v2_proposal, proposal_fields),
};

static const struct field sa_fields[] = {
	LIST(struct v2_sa, proposals, nr_proposals, &proposal_desc, .min = 1,
	     .max = V2_MAX_PROPOSALS),
};
static const struct payload_desc sa_desc = {
	.name = "SA", .type = V2_SA, .rfc = "7296#3.3", PAYLOAD(struct v2_sa, sa_fields),
};

/* --- KE, ID, CERT, AUTH, nonce, vendor id: 3.4 to 3.9, 3.12 --- */

static const struct field ke_fields[] = {
	UINT(struct v2_ke, group, .names = &v2_ke_names),
	ZERO(2),
	REST(struct v2_ke, data, .min = 1),
};
static const struct payload_desc ke_desc = {
	.name = "KE", .type = V2_KE, .rfc = "7296#3.4", PAYLOAD(struct v2_ke, ke_fields),
};

static const struct field id_fields[] = {
	UINT(struct v2_id, type, .names = &v2_id_names),
	ZERO(3),
	REST(struct v2_id, data),
};
static const struct payload_desc idi_desc = {
	.name = "IDi", .type = V2_IDI, .rfc = "7296#3.5", PAYLOAD(struct v2_id, id_fields),
};
static const struct payload_desc idr_desc = {
	.name = "IDr", .type = V2_IDR, .rfc = "7296#3.5", PAYLOAD(struct v2_id, id_fields),
};

static const struct field cert_fields[] = {
	UINT(struct v2_cert, encoding, .names = &v2_certenc_names),
	REST(struct v2_cert, data),
};
static const struct payload_desc cert_desc = {
	.name = "CERT", .type = V2_CERT, .rfc = "7296#3.6", PAYLOAD(struct v2_cert, cert_fields),
};
static const struct payload_desc certreq_desc = {
	.name = "CERTREQ", .type = V2_CERTREQ, .rfc = "7296#3.7",
	PAYLOAD(struct v2_cert, cert_fields),
};

static const struct field auth_fields[] = {
	UINT(struct v2_auth, method, .names = &v2_auth_names),
	ZERO(3),
	REST(struct v2_auth, data),
};
static const struct payload_desc auth_desc = {
	.name = "AUTH", .type = V2_AUTH, .rfc = "7296#3.8", PAYLOAD(struct v2_auth, auth_fields),
};

static const struct field nonce_fields[] = {
	REST(struct v2_nonce, data, .min = 16, .max = 256),
};
static const struct payload_desc nonce_desc = {
	.name = "Ni", .type = V2_NONCE, .rfc = "7296#3.9", PAYLOAD(struct v2_nonce, nonce_fields),
};

static const struct field vid_fields[] = {
	REST(struct v2_vid, data),
};
static const struct payload_desc vid_desc = {
	.name = "V", .type = V2_V, .rfc = "7296#3.12", PAYLOAD(struct v2_vid, vid_fields),
};

/* --- notify, delete: 3.10, 3.11 --- */

static const struct field notify_fields[] = {
	UINT(struct v2_notify, protocol, .names = &v2_protocol_names),
	LEN(1, struct v2_notify, spi),
	UINT(struct v2_notify, type, .names = &v2_notify_names),
	BYTES(struct v2_notify, spi),
	REST(struct v2_notify, data),
};
static const struct payload_desc notify_desc = {
	.name = "N", .type = V2_N, .rfc = "7296#3.10", PAYLOAD(struct v2_notify, notify_fields),
};

static enum wire_error delete_check(const void *body, const char **why)
{
	const struct v2_delete *d = body;

	if ((size_t)d->nr_spis * d->spi_size != d->spis.len)
		return bad(WIRE_LENGTH, "SPI size and count contradict the length", why);
	return WIRE_OK;		/* a count of SPIs of size 0 (IKE SA) may say anything */
}

static const struct field delete_fields[] = {
	UINT(struct v2_delete, protocol, .names = &v2_protocol_names),
	UINT(struct v2_delete, spi_size),
	UINT(struct v2_delete, nr_spis),
	REST(struct v2_delete, spis),
};
static const struct payload_desc delete_desc = {
	.name = "D", .type = V2_D, .rfc = "7296#3.11", PAYLOAD(struct v2_delete, delete_fields),
	.check = delete_check,
};

/* --- TS: 3.13 --- */

/* Ports first to last; 65535..0 is OPAQUE (RFC 7296 3.13.1). */
static bool ports_valid(uint16_t lo, uint16_t hi)
{
	return lo <= hi || (lo == UINT16_MAX && hi == 0);
}

static bool ts_addresses(struct reader *r, size_t len, struct address *lo, struct address *hi)
{
	struct view v;

	return reader_view(r, len, &v) && address_from_bytes(v, lo) &&
	       reader_view(r, len, &v) && address_from_bytes(v, hi);
}

/* Octets of the address of a selector type that we know, or 0. */
static size_t ts_address_len(uint8_t type)
{
	return type == TS_IPV4_ADDR_RANGE ? 4 : type == TS_IPV6_ADDR_RANGE ? 16 : 0;
}

static enum wire_error ts_body_decode(struct reader *r, void *body, const char **why)
{
	struct v2_ts_item *item = body;
	struct selector *s = &item->selector;
	size_t len = ts_address_len(item->type);
	struct address lo, hi;

	if (len == 0) {		/* a type of its own layout: kept, never valid */
		*s = (struct selector){ 0 };
		reader_rest(r);
		return WIRE_OK;
	}
	if (reader_left(r) != 4 + 2 * len || !reader_u16(r, &s->port_lo) ||
	    !reader_u16(r, &s->port_hi) || !ts_addresses(r, len, &lo, &hi))
		return bad(WIRE_LENGTH, "traffic selector of a wrong length", why);
	if (!ports_valid(s->port_lo, s->port_hi))
		return bad(WIRE_SYNTAX, "ports start beyond their end", why);
	if (!range_make(lo, hi, &s->addrs))
		return bad(WIRE_SYNTAX, "addresses start beyond their end", why);
	item->valid = true;
	return WIRE_OK;
}

static void ts_body_encode(struct writer *w, const void *body)
{
	const struct v2_ts_item *item = body;
	const struct selector *s = &item->selector;
	size_t len = ts_address_len(item->type);
	struct range checked;

	if (len == 0)
		return;
	if (address_len(s->addrs.lo) != len || !ports_valid(s->port_lo, s->port_hi) ||
	    !range_make(s->addrs.lo, s->addrs.hi, &checked))
		w->full = true;
	writer_u16(w, s->port_lo);
	writer_u16(w, s->port_hi);
	writer_bytes(w, s->addrs.lo.bytes, len);
	writer_bytes(w, s->addrs.hi.bytes, len);
}

static const struct field_ops ts_body_ops = { .decode = ts_body_decode, .encode = ts_body_encode };

static void ts_item_describe(struct text *t, const void *item)
{
	const struct v2_ts_item *ts = item;

	if (ts->valid)
		selector_print(t, &ts->selector);
	else
		name_print(t, &v2_ts_names, ts->type);
}

static const struct field ts_item_fields[] = {
	UINT(struct v2_ts_item, type, .names = &v2_ts_names),
	UINT(struct v2_ts_item, selector.proto),
	ITEM_LEN,
	CUSTOM("ports and addresses", &ts_body_ops),
};
static const struct item_desc ts_item_desc = {
	.name = "selector", ITEM(struct v2_ts_item, ts_item_fields), .describe = ts_item_describe,
};

static const struct field ts_fields[] = {
	COUNT(1, struct v2_ts, nr),
	ZERO(3),
	LIST(struct v2_ts, items, nr, &ts_item_desc, .min = 1, .max = V2_MAX_SELECTORS,
	     .counted = true),
};
static const struct payload_desc tsi_desc = {
	.name = "TSi", .type = V2_TSI, .rfc = "7296#3.13", PAYLOAD(struct v2_ts, ts_fields),
};
static const struct payload_desc tsr_desc = {
	.name = "TSr", .type = V2_TSR, .rfc = "7296#3.13", PAYLOAD(struct v2_ts, ts_fields),
};

/* --- SK, SKF: 3.14, RFC 7383 2.5 --- */

static const struct field sk_fields[] = {
	INNER(struct v2_sk, inner_first, .names = &v2_payload_names),
	REST(struct v2_sk, data),
};
static const struct payload_desc sk_desc = {
	.name = "SK", .type = V2_SK, .rfc = "7296#3.14", .ends_chain = true,
	PAYLOAD(struct v2_sk, sk_fields),
};

static enum wire_error skf_check(const void *body, const char **why)
{
	const struct v2_skf *f = body;

	if (f->number > f->total)
		return bad(WIRE_SYNTAX, "fragment number above the total", why);
	return WIRE_OK;
}

static const struct field skf_fields[] = {
	INNER(struct v2_skf, inner_first, .names = &v2_payload_names),
	UINT(struct v2_skf, number, .min = 1),
	UINT(struct v2_skf, total, .min = 1),
	REST(struct v2_skf, data),
};
static const struct payload_desc skf_desc = {
	.name = "SKF", .type = V2_SKF, .rfc = "7383#2.5", .ends_chain = true,
	PAYLOAD(struct v2_skf, skf_fields), .check = skf_check,
};

/* --- CP, EAP: 3.15, 3.16 --- */

static const struct field cp_attr_fields[] = {
	UINT(struct v2_cp_attr, type, .mask = 0x7fff, .names = &v2_cp_attr_names),
	LEN(2, struct v2_cp_attr, value),
	BYTES(struct v2_cp_attr, value),
};
static const struct item_desc cp_attr_desc = {
	.name = "attribute", ITEM(struct v2_cp_attr, cp_attr_fields), .uncounted = 4,
};

static const struct field cp_fields[] = {
	UINT(struct v2_cp, type, .names = &v2_cp_type_names),
	ZERO(3),
	LIST(struct v2_cp, attrs, nr, &cp_attr_desc, .max = V2_MAX_CP_ATTRS),
};
static const struct payload_desc cp_desc = {
	.name = "CP", .type = V2_CP, .rfc = "7296#3.15", PAYLOAD(struct v2_cp, cp_fields),
};

/* RFC 3748 4: code, identifier, length of the whole EAP message. */
static enum wire_error eap_check(const void *body, const char **why)
{
	const struct v2_eap *eap = body;
	struct reader r = reader_make(eap->data);
	uint16_t len;

	if (!reader_skip(&r, 2) || !reader_u16(&r, &len))
		return bad(WIRE_SHORT, "ends in the EAP header", why);
	if (len != eap->data.len)
		return bad(WIRE_LENGTH, "EAP length contradicts the payload's", why);
	return WIRE_OK;
}

static const struct field eap_fields[] = {
	REST(struct v2_eap, data),
};
static const struct payload_desc eap_desc = {
	.name = "EAP", .type = V2_EAP, .rfc = "7296#3.16", PAYLOAD(struct v2_eap, eap_fields),
	.check = eap_check,
};

const struct payload_desc *const v2_payload_descs[] = {
	&sa_desc, &ke_desc, &idi_desc, &idr_desc, &cert_desc, &certreq_desc, &auth_desc,
	&nonce_desc, &notify_desc, &delete_desc, &vid_desc, &tsi_desc, &tsr_desc, &sk_desc,
	&cp_desc, &eap_desc, &skf_desc,
};
const size_t v2_nr_payload_descs = sizeof(v2_payload_descs) / sizeof(v2_payload_descs[0]);

static const struct payload_desc *const desc_by_type[256] = {
	[V2_SA] = &sa_desc, [V2_KE] = &ke_desc, [V2_IDI] = &idi_desc, [V2_IDR] = &idr_desc,
	[V2_CERT] = &cert_desc, [V2_CERTREQ] = &certreq_desc, [V2_AUTH] = &auth_desc,
	[V2_NONCE] = &nonce_desc, [V2_N] = &notify_desc, [V2_D] = &delete_desc,
	[V2_V] = &vid_desc, [V2_TSI] = &tsi_desc, [V2_TSR] = &tsr_desc, [V2_SK] = &sk_desc,
	[V2_CP] = &cp_desc, [V2_EAP] = &eap_desc, [V2_SKF] = &skf_desc,
};

const struct payload_desc *v2_payload_desc(uint8_t type)
{
	return desc_by_type[type];
}
