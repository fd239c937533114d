/* SPDX-License-Identifier: ISC
 *
 * service_secrets_priv.h - reading the secrets file, for listen and rereadsecrets.
 *
 * Layer:  service.
 */
#ifndef SERVICE_SERVICE_SECRETS_PRIV_H
#define SERVICE_SERVICE_SECRETS_PRIV_H

struct pluto;

/* The old secrets stay when the new ones cannot be had. Messages go to the log. */
void service_reread_secrets(struct pluto *p);

#endif
