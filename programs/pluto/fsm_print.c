/* SPDX-License-Identifier: ISC
 *
 * fsm_print.c - tables to stdout.
 *
 * May use:   the tables.
 */
#include "fsm_print.h"

#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "conn/routing_table.h"
#include "ike/ike_sa.h"
#include "ikev2/edges.h"

static void emit(void *ctx, const char *text)
{
	(void)ctx;
	fputs(text, stdout);
}

static bool format_parse(const char *word, enum fsm_format *out)
{
	static const char *const words[] = { [FSM_MD] = "md", [FSM_DOT] = "dot", [FSM_JSON] = "json" };

	*out = FSM_MD;
	for (size_t i = 0; word != NULL && i < ARRAY_NR(words); i++) {
		*out = (enum fsm_format)i;
		if (strcmp(words[i], word) == 0)
			return true;
	}
	return word == NULL;
}

static void print_states(unsigned from)
{
	const char *comma = "";

	for (unsigned s = 0; s < IKE_STATES; s++) {
		if ((from & (1u << s)) == 0)
			continue;
		printf("%s%s", comma, name_find(&ike_state_names, s));
		comma = ", ";
	}
}

static const char *exchange_name(uint8_t exchange)
{
	const char *name = name_find(&v2_exchange_names, exchange);

	return name == NULL ? "unknown exchange" : name;
}

static void print_v2(void)
{
	puts("| In state | Message | What happens |\n|---|---|---|");
	for (size_t i = 0; i < nr_v2_edges; i++) {
		const struct v2_edge *e = &v2_edges[i];

		fputs("| ", stdout);
		print_states(e->from);
		printf(" | %s %s%s | %s |\n", exchange_name(e->exchange), e->response ? "response" : "request",
		       e->clear ? ", in the clear" : "", e->story);
	}
}

bool fsm_print(const char *name, const char *format)
{
	enum fsm_format f;

	if (!format_parse(format, &f))
		return false;
	if (strcmp(name, "routing") == 0)
		routing_table_print(emit, NULL, f);
	else if (strcmp(name, "v2") == 0 && f == FSM_MD)
		print_v2();
	else
		return false;
	return true;
}
