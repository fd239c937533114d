/* SPDX-License-Identifier: ISC
 *
 * shapes.c - see shapes.h.
 */
#include "ikev2/shapes.h"

const struct shape shape_init_request = { "IKE_SA_INIT request", {
	{ V2_SA, 1, 1 }, { V2_KE, 1, 1 }, { V2_NONCE, 1, 1 }, { V2_IDI, 0, 0 }, { V2_AUTH, 0, 0 },
} };
const struct shape shape_init_response = { "IKE_SA_INIT response", {
	{ V2_SA, 1, 1 }, { V2_KE, 1, 1 }, { V2_NONCE, 1, 1 }, { V2_IDR, 0, 0 }, { V2_AUTH, 0, 0 },
} };
const struct shape shape_notify_only = { "error response", {
	{ V2_N, 1, 16 }, { V2_SA, 0, 0 }, { V2_KE, 0, 0 }, { V2_NONCE, 0, 0 }, { V2_AUTH, 0, 0 },
	{ V2_TSI, 0, 0 }, { V2_TSR, 0, 0 },
} };
const struct shape shape_auth_request = { "IKE_AUTH request", {
	{ V2_IDI, 1, 1 }, { V2_IDR, 0, 1 }, { V2_AUTH, 1, 1 }, { V2_SA, 1, 1 }, { V2_TSI, 1, 1 },
	{ V2_TSR, 1, 1 }, { V2_CP, 0, 1 }, { V2_EAP, 0, 0 },
} };
/* RFC 6023 */
const struct shape shape_auth_childless = { "IKE_AUTH request without a child", {
	{ V2_IDI, 1, 1 }, { V2_IDR, 0, 1 }, { V2_AUTH, 1, 1 }, { V2_SA, 0, 0 }, { V2_TSI, 0, 0 },
	{ V2_TSR, 0, 0 }, { V2_CP, 0, 1 }, { V2_EAP, 0, 0 },
} };
const struct shape shape_auth_no_auth = { "IKE_AUTH request that asks for EAP", {
	{ V2_IDI, 1, 1 }, { V2_IDR, 0, 1 }, { V2_AUTH, 0, 0 }, { V2_SA, 0, 1 }, { V2_TSI, 0, 1 },
	{ V2_TSR, 0, 1 },
} };
const struct shape shape_auth_response = { "IKE_AUTH response", {
	{ V2_IDR, 1, 1 }, { V2_AUTH, 1, 1 }, { V2_SA, 1, 1 }, { V2_TSI, 1, 1 }, { V2_TSR, 1, 1 },
	{ V2_CP, 0, 1 }, { V2_EAP, 0, 0 },
} };
const struct shape shape_auth_response_childless = { "IKE_AUTH response that refuses the child", {
	{ V2_IDR, 1, 1 }, { V2_AUTH, 1, 1 }, { V2_SA, 0, 0 }, { V2_TSI, 0, 0 }, { V2_TSR, 0, 0 },
	{ V2_CP, 0, 1 }, { V2_EAP, 0, 0 },
} };
const struct shape shape_child_request = { "CREATE_CHILD_SA request", {
	{ V2_SA, 1, 1 }, { V2_NONCE, 1, 1 }, { V2_KE, 0, 1 }, { V2_TSI, 1, 1 }, { V2_TSR, 1, 1 },
} };
const struct shape shape_child_response = { "CREATE_CHILD_SA response", {
	{ V2_SA, 1, 1 }, { V2_NONCE, 1, 1 }, { V2_KE, 0, 1 }, { V2_TSI, 1, 1 }, { V2_TSR, 1, 1 },
} };
const struct shape shape_rekey_ike_request = { "CREATE_CHILD_SA request for an IKE SA", {
	{ V2_SA, 1, 1 }, { V2_NONCE, 1, 1 }, { V2_KE, 1, 1 }, { V2_TSI, 0, 0 }, { V2_TSR, 0, 0 },
} };
const struct shape shape_rekey_ike_response = { "CREATE_CHILD_SA response for an IKE SA", {
	{ V2_SA, 1, 1 }, { V2_NONCE, 1, 1 }, { V2_KE, 1, 1 }, { V2_TSI, 0, 0 }, { V2_TSR, 0, 0 },
} };
const struct shape shape_any = { "any", { { 0, 0, 0 } } };
const struct shape shape_informational = { "INFORMATIONAL", { { 0, 0, 0 } } };

bool shape_matches(const struct shape *s, const struct chain *c, uint8_t *bad)
{
	for (const struct shape_row *r = s->rows; r->type != 0; r++) {
		size_t nr = chain_count(c, r->type);

		*bad = r->type;
		if (nr < r->min || nr > r->max)
			return false;
	}
	return true;
}
