/* SPDX-License-Identifier: ISC
 *
 * scripted_peer.c - IKE SAs with a shared key, seen from the other side; see scripted_peer.h.
 *
 * May use:   base, net, wire, crypt.
 */
#include "scripted_peer.h"

#include <string.h>

#include "base/alloc.h"
#include "base/reader.h"
#include "wire/field.h"

#define MESSAGE_MAX (65535 + 1024)	/* a little more than fits, for those who want too much */
#define NONCE_LEN 32
#define LAST_OF_SK 4096			/* octets of padding and ICV at most */

static void forget(struct peer *p)
{
	if (p->key != NULL)
		p->crypto->ke_free(p->crypto->ctx, p->key);
	p->key = NULL;
	bytes_fini(&p->ke_public);
	bytes_fini(&p->ni);
	bytes_fini(&p->nr);
	bytes_fini(&p->first_i);
	bytes_fini(&p->first_r);
	bytes_fini(&p->last_sent);
	secret_fini(&p->shared);
	ike_keys_fini(&p->keys);
	p->up = false;
	p->send_id = 0;
	p->iv = 1;
}

void peer_init(struct peer *p, struct crypto *c, struct endpoint at, struct endpoint daemon,
	       const struct peer_profile *profile)
{
	*p = (struct peer){ .profile = *profile, .crypto = c, .at = at, .daemon = daemon, .spi_in = 0x1000 };
	p->suite = (struct ike_suite){
		.encr = encr_alg_find(profile->encr), .key_bits = profile->key_bits,
		.prf = prf_alg_find(profile->prf),
		.integ = profile->integ == INTEG_NONE ? NULL : integ_alg_find(profile->integ),
		.ke = ke_alg_find(profile->ke),
	};
	forget(p);
}

void peer_fini(struct peer *p)
{
	forget(p);
}

/* Our half of the exchange: key pair and nonce. */
static bool fresh_half(struct peer *p, struct bytes *nonce)
{
	struct crypto *c = p->crypto;

	p->key = c->ke_generate(c->ctx, p->suite.ke, &p->ke_public);
	return p->key != NULL && bytes_alloc(nonce, NONCE_LEN) && c->random(c->ctx, nonce->ptr, nonce->len);
}

bool peer_start(struct peer *p)
{
	struct crypto *c = p->crypto;

	forget(p);
	p->initiator = true;
	p->spi_in++;
	memset(&p->spi_r, 0, sizeof(p->spi_r));
	return c->random(c->ctx, p->spi_i.bytes, sizeof(p->spi_i.bytes)) && fresh_half(p, &p->ni);
}

/* ---- pieces of messages ---- */

static struct v2_transform transform(uint8_t type, uint16_t id, uint16_t key_bits)
{
	return (struct v2_transform){ .type = type, .id = id, .key_bits = key_bits };
}

void peer_put_ike_sa(struct peer *p, struct script *s, struct view spi)
{
	const struct peer_profile *f = &p->profile;
	struct v2_transform t[4];
	struct v2_proposal one = { .number = 1, .protocol = V2_PROTO_IKE, .spi = spi, .transforms = t };
	union v2_body b = { .sa = { &one, 1 } };

	t[one.nr_transforms++] = transform(V2_ENCR, f->encr, f->key_bits);
	t[one.nr_transforms++] = transform(V2_PRF, f->prf, 0);
	if (f->integ != INTEG_NONE)
		t[one.nr_transforms++] = transform(V2_INTEG, f->integ, 0);
	t[one.nr_transforms++] = transform(V2_KE_METHOD, f->ke, 0);
	script_put(s, V2_SA, &b);
}

void peer_put_child_sa(struct peer *p, struct script *s, uint32_t spi, uint16_t ke)
{
	const struct peer_profile *f = &p->profile;
	struct v2_transform t[4];
	uint8_t octets[4];
	struct writer w = writer_make(octets, sizeof(octets));
	struct v2_proposal one = { .number = 1, .protocol = V2_PROTO_ESP, .transforms = t };
	union v2_body b = { .sa = { &one, 1 } };

	writer_u32(&w, spi);
	one.spi = writer_done(&w);
	t[one.nr_transforms++] = transform(V2_ENCR, f->esp_encr, f->esp_bits);
	if (f->esp_integ != INTEG_NONE)
		t[one.nr_transforms++] = transform(V2_INTEG, f->esp_integ, 0);
	if (ke != KE_NONE)
		t[one.nr_transforms++] = transform(V2_KE_METHOD, ke, 0);
	t[one.nr_transforms++] = transform(V2_SN, SN_32_BIT, 0);
	script_put(s, V2_SA, &b);
}

void peer_put_ts_item(struct script *s, uint8_t type, const struct v2_ts_item *item)
{
	struct v2_ts_item copy = *item;
	union v2_body b = { .ts = { &copy, 1 } };

	script_put(s, type, &b);
}

void peer_put_ts(struct script *s, uint8_t type, const char *net)
{
	struct v2_ts_item item = { .type = TS_IPV4_ADDR_RANGE, .valid = true };
	struct cidr c;

	if (!cidr_parse(view_str(net), &c, NULL))
		return;
	item.selector = selector_from_cidr(c);
	peer_put_ts_item(s, type, &item);
}

void peer_put_id(struct script *s, uint8_t type, const char *fqdn)
{
	union v2_body b = { .id = { .type = ID_FQDN, .data = view_str(fqdn) } };

	script_put(s, type, &b);
}

void peer_put_auth(struct peer *p, struct script *s, struct view id_body)
{
	uint8_t value[HASH_MAX] = { 0 };
	struct auth_input in = {
		.prf = p->suite.prf,
		.message = bytes_view(p->initiator ? &p->first_i : &p->first_r),
		.nonce = bytes_view(p->initiator ? &p->nr : &p->ni),
		.sk_p = view_make(p->initiator ? p->keys.sk_pi : p->keys.sk_pr, p->keys.p_len),
		.id_body = id_body,
	};
	union v2_body b;

	auth_psk(p->crypto, &in, view_str(p->profile.psk), value);
	b.auth = (struct v2_auth){ AUTH_SHARED_KEY, view_make(value, in.prf->out_len) };
	script_put(s, V2_AUTH, &b);
}

static void put_ke(struct peer *p, struct script *s)
{
	union v2_body b = { .ke = { p->profile.ke, bytes_view(&p->ke_public) } };

	script_put(s, V2_KE, &b);
}

static void put_nonce(struct script *s, const struct bytes *nonce)
{
	union v2_body b = { .nonce = { bytes_view(nonce) } };

	script_put(s, V2_NONCE, &b);
}

static uint8_t own_flag(const struct peer *p)
{
	return p->initiator ? IKE_FLAG_INITIATOR : 0;
}

/* ---- whole messages ---- */

void peer_sa_init(struct peer *p, struct script *s)
{
	script_init(s, V2_IKE_SA_INIT, IKE_FLAG_INITIATOR, 0);
	peer_put_ike_sa(p, s, VIEW_EMPTY);
	put_ke(p, s);
	put_nonce(s, &p->ni);
	p->send_id = 1;
}

void peer_auth(struct peer *p, struct script *s)
{
	script_init(s, V2_IKE_AUTH, own_flag(p), p->send_id);
	peer_put_id(s, V2_IDI, p->profile.id);
	peer_put_id(s, V2_IDR, p->profile.daemon_id);
	peer_put_auth(p, s, script_find(s, V2_IDI)->body);
	peer_put_child_sa(p, s, p->spi_in, KE_NONE);
	peer_put_ts(s, V2_TSI, p->profile.local_net);
	peer_put_ts(s, V2_TSR, p->profile.remote_net);
}

void peer_child(struct peer *p, struct script *s)
{
	struct bytes public = { 0 };
	struct crypto *c = p->crypto;
	struct ke_key *key = c->ke_generate(c->ctx, p->suite.ke, &public);
	union v2_body b;
	uint8_t nonce[NONCE_LEN] = { 0 };

	c->random(c->ctx, nonce, sizeof(nonce));
	script_init(s, V2_CREATE_CHILD_SA, own_flag(p), p->send_id);
	peer_put_child_sa(p, s, p->spi_in + 1000, p->profile.ke);
	b.nonce.data = VIEW_OF(nonce);
	script_put(s, V2_NONCE, &b);
	b.ke = (struct v2_ke){ p->profile.ke, bytes_view(&public) };
	script_put(s, V2_KE, &b);
	peer_put_ts(s, V2_TSI, p->profile.local_net);
	peer_put_ts(s, V2_TSR, p->profile.remote_net);
	if (key != NULL)
		c->ke_free(c->ctx, key);
	bytes_fini(&public);
}

void peer_informational(struct peer *p, struct script *s)
{
	script_init(s, V2_INFORMATIONAL, own_flag(p), p->send_id);
}

/* ---- onto the wire ---- */

static struct writer message_start(struct peer *p, const struct script *s, uint8_t *buf)
{
	struct writer w = writer_make(buf, MESSAGE_MAX);
	struct ike_header h = s->header;

	if (ike_spi_is_zero(h.spi_i))
		h.spi_i = p->spi_i;
	if (ike_spi_is_zero(h.spi_r) && h.exchange != V2_IKE_SA_INIT)
		h.spi_r = p->spi_r;
	if (ike_spi_is_zero(h.spi_r) && (h.flags & IKE_FLAG_RESPONSE))
		h.spi_r = p->spi_r;
	ike_header_encode(&w, &h);
	return w;
}

/* Final length fields; before anything is authenticated. */
static void patch_header(struct writer *w, const struct script *s)
{
	ike_header_finish(w);
	if (s->header_len != AS_IT_SHOULD)
		writer_patch_u32(w, 24, (uint32_t)s->header_len);
}

/* The header's next-payload octet lies when the script's header says something. */
static void patch_first(struct writer *w, const struct script *s, uint8_t first)
{
	writer_patch_u8(w, 16, s->header.next_payload != 0 ? s->header.next_payload : first);
}

static bool finish(struct peer *p, const struct script *s, const struct writer *w, struct bytes *out)
{
	bool first = s->header.exchange == V2_IKE_SA_INIT;
	struct bytes *keep = s->header.flags & IKE_FLAG_RESPONSE ? &p->first_r : &p->first_i;

	bytes_fini(&p->last_sent);
	if (!writer_ok(w) || !bytes_copy(out, writer_done(w)) || !bytes_copy(&p->last_sent, writer_done(w)))
		return false;
	if (!first || p->up)
		return true;
	bytes_fini(keep);
	return bytes_copy(keep, writer_done(w));
}

bool peer_clear(struct peer *p, const struct script *s, struct bytes *out)
{
	uint8_t *buf = mem_alloc(MESSAGE_MAX);
	struct writer w;
	uint8_t first;
	bool ok;

	if (buf == NULL)
		return false;
	w = message_start(p, s, buf);
	script_chain(s, &w, &first);
	patch_first(&w, s, first);
	patch_header(&w, s);
	ok = finish(p, s, &w, out);
	mem_free(buf);
	return ok;
}

static struct view own_key(const struct peer *p, bool encr, bool ours)
{
	bool i = p->initiator == ours;
	const struct ike_keys *k = &p->keys;

	if (encr)
		return view_make(i ? k->sk_ei : k->sk_er, k->e_len);
	return view_make(i ? k->sk_ai : k->sk_ar, k->a_len);
}

static void put_iv(struct peer *p, struct writer *w)
{
	uint8_t *iv = writer_reserve(w, p->suite.encr->iv_len);
	struct writer counter;

	if (iv == NULL)
		return;
	if (p->suite.encr->iv_len != 8) {
		p->crypto->random(p->crypto->ctx, iv, p->suite.encr->iv_len);
		return;
	}
	counter = writer_make(iv, 8);
	writer_u64(&counter, p->iv++);
}

static void put_padding(const struct peer *p, const struct script *s, struct writer *w, size_t plain)
{
	size_t block = p->suite.encr->block_len;
	size_t pad = (block - (plain + 1) % block) % block;

	if (s->no_padding)
		return;
	writer_zero(w, pad);
	writer_u8(w, s->pad_octet == AS_IT_SHOULD ? (unsigned)pad : (unsigned)s->pad_octet);
}

/* Encrypts what lies between TEXT_AT and the end, appends the ICV.  SK_AT: its generic header. */
static bool protect(struct peer *p, const struct script *s, struct writer *w, size_t sk_at, size_t text_at)
{
	const struct encr_alg *e = p->suite.encr;
	struct crypto *c = p->crypto;
	size_t iv_at = text_at - e->iv_len, icv = e->aead ? e->icv_len : p->suite.integ->icv_len;
	struct cipher_text t = { .aad = view_make(w->buf, iv_at), .iv = view_make(w->buf + iv_at, e->iv_len) };
	size_t text_len = w->len - text_at;
	struct view whole;

	if (e->aead) {
		writer_zero(w, icv);
	} else {
		t.in = view_make(w->buf + text_at, text_len);
		if (!c->seal(c->ctx, e, own_key(p, true, true), &t, w->buf + text_at))
			return false;
		w->len -= s->cut;
		writer_zero(w, icv);
	}
	writer_patch_u16(w, sk_at + 2, (unsigned)(w->len - sk_at));
	whole = view_make(w->buf, w->len);
	writer_view(w, s->after);
	patch_header(w, s);
	if (!writer_ok(w))
		return false;
	t.in = view_make(w->buf + text_at, text_len);
	if (e->aead)
		return c->seal(c->ctx, e, own_key(p, true, true), &t, w->buf + text_at);
	whole.len -= icv;
	return c->mac(c->ctx, p->suite.integ, own_key(p, false, true), &whole, 1, w->buf + whole.len);
}

bool peer_seal_raw(struct peer *p, const struct script *s, uint8_t first, struct view inner, struct bytes *out)
{
	uint8_t *buf = mem_alloc(MESSAGE_MAX);
	struct writer w;
	size_t sk_at, text_at;
	uint8_t outer = V2_SK;
	bool ok;

	if (buf == NULL)
		return false;
	w = message_start(p, s, buf);
	if (s->before != NULL) {
		struct script_item *last = &s->before->items[s->before->nr - 1];

		last->next = V2_SK;
		script_chain(s->before, &w, &outer);
	}
	patch_first(&w, s, outer);
	sk_at = w.len;
	writer_u8(&w, first);
	writer_zero(&w, 3);
	put_iv(p, &w);
	text_at = w.len;
	writer_view(&w, inner);
	put_padding(p, s, &w, inner.len);
	ok = writer_ok(&w) && protect(p, s, &w, sk_at, text_at) && finish(p, s, &w, out);
	mem_free(buf);
	return ok;
}

bool peer_seal(struct peer *p, const struct script *s, struct bytes *out)
{
	uint8_t *inner = mem_alloc(MESSAGE_MAX);
	struct writer w = writer_make(inner, MESSAGE_MAX);
	uint8_t first;
	bool ok;

	if (inner == NULL)
		return false;
	script_chain(s, &w, &first);
	ok = writer_ok(&w) && peer_seal_raw(p, s, first, writer_done(&w), out);
	mem_free(inner);
	return ok;
}

/* ---- reading ---- */

static bool open_sk(const struct peer *p, struct view message, struct view data, struct arena *a, struct view *plain)
{
	const struct encr_alg *e = p->suite.encr;
	struct crypto *c = p->crypto;
	size_t icv = e->aead ? e->icv_len : p->suite.integ->icv_len, pad;
	struct cipher_text t = {
		.aad = view_make(message.ptr, (size_t)(data.ptr - message.ptr)),
		.iv = view_slice(data, 0, e->iv_len),
	};
	struct view over = view_slice(message, 0, message.len - icv);
	uint8_t mac[HASH_MAX], *out;

	if (data.len < (size_t)e->iv_len + icv + 1)
		return false;
	t.in = view_slice(data, e->iv_len, data.len - e->iv_len - (e->aead ? 0 : icv));
	out = arena_alloc(a, t.in.len);
	if (out == NULL)
		return false;
	if (!e->aead &&
	    (!c->mac(c->ctx, p->suite.integ, own_key(p, false, false), &over, 1, mac) ||
	     !view_eq(view_make(mac, icv), view_slice(message, message.len - icv, icv))))
		return false;
	if (c->open(c->ctx, e, own_key(p, true, false), &t, out) != SEC_GOOD)
		return false;
	*plain = view_make(out, t.in.len - (e->aead ? icv : 0));
	pad = plain->ptr[plain->len - 1];
	if (pad + 1 > plain->len)
		return false;
	plain->len -= pad + 1;
	return true;
}

bool peer_read(const struct peer *p, struct view message, struct arena *a, struct ike_header *h, struct chain *c)
{
	struct view plain, rest = view_slice(message, IKE_HEADER_LEN, message.len);
	const struct payload *sk;

	if (ike_header_decode(message, h) != WIRE_OK || chain_decode(a, h->next_payload, rest, c).error != WIRE_OK)
		return false;
	sk = chain_find(c, V2_SK);
	if (sk == NULL)
		return true;
	return p->keys.d_len > 0 && open_sk(p, message, sk->body.sk.data, a, &plain) &&
	       chain_decode(a, sk->body.sk.inner_first, plain, c).error == WIRE_OK;
}

bool peer_derive(struct peer *p)
{
	struct ike_keymat_input in = {
		.ni = bytes_view(&p->ni), .nr = bytes_view(&p->nr),
		.spi_i = VIEW_OF(p->spi_i.bytes), .spi_r = VIEW_OF(p->spi_r.bytes),
		.shared = secret_view(&p->shared),
	};

	return ike_keys_derive(p->crypto, &p->suite, &in, &p->keys);
}

/* KE and nonce of the other side. */
static bool take_half(struct peer *p, const struct chain *c, struct bytes *nonce)
{
	const struct payload *ke = chain_find(c, V2_KE), *n = chain_find(c, V2_NONCE);

	if (ke == NULL || n == NULL || chain_find(c, V2_SA) == NULL || ke->body.ke.group != p->profile.ke)
		return false;
	bytes_fini(nonce);
	secret_fini(&p->shared);
	return bytes_copy(nonce, n->body.nonce.data) &&
	       p->crypto->ke_derive(p->crypto->ctx, p->key, ke->body.ke.data, &p->shared) == SEC_GOOD;
}

bool peer_take_sa_init(struct peer *p, struct view message)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	bool ok = peer_read(p, message, &a, &h, &c) && take_half(p, &c, &p->nr);

	if (ok) {
		p->spi_r = h.spi_r;
		bytes_fini(&p->first_r);
		ok = bytes_copy(&p->first_r, message) && peer_derive(p);
	}
	arena_fini(&a);
	return ok;
}

static bool child_spi(const struct chain *c, uint32_t *spi)
{
	const struct payload *sa = chain_find(c, V2_SA);
	struct reader r;

	if (sa == NULL)
		return false;
	r = reader_make(sa->body.sa.proposals[0].spi);
	return reader_u32(&r, spi);
}

bool peer_take_auth(struct peer *p, struct view message)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	bool ok = peer_read(p, message, &a, &h, &c) && h.exchange == V2_IKE_AUTH && chain_find(&c, V2_AUTH) != NULL;

	if (ok) {
		p->up = true;
		p->send_id++;
		ok = child_spi(&c, &p->spi_out);
	}
	arena_fini(&a);
	return ok;
}

/* ---- a new IKE SA out of the old one: RFC 7296 2.18 ---- */

static void put_half(struct peer *next, struct script *s, const struct bytes *nonce)
{
	peer_put_ike_sa(next, s, VIEW_OF(next->initiator ? next->spi_i.bytes : next->spi_r.bytes));
	put_nonce(s, nonce);
	put_ke(next, s);
}

void peer_rekey(struct peer *p, struct peer *next, struct script *s)
{
	peer_init(next, p->crypto, p->at, p->daemon, &p->profile);
	peer_start(next);
	script_init(s, V2_CREATE_CHILD_SA, own_flag(p), p->send_id);
	put_half(next, s, &next->ni);
}

static bool ike_spi_in(const struct chain *c, struct ike_spi *out)
{
	const struct payload *sa = chain_find(c, V2_SA);

	if (sa == NULL || sa->body.sa.proposals[0].spi.len != sizeof(out->bytes))
		return false;
	memcpy(out->bytes, sa->body.sa.proposals[0].spi.ptr, sizeof(out->bytes));
	return true;
}

static bool derive_next(const struct peer *p, struct peer *next)
{
	struct ike_keymat_input in = {
		.ni = bytes_view(&next->ni), .nr = bytes_view(&next->nr),
		.spi_i = VIEW_OF(next->spi_i.bytes), .spi_r = VIEW_OF(next->spi_r.bytes),
		.shared = secret_view(&next->shared),
		.old_sk_d = view_make(p->keys.sk_d, p->keys.d_len), .old_prf = p->suite.prf,
	};

	next->up = ike_keys_derive(p->crypto, &next->suite, &in, &next->keys);
	return next->up;
}

bool peer_take_rekey(struct peer *p, struct peer *next, struct view message)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	bool ok = peer_read(p, message, &a, &h, &c) && ike_spi_in(&c, &next->spi_r) && take_half(next, &c, &next->nr) &&
		  derive_next(p, next);

	arena_fini(&a);
	return ok;
}

bool peer_answer_rekey(struct peer *p, struct peer *next, struct script *s, uint32_t id, const struct chain *request)
{
	peer_init(next, p->crypto, p->at, p->daemon, &p->profile);
	p->crypto->random(p->crypto->ctx, next->spi_r.bytes, sizeof(next->spi_r.bytes));
	script_init(s, V2_CREATE_CHILD_SA, (uint8_t)(IKE_FLAG_RESPONSE | own_flag(p)), id);
	if (!ike_spi_in(request, &next->spi_i) || !fresh_half(next, &next->nr) || !take_half(next, request, &next->ni))
		return false;
	put_half(next, s, &next->nr);
	return derive_next(p, next);
}

/* ---- as responder ---- */

bool peer_take_request(struct peer *p, struct view message)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	bool ok;

	forget(p);
	p->initiator = false;
	p->spi_in++;
	ok = peer_read(p, message, &a, &h, &c) && fresh_half(p, &p->nr) && take_half(p, &c, &p->ni) &&
	     p->crypto->random(p->crypto->ctx, p->spi_r.bytes, sizeof(p->spi_r.bytes)) &&
	     bytes_copy(&p->first_i, message);
	p->spi_i = h.spi_i;
	arena_fini(&a);
	return ok && peer_derive(p);
}

void peer_answer_sa_init(struct peer *p, struct script *s)
{
	script_init(s, V2_IKE_SA_INIT, IKE_FLAG_RESPONSE, 0);
	peer_put_ike_sa(p, s, VIEW_EMPTY);
	put_ke(p, s);
	put_nonce(s, &p->nr);
}

void peer_answer_auth(struct peer *p, struct script *s, uint32_t id, const struct chain *request)
{
	script_init(s, V2_IKE_AUTH, (uint8_t)(IKE_FLAG_RESPONSE | own_flag(p)), id);
	peer_put_id(s, V2_IDR, p->profile.id);
	peer_put_auth(p, s, script_find(s, V2_IDR)->body);
	peer_put_child_sa(p, s, p->spi_in, KE_NONE);
	peer_put_ts(s, V2_TSI, p->profile.remote_net);
	peer_put_ts(s, V2_TSR, p->profile.local_net);
	child_spi(request, &p->spi_out);
}

void peer_answer_child(struct peer *p, struct script *s, uint32_t id, const struct chain *request)
{
	const struct payload *ke = chain_find(request, V2_KE);

	peer_child(p, s);
	s->header.flags = (uint8_t)(IKE_FLAG_RESPONSE | own_flag(p));
	s->header.message_id = id;
	if (ke == NULL) {
		script_remove(s, script_find(s, V2_KE));
		script_remove(s, script_find(s, V2_SA));
		peer_put_child_sa(p, s, p->spi_in + 1000, KE_NONE);
	}
	/* the daemon is the initiator here: its side is TSi */
	script_remove(s, script_find(s, V2_TSI));
	script_remove(s, script_find(s, V2_TSR));
	peer_put_ts(s, V2_TSI, p->profile.remote_net);
	peer_put_ts(s, V2_TSR, p->profile.local_net);
}
