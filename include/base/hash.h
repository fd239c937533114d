/* SPDX-License-Identifier: ISC
 *
 * hash.h - intrusive hash table that grows, with a keyed hash (SipHash-1-3), so that a peer
 * who chooses keys cannot choose collisions.
 *
 * Layer:   base.
 * Owner:   the table owns its buckets, never the nodes.
 * Errors:  hash_init may fail; growing that fails leaves a slower table.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/list.h"
#include "base/view.h"

struct hash_node {
	struct hash_node *next;
	uint64_t hash;
	bool linked;
};

struct hash {
	struct hash_node **buckets;
	size_t nr_buckets;	/* a power of two */
	size_t nr;
	uint64_t key[2];
};

/* KEY seeds the keyed hash: 16 random bytes (all zero is fine in tests). */
bool hash_init(struct hash *h, const uint64_t key[2]);
void hash_fini(struct hash *h);
uint64_t hash_bytes(const struct hash *h, const void *ptr, size_t len);
/* NODE must not be linked; HASH from hash_bytes(). */
void hash_add(struct hash *h, struct hash_node *node, uint64_t hash);
void hash_remove(struct hash *h, struct hash_node *node);
/* First/next candidates with exactly this 64-bit hash; the caller compares the key. */
struct hash_node *hash_first(const struct hash *h, uint64_t hash);
struct hash_node *hash_next(const struct hash_node *node);

#endif
