/* SPDX-License-Identifier: ISC
 *
 * syslog_out.h - lines to syslog.  Apart from the other sinks because <syslog.h> and base/log.h claim the same names.
 *
 * Layer:   env.
 */
#ifndef ENV_SYSLOG_OUT_H
#define ENV_SYSLOG_OUT_H

enum syslog_level { SYSLOG_NOTE, SYSLOG_WARN, SYSLOG_BUG, SYSLOG_DEBUG };

/* Ident "pluto", facility authpriv. */
void syslog_out_open(void);
void syslog_out_line(enum syslog_level level, const char *line);
void syslog_out_close(void);

#endif
