/* SPDX-License-Identifier: ISC
 *
 * secrets.h - ipsec.secrets: parsed records, and which PSK belongs to a pair of identities
 * (ipsec-conf.md 6).
 *
 * Layer:   conf (with pki/id: an allowed edge).
 */
#ifndef CONF_SECRETS_H
#define CONF_SECRETS_H

#include "base/diag.h"
#include "base/secret.h"
#include "conf/conf.h"
#include "pki/id.h"

struct secrets;

/* A broken record is skipped with a message (file:line:column); other records stay. NULL: no memory. */
struct secrets *secrets_load(const char *path, const struct conf_files *files);
void secrets_free(struct secrets *s);
size_t secrets_nr(const struct secrets *s);
const struct conf_message *secrets_messages(const struct secrets *s, size_t *nr);
/* The PSK for (LOCAL, REMOTE); REMOTE ID_ANY for a peer not known yet.  Borrowed; empty view: none.  Must be
 * fast with 10,000 records: exact pairs go through a hash. */
struct view secrets_psk(const struct secrets *s, const struct id *local, const struct id *remote);

#endif
