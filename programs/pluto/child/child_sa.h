/* SPDX-License-Identifier: ISC
 *
 * child_sa.h - a Child SA: SPIs, keys until installed, narrowed selectors, lifetimes.
 *
 * Layer:  child.
 */
#ifndef CHILD_CHILD_SA_H
#define CHILD_CHILD_SA_H

#include "base/hash.h"
#include "core/pluto.h"
#include "core/timer.h"
#include "kernel/kernel_types.h"
#include "proposal/proposal.h"

enum child_state {
	CHILD_LARVAL,		/* being negotiated; nothing in the kernel */
	CHILD_UP,		/* installed */
	CHILD_CLOSING,		/* Delete sent */
	CHILD_GONE,
	CHILD_STATES,
};

struct child_sa {
	sa_id id;
	sa_id ike;
	conn_id conn;
	enum child_state state;
	bool initiator;			/* of the exchange that made it */
	uint8_t proto;			/* PROTO_ESP */
	enum kernel_mode mode;
	uint32_t spi_in, spi_out;	/* host order */
	uint32_t reqid;
	struct suite suite;		/* spi view is cleared once established */
	struct selector *local, *remote;	/* owned: negotiated */
	size_t nr_local, nr_remote;
	uint32_t acquire_seq;
	struct kernel_sa_key key_in, key_out;
	bool encap;
	struct endpoint outer_local, outer_remote;
	struct realtime added;
	struct monotime established;
	struct monotime rekey_at, replace_at;
	struct timer life;
	sa_id replaces;			/* the child that this one rekeys, or 0 */
	uint8_t low_nonce[32];		/* then: the lower of the two nonces, its beginning (RFC 7296 2.8.1) */
	uint64_t bytes_in, bytes_out;	/* last query */
	struct logger log;		/* "\"west\" #2: " */
	struct list_node all, ike_link;
	struct hash_node by_id, by_spi;
};

struct child_db *child_db_new(struct pluto *p);
void child_db_free(struct pluto *p, struct child_db *db);
struct child_sa *child_sa_new(struct pluto *p, conn_id conn, sa_id ike);
void child_sa_set_conn(struct pluto *p, struct child_sa *child, conn_id conn);
void child_sa_free(struct pluto *p, struct child_sa *child);
struct child_sa *child_by_id(struct pluto *p, sa_id id);
struct child_sa *child_by_spi_in(struct pluto *p, uint32_t spi);
struct child_sa *child_first(struct pluto *p);		/* oldest */
struct child_sa *child_next(struct pluto *p, struct child_sa *child);
/* Asks the kernel for counters; false when it has no such state. */
bool child_traffic(struct pluto *p, struct child_sa *child, uint64_t *in, uint64_t *out,
		   struct realtime *last_in);

#endif
