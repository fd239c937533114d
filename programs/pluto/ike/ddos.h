/* SPDX-License-Identifier: ISC
 *
 * ddos.h - half-open SAs are counted, per address and in total; who is over the line must show a
 * cookie first (RFC 7296 2.6, RFC 8019 4.2).
 *
 * Layer:  ike.
 */
#ifndef IKE_DDOS_H
#define IKE_DDOS_H

#include "ike/ike_sa.h"

struct ddos;
struct ddos *ddos_new(struct pluto *p);
void ddos_free(struct ddos *d);

enum ddos_verdict {
	DDOS_ACCEPT,
	DDOS_ASK_COOKIE,	/* answer with COOKIE, keep no state */
	DDOS_REFUSE,		/* too many half-open SAs: silence */
};
/* What to do with an IKE_SA_INIT request from REMOTE. */
enum ddos_verdict ddos_judge(struct pluto *p, struct address remote);
/* Counts (ON) or uncounts IKE as half-open; a second call with the same value does nothing. */
void ddos_half_open(struct pluto *p, struct ike_sa *ike, bool on);
size_t ike_nr_half_open(const struct pluto *p);

#define COOKIE_LEN 33		/* version octet + HMAC-SHA2-256 */
/* Cookie = version | HMAC(secret[version], Ni | IPi | SPIi).  False: the provider failed. */
bool cookie_make(struct pluto *p, struct view ni, struct address remote, struct ike_spi spi_i,
		 uint8_t out[COOKIE_LEN]);
enum security cookie_check(struct pluto *p, struct view cookie, struct view ni, struct address remote,
			   struct ike_spi spi_i);
/* Unprotected hints (INVALID_IKE_SPI, INVALID_MAJOR_VERSION): one a second (RFC 7296 2.21.4). */
bool ddos_may_answer(struct pluto *p);
/* Lines about strangers' packets: LIMIT_LOG_PER_SECOND_PEER a second. */
bool ddos_may_log(struct pluto *p);

#endif
