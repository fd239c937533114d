/* SPDX-License-Identifier: ISC
 *
 * conn_config.h - the settings of one connection, typed and checked (ipsec-conf.md 3, 3.1).
 *
 * Layer:   conn.
 * Owner:   counted; immutable once made.
 */
#ifndef CONN_CONN_CONFIG_H
#define CONN_CONN_CONFIG_H

#include "conn/conn_db.h"

/* *OUT has one reference.  The error names the keyword: "leftsubnet: ...". */
MUST_CHECK struct diag *conn_config_new(const char *name, const struct conn_setting *s, size_t nr,
					const struct alg_support *support, struct conn_config **out);
struct conn_config *conn_config_ref(struct conn_config *c);
void conn_config_unref(struct conn_config *c);

/* "left", "right" or "" in front of a keyword's name. */
const char *setting_prefix(const struct conn_setting *s);

#endif
