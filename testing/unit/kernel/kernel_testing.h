/* SPDX-License-Identifier: ISC
 *
 * kernel_testing.h - what the tests of the kernel folder share: values from text.
 */
#ifndef TESTING_UNIT_KERNEL_KERNEL_TESTING_H
#define TESTING_UNIT_KERNEL_KERNEL_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/ensure.h"
#include "kernel/kernel_types.h"
#include "net/protocol.h"

static inline struct address ip(const char *text)
{
	struct address a = { 0 };

	if (!address_parse(view_str(text), &a))
		fail_msg("address %s", text);
	return a;
}

static inline struct cidr net(const char *text)
{
	struct cidr c = { 0 };

	if (!cidr_parse(view_str(text), &c, NULL))
		fail_msg("block %s", text);
	return c;
}

/* An address with the length of its network, as interfaces have them: host bits kept. */
static inline struct cidr on_net(const char *text, uint8_t prefix)
{
	return (struct cidr){ ip(text), prefix };
}

static inline struct selector sel(const char *text)
{
	struct selector s = { 0 };
	const char *why = "";

	if (!selector_parse(view_str(text), &s, NULL, &why))
		fail_msg("selector %s: %s", text, why);
	return s;
}

static inline struct packet udp(const char *src, const char *dst)
{
	return (struct packet){ ip(src), ip(dst), PROTO_UDP, 1000, 2000 };
}

/* AES-128-GCM-16 and AES-128-CBC with HMAC-SHA2-256 */
#define GCM encr_alg_find(20)
#define CBC encr_alg_find(12)
#define SHA2 integ_alg_find(12)

static const uint8_t test_key[KEY_MAX] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
					   17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 };

static inline struct kernel_sa gcm_sa(enum kernel_dir dir, const char *src, const char *dst,
				      uint32_t spi, uint32_t reqid)
{
	return (struct kernel_sa){
		.key = { .dst = ip(dst), .spi = spi, .proto = PROTO_ESP },
		.src = ip(src),
		.dir = dir,
		.mode = KERNEL_TUNNEL,
		.reqid = reqid,
		.encr = GCM,
		.encr_key = view_make(test_key, 20),
	};
}

static inline struct kernel_policy policy(enum kernel_dir dir, const char *src, const char *dst,
					  enum kernel_policy_action action, uint32_t priority)
{
	return (struct kernel_policy){
		.key = { .dir = dir, .src = sel(src), .dst = sel(dst) },
		.action = action,
		.priority = priority,
		.proto = PROTO_ESP,
		.mode = KERNEL_TUNNEL,
	};
}

#endif
