/* SPDX-License-Identifier: ISC
 *
 * replay.c - runs a fuzz target over files, without a fuzzer (any compiler).
 *
 *	fuzz_X_replay [FILE|DIR...]
 */
#include "testing/fuzz/replay.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (1 << 20)

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *all = malloc(INPUT_MAX), *exact = NULL;
	size_t len;

	if (f == NULL || all == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	len = fread(all, 1, INPUT_MAX, f);
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

	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		nr += replay_file(name);
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
	int total = 0;

	for (int i = 1; i < argc; i++)
		total += replay(argv[i]);
	if (argc < 2)
		total = replay(fuzz_corpus);
	printf("%d inputs\n", total);
	return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
