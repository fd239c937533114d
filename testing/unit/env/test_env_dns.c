/* SPDX-License-Identifier: ISC
 *
 * test_env_dns.c - names to addresses; without a network only those of the hosts file.
 */
#include "testing/unit/env/env_testing.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "env/dns_unbound.h"

struct fixture {
	unsigned done;
	bool inside;
	struct dns_result last;
};

static void on_result(void *ctx, const struct dns_result *r)
{
	struct fixture *f = ctx;

	assert_false(f->inside);
	f->done++;
	f->last = *r;
}

static bool hosts_has_localhost(void)
{
	char line[256];
	FILE *file = fopen("/etc/hosts", "r");
	bool found = false;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		found = found || (strncmp(line, "127.0.0.1", 9) == 0 && strstr(line, "localhost") != NULL);
	if (file != NULL)
		fclose(file);
	return found;
}

static void test_hosts(void **state)
{
	struct event_base *base = event_base_new();
	struct fixture f = { .done = 0 };
	struct dns *d = dns_new(base, on_result, &f);
	struct address expected;

	(void)state;
	if (!hosts_has_localhost())
		skip();
	f.inside = true;
	for (uint64_t i = 0; i < 20; i++)
		dns_ask(d, i, "localhost", IP_V4);
	f.inside = false;
	assert_int_equal(f.done, 0);
	turn_until(base, &f.done, 20);
	assert_true(f.last.ok);
	assert_true(address_parse(view_str("127.0.0.1"), &expected));
	assert_true(f.last.nr >= 1 && address_eq(f.last.addrs[0], expected));
	dns_free(d);
	event_base_free(base);
}

/* Questions that nobody waits for any more. */
static void test_end(void **state)
{
	struct event_base *base = event_base_new();
	struct fixture f = { .done = 0 };
	struct dns *d = dns_new(base, on_result, &f);

	(void)state;
	dns_ask(d, 1, "localhost", IP_UNSET);
	dns_ask(d, 2, "a.name.that.takes.its.time.invalid", IP_UNSET);
	dns_free(d);
	event_base_free(base);
	assert_int_equal(f.done, 0);
}

/* Memory fails in the middle: no answer, or one that says no; never a crash. */
static void test_no_memory(void **state)
{
	(void)state;
	for (unsigned long n = 1; n < 6; n++) {
		struct event_base *base = event_base_new();
		struct fixture f = { .done = 0 };
		struct dns *d;

		mem_fail_nth(n);
		d = dns_new(base, on_result, &f);
		if (d != NULL)
			dns_ask(d, 1, "localhost", IP_V4);
		mem_fail_nth(0);
		dns_free(d);
		event_base_free(base);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
