/* SPDX-License-Identifier: ISC
 *
 * log_sinks.c - buffers lines and writes them between the turns of the loop.
 *
 * May use:   base.
 * Must not:  fail or block for long: what cannot be written is lost, and counted in the next line.
 */
#include "env/log_sinks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text.h"
#include "env/clock_sys.h"
#include "env/syslog_out.h"

#define BUFFER (128 * 1024)
#define LINE_ROOM (LOG_LINE_MAX + 64)

struct log_sinks {
	struct log_sink sink;
	int fd;			/* -1: syslog */
	bool owned, times;
	unsigned long lost;
	size_t len;
	char buf[BUFFER];
};

/* What people and scripts look for in front of a line (cli.md 9). */
static const struct {
	const char *prefix;
	enum syslog_level level;
} classes[LOG_CLASSES] = {
	[LOG_NOTE] = { "", SYSLOG_NOTE },
	[LOG_PEER] = { "", SYSLOG_WARN },
	[LOG_AUTH] = { "", SYSLOG_WARN },
	[LOG_LOCAL] = { "", SYSLOG_WARN },
	[LOG_BUG] = { "EXPECTATION FAILED: ", SYSLOG_BUG },
	[LOG_TRACE] = { "| ", SYSLOG_DEBUG },
};

static void add_time(struct text *t)
{
	struct realtime now = clock_wall();
	time_t s = (time_t)(now.us / US_PER_S);
	struct tm tm;
	char stamp[32];

	if (localtime_r(&s, &tm) == NULL || strftime(stamp, sizeof(stamp), "%b %d %H:%M:%S", &tm) == 0)
		return;
	text_add(t, "%s.%06u: ", stamp, (unsigned)(now.us % US_PER_S));
}

static void put(struct log_sinks *s, const char *line, size_t len)
{
	if (s->len + len + 1 > sizeof(s->buf))
		log_sinks_flush(s);
	if (s->len + len + 1 > sizeof(s->buf)) {
		s->lost++;
		return;
	}
	memcpy(s->buf + s->len, line, len);
	s->len += len;
	s->buf[s->len++] = '\n';
}

static void emit(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct log_sinks *s = ctx;
	char buf[LINE_ROOM];
	struct text t = TEXT_OVER(buf);

	(void)object;
	if (s->fd >= 0 && s->times)
		add_time(&t);
	text_str(&t, classes[class].prefix);
	text_str(&t, line);
	if (s->fd < 0)
		syslog_out_line(classes[class].level, buf);
	else
		put(s, buf, t.len);
	/* The next line may be our last. */
	if (class == LOG_BUG)
		log_sinks_flush(s);
}

static struct diag *open_file(struct log_sinks *s, const struct log_options *o)
{
	int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | (o->truncate ? O_TRUNC : 0);

	s->fd = open(o->file, flags, 0600);
	if (s->fd < 0)
		return diag_new("log file \"%s\": %s", o->file, strerror(errno));
	s->owned = true;
	return NULL;
}

struct diag *log_sinks_new(const struct log_options *o, struct log_sinks **out)
{
	struct log_sinks *s = mem_alloc(sizeof(*s));
	struct diag *d = NULL;

	if (s == NULL)
		return diag_new("out of memory");
	s->fd = -1;
	s->times = o->times;
	s->sink = (struct log_sink){ .emit = emit, .ctx = s };
	if (o->to_stderr)
		s->fd = STDERR_FILENO;
	else if (o->file != NULL)
		d = open_file(s, o);
	else
		syslog_out_open();
	if (d != NULL)
		MEM_FREE(s);
	*out = s;
	return d;
}

void log_sinks_free(struct log_sinks *s)
{
	if (s == NULL)
		return;
	log_sinks_flush(s);
	if (s->owned)
		close(s->fd);
	if (s->fd < 0)
		syslog_out_close();
	mem_free(s);
}

struct log_sink *log_sinks_sink(struct log_sinks *s)
{
	return &s->sink;
}

static void tell_lost(struct log_sinks *s)
{
	unsigned long lost = s->lost;

	if (lost == 0)
		return;
	s->lost = 0;
	s->len += (size_t)snprintf(s->buf, sizeof(s->buf), "%lu log lines could not be written\n", lost);
}

void log_sinks_flush(struct log_sinks *s)
{
	size_t done = 0;

	while (s->fd >= 0 && done < s->len) {
		ssize_t n = write(s->fd, s->buf + done, s->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	/* A full pipe keeps what it has not taken; a full disk loses it. */
	if (done < s->len && errno != EAGAIN)
		done = s->len;
	memmove(s->buf, s->buf + done, s->len - done);
	s->len -= done;
	if (s->len == 0)
		tell_lost(s);
}
