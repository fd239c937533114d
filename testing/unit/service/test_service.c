/* SPDX-License-Identifier: ISC
 *
 * test_service.c - what the control service answers, whom it makes wait, and what it refuses (T57).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "control/command.h"
#include "control/control.h"
#include "testing/unit/service/service_fakes.h"

static struct fake f;

static int start(void **state)
{
	(void)state;
	fake_start(&f);
	return f.p.service == NULL;
}

static int end(void **state)
{
	(void)state;
	fake_end(&f);
	return 0;
}

/* The last reply to CLIENT: its error (or ""), rc and text. */
static void expect_end(uint32_t client, const char *error, int rc, const char *text)
{
	json_t *r = fake_reply(&f, client, fake_replies(&f, client) - 1);
	const json_t *params = json_object_get(r, "parameters");

	assert_non_null(r);
	assert_false(control_get_bool(r, "continues", false));
	assert_string_equal(control_get_string(r, "error", ""), error);
	assert_int_equal(control_get_int(params, "rc", 0), rc);
	if (text != NULL)
		assert_string_equal(control_get_string(params, "text", ""), text);
	json_decref(r);
}

#define FAILED "org.cygnet.pluto.Failed"

static const char *nth_line(uint32_t client, size_t n, char *buf, size_t size)
{
	json_t *r = fake_reply(&f, client, n);

	snprintf(buf, size, "%s",
		 control_get_string(json_object_get(r, "parameters"), "line", "<no line>"));
	json_decref(r);
	return buf;
}

/* ---- the frame ---- */

static void garbage_cuts_the_client_off(void **state)
{
	(void)state;
	fake_say(&f, 7, "garbage");
	assert_int_equal(f.closed, 7);
	assert_int_equal(fake_replies(&f, 7), 1);
	/* and it may come back as a new one */
	fake_forget(&f);
	fake_say(&f, 7, "{'method':'org.varlink.service.GetInfo'}");
	expect_end(7, "", 0, NULL);
}

static void an_unknown_method_is_told(void **state)
{
	(void)state;
	fake_say(&f, 1, "{'method':'org.cygnet.pluto.Frobnicate'}");
	expect_end(1, "org.varlink.service.MethodNotFound", 0, NULL);
	assert_int_equal(f.closed, 0);
}

static void the_interface_is_described(void **state)
{
	json_t *r;

	(void)state;
	fake_say(&f, 1, "{'method':'org.varlink.service.GetInterfaceDescription',"
			"'parameters':{'interface':'org.cygnet.pluto'}}");
	r = fake_reply(&f, 1, 0);
	assert_non_null(
		strstr(control_get_string(json_object_get(r, "parameters"), "description", ""),
		       "interface org.cygnet.pluto\n"));
	json_decref(r);
	fake_say(&f, 2, "{'method':'org.varlink.service.GetInterfaceDescription'}");
	expect_end(2, "org.varlink.service.InvalidParameter", 0, NULL);
}

static void clients_are_capped(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= SERVICE_CLIENTS_MAX; i++)
		fake_say(&f, i, "{'method':'org.varlink.service.GetInfo'}");
	assert_int_equal(f.closed, 0);
	fake_say(&f, 1000, "{'method':'org.varlink.service.GetInfo'}");
	assert_int_equal(f.closed, 1000);
	expect_end(1000, "org.cygnet.pluto.TooManyClients", 0, NULL);
	service_on_gone(&f.p, 1);
	fake_say(&f, 1001, "{'method':'org.varlink.service.GetInfo'}");
	expect_end(1001, "", 0, NULL);
}

static void oneway_gets_no_reply(void **state)
{
	(void)state;
	fake_say(&f, 1, "{'method':'org.varlink.service.GetInfo','oneway':true}");
	assert_int_equal(fake_replies(&f, 1), 0);
}

static void every_method_survives_empty_parameters(void **state)
{
	(void)state;
	fake_conn(&f, "west", CONN_PERMANENT);
	for (uint32_t i = 1; i < CONTROL_METHODS; i++) {
		char text[128];

		snprintf(text, sizeof(text), "{'method':'%s'}", control_methods[i].name);
		fake_say(&f, i, text);
		assert_int_equal(fake_replies(&f, i), 1);
		snprintf(text, sizeof(text),
			 "{'method':'%s','parameters':{'name':[],'settings':1,'after':{}}}",
			 control_methods[i].name);
		fake_say(&f, i, text);
		assert_true(fake_replies(&f, i) >= 2);
	}
}

/* ---- up ---- */

#define UP(name) "{'method':'org.cygnet.pluto.Up','parameters':{'name':'" name "'},'more':true}"

static void an_unknown_name_is_21(void **state)
{
	(void)state;
	fake_say(&f, 1, UP("nope"));
	expect_end(1, FAILED, RC_UNKNOWN_NAME, "no connection or alias named \"nope\"");
}

static void up_waits_and_streams(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);
	struct intent i;
	char line[256];

	(void)state;
	fake_say(&f, 1, UP("west"));
	assert_int_equal(fake_replies(&f, 1), 0);
	i = fake_intent(&f);
	assert_int_equal(i.type, INTENT_INITIATE);
	assert_int_equal(i.conn, c->id);
	assert_int_equal(i.why, WHY_COMMAND);
	assert_true(c->wish.up);

	f.ike.id = 5;
	f.ike.conn = c->id;
	service_on_log(&f.p, LOG_NOTE, LOG_OBJECT_CONN(c->id), "\"west\" initiating");
	service_on_log(&f.p, LOG_TRACE, LOG_OBJECT_CONN(c->id), "| secret");
	service_on_log(&f.p, LOG_NOTE, LOG_OBJECT_SA(5), "\"west\" #5: sent IKE_SA_INIT request");
	service_on_log(&f.p, LOG_NOTE, LOG_OBJECT_CONN(99), "\"other\"");
	service_on_log(&f.p, LOG_NOTE, 0, "something else");
	assert_int_equal(fake_replies(&f, 1), 2);
	assert_string_equal(nth_line(1, 1, line, sizeof(line)),
			    "\"west\" #5: sent IKE_SA_INIT request");

	fake_pass(&f, DURATION_S(60));
	assert_int_equal(fake_replies(&f, 1), 2);
	service_on_result(&f.p, c->id, RC_OK, "");
	expect_end(1, "", 0, "");
	service_on_result(&f.p, c->id, RC_FATAL, "late");
	assert_int_equal(fake_replies(&f, 1), 3);
}

static void up_returns_the_real_result(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	fake_say(&f, 1, UP("west"));
	service_on_result(&f.p, c->id, RC_NORETRANSMISSION, "no answer");
	expect_end(1, FAILED, RC_NORETRANSMISSION, "no answer");
}

static void up_async_does_not_wait(void **state)
{
	(void)state;
	fake_conn(&f, "west", CONN_PERMANENT);
	fake_say(&f, 1, "{'method':'Up','parameters':{'name':'west','async':true}}");
	expect_end(1, "", 0, "");
	assert_int_equal(fake_intent(&f).type, INTENT_INITIATE);
}

static void up_is_refused_with_the_right_code(void **state)
{
	struct conn *template = fake_conn(&f, "template", CONN_TEMPLATE);
	struct conn *pass = fake_conn(&f, "pass", CONN_PERMANENT);
	struct conn *far = fake_conn(&f, "far", CONN_PERMANENT);

	(void)state;
	(void)template;
	f.configs[pass - f.conns].type = CONN_PASS;
	far->oriented = false;
	fake_say(&f, 1, UP("template"));
	expect_end(1, FAILED, RC_NOPEERIP, NULL);
	fake_say(&f, 2, UP("pass"));
	expect_end(2, FAILED, RC_INITSHUNT, NULL);
	fake_say(&f, 3, UP("far"));
	expect_end(3, FAILED, RC_ORIENT, NULL);
	f.p.listening = false;
	fake_say(&f, 4, UP("far"));
	expect_end(4, FAILED, RC_DEAF, NULL);
	assert_int_equal(fake_intent(&f).type, INTENT_TYPES);
}

static void a_remote_host_makes_an_instance(void **state)
{
	struct conn *template = fake_conn(&f, "road", CONN_TEMPLATE);
	struct intent i;

	(void)state;
	fake_say(&f, 1, "{'method':'Up','parameters':{'name':'road','remote_host':'192.0.2.9'}}");
	i = fake_intent(&f);
	assert_int_equal(i.type, INTENT_INITIATE);
	assert_int_equal(i.conn, template->id + 1);
	service_on_result(&f.p, i.conn, RC_OK, "");
	expect_end(1, "", 0, "");
	fake_say(&f, 2, "{'method':'Up','parameters':{'name':'road','remote_host':'x'}}");
	expect_end(2, FAILED, RC_NOPEERIP, NULL);
}

static void an_alias_waits_for_all(void **state)
{
	struct conn *a = fake_conn(&f, "a", CONN_PERMANENT),
		    *b = fake_conn(&f, "b", CONN_PERMANENT);
	char line[256];

	(void)state;
	fake_say(&f, 1, UP("all"));
	assert_string_equal(nth_line(1, 0, line, sizeof(line)),
			    "initiating all connections with alias \"all\"");
	assert_string_equal(nth_line(1, 1, line, sizeof(line)), "initiating 2 connections");
	service_on_result(&f.p, b->id, RC_FATAL, "rejected");
	assert_int_equal(fake_replies(&f, 1), 2);
	service_on_result(&f.p, a->id, RC_OK, "");
	expect_end(1, FAILED, RC_FATAL, "rejected");
	/* of two failures the first is told */
	fake_say(&f, 2, UP("all"));
	service_on_result(&f.p, a->id, RC_NORETRANSMISSION, "no answer");
	service_on_result(&f.p, b->id, RC_FATAL, "rejected");
	expect_end(2, FAILED, RC_NORETRANSMISSION, "no answer");
}

static void a_client_that_goes_waits_no_more(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	fake_say(&f, 1, UP("west"));
	service_on_gone(&f.p, 1);
	service_on_log(&f.p, LOG_NOTE, LOG_OBJECT_CONN(c->id), "x");
	service_on_result(&f.p, c->id, RC_OK, "");
	fake_pass(&f, DURATION_S(10));
	assert_int_equal(fake_replies(&f, 1), 0);
}

static void a_second_request_while_one_runs_cuts_off(void **state)
{
	(void)state;
	fake_conn(&f, "west", CONN_PERMANENT);
	fake_say(&f, 1, UP("west"));
	fake_say(&f, 1, UP("west"));
	assert_int_equal(f.closed, 1);
	expect_end(1, "org.cygnet.pluto.Busy", 0, NULL);
}

static void up_ends_when_the_connection_is_taken_away(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	fake_say(&f, 1, UP("west"));
	fake_say(&f, 2, "{'method':'Down','parameters':{'name':'west'}}");
	expect_end(1, FAILED, RC_FATAL, "the connection was taken down");
	fake_say(&f, 3, UP("west"));
	c->id = 0;
	fake_pass(&f, DURATION_S(1));
	expect_end(3, FAILED, RC_FATAL, "the connection is gone");
}

/* ---- down, delete ---- */

static void down_waits_for_the_child_to_go(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	c->wish.up = true;
	f.child.id = 2;
	f.child.conn = c->id;
	f.child.state = CHILD_UP;
	fake_say(&f, 1, "{'method':'Down','parameters':{'name':'west'}}");
	assert_int_equal(fake_intent(&f).type, INTENT_DOWN);
	assert_false(c->wish.up);
	fake_pass(&f, DURATION_MS(100));
	assert_int_equal(fake_replies(&f, 1), 0);
	f.child.id = 0;
	fake_pass(&f, DURATION_MS(300));
	expect_end(1, "", 0, "");
}

static void down_does_not_wait_for_a_dead_peer(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	f.ike.id = 1;
	f.ike.conn = c->id;
	f.ike.state = IKE_CLOSING;
	fake_say(&f, 1, "{'method':'Down','parameters':{'name':'west'}}");
	fake_pass(&f, DURATION_S(6));
	expect_end(1, "", 0, "");
}

static void delete_takes_down_and_removes(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	c->wish = (struct wish){ true, true, true };
	fake_say(&f, 1, "{'method':'Delete','parameters':{'name':'west'}}");
	assert_int_equal(fake_intent(&f).type, INTENT_DOWN);
	assert_int_equal(fake_intent(&f).type, INTENT_CONN_REMOVE);
	assert_false(c->wish.up || c->wish.route || c->wish.keep);
	c->id = 0;
	fake_pass(&f, DURATION_MS(10));
	expect_end(1, "", 0, "");
}

static void a_template_takes_its_instances_along(void **state)
{
	struct conn *t = fake_conn(&f, "road", CONN_TEMPLATE);
	struct conn *i = fake_conn(&f, "road", CONN_INSTANCE);

	(void)state;
	i->template = t->id;
	fake_say(&f, 1, "{'method':'Down','parameters':{'name':'road'}}");
	assert_int_equal(fake_intent(&f).conn, i->id);
	assert_int_equal(fake_intent(&f).conn, t->id);
}

/* ---- route ---- */

static void route_and_unroute(void **state)
{
	struct conn *c = fake_conn(&f, "west", CONN_PERMANENT);

	(void)state;
	fake_say(&f, 1, "{'method':'Route','parameters':{'name':'west'}}");
	expect_end(1, "", 0, "");
	assert_true(c->wish.route);
	assert_int_equal(f.routed, 1);
	f.busy_route = true;
	fake_say(&f, 1, "{'method':'Unroute','parameters':{'name':'west'}}");
	expect_end(1, FAILED, RC_RTBUSY, "\"west\": cannot unroute: a tunnel uses it");
	assert_true(c->wish.route);
	f.busy_route = false;
	fake_say(&f, 1, "{'method':'Unroute','parameters':{'name':'west'}}");
	expect_end(1, "", 0, "");
	assert_false(c->wish.route);
	f.refuse_route = true;
	fake_say(&f, 1, "{'method':'Route','parameters':{'name':'west'}}");
	expect_end(1, FAILED, RC_ROUTE, "\"west\": cannot route: the kernel says no");
	c->oriented = false;
	fake_say(&f, 1, "{'method':'Route','parameters':{'name':'west'}}");
	expect_end(1, FAILED, RC_ORIENT, NULL);
}

/* ---- add ---- */

#define ADD(name, settings, more)                                                                  \
	"{'method':'Add','parameters':{'name':'" name "','settings':{" settings "}" more           \
	"},'more':true}"

static void add_is_idempotent(void **state)
{
	char line[256];

	(void)state;
	fake_say(&f, 1, ADD("west", "'left':'192.0.2.1','leftid':'@west'", ",'replace':true"));
	assert_string_equal(nth_line(1, 0, line, sizeof(line)),
			    "\"west\": added oriented IKEv2 connection");
	expect_end(1, "", 0, "");
	assert_string_equal(f.texts[0], "1=192.0.2.1\n1id=@west\n");
	fake_forget(&f);
	fake_say(&f, 1, ADD("west", "'left':'192.0.2.1','leftid':'@west'", ",'replace':true"));
	assert_int_equal(fake_replies(&f, 1), 1);
	expect_end(1, "", 0, "");
	assert_int_equal(f.nr_conns, 1);
	fake_say(&f, 1, ADD("west", "'left':'192.0.2.3'", ",'replace':true"));
	expect_end(1, "", 0, "");
	assert_int_equal(f.nr_conns, 2);
	assert_int_equal(f.deleted, 1);
	fake_say(&f, 1, ADD("west", "'left':'192.0.2.3'", ""));
	expect_end(1, FAILED, RC_DUPNAME, NULL);
}

static void a_live_connection_is_replaced_by_intents(void **state)
{
	(void)state;
	fake_say(&f, 1, ADD("west", "'left':'192.0.2.1'", ""));
	f.ike.id = 1;
	f.ike.conn = 1;
	fake_say(&f, 1, ADD("west", "'left':'192.0.2.3'", ",'replace':true"));
	assert_int_equal(f.deleted, 0);
	assert_int_equal(fake_intent(&f).type, INTENT_DOWN);
	assert_int_equal(fake_intent(&f).type, INTENT_CONN_REMOVE);
	assert_true(f.conns[0].pending_delete);
	/* the name is the new one's */
	fake_say(&f, 1, "{'method':'Up','parameters':{'name':'west','async':true}}");
	assert_int_equal(fake_intent(&f).conn, 2);
}

static void bad_settings_are_refused_with_the_reason(void **state)
{
	static const struct { const char *settings, *why;
	} bad[] = {
		{ADD("w", "'frob':'1'", ""), "unknown keyword 'frob'"},
		{ADD("w", "'leftfrob':'1'", ""), "unknown keyword 'leftfrob'"},
		{ADD("w", "'left':1", ""), "not a string: the value of 'left'"},
		{ADD("w", "'ike':'bad'", ""), "ike: bad value"},
		{ADD("w w", "'left':'1'", ""),
		 "the name is missing or has characters that it must not have"},
		{ADD("", "", ""), "the name is missing or has characters that it must not have"},
		{ADD("$1", "", ""), "the name is missing or has characters that it must not have"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(bad); i++) {
		fake_say(&f, 1, bad[i].settings);
		expect_end(1, FAILED, RC_FATAL, bad[i].why);
	}
	assert_int_equal(f.nr_conns, 0);
}

static void auto_is_acted_upon(void **state)
{
	(void)state;
	fake_say(&f, 1, ADD("r", "'auto':'ondemand'", ""));
	assert_int_equal(f.routed, 1);
	fake_say(&f, 1, ADD("u", "'auto':'up'", ""));
	assert_int_equal(fake_intent(&f).type, INTENT_INITIATE);
	assert_int_equal(fake_intent(&f).type, INTENT_TYPES);
}

static void auto_waits_for_listening(void **state)
{
	(void)state;
	f.p.listening = false;
	fake_say(&f, 1, ADD("r", "'auto':'ondemand'", ""));
	fake_say(&f, 1, ADD("u", "'auto':'up'", ""));
	assert_int_equal(f.routed, 0);
	assert_int_equal(fake_intent(&f).type, INTENT_TYPES);
	f.p.listening = true;
	fake_say(&f, 1, "{'method':'Listen'}");
	assert_int_equal(f.listened, 1);
	assert_int_equal(f.routed, 1);
	assert_int_equal(fake_intent(&f).conn, 2);
	fake_say(&f, 1, "{'method':'Listen'}");
	assert_int_equal(f.routed, 1);
}

static void many_are_added_and_counted(void **state)
{
	json_t *r;

	(void)state;
	fake_say(&f, 1, "{'method':'AddMany','parameters':{'replace':true,'connections':["
			"{'name':'a','settings':{'left':'1'}},{'name':'b','settings':{'left':'2'}},"
			"{'name':'a','settings':{'left':'1'}}]}}");
	r = fake_reply(&f, 1, 0);
	assert_int_equal(control_get_int(json_object_get(r, "parameters"), "added", -1), 2);
	assert_int_equal(control_get_int(json_object_get(r, "parameters"), "unchanged", -1), 1);
	json_decref(r);
	fake_say(&f, 1,
		 "{'method':'AddMany','parameters':{'connections':["
		 "{'name':'c','settings':{'x':'1'}},3,{'name':'d','settings':{'left':'2'}}]}}");
	expect_end(1, FAILED, RC_FATAL, "2 of 3 connections failed to load");
	assert_int_equal(f.nr_conns, 3);
}

/* ---- listings ---- */

static void connections_come_in_pages(void **state)
{
	json_t *r, *list;

	(void)state;
	fake_conn(&f, "a", CONN_PERMANENT);
	fake_conn(&f, "b", CONN_PERMANENT);
	fake_conn(&f, "c", CONN_PERMANENT);
	fake_say(&f, 1, "{'method':'Connections','parameters':{'after':1}}");
	r = fake_reply(&f, 1, 0);
	list = json_object_get(json_object_get(r, "parameters"), "connections");
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(control_get_string(json_array_get(list, 0), "name", ""), "b");
	assert_null(json_object_get(json_object_get(r, "parameters"), "next"));
	json_decref(r);
	fake_say(&f, 2, "{'method':'Connections','parameters':{'name':'c'}}");
	r = fake_reply(&f, 2, 0);
	assert_int_equal(json_array_size(json_object_get(json_object_get(r, "parameters"),
							 "connections")), 1);
	json_decref(r);
	fake_say(&f, 3, "{'method':'Connections','parameters':{'name':'x'}}");
	expect_end(3, FAILED, RC_UNKNOWN_NAME, NULL);
}

static void a_state_is_found_by_number(void **state)
{
	json_t *r, *s;

	(void)state;
	fake_conn(&f, "west", CONN_PERMANENT);
	f.ike = (struct ike_sa){ .id = 1, .conn = 1, .state = IKE_UP };
	f.child = (struct child_sa){ .id = 2, .conn = 1, .ike = 1, .state = CHILD_UP };
	f.conns[0].routing.owner_child = 2;
	fake_say(&f, 1, "{'method':'States','parameters':{'name':'#2'}}");
	r = fake_reply(&f, 1, 0);
	s = json_array_get(json_object_get(json_object_get(r, "parameters"), "states"), 0);
	assert_string_equal(control_get_string(s, "kind", ""), "child");
	assert_true(control_get_bool(s, "eroute_owner", false));
	assert_int_equal(control_get_int(s, "bytes_in", 0), 84);
	json_decref(r);
	fake_say(&f, 1, "{'method':'Up','parameters':{'name':'#2','async':true}}");
	assert_int_equal(fake_intent(&f).conn, 1);
	fake_say(&f, 1, "{'method':'Up','parameters':{'name':'#3'}}");
	expect_end(1, FAILED, RC_UNKNOWN_NAME, "no such state: #3");
	f.ike = (struct ike_sa){ 0 };
	f.child = (struct child_sa){ 0 };
}

/* ---- memory ---- */

/* Each allocation of an `up` fails once: no crash, and the next request is served. */
static void failing_allocations_are_survived(void **state)
{
	(void)state;
	fake_conn(&f, "west", CONN_PERMANENT);
	for (unsigned long n = 1; n < 20; n++) {
		char *text = mem_strdup(
			"{\"method\":\"Up\",\"parameters\":{\"name\":\"west\",\"async\":true}}");

		mem_fail_nth(n);
		service_on_message(&f.p, 1, view_str(text));
		mem_fail_nth(0);
		mem_free(text);
	}
	while (fake_intent(&f).type != INTENT_TYPES)
		;
	fake_forget(&f);
	fake_say(&f, 1, "{'method':'org.varlink.service.GetInfo'}");
	expect_end(1, "", 0, NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(garbage_cuts_the_client_off),
		TEST(an_unknown_method_is_told),
		TEST(the_interface_is_described),
		TEST(clients_are_capped),
		TEST(oneway_gets_no_reply),
		TEST(every_method_survives_empty_parameters),
		TEST(an_unknown_name_is_21),
		TEST(up_waits_and_streams),
		TEST(up_returns_the_real_result),
		TEST(up_async_does_not_wait),
		TEST(up_is_refused_with_the_right_code),
		TEST(a_remote_host_makes_an_instance),
		TEST(an_alias_waits_for_all),
		TEST(a_client_that_goes_waits_no_more),
		TEST(a_second_request_while_one_runs_cuts_off),
		TEST(up_ends_when_the_connection_is_taken_away),
		TEST(down_waits_for_the_child_to_go),
		TEST(down_does_not_wait_for_a_dead_peer),
		TEST(delete_takes_down_and_removes),
		TEST(a_template_takes_its_instances_along),
		TEST(route_and_unroute),
		TEST(add_is_idempotent),
		TEST(a_live_connection_is_replaced_by_intents),
		TEST(bad_settings_are_refused_with_the_reason),
		TEST(auto_is_acted_upon),
		TEST(auto_waits_for_listening),
		TEST(many_are_added_and_counted),
		TEST(connections_come_in_pages),
		TEST(a_state_is_found_by_number),
		TEST(failing_allocations_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
