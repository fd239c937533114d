/* SPDX-License-Identifier: ISC
 *
 * wire_corpus.c - writes the seed corpus and the dictionary of the wire fuzzer.
 *
 *	wire_corpus DIR		DIR/corpus/NAME..., DIR/wire.dict
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "wire/field.h"
#include "wire/v2_payloads.h"
#include "wire_seeds.h"

static FILE *create(const char *dir, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (f == NULL)
		perror(path);
	return f;
}

static bool write_seed(const char *dir, size_t i)
{
	uint8_t buf[WIRE_SEED_MAX];
	const char *name;
	size_t len = wire_seed(i, buf, &name);
	char path[256];
	FILE *f;

	if (len == 0)
		return false;
	snprintf(path, sizeof(path), "corpus/%s", name);
	f = create(dir, path);
	if (f == NULL)
		exit(EXIT_FAILURE);
	fwrite(buf, 1, len, f);
	fclose(f);
	return true;
}

/* libFuzzer's form: name="\x01\x02", the name of letters, digits and underscores. */
static void write_token(void *ctx, const char *label, struct view token)
{
	FILE *f = ctx;

	for (; *label != '\0'; label++)
		fputc(isalnum((unsigned char)*label) ? *label : '_', f);
	fputs("=\"", f);
	for (size_t i = 0; i < token.len; i++)
		fprintf(f, "\\x%02x", token.ptr[i]);
	fputs("\"\n", f);
}

static void write_dictionary(FILE *f)
{
	fputs("# Made by wire_corpus from the payload tables.\n", f);
	for (size_t i = 0; i < v2_nr_payload_descs; i++)
		field_dictionary(v2_payload_descs[i], write_token, f);
}

int main(int argc, char **argv)
{
	char path[4096];
	FILE *f;

	if (argc != 2) {
		fputs("usage: wire_corpus DIR\n", stderr);
		return EXIT_FAILURE;
	}
	snprintf(path, sizeof(path), "%s/corpus", argv[1]);
	mkdir(path, 0777);
	for (size_t i = 0; write_seed(argv[1], i); i++)
		;
	f = create(argv[1], "wire.dict");
	if (f == NULL)
		return EXIT_FAILURE;
	write_dictionary(f);
	return fclose(f) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
