/* SPDX-License-Identifier: ISC
 *
 * conf_print.c - a section as text that conf_load() reads back to the same.
 *
 * May use base only.
 */
#include <string.h>

#include "conf_priv.h"

/* No value has a quotation mark in it: the lexer sees to that. */
static void print_value(struct text *t, const char *s)
{
	bool plain = *s != '\0' && strpbrk(s, " \t") == NULL && strchr("#{\"", *s) == NULL;

	text_str(t, plain ? "" : "\"");
	text_str(t, s);
	text_str(t, plain ? "" : "\"");
}

void conf_section_print(struct text *t, const struct conf_section *s)
{
	if (s->name[0] == '\0') {
		text_str(t, "config setup\n");
	} else {
		text_str(t, "conn ");
		print_value(t, s->name);
		text_char(t, '\n');
	}
	for (size_t i = 0; i < s->nr; i++) {
		const struct conf_setting *one = &s->settings[i];

		text_add(t, "\t%s%s=",
			 one->end == CONF_LEFT    ? "left"
			 : one->end == CONF_RIGHT ? "right"
						  : "",
			 one->keyword->name);
		print_value(t, one->value);
		text_char(t, '\n');
	}
}
