/* SPDX-License-Identifier: ISC
 *
 * sim_expect.c - time, packets, questions and promises.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "child/child_sa.h"
#include "conn/policy_db.h"
#include "ike/ike_sa.h"
#include "kernel/kernel_holes.h"
#include "testing/sim/sim.h"

#define PACKET_WAIT_MS 60

const char *const sim_result_names[] = {
	[SIM_FLYING] = "on its way", [SIM_GOT_ESP] = "delivered by ESP", [SIM_GOT_CLEAR] = "delivered in the clear",
	[SIM_WAITING] = "held", [SIM_STOPPED] = "dropped", [SIM_LOST] = "lost", [SIM_REFUSED] = "refused",
};

/* --- time ---------------------------------------------------------------------------------------------------- */

void sim_run(struct sim_world *w, struct duration d)
{
	struct monotime limit = monotime_add(w->now, d);

	while (sim_step(w, limit))
		;
}

bool sim_run_until(struct sim_world *w, bool (*cond)(void *arg), void *arg, unsigned limit)
{
	struct monotime end = monotime_add(w->now, DURATION_S(limit));

	while (!cond(arg)) {
		if (!sim_step(w, end))
			return cond(arg);
	}
	return true;
}

bool sim_run_until_logged(struct sim_host *h, const char *text, unsigned limit)
{
	struct monotime end = monotime_add(h->w->now, DURATION_S(limit));

	while (!sim_logged(h, text)) {
		if (!sim_step(h->w, end))
			return sim_logged(h, text);
	}
	return true;
}

/* --- packets ------------------------------------------------------------------------------------------------- */

static size_t send_packet(struct sim_host *h, struct packet flow)
{
	struct sim_world *w = h->w;
	struct sim_packet p = { .flow = flow, .bytes = 84 };
	struct sim_esp esp;
	enum sim_fate fate;

	w->flows = sim_grow(w->flows, &w->cap_flows, w->nr_flows + 1, sizeof(*w->flows));
	w->flows[w->nr_flows++] = (struct sim_flow){ .from = h, .flow = flow };
	p.id = w->nr_flows;
	if (h->off)
		return p.id;
	fate = sim_kernel_output(h->kernel, &p, &esp);
	sim_packet_out(h, &p, fate, &esp);
	return p.id;
}

size_t sim_packet(struct sim_host *h, const char *src, const char *dst, uint16_t sport, uint16_t dport)
{
	return send_packet(h, (struct packet){ .src = sim_address(src), .dst = sim_address(dst), .proto = 17,
					       .sport = sport, .dport = dport });
}

enum sim_result sim_flow_result(const struct sim_world *w, size_t flow)
{
	return w->flows[flow - 1].result;
}

enum sim_result sim_ping(struct sim_host *h, const char *src, const char *dst)
{
	struct packet flow = { .src = sim_address(src), .dst = sim_address(dst), .proto = 1, .sport = 8 };
	struct monotime limit = monotime_add(h->w->now, DURATION_MS(PACKET_WAIT_MS));
	size_t id;

	if (flow.src.family == IP_V6) {
		flow.proto = 58;
		flow.sport = 128;
	}
	id = send_packet(h, flow);
	while (sim_flow_result(h->w, id) == SIM_FLYING && sim_step(h->w, limit))
		;
	return sim_flow_result(h->w, id);
}

/* --- questions ----------------------------------------------------------------------------------------------- */

bool sim_logged(const struct sim_host *h, const char *text)
{
	return h->log != NULL && strstr(h->log, text) != NULL;
}

static size_t occurrences(const char *in, const char *text)
{
	size_t n = 0;

	for (const char *at = in; at != NULL && (at = strstr(at, text)) != NULL; at += strlen(text))
		n++;
	return n;
}

size_t sim_count_logged(const struct sim_host *h, const char *text)
{
	return occurrences(h->log, text);
}

size_t sim_count_verbs(const struct sim_host *h, const char *line)
{
	return occurrences(h->verbs, line);
}

size_t sim_nr_ike(const struct sim_host *h)
{
	size_t n = 0;

	if (h->p == NULL)
		return 0;
	for (struct ike_sa *ike = ike_first(h->p); ike != NULL; ike = ike_next(h->p, ike))
		n += ike->state == IKE_UP;
	return n;
}

size_t sim_nr_ike_all(const struct sim_host *h)
{
	return h->p == NULL ? 0 : ike_nr(h->p);
}

size_t sim_nr_children(const struct sim_host *h)
{
	size_t n = 0;

	if (h->p == NULL)
		return 0;
	for (struct child_sa *c = child_first(h->p); c != NULL; c = child_next(h->p, c))
		n += c->state == CHILD_UP;
	return n;
}

const char *sim_routing(const struct sim_host *h, const char *conn)
{
	struct conn *c[1];
	const char *name;

	if (h->p == NULL || conn_by_name(h->p, conn, c, 1) == 0)
		return "?";
	name = name_find(&routing_state_names, c[0]->routing.state);
	return name == NULL ? "?" : name;
}

bool sim_is_routed(const struct sim_host *h, const char *conn)
{
	return strncmp(sim_routing(h, conn), "routed", 6) == 0;
}

size_t sim_nr_sent(const struct sim_world *w, const struct sim_host *from, int exchange, int response)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nr_sent; i++) {
		const struct sim_sent *s = &w->sent[i];

		n += !s->keepalive && (from == NULL || s->from == from) && (exchange < 0 || s->exchange == exchange) &&
			(response < 0 || s->response == response);
	}
	return n;
}

size_t sim_nr_keepalives(const struct sim_world *w, const struct sim_host *from)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nr_sent; i++)
		n += w->sent[i].keepalive && w->sent[i].from == from;
	return n;
}

/* --- promises ------------------------------------------------------------------------------------------------ */

void sim_expect(struct sim_world *w, bool ok, const char *format, ...)
{
	char text[512];
	va_list ap;

	if (ok || w->fault.kind != FAULT_NONE)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	sim_broken(w, "expected: %s", text);
}

void sim_expect_ping(struct sim_host *h, const char *src, const char *dst, enum sim_result r)
{
	enum sim_result got = sim_ping(h, src, dst);
	const struct sim_flow *f = &h->w->flows[h->w->nr_flows - 1];

	sim_expect(h->w, got == r, "%s -> %s from %s is %s, not %s%s%s", src, dst, h->name, sim_result_names[r],
		   sim_result_names[got], got == SIM_REFUSED ? ": " : "",
		   got == SIM_REFUSED ? sim_input_name(f->why) : "");
}

/* Each outbound SA of A that B's kernel should know. */
static void expect_one_way(struct sim_host *a, struct sim_host *b)
{
	const struct kernel_sa *out, *in;

	for (size_t i = 0; (out = sim_kernel_sa_nth(a->kernel, i)) != NULL; i++) {
		if (out->dir != KERNEL_OUT || !sim_kernel_owns(b->kernel, out->key.dst))
			continue;
		in = sim_kernel_sa(b->kernel, &out->key);
		sim_expect(a->w, in != NULL, "%s knows %s's SA 0x%x", b->name, a->name, out->key.spi);
		sim_expect(a->w, in == NULL || sim_kernel_sa_agree(out, in), "%s and %s agree on SA 0x%x", a->name,
			   b->name, out->key.spi);
	}
}

void sim_expect_agree(struct sim_host *a, struct sim_host *b)
{
	expect_one_way(a, b);
	expect_one_way(b, a);
}

void sim_expect_tunnel(struct sim_pair p)
{
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_ESP);
	sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
	sim_expect_agree(p.west, p.east);
}

void sim_guard(struct sim_host *h, const char *src, const char *dst)
{
	if (src[0] == '\0') {
		h->nr_guards = 0;
		return;
	}
	if (h->nr_guards >= SIM_GUARDS)
		return;
	(void)cidr_parse(view_str(src), &h->guards[h->nr_guards].src, NULL);
	(void)cidr_parse(view_str(dst), &h->guards[h->nr_guards].dst, NULL);
	h->nr_guards++;
}

/* --- what always holds --------------------------------------------------------------------------------------- */

static bool same_key(const struct kernel_sa_key *a, const struct kernel_sa_key *b)
{
	return address_eq(a->dst, b->dst) && a->spi == b->spi && a->proto == b->proto;
}

static const struct child_sa *owner_of(struct sim_host *h, const struct kernel_sa_key *key)
{
	for (struct child_sa *c = child_first(h->p); c != NULL; c = child_next(h->p, c)) {
		if (same_key(&c->key_in, key) || same_key(&c->key_out, key))
			return c;
	}
	return NULL;
}

static void check_states(struct sim_host *h)
{
	const struct kernel_sa *sa;

	for (size_t i = 0; (sa = sim_kernel_sa_nth(h->kernel, i)) != NULL; i++) {
		const struct child_sa *c = owner_of(h, &sa->key);

		if (c == NULL || c->state == CHILD_LARVAL || c->state == CHILD_GONE)
			sim_broken(h->w, "%s's kernel has SA 0x%x, which belongs to nobody", h->name, sa->key.spi);
	}
	for (struct child_sa *c = child_first(h->p); c != NULL; c = child_next(h->p, c)) {
		if (c->state != CHILD_UP)
			continue;
		if (sim_kernel_sa(h->kernel, &c->key_in) == NULL || sim_kernel_sa(h->kernel, &c->key_out) == NULL)
			sim_broken(h->w, "%s believes in Child SA #%llu, which is not whole in the kernel", h->name,
				   (unsigned long long)c->id);
	}
}

struct comparing {
	struct sim_host *h;
	size_t nr;
};

static void see_policy(void *ctx, const struct kernel_policy *wanted)
{
	struct comparing *c = ctx;
	const struct kernel_policy *p;
	char buf[200];
	struct text t = TEXT_OVER(buf);

	c->nr++;
	for (size_t i = 0; (p = sim_kernel_policy_nth(c->h->kernel, i)) != NULL; i++) {
		if (policy_key_eq(&p->key, &wanted->key) && policy_eq(p, wanted))
			return;
	}
	policy_key_print(&t, &wanted->key);
	sim_broken(c->h->w, "%s's kernel lacks the policy %s", c->h->name, buf);
}

static size_t nr_policies(const struct sim_host *h)
{
	const struct kernel_policy *p;
	size_t n = 0;

	for (size_t i = 0; (p = sim_kernel_policy_nth(h->kernel, i)) != NULL; i++)
		n += !kernel_is_hole(&p->key, p->priority);
	return n;
}

static void check_policies(struct sim_host *h)
{
	struct comparing c = { .h = h };

	policy_db_walk(h->p, see_policy, &c);
	if (c.nr != nr_policies(h))
		sim_broken(h->w, "%s's kernel has %zu policies, %zu are wanted", h->name, nr_policies(h), c.nr);
}

void sim_check_host(struct sim_host *h)
{
	if (h->p == NULL || h->stopped || policy_db_dirty(h->p) > 0)
		return;		/* what the kernel refused is tried again in two seconds */
	check_states(h);
	check_policies(h);
}

static void check_empty(struct sim_host *h)
{
	char buf[2048];
	struct text t = TEXT_OVER(buf);

	if (h->off || sim_kernel_empty(h->kernel))
		return;
	/* The call that failed may have been one of the end. */
	if (h->w->fault_fired && h->w->fault.kind == FAULT_KERNEL && h->w->fault.host == h->index)
		return;
	sim_kernel_dump(h->kernel, &t);
	sim_broken(h->w, "%s's kernel is not empty after the end:\n%s", h->name, buf);
}

void sim_finish(struct sim_world *w)
{
	sim_run_s(w, 5);
	if (w->fault.kind == FAULT_KERNEL) {
		struct sim_host *victim = &w->hosts[w->fault.host];

		w->fault_fired = w->fault.host < w->nr_hosts && sim_kernel_calls(victim->kernel) >= w->fault.nth;
	}
	for (unsigned i = 0; i < w->nr_hosts; i++) {
		sim_check_host(&w->hosts[i]);
		sim_guard(&w->hosts[i], "", "");
	}
	for (unsigned i = 0; i < w->nr_hosts; i++) {
		sim_shutdown(&w->hosts[i]);
		check_empty(&w->hosts[i]);
	}
}
