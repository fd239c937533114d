/* SPDX-License-Identifier: ISC
 *
 * conf_keywords.c - keywords by name in constant time: a file can have 500,000 settings.
 *
 * May use base and the keyword table.
 */
#include <string.h>
#include <strings.h>

#include "conf_priv.h"

#define NR_SLOTS (sizeof(((struct keyword_index *)0)->slots) / sizeof(uint16_t))

static size_t hash_name(enum keyword_section section, bool end, struct view name)
{
	uint32_t h = 2166136261u ^ (uint32_t)section ^ (end ? 0x100u : 0);

	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.ptr[i];

		h = (h ^ (c >= 'A' && c <= 'Z' ? c | 0x20u : c)) * 16777619u;
	}
	return (h ^ h >> 15) % NR_SLOTS;
}

void keyword_index_init(struct keyword_index *x)
{
	memset(x, 0, sizeof(*x));
	for (size_t i = 0; i < nr_keywords && i < NR_SLOTS / 2; i++) {
		const struct keyword *k = &keywords[i];
		size_t at = hash_name(k->section, k->end, view_str(k->name));

		while (x->slots[at] != 0)
			at = (at + 1) % NR_SLOTS;
		x->slots[at] = (uint16_t)(i + 1);
	}
}

static bool is_named(const struct keyword *k, enum keyword_section section, bool end,
		     struct view name)
{
	return k->section == section && k->end == end && strlen(k->name) == name.len &&
	       (name.len == 0 || strncasecmp(k->name, (const char *)name.ptr, name.len) == 0);
}

const struct keyword *keyword_index_find(const struct keyword_index *x,
					 enum keyword_section section, bool end, struct view name)
{
	for (size_t at = hash_name(section, end, name); x->slots[at] != 0;
	     at = (at + 1) % NR_SLOTS) {
		const struct keyword *k = &keywords[x->slots[at] - 1];

		if (!is_named(k, section, end, name))
			continue;
		if (k->alias_of == NULL)
			return k;
		return keyword_index_find(x, section, end, view_str(k->alias_of));
	}
	return NULL;
}

size_t keyword_slot(const struct keyword *k, enum conf_end end)
{
	return (size_t)(k - keywords) * 3 + (size_t)end;
}

size_t keyword_nr_slots(void)
{
	return nr_keywords * 3;
}
