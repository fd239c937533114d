/* SPDX-License-Identifier: ISC
 *
 * manual.c - ipsec(8), made from the tables: `ipsec help man`.
 *
 * May use:   control's verb table, the option table.
 * Must not:  say of a verb what the tables do not say.
 */
#include "programs/ipsec/manual.h"

#include "base/ensure.h"
#include "programs/ipsec/ipsec.h"

static const char head[] =
	".\\\" Made by `ipsec help man` from the tables; do not edit.\n"
	".TH IPSEC 8 \"\" \"Cygnet\" \"System administration\"\n"
	".SH NAME\n"
	"ipsec \\- control the keying daemon and its connections\n"
	".SH SYNOPSIS\n"
	".B ipsec\n"
	".RI [ option ...]\n"
	".I verb\n"
	".RI [ argument ...]\n"
	".SH DESCRIPTION\n"
	"Each verb is one request to the daemon\n"
	".BR pluto (8),\n"
	"or starts or stops it.  A verb may be written with two dashes before it, and\n"
	".B ipsec auto \\-\\-verb\n"
	"is the same as\n"
	".BR \"ipsec verb\" .\n"
	"What the daemon says about a command goes to standard output as it happens; mistakes in\n"
	"the command line or in files go to standard error, one line each.\n"
	".PP\n"
	"Interrupting\n"
	".B ipsec up\n"
	"leaves the negotiation running.\n"
	".PP\n"
	"A connection is named by its name, by one of its aliases (all that share it are meant), "
	"by\n"
	"its serial number as\n"
	".BI $ N\n"
	"or by the serial number of one of its SAs as\n"
	".BI # N\\fR.\n"
	".SH VERBS\n";

static const char tail[] =
	".SH EXIT STATUS\n"
	"0: done.  2: the command line is wrong.  3: the configuration has errors.  4: no answer "
	"in time.\n"
	"20: the name is taken.  21: no such connection.  22: neither end is this machine.  24: "
	"not\n"
	"listening yet.  25: the kernel refused a policy.  26: a tunnel uses the policy.  29: the "
	"peer's\n"
	"address is not known.  30: the connection never negotiates.  33: the daemon does not run, "
	"or\n"
	"the connection to it broke.  51: the peer did not answer.  56: the peer or its proof was "
	"refused,\n"
	"or a value of the configuration is bad.\n"
	".SH JSON\n"
	"With\n"
	".B \\-\\-json\n"
	"what the daemon knows is printed as it gives it: objects with the members that its "
	"interface\n"
	"description (org.cygnet.pluto.varlink) names, under\n"
	".IR daemon ,\n"
	".IR connections ,\n"
	".I states\n"
	"and\n"
	".IR shunts .\n"
	".SH ENVIRONMENT\n"
	".BR IPSEC_CONF ,\n"
	".BR IPSEC_RUNDIR ,\n"
	".BR IPSEC_NSSDIR ,\n"
	".BR IPSEC_EXECDIR ,\n"
	".BR CTLSOCKET :\n"
	"used where no option says otherwise.\n"
	".SH FILES\n"
	"/etc/ipsec.conf, /etc/ipsec.secrets, /run/pluto/pluto.ctl, /var/lib/ipsec/nss\n"
	".SH EXAMPLES\n"
	".nf\n"
	"ipsec add west && ipsec up west\n"
	"ipsec add \\-\\-auto=ondemand west\n"
	"ipsec trafficstatus \\-\\-json | jq '.states[].bytes_in'\n"
	".fi\n"
	".SH SEE ALSO\n"
	".BR ipsec.conf (5),\n"
	".BR ipsec.secrets (5),\n"
	".BR pluto (8)\n";

/* Dashes that are typed are dashes, not hyphens. */
static void print_typed(FILE *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '-' || *s == '\\')
			fputc('\\', out);
		fputc(*s, out);
	}
}

static void print_verb(FILE *out, const struct command *c)
{
	fprintf(out, ".TP\n.B %s\n", c->verb);
	if (*c->usage != '\0') {
		fputs(".RI \"", out);
		print_typed(out, c->usage);
		fputs("\"\n.br\n", out);
	}
	print_typed(out, c->help);
	if (*c->aliases != '\0')
		fprintf(out, "\nAlso: %s.", c->aliases);
	fprintf(out, "\nExit status: %s.\n", c->exits);
}

static void print_option(FILE *out, const struct ipsec_option *o)
{
	fputs(".TP\n.B \\-\\-", out);
	print_typed(out, o->name);
	if (o->value != NULL)
		fprintf(out, " %s", o->value);
	fputc('\n', out);
	print_typed(out, o->help);
	fputc('\n', out);
}

void manual_print(FILE *out)
{
	fputs(head, out);
	for (size_t n = 1; n < ARRAY_NR(commands); n++)
		print_verb(out, &commands[n]);
	fputs(".SH OPTIONS\nBefore or after the verb.\n", out);
	for (size_t n = 0; n < nr_ipsec_options; n++)
		print_option(out, &ipsec_options[n]);
	fputs(tail, out);
}
