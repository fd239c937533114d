/* SPDX-License-Identifier: ISC
 *
 * connection_json.c - everything there is to know about one connection, as data.
 *
 * May use:   service, conn, child, ike.
 * Must not:  format lines for people: the command line tools do.
 */
#include <jansson.h>
#include <string.h>

#include "base/ensure.h"
#include "child/child_sa.h"
#include "ike/ike_sa.h"
#include "service/service_priv.h"

static const char *kind_name(enum conn_kind kind)
{
	switch (kind) {
	case CONN_GROUP:	return "group";
	case CONN_TEMPLATE:	return "template";
	case CONN_PERMANENT:	return "permanent";
	case CONN_INSTANCE:	return "instance";
	}
	return "unknown";
}

static const char *type_name(enum conn_type type)
{
	switch (type) {
	case CONN_TUNNEL:	return "tunnel";
	case CONN_TRANSPORT:	return "transport";
	case CONN_PASS:		return "passthrough";
	case CONN_DROP:		return "drop";
	case CONN_REJECT:	return "reject";
	}
	return "unknown";
}

static const char *encap_name(enum encap_wish encap)
{
	switch (encap) {
	case ENCAP_AUTO:	return "auto";
	case ENCAP_YES:		return "yes";
	case ENCAP_NO:		return "no";
	}
	return "unknown";
}

static const char *id_type_name(const struct id *id)
{
	static const struct { uint8_t type; const char *name; } types[] = {
		{ 1, "IPV4_ADDR" }, { 2, "FQDN" }, { 3, "USER_FQDN" }, { 5, "IPV6_ADDR" },
		{ 9, "DER_ASN1_DN" }, { 10, "DER_ASN1_GN" }, { 11, "KEY_ID" }, { 13, "NULL" },
	};

	if (id->special == ID_FROM_CERT)
		return "%fromcert";
	for (size_t i = 0; id->special == ID_IS_ID && i < ARRAY_NR(types); i++) {
		if (types[i].type == id->type)
			return types[i].name;
	}
	return "%none";
}

static const char *host_word(const struct host_value *h)
{
	switch (h->kind) {
	case HOST_ADDRESS:	return "";
	case HOST_NAME:		return h->name;
	case HOST_IFACE:	return h->name;
	case HOST_ANY:		return "%any";
	case HOST_DEFAULTROUTE:	return "%defaultroute";
	case HOST_OPPO:		return "%opportunistic";
	case HOST_GROUP:	return "%group";
	case HOST_OPPOGROUP:	return "%opportunisticgroup";
	case HOST_DIRECT:	return "%direct";
	}
	return "";
}

static void put_host(json_t *o, const struct end *end, const struct end_config *config)
{
	if (address_is_set(end->host) && !address_is_any(end->host))
		put_address(o, "host", end->host);
	else if (config->host.kind == HOST_ADDRESS)
		put_address(o, "host", config->host.addr);
	else
		put_string(o, "host", host_word(&config->host));
}

/* Is there more behind this end than the host itself? */
static bool has_client(const struct end *end)
{
	struct selector host;

	if (end->nr_selectors != 1 || !address_is_set(end->host))
		return end->nr_selectors > 0;
	host = selector_from_host(end->host);
	return !range_eq(host.addrs, end->selectors[0].addrs);
}

static json_t *end_json(const struct end *end, const struct end_config *config)
{
	const struct id *id = end->id.special == ID_NONE ? &config->id : &end->id;
	json_t *o = json_object();

	put_host(o, end, config);
	put_int(o, "port", end->port);
	if (id->special == ID_NONE)
		put_string(o, "id", "");
	else
		put_id(o, "id", id);
	put_string(o, "id_type", id_type_name(id));
	put_address(o, "nexthop", end->nexthop);
	if (end->nr_selectors > 0)
		put_selectors(o, "selectors", end->selectors, end->nr_selectors);
	else
		put_selectors(o, "selectors", config->subnets, config->nr_subnets);
	put_bool(o, "client", end->nr_selectors > 0 ? has_client(end) : config->nr_subnets > 0);
	return o;
}

static const char *side_prefix(int end)
{
	if (end == KW_LEFT)
		return "left";
	return end == KW_RIGHT ? "right" : "";
}

static json_t *settings_json(const struct conn_config *config)
{
	json_t *o = json_object();

	for (size_t i = 0; i < config->nr_keywords; i++) {
		const struct conn_keyword *k = &config->keywords[i];
		char key[128];
		struct text t = TEXT_OVER(key);

		text_add(&t, "%s%s", side_prefix(k->end), k->keyword->name);
		put_string(o, key, k->value);
	}
	return o;
}

static void put_config(json_t *o, const struct conn_config *config)
{
	char buf[2048];
	struct text t = TEXT_OVER(buf);

	put_int(o, "ike_life", duration_s(config->ike_life));
	put_int(o, "child_life", duration_s(config->child_life));
	put_int(o, "margin", duration_s(config->margin));
	put_int(o, "fuzz", config->fuzz_percent);
	put_int(o, "replay_window", config->replay_window);
	put_int(o, "retransmit_interval_ms", config->retransmit_first.us / 1000);
	put_int(o, "retransmit_timeout", duration_s(config->retransmit_timeout));
	put_string(o, "encapsulation", encap_name(config->encapsulation));
	proposal_set_print(&t, &config->ike);
	put_string(o, "ike_proposals", buf);
	t = TEXT_OVER(buf);
	proposal_set_print(&t, &config->child);
	put_string(o, "child_proposals", buf);
	put_json(o, "settings", settings_json(config));
}

static void put_newest(struct pluto *p, json_t *o, const struct conn *c)
{
	struct ike_sa *ike = ike_by_id(p, c->routing.owner_ike);
	struct child_sa *child = child_by_id(p, c->routing.owner_child);
	char buf[256];
	struct text t = TEXT_OVER(buf);

	if (ike != NULL && ike->state == IKE_UP) {
		struct suite s = {
			.encr = ike->suite.encr,
			.key_bits = ike->suite.key_bits,
			.prf = ike->suite.prf,
			.integ = ike->suite.integ,
			.ke = ike->suite.ke,
		};

		suite_print_ike(&t, &s);
		put_string(o, "ike_newest", buf);
	}
	if (child != NULL && child->state == CHILD_UP) {
		t = TEXT_OVER(buf);
		suite_print_child(&t, &child->suite);
		put_string(o, "child_newest", buf);
	}
}

static void put_routing(json_t *o, const struct conn *c)
{
	char buf[64];
	struct text t = TEXT_OVER(buf);

	name_print(&t, &routing_state_names, c->routing.state);
	put_string(o, "routing", buf);
	put_int(o, "owner_ike", (int64_t)c->routing.owner_ike);
	put_int(o, "owner_child", (int64_t)c->routing.owner_child);
	put_bool(o, "up", c->wish.up);
	put_bool(o, "route", c->wish.route);
	put_bool(o, "keep", c->wish.keep);
	put_int(o, "reqid", c->reqid);
	put_int(o, "priority", c->nr_spds > 0 ? c->spds[0].priority : c->config->priority);
}

struct json_t *connection_json(struct pluto *p, const struct conn *c)
{
	json_t *o = json_object();
	char buf[1024];
	struct text t = TEXT_OVER(buf);

	put_string(o, "name", c->name);
	put_int(o, "instance", c->instance);
	conn_print_name(&t, c);
	put_string(o, "display", buf);
	put_int(o, "serial", (int64_t)c->id);
	put_string(o, "kind", kind_name(c->kind));
	put_bool(o, "oriented", c->oriented);
	put_bool(o, "local_is_left", c->local_is_left);
	put_json(o, "local", end_json(&c->local, conn_local_config(c)));
	put_json(o, "remote", end_json(&c->remote, conn_remote_config(c)));
	if (c->iface[0] != '\0')
		put_string(o, "interface", c->iface);
	put_string(o, "type", type_name(c->config->type));
	t = TEXT_OVER(buf);
	conn_print_policy(&t, c);
	put_string(o, "policy", buf);
	put_routing(o, c);
	put_config(o, c->config);
	t = TEXT_OVER(buf);
	duration_print(&t, p->setup.keep_alive);
	put_string(o, "keep_alive", buf);
	put_newest(p, o, c);
	return o;
}
