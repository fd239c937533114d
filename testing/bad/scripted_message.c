/* SPDX-License-Identifier: ISC
 *
 * scripted_message.c - one message as a list of payloads whose every field can lie; see scripted_peer.h.
 *
 * May use:   base, wire.
 */
#include <string.h>

#include "base/alloc.h"
#include "scripted_peer.h"
#include "wire/field.h"

#define BODY_MAX 65536

void script_init(struct script *s, uint8_t exchange, uint8_t flags, uint32_t id)
{
	*s = (struct script){
		.header = { .major = 2, .exchange = exchange, .flags = flags, .message_id = id },
		.header_len = AS_IT_SHOULD,
		.pad_octet = AS_IT_SHOULD,
		.arena = { .limit = 8u << 20 },
	};
}

void script_fini(struct script *s)
{
	mem_free(s->items);
	arena_fini(&s->arena);
	s->items = NULL;
	s->nr = s->cap = 0;
}

static bool make_room(struct script *s)
{
	size_t cap = s->cap == 0 ? 16 : 2 * s->cap;
	struct script_item *more;

	if (s->nr < s->cap)
		return true;
	more = mem_resize(s->items, cap * sizeof(*more));
	if (more == NULL)
		return false;
	s->items = more;
	s->cap = cap;
	return true;
}

struct script_item *script_insert(struct script *s, size_t at, uint8_t type, struct view body)
{
	struct script_item *item;

	if (!make_room(s))
		return NULL;
	item = &s->items[at];
	memmove(item + 1, item, (s->nr - at) * sizeof(*item));
	s->nr++;
	*item = (struct script_item){ .type = type, .next = AS_IT_SHOULD, .len = AS_IT_SHOULD };
	script_set_body(s, item, body);
	return item;
}

struct script_item *script_add(struct script *s, uint8_t type, struct view body)
{
	return script_insert(s, s->nr, type, body);
}

struct script_item *script_put(struct script *s, uint8_t type, const union v2_body *body)
{
	uint8_t *buf = mem_alloc(BODY_MAX);
	struct writer w = writer_make(buf, BODY_MAX);
	struct script_item *item = NULL;

	if (buf == NULL)
		return NULL;
	field_encode(v2_payload_desc(type), &w, body);
	if (writer_ok(&w))
		item = script_add(s, type, writer_done(&w));
	mem_free(buf);
	return item;
}

struct script_item *script_notify(struct script *s, uint16_t type, struct view data)
{
	union v2_body b = { .notify = { .type = type, .data = data } };

	return script_put(s, V2_N, &b);
}

struct script_item *script_find(struct script *s, uint8_t type)
{
	for (size_t i = 0; i < s->nr; i++) {
		if (s->items[i].type == type)
			return &s->items[i];
	}
	return NULL;
}

void script_remove(struct script *s, struct script_item *item)
{
	size_t at = (size_t)(item - s->items);

	memmove(item, item + 1, (s->nr - at - 1) * sizeof(*item));
	s->nr--;
}

void script_set_body(struct script *s, struct script_item *item, struct view body)
{
	if (!arena_copy(&s->arena, body, &item->body))
		item->body = VIEW_EMPTY;
}

uint64_t script_random(uint64_t *seed)
{
	/* splitmix64 */
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

void script_shuffle(struct script *s, uint64_t *seed)
{
	for (size_t i = s->nr; i > 1; i--) {
		size_t j = script_random(seed) % i;
		struct script_item t = s->items[i - 1];

		s->items[i - 1] = s->items[j];
		s->items[j] = t;
	}
}

void script_chain(const struct script *s, struct writer *w, uint8_t *first)
{
	*first = s->nr > 0 ? s->items[0].type : V2_NONE;
	for (size_t i = 0; i < s->nr; i++) {
		const struct script_item *item = &s->items[i];
		uint8_t next = i + 1 < s->nr ? s->items[i + 1].type : V2_NONE;

		writer_u8(w, item->next == AS_IT_SHOULD ? next : (uint8_t)item->next);
		writer_u8(w, item->flags);
		writer_u16(w, item->len == AS_IT_SHOULD ? (unsigned)item->body.len + 4 : (unsigned)item->len);
		writer_view(w, item->body);
	}
	writer_view(w, s->tail);
}
