/* SPDX-License-Identifier: ISC
 *
 * manual.h - the manual page ipsec(8) as it is in docs/man.
 *
 * Layer:  programs/ipsec.
 */
#ifndef IPSEC_MANUAL_H
#define IPSEC_MANUAL_H

#include <stdio.h>

void manual_print(FILE *out);

#endif
