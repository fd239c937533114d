/* SPDX-License-Identifier: ISC
 *
 * nss_ke_priv.h - our private half of one key exchange.
 *
 * Layer:  crypt, private; tests look inside to derive with the private keys of RFC examples.
 */
#ifndef CRYPT_NSS_KE_PRIV_H
#define CRYPT_NSS_KE_PRIV_H

#include <keythi.h>

#include "crypt/alg.h"

struct ke_key {
	const struct ke_alg *alg;
	SECKEYPrivateKey *priv;	/* owned; about 20 KB inside NSS */
};

#endif
