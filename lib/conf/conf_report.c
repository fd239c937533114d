/* SPDX-License-Identifier: ISC
 *
 * conf_report.c - messages about a file, and the growing array that holds them.
 *
 * May use base only.
 */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "conf_priv.h"

#define ERRORS_MAX 100		/* a binary file has one on each line */
#define WARNINGS_MAX 1000
#define MESSAGE_MAX 2048

bool vec_add(struct vec *v, size_t size, const void *item)
{
	if (v->nr == v->cap) {
		size_t cap = v->cap == 0 ? 16 : v->cap * 2;
		void *grown = cap > SIZE_MAX / 2 / size ? NULL : mem_resize(v->items, cap * size);

		if (grown == NULL)
			return false;
		v->items = grown;
		v->cap = cap;
	}
	memcpy((char *)v->items + v->nr * size, item, size);
	v->nr++;
	return true;
}

void vec_fini(struct vec *v)
{
	mem_free(v->items);
	*v = (struct vec){ .items = NULL };
}

static void add(struct report *r, bool error, struct conf_place place, const char *text)
{
	struct conf_message m = { .error = error,
				  .place = place,
				  .text = arena_strdup(r->arena, text) };

	if (m.text == NULL || !vec_add(&r->messages, sizeof(m), &m))
		r->oom = true;
}

__attribute__((format(printf, 4, 0))) static void vadd(struct report *r, bool error,
						       struct conf_place place, const char *format,
						       va_list ap)
{
	char buf[MESSAGE_MAX];
	struct text t = TEXT_OVER(buf);

	text_vadd(&t, format, ap);
	add(r, error, place, buf);
}

void report_error(struct report *r, struct conf_place place, const char *format, ...)
{
	va_list ap;

	if (r->stop || r->nr_errors >= ERRORS_MAX)
		return;
	va_start(ap, format);
	vadd(r, true, place, format, ap);
	va_end(ap);
	if (++r->nr_errors < ERRORS_MAX)
		return;
	add(r, true, place, r->go_on ? "too many errors, the rest is not shown" :
				       "too many errors, the rest is not read");
	r->stop = !r->go_on;
}

void report_conn_error(struct report *r, struct conf_place place, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vadd(r, true, place, format, ap);
	va_end(ap);
}

void report_warning(struct report *r, struct conf_place place, const char *format, ...)
{
	va_list ap;

	if (r->stop || r->nr_warnings > WARNINGS_MAX)
		return;
	if (++r->nr_warnings > WARNINGS_MAX) {
		add(r, false, place, "too many warnings, the rest is not shown");
		return;
	}
	va_start(ap, format);
	vadd(r, false, place, format, ap);
	va_end(ap);
}

void conf_message_print(struct text *t, const struct conf_message *m)
{
	text_safe(t, view_str(m->place.file));
	if (m->place.line > 0)
		text_add(t, ":%u:%u", m->place.line, m->place.column);
	text_add(t, ": %s%s", m->error ? "" : "warning: ", m->text);
}
