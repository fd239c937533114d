/* SPDX-License-Identifier: ISC
 *
 * pluto_fuzz.h - two fuzz targets over one whole daemon: datagrams as they come, and what authenticated (or almost
 * authenticated) peers put inside SK.  Each input has a world of its own.
 *
 * May use:   testing/bad.
 * Oracle:    sanitizers, failed expectations, LOG_BUG lines; and afterwards nothing is left but what is established.
 */
#ifndef FUZZ_PLUTO_FUZZ_H
#define FUZZ_PLUTO_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

/* Datagrams, one after the other: an octet of flags, 16 bits of length, the bytes. */
enum datagram_flags {
	DATAGRAM_OTHER = 1,	/* from an address that no connection knows */
	DATAGRAM_NAT = 2,	/* to port 4500 */
	DATAGRAM_PASS = 4,	/* 10 s pass before it */
	DATAGRAM_INITIATE = 8,	/* the daemon initiates before it */
	DATAGRAM_COOKIES = 16,	/* from now on cookies are asked for */
	DATAGRAM_ANSWERS = 32,	/* its SPIi becomes that of the daemon's last message */
};
int fuzz_datagrams(const uint8_t *data, size_t size);

/* One octet says where we are (enum inside_stage), then messages: exchange, flags, type of the first payload, 16 bits
 * of length, the payloads before encryption.  Where they hold AUTH_MARK, the right AUTH value is put. */
enum inside_stage {
	INSIDE_HALF_OPEN,	/* the peer has sent IKE_SA_INIT, IKE_AUTH is next */
	INSIDE_UP,		/* established, the peer is the initiator */
	INSIDE_CALLED,		/* the daemon has sent IKE_AUTH */
	INSIDE_CALLED_UP,	/* the daemon was the initiator */
	INSIDE_ASKED,		/* and has sent CREATE_CHILD_SA */
	INSIDE_HALF_OPEN_CBC,	/* as the first, with AES-CBC */
	INSIDE_STAGES,
};
enum inside_flags { INSIDE_RESPONSE = 1, INSIDE_SAME_ID = 2, INSIDE_PASS = 4 };
#define AUTH_MARK "auth value here!auth value here!"
int fuzz_inside(const uint8_t *data, size_t size);

/* Seed number I of either target into BUF; its length, or 0 when there is none.  *NAME is a good file name. */
#define PLUTO_SEED_MAX 16384
size_t seed_datagrams(size_t i, uint8_t *buf, const char **name);
size_t seed_inside(size_t i, uint8_t *buf, const char **name);

#endif
