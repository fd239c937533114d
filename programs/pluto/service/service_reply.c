/* SPDX-License-Identifier: ISC
 *
 * service_reply.c - replies to a client, and the JSON values they are made of.
 *
 * May use:   base, net, pki ids, control.
 * Must not:  log: a log line may be what is being sent.
 */
#include <jansson.h>
#include <string.h>

#include "service/service_priv.h"

/* Takes TEXT. A reply that cannot be built closes the client: it would wait for ever. */
static void send_text(struct pluto *p, struct client *c, bool ok, struct bytes *text)
{
	if (c->oneway)
		ok = true;
	else if (ok)
		p->env.ops->control_send(p->env.world, c->id, bytes_view(text));
	bytes_fini(text);
	if (!ok)
		p->env.ops->control_close(p->env.world, c->id);
}

void reply_params(struct pluto *p, struct client *c, struct json_t *params)
{
	struct bytes text;
	bool ok = control_reply_build(params, false, &text);

	send_text(p, c, ok, &text);
}

void reply_rc(struct pluto *p, struct client *c, enum rc rc, const char *text)
{
	json_t *o = json_object();
	struct bytes message;
	bool ok;

	put_int(o, "rc", rc);
	put_string(o, "text", text);
	if (rc == RC_OK) {
		reply_params(p, c, o);
		return;
	}
	ok = control_error_build("Failed", o, &message);
	send_text(p, c, ok, &message);
}

void reply_bad_parameter(struct pluto *p, struct client *c, const char *parameter)
{
	json_t *o = json_object();
	struct bytes message;
	bool ok;

	put_string(o, "parameter", parameter);
	ok = control_error_build("org.varlink.service.InvalidParameter", o, &message);
	send_text(p, c, ok, &message);
}

static const char *class_name(enum log_class class)
{
	switch (class) {
	case LOG_NOTE:	return "note";
	case LOG_PEER:	return "peer";
	case LOG_AUTH:	return "auth";
	case LOG_LOCAL:	return "local";
	case LOG_BUG:	return "bug";
	case LOG_TRACE:
	case LOG_CLASSES:
		break;
	}
	return "trace";
}

void reply_line(struct pluto *p, struct client *c, enum log_class class, const char *line)
{
	json_t *o;
	struct bytes text;

	if (!c->more || c->oneway)
		return;
	o = json_object();
	put_string(o, "line", line);
	put_string(o, "class", class_name(class));
	/* a line that memory has no room for is lost; the result still comes */
	if (control_reply_build(o, true, &text))
		p->env.ops->control_send(p->env.world, c->id, bytes_view(&text));
	bytes_fini(&text);
}

void reply_note(struct pluto *p, struct client *c, enum log_class class, const char *format, ...)
{
	char buf[LOG_LINE_MAX];
	struct text t = TEXT_OVER(buf);
	va_list ap;

	va_start(ap, format);
	text_vadd(&t, format, ap);
	va_end(ap);
	reply_line(p, c, class, buf);
}

void put_json(struct json_t *object, const char *name, struct json_t *value)
{
	json_object_set_new(object, name, value);
}

void put_string(struct json_t *object, const char *name, const char *value)
{
	put_json(object, name, control_string(value));
}

void put_int(struct json_t *object, const char *name, int64_t value)
{
	put_json(object, name, json_integer(value));
}

void put_bool(struct json_t *object, const char *name, bool value)
{
	put_json(object, name, json_boolean(value));
}

void put_address(struct json_t *object, const char *name, struct address a)
{
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	if (!address_is_set(a))
		return;
	address_print(&t, a);
	put_string(object, name, buf);
}

void put_endpoint(struct json_t *object, const char *name, struct endpoint e)
{
	char buf[ENDPOINT_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	endpoint_print(&t, e);
	put_string(object, name, buf);
}

void put_id(struct json_t *object, const char *name, const struct id *id)
{
	char buf[ID_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	id_print(&t, id);
	put_string(object, name, buf);
}

void put_selectors(struct json_t *object, const char *name, const struct selector *s, size_t nr)
{
	json_t *list = json_array();

	for (size_t i = 0; i < nr; i++) {
		char buf[SELECTOR_TEXT_MAX];
		struct text t = TEXT_OVER(buf);

		selector_print(&t, &s[i]);
		json_array_append_new(list, control_string(buf));
	}
	put_json(object, name, list);
}

bool page_add(struct page *page, struct json_t *item)
{
	if (page->items == NULL)
		page->items = json_array();
	page->size += json_dumpb(item, NULL, 0, JSON_COMPACT) + 1;
	json_array_append_new(page->items, item);
	page->full = page->size >= CONTROL_PAGE_MAX;
	return !page->full;
}

void page_reply(struct pluto *p, struct client *c, const char *name, struct page *page,
		uint64_t last)
{
	json_t *o = json_object();

	put_json(o, name, page->items == NULL ? json_array() : page->items);
	if (page->full)
		put_int(o, "next", (int64_t)last);
	reply_params(p, c, o);
}
