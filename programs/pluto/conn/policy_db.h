/* SPDX-License-Identifier: ISC
 *
 * policy_db.h - who wants which kernel policy, and what the kernel has.
 *
 * Layer:  conn.
 * Model:  a claim is one wanted policy of one owner.  Claims on the same kernel key (direction, selectors,
 *         mark, if_id) share an entry; the highest rank is in the kernel, the newest among equals.  When a
 *         claim goes, the next one returns by an in-place put: nobody's policy is deleted under another.
 * Errors: a change either succeeds, or is undone; or (MUST false) stands and is repaired every two seconds,
 *         with what was there still in the kernel meanwhile.
 */
#ifndef CONN_POLICY_DB_H
#define CONN_POLICY_DB_H

#include "base/hash.h"
#include "conn/conn.h"
#include "kernel/kernel_types.h"

enum claim_rank { CLAIM_TRAP, CLAIM_HOLD, CLAIM_SHUNT, CLAIM_NEVER, CLAIM_TUNNEL };

struct claim_wish {
	enum claim_rank rank;
	struct kernel_policy policy;
};

struct claim;
struct claim_set {
	struct claim *items;		/* owned array */
	size_t nr;
};

struct claim_change {
	struct claim_set *set;		/* replaced by the wishes on success */
	conn_id owner;			/* 0: a bare shunt */
	const struct claim_wish *wishes;
	size_t nr;
	const struct kernel_sa *in, *out;	/* added with the policies of their direction; both or none */
	const struct kernel_sa_key *del_in, *del_out;	/* deleted behind the policies; may be NULL */
	bool kick;			/* rewrite outbound policies that stay the same: releases held packets */
	bool must;			/* a refusal of the kernel undoes all; else it is repaired later */
};

struct policy_db *policy_db_new(struct pluto *p);
void policy_db_free(struct pluto *p, struct policy_db *db);

/* NULL: the kernel agrees (or, without MUST, will).  Out of memory is an error in both cases. */
MUST_CHECK struct diag *policy_change(struct pluto *p, const struct claim_change *c);
/* The owner is freed with claims that memory was too short to clear: the kernel is cleaned up later. */
void policy_abandon(struct pluto *p, struct claim_set *s);
/* Tries again at once what the kernel, or memory, had refused. */
void policy_repair(struct pluto *p);
/* Deletes SAs; what the kernel refuses is tried again later.  Either may be NULL. */
void policy_sa_delete(struct pluto *p, const struct kernel_sa_key *in, const struct kernel_sa_key *out);
/* The first conn other than C (and its template) whose claim forbids one of the wishes, or 0. */
conn_id policy_conflict(struct pluto *p, const struct conn *c, const struct claim_wish *wishes, size_t nr,
			const struct claim_wish **which);
bool claim_set_has(struct pluto *p, const struct claim_set *s, const struct kernel_policy_key *key);
/* Number of claims of RANK. */
size_t claim_set_count(const struct claim_set *s, enum claim_rank rank);

/* All policies that ought to be in the kernel now, for tests and comparison with a dump. */
void policy_db_walk(struct pluto *p, void (*see)(void *ctx, const struct kernel_policy *policy), void *ctx);
/* Entries that the kernel has not accepted yet. */
size_t policy_db_dirty(const struct pluto *p);

bool policy_key_eq(const struct kernel_policy_key *a, const struct kernel_policy_key *b);
bool policy_eq(const struct kernel_policy *a, const struct kernel_policy *b);
void policy_key_print(struct text *t, const struct kernel_policy_key *k);

#endif
