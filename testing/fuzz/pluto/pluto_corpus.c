/* SPDX-License-Identifier: ISC
 *
 * pluto_corpus.c - writes the seeds of both targets as files: pluto_corpus DIR.
 */
#include <stdio.h>
#include <stdlib.h>

#include "pluto_fuzz.h"

static bool write_all(const char *dir, const char *kind, size_t (*seed)(size_t, uint8_t *, const char **))
{
	static uint8_t buf[PLUTO_SEED_MAX];
	char path[1024];
	const char *name;
	size_t len;

	for (size_t i = 0; (len = seed(i, buf, &name)) > 0; i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s/%s", dir, kind, name);
		f = fopen(path, "wb");
		if (f == NULL || fwrite(buf, 1, len, f) != len || fclose(f) != 0) {
			perror(path);
			return false;
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return EXIT_FAILURE;
	return write_all(argv[1], "datagrams", seed_datagrams) && write_all(argv[1], "inside", seed_inside) ?
		       EXIT_SUCCESS : EXIT_FAILURE;
}
