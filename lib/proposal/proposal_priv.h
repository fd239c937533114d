/* SPDX-License-Identifier: ISC
 *
 * proposal_priv.h - what the files of this folder share: lists of transforms, and names.
 *
 * Layer:  proposal, private.
 */
#ifndef PROPOSAL_PRIV_H
#define PROPOSAL_PRIV_H

#include "proposal/proposal.h"

enum field { FIELD_ENCR, FIELD_PRF, FIELD_INTEG, FIELD_KE, FIELD_SN, FIELDS };

struct proposal_list *proposal_field(struct proposal *p, enum field f);
/* "encryption", "PRF" ... for messages. */
const char *field_name(enum field f);
bool list_has(const struct proposal_list *l, uint16_t id, uint16_t key_bits);
/* A double is collapsed.  False: full. */
bool list_add(struct proposal_list *l, uint16_t id, uint16_t key_bits);
bool list_eq(const struct proposal_list *a, const struct proposal_list *b);
/* Copies P to the end of S unless it is there already.  False: out of memory or PROPOSAL_MAX. */
bool proposal_set_add(struct proposal_set *s, const struct proposal *p);
bool proposal_is_aead(const struct proposal *p);
/* Known to us, usable for PROTOCOL, and SUPPORT (may be NULL) has it.  KE NONE and INTEG NONE are.
 */
bool alg_usable(enum v2_protocol protocol, enum field f, uint16_t id,
		const struct alg_support *support);
/* The integrity algorithm that goes with a PRF (ipsec-conf.md 4.4), INTEG_NONE when there is none.
 */
uint16_t integ_of_prf(uint16_t prf);
uint16_t prf_of_integ(uint16_t integ);

/* Fill what TEXT left open; defaults that are not usable are left out. */
bool defaults_prf(struct proposal_list *l, const struct alg_support *support);
bool defaults_integ(enum v2_protocol protocol, struct proposal_list *l,
		    const struct alg_support *support);
bool defaults_ke(struct proposal_list *l, const struct alg_support *support);
bool defaults_sn(struct proposal_list *l);
MUST_CHECK struct diag *defaults_set(struct proposal_set *s, const struct alg_support *support);

enum lookup { LOOKUP_OK, LOOKUP_UNKNOWN, LOOKUP_KEY_LENGTH };
struct lookup_result {
	uint16_t id;
	uint16_t key_bits;	/* 0: none was written */
};
/* WORD may have '-' for '_'. */
enum lookup name_lookup(enum field f, struct view word, struct lookup_result *out);
const char *name_near(enum field f, struct view word);
/* A sentence about a word that was once an algorithm, or NULL. */
const char *name_removed(struct view word);
/* Canonical, with "_256". */
void print_transform(struct text *t, enum field f, uint16_t id, uint16_t key_bits);

#endif
