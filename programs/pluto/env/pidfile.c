/* SPDX-License-Identifier: ISC
 *
 * pidfile.c - flock(2) on pluto.pid: the kernel forgets the lock of a daemon that died, so a file that is left
 * behind stops nobody.
 *
 * May use:   base.
 */
#include "env/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 8

/* Somebody may remove and recreate the file between our open and our lock. */
static bool is_the_file(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Another implementation's daemon does not lock its file: is the process that it names a pluto?  (A dead one that
 * nobody has reaped yet has no exe.) */
static bool names_a_pluto(int fd)
{
	char text[32] = "", path[64], exe[256];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	long pid = n > 0 ? strtol(text, NULL, 10) : 0;
	const char *name;

	if (pid <= 1 || pid == getpid() || kill((pid_t)pid, 0) != 0)
		return false;
	snprintf(path, sizeof(path), "/proc/%ld/exe", pid);
	n = readlink(path, exe, sizeof(exe) - 1);
	exe[n < 0 ? 0 : n] = '\0';
	name = strrchr(exe, '/');
	return name != NULL && strcmp(name, "/pluto") == 0;
}

enum attempt { LOCKED, RUNNING, AGAIN, FAILED };

static enum attempt lock_once(struct pidfile *f)
{
	f->fd = open(f->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0444);
	if (f->fd < 0)
		return FAILED;
	if (flock(f->fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? RUNNING : FAILED;
	if (!is_the_file(f->fd, f->path))
		return AGAIN;
	return names_a_pluto(f->fd) ? RUNNING : LOCKED;
}

struct diag *pidfile_lock(struct pidfile *f, const char *run_dir, bool *running)
{
	enum attempt a = AGAIN;

	*running = false;
	f->fd = -1;
	if ((size_t)snprintf(f->path, sizeof(f->path), "%s/pluto.pid", run_dir) >= sizeof(f->path))
		return diag_new("the path of the run directory is too long");
	for (int i = 0; i < TRIES && a == AGAIN; i++) {
		if (f->fd >= 0)
			close(f->fd);
		a = lock_once(f);
	}
	if (a == LOCKED)
		return NULL;
	*running = a == RUNNING;
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	if (*running)
		return diag_new("lock file \"%s\" is held: pluto is already running", f->path);
	return diag_new("lock file \"%s\": %s", f->path, strerror(errno));
}

struct diag *pidfile_write(struct pidfile *f)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	if (ftruncate(f->fd, 0) != 0 || pwrite(f->fd, text, (size_t)len, 0) != len)
		return diag_new("lock file \"%s\": %s", f->path, strerror(errno));
	return NULL;
}

void pidfile_release(struct pidfile *f)
{
	if (f->fd < 0)
		return;
	(void)unlink(f->path);
	close(f->fd);
	f->fd = -1;
}
