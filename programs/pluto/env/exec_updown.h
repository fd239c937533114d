/* SPDX-License-Identifier: ISC
 *
 * exec_updown.h - runs updown: the built-in one at once, scripts as processes that nobody waits for.
 *
 * Layer:   env.
 * Limits:  EXEC_RUNNING_MAX processes at a time, the rest queue; EXEC_LINES_MAX lines of output each are logged.
 */
#ifndef ENV_EXEC_UPDOWN_H
#define ENV_EXEC_UPDOWN_H

#include "core/env.h"

struct event_base;
struct exec;
struct rtnl;

enum { EXEC_RUNNING_MAX = 64, EXEC_LINES_MAX = 64, EXEC_LINE_MAX = 256 };

struct exec_options {
	struct event_base *base;
	struct log_sink *log;
	struct rtnl *rtnl;		/* of the built-in updown; may be NULL: it fails then */
	void (*on_result)(void *ctx, const struct exec_result *r);
	void *ctx;
};

/* Any program; ARGV and ENV are copied.  ARGV NULL: nothing is run. */
struct exec_program {
	const char *const *argv, *const *env;
	struct duration timeout;	/* zero: none */
	unsigned lines;			/* of output that are logged */
	const char *log_prefix;
	uint64_t token;
	void (*done)(void *ctx, const struct exec_result *r);
	void *ctx;
};

MUST_CHECK struct diag *exec_new(const struct exec_options *o, struct exec **out);
/* Kills what runs; nobody hears of it. */
void exec_free(struct exec *x);
void exec_set_rtnl(struct exec *x, struct rtnl *r);
void exec_updown(struct exec *x, const struct exec_request *r);
void exec_run(struct exec *x, const struct exec_program *p);

#endif
