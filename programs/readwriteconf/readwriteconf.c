/* SPDX-License-Identifier: ISC
 *
 * readwriteconf.c - reads ipsec.conf and prints what it means: also=, %default and subnets=
 * resolved.
 *
 * May use:   base, conf.
 * Exit:      0, 1 out of memory, 3 the file did not load, 4 usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "conf/conf.h"

struct options {
	const char *config, *conn;
	bool nosetup, verbose;
};

enum { EXIT_MEMORY = 1, EXIT_CONFIG = 3, EXIT_USAGE = 4 };

static int usage(void)
{
	fprintf(stderr, "usage: ipsec readwriteconf [--config FILE] [--conn NAME] [--nosetup] "
			"[--verbose]\n");
	return EXIT_USAGE;
}

static void print_messages(const struct conf *c, bool warnings)
{
	char line[4096];

	for (size_t i = 0; i < c->nr_messages; i++) {
		struct text t = TEXT_OVER(line);

		if (!c->messages[i].error && !warnings)
			continue;
		conf_message_print(&t, &c->messages[i]);
		fprintf(stderr, "%s\n", line);
	}
}

static bool print_section(const struct conf_section *s)
{
	size_t room = strlen(s->name) + 64;
	struct text t;
	char *buf;

	for (size_t i = 0; i < s->nr; i++)
		room += strlen(s->settings[i].keyword->name) + strlen(s->settings[i].value) + 16;
	buf = mem_alloc(room);
	if (buf == NULL)
		return false;
	t = text_make(buf, room);
	conf_section_print(&t, s);
	printf("%s\n", buf);
	mem_free(buf);
	return true;
}

static int print_conns(const struct conf *c, const char *only)
{
	bool found = only == NULL;

	for (size_t i = 0; i < c->nr_conns; i++) {
		if (only != NULL && strcmp(only, c->conns[i].name) != 0)
			continue;
		found = true;
		if (!print_section(&c->conns[i]))
			return EXIT_MEMORY;
	}
	if (found)
		return 0;
	fprintf(stderr, "conn %s: not found\n", only);
	return EXIT_CONFIG;
}

static int run(const struct options *o)
{
	struct conf *c = conf_load(o->config, &conf_files_real);
	int rc;

	if (c == NULL) {
		fprintf(stderr, "out of memory\n");
		return EXIT_MEMORY;
	}
	print_messages(c, o->verbose);
	rc = c->nr_errors > 0 ? EXIT_CONFIG : 0;
	if (rc == 0 && !o->nosetup && !print_section(&c->setup))
		rc = EXIT_MEMORY;
	if (rc == 0)
		rc = print_conns(c, o->conn);
	conf_free(c);
	return rc;
}

/* The value of "--name VALUE" or "--name=VALUE"; NULL when ARGV[*I] is another option. */
static const char *option_value(int argc, char **argv, int *i, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	if (argv[*i][len] != '\0' || *i + 1 >= argc)
		return NULL;
	return argv[++*i];
}

int main(int argc, char **argv)
{
	struct options o = { .config = "/etc/ipsec.conf" };

	for (int i = 1; i < argc; i++) {
		const char *value;

		if ((value = option_value(argc, argv, &i, "--config")) != NULL)
			o.config = value;
		else if ((value = option_value(argc, argv, &i, "--conn")) != NULL)
			o.conn = value;
		else if (strcmp(argv[i], "--nosetup") == 0)
			o.nosetup = true;
		else if (strcmp(argv[i], "--verbose") == 0)
			o.verbose = true;
		else
			return usage();
	}
	return run(&o);
}
