/* SPDX-License-Identifier: ISC
 *
 * pluto_seeds.c - seeds for the two targets: what a well-behaved scripted peer says, message by message.
 */
#include "pluto_fuzz.h"

#include "base/writer.h"
#include "testing/bad/bad_world.h"

/* ---- datagrams: recorded; keys are new each time, so that only IKE_SA_INIT decrypts anew ---- */

static void put_datagram(struct writer *w, uint8_t flags, const struct bytes *m)
{
	writer_u8(w, flags);
	writer_u16(w, (unsigned)m->len);
	writer_view(w, bytes_view(m));
}

/* What P said last. */
static void record(struct writer *w, uint8_t flags, const struct peer *p)
{
	put_datagram(w, flags, &p->last_sent);
}

static struct world *bare(void)
{
	struct setup setup;

	setup_defaults(&setup);
	return world_new_bare(&setup);
}

static void record_initiator(struct writer *out, const struct peer_profile *profile, uint8_t flags)
{
	struct world *w = bare();
	struct peer p;
	struct script s;

	world_peer(w, &p, profile);
	world_half_open(w, &p);
	record(out, flags, &p);
	peer_auth(&p, &s);
	assert_true(peer_take_auth(&p, world_say_sealed(w, &p, &s)));
	record(out, flags, &p);
	peer_child(&p, &s);
	world_say_sealed(w, &p, &s);
	p.send_id++;
	record(out, flags, &p);
	world_down(w, &p);
	record(out, flags, &p);
	peer_fini(&p);
	world_free(w);
}

static void record_responder(struct writer *out)
{
	struct world *w = bare();
	struct arena a = { 0 };
	struct chain c;
	struct script s;
	struct peer p;
	uint32_t id;

	world_peer(w, &p, &profile_bad);
	world_called(w, &p, &a, &c, &id);
	record(out, DATAGRAM_INITIATE | DATAGRAM_ANSWERS, &p);
	peer_answer_auth(&p, &s, id, &c);
	world_say_sealed(w, &p, &s);
	record(out, DATAGRAM_ANSWERS, &p);
	arena_fini(&a);
	peer_fini(&p);
	world_free(w);
}

/* A clear message of one notify, as an answer to the daemon or as a first message. */
static void record_notify(struct writer *out, uint16_t type, struct view data)
{
	struct bytes m = { 0 };
	struct world *w = bare();
	struct script s;
	struct peer p;

	world_peer(w, &p, &profile_bad);
	assert_true(peer_start(&p));
	script_init(&s, V2_IKE_SA_INIT, IKE_FLAG_RESPONSE, 0);
	script_notify(&s, type, data);
	assert_true(peer_clear(&p, &s, &m));
	put_datagram(out, DATAGRAM_INITIATE | DATAGRAM_ANSWERS, &m);
	bytes_fini(&m);
	script_fini(&s);
	peer_fini(&p);
	world_free(w);
}

static void record_strange(struct writer *out)
{
	struct bytes m = { 0 };
	struct world *w = bare();
	struct script s;
	struct peer p;

	world_peer(w, &p, &profile_bad);
	assert_true(peer_start(&p));
	peer_sa_init(&p, &s);
	s.header.major = 3;
	assert_true(peer_clear(&p, &s, &m));
	put_datagram(out, DATAGRAM_OTHER, &m);
	bytes_fini(&m);
	s.header.major = 2;
	script_add(&s, 200, view_str("unknown"))->flags = 0x80;
	assert_true(peer_clear(&p, &s, &m));
	put_datagram(out, 0, &m);
	bytes_fini(&m);
	s.header.exchange = V2_INFORMATIONAL;
	assert_true(peer_clear(&p, &s, &m));
	put_datagram(out, DATAGRAM_NAT | DATAGRAM_PASS, &m);
	bytes_fini(&m);
	script_fini(&s);
	peer_fini(&p);
	world_free(w);
}

size_t seed_datagrams(size_t i, uint8_t *buf, const char **name)
{
	static const char *const names[] = { "gcm", "cbc", "modp", "nat", "cookies", "responder", "told-cookie",
					     "told-group", "told-error", "strange" };
	struct writer w = writer_make(buf, PLUTO_SEED_MAX);

	if (i >= ARRAY_NR(names))
		return 0;
	*name = names[i];
	if (i < 3)
		record_initiator(&w, i == 0 ? &profile_bad : i == 1 ? &profile_cbc : &profile_modp, 0);
	else if (i < 5)
		record_initiator(&w, &profile_bad, i == 3 ? DATAGRAM_NAT : DATAGRAM_COOKIES);
	else if (i == 5)
		record_responder(&w);
	else if (i == 6)
		record_notify(&w, N_COOKIE, view_str("a cookie"));
	else if (i == 7)
		record_notify(&w, N_INVALID_KE_PAYLOAD, view_make("\0\23", 2));
	else if (i == 8)
		record_notify(&w, N_NO_PROPOSAL_CHOSEN, VIEW_EMPTY);
	else
		record_strange(&w);
	return writer_ok(&w) ? w.len : 0;
}

/* ---- inside SK ---- */

static void put_message(struct writer *w, uint8_t flags, const struct script *s)
{
	size_t at = w->len + 3;
	uint8_t first;

	writer_u8(w, s->header.exchange);
	writer_u8(w, flags);
	writer_u8(w, 0);
	writer_u16(w, 0);
	script_chain(s, w, &first);
	writer_patch_u8(w, at - 1, first);
	writer_patch_u16(w, at, (unsigned)(w->len - at - 2));
}

/* The value that is right in this very run is of no use later. */
static void mark_auth(struct script *s)
{
	uint8_t body[4 + 32] = { AUTH_SHARED_KEY };

	memcpy(body + 4, AUTH_MARK, 32);
	script_set_body(s, script_find(s, V2_AUTH), VIEW_OF(body));
}

static void put_auth_request(struct writer *w, struct peer *p)
{
	struct script s;

	peer_auth(p, &s);
	mark_auth(&s);
	script_notify(&s, N_INITIAL_CONTACT, VIEW_EMPTY);
	put_message(w, 0, &s);
	script_fini(&s);
}

static void put_informationals(struct writer *w, struct peer *p)
{
	uint8_t spi[4];
	struct writer sw = writer_make(spi, sizeof(spi));
	union v2_body esp = { .del = { V2_PROTO_ESP, 4, 1, VIEW_OF(spi) } }, ike = { .del = { .protocol = V2_PROTO_IKE } };
	struct script s;

	writer_u32(&sw, 0x1001);
	peer_informational(p, &s);
	put_message(w, 0, &s);
	script_put(&s, V2_D, &esp);
	script_notify(&s, N_INVALID_SPI, view_str("1234"));
	put_message(w, 0, &s);
	script_fini(&s);
	peer_informational(p, &s);
	script_put(&s, V2_D, &ike);
	put_message(w, INSIDE_PASS, &s);
	script_fini(&s);
}

static void put_children(struct writer *w, struct peer *p)
{
	struct script s;

	peer_child(p, &s);
	put_message(w, 0, &s);
	script_insert(&s, 0, V2_N, view_make("\3\4\100\11" "\0\0\20\1", 8));	/* REKEY_SA */
	put_message(w, 0, &s);
	script_remove(&s, script_find(&s, V2_TSI));
	script_remove(&s, script_find(&s, V2_TSR));
	put_message(w, 0, &s);			/* as if it were a rekey of the IKE SA */
	script_fini(&s);
}

static void put_rekey(struct writer *w, struct peer *p)
{
	struct peer next;
	struct script s;

	peer_rekey(p, &next, &s);
	put_message(w, 0, &s);
	script_fini(&s);
	peer_fini(&next);
}

static void put_answers(struct writer *w, struct peer *p, bool child)
{
	struct chain none = { NULL, 0 };
	struct script s;

	if (child) {
		peer_answer_child(p, &s, 0, &none);
		script_remove(&s, script_find(&s, V2_TSR));
		peer_put_ts(&s, V2_TSR, "10.3.0.0/16");
	} else {
		peer_answer_auth(p, &s, 0, &none);
		mark_auth(&s);
	}
	put_message(w, INSIDE_RESPONSE, &s);
	script_fini(&s);
	script_init(&s, child ? V2_CREATE_CHILD_SA : V2_IKE_AUTH, 0, 0);
	script_notify(&s, N_TS_UNACCEPTABLE, VIEW_EMPTY);
	put_message(w, INSIDE_RESPONSE, &s);
	script_fini(&s);
}

size_t seed_inside(size_t i, uint8_t *buf, const char **name)
{
	static const char *const names[] = { "auth", "up", "child", "called", "called-up", "asked", "auth-cbc",
					     "early", "rekey" };
	static const enum inside_stage stages[] = { INSIDE_HALF_OPEN, INSIDE_UP, INSIDE_UP, INSIDE_CALLED,
						    INSIDE_CALLED_UP, INSIDE_ASKED, INSIDE_HALF_OPEN_CBC,
						    INSIDE_HALF_OPEN, INSIDE_UP };
	struct writer out = writer_make(buf, PLUTO_SEED_MAX);
	struct world *w;
	struct peer p;

	if (i >= ARRAY_NR(names))
		return 0;
	*name = names[i];
	w = bare();
	world_peer(w, &p, &profile_bad);
	world_half_open(w, &p);
	writer_u8(&out, stages[i]);
	if (i == 0 || i == 6)
		put_auth_request(&out, &p);
	if (i == 1 || i == 4 || i == 7)
		put_informationals(&out, &p);
	if (i == 2 || i == 4)
		put_children(&out, &p);
	if (i == 8 || i == 4)
		put_rekey(&out, &p);
	if (i == 3 || i == 5)
		put_answers(&out, &p, i == 5);
	if (i == 7)
		put_auth_request(&out, &p);
	peer_fini(&p);
	world_free(w);
	return writer_ok(&out) ? out.len : 0;
}
