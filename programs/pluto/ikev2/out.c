/* SPDX-License-Identifier: ISC
 *
 * out.c - see out.h.
 */
#include "ikev2/out.h"

#include "ikev2/sk.h"

static void open_header(struct v2_out *o, const struct ike_sa *ike, struct v2_message_id m)
{
	struct ike_header h = {
		.spi_i = ike->spi_i, .spi_r = ike->spi_r, .major = 2, .exchange = m.exchange,
		.message_id = m.id,
	};

	if (ike->role == IKE_INITIATOR)
		h.flags |= IKE_FLAG_INITIATOR;
	if (m.response)
		h.flags |= IKE_FLAG_RESPONSE;
	o->w = writer_make(o->buf, sizeof(o->buf));
	o->sk = o->iv = 0;
	o->exchange = m.exchange;
	ike_header_encode(&o->w, &h);
	o->chain = chain_writer_make(&o->w, 16);
}

void v2_out_clear(struct v2_out *o, const struct ike_sa *ike, struct v2_message_id m)
{
	open_header(o, ike, m);
}

void v2_out_protected(struct pluto *p, struct v2_out *o, struct ike_sa *ike, struct v2_message_id m)
{
	uint8_t *iv;

	open_header(o, ike, m);
	writer_patch_u8(&o->w, 16, V2_SK);
	o->sk = o->w.len;
	writer_zero(&o->w, 4);			/* generic header; its next-payload octet is patched */
	o->iv = o->w.len;
	iv = writer_reserve(&o->w, sk_room(ike).iv_len);
	if (iv != NULL && !sk_iv(p, ike, iv))
		o->w.full = true;		/* no IV, no message */
	o->chain = chain_writer_make(&o->w, o->sk);
}

void v2_put_notify(struct v2_out *o, uint16_t type, struct view data)
{
	chain_put_notify(&o->chain, V2_PROTO_NONE, type, VIEW_EMPTY, data);
}

static void pad(struct v2_out *o, struct sk_room room)
{
	size_t plain = o->w.len - o->iv - room.iv_len + 1;
	size_t padding = (room.block_len - plain % room.block_len) % room.block_len;

	writer_zero(&o->w, padding);
	writer_u8(&o->w, (unsigned)padding);
	writer_zero(&o->w, room.icv_len);
}

bool v2_out_finish(struct pluto *p, struct v2_out *o, struct ike_sa *ike, struct bytes *message)
{
	if (o->sk != 0)
		pad(o, sk_room(ike));
	if (!writer_ok(&o->w))
		return false;
	ike_header_finish(&o->w);
	if (o->sk != 0) {
		writer_patch_u16(&o->w, o->sk + 2, (unsigned)(o->w.len - o->sk));
		if (!sk_seal(p, ike, o->buf, o->w.len, o->iv))
			return false;
	}
	return bytes_copy(message, writer_done(&o->w));
}
