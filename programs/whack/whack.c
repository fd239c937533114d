/* SPDX-License-Identifier: ISC
 *
 * whack.c - options to one request: a connection's description, an action, or something to show.
 *
 * May use:   session, ipsec's show verbs, whack's option table.
 */
#include "programs/whack/whack.h"

#include <jansson.h>
#include <string.h>

#include "base/ensure.h"
#include "control/control.h"
#include "programs/ipsec/ipsec.h"

struct line {
	int argc, at;
	char **argv;
};

static int complain(struct whack *w, const char *what, const char *word, const char *nearest)
{
	fprintf(w->session.err, "whack: %s '--%s'", what, word);
	if (nearest != NULL)
		fprintf(w->session.err, "; did you mean '--%s'?", nearest);
	fputc('\n', w->session.err);
	return EXIT_CLIENT_PROBLEM;
}

/* ---- one option ---- */

static void put_setting(struct whack *w, const char *prefix, const char *keyword, const char *value)
{
	char key[128];

	if (w->settings == NULL)
		w->settings = json_object();
	snprintf(key, sizeof(key), "%s%s", prefix, keyword);
	json_object_set_new(w->settings, key, control_string(value));
}

/* --rsasig --ecdsa means either. */
static void put_auth(struct whack *w, const char *value)
{
	const char *old = control_get_string(w->settings, "authby", NULL);
	char joined[256];

	if (old == NULL) {
		put_setting(w, "", "authby", value);
		return;
	}
	snprintf(joined, sizeof(joined), "%s,%s", old, value);
	put_setting(w, "", "authby", joined);
}

static int put_field(struct whack *w, enum whack_field field, const char *value)
{
	if (field == FIELD_TO) {
		if (w->left_done)
			return complain(w, "a second", "to", NULL);
		w->left_done = true;
	}
	w->field[field] = value;
	return 0;
}

static const char *first_name(const struct whack_option *o)
{
	static const char *const none = "";

	return o == NULL ? none : o->names;
}

static int put_action(struct whack *w, const struct whack_option *o)
{
	if (w->action != NULL && w->action != o) {
		fprintf(w->session.err,
			"whack error: conflicting command options '--%.*s' and '--%.*s'\n",
			(int)strcspn(first_name(w->action), " "), first_name(w->action),
			(int)strcspn(o->names, " "), o->names);
		return EXIT_CLIENT_PROBLEM;
	}
	w->action = o;
	return 0;
}

static int apply(struct whack *w, const struct whack_option *o, const char *word, const char *arg)
{
	const char *value = o->value != NULL ? o->value : arg != NULL ? arg : "yes";

	switch (o->kind) {
	case WHACK_END:
		put_setting(w, w->left_done ? "right" : "left", o->keyword, value);
		break;
	case WHACK_COMMON:
		put_setting(w, "", o->keyword, value);
		break;
	case WHACK_AUTH:
		put_auth(w, value);
		break;
	case WHACK_ACTION:
	case WHACK_SHOW:
	case WHACK_DEBUG:
		return put_action(w, o);
	case WHACK_FIELD:
		return put_field(w, (enum whack_field)o->id, value);
	case WHACK_IGNORED:
		break;
	case WHACK_REMOVED:
		return complain(w, "this option was removed:", word, NULL);
	}
	return 0;
}

static int take(struct whack *w, struct line *l)
{
	struct whack_option made;
	const char *arg = l->argv[l->at], *word, *value;
	const struct whack_option *o;

	if (arg[0] != '-' || arg[1] == '\0') {
		fprintf(w->session.err, "whack: unexpected argument \"%s\"\n", arg);
		return EXIT_CLIENT_PROBLEM;
	}
	word = arg + strspn(arg, "-");
	o = whack_option_find(word, &made);
	if (o == NULL)
		return complain(w, "unknown option", word, whack_option_nearest(word));
	value = strchr(word, '=');
	value = value == NULL ? NULL : value + 1;
	if (value != NULL && o->arg == ARG_NONE)
		return complain(w, "no value is wanted for", word, NULL);
	if (value == NULL && o->arg == ARG_REQUIRED) {
		if (l->at + 1 >= l->argc)
			return complain(w, "a value is missing for", word, NULL);
		value = l->argv[++l->at];
	}
	return apply(w, o, word, value);
}

/* ---- the request ---- */

static int open_session(struct whack *w)
{
	char path[4096];

	session_socket_path(w->field[FIELD_CTLSOCKET], w->field[FIELD_RUNDIR], path, sizeof(path));
	return session_open(&w->session, path);
}

static int need_name(struct whack *w, const char *what)
{
	if (w->field[FIELD_NAME] != NULL)
		return 0;
	fprintf(w->session.err, "whack: --name is needed %s\n", what);
	return EXIT_CLIENT_PROBLEM;
}

static int do_add(struct whack *w)
{
	json_t *o;
	int rc = need_name(w, "to describe a connection");

	if (rc != 0)
		return rc;
	o = json_object();
	json_object_set_new(o, "name", control_string(w->field[FIELD_NAME]));
	json_object_set_new(o, "settings", w->settings);
	w->settings = NULL;
	return session_command(&w->session, "Add", o);
}

static bool takes_name(enum control_method method)
{
	return method == METHOD_UP || method == METHOD_DOWN || method == METHOD_ROUTE ||
	       method == METHOD_UNROUTE || method == METHOD_DELETE;
}

static bool is_yes(const char *value)
{
	return value != NULL && strcmp(value, "no") != 0;
}

static json_t *action_params(const struct whack *w)
{
	enum control_method method = (enum control_method)w->action->id;
	json_t *o = json_object();

	if (takes_name(method))
		json_object_set_new(o, "name", control_string(w->field[FIELD_NAME]));
	if (method == METHOD_UP && is_yes(w->field[FIELD_ASYNC]))
		json_object_set_new(o, "async", json_true());
	if (method == METHOD_UP && w->field[FIELD_REMOTE_HOST] != NULL)
		json_object_set_new(o, "remote_host", control_string(w->field[FIELD_REMOTE_HOST]));
	if (method == METHOD_SHUTDOWN && is_yes(w->field[FIELD_LEAVE_STATE]))
		json_object_set_new(o, "leave_state", json_true());
	if (method == METHOD_DEBUG)
		json_object_set_new(o, "trace", json_boolean(is_yes(w->action->value)));
	return o;
}

static int do_action(struct whack *w)
{
	enum control_method method = (enum control_method)w->action->id;
	int rc = takes_name(method) ? need_name(w, "for this command") : 0;

	if (rc != 0)
		return rc;
	return session_command(&w->session, control_methods[method].name, action_params(w));
}

static int do_show(struct whack *w)
{
	/* the verb of ipsec does the work; whack's own end is the same */
	const char *verb = commands[w->action->id].verb;
	const char *argv[8] = { "whack", verb };
	int n = 2;

	if (w->field[FIELD_CTLSOCKET] != NULL) {
		argv[n++] = "--ctlsocket";
		argv[n++] = w->field[FIELD_CTLSOCKET];
	} else if (w->field[FIELD_RUNDIR] != NULL) {
		argv[n++] = "--rundir";
		argv[n++] = w->field[FIELD_RUNDIR];
	}
	if (w->field[FIELD_NAME] != NULL && commands[w->action->id].args == ARGS_OPTIONAL_NAME)
		argv[n++] = w->field[FIELD_NAME];
	return ipsec_run(n, (char **)(uintptr_t)argv, w->session.out, w->session.err);
}

static void help(FILE *out)
{
	fputs("Usage: whack OPTION...\n\nOptions:\n", out);
	for (size_t i = 0; i < nr_whack_options; i++) {
		static const char *const arg[] = { "", "[=yes|no]", "=VALUE" };

		if (whack_options[i].kind != WHACK_REMOVED)
			fprintf(out, "  --%.*s%s\n", (int)strcspn(whack_options[i].names, " "),
				whack_options[i].names, arg[whack_options[i].arg]);
	}
	fputs("\nEvery keyword of a conn section of ipsec.conf(5) is an option as well.\n", out);
}

static int run(struct whack *w)
{
	int rc;

	if (w->field[FIELD_HELP] != NULL || w->field[FIELD_VERSION] != NULL) {
		if (w->field[FIELD_HELP] != NULL)
			help(w->session.out);
		else
			fprintf(w->session.out, "Libreswan 5.4 (Cygnet %s)\n", CYGNET_VERSION);
		return 0;
	}
	if (w->action != NULL && w->action->kind == WHACK_SHOW)
		return do_show(w);
	if (w->action == NULL && w->settings == NULL) {
		fputs("whack: no action specified; try --help for hints\n", w->session.err);
		return EXIT_CLIENT_PROBLEM;
	}
	rc = open_session(w);
	if (rc == 0 && w->settings != NULL)
		rc = do_add(w);
	if (rc == 0 && w->action != NULL)
		rc = do_action(w);
	session_close(&w->session);
	return rc;
}

int whack_run(int argc, char **argv, FILE *out, FILE *err)
{
	struct whack w = { .session = { .program = "whack", .out = out, .err = err } };
	struct line l = { .argc = argc, .argv = argv };
	int rc = 0;

	for (l.at = 1; l.at < argc && rc == 0; l.at++)
		rc = take(&w, &l);
	if (rc == 0)
		rc = run(&w);
	json_decref(w.settings);
	return rc;
}
