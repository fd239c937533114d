/* SPDX-License-Identifier: ISC
 *
 * sd_notify.h - tells the service manager how we are, when there is one.
 *
 * Layer:   env.
 */
#ifndef ENV_SD_NOTIFY_H
#define ENV_SD_NOTIFY_H

/* STATE: lines as sd_notify(3) has them, "READY=1\nSTATUS=...".  Without $NOTIFY_SOCKET nothing happens. */
void sd_notify_state(const char *state);
/* Half of $WATCHDOG_USEC, in microseconds; 0: no watchdog. */
long long sd_notify_watchdog(void);

#endif
