/* SPDX-License-Identifier: ISC
 *
 * scn_rekey.c - the lives of SAs: children and IKE SAs are rekeyed in time, also when both sides want it at once,
 * messages are lost, or other exchanges are on their way.
 */
#include "testing/sim/scenarios/scenarios.h"

#include "child/child_sa.h"
#include "ike/ike_sa.h"
#include "ikev2/rekey_ike.h"
#include "ikev2/task.h"

#define NETS(n) "left=192.1.2.45 leftid=@west leftsubnet=10.1." n ".0/24 right=192.1.2.23 rightid=@east " \
	"rightsubnet=10.2." n ".0/24 authby=secret"
#define CREATE_CHILD 36
#define SHORT_CHILD " salifetime=300s rekeymargin=60s rekeyfuzz=0%"
#define SHORT_IKE   " ikelifetime=300s rekeymargin=60s rekeyfuzz=0%"

static void expect_counts(struct sim_pair p, size_t ikes, size_t children)
{
	struct sim_world *w = p.west->w;

	SIM_EXPECT(w, sim_nr_ike_all(p.west) == ikes && sim_nr_ike_all(p.east) == ikes);
	SIM_EXPECT(w, sim_nr_children(p.west) == children && sim_nr_children(p.east) == children);
	sim_expect_agree(p.west, p.east);
}

static struct ike_sa *newest_ike(struct sim_host *h)
{
	struct ike_sa *last = NULL;

	for (struct ike_sa *ike = h->p == NULL ? NULL : ike_first(h->p); ike != NULL; ike = ike_next(h->p, ike))
		last = ike->state == IKE_UP ? ike : last;
	return last;
}

static void force_ike(struct sim_host *h)
{
	struct ike_sa *ike = newest_ike(h);

	if (ike == NULL)
		return;
	sim_enter(h);
	v2_rekey_ike(h->p, ike);
	pluto_on_timer(h->p);
	sim_leave(h);
}

static void force_child(struct sim_host *h)
{
	struct child_sa *child = h->p == NULL ? NULL : child_first(h->p);
	struct v2_nego *n;

	if (child == NULL)
		return;
	sim_enter(h);
	n = nego_new();
	if (n != NULL) {
		n->ours = true;
		n->conn = child->conn;
		n->rekeys = child->id;
		(void)task_add(h->p, ike_by_id(h->p, child->ike), TASK_CHILD, &n, 0);
	}
	pluto_on_timer(h->p);
	sim_leave(h);
}

/* A quarter of an hour with traffic all the time. */
static void traffic(struct sim_pair p, unsigned seconds)
{
	for (unsigned s = 0; s < seconds; s += 10) {
		sim_expect_ping(p.west, "10.1.0.1", "10.2.0.1", SIM_GOT_ESP);
		sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
		sim_run_s(p.west->w, 10);
	}
}

static void child_lives(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "t", SIM_TUNNEL SHORT_CHILD, arg);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	traffic(p, 900);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, CREATE_CHILD, 0) == 3);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, 34, 0) == 1);
	expect_counts(p, 1, 1);
}

static void ike_lives(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "t", SIM_TUNNEL SHORT_IKE, arg);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	traffic(p, 900);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, 34, 0) == 1);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, CREATE_CHILD, 0) == 3);
	expect_counts(p, 1, 1);
	SIM_EXPECT(w, sim_down(p.west, "t") == 0);
	sim_run_s(w, 10);
	SIM_EXPECT(w, sim_nr_ike_all(p.east) == 0 && sim_nr_ike_all(p.west) == 0);
}

/* Several children move; a new one starts on the successor. */
static void ike_with_children(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "a", NETS("1"));
	sim_conn_both(p, "b", NETS("2"));
	sim_conn_both(p, "c", NETS("3"));
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	SIM_EXPECT(w, sim_up(p.west, "b") == 0);
	force_ike(p.west);
	sim_run_s(w, 2);
	expect_counts(p, 1, 2);
	SIM_EXPECT(w, sim_up(p.east, "c") == 0);
	SIM_EXPECT(w, sim_nr_sent(w, NULL, 34, 0) == 1);
	expect_counts(p, 1, 3);
	force_ike(p.east);	/* the other side, which becomes its initiator */
	sim_run_s(w, 2);
	SIM_EXPECT(w, sim_down(p.west, "b") == 0);
	sim_run_s(w, 2);
	expect_counts(p, 1, 2);
	sim_expect_ping(p.west, "10.1.1.1", "10.2.1.1", SIM_GOT_ESP);
	sim_expect_ping(p.east, "10.2.3.1", "10.1.3.1", SIM_GOT_ESP);
}

/* One of the messages of the exchange is lost: ARG, from 1: request, response, Delete, its response. */
static const struct loss {
	bool west;
	int exchange, response;
} losses[] = { { true, 36, 0 }, { false, 36, 1 }, { true, 37, 0 }, { false, 37, 1 } };

static void ike_with_loss(struct sim_world *w, const void *arg)
{
	const struct loss *l = arg;
	struct sim_pair p = sim_two(w);

	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_rule(w, RULE_DROP, l->west ? p.west : p.east, SIM_MESSAGE(l->exchange, l->response), 0, 2);
	force_ike(p.west);
	sim_run_s(w, 10);
	sim_expect_tunnel(p);
	expect_counts(p, 1, 1);
}

static void ike_crossing(struct sim_world *w, const void *arg)
{
	const struct loss *l = arg;
	struct sim_pair p = sim_two(w);

	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	if (l != NULL)
		sim_rule(w, RULE_DROP, l->west ? p.west : p.east, SIM_MESSAGE(l->exchange, l->response), 0, 2);
	force_ike(p.west);
	force_ike(p.east);
	sim_run_s(w, 75);
	sim_expect_tunnel(p);
	expect_counts(p, 1, 1);
	SIM_EXPECT(w, sim_nr_sent(w, NULL, 34, 0) == 1);
	force_ike(p.east);	/* the survivor is whole */
	sim_run_s(w, 5);
	expect_counts(p, 1, 1);
}

static void child_crossing(struct sim_world *w, const void *arg)
{
	const struct loss *l = arg;
	struct sim_pair p = sim_two(w);

	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	if (l != NULL)
		sim_rule(w, RULE_DROP, l->west ? p.west : p.east, SIM_MESSAGE(l->exchange, l->response), 0, 2);
	force_child(p.west);
	force_child(p.east);
	sim_run_s(w, 20);
	sim_expect_tunnel(p);
	expect_counts(p, 1, 1);
}

/* A new child and a rekey of the IKE SA from the other side at once: the rekey waits. */
static void ike_while_child(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	unsigned up;

	sim_conn_both(p, "a", NETS("1"));
	sim_conn_both(p, "b", NETS("2"));
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	up = sim_begin(p.west, "Up", "b");
	if (arg != NULL)
		force_child(p.east);
	force_ike(p.east);
	sim_run_s(w, 20);
	SIM_EXPECT(w, sim_is_done(p.west, up) && sim_result_of(p.west, up) == 0);
	expect_counts(p, 1, 2);
	SIM_EXPECT(w, sim_nr_sent(w, NULL, 34, 0) == 1);
}

static void down_while_rekeying(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	force_ike(p.west);
	force_ike(p.east);
	(void)sim_down(p.west, "t");
	(void)sim_down(p.east, "t");
	sim_run_s(w, 75);
	expect_counts(p, 0, 0);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}

/* --- liveness ------------------------------------------------------------------------------------------------ */

#define INFORMATIONAL 37

static void silence(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	size_t probes;

	(void)arg;
	sim_conn(p.west, "t", SIM_TUNNEL " dpddelay=10s");
	sim_conn(p.east, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_run_s(w, 100);
	probes = sim_nr_sent(w, p.west, INFORMATIONAL, 0);
	SIM_EXPECT(w, probes >= 4 && probes <= 10);
	SIM_EXPECT(w, sim_nr_sent(w, p.east, INFORMATIONAL, 0) == 0);
	/* Traffic says as much as a probe. */
	for (int i = 0; i < 20; i++) {
		sim_expect_ping(p.east, "10.2.0.1", "10.1.0.1", SIM_GOT_ESP);
		sim_run_s(w, 4);
	}
	SIM_EXPECT(w, sim_nr_sent(w, p.west, INFORMATIONAL, 0) <= probes + 1);
	force_ike(p.west);	/* the successor is watched as well */
	sim_run_s(w, 60);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, INFORMATIONAL, 0) >= probes + 3);
	sim_expect_tunnel(p);
}

/* The peer's machine is off: the tunnel ends, and a connection that is to stay up comes back by itself. */
static void dead_peer(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "t", SIM_TUNNEL " dpddelay=10s retransmit-timeout=10s", arg);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	if (sim_nr_children(p.west) == 1)
		sim_guard(p.west, "10.1.0.0/16", "10.2.0.0/16");
	sim_power(p.east, false);
	sim_run_s(w, 35);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0);
	SIM_EXPECT(w, sim_logged(p.west, "The peer does not answer any more"));
	sim_power(p.east, true);
	sim_run_s(w, 120);
	sim_expect_tunnel(p);
}

const struct sim_scenario scn_rekey[] = {
	{ "liveness/silence", silence, NULL },
	{ "liveness/dead-peer", dead_peer, "auto=keep" },
	{ "rekey/child", child_lives, "" },
	{ "rekey/child-no-pfs", child_lives, "pfs=no" },
	{ "rekey/child-slow-group", child_lives, "esp=aes_gcm256-dh14" },
	{ "rekey/ike", ike_lives, "" },
	{ "rekey/ike-slow-group", ike_lives, "ike=aes_gcm256-sha2_256-dh14" },
	{ "rekey/ike-with-children", ike_with_children, NULL },
	{ "rekey/ike-request-lost", ike_with_loss, &losses[0] },
	{ "rekey/ike-response-lost", ike_with_loss, &losses[1] },
	{ "rekey/ike-delete-lost", ike_with_loss, &losses[2] },
	{ "rekey/ike-delete-answer-lost", ike_with_loss, &losses[3] },
	{ "rekey/ike-crossing", ike_crossing, NULL },
	{ "rekey/ike-crossing-request-lost", ike_crossing, &losses[0] },
	{ "rekey/ike-crossing-response-lost", ike_crossing, &losses[1] },
	{ "rekey/ike-crossing-delete-lost", ike_crossing, &losses[2] },
	{ "rekey/child-crossing", child_crossing, NULL },
	{ "rekey/child-crossing-request-lost", child_crossing, &losses[0] },
	{ "rekey/child-crossing-response-lost", child_crossing, &losses[1] },
	{ "rekey/child-crossing-delete-lost", child_crossing, &losses[2] },
	{ "rekey/ike-while-child", ike_while_child, NULL },
	{ "rekey/ike-behind-child", ike_while_child, "" },
	{ "rekey/down-while-rekeying", down_while_rekeying, NULL },
	{ NULL, NULL, NULL },
};
