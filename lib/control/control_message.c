/* SPDX-License-Identifier: ISC
 *
 * control_message.c - varlink requests and replies as JSON text, both ways.
 *
 * May use:   base, jansson.
 * Must not:  know sockets or what any method means.
 */
#include "control/control.h"

#include <jansson.h>
#include <string.h>

#include "base/alloc.h"

#define NAME_TEXT_MAX 128

/* ---- reading ---- */

static struct diag *parse_object(struct view message, json_t **out)
{
	json_error_t why;

	*out = json_loadb((const char *)message.ptr, message.len, JSON_REJECT_DUPLICATES, &why);
	if (*out == NULL)
		return diag_new("not JSON: %s (at byte %d)", why.text, why.position);
	if (json_is_object(*out))
		return NULL;
	json_decref(*out);
	*out = NULL;
	return diag_new("not a JSON object");
}

/* The "parameters" member of ROOT, made when it is missing. */
static struct diag *parse_parameters(json_t *root, json_t **out)
{
	*out = json_object_get(root, "parameters");
	if (*out == NULL || json_is_null(*out)) {
		*out = json_object();
		if (*out == NULL || json_object_set_new(root, "parameters", *out) < 0)
			return diag_new("out of memory");
	}
	return json_is_object(*out) ? NULL : diag_new("\"parameters\" is not an object");
}

static struct diag *fill_request(struct control_request *r)
{
	json_t *method = json_object_get(r->root, "method");

	if (!json_is_string(method))
		return diag_new("\"method\" is missing");
	r->method = json_string_value(method);
	r->more = control_get_bool(r->root, "more", false);
	r->oneway = control_get_bool(r->root, "oneway", false);
	return parse_parameters(r->root, &r->parameters);
}

struct diag *control_request_parse(struct view message, struct control_request *out)
{
	struct diag *d;

	*out = (struct control_request){ 0 };
	d = parse_object(message, &out->root);
	if (d == NULL)
		d = fill_request(out);
	if (d != NULL)
		control_request_fini(out);
	return d;
}

void control_request_fini(struct control_request *r)
{
	json_decref(r->root);
	*r = (struct control_request){ 0 };
}

static struct diag *fill_reply(struct control_reply *r)
{
	json_t *error = json_object_get(r->root, "error");

	if (error != NULL && !json_is_null(error) && !json_is_string(error))
		return diag_new("\"error\" is not a string");
	r->error = json_string_value(error);
	r->continues = control_get_bool(r->root, "continues", false);
	return parse_parameters(r->root, &r->parameters);
}

struct diag *control_reply_parse(struct view message, struct control_reply *out)
{
	struct diag *d;

	*out = (struct control_reply){ 0 };
	d = parse_object(message, &out->root);
	if (d == NULL)
		d = fill_reply(out);
	if (d != NULL)
		control_reply_fini(out);
	return d;
}

void control_reply_fini(struct control_reply *r)
{
	json_decref(r->root);
	*r = (struct control_reply){ 0 };
}

/* ---- building ---- */

struct sink {
	struct bytes bytes;
	size_t cap;
};

static int sink_write(const char *buffer, size_t size, void *data)
{
	struct sink *s = data;
	size_t cap = s->cap == 0 ? 1024 : s->cap;
	uint8_t *ptr;

	while (cap < s->bytes.len + size)
		cap *= 2;
	if (cap != s->cap) {
		ptr = mem_resize(s->bytes.ptr, cap);
		if (ptr == NULL)
			return -1;
		s->bytes.ptr = ptr;
		s->cap = cap;
	}
	memcpy(s->bytes.ptr + s->bytes.len, buffer, size);
	s->bytes.len += size;
	return 0;
}

/* Takes ROOT; OK false: some member did not get in. */
static bool build(json_t *root, bool ok, struct bytes *out)
{
	struct sink s = { 0 };

	ok = ok && root != NULL && json_dump_callback(root, sink_write, &s, JSON_COMPACT) == 0;
	json_decref(root);
	if (!ok)
		bytes_fini(&s.bytes);
	*out = s.bytes;
	return ok;
}

static bool set(json_t *object, const char *name, json_t *value)
{
	return json_object_set_new(object, name, value) == 0;
}

static bool set_parameters(json_t *root, json_t *params)
{
	return set(root, "parameters", params == NULL ? json_object() : params);
}

bool control_request_build(const char *method, struct json_t *params, bool more, struct bytes *out)
{
	char name[NAME_TEXT_MAX];
	struct text t = TEXT_OVER(name);
	json_t *root = json_object();
	bool ok;

	text_add(&t, "%s%s", strchr(method, '.') == NULL ? CONTROL_INTERFACE "." : "", method);
	ok = set_parameters(root, params);
	ok = set(root, "method", json_string(name)) && ok;
	ok = (!more || set(root, "more", json_true())) && ok;
	return build(root, ok, out);
}

bool control_reply_build(struct json_t *params, bool continues, struct bytes *out)
{
	json_t *root = json_object();
	bool ok = set_parameters(root, params);

	ok = (!continues || set(root, "continues", json_true())) && ok;
	return build(root, ok, out);
}

bool control_error_build(const char *name, struct json_t *params, struct bytes *out)
{
	char full[NAME_TEXT_MAX];
	struct text t = TEXT_OVER(full);
	json_t *root = json_object();
	bool ok;

	text_add(&t, "%s%s", strchr(name, '.') == NULL ? CONTROL_INTERFACE "." : "", name);
	ok = set_parameters(root, params);
	ok = set(root, "error", json_string(full)) && ok;
	return build(root, ok, out);
}

struct json_t *control_string(const char *s)
{
	json_t *j = json_string(s == NULL ? "" : s);
	char *copy;

	if (j != NULL)
		return j;
	/* not UTF-8 (or no memory: then the copy fails too) */
	copy = mem_strdup(s);
	if (copy == NULL)
		return NULL;
	for (char *c = copy; *c != '\0'; c++) {
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	}
	j = json_string(copy);
	mem_free(copy);
	return j;
}

const char *control_get_string(const struct json_t *object, const char *name, const char *fallback)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s == NULL ? fallback : s;
}

int64_t control_get_int(const struct json_t *object, const char *name, int64_t fallback)
{
	json_t *j = json_object_get(object, name);

	return json_is_integer(j) ? json_integer_value(j) : fallback;
}

bool control_get_bool(const struct json_t *object, const char *name, bool fallback)
{
	json_t *j = json_object_get(object, name);

	return json_is_boolean(j) ? json_is_true(j) : fallback;
}

struct json_t *control_get_array(const struct json_t *object, const char *name)
{
	json_t *j = json_object_get(object, name);

	return json_is_array(j) ? j : NULL;
}

struct json_t *control_get_object(const struct json_t *object, const char *name)
{
	json_t *j = json_object_get(object, name);

	return json_is_object(j) ? j : NULL;
}
