/* SPDX-License-Identifier: ISC
 *
 * test_env_udp.c - IKE's sockets, on the loopback.
 */
#include "testing/unit/env/env_testing.h"

#include <errno.h>

#include "env/net_udp.h"

#define PORT 45007

struct fixture {
	struct event_base *base;
	struct kept_log log;
	struct net_udp *net;
	struct kernel none;
	unsigned got;
	size_t bytes;
	struct datagram last;
	bool unlisten;
};

static void on_datagram(void *ctx, const struct datagram *d)
{
	struct fixture *f = ctx;

	/* in the order in which they were sent */
	assert_int_equal(d->bytes.ptr[0], (uint8_t)f->got);
	f->got++;
	f->bytes += d->bytes.len;
	f->last = *d;
	if (f->unlisten)
		net_udp_unlisten(f->net, d->local);
}

static int setup(void **state)
{
	static struct fixture f;
	struct net_udp_options o = { .on_datagram = on_datagram, .ctx = &f };

	f = (struct fixture){ .base = event_base_new() };
	kept_init(&f.log);
	o.base = f.base;
	o.log = &f.log.sink;
	f.net = net_udp_new(&o);
	assert_non_null(f.net);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	net_udp_free(f->net);
	event_base_free(f->base);
	return 0;
}

static struct endpoint at(const char *address, uint16_t port)
{
	struct endpoint e = { .port = port };

	assert_true(address_parse(view_str(address), &e.addr));
	return e;
}

static void talk(struct fixture *f, const char *a, const char *b)
{
	uint8_t bytes[3000] = { 0 };
	struct datagram d = { .local = at(a, PORT), .remote = at(b, PORT + 1), .bytes = VIEW_OF(bytes) };

	assert_null(net_udp_listen(f->net, &f->none, d.local, false));
	assert_null(net_udp_listen(f->net, &f->none, d.remote, false));
	for (unsigned i = 0; i < 200; i++) {
		bytes[0] = (uint8_t)i;
		assert_int_equal(net_udp_send(f->net, &d), 0);
	}
	turn_until(f->base, &f->got, 200);
	assert_int_equal(f->bytes, 200 * sizeof(bytes));
	assert_true(endpoint_eq(f->last.local, d.remote) && endpoint_eq(f->last.remote, d.local));
	net_udp_unlisten(f->net, d.local);
	net_udp_unlisten(f->net, d.remote);
	assert_int_equal(net_udp_send(f->net, &d), -ENOTCONN);
}

static void test_v4(void **state)
{
	talk(*state, "127.0.0.1", "127.0.0.2");
}

static void test_v6(void **state)
{
	struct fixture *f = *state;
	struct diag *d = net_udp_listen(f->net, &f->none, at("::1", PORT + 2), false);

	if (d != NULL) {	/* a machine without IPv6 */
		diag_free(d);
		skip();
	}
	talk(f, "::1", "::1");
}

/* The daemon closes the socket while a batch from it is being worked on. */
static void test_unlisten_inside(void **state)
{
	struct fixture *f = *state;
	uint8_t byte = 0;
	struct datagram d = { .local = at("127.0.0.1", PORT), .remote = at("127.0.0.2", PORT), .bytes = { &byte, 1 } };

	assert_null(net_udp_listen(f->net, &f->none, d.local, false));
	assert_null(net_udp_listen(f->net, &f->none, d.remote, false));
	f->unlisten = true;
	for (int i = 0; i < 10; i++)
		assert_int_equal(net_udp_send(f->net, &d), 0);
	turn_until(f->base, &f->got, 1);
	turn_for(f->base, 50);
	assert_int_equal(f->got, 1);
	assert_null(net_udp_listen(f->net, &f->none, d.remote, false));
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;
	struct diag *d;

	assert_null(net_udp_listen(f->net, &f->none, at("127.0.0.1", PORT), false));
	d = net_udp_listen(f->net, &f->none, at("127.0.0.1", PORT), false);
	assert_non_null(d);
	diag_free(d);
	d = net_udp_listen(f->net, &f->none, at("192.0.2.77", PORT), false);
	assert_non_null(d);
	assert_string_equal(diag_text(d), strerror(EADDRNOTAVAIL));
	diag_free(d);
	net_udp_unlisten(f->net, at("192.0.2.77", PORT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_v4, setup, teardown),
		cmocka_unit_test_setup_teardown(test_v6, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unlisten_inside, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
