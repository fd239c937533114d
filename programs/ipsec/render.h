/* SPDX-License-Identifier: ISC
 *
 * render.h - the daemon's data as the lines that people and other programs read (docs: ipsec(8)).
 *
 * Layer:  programs/ipsec.  Pure: JSON in, text out; what is missing is printed as its default.
 */
#ifndef IPSEC_RENDER_H
#define IPSEC_RENDER_H

#include <stdio.h>

struct json_t;

/* By connection name, then instance, then serial; in place. */
void render_sort(struct json_t *array);
/* The block of one connection. */
void render_connection(FILE *out, const struct json_t *connection);
/* Its one line of briefconnectionstatus; CHILD (may be NULL) has its counters. */
void render_connection_brief(FILE *out, const struct json_t *connection,
			     const struct json_t *child);
/* "#2: ..." and for a Child SA the traffic line. */
void render_state(FILE *out, const struct json_t *state);
/* "#2: "name", type=ESP, ..."; nothing when STATE is not an established Child SA. */
void render_traffic(FILE *out, const struct json_t *state);
void render_shunt(FILE *out, const struct json_t *shunt);
/* "Total IPsec connections: loaded N, routed N, active N" */
void render_totals(FILE *out, const struct json_t *daemon);
/* The three lines of briefstatus. */
void render_brief(FILE *out, const struct json_t *daemon);
/* All of `ipsec status`. */
struct status_data {
	const struct json_t *daemon;
	const struct json_t *connections, *states, *shunts;	/* arrays */
};
void render_status(FILE *out, const struct status_data *d);
void render_counters(FILE *out, const struct json_t *counters);

#endif
