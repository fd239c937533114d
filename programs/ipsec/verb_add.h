/* SPDX-License-Identifier: ISC
 *
 * verb_add.h - loading the connections that the arguments name.
 *
 * Layer:  programs/ipsec.
 */
#ifndef IPSEC_VERB_ADD_H
#define IPSEC_VERB_ADD_H

struct ipsec;

/* AUTOSTART replaces auto=; NULL: only added. */
int ipsec_load(struct ipsec *i, const char *autostart);

#endif
