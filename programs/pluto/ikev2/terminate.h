/* SPDX-License-Identifier: ISC
 *
 * terminate.h - the ends of IKE and Child SAs: wished, told by the peer, or forced by failure.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_TERMINATE_H
#define IKEV2_TERMINATE_H

#include "core/intent.h"
#include "ike/ike_sa.h"

struct v2_nego;

/* Silent ends. */
/* Everything of IKE goes, nobody is told; each conn's routing is.  IKE is freed at the end of the event. */
void v2_ike_gone(struct pluto *p, struct ike_sa *ike, const char *why);
/* As v2_ike_gone, but the SA still answers repeats of the last request for a few seconds. */
void v2_ike_linger(struct pluto *p, struct ike_sa *ike, const char *why);
/* The negotiation failed: logs, tells whoever waits (RC), then v2_ike_gone(). */
void v2_ike_failed(struct pluto *p, struct ike_sa *ike, enum rc rc, const char *why);
/* As v2_ike_failed, where the peer believes that the SA is good: it is told by a Delete. */
void v2_ike_refused(struct pluto *p, struct ike_sa *ike, const char *why);
/* The child that N was making does not come: frees it, tells its conn's routing and whoever waits. */
void v2_child_failed(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, const char *why);
/* As v2_child_failed, after the peer had accepted it: it is told by a Delete. */
void v2_child_unwanted(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, const char *why);
/* The running task failed; the next starts. */
void v2_task_failed(struct pluto *p, struct ike_sa *ike, const char *why);
void v2_task_unwanted(struct pluto *p, struct ike_sa *ike, const char *why);
/* Retransmission gave up. */
void v2_gave_up(struct pluto *p, sa_id ike);

/* Ends with a Delete to the peer. */
void v2_delete_ike(struct pluto *p, struct ike_sa *ike, const char *why);
void v2_delete_child(struct pluto *p, sa_id child, const char *why);
/* INTENT_DOWN: the conn's children go, and its IKE SA when nobody else uses it. */
void v2_down(struct pluto *p, conn_id conn, const char *why);
/* All; the caller waits for ike_nr() to become 0. */
void v2_delete_all(struct pluto *p, const char *why);

/* A child is up: the one it replaces is deleted, lifetimes start, whoever waits is told. */
struct child_sa;
void v2_child_established(struct pluto *p, struct ike_sa *ike, struct child_sa *child);
/* The IKE SA is up: lifetimes and keepalives start. */
void v2_ike_established(struct pluto *p, struct ike_sa *ike);

/* Tells whoever waits for CONN. */
__attribute__((format(printf, 4, 5))) void v2_result(struct pluto *p, conn_id conn, enum rc rc,
						      const char *format, ...);

#endif
