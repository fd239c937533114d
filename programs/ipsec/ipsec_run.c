/* SPDX-License-Identifier: ISC
 *
 * ipsec_run.c - from the command line to the verb.
 *
 * May use:   the verbs.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "control/control.h"
#include "programs/ipsec/ipsec.h"

static verb_fn *const verbs[COMMANDS] = {
	[COMMAND_START] = verb_start,
	[COMMAND_STOP] = verb_stop,
	[COMMAND_RESTART] = verb_restart,
	[COMMAND_STATUS] = verb_status,
	[COMMAND_BRIEFSTATUS] = verb_briefstatus,
	[COMMAND_TRAFFICSTATUS] = verb_trafficstatus,
	[COMMAND_SHOWSTATES] = verb_showstates,
	[COMMAND_CONNECTIONSTATUS] = verb_connectionstatus,
	[COMMAND_BRIEFCONNECTIONSTATUS] = verb_briefconnectionstatus,
	[COMMAND_GLOBALSTATUS] = verb_globalstatus,
	[COMMAND_SHUNTSTATUS] = verb_shuntstatus,
	[COMMAND_FIPSSTATUS] = verb_fipsstatus,
	[COMMAND_ADD] = verb_add,
	[COMMAND_DELETE] = verb_delete,
	[COMMAND_UP] = verb_up,
	[COMMAND_DOWN] = verb_down,
	[COMMAND_ROUTE] = verb_route,
	[COMMAND_ONDEMAND] = verb_ondemand,
	[COMMAND_UNROUTE] = verb_unroute,
	[COMMAND_LISTEN] = verb_listen,
	[COMMAND_REREADSECRETS] = verb_rereadsecrets,
	[COMMAND_CHECKCONFIG] = verb_checkconfig,
	[COMMAND_INITNSS] = verb_initnss,
	[COMMAND_CHECKNSS] = verb_checknss,
	[COMMAND_STOPNFLOG] = verb_stopnflog,
	[COMMAND_DIRECTORY] = verb_directory,
	[COMMAND_VERSION] = verb_version,
	[COMMAND_HELP] = verb_help,
	[COMMAND_WHACK] = verb_exec,
	[COMMAND_PLUTO] = verb_exec,
};

const char *ipsec_config(const struct ipsec *i)
{
	const char *env = getenv("IPSEC_CONF");

	if (i->o.config != NULL)
		return i->o.config;
	return env != NULL && *env != '\0' ? env : "/etc/ipsec.conf";
}

const char *ipsec_nssdir(const struct ipsec *i)
{
	const char *env = getenv("IPSEC_NSSDIR");

	if (i->o.nssdir != NULL)
		return i->o.nssdir;
	if (i->o.configdir != NULL)
		return i->o.configdir;
	return env != NULL && *env != '\0' ? env : "/var/lib/ipsec/nss";
}

/* The directory of this program, when the daemon is there as well (a build tree). */
static bool beside_self(char *buf, size_t size)
{
	char pluto[4200];
	ssize_t n = readlink("/proc/self/exe", buf, size - 1);
	char *slash;

	if (n <= 0)
		return false;
	buf[n] = '\0';
	slash = strrchr(buf, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	snprintf(pluto, sizeof(pluto), "%s/pluto", buf);
	return access(pluto, X_OK) == 0;
}

const char *ipsec_execdir(char *buf, size_t size)
{
	const char *env = getenv("IPSEC_EXECDIR");

	if (env != NULL && *env != '\0')
		return env;
	return beside_self(buf, size) ? buf : IPSEC_LIBEXECDIR;
}

int ipsec_connect(struct ipsec *i)
{
	session_socket_path(i->o.ctlsocket, i->o.rundir, i->socket, sizeof(i->socket));
	i->session.quiet = i->o.quiet;
	i->session.dry_run = i->o.dry_run;
	return session_open(&i->session, i->socket);
}

static int run_verb(struct ipsec *i)
{
	if (i->deprecated && isatty(STDERR_FILENO))
		fputs("WARNING: ipsec auto has been deprecated\n", i->session.err);
	if (i->o.help)
		return verb_help(i);
	if (i->command == NULL && i->nr_args > 0)
		return verb_foreign(i, i->args[0]);
	if (i->command == NULL || verbs[i->command->id] == NULL) {
		fputs("ipsec: a verb is missing; \"ipsec --help\" lists them\n", i->session.err);
		return EXIT_USAGE;
	}
	return verbs[i->command->id](i);
}

int ipsec_run(int argc, char **argv, FILE *out, FILE *err)
{
	struct ipsec i = { .session = { .program = "ipsec", .out = out, .err = err } };
	char **args = mem_array((size_t)argc + 1, sizeof(*args));
	int rc = EXIT_FAILED;

	if (args == NULL)
		return rc;
	rc = ipsec_parse(&i, argc, argv, args);
	if (rc == EXIT_DONE)
		rc = run_verb(&i);
	session_close(&i.session);
	mem_free(args);
	return rc;
}
