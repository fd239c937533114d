/* SPDX-License-Identifier: ISC
 *
 * fuzz_pluto.c - see pluto_fuzz.h.
 */
#include "pluto_fuzz.h"

#include "base/reader.h"
#include "testing/bad/bad_world.h"

enum { MESSAGES_MAX = 32 };	/* of one input */

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* Of the right size, so that a sanitizer sees the end. */
static uint8_t *copy_of(struct view v)
{
	uint8_t *copy = mem_alloc(v.len > 0 ? v.len : 1);

	must(copy != NULL);
	if (v.len > 0)
		memcpy(copy, v.ptr, v.len);
	return copy;
}

/* NSS starts once for all inputs. */
static void keep_nss(void)
{
	static struct crypto *kept;
	DIAG_AUTO d = kept == NULL ? crypt_nss_init(NULL, &kept) : NULL;

	must(d == NULL);
}

static struct world *start(void)
{
	struct setup setup;

	keep_nss();
	setup_defaults(&setup);
	return world_new_bare(&setup);
}

/* What is half open goes by itself, and the books are right. */
static void end(struct world *w)
{
	must(w->nr_lines[LOG_BUG] == 0);
	world_pass(w, DURATION_S(120));
	must(ike_nr_half_open(w->p) == 0);
	for (struct ike_sa *ike = ike_first(w->p); ike != NULL; ike = ike_next(w->p, ike))
		must(ike->state == IKE_UP);
	for (struct child_sa *c = child_first(w->p); c != NULL; c = child_next(w->p, c))
		must(c->state == CHILD_UP);
	must(w->p->count.expect_failed == 0 && w->nr_lines[LOG_BUG] == 0 && w->stopped == -1);
	world_free(w);
}

/* ---- datagrams ---- */

static void one_datagram(struct world *w, uint8_t flags, struct view bytes)
{
	struct endpoint from = endpoint_of(flags & DATAGRAM_OTHER ? "203.0.113.77" : BAD_ADDRESS, 500);
	struct endpoint to = endpoint_of(DAEMON_ADDRESS, flags & DATAGRAM_NAT ? 4500 : 500);
	uint8_t *copy = copy_of(bytes);
	struct view heard;

	if (flags & DATAGRAM_PASS)
		world_pass(w, DURATION_S(10));
	if (flags & DATAGRAM_INITIATE)
		world_initiate(w, "bad");
	heard = w->nr_sent > 0 ? bytes_view(&w->sent[(w->nr_sent - 1) % WORLD_SENT_MAX].bytes) : VIEW_EMPTY;
	if ((flags & DATAGRAM_ANSWERS) && heard.len >= 8 && bytes.len >= 8)
		memcpy(copy, heard.ptr, 8);
	if (flags & DATAGRAM_COOKIES)
		w->p->setup.ddos_mode = DDOS_BUSY;
	world_datagram(w, from, to, view_make(copy, bytes.len));
	mem_free(copy);
}

int fuzz_datagrams(const uint8_t *data, size_t size)
{
	struct reader r = reader_make(view_make(data, size));
	struct world *w = start();
	uint16_t len;
	uint8_t flags;

	for (int i = 0; i < MESSAGES_MAX && reader_u8(&r, &flags) && reader_u16(&r, &len); i++) {
		struct view bytes = VIEW_EMPTY;

		if (len > reader_left(&r))
			len = (uint16_t)reader_left(&r);
		must(reader_view(&r, len, &bytes));
		if (bytes.len > 0)
			one_datagram(w, flags, bytes);
	}
	end(w);
	return 0;
}

/* ---- inside SK ---- */

struct inside {
	struct world *w;
	struct peer p;
	uint32_t asked;		/* id of the daemon's request */
};

/* Nothing here may fail: it is a good peer so far. */
static void reach(struct inside *in, enum inside_stage stage)
{
	struct arena a = { 0 };
	struct ike_header h = { .message_id = 0 };
	struct chain c;

	world_peer(in->w, &in->p, stage == INSIDE_HALF_OPEN_CBC ? &profile_cbc : &profile_bad);
	switch (stage) {
	case INSIDE_HALF_OPEN:
	case INSIDE_HALF_OPEN_CBC:
	case INSIDE_STAGES:
		world_half_open(in->w, &in->p);
		break;
	case INSIDE_UP:
		world_up(in->w, &in->p);
		break;
	case INSIDE_CALLED:
		world_called(in->w, &in->p, &a, &c, &in->asked);
		break;
	case INSIDE_CALLED_UP:
		world_called_up(in->w, &in->p);
		break;
	case INSIDE_ASKED:
		world_called_up(in->w, &in->p);
		world_initiate(in->w, "second");
		must(peer_read(&in->p, world_heard(in->w, &in->p), &a, &h, &c));
		in->asked = h.message_id;
		break;
	}
	arena_fini(&a);
	in->w->nr_sent = 0;
}

/* The body of the ID payload in the chain, else an empty one. */
static struct view id_in(const struct inside *in, uint8_t first, struct view plain, struct arena *a)
{
	const struct payload *id;
	struct chain c;

	if (chain_decode(a, first, plain, &c).error != WIRE_OK)
		return VIEW_EMPTY;
	id = chain_find(&c, in->p.initiator ? V2_IDI : V2_IDR);
	return id == NULL ? VIEW_EMPTY : id->raw;
}

/* AUTH_MARK becomes the value that this peer has to send for its ID. */
static void put_auth(struct inside *in, uint8_t first, struct view plain, uint8_t *copy)
{
	const uint8_t *mark = plain.len == 0 ? NULL : memmem(copy, plain.len, AUTH_MARK, strlen(AUTH_MARK));
	struct arena a = { 0 };
	struct script s;

	if (mark == NULL)
		return;
	script_init(&s, V2_IKE_AUTH, 0, 0);
	peer_put_auth(&in->p, &s, id_in(in, first, plain, &a));
	must(s.items[0].body.len == 4 + strlen(AUTH_MARK));
	memcpy(copy + (mark - copy), s.items[0].body.ptr + 4, strlen(AUTH_MARK));
	script_fini(&s);
	arena_fini(&a);
}

struct inside_message {
	uint8_t exchange, flags, first;
	struct view plain;
};

static void one_message(struct inside *in, const struct inside_message *m)
{
	uint8_t *copy = copy_of(m->plain);
	struct bytes message = { 0 };
	struct script s;

	if (m->flags & INSIDE_PASS)
		world_pass(in->w, DURATION_S(3));
	put_auth(in, m->first, m->plain, copy);
	script_init(&s, m->exchange, in->p.initiator ? IKE_FLAG_INITIATOR : 0, in->p.send_id);
	if (m->flags & INSIDE_RESPONSE) {
		s.header.flags |= IKE_FLAG_RESPONSE;
		s.header.message_id = in->asked;
	}
	if (peer_seal_raw(&in->p, &s, m->first, view_make(copy, m->plain.len), &message)) {
		in->w->nr_sent = 0;
		world_datagram(in->w, in->p.at, in->p.daemon, bytes_view(&message));
		if (!(m->flags & (INSIDE_RESPONSE | INSIDE_SAME_ID)) && in->w->nr_sent > 0)
			in->p.send_id++;
		in->asked += (m->flags & INSIDE_RESPONSE) != 0;
	}
	bytes_fini(&message);
	script_fini(&s);
	mem_free(copy);
}

static bool next_message(struct reader *r, struct inside_message *m)
{
	uint16_t len;

	if (!reader_u8(r, &m->exchange) || !reader_u8(r, &m->flags) || !reader_u8(r, &m->first) ||
	    !reader_u16(r, &len))
		return false;
	if (len > reader_left(r))
		len = (uint16_t)reader_left(r);
	return reader_view(r, len, &m->plain);
}

int fuzz_inside(const uint8_t *data, size_t size)
{
	struct reader r = reader_make(view_make(data, size));
	struct inside in = { .w = start() };
	struct inside_message m;
	uint8_t stage = 0;

	if (reader_u8(&r, &stage)) {
		reach(&in, (enum inside_stage)(stage % INSIDE_STAGES));
		for (int i = 0; i < MESSAGES_MAX && next_message(&r, &m); i++)
			one_message(&in, &m);
		peer_fini(&in.p);
	}
	end(in.w);
	return 0;
}
