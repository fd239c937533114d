/* SPDX-License-Identifier: ISC
 *
 * log.h - log lines that say whose fault it is.  One state change, one line, one sentence.
 *
 * Layer:   base.  The sink is a port: it decides about files, syslog and attached clients.
 * Rule:    a logger holds its prefix as text; a log call never fetches state and never fails.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

enum log_class {
	LOG_NOTE,	/* a state change worth a line */
	LOG_PEER,	/* the peer did something wrong or odd */
	LOG_AUTH,	/* authentication failed */
	LOG_LOCAL,	/* this machine: configuration, kernel, file, memory */
	LOG_BUG,	/* our own broken invariant; counted */
	LOG_TRACE,	/* debugging only */
	LOG_CLASSES,
};

struct log_sink {
	/* LINE has no newline, prefix included.  OBJECT is the logger's object id (0: none), so
	 * that a control client attached to it can be told.  Must not block. */
	void (*emit)(void *ctx, enum log_class class, uint64_t object, const char *line);
	void *ctx;
	bool trace;		/* LOG_TRACE lines wanted */
	uint64_t count[LOG_CLASSES];
};

struct logger {
	struct log_sink *sink;	/* not owned; NULL = silent */
	uint64_t object;	/* conn or SA id whose clients hear this, or 0 */
	char prefix[96];	/* "\"west\"[2] 192.0.2.7 #5: ", may be "" */
};

/* Line cap: longer text is cut with "...". */
#define LOG_LINE_MAX 2048

__attribute__((format(printf, 3, 4))) void log_at(const struct logger *l, enum log_class class,
						  const char *format, ...);
__attribute__((format(printf, 3, 0))) void log_vat(const struct logger *l, enum log_class class,
						   const char *format, va_list ap);
#define log_note(l, ...)  log_at((l), LOG_NOTE, __VA_ARGS__)
#define log_peer(l, ...)  log_at((l), LOG_PEER, __VA_ARGS__)
#define log_auth(l, ...)  log_at((l), LOG_AUTH, __VA_ARGS__)
#define log_local(l, ...) log_at((l), LOG_LOCAL, __VA_ARGS__)
#define log_bug(l, ...)   log_at((l), LOG_BUG, __VA_ARGS__)
#define trace(l, ...)                                                                              \
	do {                                                                                       \
		if ((l)->sink != NULL && (l)->sink->trace)                                         \
			log_at((l), LOG_TRACE, __VA_ARGS__);                                       \
	} while (0)

#endif
