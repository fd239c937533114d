/* SPDX-License-Identifier: ISC
 *
 * nss_ke.c - key exchange: MODP (RFC 3526), NIST curves (RFC 5903), X25519 (RFC 8031).
 *
 * May use base and NSS.  Callable from a helper thread: nothing here is shared but NSS itself.
 */
#include <string.h>

#include <keyhi.h>
#include <pk11pub.h>
#include <secerr.h>
#include <secport.h>

#include "base/alloc.h"
#include "modp_prime_priv.h"
#include "alg_ids_priv.h"
#include "nss_ke_priv.h"
#include "nss_priv.h"

#define EC_POINT_MAX (1 + 2 * 66)
#define UNCOMPRESSED 0x04

/* DER of the named curves. */
static const uint8_t oid_p256[] = { 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7 };
static const uint8_t oid_p384[] = { 6, 5, 0x2b, 0x81, 4, 0, 0x22 };
static const uint8_t oid_p521[] = { 6, 5, 0x2b, 0x81, 4, 0, 0x23 };
static const uint8_t oid_x25519[] = { 6, 9, 0x2b, 6, 1, 4, 1, 0xda, 0x47, 0x0f, 1 };
static const uint8_t modp_generator[] = { 2 };

static struct view curve_oid(uint16_t id)
{
	switch ((enum alg_ke_id)id) {
	case ALG_ECP256:
		return VIEW_OF(oid_p256);
	case ALG_ECP384:
		return VIEW_OF(oid_p384);
	case ALG_ECP521:
		return VIEW_OF(oid_p521);
	case ALG_CURVE25519:
		return VIEW_OF(oid_x25519);
	case ALG_MODP1536:
	case ALG_MODP2048:
	case ALG_MODP3072:
	case ALG_MODP4096:
	case ALG_MODP6144:
	case ALG_MODP8192:
		break;
	}
	return VIEW_EMPTY;
}

/* What PK11_GenerateKeyPair wants to know of the group. */
struct group_params {
	CK_MECHANISM_TYPE mech;
	SECItem oid;
	SECKEYDHParams dh;
	void *arg;
};

static bool group_params_fill(const struct ke_alg *ke, struct group_params *g)
{
	struct view prime = modp_prime(ke->id), oid = curve_oid(ke->id);

	memset(g, 0, sizeof(*g));
	if (ke->class == KE_MODP) {
		g->mech = CKM_DH_PKCS_KEY_PAIR_GEN;
		g->dh.prime = nss_item(prime);
		g->dh.base = nss_item(VIEW_OF(modp_generator));
		g->arg = &g->dh;
		return prime.len == ke->public_len;
	}
	g->mech = CKM_EC_KEY_PAIR_GEN;
	g->oid = nss_item(oid);
	g->arg = &g->oid;
	return oid.len > 0;
}

static void pair_drop(SECKEYPrivateKey **priv, SECKEYPublicKey **pub)
{
	if (*priv != NULL)
		SECKEY_DestroyPrivateKey(*priv);
	if (*pub != NULL)
		SECKEY_DestroyPublicKey(*pub);
	*priv = NULL;
	*pub = NULL;
}

static SECKEYPrivateKey *pair_generate(struct nss_ctx *n, struct group_params *g, CK_FLAGS flags,
				       SECKEYPublicKey **pub)
{
	return PK11_GenerateKeyPairWithOpFlags(
		n->slot, g->mech, g->arg, pub,
		PK11_ATTR_SESSION | PK11_ATTR_INSENSITIVE | PK11_ATTR_PUBLIC, flags,
		CKF_DERIVE | CKF_SIGN | CKF_VERIFY, NULL);
}

/* softoken tests a new pair with one more multiplication when it is born with CKA_DERIVE or
 * CKA_SIGN (X25519 72 us against 39): so CKA_DERIVE is set afterwards.  Not in FIPS mode, where
 * that test is required.  NULL: not possible here. */
static SECKEYPrivateKey *pair_quick(struct nss_ctx *n, struct group_params *g,
				    SECKEYPublicKey **pub)
{
	unsigned char yes = CK_TRUE;
	SECItem value = { siBuffer, &yes, sizeof(yes) };
	SECKEYPrivateKey *priv;

	if (n->fips)
		return NULL;
	priv = pair_generate(n, g, 0, pub);
	if (priv != NULL &&
	    PK11_WriteRawAttribute(PK11_TypePrivKey, priv, CKA_DERIVE, &value) == SECSuccess)
		return priv;
	pair_drop(&priv, pub);
	return NULL;
}

/* BYTES right-aligned in LEN bytes, zeros before; false when longer. */
static bool pad_left(uint8_t *to, size_t len, const SECItem *bytes)
{
	if (bytes->len == 0 || bytes->len > len)
		return false;
	memset(to, 0, len - bytes->len);
	memcpy(to + len - bytes->len, bytes->data, bytes->len);
	return true;
}

/* The KE payload bytes: RFC 7296 3.4 MODP left-padded, RFC 5903 7 x | y, RFC 8031 3 as is. */
static bool public_encode(const struct ke_alg *ke, const SECKEYPublicKey *pub, uint8_t *to)
{
	const SECItem *point = &pub->u.ec.publicValue;

	switch (ke->class) {
	case KE_MODP:
		return pad_left(to, ke->public_len, &pub->u.dh.publicValue);
	case KE_ECP:
		if (point->len != 1u + ke->public_len || point->data[0] != UNCOMPRESSED)
			return false;
		memcpy(to, point->data + 1, ke->public_len);
		return true;
	case KE_XDH:
		if (point->len != ke->public_len)
			return false;
		memcpy(to, point->data, ke->public_len);
		return true;
	}
	return false;
}

struct ke_key *nss_ke_generate(void *ctx, const struct ke_alg *ke, struct bytes *public_out)
{
	struct nss_ctx *n = (struct nss_ctx *)ctx;
	struct ke_key *key = (struct ke_key *)mem_alloc(sizeof(*key));
	SECKEYPublicKey *pub = NULL;
	struct group_params g;
	bool ok = false;

	if (key == NULL)
		return NULL;
	key->alg = ke;
	if (!group_params_fill(ke, &g) || !bytes_alloc(public_out, ke->public_len))
		goto out;
	key->priv = pair_quick(n, &g, &pub);
	if (key->priv == NULL)
		key->priv = pair_generate(n, &g, CKF_DERIVE, &pub);
	ok = key->priv != NULL && pub != NULL && public_encode(ke, pub, public_out->ptr);
out:
	if (pub != NULL)
		SECKEY_DestroyPublicKey(pub);
	if (ok)
		return key;
	bytes_fini(public_out);
	nss_ke_free(ctx, key);
	return NULL;
}

void nss_ke_free(void *ctx, struct ke_key *key)
{
	(void)ctx;
	if (key == NULL)
		return;
	if (key->priv != NULL)
		SECKEY_DestroyPrivateKey(key->priv);
	mem_free(key);
}

/* RFC 6989 2.1: 1 < y < p - 1.  All these primes are safe ones and odd, so p - 1 differs from p
 * in the last bit only.  Y has the length of P. */
static bool modp_public_valid(struct view y, struct view p)
{
	const size_t last = p.len - 1;
	size_t i = 0;
	int order;

	while (i < last && y.ptr[i] == 0)
		i++;
	if (i == last && y.ptr[last] <= 1)
		return false;
	order = memcmp(y.ptr, p.ptr, last);
	return order < 0 || (order == 0 && y.ptr[last] < p.ptr[last] - 1);
}

/* PEER as NSS wants it; POINT lends the room for an uncompressed point.  No ownership moves. */
static bool peer_decode(const struct ke_alg *ke, struct view peer, SECKEYPublicKey *pub,
			uint8_t point[EC_POINT_MAX])
{
	memset(pub, 0, sizeof(*pub));
	pub->pkcs11ID = CK_INVALID_HANDLE;
	if (peer.len != ke->public_len)
		return false;
	if (ke->class == KE_MODP) {
		pub->keyType = dhKey;
		pub->u.dh.prime = nss_item(modp_prime(ke->id));
		pub->u.dh.base = nss_item(VIEW_OF(modp_generator));
		pub->u.dh.publicValue = nss_item(peer);
		return modp_public_valid(peer, modp_prime(ke->id));
	}
	pub->keyType = ecKey;
	pub->u.ec.DEREncodedParams = nss_item(curve_oid(ke->id));
	pub->u.ec.publicValue = nss_item(peer);
	if (ke->class == KE_ECP) {
		/* NSS itself refuses coordinates >= p and points off the curve. */
		point[0] = UNCOMPRESSED;
		memcpy(point + 1, peer.ptr, peer.len);
		pub->u.ec.publicValue = nss_item(view_make(point, 1 + peer.len));
	}
	return true;
}

static bool all_zero(const uint8_t *p, size_t len)
{
	uint8_t any = 0;

	for (size_t i = 0; i < len; i++)
		any |= p[i];
	return any == 0;
}

/* Takes the bytes out of SYM, padded to the group's length (RFC 7296 2.14). */
static enum security secret_extract(const struct ke_alg *ke, PK11SymKey *sym, struct secret *shared)
{
	const SECItem *data;

	if (PK11_ExtractKeyValue(sym) != SECSuccess)
		return SEC_ERROR;
	data = PK11_GetKeyData(sym);
	if (data == NULL || data->len > ke->secret_len || !secret_alloc(shared, ke->secret_len))
		return SEC_ERROR;
	if (!pad_left(shared->ptr, ke->secret_len, data) ||
	    all_zero(shared->ptr, ke->secret_len)) {
		/* RFC 8031 5 / RFC 7748 6.1: a low-order point made the secret known to all. */
		secret_fini(shared);
		return SEC_BAD;
	}
	return SEC_GOOD;
}

static PK11SymKey *derive(const struct ke_key *key, SECKEYPublicKey *peer)
{
	const CK_MECHANISM_TYPE target = CKM_SHA256_HMAC;	/* a generic secret */

	if (key->alg->class == KE_MODP)
		return PK11_PubDerive(key->priv, peer, PR_FALSE, NULL, NULL, CKM_DH_PKCS_DERIVE,
				      target, CKA_DERIVE, 0, NULL);
	return PK11_PubDeriveWithKDF(key->priv, peer, PR_FALSE, NULL, NULL, CKM_ECDH1_DERIVE,
				     target, CKA_DERIVE, 0, CKD_NULL, NULL, NULL);
}

enum security nss_ke_derive(void *ctx, const struct ke_key *key, struct view peer_public,
			    struct secret *shared)
{
	uint8_t point[EC_POINT_MAX];
	SECKEYPublicKey peer;
	PK11SymKey *sym;
	enum security sec;

	(void)ctx;
	if (!peer_decode(key->alg, peer_public, &peer, point))
		return SEC_BAD;
	sym = derive(key, &peer);
	if (sym == NULL)
		return PORT_GetError() == SEC_ERROR_NO_MEMORY ? SEC_ERROR : SEC_BAD;
	sec = secret_extract(key->alg, sym, shared);
	PK11_FreeSymKey(sym);
	return sec;
}
