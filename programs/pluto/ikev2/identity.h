/* SPDX-License-Identifier: ISC
 *
 * identity.h - ID payload bodies and AUTH values of both sides.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_IDENTITY_H
#define IKEV2_IDENTITY_H

#include "crypt/keymat.h"
#include "ikev2/nego.h"
#include "wire/v2_payloads.h"

/* Body of an ID payload without the generic header (RFC 7296 3.5), into empty *OUT. */
bool identity_body(const struct id *id, struct bytes *out);
/* What the side WHO (the SA's initiator or responder) signs: RFC 7296 2.15. */
struct auth_input identity_auth_input(const struct ike_sa *ike, enum ike_role who);
/* "FQDN '@west'" for log lines. */
void identity_describe(struct text *t, const struct id *id);
/* Payload struct borrowed from ID. */
struct v2_id identity_payload(const struct id *id);

#endif
