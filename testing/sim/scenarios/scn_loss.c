/* SPDX-License-Identifier: ISC
 *
 * scn_loss.c - networks that lose, repeat and reorder; peers that die.
 */
#include "testing/sim/scenarios/scenarios.h"

enum { REQUEST = 0, RESPONSE = 1 };

struct message {
	int exchange, response;
};
static const struct message init_request = { 34, REQUEST }, init_response = { 34, RESPONSE },
	auth_request = { 35, REQUEST }, auth_response = { 35, RESPONSE };

static void up_and_check(struct sim_pair p)
{
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(p.west->w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	SIM_EXPECT(p.west->w, sim_nr_ike(p.west) == 1 && sim_nr_ike(p.east) == 1);
	SIM_EXPECT(p.west->w, sim_nr_children(p.west) == 1 && sim_nr_children(p.east) == 1);
	sim_run_s(p.west->w, 40);
	SIM_EXPECT(p.west->w, sim_nr_ike_all(p.east) == 1);
	sim_expect_tunnel(p);
}

static void lose_one(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);

	sim_rule(w, RULE_DROP, NULL, SIM_MESSAGE(m->exchange, m->response), 0, 1);
	up_and_check(p);
}

/* Three in a row; still within the time. */
static void lose_three(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);

	sim_rule(w, RULE_DROP, NULL, SIM_MESSAGE(m->exchange, m->response), 0, 3);
	up_and_check(p);
}

static void duplicate_one(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);

	sim_rule(w, RULE_DUPLICATE, NULL, SIM_MESSAGE(m->exchange, m->response), 0, 1);
	up_and_check(p);
}

/* A copy comes long after the answer. */
static void old_copy(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);

	sim_rule(w, RULE_DUPLICATE, NULL, SIM_MESSAGE(m->exchange, m->response), 0, 1);
	w->rules[0].delay = DURATION_S(3);
	up_and_check(p);
}

static void all_twice(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	w->link.duplicate_percent = 100;
	up_and_check(p);
}

static void reorder(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	w->link.jitter = DURATION_MS(700);
	w->link.duplicate_percent = 50;
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	w->link.jitter = DURATION_MS(1);
	sim_run_s(w, 2);
	sim_expect_tunnel(p);
}

static void random_loss(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	const unsigned *percent = arg;

	w->link.loss_percent = *percent;
	sim_conn_with(p, "t", SIM_TUNNEL, "retransmit-timeout=120s");
	(void)sim_up(p.west, "t");
	w->link.loss_percent = 0;
	sim_run_s(w, 60);
	if (sim_nr_children(p.west) == 0)
		(void)sim_up(p.west, "t");
	sim_run_s(w, 10);
	/* An SA of a try that was given up may still be at the other side: only the packets count. */
	sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_ESP);
	sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
}
static const unsigned ten = 10, thirty = 30, fifty = 50;

static void dead_network(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	int64_t start;

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "retransmit-interval=500ms retransmit-timeout=30s");
	w->link.cut = true;
	start = w->now.us;
	SIM_EXPECT(w, sim_up(p.west, "t") == RC_NORETRANSMISSION);
	sim_expect(w, (w->now.us - start) / US_PER_S == 30, "it is given up after 30 s, not %lld",
		   (long long)((w->now.us - start) / US_PER_S));
}

/* 0.5 s, then doubled: 0.5 1.5 3.5 7.5 15.5 after the first; the seventh would come after the 30 s. */
static void timing(struct sim_world *w, const void *arg)
{
	static const int64_t at_ms[] = { 0, 500, 1500, 3500, 7500, 15500 };
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_with(p, "t", SIM_TUNNEL, "retransmit-interval=500ms retransmit-timeout=30s");
	sim_power(p.east, false);
	(void)sim_up(p.west, "t");
	sim_expect(w, sim_nr_sent(w, p.west, 34, REQUEST) >= 6, "six times the same, not %zu",
		   sim_nr_sent(w, p.west, 34, REQUEST));
	for (size_t i = 0; i < 6 && i < w->nr_sent; i++) {
		int64_t ms = (w->sent[i].at - w->sent[0].at) / 1000;

		sim_expect(w, ms == at_ms[i], "message %zu is sent %lld ms after the first, not %lld", i,
			   (long long)at_ms[i], (long long)ms);
	}
}

/* The peer dies when it has sent (or is about to send) a message; later it is back. */
static void peer_dies(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);
	unsigned up;
	struct monotime limit = monotime_add(w->now, DURATION_S(5));

	sim_conn_both(p, "t", SIM_TUNNEL);
	up = sim_begin(p.west, "Up", "t");
	while (sim_nr_sent(w, NULL, m->exchange, m->response) == 0 && sim_step(w, limit))
		;
	sim_power(p.east, false);
	sim_run_s(w, 3);
	sim_power(p.east, true);
	sim_run_s(w, 100);
	SIM_EXPECT(w, sim_is_done(p.west, up));
	if (sim_nr_children(p.west) == 0 || sim_nr_children(p.east) == 0)
		SIM_EXPECT(w, sim_nr_children(p.west) == 0 || sim_nr_children(p.east) == 0);
	(void)sim_down(p.west, "t");
	sim_run_s(w, 60);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
}

/* Only our side dies: the responder must not keep half an SA. */
static void initiator_dies(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);
	struct monotime limit = monotime_add(w->now, DURATION_S(5));

	sim_conn_with(p, "t", SIM_TUNNEL, "initial-contact=yes");
	(void)sim_begin(p.west, "Up", "t");
	while (sim_nr_sent(w, NULL, m->exchange, m->response) == 0 && sim_step(w, limit))
		;
	sim_power(p.west, false);
	sim_run_s(w, 200);
	if (m->exchange == 34)
		SIM_EXPECT(w, sim_nr_ike_all(p.east) == 0);
	sim_power(p.west, true);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 2);
	sim_expect_tunnel(p);
	/* INITIAL_CONTACT cleans up what the earlier life left */
	SIM_EXPECT(w, sim_nr_ike(p.east) == 1);
	SIM_EXPECT(w, sim_nr_children(p.east) == 1);
}

static void lost_delete(struct sim_world *w, const void *arg)
{
	const struct message *m = arg;
	struct sim_pair p = sim_two(w);

	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_rule(w, RULE_DROP, NULL, SIM_MESSAGE(m->exchange, m->response), 0, 1);
	SIM_EXPECT(w, sim_down(p.west, "t") == 0);
	sim_run_s(w, 40);
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0 && sim_nr_ike_all(p.east) == 0);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}
static const struct message informational_request = { 37, REQUEST }, informational_response = { 37, RESPONSE };

static void small_mtu(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	w->link.mtu = 100;
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == RC_NORETRANSMISSION);
	SIM_EXPECT(w, sim_nr_ike_all(p.east) == 0);
}

const struct sim_scenario scn_loss[] = {
	{ "loss/init-request", lose_one, &init_request },
	{ "loss/init-response", lose_one, &init_response },
	{ "loss/auth-request", lose_one, &auth_request },
	{ "loss/auth-response", lose_one, &auth_response },
	{ "loss/init-request-3", lose_three, &init_request },
	{ "loss/auth-response-3", lose_three, &auth_response },
	{ "loss/10-percent", random_loss, &ten },
	{ "loss/30-percent", random_loss, &thirty },
	{ "loss/50-percent", random_loss, &fifty },
	{ "loss/dead-network", dead_network, NULL },
	{ "loss/small-mtu", small_mtu, NULL },
	{ "loss/delete-request", lost_delete, &informational_request },
	{ "loss/delete-response", lost_delete, &informational_response },
	{ "time/retransmits", timing, NULL },
	{ "twice/init-request", duplicate_one, &init_request },
	{ "twice/init-response", duplicate_one, &init_response },
	{ "twice/auth-request", duplicate_one, &auth_request },
	{ "twice/auth-response", duplicate_one, &auth_response },
	{ "twice/old-init-request", old_copy, &init_request },
	{ "twice/old-init-response", old_copy, &init_response },
	{ "twice/old-auth-request", old_copy, &auth_request },
	{ "twice/old-auth-response", old_copy, &auth_response },
	{ "twice/all", all_twice, NULL },
	{ "twice/reordered", reorder, NULL },
	{ "dead/peer-after-init-request", peer_dies, &init_request },
	{ "dead/peer-after-init-response", peer_dies, &init_response },
	{ "dead/peer-after-auth-request", peer_dies, &auth_request },
	{ "dead/peer-after-auth-response", peer_dies, &auth_response },
	{ "dead/we-after-init-request", initiator_dies, &init_request },
	{ "dead/we-after-init-response", initiator_dies, &init_response },
	{ "dead/we-after-auth-request", initiator_dies, &auth_request },
	{ "dead/we-after-auth-response", initiator_dies, &auth_response },
	{ NULL, NULL, NULL },
};
