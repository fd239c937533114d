/* SPDX-License-Identifier: ISC
 *
 * edges_print.c - the table of IKEv2 for people and programs.
 */
#include "base/text.h"
#include "ikev2/edges.h"

typedef void emit_fn(void *ctx, const char *text);

static void put_states(struct text *t, unsigned from, const char *between)
{
	bool first = true;

	for (unsigned s = 0; s < IKE_STATES; s++) {
		if (!(from & (1u << s)))
			continue;
		text_str(t, first ? "" : between);
		text_str(t, name_find(&ike_state_names, s));
		first = false;
	}
}

static size_t nr_steps(const struct v2_edge *e)
{
	size_t n = 0;

	while (e->steps[n] != NULL)
		n++;
	return n;
}

static void print_md(struct text *t, const struct v2_edge *e)
{
	text_str(t, "| ");
	put_states(t, e->from, ", ");
	text_add(t, " | %s | %s | %s | %zu | %s |\n", name_find(&v2_exchange_names, e->exchange),
		 e->response ? "response" : "request", e->shape->name, nr_steps(e), e->story);
}

static void print_dot(struct text *t, const struct v2_edge *e)
{
	for (unsigned s = 0; s < IKE_STATES; s++)
		if (e->from & (1u << s))
			text_add(t, "\t\"%s\" -> \"%s %s\" [label=\"%s\"];\n", name_find(&ike_state_names, s),
				 name_find(&v2_exchange_names, e->exchange),
				 e->response ? "response" : "request", e->story);
}

static void print_json(struct text *t, const struct v2_edge *e, bool last)
{
	text_str(t, "  {\"from\": [\"");
	put_states(t, e->from, "\", \"");
	text_add(t, "\"], \"exchange\": \"%s\", \"response\": %s, \"protected\": %s, \"shape\": \"%s\", "
		    "\"story\": \"%s\"}%s\n",
		 name_find(&v2_exchange_names, e->exchange), e->response ? "true" : "false",
		 e->clear ? "false" : "true", e->shape->name, e->story, last ? "" : ",");
}

static const char *const heads[] = {
	[EDGES_MD] = "| state | exchange | direction | shape | steps | story |\n|---|---|---|---|---|---|\n",
	[EDGES_DOT] = "digraph v2 {\n\trankdir=LR;\n",
	[EDGES_JSON] = "[\n",
};
static const char *const tails[] = { [EDGES_MD] = "", [EDGES_DOT] = "}\n", [EDGES_JSON] = "]\n" };

void v2_edges_print(emit_fn *emit, void *ctx, enum edges_format format)
{
	emit(ctx, heads[format]);
	for (size_t i = 0; i < nr_v2_edges; i++) {
		char buf[1024];
		struct text t = TEXT_OVER(buf);

		switch (format) {
		case EDGES_MD:
			print_md(&t, &v2_edges[i]);
			break;
		case EDGES_DOT:
			print_dot(&t, &v2_edges[i]);
			break;
		case EDGES_JSON:
			print_json(&t, &v2_edges[i], i + 1 == nr_v2_edges);
			break;
		}
		emit(ctx, buf);
	}
	emit(ctx, tails[format]);
}
