/* SPDX-License-Identifier: ISC
 *
 * log.c - makes one clean line of prefix and message and gives it to the sink.
 *
 * May use:   text.
 * Must not:  allocate, fail, block or fetch anything to build a line.
 */
#include "base/log.h"

#include "base/text.h"

/* A line is one line: what could start another or drive a terminal becomes '?'. */
static void clean(struct text *t)
{
	for (size_t i = 0; i < t->len; i++) {
		unsigned char c = (unsigned char)t->buf[i];

		if (c < ' ' || c == 0x7f)
			t->buf[i] = '?';
	}
}

void log_at(const struct logger *l, enum log_class class, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_vat(l, class, format, ap);
	va_end(ap);
}

void log_vat(const struct logger *l, enum log_class class, const char *format, va_list ap)
{
	char buf[LOG_LINE_MAX];
	struct text t = TEXT_OVER(buf);
	struct log_sink *sink = l == NULL ? NULL : l->sink;

	if (sink == NULL || (unsigned)class >= LOG_CLASSES)
		return;
	if (class == LOG_TRACE && !sink->trace)
		return;
	text_str(&t, l->prefix);
	text_vadd(&t, format, ap);
	clean(&t);
	sink->count[class]++;
	if (sink->emit != NULL)
		sink->emit(sink->ctx, class, l->object, t.buf);
}
