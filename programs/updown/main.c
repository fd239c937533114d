/* SPDX-License-Identifier: ISC
 *
 * main.c - "_updown": the default updown as a program, for those who name it in their
 * configuration or call it from a script of their own.  Takes everything from the environment.
 *
 * Exit:  0 done; 1 not, with a sentence on stderr.
 */
#include <stdio.h>
#include <unistd.h>

#include "kernel/kernel_updown.h"
#include "kernel/rtnl/rtnl.h"

static struct diag *run(void)
{
	struct rtnl *r;
	struct diag *d = rtnl_open(&r);

	if (d != NULL)
		return d;
	d = updown_default(r, (const char *const *)environ);
	rtnl_close(r);
	return d;
}

int main(void)
{
	DIAG_AUTO d = run();

	if (d == NULL)
		return 0;
	fprintf(stderr, "_updown: %s\n", diag_text(d));
	return 1;
}
