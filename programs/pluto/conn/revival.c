/* SPDX-License-Identifier: ISC
 *
 * revival.c - when to try again.
 *
 * May use:   base, core, conn.
 * Must not:  initiate by itself: that is an intent.
 */
#include "conn/revival.h"

#include "conn/conn_db_priv.h"
#include "conn/routing_exec.h"
#include "core/intent.h"

#define REVIVAL_STEP_S 5
#define REVIVAL_MAX_S 300
#define JITTER_DIVISOR 10	/* up to a tenth is added, so that peers of a dead gateway do not return as one */

bool revival_wanted(const struct pluto *p, const struct conn *c, bool lost)
{
	if (p->stopping || c->pending_delete || conn_never_negotiates(c))
		return false;
	if (c->kind != CONN_PERMANENT && c->kind != CONN_INSTANCE)
		return false;
	/* auto=keep: once, when what was up is lost. */
	return c->wish.up || (c->wish.keep && lost && c->revivals == 0);
}

struct duration revival_delay(unsigned nr)
{
	unsigned s = nr > REVIVAL_MAX_S / REVIVAL_STEP_S ? REVIVAL_MAX_S : nr * REVIVAL_STEP_S;

	return DURATION_S(s);
}

static struct duration jitter(const struct pluto *p, struct duration d)
{
	uint32_t random = 0;
	int64_t most = d.us / JITTER_DIVISOR;

	if (p->env.crypto == NULL || !p->env.crypto->random(p->env.crypto->ctx, &random, sizeof(random)))
		return DURATION_ZERO;
	return (struct duration){ most * (random >> 8) / (1 << 24) };
}

void revival_initiate(struct pluto *p, struct conn *c, unsigned why)
{
	struct intent i = { .type = INTENT_INITIATE, .conn = c->id, .why = (enum why_initiate)why };

	(void)intent_add(p, &i);
}

static void revival_fire(struct pluto *p, uint64_t owner)
{
	struct conn *c = conn_by_id(p, owner);

	if (c == NULL || p->stopping || routing_is_busy(&c->routing))
		return;
	if (!c->wish.up && !c->wish.keep) {
		routing_wish_changed(p, c);
		return;
	}
	log_note(&c->log, "reviving the connection, which is to stay up (serial $%llu)",
		 (unsigned long long)c->id);
	/* The peer may have moved: ask again from the second attempt on. */
	if (c->revivals > 1 && conn_has_dns_name(c)) {
		c->links->revive = true;
		conn_resolve(p, c);
		return;
	}
	if (c->oriented)
		revival_initiate(p, c, WHY_REVIVAL);
	else
		revival_schedule(p, c, true, "it is not oriented");
}

void revival_schedule(struct pluto *p, struct conn *c, bool lost, const char *why)
{
	struct duration delay = revival_delay(c->revivals);

	if (!revival_wanted(p, c, lost) || timer_armed(&c->revival))
		return;
	c->revivals++;
	log_note(&c->log, "connection is supposed to remain up; revival attempt %u scheduled in %lld seconds%s%s",
		 c->revivals, (long long)duration_s(delay), why == NULL ? "" : ": ", why == NULL ? "" : why);
	delay.us += jitter(p, delay).us;
	(void)timer_arm(p, &c->revival, delay, revival_fire, c->id);
}

void revival_stop(struct pluto *p, struct conn *c)
{
	timer_stop(p, &c->revival);
	c->links->revive = false;
}
