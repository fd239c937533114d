/* SPDX-License-Identifier: ISC
 *
 * crypt_test.h - what the tests of lib/crypt share: cmocka, hex, and a running NSS.
 */
#ifndef CRYPT_TEST_H
#define CRYPT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "crypt/provider.h"

#define HEX_MAX 2048

struct hex {
	uint8_t bytes[HEX_MAX];
	struct view v;		/* an exact heap copy: ASan sees one byte too many */
	uint8_t *heap;
};

static inline uint8_t hex_digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static inline void hex_fini(struct hex *h)
{
	mem_free(h->heap);
}

static inline struct hex hex_of(const char *s)
{
	struct hex h = { .v = VIEW_EMPTY };
	size_t len = strlen(s) / 2;

	assert_true(len <= HEX_MAX);
	for (size_t i = 0; i < len; i++)
		h.bytes[i] = (uint8_t)(hex_digit(s[2 * i]) << 4 | hex_digit(s[2 * i + 1]));
	if (len > 0) {
		h.heap = (uint8_t *)mem_dup(h.bytes, len);
		h.v = view_make(h.heap, len);
	}
	return h;
}
#define HEX_AUTO __attribute__((cleanup(hex_fini))) struct hex

/* The byte pattern of keymat_vectors.h. */
static inline void pattern(uint8_t *out, size_t len, unsigned seed)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(seed * 7 + i * 13 + i * i);
}

static inline int nss_setup(void **state)
{
	struct crypto *c = NULL;
	struct diag *d = crypt_nss_init(NULL, &c);

	diag_free(d);
	*state = c;
	return d == NULL ? 0 : -1;
}

static inline int nss_teardown(void **state)
{
	crypt_nss_fini((struct crypto *)*state);
	return 0;
}

#endif
