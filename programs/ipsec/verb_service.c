/* SPDX-License-Identifier: ISC
 *
 * verb_service.c - start, stop, restart: by systemd where it runs the service, else by hand.
 *
 * May use:   session, processes.
 * Must not:  use a shell.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "control/control.h"
#include "programs/ipsec/ipsec.h"
#include "programs/ipsec/verb_add.h"

enum {
	WAIT_STEPS = 600,	/* times WAIT_STEP_MS: one minute */
	WAIT_STEP_MS = 100,
	PLUTO_RUNS = 10,	/* exit code: somebody else has the lock */
	ARGV_MAX = 16,
};

static void nap(void)
{
	struct timespec t = { .tv_nsec = WAIT_STEP_MS * 1000000L };

	nanosleep(&t, NULL);
}

static bool is_own_instance(const struct ipsec *i)
{
	return i->o.rundir == NULL && i->o.ctlsocket == NULL && i->o.config == NULL &&
	       i->o.nssdir == NULL;
}

/* Does systemd run here, and has it our unit? */
static bool by_systemd(const struct ipsec *i)
{
	static const char *const units[] = {
		"/etc/systemd/system/ipsec.service", "/run/systemd/system/ipsec.service",
		"/usr/lib/systemd/system/ipsec.service", "/lib/systemd/system/ipsec.service",
	};
	struct stat st;

	if (!is_own_instance(i) || stat("/run/systemd/system", &st) < 0)
		return false;
	for (size_t n = 0; n < sizeof(units) / sizeof(units[0]); n++) {
		if (stat(units[n], &st) == 0)
			return true;
	}
	return false;
}

static void print_argv(const struct ipsec *i, const char *const *argv)
{
	for (size_t n = 0; argv[n] != NULL; n++)
		fprintf(i->session.out, "%s%s", n == 0 ? "" : " ", argv[n]);
	fputc('\n', i->session.out);
}

/* Runs ARGV and waits; its exit code, or -1. */
static int run_program(struct ipsec *i, const char *const *argv)
{
	pid_t pid;
	int status;

	if (i->o.dry_run) {
		print_argv(i, argv);
		return 0;
	}
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int systemctl(struct ipsec *i, const char *verb)
{
	const char *argv[] = { "systemctl", verb, "ipsec.service", NULL };

	if (isatty(STDOUT_FILENO))
		fprintf(i->session.out, "Redirecting to: systemctl %s ipsec.service\n", verb);
	return run_program(i, argv) == 0 ? EXIT_DONE : EXIT_FAILED;
}

/* Does the control socket answer? */
static bool answers(struct ipsec *i)
{
	struct control_client *c = NULL;
	struct diag *d = control_client_open(i->socket, &c);

	control_client_close(c);
	if (d == NULL)
		return true;
	diag_free(d);
	return false;
}

static bool wait_until(struct ipsec *i, bool running)
{
	for (int n = 0; n < WAIT_STEPS; n++) {
		if (answers(i) == running)
			return true;
		nap();
	}
	return false;
}

static size_t add_value(const char **argv, size_t n, const char *option, const char *value)
{
	if (value == NULL)
		return n;
	argv[n++] = option;
	argv[n++] = value;
	return n;
}

static int start_pluto(struct ipsec *i)
{
	char dir[4096], path[4200];
	const char *argv[ARGV_MAX] = { path };
	size_t n = 1;
	int rc;

	snprintf(path, sizeof(path), "%s/pluto", ipsec_execdir(dir, sizeof(dir)));
	n = add_value(argv, n, "--config", ipsec_config(i));
	n = add_value(argv, n, "--rundir", i->o.rundir);
	n = add_value(argv, n, "--nssdir", i->o.nssdir);
	argv[n] = NULL;
	rc = run_program(i, argv);
	if (rc == 0 || rc == PLUTO_RUNS)
		return EXIT_DONE;
	fprintf(i->session.err, "ipsec: %s failed to start (%d)\n", path, rc);
	return EXIT_FAILED;
}

static int start_by_hand(struct ipsec *i)
{
	int rc;

	session_socket_path(i->o.ctlsocket, i->o.rundir, i->socket, sizeof(i->socket));
	if (!i->o.dry_run && answers(i))
		return EXIT_DONE;
	rc = start_pluto(i);
	if (rc != EXIT_DONE || i->o.dry_run)
		return rc;
	if (wait_until(i, true))
		return EXIT_DONE;
	fputs("ipsec: pluto does not answer\n", i->session.err);
	return EXIT_TIMEOUT;
}

static int stop_by_hand(struct ipsec *i)
{
	json_t *params;
	int rc;

	session_socket_path(i->o.ctlsocket, i->o.rundir, i->socket, sizeof(i->socket));
	if (!i->o.dry_run && !answers(i))
		return EXIT_DONE;
	rc = ipsec_connect(i);
	if (rc != 0)
		return EXIT_FAILED;
	params = json_object();
	if (i->o.leave_state)
		json_object_set_new(params, "leave_state", json_true());
	rc = session_command(&i->session, "Shutdown", params);
	session_close(&i->session);
	if (rc != 0 || i->o.dry_run)
		return rc == 0 ? EXIT_DONE : EXIT_FAILED;
	if (wait_until(i, false))
		return EXIT_DONE;
	fputs("ipsec: pluto does not stop\n", i->session.err);
	return EXIT_TIMEOUT;
}

int verb_start(struct ipsec *i)
{
	if (i->nr_args > 0)
		return ipsec_load(i, "up");
	return by_systemd(i) ? systemctl(i, "start") : start_by_hand(i);
}

int verb_stop(struct ipsec *i)
{
	return by_systemd(i) ? systemctl(i, "stop") : stop_by_hand(i);
}

int verb_restart(struct ipsec *i)
{
	int rc;

	if (by_systemd(i))
		return systemctl(i, "restart");
	rc = stop_by_hand(i);
	return rc == EXIT_DONE ? start_by_hand(i) : rc;
}
