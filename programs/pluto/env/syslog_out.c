/* SPDX-License-Identifier: ISC
 *
 * syslog_out.c - the C library's syslog.
 *
 * May use:   nothing of ours: base/log.h and <syslog.h> both have a LOG_AUTH.
 */
#include "env/syslog_out.h"

#include <syslog.h>

static const int priorities[] = {
	[SYSLOG_NOTE] = LOG_NOTICE,
	[SYSLOG_WARN] = LOG_WARNING,
	[SYSLOG_BUG] = LOG_ERR,
	[SYSLOG_DEBUG] = LOG_DEBUG,
};

void syslog_out_open(void)
{
	openlog("pluto", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

void syslog_out_line(enum syslog_level level, const char *line)
{
	syslog(priorities[level], "%s", line);
}

void syslog_out_close(void)
{
	closelog();
}
