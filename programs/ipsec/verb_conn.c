/* SPDX-License-Identifier: ISC
 *
 * verb_conn.c - the verbs that do something to loaded connections.
 *
 * May use:   session.
 */
#include <jansson.h>

#include "control/control.h"
#include "programs/ipsec/ipsec.h"

static int run(struct ipsec *i, json_t *params)
{
	int rc = ipsec_connect(i);

	if (rc == 0)
		return session_command(&i->session, control_methods[i->command->method].name,
				       params);
	json_decref(params);
	return rc;
}

static json_t *name_params(const struct ipsec *i)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", control_string(i->args[0]));
	return o;
}

int verb_up(struct ipsec *i)
{
	json_t *o = name_params(i);

	if (i->o.async)
		json_object_set_new(o, "async", json_true());
	if (i->o.remote_host != NULL)
		json_object_set_new(o, "remote_host", control_string(i->o.remote_host));
	return run(i, o);
}

int verb_down(struct ipsec *i)
{
	return run(i, name_params(i));
}

int verb_route(struct ipsec *i)
{
	return run(i, name_params(i));
}

int verb_unroute(struct ipsec *i)
{
	return run(i, name_params(i));
}

int verb_delete(struct ipsec *i)
{
	return run(i, name_params(i));
}

int verb_listen(struct ipsec *i)
{
	return run(i, NULL);
}

int verb_rereadsecrets(struct ipsec *i)
{
	return run(i, NULL);
}
