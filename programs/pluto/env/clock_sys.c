/* SPDX-License-Identifier: ISC
 *
 * clock_sys.c - reads the system's clocks; one timer descriptor on the same clock.
 *
 * May use:   base.
 */
#include "env/clock_sys.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

struct monotime clock_now(void)
{
	return (struct monotime){ read_clock(CLOCK_BOOTTIME) };
}

struct realtime clock_wall(void)
{
	return (struct realtime){ read_clock(CLOCK_REALTIME) };
}

int clock_timer_open(void)
{
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void clock_timer_set(int fd, struct monotime t)
{
	struct itimerspec it = { 0 };

	if (t.us != MONOTIME_NEVER.us) {
		it.it_value.tv_sec = t.us / US_PER_S;
		it.it_value.tv_nsec = (t.us % US_PER_S) * 1000;
		/* all zero would disarm */
		if (t.us <= 0)
			it.it_value = (struct timespec){ .tv_nsec = 1 };
	}
	(void)timerfd_settime(fd, TFD_TIMER_ABSTIME, &it, NULL);
}

void clock_timer_clear(int fd)
{
	uint64_t fired;
	ssize_t n = read(fd, &fired, sizeof(fired));

	(void)n;
}
