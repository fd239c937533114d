/* SPDX-License-Identifier: ISC
 *
 * dn_priv.h - distinguished names: text <-> DER, and comparing.  NSS does all ASN.1.
 *
 * Layer:  pki, private.  Text lists the parts in the order of the DER ("C=CA, O=x, CN=y"), the
 * reverse of RFC 4514 and of NSS.
 */
#ifndef PKI_DN_PRIV_H
#define PKI_DN_PRIV_H

#include "base/bytes.h"
#include "base/diag.h"
#include "base/text.h"

/* *DER is empty before. */
MUST_CHECK struct diag *dn_parse(struct view text, struct bytes *der);
bool dn_is_valid(struct view der);
/* Bytes that are not printable ASCII as \XX, which dn_parse() reads. */
void dn_print(struct text *t, struct view der);
/* PATTERN may have "*" as a value; *WILDCARDS counts those.  Letters match in either case. */
bool dn_matches(struct view der, struct view pattern, unsigned *wildcards);

#endif
