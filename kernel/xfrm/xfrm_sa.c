/* SPDX-License-Identifier: ISC
 *
 * xfrm_sa.c - states as XFRM messages.  Pure.  Knows no socket and no policy.
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/xfrm/xfrm_msg.h"
#include "net/protocol.h"

#define UDP_ENCAP_ESPINUDP_	2

static uint64_t limit(uint64_t n)
{
	return n == 0 ? XFRM_INF : n;
}

/* Whole seconds, rounded up: a limit of half a second must not become "none". */
static uint64_t seconds(struct duration d)
{
	return (uint64_t)((d.us + US_PER_S - 1) / US_PER_S);
}

static struct xfrm_lifetime_cfg lifetimes(const struct kernel_sa *sa)
{
	return (struct xfrm_lifetime_cfg){
		.soft_byte_limit = limit(sa->soft_bytes),
		.hard_byte_limit = limit(sa->hard_bytes),
		.soft_packet_limit = limit(sa->soft_packets),
		.hard_packet_limit = limit(sa->hard_packets),
		.soft_add_expires_seconds = seconds(sa->soft_add),
		.hard_add_expires_seconds = seconds(sa->hard_add),
	};
}

/* Some flags are refused by the kernel in the wrong direction: they are then left out. */
static uint8_t flags(const struct kernel_sa *sa)
{
	unsigned f = 0;

	/* The inner addresses may be of the other family. */
	if (sa->mode == KERNEL_TUNNEL)
		f |= XFRM_STATE_AF_UNSPEC;
	if (sa->esn)
		f |= XFRM_STATE_ESN;
	if (sa->decap_dscp && sa->dir == KERNEL_IN)
		f |= XFRM_STATE_DECAP_DSCP;
	if (sa->no_pmtu_disc && sa->dir == KERNEL_OUT)
		f |= XFRM_STATE_NOPMTUDISC;
	/* AH over IPv4 keeps the 32-bit alignment of RFC 4302 3.3.3.2.1. */
	if (sa->key.proto == PROTO_AH && sa->src.family == IP_V4)
		f |= XFRM_STATE_ALIGN4;
	return (uint8_t)f;
}

static void put_info(struct nl_batch *b, const struct kernel_sa *sa)
{
	struct xfrm_usersa_info info;

	memset(&info, 0, sizeof(info));
	if (sa->mode == KERNEL_TRANSPORT && selector_is_set(&sa->sel_src))
		xfrm_selector_put(&info.sel, &sa->sel_src, &sa->sel_dst);
	xfrm_address_put(&info.id.daddr, sa->key.dst);
	info.id.spi = htonl(sa->key.spi);
	info.id.proto = sa->key.proto;
	xfrm_address_put(&info.saddr, sa->src);
	info.lft = lifetimes(sa);
	/* Makes the kernel drop the pending acquire that this state answers. */
	info.seq = sa->dir == KERNEL_OUT ? sa->acquire_seq : 0;
	info.reqid = sa->reqid;
	info.family = (uint16_t)xfrm_family(sa->key.dst);
	info.mode = sa->mode == KERNEL_TUNNEL ? XFRM_MODE_TUNNEL : XFRM_MODE_TRANSPORT;
	info.flags = flags(sa);
	nl_put(b, &info, sizeof(info));
}

static void put_encr(struct nl_batch *b, const struct kernel_sa *sa)
{
	struct xfrm_algo_aead aead;
	struct xfrm_algo crypt;

	if (sa->encr->aead) {
		memset(&aead, 0, sizeof(aead));
		strncpy(aead.alg_name, sa->encr->kernel_name, sizeof(aead.alg_name) - 1);
		aead.alg_key_len = (unsigned)sa->encr_key.len * 8;
		aead.alg_icv_len = sa->encr->icv_len * 8u;
		nl_attr2(b, XFRMA_ALG_AEAD, view_make(&aead, sizeof(aead)), sa->encr_key);
		return;
	}
	memset(&crypt, 0, sizeof(crypt));
	strncpy(crypt.alg_name, sa->encr->kernel_name, sizeof(crypt.alg_name) - 1);
	crypt.alg_key_len = (unsigned)sa->encr_key.len * 8;
	nl_attr2(b, XFRMA_ALG_CRYPT, view_make(&crypt, sizeof(crypt)), sa->encr_key);
}

static void put_integ(struct nl_batch *b, const struct kernel_sa *sa)
{
	struct xfrm_algo_auth auth;

	memset(&auth, 0, sizeof(auth));
	strncpy(auth.alg_name, sa->integ->kernel_name, sizeof(auth.alg_name) - 1);
	auth.alg_key_len = (unsigned)sa->integ_key.len * 8;
	auth.alg_trunc_len = sa->integ->icv_len * 8u;
	nl_attr2(b, XFRMA_ALG_AUTH_TRUNC, view_make(&auth, sizeof(auth)), sa->integ_key);
}

/* What the kernel insists on: outbound states that say so have no window; older kernels want one
 * even there with ESN. */
static uint32_t window(const struct kernel_sa *sa, struct xfrm_wants wants)
{
	if (sa->dir == KERNEL_OUT)
		return wants.sa_dir ? 0 : KERNEL_REPLAY_WINDOW_DEFAULT;
	return sa->replay_window == 0 ? KERNEL_REPLAY_WINDOW_DEFAULT : sa->replay_window;
}

/* The old 32-packet field is never used: an inbound state always has the bitmap. */
static void put_replay(struct nl_batch *b, const struct kernel_sa *sa, struct xfrm_wants wants)
{
	static const uint32_t empty_bitmap[KERNEL_REPLAY_WINDOW_MAX / 32];
	struct xfrm_replay_state_esn replay;

	if (sa->dir == KERNEL_OUT ? !sa->esn : sa->replay_window == KERNEL_REPLAY_OFF)
		return;
	memset(&replay, 0, sizeof(replay));
	replay.replay_window = window(sa, wants);
	replay.bmp_len = (replay.replay_window + 31) / 32;
	nl_attr2(b, XFRMA_REPLAY_ESN_VAL, view_make(&replay, sizeof(replay)),
		 view_make(empty_bitmap, replay.bmp_len * sizeof(uint32_t)));
}

static void put_encap(struct nl_batch *b, const struct kernel_sa *sa)
{
	struct xfrm_encap_tmpl encap;

	if (sa->encap == KERNEL_ENCAP_NONE)
		return;
	memset(&encap, 0, sizeof(encap));
	encap.encap_type = UDP_ENCAP_ESPINUDP_;
	encap.encap_sport = htons(sa->encap_sport);
	encap.encap_dport = htons(sa->encap_dport);
	nl_attr(b, XFRMA_ENCAP, &encap, sizeof(encap));
}

void xfrm_put_sa(struct nl_batch *b, uint16_t type, uint32_t seq, const struct kernel_sa *sa,
		 struct xfrm_wants wants)
{
	nl_begin(b, type, 0, seq);
	put_info(b, sa);
	if (sa->encr != NULL)
		put_encr(b, sa);
	if (sa->integ != NULL)
		put_integ(b, sa);
	put_replay(b, sa, wants);
	put_encap(b, sa);
	xfrm_mark_put(b, sa->key.mark);
	if (sa->if_id != 0)
		nl_attr_u32(b, XFRMA_IF_ID, sa->if_id);
	if (wants.sa_dir)
		nl_attr_u8(b, XFRMA_SA_DIR_, sa->dir == KERNEL_IN ? XFRM_SA_DIR_IN_
								  : XFRM_SA_DIR_OUT_);
	if (sa->no_encap_dscp && sa->dir == KERNEL_OUT)
		nl_attr_u32(b, XFRMA_SA_EXTRA_FLAGS, XFRM_SA_XFLAG_DONT_ENCAP_DSCP);
}

void xfrm_put_sa_id(struct nl_batch *b, uint16_t type, uint32_t seq, const struct kernel_sa_key *k)
{
	struct xfrm_usersa_id id;

	memset(&id, 0, sizeof(id));
	xfrm_address_put(&id.daddr, k->dst);
	id.spi = htonl(k->spi);
	id.family = (uint16_t)xfrm_family(k->dst);
	id.proto = k->proto;
	nl_begin(b, type, 0, seq);
	nl_put(b, &id, sizeof(id));
	xfrm_mark_put(b, k->mark);
}

static struct realtime at_second(uint64_t s)
{
	return (struct realtime){ s > INT64_MAX / US_PER_S ? INT64_MAX : (int64_t)s * US_PER_S };
}

bool xfrm_take_sa(const struct nl_message *m, struct kernel_sa_info *out)
{
	struct xfrm_usersa_info info;
	struct view attrs[XFRM_ATTRS];
	uint64_t used;

	if (m->type != XFRM_MSG_NEWSA || !nl_get(m->body, &info, sizeof(info)))
		return false;
	nl_attrs(m->body, sizeof(info), attrs, XFRM_ATTRS);
	*out = (struct kernel_sa_info){
		.key = {
			.dst = xfrm_address_take(&info.id.daddr, info.family),
			.spi = ntohl(info.id.spi),
			.proto = info.id.proto,
			.mark = xfrm_mark_take(attrs[XFRMA_MARK]),
		},
		.reqid = info.reqid,
		.larval = info.id.spi == 0,
		.bytes = info.curlft.bytes,
		.packets = info.curlft.packets,
		.added = at_second(info.curlft.add_time),
	};
	if (nl_get(attrs[XFRMA_LASTUSED], &used, sizeof(used)))
		out->used = at_second(used);
	return address_is_set(out->key.dst);
}
