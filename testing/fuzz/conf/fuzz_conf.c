/* SPDX-License-Identifier: ISC
 *
 * fuzz_conf.c - fuzz target for what people write: ipsec.conf, ipsec.secrets, proposals,
 * identities, values.
 *
 * The first byte of an input chooses: c, s, p (IKE), e (ESP), a (AH), i, v.  In c and s a line "===
 * NAME" starts another file, which can be included.  Oracle: what is accepted and printed is
 * accepted again and prints the same.  Aborts when it does not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "conf/secrets.h"
#include "conf/value.h"
#include "proposal/proposal.h"
#include "testing/fuzz/replay.h"

const char *const fuzz_corpus = "testing/fuzz/conf/corpus";

#define FILES_MAX 8
#define PRINT_MAX (1 << 20)

struct file {
	char name[32];
	struct view text;
};
struct tree {
	struct file files[FILES_MAX];
	size_t nr;
};

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* ---- files ---- */

static void split(struct view v, struct tree *t)
{
	static const char mark[] = "\n=== ";
	size_t len = strlen(mark);

	strcpy(t->files[0].name, "main");
	t->nr = 1;
	for (;;) {
		const uint8_t *at = v.len == 0 ? NULL : memmem(v.ptr, v.len, mark, len);
		struct file *f = &t->files[t->nr - 1], *next = f + 1;
		size_t used = at == NULL ? v.len : (size_t)(at - v.ptr) + 1, n = 0;

		f->text = view_slice(v, 0, used);
		if (at == NULL || t->nr == FILES_MAX)
			return;
		v = view_slice(v, used + len - 1, v.len);
		while (n < v.len && n < sizeof(next->name) - 1 && v.ptr[n] != '\n' &&
		       v.ptr[n] != '\0')
			n++;
		memcpy(next->name, v.ptr, n);
		next->name[n] = '\0';
		v = view_slice(v, n + 1, v.len);
		t->nr++;
	}
}

static struct diag *tree_read(void *ctx, const char *path, struct bytes *out)
{
	const struct tree *t = ctx;

	for (size_t i = 0; i < t->nr; i++) {
		if (strcmp(t->files[i].name, path) == 0)
			return bytes_copy(out, t->files[i].text) ? NULL : diag_new("out of memory");
	}
	return diag_new("it is not there");
}

/* "*" anywhere: all files but the first. */
static bool tree_glob(void *ctx, const char *pattern, struct arena *a, const char ***paths)
{
	const struct tree *t = ctx;
	bool all = strchr(pattern, '*') != NULL;
	size_t nr = 0;

	*paths = arena_array(a, FILES_MAX + 1, sizeof(**paths));
	if (*paths == NULL)
		return false;
	for (size_t i = all; i < t->nr; i++) {
		if (all || strcmp(t->files[i].name, pattern) == 0)
			(*paths)[nr++] = t->files[i].name;
	}
	return true;
}

static void check_messages(const struct conf_message *m, size_t nr)
{
	char buf[4096];

	for (size_t i = 0; i < nr; i++) {
		struct text t = TEXT_OVER(buf);

		conf_message_print(&t, &m[i]);
		must(m[i].place.file != NULL);
		must(m[i].place.line == 0 || m[i].place.column > 0);
	}
}

/* False: it did not fit, or a connection has an error of its own. */
static bool print_conf(const struct conf *c, char *buf)
{
	struct text t = text_make(buf, PRINT_MAX);
	bool ok = c->nr_errors == 0;

	if (c->setup.nr > 0)
		conf_section_print(&t, &c->setup);
	for (size_t i = 0; i < c->nr_conns; i++) {
		ok = ok && c->conns[i].error == NULL;
		conf_section_print(&t, &c->conns[i]);
	}
	return ok && !t.cut;
}

/* Connections of subnets= can have the name of another one: then the second print has an error. */
static bool has_double(const struct conf *c)
{
	for (size_t i = 0; i < c->nr_conns; i++) {
		const struct conf_section *found;

		must(conf_find(c, c->conns[i].name, &found, 1) >= 1);
		if (found != &c->conns[i])
			return true;
	}
	return false;
}

static void fuzz_conf(struct view v)
{
	struct tree t = { .nr = 0 }, again = { .nr = 1, .files[0].name = "main" };
	struct conf_files files = { tree_read, tree_glob, &t };
	char *buf = malloc(2 * PRINT_MAX);
	struct conf *c, *c2;

	split(v, &t);
	c = conf_load("main", &files);
	must(c != NULL && buf != NULL);
	check_messages(c->messages, c->nr_messages);
	if (print_conf(c, buf) && !has_double(c)) {
		again.files[0].text = view_str(buf);
		files.ctx = &again;
		c2 = conf_load("main", &files);
		must(c2 != NULL && print_conf(c2, buf + PRINT_MAX));
		must(strcmp(buf, buf + PRINT_MAX) == 0);
		conf_free(c2);
	}
	conf_free(c);
	free(buf);
}

static void fuzz_secrets(struct view v)
{
	static const char *const names[] = { "@a", "@b", "192.0.2.1", "%any", "C=CA, CN=x" };
	struct tree t = { .nr = 0 };
	struct conf_files files = { tree_read, tree_glob, &t };
	const struct conf_message *m;
	struct secrets *s;
	size_t nr;

	split(v, &t);
	s = secrets_load("main", &files);
	must(s != NULL);
	m = secrets_messages(s, &nr);
	check_messages(m, nr);
	for (size_t i = 0; i < 25; i++) {
		struct id l = { .special = ID_NONE }, r = { .special = ID_NONE };
		struct view psk;

		diag_free(id_parse(view_str(names[i / 5]), &l));
		diag_free(id_parse(view_str(names[i % 5]), &r));
		psk = secrets_psk(s, &l, &r);
		must(psk.len == 0 || secrets_nr(s) > 0);
		id_fini(&l);
		id_fini(&r);
	}
	secrets_free(s);
}

/* ---- single values ---- */

static char *text_of(struct view v)
{
	char *s = mem_strdup_view(v);

	must(s != NULL);
	return s;
}

static void fuzz_proposal(enum v2_protocol protocol, struct view v)
{
	struct proposal_set s, again;
	char *in = text_of(v), *out = malloc(2 * PRINT_MAX);
	struct text t = text_make(out, PRINT_MAX), t2 = text_make(out + PRINT_MAX, PRINT_MAX);
	struct diag *d = proposal_parse(protocol, in, NULL, &s);

	if (d == NULL) {
		must(s.nr > 0 && s.nr <= PROPOSAL_MAX);
		proposal_set_print(&t, &s);
		d = proposal_parse(protocol, out, NULL, &again);
		must(d == NULL && !t.cut);
		proposal_set_print(&t2, &again);
		must(strcmp(out, out + PRINT_MAX) == 0);
		proposal_set_fini(&s);
		proposal_set_fini(&again);
	}
	diag_free(d);
	mem_free(in);
	free(out);
}

static void fuzz_id(struct view v)
{
	struct id id = { .special = ID_NONE }, again = { .special = ID_NONE };
	char *buf = malloc(PRINT_MAX);
	struct text t = text_make(buf, PRINT_MAX);
	struct diag *d = id_parse(v, &id);
	bool escaped;

	if (d == NULL) {
		id_print(&t, &id);
		/* The printer writes \xNN for bytes that could harm a terminal; a name is not read
		 * back then. */
		escaped = (id.type == ID_FQDN || id.type == ID_RFC822_ADDR) &&
			  strchr(buf, '\\') != NULL;
		/* NSS reads values of at most 384 characters, and escapes make them longer. */
		escaped |= id.type == ID_DER_ASN1_DN && strlen(buf) > 380;
		d = id_parse(view_str(buf), &again);
		must(escaped || t.cut || (d == NULL && id_eq(&id, &again)));
		(void)id_matches(&id, &again, NULL);
	}
	diag_free(d);
	id_fini(&id);
	id_fini(&again);
	for (unsigned type = 0; type < 16; type++) {	/* the same bytes from a peer */
		if (id_from_payload((uint8_t)type, v, &id)) {
			t = text_make(buf, PRINT_MAX);
			id_print(&t, &id);
			must(id_eq(&id, &id));
		}
		id_fini(&id);
	}
	free(buf);
}

static void fuzz_values(struct view v)
{
	char *s = text_of(v);

	for (size_t i = 0; i < nr_keywords; i++)
		diag_free(value_check(&keywords[i], s));
	(void)keyword_nearest(KEYWORD_CONN, v);
	(void)keyword_find(KEYWORD_SETUP, false, v);
	mem_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view v = view_make(data, size);
	struct view rest = view_slice(v, 1, v.len);

	if (size == 0)
		return 0;
	if (data[0] == 'c')
		fuzz_conf(rest);
	else if (data[0] == 's')
		fuzz_secrets(rest);
	else if (data[0] == 'p')
		fuzz_proposal(V2_PROTO_IKE, rest);
	else if (data[0] == 'e')
		fuzz_proposal(V2_PROTO_ESP, rest);
	else if (data[0] == 'a')
		fuzz_proposal(V2_PROTO_AH, rest);
	else if (data[0] == 'i')
		fuzz_id(rest);
	else if (data[0] == 'v')
		fuzz_values(rest);
	return 0;
}
