/* SPDX-License-Identifier: ISC
 *
 * sk.c - see sk.h.
 */
#include "ikev2/sk.h"

#include <string.h>

#include "base/writer.h"

struct sk_room sk_room(const struct ike_sa *ike)
{
	const struct encr_alg *e = ike->suite.encr;

	return (struct sk_room){
		.iv_len = e->iv_len,
		.block_len = e->block_len,
		.icv_len = e->aead ? e->icv_len : ike->suite.integ->icv_len,
	};
}

static struct view encr_key(const struct ike_sa *ike, bool ours)
{
	bool initiator = (ike->role == IKE_INITIATOR) == ours;

	return view_make(initiator ? ike->keys.sk_ei : ike->keys.sk_er, ike->keys.e_len);
}

static struct view integ_key(const struct ike_sa *ike, bool ours)
{
	bool initiator = (ike->role == IKE_INITIATOR) == ours;

	return view_make(initiator ? ike->keys.sk_ai : ike->keys.sk_ar, ike->keys.a_len);
}

bool sk_iv(struct pluto *p, struct ike_sa *ike, uint8_t *iv)
{
	const struct encr_alg *e = ike->suite.encr;
	struct crypto *c = p->env.crypto;
	struct writer w = writer_make(iv, 8);

	if (e->iv_len != 8)
		return c->random(c->ctx, iv, e->iv_len);	/* CBC: unpredictable */
	writer_u64(&w, ike->iv_next++);				/* counter modes: never repeated */
	return true;
}

bool sk_seal(struct pluto *p, struct ike_sa *ike, uint8_t *msg, size_t len, size_t iv_at)
{
	const struct encr_alg *e = ike->suite.encr;
	struct crypto *c = p->env.crypto;
	struct sk_room room = sk_room(ike);
	uint8_t *text = msg + iv_at + room.iv_len;
	size_t text_len = len - room.icv_len - iv_at - room.iv_len;
	struct cipher_text t = {
		.aad = view_make(msg, iv_at),
		.iv = view_make(msg + iv_at, room.iv_len),
		.in = view_make(text, text_len),
	};
	struct view mac_over = view_make(msg, len - room.icv_len);

	if (!c->seal(c->ctx, e, encr_key(ike, true), &t, text))
		return false;
	return e->aead || c->mac(c->ctx, ike->suite.integ, integ_key(ike, true), &mac_over, 1,
				 msg + len - room.icv_len);
}

/* RFC 7296 3.14: the last byte says how much padding is before it. */
static enum security strip_padding(struct view *plain)
{
	size_t pad;

	if (plain->len == 0)
		return SEC_BAD;
	pad = plain->ptr[plain->len - 1];
	if (pad + 1 > plain->len)
		return SEC_BAD;
	plain->len -= pad + 1;
	return SEC_GOOD;
}

static enum security check_mac(struct pluto *p, struct ike_sa *ike, struct view message,
			       size_t icv_len)
{
	struct crypto *c = p->env.crypto;
	struct view over = view_make(message.ptr, message.len - icv_len);
	uint8_t want[HASH_MAX];

	if (!c->mac(c->ctx, ike->suite.integ, integ_key(ike, false), &over, 1, want))
		return SEC_ERROR;
	return mac_compare(view_slice(message, message.len - icv_len, icv_len),
			   view_make(want, icv_len));
}

enum security sk_open(struct pluto *p, struct ike_sa *ike, struct arena *a, struct view message,
		      struct view data, struct view *plain)
{
	const struct encr_alg *e = ike->suite.encr;
	struct crypto *c = p->env.crypto;
	struct sk_room room = sk_room(ike);
	struct cipher_text t = {
		.aad = view_make(message.ptr, (size_t)(data.ptr - message.ptr)),
		.iv = view_slice(data, 0, room.iv_len),
	};
	enum security ok = SEC_GOOD;
	uint8_t *out;

	if (data.len < room.iv_len + 1 + room.icv_len)
		return SEC_BAD;
	t.in = view_slice(data, room.iv_len, data.len - room.iv_len - (e->aead ? 0 : room.icv_len));
	if (!e->aead && t.in.len % room.block_len != 0)
		return SEC_BAD;
	out = arena_alloc(a, t.in.len);
	if (out == NULL)
		return SEC_ERROR;
	if (!e->aead)
		ok = check_mac(p, ike, message, room.icv_len);
	if (ok == SEC_GOOD)
		ok = c->open(c->ctx, e, encr_key(ike, false), &t, out);
	if (ok != SEC_GOOD)
		return ok;
	*plain = view_make(out, t.in.len - (e->aead ? room.icv_len : 0));
	return strip_padding(plain);
}
