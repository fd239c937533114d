/* SPDX-License-Identifier: ISC
 *
 * words.c - the words that settings may have as values.  The first row of a value is its name.
 *
 * May use base only.
 */
#include "conf/words.h"

#define WORDS(name_, what_, rows_) const struct names name_ = NAMES(what_, rows_)
#define YES_ROWS { 1, "yes" }, { 1, "true" }, { 1, "on" }, { 1, "y" }, { 1, "1" }
#define NO_ROWS { 0, "no" }, { 0, "false" }, { 0, "off" }, { 0, "n" }, { 0, "0" }

static const struct name bool_rows[] = { YES_ROWS, NO_ROWS };
WORDS(word_bool, "yes or no", bool_rows);

static const struct name tristate_rows[] = { { WORD_AUTO, "auto" }, YES_ROWS, NO_ROWS };
WORDS(word_tristate, "yes, no or auto", tristate_rows);

static const struct name esn_rows[] = { { WORD_AUTO, "either" }, YES_ROWS, NO_ROWS };
WORDS(word_esn, "yes, no or either", esn_rows);

static const struct name auto_rows[] = {
	{ WORD_AUTO_IGNORE, "ignore" }, { WORD_AUTO_ADD, "add" }, { WORD_AUTO_ONDEMAND, "ondemand" },
	{ WORD_AUTO_ONDEMAND, "route" }, { WORD_AUTO_UP, "up" }, { WORD_AUTO_UP, "start" },
	{ WORD_AUTO_KEEP, "keep" },
};
WORDS(word_auto, "start-up action", auto_rows);

static const struct name type_rows[] = {
	{ WORD_TYPE_TUNNEL, "tunnel" }, { WORD_TYPE_TRANSPORT, "transport" },
	{ WORD_TYPE_PASS, "passthrough" }, { WORD_TYPE_PASS, "pass" }, { WORD_TYPE_DROP, "drop" },
	{ WORD_TYPE_DROP, "reject" },
};
WORDS(word_type, "connection type", type_rows);

static const struct name failureshunt_rows[] = {
	{ WORD_SHUNT_NONE, "none" }, { WORD_SHUNT_PASS, "passthrough" }, { WORD_SHUNT_PASS, "pass" },
	{ WORD_SHUNT_DROP, "drop" }, { WORD_SHUNT_DROP, "hold" }, { WORD_SHUNT_DROP, "reject" },
};
WORDS(word_failureshunt, "failure shunt", failureshunt_rows);

static const struct name negotiationshunt_rows[] = {
	{ WORD_SHUNT_DROP, "drop" }, { WORD_SHUNT_DROP, "hold" }, { WORD_SHUNT_PASS, "passthrough" },
	{ WORD_SHUNT_PASS, "pass" },
};
WORDS(word_negotiationshunt, "negotiation shunt", negotiationshunt_rows);

static const struct name keyexchange_rows[] = {
	{ WORD_IKEV2, "ikev2" }, { WORD_IKEV2, "ike" }, { WORD_IKEV1, "ikev1" },
};
WORDS(word_keyexchange, "IKE version", keyexchange_rows);

static const struct name ikev2_rows[] = {
	{ WORD_IKEV2, "yes" }, { WORD_IKEV2, "propose" }, { WORD_IKEV2, "insist" },
	{ WORD_IKEV2, "always" }, { WORD_IKEV1, "no" }, { WORD_IKEV1, "never" },
	{ WORD_IKEV1, "permit" },
};
WORDS(word_ikev2, "IKEv2 wish", ikev2_rows);

static const struct name phase2_rows[] = { { WORD_PHASE2_ESP, "esp" }, { WORD_PHASE2_AH, "ah" } };
WORDS(word_phase2, "IPsec protocol", phase2_rows);

static const struct name family_rows[] = { { WORD_FAMILY_V4, "ipv4" }, { WORD_FAMILY_V6, "ipv6" } };
WORDS(word_family, "address family", family_rows);

static const struct name fragmentation_rows[] = {
	{ WORD_FRAG_FORCE, "force" }, { WORD_FRAG_FORCE, "insist" }, YES_ROWS, NO_ROWS,
	{ WORD_FRAG_NO, "never" },
};
WORDS(word_fragmentation, "fragmentation wish", fragmentation_rows);

static const struct name ikev1_policy_rows[] = {
	{ WORD_V1_DROP, "drop" }, { WORD_V1_REJECT, "reject" }, { WORD_V1_ACCEPT, "accept" },
};
WORDS(word_ikev1_policy, "IKEv1 policy", ikev1_policy_rows);

static const struct name ddos_rows[] = {
	{ WORD_DDOS_AUTO, "auto" }, { WORD_DDOS_BUSY, "busy" }, { WORD_DDOS_UNLIMITED, "unlimited" },
};
WORDS(word_ddos, "DDoS mode", ddos_rows);

static const struct name sendcert_rows[] = {
	{ WORD_SENDCERT_ALWAYS, "always" }, { WORD_SENDCERT_ALWAYS, "alwayssend" },
	{ WORD_SENDCERT_ALWAYS, "yes" }, { WORD_SENDCERT_NEVER, "never" }, { WORD_SENDCERT_NEVER, "no" },
	{ WORD_SENDCERT_IFASKED, "ifasked" }, { WORD_SENDCERT_IFASKED, "sendifasked" },
};
WORDS(word_sendcert, "certificate sending wish", sendcert_rows);

static const struct name sendca_rows[] = {
	{ WORD_SENDCA_NONE, "none" }, { WORD_SENDCA_ISSUER, "issuer" }, { WORD_SENDCA_ALL, "all" },
};
WORDS(word_sendca, "CA sending wish", sendca_rows);

static const struct name auth_rows[] = {
	{ WORD_AUTH_NEVER, "never" }, { WORD_AUTH_PSK, "secret" }, { WORD_AUTH_PSK, "psk" },
	{ WORD_AUTH_RSASIG, "rsasig" }, { WORD_AUTH_RSASIG, "rsa" }, { WORD_AUTH_ECDSA, "ecdsa" },
	{ WORD_AUTH_EDDSA, "eddsa" }, { WORD_AUTH_NULL, "null" }, { WORD_AUTH_EAPONLY, "eaponly" },
};
WORDS(word_auth, "authentication", auth_rows);

#define RSASIG (WORD_AUTHBY_RSA_SHA2 | WORD_AUTHBY_RSA_SHA1)
static const struct name authby_rows[] = {
	{ WORD_AUTHBY_PSK, "secret" }, { RSASIG, "rsasig" }, { RSASIG, "rsa" },
	{ WORD_AUTHBY_RSA_SHA1, "rsa-sha1" }, { WORD_AUTHBY_RSA_SHA2, "rsa-sha2" },
	{ WORD_AUTHBY_RSA_256, "rsa-sha2_256" }, { WORD_AUTHBY_RSA_384, "rsa-sha2_384" },
	{ WORD_AUTHBY_RSA_512, "rsa-sha2_512" }, { WORD_AUTHBY_ECDSA, "ecdsa" },
	{ WORD_AUTHBY_ECDSA, "ecdsa-sha2" }, { WORD_AUTHBY_ECDSA_256, "ecdsa-sha2_256" },
	{ WORD_AUTHBY_ECDSA_384, "ecdsa-sha2_384" }, { WORD_AUTHBY_ECDSA_512, "ecdsa-sha2_512" },
	{ WORD_AUTHBY_EDDSA, "eddsa" }, { WORD_AUTHBY_NULL, "null" }, { WORD_AUTHBY_NEVER, "never" },
};
WORDS(word_authby, "authentication", authby_rows);

#define DEBUG_BASE (WORD_DEBUG_ROUTING | WORD_DEBUG_BASE)
#define DEBUG_ALL (DEBUG_BASE | WORD_DEBUG_CPU_USAGE | WORD_DEBUG_REFCNT)
static const struct name debug_rows[] = {
	{ 0, "none" }, { WORD_DEBUG_ROUTING, "routing" }, { DEBUG_BASE, "base" },
	{ WORD_DEBUG_CPU_USAGE, "cpu-usage" }, { WORD_DEBUG_REFCNT, "refcnt" }, { DEBUG_ALL, "all" },
	{ DEBUG_ALL | WORD_DEBUG_TMI, "tmi" }, { WORD_DEBUG_UPDOWN, "updown" },
	{ WORD_DEBUG_CRYPT, "crypt" }, { WORD_DEBUG_PRIVATE, "private" },
	{ WORD_DEBUG_WHACKWATCH, "whackwatch" }, { WORD_DEBUG_ADD_PREFIX, "add-prefix" },
	{ WORD_DEBUG_ADD_STATE, "add-state" },
};
WORDS(word_debug, "debug flag", debug_rows);

static const struct name ppk_rows[] = {
	{ 0, "no" }, { 0, "never" }, { 1, "permit" }, { 1, "propose" }, { 1, "yes" }, { 2, "insist" },
	{ 2, "always" },
};
WORDS(word_ppk, "PPK policy", ppk_rows);

static const struct name autheap_rows[] = { { 0, "none" }, { 1, "tls" } };
WORDS(word_autheap, "EAP method", autheap_rows);

static const struct name nat_method_rows[] = {
	{ 0, "both" }, { 1, "rfc" }, { 2, "drafts" }, { 3, "none" },
};
WORDS(word_nat_method, "NAT traversal method", nat_method_rows);

static const struct name tcp_rows[] = { NO_ROWS, YES_ROWS, { 2, "fallback" } };
WORDS(word_tcp, "TCP wish", tcp_rows);

static const struct name offload_rows[] = { NO_ROWS, { 1, "crypto" }, { 1, "yes" }, { 2, "packet" } };
WORDS(word_offload, "offload", offload_rows);

static const struct name updown_config_rows[] = { { 1, "async" }, { 2, "exec" } };
WORDS(word_updown_config, "updown option", updown_config_rows);

static const struct name xauthby_rows[] = { { 0, "file" }, { 1, "pam" }, { 2, "alwaysok" } };
WORDS(word_xauthby, "XAUTH backend", xauthby_rows);

static const struct name xauthfail_rows[] = { { 0, "hard" }, { 1, "soft" } };
WORDS(word_xauthfail, "XAUTH failure wish", xauthfail_rows);

static const struct name peer_type_rows[] = { { 1, "cisco" } };
WORDS(word_peer_type, "peer type", peer_type_rows);

static const struct name protostack_rows[] = { { 0, "xfrm" }, { 0, "netkey" } };
WORDS(word_protostack, "kernel interface", protostack_rows);

static const struct name dns_resolver_rows[] = { { 0, "file" }, { 1, "systemd" } };
WORDS(word_dns_resolver, "DNS resolver", dns_resolver_rows);

static const struct name seccomp_rows[] = { { 0, "disabled" }, { 1, "enabled" }, { 2, "tolerant" } };
WORDS(word_seccomp, "seccomp mode", seccomp_rows);

static const struct name ocsp_method_rows[] = { { 0, "get" }, { 1, "post" } };
WORDS(word_ocsp_method, "HTTP method", ocsp_method_rows);
