/* SPDX-License-Identifier: ISC
 *
 * ddos.c - see ddos.h.  Counts are kept in a fixed table of buckets keyed by a keyed hash of the
 * address, so that a flood from random sources costs no memory.
 */
#include "ike/ddos.h"

#include <string.h>

#include "base/alloc.h"
#include "core/limits.h"

#define BUCKETS 4096			/* addresses share buckets rarely; a shared one asks for a cookie */
#define SECRET_LIFE DURATION_S(60)	/* then a new one; the one before is still accepted */

struct per_second {
	struct monotime second;
	unsigned used;
};

struct ddos {
	size_t total;
	uint16_t per_bucket[BUCKETS];
	uint64_t key[2];
	uint8_t secret[2][32];
	uint8_t version;		/* of the present secret; its slot is version & 1 */
	struct monotime secret_made;
	struct per_second answers, lines;
	struct hash hash;		/* only for its keyed hash function */
};

struct ddos *ddos_new(struct pluto *p)
{
	struct ddos *d = mem_alloc(sizeof(*d));
	struct crypto *c = p->env.crypto;

	if (d == NULL)
		return NULL;
	if (!c->random(c->ctx, d->key, sizeof(d->key)) ||
	    !c->random(c->ctx, d->secret, sizeof(d->secret)) || !hash_init(&d->hash, d->key)) {
		mem_free(d);
		return NULL;
	}
	d->secret_made = env_now(&p->env);
	return d;
}

void ddos_free(struct ddos *d)
{
	if (d == NULL)
		return;
	hash_fini(&d->hash);
	mem_wipe(d, sizeof(*d));
	mem_free(d);
}

/* IPv4 by address, IPv6 by /64 (RFC 8019 4.2). */
static uint16_t *bucket(struct ddos *d, struct address a)
{
	size_t len = a.family == IP_V6 ? 8 : address_len(a);

	return &d->per_bucket[hash_bytes(&d->hash, a.bytes, len) % BUCKETS];
}

size_t ike_nr_half_open(const struct pluto *p)
{
	return p->ddos->total;
}

void ddos_half_open(struct pluto *p, struct ike_sa *ike, bool on)
{
	uint16_t *b = bucket(p->ddos, ike->remote.addr);

	if (ike->half_open == on)
		return;
	ike->half_open = on;
	if (on) {
		p->ddos->total++;
		if (*b < UINT16_MAX)
			++*b;
	} else {
		p->ddos->total--;
		if (*b > 0)
			--*b;
	}
}

enum ddos_verdict ddos_judge(struct pluto *p, struct address remote)
{
	struct ddos *d = p->ddos;
	unsigned cap =
		remote.family == IP_V6 ? LIMIT_HALFOPEN_PER_PREFIX64 : LIMIT_HALFOPEN_PER_ADDRESS;

	if (d->total >= p->setup.max_halfopen)
		return DDOS_REFUSE;
	switch (p->setup.ddos_mode) {
	case DDOS_BUSY:
		return DDOS_ASK_COOKIE;
	case DDOS_UNLIMITED:
		return DDOS_ACCEPT;
	case DDOS_AUTO:
		break;
	}
	return d->total >= p->setup.ddos_threshold || *bucket(d, remote) >= cap ? DDOS_ASK_COOKIE
										 : DDOS_ACCEPT;
}

static void new_secret(struct pluto *p)
{
	struct ddos *d = p->ddos;
	struct crypto *c = p->env.crypto;
	uint8_t fresh[32];

	if (!c->random(c->ctx, fresh, sizeof(fresh)))
		return;
	d->version++;
	memcpy(d->secret[d->version & 1], fresh, sizeof(fresh));
	mem_wipe(fresh, sizeof(fresh));
	d->secret_made = env_now(&p->env);
}

static void refresh_secret(struct pluto *p)
{
	struct duration age = monotime_sub(env_now(&p->env), p->ddos->secret_made);

	if (duration_less(age, SECRET_LIFE))
		return;
	new_secret(p);
	if (!duration_less(age, duration_scale(SECRET_LIFE, 2)))	/* nobody asked for long: both are old */
		new_secret(p);
}

static bool cookie_of(struct pluto *p, uint8_t version, struct view ni, struct address remote,
		      struct ike_spi spi_i, uint8_t out[COOKIE_LEN])
{
	struct crypto *c = p->env.crypto;
	struct view parts[] = { ni, address_view(&remote), VIEW_OF(spi_i.bytes) };

	out[0] = version;
	return c->prf(c->ctx, prf_alg_find(5), VIEW_OF(p->ddos->secret[version & 1]), parts, 3,
		      out + 1);
}

bool cookie_make(struct pluto *p, struct view ni, struct address remote, struct ike_spi spi_i,
		 uint8_t out[COOKIE_LEN])
{
	refresh_secret(p);
	return cookie_of(p, p->ddos->version, ni, remote, spi_i, out);
}

enum security cookie_check(struct pluto *p, struct view cookie, struct view ni,
			   struct address remote, struct ike_spi spi_i)
{
	uint8_t want[COOKIE_LEN];
	uint8_t version;

	refresh_secret(p);
	if (cookie.len != COOKIE_LEN)
		return SEC_BAD;
	version = cookie.ptr[0];
	if (version != p->ddos->version && version != (uint8_t)(p->ddos->version - 1))
		return SEC_BAD;
	if (!cookie_of(p, version, ni, remote, spi_i, want))
		return SEC_ERROR;
	return mac_compare(cookie, VIEW_OF(want));
}

static bool within(struct pluto *p, struct per_second *r, unsigned most)
{
	struct monotime now = env_now(&p->env);

	if (r->used == 0 || !duration_less(monotime_sub(now, r->second), DURATION_S(1))) {
		r->second = now;
		r->used = 0;
	}
	return r->used++ < most;
}

bool ddos_may_answer(struct pluto *p)
{
	return within(p, &p->ddos->answers, 1);
}

bool ddos_may_log(struct pluto *p)
{
	return within(p, &p->ddos->lines, LIMIT_LOG_PER_SECOND_PEER);
}
