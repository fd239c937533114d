/* SPDX-License-Identifier: ISC
 *
 * sim_main.c - runs scenarios: each twice with the same seed, and the two traces must be the same.
 *
 *	sim [--seed N] [--seeds COUNT] [--list] [--trace] [--fail-each [KIND]] [--fault KIND:HOST:CALL] [NAME...]
 *
 * Exit:  0 all passed, 1 not, 2 usage.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "testing/sim/sim.h"

#define FAULT_RUNS_MAX 200000

struct run {
	struct crypto *nss;
	uint64_t seed, seeds;		/* so many from SEED on */
	bool list, trace, fail_each;
	enum fault_kind only;		/* FAULT_NONE: all */
	struct sim_fault fault;		/* this one, in plain runs */
	char **names;
	int nr_names;
	unsigned passed, failed;
};

struct outcome {
	uint64_t hash[2];
	unsigned failures;
	unsigned hosts;
	bool fault_fired;
	long long virtual_s;
};

static struct outcome play(const struct run *r, const struct sim_scenario *s, const struct sim_fault *fault, FILE *trace)
{
	struct sim_world *w = sim_world_new(s->name, r->seed, r->nss, fault, trace);
	struct outcome o;

	s->run(w, s->arg);
	sim_finish(w);
	o = (struct outcome){
		.hash = { w->hash[0], w->hash[1] }, .failures = w->failures, .hosts = w->nr_hosts,
		.fault_fired = w->fault_fired, .virtual_s = w->now.us / US_PER_S,
	};
	sim_world_free(w);
	return o;
}

static bool wanted(const struct run *r, const struct sim_scenario *s)
{
	for (int i = 0; i < r->nr_names; i++) {
		size_t n = strlen(r->names[i]);

		if (strcmp(s->name, r->names[i]) == 0)
			return true;
		/* "loss/" means the whole family */
		if (n > 0 && r->names[i][n - 1] == '/' && strncmp(s->name, r->names[i], n) == 0)
			return true;
	}
	return r->nr_names == 0;
}

static bool play_twice(const struct run *r, const struct sim_scenario *s)
{
	struct outcome a = play(r, s, &r->fault, r->trace ? stdout : NULL);
	struct outcome b = a.failures == 0 ? play(r, s, &r->fault, NULL) : a;

	if (a.hash[0] == b.hash[0] && a.hash[1] == b.hash[1])
		return a.failures == 0;
	printf("    %s: the same seed %llu gave two different runs\n", s->name, (unsigned long long)r->seed);
	return false;
}

/* Call 1, 2, 3 ... of KIND at HOST fails, until a run ends in which it did not come to that call. */
static bool fail_each_of(const struct run *r, const struct sim_scenario *s, struct sim_fault f)
{
	unsigned long runs = 0;
	bool ok = true;

	for (f.nth = 1; f.nth < FAULT_RUNS_MAX; f.nth++) {
		struct outcome o = play(r, s, &f, NULL);

		ok = ok && o.failures == 0;
		runs++;
		if (!o.fault_fired)
			break;
	}
	printf("    %s: %s at host %u: %lu runs\n", s->name, fault_names[f.kind], f.host, runs);
	fflush(stdout);
	return ok;
}

static bool play_faults(const struct run *r, const struct sim_scenario *s)
{
	unsigned hosts = play(r, s, NULL, NULL).hosts;
	bool ok = true;

	for (int kind = FAULT_NONE + 1; kind < FAULT_KINDS; kind++) {
		if (r->only != FAULT_NONE && (int)r->only != kind)
			continue;
		for (unsigned h = 0; h < hosts; h++)
			ok = fail_each_of(r, s, (struct sim_fault){ (enum fault_kind)kind, h, 1 }) && ok;
	}
	return ok;
}

static void run_one(struct run *r, const struct sim_scenario *s)
{
	bool ok;

	if (!wanted(r, s))
		return;
	if (r->list) {
		puts(s->name);
		return;
	}
	ok = true;
	for (uint64_t first = r->seed; r->seed < first + r->seeds; r->seed++)
		ok = (r->fail_each ? play_faults(r, s) : play_twice(r, s)) && ok;
	r->seed -= r->seeds;
	r->passed += ok;
	r->failed += !ok;
	if (!ok)
		printf("not ok %s\n", s->name);
	fflush(stdout);
}

static enum fault_kind kind_parse(const char *s)
{
	for (int kind = FAULT_NONE + 1; s != NULL && kind < FAULT_KINDS; kind++) {
		if (strcmp(s, fault_names[kind]) == 0)
			return (enum fault_kind)kind;
	}
	return FAULT_NONE;
}

/* "alloc:0:293" */
static bool fault_parse(const char *text, struct sim_fault *f)
{
	char kind[16];

	if (sscanf(text, "%15[a-z]:%u:%lu", kind, &f->host, &f->nth) != 3)
		return false;
	f->kind = kind_parse(kind);
	return f->kind != FAULT_NONE;
}

static bool parse(struct run *r, int argc, char **argv)
{
	int i = 1;

	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
			r->seed = strtoull(argv[++i], NULL, 0);
		} else if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc) {
			r->seeds = strtoull(argv[++i], NULL, 0);
		} else if (strcmp(argv[i], "--list") == 0) {
			r->list = true;
		} else if (strcmp(argv[i], "--trace") == 0) {
			r->trace = true;
		} else if (strcmp(argv[i], "--fault") == 0 && i + 1 < argc) {
			if (!fault_parse(argv[++i], &r->fault))
				return false;
		} else if (strcmp(argv[i], "--fail-each") == 0) {
			r->fail_each = true;
			r->only = kind_parse(i + 1 < argc ? argv[i + 1] : NULL);
			i += r->only != FAULT_NONE;
		} else {
			return false;
		}
	}
	r->names = argv + i;
	r->nr_names = argc - i;
	return true;
}

int main(int argc, char **argv)
{
	struct run r = { .seed = 1, .seeds = 1 };
	DIAG_AUTO d = NULL;

	if (!parse(&r, argc, argv)) {
		fputs("usage: sim [--seed N] [--seeds COUNT] [--list] [--trace] [--fail-each [KIND]] "
		      "[--fault KIND:HOST:CALL] [NAME...]\n", stderr);
		return 2;
	}
	d = crypt_nss_init(NULL, &r.nss);
	if (d != NULL) {
		fprintf(stderr, "sim: %s\n", diag_text(d));
		return 2;
	}
	for (size_t g = 0; sim_groups[g] != NULL; g++) {
		for (const struct sim_scenario *s = sim_groups[g]; s->name != NULL; s++)
			run_one(&r, s);
	}
	crypt_nss_fini(r.nss);
	if (!r.list)
		printf("%u passed, %u failed\n", r.passed, r.failed);
	return r.failed == 0 ? 0 : 1;
}
