/* SPDX-License-Identifier: ISC
 *
 * service_fakes.c - stand-ins for conn, ike and child, as little as the service looks at.
 */
#include "testing/unit/service/service_fakes.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "conf/secrets.h"
#include "conn/routing_exec.h"
#include "conn/shunt.h"

struct fake *fake;

/* ---- the world ---- */

static struct monotime fake_now(void *world)
{
	return ((struct fake *)world)->now;
}

static struct realtime fake_wall(void *world)
{
	return (struct realtime){ ((struct fake *)world)->now.us + 1700000000 * US_PER_S };
}

static void fake_wake_at(void *world, struct monotime t)
{
	(void)world;
	(void)t;
}

static void fake_send(void *world, uint32_t client, struct view json)
{
	struct fake *f = world;

	if (f->nr_sent < FAKE_SENT)
		f->sent[f->nr_sent++] = (struct fake_sent){ client, mem_strdup_view(json) };
}

static void fake_close(void *world, uint32_t client)
{
	((struct fake *)world)->closed = client;
}

static const struct env_ops fake_ops = {
	.now = fake_now,
	.wall = fake_wall,
	.wake_at = fake_wake_at,
	.control_send = fake_send,
	.control_close = fake_close,
};

static void fake_emit(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	service_on_log(ctx, class, object, line);
}

void fake_start(struct fake *f)
{
	memset(f, 0, sizeof(*f));
	fake = f;
	f->now = (struct monotime){ US_PER_S };
	f->p.env = (struct env){ .world = f, .ops = &fake_ops };
	setup_defaults(&f->p.setup);
	mem_free(f->p.setup.secrets_file);
	f->p.setup.secrets_file = mem_strdup("/nonexistent/ipsec.secrets");
	f->p.sink = (struct log_sink){ .emit = fake_emit, .ctx = &f->p };
	f->p.log.sink = &f->p.sink;
	list_init(&f->p.intents);
	f->p.listening = true;
	f->p.listens = listen_db_new();
	f->p.ikes = (struct ike_db *)(uintptr_t)1;
	f->p.children = (struct child_db *)(uintptr_t)1;
	f->p.service = service_new(&f->p);
}

void fake_end(struct fake *f)
{
	struct intent i;

	service_free(&f->p, f->p.service);
	secrets_free(f->p.secrets);
	while (intent_take(&f->p, &i))
		;
	fake_forget(f);
	for (size_t n = 0; n < f->nr_conns; n++) {
		mem_free(f->conns[n].name);
		mem_free(f->texts[n]);
	}
	listen_db_free(f->p.listens);
	heap_fini(&f->p.timers);
	setup_fini(&f->p.setup);
}

struct conn *fake_conn(struct fake *f, const char *name, enum conn_kind kind)
{
	struct conn *c = &f->conns[f->nr_conns];
	struct text t = TEXT_OVER(c->log.prefix);

	c->config = &f->configs[f->nr_conns++];
	c->id = f->nr_conns;
	c->name = mem_strdup(name);
	c->kind = kind;
	c->oriented = true;
	address_parse(view_str("192.0.2.1"), &c->local.host);
	if (kind != CONN_TEMPLATE)
		address_parse(view_str("192.0.2.2"), &c->remote.host);
	c->log.sink = &f->p.sink;
	c->log.object = LOG_OBJECT_CONN(c->id);
	text_add(&t, "\"%s\": ", name);
	return c;
}

void fake_say(struct fake *f, uint32_t client, const char *text)
{
	char *copy = mem_strdup(text);

	for (char *c = copy; *c != '\0'; c++) {
		if (*c == '\'')
			*c = '"';
	}
	service_on_message(&f->p, client, view_str(copy));
	mem_free(copy);
}

struct json_t *fake_reply(const struct fake *f, uint32_t client, size_t n)
{
	for (size_t i = 0; i < f->nr_sent; i++) {
		if (f->sent[i].client == client && n-- == 0)
			return json_loads(f->sent[i].text, 0, NULL);
	}
	return NULL;
}

size_t fake_replies(const struct fake *f, uint32_t client)
{
	size_t nr = 0;

	for (size_t i = 0; i < f->nr_sent; i++)
		nr += f->sent[i].client == client;
	return nr;
}

void fake_forget(struct fake *f)
{
	for (size_t i = 0; i < f->nr_sent; i++)
		mem_free(f->sent[i].text);
	f->nr_sent = 0;
}

void fake_pass(struct fake *f, struct duration d)
{
	struct monotime end = monotime_add(f->now, d);

	while (monotime_before(f->now, end)) {
		f->now = monotime_add(f->now, DURATION_MS(1));
		timers_run(&f->p);
	}
}

struct intent fake_intent(struct fake *f)
{
	struct intent i;

	if (!intent_take(&f->p, &i))
		i = (struct intent){ .type = INTENT_TYPES };
	return i;
}

/* ---- connections ---- */

static struct conn *nth(size_t i)
{
	for (; i < fake->nr_conns; i++) {
		if (fake->conns[i].id != 0)
			return &fake->conns[i];
	}
	return NULL;
}

struct conn *conn_first(struct pluto *p)
{
	(void)p;
	return nth(0);
}

struct conn *conn_next(struct pluto *p, struct conn *c)
{
	(void)p;
	return nth((size_t)(c - fake->conns) + 1);
}

struct conn *conn_by_id(struct pluto *p, conn_id id)
{
	(void)p;
	for (size_t i = 0; i < fake->nr_conns; i++) {
		if (id != 0 && fake->conns[i].id == id)
			return &fake->conns[i];
	}
	return NULL;
}

/* The alias "all" means every connection. */
size_t conn_by_name(struct pluto *p, const char *name, struct conn **out, size_t max)
{
	size_t nr = 0;

	for (struct conn *c = conn_first(p); c != NULL && nr < max; c = conn_next(p, c)) {
		if (strcmp(c->name, name) == 0 || strcmp(name, "all") == 0)
			out[nr++] = c;
	}
	return nr;
}

static char *join(const struct conn_setting *s, size_t nr)
{
	char buf[4096];
	struct text t = TEXT_OVER(buf);

	for (size_t i = 0; i < nr; i++)
		text_add(&t, "%d%s=%s\n", s[i].end, s[i].keyword->name, s[i].value);
	return mem_strdup(buf);
}

struct diag *conn_add(struct pluto *p, const char *name, const struct conn_setting *s, size_t nr,
		      struct conn **out)
{
	size_t at = fake->nr_conns;

	(void)p;
	for (size_t i = 0; i < nr; i++) {
		if (strcmp(s[i].value, "bad") == 0)
			return diag_new("%s: bad value", s[i].keyword->name);
		if (strcmp(s[i].keyword->name, "auto") == 0)
			fake->configs[at].autostart = strcmp(s[i].value, "up") == 0 ? AUTO_UP
						      : strcmp(s[i].value, "ondemand") == 0
							      ? AUTO_ONDEMAND
							      : AUTO_ADD;
	}
	fake->texts[at] = join(s, nr);
	*out = fake_conn(fake, name, CONN_PERMANENT);
	return NULL;
}

bool conn_same(const struct conn *c, const struct conn_setting *s, size_t nr)
{
	const char *had = fake->texts[c - fake->conns];
	char *text = join(s, nr);
	bool same = had != NULL && strcmp(had, text) == 0;

	mem_free(text);
	return same;
}

void conn_delete(struct pluto *p, struct conn *c)
{
	(void)p;
	c->id = 0;
	fake->deleted++;
}

struct conn *conn_instantiate(struct pluto *p, struct conn *template, struct address remote,
			      uint16_t port, const struct id *peer)
{
	struct conn *c = fake_conn(fake, template->name, CONN_INSTANCE);

	(void)p;
	(void)port;
	(void)peer;
	c->template = template->id;
	c->instance = 1;
	c->remote.host = remote;
	return c;
}

void conn_print_name(struct text *t, const struct conn *c)
{
	text_add(t, "\"%s\"", c->name);
}

void conn_print_policy(struct text *t, const struct conn *c)
{
	(void)c;
	text_str(t, "IKEv2+PSK");
}

bool conn_never_negotiates(const struct conn *c)
{
	return c->config->type == CONN_PASS;
}

const struct end_config *conn_local_config(const struct conn *c)
{
	return &c->config->left;
}

const struct end_config *conn_remote_config(const struct conn *c)
{
	return &c->config->right;
}

static const struct name states[] = {{RT_UNROUTED, "unrouted"},
				     {RT_ROUTED_PROSPECTIVE, "routed-ondemand"}};
const struct names routing_state_names = NAMES("routing state", states);

struct diag *routing_route(struct pluto *p, struct conn *c)
{
	(void)p;
	if (fake->refuse_route)
		return diag_new("the kernel says no");
	fake->routed++;
	c->routing.state = RT_ROUTED_PROSPECTIVE;
	return NULL;
}

struct diag *routing_unroute(struct pluto *p, struct conn *c, bool *busy)
{
	(void)p;
	*busy = fake->busy_route;
	if (fake->busy_route)
		return diag_new("a tunnel uses it");
	fake->unrouted++;
	c->routing.state = RT_UNROUTED;
	return NULL;
}

struct shunt *shunt_first(struct pluto *p)
{
	(void)p;
	return NULL;
}

struct shunt *shunt_next(struct pluto *p, struct shunt *s)
{
	(void)p;
	(void)s;
	return NULL;
}

/* ---- SAs ---- */

static const struct name ike_states[] = { { IKE_UP, "established IKE SA" } };
const struct names ike_state_names = NAMES("IKE SA state", ike_states);

struct ike_sa *ike_first(struct pluto *p)
{
	(void)p;
	return fake->ike.id != 0 ? &fake->ike : NULL;
}

struct ike_sa *ike_next(struct pluto *p, struct ike_sa *ike)
{
	(void)p;
	(void)ike;
	return NULL;
}

struct ike_sa *ike_next_of_conn(struct pluto *p, conn_id conn, struct ike_sa *after)
{
	(void)p;
	return after == NULL && fake->ike.id != 0 && fake->ike.conn == conn ? &fake->ike : NULL;
}

struct ike_sa *ike_by_id(struct pluto *p, sa_id id)
{
	(void)p;
	return id != 0 && fake->ike.id == id ? &fake->ike : NULL;
}

size_t ike_nr(const struct pluto *p)
{
	(void)p;
	return fake->ike.id != 0;
}

size_t ike_nr_half_open(const struct pluto *p)
{
	(void)p;
	return 0;
}

struct child_sa *child_first(struct pluto *p)
{
	(void)p;
	return fake->child.id != 0 ? &fake->child : NULL;
}

struct child_sa *child_next(struct pluto *p, struct child_sa *child)
{
	(void)p;
	(void)child;
	return NULL;
}

struct child_sa *child_by_id(struct pluto *p, sa_id id)
{
	(void)p;
	return id != 0 && fake->child.id == id ? &fake->child : NULL;
}

bool child_traffic(struct pluto *p, struct child_sa *child, uint64_t *in, uint64_t *out,
		   struct realtime *last_in)
{
	(void)p;
	(void)child;
	*in = 84;
	*out = 168;
	*last_in = (struct realtime){ 0 };
	return true;
}

void pluto_listen(struct pluto *p)
{
	fake->listened++;
	service_start_wishes(p);
}
