/* SPDX-License-Identifier: ISC
 *
 * hash.c - chained hash table over SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", with one compression and three finalization rounds).
 *
 * May use:   alloc, view.
 * Must not:  know the keys behind the hashes.
 */
#include "base/hash.h"

#include "base/alloc.h"

#define HASH_FIRST_BUCKETS ((size_t)16)

struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v2 = rotate(s->v2, 32);
}

static void sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

/* Up to eight bytes, little-endian as SipHash defines it. */
static uint64_t little_endian(const uint8_t *at, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)at[i] << (8 * i);
	return word;
}

uint64_t hash_bytes(const struct hash *h, const void *ptr, size_t len)
{
	struct sip s = {
		h->key[0] ^ 0x736f6d6570736575, h->key[1] ^ 0x646f72616e646f6d,
		h->key[0] ^ 0x6c7967656e657261, h->key[1] ^ 0x7465646279746573,
	};
	const uint8_t *at = ptr;
	size_t left = len;

	for (; left >= 8; at += 8, left -= 8)
		sip_word(&s, little_endian(at, 8));
	sip_word(&s, (uint64_t)len << 56 | little_endian(at, left));
	s.v2 ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

bool hash_init(struct hash *h, const uint64_t key[2])
{
	*h = (struct hash){ .key = { key[0], key[1] } };
	h->buckets = mem_array(HASH_FIRST_BUCKETS, sizeof(struct hash_node *));
	if (h->buckets == NULL)
		return false;
	h->nr_buckets = HASH_FIRST_BUCKETS;
	return true;
}

void hash_fini(struct hash *h)
{
	mem_free(h->buckets);
	h->buckets = NULL;
	h->nr_buckets = h->nr = 0;
}

static struct hash_node **bucket(const struct hash *h, uint64_t hash)
{
	return &h->buckets[hash & (h->nr_buckets - 1)];
}

static void push(struct hash *h, struct hash_node *node)
{
	struct hash_node **head = bucket(h, node->hash);

	node->next = *head;
	*head = node;
}

/* Twice the buckets; on failure the chains only get longer. */
static void grow(struct hash *h)
{
	size_t old_nr = h->nr_buckets;
	struct hash_node **old = h->buckets;
	struct hash_node **more = old_nr > SIZE_MAX / 2
		? NULL : mem_array(old_nr * 2, sizeof(struct hash_node *));

	if (more == NULL)
		return;
	h->buckets = more;
	h->nr_buckets = old_nr * 2;
	for (size_t i = 0; i < old_nr; i++) {
		for (struct hash_node *node = old[i], *next; node != NULL; node = next) {
			next = node->next;
			push(h, node);
		}
	}
	mem_free(old);
}

void hash_add(struct hash *h, struct hash_node *node, uint64_t hash)
{
	if (h->buckets == NULL || node->linked)
		return;
	if (h->nr >= h->nr_buckets)
		grow(h);
	node->hash = hash;
	node->linked = true;
	push(h, node);
	h->nr++;
}

void hash_remove(struct hash *h, struct hash_node *node)
{
	if (h->buckets == NULL || !node->linked)
		return;
	for (struct hash_node **at = bucket(h, node->hash); *at != NULL; at = &(*at)->next) {
		if (*at != node)
			continue;
		*at = node->next;
		*node = (struct hash_node){ .linked = false };
		h->nr--;
		return;
	}
}

static struct hash_node *same_hash(struct hash_node *node, uint64_t hash)
{
	while (node != NULL && node->hash != hash)
		node = node->next;
	return node;
}

struct hash_node *hash_first(const struct hash *h, uint64_t hash)
{
	return h->buckets == NULL ? NULL : same_hash(*bucket(h, hash), hash);
}

struct hash_node *hash_next(const struct hash_node *node)
{
	return same_hash(node->next, node->hash);
}
