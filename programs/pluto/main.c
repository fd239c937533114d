/* SPDX-License-Identifier: ISC
 *
 * main.c - the daemon's process: starts the world in order, runs it, ends it in order.
 *
 * May use:   everything.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conf/conf.h"
#include "core/pluto.h"
#include "crypt/provider.h"
#include "daemonize.h"
#include "env/control_server.h"
#include "env/log_sinks.h"
#include "env/pidfile.h"
#include "env/privileges.h"
#include "env/sd_notify.h"
#include "env/world.h"
#include "fsm_print.h"
#include "service/service.h"
#include "start_options.h"

#define COMPATIBLE_VERSION "5.4"	/* of the other implementation, as `ipsec --version` says it */

enum pluto_exit {		/* cli.md 4: init scripts know them */
	PLUTO_EXIT_OK = 0, PLUTO_EXIT_FAIL = 1, PLUTO_EXIT_SOCKET = 2, PLUTO_EXIT_FORK = 3, PLUTO_EXIT_KERNEL = 5,
	PLUTO_EXIT_NSS = 6, PLUTO_EXIT_LOCK = 10,
};

struct daemon {
	struct start_options o;
	struct pidfile lock;
	char socket_path[PATH_MAX];
	int control_fd;
	int ready_fd;
	struct log_sinks *logs;
	struct logger log;
	struct world *world;
	struct crypto *crypto;
	struct pluto *pluto;
};

/* --- before there is a log ------------------------------------------------------------------------------------ */

/* Says why, once there is nobody to log it. */
static int refuse(struct diag *d, int code)
{
	fprintf(stderr, "pluto: %s\n", diag_text(d));
	diag_free(d);
	return code;
}

static void print_line(const char *line)
{
	puts(line);
}

/* NSS starts, and computes what it should. */
static int selftest(void)
{
	static const uint8_t expected[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea };	/* FIPS 180-2 B.1 */
	const struct view abc = view_str("abc");
	uint8_t out[HASH_MAX] = { 0 };
	struct crypto *c = NULL;
	struct diag *d = crypt_nss_init(NULL, &c);
	bool ok;

	if (d != NULL)
		return refuse(d, PLUTO_EXIT_NSS);
	ok = c->hash(c->ctx, HASH_SHA2_256, &abc, 1, out) && memcmp(out, expected, sizeof(expected)) == 0;
	crypt_nss_fini(c);
	puts(ok ? "selftest passed" : "selftest FAILED: SHA-256 is wrong");
	return ok ? PLUTO_EXIT_OK : PLUTO_EXIT_NSS;
}

/* The options that only print; *CODE then. */
static bool only_prints(const struct start_options *o, int *code)
{
	*code = PLUTO_EXIT_OK;
	if (o->help) {
		puts("pluto: the IKE daemon; options:");
		start_options_help(print_line);
		return true;
	}
	if (o->version) {
		printf("Libreswan %s (Cygnet %s)\n", COMPATIBLE_VERSION, CYGNET_VERSION);
		return true;
	}
	if (o->selftest) {
		*code = selftest();
		return true;
	}
	if (o->print_fsm == NULL)
		return false;
	if (!fsm_print(o->print_fsm, o->fsm_format)) {
		fputs("pluto: there is no such table or format; tables: routing v2; formats: md dot json\n", stderr);
		*code = PLUTO_EXIT_FAIL;
	}
	return true;
}

static struct diag *conf_problem(const struct conf *c)
{
	char buf[1024];
	struct text t = TEXT_OVER(buf);

	for (size_t i = 0; i < c->nr_messages; i++) {
		if (!c->messages[i].error)
			continue;
		conf_message_print(&t, &c->messages[i]);
		break;
	}
	return diag_new("%s", buf);
}

/* Only `config setup`: connections come later, by addconn.  No --config and no file: defaults. */
static struct diag *read_setup(struct daemon *d)
{
	const char *path = d->o.config == NULL ? "/etc/ipsec.conf" : d->o.config;
	struct conf *c = NULL;
	struct diag *diag = NULL;

	if (d->o.config != NULL || access(path, F_OK) == 0) {
		c = conf_load(path, &conf_files_real);
		if (c == NULL)
			return diag_new("out of memory");
		if (c->nr_errors > 0)
			diag = conf_problem(c);
	}
	if (diag == NULL)
		diag = start_options_setup(&d->o, c == NULL ? NULL : &c->setup);
	conf_free(c);
	return diag;
}

/* Alone in the run directory, with a socket that clients can wait at. */
static int claim(struct daemon *d)
{
	const char *dir = d->o.setup.run_dir;
	bool running = false;
	struct diag *diag;

	/* Whoever waits for the end of a pipe of our starter's must not wait for a daemon's end. */
	if (!d->o.nofork)
		(void)close_range(STDERR_FILENO + 1, UINT_MAX, 0);
	(void)mkdir(dir, 0755);
	diag = pidfile_lock(&d->lock, dir, &running);
	if (diag != NULL)
		return refuse(diag, running ? PLUTO_EXIT_LOCK : PLUTO_EXIT_FAIL);
	diag = pidfile_write(&d->lock);
	if (diag != NULL)
		return refuse(diag, PLUTO_EXIT_FAIL);
	snprintf(d->socket_path, sizeof(d->socket_path), "%s/pluto.ctl", dir);
	diag = control_socket_open(d->socket_path, &d->control_fd);
	return diag == NULL ? PLUTO_EXIT_OK : refuse(diag, PLUTO_EXIT_SOCKET);
}

static int go_background(struct daemon *d)
{
	struct diag *diag = NULL;

	if (!d->o.nofork)
		diag = daemonize(&d->ready_fd, d->o.to_stderr);
	if (diag != NULL)
		return refuse(diag, PLUTO_EXIT_FORK);
	diag = pidfile_write(&d->lock);
	return diag == NULL ? PLUTO_EXIT_OK : refuse(diag, PLUTO_EXIT_FAIL);
}

static int open_log(struct daemon *d)
{
	const struct log_options o = {
		.file = d->o.logfile, .to_stderr = d->o.to_stderr, .truncate = !d->o.logappend,
		.times = d->o.logtime,
	};
	struct diag *diag = log_sinks_new(&o, &d->logs);

	if (diag != NULL)
		return refuse(diag, PLUTO_EXIT_FAIL);
	log_sinks_sink(d->logs)->trace = d->o.trace;
	d->log.sink = log_sinks_sink(d->logs);
	log_note(&d->log, "Starting Pluto (Libreswan Version %s; Cygnet %s; IKEv2 XFRM NSS) pid:%ld",
		 COMPATIBLE_VERSION, CYGNET_VERSION, (long)getpid());
	return PLUTO_EXIT_OK;
}

/* --- with a log ----------------------------------------------------------------------------------------------- */

static int fail(struct daemon *d, const char *what, struct diag *diag, int code)
{
	log_local(&d->log, "FATAL ERROR: %s: %s", what, diag_text(diag));
	diag_free(diag);
	return code;
}

static int start_nss(struct daemon *d)
{
	struct diag *diag;

	if (d->o.dumpdir != NULL && chdir(d->o.dumpdir) != 0)
		log_local(&d->log, "dumpdir \"%s\": %s", d->o.dumpdir, strerror(errno));
	diag = crypt_nss_init(d->o.setup.nss_dir, &d->crypto);
	return diag == NULL ? PLUTO_EXIT_OK : fail(d, "NSS", diag, PLUTO_EXIT_NSS);
}

static void turn(void *ctx)
{
	log_sinks_flush(ctx);
}

static void terminate(struct pluto *p)
{
	pluto_shutdown(p, PLUTO_EXIT_OK, p->setup.leave_state);
}

static void watchdog(void)
{
	sd_notify_state("WATCHDOG=1");
}

static int start_kernel(struct daemon *d)
{
	struct kernel k;
	struct kernel_error err = { .text = "" };
	struct diag *diag = world_open_kernel(d->world);

	if (diag != NULL)
		return fail(d, "kernel", diag, PLUTO_EXIT_KERNEL);
	k = world_env(d->world, d->crypto).kernel;
	if (k.ops->prepare(k.k, d->o.setup.acquire_life, &err) != 0)
		return fail(d, "kernel", diag_new("%s", err.text), PLUTO_EXIT_KERNEL);
	return PLUTO_EXIT_OK;
}

static int start_world(struct daemon *d)
{
	const struct world_options o = {
		.nhelpers = d->o.nhelpers, .bufsize = d->o.bufsize, .listen_udp = d->o.listen_udp,
		.log = d->log.sink, .turn = turn, .ctx = d->logs,
	};
	struct diag *diag = world_new(&o, &d->world);
	long long period = sd_notify_watchdog();

	if (diag == NULL)
		diag = world_signals(d->world, terminate);
	if (diag == NULL && period > 0)
		diag = world_every(d->world, (struct duration){ period }, watchdog);
	if (diag != NULL)
		return fail(d, "event loop", diag, PLUTO_EXIT_FAIL);
	return start_kernel(d);
}

static int start_daemon(struct daemon *d)
{
	struct env env = world_env(d->world, d->crypto);
	struct diag *diag;
	int fd = d->control_fd;

	d->pluto = pluto_new(&env, &d->o.setup);
	if (d->pluto == NULL)
		return fail(d, "start", diag_new("out of memory"), PLUTO_EXIT_FAIL);
	d->o.setup = (struct setup){ 0 };	/* taken */
	world_set_pluto(d->world, d->pluto);
	d->control_fd = -1;
	diag = world_serve_control(d->world, fd);
	if (diag != NULL)
		return fail(d, "control socket", diag, PLUTO_EXIT_SOCKET);
	diag = privileges_drop();
	if (diag != NULL)
		log_local(&d->log, "%s", diag_text(diag));
	diag_free(diag);
	return PLUTO_EXIT_OK;
}

/* --- loading connections -------------------------------------------------------------------------------------- */

static void on_loaded(void *ctx, const struct exec_result *r)
{
	struct daemon *d = ctx;

	if (r->status == EXEC_NOT_STARTED)
		log_local(&d->log, "addconn could not be started, no connection is loaded: %s", r->why);
	else if (r->status != EXEC_EXITED || r->code != 0)
		log_local(&d->log, "addconn ended with %s %d: not every connection may be loaded",
			  r->status == EXEC_SIGNALLED ? "signal" : "status", r->code);
	log_note(&d->log, "Pluto is up");
	daemonize_done(&d->ready_fd, PLUTO_EXIT_OK);
}

/* $IPSEC_EXECDIR, or beside ourselves. */
static void addconn_path(char *buf, size_t size)
{
	const char *dir = getenv("IPSEC_EXECDIR");
	char self[PATH_MAX];
	ssize_t n;
	char *slash;

	if (dir != NULL && *dir != '\0') {
		snprintf(buf, size, "%s/addconn", dir);
		return;
	}
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n < 0 ? 0 : n] = '\0';
	slash = strrchr(self, '/');
	snprintf(buf, size, "%.*s/addconn", slash == NULL ? 0 : (int)(slash - self), self);
}

static void load_connections(struct daemon *d)
{
	char program[PATH_MAX + 16];
	const char *const argv[] = {
		program, "--ctlsocket", d->socket_path, "--config", d->pluto->setup.conf_file, "--autoall", "--quiet",
		NULL,
	};
	const struct exec_program x = {
		.argv = argv, .lines = 10000, .log_prefix = "addconn: ", .done = on_loaded, .ctx = d,
	};

	addconn_path(program, sizeof(program));
	if (d->o.config == NULL && access(d->pluto->setup.conf_file, F_OK) != 0) {
		const struct exec_result none = { .status = EXEC_EXITED };

		log_note(&d->log, "there is no \"%s\"", d->pluto->setup.conf_file);
		on_loaded(d, &none);
		return;
	}
	world_spawn(d->world, &x);
}

/* Sockets first: what is loaded afterwards knows at once where it is. */
static int run(struct daemon *d)
{
	service_reread_secrets(d->pluto);
	pluto_listen(d->pluto);
	sd_notify_state("READY=1\nSTATUS=Startup completed.");
	load_connections(d);
	return world_run(d->world);
}

static void end(struct daemon *d, int code)
{
	char state[64];

	snprintf(state, sizeof(state), "STOPPING=1\nSTATUS=PLUTO_EXIT=%d", code);
	sd_notify_state(state);
	if (d->world != NULL)
		world_stop(d->world);
	pluto_free(d->pluto);
	world_free(d->world);
	crypt_nss_fini(d->crypto);
	start_options_fini(&d->o);
	log_sinks_free(d->logs);
	if (d->control_fd >= 0)
		close(d->control_fd);
	(void)unlink(d->socket_path);
	pidfile_release(&d->lock);
	daemonize_done(&d->ready_fd, code);
}

static int start_and_run(struct daemon *d)
{
	int (*const steps[])(struct daemon *d) = {
		go_background, open_log, start_nss, start_world, start_daemon, run,
	};
	int code = PLUTO_EXIT_OK;

	for (size_t i = 0; i < ARRAY_NR(steps) && code == PLUTO_EXIT_OK; i++)
		code = steps[i](d);
	return code;
}

int main(int argc, char **argv)
{
	struct daemon d = { .control_fd = -1, .ready_fd = -1, .lock = { .fd = -1 } };
	struct diag *diag = start_options_parse(&d.o, argc, argv);
	int code;

	if (diag != NULL)
		return refuse(diag, PLUTO_EXIT_FAIL);
	if (only_prints(&d.o, &code))
		return code;
	diag = read_setup(&d);
	if (diag != NULL) {
		start_options_fini(&d.o);
		return refuse(diag, PLUTO_EXIT_FAIL);
	}
	code = claim(&d);
	if (code != PLUTO_EXIT_OK) {
		start_options_fini(&d.o);
		pidfile_release(&d.lock);
		return code;
	}
	code = start_and_run(&d);
	end(&d, code);
	return code;
}
