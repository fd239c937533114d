/* SPDX-License-Identifier: ISC
 *
 * diag.c - sentences about local failures.
 *
 * May use:   alloc, text.
 * Must not:  log; who handles the failure decides about that.
 */
#include "base/diag.h"

#include <stdarg.h>

#include "base/alloc.h"
#include "base/text.h"

#define DIAG_TEXT_MAX 2048

struct diag {
	const char *text;	/* buf, or constant */
	char buf[];
};

/* Handed out when there is no memory for better; never written to, never freed. */
static const struct diag diag_no_memory = { .text = "out of memory" };

static struct diag *no_memory(void)
{
	return (struct diag *)(uintptr_t)&diag_no_memory;
}

static struct diag *from_text(const struct text *t)
{
	struct diag *d = mem_alloc(sizeof(*d) + t->len + 1);

	if (d == NULL)
		return NULL;
	for (size_t i = 0; i < t->len; i++)
		d->buf[i] = t->buf[i];
	d->text = d->buf;
	return d;
}

struct diag *diag_new(const char *format, ...)
{
	char buf[DIAG_TEXT_MAX];
	struct text t = TEXT_OVER(buf);
	struct diag *d;
	va_list ap;

	va_start(ap, format);
	text_vadd(&t, format, ap);
	va_end(ap);
	d = from_text(&t);
	return d == NULL ? no_memory() : d;
}

struct diag *diag_wrap(struct diag *d, const char *format, ...)
{
	char buf[DIAG_TEXT_MAX];
	struct text t = TEXT_OVER(buf);
	struct diag *wrapped;
	va_list ap;

	if (d == NULL)
		return NULL;
	va_start(ap, format);
	text_vadd(&t, format, ap);
	va_end(ap);
	text_str(&t, ": ");
	text_str(&t, d->text);
	wrapped = from_text(&t);
	if (wrapped == NULL)
		return d;	/* the reason matters more than the prefix */
	diag_free(d);
	return wrapped;
}

const char *diag_text(const struct diag *d)
{
	return d == NULL ? "" : d->text;
}

void diag_free(struct diag *d)
{
	if (d != &diag_no_memory)
		mem_free(d);
}

void diag_fini(struct diag **d)
{
	diag_free(*d);
	*d = NULL;
}
