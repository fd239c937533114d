/* SPDX-License-Identifier: ISC
 *
 * method_table.c - what the daemon answers, and its interface description.
 *
 * May use:   base.
 * Must not:  do anything: pure data and its printer.
 */
#include "control/command.h"

#include <string.h>
#include <strings.h>

#include "base/ensure.h"
#include "control/control.h"

/* Every command streams its log lines and ends with a code. */
#define LINES "line: ?string, class: ?string, rc: ?int, text: ?string"

const struct control_method_row control_methods[CONTROL_METHODS] = {
	[METHOD_NONE] = { METHOD_NONE, "", "", "", "" },
	[METHOD_STATUS] = { METHOD_STATUS, "Status", "", "daemon: Daemon",
			    "What this daemon is, where it listens, its setup, algorithms and totals." },
	[METHOD_CONNECTIONS] = { METHOD_CONNECTIONS, "Connections", "name: ?string, after: ?int",
				 "connections: []Connection, next: ?int",
				 "Connections, all or by name; pass next as after for the following page." },
	[METHOD_STATES] = { METHOD_STATES, "States", "name: ?string, after: ?int, traffic: ?bool",
			    "states: []State, next: ?int",
			    "IKE and Child SAs, with the kernel's counters when traffic is true." },
	[METHOD_SHUNTS] = { METHOD_SHUNTS, "Shunts", "after: ?int", "shunts: []Shunt, next: ?int",
			    "Policies that belong to no connection." },
	[METHOD_COUNTERS] = { METHOD_COUNTERS, "Counters", "", "counters: [string]int",
			      "Every counter by its name." },
	[METHOD_ADD] = { METHOD_ADD, "Add",
			 "name: string, settings: [string]string, replace: ?bool", LINES,
			 "Adds one connection; with replace, an existing one is replaced, or left alone when "
			 "nothing differs." },
	[METHOD_ADD_MANY] = { METHOD_ADD_MANY, "AddMany", "connections: []NewConnection, replace: ?bool",
			      LINES ", added: ?int, unchanged: ?int, failed: ?int",
			      "Adds many; one that fails does not stop the others." },
	[METHOD_DELETE] = { METHOD_DELETE, "Delete", "name: string", LINES,
			    "Takes a connection down and forgets it." },
	[METHOD_UP] = { METHOD_UP, "Up", "name: string, async: ?bool, remote_host: ?string", LINES,
			"Brings a connection up and waits for the result, unless async." },
	[METHOD_DOWN] = { METHOD_DOWN, "Down", "name: string", LINES,
			  "Takes a connection down and keeps it loaded." },
	[METHOD_ROUTE] = { METHOD_ROUTE, "Route", "name: string", LINES,
			   "Installs the kernel policies that bring a connection up on demand." },
	[METHOD_UNROUTE] = { METHOD_UNROUTE, "Unroute", "name: string", LINES,
			     "Removes the kernel policies of a connection." },
	[METHOD_LISTEN] = { METHOD_LISTEN, "Listen", "", LINES,
			    "Looks for interfaces again, opens sockets, reads the secrets." },
	[METHOD_REREAD_SECRETS] = { METHOD_REREAD_SECRETS, "RereadSecrets", "", LINES,
				    "Reads the secrets file again." },
	[METHOD_DEBUG] = { METHOD_DEBUG, "Debug", "trace: bool", LINES, "Switches debug lines on or off." },
	[METHOD_SHUTDOWN] = { METHOD_SHUTDOWN, "Shutdown", "leave_state: ?bool", LINES,
			      "Takes everything down and ends the daemon." },
};

static const char types[] =
	"# A log line while a command runs has line and class; the last reply has rc and text.\n"
	"# Errors of a command come as Failed, with the exit code of the command line.\n"
	"\n"
	"type NewConnection (name: string, settings: [string]string)\n"
	"\n"
	"type Listener (interface: string, address: string, port: int, encap: bool)\n"
	"\n"
	"type Totals (loaded: int, routed: int, active: int, ike: int, half_open: int, established: int,\n"
	"  children: int)\n"
	"\n"
	"type Algorithm (protocol: string, kind: string, name: string, key_min: int, key_max: int)\n"
	"\n"
	"type Daemon (version: string, kernel: string, listening: bool, cookies: bool, accepting: bool,\n"
	"  listeners: []Listener, setup: [string]string, algorithms: []Algorithm, totals: Totals,\n"
	"  uptime_seconds: int)\n"
	"\n"
	"type End (host: ?string, port: int, id: string, id_type: string, nexthop: ?string,\n"
	"  selectors: []string, client: bool)\n"
	"\n"
	"type Connection (name: string, instance: int, display: string, serial: int, kind: string,\n"
	"  oriented: bool, local_is_left: bool, local: End, remote: End, interface: ?string, type: string,\n"
	"  policy: string, routing: string, owner_ike: int, owner_child: int, up: bool, route: bool,\n"
	"  keep: bool, reqid: int, priority: int, ike_life: int, child_life: int, margin: int, fuzz: int,\n"
	"  replay_window: int, retransmit_interval_ms: int, retransmit_timeout: int, encapsulation: string,\n"
	"  ike_proposals: string, child_proposals: string, ike_newest: ?string, child_newest: ?string,\n"
	"  settings: [string]string)\n"
	"\n"
	"type State (serial: int, kind: string, name: string, display: string, connection: int, port: int,\n"
	"  story: string, established: bool, rekey_in: ?int, replace_in: ?int, expire_in: ?int,\n"
	"  newest: bool, eroute_owner: bool, idle: bool, role: ?string, ike: ?int, protocol: ?string,\n"
	"  mode: ?string, spi_in: ?int, spi_out: ?int, local: string, remote: string, local_id: ?string,\n"
	"  remote_id: ?string, suite: ?string, selectors_local: ?[]string, selectors_remote: ?[]string,\n"
	"  bytes_in: ?int, bytes_out: ?int, used_ago: ?int, add_time: ?int)\n"
	"\n"
	"type Shunt (local: string, remote: string, protocol: int, policy: string, why: string, serial: ?int)\n";

static const char errors[] =
	"\n"
	"error Failed (rc: int, text: string)\n"
	"\n"
	"error TooManyClients (limit: int)\n"
	"\n"
	"error Busy ()\n";

enum control_method control_method_find(const char *name)
{
	size_t prefix = strlen(CONTROL_INTERFACE ".");

	if (strncmp(name, CONTROL_INTERFACE ".", prefix) == 0)
		name += prefix;
	for (size_t i = 1; i < ARRAY_NR(control_methods); i++) {
		if (strcmp(control_methods[i].name, name) == 0)
			return control_methods[i].method;
	}
	return METHOD_NONE;
}

void control_interface_print(struct text *t)
{
	text_str(t, "# The control protocol of the keying daemon.\n");
	text_str(t, "interface " CONTROL_INTERFACE "\n\n");
	text_str(t, types);
	for (size_t i = 1; i < ARRAY_NR(control_methods); i++) {
		const struct control_method_row *m = &control_methods[i];

		text_add(t, "\n# %s\nmethod %s(%s) -> (%s)\n", m->help, m->name, m->in, m->out);
	}
	text_str(t, errors);
}
