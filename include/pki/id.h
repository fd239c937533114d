/* SPDX-License-Identifier: ISC
 *
 * id.h - IKE identities: text of ipsec.conf <-> ID payload, and matching.
 *
 * Layer:   pki (base, net, wire).  DNs are kept as DER; NSS does all ASN.1.
 */
#ifndef PKI_ID_H
#define PKI_ID_H

#include "base/bytes.h"
#include "base/diag.h"
#include "net/address.h"
#include "wire/v2_numbers.h"

#define ID_TEXT_MAX 512
#define ID_DATA_MAX 4096	/* longest identity accepted from a peer, bytes */

enum id_special {		/* what the configuration can say besides an identity */
	ID_IS_ID = 0,		/* TYPE and DATA hold an identity */
	ID_NONE,		/* not set: becomes the host address when that is known */
	ID_ANY,			/* %any: matches everything */
	ID_FROM_CERT,		/* %fromcert */
};

struct id {
	enum id_special special;
	uint8_t type;		/* enum v2_id_type */
	struct bytes data;	/* as in the ID payload (owned) */
};

/* ipsec-conf.md 4.2.  *OUT is empty before; id_fini() after. */
MUST_CHECK struct diag *id_parse(struct view text, struct id *out);
bool id_from_address(struct address a, struct id *out);
/* Checks TYPE and length rules (RFC 7296 3.5). False: malformed or out of memory. */
bool id_from_payload(uint8_t type, struct view data, struct id *out);
bool id_copy(struct id *out, const struct id *from);
void id_fini(struct id *id);
/* "@west", "192.0.2.1", "user@host", "@#0x0102", "C=.., CN=..", "%any", "%null": bytes from the peer are
 * escaped.  Round trips with id_parse. */
void id_print(struct text *t, const struct id *id);
/* Same identity: FQDN and RFC822 ignore case and a trailing dot. */
bool id_eq(const struct id *a, const struct id *b);
/* Does the peer's identity satisfy the configured one (%any, DN wildcards)?  *WILDCARDS (may be NULL): 0
 * exact, more = looser. */
bool id_matches(const struct id *peer, const struct id *configured, unsigned *wildcards);
/* Bytes that are equal for identities that are id_eq(): a key for hash tables (the reverse does not hold).
 * At most CAP are written; returns how many. */
size_t id_key(const struct id *id, uint8_t *out, size_t cap);

#endif
