/* SPDX-License-Identifier: ISC
 *
 * nat.c - see nat.h.
 */
#include "ike/nat.h"

#include "core/limits.h"
#include "conn/conn.h"

#define NAT_NOTIFIES_MAX 8	/* looked at per kind; a multihomed peer sends several SOURCE_IP */

bool nat_hash(struct pluto *p, const struct ike_sa *ike, struct endpoint at,
	      uint8_t out[NAT_HASH_LEN])
{
	return nat_detection_hash(p->env.crypto, VIEW_OF(ike->spi_i.bytes),
				  VIEW_OF(ike->spi_r.bytes), address_view(&at.addr), at.port, out);
}

enum nat_seen { NAT_NOT_SENT, NAT_MATCH, NAT_DIFFERS };

static enum nat_seen compare(struct pluto *p, const struct ike_header *h, const struct chain *c,
			     uint16_t type, struct endpoint at)
{
	enum nat_seen seen = NAT_NOT_SENT;
	uint8_t want[NAT_HASH_LEN];
	unsigned looked = 0;

	if (!nat_detection_hash(p->env.crypto, VIEW_OF(h->spi_i.bytes), VIEW_OF(h->spi_r.bytes),
				address_view(&at.addr), at.port, want))
		return NAT_NOT_SENT;
	for (size_t i = 0; i < c->nr && looked < NAT_NOTIFIES_MAX; i++) {
		const struct payload *pl = &c->items[i];

		if (pl->type != V2_N || pl->desc == NULL || pl->body.notify.type != type ||
		    pl->body.notify.data.len != NAT_HASH_LEN)
			continue;
		looked++;
		if (view_eq(pl->body.notify.data, VIEW_OF(want)))
			return NAT_MATCH;
		seen = NAT_DIFFERS;
	}
	return seen;
}

void nat_detect(struct pluto *p, struct ike_sa *ike, const struct ike_header *h,
		const struct chain *c)
{
	enum nat_seen src = compare(p, h, c, N_NAT_DETECTION_SOURCE_IP, ike->remote);
	enum nat_seen dst = compare(p, h, c, N_NAT_DETECTION_DESTINATION_IP, ike->local);

	/* Only one kind present: assume no NAT rather than guess (T55). */
	if (src == NAT_NOT_SENT || dst == NAT_NOT_SENT)
		return;
	ike->nat_remote = src == NAT_DIFFERS;
	ike->nat_local = dst == NAT_DIFFERS;
}

static void send_keepalive(struct pluto *p, uint64_t owner)
{
	struct ike_sa *ike = ike_by_id(p, owner);
	static const uint8_t ff[1] = { 0xff };
	struct datagram d;

	if (ike == NULL || ike->state != IKE_UP)
		return;
	d = (struct datagram){ ike->local, ike->remote, VIEW_OF(ff) };
	p->env.ops->net_send(p->env.world, &d);
	timer_arm(p, &ike->keepalive, p->setup.keep_alive, send_keepalive, owner);
}

void nat_keepalive_start(struct pluto *p, struct ike_sa *ike)
{
	struct conn *c = ike_conn(p, ike);

	timer_stop(p, &ike->keepalive);
	if (ike->nat_local && ike->encap && p->setup.keep_alive.us > 0 && c != NULL &&
	    c->config->nat_keepalive)
		timer_arm(p, &ike->keepalive, p->setup.keep_alive, send_keepalive, ike->id);
}
