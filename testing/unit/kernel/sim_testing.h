/* SPDX-License-Identifier: ISC
 *
 * sim_testing.h - one simulated kernel with a clock and notes of what it told.
 */
#ifndef TESTING_UNIT_KERNEL_SIM_TESTING_H
#define TESTING_UNIT_KERNEL_SIM_TESTING_H

#include <errno.h>

#include "base/alloc.h"
#include "kernel/sim/sim_kernel.h"
#include "testing/unit/kernel/kernel_testing.h"

#define NOTES_MAX 256

struct sim_world {
	struct sim_kernel *k;
	struct kernel port;
	struct monotime now;
	struct monotime wake;
	struct kernel_event events[NOTES_MAX];
	size_t nr_events;
	struct {
		uint64_t id;
		enum sim_fate fate;
		struct sim_esp esp;
		struct monotime at;
	} released[NOTES_MAX];
	size_t nr_released;
	uint64_t next_id;
};

static inline struct monotime world_now(void *ctx)
{
	return ((struct sim_world *)ctx)->now;
}

static inline struct realtime world_real_now(void *ctx)
{
	return (struct realtime){ ((struct sim_world *)ctx)->now.us + 1700000000 * US_PER_S };
}

static inline void world_event(void *ctx, const struct kernel_event *e)
{
	struct sim_world *w = ctx;

	assert_true(w->nr_events < NOTES_MAX);
	w->events[w->nr_events++] = *e;
}

static inline void world_released(void *ctx, const struct sim_packet *p, enum sim_fate fate,
				  const struct sim_esp *esp)
{
	struct sim_world *w = ctx;

	assert_true(w->nr_released < NOTES_MAX);
	w->released[w->nr_released].id = p->id;
	w->released[w->nr_released].fate = fate;
	w->released[w->nr_released].at = w->now;
	if (esp != NULL)
		w->released[w->nr_released].esp = *esp;
	w->nr_released++;
}

static inline void world_wake(void *ctx, struct monotime at)
{
	((struct sim_world *)ctx)->wake = at;
}

static inline int world_new(void **state)
{
	struct sim_world *w = calloc(1, sizeof(*w));
	struct sim_kernel_hooks hooks = { world_now, world_real_now, world_event, world_released,
					  world_wake, w };

	w->now.us = 5 * US_PER_S;
	w->wake = MONOTIME_NEVER;
	w->k = sim_kernel_new(&hooks);
	w->port = sim_kernel_port(w->k);
	*state = w;
	return w->k == NULL || w->port.ops->prepare(w->port.k, DURATION_S(30), NULL) != 0;
}

static inline int world_free(void **state)
{
	struct sim_world *w = *state;

	sim_kernel_free(w->k);
	free(w);
	return 0;
}

/* Lets time pass, stopping wherever the kernel wants to run. */
static inline void pass(struct sim_world *w, int64_t ms)
{
	int64_t end = w->now.us + ms * 1000;

	while (sim_kernel_next(w->k).us <= end) {
		struct monotime next = sim_kernel_next(w->k);

		assert_int_equal(next.us, w->wake.us);
		if (next.us > w->now.us)
			w->now = next;
		sim_kernel_run(w->k);
	}
	w->now.us = end;
	sim_kernel_run(w->k);
}

static inline int do_request(struct sim_world *w, struct kernel_request r)
{
	return w->port.ops->commit(w->port.k, &r, 1, NULL);
}

static inline int add(struct sim_world *w, struct kernel_sa sa)
{
	return do_request(w, (struct kernel_request){ .op = KERNEL_SA_ADD, .sa = sa });
}

static inline int put(struct sim_world *w, struct kernel_policy p)
{
	return do_request(w, (struct kernel_request){ .op = KERNEL_POLICY_PUT, .policy = p });
}

static inline int del_sa(struct sim_world *w, struct kernel_sa_key key)
{
	return do_request(w, (struct kernel_request){ .op = KERNEL_SA_DEL, .sa_key = key });
}

static inline int del_policy(struct sim_world *w, struct kernel_policy_key key)
{
	return do_request(w, (struct kernel_request){ .op = KERNEL_POLICY_DEL,
						      .policy_key = key });
}

static inline enum sim_fate send_flow(struct sim_world *w, struct packet flow, struct sim_esp *esp)
{
	struct sim_packet p = { .flow = flow, .id = ++w->next_id, .bytes = 100 };
	struct sim_esp ignored;

	return sim_kernel_output(w->k, &p, esp != NULL ? esp : &ignored);
}

/* A tunnel's trap: 192.0.1.0/24 to 192.0.2.0/24, gateways 198.51.100.1 and .2. */
static inline struct kernel_policy trap(void)
{
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT,
					2000);

	p.outer_src = ip("198.51.100.1");
	p.outer_dst = ip("198.51.100.2");
	p.reqid = 7;
	return p;
}

static inline struct kernel_sa out_sa(uint32_t spi)
{
	return gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", spi, 7);
}

#endif
