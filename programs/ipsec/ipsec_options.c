/* SPDX-License-Identifier: ISC
 *
 * ipsec_options.c - the command line: options anywhere, one verb (dashed or not), its arguments.
 *
 * May use:   control's verb table.
 * Must not:  do anything.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ensure.h"
#include "base/names.h"
#include "programs/ipsec/ipsec.h"

#define AT(member) offsetof(struct ipsec_options, member)

const struct ipsec_option ipsec_options[] = {
	{ "config", NULL, OPTION_VALUE, AT(config), "FILE", "configuration file; - is stdin" },
	{ "rundir", NULL, OPTION_VALUE, AT(rundir), "DIR", "where the control socket is" },
	{ "ctlsocket", "ctlbase", OPTION_VALUE, AT(ctlsocket), "PATH", "the control socket" },
	{ "nssdir", NULL, OPTION_VALUE, AT(nssdir), "DIR", "the NSS database" },
	{ "configdir", NULL, OPTION_VALUE, AT(configdir), "DIR", "the NSS database (old)" },
	{ "asynchronous", "async", OPTION_YES_NO, AT(async), NULL, "do not wait for the result" },
	{ "bg", NULL, OPTION_FLAG, AT(async), NULL, "the same" },
	{ "remote-host", NULL, OPTION_VALUE, AT(remote_host), "ADDRESS", "the peer of a template" },
	{ "auto", NULL, OPTION_VALUE, AT(autostart), "WORD", "add: what to do then" },
	{ "autoall", "addall", OPTION_FLAG, AT(autoall), NULL, "add: all with auto=" },
	{ "verbose", NULL, OPTION_FLAG, AT(verbose), NULL, "warnings, too" },
	{ "quiet", NULL, OPTION_FLAG, AT(quiet), NULL, "nothing but errors" },
	{ "debug", NULL, OPTION_FLAG, AT(debug), NULL, "accepted" },
	{ "leave-state", NULL, OPTION_FLAG, AT(leave_state), NULL, "stop: leave the kernel alone" },
	{ "dry-run", "n", OPTION_FLAG, AT(dry_run), NULL, "print what would be asked" },
	{ "json", NULL, OPTION_FLAG, AT(json), NULL, "status as JSON" },
	{ "utc", NULL, OPTION_FLAG, AT(utc), NULL, "times in UTC" },
	{ "help", "h", OPTION_FLAG, AT(help), NULL, "describe the verb" },
};
const size_t nr_ipsec_options = ARRAY_NR(ipsec_options);

struct scan {
	struct ipsec *i;
	int argc, at;
	char **argv;
};

static bool is_named(const char *name, const char *word, size_t len)
{
	return name != NULL && strlen(name) == len && strncmp(name, word, len) == 0;
}

/* WORD without dashes, maybe with "=value". */
static const struct ipsec_option *option_find(const char *word)
{
	size_t len = strcspn(word, "=");

	for (size_t n = 0; n < nr_ipsec_options; n++) {
		if (is_named(ipsec_options[n].name, word, len) ||
		    is_named(ipsec_options[n].alias, word, len))
			return &ipsec_options[n];
	}
	return NULL;
}

static int complain(struct ipsec *i, const char *what, const char *word, const char *nearest)
{
	fprintf(i->session.err, "ipsec: %s \"%s\"", what, word);
	if (nearest != NULL)
		fprintf(i->session.err, "; did you mean \"%s\"?", nearest);
	fputc('\n', i->session.err);
	return EXIT_USAGE;
}

static bool is_yes(const char *value)
{
	return value == NULL || strcasecmp(value, "yes") == 0 || strcmp(value, "1") == 0 ||
	       strcasecmp(value, "true") == 0;
}

static int take_option(struct scan *s, const struct ipsec_option *option, const char *word)
{
	char *field = (char *)&s->i->o + option->offset;
	const char *value = strchr(word, '=');
	bool flag;

	value = value == NULL ? NULL : value + 1;
	switch (option->kind) {
	case OPTION_FLAG:
	case OPTION_YES_NO:
		if (value != NULL && option->kind == OPTION_FLAG)
			return complain(s->i, "no value is wanted for", word, NULL);
		flag = is_yes(value);
		memcpy(field, &flag, sizeof(flag));
		return EXIT_DONE;
	case OPTION_VALUE:
		break;
	}
	if (value == NULL && s->at + 1 >= s->argc)
		return complain(s->i, "a value is missing for", word, NULL);
	if (value == NULL)
		value = s->argv[++s->at];
	memcpy(field, &value, sizeof(value));
	return EXIT_DONE;
}

static const char *option_nearest(const char *word)
{
	struct name rows[2 * ARRAY_NR(ipsec_options)];
	struct names all = { .what = "option", .rows = rows, .nr = ARRAY_NR(rows) };

	for (unsigned n = 0; n < ARRAY_NR(ipsec_options); n++) {
		rows[2 * n] = (struct name){ n, ipsec_options[n].name };
		rows[2 * n + 1] = (struct name){ n, ipsec_options[n].alias };
	}
	return name_nearest(&all, view_make(word, strcspn(word, "=")));
}

/* The first dashed word that is no option may be the verb. */
static int take_dashed(struct scan *s, const char *arg)
{
	const char *word = arg + strspn(arg, "-");
	const struct ipsec_option *option = option_find(word);
	const struct command *command;

	/* "--auto" is an option only of what loads connections: `ipsec auto` has no dashes */
	if (option != NULL)
		return take_option(s, option, word);
	command = s->i->command == NULL ? command_find(arg) : NULL;
	if (command == NULL)
		return complain(s->i, "unknown option", arg, option_nearest(word));
	s->i->command = command;
	return EXIT_DONE;
}

static void take_rest(struct scan *s)
{
	while (++s->at < s->argc)
		s->i->args[s->i->nr_args++] = s->argv[s->at];
}

static int take_word(struct scan *s, char *arg)
{
	struct ipsec *i = s->i;

	if (i->command != NULL || i->nr_args > 0) {
		i->args[i->nr_args++] = arg;
		return EXIT_DONE;
	}
	i->command = command_find(arg);
	if (i->command == NULL) {
		/* a helper program's name, maybe: it gets all that follows */
		i->args[i->nr_args++] = arg;
		take_rest(s);
	} else if (i->command->id == COMMAND_AUTO) {
		i->command = NULL;
		i->deprecated = true;
	} else if (i->command->args == ARGS_REST) {
		take_rest(s);
	}
	return EXIT_DONE;
}

static int check_count(struct ipsec *i)
{
	size_t nr = i->nr_args;

	switch (i->command->args) {
	case ARGS_NONE:
		if (nr > 0)
			return complain(i, "too many arguments:", i->args[0], NULL);
		break;
	case ARGS_OPTIONAL_NAME:
		if (nr > 1)
			return complain(i, "too many arguments:", i->args[1], NULL);
		break;
	case ARGS_NAME:
		if (nr != 1)
			return complain(i,
					nr == 0 ? "a connection name is missing for"
						: "too many arguments for",
					i->command->verb, NULL);
		break;
	case ARGS_NAMES:
		if (nr == 0 && !i->o.autoall)
			return complain(i, "a connection name is missing for", i->command->verb,
					NULL);
		break;
	case ARGS_REST:
		break;
	}
	return EXIT_DONE;
}

int ipsec_parse(struct ipsec *i, int argc, char **argv, char **args)
{
	struct scan s = { .i = i, .argc = argc, .argv = argv };
	int rc = EXIT_DONE;

	i->args = args;
	i->nr_args = 0;
	for (s.at = 1; s.at < argc && rc == EXIT_DONE; s.at++) {
		char *arg = argv[s.at];

		if (arg[0] == '-' && arg[1] != '\0')
			rc = take_dashed(&s, arg);
		else
			rc = take_word(&s, arg);
	}
	i->args[i->nr_args] = NULL;
	if (rc == EXIT_DONE && i->command != NULL && !i->o.help)
		rc = check_count(i);
	return rc;
}
