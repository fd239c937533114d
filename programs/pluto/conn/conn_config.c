/* SPDX-License-Identifier: ISC
 *
 * conn_config.c - texts of settings -> struct conn_config; one row a keyword, then the rules between them
 * (ipsec-conf.md 3.1).
 *
 * May use:   base, net, conf, proposal, pki.
 * Must not:  look at this machine: that is orientation.
 */
#include "conn/conn_config.h"

#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conf/words.h"

#define LIFE_MAX_S (24 * 3600)
#define UPDOWN_DISABLED "%disabled"

struct builder {			/* what is needed only while building */
	struct conn_config *c;
	const struct alg_support *support;
	const char *ike, *esp, *ah, *phase2alg;
	bool phase2_ah, phase2_set, keep_esn;
	unsigned esn;			/* enum word_tristate */
	bool authby_set;
	unsigned authby;		/* WORD_AUTHBY bits */
	bool auth_set[2];
	unsigned auth[2];		/* enum word_auth */
	bool subnet_set[2];
	bool mark_in_set, mark_out_set;
	struct mark mark;
};

typedef struct diag *set_fn(struct builder *b, const struct conn_setting *s);

static struct end_config *end_of(struct builder *b, const struct conn_setting *s)
{
	return s->end == SETTING_RIGHT ? &b->c->right : &b->c->left;
}

static size_t side(const struct conn_setting *s)
{
	return s->end == SETTING_RIGHT;
}

/* Ends. */

static struct diag *set_host(struct builder *b, const struct conn_setting *s)
{
	struct end_config *e = end_of(b, s);
	struct diag *d = value_host(s->value, &e->host);

	if (d != NULL)
		return d;
	if (e->host.kind == HOST_OPPO || e->host.kind == HOST_GROUP || e->host.kind == HOST_OPPOGROUP)
		return diag_new("groups and opportunistic encryption are not built yet");
	if (e->host.kind == HOST_DIRECT)
		return diag_new("%%direct is for nexthop only");
	return NULL;
}

static struct diag *set_nexthop(struct builder *b, const struct conn_setting *s)
{
	struct end_config *e = end_of(b, s);
	struct diag *d = value_host(s->value, &e->nexthop);

	if (d != NULL)
		return d;
	switch (e->nexthop.kind) {
	case HOST_ADDRESS:
	case HOST_DEFAULTROUTE:
	case HOST_DIRECT:
		return NULL;
	case HOST_NAME:
	case HOST_ANY:
	case HOST_IFACE:
	case HOST_OPPO:
	case HOST_GROUP:
	case HOST_OPPOGROUP:
		break;
	}
	return diag_new("\"%.64s\" is neither an address nor %%defaultroute nor %%direct", s->value);
}

static struct diag *set_id(struct builder *b, const struct conn_setting *s)
{
	struct end_config *e = end_of(b, s);
	struct diag *d;

	id_fini(&e->id);
	e->id = (struct id){ .special = ID_NONE };
	d = id_parse(view_str(s->value), &e->id);
	if (d == NULL && e->id.special == ID_FROM_CERT)
		return diag_new("%%fromcert needs certificates, which are not built yet");
	return d;
}

static struct diag *set_subnet(struct builder *b, const struct conn_setting *s)
{
	struct end_config *e = end_of(b, s);
	struct selector found[SELECTORS_MAX];
	size_t nr;
	struct diag *d = value_selectors(s->value, found, SELECTORS_MAX, &nr);

	if (d != NULL)
		return d;
	mem_free(e->subnets);
	e->nr_subnets = 0;
	e->subnets = mem_dup(found, nr * sizeof(*found));
	if (e->subnets == NULL)
		return diag_new("out of memory");
	e->nr_subnets = nr;
	b->subnet_set[side(s)] = true;
	return NULL;
}

static struct diag *set_subnets(struct builder *b, const struct conn_setting *s)
{
	(void)b;
	(void)s;
	return diag_new("each pair of subnets must be added as a connection of its own");
}

static struct diag *set_protoport(struct builder *b, const struct conn_setting *s)
{
	return value_protoport(s->value, &end_of(b, s)->protoport);
}

static struct diag *set_sourceip(struct builder *b, const struct conn_setting *s)
{
	struct end_config *e = end_of(b, s);
	size_t nr;
	struct diag *d = value_addresses(s->value, e->sourceip, 2, &nr);

	if (d != NULL)
		return d;
	if (nr == 2 && e->sourceip[0].family == e->sourceip[1].family)
		return diag_new("only one address of each family is possible");
	return NULL;
}

static struct diag *set_ikeport(struct builder *b, const struct conn_setting *s)
{
	uint64_t n;
	struct diag *d = value_uint(s->keyword, s->value, &n);

	if (d == NULL)
		end_of(b, s)->ikeport = (uint16_t)n;
	return d;
}

/* "ipsec _updown" is what the daemon has built in. */
static struct diag *set_updown(struct builder *b, const struct conn_setting *s)
{
	struct end_config *e = end_of(b, s);
	bool none = s->value[0] == '\0' || strcasecmp(s->value, UPDOWN_DISABLED) == 0;

	MEM_FREE(e->updown);
	if (strcmp(s->value, "ipsec _updown") == 0)
		return NULL;
	e->updown = mem_strdup(none ? "" : s->value);
	return e->updown == NULL ? diag_new("out of memory") : NULL;
}

static struct diag *set_auth(struct builder *b, const struct conn_setting *s)
{
	b->auth_set[side(s)] = true;
	return value_enum(s->keyword, s->value, &b->auth[side(s)]);
}

/* Common. */

static struct diag *set_family(struct builder *b, const struct conn_setting *s)
{
	unsigned v = 0;
	struct diag *d = value_enum(s->keyword, s->value, &v);

	if (d == NULL)
		b->c->host_family = v == WORD_FAMILY_V6 ? IP_V6 : IP_V4;
	return d;
}

static struct diag *set_authby(struct builder *b, const struct conn_setting *s)
{
	b->authby_set = true;
	return value_authby(s->value, &b->authby);
}

static struct diag *set_word(struct builder *b, const struct conn_setting *s)
{
	unsigned v;

	(void)b;
	return value_enum(s->keyword, s->value, &v);
}

static struct diag *set_proposal(struct builder *b, const struct conn_setting *s)
{
	const char *name = s->keyword->name;

	if (strcmp(name, "ike") == 0)
		b->ike = s->value;
	else if (strcmp(name, "esp") == 0)
		b->esp = s->value;
	else if (strcmp(name, "ah") == 0)
		b->ah = s->value;
	else
		b->phase2alg = s->value;
	return NULL;
}

static struct diag *set_phase2(struct builder *b, const struct conn_setting *s)
{
	unsigned v = 0;
	struct diag *d = value_enum(s->keyword, s->value, &v);

	b->phase2_set = true;
	b->phase2_ah = v == WORD_PHASE2_AH;
	return d;
}

static struct diag *set_type(struct builder *b, const struct conn_setting *s)
{
	unsigned v = 0;
	struct diag *d = value_enum(s->keyword, s->value, &v);

	if (d != NULL)
		return d;
	switch ((enum word_type)v) {
	case WORD_TYPE_TUNNEL:
		b->c->type = CONN_TUNNEL;
		break;
	case WORD_TYPE_TRANSPORT:
		b->c->type = CONN_TRANSPORT;
		break;
	case WORD_TYPE_PASS:
		b->c->type = CONN_PASS;
		break;
	case WORD_TYPE_DROP:
		b->c->type = strcasecmp(s->value, "reject") == 0 ? CONN_REJECT : CONN_DROP;
		break;
	}
	return NULL;
}

static struct diag *set_esn(struct builder *b, const struct conn_setting *s)
{
	b->keep_esn = true;
	return value_enum(s->keyword, s->value, &b->esn);
}

static struct diag *set_encapsulation(struct builder *b, const struct conn_setting *s)
{
	unsigned v = 0;
	struct diag *d = value_enum(s->keyword, s->value, &v);

	b->c->encapsulation = v == WORD_YES ? ENCAP_YES : v == WORD_NO ? ENCAP_NO : ENCAP_AUTO;
	return d;
}

static struct diag *set_auto(struct builder *b, const struct conn_setting *s)
{
	static const enum conn_auto autos[] = {
		[WORD_AUTO_IGNORE] = AUTO_IGNORE, [WORD_AUTO_ADD] = AUTO_ADD,
		[WORD_AUTO_ONDEMAND] = AUTO_ONDEMAND, [WORD_AUTO_UP] = AUTO_UP, [WORD_AUTO_KEEP] = AUTO_KEEP,
	};
	unsigned v = 0;
	struct diag *d = value_enum(s->keyword, s->value, &v);

	if (d == NULL && v < ARRAY_NR(autos))
		b->c->autostart = autos[v];
	return d;
}

static struct diag *set_connalias(struct builder *b, const struct conn_setting *s)
{
	MEM_FREE(b->c->aliases);
	b->c->aliases = mem_strdup(s->value);
	return b->c->aliases == NULL ? diag_new("out of memory") : NULL;
}

static struct diag *set_shunt(struct builder *b, const struct conn_setting *s)
{
	bool failure = strcmp(s->keyword->name, "failureshunt") == 0;
	unsigned v = 0;
	struct diag *d = value_enum(s->keyword, s->value, &v);

	if (d != NULL)
		return d;
	if (failure)
		b->c->failure_shunt = v == WORD_SHUNT_PASS ? SHUNT_PASS : v == WORD_SHUNT_DROP ? SHUNT_DROP
											 : SHUNT_NONE;
	else	/* what waits is held, and dropped when nothing comes of it */
		b->c->negotiation_shunt = v == WORD_SHUNT_PASS ? SHUNT_PASS : SHUNT_HOLD;
	return NULL;
}

static struct diag *set_mark(struct builder *b, const struct conn_setting *s)
{
	const char *name = s->keyword->name;
	struct mark m;
	struct diag *d = value_mark(s->value, &m);

	if (d != NULL)
		return d;
	if (m.unique)
		return diag_new("a unique mark (-1) is not built yet");
	if (strcmp(name, "mark-in") == 0) {
		b->c->mark_in = m;
		b->mark_in_set = true;
	} else if (strcmp(name, "mark-out") == 0) {
		b->c->mark_out = m;
		b->mark_out_set = true;
	} else {
		b->mark = m;
	}
	return NULL;
}

/* Plain values: where they are kept. */
struct plain {
	const char *name;
	size_t offset;
};
#define PLAIN(name_, member) { (name_), offsetof(struct conn_config, member) }

static const struct plain bools[] = {
	PLAIN("pfs", pfs), PLAIN("narrowing", narrowing), PLAIN("overlapip", overlapip), PLAIN("rekey", rekey),
	PLAIN("initial-contact", initial_contact), PLAIN("nat-keepalive", nat_keepalive),
	PLAIN("decap-dscp", decap_dscp), PLAIN("encap-dscp", encap_dscp), PLAIN("nopmtudisc", nopmtudisc),
};
static const struct plain numbers[] = {
	PLAIN("priority", priority), PLAIN("reqid", reqid), PLAIN("metric", metric), PLAIN("mtu", mtu),
	PLAIN("replay-window", replay_window),
};
static const struct plain durations[] = {
	PLAIN("ikelifetime", ike_life), PLAIN("ipsec-lifetime", child_life), PLAIN("rekeymargin", margin),
	PLAIN("retransmit-interval", retransmit_first), PLAIN("retransmit-timeout", retransmit_timeout),
	PLAIN("updown-timeout", updown_timeout), PLAIN("dpddelay", dpd_delay),
};

static void *plain_find(const struct plain *rows, size_t nr, const char *name, struct conn_config *c)
{
	for (size_t i = 0; i < nr; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return (char *)c + rows[i].offset;
	}
	return NULL;
}

static struct diag *set_bool(struct builder *b, const struct conn_setting *s)
{
	bool *at = plain_find(bools, ARRAY_NR(bools), s->keyword->name, b->c);

	return at == NULL ? diag_new("not known here") : value_bool(s->value, at);
}

static struct diag *set_number(struct builder *b, const struct conn_setting *s)
{
	uint32_t *at = plain_find(numbers, ARRAY_NR(numbers), s->keyword->name, b->c);
	uint64_t n = 0;
	struct diag *d = at == NULL ? diag_new("not known here") : value_uint(s->keyword, s->value, &n);

	if (d == NULL && at != NULL)
		*at = (uint32_t)n;
	return d;
}

static struct diag *set_duration(struct builder *b, const struct conn_setting *s)
{
	struct duration *at = plain_find(durations, ARRAY_NR(durations), s->keyword->name, b->c);

	return at == NULL ? diag_new("not known here") : value_duration(s->keyword, s->value, at);
}

static struct diag *set_fuzz(struct builder *b, const struct conn_setting *s)
{
	return value_percent(s->value, &b->c->fuzz_percent);
}

/* These would change where packets go or who may come in: ignoring them would be wrong. */
static struct diag *refuse_unless_no(struct builder *b, const struct conn_setting *s)
{
	(void)b;
	if (strcasecmp(s->value, "no") == 0 || s->value[0] == '\0')
		return NULL;
	return diag_new("this is not built yet");
}

static const struct {
	const char *name;
	bool end;
	set_fn *set;
} setters[] = {
	{ "", true, set_host }, { "nexthop", true, set_nexthop }, { "id", true, set_id },
	{ "subnet", true, set_subnet }, { "subnets", true, set_subnets }, { "protoport", true, set_protoport },
	{ "sourceip", true, set_sourceip }, { "ikeport", true, set_ikeport }, { "updown", true, set_updown },
	{ "auth", true, set_auth }, { "addresspool", true, refuse_unless_no },
	{ "modecfgclient", true, refuse_unless_no }, { "modecfgserver", true, refuse_unless_no },
	{ "xauthclient", true, refuse_unless_no }, { "xauthserver", true, refuse_unless_no },
	{ "hostaddrfamily", false, set_family }, { "authby", false, set_authby },
	{ "keyexchange", false, set_word }, { "ikev2", false, set_word }, { "ike", false, set_proposal },
	{ "esp", false, set_proposal }, { "ah", false, set_proposal }, { "phase2alg", false, set_proposal },
	{ "phase2", false, set_phase2 }, { "type", false, set_type }, { "esn", false, set_esn },
	{ "encapsulation", false, set_encapsulation }, { "auto", false, set_auto },
	{ "connalias", false, set_connalias }, { "failureshunt", false, set_shunt },
	{ "negotiationshunt", false, set_shunt }, { "mark", false, set_mark }, { "mark-in", false, set_mark },
	{ "mark-out", false, set_mark }, { "rekeyfuzz", false, set_fuzz },
	{ "compress", false, refuse_unless_no }, { "iptfs", false, refuse_unless_no },
	{ "ipsec-interface", false, refuse_unless_no }, { "vti-interface", false, refuse_unless_no },
	{ "sec-label", false, refuse_unless_no }, { "pam-authorize", false, refuse_unless_no },
};

static set_fn *setter_for(const struct builder *b, const struct keyword *k)
{
	for (size_t i = 0; i < ARRAY_NR(setters); i++) {
		if (setters[i].end == k->end && strcmp(setters[i].name, k->name) == 0)
			return setters[i].set;
	}
	if (k->end)
		return NULL;
	if (plain_find(bools, ARRAY_NR(bools), k->name, b->c) != NULL)
		return set_bool;
	if (plain_find(numbers, ARRAY_NR(numbers), k->name, b->c) != NULL)
		return set_number;
	if (plain_find(durations, ARRAY_NR(durations), k->name, b->c) != NULL)
		return set_duration;
	return NULL;
}

/* Keywords without a setter have no effect (yet), but must be well-formed. */
static struct diag *set_one(struct builder *b, const struct conn_setting *s)
{
	set_fn *set = setter_for(b, s->keyword);

	if (s->keyword->support == KEYWORD_REFUSED)
		return diag_new("%s", s->keyword->help);
	if (set != NULL)
		return set(b, s);
	return s->keyword->support == KEYWORD_OBSOLETE ? NULL : value_check(s->keyword, s->value);
}

const char *setting_prefix(const struct conn_setting *s)
{
	switch (s->end) {
	case SETTING_COMMON:
		return "";
	case SETTING_LEFT:
		return "left";
	case SETTING_RIGHT:
		return "right";
	}
	return "";
}

static void defaults(struct conn_config *c)
{
	c->refs = 1;
	c->left.host.kind = c->right.host.kind = HOST_ANY;
	c->left.id.special = c->right.id.special = ID_NONE;
	c->left.nexthop.kind = c->right.nexthop.kind = HOST_ANY;
	c->left.protoport.any_port = c->right.protoport.any_port = true;
	c->type = CONN_TUNNEL;
	c->autostart = AUTO_IGNORE;
	c->pfs = c->rekey = c->nat_keepalive = c->encap_dscp = true;
	c->encapsulation = ENCAP_AUTO;
	c->negotiation_shunt = SHUNT_HOLD;
	c->failure_shunt = SHUNT_NONE;
	c->replay_window = 128;
	c->ike_life = c->child_life = DURATION_S(8 * 3600);
	c->margin = DURATION_S(9 * 60);
	c->retransmit_first = DURATION_MS(500);
	c->retransmit_timeout = DURATION_S(30);
	c->updown_timeout = DURATION_S(60);
	c->fuzz_percent = 100;
}

/* The rules between keywords. */

static bool is_never(const struct conn_config *c)
{
	return c->type == CONN_PASS || c->type == CONN_DROP || c->type == CONN_REJECT;
}

static struct diag *check_never_auth(struct builder *b)
{
	bool other = (b->authby_set && b->authby != WORD_AUTHBY_NEVER) ||
		     (b->auth_set[0] && b->auth[0] != WORD_AUTH_NEVER) ||
		     (b->auth_set[1] && b->auth[1] != WORD_AUTH_NEVER);

	if (other)
		return diag_new("authby: a shunt connection cannot have another method than authby=never");
	b->c->left.auth = b->c->right.auth = CONN_AUTH_NEVER;
	return NULL;
}

static struct diag *check_auth(struct builder *b)
{
	bool psk = b->authby_set && b->authby == WORD_AUTHBY_PSK;

	if (is_never(b->c))
		return check_never_auth(b);
	if (b->auth_set[0] != b->auth_set[1])
		return diag_new("%sauth: leftauth and rightauth must be set together",
				b->auth_set[0] ? "left" : "right");
	if (b->auth_set[0])
		psk = b->auth[0] == WORD_AUTH_PSK && b->auth[1] == WORD_AUTH_PSK;
	if (!b->auth_set[0] && b->authby_set && b->authby == WORD_AUTHBY_NEVER)
		return diag_new("authby: never is for type=passthrough, drop and reject only");
	if (!psk && b->auth_set[0])
		return diag_new("leftauth and rightauth: only secret is built so far");
	if (!psk && !b->authby_set)
		return diag_new("authby: only authby=secret is built so far, and without authby= signatures "
				"are meant");
	if (!psk)
		return diag_new("authby: only authby=secret is built so far");
	b->c->left.auth = b->c->right.auth = CONN_AUTH_PSK;
	return NULL;
}

static bool is_wild(const struct end_config *e)
{
	return e->host.kind == HOST_ANY;
}

static struct diag *check_hosts(struct builder *b, const bool *seen)
{
	struct conn_config *c = b->c;

	for (int i = 0; i < 2; i++) {
		if (!seen[i])
			return diag_new("%s= is missing", i == 0 ? "left" : "right");
	}
	if (is_wild(&c->left) && is_wild(&c->right))
		return diag_new("left and right: at least one end must be an address of this machine");
	if (c->left.host.kind == HOST_ADDRESS && c->right.host.kind == HOST_ADDRESS &&
	    address_eq(c->left.host.addr, c->right.host.addr))
		return diag_new("left and right are the same address");
	return NULL;
}

static struct diag *take_family(struct conn_config *c, const struct end_config *e, const char *name)
{
	enum ip_family f = e->host.family;

	if (f == IP_UNSET)
		return NULL;
	if (c->host_family == IP_UNSET)
		c->host_family = f;
	if (c->host_family == f)
		return NULL;
	return diag_new("%s: its address family is %s, but that of the other end or hostaddrfamily is %s", name,
			family_name(f), family_name(c->host_family));
}

static struct diag *check_families(struct builder *b)
{
	struct conn_config *c = b->c;
	struct diag *d = take_family(c, &c->left, "left");

	if (d == NULL)
		d = take_family(c, &c->right, "right");
	if (c->host_family == IP_UNSET)	/* only names: as resolvers do, IPv4 */
		c->host_family = IP_V4;
	return d;
}

/* Families that the selectors of an end have, as bits. */
static unsigned end_families(const struct conn_config *c, const struct end_config *e)
{
	unsigned bits = 0;

	if (e->nr_subnets == 0)
		return 1u << c->host_family;
	for (size_t i = 0; i < e->nr_subnets; i++)
		bits |= 1u << selector_family(&e->subnets[i]);
	return bits;
}

static struct diag *check_selectors(struct builder *b)
{
	struct conn_config *c = b->c;
	unsigned left = end_families(c, &c->left), right = end_families(c, &c->right);

	if (left != right)
		return diag_new("%ssubnet: its address family conflicts with the one of the %s end",
				c->left.nr_subnets > 0 ? "left" : "right",
				c->left.nr_subnets > 0 ? "right" : "left");
	if (c->type == CONN_TRANSPORT && (c->left.nr_subnets > 1 || c->right.nr_subnets > 1))
		return diag_new("type: transport mode has one selector on each side");
	return NULL;
}

static struct diag *check_protoport(const struct end_config *e, const char *name)
{
	bool set = e->protoport.proto != 0;

	if (set && e->nr_subnets > 1)
		return diag_new("%sprotoport: cannot be combined with several subnets", name);
	return NULL;
}

static bool in_own_subnet(const struct end_config *e, struct address a)
{
	if (e->nr_subnets == 0 && e->host.kind == HOST_ADDRESS)
		return address_eq(e->host.addr, a);
	if (e->nr_subnets == 0)
		return true;	/* not known before orientation */
	for (size_t i = 0; i < e->nr_subnets; i++) {
		if (range_contains(e->subnets[i].addrs, a))
			return true;
	}
	return e->host.kind == HOST_ADDRESS && address_eq(e->host.addr, a);
}

static struct diag *check_sourceip(const struct end_config *e, const char *name)
{
	char buf[ADDRESS_TEXT_MAX];
	struct text t = TEXT_OVER(buf);

	for (size_t i = 0; i < 2; i++) {
		if (!address_is_set(e->sourceip[i]) || in_own_subnet(e, e->sourceip[i]))
			continue;
		address_print(&t, e->sourceip[i]);
		return diag_new("%ssourceip: %s is neither in %ssubnet nor the address of that end", name, buf,
				name);
	}
	return NULL;
}

static struct diag *check_end(const struct end_config *e, const char *name)
{
	struct diag *d = check_protoport(e, name);

	return d != NULL ? d : check_sourceip(e, name);
}

static void fix_esn(struct builder *b)
{
	struct proposal_set *set = &b->c->child;
	bool no = b->c->replay_window == 0 || (b->keep_esn && b->esn == WORD_NO);
	bool yes = !no && b->keep_esn && b->esn == WORD_YES;

	for (size_t i = 0; i < set->nr; i++) {
		if (no || yes)
			set->items[i].sn = (struct proposal_list){ .items = { { .id = yes } }, .nr = 1 };
		if (!b->c->pfs)
			set->items[i].ke.nr = 0;
	}
}

static struct diag *parse_proposals(struct builder *b)
{
	struct conn_config *c = b->c;
	const char *child = b->esp != NULL ? b->esp : b->phase2alg;
	struct diag *d;

	if (b->ah != NULL || b->phase2_ah)
		return diag_new("%s: AH is not built yet; use esp=", b->ah != NULL ? "ah" : "phase2");
	if (b->esp != NULL && b->phase2alg != NULL)
		return diag_new("phase2alg: cannot be combined with esp=");
	d = proposal_parse(V2_PROTO_IKE, b->ike, b->support, &c->ike);
	if (d != NULL)
		return diag_wrap(d, "ike");
	d = proposal_parse(V2_PROTO_ESP, child, b->support, &c->child);
	if (d != NULL)
		return diag_wrap(d, b->esp == NULL && child != NULL ? "phase2alg" : "esp");
	fix_esn(b);
	return NULL;
}

/* Clamped, not refused (ipsec-conf.md 3.1). */
static void fix_lives(struct conn_config *c)
{
	struct duration *lives[] = { &c->ike_life, &c->child_life };

	for (size_t i = 0; i < ARRAY_NR(lives); i++) {
		int64_t most = c->margin.us / 100 * (100 + (int64_t)c->fuzz_percent);

		if (lives[i]->us > LIFE_MAX_S * US_PER_S)
			*lives[i] = DURATION_S(LIFE_MAX_S);
		if (lives[i]->us < US_PER_S)
			*lives[i] = DURATION_S(1);
		if (c->margin.us >= lives[i]->us)
			c->margin.us = lives[i]->us / 2;
		else if (c->rekey && lives[i]->us < most)
			lives[i]->us = most;
	}
}

static void fix_marks(struct builder *b)
{
	if (!b->mark_in_set)
		b->c->mark_in = b->mark;
	if (!b->mark_out_set)
		b->c->mark_out = b->mark;
}

static struct diag *check_all(struct builder *b, const bool *hosts)
{
	struct conn_config *c = b->c;
	struct diag *d = check_hosts(b, hosts);

	if (d == NULL)
		d = check_families(b);
	if (d == NULL)
		d = check_selectors(b);
	if (d == NULL)
		d = check_end(&c->left, "left");
	if (d == NULL)
		d = check_end(&c->right, "right");
	if (d == NULL)
		d = check_auth(b);
	if (d == NULL)
		d = parse_proposals(b);
	if (d != NULL)
		return d;
	/* A port that comes with the packet is a selector that must be narrowed. */
	if (c->left.protoport.wild_port || c->right.protoport.wild_port)
		c->narrowing = true;
	fix_lives(c);
	fix_marks(b);
	return NULL;
}

static bool keep_texts(struct conn_config *c, const struct conn_setting *s, size_t nr)
{
	if (nr == 0)
		return true;
	c->keywords = mem_array(nr, sizeof(*c->keywords));
	if (c->keywords == NULL)
		return false;
	for (; c->nr_keywords < nr; c->nr_keywords++) {
		struct conn_keyword *k = &c->keywords[c->nr_keywords];
		const struct conn_setting *from = &s[c->nr_keywords];

		k->keyword = from->keyword;
		k->end = from->end == SETTING_LEFT ? KW_LEFT : from->end == SETTING_RIGHT ? KW_RIGHT : KW_COMMON;
		k->value = mem_strdup(from->value);
		if (k->value == NULL)
			return false;
	}
	return true;
}

static struct diag *build(struct builder *b, const struct conn_setting *s, size_t nr)
{
	bool hosts[2] = { false, false };

	for (size_t i = 0; i < nr; i++) {
		struct diag *d = set_one(b, &s[i]);

		if (d != NULL)
			return diag_wrap(d, "%s%s", setting_prefix(&s[i]), s[i].keyword->name);
		if (s[i].keyword->end && s[i].keyword->name[0] == '\0')
			hosts[side(&s[i])] = true;
	}
	return check_all(b, hosts);
}

struct diag *conn_config_new(const char *name, const struct conn_setting *s, size_t nr,
			     const struct alg_support *support, struct conn_config **out)
{
	struct conn_config *c = mem_alloc(sizeof(*c));
	struct builder b = { .c = c, .support = support };
	struct diag *d;

	if (c == NULL)
		return diag_new("out of memory");
	defaults(c);
	c->name = mem_strdup(name);
	if (c->name == NULL || !keep_texts(c, s, nr)) {
		conn_config_unref(c);
		return diag_new("out of memory");
	}
	d = build(&b, s, nr);
	if (d != NULL) {
		conn_config_unref(c);
		return d;
	}
	*out = c;
	return NULL;
}

struct conn_config *conn_config_ref(struct conn_config *c)
{
	c->refs++;
	return c;
}

static void end_fini(struct end_config *e)
{
	id_fini(&e->id);
	mem_free(e->subnets);
	mem_free(e->updown);
}

void conn_config_unref(struct conn_config *c)
{
	if (c == NULL || --c->refs > 0)
		return;
	end_fini(&c->left);
	end_fini(&c->right);
	proposal_set_fini(&c->ike);
	proposal_set_fini(&c->child);
	for (size_t i = 0; i < c->nr_keywords; i++)
		mem_free(c->keywords[i].value);
	mem_free(c->keywords);
	mem_free(c->aliases);
	mem_free(c->name);
	mem_free(c);
}
