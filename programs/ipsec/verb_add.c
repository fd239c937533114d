/* SPDX-License-Identifier: ISC
 *
 * verb_add.c - the verbs that read ipsec.conf: add, ondemand, start CONN, checkconfig.
 *
 * May use:   load_conns, session.
 */
#include <unistd.h>

#include "conf/conf.h"
#include "programs/ipsec/ipsec.h"
#include "programs/ipsec/load_conns.h"
#include "programs/ipsec/verb_add.h"

static struct load load_of(struct ipsec *i, const char *autostart)
{
	/* programs that drive us take every word on stderr for a failure */
	return (struct load){
		.session = &i->session,
		.config = ipsec_config(i),
		.autostart = autostart,
		.autoall = i->o.autoall,
		.warnings = !i->o.quiet && (i->o.verbose || isatty(STDERR_FILENO)),
	};
}

int ipsec_load(struct ipsec *i, const char *autostart)
{
	struct load l = load_of(i, autostart);
	int rc;
	struct conf *conf = load_open(&l, &rc);

	if (conf == NULL)
		return rc;
	rc = ipsec_connect(i);
	if (rc != 0)
		rc = EXIT_FAILED;
	else
		rc = load_send(&l, conf, (const char *const *)i->args, i->nr_args);
	conf_free(conf);
	return rc;
}

int verb_add(struct ipsec *i)
{
	return ipsec_load(i, i->o.autostart);
}

int verb_ondemand(struct ipsec *i)
{
	return ipsec_load(i, "ondemand");
}

int verb_checkconfig(struct ipsec *i)
{
	struct load l = load_of(i, NULL);

	l.warnings = !i->o.quiet;
	return load_check(&l);
}
