/* SPDX-License-Identifier: ISC
 *
 * protocol.c - names of IP protocols and of well-known ports.
 *
 * May use:   base.
 * Must not:  read /etc/protocols or /etc/services: the same configuration must mean the same
 *            everywhere.
 */
#include "net/protocol.h"

/* The first name of a number is the printed one; the others are only understood. */
static const struct name protocol_rows[] = {
	{ PROTO_ANY, "ALL" },	    { PROTO_ANY, "any" },	   { PROTO_ANY, "%any" },
	{ PROTO_ICMP, "ICMP" },	    { 2, "IGMP" },		   { PROTO_IPIP, "IPIP" },
	{ PROTO_IPIP, "ipencap" },  { PROTO_IPIP, "ipv4" },	   { PROTO_TCP, "TCP" },
	{ 8, "EGP" },		    { 9, "IGP" },		   { PROTO_UDP, "UDP" },
	{ 33, "DCCP" },		    { PROTO_IPV6, "IPv6" },	   { 46, "RSVP" },
	{ PROTO_GRE, "GRE" },	    { PROTO_ESP, "ESP" },	   { PROTO_AH, "AH" },
	{ PROTO_ICMPV6, "ICMPv6" }, { PROTO_ICMPV6, "ipv6-icmp" }, { PROTO_ICMPV6, "icmp6" },
	{ 88, "EIGRP" },	    { 89, "OSPF" },		   { 89, "ospfigp" },
	{ 94, "IPIP-encap" },	    { 97, "ETHERIP" },		   { 103, "PIM" },
	{ PROTO_IPCOMP, "IPCOMP" }, { PROTO_IPCOMP, "comp" },	   { 112, "VRRP" },
	{ 115, "L2TP" },	    { PROTO_SCTP, "SCTP" },	   { 135, "MH" },
	{ 135, "mobility-header" }, { 136, "UDPLITE" },		   { 137, "MPLS-in-IP" },
};

const struct names protocol_names = NAMES("IP protocol", protocol_rows);

/* From the IANA service name registry: what people put into selectors. */
static const struct name port_rows[] = {
	{ 7, "echo" }, { 9, "discard" }, { 20, "ftp-data" }, { 21, "ftp" }, { 22, "ssh" },
	{ 23, "telnet" }, { 25, "smtp" }, { 37, "time" }, { 49, "tacacs" }, { 53, "domain" },
	{ 53, "dns" }, { 67, "bootps" }, { 68, "bootpc" }, { 69, "tftp" }, { 79, "finger" },
	{ 80, "http" }, { 80, "www" }, { 88, "kerberos" }, { 110, "pop3" }, { 111, "sunrpc" },
	{ 119, "nntp" }, { 123, "ntp" }, { 137, "netbios-ns" }, { 138, "netbios-dgm" },
	{ 139, "netbios-ssn" }, { 143, "imap" }, { 161, "snmp" }, { 162, "snmp-trap" },
	{ 179, "bgp" }, { 389, "ldap" }, { 443, "https" }, { 445, "microsoft-ds" },
	{ 465, "submissions" }, { 500, "isakmp" }, { 500, "ike" }, { 514, "syslog" },
	{ 520, "router" }, { 521, "ripng" }, { 546, "dhcpv6-client" }, { 547, "dhcpv6-server" },
	{ 554, "rtsp" }, { 587, "submission" }, { 631, "ipp" }, { 636, "ldaps" }, { 646, "ldp" },
	{ 853, "domain-s" }, { 853, "dns-over-tls" }, { 873, "rsync" }, { 989, "ftps-data" },
	{ 990, "ftps" }, { 993, "imaps" }, { 995, "pop3s" }, { 1194, "openvpn" },
	{ 1433, "ms-sql-s" }, { 1701, "l2tp" }, { 1701, "l2f" }, { 1723, "pptp" },
	{ 1812, "radius" }, { 1813, "radius-acct" }, { 2049, "nfs" }, { 3260, "iscsi-target" },
	{ 3306, "mysql" }, { 3389, "ms-wbt-server" }, { 4500, "ipsec-nat-t" }, { 4789, "vxlan" },
	{ 5060, "sip" }, { 5061, "sips" }, { 5222, "xmpp-client" }, { 5269, "xmpp-server" },
	{ 5353, "mdns" }, { 5432, "postgresql" }, { 6081, "geneve" }, { 6514, "syslog-tls" },
	{ 8080, "http-alt" },
};

static const struct names port_names = NAMES("port", port_rows);

/* Digits only, up to MAX. */
static bool parse_number(struct view word, unsigned max, unsigned *out)
{
	unsigned value = 0;

	if (word.len == 0)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return false;
		value = value * 10 + (unsigned)(word.ptr[i] - '0');
		if (value > max)
			return false;
	}
	*out = value;
	return true;
}

bool protocol_parse(struct view word, uint8_t *out)
{
	unsigned value = 0;
	bool ok = parse_number(word, UINT8_MAX, &value) ||
		  name_parse(&protocol_names, word, &value);

	*out = (uint8_t)value;
	return ok;
}

void protocol_print(struct text *t, uint8_t proto)
{
	const char *name = name_find(&protocol_names, proto);

	if (name != NULL)
		text_str(t, name);
	else
		text_add(t, "%u", proto);
}

bool port_parse(struct view word, uint16_t *out)
{
	unsigned value = 0;
	bool ok = parse_number(word, UINT16_MAX, &value) || name_parse(&port_names, word, &value);

	*out = (uint16_t)value;
	return ok;
}
