/* SPDX-License-Identifier: ISC
 *
 * jobs_threads.c - two queues under one lock; an eventfd says that the second is not empty.
 *
 * May use:   base, libevent, threads.
 * Must not:  touch a job while its RUN has it.
 */
#include "env/jobs_threads.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/list.h"

#define HELPERS_MAX 64
#define HELPERS_AUTO_MAX 4

struct jobs {
	void (*on_done)(void *ctx, struct job *j);
	void *ctx;
	struct event *readable;
	int fd;				/* eventfd */
	pthread_mutex_t lock;		/* of the queues and STOPPING */
	pthread_cond_t work;
	struct list todo, done;
	bool stopping;
	unsigned nr;			/* threads */
	pthread_t threads[HELPERS_MAX];
};

static struct job *take(struct list *l)
{
	struct list_node *n = l->nr == 0 ? NULL : list_first(l);

	if (n == NULL)
		return NULL;
	list_remove(l, n);
	return CONTAINER_OF(n, struct job, link);
}

static void ring(const struct jobs *jobs)
{
	const uint64_t one = 1;
	ssize_t n = write(jobs->fd, &one, sizeof(one));

	(void)n;	/* full: it is readable anyway */
}

static struct job *wait_for_work(struct jobs *jobs)
{
	struct job *j;

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->stopping && jobs->todo.nr == 0)
		pthread_cond_wait(&jobs->work, &jobs->lock);
	j = jobs->stopping ? NULL : take(&jobs->todo);
	pthread_mutex_unlock(&jobs->lock);
	return j;
}

static void *helper(void *arg)
{
	struct jobs *jobs = arg;
	struct job *j;

	while ((j = wait_for_work(jobs)) != NULL) {
		j->run(j);
		pthread_mutex_lock(&jobs->lock);
		list_append(&jobs->done, &j->link);
		pthread_mutex_unlock(&jobs->lock);
		ring(jobs);
	}
	return NULL;
}

/* Without helpers: the next in line runs now, one a turn, so that packets come in between. */
static void run_one(struct jobs *jobs)
{
	struct job *j = take(&jobs->todo);

	if (j == NULL)
		return;
	j->run(j);
	list_append(&jobs->done, &j->link);
	if (jobs->todo.nr > 0)
		ring(jobs);
}

static void on_ring(evutil_socket_t fd, short what, void *arg)
{
	struct jobs *jobs = arg;
	struct job *j;
	uint64_t count;
	ssize_t n = read(fd, &count, sizeof(count));

	(void)n;
	(void)what;
	if (jobs->nr == 0)
		run_one(jobs);
	for (;;) {
		pthread_mutex_lock(&jobs->lock);
		j = take(&jobs->done);
		pthread_mutex_unlock(&jobs->lock);
		if (j == NULL)
			return;
		jobs->on_done(jobs->ctx, j);
	}
}

static unsigned wanted(int nhelpers)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (nhelpers >= 0)
		return nhelpers > HELPERS_MAX ? HELPERS_MAX : (unsigned)nhelpers;
	if (cpus <= 2)
		return 1;
	return cpus - 1 > HELPERS_AUTO_MAX ? HELPERS_AUTO_MAX : (unsigned)(cpus - 1);
}

/* Signals are the loop's.  Fewer threads than wanted are enough. */
static struct diag *start_threads(struct jobs *jobs, unsigned nr)
{
	sigset_t all, old;
	int rc = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (rc == 0 && jobs->nr < nr) {
		rc = pthread_create(&jobs->threads[jobs->nr], NULL, helper, jobs);
		if (rc == 0)
			jobs->nr++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc != 0 && jobs->nr == 0 ? diag_new("cannot start a helper thread: %s", strerror(rc)) : NULL;
}

static struct diag *start(struct jobs *jobs, struct event_base *base, int nhelpers)
{
	jobs->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (jobs->fd < 0)
		return diag_new("eventfd: %s", strerror(errno));
	jobs->readable = event_new(base, jobs->fd, EV_READ | EV_PERSIST, on_ring, jobs);
	if (jobs->readable == NULL || event_add(jobs->readable, NULL) != 0)
		return diag_new("out of memory");
	return start_threads(jobs, wanted(nhelpers));
}

struct diag *jobs_new(struct event_base *base, int nhelpers, void (*on_done)(void *ctx, struct job *j), void *ctx,
		      struct jobs **out)
{
	struct jobs *jobs = mem_alloc(sizeof(*jobs));
	struct diag *d;

	*out = NULL;
	if (jobs == NULL)
		return diag_new("out of memory");
	jobs->on_done = on_done;
	jobs->ctx = ctx;
	list_init(&jobs->todo);
	list_init(&jobs->done);
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->work, NULL);
	d = start(jobs, base, nhelpers);
	if (d != NULL)
		jobs_free(jobs);
	else
		*out = jobs;
	return d;
}

static void drop_all(struct list *l)
{
	struct job *j;

	while ((j = take(l)) != NULL) {
		j->free(j);
	}
}

void jobs_free(struct jobs *jobs)
{
	if (jobs == NULL)
		return;
	pthread_mutex_lock(&jobs->lock);
	jobs->stopping = true;
	pthread_cond_broadcast(&jobs->work);
	pthread_mutex_unlock(&jobs->lock);
	for (unsigned i = 0; i < jobs->nr; i++)
		pthread_join(jobs->threads[i], NULL);
	drop_all(&jobs->todo);
	drop_all(&jobs->done);
	if (jobs->readable != NULL)
		event_free(jobs->readable);
	if (jobs->fd >= 0)
		close(jobs->fd);
	pthread_cond_destroy(&jobs->work);
	pthread_mutex_destroy(&jobs->lock);
	mem_free(jobs);
}

void jobs_submit(struct jobs *jobs, struct job *j)
{
	pthread_mutex_lock(&jobs->lock);
	list_append(&jobs->todo, &j->link);
	pthread_cond_signal(&jobs->work);
	pthread_mutex_unlock(&jobs->lock);
	if (jobs->nr == 0)
		ring(jobs);
}

unsigned jobs_helpers(const struct jobs *jobs)
{
	return jobs->nr;
}
