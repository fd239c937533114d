/* SPDX-License-Identifier: ISC
 *
 * proposal_print.c - proposals and suites as text; proposal_parse() reads a set back.
 *
 * May use:   base, crypt's descriptors.
 */
#include "proposal_priv.h"

static void print_list(struct text *t, enum field f, const struct proposal_list *l)
{
	for (size_t i = 0; i < l->nr; i++) {
		if (i > 0)
			text_char(t, '+');
		print_transform(t, f, l->items[i].id, l->items[i].key_bits);
	}
}

static void print_field(struct text *t, enum field f, const struct proposal_list *l, bool *first)
{
	if (l->nr == 0)
		return;
	if (!*first)
		text_char(t, '-');
	*first = false;
	print_list(t, f, l);
}

/* "NONE" in the position of a KE could be read as integrity. */
static void print_ke(struct text *t, const struct proposal_list *ke, bool *first)
{
	if (!list_has(ke, KE_NONE, 0)) {
		print_field(t, FIELD_KE, ke, first);
		return;
	}
	text_str(t, ";ke=");
	print_list(t, FIELD_KE, ke);
}

static void print_proposal(struct text *t, const struct proposal *p)
{
	struct proposal_list usual = { .nr = 0 };
	bool first = true;

	print_field(t, FIELD_ENCR, &p->encr, &first);
	print_field(t, FIELD_PRF, &p->prf, &first);
	print_field(t, FIELD_INTEG, &p->integ, &first);
	print_ke(t, &p->ke, &first);
	if (p->sn.nr > 0 && defaults_sn(&usual) && !list_eq(&usual, &p->sn)) {
		text_str(t, ";sn=");
		print_list(t, FIELD_SN, &p->sn);
	}
}

void proposal_set_print(struct text *t, const struct proposal_set *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		if (i > 0)
			text_str(t, ", ");
		print_proposal(t, &s->items[i]);
	}
}

static void print_encr(struct text *t, const struct suite *s)
{
	print_transform(t, FIELD_ENCR, s->encr->id, s->encr->fixed_key ? 0 : s->key_bits);
}

void suite_print_ike(struct text *t, const struct suite *s)
{
	text_str(t, "cipher=");
	if (s->encr != NULL)
		print_encr(t, s);
	text_add(t, " integ=%s prf=%s ke=%s", s->integ == NULL ? "n/a" : s->integ->name,
		 s->prf == NULL ? "n/a" : s->prf->name, s->ke == NULL ? "n/a" : s->ke->name);
}

void suite_print_child(struct text *t, const struct suite *s)
{
	if (s->encr != NULL)
		print_encr(t, s);
	if (s->encr != NULL && s->integ != NULL)
		text_char(t, '-');
	if (s->integ != NULL)
		text_str(t, s->integ->name);
}
