/* SPDX-License-Identifier: ISC
 *
 * conf_flatten.c - also= and %default: each connection gets all of its settings (ipsec-conf.md 1).
 *
 * May use base only.  Linear in the size of the file, but for what also= repeats.
 */
#include <string.h>

#include "base/alloc.h"
#include "conf/value.h"
#include "conf_priv.h"

#define ALSO_DEPTH_MAX 100

struct slot {
	size_t stamp;			/* number of the connection that has it */
	size_t at;			/* in out[] */
};

struct flattener {
	struct raw *raw;
	struct hash by_name;		/* struct raw_section.node */
	struct slot *slots;
	size_t stamp;
	struct conf_setting *out;	/* at most one for each slot */
	size_t nr_out;
	struct conf_setting *defaults;
	size_t nr_defaults;
	const char *error;		/* of the connection at hand */
};

static struct report *rep(struct flattener *f)
{
	return &f->raw->report;
}

static const struct conf_setting *setting_at(const struct raw *raw, size_t i)
{
	return (const struct conf_setting *)raw->settings.items + i;
}

static struct raw_section *section_at(const struct raw *raw, size_t i)
{
	return (struct raw_section *)raw->sections.items + i;
}

static bool is_default(const struct raw_section *s)
{
	return strcmp(s->name, "%default") == 0;
}

static bool is_also(const struct conf_setting *s)
{
	return strcmp(s->keyword->name, "also") == 0;
}

static struct raw_section *find_section(const struct flattener *f, struct view name)
{
	struct hash_node *n = hash_first(&f->by_name, hash_bytes(&f->by_name, name.ptr, name.len));

	for (; n != NULL; n = hash_next(n)) {
		struct raw_section *s = CONTAINER_OF(n, struct raw_section, node);

		if (view_eq(view_str(s->name), name))
			return s;
	}
	return NULL;
}

/* The first error of a connection is the one that it shows. */
__attribute__((format(printf, 3, 4))) static void fail(struct flattener *f, struct conf_place place,
						       const char *format, ...)
{
	const char *name = section_at(f->raw, f->stamp - 1)->name;
	char buf[512], message[768];
	struct text t = TEXT_OVER(buf), m = TEXT_OVER(message);
	struct conf_message whole = { .error = true, .place = place, .text = buf };
	va_list ap;

	va_start(ap, format);
	text_vadd(&t, format, ap);
	va_end(ap);
	report_conn_error(rep(f), place, "conn \"%.128s\" did not load properly: %s", name, buf);
	if (f->error != NULL)
		return;
	conf_message_print(&m, &whole);
	f->error = arena_strdup(rep(f)->arena, message);
	if (f->error == NULL)
		rep(f)->oom = true;
}

static const char *end_name(enum conf_end end)
{
	switch (end) {
	case CONF_LEFT:
		return "left";
	case CONF_RIGHT:
		return "right";
	case CONF_NO_END:
		break;
	}
	return "";
}

static const char *join(struct arena *a, const char *x, const char *y)
{
	size_t lx = strlen(x), ly = strlen(y);
	char *s = arena_alloc(a, lx + ly + 2);

	if (s == NULL)
		return NULL;
	memcpy(s, x, lx);
	s[lx] = ' ';
	memcpy(s + lx + 1, y, ly);
	return s;
}

static void put(struct flattener *f, size_t slot, const struct conf_setting *s)
{
	f->slots[slot] = (struct slot){ .stamp = f->stamp, .at = f->nr_out };
	f->out[f->nr_out++] = *s;
}

static void put_again(struct flattener *f, struct conf_setting *have, const struct conf_setting *s)
{
	if (s->keyword->append) {
		have->value = join(rep(f)->arena, have->value, s->value);
		rep(f)->oom |= have->value == NULL;
		return;
	}
	if (strcmp(have->value, s->value) == 0) {
		report_warning(
			rep(f), s->place, "\"%s%s\" is set again to the same value, as at %s:%u",
			end_name(s->end), s->keyword->name, have->place.file, have->place.line);
		return;
	}
	fail(f, s->place, "\"%s%s\" is set again, to a different value than at %s:%u",
	     end_name(s->end), s->keyword->name, have->place.file, have->place.line);
}

static void visit(struct flattener *f, const struct raw_section *s, unsigned depth);

static void visit_also(struct flattener *f, const struct conf_setting *s, unsigned depth)
{
	const char *names = s->value;
	struct view name;

	while (value_next_word(&names, &name)) {
		struct raw_section *target = find_section(f, name);

		if (target == NULL) {
			fail(f, s->place, "also=%.*s: there is no such section",
			     (int)(name.len < 128 ? name.len : 128), (const char *)name.ptr);
			continue;
		}
		if (target->visited == f->stamp)
			continue;
		if (depth >= ALSO_DEPTH_MAX) {
			fail(f, s->place, "also= is nested deeper than %d", ALSO_DEPTH_MAX);
			return;
		}
		target->visited = f->stamp;
		visit(f, target, depth + 1);
	}
}

static void visit(struct flattener *f, const struct raw_section *section, unsigned depth)
{
	for (size_t i = 0; i < section->nr && !rep(f)->oom; i++) {
		const struct conf_setting *s = setting_at(f->raw, section->first + i);
		size_t slot = keyword_slot(s->keyword, s->end);

		if (is_also(s))
			visit_also(f, s, depth);
		else if (f->slots[slot].stamp == f->stamp)
			put_again(f, &f->out[f->slots[slot].at], s);
		else
			put(f, slot, s);
	}
}

static void put_defaults(struct flattener *f)
{
	for (size_t i = 0; i < f->nr_defaults; i++) {
		const struct conf_setting *s = &f->defaults[i];
		size_t slot = keyword_slot(s->keyword, s->end);

		if (f->slots[slot].stamp != f->stamp)
			put(f, slot, s);
	}
}

/* A second section of the same name would be found by nobody. */
static void check_unique(struct flattener *f, const struct raw_section *s)
{
	const struct raw_section *first = find_section(f, view_str(s->name));

	if (first != NULL && first != s)
		fail(f, s->place, "the connection is defined already at %s:%u", first->place.file,
		     first->place.line);
}

static void flatten_conn(struct flattener *f, size_t at, struct vec *conns)
{
	struct raw_section *s = section_at(f->raw, at);
	struct conf_section out = { .name = s->name, .place = s->place };

	f->stamp = at + 1;
	f->nr_out = 0;
	f->error = NULL;
	s->visited = f->stamp;
	check_unique(f, s);
	visit(f, s, 0);
	put_defaults(f);
	out.settings = arena_dup(rep(f)->arena, f->out, f->nr_out * sizeof(*f->out));
	out.nr = f->nr_out;
	out.error = f->error;
	if (out.settings == NULL)
		rep(f)->oom = true;
	else
		conf_expand_subnets(rep(f), &out, conns);
}

/* Of several %default sections the later values win. */
static void add_default(struct flattener *f, const struct conf_setting *s,
			const struct raw_section *from)
{
	size_t slot = keyword_slot(s->keyword, s->end), stamp = f->raw->sections.nr + 1;
	struct conf_setting *have;

	if (f->slots[slot].stamp != stamp) {
		f->slots[slot] = (struct slot){ .stamp = stamp, .at = f->nr_defaults };
		f->defaults[f->nr_defaults++] = *s;
		return;
	}
	have = &f->defaults[f->slots[slot].at];
	/* Within one section they are joined; its settings have addresses of their own. */
	if (s->keyword->append && have->place.file == from->place.file &&
	    have->place.line >= from->place.line) {
		const char *value = join(rep(f)->arena, have->value, s->value);

		rep(f)->oom |= value == NULL;
		have->value = value;
		return;
	}
	*have = *s;
}

static void collect_defaults(struct flattener *f)
{
	for (size_t i = 0; i < f->raw->sections.nr; i++) {
		const struct raw_section *s = section_at(f->raw, i);

		for (size_t j = 0; is_default(s) && j < s->nr && !rep(f)->oom; j++)
			add_default(f, setting_at(f->raw, s->first + j), s);
	}
	/* The slots start again for the connections, whose stamps are smaller. */
	memset(f->slots, 0, keyword_nr_slots() * sizeof(*f->slots));
}

/* The last value of "config setup" wins, wherever the section is. */
static void flatten_setup(struct flattener *f, struct conf_section *out)
{
	size_t stamp = f->raw->sections.nr + 2;

	f->nr_out = 0;
	f->stamp = stamp;
	*out = (struct conf_section){ .name = "" };
	for (size_t i = 0; i < f->raw->sections.nr; i++) {
		const struct raw_section *section = section_at(f->raw, i);

		if (section->name[0] != '\0')
			continue;
		if (out->place.file == NULL)
			out->place = section->place;
		for (size_t j = 0; j < section->nr; j++) {
			const struct conf_setting *s = setting_at(f->raw, section->first + j);
			size_t slot = keyword_slot(s->keyword, s->end);

			if (f->slots[slot].stamp != stamp) {
				put(f, slot, s);
				continue;
			}
			report_warning(rep(f), s->place,
				       "\"%s\" is set again, the last value is used",
				       s->keyword->name);
			f->out[f->slots[slot].at] = *s;
		}
	}
	out->settings = arena_dup(rep(f)->arena, f->out, f->nr_out * sizeof(*f->out));
	out->nr = f->nr_out;
	rep(f)->oom |= out->settings == NULL;
	memset(f->slots, 0, keyword_nr_slots() * sizeof(*f->slots));
}

static void index_sections(struct flattener *f)
{
	for (size_t i = 0; i < f->raw->sections.nr; i++) {
		struct raw_section *s = section_at(f->raw, i);
		struct view name = view_str(s->name);

		if (name.len == 0 || is_default(s) || find_section(f, name) != NULL)
			continue;
		hash_add(&f->by_name, &s->node, hash_bytes(&f->by_name, name.ptr, name.len));
	}
}

static void flatten(struct flattener *f, struct conf *c)
{
	struct vec conns = { .items = NULL };

	index_sections(f);
	flatten_setup(f, &c->setup);
	collect_defaults(f);
	for (size_t i = 0; i < f->raw->sections.nr && !rep(f)->oom; i++) {
		const struct raw_section *s = section_at(f->raw, i);

		if (s->name[0] != '\0' && !is_default(s))
			flatten_conn(f, i, &conns);
	}
	c->conns = arena_dup(&c->arena, conns.items, conns.nr * sizeof(struct conf_section));
	c->nr_conns = conns.nr;
	rep(f)->oom |= c->conns == NULL;
	vec_fini(&conns);
}

void conf_flatten(struct raw *raw, struct conf *c)
{
	static const uint64_t key[2] = { 0, 0 };	/* the file is the administrator's own */
	struct flattener f = { .raw = raw };

	f.slots = mem_array(keyword_nr_slots(), sizeof(*f.slots));
	f.out = mem_array(keyword_nr_slots(), sizeof(*f.out));
	f.defaults = mem_array(keyword_nr_slots(), sizeof(*f.defaults));
	if (f.slots == NULL || f.out == NULL || f.defaults == NULL || !hash_init(&f.by_name, key))
		raw->report.oom = true;
	else
		flatten(&f, c);
	hash_fini(&f.by_name);
	mem_free(f.slots);
	mem_free(f.out);
	mem_free(f.defaults);
}
