/* SPDX-License-Identifier: ISC
 *
 * proposal.h - "aes256-sha2;dh21" <-> proposals, their defaults, and choosing among a peer's.
 *
 * Layer:   proposal (base, wire, crypt descriptors).  Grammar: ipsec-conf.md 4.4.
 */
#ifndef PROPOSAL_PROPOSAL_H
#define PROPOSAL_PROPOSAL_H

#include "base/arena.h"
#include "base/diag.h"
#include "crypt/keymat.h"
#include "wire/v2_payloads.h"

#define PROPOSAL_MAX 32			/* proposals in one set */
#define PROPOSAL_TRANSFORMS_MAX 16	/* of one type in one proposal */

struct proposal_transform {
	uint16_t id;
	uint16_t key_bits;	/* 0 = none */
};
struct proposal_list {
	struct proposal_transform items[PROPOSAL_TRANSFORMS_MAX];
	uint8_t nr;
};
struct proposal {
	struct proposal_list encr, prf, integ, ke, sn;	/* integ nr 0 with AEAD; ke nr 0: no PFS */
};
struct proposal_set {
	enum v2_protocol protocol;
	struct proposal *items;		/* owned */
	size_t nr;
};

/* What this machine can do: false = never offered, refused in a configuration (R14).  NULL = all. */
struct alg_support {
	bool (*has)(void *ctx, enum v2_protocol protocol, enum alg_kind kind, uint16_t id);
	void *ctx;
};

/* TEXT NULL or empty: the defaults of PROTOCOL.  Errors name the word and the near match. */
MUST_CHECK struct diag *proposal_parse(enum v2_protocol protocol, const char *text,
				       const struct alg_support *support, struct proposal_set *out);
void proposal_set_fini(struct proposal_set *s);
/* "AES_GCM_16_256-HMAC_SHA2_512-DH19, ..." in the canonical form, one line. */
void proposal_set_print(struct text *t, const struct proposal_set *s);

/* Child SAs only.  The esn= keyword: YES offers 64 bit numbers, NO 32 bit ones, both offer both, 64 first.
 * Overrides what the text said: call it only when the keyword is set (or replay-window=0: no). */
void proposal_set_esn(struct proposal_set *s, bool yes, bool no);
/* pfs=no */
void proposal_set_strip_ke(struct proposal_set *s);
/* pfs=yes and no group in esp=: GROUP (the IKE SA's) goes into the proposals that have none. */
void proposal_set_default_ke(struct proposal_set *s, uint16_t group);

/* Result of a negotiation. */
struct suite {
	uint8_t number;			/* of the chosen proposal in the offer */
	enum v2_protocol protocol;
	struct view spi;		/* the peer's, borrowed from the offer */
	const struct encr_alg *encr;	/* NULL for AH */
	uint16_t key_bits;
	const struct prf_alg *prf;	/* IKE only */
	const struct integ_alg *integ;	/* NULL with AEAD or NONE */
	const struct ke_alg *ke;	/* NULL: no key exchange */
	bool esn;
};

struct choose_policy {
	size_t spi_len;			/* required in the offer: 0 (IKE_SA_INIT), 8, 4 */
	bool ignore_ke;			/* first Child SA: the offer carries no KE, ours is not looked at */
	uint16_t prefer_ke;		/* group of the KE payload at hand: taken when it is acceptable */
};

enum choose_result { CHOOSE_OK, CHOOSE_NONE, CHOOSE_BAD_SPI };

/* Responder: our order decides; a transform with ODD set, an unknown id or a bad key length never
 * matches.  RFC 7296 2.7, 3.3.6. */
enum choose_result proposal_choose(const struct proposal_set *local, const struct v2_sa *offer,
				   const struct choose_policy *policy, struct suite *out);
/* Initiator: the response must be exactly one of ours with one transform per type. */
enum choose_result proposal_accept(const struct proposal_set *sent, const struct v2_sa *response,
				   const struct choose_policy *policy, struct suite *out);
/* Our offer as a payload; proposals are numbered from 1; SPI is borrowed by each. NO_KE strips KE. */
bool proposal_to_wire(const struct proposal_set *s, struct view spi, bool no_ke, struct arena *a,
		      struct v2_sa *out);
/* The chosen suite as the response payload. */
bool suite_to_wire(const struct suite *s, struct view spi, struct arena *a, struct v2_sa *out);
/* Would S have allowed what an IKE SA negotiated?  Another connection between the same hosts may have done so. */
bool proposal_permits(const struct proposal_set *s, const struct ike_suite *suite);
/* First KE of the set (its KE payload is sent first), or NULL. */
const struct ke_alg *proposal_first_ke(const struct proposal_set *s);
bool proposal_has_ke(const struct proposal_set *s, uint16_t group);
/* "cipher=AES_GCM_16_256 integ=n/a prf=HMAC_SHA2_512 ke=DH19" (IKE), "AES_GCM_16_256" (ESP). */
void suite_print_ike(struct text *t, const struct suite *s);
void suite_print_child(struct text *t, const struct suite *s);

#endif
