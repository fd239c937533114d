/* SPDX-License-Identifier: ISC
 *
 * whack_main.c - the `whack` command.
 */
#include "programs/whack/whack.h"

int main(int argc, char **argv)
{
	return whack_run(argc, argv, stdout, stderr);
}
