/* SPDX-License-Identifier: ISC
 *
 * secrets_priv.h - records of ipsec.secrets, between the parser and the search.
 *
 * Layer:  conf, private.
 */
#ifndef CONF_SECRETS_PRIV_H
#define CONF_SECRETS_PRIV_H

#include "conf/secrets.h"
#include "conf_priv.h"

struct record {			/* one PSK */
	struct id *ids;		/* owned; %any is in has_any, not here */
	size_t nr_ids;
	bool has_any;		/* %any or %any6 is listed */
	struct secret psk;
};

/* One place where an identity is listed. */
struct mention {
	const struct record *record;
	struct mention *next;	/* in file order */
};
/* The records that list one identity, by what else they list. */
struct owner {
	struct hash_node node;
	const struct id *id;
	struct mention *pairs, **pairs_end;	/* with others, without %any */
	struct mention *anys, **anys_end;	/* with %any */
	const struct record *only;		/* first that lists nothing else */
	size_t nr_pairs;
};

struct secrets {
	struct arena arena;		/* messages */
	struct conf_message *messages;
	size_t nr_messages;
	struct vec records;		/* struct record */
	struct hash by_id;		/* struct owner */
	struct owner *owners;
	struct mention *mentions;
	size_t nr_owners, nr_mentions;
	const struct record *fallback;	/* first without any identity */
	struct mention *anys, **anys_end;	/* all records with %any */
};

bool secrets_parse(struct secrets *s, const char *path, const struct conf_files *files);
bool secrets_index(struct secrets *s);
void record_fini(struct record *r);

#endif
