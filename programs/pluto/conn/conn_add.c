/* SPDX-License-Identifier: ISC
 *
 * conn_add.c - connections come and go.
 *
 * May use:   base, core, conn.
 * Must not:  decide what auto= means: the service does.
 */
#include <string.h>

#include "conn/conn_config.h"
#include "conn/conn_db_priv.h"
#include "conn/routing_event.h"
#include "core/intent.h"

#define CONN_NAME_MAX 200	/* bytes; it is in log prefixes and environment variables */

static bool kernel_has(void *ctx, enum v2_protocol protocol, enum alg_kind kind, uint16_t id)
{
	const struct pluto *p = ctx;
	const struct kernel_caps *caps = p->env.kernel.ops->caps(p->env.kernel.k);

	if (protocol == V2_PROTO_IKE || caps == NULL || caps->alg == NULL)
		return true;
	if (kind == ALG_ENCR)
		return encr_alg_find(id) != NULL && caps->alg(encr_alg_find(id), NULL);
	if (kind == ALG_INTEG && integ_alg_find(id) != NULL)
		return caps->alg(NULL, integ_alg_find(id));
	return true;
}

static struct diag *check_name(struct pluto *p, const char *name)
{
	struct conn *there;

	if (name[0] == '\0')
		return diag_new("the connection has no name");
	if (strlen(name) > CONN_NAME_MAX)
		return diag_new("the name of the connection is longer than %d bytes", CONN_NAME_MAX);
	if (conn_by_name(p, name, &there, 1) > 0 && strcmp(there->name, name) == 0 && !there->pending_delete)
		return diag_new("there is a connection named \"%.100s\" already", name);
	return NULL;
}

struct diag *conn_add(struct pluto *p, const char *name, const struct conn_setting *s, size_t nr,
		      struct conn **out)
{
	struct alg_support support = { .has = kernel_has, .ctx = p };
	struct conn_config *config = NULL;
	struct diag *d = check_name(p, name);
	struct conn *c;

	if (d == NULL)
		d = conn_config_new(name, s, nr, &support, &config);
	if (d != NULL)
		return d;
	c = conn_new(p, config, NULL);
	conn_config_unref(config);
	if (c == NULL)
		return diag_new("out of memory");
	if (conn_has_dns_name(c))
		conn_resolve(p, c);
	if (p->listening)
		(void)conn_orient(p, c);
	*out = c;
	return NULL;
}

static bool same_setting(const struct conn_keyword *k, const struct conn_setting *s)
{
	int end = s->end == SETTING_LEFT ? KW_LEFT : s->end == SETTING_RIGHT ? KW_RIGHT : KW_COMMON;

	return k->keyword == s->keyword && (int)k->end == end && strcmp(k->value, s->value) == 0;
}

bool conn_same(const struct conn *c, const struct conn_setting *s, size_t nr)
{
	if (nr != c->config->nr_keywords)
		return false;
	for (size_t i = 0; i < nr; i++) {
		if (!same_setting(&c->config->keywords[i], &s[i]))
			return false;
	}
	return true;
}

void conn_delete(struct pluto *p, struct conn *c)
{
	LIST_FOR_EACH(&c->links->instances, node) {
		struct conn_db_links *l = CONTAINER_OF(node, struct conn_db_links, in_template);

		conn_delete(p, l->conn);
	}
	routing_delete(p, c);
	conn_free(p, c);
}

void conn_maybe_drop_instance(struct pluto *p, struct conn *c)
{
	struct intent i = { .type = INTENT_CONN_REMOVE, .conn = c->id };
	bool wanted = c->wish.up || c->wish.route || timer_armed(&c->revival);

	if (routing_is_busy(&c->routing))
		return;
	if (!c->pending_delete &&
	    (c->kind != CONN_INSTANCE || wanted || c->routing.state != RT_UNROUTED))
		return;
	(void)intent_add(p, &i);
}
