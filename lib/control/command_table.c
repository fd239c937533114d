/* SPDX-License-Identifier: ISC
 *
 * command_table.c - the verbs of the command line.
 *
 * May use:   base.
 * Must not:  do anything: pure data and its look-ups.
 */
#include "control/command.h"

#include <string.h>

#include "base/ensure.h"
#include "base/names.h"

#define DAEMON_EXITS "0, 33 not running"

const struct command commands[COMMANDS] = {
	[COMMAND_NONE] = { COMMAND_NONE, "", "", METHOD_NONE, ARGS_NONE, "", "", "" },
	[COMMAND_START] = { COMMAND_START, "start", "", METHOD_NONE, ARGS_OPTIONAL_NAME, "[CONN]",
			    "0, 1 failed, 4 timeout; with CONN those of add",
			    "Start the daemon; with CONN: load it and bring it up." },
	[COMMAND_STOP] = { COMMAND_STOP, "stop", "", METHOD_SHUTDOWN, ARGS_NONE, "",
			   "0, 1 failed, 4 timeout", "Stop the daemon." },
	[COMMAND_RESTART] = { COMMAND_RESTART, "restart", "", METHOD_SHUTDOWN, ARGS_NONE, "",
			      "0, 1 failed, 4 timeout", "Stop, then start the daemon." },
	[COMMAND_STATUS] = { COMMAND_STATUS, "status", "", METHOD_STATUS, ARGS_NONE, "[--json]",
			     DAEMON_EXITS, "Show everything." },
	[COMMAND_BRIEFSTATUS] = { COMMAND_BRIEFSTATUS, "briefstatus", "", METHOD_STATUS, ARGS_NONE,
				  "[--json]", DAEMON_EXITS, "Show how many SAs there are, in three lines." },
	[COMMAND_TRAFFICSTATUS] = { COMMAND_TRAFFICSTATUS, "trafficstatus", "traffic", METHOD_STATES,
				    ARGS_OPTIONAL_NAME, "[--json] [CONN]", DAEMON_EXITS,
				    "Show one line for each established Child SA with its byte counts." },
	[COMMAND_SHOWSTATES] = { COMMAND_SHOWSTATES, "showstates", "statestatus", METHOD_STATES,
				 ARGS_OPTIONAL_NAME, "[--json] [CONN|#N]", DAEMON_EXITS,
				 "Show the IKE and Child SAs." },
	[COMMAND_CONNECTIONSTATUS] = { COMMAND_CONNECTIONSTATUS, "connectionstatus", "",
				       METHOD_CONNECTIONS, ARGS_OPTIONAL_NAME, "[--json] [CONN]",
				       DAEMON_EXITS, "Show the connections." },
	[COMMAND_BRIEFCONNECTIONSTATUS] = { COMMAND_BRIEFCONNECTIONSTATUS, "briefconnectionstatus", "",
					    METHOD_CONNECTIONS, ARGS_OPTIONAL_NAME, "[--json] [CONN]",
					    DAEMON_EXITS, "Show the connections, one line each." },
	[COMMAND_GLOBALSTATUS] = { COMMAND_GLOBALSTATUS, "globalstatus", "", METHOD_COUNTERS, ARGS_NONE,
				   "[--json]", DAEMON_EXITS, "Show the counters." },
	[COMMAND_SHUNTSTATUS] = { COMMAND_SHUNTSTATUS, "shuntstatus", "", METHOD_SHUNTS, ARGS_NONE,
				  "[--json]", DAEMON_EXITS, "Show the policies without connection." },
	[COMMAND_FIPSSTATUS] = { COMMAND_FIPSSTATUS, "fipsstatus", "fips", METHOD_STATUS, ARGS_NONE, "",
				 DAEMON_EXITS, "Show whether FIPS mode is on." },
	[COMMAND_ADD] = { COMMAND_ADD, "add", "replace", METHOD_ADD_MANY, ARGS_NAMES,
			  "[--auto=keep|route|ondemand|up] [--autoall] [--config FILE|-] [--verbose] [--quiet] CONN...",
			  "0, 1 not running, 2 usage, 3 file errors, 21 not in the file, 56 bad value",
			  "Load connections from the configuration, replacing what differs." },
	[COMMAND_DELETE] = { COMMAND_DELETE, "delete", "", METHOD_DELETE, ARGS_NAME, "CONN",
			     "0, 21 unknown, 33 not running", "Take a connection down and unload it." },
	[COMMAND_UP] = { COMMAND_UP, "up", "initiate", METHOD_UP, ARGS_NAME,
			 "[--async] [--remote-host ADDRESS] CONN",
			 "0 up or queued, 21 unknown, 22 not ours, 24 not listening, 29 no peer address, "
			 "30 never negotiates, 33 not running, 51 no answer, 56 rejected",
			 "Bring a connection up and wait for the result." },
	[COMMAND_DOWN] = { COMMAND_DOWN, "down", "terminate", METHOD_DOWN, ARGS_NAME, "CONN",
			   "0, 21 unknown, 33 not running", "Take a connection down, keep it loaded." },
	[COMMAND_ROUTE] = { COMMAND_ROUTE, "route", "", METHOD_ROUTE, ARGS_NAME, "CONN",
			    "0, 21 unknown, 22 not ours, 25 refused, 33 not running",
			    "Install the policies of a loaded connection." },
	[COMMAND_ONDEMAND] = { COMMAND_ONDEMAND, "ondemand", "", METHOD_ADD_MANY, ARGS_NAME, "CONN",
			       "those of add", "Load a connection so that traffic brings it up." },
	[COMMAND_UNROUTE] = { COMMAND_UNROUTE, "unroute", "", METHOD_UNROUTE, ARGS_NAME, "CONN",
			      "0, 21 unknown, 26 in use, 33 not running",
			      "Remove the policies of a connection." },
	[COMMAND_LISTEN] = { COMMAND_LISTEN, "listen", "ready rereadgroups", METHOD_LISTEN, ARGS_NONE, "",
			     DAEMON_EXITS, "Look for interfaces again and read the secrets." },
	[COMMAND_REREADSECRETS] = { COMMAND_REREADSECRETS, "rereadsecrets", "secrets rereadall",
				    METHOD_REREAD_SECRETS, ARGS_NONE, "", DAEMON_EXITS,
				    "Read the secrets file again." },
	[COMMAND_CHECKCONFIG] = { COMMAND_CHECKCONFIG, "checkconfig", "", METHOD_NONE, ARGS_NONE,
				  "[--config FILE|-]", "0, 3 errors", "Check the configuration file." },
	[COMMAND_INITNSS] = { COMMAND_INITNSS, "initnss", "", METHOD_NONE, ARGS_NONE, "[--nssdir DIR]",
			      "0, 4 failed, 42 exists", "Create the NSS database." },
	[COMMAND_CHECKNSS] = { COMMAND_CHECKNSS, "checknss", "", METHOD_NONE, ARGS_NONE, "[--nssdir DIR]",
			       "0, 1 no such directory, 4 failed",
			       "Create the NSS database when it is missing." },
	[COMMAND_STOPNFLOG] = { COMMAND_STOPNFLOG, "stopnflog", "checknflog", METHOD_NONE, ARGS_NONE, "",
				"0", "Accepted; there are no nflog rules to remove." },
	[COMMAND_DIRECTORY] = { COMMAND_DIRECTORY, "directory", "", METHOD_NONE, ARGS_NONE, "", "0",
				"Print where the helper programs are." },
	[COMMAND_VERSION] = { COMMAND_VERSION, "version", "versioncode", METHOD_NONE, ARGS_NONE, "", "0",
			      "Print the version." },
	[COMMAND_HELP] = { COMMAND_HELP, "help", "", METHOD_NONE, ARGS_OPTIONAL_NAME, "[VERB]", "0",
			   "List the verbs, or describe one." },
	[COMMAND_AUTO] = { COMMAND_AUTO, "auto", "", METHOD_NONE, ARGS_REST, "--VERB ...",
			   "those of the verb", "The old spelling: ipsec auto --up is ipsec up." },
	[COMMAND_WHACK] = { COMMAND_WHACK, "whack", "", METHOD_NONE, ARGS_REST, "OPTION...",
			    "0, the daemon's code, 33 usage or not running",
			    "The low-level interface to the daemon." },
	[COMMAND_PLUTO] = { COMMAND_PLUTO, "pluto", "", METHOD_NONE, ARGS_REST, "OPTION...",
			    "the daemon's", "Run the daemon itself." },
};

static bool among(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list != '\0') {
		size_t n = strcspn(list, " ");

		if (n == len && strncmp(list, word, len) == 0)
			return true;
		list += n + strspn(list + n, " ");
	}
	return false;
}

const struct command *command_find(const char *word)
{
	if (strncmp(word, "--", 2) == 0)
		word += 2;
	if (*word == '\0')
		return NULL;
	for (size_t i = 1; i < ARRAY_NR(commands); i++) {
		if (strcmp(commands[i].verb, word) == 0 || among(commands[i].aliases, word))
			return &commands[i];
	}
	return NULL;
}

const char *command_nearest(const char *word)
{
	struct name rows[COMMANDS];
	struct names all = { .what = "verb", .rows = rows, .nr = COMMANDS - 1 };

	if (strncmp(word, "--", 2) == 0)
		word += 2;
	for (size_t i = 1; i < ARRAY_NR(commands); i++)
		rows[i - 1] = (struct name){ commands[i].id, commands[i].verb };
	return name_nearest(&all, view_str(word));
}
