/* SPDX-License-Identifier: ISC
 *
 * scn_child.c - more children on one IKE SA, deletes from either side, collisions.
 */
#include "testing/sim/scenarios/scenarios.h"

#include <string.h>

#define NETS(n) "left=192.1.2.45 leftid=@west leftsubnet=10.1." n ".0/24 right=192.1.2.23 rightid=@east " \
	"rightsubnet=10.2." n ".0/24 authby=secret"

static void expect_nets(struct sim_pair p, const char *n, bool esp)
{
	char west[32], east[32];

	snprintf(west, sizeof(west), "10.1.%s.1", n);
	snprintf(east, sizeof(east), "10.2.%s.1", n);
	sim_expect_ping(p.west, west, east, esp ? SIM_GOT_ESP : SIM_GOT_CLEAR);
	sim_expect_ping(p.east, east, west, esp ? SIM_GOT_ESP : SIM_GOT_CLEAR);
}

static struct sim_pair two_children(struct sim_world *w, const char *more)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "a", NETS("1"), more);
	sim_conn_with(p, "b", NETS("2"), more);
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	SIM_EXPECT(w, sim_up(p.west, "b") == 0);
	return p;
}

static void second_child(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, arg);

	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_ike(p.east) == 1);
	SIM_EXPECT(w, sim_nr_children(p.west) == 2 && sim_nr_children(p.east) == 2);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, 36, 0) == 1);
	expect_nets(p, "1", true);
	expect_nets(p, "2", true);
	sim_expect_agree(p.west, p.east);
}

/* The responder of the IKE SA asks for the second child. */
static void second_from_east(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "a", NETS("1"), arg);
	sim_conn_with(p, "b", NETS("2"), arg);
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	SIM_EXPECT(w, sim_up(p.east, "b") == 0);
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_ike(p.east) == 1);
	SIM_EXPECT(w, sim_nr_sent(w, p.east, 36, 0) == 1);
	expect_nets(p, "1", true);
	expect_nets(p, "2", true);
}

/* Both ask for another child at the same moment. */
static void crossing_children(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	unsigned b, c;

	sim_conn_with(p, "a", NETS("1"), arg);
	sim_conn_with(p, "b", NETS("2"), arg);
	sim_conn_with(p, "c", NETS("3"), arg);
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	b = sim_begin(p.west, "Up", "b");
	c = sim_begin(p.east, "Up", "c");
	sim_run_s(w, 5);
	SIM_EXPECT(w, sim_is_done(p.west, b) && sim_is_done(p.east, c));
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1);
	expect_nets(p, "1", true);
	expect_nets(p, "2", true);
	expect_nets(p, "3", true);
	SIM_EXPECT(w, sim_nr_children(p.west) == 3 && sim_nr_children(p.east) == 3);
}

/* The same child from both sides at once. */
static void crossing_same(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "a", NETS("1"), arg);
	sim_conn_with(p, "b", NETS("2"), arg);
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	(void)sim_begin(p.west, "Up", "b");
	(void)sim_begin(p.east, "Up", "b");
	sim_run_s(w, 5);
	expect_nets(p, "2", true);
	SIM_EXPECT(w, sim_down(p.west, "b") == 0);
	(void)sim_down(p.east, "b");
	sim_run_s(w, 5);
	expect_nets(p, "1", true);
	expect_nets(p, "2", false);
	SIM_EXPECT(w, sim_nr_children(p.west) == 1 && sim_nr_children(p.east) == 1);
}

static void simultaneous_ike(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);
	unsigned a, b;

	sim_conn_with(p, "t", SIM_TUNNEL, arg);
	a = sim_begin(p.west, "Up", "t");
	b = sim_begin(p.east, "Up", "t");
	sim_run_s(w, 5);
	SIM_EXPECT(w, sim_is_done(p.west, a) && sim_result_of(p.west, a) == 0);
	SIM_EXPECT(w, sim_is_done(p.east, b) && sim_result_of(p.east, b) == 0);
	sim_expect_tunnel(p);
	sim_run_s(w, 300);
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_down(p.west, "t") == 0);
	sim_run_s(w, 10);
	(void)sim_down(p.east, "t");
	sim_run_s(w, 10);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}

static void many_at_once(struct sim_world *w, const void *arg)
{
	static const char *const nets[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
	struct sim_pair p = sim_two(w);
	char settings[256], name[8];

	(void)arg;
	for (size_t i = 0; i < 8; i++) {
		snprintf(settings, sizeof(settings), "left=192.1.2.45 leftid=@west leftsubnet=10.1.%s.0/24 "
			 "right=192.1.2.23 rightid=@east rightsubnet=10.2.%s.0/24 authby=secret", nets[i], nets[i]);
		snprintf(name, sizeof(name), "c%s", nets[i]);
		sim_conn_both(p, name, settings);
	}
	for (size_t i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "c%s", nets[i]);
		(void)sim_begin(p.west, "Up", name);
	}
	sim_run_s(w, 10);
	sim_expect(w, sim_nr_ike(p.west) == 1, "one IKE SA for all, not %zu", sim_nr_ike(p.west));
	SIM_EXPECT(w, sim_nr_children(p.west) == 8 && sim_nr_children(p.east) == 8);
	for (size_t i = 0; i < 8; i++)
		expect_nets(p, nets[i], true);
}

/* --- deletes ----------------------------------------------------------------------------------------------------- */

static void delete_child(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, "");

	(void)arg;
	SIM_EXPECT(w, sim_down(p.west, "b") == 0);
	sim_run_s(w, 2);
	expect_nets(p, "1", true);
	expect_nets(p, "2", false);
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_children(p.west) == 1 && sim_nr_children(p.east) == 1);
}

/* West was told `ipsec up`: it brings back what the other side deletes, on the same IKE SA. */
static void delete_by_peer(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, "");

	(void)arg;
	SIM_EXPECT(w, sim_down(p.east, "b") == 0);
	SIM_EXPECT(w, sim_nr_children(p.east) == 1);
	sim_run_s(w, 2);
	expect_nets(p, "1", true);
	expect_nets(p, "2", true);
	SIM_EXPECT(w, sim_nr_ike(p.west) == 1 && sim_nr_children(p.west) == 2 && sim_nr_children(p.east) == 2);
	SIM_EXPECT(w, sim_count_logged(p.west, "sent CREATE_CHILD_SA request") == 2);
}

/* The conn whose name the IKE SA has goes; the other's child must stay up, or come back. */
static void delete_first(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, "");

	(void)arg;
	SIM_EXPECT(w, sim_down(p.west, "a") == 0);
	sim_run_s(w, 2);
	expect_nets(p, "1", false);
	expect_nets(p, "2", true);
}

static void both_delete(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, "");

	(void)arg;
	(void)sim_begin(p.west, "Down", "b");
	(void)sim_begin(p.east, "Down", "b");
	sim_run_s(w, 3);
	expect_nets(p, "1", true);
	expect_nets(p, "2", false);
	(void)sim_begin(p.west, "Down", "a");
	(void)sim_begin(p.east, "Down", "a");
	sim_run_s(w, 40);
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0 && sim_nr_ike_all(p.east) == 0);
}

static void delete_ike(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, "");
	struct sim_host *who = strcmp(arg, "west") == 0 ? p.west : p.east;

	(void)sim_down(who, "a");
	(void)sim_down(who, "b");
	if (who == p.east) {	/* else west revives them */
		(void)sim_down(p.west, "a");
		(void)sim_down(p.west, "b");
	}
	sim_run_s(w, 240);	/* east may have half an SA of the revival */
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0 && sim_nr_ike_all(p.east) == 0);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}

/* Messages of CREATE_CHILD_SA are lost, too. */
static void lossy_children(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	sim_conn_with(p, "a", NETS("1"), arg);
	sim_conn_with(p, "b", NETS("2"), arg);
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	sim_rule(w, RULE_DROP, p.west, SIM_MESSAGE(36, 0), 0, 1);
	sim_rule(w, RULE_DROP, p.east, SIM_MESSAGE(36, 1), 0, 1);
	sim_rule(w, RULE_DUPLICATE, p.west, SIM_MESSAGE(36, 0), 1, 1);
	SIM_EXPECT(w, sim_up(p.west, "b") == 0);
	expect_nets(p, "2", true);
	SIM_EXPECT(w, sim_nr_children(p.west) == 2 && sim_nr_children(p.east) == 2);
}

/* The second child is refused; the first stays. */
static void refused_child(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "a", NETS("1"));
	sim_conn(p.west, "b", NETS("2") " esp=aes128-sha1");
	sim_conn(p.east, "b", NETS("2") " esp=aes_gcm256");
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	(void)sim_up(p.west, "b");
	expect_nets(p, "1", true);
	SIM_EXPECT(w, sim_nr_children(p.west) == 1 && sim_nr_ike(p.west) == 1);
	(void)sim_down(p.west, "b");
	sim_run_s(w, 5);
	expect_nets(p, "1", true);
}

/* A Delete is on its way, and lost, when the whole IKE SA is to go: the window is one request wide. */
static void delete_behind_delete(struct sim_world *w, const void *arg)
{
	struct sim_pair p = two_children(w, "");

	(void)arg;
	sim_rule(w, RULE_DROP, p.west, SIM_MESSAGE(37, 0), 0, 2);
	(void)sim_begin(p.west, "Down", "b");
	(void)sim_begin(p.west, "Down", "a");
	sim_run_s(w, 60);
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0 && sim_nr_ike_all(p.east) == 0);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}

/* The same behind a CREATE_CHILD_SA. */
static void delete_behind_child(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn_both(p, "a", NETS("1"));
	sim_conn_both(p, "b", NETS("2"));
	SIM_EXPECT(w, sim_up(p.west, "a") == 0);
	sim_rule(w, RULE_DROP, p.west, SIM_MESSAGE(36, 0), 0, 1);
	(void)sim_begin(p.west, "Up", "b");
	sim_run_ms(w, 20);
	(void)sim_begin(p.west, "Down", "b");
	(void)sim_begin(p.west, "Down", "a");
	sim_run_s(w, 60);
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0 && sim_nr_ike_all(p.east) == 0);
	SIM_EXPECT(w, sim_kernel_empty(p.west->kernel) && sim_kernel_empty(p.east->kernel));
}

const struct sim_scenario scn_child[] = {
	{ "child/second", second_child, "" },
	{ "child/second-no-pfs", second_child, "pfs=no" },
	{ "child/second-pfs-dh19", second_child, "esp=aes256-sha2_256-dh19" },
	{ "child/second-from-east", second_from_east, "" },
	{ "child/crossing", crossing_children, "" },
	{ "child/crossing-no-pfs", crossing_children, "pfs=no" },
	{ "child/crossing-same", crossing_same, "" },
	{ "child/simultaneous-ike", simultaneous_ike, "" },
	{ "child/simultaneous-ike-dh19", simultaneous_ike, "ike=aes256-sha2_256-dh19" },
	{ "child/many-at-once", many_at_once, NULL },
	{ "child/lossy", lossy_children, "" },
	{ "child/refused", refused_child, NULL },
	{ "delete/child", delete_child, NULL },
	{ "delete/child-by-peer", delete_by_peer, NULL },
	{ "delete/child-of-ike", delete_first, NULL },
	{ "delete/both-at-once", both_delete, NULL },
	{ "delete/behind-delete", delete_behind_delete, NULL },
	{ "delete/behind-child", delete_behind_child, NULL },
	{ "delete/ike-by-west", delete_ike, "west" },
	{ "delete/ike-by-east", delete_ike, "east" },
	{ NULL, NULL, NULL },
};
