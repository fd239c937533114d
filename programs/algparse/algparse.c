/* SPDX-License-Identifier: ISC
 *
 * algparse.c - shows what a proposal string means: `ipsec algparse esp=aes-sha2`.
 *
 * May use:   base, proposal.
 * Exit:      0 all could be parsed, 1 some could not, 2 usage.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "proposal/proposal.h"

#define LINE_MAX_LEN 8192

struct options {
	bool ikev1, pfs;
};

static const struct name protocol_rows[] = {
	{ V2_PROTO_IKE, "ike" }, { V2_PROTO_ESP, "esp" }, { V2_PROTO_AH, "ah" },
};
static const struct names protocol_table = NAMES("protocol", protocol_rows);

static void print_set(const struct proposal_set *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		struct proposal_set one = { .protocol = s->protocol,
					    .items = &s->items[i],
					    .nr = 1 };
		char line[LINE_MAX_LEN];
		struct text t = TEXT_OVER(line);

		proposal_set_print(&t, &one);
		printf("\t%s\n", line);
	}
}

static bool fail(struct diag *d)
{
	printf("\tERROR: %s\n", diag_text(d));
	diag_free(d);
	return false;
}

static bool run(const struct options *o, const char *arg)
{
	size_t len = strcspn(arg, "=");
	const char *text = arg[len] == '=' ? arg + len + 1 : NULL;
	struct proposal_set set = { .items = NULL };
	struct diag *d;
	unsigned protocol;

	printf("algparse %s%s '%s' (expect SUCCESS)\n", o->ikev1 ? "--ikev1" : "--ikev2",
	       o->pfs ? " --pfs" : "", arg);
	if (o->ikev1)
		return fail(diag_new("IKEv1 is not part of this version"));
	if (!name_parse(&protocol_table, view_make(arg, len), &protocol))
		return fail(diag_new("\"%.*s\" is not ike, esp or ah", (int)len, arg));
	d = proposal_parse((enum v2_protocol)protocol, text, NULL, &set);
	if (d != NULL)
		return fail(d);
	if (!o->pfs)
		proposal_set_strip_ke(&set);
	print_set(&set);
	proposal_set_fini(&set);
	return true;
}

static int usage(void)
{
	fprintf(stderr, "usage: ipsec algparse [--ikev1|--ikev2] [--pfs|--no-pfs] "
			"[ike|esp|ah][=PROPOSALS] ...\n");
	return 2;
}

/* False: not an option. */
static bool option(struct options *o, const char *arg)
{
	if (strcmp(arg, "--ikev1") == 0)
		o->ikev1 = true;
	else if (strcmp(arg, "--ikev2") == 0)
		o->ikev1 = false;
	else if (strcmp(arg, "--pfs") == 0 || strcmp(arg, "--pfs=yes") == 0)
		o->pfs = true;
	else if (strcmp(arg, "--no-pfs") == 0 || strcmp(arg, "--pfs=no") == 0)
		o->pfs = false;
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct options o = { .pfs = true };
	bool ok = true;

	if (argc < 2)
		return usage();
	for (int i = 1; i < argc; i++) {
		if (option(&o, argv[i]))
			continue;
		if (argv[i][0] == '-')
			return usage();
		ok = run(&o, argv[i]) && ok;
	}
	return ok ? 0 : 1;
}
