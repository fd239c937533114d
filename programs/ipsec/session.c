/* SPDX-License-Identifier: ISC
 *
 * session.c - a tool's conversation with the daemon.
 *
 * May use:   control, jansson, stdio, the environment.
 * Must not:  know what a command means.
 */
#include "programs/ipsec/session.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "control/control.h"

void session_socket_path(const char *ctlsocket, const char *rundir, char *buf, size_t size)
{
	const char *env = getenv("CTLSOCKET");

	if (ctlsocket != NULL)
		snprintf(buf, size, "%s", ctlsocket);
	else if (rundir != NULL)
		snprintf(buf, size, "%s/pluto.ctl", rundir);
	else if (env != NULL && *env != '\0')
		snprintf(buf, size, "%s", env);
	else if ((env = getenv("IPSEC_RUNDIR")) != NULL && *env != '\0')
		snprintf(buf, size, "%s/pluto.ctl", env);
	else
		snprintf(buf, size, "%s", CONTROL_SOCKET);
}

static int problem(struct session *s, struct diag *d)
{
	fprintf(s->err, "%s: %s\n", s->program, diag_text(d));
	diag_free(d);
	s->rc = EXIT_CLIENT_PROBLEM;
	return s->rc;
}

int session_open(struct session *s, const char *socket)
{
	struct diag *d;

	if (s->dry_run)
		return 0;
	d = control_client_open(socket, &s->client);
	return d == NULL ? 0 : problem(s, d);
}

void session_close(struct session *s)
{
	control_client_close(s->client);
	s->client = NULL;
}

static void say(struct session *s, const char *line)
{
	if (s->quiet || *line == '\0')
		return;
	fprintf(s->out, "%s\n", line);
	fflush(s->out);
	snprintf(s->last, sizeof(s->last), "%s", line);
}

/* The sentence of a varlink error that is not ours. */
static void say_error(struct session *s, const struct control_reply *r)
{
	fprintf(s->err, "%s: pluto answered %s%s%s\n", s->program, r->error,
		*control_get_string(r->parameters, "parameter", "") == '\0' ? "" : " ",
		control_get_string(r->parameters, "parameter", ""));
	s->rc = EXIT_CLIENT_PROBLEM;
}

/* The last reply: the code, and its text unless the last line said it already. */
static void take_result(struct session *s, const struct control_reply *r)
{
	const char *text = control_get_string(r->parameters, "text", "");

	if (r->error != NULL && strcmp(r->error, CONTROL_INTERFACE ".Failed") != 0) {
		say_error(s, r);
		return;
	}
	s->rc = (int)control_get_int(r->parameters, "rc", 0);
	if (strstr(s->last, text) == NULL)
		say(s, text);
}

static void on_command_reply(void *ctx, const struct control_reply *r)
{
	struct session *s = ctx;

	if (r->continues)
		say(s, control_get_string(r->parameters, "line", ""));
	else
		take_result(s, r);
}

static void print_call(struct session *s, const char *method, json_t *params)
{
	char *text = json_dumps(params, JSON_COMPACT);

	fprintf(s->out, "%s.%s %s\n", CONTROL_INTERFACE, method, text == NULL ? "" : text);
	free(text);
	json_decref(params);
}

int session_command(struct session *s, const char *method, struct json_t *params)
{
	struct diag *d;

	s->rc = 0;
	s->last[0] = '\0';
	if (s->dry_run) {
		print_call(s, method, params);
		return 0;
	}
	d = control_call(s->client, method, params, on_command_reply, s);
	return d == NULL ? s->rc : problem(s, d);
}

struct asking {
	struct session *s;
	json_t *answer;
};

static void on_data_reply(void *ctx, const struct control_reply *r)
{
	struct asking *a = ctx;

	if (r->continues)
		return;
	if (r->error != NULL)
		take_result(a->s, r);
	else
		a->answer = json_incref(r->parameters);
}

struct json_t *session_ask(struct session *s, const char *method, struct json_t *params)
{
	struct asking a = { s, NULL };
	struct diag *d;

	s->rc = 0;
	s->last[0] = '\0';
	if (s->dry_run) {
		print_call(s, method, params);
		return NULL;
	}
	d = control_call(s->client, method, params, on_data_reply, &a);
	if (d == NULL)
		return a.answer;
	json_decref(a.answer);
	problem(s, d);
	return NULL;
}

/* PARAMS with "after" set; a new reference. */
static json_t *page_params(json_t *params, int64_t after)
{
	json_t *o = params == NULL ? json_object() : json_copy(params);

	if (after > 0)
		json_object_set_new(o, "after", json_integer(after));
	return o;
}

struct json_t *session_list(struct session *s, const char *method, const char *member,
			    struct json_t *params)
{
	json_t *all = json_array(), *page;
	int64_t after = 0;

	do {
		page = session_ask(s, method, page_params(params, after));
		if (page == NULL) {
			json_decref(all);
			all = NULL;
			break;
		}
		json_array_extend(all, json_object_get(page, member));
		after = control_get_int(page, "next", 0);
		json_decref(page);
	} while (after > 0);
	json_decref(params);
	return all;
}
