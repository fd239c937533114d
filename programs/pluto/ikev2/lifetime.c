/* SPDX-License-Identifier: ISC
 *
 * lifetime.c - see lifetime.h.
 */
#include "ikev2/lifetime.h"

#include "conn/conn_db.h"
#include "core/intent.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/task.h"
#include "ikev2/terminate.h"

#define OLD_CHILD_GRACE DURATION_MS(100)	/* > 50 ms: bundles already resolved still use the old SA */

#define RETRY_WORTH DURATION_S(4)		/* with less left, a failed rekey is not tried again */
#define RETRY_LATER DURATION_S(60)

#define SUPERSEDED_WAIT DURATION_S(60)	/* the peer deletes it; should it not, we do */

#define OLD_IKE_GRACE DURATION_S(2)		/* its other children move over meanwhile */

/* margin * (1 + random(0..fuzz %)), at most half of LIFE. */
static struct duration margin(struct pluto *p, const struct conn_config *cfg, struct duration life)
{
	struct crypto *c = p->env.crypto;
	uint32_t r = 0;
	int64_t us = cfg->margin.us;

	if (!c->random(c->ctx, &r, sizeof(r)))
		r = 0;
	us += us / 100 * (int64_t)(r % (cfg->fuzz_percent + 1u));
	return us > life.us / 2 ? (struct duration){ life.us / 2 } : (struct duration){ us };
}

static void child_end(struct pluto *p, uint64_t owner)
{
	v2_delete_child(p, owner, "its lifetime is over");
}

static void rekey_child(struct pluto *p, uint64_t owner)
{
	struct child_sa *child = child_by_id(p, owner);
	struct ike_sa *ike = child == NULL ? NULL : ike_by_id(p, child->ike);
	struct v2_nego *n;
	struct conn *c;

	if (child == NULL || child->state != CHILD_UP)
		return;
	timer_arm(p, &child->life, monotime_sub(child->replace_at, env_now(&p->env)), child_end,
		  owner);
	c = conn_by_id(p, child->conn);
	if (c == NULL || c->routing.owner_child != child->id)
		return;		/* it has a successor already */
	n = ike == NULL || ike->state != IKE_UP ? NULL : nego_new();
	if (n == NULL)
		return;
	n->ours = true;
	n->conn = child->conn;
	n->rekeys = child->id;
	log_note(&child->log, "rekeying Child SA");
	task_add(p, ike, TASK_CHILD, &n, 0);
}

void lifetime_child_retry(struct pluto *p, sa_id id)
{
	struct child_sa *child = child_by_id(p, id);
	struct duration left;

	if (child == NULL || child->state != CHILD_UP || !child->initiator)
		return;
	left = monotime_sub(child->replace_at, env_now(&p->env));
	if (!duration_less(left, RETRY_WORTH))
		timer_arm(p, &child->life,
			  duration_min(RETRY_LATER, (struct duration){ left.us / 2 }), rekey_child,
			  id);
}

void lifetime_child_start(struct pluto *p, struct child_sa *child)
{
	struct conn *c = conn_by_id(p, child->conn);
	struct monotime now = env_now(&p->env);
	struct duration life, early;

	if (c == NULL)
		return;
	life = c->config->child_life;
	early = margin(p, c->config, life);
	child->replace_at = monotime_add(now, life);
	child->rekey_at = monotime_add(now, (struct duration){ life.us - early.us });
	if (child->initiator && c->config->rekey)
		timer_arm(p, &child->life, (struct duration){ life.us - early.us }, rekey_child,
			  child->id);
	else
		timer_arm(p, &child->life, life, child_end, child->id);
}

static void old_child_end(struct pluto *p, uint64_t owner)
{
	v2_delete_child(p, owner, "it has been rekeyed");
}

void lifetime_replaced(struct pluto *p, struct child_sa *old)
{
	timer_arm(p, &old->life, OLD_CHILD_GRACE, old_child_end, old->id);
}

static void redundant_end(struct pluto *p, uint64_t owner)
{
	v2_delete_child(p, owner, "the peer's rekey crossed ours and won");
}

void lifetime_redundant(struct pluto *p, struct child_sa *child)
{
	timer_arm(p, &child->life, OLD_CHILD_GRACE, redundant_end, child->id);
}

static void ike_end(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike != NULL)
		v2_delete_ike(p, ike, "its lifetime is over");
}

static void replaced_ike_end(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike != NULL)
		v2_delete_ike(p, ike, "it has been replaced");
}

void lifetime_ike_replaced(struct pluto *p, struct ike_sa *old)
{
	timer_arm(p, &old->life, OLD_IKE_GRACE, replaced_ike_end, old->id);
}

/* A rival that never carried anything may be unknown to the peer: no word is lost about it. */
static void superseded_end(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike != NULL && ike->on_trial)
		v2_ike_gone(p, ike, "another rekey won");
	else
		replaced_ike_end(p, owner);
}

void lifetime_ike_superseded(struct pluto *p, struct ike_sa *ike)
{
	timer_arm(p, &ike->life, SUPERSEDED_WAIT, superseded_end, ike->id);
}

static void rekey_ike(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);

	if (ike == NULL || ike->state != IKE_UP)
		return;
	timer_arm(p, &ike->life, monotime_sub(ike->replace_at, env_now(&p->env)), ike_end, owner);
	v2_rekey_ike(p, ike);
}

void lifetime_ike_start(struct pluto *p, struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, ike);
	struct monotime now = env_now(&p->env);
	struct duration life, early;

	if (c == NULL)
		return;
	life = c->config->ike_life;
	early = margin(p, c->config, life);
	ike->replace_at = monotime_add(now, life);
	ike->rekey_at = monotime_add(now, (struct duration){ life.us - early.us });
	if (ike->role == IKE_INITIATOR && c->config->rekey)
		timer_arm(p, &ike->life, (struct duration){ life.us - early.us }, rekey_ike,
			  ike->id);
	else
		timer_arm(p, &ike->life, life, ike_end, ike->id);
}
