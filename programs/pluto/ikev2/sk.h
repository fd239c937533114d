/* SPDX-License-Identifier: ISC
 *
 * sk.h - protection of IKE messages with the SA's keys: RFC 7296 3.14, RFC 5282 (AEAD).
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_SK_H
#define IKEV2_SK_H

#include "base/arena.h"
#include "ike/ike_sa.h"

struct sk_room {
	size_t iv_len, block_len, icv_len;
};
struct sk_room sk_room(const struct ike_sa *ike);

/* Protects MSG[0..len): aad is the first IV_AT bytes, the IV has been reserved at IV_AT, plaintext with padding
 * follows, and icv_len bytes are reserved at the end.  Length fields are final. */
bool sk_seal(struct pluto *p, struct ike_sa *ike, uint8_t *msg, size_t len, size_t iv_at);
/* Fills the IV at MSG + IV_AT: counter or random. */
bool sk_iv(struct pluto *p, struct ike_sa *ike, uint8_t *iv);
/* DATA is the SK body (a part of MESSAGE); the inner payload bytes into *PLAIN (arena). */
__attribute__((warn_unused_result)) enum security sk_open(struct pluto *p, struct ike_sa *ike, struct arena *a,
							  struct view message, struct view data,
							  struct view *plain);

#endif
