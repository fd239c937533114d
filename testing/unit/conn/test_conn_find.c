/* SPDX-License-Identifier: ISC
 *
 * test_conn_find.c - finding connections by name, hosts and identities; instances.
 */
#include <stdlib.h>

#include "conn/conn_db_priv.h"
#include "testing/unit/conn/conn_testing.h"

static void test_names(void **state)
{
	struct conn *west = world_add(&w, "west", BASE "connalias=all,x");
	struct conn *road = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret connalias=all");
	struct conn *one = conn_instantiate(&w.p, road, world_address("198.51.100.1"), 500, NULL);
	struct conn *two = conn_instantiate(&w.p, road, world_address("198.51.100.2"), 500, NULL);
	struct conn *out[8];
	char serial[16];

	(void)state;
	assert_int_equal(conn_by_name(&w.p, "west", out, 8), 1);
	assert_ptr_equal(out[0], west);
	assert_int_equal(conn_by_name(&w.p, "road", out, 8), 3);
	assert_ptr_equal(out[0], road);
	assert_ptr_equal(out[1], one);
	assert_int_equal(conn_by_name(&w.p, "road", out, 2), 2);
	assert_int_equal(conn_by_name(&w.p, "\"road\"[2]", out, 8), 1);
	assert_ptr_equal(out[0], two);
	assert_int_equal(conn_by_name(&w.p, "\"road\"[2] 198.51.100.2", out, 8), 1);
	assert_int_equal(conn_by_name(&w.p, "\"road\"[9]", out, 8), 0);
	assert_int_equal(conn_by_name(&w.p, "all", out, 8), 2);
	assert_ptr_equal(out[1], road);
	assert_int_equal(conn_by_name(&w.p, "x", out, 8), 1);
	(void)snprintf(serial, sizeof(serial), "$%llu", (unsigned long long)two->id);
	assert_int_equal(conn_by_name(&w.p, serial, out, 8), 1);
	assert_ptr_equal(out[0], two);
	assert_int_equal(conn_by_name(&w.p, "$", out, 8), 0);
	assert_int_equal(conn_by_name(&w.p, "$1x", out, 8), 0);
	assert_int_equal(conn_by_name(&w.p, "nobody", out, 8), 0);
	assert_int_equal(conn_by_name(&w.p, "\"", out, 8), 0);
	assert_string_equal(two->log.prefix, "\"road\"[2] 198.51.100.2: ");
	conn_delete(&w.p, road);
	assert_int_equal(conn_by_name(&w.p, "all", out, 8), 1);
	assert_null(conn_next(&w.p, conn_first(&w.p)));
}

static void test_hosts(void **state)
{
	struct conn *drop = world_add(&w, "drop", "left=192.0.2.1 right=192.0.2.2 type=drop");
	struct conn *road = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret");
	struct conn *west = world_add(&w, "west", BASE);
	struct address me = world_address("192.0.2.1");

	(void)state;
	(void)drop;
	assert_ptr_equal(conn_for_hosts(&w.p, me, world_address("192.0.2.2")), west);
	assert_ptr_equal(conn_for_hosts(&w.p, me, world_address("192.0.2.3")), road);
	assert_null(conn_for_hosts(&w.p, world_address("2001:db8::1"), world_address("2001:db8::2")));
	/* An instance answers for its template only. */
	(void)conn_instantiate(&w.p, road, world_address("192.0.2.3"), 500, NULL);
	assert_ptr_equal(conn_for_hosts(&w.p, me, world_address("192.0.2.3")), road);
	conn_delete(&w.p, west);
	assert_ptr_equal(conn_for_hosts(&w.p, me, world_address("192.0.2.2")), road);
	conn_delete(&w.p, road);
	assert_null(conn_for_hosts(&w.p, me, world_address("192.0.2.2")));
}

static struct conn *for_ids(struct conn *current, const char *peer, const char *idr)
{
	struct id p = world_id(peer), i = world_id(idr != NULL ? idr : "%any");
	struct conn *c = conn_for_ids(&w.p, current, &p, idr != NULL ? &i : NULL);

	id_fini(&p);
	id_fini(&i);
	return c;
}

static void test_ids(void **state)
{
	struct conn *any = world_add(&w, "any", BASE "rightid=%any leftid=@west");
	struct conn *a = world_add(&w, "a", BASE "rightid=@a leftid=@west");
	struct conn *b = world_add(&w, "b", BASE "rightid=@b leftid=@west");
	struct conn *b2 = world_add(&w, "b2", BASE "rightid=@b leftid=@west2");
	struct conn *road = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret rightid=@r leftid=@west");
	struct conn *start = conn_for_hosts(&w.p, any->local.host, any->remote.host);

	(void)state;
	assert_ptr_equal(start, any);
	assert_ptr_equal(for_ids(start, "@a", NULL), a);
	assert_ptr_equal(for_ids(start, "@A.", NULL), a);
	assert_ptr_equal(for_ids(start, "@b", NULL), b);
	assert_ptr_equal(for_ids(start, "@b", "@west2"), b2);
	assert_ptr_equal(for_ids(b2, "@b", NULL), b2);		/* it fits: no switch */
	assert_null(for_ids(start, "@b", "@nobody"));
	assert_ptr_equal(for_ids(start, "@stranger", NULL), any);
	assert_ptr_equal(for_ids(a, "@stranger", NULL), any);
	assert_ptr_equal(for_ids(start, "@r", NULL), road);
	assert_ptr_equal(for_ids(road, "@stranger", NULL), NULL);	/* %any is for 192.0.2.2 only */
}

static void test_instances_before_templates(void **state)
{
	struct conn *road = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret leftsubnet=192.0.1.0/24");
	struct id ann = world_id("@ann"), bob = world_id("@bob");
	struct address nat = world_address("198.51.100.1");
	struct conn *i1 = conn_instantiate(&w.p, road, nat, 4500, NULL);
	struct conn *i2 = conn_instantiate(&w.p, road, nat, 4501, NULL);

	(void)state;
	assert_ptr_not_equal(i1, i2);
	assert_int_equal(i1->kind, CONN_INSTANCE);
	assert_int_equal(i1->template, road->id);
	assert_true(i1->oriented);
	assert_int_equal(i1->nr_spds, 1);
	assert_int_not_equal(i1->reqid, road->reqid);
	assert_ptr_equal(conn_instantiate(&w.p, road, nat, 4500, NULL), i1);
	/* The first one turns out to be ann. */
	assert_ptr_equal(conn_instantiate(&w.p, road, nat, 4500, &ann), i1);
	assert_true(id_eq(&i1->remote.id, &ann));
	/* She is known wherever she comes from behind that address. */
	assert_ptr_equal(conn_instantiate(&w.p, road, nat, 7777, &ann), i1);
	assert_int_equal(i1->remote.port, 7777);
	assert_ptr_equal(conn_for_ids(&w.p, i2, &ann, NULL), i1);
	assert_ptr_equal(conn_for_ids(&w.p, i2, &bob, NULL), i2);
	assert_ptr_equal(conn_for_ids(&w.p, road, &bob, NULL), road);
	assert_ptr_equal(conn_instantiate(&w.p, i1, nat, 1, NULL), i1);	/* not a template */
	id_fini(&ann);
	id_fini(&bob);
}

static void test_drop_instance(void **state)
{
	struct conn *road = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret");
	struct conn *i = conn_instantiate(&w.p, road, world_address("198.51.100.1"), 500, NULL);
	struct world_tunnel t;
	struct intent n;

	(void)state;
	routing_negotiation_started(&w.p, i, 5);
	conn_maybe_drop_instance(&w.p, i);
	assert_int_equal(world_intent(&w).type, INTENT_TYPES);
	world_tunnel(&t, i, 1);
	ok(routing_child_up(&w.p, i, &t.t));
	conn_maybe_drop_instance(&w.p, i);
	conn_maybe_drop_instance(&w.p, road);
	assert_int_equal(world_intent(&w).type, INTENT_TYPES);
	routing_child_down(&w.p, i, t.t.child, &t.t.in.key, &t.t.out.key, "x");
	n = world_intent(&w);
	assert_int_equal(n.type, INTENT_CONN_REMOVE);
	assert_int_equal(n.conn, i->id);
	conn_delete(&w.p, i);
	assert_true(sim_kernel_empty(w.kernel));
}

static void test_siblings(void **state)
{
	struct conn *a = world_add(&w, "a", NETS "rightid=@east");
	struct conn *b = world_add(&w, "b", BASE "rightid=@east");
	struct conn *other = world_add(&w, "other", BASE "rightid=@other");
	struct conn *wild = world_add(&w, "wild", BASE "rightid=%any");
	struct conn *road = world_add(&w, "road", "left=192.0.2.1 right=%any authby=secret");
	struct id east = world_id("@east");
	struct conn *c = NULL;
	unsigned seen = 0;

	(void)state;
	while ((c = conn_next_sibling(&w.p, a, &east, c)) != NULL) {
		assert_ptr_not_equal(c, a);
		assert_ptr_not_equal(c, other);
		seen |= c == b ? 1 : c == wild ? 2 : c == road ? 4 : 8;
	}
	assert_int_equal(seen, 7);
	id_fini(&east);
}

/* Ten thousand peers between the same two addresses: each look-up stays short. */
static void test_many(void **state)
{
	struct conn *first = NULL;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		char name[32], settings[256];
		struct conn *c;

		(void)snprintf(name, sizeof(name), "c%d", i);
		(void)snprintf(settings, sizeof(settings), BASE "leftupdown=%%disabled rightid=@p%d leftsubnet=10.%d.%d.0/24 "
			       "rightsubnet=11.%d.%d.0/24", i, i >> 8, i & 255, i >> 8, i & 255);
		c = world_add(&w, name, settings);
		if (first == NULL)
			first = c;
	}
	for (int i = 0; i < 10000; i++) {
		char id[32];
		struct conn *c;

		(void)snprintf(id, sizeof(id), "@p%d", i);
		c = for_ids(first, id, NULL);
		assert_non_null(c);
		assert_int_equal(atoi(c->name + 1), i);
		ok(routing_route(&w.p, c));
		assert_ptr_equal(conn_by_reqid(&w.p, c->reqid), c);
	}
	while ((first = conn_first(&w.p)) != NULL)
		conn_delete(&w.p, first);
	assert_true(sim_kernel_empty(w.kernel));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_names), T(test_hosts), T(test_ids), T(test_instances_before_templates),
		T(test_drop_instance), T(test_siblings), T(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
