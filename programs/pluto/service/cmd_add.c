/* SPDX-License-Identifier: ISC
 *
 * cmd_add.c - Add and AddMany: settings as text to connections; the same settings again change
 * nothing.
 *
 * May use:   service, conf keywords, conn.
 * Must not:  understand a value: conn_add() does.
 */
#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conf/keyword.h"
#include "ike/ike_sa.h"
#include "service/service_priv.h"

enum {
	ADD_SETTINGS_MAX = 256, /* of one connection */
	ADD_NAME_MAX = 256,
	CACHE_SLOTS = 512, /* a power of two, a few times the number of keywords in use */
	CACHE_KEY_MAX = 48,
	ADD_LOG_EACH = 100, /* more than that in one request get one line together */
};

/* Ten thousand connections use the same twenty keys: look each up once. */
struct cache_slot {
	char key[CACHE_KEY_MAX];
	const struct keyword *keyword;
	int end;
};

struct adding {
	struct pluto *p;
	struct client *c;
	bool replace;
	size_t total;			/* how many are to be added */
	struct cache_slot *cache;	/* CACHE_SLOTS, or NULL */
	size_t added, unchanged, failed;
	enum rc rc;			/* of the last failure */
	struct conn_setting settings[ADD_SETTINGS_MAX];
	size_t nr;
	char why[512];
};

/* ---- keys ---- */

/* "leftsubnet", "left-id", "left": the keyword and whose it is. */
static const struct keyword *look_up(const char *key, int *end)
{
	static const struct {
		const char *prefix;
		int end;
	} sides[] = { { "left", SETTING_LEFT }, { "right", SETTING_RIGHT } };

	for (size_t i = 0; i < ARRAY_NR(sides); i++) {
		size_t n = strlen(sides[i].prefix);
		const struct keyword *k;

		if (strncasecmp(key, sides[i].prefix, n) != 0)
			continue;
		n += key[n] == '-';
		k = keyword_find(KEYWORD_CONN, true, view_str(key + n));
		*end = sides[i].end;
		if (k != NULL)
			return k;
	}
	*end = SETTING_COMMON;
	return keyword_find(KEYWORD_CONN, false, view_str(key));
}

static size_t slot_of(const char *key)
{
	size_t h = 5381;

	for (; *key != '\0'; key++)
		h = h * 33 + (unsigned char)*key;
	return h & (CACHE_SLOTS - 1);
}

static const struct keyword *find_key(struct adding *a, const char *key, int *end)
{
	struct cache_slot *s;

	if (a->cache == NULL || strlen(key) >= CACHE_KEY_MAX)
		return look_up(key, end);
	/* one slot a hash: a collision only costs another look-up */
	s = &a->cache[slot_of(key)];
	if (s->keyword == NULL || strcmp(s->key, key) != 0) {
		s->keyword = look_up(key, &s->end);
		memcpy(s->key, key, strlen(key) + 1);
	}
	*end = s->end;
	return s->keyword;
}

/* ---- one connection ---- */

static bool refuse(struct adding *a, const char *problem, const char *what)
{
	struct text t = TEXT_OVER(a->why);

	text_str(&t, problem);
	if (what == NULL)
		return false;
	text_str(&t, " '");
	text_safe(&t, view_str(what));
	text_char(&t, '\'');
	return false;
}

static bool read_settings(struct adding *a, json_t *settings)
{
	const char *key;
	json_t *value;
	int end;

	a->nr = 0;
	json_object_foreach(settings, key, value) {
		const struct keyword *k = find_key(a, key, &end);

		if (k == NULL)
			return refuse(a, "unknown keyword", key);
		if (!json_is_string(value))
			return refuse(a, "not a string: the value of", key);
		if (a->nr == ARRAY_NR(a->settings))
			return refuse(a, "too many settings at", key);
		a->settings[a->nr].keyword = k;
		a->settings[a->nr].end = end;
		a->settings[a->nr++].value = json_string_value(value);
	}
	return true;
}

static bool good_name(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++) {
		unsigned char ch = (unsigned char)name[i];

		if (ch <= ' ' || ch >= 0x7f || ch == '"' || ch == '\\')
			return false;
	}
	return len > 0 && len < ADD_NAME_MAX && *name != '$' && *name != '#';
}

static void fail(struct adding *a, const char *name, enum rc rc)
{
	char safe[160];
	struct text s = TEXT_OVER(safe);

	text_safe(&s, view_str(name));
	a->failed++;
	a->rc = rc;
	log_local(&a->p->log, "\"%s\": failed to add connection: %s", safe, a->why);
}

/* Takes the wish of auto= and does what can be done now. */
static void start(struct pluto *p, struct conn *conn)
{
	switch (conn->config->autostart) {
	case AUTO_IGNORE:
	case AUTO_ADD:
		return;
	case AUTO_ONDEMAND:
		conn->wish.route = true;
		break;
	case AUTO_UP:
		conn->wish.up = true;
		break;
	case AUTO_KEEP:
		conn->wish.keep = true;
		break;
	}
	service_act_on_wish(p, conn);
}

/* The old one goes: at once when the daemon has no SA, else with its SAs; its name is free in any
 * case. */
static void remove_old(struct pluto *p, struct conn *old)
{
	if (ike_nr(p) == 0 && old->kind == CONN_PERMANENT) {
		wait_abandon(p, old->id, "the connection was replaced");
		conn_delete(p, old);
		return;
	}
	service_take_down(p, NULL, old, true);
	old->pending_delete = true;
}

static void add_new(struct adding *a, const char *name)
{
	struct text t = TEXT_OVER(a->why);
	struct conn *conn = NULL;
	struct diag *d = conn_add(a->p, name, a->settings, a->nr, &conn);

	if (d == NULL) {
		a->added++;
		if (a->total <= ADD_LOG_EACH)
			log_note(&conn->log, "added %s IKEv2 connection",
				 conn->oriented ? "oriented" : "unoriented");
		start(a->p, conn);
		return;
	}
	text_str(&t, diag_text(d));
	diag_free(d);
	fail(a, name, RC_FATAL);
}

static void add_one(struct adding *a, const char *name, json_t *settings)
{
	struct conn *old;

	if (name == NULL || settings == NULL || !good_name(name)) {
		refuse(a, "the name is missing or has characters that it must not have", NULL);
		fail(a, name == NULL ? "" : name, RC_FATAL);
		return;
	}
	if (!read_settings(a, settings)) {
		fail(a, name, RC_FATAL);
		return;
	}
	old = service_conn_named(a->p, name);
	if (old != NULL && !a->replace) {
		refuse(a, "a connection of that name exists", NULL);
		fail(a, name, RC_DUPNAME);
		return;
	}
	if (old != NULL && conn_same(old, a->settings, a->nr)) {
		a->unchanged++;
		return;
	}
	if (old != NULL)
		remove_old(a->p, old);
	add_new(a, name);
}

/* ---- the two methods ---- */

static struct adding *adding_new(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct adding *a = mem_alloc(sizeof(*a));

	if (a == NULL) {
		reply_rc(p, c, RC_FATAL, "out of memory");
		return NULL;
	}
	a->p = p;
	a->c = c;
	a->total = 1;
	a->replace = control_get_bool(r->parameters, "replace", false);
	return a;
}

void cmd_add(struct pluto *p, struct client *c, const struct control_request *r)
{
	struct adding *a = adding_new(p, c, r);

	if (a == NULL)
		return;
	add_one(a, control_get_string(r->parameters, "name", NULL),
		control_get_object(r->parameters, "settings"));
	/* the reason has been told as a line */
	reply_rc(p, c, a->rc, a->rc == RC_OK ? "" : a->why);
	mem_free(a);
}

static void reply_counts(struct adding *a)
{
	json_t *o;
	char buf[128];
	struct text t = TEXT_OVER(buf);

	if (a->total > ADD_LOG_EACH && a->added > 0)
		log_note(&a->p->log, "added %zu connections", a->added);
	if (a->rc != RC_OK) {
		text_add(&t, "%zu of %zu connections failed to load", a->failed, a->total);
		reply_rc(a->p, a->c, a->rc, a->total == 1 ? a->why : buf);
		return;
	}
	o = json_object();
	put_int(o, "rc", RC_OK);
	put_string(o, "text", "");
	put_int(o, "added", (int64_t)a->added);
	put_int(o, "unchanged", (int64_t)a->unchanged);
	put_int(o, "failed", (int64_t)a->failed);
	reply_params(a->p, a->c, o);
}

void cmd_add_many(struct pluto *p, struct client *c, const struct control_request *r)
{
	json_t *list = control_get_array(r->parameters, "connections"), *item;
	struct adding *a;
	size_t i;

	if (list == NULL) {
		reply_bad_parameter(p, c, "connections");
		return;
	}
	a = adding_new(p, c, r);
	if (a == NULL)
		return;
	a->total = json_array_size(list);
	/* without it everything works, only slower */
	a->cache = mem_array(CACHE_SLOTS, sizeof(*a->cache));
	json_array_foreach(list, i, item) {
		add_one(a, control_get_string(item, "name", NULL),
			control_get_object(item, "settings"));
	}
	reply_counts(a);
	mem_free(a->cache);
	mem_free(a);
}
