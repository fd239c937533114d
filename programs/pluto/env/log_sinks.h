/* SPDX-License-Identifier: ISC
 *
 * log_sinks.h - where log lines go: a file, stderr or syslog.
 *
 * Layer:   env.
 * Time:    emit() only fills a buffer; log_sinks_flush() writes it, once each turn of the loop.
 */
#ifndef ENV_LOG_SINKS_H
#define ENV_LOG_SINKS_H

#include "base/diag.h"
#include "base/log.h"

struct log_sinks;

struct log_options {
	const char *file;	/* NULL: not a file */
	bool to_stderr;		/* wins over FILE */
	bool truncate;		/* else append */
	bool times;		/* in front of each line; syslog has its own */
};

/* Neither file nor stderr: syslog. */
MUST_CHECK struct diag *log_sinks_new(const struct log_options *o, struct log_sinks **out);
/* Flushes. S may be NULL. */
void log_sinks_free(struct log_sinks *s);
struct log_sink *log_sinks_sink(struct log_sinks *s);
void log_sinks_flush(struct log_sinks *s);

#endif
