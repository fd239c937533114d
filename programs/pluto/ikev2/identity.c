/* SPDX-License-Identifier: ISC
 *
 * identity.c - see identity.h.
 */
#include "ikev2/identity.h"

#include <string.h>

bool identity_body(const struct id *id, struct bytes *out)
{
	if (!bytes_alloc(out, 4 + id->data.len))
		return false;
	out->ptr[0] = id->type;
	if (id->data.len > 0)
		memcpy(out->ptr + 4, id->data.ptr, id->data.len);
	return true;
}

struct auth_input identity_auth_input(const struct ike_sa *ike, enum ike_role who)
{
	const struct v2_nego *n = ike->nego;
	bool i = who == IKE_INITIATOR;

	return (struct auth_input){
		.prf = ike->suite.prf,
		.message = bytes_view(i ? &n->first_i : &n->first_r),
		.nonce = bytes_view(i ? &n->nr : &n->ni),
		.sk_p = view_make(i ? ike->keys.sk_pi : ike->keys.sk_pr, ike->keys.p_len),
		.id_body = bytes_view(i ? &n->id_i : &n->id_r),
	};
}

void identity_describe(struct text *t, const struct id *id)
{
	const char *kind = name_find(&v2_id_names, id->type);

	if (kind != NULL && strncmp(kind, "ID_", 3) == 0)
		kind += 3;
	text_add(t, "%s '", kind != NULL ? kind : "unknown");
	id_print(t, id);
	text_char(t, '\'');
}

struct v2_id identity_payload(const struct id *id)
{
	return (struct v2_id){ id->type, bytes_view(&id->data) };
}
