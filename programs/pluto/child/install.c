/* SPDX-License-Identifier: ISC
 *
 * install.c - see install.h.
 */
#include "child/install.h"

#include "base/reader.h"
#include "conn/conn.h"
#include "conn/conn_db.h"
#include "conn/policy_db.h"
#include "conn/routing_exec.h"
#include "ike/ike_sa.h"

static size_t encr_len(const struct suite *s)
{
	return s->encr == NULL ? 0 : s->key_bits / 8u + s->encr->salt_len;
}

static size_t integ_len(const struct suite *s)
{
	return s->integ == NULL ? 0 : s->integ->key_len;
}

size_t child_keymat_len(const struct suite *s)
{
	return 2 * (encr_len(s) + integ_len(s));
}

/* RFC 7296 2.17: encryption before integrity; initiator's direction first. */
static bool split_keys(const struct suite *s, struct view keymat, struct kernel_sa *first,
		       struct kernel_sa *second)
{
	struct reader r = reader_make(keymat);

	return reader_view(&r, encr_len(s), &first->encr_key) &&
	       reader_view(&r, integ_len(s), &first->integ_key) &&
	       reader_view(&r, encr_len(s), &second->encr_key) &&
	       reader_view(&r, integ_len(s), &second->integ_key) && reader_left(&r) == 0;
}

static struct kernel_mark mark_of(struct mark m)
{
	return m.set ? (struct kernel_mark){ m.value, m.mask } : (struct kernel_mark){ 0, 0 };
}

static void fill_common(const struct child_sa *child, const struct conn_config *cfg,
			struct kernel_sa *sa)
{
	sa->key.proto = child->proto;
	sa->mode = child->mode;
	sa->reqid = child->reqid;
	sa->encr = child->suite.encr;
	sa->integ = child->suite.integ;
	sa->esn = child->suite.esn;
	sa->encap = child->encap ? KERNEL_ENCAP_UDP : KERNEL_ENCAP_NONE;
	sa->decap_dscp = cfg->decap_dscp;
	sa->no_encap_dscp = !cfg->encap_dscp;
	sa->no_pmtu_disc = cfg->nopmtudisc;
}

static void fill_in(const struct child_sa *child, const struct conn_config *cfg,
		    struct kernel_sa *in)
{
	fill_common(child, cfg, in);
	in->dir = KERNEL_IN;
	in->key.spi = child->spi_in;
	in->key.dst = child->outer_local.addr;
	in->key.mark = mark_of(cfg->mark_in);
	in->src = child->outer_remote.addr;
	in->replay_window = cfg->replay_window == 0 ? KERNEL_REPLAY_OFF : cfg->replay_window;
	in->encap_sport = child->outer_remote.port;
	in->encap_dport = child->outer_local.port;
	if (child->mode == KERNEL_TRANSPORT) {
		in->sel_src = child->remote[0];
		in->sel_dst = child->local[0];
	}
}

static void fill_out(const struct child_sa *child, const struct conn_config *cfg,
		     struct kernel_sa *out)
{
	fill_common(child, cfg, out);
	out->dir = KERNEL_OUT;
	out->key.spi = child->spi_out;
	out->key.dst = child->outer_remote.addr;
	out->key.mark = mark_of(cfg->mark_out);
	out->src = child->outer_local.addr;
	out->encap_sport = child->outer_local.port;
	out->encap_dport = child->outer_remote.port;
	if (child->mode == KERNEL_TRANSPORT) {
		out->sel_src = child->local[0];
		out->sel_dst = child->remote[0];
	}
}

struct diag *child_install(struct pluto *p, struct child_sa *child, struct view keymat)
{
	struct conn *c = conn_by_id(p, child->conn);
	struct tunnel t = { .ike = child->ike, .child = child->id };
	struct diag *d;

	if (c == NULL)
		return diag_new("its connection has been deleted");
	child->reqid = c->reqid;
	fill_in(child, c->config, &t.in);
	fill_out(child, c->config, &t.out);
	/* The kernel's larval state goes when its own number comes back; a later acquire counts. */
	t.out.acquire_seq =
		c->routing.acquire_seq != 0 ? c->routing.acquire_seq : child->acquire_seq;
	if (!split_keys(&child->suite, keymat, child->initiator ? &t.out : &t.in,
			child->initiator ? &t.in : &t.out))
		return diag_new("key material has the wrong length");
	t.local = child->local;
	t.nr_local = child->nr_local;
	t.remote = child->remote;
	t.nr_remote = child->nr_remote;
	d = routing_child_up(p, c, &t);
	if (d != NULL)
		return d;
	child->key_in = t.in.key;
	child->key_out = t.out.key;
	child->state = CHILD_UP;
	child->established = env_now(&p->env);
	child->added = env_wall(&p->env);
	child->suite.spi = VIEW_EMPTY;
	p->count.child_established++;
	return NULL;
}

/* The kernel wants keys of the right length in an update, and keeps those that it has. */
static void fill_no_keys(const struct child_sa *child, struct kernel_sa *sa)
{
	static const uint8_t none[KEY_MAX];

	sa->encr_key = view_make(none, encr_len(&child->suite));
	sa->integ_key = view_make(none, integ_len(&child->suite));
}

void child_peer_moved(struct pluto *p, struct child_sa *child, struct endpoint remote)
{
	const struct conn *c = conn_by_id(p, child->conn);
	struct kernel_request r[2] = { { .op = KERNEL_SA_UPDATE }, { .op = KERNEL_SA_UPDATE } };
	struct kernel_error err = { .text = "" };

	if (c == NULL || child->state != CHILD_UP || !child->encap ||
	    !address_eq(child->outer_remote.addr, remote.addr))
		return;
	child->outer_remote.port = remote.port;
	fill_in(child, c->config, &r[0].sa);
	fill_no_keys(child, &r[0].sa);
	fill_out(child, c->config, &r[1].sa);
	fill_no_keys(child, &r[1].sa);
	if (p->env.kernel.ops->commit(p->env.kernel.k, r, 2, &err) == 0)
		return;
	p->count.kernel_errors++;
	log_local(&child->log, "the kernel does not take the peer's new port: %s", err.text);
}

void child_gone(struct pluto *p, struct child_sa *child, const char *why)
{
	struct conn *c = conn_by_id(p, child->conn);
	bool installed = child->state == CHILD_UP || child->state == CHILD_CLOSING;
	sa_id id = child->id;

	child->state = CHILD_GONE;
	if (c != NULL && installed)
		routing_child_down(p, c, id, &child->key_in, &child->key_out, why);
	else if (installed)	/* its conn was deleted before it */
		policy_sa_delete(p, &child->key_in, &child->key_out);
	child_sa_free(p, child);
	if (c != NULL)
		ike_release_conn(p, c);
}
