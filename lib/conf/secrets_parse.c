/* SPDX-License-Identifier: ISC
 *
 * secrets_parse.c - ipsec.secrets -> records (ipsec-conf.md 6).
 *
 * May use:   base, pki/id.
 * Must not:  put a secret into a message, or leave one in freed memory.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "secrets_priv.h"

#define TOKENS_MAX 1024		/* in one record */
#define SECRET_MAX 4096		/* bytes */
#define SECRET_WEAK 8
#define FILES_MAX 1000

struct token {
	struct view text;
	bool quoted;
	struct conf_place place;
};

struct secrets_parser {
	struct secrets *secrets;
	const struct conf_files *files;
	struct report report;
	struct vec tokens;		/* struct token: of the record at hand */
	bool too_long;			/* it has more than TOKENS_MAX */
	size_t nr_files;
};

static struct token *token_at(const struct secrets_parser *p, size_t i)
{
	return (struct token *)p->tokens.items + i;
}

static bool is_word(const struct token *t, const char *word)
{
	return !t->quoted && t->text.len == strlen(word) &&
	       strncasecmp((const char *)t->text.ptr, word, t->text.len) == 0;
}

void record_fini(struct record *r)
{
	for (size_t i = 0; i < r->nr_ids; i++)
		id_fini(&r->ids[i]);
	mem_free(r->ids);
	secret_fini(&r->psk);
}

/* ---- values ---- */

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *from_hex(struct view text, struct secret *out)
{
	if (text.len == 0 || text.len % 2 != 0)
		return "a hexadecimal secret needs two digits for each byte";
	if (!secret_alloc(out, text.len / 2))
		return "out of memory";
	for (size_t i = 0; i < out->len; i++) {
		int hi = hex_digit(text.ptr[2 * i]), lo = hex_digit(text.ptr[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return "the secret has a character that is not a hexadecimal digit";
		out->ptr[i] = (uint8_t)(hi * 16 + lo);
	}
	return NULL;
}

static int base64_digit(uint8_t c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

static const char *from_base64(struct view text, struct secret *out)
{
	unsigned bits = 0, nr_bits = 0;
	size_t n = 0;

	if (text.len % 4 == 0) {
		for (int i = 0; i < 2 && text.len > 0 && text.ptr[text.len - 1] == '='; i++)
			text.len--;
	}
	if (text.len == 0 || text.len % 4 == 1)
		return "the base64 secret is not complete";
	if (!secret_alloc(out, text.len * 3 / 4))
		return "out of memory";
	for (size_t i = 0; i < text.len; i++) {
		int digit = base64_digit(text.ptr[i]);

		if (digit < 0)
			return "the secret has a character that is not base64";
		bits = bits << 6 | (unsigned)digit;
		nr_bits += 6;
		if (nr_bits < 8)
			continue;
		nr_bits -= 8;
		out->ptr[n++] = (uint8_t)(bits >> nr_bits);
		bits &= (1u << nr_bits) - 1;
	}
	return bits == 0 ? NULL : "the base64 secret does not end at a byte";
}

static const char *from_text(struct view text, struct secret *out)
{
	if (text.len == 0)
		return "the secret is empty";
	return secret_copy(out, text) ? NULL : "out of memory";
}

/* NULL or what is wrong, which never quotes the secret. */
static const char *parse_secret(const struct token *t, struct secret *out)
{
	struct view body = view_slice(t->text, 2, t->text.len);

	if (t->text.len > 2 * SECRET_MAX)
		return "the secret is too long";
	if (t->quoted)
		return from_text(t->text, out);
	if (t->text.len < 2 || t->text.ptr[0] != '0')
		return "a secret is a quoted text, or starts with 0x, 0s or 0t";
	switch (t->text.ptr[1] | 0x20) {
	case 'x':
		return from_hex(body, out);
	case 's':
		return from_base64(body, out);
	case 't':
		return from_text(body, out);
	default:	/* a character, not an enum value */
		return "a secret is a quoted text, or starts with 0x, 0s or 0t";
	}
}

static bool is_weak(const struct secret *s)
{
	unsigned char seen[256] = { 0 };
	unsigned nr = 0;

	for (size_t i = 0; i < s->len; i++) {
		nr += seen[s->ptr[i]] == 0;
		seen[s->ptr[i]] = 1;
	}
	mem_wipe(seen, sizeof(seen));
	return s->len < SECRET_WEAK || nr < 4;
}

/* ---- records ---- */

static bool add_id(struct secrets_parser *p, struct record *r, const struct token *t)
{
	struct id id = { .special = ID_NONE };
	DIAG_AUTO d = id_parse(t->text, &id);

	if (d != NULL) {
		report_error(&p->report, t->place, "%s; the record is skipped", diag_text(d));
		return false;
	}
	switch (id.special) {
	case ID_ANY:
		r->has_any = true;
		return true;
	case ID_NONE:
	case ID_FROM_CERT:
		report_error(&p->report, t->place,
			     "this cannot be the owner of a secret; the record is skipped");
		return false;
	case ID_IS_ID:
		break;
	}
	for (size_t i = 0; i < r->nr_ids; i++) {
		if (id_eq(&r->ids[i], &id)) {	/* twice is as good as once */
			id_fini(&id);
			return true;
		}
	}
	r->ids[r->nr_ids++] = id;
	return true;
}

static bool add_ids(struct secrets_parser *p, struct record *r, size_t nr)
{
	r->ids = mem_array(nr + 1, sizeof(*r->ids));
	if (r->ids == NULL) {
		p->report.oom = true;
		return false;
	}
	for (size_t i = 0; i < nr; i++) {
		if (!add_id(p, r, token_at(p, i)))
			return false;
	}
	return true;
}

static bool add_value(struct secrets_parser *p, struct record *r, size_t at)
{
	const struct token *last = token_at(p, at - 1);
	const char *why;

	if (at >= p->tokens.nr) {
		report_error(&p->report, last->place,
			     "the secret is missing; the record is skipped");
		return false;
	}
	why = parse_secret(token_at(p, at), &r->psk);
	if (why == NULL && at + 1 < p->tokens.nr) {
		report_error(&p->report, token_at(p, at + 1)->place,
			     "unexpected text after the secret; the record is skipped");
		return false;
	}
	if (why != NULL) {
		report_error(&p->report, token_at(p, at)->place, "%s; the record is skipped", why);
		return false;
	}
	if (is_weak(&r->psk))
		report_warning(&p->report, token_at(p, at)->place,
			       "the secret is weak: it is easy to guess");
	return true;
}

static void parse_psk(struct secrets_parser *p, size_t nr_ids, size_t at)
{
	struct record r = { .ids = NULL };

	if (!add_ids(p, &r, nr_ids) || !add_value(p, &r, at) ||
	    !vec_add(&p->secrets->records, sizeof(r), &r))
		record_fini(&r);
}

/* The token that is, or ends in, ":" ends the identities.  "2001:db8::" is an address, though. */
static bool ends_ids(struct token *t)
{
	struct address a;

	if (t->quoted || t->text.len == 0 || t->text.ptr[t->text.len - 1] != ':')
		return false;
	return !address_parse(t->text, &a);
}

static void parse_record(struct secrets_parser *p)
{
	size_t colon = 0, nr_ids, at;

	while (colon < p->tokens.nr && !ends_ids(token_at(p, colon)))
		colon++;
	if (colon == p->tokens.nr) {
		report_error(&p->report, token_at(p, 0)->place,
			     "there is no \":\" in the record, it is skipped");
		return;
	}
	nr_ids = colon;
	if (token_at(p, colon)->text.len > 1) {	/* "@west:" */
		token_at(p, colon)->text.len--;
		nr_ids++;
	}
	at = colon + 1;
	if (at == p->tokens.nr) {
		report_error(&p->report, token_at(p, colon)->place,
			     "PSK is missing after \":\", the record is skipped");
		return;
	}
	if (is_word(token_at(p, at), "PSK"))
		parse_psk(p, nr_ids, at + 1);
	else if (is_word(token_at(p, at), "XAUTH") || is_word(token_at(p, at), "PPKS"))
		report_warning(&p->report, token_at(p, at)->place,
			       "secrets of this kind are not used yet");
	else
		report_warning(
			&p->report, token_at(p, at)->place,
			"ignored unrecognized keyword; private keys belong in the NSS database");
}

static void end_record(struct secrets_parser *p)
{
	if (p->tokens.nr > 0 && !p->too_long)
		parse_record(p);
	p->tokens.nr = 0;
	p->too_long = false;
}

/* ---- lines ---- */

static void add_token(struct secrets_parser *p, struct view text, bool quoted,
		      struct conf_place place)
{
	struct token t = { .text = text, .quoted = quoted, .place = place };

	if (p->tokens.nr >= TOKENS_MAX) {
		if (!p->too_long)
			report_error(&p->report, place,
				     "the record has more than %d words, it is skipped",
				     TOKENS_MAX);
		p->too_long = true;
		return;
	}
	if (!vec_add(&p->tokens, sizeof(t), &t))
		p->report.oom = true;
}

/* False: the rest of the line cannot be used, and neither can the record. */
static bool take_token(struct secrets_parser *p, const struct line *l, char **pos)
{
	char *start = *pos, *end = l->text + l->len, *close;
	struct conf_place place = line_place(l, start);

	if (strchr("\"'`", *start) == NULL) {
		start += strcspn(start, " \t");
		add_token(p, view_make(*pos, (size_t)(start - *pos)), false, place);
		*pos = start;
		return true;
	}
	close = memchr(start + 1, *start, (size_t)(end - start - 1));
	if (close == NULL) {
		report_error(&p->report, place,
			     "the closing quote is missing on this line; the record is skipped");
		p->too_long = true;
		return false;
	}
	add_token(p, view_make(start + 1, (size_t)(close - start - 1)), true, place);
	*pos = close + 1;
	return true;
}

static void take_tokens(struct secrets_parser *p, const struct line *l, char *pos)
{
	for (;;) {
		pos += strspn(pos, " \t");
		if (*pos == '\0' || *pos == '#')
			return;
		if (!take_token(p, l, &pos))
			return;
	}
}

static void parse_secrets_file(struct secrets_parser *p, const struct conf_file *file,
			       struct conf_place from);

/* Relative to the file that includes. */
static const char *resolve(struct secrets_parser *p, const struct conf_file *file,
			   struct view pattern)
{
	const char *slash = strrchr(file->path, '/');
	int dir = slash == NULL || pattern.ptr[0] == '/' ? 0 : (int)(slash - file->path) + 1;
	size_t room = (size_t)dir + pattern.len + 1;
	char *path = arena_alloc(p->report.arena, room);

	if (path != NULL)
		snprintf(path, room, "%.*s%.*s", dir, file->path, (int)pattern.len,
			 (const char *)pattern.ptr);
	return path;
}

static void include_secrets(struct secrets_parser *p, const struct conf_file *file,
			    const struct token *t)
{
	const char *pattern = resolve(p, file, t->text);
	const char **paths = NULL;

	if (pattern == NULL || !p->files->glob(p->files->ctx, pattern, p->report.arena, &paths)) {
		p->report.oom = true;
		return;
	}
	if ((paths == NULL || paths[0] == NULL) && strchr(pattern, '*') == NULL)
		report_warning(&p->report, t->place, "there is no file \"%.256s\"", pattern);
	for (size_t i = 0; paths != NULL && paths[i] != NULL && !p->report.oom; i++) {
		struct conf_file next = { .path = paths[i],
					  .parent = file,
					  .depth = file->depth + 1 };

		if (!include_allowed(&p->report, file, paths[i], t->place) ||
		    ++p->nr_files > FILES_MAX) {
			p->report.stop = true;
			return;
		}
		parse_secrets_file(p, &next, t->place);
	}
}

static void parse_include_line(struct secrets_parser *p, const struct conf_file *file)
{
	struct token t = *token_at(p, p->tokens.nr > 1);
	size_t nr = p->tokens.nr;

	p->tokens.nr = 0;
	if (nr == 2 && t.text.len > 0)
		include_secrets(p, file, &t);
	else
		report_error(&p->report, t.place, "expected include FILE");
}

static void parse_secrets_line(struct secrets_parser *p, const struct conf_file *file,
			       const struct line *l)
{
	bool indented = l->text[0] == ' ' || l->text[0] == '\t';

	if (line_is_blank(l))
		return;
	if (!line_is_sane(l, &p->report)) {
		p->too_long = true;
		return;
	}
	if (!indented)
		end_record(p);
	if (indented && p->tokens.nr == 0 && !p->too_long) {
		report_error(&p->report, line_place(l, l->text + strspn(l->text, " \t")),
			     "an indented line must continue a record");
		return;
	}
	take_tokens(p, l, l->text);
	if (!indented && p->tokens.nr > 0 && is_word(token_at(p, 0), "include"))
		parse_include_line(p, file);
}

static void parse_text(struct secrets_parser *p, const struct conf_file *file, struct bytes *b)
{
	struct lines lines = { .pos = (char *)b->ptr,
			       .end = (char *)b->ptr + b->len,
			       .file = file->path };
	struct line line;

	while (!p->report.stop && !p->report.oom && lines_next(&lines, &line))
		parse_secrets_line(p, file, &line);
	end_record(p);
}

static void parse_secrets_file(struct secrets_parser *p, const struct conf_file *file,
			       struct conf_place from)
{
	struct bytes raw = { NULL, 0 }, b = { NULL, 0 };
	DIAG_AUTO d = p->files->read(p->files->ctx, file->path, &raw);

	if (d != NULL) {
		report_error(&p->report, from, "%s", diag_text(d));
	} else if (!bytes_alloc(&b, raw.len + 1)) {	/* lines are terminated in place */
		p->report.oom = true;
	} else {
		if (raw.len > 0)
			memcpy(b.ptr, raw.ptr, raw.len);
		b.len--;
		parse_text(p, file, &b);
	}
	mem_wipe(raw.ptr, raw.len);
	mem_wipe(b.ptr, b.len);
	bytes_fini(&raw);
	bytes_fini(&b);
}

bool secrets_parse(struct secrets *s, const char *path, const struct conf_files *files)
{
	/* A broken record must not take others with it. */
	struct secrets_parser p = {
		.secrets = s, .files = files, .report = { .arena = &s->arena, .go_on = true },
	};
	struct conf_file file = { .path = arena_strdup(&s->arena, path) };
	struct vec *messages = &p.report.messages;

	if (file.path == NULL)
		return false;
	parse_secrets_file(&p, &file, (struct conf_place){ .file = file.path });
	s->messages =
		arena_dup(&s->arena, messages->items, messages->nr * sizeof(struct conf_message));
	s->nr_messages = messages->nr;
	vec_fini(&p.tokens);
	vec_fini(messages);
	return !p.report.oom && s->messages != NULL;
}
