/* SPDX-License-Identifier: ISC
 *
 * scn_refuse.c - negotiations that must not succeed, and those that need one more round.
 */
#include "testing/sim/scenarios/scenarios.h"

struct refusal {
	const char *west, *east;	/* settings */
	const char *secrets;		/* of east; NULL: the right ones */
	int rc;				/* of `ipsec up`; -2: not checked */
	bool ike;			/* an IKE SA remains */
	const char *says;		/* in west's log */
};

static void refused(struct sim_world *w, const void *arg)
{
	const struct refusal *r = arg;
	struct sim_pair p = sim_two(w);
	int rc;

	if (r->secrets != NULL) {
		sim_power(p.east, false);
		sim_secrets(p.east, r->secrets);
		sim_power(p.east, true);
	}
	sim_conn(p.west, "t", r->west);
	sim_conn(p.east, "t", r->east);
	rc = sim_up(p.west, "t");
	sim_expect(w, r->rc == -2 || rc == r->rc, "`ipsec up` ends with %d, not %d", r->rc, rc);
	sim_expect(w, sim_logged(p.west, r->says), "west's log says \"%s\"", r->says);
	SIM_EXPECT(w, sim_nr_children(p.west) == 0 && sim_nr_children(p.east) == 0);
	SIM_EXPECT(w, (sim_nr_ike(p.west) > 0) == r->ike);
	sim_expect(w, sim_ping(p.west, "10.1.0.1", "10.2.0.1") != SIM_GOT_ESP, "there is no tunnel");
	(void)sim_down(p.west, "t");
	sim_run_s(w, 120);
	SIM_EXPECT(w, sim_nr_ike_all(p.west) == 0 && sim_nr_ike_all(p.east) == 0);
}

static const struct refusal wrong_psk = {
	SIM_TUNNEL, SIM_TUNNEL, "@west @east : PSK \"another key\"", RC_FATAL, false, "AUTHENTICATION_FAILED",
};
static const struct refusal no_psk = {
	SIM_TUNNEL, SIM_TUNNEL, "@other @east : PSK \"the simulated key\"", RC_FATAL, false, "AUTHENTICATION_FAILED",
};
static const struct refusal unknown_id = {
	"left=192.1.2.45 leftid=@stranger leftsubnet=10.1.0.0/16 right=192.1.2.23 rightid=@east "
	"rightsubnet=10.2.0.0/16 authby=secret",
	SIM_TUNNEL, NULL, -2, false, "",
};
static const struct refusal no_ike_proposal = {
	SIM_TUNNEL " ike=aes128-sha1-modp2048", SIM_TUNNEL " ike=aes256-sha2_256-dh19", NULL, RC_FATAL, false,
	"NO_PROPOSAL_CHOSEN",
};
static const struct refusal no_esp_proposal = {
	SIM_TUNNEL " esp=aes128-sha1", SIM_TUNNEL " esp=aes_gcm256", NULL, -2, true, "NO_PROPOSAL_CHOSEN",
};
static const struct refusal ts_mismatch = {
	SIM_TUNNEL, "left=192.1.2.45 leftid=@west leftsubnet=10.8.0.0/16 right=192.1.2.23 rightid=@east "
	"rightsubnet=10.9.0.0/16 authby=secret", NULL, -2, true, "TS_UNACCEPTABLE",
};
static const struct refusal nobody = {
	SIM_TUNNEL, "left=192.1.2.99 leftid=@west right=192.1.2.23 rightid=@east authby=secret", NULL, -2, false, "",
};

/* --- one more round ---------------------------------------------------------------------------------------------- */

static void invalid_ke(struct sim_world *w, const void *arg)
{
	struct sim_pair p = sim_two(w);

	(void)arg;
	sim_conn(p.west, "t", SIM_TUNNEL " ike=aes256-sha2_256-dh31,aes256-sha2_256-dh19");
	sim_conn(p.east, "t", SIM_TUNNEL " ike=aes256-sha2_256-dh19");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, 34, 0) == 2);
}

static void busy(struct setup *s)
{
	s->ddos_mode = DDOS_BUSY;
}

static void cookie(struct sim_world *w, const void *arg)
{
	struct sim_pair p;

	w->setup_hook = busy;
	p = sim_two(w);
	sim_conn_with(p, "t", SIM_TUNNEL, arg);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	SIM_EXPECT(w, sim_nr_sent(w, p.west, 34, 0) == 2);
	SIM_EXPECT(w, w->fault.kind != FAULT_NONE || p.east->p->count.cookies_sent == 1);
}

static void cookie_then_ke(struct sim_world *w, const void *arg)
{
	struct sim_pair p;

	(void)arg;
	w->setup_hook = busy;
	p = sim_two(w);
	sim_conn(p.west, "t", SIM_TUNNEL " ike=aes256-sha2_256-dh31,aes256-sha2_256-dh19");
	sim_conn(p.east, "t", SIM_TUNNEL " ike=aes256-sha2_256-dh19");
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
	sim_expect(w, sim_nr_sent(w, p.west, 34, 0) <= 4, "no more than four first messages");
}

/* The answer with the cookie is lost, and the one with the group as well. */
static void cookie_lost(struct sim_world *w, const void *arg)
{
	struct sim_pair p;

	(void)arg;
	w->setup_hook = busy;
	p = sim_two(w);
	sim_rule(w, RULE_DROP, p.east, SIM_MESSAGE(34, 1), 0, 1);
	sim_rule(w, RULE_DROP, p.west, SIM_MESSAGE(34, 0), 2, 1);
	sim_conn_both(p, "t", SIM_TUNNEL);
	SIM_EXPECT(w, sim_up(p.west, "t") == 0);
	sim_expect_tunnel(p);
}

const struct sim_scenario scn_refuse[] = {
	{ "refuse/wrong-psk", refused, &wrong_psk },
	{ "refuse/no-psk", refused, &no_psk },
	{ "refuse/unknown-id", refused, &unknown_id },
	{ "refuse/no-ike-proposal", refused, &no_ike_proposal },
	{ "refuse/no-esp-proposal", refused, &no_esp_proposal },
	{ "refuse/ts-mismatch", refused, &ts_mismatch },
	{ "refuse/nobody", refused, &nobody },
	{ "round/invalid-ke", invalid_ke, NULL },
	{ "round/cookie", cookie, "" },
	{ "round/cookie-dh19", cookie, "ike=aes256-sha2_256-dh19" },
	{ "round/cookie-then-ke", cookie_then_ke, NULL },
	{ "round/cookie-lost", cookie_lost, NULL },
	{ NULL, NULL, NULL },
};
