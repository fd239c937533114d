/* SPDX-License-Identifier: ISC
 *
 * psk.c - see psk.h.
 */
#include "auth/psk.h"

#include "conf/secrets.h"

static struct view find(struct pluto *p, const struct id *local, const struct id *remote)
{
	return p->secrets == NULL ? VIEW_EMPTY : secrets_psk(p->secrets, local, remote);
}

enum security psk_sign(struct pluto *p, const struct auth_input *in, const struct id *local,
		       const struct id *remote, uint8_t *out)
{
	struct view psk = find(p, local, remote);

	if (psk.len == 0)
		return SEC_BAD;
	return auth_psk(p->env.crypto, in, psk, out) ? SEC_GOOD : SEC_ERROR;
}

enum security psk_verify(struct pluto *p, const struct auth_input *in, const struct id *local,
			 const struct id *remote, struct view auth)
{
	struct view psk = find(p, local, remote);
	uint8_t want[HASH_MAX], nobody[32];
	bool known = psk.len > 0;
	enum security match;

	if (!known) {
		if (!p->env.crypto->random(p->env.crypto->ctx, nobody, sizeof(nobody)))
			return SEC_ERROR;
		psk = VIEW_OF(nobody);
	}
	if (!auth_psk(p->env.crypto, in, psk, want))
		return SEC_ERROR;
	match = mac_compare(auth, view_make(want, in->prf->out_len));
	return known ? match : SEC_BAD;
}
