/* SPDX-License-Identifier: ISC
 *
 * retransmit.c - see retransmit.h; also the one place that sends IKE datagrams.
 */
#include "ike/retransmit.h"

#include <string.h>

#include "core/limits.h"

void ike_send_from(struct pluto *p, struct endpoint local, struct endpoint remote,
		   struct view message)
{
	uint8_t buf[NON_ESP_MARKER_LEN + 4096];
	struct datagram d = { .local = local, .remote = remote, .bytes = message };

	if (local.port != p->setup.ike_port) {
		if (message.len > sizeof(buf) - NON_ESP_MARKER_LEN)
			return;
		memset(buf, 0, NON_ESP_MARKER_LEN);
		memcpy(buf + NON_ESP_MARKER_LEN, message.ptr, message.len);
		d.bytes = view_make(buf, NON_ESP_MARKER_LEN + message.len);
	}
	p->count.datagrams_out++;
	p->env.ops->net_send(p->env.world, &d);
}

void ike_send(struct pluto *p, struct ike_sa *ike, struct view message)
{
	ike_send_from(p, ike->local, ike->remote, message);
}

static void resend(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);
	struct retransmit *r = ike == NULL ? NULL : &ike->retransmit;
	struct duration waited;

	if (r == NULL || r->packet.len == 0)
		return;
	waited = monotime_sub(env_now(&p->env), r->started);
	if (r->count >= LIMIT_RETRANSMITS || !duration_less(waited, r->give_up)) {
		r->gave_up(p, owner);
		return;
	}
	r->count++;
	p->count.retransmits++;
	r->delay = duration_scale(r->delay, 2);
	ike_send(p, ike, bytes_view(&r->packet));
	/* The last wait ends exactly at the time-out. */
	waited.us = r->give_up.us - waited.us;
	if (!timer_arm(p, &r->timer, duration_min(r->delay, waited), resend, owner))
		r->gave_up(p, owner);
}

bool retransmit_start(struct pluto *p, struct ike_sa *ike, const struct retransmit_policy *policy,
		      struct bytes *packet)
{
	struct retransmit *r = &ike->retransmit;

	retransmit_stop(p, r);
	/* A request that nothing would ever resend or give up must not be sent. */
	if (!timer_arm(p, &r->timer, duration_min(policy->first, policy->give_up), resend,
		       ike->id)) {
		bytes_fini(packet);
		return false;
	}
	bytes_take(&r->packet, packet);
	r->delay = policy->first;
	r->give_up = policy->give_up;
	r->gave_up = policy->gave_up;
	r->started = env_now(&p->env);
	r->count = 0;
	ike_send(p, ike, bytes_view(&r->packet));
	return true;
}

void retransmit_stop(struct pluto *p, struct retransmit *r)
{
	timer_stop(p, &r->timer);
	bytes_fini(&r->packet);
}
