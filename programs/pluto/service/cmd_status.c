/* SPDX-License-Identifier: ISC
 *
 * cmd_status.c - Status: what this daemon is, where it listens, its setup, algorithms and totals.
 *
 * May use:   service, core, conn, ike, child, algorithm descriptors.
 */
#include <jansson.h>

#include "base/ensure.h"
#include "child/child_sa.h"
#include "core/listen.h"
#include "crypt/alg.h"
#include "ike/ike_sa.h"
#include "service/service_priv.h"

static json_t *listeners_json(struct pluto *p)
{
	json_t *list = json_array();
	struct endpoint e;
	const char *iface;
	bool encap;

	for (size_t i = 0; listen_nth(p, i, &e, &encap, &iface); i++) {
		json_t *o = json_object();

		put_string(o, "interface", iface);
		put_address(o, "address", e.addr);
		put_int(o, "port", e.port);
		put_bool(o, "encap", encap);
		json_array_append_new(list, o);
	}
	return list;
}

static void put_duration(json_t *o, const char *name, struct duration d)
{
	char buf[64];
	struct text t = TEXT_OVER(buf);

	text_add(&t, "%llds", (long long)duration_s(d));
	put_string(o, name, buf);
}

static void put_number(json_t *o, const char *name, uint64_t n)
{
	char buf[32];
	struct text t = TEXT_OVER(buf);

	text_add(&t, "%llu", (unsigned long long)n);
	put_string(o, name, buf);
}

static const char *yes_no(bool b)
{
	return b ? "yes" : "no";
}

static const char *ddos_name(const struct setup *s)
{
	switch (s->ddos_mode) {
	case DDOS_AUTO:		return "auto";
	case DDOS_BUSY:		return "busy";
	case DDOS_UNLIMITED:	return "unlimited";
	}
	return "unknown";
}

static json_t *setup_json(const struct setup *s)
{
	json_t *o = json_object();
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	put_string(o, "config", s->conf_file);
	put_string(o, "secretsfile", s->secrets_file);
	put_string(o, "ipsecdir", s->ipsec_dir);
	put_string(o, "nssdir", s->nss_dir);
	put_string(o, "rundir", s->run_dir);
	put_string(o, "uniqueids", yes_no(s->unique_ids));
	put_string(o, "logip", yes_no(s->log_ip));
	put_string(o, "ddos-mode", ddos_name(s));
	put_number(o, "ddos-ike-threshold", s->ddos_threshold);
	put_number(o, "max-halfopen-ike", s->max_halfopen);
	put_duration(o, "shuntlifetime", s->shunt_life);
	put_duration(o, "expire-shunt-interval", s->shunt_scan);
	put_duration(o, "expire-lifetime", s->acquire_life);
	put_duration(o, "keep-alive", s->keep_alive);
	if (address_is_set(s->listen))
		address_print(&t, s->listen);
	put_string(o, "listen", address_is_set(s->listen) ? buf : "<any>");
	put_number(o, "ikeport", s->ike_port);
	put_number(o, "nat-ikeport", s->nat_port);
	return o;
}

static void add_algorithm(json_t *list, const char *protocol, const char *kind, const char *name,
			  unsigned min, unsigned max)
{
	json_t *o = json_object();

	put_string(o, "protocol", protocol);
	put_string(o, "kind", kind);
	put_string(o, "name", name);
	put_int(o, "key_min", min);
	put_int(o, "key_max", max);
	json_array_append_new(list, o);
}

static void add_encr(json_t *list, const struct encr_alg *e)
{
	unsigned min = e->key_bits[0], max = e->key_bits[0];

	for (size_t i = 0; i < ARRAY_NR(e->key_bits) && e->key_bits[i] != 0; i++) {
		min = e->key_bits[i] < min ? e->key_bits[i] : min;
		max = e->key_bits[i] > max ? e->key_bits[i] : max;
	}
	if (e->esp)
		add_algorithm(list, "ESP", "encrypt", e->name, min, max);
	if (e->ike)
		add_algorithm(list, "IKE", "encrypt", e->name, min, max);
}

static json_t *algorithms_json(void)
{
	json_t *list = json_array();

	for (size_t i = 0; encr_alg_nth(i) != NULL; i++)
		add_encr(list, encr_alg_nth(i));
	for (size_t i = 0; integ_alg_nth(i) != NULL; i++) {
		const struct integ_alg *a = integ_alg_nth(i);

		if (a->kernel_name != NULL)
			add_algorithm(list, "AH/ESP", "auth", a->name, a->key_len * 8,
				      a->key_len * 8);
		add_algorithm(list, "IKE", "integ", a->name, a->key_len * 8, a->key_len * 8);
	}
	for (size_t i = 0; prf_alg_nth(i) != NULL; i++)
		add_algorithm(list, "IKE", "PRF", prf_alg_nth(i)->name, 0, 0);
	for (size_t i = 0; ke_alg_nth(i) != NULL; i++)
		add_algorithm(list, "IKE", "DH", ke_alg_nth(i)->name, 0, 0);
	return list;
}

static bool is_routed(const struct conn *c)
{
	switch (c->routing.state) {
	case RT_UNROUTED:
	case RT_UNROUTED_NEGOTIATION:
	case RT_UNROUTED_HOLD:
	case RT_STATES:
		return false;
	case RT_ROUTED_NEVER:
	case RT_ROUTED_PROSPECTIVE:
	case RT_ROUTED_HOLD:
	case RT_ROUTED_FAILURE:
	case RT_ROUTED_TUNNEL:
	case RT_SUSPENDED_TUNNEL:
		break;
	}
	return true;
}

static json_t *totals_json(struct pluto *p)
{
	int64_t loaded = 0, routed = 0, active = 0, established = 0, children = 0;
	json_t *o = json_object();

	for (struct conn *c = conn_first(p); c != NULL; c = conn_next(p, c)) {
		loaded++;
		routed += is_routed(c);
		active += c->routing.owner_child != 0;
	}
	for (struct ike_sa *ike = ike_first(p); ike != NULL; ike = ike_next(p, ike))
		established += ike->state == IKE_UP;
	for (struct child_sa *s = child_first(p); s != NULL; s = child_next(p, s))
		children += s->state == CHILD_UP;
	put_int(o, "loaded", loaded);
	put_int(o, "routed", routed);
	put_int(o, "active", active);
	put_int(o, "ike", (int64_t)ike_nr(p));
	put_int(o, "half_open", (int64_t)ike_nr_half_open(p));
	put_int(o, "established", established);
	put_int(o, "children", children);
	return o;
}

static bool asks_cookies(const struct pluto *p)
{
	switch (p->setup.ddos_mode) {
	case DDOS_BUSY:
		return true;
	case DDOS_UNLIMITED:
		return false;
	case DDOS_AUTO:
		break;
	}
	return ike_nr_half_open(p) >= p->setup.ddos_threshold;
}

void cmd_status(struct pluto *p, struct client *c, const struct control_request *r)
{
	json_t *o = json_object(), *d = json_object();

	(void)r;
	put_string(d, "version", CYGNET_VERSION);
	put_string(d, "kernel", p->env.kernel.ops == NULL ? "none" : p->env.kernel.ops->name);
	put_bool(d, "listening", p->listening);
	put_bool(d, "cookies", asks_cookies(p));
	put_bool(d, "accepting", ike_nr_half_open(p) < p->setup.max_halfopen);
	put_json(d, "listeners", listeners_json(p));
	put_json(d, "setup", setup_json(&p->setup));
	put_bool(d, "debug", p->sink.trace);
	put_json(d, "algorithms", algorithms_json());
	put_json(d, "totals", totals_json(p));
	put_int(d, "uptime_seconds",
		duration_s(monotime_sub(env_now(&p->env), p->service->started)));
	put_json(o, "daemon", d);
	reply_params(p, c, o);
}
