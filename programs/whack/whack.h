/* SPDX-License-Identifier: ISC
 *
 * whack.h - the low-level interface: one line of options is one request to the daemon.
 *
 * Layer:  programs/whack.
 */
#ifndef WHACK_WHACK_H
#define WHACK_WHACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "control/command.h"
#include "programs/ipsec/session.h"

struct json_t;

enum whack_kind {
	WHACK_END,		/* a setting of the end that is being described */
	WHACK_COMMON,		/* a setting of the connection */
	WHACK_AUTH,		/* one more way to authenticate */
	WHACK_ACTION,		/* a method that wants --name or nothing */
	WHACK_SHOW,		/* a verb of ipsec that shows something */
	WHACK_DEBUG,		/* value "yes" or "no" */
	WHACK_FIELD,		/* a field of struct whack */
	WHACK_IGNORED,		/* accepted, no effect */
	WHACK_REMOVED,		/* an error that says so */
};

enum whack_arg { ARG_NONE, ARG_OPTIONAL, ARG_REQUIRED };

struct whack_option {
	const char *names;	/* blank separated, the first is today's */
	enum whack_kind kind;
	enum whack_arg arg;
	const char *keyword;	/* END, COMMON: of ipsec.conf */
	const char *value;	/* fixed value; NULL: the argument, or "yes" */
	unsigned id;		/* enum control_method, enum command_id, enum whack_field */
};
extern const struct whack_option whack_options[];
extern const size_t nr_whack_options;

enum whack_field {
	FIELD_NAME,
	FIELD_TO,
	FIELD_ASYNC,
	FIELD_REMOTE_HOST,
	FIELD_CTLSOCKET,
	FIELD_RUNDIR,
	FIELD_LEAVE_STATE,
	FIELD_HELP,
	FIELD_VERSION,
	FIELDS
};

/* WORD without dashes, maybe with "=...": the row, or one made from the keyword table into *MADE;
 * NULL: unknown. */
const struct whack_option *whack_option_find(const char *word, struct whack_option *made);
/* The nearest option for "did you mean", or NULL. */
const char *whack_option_nearest(const char *word);

struct whack {
	struct session session;		/* .program, .out, .err are set */
	const char *field[FIELDS];	/* "yes" for flags, NULL when not given */
	const struct whack_option *action;
	struct json_t *settings;	/* NULL: no connection is described */
	bool left_done;
};

/* One line of options; the exit code. */
int whack_run(int argc, char **argv, FILE *out, FILE *err);

#endif
