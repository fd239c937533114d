/* SPDX-License-Identifier: ISC
 *
 * nss_ccm.c - AES-CCM (RFC 3610 with the parameters of RFC 4309 and 5282), put together from
 * NSS's AES-CBC (for the CBC-MAC) and AES-CTR: softoken has no CCM mechanism.
 *
 * May use base and NSS.
 */
#include <string.h>

#include "base/alloc.h"
#include "nss_priv.h"

#define BLOCK 16
#define L_BYTES 4	/* RFC 4309 4: length field of 4 bytes, so the nonce has 11 */
#define NONCE_LEN (15 - L_BYTES)

static size_t round_up(size_t len)
{
	return (len + BLOCK - 1) / BLOCK * BLOCK;
}

/* RFC 3610 2.2: B0 | encoded length of AAD, AAD, zeros | message, zeros. */
static bool mac_input(struct secret *b, size_t icv_len, struct view nonce, struct view aad,
		      struct view text)
{
	const size_t head = aad.len == 0 ? 0 : aad.len < 0xff00 ? 2 : 6;
	const size_t aad_end = BLOCK + round_up(head + aad.len);
	uint8_t *p;

	if (!secret_alloc(b, aad_end + round_up(text.len)))
		return false;
	p = b->ptr;
	p[0] = (uint8_t)((head > 0 ? 0x40 : 0) | ((icv_len - 2) / 2) << 3 | (L_BYTES - 1));
	memcpy(p + 1, nonce.ptr, NONCE_LEN);
	for (size_t i = 0; i < L_BYTES; i++)
		p[BLOCK - 1 - i] = (uint8_t)(text.len >> (8 * i));
	p += BLOCK;
	if (head == 6) {
		*p++ = 0xff;
		*p++ = 0xfe;
		*p++ = (uint8_t)(aad.len >> 24);
		*p++ = (uint8_t)(aad.len >> 16);
	}
	if (head > 0) {
		*p++ = (uint8_t)(aad.len >> 8);
		*p++ = (uint8_t)aad.len;
		memcpy(p, aad.ptr, aad.len);
	}
	if (text.len > 0)
		memcpy(b->ptr + aad_end, text.ptr, text.len);
	return true;
}

/* CBC-MAC: the last block of the CBC encryption with a zero IV. */
static bool cbc_mac(struct nss_ctx *n, struct view key, struct view in, uint8_t *mac)
{
	static const uint8_t zero_iv[BLOCK];
	const struct cipher_text t = { .iv = VIEW_OF(zero_iv), .in = in };
	struct secret out = { NULL, 0 };
	bool ok;

	if (!secret_alloc(&out, in.len))
		return false;
	ok = nss_cbc(n, CKM_AES_CBC, true, key, &t, out.ptr);
	if (ok)
		memcpy(mac, out.ptr + in.len - BLOCK, BLOCK);
	secret_fini(&out);
	return ok;
}

static bool ctr_from(struct nss_ctx *n, struct view key, struct view nonce, uint8_t counter,
		     struct view in, uint8_t *out)
{
	uint8_t block[BLOCK] = { L_BYTES - 1 };

	memcpy(block + 1, nonce.ptr, NONCE_LEN);
	block[BLOCK - 1] = counter;
	return nss_ctr(n, key, block, in, out);
}

/* ICV: a whole block; its first icv_len bytes count.  Encrypted with counter 0. */
static bool ccm_icv(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
		    const struct cipher_text *plain, uint8_t *icv)
{
	struct secret b = { NULL, 0 };
	uint8_t mac[BLOCK];
	bool ok;

	if (!mac_input(&b, icv_len, nonce, plain->aad, plain->in))
		return false;
	ok = cbc_mac(n, key, secret_view(&b), mac) &&
	     ctr_from(n, key, nonce, 0, VIEW_OF(mac), icv);
	mem_wipe(mac, sizeof(mac));
	secret_fini(&b);
	return ok;
}

bool nss_ccm_seal(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
		  const struct cipher_text *t, uint8_t *out)
{
	uint8_t icv[BLOCK];
	bool ok;

	if (nonce.len != NONCE_LEN)
		return false;
	ok = ccm_icv(n, icv_len, key, nonce, t, icv) && ctr_from(n, key, nonce, 1, t->in, out);
	if (ok)
		memcpy(out + t->in.len, icv, icv_len);
	return ok;
}

enum security nss_ccm_open(struct nss_ctx *n, size_t icv_len, struct view key, struct view nonce,
			   const struct cipher_text *t, uint8_t *out)
{
	struct cipher_text plain = *t;
	uint8_t icv[BLOCK];
	enum security sec = SEC_ERROR;

	if (nonce.len != NONCE_LEN)
		return SEC_ERROR;
	plain.in.len -= icv_len;
	if (!ctr_from(n, key, nonce, 1, plain.in, out))
		return SEC_ERROR;
	plain.in.ptr = out;
	if (ccm_icv(n, icv_len, key, nonce, &plain, icv))
		sec = mac_compare(view_make(icv, icv_len),
				  view_make(t->in.ptr + plain.in.len, icv_len));
	mem_wipe(icv, sizeof(icv));
	return sec;
}
