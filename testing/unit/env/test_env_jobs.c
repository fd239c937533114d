/* SPDX-License-Identifier: ISC
 *
 * test_env_jobs.c - jobs on helper threads and on the loop.
 */
#include "testing/unit/env/env_testing.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "env/jobs_threads.h"

struct fixture {
	struct event_base *base;
	struct jobs *jobs;
	unsigned done, ran, freed;
	bool inside;
	pthread_t loop;
	pthread_mutex_t lock;
};

struct test_job {
	struct job job;
	struct fixture *f;
	bool slow, on_loop, ran;
};

static void run(struct job *j)
{
	struct test_job *t = (struct test_job *)j;

	if (t->slow)
		usleep(20000);
	t->on_loop = pthread_equal(pthread_self(), t->f->loop);
	t->ran = true;
	pthread_mutex_lock(&t->f->lock);
	t->f->ran++;
	pthread_mutex_unlock(&t->f->lock);
}

static void free_job(struct job *j)
{
	struct test_job *t = (struct test_job *)j;

	t->f->freed++;
	free(t);
}

static void on_done(void *ctx, struct job *j)
{
	struct fixture *f = ctx;
	const struct test_job *t = (struct test_job *)j;

	assert_false(f->inside);
	assert_true(pthread_equal(pthread_self(), f->loop));
	assert_true(t->ran);
	assert_int_equal(t->on_loop, jobs_helpers(f->jobs) == 0);
	f->done++;
	j->free(j);
}

static void start(struct fixture *f, int helpers)
{
	*f = (struct fixture){ .base = event_base_new(), .loop = pthread_self() };
	pthread_mutex_init(&f->lock, NULL);
	assert_null(jobs_new(f->base, helpers, on_done, f, &f->jobs));
}

static void submit(struct fixture *f, bool slow)
{
	struct test_job *t = calloc(1, sizeof(*t));

	t->job = (struct job){ .name = "test", .run = run, .free = free_job };
	t->f = f;
	t->slow = slow;
	f->inside = true;
	jobs_submit(f->jobs, &t->job);
	f->inside = false;
}

static void end(struct fixture *f)
{
	jobs_free(f->jobs);
	event_base_free(f->base);
	pthread_mutex_destroy(&f->lock);
}

static void all_come_back(int helpers)
{
	struct fixture f;

	start(&f, helpers);
	for (int i = 0; i < 200; i++)
		submit(&f, false);
	assert_int_equal(f.done, 0);
	turn_until(f.base, &f.done, 200);
	end(&f);
	assert_int_equal(f.freed, 200);
}

static void test_threads(void **state)
{
	(void)state;
	all_come_back(3);
}

static void test_on_the_loop(void **state)
{
	(void)state;
	all_come_back(0);
}

static void test_automatic(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, -1);
	assert_in_range(jobs_helpers(f.jobs), 1, 4);
	end(&f);
}

/* Those that did not run are freed all the same, none twice. */
static void test_end_with_work(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, 2);
	for (int i = 0; i < 20; i++)
		submit(&f, true);
	usleep(30000);
	end(&f);
	assert_int_equal(f.freed, 20);
	assert_true(f.ran < 20);
	assert_int_equal(f.done, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_on_the_loop),
		cmocka_unit_test(test_automatic),
		cmocka_unit_test(test_end_with_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
