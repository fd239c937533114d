/* SPDX-License-Identifier: ISC
 *
 * routing_print.c - the routing table for people and tools: `pluto --print-fsm routing`.
 *
 * May use:   base, conn/routing_table.h.
 */
#include "conn/routing_table.h"

/* The names of the bits of MASK, joined; all of them: "any". */
static void print_mask(struct text *t, const struct names *n, unsigned mask, unsigned nr, const char *joint)
{
	const char *between = "";

	if (mask == (1u << nr) - 1) {
		text_str(t, "any");
		return;
	}
	for (unsigned v = 0; v < nr; v++) {
		if ((mask & 1u << v) == 0)
			continue;
		text_str(t, between);
		name_print(t, n, v);
		between = joint;
	}
}

static void print_facts(struct text *t, const struct routing_row *r, const char *joint)
{
	const char *between = "";

	for (unsigned f = 1; f < ROUTING_FACTS; f <<= 1) {
		if (((r->when | r->unless) & f) == 0)
			continue;
		text_add(t, "%s%s%s", between, (r->unless & f) != 0 ? "not " : "", name_find(&routing_fact_names, f));
		between = joint;
	}
}

static void print_actions(struct text *t, const struct routing_row *r, const char *joint)
{
	const char *between = "";

	for (size_t i = 0; i < ROUTING_ACTIONS_MAX && r->actions[i] != ACT_END; i++) {
		text_add(t, "%s%s", between, name_find(&routing_action_names, r->actions[i]));
		between = joint;
	}
}

static void print_to(struct text *t, const struct routing_row *r)
{
	if (r->to == RT_SAME)
		text_str(t, "same");
	else
		name_print(t, &routing_state_names, r->to);
}

static void row_md(struct text *t, const struct routing_row *r)
{
	text_str(t, "| ");
	print_mask(t, &routing_state_names, r->from, RT_STATES, ", ");
	text_str(t, " | ");
	print_mask(t, &routing_kind_names, r->kinds, ROUTING_KINDS, ", ");
	text_str(t, " | ");
	print_mask(t, &routing_event_names, r->events, ROUTING_EVENTS, ", ");
	text_str(t, " | ");
	print_facts(t, r, ", ");
	text_str(t, " | ");
	print_to(t, r);
	text_str(t, " | ");
	print_actions(t, r, ", ");
	text_add(t, " | %s |\n", r->story);
}

/* Edges that move; what stays or cannot be would hide them. */
static void row_dot(struct text *t, const struct routing_row *r)
{
	if (r->to == RT_SAME)
		return;
	for (unsigned s = 0; s < RT_STATES; s++) {
		if ((r->from & 1u << s) == 0 || s == (unsigned)r->to)
			continue;
		text_add(t, "\t\"%s\" -> \"%s\" [label=\"", name_find(&routing_state_names, s),
			 name_find(&routing_state_names, r->to));
		print_mask(t, &routing_event_names, r->events, ROUTING_EVENTS, ", ");
		text_str(t, "\"];\n");
	}
}

static void json_list(struct text *t, const char *key, const struct names *n, unsigned mask, unsigned nr)
{
	const char *between = "";

	text_add(t, "\"%s\":[", key);
	for (unsigned v = 0; v < nr; v++) {
		if ((mask & 1u << v) == 0)
			continue;
		text_add(t, "%s\"%s\"", between, name_find(n, v));
		between = ",";
	}
	text_str(t, "],");
}

static void json_facts(struct text *t, const char *key, unsigned mask)
{
	const char *between = "";

	text_add(t, "\"%s\":[", key);
	for (unsigned f = 1; f < ROUTING_FACTS; f <<= 1) {
		if ((mask & f) == 0)
			continue;
		text_add(t, "%s\"%s\"", between, name_find(&routing_fact_names, f));
		between = ",";
	}
	text_str(t, "],");
}

static void row_json(struct text *t, const struct routing_row *r)
{
	text_str(t, "{");
	json_list(t, "from", &routing_state_names, r->from, RT_STATES);
	json_list(t, "kinds", &routing_kind_names, r->kinds, ROUTING_KINDS);
	json_list(t, "events", &routing_event_names, r->events, ROUTING_EVENTS);
	json_facts(t, "when", r->when);
	json_facts(t, "unless", r->unless);
	text_str(t, "\"to\":\"");
	print_to(t, r);
	text_str(t, "\",\"actions\":[\"");
	print_actions(t, r, "\",\"");
	text_add(t, "\"],\"story\":\"%s\"}", r->story);
}

void routing_row_print(struct text *t, const struct routing_row *r, enum fsm_format format)
{
	switch (format) {
	case FSM_MD:
		row_md(t, r);
		break;
	case FSM_DOT:
		row_dot(t, r);
		break;
	case FSM_JSON:
		row_json(t, r);
		break;
	}
}

static const struct {
	const char *head, *between, *tail;
} frames[] = {
	[FSM_MD] = { "| from | kind | event | facts | to | actions | story |\n|---|---|---|---|---|---|---|\n", "",
		     "" },
	[FSM_DOT] = { "digraph routing {\n\tnode [shape=box];\n", "", "}\n" },
	[FSM_JSON] = { "[\n", ",\n", "\n]\n" },
};

void routing_table_print(void (*emit)(void *ctx, const char *text), void *ctx, enum fsm_format format)
{
	emit(ctx, frames[format].head);
	for (size_t i = 0; i < nr_routing_rows; i++) {
		char buf[4096];
		struct text t = TEXT_OVER(buf);

		buf[0] = '\0';
		if (i > 0)
			emit(ctx, frames[format].between);
		routing_row_print(&t, &routing_rows[i], format);
		emit(ctx, buf);
	}
	emit(ctx, frames[format].tail);
}
