/* SPDX-License-Identifier: ISC
 *
 * ike_sa.h - an IKE SA: plain data that lives as long as it does; the negotiation's scratch is apart.
 *
 * Layer:  ike.  Knows nothing of what IKEv2 messages mean.
 */
#ifndef IKE_IKE_SA_H
#define IKE_IKE_SA_H

#include "base/bytes.h"
#include "base/hash.h"
#include "core/pluto.h"
#include "core/timer.h"
#include "crypt/keymat.h"
#include "pki/id.h"
#include "wire/isakmp.h"

enum ike_role { IKE_INITIATOR, IKE_RESPONDER };	/* of the IKE SA: original, RFC 7296 2.2 */

enum ike_state {
	IKE_INIT_I,		/* sent IKE_SA_INIT request */
	IKE_INIT_R,		/* sent IKE_SA_INIT response; half-open */
	IKE_AUTH_I,		/* sent IKE_AUTH request */
	IKE_UP,			/* established */
	IKE_CLOSING,		/* Delete sent, waiting for its answer */
	IKE_LINGER,		/* over; only answers repeats of the last request for a few seconds */
	IKE_GONE,		/* to be freed at the end of this event */
	IKE_STATES,
};
extern const struct names ike_state_names;	/* stories: "sent IKE_SA_INIT request", "established IKE SA" */

struct v2_nego;			/* negotiation scratch: ikev2/nego.h */
struct v2_parked;		/* a message that waits for a job: ikev2/engine.c */
struct v2_task;			/* an exchange of ours: ikev2/task.h */

/* Replay and request/response bookkeeping of one direction: window size 1 (RFC 7296 2.3). */
struct ike_window {
	uint32_t send_next;		/* message id of our next request */
	bool outstanding;		/* send_next - 1 is not answered yet */
	uint8_t send_exchange;		/* type of that request: its answer has the same */
	uint32_t recv_next;		/* message id we expect in the peer's next request */
	struct bytes last_reply;	/* answer to recv_next - 1, for resends; without marker */
	uint8_t last_request[32];	/* SHA-256 of the request that last_reply answers */
};

struct retransmit {
	void (*gave_up)(struct pluto *p, sa_id ike);
	struct timer timer;
	struct bytes packet;		/* what is resent, without marker; empty = idle */
	struct duration delay;		/* of the next resend */
	struct monotime started;
	struct duration give_up;
	unsigned count;
};

struct ike_sa {
	sa_id id;
	conn_id conn;
	enum ike_role role;
	enum ike_state state;
	struct ike_spi spi_i, spi_r;
	struct endpoint local, remote;
	bool encap;			/* float to 4500, UDP encapsulation */
	bool nat_local, nat_remote;	/* who is behind NAT */
	bool by_rekey;			/* made by CREATE_CHILD_SA, not by IKE_SA_INIT */
	struct ike_suite suite;
	struct ike_keys keys;
	uint64_t iv_next;		/* counter IV of what we send; never reused */
	struct id peer_id, local_id;	/* authenticated / as sent */
	struct ike_window window;
	struct retransmit retransmit;
	struct timer life;		/* half-open timeout, then replace/expire */
	struct timer keepalive;		/* NAT */
	struct timer liveness;		/* next look at how long the peer has been silent */
	struct duration dpd_delay;	/* 0: no liveness checks */
	struct v2_nego *nego;		/* the IKE SA's own negotiation; NULL once established */
	struct v2_nego *peer_nego;	/* the peer's CREATE_CHILD_SA that waits for a job, or NULL */
	struct v2_parked *parked[3];	/* by enum nego_slot: message that waits for a job, or NULL */
	struct v2_task *task;		/* what our outstanding exchange is about, or NULL */
	struct list tasks;		/* waiting exchanges, in order */
	struct timer pause;		/* armed: exchanges that make SAs wait for it (TEMPORARY_FAILURE) */
	struct list children;		/* struct child_sa, link.ike_link */
	size_t nr_children;
	struct monotime established, last_heard;
	struct monotime rekey_at, replace_at;
	sa_id replaces;			/* the SA that this one was made to succeed, or 0 */
	sa_id successor;		/* the SA that took over by a rekey: this one only ends; or 0 */
	sa_id rival;			/* the peer's successor, while ours is still asked for; or 0 */
	bool on_trial;			/* it is such a rival: no child begins here yet */
	uint8_t low_nonce[32];		/* of a rekeyed SA: the lower of its two nonces (RFC 7296 2.8.1) */
	uint64_t bad_packets;
	struct logger log;		/* "\"west\" #1: " */
	struct list_node all;
	struct hash_node by_id, by_spi;
	struct hash_node by_peer_spi;	/* responder, half-open: (SPIi, remote endpoint) */
	struct hash_node by_conn;
	struct hash_node by_peer;	/* hosts and ids of its conn */
	struct hash_node by_identity;	/* authenticated: both ids */
	bool half_open;			/* counted by ddos.c */
};

struct ike_db *ike_db_new(struct pluto *p);
void ike_db_free(struct pluto *p, struct ike_db *db);
/* A new SA with an id and our random SPI on its side, in the db.  NULL: memory. */
struct ike_sa *ike_sa_new(struct pluto *p, conn_id conn, enum ike_role role, struct endpoint local,
			  struct endpoint remote);
/* A fresh SPI, not in use here.  False: the random numbers failed. */
bool ike_spi_pick(struct pluto *p, struct ike_spi *out);
/* A new SA with our SPI OWN that is to take over from OLD: conn, addresses, NAT and identities are the same; the
 * peer's SPI, suite and keys are the caller's to fill in.  NULL: memory. */
struct ike_sa *ike_sa_successor(struct pluto *p, const struct ike_sa *old, enum ike_role role, struct ike_spi own);
/* Unlinks, wipes, frees.  Children must be gone. */
void ike_sa_free(struct pluto *p, struct ike_sa *ike);
struct ike_sa *ike_by_id(struct pluto *p, sa_id id);
/* LOCAL_SPI: ours (SPIi when we are the initiator). */
struct ike_sa *ike_by_spi(struct pluto *p, struct ike_spi local_spi);
struct ike_sa *ike_first(struct pluto *p);
struct ike_sa *ike_next(struct pluto *p, struct ike_sa *ike);
size_t ike_nr(const struct pluto *p);
size_t ike_nr_half_open(const struct pluto *p);
/* An established IKE SA with the peer of conn C usable for another child, or NULL: same hosts and ids. */
struct conn;
struct ike_sa *ike_for_conn(struct pluto *p, const struct conn *c);
/* Any IKE SA (any state but closing) whose own conn is C, newest first in no order; AFTER NULL starts. */
struct ike_sa *ike_next_of_conn(struct pluto *p, conn_id conn, struct ike_sa *after);
/* Responder, half-open: the SA made by an IKE_SA_INIT request with SPI_I from REMOTE, or NULL. */
struct ike_sa *ike_by_peer_spi(struct pluto *p, struct ike_spi spi_i, struct endpoint remote);
/* The peer is authenticated: makes the SA findable by both ids. */
void ike_sa_index_identity(struct pluto *p, struct ike_sa *ike);
/* Established SAs of the same two identities as LIKE's; AFTER NULL starts. */
struct ike_sa *ike_next_of_identity(struct pluto *p, const struct ike_sa *like, struct ike_sa *after);
/* Makes a half-open responder findable by ike_by_peer_spi(). */
void ike_sa_index_peer(struct pluto *p, struct ike_sa *ike);
/* State changes keep the half-open count and the look-up tables right. */
void ike_sa_set_state(struct pluto *p, struct ike_sa *ike, enum ike_state state);
/* Frees all SAs in IKE_GONE; called by pluto.c when an event is over, so that no handler loses its SA. */
void ike_reap(struct pluto *p);
/* Sets the log prefix from the conn's name and the id. */
void ike_sa_name(struct pluto *p, struct ike_sa *ike);
/* Something of C went: an instance that has no IKE SA either is dropped. */
void ike_release_conn(struct pluto *p, struct conn *c);
/* The conn of the SA, or NULL. */
struct conn *ike_conn(struct pluto *p, const struct ike_sa *ike);
void ike_sa_set_conn(struct pluto *p, struct ike_sa *ike, struct conn *c);

#endif
