/* SPDX-License-Identifier: ISC
 *
 * load_conns.c - flattened sections of ipsec.conf as AddMany messages.
 *
 * May use:   conf, control, session.
 * Must not:  understand a value: the daemon does.
 */
#include "programs/ipsec/load_conns.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "base/ensure.h"
#include "conf/conf.h"
#include "control/control.h"
#include "programs/ipsec/session.h"

enum {
	BATCH_BYTES = CONTROL_MESSAGE_MAX / 2,	/* as estimated; escapes may make it longer */
	ALIAS_MAX = 256,
};

struct batch {
	const struct load *load;
	json_t *list;		/* NULL: empty */
	size_t size;
	int rc;			/* of the last failure */
};

/* ---- the file ---- */

static void print_message(const struct load *l, const struct conf_message *m)
{
	char buf[1024];
	struct text t = TEXT_OVER(buf);

	if (!m->error && !l->warnings)
		return;
	conf_message_print(&t, m);
	fprintf(l->session->err, "%s%s\n", m->error ? "" : "warning: ", buf);
}

struct conf *load_open(const struct load *l, int *exit_code)
{
	struct conf *conf = conf_load(l->config, &conf_files_real);

	*exit_code = 0;
	if (conf == NULL) {
		fprintf(l->session->err, "%s: out of memory\n", l->session->program);
		*exit_code = EXIT_FILE_ERRORS;
		return NULL;
	}
	for (size_t i = 0; i < conf->nr_messages; i++)
		print_message(l, &conf->messages[i]);
	if (conf->nr_errors == 0)
		return conf;
	conf_free(conf);
	*exit_code = EXIT_FILE_ERRORS;
	return NULL;
}

int load_check(const struct load *l)
{
	int rc;
	struct conf *conf = load_open(l, &rc);

	if (conf == NULL)
		return rc;
	for (size_t i = 0; i < conf->nr_conns; i++) {
		if (conf->conns[i].error == NULL)
			continue;
		fprintf(l->session->err, "%s\n", conf->conns[i].error);
		rc = EXIT_FILE_ERRORS;
	}
	conf_free(conf);
	return rc;
}

/* ---- messages ---- */

static void flush(struct batch *b)
{
	json_t *params;
	int rc;

	if (b->list == NULL)
		return;
	params = json_object();
	json_object_set_new(params, "connections", b->list);
	json_object_set_new(params, "replace", json_true());
	b->list = NULL;
	b->size = 0;
	rc = session_command(b->load->session, "AddMany", params);
	if (rc != 0)
		b->rc = rc;
}

static const char *end_prefix(enum conf_end end)
{
	switch (end) {
	case CONF_LEFT:		return "left";
	case CONF_RIGHT:	return "right";
	case CONF_NO_END:	break;
	}
	return "";
}

static size_t put_setting(json_t *o, const struct conf_setting *s)
{
	char key[128];

	snprintf(key, sizeof(key), "%s%s", end_prefix(s->end), s->keyword->name);
	json_object_set_new(o, key, control_string(s->value));
	return strlen(key) + strlen(s->value) + 6;
}

static bool is_auto(const struct conf_setting *s)
{
	return s->end == CONF_NO_END && strcmp(s->keyword->name, "auto") == 0;
}

static void add_section(struct batch *b, const struct conf_section *s)
{
	const struct load *l = b->load;
	json_t *o = json_object(), *settings = json_object();
	size_t size = strlen(s->name) + 32;

	for (size_t i = 0; i < s->nr; i++) {
		/* the file's own auto= counts only for autoall (cli.md 2) */
		if (l->autoall || !is_auto(&s->settings[i]))
			size += put_setting(settings, &s->settings[i]);
	}
	if (!l->autoall && l->autostart != NULL)
		json_object_set_new(settings, "auto", json_string(l->autostart));
	json_object_set_new(o, "name", control_string(s->name));
	json_object_set_new(o, "settings", settings);
	if (b->size + size > BATCH_BYTES)
		flush(b);
	if (b->list == NULL)
		b->list = json_array();
	json_array_append_new(b->list, o);
	b->size += size;
}

static void add_or_complain(struct batch *b, const struct conf_section *s)
{
	if (s->error == NULL) {
		add_section(b, s);
		return;
	}
	fprintf(b->load->session->err, "%s\n", s->error);
	b->rc = EXIT_BAD_VALUE;
}

/* ---- which ---- */

static void add_named(struct batch *b, const struct conf *conf, const char *name)
{
	const struct conf_section *found[ALIAS_MAX];
	size_t nr = conf_find(conf, name, found, ALIAS_MAX);

	if (nr == 0) {
		fprintf(b->load->session->err, "conn %s: not found (tried aliases)\n", name);
		b->rc = EXIT_NOT_FOUND;
		return;
	}
	for (size_t i = 0; i < nr && i < ALIAS_MAX; i++)
		add_or_complain(b, found[i]);
}

static bool wants_load(const struct conf_section *s)
{
	const char *word = conf_get(s, CONF_NO_END, "auto");

	return word != NULL && strcasecmp(word, "ignore") != 0;
}

static void add_all(struct batch *b, const struct conf *conf)
{
	for (size_t i = 0; i < conf->nr_conns; i++) {
		if (wants_load(&conf->conns[i]))
			add_or_complain(b, &conf->conns[i]);
	}
}

int load_send(const struct load *l, const struct conf *conf, const char *const *names, size_t nr)
{
	struct batch b = { .load = l };

	if (l->autoall)
		add_all(&b, conf);
	for (size_t i = 0; i < nr; i++)
		add_named(&b, conf, names[i]);
	flush(&b);
	return b.rc;
}

int load_run(const struct load *l, const char *const *names, size_t nr)
{
	int rc;
	struct conf *conf = load_open(l, &rc);

	if (conf == NULL)
		return rc;
	rc = load_send(l, conf, names, nr);
	conf_free(conf);
	return rc;
}
