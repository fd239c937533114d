/* SPDX-License-Identifier: ISC
 *
 * load_conns.h - connections of an ipsec.conf to the daemon, in few large messages.
 *
 * Layer:  programs (ipsec, addconn).
 */
#ifndef IPSEC_LOAD_CONNS_H
#define IPSEC_LOAD_CONNS_H

#include <stdbool.h>
#include <stddef.h>

struct session;

enum load_exit { EXIT_FILE_ERRORS = 3 };

struct load {
	struct session *session;
	const char *config;		/* path; "-" is stdin */
	const char *autostart; /* replaces auto= of the named ones; NULL: they are only added */
	bool autoall;			/* all whose auto= is not ignore, with their own auto= */
	bool warnings;			/* print the file's warnings, too */
};

/* Reads the file, prints its errors on the session's err; 0 or EXIT_FILE_ERRORS.  Loads nothing. */
int load_check(const struct load *l);
/* Loads the named ones (or autoall).  The session is open.  The exit code: 0, EXIT_FILE_ERRORS,
 * EXIT_NOT_FOUND, or the daemon's of the last that failed. */
int load_run(const struct load *l, const char *const *names, size_t nr);
/* Does the file load? For callers who must tell file errors before they connect: the same, in two
 * steps. */
struct conf;
struct conf *load_open(const struct load *l, int *exit_code);
int load_send(const struct load *l, const struct conf *conf, const char *const *names, size_t nr);

#endif
