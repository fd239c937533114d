/* SPDX-License-Identifier: ISC
 *
 * words.h - what value_enum() yields for the keywords whose values are words, one enum each, and the
 * tables behind them.
 *
 * Layer:  conf.
 */
#ifndef CONF_WORDS_H
#define CONF_WORDS_H

#include "base/names.h"

/* encapsulation, ikepad, send-redirect, global-redirect, esn ("either" = WORD_AUTO), iptfs ... */
enum word_tristate { WORD_NO = 0, WORD_YES = 1, WORD_AUTO = 2 };
enum word_auto { WORD_AUTO_IGNORE, WORD_AUTO_ADD, WORD_AUTO_ONDEMAND, WORD_AUTO_UP, WORD_AUTO_KEEP };
enum word_type { WORD_TYPE_TUNNEL, WORD_TYPE_TRANSPORT, WORD_TYPE_PASS, WORD_TYPE_DROP };
/* failureshunt, negotiationshunt */
enum word_shunt { WORD_SHUNT_NONE, WORD_SHUNT_PASS, WORD_SHUNT_DROP };
enum word_ike { WORD_IKEV1 = 1, WORD_IKEV2 = 2 };			/* keyexchange, ikev2 */
enum word_phase2 { WORD_PHASE2_ESP, WORD_PHASE2_AH };
enum word_family { WORD_FAMILY_V4 = 4, WORD_FAMILY_V6 = 6 };		/* = enum ip_family */
enum word_fragmentation { WORD_FRAG_NO, WORD_FRAG_YES, WORD_FRAG_FORCE };
enum word_ikev1_policy { WORD_V1_DROP, WORD_V1_REJECT, WORD_V1_ACCEPT };
enum word_ddos { WORD_DDOS_AUTO, WORD_DDOS_BUSY, WORD_DDOS_UNLIMITED };
enum word_sendcert { WORD_SENDCERT_NEVER, WORD_SENDCERT_IFASKED, WORD_SENDCERT_ALWAYS };
enum word_sendca { WORD_SENDCA_NONE, WORD_SENDCA_ISSUER, WORD_SENDCA_ALL };
/* leftauth, rightauth */
enum word_auth {
	WORD_AUTH_NEVER, WORD_AUTH_PSK, WORD_AUTH_RSASIG, WORD_AUTH_ECDSA, WORD_AUTH_EDDSA, WORD_AUTH_NULL,
	WORD_AUTH_EAPONLY,
};
/* authby: value_authby() gives the union of the bits. */
enum word_authby {
	WORD_AUTHBY_NEVER = 1 << 0, WORD_AUTHBY_PSK = 1 << 1, WORD_AUTHBY_NULL = 1 << 2,
	WORD_AUTHBY_RSA_SHA1 = 1 << 3, WORD_AUTHBY_RSA_256 = 1 << 4, WORD_AUTHBY_RSA_384 = 1 << 5,
	WORD_AUTHBY_RSA_512 = 1 << 6, WORD_AUTHBY_ECDSA_256 = 1 << 7, WORD_AUTHBY_ECDSA_384 = 1 << 8,
	WORD_AUTHBY_ECDSA_512 = 1 << 9, WORD_AUTHBY_EDDSA = 1 << 10,
};
#define WORD_AUTHBY_RSA_SHA2 (WORD_AUTHBY_RSA_256 | WORD_AUTHBY_RSA_384 | WORD_AUTHBY_RSA_512)
#define WORD_AUTHBY_ECDSA (WORD_AUTHBY_ECDSA_256 | WORD_AUTHBY_ECDSA_384 | WORD_AUTHBY_ECDSA_512)
/* No authby=: every signature, no PSK (ipsec-conf.md 3.1). */
#define WORD_AUTHBY_DEFAULT (WORD_AUTHBY_RSA_SHA2 | WORD_AUTHBY_RSA_SHA1 | WORD_AUTHBY_ECDSA)
/* plutodebug, debug: bits */
enum word_debug {
	WORD_DEBUG_ROUTING = 1 << 0, WORD_DEBUG_BASE = 1 << 1, WORD_DEBUG_CPU_USAGE = 1 << 2,
	WORD_DEBUG_REFCNT = 1 << 3, WORD_DEBUG_TMI = 1 << 4, WORD_DEBUG_UPDOWN = 1 << 5,
	WORD_DEBUG_CRYPT = 1 << 6, WORD_DEBUG_PRIVATE = 1 << 7, WORD_DEBUG_WHACKWATCH = 1 << 8,
	WORD_DEBUG_ADD_PREFIX = 1 << 9, WORD_DEBUG_ADD_STATE = 1 << 10,
};

extern const struct names word_bool, word_tristate, word_esn, word_auto, word_type, word_failureshunt,
	word_negotiationshunt, word_keyexchange, word_ikev2, word_phase2, word_family, word_fragmentation,
	word_ikev1_policy, word_ddos, word_sendcert, word_sendca, word_auth, word_authby, word_debug,
	word_ppk, word_autheap, word_nat_method, word_tcp, word_offload, word_updown_config, word_xauthby,
	word_xauthfail, word_peer_type, word_protostack, word_dns_resolver, word_seccomp, word_ocsp_method;

#endif
