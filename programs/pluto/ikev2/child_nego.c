/* SPDX-License-Identifier: ISC
 *
 * child_nego.c - see child_nego.h.
 */
#include "ikev2/child_nego.h"

#include "base/alloc.h"
#include "base/reader.h"
#include "child/install.h"
#include "conn/conn_db.h"
#include "ikev2/terminate.h"

#define SPI_MIN 256	/* smaller ones are reserved: RFC 4303 2.1 */

static struct view spi_bytes(uint8_t buf[4], uint32_t spi)
{
	struct writer w = writer_make(buf, 4);

	writer_u32(&w, spi);
	return writer_done(&w);
}

/* The conn's child proposals; with PFS and no method named in esp=, the IKE SA's own method. */
static bool child_proposals(const struct ike_sa *ike, const struct conn *c, bool with_ke,
			    struct arena *a, struct proposal_set *out)
{
	const struct proposal_set *from = &c->config->child;

	*out = *from;
	out->items = arena_dup(a, from->items, from->nr * sizeof(from->items[0]));
	if (out->items == NULL)
		return false;
	for (size_t i = 0; i < out->nr; i++) {
		struct proposal_list *ke = &out->items[i].ke;

		if (!with_ke || !c->config->pfs) {
			ke->nr = 0;
		} else if (ke->nr == 0 && ike->suite.ke != NULL) {
			ke->items[0] = (struct proposal_transform){ .id = ike->suite.ke->id };
			ke->nr = 1;
		}
	}
	return true;
}

/* --- initiator -------------------------------------------------------------------------------------- */

static struct child_sa *larval_child(struct pluto *p, struct ike_sa *ike, struct v2_nego *n)
{
	struct child_sa *child = child_by_id(p, n->child);

	if (child != NULL)
		return child;		/* a repeated request keeps its SPI */
	child = child_sa_new(p, n->conn, ike->id);
	if (child == NULL)
		return NULL;
	n->child = child->id;
	child->initiator = true;
	child->acquire_seq = n->acquire_seq;
	child->replaces = n->rekeys;
	return child;
}

bool child_offer_sa(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, struct v2_out *o,
		    bool with_ke)
{
	struct conn *c = conn_by_id(p, n->conn);
	struct child_sa *child = c == NULL ? NULL : larval_child(p, ike, n);
	struct arena a = { 0 };
	struct proposal_set set;
	union v2_body b;
	uint8_t spi[4];
	bool ok;

	if (child == NULL)
		return false;
	ok = child_proposals(ike, c, with_ke, &a, &set) &&
	     proposal_to_wire(&set, spi_bytes(spi, child->spi_in), !with_ke, &a, &b.sa);
	if (ok)
		chain_put(&o->chain, V2_SA, &b);
	arena_fini(&a);
	return ok;
}

static void put_ts(struct v2_out *o, uint8_t type, const struct selector *first,
		   const struct selector *s, size_t nr)
{
	struct v2_ts_item items[LIMIT_TS_PER_SIDE + 1];
	union v2_body b = { .ts = { .items = items } };

	for (size_t i = 0; i <= nr && i <= LIMIT_TS_PER_SIDE; i++) {
		const struct selector *sel = i == 0 ? first : &s[i - 1];

		if (sel == NULL)
			continue;
		items[b.ts.nr++] = (struct v2_ts_item){
			.type = selector_family(sel) == IP_V4 ? TS_IPV4_ADDR_RANGE
							      : TS_IPV6_ADDR_RANGE,
			.valid = true,
			.selector = *sel,
		};
	}
	chain_put(&o->chain, type, &b);
}

bool child_offer_ts(struct pluto *p, struct v2_nego *n, struct v2_out *o)
{
	struct conn *c = conn_by_id(p, n->conn);
	struct selector src, dst;
	bool narrow;

	if (c == NULL)
		return false;
	/* RFC 7296 2.9: the packet's own selectors first.  Only where the answer may be narrower than the
	 * configuration: other peers take the first selector for the whole wish. */
	narrow = n->has_packet && c->config->narrowing;
	if (narrow)
		packet_selectors(&n->packet, &src, &dst);
	put_ts(o, V2_TSI, narrow ? &src : NULL, c->local.selectors, c->local.nr_selectors);
	put_ts(o, V2_TSR, narrow ? &dst : NULL, c->remote.selectors, c->remote.nr_selectors);
	if (c->config->type == CONN_TRANSPORT)
		v2_put_notify(o, N_USE_TRANSPORT_MODE, VIEW_EMPTY);
	return true;
}

/* Copies negotiated selectors into the child, which owns them. */
static bool set_selectors(struct child_sa *child, const struct selector_set *local,
			  const struct selector_set *remote)
{
	mem_free(child->local);
	mem_free(child->remote);
	child->local = mem_dup(local->items, local->nr * sizeof(local->items[0]));
	child->remote = mem_dup(remote->items, remote->nr * sizeof(remote->items[0]));
	child->nr_local = local->nr;
	child->nr_remote = remote->nr;
	return child->local != NULL && child->remote != NULL;
}

static bool set_suite(struct child_sa *child, struct v2_nego *n, const struct suite *s)
{
	struct reader r = reader_make(s->spi);

	if (!reader_u32(&r, &child->spi_out) || reader_left(&r) != 0 || child->spi_out < SPI_MIN)
		return false;
	n->suite = *s;
	n->suite.spi = VIEW_EMPTY;	/* it borrows the message */
	child->suite = n->suite;
	return true;
}

/* Transport mode through a NAT: the peers' ideas of the addresses differ; use those that the packets have
 * (RFC 7296 2.23.1). */
static void real_addresses(const struct ike_sa *ike, struct selector_set *local,
			   struct selector_set *remote)
{
	if (!ike->nat_local && !ike->nat_remote)
		return;
	for (size_t i = 0; i < local->nr; i++)
		local->items[i].addrs = (struct range){ ike->local.addr, ike->local.addr };
	for (size_t i = 0; i < remote->nr; i++)
		remote->items[i].addrs = (struct range){ ike->remote.addr, ike->remote.addr };
}

static void child_endpoints(const struct ike_sa *ike, struct child_sa *child)
{
	child->encap = ike->encap;
	child->outer_local = ike->local;
	child->outer_remote = ike->remote;
}

static struct outcome accept_ts(struct turn *t, struct conn *c, struct child_sa *child)
{
	const struct v2_ts *tsi = &chain_find(&t->chain, V2_TSI)->body.ts;
	const struct v2_ts *tsr = &chain_find(&t->chain, V2_TSR)->body.ts;
	struct selector_set *local = arena_alloc(t->arena, sizeof(*local));
	struct selector_set *remote = arena_alloc(t->arena, sizeof(*remote));

	if (local == NULL || remote == NULL)
		return TURN_REJECT(0, "out of memory");
	if (narrow_response(c->local.selectors, c->local.nr_selectors, tsi, local) != NARROW_OK ||
	    narrow_response(c->remote.selectors, c->remote.nr_selectors, tsr, remote) != NARROW_OK)
		return TURN_REJECT(N_TS_UNACCEPTABLE,
				   "the peer's selectors are not inside those we proposed");
	if (child->mode == KERNEL_TRANSPORT)
		real_addresses(t->ike, local, remote);
	return set_selectors(child, local, remote) ? TURN_DONE : TURN_REJECT(0, "out of memory");
}

struct outcome child_accept(struct turn *t, struct v2_nego *n, bool with_ke)
{
	struct conn *c = conn_by_id(t->p, n->conn);
	struct child_sa *child = child_by_id(t->p, n->child);
	const struct payload *sa = chain_find(&t->chain, V2_SA);
	struct choose_policy policy = {
		.spi_len = 4,
		.ignore_ke = !with_ke,
		.prefer_ke = n->ke_alg != NULL ? n->ke_alg->id : 0,
	};
	struct proposal_set sent;
	struct suite suite;

	if (c == NULL || child == NULL)
		return TURN_REJECT(0, "the connection was deleted meanwhile");
	if (sa == NULL || chain_find(&t->chain, V2_TSI) == NULL ||
	    chain_find(&t->chain, V2_TSR) == NULL)
		return TURN_REJECT(N_INVALID_SYNTAX,
				   "the answer has no SA or no traffic selectors");
	if (!child_proposals(t->ike, c, with_ke, t->arena, &sent))
		return TURN_REJECT(0, "out of memory");
	if (proposal_accept(&sent, &sa->body.sa, &policy, &suite) != CHOOSE_OK ||
	    !set_suite(child, n, &suite))
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "the peer chose a proposal that we did not make");
	child->mode = chain_notify(&t->chain, N_USE_TRANSPORT_MODE) != NULL ? KERNEL_TRANSPORT
									    : KERNEL_TUNNEL;
	if ((child->mode == KERNEL_TRANSPORT) != (c->config->type == CONN_TRANSPORT))
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "the peer wants another mode (tunnel or transport)");
	return accept_ts(t, c, child);
}

/* --- responder --------------------------------------------------------------------------------------- */

struct fit {
	struct selector_set local, remote;
	struct suite suite;
	enum kernel_mode mode;
};

static struct outcome fit_conn(struct turn *t, struct conn *c, bool with_ke, struct fit *f)
{
	const struct v2_ts *tsi = &chain_find(&t->chain, V2_TSI)->body.ts;
	const struct v2_ts *tsr = &chain_find(&t->chain, V2_TSR)->body.ts;
	const struct payload *ke = chain_find(&t->chain, V2_KE);
	bool exact = !c->config->narrowing && c->kind != CONN_TEMPLATE;
	bool transport = chain_notify(&t->chain, N_USE_TRANSPORT_MODE) != NULL;
	struct choose_policy policy = {
		.spi_len = 4,
		.ignore_ke = !with_ke,
		.prefer_ke = ke != NULL ? ke->body.ke.group : 0,
	};
	struct proposal_set ours;

	if (c->config->type == CONN_TRANSPORT && !transport)
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "the peer wants tunnel mode, type=transport is configured");
	f->mode = c->config->type == CONN_TRANSPORT ? KERNEL_TRANSPORT : KERNEL_TUNNEL;
	if (f->mode == KERNEL_TRANSPORT && (t->ike->nat_local || t->ike->nat_remote)) {
		f->local.nr = f->remote.nr = 1;
		f->local.items[0] = c->local.selectors[0];
		f->remote.items[0] = c->remote.selectors[0];
		real_addresses(t->ike, &f->local, &f->remote);
	} else if (narrow_offer(c->local.selectors, c->local.nr_selectors, tsr, exact, &f->local) !=
			   NARROW_OK ||
		   narrow_offer(c->remote.selectors, c->remote.nr_selectors, tsi, exact,
				&f->remote) != NARROW_OK) {
		return TURN_REJECT(N_TS_UNACCEPTABLE,
				   "the traffic selectors fit no connection with this peer");
	}
	if (!child_proposals(t->ike, c, with_ke, t->arena, &ours))
		return TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
	if (proposal_choose(&ours, &chain_find(&t->chain, V2_SA)->body.sa, &policy, &f->suite) !=
	    CHOOSE_OK)
		return TURN_REJECT(N_NO_PROPOSAL_CHOSEN,
				   "no proposal matches this connection's esp=");
	return TURN_DONE;
}

/* The first that fits wins; C itself before the others.  Without a fit the best reason is C's. */
static struct outcome find_fit(struct turn *t, struct conn **c, bool with_ke, struct fit *f)
{
	struct outcome first = fit_conn(t, *c, with_ke, f);
	struct conn *owner = *c;

	if (first.kind == OUTCOME_DONE)
		return first;
	for (struct conn *s = NULL;
	     (s = conn_next_sibling(t->p, owner, &t->ike->peer_id, s)) != NULL;) {
		if (s == owner || conn_never_negotiates(s))
			continue;
		if (fit_conn(t, s, with_ke, f).kind == OUTCOME_DONE) {
			*c = s;
			return TURN_DONE;
		}
	}
	return first;
}

static struct outcome make_child(struct turn *t, struct v2_nego *n, struct conn *c,
				 const struct fit *f)
{
	struct child_sa *child;

	if (c->kind == CONN_TEMPLATE)
		c = conn_instantiate(t->p, c, t->ike->remote.addr, t->ike->remote.port,
				     &t->ike->peer_id);
	if (c == NULL)
		return TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory, or too many instances");
	n->conn = c->id;		/* a new instance goes again when this fails */
	child = child_sa_new(t->p, c->id, t->ike->id);
	if (child == NULL)
		return TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
	n->child = child->id;
	child->mode = f->mode;
	child->replaces = n->rekeys;
	if (!set_suite(child, n, &f->suite))
		return TURN_REJECT(N_INVALID_SYNTAX, "the peer's SPI is reserved");
	return set_selectors(child, &f->local, &f->remote)
		       ? TURN_DONE
		       : TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
}

struct outcome child_choose(struct turn *t, struct v2_nego *n, struct conn *c, bool with_ke)
{
	struct fit *f = arena_alloc(t->arena, sizeof(*f));
	struct outcome out;

	if (f == NULL)
		return TURN_REJECT(N_TEMPORARY_FAILURE, "out of memory");
	if (t->ike->children.nr >= LIMIT_CHILDREN_PER_IKE)
		return TURN_REJECT(N_NO_ADDITIONAL_SAS, "the peer has too many Child SAs");
	out = find_fit(t, &c, with_ke, f);
	return out.kind == OUTCOME_DONE ? make_child(t, n, c, f) : out;
}

bool child_answer_sa(struct turn *t, struct v2_nego *n, struct v2_out *o)
{
	struct child_sa *child = child_by_id(t->p, n->child);
	union v2_body b;
	uint8_t spi[4];

	if (child == NULL ||
	    !suite_to_wire(&n->suite, spi_bytes(spi, child->spi_in), t->arena, &b.sa))
		return false;
	chain_put(&o->chain, V2_SA, &b);
	return true;
}

bool child_answer_ts(struct turn *t, struct v2_nego *n, struct v2_out *o)
{
	struct child_sa *child = child_by_id(t->p, n->child);
	bool nat = t->ike->nat_local || t->ike->nat_remote;

	if (child == NULL)
		return false;
	if (child->mode == KERNEL_TRANSPORT && nat) {
		/* Say it in the peer's words. */
		union v2_body b = { .ts = chain_find(&t->chain, V2_TSI)->body.ts };

		chain_put(&o->chain, V2_TSI, &b);
		b.ts = chain_find(&t->chain, V2_TSR)->body.ts;
		chain_put(&o->chain, V2_TSR, &b);
	} else {
		put_ts(o, V2_TSI, NULL, child->remote, child->nr_remote);
		put_ts(o, V2_TSR, NULL, child->local, child->nr_local);
	}
	if (child->mode == KERNEL_TRANSPORT)
		v2_put_notify(o, N_USE_TRANSPORT_MODE, VIEW_EMPTY);
	return true;
}

/* --- both ---------------------------------------------------------------------------------------------- */

static void log_established(struct child_sa *child, bool watched)
{
	char buf[512];
	struct text t = TEXT_OVER(buf);

	for (size_t i = 0; i < child->nr_local; i++) {
		text_str(&t, i == 0 ? "" : ",");
		selector_print(&t, &child->local[i]);
	}
	text_str(&t, "===");
	for (size_t i = 0; i < child->nr_remote; i++) {
		text_str(&t, i == 0 ? "" : ",");
		selector_print(&t, &child->remote[i]);
	}
	text_add(&t, "] {ESP%s%s=>0x%08x <0x%08x xfrm=", child->encap ? "inUDP" : "",
		 child->suite.esn ? "/ESN" : "", child->spi_out, child->spi_in);
	suite_print_child(&t, &child->suite);
	if (child->suite.ke != NULL)
		text_add(&t, "-%s", child->suite.ke->name);
	if (child->encap) {
		text_str(&t, " NATD=");
		endpoint_print(&t, child->outer_remote);
	}
	text_str(&t, watched ? " DPD=active}" : " DPD=passive}");
	log_note(&child->log, "%s established Child SA using #%llu; IPsec %s [%s",
		 child->initiator ? "initiator" : "responder", (unsigned long long)child->ike,
		 child->mode == KERNEL_TUNNEL ? "tunnel" : "transport", buf);
}

bool child_complete(struct pluto *p, struct ike_sa *ike, struct v2_nego *n, char why[256])
{
	struct child_sa *child = child_by_id(p, n->child);
	struct conn *c = conn_by_id(p, n->conn);
	uint8_t keymat[CHILD_KEYMAT_MAX];
	struct child_keymat_input in;
	struct text t = text_make(why, 256);
	DIAG_AUTO d = NULL;
	size_t len;

	if (child == NULL) {
		text_str(&t, "the connection was deleted meanwhile");
		return false;
	}
	len = child_keymat_len(&child->suite);
	in = (struct child_keymat_input){
		.sk_d = view_make(ike->keys.sk_d, ike->keys.d_len),
		.shared = secret_view(&n->shared),
		.ni = bytes_view(&n->ni),
		.nr = bytes_view(&n->nr),
	};
	child_endpoints(ike, child);
	if (len > sizeof(keymat) || !child_keymat(p->env.crypto, ike->suite.prf, &in, keymat, len))
		d = diag_new("NSS could not derive the keys");
	else
		d = child_install(p, child, view_make(keymat, len));
	mem_wipe(keymat, sizeof(keymat));
	if (d != NULL) {
		text_add(&t, "%s", diag_text(d));
		return false;
	}
	if (child->replaces != 0)
		nego_low_nonce(n, child->low_nonce);
	log_established(child, c != NULL && c->config->dpd_delay.us > 0);
	v2_child_established(p, ike, child);
	return true;
}
