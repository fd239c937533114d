/* SPDX-License-Identifier: ISC
 *
 * nego.h - what one negotiation needs and an established SA does not: nonces, key exchange, first
 * messages, the child being made.  Used for the IKE SA itself, for the peer's CREATE_CHILD_SA and for ours.
 *
 * Layer:  ikev2.
 * Owner:  ike->nego, ike->peer_nego or task->nego; freed as soon as the SA is up or dead.
 */
#ifndef IKEV2_NEGO_H
#define IKEV2_NEGO_H

#include "child/child_sa.h"
#include "child/narrow.h"
#include "ike/ike_sa.h"

enum ke_status {
	KE_IDLE,		/* nothing asked */
	KE_BUSY,		/* a job is at it */
	KE_READY,
	KE_BAD_VALUE,		/* the peer's public value is invalid */
	KE_FAILED,		/* the library failed */
};

struct v2_nego {
	/* key exchange */
	const struct ke_alg *ke_alg;		/* NULL: none */
	struct ke_key *ke_key;
	struct bytes ke_public;			/* ours */
	struct bytes ke_peer;			/* theirs, until derived */
	struct secret shared;
	enum ke_status ke_status;
	uint64_t job;				/* serial of the job that is at it; 0 = none */
	/* both nonces; ours is i or r by who asked */
	struct bytes ni, nr;
	/* IKE SA only */
	struct bytes first_i, first_r;		/* the IKE_SA_INIT messages as sent, for AUTH */
	struct bytes id_i, id_r;		/* ID payload bodies */
	struct bytes cookie;			/* to be returned */
	unsigned tries;				/* IKE_SA_INIT requests so far */
	uint64_t groups_tried;			/* bit set over KE ids < 64 */
	uint16_t error_hint;			/* unprotected error notify that was seen; 0 none */
	/* the child */
	bool ours;				/* we want it: its failure is ours to tell */
	conn_id conn;				/* its connection */
	sa_id child;				/* larval; 0 = none */
	sa_id rekeys;				/* child that it replaces, or 0 */
	bool has_packet;
	struct packet packet;			/* on demand: becomes the first TS */
	uint32_t acquire_seq;
	struct suite suite;			/* chosen for the child, or for the new IKE SA */
	/* a new IKE SA by CREATE_CHILD_SA */
	struct ike_spi spi_ours, spi_theirs;
};

struct v2_nego *nego_new(void);
/* Frees the key exchange at once; a job that is still at it finds no owner and is dropped. */
void nego_free(struct pluto *p, struct v2_nego **nego);
/* 32 fresh bytes into empty NONCE (RFC 7296 2.10). */
bool nego_nonce(struct pluto *p, struct bytes *nonce);

/* The peer wants another method: our key pair goes, KE is next. */
void nego_ke_again(struct pluto *p, struct v2_nego *n, const struct ke_alg *ke);
/* The lower of N's two nonces, cut or filled up with zeros, for the tie of crossing rekeys (RFC 7296 2.8.1). */
void nego_low_nonce(const struct v2_nego *n, uint8_t out[32]);

/* Which nego of an IKE SA: a job's result is looked up by it. */
enum nego_slot { NEGO_IKE, NEGO_PEER, NEGO_TASK };
struct v2_nego *nego_slot(struct ike_sa *ike, enum nego_slot slot);

/* Generates our key pair when there is none, and derives when nego->ke_peer is set.  Fast groups at once, slow
 * ones by a job: then v2_job_done() resumes.  Sets nego->ke_status, and returns it. */
enum ke_status nego_ke(struct pluto *p, struct ike_sa *ike, enum nego_slot slot);

#endif
