/* SPDX-License-Identifier: ISC
 *
 * sim_world.c - the heap of events, the trace, faults.
 */
#include "testing/sim/sim_world.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

#define START_US (1000 * US_PER_S)

const char *const fault_names[FAULT_KINDS] = {
	[FAULT_NONE] = "none", [FAULT_ALLOC] = "alloc", [FAULT_CRYPTO] = "crypto", [FAULT_KERNEL] = "kernel",
	[FAULT_SEND] = "send", [FAULT_LISTEN] = "listen", [FAULT_EXEC] = "exec",
};

/* --- small things -------------------------------------------------------------------------------------------- */

void *sim_alloc(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL) {
		fputs("sim: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

void *sim_grow(void *ptr, size_t *cap, size_t want, size_t size)
{
	if (want <= *cap)
		return ptr;
	*cap = want < 64 ? 64 : want * 2;
	ptr = realloc(ptr, *cap * size);
	if (ptr == NULL) {
		fputs("sim: out of memory\n", stderr);
		exit(2);
	}
	return ptr;
}

/* splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"). */
uint64_t sim_rng_next(struct sim_rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t sim_rng_below(struct sim_rng *r, uint64_t below)
{
	return below == 0 ? 0 : sim_rng_next(r) % below;
}

/* --- trace --------------------------------------------------------------------------------------------------- */

static void hash_line(struct sim_world *w, const char *line, size_t len)
{
	struct hash h = { .key = { w->hash[0], w->hash[1] } };

	w->hash[0] = hash_bytes(&h, line, len);
	h.key[0] ^= 0x5851f42d4c957f2d;
	w->hash[1] = hash_bytes(&h, line, len);
}

void sim_trace(struct sim_world *w, const struct sim_host *h, const char *format, ...)
{
	char line[LOG_LINE_MAX + 128];
	int n = snprintf(line, sizeof(line), "%lld.%06lld %s ", (long long)(w->now.us / US_PER_S),
			 (long long)(w->now.us % US_PER_S), h == NULL ? "world" : h->name);
	va_list ap;

	va_start(ap, format);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, format, ap);
	va_end(ap);
	if ((size_t)n >= sizeof(line))
		n = sizeof(line) - 1;
	hash_line(w, line, (size_t)n);
	if (w->trace != NULL)
		fprintf(w->trace, "%s\n", line);
}

void sim_broken(struct sim_world *w, const char *format, ...)
{
	va_list ap;

	w->failures++;
	printf("    %s seed %llu at %lld.%03lld: ", w->name, (unsigned long long)w->seed,
	       (long long)(w->now.us / US_PER_S), (long long)(w->now.us % US_PER_S / 1000));
	if (w->fault.kind != FAULT_NONE)
		printf("[%s call %lu of host %u fails] ", fault_names[w->fault.kind], w->fault.nth, w->fault.host);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
}

/* --- faults -------------------------------------------------------------------------------------------------- */

static bool is_victim(const struct sim_host *h, enum fault_kind kind)
{
	return h->w->fault.kind == kind && h->w->fault.host == h->index;
}

void sim_enter(struct sim_host *h)
{
	struct sim_world *w = h->w;

	w->alloc_base = mem_count();
	if (is_victim(h, FAULT_ALLOC) && !w->fault_fired)
		mem_fail_nth(w->fault.nth - w->calls[FAULT_ALLOC]);
}

void sim_leave(struct sim_host *h)
{
	struct sim_world *w = h->w;

	mem_fail_nth(0);
	if (!is_victim(h, FAULT_ALLOC))
		return;
	w->calls[FAULT_ALLOC] += mem_count() - w->alloc_base;
	if (w->calls[FAULT_ALLOC] >= w->fault.nth)
		w->fault_fired = true;
}

bool sim_fault_hit(struct sim_host *h, enum fault_kind kind)
{
	struct sim_world *w = h->w;

	if (!is_victim(h, kind) || ++w->calls[kind] != w->fault.nth)
		return false;
	w->fault_fired = true;
	sim_trace(w, h, "fault: this %s call fails", fault_names[kind]);
	return true;
}

/* --- events -------------------------------------------------------------------------------------------------- */

static bool earlier(const struct sim_event *a, const struct sim_event *b)
{
	return a->at != b->at ? a->at < b->at : a->seq < b->seq;
}

static void swap(struct sim_world *w, size_t i, size_t j)
{
	struct sim_event *e = w->events[i];

	w->events[i] = w->events[j];
	w->events[j] = e;
}

struct sim_event *sim_event_new(struct sim_world *w, struct sim_host *h, struct duration delay,
				void (*fire)(struct sim_world *w, struct sim_event *e))
{
	struct sim_event *e = sim_alloc(sizeof(*e));
	size_t i = w->nr_events;

	e->at = monotime_add(w->now, delay).us;
	e->seq = ++w->last_seq;
	e->host = h;
	e->life = h == NULL ? 0 : h->life;
	e->fire = fire;
	w->events = sim_grow(w->events, &w->cap_events, i + 1, sizeof(struct sim_event *));
	w->events[w->nr_events++] = e;
	for (; i > 0 && earlier(w->events[i], w->events[(i - 1) / 2]); i = (i - 1) / 2)
		swap(w, i, (i - 1) / 2);
	return e;
}

static struct sim_event *pop(struct sim_world *w)
{
	struct sim_event *top = w->events[0];
	size_t i = 0, child;

	w->events[0] = w->events[--w->nr_events];
	while ((child = 2 * i + 1) < w->nr_events) {
		if (child + 1 < w->nr_events && earlier(w->events[child + 1], w->events[child]))
			child++;
		if (!earlier(w->events[child], w->events[i]))
			break;
		swap(w, i, child);
		i = child;
	}
	return top;
}

static void event_free(struct sim_event *e)
{
	if (e->drop != NULL)
		e->drop(e);
	free(e);
}

bool sim_step(struct sim_world *w, struct monotime limit)
{
	struct sim_event *e;

	if (w->nr_events == 0 || w->events[0]->at > limit.us) {
		if (w->now.us < limit.us)
			w->now = limit;
		return false;
	}
	e = pop(w);
	w->now.us = e->at;
	w->events_fired++;
	if (e->host == NULL || e->life == e->host->life || e->life == SIM_ALL_LIVES)
		e->fire(w, e);
	event_free(e);
	return true;
}

/* --- made and ended ------------------------------------------------------------------------------------------ */

struct sim_world *sim_world_new(const char *name, uint64_t seed, struct crypto *nss, const struct sim_fault *fault,
				FILE *trace)
{
	struct sim_world *w = sim_alloc(sizeof(*w));

	w->name = name;
	w->seed = seed;
	w->nss = nss;
	w->trace = trace;
	w->now.us = START_US;
	w->net_rng.state = seed ^ 0x6e6574;
	w->job_rng.state = seed ^ 0x6a6f62;
	w->link.latency = DURATION_MS(5);
	w->link.jitter = DURATION_MS(1);
	w->job_min = DURATION_MS(1);
	w->job_max = DURATION_MS(4);
	if (fault != NULL)
		w->fault = *fault;
	return w;
}

void sim_world_free(struct sim_world *w)
{
	for (unsigned i = 0; i < w->nr_hosts; i++)
		sim_host_kill(&w->hosts[i]);
	while (w->nr_events > 0)
		event_free(pop(w));
	for (unsigned i = 0; i < w->nr_hosts; i++)
		sim_host_fini(&w->hosts[i]);
	free(w->events);
	free(w->sent);
	free(w->flows);
	free(w);
}
