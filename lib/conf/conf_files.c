/* SPDX-License-Identifier: ISC
 *
 * conf_files.c - reading files and expanding patterns on the real file system, and the rule that
 * keeps includes from going round in circles.
 *
 * May use:   base, POSIX.
 * Must not:  look at what is in a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "conf_priv.h"

#define FILE_SIZE_MAX ((size_t)256 * 1024 * 1024)
#define FIRST_READ 65536

/* Room for at least one more byte. */
static bool grow(struct bytes *b, size_t *cap)
{
	size_t wanted = *cap == 0 ? FIRST_READ : *cap * 2;
	void *grown;

	if (b->len < *cap)
		return true;
	grown = mem_resize(b->ptr, wanted);
	if (grown == NULL)
		return false;
	b->ptr = grown;
	*cap = wanted;
	return true;
}

static struct diag *read_all(int fd, size_t hint, struct bytes *out)
{
	size_t cap = 0;

	if (hint > 0 && hint < FILE_SIZE_MAX) {
		out->ptr = mem_resize(NULL, hint + 1);	/* +1: the end is seen without growing */
		cap = out->ptr == NULL ? 0 : hint + 1;
	}
	for (;;) {
		ssize_t n;

		if (out->len > FILE_SIZE_MAX)
			return diag_new("it is larger than %zu MiB", FILE_SIZE_MAX >> 20);
		if (!grow(out, &cap))
			return diag_new("out of memory");
		n = read(fd, out->ptr + out->len, cap - out->len);
		if (n == 0)
			return NULL;
		if (n < 0 && errno != EINTR)
			return diag_new("%s", strerror(errno));
		out->len += n < 0 ? 0 : (size_t)n;
	}
}

static struct diag *read_fd(int fd, struct bytes *out)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return diag_new("%s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return diag_new("it is a directory");
	return read_all(fd, S_ISREG(st.st_mode) && st.st_size > 0 ? (size_t)st.st_size : 0, out);
}

static struct diag *real_read(void *ctx, const char *path, struct bytes *out)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct diag *d;

	(void)ctx;
	if (fd < 0)
		return diag_new("cannot read \"%s\": %s", path, strerror(errno));
	d = read_fd(fd, out);
	if (!is_stdin)
		close(fd);
	if (d != NULL)
		bytes_fini(out);
	return diag_wrap(d, "cannot read \"%s\"", path);
}

static bool copy_paths(const glob_t *g, struct arena *a, const char ***paths)
{
	const char **copy = arena_array(a, g->gl_pathc + 1, sizeof(*copy));

	if (copy == NULL)
		return false;
	for (size_t i = 0; i < g->gl_pathc; i++) {
		copy[i] = arena_strdup(a, g->gl_pathv[i]);
		if (copy[i] == NULL)
			return false;
	}
	*paths = copy;
	return true;
}

static bool real_glob(void *ctx, const char *pattern, struct arena *a, const char ***paths)
{
	glob_t g = { .gl_pathc = 0 };
	int rc = glob(pattern, 0, NULL, &g);
	bool ok = rc == 0 || rc == GLOB_NOMATCH || rc == GLOB_ABORTED;

	(void)ctx;
	ok = ok && copy_paths(&g, a, paths);
	globfree(&g);
	return ok;
}

const struct conf_files conf_files_real = { .read = real_read, .glob = real_glob };

static void print_chain(struct text *t, const struct conf_file *file)
{
	if (file->parent != NULL) {
		print_chain(t, file->parent);
		text_str(t, " -> ");
	}
	text_str(t, file->path);
}

bool include_allowed(struct report *r, const struct conf_file *file, const char *path,
		     struct conf_place place)
{
	char chain[1024];
	struct text t = TEXT_OVER(chain);

	for (const struct conf_file *f = file; f != NULL; f = f->parent) {
		if (strcmp(f->path, path) != 0)
			continue;
		print_chain(&t, file);
		report_error(r, place, "include loop: %s -> %s", chain, path);
		return false;
	}
	if (file->depth < INCLUDE_DEPTH_MAX)
		return true;
	print_chain(&t, file);
	report_error(r, place, "includes are nested deeper than %d: %s -> %s", INCLUDE_DEPTH_MAX,
		     chain, path);
	return false;
}
