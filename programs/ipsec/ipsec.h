/* SPDX-License-Identifier: ISC
 *
 * ipsec.h - one run of the `ipsec` command: options, verb, arguments, where to print.
 *
 * Layer:  programs/ipsec.
 */
#ifndef IPSEC_IPSEC_H
#define IPSEC_IPSEC_H

#include "control/command.h"
#include "programs/ipsec/session.h"

enum ipsec_exit { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_TIMEOUT = 4 };

struct ipsec_options {
	const char *rundir, *config, *ctlsocket, *nssdir, *remote_host, *autostart, *configdir;
	bool async, dry_run, utc, json, autoall, verbose, quiet, debug, help, leave_state;
};

struct ipsec {
	struct ipsec_options o;
	const struct command *command;
	char **args; /* what is not an option, after the verb; ARGS_REST: everything */
	size_t nr_args;
	bool deprecated;		/* came as `auto --verb` */
	struct session session;		/* .out, .err are set; connect with ipsec_connect() */
	char socket[4096];
};

/* One option of the command line: where it goes. */
enum ipsec_option_kind { OPTION_FLAG, OPTION_YES_NO, OPTION_VALUE };
struct ipsec_option {
	const char *name, *alias;	/* alias may be NULL */
	enum ipsec_option_kind kind;
	size_t offset;			/* in struct ipsec_options */
	const char *value, *help;	/* "DIR" for help */
};
extern const struct ipsec_option ipsec_options[];
extern const size_t nr_ipsec_options;

/* Fills I from ARGV (which it rearranges in ARGS, NR+1 pointers by the caller).  EXIT_DONE, or
 * EXIT_USAGE after one line on I->session.err. */
int ipsec_parse(struct ipsec *i, int argc, char **argv, char **args);

/* 0, or EXIT_CLIENT_PROBLEM after a message. */
int ipsec_connect(struct ipsec *i);
/* /etc/ipsec.conf unless told otherwise. */
const char *ipsec_config(const struct ipsec *i);
const char *ipsec_nssdir(const struct ipsec *i);
/* Where the helper programs are (static text or into BUF). */
const char *ipsec_execdir(char *buf, size_t size);

/* The verbs: each gives the exit code. */
typedef int verb_fn(struct ipsec *i);
verb_fn verb_status, verb_briefstatus, verb_trafficstatus, verb_showstates, verb_connectionstatus,
	verb_briefconnectionstatus, verb_globalstatus, verb_shuntstatus, verb_fipsstatus, verb_add,
	verb_ondemand, verb_checkconfig, verb_delete, verb_up, verb_down, verb_route, verb_unroute,
	verb_listen, verb_rereadsecrets, verb_start, verb_stop, verb_restart, verb_initnss,
	verb_checknss, verb_stopnflog, verb_directory, verb_version, verb_help, verb_exec;
/* `ipsec NAME ...` for a program NAME in execdir; EXIT_USAGE when there is none. */
int verb_foreign(struct ipsec *i, const char *name);

int ipsec_run(int argc, char **argv, FILE *out, FILE *err);

#endif
