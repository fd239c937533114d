/* SPDX-License-Identifier: ISC
 *
 * confdoc.c - makes ipsec.conf(5): copies a page from stdin to stdout, and puts the keywords of the table where it
 * has a line "@setup@", "@conn@" or "@end@".
 *
 * May use:   base, conf.
 * Must not:  say of a keyword what the table does not say.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "conf/keyword.h"

static const char *const type_texts[] = {
	[VALUE_STRING] = "text",
	[VALUE_BOOL] = "yes or no",
	[VALUE_ENUM] = "one of",
	[VALUE_UINT] = "number",
	[VALUE_DURATION] = "duration",
	[VALUE_DURATION_MS] = "duration (a bare number is milliseconds)",
	[VALUE_PERCENT] = "percentage",
	[VALUE_BYTE_COUNT] = "number of bytes",
	[VALUE_COUNT] = "number",
	[VALUE_HOST] = "host",
	[VALUE_NEXTHOP] = "host or %direct",
	[VALUE_ID] = "identity",
	[VALUE_SUBNETS] = "list of selectors",
	[VALUE_PROTOPORT] = "protocol/port",
	[VALUE_ADDRESS_LIST] = "list of addresses",
	[VALUE_CIDR] = "address/length",
	[VALUE_RANGE_LIST] = "list of address ranges",
	[VALUE_PROPOSAL] = "proposals",
	[VALUE_AUTHBY] = "list of methods",
	[VALUE_MARK] = "mark[/mask]",
	[VALUE_NAME_LIST] = "list of names",
	[VALUE_FILE] = "file name",
};

/* TEXT so that roff prints it as it is. */
static void print_text(const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\\')
			fputs("\\e", stdout);
		else if (*c == '-')
			fputs("\\-", stdout);
		else if ((*c == '.' || *c == '\'') && c == text)
			printf("\\&%c", *c);
		else
			putchar(*c);
	}
}

static void print_words(const struct names *n)
{
	for (size_t i = 0; i < n->nr; i++) {
		fputs(i == 0 ? "" : ", ", stdout);
		print_text(n->rows[i].name);
	}
}

static void print_values(const struct keyword *k)
{
	print_text(type_texts[k->type]);
	if (k->values != NULL) {
		fputs(k->type == VALUE_ENUM ? " " : " of ", stdout);
		print_words(k->values);
	}
	if (k->max > 0)
		printf(", %" PRIu64 " to %" PRIu64, k->min, k->max);
	if (k->append)
		fputs("; repeated values are joined", stdout);
	if (k->fallback != NULL) {
		fputs("; default ", stdout);
		print_text(*k->fallback == '\0' ? "empty" : k->fallback);
	}
	puts(".");
}

static void print_name(const struct keyword *k)
{
	fputs(".TP\n.B ", stdout);
	if (k->end) {
		fputs("left", stdout);
		print_text(k->name);
		fputs("= right", stdout);
	}
	print_text(k->name);
	puts("=");
}

static void print_keyword(const struct keyword *k)
{
	print_name(k);
	if (k->alias_of != NULL) {
		fputs("Another name of ", stdout);
		print_text(k->alias_of);
		puts("=.");
		return;
	}
	if (k->support == KEYWORD_REFUSED)
		puts("Refused:");
	if (k->help != NULL) {
		print_text(k->help);
		putchar('\n');
	}
	if (k->support == KEYWORD_IGNORED)
		puts("Accepted; has no effect in this version.");
	if (k->support == KEYWORD_OBSOLETE)
		puts("Obsolete: accepted with a warning.");
	if (k->support == KEYWORD_SUPPORTED || k->support == KEYWORD_IGNORED) {
		puts(".br");
		fputs("Value: ", stdout);
		print_values(k);
	}
}

static void print_section(enum keyword_section section, bool end)
{
	for (size_t i = 0; i < nr_keywords; i++) {
		if (keywords[i].section == section && keywords[i].end == end)
			print_keyword(&keywords[i]);
	}
}

int main(void)
{
	static const struct {
		const char *line;
		enum keyword_section section;
		bool end;
	} places[] = {
		{ "@setup@\n", KEYWORD_SETUP, false },
		{ "@conn@\n", KEYWORD_CONN, false },
		{ "@end@\n", KEYWORD_CONN, true },
	};
	char line[1024];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		size_t i = 0;

		while (i < ARRAY_NR(places) && strcmp(line, places[i].line) != 0)
			i++;
		if (i < ARRAY_NR(places))
			print_section(places[i].section, places[i].end);
		else
			fputs(line, stdout);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
