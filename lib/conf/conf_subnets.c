/* SPDX-License-Identifier: ISC
 *
 * conf_subnets.c - leftsubnets= and rightsubnets=: one connection for each pair, NAME/LxR
 * (ipsec-conf.md 3.1).
 *
 * May use:   base, net (address families).
 */
#include <stdio.h>
#include <string.h>

#include "conf/value.h"
#include "conf_priv.h"

#define PAIRS_MAX 65536		/* connections that one section can stand for */

struct net {
	const char *text;	/* NULL: the end has no subnet=, it is the host itself */
	unsigned number;
	enum ip_family family;
};

struct expansion {
	struct report *report;
	const struct conf_section *from;
	struct vec *conns;
	struct vec ends[2];	/* struct net */
};

static const struct conf_setting *find(const struct conf_section *s, enum conf_end end,
				       const char *name)
{
	for (size_t i = 0; i < s->nr; i++) {
		if (s->settings[i].end == end && strcmp(s->settings[i].keyword->name, name) == 0)
			return &s->settings[i];
	}
	return NULL;
}

/* A network that cannot be read is paired with all; adding that connection says what is wrong. */
static enum ip_family family_of(struct view text)
{
	struct selector s;
	const char *why;
	bool host_bits;

	return selector_parse(text, &s, &host_bits, &why) ? selector_family(&s) : IP_UNSET;
}

static bool add_net(struct expansion *x, struct vec *end, struct view text, unsigned number)
{
	char *copy = arena_alloc(x->report->arena, text.len + 1);
	struct net net = { .text = copy, .number = number, .family = family_of(text) };

	if (copy == NULL)
		return false;
	memcpy(copy, text.ptr, text.len);
	return vec_add(end, sizeof(net), &net);
}

/* Number 0 is the end's own subnet=; it is there when set, or when there is nothing else. */
static bool collect(struct expansion *x, enum conf_end which, struct vec *end)
{
	const struct conf_setting *own = find(x->from, which, "subnet"),
				  *more = find(x->from, which, "subnets");
	const char *list = more == NULL ? "" : more->value;
	struct net none = { .text = NULL };
	struct view word;
	unsigned number = 0;

	if (own != NULL && !add_net(x, end, view_str(own->value), 0))
		return false;
	while (value_next_word(&list, &word)) {
		if (!add_net(x, end, word, ++number))
			return false;
	}
	return end->nr > 0 || vec_add(end, sizeof(none), &none);
}

static bool is_replaced(const struct conf_setting *s)
{
	return strcmp(s->keyword->name, "subnet") == 0 ||
	       strcmp(s->keyword->name, "subnets") == 0 ||
	       strcmp(s->keyword->name, "connalias") == 0;
}

static void set(struct conf_section *s, const struct conf_setting *like, enum conf_end end,
		const char *name, const char *value)
{
	if (value == NULL)
		return;
	s->settings[s->nr++] = (struct conf_setting){
		.keyword = keyword_find(KEYWORD_CONN, end != CONF_NO_END, view_str(name)),
		.end = end,
		.value = value,
		.place = like == NULL ? s->place : like->place,
	};
}

static const struct conf_setting *origin(const struct expansion *x, enum conf_end end)
{
	const struct conf_setting *more = find(x->from, end, "subnets");

	return more != NULL ? more : find(x->from, end, "subnet");
}

static bool add_pair(struct expansion *x, const struct net *l, const struct net *r,
		     const char *alias)
{
	struct arena *a = x->report->arena;
	size_t room = strlen(x->from->name) + 24;
	char *name = arena_alloc(a, room);
	struct conf_section s = { .name = name, .place = x->from->place, .error = x->from->error };

	s.settings = arena_array(a, x->from->nr + 3, sizeof(*s.settings));
	if (name == NULL || s.settings == NULL)
		return false;
	snprintf(name, room, "%s/%ux%u", x->from->name, l->number, r->number);
	for (size_t i = 0; i < x->from->nr; i++) {
		if (!is_replaced(&x->from->settings[i]))
			s.settings[s.nr++] = x->from->settings[i];
	}
	set(&s, origin(x, CONF_LEFT), CONF_LEFT, "subnet", l->text);
	set(&s, origin(x, CONF_RIGHT), CONF_RIGHT, "subnet", r->text);
	set(&s, find(x->from, CONF_NO_END, "connalias"), CONF_NO_END, "connalias", alias);
	return vec_add(x->conns, sizeof(s), &s);
}

/* NAME, and the aliases that the user gave. */
static const char *aliases(const struct expansion *x)
{
	const struct conf_setting *user = find(x->from, CONF_NO_END, "connalias");
	size_t room = strlen(x->from->name) + (user == NULL ? 0 : strlen(user->value)) + 2;
	char *s = arena_alloc(x->report->arena, room);

	if (s != NULL)
		snprintf(s, room, "%s%s%s", x->from->name, user == NULL ? "" : " ",
			 user == NULL ? "" : user->value);
	return s;
}

static bool add_pairs(struct expansion *x)
{
	const struct net *l = x->ends[0].items, *r = x->ends[1].items;
	const char *alias = aliases(x);

	if (alias == NULL)
		return false;
	for (size_t i = 0; i < x->ends[0].nr; i++) {
		for (size_t j = 0; j < x->ends[1].nr; j++) {
			if (l[i].family != IP_UNSET && r[j].family != IP_UNSET &&
			    l[i].family != r[j].family)
				continue;
			if (!add_pair(x, &l[i], &r[j], alias))
				return false;
		}
	}
	return true;
}

static bool expand(struct expansion *x)
{
	if (!collect(x, CONF_LEFT, &x->ends[0]) || !collect(x, CONF_RIGHT, &x->ends[1]))
		return false;
	if (x->ends[0].nr <= PAIRS_MAX / x->ends[1].nr)
		return add_pairs(x);
	report_conn_error(x->report, x->from->place,
			  "conn \"%.128s\": leftsubnets and rightsubnets make more "
			  "than %d pairs",
			  x->from->name, PAIRS_MAX);
	return true;
}

void conf_expand_subnets(struct report *r, const struct conf_section *s, struct vec *conns)
{
	struct expansion x = { .report = r, .from = s, .conns = conns };
	bool ok;

	if (find(s, CONF_LEFT, "subnets") == NULL && find(s, CONF_RIGHT, "subnets") == NULL)
		ok = vec_add(conns, sizeof(*s), s);
	else
		ok = expand(&x);
	r->oom |= !ok;
	vec_fini(&x.ends[0]);
	vec_fini(&x.ends[1]);
}
