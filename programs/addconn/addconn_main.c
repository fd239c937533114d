/* SPDX-License-Identifier: ISC
 *
 * addconn_main.c - reads ipsec.conf and loads connections; the daemon starts it once with
 * --autoall.
 *
 * May use:   ipsec's loader and session.
 */
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "conf/conf.h"
#include "programs/ipsec/load_conns.h"
#include "programs/ipsec/session.h"

enum { EXIT_ADDCONN_USAGE = 1 };

struct addconn {
	const char *config, *ctlsocket, *rundir, *autostart;
	bool autoall, check, verbose, quiet;
	const char **names;
	size_t nr;
};

/* The value of "--name VALUE" or "--name=VALUE" at *AT, which moves past it; NULL: another option,
 * or no value. */
static const char *value_of(const char *name, int argc, char **argv, int *at)
{
	const char *word = argv[*at] + strspn(argv[*at], "-");
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return NULL;
	if (word[len] == '=')
		return word + len + 1;
	return word[len] == '\0' && *at + 1 < argc ? argv[++*at] : NULL;
}

static bool is_flag(const char *arg, const char *name)
{
	return strncmp(arg, "--", 2) == 0 && strcmp(arg + 2, name) == 0;
}

static bool take_value(struct addconn *a, int argc, char **argv, int *at)
{
	const struct {
		const char *name;
		const char **into;
	} values[] = {
		{"config", &a->config}, {"ctlsocket", &a->ctlsocket}, {"ctlbase", &a->ctlsocket},
		{"rundir", &a->rundir}, {"auto", &a->autostart},
	};
	const char *value;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		value = value_of(values[i].name, argc, argv, at);
		if (value == NULL)
			continue;
		*values[i].into = value;
		return true;
	}
	value = value_of("name", argc, argv, at);
	if (value != NULL)
		a->names[a->nr++] = value;
	return value != NULL;
}

static bool take_flag(struct addconn *a, const char *arg)
{
	const struct {
		const char *name;
		bool *into;
	} flags[] = {
		{ "autoall", &a->autoall }, { "addall", &a->autoall }, { "checkconfig", &a->check },
		{ "verbose", &a->verbose }, { "quiet", &a->quiet },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (is_flag(arg, flags[i].name)) {
			*flags[i].into = true;
			return true;
		}
	}
	return is_flag(arg, "debug") || is_flag(arg, "noexport");
}

static int parse(struct addconn *a, int argc, char **argv)
{
	for (int at = 1; at < argc; at++) {
		if (argv[at][0] != '-') {
			a->names[a->nr++] = argv[at];
			continue;
		}
		if (take_flag(a, argv[at]) || take_value(a, argc, argv, &at))
			continue;
		fprintf(stderr, "addconn: unknown option \"%s\", or its value is missing\n",
			argv[at]);
		return EXIT_ADDCONN_USAGE;
	}
	if (a->check || a->autoall || a->nr > 0)
		return 0;
	fputs("addconn: nothing to do: name a connection, or use --autoall or --checkconfig\n",
	      stderr);
	return EXIT_ADDCONN_USAGE;
}

static int load(const struct load *l, const struct addconn *a)
{
	char path[4096];
	int rc;
	struct conf *conf = load_open(l, &rc);

	if (conf == NULL)
		return rc;
	session_socket_path(a->ctlsocket, a->rundir, path, sizeof(path));
	rc = session_open(l->session, path);
	if (rc == 0)
		rc = load_send(l, conf, a->names, a->nr);
	else
		rc = EXIT_ADDCONN_USAGE;
	session_close(l->session);
	conf_free(conf);
	return rc;
}

int main(int argc, char **argv)
{
	struct addconn a = { .config = "/etc/ipsec.conf" };
	struct session s = { .program = "addconn", .out = stdout, .err = stderr };
	struct load l = { .session = &s };
	int rc;

	a.names = mem_array((size_t)argc, sizeof(*a.names));
	if (a.names == NULL)
		return EXIT_ADDCONN_USAGE;
	rc = parse(&a, argc, argv);
	s.quiet = a.quiet;
	l.config = a.config;
	l.autostart = a.autostart;
	l.autoall = a.autoall;
	l.warnings = !a.quiet && (a.verbose || a.check || isatty(STDERR_FILENO));
	if (rc == 0)
		rc = a.check ? load_check(&l) : load(&l, &a);
	mem_free(a.names);
	return rc;
}
