/* SPDX-License-Identifier: ISC
 *
 * nss_hash.c - random bytes, hashes, and the small helpers that all NSS calls share.
 *
 * May use base and NSS.  Knows nothing of keys' meaning.
 */
#include <limits.h>
#include <string.h>

#include <pk11pub.h>
#include <secoid.h>

#include "base/alloc.h"
#include "nss_priv.h"

#define DATA_MAX (1u << 24)	/* bytes a single operation takes; NSS counts in int */

bool gather_init(struct gather *g, size_t head, const struct view *parts, size_t nr)
{
	size_t len = head;
	uint8_t *p;

	for (size_t i = 0; i < nr; i++) {
		if (parts[i].len > DATA_MAX || len > DATA_MAX)
			return false;
		len += parts[i].len;
	}
	g->len = len;
	g->ptr = len <= sizeof(g->room) ? g->room : (uint8_t *)mem_alloc(len);
	if (g->ptr == NULL)
		return false;
	p = g->ptr + head;
	for (size_t i = 0; i < nr; i++) {
		if (parts[i].len > 0)
			p = (uint8_t *)mempcpy(p, parts[i].ptr, parts[i].len);
	}
	return true;
}

void gather_fini(struct gather *g)
{
	mem_wipe(g->ptr, g->len);
	if (g->ptr != g->room)
		mem_free(g->ptr);
	g->ptr = NULL;
	g->len = 0;
}

SECItem nss_item(struct view v)
{
	/* NSS takes what it only reads without const. */
	return (SECItem){ siBuffer, (unsigned char *)(uintptr_t)v.ptr, (unsigned)v.len };
}

PK11SymKey *nss_key_import(struct nss_ctx *n, CK_MECHANISM_TYPE mech, CK_ATTRIBUTE_TYPE use,
			   struct view key)
{
	SECItem item = nss_item(key);

	if (key.len == 0 || key.len > DATA_MAX)
		return NULL;
	return PK11_ImportSymKey(n->slot, mech, PK11_OriginUnwrap, use, &item, NULL);
}

bool nss_random(void *ctx, void *buf, size_t len)
{
	(void)ctx;
	if (len > DATA_MAX)
		return false;
	return len == 0 || PK11_GenerateRandom((unsigned char *)buf, (int)len) == SECSuccess;
}

size_t hash_len(enum hash_id h)
{
	switch (h) {
	case HASH_SHA1:
		return 20;
	case HASH_SHA2_256:
		return 32;
	case HASH_SHA2_384:
		return 48;
	case HASH_SHA2_512:
		return 64;
	}
	return 0;
}

static SECOidTag hash_oid(enum hash_id h)
{
	switch (h) {
	case HASH_SHA1:
		return SEC_OID_SHA1;
	case HASH_SHA2_256:
		return SEC_OID_SHA256;
	case HASH_SHA2_384:
		return SEC_OID_SHA384;
	case HASH_SHA2_512:
		return SEC_OID_SHA512;
	}
	return SEC_OID_UNKNOWN;
}

bool nss_digest(enum hash_id h, struct view data, uint8_t *out)
{
	static const uint8_t nothing[1];

	if (data.len > DATA_MAX)
		return false;
	return PK11_HashBuf(hash_oid(h), out, data.len > 0 ? data.ptr : nothing,
			    (PRInt32)data.len) == SECSuccess;
}

bool nss_hash(void *ctx, enum hash_id h, const struct view *parts, size_t nr, uint8_t *out)
{
	struct gather g;
	bool ok;

	(void)ctx;
	if (hash_len(h) == 0 || !gather_init(&g, 0, parts, nr))
		return false;
	ok = nss_digest(h, view_make(g.ptr, g.len), out);
	gather_fini(&g);
	return ok;
}
