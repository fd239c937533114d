/* SPDX-License-Identifier: ISC
 *
 * bad_expect.c - what must hold after every bad input, and tables of cases; see bad_world.h.
 */
#include "bad_world.h"

#include <malloc.h>

#include "base/reader.h"

/* ---- expectations ---- */

void expect_silence(const struct world *w)
{
	if (w->nr_sent > 0) {
		world_dump_log(w);
		fail_msg("%zu answers where there should be none", w->nr_sent);
	}
}

static size_t errors_of(const struct chain *c, uint16_t *first)
{
	size_t nr = 0;

	for (size_t i = 0; i < c->nr; i++) {
		const struct payload *pl = &c->items[i];

		if (pl->type != V2_N || !V2_NOTIFY_IS_ERROR(pl->body.notify.type))
			continue;
		if (nr++ == 0)
			*first = pl->body.notify.type;
	}
	return nr;
}

bool has_notify(const struct peer *p, struct view reply, uint16_t type)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	bool has = peer_read(p, reply, &a, &h, &c) && chain_notify(&c, type) != NULL;

	arena_fini(&a);
	return has;
}

void expect_notify(struct world *w, const struct peer *p, struct view reply, uint16_t type)
{
	struct arena a = { 0 };
	struct ike_header h;
	uint16_t first = 0;
	struct chain c;
	size_t nr;

	if (!peer_read(p, reply, &a, &h, &c)) {
		world_dump_log(w);
		fail_msg("no readable answer, notify %u was expected", type);
	}
	nr = errors_of(&c, &first);
	arena_fini(&a);
	if (nr != 1 || first != type) {
		world_dump_log(w);
		fail_msg("the answer has %zu errors, the first is %u; expected %u", nr, first, type);
	}
}

bool answers_informational(struct world *w, struct peer *p)
{
	struct arena a = { 0 };
	struct ike_header h;
	struct chain c;
	struct script s;
	struct view reply;
	bool ok;

	peer_informational(p, &s);
	reply = world_say_sealed(w, p, &s);
	ok = reply.len > 0 && peer_read(p, reply, &a, &h, &c) && h.exchange == V2_INFORMATIONAL &&
	     h.message_id == p->send_id;
	arena_fini(&a);
	p->send_id += ok;
	return ok;
}

void expect_either(struct world *w, struct peer *p, struct view reply, uint16_t one, uint16_t other)
{
	expect_notify(w, p, reply, has_notify(p, reply, one) ? one : other);
	p->send_id++;
	world_pass(w, DURATION_S(6));
	p->up = world_ike(w, p) != NULL;
	if (p->up)
		assert_true(answers_informational(w, p));
}

void expect_refused(struct world *w, struct peer *p, struct view reply, uint16_t type)
{
	expect_notify(w, p, reply, type);
	p->up = false;
	world_pass(w, DURATION_S(6));	/* it lingers for repeats of the request */
	if (world_ike(w, p) != NULL)
		fail_msg("the IKE SA lives in state %d", (int)world_ike(w, p)->state);
}

void expect_rejected(struct world *w, struct peer *p, struct view reply, uint16_t type)
{
	expect_notify(w, p, reply, type);
	p->send_id++;
	assert_true(answers_informational(w, p));
}

size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

size_t live_bytes(void)
{
	if (__sanitizer_get_current_allocated_bytes != NULL)
		return __sanitizer_get_current_allocated_bytes();
	return mallinfo2().uordblks;
}

static size_t nr_children(struct world *w)
{
	size_t nr = 0;

	for (struct child_sa *c = child_first(w->p); c != NULL; c = child_next(w->p, c))
		nr++;
	return nr;
}

static size_t nr_conns(struct world *w)
{
	size_t nr = 0;

	for (struct conn *c = conn_first(w->p); c != NULL; c = conn_next(w->p, c))
		nr++;
	return nr;
}

struct baseline world_baseline(struct world *w)
{
	return (struct baseline){
		.ikes = ike_nr(w->p), .half_open = ike_nr_half_open(w->p), .children = nr_children(w),
		.conns = nr_conns(w), .kernel = sim_kernel_count(w->kernel), .live = live_bytes(),
	};
}

/* A packet from the daemon's net to the victim's leaves under the victim's own SPI, and its answer is let in. */
static void check_victim(struct world *w)
{
	struct kernel_sa_key out = { .dst = w->victim.at.addr, .spi = w->victim.spi_in, .proto = 50 };
	struct kernel_sa_key in = { .dst = w->victim.daemon.addr, .spi = w->victim.spi_out, .proto = 50 };
	struct sim_packet packet = { .bytes = 100 };
	struct sim_esp esp;

	assert_true(address_parse(view_str("10.0.0.1"), &packet.flow.src));
	assert_true(address_parse(view_str("10.1.0.1"), &packet.flow.dst));
	packet.flow.proto = 17;
	assert_non_null(sim_kernel_sa(w->kernel, &out));
	assert_non_null(sim_kernel_sa(w->kernel, &in));
	assert_int_equal(sim_kernel_output(w->kernel, &packet, &esp), SIM_ESP);
	assert_int_equal(esp.spi, w->victim.spi_in);
	assert_true(answers_informational(w, &w->victim));
}

static void compare(const char *what, size_t now, size_t before)
{
	if (now != before)
		fail_msg("%s: %zu, there were %zu", what, now, before);
}

void world_check(struct world *w, const struct baseline *before)
{
	struct baseline now;

	world_pass(w, DURATION_S(90));	/* longer than half-open, lingering, retransmits */
	now = world_baseline(w);
	if (now.ikes != before->ikes || now.children != before->children)
		world_dump_log(w);
	compare("IKE SAs", now.ikes, before->ikes);
	compare("half-open IKE SAs", now.half_open, before->half_open);
	compare("Child SAs", now.children, before->children);
	compare("connections", now.conns, before->conns);
	compare("kernel states", now.kernel.states, before->kernel.states);
	compare("kernel policies", now.kernel.policies, before->kernel.policies);
	compare("held packets", now.kernel.held, before->kernel.held);
	assert_int_equal(w->stopped, -1);
	check_victim(w);
}

/* ---- cases ---- */

/* Repetitions of cases that need a handshake each; a sanitizer is slow, but finds leaks by itself. */
#ifdef __SANITIZE_ADDRESS__
#define HANDSHAKES 40
#else
#define HANDSHAKES 100
#endif

static unsigned repeats(const struct bad_case *c)
{
	const char *wish = getenv("BAD_REPEAT");

	if (c->repeat != 0)
		return c->repeat;
	if (wish != NULL)
		return (unsigned)atoi(wish);
	return c->from == FROM_COLD || c->from == FROM_UP ? 1000 : HANDSHAKES;
}

static void one_run(struct world *w, struct peer *p, const struct bad_case *c)
{
	if (c->from == FROM_HALF_OPEN)
		world_half_open(w, p);
	else if (c->from == FROM_EACH_UP)
		world_up(w, p);
	else if (c->from == FROM_COLD)
		assert_true(peer_start(p));
	c->run(w, p, c);
	if (c->from == FROM_EACH_UP && p->up)
		world_down(w, p);
	world_pass(w, DURATION_MS(1100));
}

/* A heap that grows with the repetitions is a leak; caches that fill once are not. */
static void check_heap(size_t before, size_t after, unsigned times)
{
	size_t allowed = 12288 + 4u * (size_t)times;

	if (after > before + allowed)
		fail_msg("%zu bytes more on the heap after %u repetitions", after - before, times);
}

static void run_case(const struct bad_case *c)
{
	unsigned times = repeats(c), warm = times / 4;
	struct baseline before;
	struct world *w = world_new();
	size_t live = 0;
	struct peer p;

	world_peer(w, &p, c->profile != NULL ? c->profile : &profile_bad);
	if (c->from == FROM_UP)
		world_up(w, &p);
	before = world_baseline(w);
	for (unsigned i = 0; i < times; i++) {
		if (i == warm) {
			world_pass(w, DURATION_S(90));
			live = live_bytes();
		}
		one_run(w, &p, c);
	}
	world_check(w, &before);
	check_heap(live, live_bytes(), times - warm);
	if (c->from == FROM_UP)
		assert_true(answers_informational(w, &p));
	peer_fini(&p);
	world_free(w);
}

void run_cases(const struct bad_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		print_message("    %s\n", cases[i].what);
		run_case(&cases[i]);
	}
}
