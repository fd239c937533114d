/* SPDX-License-Identifier: ISC
 *
 * setup.c - the defaults of `config setup`.
 *
 * May use:   base, core.
 */
#include "base/alloc.h"
#include "core/pluto.h"

void setup_defaults(struct setup *s)
{
	*s = (struct setup){
		.shunt_life = DURATION_S(15 * 60),
		.shunt_scan = DURATION_S(20),
		.acquire_life = DURATION_S(30),
		.keep_alive = DURATION_S(20),
		.unique_ids = true,
		.log_ip = true,
		.ddos_mode = DDOS_AUTO,
		.ddos_threshold = 25000,
		.max_halfopen = 50000,
		.ike_port = 500,
		.nat_port = 4500,
		.secrets_file = mem_strdup("/etc/ipsec.secrets"),
		.ipsec_dir = mem_strdup("/etc/ipsec.d"),
		.nss_dir = mem_strdup("/var/lib/ipsec/nss"),
		.run_dir = mem_strdup("/run/pluto"),
		.conf_file = mem_strdup("/etc/ipsec.conf"),
	};
}

void setup_fini(struct setup *s)
{
	MEM_FREE(s->secrets_file);
	MEM_FREE(s->ipsec_dir);
	MEM_FREE(s->nss_dir);
	MEM_FREE(s->run_dir);
	MEM_FREE(s->conf_file);
}
