/* SPDX-License-Identifier: ISC
 *
 * session.h - one command line tool talking to the daemon: prints what it hears, keeps the exit
 * code.
 *
 * Layer:  programs (ipsec, whack, addconn).  Blocking.
 */
#ifndef IPSEC_SESSION_H
#define IPSEC_SESSION_H

#include <stdbool.h>
#include <stdio.h>

struct json_t;
struct control_client;

enum session_exit {
	EXIT_NOT_FOUND = 21,		/* no such connection */
	EXIT_CLIENT_PROBLEM = 33,	/* not running, broken connection, bad usage of whack */
	EXIT_BAD_VALUE = 56,
};

struct session {
	const char *program;		/* "ipsec": prefix of our own errors */
	FILE *out, *err;
	bool quiet;			/* no lines, only the code */
	bool dry_run;			/* print the calls instead */
	struct control_client *client;	/* NULL: not connected */
	char last[2048];		/* the last line that was printed */
	int rc;				/* of the last command */
};

/* Where the daemon listens: CTLSOCKET, RUNDIR (both may be NULL), the environment, the default. */
void session_socket_path(const char *ctlsocket, const char *rundir, char *buf, size_t size);
/* 0, or EXIT_CLIENT_PROBLEM after a message on ERR. */
int session_open(struct session *s, const char *socket);
void session_close(struct session *s);
/* Runs a command: lines to OUT as they come, then its text when it failed.  Returns its code. */
int session_command(struct session *s, const char *method, struct json_t *params);
/* Asks for data: the parameters of the reply (the caller's), or NULL after the daemon's text went
 * to OUT (S->rc is then its code) or the transport failed (S->rc EXIT_CLIENT_PROBLEM). */
struct json_t *session_ask(struct session *s, const char *method, struct json_t *params);
/* All pages of a listing, as one array (the caller's); NULL as above.  PARAMS is taken. */
struct json_t *session_list(struct session *s, const char *method, const char *member,
			    struct json_t *params);

#endif
