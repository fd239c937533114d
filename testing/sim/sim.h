/* SPDX-License-Identifier: ISC
 *
 * sim.h - what a scenario can do and say.  It drives daemons through their control interface, sends packets, and
 * asserts on traffic.
 */
#ifndef TESTING_SIM_SIM_H
#define TESTING_SIM_SIM_H

#include "testing/sim/sim_world.h"

struct sim_scenario {
	const char *name;
	void (*run)(struct sim_world *w, const void *arg);
	const void *arg;
};
extern const struct sim_scenario *const sim_groups[];	/* each ends with an empty name; NULL at the end */

#define SIM_PSK "@west @east : PSK \"the simulated key\""

/* --- building ------------------------------------------------------------------------------------------------ */

/* NETS: blank separated; ADDR6 and NETS may be NULL.  The daemon is not started yet. */
struct sim_host *sim_host(struct sim_world *w, const char *name, const char *addr4, const char *addr6,
			  const char *nets);
/* Before the start. */
void sim_secrets(struct sim_host *h, const char *text);
bool sim_start(struct sim_host *h);
/* The usual two, started: west 192.1.2.45, 2001:db8:a::45, 10.1.0.0/16, 2001:db8:1::/48; east 192.1.2.23,
 * 2001:db8:a::23, 10.2.0.0/16, 2001:db8:2::/48; SIM_PSK. */
struct sim_pair {
	struct sim_host *west, *east;
};
struct sim_pair sim_two(struct sim_world *w);
/* The same connection on both. */
void sim_conn_both(struct sim_pair p, const char *name, const char *settings);
/* SETTINGS and MORE. */
void sim_conn_with(struct sim_pair p, const char *name, const char *settings, const char *more);
/* "left=... right=...": blank separated; values have no blanks.  The exit code of `ipsec add`. */
int sim_conn(struct sim_host *h, const char *name, const char *settings);
#define SIM_TUNNEL "left=192.1.2.45 leftid=@west leftsubnet=10.1.0.0/16 " \
	"right=192.1.2.23 rightid=@east rightsubnet=10.2.0.0/16 authby=secret"
#define SIM_HOSTS4 "left=192.1.2.45 leftid=@west right=192.1.2.23 rightid=@east authby=secret"
struct sim_nat *sim_nat(struct sim_world *w, const char *outside);
struct sim_message {		/* -1: any */
	int exchange, response;
};
#define SIM_MESSAGE(e, r) ((struct sim_message){ (e), (r) })
/* The first SKIP of these messages pass, the next COUNT are hit. */
void sim_rule(struct sim_world *w, enum sim_rule_action action, const struct sim_host *from, struct sim_message m,
	      unsigned skip, unsigned count);

/* --- commands; the code of `ipsec VERB NAME`, or -1 when it did not end in two minutes ------------------------ */

int sim_do(struct sim_host *h, const char *method, const char *conn);
#define sim_up(h, conn) sim_do((h), "Up", (conn))
#define sim_down(h, conn) sim_do((h), "Down", (conn))
#define sim_route(h, conn) sim_do((h), "Route", (conn))
#define sim_unroute(h, conn) sim_do((h), "Unroute", (conn))
#define sim_delete(h, conn) sim_do((h), "Delete", (conn))
/* Starts it; sim_result_of() later. */
unsigned sim_begin(struct sim_host *h, const char *method, const char *conn);
bool sim_is_done(struct sim_host *h, unsigned client);
int sim_result_of(const struct sim_host *h, unsigned client);
/* In order, with words to the peers; frees the daemon. */
void sim_shutdown(struct sim_host *h);
/* The power fails; with on=true the machine boots (empty kernel, daemon, its connections). */
void sim_power(struct sim_host *h, bool on);

/* --- time ---------------------------------------------------------------------------------------------------- */

void sim_run(struct sim_world *w, struct duration d);
#define sim_run_s(w, s) sim_run((w), DURATION_S(s))
#define sim_run_ms(w, ms) sim_run((w), DURATION_MS(ms))
/* False when it did not happen within LIMIT seconds. */
bool sim_run_until(struct sim_world *w, bool (*cond)(void *arg), void *arg, unsigned limit);
bool sim_run_until_logged(struct sim_host *h, const char *text, unsigned limit);

/* --- looking ------------------------------------------------------------------------------------------------- */

/* One packet; waits a moment (while it is only on its way). */
enum sim_result sim_ping(struct sim_host *h, const char *src, const char *dst);
/* The same; what becomes of it later is sim_flow_result(). */
size_t sim_packet(struct sim_host *h, const char *src, const char *dst, uint16_t sport, uint16_t dport);
enum sim_result sim_flow_result(const struct sim_world *w, size_t flow);
bool sim_logged(const struct sim_host *h, const char *text);
size_t sim_count_logged(const struct sim_host *h, const char *text);
size_t sim_count_verbs(const struct sim_host *h, const char *line);
size_t sim_nr_ike(const struct sim_host *h);		/* established */
size_t sim_nr_ike_all(const struct sim_host *h);
size_t sim_nr_children(const struct sim_host *h);	/* installed */
const char *sim_routing(const struct sim_host *h, const char *conn);
bool sim_is_routed(const struct sim_host *h, const char *conn);
size_t sim_nr_sent(const struct sim_world *w, const struct sim_host *from, int exchange, int response);
size_t sim_nr_keepalives(const struct sim_world *w, const struct sim_host *from);

/* --- promises ------------------------------------------------------------------------------------------------ */

/* Not with an injected fault, where much may fail. */
void sim_expect(struct sim_world *w, bool ok, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define SIM_EXPECT(w, x) sim_expect((w), (x), "%s:%d: %s", __FILE_NAME__, __LINE__, #x)
void sim_expect_ping(struct sim_host *h, const char *src, const char *dst, enum sim_result r);
/* 10.1.0.1 <-> 10.2.0.1 pass by ESP both ways, and the two kernels agree on every SA. */
void sim_expect_tunnel(struct sim_pair p);
void sim_expect_agree(struct sim_host *a, struct sim_host *b);
/* From now on SRC -> DST must never leave in the clear; "" "" ends that. */
void sim_guard(struct sim_host *h, const char *src, const char *dst);
/* What always holds: the kernel has what the daemon believes it has. */
void sim_check_host(struct sim_host *h);
/* The end of every scenario: waits, compares, shuts down, and the kernels are empty. */
void sim_finish(struct sim_world *w);

struct address sim_address(const char *s);

#endif
