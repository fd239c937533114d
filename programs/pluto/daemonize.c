/* SPDX-License-Identifier: ISC
 *
 * daemonize.c - one fork, one pipe with one byte.
 *
 * May use:   base.
 */
#include "daemonize.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_TIMEOUT_S 60	/* many thousand connections; then the starter goes without an answer */
#define EXIT_GENERIC 1

/* The starter's part: what becomes of CHILD? */
static int wait_for(int fd, pid_t child)
{
	struct timeval tv = { .tv_sec = READY_TIMEOUT_S };
	unsigned char code = 0;
	fd_set set;
	int status;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	if (select(fd + 1, &set, NULL, NULL, &tv) == 0)
		return 0;
	if (read(fd, &code, 1) == 1)
		return code;
	/* it died without a word */
	if (waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return WEXITSTATUS(status);
	return EXIT_GENERIC;
}

static void close_std(bool keep_stderr)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)dup2(fd, STDIN_FILENO);
	(void)dup2(fd, STDOUT_FILENO);
	if (!keep_stderr)
		(void)dup2(fd, STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

struct diag *daemonize(int *ready_fd, bool keep_stderr)
{
	int fds[2];
	pid_t child;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return diag_new("pipe: %s", strerror(errno));
	child = fork();
	if (child < 0) {
		close(fds[0]);
		close(fds[1]);
		return diag_new("fork: %s", strerror(errno));
	}
	if (child > 0) {
		int code;

		close(fds[1]);
		code = wait_for(fds[0], child);
		if (code != 0)
			fprintf(stderr, "pluto: could not start (%d): the log says why\n", code);
		_exit(code);
	}
	close(fds[0]);
	*ready_fd = fds[1];
	(void)setsid();
	close_std(keep_stderr);
	return NULL;
}

void daemonize_done(int *ready_fd, int code)
{
	const unsigned char byte = (unsigned char)code;
	ssize_t n;

	if (*ready_fd < 0)
		return;
	n = write(*ready_fd, &byte, 1);
	(void)n;
	close(*ready_fd);
	*ready_fd = -1;
}
