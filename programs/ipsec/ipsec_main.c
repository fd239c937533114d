/* SPDX-License-Identifier: ISC
 *
 * ipsec_main.c - the `ipsec` command.
 */
#include "programs/ipsec/ipsec.h"

int main(int argc, char **argv)
{
	return ipsec_run(argc, argv, stdout, stderr);
}
