/* SPDX-License-Identifier: ISC
 *
 * command.h - the two tables of what a user can ask: the methods that the daemon answers, and the verbs
 * of the command line.  Dispatch, help, manual, the interface description and the tests read them.
 *
 * Layer:  control.  Pure data.
 */
#ifndef CONTROL_COMMAND_H
#define CONTROL_COMMAND_H

#include "base/text.h"

enum control_method {
	METHOD_NONE,		/* the verb never talks to the daemon */
	METHOD_STATUS,
	METHOD_CONNECTIONS,
	METHOD_STATES,
	METHOD_SHUNTS,
	METHOD_COUNTERS,
	METHOD_ADD,
	METHOD_ADD_MANY,
	METHOD_DELETE,
	METHOD_UP,
	METHOD_DOWN,
	METHOD_ROUTE,
	METHOD_UNROUTE,
	METHOD_LISTEN,
	METHOD_REREAD_SECRETS,
	METHOD_DEBUG,
	METHOD_SHUTDOWN,
	CONTROL_METHODS,
};

struct control_method_row {
	enum control_method method;
	const char *name;	/* in the interface: "RereadSecrets" */
	const char *in, *out;	/* varlink types */
	const char *help;	/* one sentence */
};
/* Indexed by enum control_method; row 0 is empty. */
extern const struct control_method_row control_methods[CONTROL_METHODS];

/* "Up" or "org.cygnet.pluto.Up"; METHOD_NONE: unknown. */
enum control_method control_method_find(const char *name);
/* The interface description, as GetInterfaceDescription gives it. */
void control_interface_print(struct text *t);
/* Room that the description needs. */
#define CONTROL_INTERFACE_TEXT_MAX 16384

enum command_id {
	COMMAND_NONE,
	COMMAND_START, COMMAND_STOP, COMMAND_RESTART,
	COMMAND_STATUS, COMMAND_BRIEFSTATUS, COMMAND_TRAFFICSTATUS, COMMAND_SHOWSTATES,
	COMMAND_CONNECTIONSTATUS, COMMAND_BRIEFCONNECTIONSTATUS, COMMAND_GLOBALSTATUS, COMMAND_SHUNTSTATUS,
	COMMAND_FIPSSTATUS,
	COMMAND_ADD, COMMAND_DELETE, COMMAND_UP, COMMAND_DOWN, COMMAND_ROUTE, COMMAND_ONDEMAND, COMMAND_UNROUTE,
	COMMAND_LISTEN, COMMAND_REREADSECRETS,
	COMMAND_CHECKCONFIG, COMMAND_INITNSS, COMMAND_CHECKNSS, COMMAND_STOPNFLOG,
	COMMAND_DIRECTORY, COMMAND_VERSION, COMMAND_HELP,
	COMMAND_AUTO, COMMAND_WHACK, COMMAND_PLUTO,
	COMMANDS,
};

enum command_args {
	ARGS_NONE, ARGS_OPTIONAL_NAME, ARGS_NAME, ARGS_NAMES,
	ARGS_REST,		/* everything that follows is the other program's */
};

struct command {
	enum command_id id;
	const char *verb;	/* "up"; "--up" is the old spelling of every verb */
	const char *aliases;	/* blank separated, or "" */
	enum control_method method;	/* the first that it calls */
	enum command_args args;
	const char *usage;	/* what follows the verb */
	const char *exits;	/* exit codes that it can end with */
	const char *help;	/* one sentence */
};
/* Indexed by enum command_id; row 0 is empty. */
extern const struct command commands[COMMANDS];

/* By verb or alias, with or without the dashes; NULL: unknown. */
const struct command *command_find(const char *word);
/* The nearest verb for "did you mean", or NULL. */
const char *command_nearest(const char *word);

#endif
