/* SPDX-License-Identifier: ISC
 *
 * conn_testing.h - what all tests of conn/ begin with.  Included once, by the test program.
 */
#ifndef TESTING_UNIT_CONN_CONN_TESTING_H
#define TESTING_UNIT_CONN_CONN_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "testing/unit/conn/world/fake_world.h"

#define BASE "left=192.0.2.1 right=192.0.2.2 authby=secret "
#define NETS BASE "leftsubnet=192.0.1.0/24 rightsubnet=192.0.3.0/24 "

static struct world w;

static int setup(void **state)
{
	(void)state;
	world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_fini(&w);
	return 0;
}

static inline void ok(struct diag *d)
{
	if (d != NULL)
		fail_msg("%s", diag_text(d));
}

static inline void expect_diag(struct diag *d, const char *text)
{
	if (d == NULL)
		fail_msg("no error, but \"%s\" was expected", text);
	if (strstr(diag_text(d), text) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", diag_text(d), text);
	diag_free(d);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
