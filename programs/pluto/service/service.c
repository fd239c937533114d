/* SPDX-License-Identifier: ISC
 *
 * service.c - clients of the control socket and dispatch of their requests.
 *
 * May use:   base, control, core, conn, the commands of this folder.
 * Must not:  wait, read sockets, or know what a command does.
 */
#include "service/service.h"

#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "service/service_priv.h"

static command_fn *const handlers[CONTROL_METHODS] = {
	[METHOD_STATUS] = cmd_status,
	[METHOD_CONNECTIONS] = cmd_connections,
	[METHOD_STATES] = cmd_states,
	[METHOD_SHUNTS] = cmd_shunts,
	[METHOD_COUNTERS] = cmd_counters,
	[METHOD_ADD] = cmd_add,
	[METHOD_ADD_MANY] = cmd_add_many,
	[METHOD_DELETE] = cmd_delete,
	[METHOD_UP] = cmd_up,
	[METHOD_DOWN] = cmd_down,
	[METHOD_ROUTE] = cmd_route,
	[METHOD_UNROUTE] = cmd_unroute,
	[METHOD_LISTEN] = cmd_listen,
	[METHOD_REREAD_SECRETS] = cmd_rereadsecrets,
	[METHOD_DEBUG] = cmd_debug,
	[METHOD_SHUTDOWN] = cmd_shutdown,
};

struct service *service_new(struct pluto *p)
{
	struct service *s = mem_alloc(sizeof(*s));

	if (s == NULL)
		return NULL;
	list_init(&s->clients);
	s->started = env_now(&p->env);
	return s;
}

void service_free(struct pluto *p, struct service *s)
{
	if (s == NULL)
		return;
	timer_stop(p, &s->poll);
	LIST_FOR_EACH(&s->clients, node) {
		list_remove(&s->clients, node);
		mem_free(CONTAINER_OF(node, struct client, link));
	}
	mem_free(s);
}

static struct client *client_find(struct service *s, uint32_t id)
{
	LIST_FOR_EACH(&s->clients, node) {
		struct client *c = CONTAINER_OF(node, struct client, link);

		if (c->id == id)
			return c;
	}
	return NULL;
}

static struct client *client_new(struct service *s, uint32_t id)
{
	struct client *c;

	if (s->clients.nr >= SERVICE_CLIENTS_MAX)
		return NULL;
	c = mem_alloc(sizeof(*c));
	if (c == NULL)
		return NULL;
	c->id = id;
	list_append(&s->clients, &c->link);
	return c;
}

static void client_free(struct service *s, struct client *c)
{
	if (s->current == c)
		s->current = NULL;
	list_remove(&s->clients, &c->link);
	mem_free(c);
}

/* An error to somebody who has no struct client. */
static void refuse(struct pluto *p, uint32_t id, const char *error, struct json_t *params)
{
	struct bytes text;

	if (control_error_build(error, params, &text))
		p->env.ops->control_send(p->env.world, id, bytes_view(&text));
	bytes_fini(&text);
	p->env.ops->control_close(p->env.world, id);
}

static void reply_info(struct pluto *p, struct client *c)
{
	json_t *o = json_object(), *interfaces = json_array();

	put_string(o, "vendor", "Cygnet");
	put_string(o, "product", "pluto");
	put_string(o, "version", CYGNET_VERSION);
	put_string(o, "url", "");
	json_array_append_new(interfaces, json_string("org.varlink.service"));
	json_array_append_new(interfaces, json_string(CONTROL_INTERFACE));
	put_json(o, "interfaces", interfaces);
	reply_params(p, c, o);
}

static void reply_description(struct pluto *p, struct client *c, const struct control_request *r)
{
	const char *interface = control_get_string(r->parameters, "interface", "");
	char buf[CONTROL_INTERFACE_TEXT_MAX];
	struct text t = TEXT_OVER(buf);
	json_t *o;

	if (strcmp(interface, CONTROL_INTERFACE) != 0) {
		reply_bad_parameter(p, c, "interface");
		return;
	}
	control_interface_print(&t);
	o = json_object();
	put_string(o, "description", buf);
	reply_params(p, c, o);
}

static void reply_no_method(struct pluto *p, struct client *c, const char *method)
{
	struct bytes text;
	json_t *o = json_object();

	put_string(o, "method", method);
	if (control_error_build("org.varlink.service.MethodNotFound", o, &text) && !c->oneway)
		p->env.ops->control_send(p->env.world, c->id, bytes_view(&text));
	bytes_fini(&text);
}

static void dispatch(struct pluto *p, struct client *c, const struct control_request *r)
{
	enum control_method method = control_method_find(r->method);

	if (strcmp(r->method, "org.varlink.service.GetInfo") == 0)
		reply_info(p, c);
	else if (strcmp(r->method, "org.varlink.service.GetInterfaceDescription") == 0)
		reply_description(p, c, r);
	else if (handlers[method] == NULL)
		reply_no_method(p, c, r->method);
	else
		handlers[method](p, c, r);
}

static void run(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct service *s = p->service;

	c->more = r->more;
	c->oneway = r->oneway;
	s->current = c;
	dispatch(p, c, r);
	s->current = NULL;
}

void service_on_message(struct pluto *p, uint32_t client, struct view json)
{
	struct service *s = p->service;
	struct control_request r;
	struct client *c = client_find(s, client);
	struct diag *d;
	json_t *limit;

	if (c == NULL)
		c = client_new(s, client);
	if (c == NULL) {
		limit = json_object();
		put_int(limit, "limit", SERVICE_CLIENTS_MAX);
		refuse(p, client, "TooManyClients", limit);
		return;
	}
	d = json.len > CONTROL_MESSAGE_MAX ? diag_new("too long") : control_request_parse(json, &r);
	if (d != NULL || c->wait != WAIT_NONE) {
		/* out of step: nothing more that it says can be trusted */
		trace(&p->log, "control client %u cut off: %s", client,
		      d == NULL ? "a second request while one runs" : diag_text(d));
		refuse(p, client, d == NULL ? "Busy" : "org.varlink.service.InvalidMessage", NULL);
		client_free(s, c);
		if (d == NULL)
			control_request_fini(&r);
		diag_free(d);
		return;
	}
	run(p, c, &r);
	control_request_fini(&r);
}

void service_on_gone(struct pluto *p, uint32_t client)
{
	struct client *c = client_find(p->service, client);

	if (c != NULL)
		client_free(p->service, c);
}
