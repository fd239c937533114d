/* SPDX-License-Identifier: ISC
 *
 * v2_payloads.h - every IKEv2 payload as a struct (RFC 7296 3.3-3.16, RFC 7383 2.5).
 *
 * Layer:  wire.
 * Owner:  views borrow the message; arrays live in the arena given to chain_decode().
 */
#ifndef WIRE_V2_PAYLOADS_H
#define WIRE_V2_PAYLOADS_H

#include "net/selector.h"
#include "wire/v2_numbers.h"

struct v2_transform {
	uint8_t type;		/* enum v2_transform_type */
	uint16_t id;
	uint16_t key_bits;	/* Key Length attribute; 0 = absent */
	bool odd;		/* has a malformed, repeated or unknown attribute: never choose it */
};
struct v2_proposal {
	uint8_t number;
	uint8_t protocol;
	struct view spi;
	struct v2_transform *transforms;
	size_t nr_transforms;
};
struct v2_sa {			/* 3.3 */
	struct v2_proposal *proposals;
	size_t nr_proposals;
};
struct v2_ke {			/* 3.4 */
	uint16_t group;
	struct view data;
};
struct v2_id {			/* 3.5; IDi and IDr */
	uint8_t type;
	struct view data;
};
struct v2_cert {		/* 3.6; CERT and CERTREQ */
	uint8_t encoding;
	struct view data;
};
struct v2_auth {		/* 3.8 */
	uint8_t method;
	struct view data;
};
struct v2_nonce {		/* 3.9: 16..256 bytes */
	struct view data;
};
struct v2_notify {		/* 3.10 */
	uint8_t protocol;
	uint16_t type;
	struct view spi;
	struct view data;
};
struct v2_delete {		/* 3.11 */
	uint8_t protocol;
	uint8_t spi_size;
	uint16_t nr_spis;
	struct view spis;	/* nr_spis * spi_size bytes, checked */
};
struct v2_vid {			/* 3.12 */
	struct view data;
};
struct v2_ts_item {
	uint8_t type;		/* enum v2_ts_type; unknown types are kept with VALID false */
	bool valid;
	struct selector selector;	/* when valid */
};
struct v2_ts {			/* 3.13; TSi and TSr */
	struct v2_ts_item *items;
	size_t nr;
};
struct v2_sk {			/* 3.14: always the last payload of its chain */
	uint8_t inner_first;	/* next-payload octet: type of the first protected payload */
	struct view data;	/* IV, ciphertext, ICV */
};
struct v2_skf {			/* RFC 7383 2.5 */
	uint8_t inner_first;
	uint16_t number, total;
	struct view data;
};
struct v2_cp_attr {
	uint16_t type;
	struct view value;
};
struct v2_cp {			/* 3.15 */
	uint8_t type;
	struct v2_cp_attr *attrs;
	size_t nr;
};
struct v2_eap {			/* 3.16: the EAP message, unparsed */
	struct view data;
};

union v2_body {
	struct v2_sa sa;
	struct v2_ke ke;
	struct v2_id id;
	struct v2_cert cert;
	struct v2_auth auth;
	struct v2_nonce nonce;
	struct v2_notify notify;
	struct v2_delete del;
	struct v2_vid vid;
	struct v2_ts ts;
	struct v2_sk sk;
	struct v2_skf skf;
	struct v2_cp cp;
	struct v2_eap eap;
};

/* Caps of lists; more is WIRE_TOO_MANY. */
#define V2_MAX_PROPOSALS 32
#define V2_MAX_TRANSFORMS 64	/* of one proposal */
#define V2_MAX_SELECTORS 64
#define V2_MAX_CP_ATTRS 256

struct payload_desc;		/* wire/field.h */
/* NULL: not one of ours. */
const struct payload_desc *v2_payload_desc(uint8_t type);
/* All of them, for tests and tools. */
extern const struct payload_desc *const v2_payload_descs[];
extern const size_t v2_nr_payload_descs;

#endif
