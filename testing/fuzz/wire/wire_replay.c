/* SPDX-License-Identifier: ISC
 *
 * wire_replay.c - runs the fuzz target of wire over files, without a fuzzer (any compiler).
 *
 *	fuzz_wire_replay [FILE|DIR...]		default: testing/fuzz/wire/corpus
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "wire_seeds.h"

#define INPUT_MAX (1 << 20)

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *all, *exact;
	size_t len;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	all = malloc(INPUT_MAX);
	len = all == NULL ? 0 : fread(all, 1, INPUT_MAX, f);
	fclose(f);
	exact = realloc(all, len + 1);	/* so that a sanitizer sees the end */
	if (exact != NULL)
		LLVMFuzzerTestOneInput(exact, len);
	free(exact);
	return 1;
}

static int replay_dir(const char *path, DIR *dir)
{
	const struct dirent *e;
	char name[4096];
	int nr = 0;

	while (nr >= 0 && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		nr = replay_file(name) < 0 ? -1 : nr + 1;
	}
	closedir(dir);
	return nr;
}

static int replay(const char *path)
{
	DIR *dir = opendir(path);

	return dir == NULL ? replay_file(path) : replay_dir(path, dir);
}

int main(int argc, char **argv)
{
	static char standard[] = "testing/fuzz/wire/corpus";
	char *standard_args[] = { argv[0], standard, NULL };
	int total = 0;

	if (argc < 2) {
		argc = 2;
		argv = standard_args;
	}
	for (int i = 1; i < argc; i++) {
		int nr = replay(argv[i]);

		if (nr < 0)
			return EXIT_FAILURE;
		total += nr;
	}
	printf("%d inputs\n", total);
	return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
