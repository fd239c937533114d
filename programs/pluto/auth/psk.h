/* SPDX-License-Identifier: ISC
 *
 * psk.h - shared-key authentication (RFC 7296 2.15, method 2).
 *
 * Layer:  auth.
 */
#ifndef AUTH_PSK_H
#define AUTH_PSK_H

#include "core/pluto.h"
#include "crypt/keymat.h"
#include "pki/id.h"

/* AUTH data for the side described by IN, into OUT (prf->out_len bytes).  SEC_BAD: no secret is configured for
 * (LOCAL, REMOTE). */
enum security psk_sign(struct pluto *p, const struct auth_input *in, const struct id *local,
		       const struct id *remote, uint8_t *out);
/* Compares with what the peer sent.  Without a secret the same work is done with a random key, so that an
 * unknown identity and a wrong secret take the same time (T39). */
__attribute__((warn_unused_result)) enum security psk_verify(struct pluto *p, const struct auth_input *in,
							     const struct id *local, const struct id *remote,
							     struct view auth);

#endif
