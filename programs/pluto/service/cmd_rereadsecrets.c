/* SPDX-License-Identifier: ISC
 *
 * cmd_rereadsecrets.c - RereadSecrets: the whole file is read and swapped in at once.
 *
 * May use:   service, conf.
 */
#include "conf/secrets.h"
#include "service/service_priv.h"
#include "service/service_secrets_priv.h"

static void log_messages(const struct pluto *p, const struct secrets *s)
{
	size_t nr = 0;
	const struct conf_message *m = secrets_messages(s, &nr);

	for (size_t i = 0; i < nr; i++) {
		char buf[512];
		struct text t = TEXT_OVER(buf);

		conf_message_print(&t, &m[i]);
		log_local(&p->log, "%s", buf);
	}
}

void service_reread_secrets(struct pluto *p)
{
	struct secrets *s;

	if (p->setup.secrets_file == NULL)
		return;
	log_note(&p->log, "loading secrets from \"%s\"", p->setup.secrets_file);
	s = secrets_load(p->setup.secrets_file, &conf_files_real);
	if (s == NULL) {
		log_local(&p->log, "out of memory: the secrets stay as they were");
		return;
	}
	log_messages(p, s);
	secrets_free(p->secrets);
	p->secrets = s;
}

void cmd_rereadsecrets(struct pluto *p, struct client *c, const struct control_request *r)
{
	(void)r;
	service_reread_secrets(p);
	reply_rc(p, c, RC_OK, "");
}
