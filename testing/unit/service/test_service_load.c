/* SPDX-License-Identifier: ISC
 *
 * test_service_load.c - real connections behind the service: ten thousand are loaded, listed in
 * pages, reloaded unchanged and replaced while their policies stay in the (simulated) kernel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "child/child_sa.h"
#include "control/control.h"
#include "core/listen.h"
#include "ike/ddos.h"
#include "ike/ike_sa.h"
#include "service/service.h"
#include "testing/unit/conn/world/fake_world.h"

enum { MANY = 10000, BATCH = 1000 };

static struct world w;
static struct env_ops ops;
static json_t *last;	/* the last reply */
static size_t longest;	/* bytes of the longest reply */

static void keep_reply(void *world, uint32_t client, struct view json)
{
	(void)world;
	(void)client;
	longest = json.len > longest ? json.len : longest;
	json_decref(last);
	last = json_loadb((const char *)json.ptr, json.len, 0, NULL);
}

static void ignore_close(void *world, uint32_t client)
{
	(void)world;
	(void)client;
}

void pluto_listen(struct pluto *p)
{
	listen_update(p);
	conn_orient_all(p);
	service_start_wishes(p);
}

static int start(void **state)
{
	(void)state;
	memset(&w, 0, sizeof(w));
	world_init(&w);
	ops = *w.p.env.ops;
	ops.control_send = keep_reply;
	ops.control_close = ignore_close;
	w.p.env.ops = &ops;
	w.p.ddos = ddos_new(&w.p);
	w.p.ikes = ike_db_new(&w.p);
	w.p.children = child_db_new(&w.p);
	w.p.service = service_new(&w.p);
	return w.p.service == NULL;
}

static int end(void **state)
{
	(void)state;
	while (world_intent(&w).type != INTENT_TYPES)
		;
	service_free(&w.p, w.p.service);
	w.p.service = NULL;
	child_db_free(&w.p, w.p.children);
	ike_db_free(&w.p, w.p.ikes);
	w.p.children = NULL;
	w.p.ikes = NULL;
	ddos_free(w.p.ddos);
	w.p.ddos = NULL;
	world_fini(&w);
	json_decref(last);
	last = NULL;
	return 0;
}

static void call(const char *method, json_t *params)
{
	struct bytes text;

	assert_true(control_request_build(method, params, false, &text));
	assert_true(text.len <= CONTROL_MESSAGE_MAX);
	service_on_message(&w.p, 1, bytes_view(&text));
	bytes_fini(&text);
	assert_non_null(last);
}

static int64_t reply_int(const char *name)
{
	return control_get_int(json_object_get(last, "parameters"), name, -1);
}

static json_t *one(unsigned i, const char *autostart, const char *esp)
{
	char name[32], right[32], id[64], net[32];
	json_t *o = json_object(), *s = json_object();

	snprintf(name, sizeof(name), "c%u", i);
	snprintf(right, sizeof(right), "10.%u.%u.%u", 1 + i / 62500, i / 250 % 250, 1 + i % 250);
	snprintf(id, sizeof(id), "@peer%u.example.com", i);
	snprintf(net, sizeof(net), "172.%u.%u.%u/32", 16 + i / 62500, i / 250 % 250, 1 + i % 250);
	json_object_set_new(s, "left", json_string("192.0.2.1"));
	json_object_set_new(s, "leftid", json_string("@west"));
	json_object_set_new(s, "leftsubnet", json_string("192.0.1.0/24"));
	json_object_set_new(s, "right", json_string(right));
	json_object_set_new(s, "rightid", json_string(id));
	json_object_set_new(s, "rightsubnet", json_string(net));
	json_object_set_new(s, "authby", json_string("secret"));
	json_object_set_new(s, "ike", json_string("aes_gcm128-sha2_256-dh31"));
	json_object_set_new(s, "esp", json_string(esp));
	json_object_set_new(s, "auto", json_string(autostart));
	json_object_set_new(o, "name", json_string(name));
	json_object_set_new(o, "settings", s);
	return o;
}

/* Adds MANY; how many each count of the replies says in all. */
static void add_all(const char *autostart, const char *esp, int64_t *added, int64_t *unchanged)
{
	*added = *unchanged = 0;
	for (unsigned i = 0; i < MANY; i += BATCH) {
		json_t *params = json_object(), *list = json_array();

		for (unsigned j = i; j < i + BATCH; j++)
			json_array_append_new(list, one(j, autostart, esp));
		json_object_set_new(params, "connections", list);
		json_object_set_new(params, "replace", json_true());
		call("AddMany", params);
		assert_int_equal(reply_int("rc"), 0);
		*added += reply_int("added");
		*unchanged += reply_int("unchanged");
	}
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t count_in_pages(void)
{
	size_t nr = 0, pages = 0;
	int64_t after = 0;

	do {
		json_t *params = json_object();

		json_object_set_new(params, "after", json_integer(after));
		call("Connections", params);
		nr += json_array_size(
			control_get_array(json_object_get(last, "parameters"), "connections"));
		after = reply_int("next");
		assert_true(++pages < 1000);
	} while (after > 0);
	return nr;
}

static void ten_thousand_are_loaded_listed_and_reloaded(void **state)
{
	int64_t added, unchanged;
	double before = seconds(), load, reload, list;

	(void)state;
	add_all("add", "aes_gcm128", &added, &unchanged);
	load = seconds() - before;
	assert_int_equal(added, MANY);
	before = seconds();
	add_all("add", "aes_gcm128", &added, &unchanged);
	reload = seconds() - before;
	assert_int_equal(added, 0);
	assert_int_equal(unchanged, MANY);
	before = seconds();
	longest = 0;
	assert_int_equal(count_in_pages(), MANY);
	list = seconds() - before;
	assert_true(longest < 2 * CONTROL_PAGE_MAX);
	print_message("load %.3f s, reload %.3f s, list %.3f s (the test's own JSON included)\n",
		      load, reload, list);
	/* generous: sanitizers and busy machines */
	assert_true(load < 10 && reload < 10 && list < 20);
}

/* Two settings differ: the trap stays in the kernel, now the successor's. */
static void a_replaced_trap_never_leaves_the_kernel(void **state)
{
	json_t *params = one(1, "ondemand", "aes_gcm128");
	struct ike_sa *ike;

	(void)state;
	pluto_listen(&w.p);
	json_object_set_new(params, "replace", json_true());
	call("Add", params);
	assert_int_equal(reply_int("rc"), 0);
	assert_string_equal(world_state(conn_first(&w.p)), "routed-ondemand");
	/* an SA somewhere: the old one may not simply be freed */
	ike = ike_sa_new(&w.p, 0, IKE_INITIATOR, (struct endpoint){world_address("192.0.2.1"), 500},
			 (struct endpoint){world_address("192.0.2.2"), 500});
	assert_non_null(ike);
	params = one(1, "ondemand", "aes_gcm256");
	json_object_set_new(params, "replace", json_true());
	call("Add", params);
	assert_int_equal(reply_int("rc"), 0);
	assert_true(conn_first(&w.p)->pending_delete);
	assert_string_equal(world_state(conn_next(&w.p, conn_first(&w.p))), "routed-ondemand");
	assert_int_equal(world_packet(&w, "192.0.1.1", "172.16.0.2"), SIM_HELD);
	assert_int_equal(world_intent(&w).type, INTENT_DOWN);
	assert_int_equal(world_intent(&w).type, INTENT_CONN_REMOVE);
	conn_delete(&w.p, conn_first(&w.p));
	assert_int_equal(world_packet(&w, "192.0.1.1", "172.16.0.2"), SIM_HELD);
	assert_true(world_kernel_agrees(&w));
	ike_sa_free(&w.p, ike);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ten_thousand_are_loaded_listed_and_reloaded),
		TEST(a_replaced_trap_never_leaves_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
