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

bool fsm_print(const char *name, const char *format)
{
	static const enum edges_format edges_format[] = {
		[FSM_MD] = EDGES_MD, [FSM_DOT] = EDGES_DOT, [FSM_JSON] = EDGES_JSON,
	};
	enum fsm_format f;

	if (!format_parse(format, &f))
		return false;
	if (strcmp(name, "routing") == 0)
		routing_table_print(emit, NULL, f);
	else if (strcmp(name, "v2") == 0)
		v2_edges_print(emit, NULL, edges_format[f]);
	else
		return false;
	return true;
}
