/* SPDX-License-Identifier: ISC
 *
 * shapes.h - which payloads a message must and may have, and how often (RFC 7296 1.2-1.4, appendix C).
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_SHAPES_H
#define IKEV2_SHAPES_H

#include "wire/chain.h"

struct shape_row {
	uint8_t type;		/* enum v2_payload_type; 0 ends */
	uint8_t min, max;
};
struct shape {
	const char *name;
	struct shape_row rows[12];	/* types not listed may come any number of times and are ignored */
};

extern const struct shape shape_init_request, shape_init_response, shape_notify_only, shape_auth_request,
	shape_auth_childless, shape_auth_no_auth, shape_auth_response, shape_auth_response_childless,
	shape_child_request, shape_child_response, shape_rekey_ike_request, shape_rekey_ike_response,
	shape_informational, shape_any;

/* *BAD: the type that is missing or too many. */
bool shape_matches(const struct shape *s, const struct chain *c, uint8_t *bad);

#endif
