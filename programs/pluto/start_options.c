/* SPDX-License-Identifier: ISC
 *
 * start_options.c - two tables: options to keywords, keywords to fields.
 *
 * May use:   base, conf, core.
 */
#include "start_options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "conf/conf.h"
#include "conf/value.h"
#include "conf/words.h"

/* --- the command line ----------------------------------------------------------------------------------------- */

enum arg { ARG_NO, ARG_MAY /* --x or --x=VALUE */, ARG_MUST /* --x VALUE or --x=VALUE */ };

struct option {
	const char *name;
	enum arg arg;
	const char *keyword;	/* of `config setup`; NULL: not one */
	const char *implied;	/* its value when none is given */
	size_t field;		/* of struct start_options: a bool or a const char *; NO_FIELD: none */
};

#define NO_FIELD SIZE_MAX
#define FIELD(f) offsetof(struct start_options, f)

/* Without keyword and field: accepted for the sake of old scripts, and without effect. */
static const struct option options[] = {
	{ "help", ARG_NO, NULL, NULL, FIELD(help) },
	{ "version", ARG_NO, NULL, NULL, FIELD(version) },
	{ "selftest", ARG_NO, NULL, NULL, FIELD(selftest) },
	{ "print-fsm", ARG_MUST, NULL, NULL, FIELD(print_fsm) },
	{ "fsm-format", ARG_MUST, NULL, NULL, FIELD(fsm_format) },
	{ "config", ARG_MUST, NULL, NULL, FIELD(config) },
	{ "nofork", ARG_NO, NULL, NULL, FIELD(nofork) },
	{ "rundir", ARG_MUST, NULL, NULL, FIELD(rundir) },
	{ "stderrlog", ARG_NO, NULL, NULL, FIELD(to_stderr) },
	{ "logfile", ARG_MUST, "logfile", NULL, NO_FIELD },
	{ "log-no-time", ARG_NO, "logtime", "no", NO_FIELD },
	{ "log-no-append", ARG_NO, "logappend", "no", NO_FIELD },
	{ "log-no-ip", ARG_NO, "logip", "no", NO_FIELD },
	{ "logtime", ARG_MAY, "logtime", "yes", NO_FIELD },
	{ "logappend", ARG_MAY, "logappend", "yes", NO_FIELD },
	{ "logip", ARG_MAY, "logip", "yes", NO_FIELD },
	{ "loglimit", ARG_MAY, "loglimit", "yes", NO_FIELD },
	{ "audit-log", ARG_MAY, "audit-log", "yes", NO_FIELD },
	{ "dumpdir", ARG_MUST, "dumpdir", NULL, NO_FIELD },
	{ "secretsfile", ARG_MUST, "secretsfile", NULL, NO_FIELD },
	{ "ipsecdir", ARG_MUST, "ipsecdir", NULL, NO_FIELD },
	{ "nssdir", ARG_MUST, "nssdir", NULL, NO_FIELD },
	{ "nhelpers", ARG_MUST, "nhelpers", NULL, NO_FIELD },
	{ "virtual-private", ARG_MUST, "virtual-private", NULL, NO_FIELD },
	{ "listen", ARG_MUST, "listen", NULL, NO_FIELD },
	{ "listen-tcp", ARG_MAY, "listen-tcp", "yes", NO_FIELD },
	{ "no-listen-tcp", ARG_NO, "listen-tcp", "no", NO_FIELD },
	{ "listen-udp", ARG_MAY, "listen-udp", "yes", NO_FIELD },
	{ "no-listen-udp", ARG_NO, "listen-udp", "no", NO_FIELD },
	{ "ike-socket-bufsize", ARG_MUST, "ike-socket-bufsize", NULL, NO_FIELD },
	{ "ike-socket-errqueue", ARG_MAY, "ike-socket-errqueue", "yes", NO_FIELD },
	{ "ike-socket-no-errqueue", ARG_NO, "ike-socket-errqueue", "no", NO_FIELD },
	{ "keep-alive", ARG_MUST, "keep-alive", NULL, NO_FIELD },
	{ "expire-shunt-interval", ARG_MUST, "expire-shunt-interval", NULL, NO_FIELD },
	{ "expire-lifetime", ARG_MUST, "expire-lifetime", NULL, NO_FIELD },
	{ "seedbits", ARG_MUST, "seedbits", NULL, NO_FIELD },
	{ "seeddev", ARG_MUST, "seeddev", NULL, NO_FIELD },
	{ "uniqueids", ARG_MAY, "uniqueids", "yes", NO_FIELD },
	{ "no-uniqueids", ARG_NO, "uniqueids", "no", NO_FIELD },
	{ "dnssec-enable", ARG_MAY, "dnssec-enable", "yes", NO_FIELD },
	{ "no-dnssec", ARG_NO, "dnssec-enable", "no", NO_FIELD },
	{ "dnssec-rootkey-file", ARG_MUST, "dnssec-rootkey-file", NULL, NO_FIELD },
	{ "dnssec-anchors", ARG_MUST, "dnssec-anchors", NULL, NO_FIELD },
	{ "dnssec-trusted", ARG_MUST, "dnssec-anchors", NULL, NO_FIELD },
	{ "protostack", ARG_MUST, "protostack", NULL, NO_FIELD },
	{ "use-xfrm", ARG_NO, "protostack", "xfrm", NO_FIELD },
	{ "use-netkey", ARG_NO, "protostack", "xfrm", NO_FIELD },
	{ "ddos-mode", ARG_MUST, "ddos-mode", NULL, NO_FIELD },
	{ "force-busy", ARG_NO, "ddos-mode", "busy", NO_FIELD },
	{ "force-unlimited", ARG_NO, "ddos-mode", "unlimited", NO_FIELD },
	{ "ddos-ike-threshold", ARG_MUST, "ddos-ike-threshold", NULL, NO_FIELD },
	{ "max-halfopen-ike", ARG_MUST, "max-halfopen-ike", NULL, NO_FIELD },
	{ "drop-oppo-null", ARG_MAY, "drop-oppo-null", "yes", NO_FIELD },
	{ "global-redirect", ARG_MUST, "global-redirect", NULL, NO_FIELD },
	{ "global-redirect-to", ARG_MUST, "global-redirect-to", NULL, NO_FIELD },
	{ "ocsp-enable", ARG_MAY, "ocsp-enable", "yes", NO_FIELD },
	{ "ocsp-strict", ARG_MAY, "ocsp-strict", "yes", NO_FIELD },
	{ "ocsp-uri", ARG_MUST, "ocsp-uri", NULL, NO_FIELD },
	{ "ocsp-timeout", ARG_MUST, "ocsp-timeout", NULL, NO_FIELD },
	{ "ocsp-trustname", ARG_MUST, "ocsp-trustname", NULL, NO_FIELD },
	{ "ocsp-cache-size", ARG_MUST, "ocsp-cache-size", NULL, NO_FIELD },
	{ "ocsp-cache-min-age", ARG_MUST, "ocsp-cache-min-age", NULL, NO_FIELD },
	{ "ocsp-cache-max-age", ARG_MUST, "ocsp-cache-max-age", NULL, NO_FIELD },
	{ "ocsp-method", ARG_MUST, "ocsp-method", NULL, NO_FIELD },
	{ "crl-strict", ARG_MAY, "crl-strict", "yes", NO_FIELD },
	{ "crlcheckinterval", ARG_MUST, "crlcheckinterval", NULL, NO_FIELD },
	{ "curl-iface", ARG_MUST, "curl-iface", NULL, NO_FIELD },
	{ "curl-timeout", ARG_MUST, "curl-timeout", NULL, NO_FIELD },
	{ "statsbin", ARG_MUST, "statsbin", NULL, NO_FIELD },
	{ "nflog-all", ARG_MUST, "nflog-all", NULL, NO_FIELD },
	{ "ikev1-policy", ARG_MUST, "ikev1-policy", NULL, NO_FIELD },
	{ "ikev1-reject", ARG_NO, "ikev1-policy", "reject", NO_FIELD },
	{ "ikev1-drop", ARG_NO, "ikev1-policy", "drop", NO_FIELD },
	{ "vendorid", ARG_MUST, "myvendorid", NULL, NO_FIELD },
	{ "seccomp", ARG_MUST, "seccomp", NULL, NO_FIELD },
	{ "seccomp-enabled", ARG_NO, "seccomp", "enabled", NO_FIELD },
	{ "seccomp-tolerant", ARG_NO, "seccomp", "tolerant", NO_FIELD },
	{ "debug", ARG_MUST, "plutodebug", NULL, NO_FIELD },
	{ "plutodebug", ARG_MUST, "plutodebug", NULL, NO_FIELD },
	{ "debug-all", ARG_NO, "plutodebug", "all", NO_FIELD },
	{ "debug-none", ARG_NO, "plutodebug", "none", NO_FIELD },
	{ "impair", ARG_MUST, NULL, NULL, NO_FIELD },
	{ "leak-detective", ARG_MAY, NULL, NULL, NO_FIELD },
	{ "efence-protect", ARG_MAY, NULL, NULL, NO_FIELD },
};

static const struct option *option_find(struct view name)
{
	for (size_t i = 0; i < ARRAY_NR(options); i++) {
		if (view_eq(view_str(options[i].name), name))
			return &options[i];
	}
	return NULL;
}

static struct diag *take_setting(struct start_options *o, const struct option *opt, const char *value)
{
	if (o->nr_settings >= ARRAY_NR(o->settings))
		return diag_new("too many options");
	o->settings[o->nr_settings].keyword = opt->keyword;
	o->settings[o->nr_settings].value = value == NULL ? opt->implied : value;
	o->nr_settings++;
	return NULL;
}

static struct diag *take_option(struct start_options *o, const struct option *opt, const char *value)
{
	void *field = (char *)o + opt->field;

	if (opt->keyword != NULL)
		return take_setting(o, opt, value);
	if (opt->field == NO_FIELD)
		return NULL;
	if (opt->arg == ARG_MUST)
		*(const char **)field = value;
	else
		*(bool *)field = true;
	return NULL;
}

static struct diag *parse_one(struct start_options *o, int argc, char **argv, int *at)
{
	const char *arg = argv[*at];
	const char *eq = strchr(arg, '=');
	size_t len = eq == NULL ? strlen(arg) : (size_t)(eq - arg);
	const struct option *opt = len > 2 && strncmp(arg, "--", 2) == 0 ?
		option_find(view_make(arg + 2, len - 2)) : NULL;
	const char *value = eq == NULL ? NULL : eq + 1;

	if (opt == NULL)
		return diag_new("unknown option \"%s\"; see pluto --help", arg);
	if (opt->arg == ARG_NO && value != NULL)
		return diag_new("option --%s takes no value", opt->name);
	if (opt->arg == ARG_MUST && value == NULL && *at + 1 < argc)
		value = argv[++*at];
	if (opt->arg == ARG_MUST && value == NULL)
		return diag_new("option --%s needs a value", opt->name);
	return take_option(o, opt, value);
}

struct diag *start_options_parse(struct start_options *o, int argc, char **argv)
{
	struct diag *d = NULL;

	for (int at = 1; at < argc && d == NULL; at++)
		d = parse_one(o, argc, argv, &at);
	return d;
}

void start_options_help(void (*emit)(const char *line))
{
	static const char *const values[] = { [ARG_NO] = "", [ARG_MAY] = "[=VALUE]", [ARG_MUST] = " VALUE" };
	char line[128];

	for (size_t i = 0; i < ARRAY_NR(options); i++) {
		snprintf(line, sizeof(line), "  --%s%s", options[i].name, values[options[i].arg]);
		emit(line);
	}
}

/* --- keywords to fields ---------------------------------------------------------------------------------------- */

enum kind { KIND_BOOL, KIND_STRING, KIND_DURATION, KIND_UNSIGNED, KIND_OWN };

struct assignment {
	const char *keyword;
	enum kind kind;
	size_t field;
	struct diag *(*own)(struct start_options *o, const struct keyword *k, const char *value);
};

static struct diag *set_ddos_mode(struct start_options *o, const struct keyword *k, const char *value)
{
	unsigned word = 0;
	struct diag *d = value_enum(k, value, &word);

	switch ((enum word_ddos)word) {
	case WORD_DDOS_AUTO:
		o->setup.ddos_mode = DDOS_AUTO;
		break;
	case WORD_DDOS_BUSY:
		o->setup.ddos_mode = DDOS_BUSY;
		break;
	case WORD_DDOS_UNLIMITED:
		o->setup.ddos_mode = DDOS_UNLIMITED;
		break;
	}
	return d;
}

static struct diag *set_ikev1(struct start_options *o, const struct keyword *k, const char *value)
{
	unsigned word = 0;
	struct diag *d = value_enum(k, value, &word);

	o->setup.ikev1_reject = word == WORD_V1_REJECT;
	return d;
}

static struct diag *set_listen(struct start_options *o, const struct keyword *k, const char *value)
{
	struct host_value host;
	struct diag *d = value_host(value, &host);

	(void)k;
	if (d != NULL)
		return d;
	if (host.kind == HOST_ANY)
		return NULL;
	if (host.kind != HOST_ADDRESS)
		return diag_new("not an address: \"%s\"", value);
	o->setup.listen = host.addr;
	return NULL;
}

static struct diag *set_nhelpers(struct start_options *o, const struct keyword *k, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	(void)k;
	if (end == value || *end != '\0' || n < -1 || n > 1024)
		return diag_new("not a number of threads (or -1): \"%s\"", value);
	o->nhelpers = (int)n;
	return NULL;
}

static struct diag *set_debug(struct start_options *o, const struct keyword *k, const char *value)
{
	unsigned bits = 0;
	struct diag *d = value_flags(k, value, &bits);

	o->trace = bits != 0;
	return d;
}

static const struct assignment assignments[] = {
	{ "plutodebug", KIND_OWN, 0, set_debug },
	{ "logfile", KIND_STRING, FIELD(logfile), NULL },
	{ "logtime", KIND_BOOL, FIELD(logtime), NULL },
	{ "logappend", KIND_BOOL, FIELD(logappend), NULL },
	{ "logip", KIND_BOOL, FIELD(setup.log_ip), NULL },
	{ "dumpdir", KIND_STRING, FIELD(dumpdir), NULL },
	{ "ipsecdir", KIND_STRING, FIELD(setup.ipsec_dir), NULL },
	{ "nssdir", KIND_STRING, FIELD(setup.nss_dir), NULL },
	{ "secretsfile", KIND_STRING, FIELD(setup.secrets_file), NULL },
	{ "ikev1-policy", KIND_OWN, 0, set_ikev1 },
	{ "uniqueids", KIND_BOOL, FIELD(setup.unique_ids), NULL },
	{ "shuntlifetime", KIND_DURATION, FIELD(setup.shunt_life), NULL },
	{ "expire-shunt-interval", KIND_DURATION, FIELD(setup.shunt_scan), NULL },
	{ "expire-lifetime", KIND_DURATION, FIELD(setup.acquire_life), NULL },
	{ "listen", KIND_OWN, 0, set_listen },
	{ "listen-udp", KIND_BOOL, FIELD(listen_udp), NULL },
	{ "ike-socket-bufsize", KIND_UNSIGNED, FIELD(bufsize), NULL },
	{ "keep-alive", KIND_DURATION, FIELD(setup.keep_alive), NULL },
	{ "nhelpers", KIND_OWN, 0, set_nhelpers },
	{ "ddos-mode", KIND_OWN, 0, set_ddos_mode },
	{ "ddos-ike-threshold", KIND_UNSIGNED, FIELD(setup.ddos_threshold), NULL },
	{ "max-halfopen-ike", KIND_UNSIGNED, FIELD(setup.max_halfopen), NULL },
};

static struct diag *set_string(char **field, const char *value)
{
	char *copy = mem_strdup(value);

	if (copy == NULL)
		return diag_new("out of memory");
	mem_free(*field);
	*field = copy;
	return NULL;
}

static struct diag *set_unsigned(unsigned *field, const struct keyword *k, const char *value)
{
	uint64_t n = 0;
	struct diag *d = k->type == VALUE_COUNT ? value_count(k, value, &n) : value_uint(k, value, &n);

	*field = n > UINT32_MAX ? UINT32_MAX : (unsigned)n;
	return d;
}

static struct diag *assign(struct start_options *o, const struct assignment *a, const struct keyword *k,
			   const char *value)
{
	void *field = (char *)o + a->field;

	switch (a->kind) {
	case KIND_BOOL:
		return value_bool(value, field);
	case KIND_STRING:
		return set_string(field, value);
	case KIND_DURATION:
		return value_duration(k, value, field);
	case KIND_UNSIGNED:
		return set_unsigned(field, k, value);
	case KIND_OWN:
		return a->own(o, k, value);
	}
	return NULL;
}

/* Keywords that are not in the table are checked, and without effect. */
static struct diag *apply(struct start_options *o, const char *keyword, const char *value)
{
	const struct keyword *k = keyword_find(KEYWORD_SETUP, false, view_str(keyword));
	struct diag *d;

	if (k == NULL)
		return diag_new("%s: unknown keyword", keyword);
	for (size_t i = 0; i < ARRAY_NR(assignments); i++) {
		if (strcmp(assignments[i].keyword, k->name) != 0)
			continue;
		d = assign(o, &assignments[i], k, value);
		return diag_wrap(d, "%s", keyword);
	}
	return diag_wrap(value_check(k, value), "%s", keyword);
}

static struct diag *apply_file(struct start_options *o, const struct conf_section *file)
{
	struct diag *d = NULL;

	for (size_t i = 0; file != NULL && i < file->nr && d == NULL; i++) {
		const struct conf_setting *s = &file->settings[i];

		if (s->keyword->support == KEYWORD_SUPPORTED)
			d = diag_wrap(apply(o, s->keyword->name, s->value), "%s:%u", s->place.file, s->place.line);
	}
	return d;
}

struct diag *start_options_setup(struct start_options *o, const struct conf_section *file)
{
	struct diag *d;

	setup_defaults(&o->setup);
	o->logtime = o->logappend = o->listen_udp = true;
	o->nhelpers = -1;
	d = apply_file(o, file);
	for (size_t i = 0; i < o->nr_settings && d == NULL; i++)
		d = apply(o, o->settings[i].keyword, o->settings[i].value);
	if (d == NULL && o->rundir != NULL)
		d = set_string(&o->setup.run_dir, o->rundir);
	if (d == NULL && o->config != NULL)
		d = set_string(&o->setup.conf_file, o->config);
	return d;
}

void start_options_fini(struct start_options *o)
{
	setup_fini(&o->setup);
	MEM_FREE(o->logfile);
	MEM_FREE(o->dumpdir);
}
