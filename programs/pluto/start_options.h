/* SPDX-License-Identifier: ISC
 *
 * start_options.h - what the daemon is told at start: its command line, and `config setup` below it.
 *
 * Layer:   wiring.
 */
#ifndef PLUTO_START_OPTIONS_H
#define PLUTO_START_OPTIONS_H

#include "core/pluto.h"

struct conf_section;

enum { START_SETTINGS_MAX = 64 };

struct start_options {
	/* the command line: borrowed from argv */
	bool nofork, to_stderr, selftest, version, help;
	const char *config;		/* NULL: the default file, when there is one */
	const char *rundir;
	const char *print_fsm, *fsm_format;
	struct {
		const char *keyword, *value;
	} settings[START_SETTINGS_MAX];	/* keywords of `config setup`; they win over the file */
	size_t nr_settings;

	/* after start_options_setup() */
	struct setup setup;		/* owned until given to pluto_new() */
	char *logfile, *dumpdir;	/* owned; may be NULL */
	bool logtime, logappend, listen_udp, trace;
	int nhelpers;
	unsigned bufsize;
};

/* The diag is one line for the user. */
MUST_CHECK struct diag *start_options_parse(struct start_options *o, int argc, char **argv);
/* Defaults, then FILE (`config setup`, may be NULL), then the command line. */
MUST_CHECK struct diag *start_options_setup(struct start_options *o, const struct conf_section *file);
void start_options_fini(struct start_options *o);
/* One line an option. */
void start_options_help(void (*emit)(const char *line));

#endif
