/* SPDX-License-Identifier: ISC
 *
 * env_testing.h - a libevent loop with a deadline, and a log that is kept.
 */
#ifndef TESTING_UNIT_ENV_TESTING_H
#define TESTING_UNIT_ENV_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

struct kept_log {
	struct log_sink sink;
	char text[1 << 16];
	unsigned lines;
};

static inline void kept_emit(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct kept_log *k = ctx;
	size_t n = strlen(k->text);

	(void)class;
	(void)object;
	k->lines++;
	snprintf(k->text + n, sizeof(k->text) - n, "%s\n", line);
}

static inline void kept_init(struct kept_log *k)
{
	*k = (struct kept_log){ .sink = { .emit = kept_emit, .ctx = k } };
}

static inline void tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

/* Turns BASE until *DONE reaches WANTED; fails after five seconds. */
static inline void turn_until(struct event_base *base, const unsigned *done, unsigned wanted)
{
	const struct timeval every = { .tv_usec = 20000 };
	struct event *e = event_new(base, -1, EV_PERSIST, tick, NULL);
	struct timespec start, now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	now = start;
	event_add(e, &every);
	/* Time, not turns: each read of a talkative child is a turn. */
	while (*done < wanted && now.tv_sec - start.tv_sec <= 5) {
		event_base_loop(base, EVLOOP_ONCE);
		clock_gettime(CLOCK_MONOTONIC, &now);
	}
	event_free(e);
	assert_int_equal(*done, wanted);
}

/* Turns BASE for MS milliseconds. */
static inline void turn_for(struct event_base *base, int ms)
{
	const struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	event_base_loopexit(base, &tv);
	event_base_dispatch(base);
}

#endif
