/* SPDX-License-Identifier: ISC
 *
 * peer_moved.c - see peer_moved.h.  A new port is told to the kernel in place; a new address of the peer would need new
 * SAs there (the kernel finds them by address), so it moves only IKE itself.
 */
#include "ikev2/peer_moved.h"

#include "child/install.h"
#include "ike/ddos.h"
#include "ike/ike_sa.h"

static void move_children(struct pluto *p, struct ike_sa *ike)
{
	LIST_FOR_EACH(&ike->children, n) {
		struct child_sa *child = CONTAINER_OF(n, struct child_sa, ike_link);

		child_peer_moved(p, child, ike->remote);
	}
}

void v2_peer_moved(struct pluto *p, struct ike_sa *ike, struct endpoint local,
		   struct endpoint remote)
{
	bool ported = address_eq(ike->remote.addr, remote.addr) && ike->remote.port != remote.port;
	bool counted = ike->half_open;
	char buf[ENDPOINT_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	if (endpoint_eq(ike->remote, remote) && endpoint_eq(ike->local, local))
		return;
	/* Before authentication it is the move to port 4500. */
	if (ike->state != IKE_INIT_R && (ike->nat_local || !ike->nat_remote))
		return;
	ddos_half_open(p, ike, false);	/* half-open SAs are counted by address */
	ike->remote = remote;
	ike->local = local;
	ddos_half_open(p, ike, counted);
	if (!ported || ike->state == IKE_INIT_R)
		return;
	endpoint_print(&t, remote);
	log_note(&ike->log, "the peer's NAT has changed its port: it is now %s", buf);
	move_children(p, ike);
}

void v2_on_mapping(struct pluto *p, const struct kernel_event *e)
{
	struct child_sa *child = child_by_spi_in(p, e->sa.spi);
	struct ike_sa *ike = child == NULL ? NULL : ike_by_id(p, child->ike);

	if (ike != NULL && ike->state == IKE_UP && address_eq(e->new_peer.addr, ike->remote.addr))
		v2_peer_moved(p, ike, ike->local, e->new_peer);
}
