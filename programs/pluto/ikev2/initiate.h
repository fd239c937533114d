/* SPDX-License-Identifier: ISC
 *
 * initiate.h - exchanges that we start.
 *
 * Layer:  ikev2.
 */
#ifndef IKEV2_INITIATE_H
#define IKEV2_INITIATE_H

#include "core/intent.h"
#include "ike/ike_sa.h"

/* INTENT_INITIATE: a child on a usable IKE SA, else an IKE SA first.  The result is told by INTENT_CONN_RESULT. */
void v2_initiate(struct pluto *p, const struct intent *i);
/* Makes a new IKE SA with a child for each conn that has one on OLD, beside OLD. */
void v2_replace_ike(struct pluto *p, struct ike_sa *old);
/* (Re)sends IKE_SA_INIT as nego says (cookie, group); waits for the key pair when that takes a job. */
void sa_init_i_send(struct pluto *p, struct ike_sa *ike);
/* Builds and sends CREATE_CHILD_SA for the running TASK_CHILD, when its key pair is ready. */
void child_i_send(struct pluto *p, struct ike_sa *ike);
struct v2_nego *v2_task_nego(struct ike_sa *ike);

#endif
