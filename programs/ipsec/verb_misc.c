/* SPDX-License-Identifier: ISC
 *
 * verb_misc.c - version, directory, help, and programs that ipsec only finds and runs.
 *
 * May use:   control's tables, exec.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "programs/ipsec/ipsec.h"
#include "programs/ipsec/manual.h"

/* The release whose commands and formats these are; programs look at this number. */
#define COMPATIBLE_VERSION "5.4"

int verb_version(struct ipsec *i)
{
	fprintf(i->session.out, "Libreswan %s (Cygnet %s)\n", COMPATIBLE_VERSION, CYGNET_VERSION);
	return EXIT_DONE;
}

int verb_directory(struct ipsec *i)
{
	char buf[4096];

	fprintf(i->session.out, "%s\n", ipsec_execdir(buf, sizeof(buf)));
	return EXIT_DONE;
}

int verb_stopnflog(struct ipsec *i)
{
	(void)i;
	return EXIT_DONE;
}

/* ---- help ---- */

static void describe(FILE *out, const struct command *c)
{
	fprintf(out, "Usage: ipsec %s %s\n%s\n", c->verb, c->usage, c->help);
	if (*c->aliases != '\0')
		fprintf(out, "Also: %s\n", c->aliases);
	fprintf(out, "Exit status: %s\n", c->exits);
}

static void list_options(FILE *out)
{
	fputs("\nOptions, before or after the verb:\n", out);
	for (size_t n = 0; n < nr_ipsec_options; n++) {
		const struct ipsec_option *o = &ipsec_options[n];
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", o->name, o->value == NULL ? "" : " ",
			 o->value == NULL ? "" : o->value);
		fprintf(out, "  %-26s %s\n", left, o->help);
	}
}

int verb_help(struct ipsec *i)
{
	FILE *out = i->session.out;
	const struct command *c = i->command;

	if (i->nr_args == 1 && strcmp(i->args[0], "man") == 0) {
		manual_print(out);
		return EXIT_DONE;
	}
	if (c != NULL && c->id == COMMAND_HELP)
		c = i->nr_args > 0 ? command_find(i->args[0]) : NULL;
	if (c != NULL) {
		describe(out, c);
		return EXIT_DONE;
	}
	fputs("Usage: ipsec [OPTION...] VERB [ARGUMENT...]\n\n", out);
	for (size_t n = 1; n < ARRAY_NR(commands); n++)
		fprintf(out, "  %-22s %s\n", commands[n].verb, commands[n].help);
	list_options(out);
	return EXIT_DONE;
}

/* ---- other programs ---- */

static size_t add_value(char **argv, size_t n, const char *option, const char *value)
{
	if (value == NULL)
		return n;
	argv[n++] = (char *)(uintptr_t)option;
	argv[n++] = (char *)(uintptr_t)value;
	return n;
}

/* PATH with our own options first, then ARGS; returns only on failure. */
static int become(struct ipsec *i, const char *path, char *const *args, size_t nr)
{
	char **argv = mem_array(nr + 16, sizeof(*argv));
	bool pluto = i->command != NULL && i->command->id == COMMAND_PLUTO;
	size_t n = 0;

	if (argv == NULL)
		return EXIT_FAILED;
	argv[n++] = (char *)(uintptr_t)path;
	n = add_value(argv, n, "--rundir", i->o.rundir);
	if (pluto) {
		n = add_value(argv, n, "--config", i->o.config);
		n = add_value(argv, n, "--nssdir", i->o.nssdir);
	} else {
		n = add_value(argv, n, "--ctlsocket", i->o.ctlsocket);
	}
	memcpy(argv + n, args, nr * sizeof(*args));
	fflush(NULL);
	if (i->o.dry_run) {
		for (size_t k = 0; argv[k] != NULL; k++)
			fprintf(i->session.out, "%s%s", k == 0 ? "" : " ", argv[k]);
		fputc('\n', i->session.out);
		mem_free(argv);
		return EXIT_DONE;
	}
	execv(path, argv);
	fprintf(i->session.err, "ipsec: %s: %s\n", path, strerror(errno));
	mem_free(argv);
	return EXIT_FAILED;
}

int verb_exec(struct ipsec *i)
{
	char dir[4096], path[4200];

	snprintf(path, sizeof(path), "%s/%s", ipsec_execdir(dir, sizeof(dir)), i->command->verb);
	return become(i, path, i->args, i->nr_args);
}

int verb_foreign(struct ipsec *i, const char *name)
{
	char dir[4096], path[4400];
	const char *nearest = command_nearest(name);

	snprintf(path, sizeof(path), "%s/%s", ipsec_execdir(dir, sizeof(dir)), name);
	if (strchr(name, '/') == NULL && *name != '.' && access(path, X_OK) == 0)
		return become(i, path, i->args + 1, i->nr_args - 1);
	fprintf(i->session.err, "ipsec: unknown verb \"%s\"", name);
	if (nearest != NULL)
		fprintf(i->session.err, "; did you mean \"%s\"?", nearest);
	fputc('\n', i->session.err);
	return EXIT_USAGE;
}
