/* SPDX-License-Identifier: ISC
 *
 * pluto_replay.c - runs both fuzz targets over their corpora without a fuzzer, and over every prefix and many changed
 * copies of the fresh seeds (any compiler).
 *
 *	fuzz_pluto_replay [datagrams|inside FILE...]	default: both folders below testing/fuzz/pluto
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "pluto_fuzz.h"
#include "testing/bad/scripted_peer.h"

#define CHANGES 60	/* changed copies of each seed */

typedef int target_fn(const uint8_t *data, size_t size);

/* On the heap and of the right size, so that a sanitizer sees the end. */
static void run_copy(target_fn *target, const uint8_t *data, size_t len)
{
	uint8_t *exact = mem_dup(data, len > 0 ? len : 1);

	if (exact != NULL)
		target(exact, len);
	mem_free(exact);
}

static bool replay_file(target_fn *target, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *all = mem_alloc(1 << 20);
	size_t len;

	if (f == NULL || all == NULL) {
		perror(path);
		mem_free(all);
		return false;
	}
	len = fread(all, 1, 1 << 20, f);
	fclose(f);
	run_copy(target, all, len);
	mem_free(all);
	return true;
}

static int replay_dir(target_fn *target, const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *e;
	char name[1024];
	int nr = 0;

	if (dir == NULL) {
		perror(path);
		return 0;
	}
	while ((e = readdir(dir)) != NULL) {
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		if (e->d_name[0] != '.' && replay_file(target, name))
			nr++;
	}
	closedir(dir);
	return nr;
}

static void change(uint8_t *data, size_t *len, uint64_t *random)
{
	unsigned changes = 1 + script_random(random) % 4;

	for (unsigned i = 0; i < changes; i++) {
		size_t at = script_random(random) % *len;

		if (script_random(random) % 3 == 0)
			data[at] = (uint8_t)script_random(random);
		else
			data[at] ^= (uint8_t)(1u << script_random(random) % 8);
	}
	if (script_random(random) % 4 == 0)
		*len = 1 + script_random(random) % *len;
}

static int storm(target_fn *target, size_t (*seed)(size_t, uint8_t *, const char **))
{
	static uint8_t buf[PLUTO_SEED_MAX], copy[PLUTO_SEED_MAX];
	uint64_t random = 99;
	const char *name;
	size_t len;
	int nr = 0;

	for (size_t i = 0; (len = seed(i, buf, &name)) > 0; i++) {
		run_copy(target, buf, len);
		for (int k = 0; k < CHANGES; k++, nr++) {
			size_t n = len;

			memcpy(copy, buf, len);
			change(copy, &n, &random);
			run_copy(target, copy, n);
		}
	}
	return nr;
}

int main(int argc, char **argv)
{
	int nr = 0;

	if (argc > 2) {
		target_fn *target = strcmp(argv[1], "inside") == 0 ? fuzz_inside : fuzz_datagrams;

		for (int i = 2; i < argc; i++)
			nr += replay_file(target, argv[i]);
		printf("%d inputs\n", nr);
		return nr == argc - 2 ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	nr = replay_dir(fuzz_datagrams, "testing/fuzz/pluto/datagrams") +
	     replay_dir(fuzz_inside, "testing/fuzz/pluto/inside");
	if (nr < 19) {
		fputs("the corpus is incomplete\n", stderr);
		return EXIT_FAILURE;
	}
	nr += storm(fuzz_datagrams, seed_datagrams) + storm(fuzz_inside, seed_inside);
	printf("%d inputs\n", nr);
	return EXIT_SUCCESS;
}
