/* SPDX-License-Identifier: ISC
 *
 * modp_prime_priv.h - the primes of RFC 3526.
 *
 * Layer:  crypt, private.
 */
#ifndef CRYPT_MODP_PRIME_PRIV_H
#define CRYPT_MODP_PRIME_PRIV_H

#include "base/view.h"

/* The prime of MODP group ID, big endian, top bit set; empty when ID is no MODP group of ours. */
struct view modp_prime(uint16_t id);

#endif
