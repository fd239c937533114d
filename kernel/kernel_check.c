/* SPDX-License-Identifier: ISC
 *
 * kernel_check.c - is this request something that a kernel can be asked at all?  Pure.
 */
#include "kernel/kernel_check.h"

#include <errno.h>

#include "base/text.h"
#include "net/protocol.h"

static struct diag *check_sa_key(const struct kernel_sa_key *k)
{
	if (!address_is_set(k->dst) || address_is_any(k->dst))
		return diag_new("state without destination address");
	if (k->spi < KERNEL_SPI_MIN)
		return diag_new("SPI %u is reserved", (unsigned)k->spi);
	if (k->proto != PROTO_ESP && k->proto != PROTO_AH)
		return diag_new("protocol %u is neither ESP nor AH", (unsigned)k->proto);
	if ((k->mark.value & ~k->mark.mask) != 0)
		return diag_new("mark 0x%x has bits outside its mask 0x%x",
				(unsigned)k->mark.value, (unsigned)k->mark.mask);
	return NULL;
}

static struct diag *check_encr(const struct kernel_sa *sa)
{
	size_t salt = sa->encr->salt_len;

	if (sa->encr->kernel_name == NULL)
		return diag_new("%s is not for ESP", sa->encr->name);
	if (sa->encr_key.len < salt ||
	    !encr_alg_has_key(sa->encr, (unsigned)(sa->encr_key.len - salt) * 8))
		return diag_new("%s: %zu bytes of key and salt do not fit", sa->encr->name,
				sa->encr_key.len);
	if (sa->encr->aead && sa->integ != NULL)
		return diag_new("%s protects itself, %s is too much", sa->encr->name,
				sa->integ->name);
	/* RFC 8221 4: never encryption without authentication. */
	if (!sa->encr->aead && sa->integ == NULL)
		return diag_new("%s without integrity algorithm", sa->encr->name);
	return NULL;
}

static struct diag *check_integ(const struct kernel_sa *sa)
{
	if (sa->integ->kernel_name == NULL)
		return diag_new("%s is not for ESP or AH", sa->integ->name);
	if (sa->integ_key.len != sa->integ->key_len)
		return diag_new("%s: key of %zu bytes instead of %u", sa->integ->name,
				sa->integ_key.len, (unsigned)sa->integ->key_len);
	return NULL;
}

static struct diag *check_algs(const struct kernel_sa *sa)
{
	struct diag *d = NULL;

	if (sa->key.proto == PROTO_AH && (sa->encr != NULL || sa->integ == NULL))
		return diag_new("AH needs an integrity algorithm and nothing else");
	if (sa->key.proto == PROTO_ESP && sa->encr == NULL)
		return diag_new("ESP without encryption algorithm");
	if (sa->encr != NULL)
		d = check_encr(sa);
	if (d == NULL && sa->integ != NULL)
		d = check_integ(sa);
	return d;
}

static bool all_ports(const struct selector *s)
{
	return s->port_lo == 0 && s->port_hi == UINT16_MAX;
}

/* The "port" is a type and a code (RFC 7296 3.13.1). */
static bool has_type(const struct selector *s)
{
	return s->proto == PROTO_ICMP || s->proto == PROTO_ICMPV6 || s->proto == 135;
}

/* Kernel selectors know blocks of addresses, and one port or all (one type with all codes). */
static struct diag *check_selector(const struct selector *s)
{
	struct cidr block;
	bool all = all_ports(s);
	bool one = s->port_lo == s->port_hi;
	bool type = has_type(s) && s->port_lo >> 8 == s->port_hi >> 8 &&
		    (s->port_lo & 0xff) == 0 && (s->port_hi & 0xff) == 0xff;

	if (!address_is_set(s->addrs.lo) || s->addrs.lo.family != s->addrs.hi.family)
		return diag_new("addresses are not set");
	if (!range_to_cidr(s->addrs, &block))
		return diag_new("addresses are not one CIDR block");
	if (!all && !one && !type)
		return diag_new("ports %u-%u are neither one nor all", (unsigned)s->port_lo,
				(unsigned)s->port_hi);
	if (!all && s->proto == PROTO_ANY)
		return diag_new("port without protocol");
	return NULL;
}

static bool same_ports(const struct selector *a, const struct selector *b)
{
	return a->port_lo == b->port_lo && a->port_hi == b->port_hi;
}

static struct diag *check_selectors(const struct selector *src, const struct selector *dst)
{
	struct diag *d = diag_wrap(check_selector(src), "source selector");

	if (d == NULL)
		d = diag_wrap(check_selector(dst), "destination selector");
	if (d != NULL)
		return d;
	if (selector_family(src) != selector_family(dst))
		return diag_new("selectors of two address families");
	if (src->proto != dst->proto)
		return diag_new("selectors of two protocols");
	/* A packet has one type and code; the kernel has one place for them. */
	if (has_type(src) && !all_ports(src) && !all_ports(dst) && !same_ports(src, dst))
		return diag_new("selectors of two ICMP types");
	return NULL;
}

static struct diag *check_transport(const struct kernel_sa *sa)
{
	struct diag *d;

	if (!selector_is_set(&sa->sel_src) && !selector_is_set(&sa->sel_dst))
		return NULL;
	d = check_selectors(&sa->sel_src, &sa->sel_dst);
	if (d == NULL && (unsigned)selector_family(&sa->sel_src) != sa->src.family)
		d = diag_new("transport mode: selectors and addresses of two families");
	return d;
}

static struct diag *check_limits(const struct kernel_sa *sa)
{
	if (sa->soft_add.us < 0 || sa->hard_add.us < 0)
		return diag_new("negative lifetime");
	if (sa->replay_window > KERNEL_REPLAY_WINDOW_MAX && sa->replay_window != KERNEL_REPLAY_OFF)
		return diag_new("replay window of %u packets, %u is the most",
				(unsigned)sa->replay_window, KERNEL_REPLAY_WINDOW_MAX);
	if (sa->replay_window == KERNEL_REPLAY_OFF && sa->esn)
		return diag_new("extended sequence numbers without replay window");
	return NULL;
}

static struct diag *check_sa(const struct kernel_sa *sa)
{
	struct diag *d = check_sa_key(&sa->key);

	if (d != NULL)
		return d;
	if (!address_is_set(sa->src) || address_is_any(sa->src))
		return diag_new("state without source address");
	if (sa->src.family != sa->key.dst.family)
		return diag_new("outer addresses of two families");
	if (sa->dir != KERNEL_IN && sa->dir != KERNEL_OUT)
		return diag_new("state that is neither inbound nor outbound");
	if (sa->encap == KERNEL_ENCAP_UDP && (sa->encap_sport == 0 || sa->encap_dport == 0))
		return diag_new("UDP encapsulation without ports");
	d = check_algs(sa);
	if (d == NULL)
		d = check_limits(sa);
	if (d == NULL && sa->mode == KERNEL_TRANSPORT)
		d = check_transport(sa);
	return d;
}

static struct diag *check_policy_key(const struct kernel_policy_key *k)
{
	if (k->dir != KERNEL_IN && k->dir != KERNEL_OUT && k->dir != KERNEL_FWD)
		return diag_new("policy without direction");
	if ((k->mark.value & ~k->mark.mask) != 0)
		return diag_new("mark 0x%x has bits outside its mask 0x%x",
				(unsigned)k->mark.value, (unsigned)k->mark.mask);
	return check_selectors(&k->src, &k->dst);
}

/* RFC 4301 4.4.1.2: a template; its outer addresses are both there or both open. */
static struct diag *check_template(const struct kernel_policy *p)
{
	bool src = address_is_set(p->outer_src), dst = address_is_set(p->outer_dst);

	if (p->proto != PROTO_ESP && p->proto != PROTO_AH)
		return diag_new("template protocol %u is neither ESP nor AH", (unsigned)p->proto);
	if (src != dst)
		return diag_new("template with one outer address");
	if (src && p->outer_src.family != p->outer_dst.family)
		return diag_new("template with outer addresses of two families");
	if (src && p->mode == KERNEL_TRANSPORT &&
	    (unsigned)selector_family(&p->key.src) != p->outer_src.family)
		return diag_new("transport mode: selectors and addresses of two families");
	/* Such a template asks for a state from 127.0.0.1 to 0.0.0.0: nothing can answer. */
	if (!src && p->mode == KERNEL_TUNNEL && p->key.dir == KERNEL_OUT)
		return diag_new("outbound tunnel template without outer addresses");
	return NULL;
}

static struct diag *check_policy(const struct kernel_policy *p)
{
	struct diag *d = check_policy_key(&p->key);

	if (d == NULL && p->action == KERNEL_PROTECT)
		d = check_template(p);
	return d;
}

struct diag *kernel_check_request(const struct kernel_request *r)
{
	switch (r->op) {
	case KERNEL_SA_ADD:
		return diag_wrap(check_sa(&r->sa), "adding a state");
	case KERNEL_SA_UPDATE:
		return diag_wrap(check_sa(&r->sa), "updating a state");
	case KERNEL_SA_DEL:
		return diag_wrap(check_sa_key(&r->sa_key), "deleting a state");
	case KERNEL_POLICY_PUT:
		return diag_wrap(check_policy(&r->policy), "putting a policy");
	case KERNEL_POLICY_DEL:
		return diag_wrap(check_policy_key(&r->policy_key), "deleting a policy");
	}
	return diag_new("unknown request %d", (int)r->op);
}

int kernel_error_set(struct kernel_error *err, size_t index, int code, const char *text)
{
	struct text t;

	if (err == NULL)
		return -code;
	err->index = index;
	err->code = code;
	t = TEXT_OVER(err->text);
	text_str(&t, text);
	return -code;
}

int kernel_check_commit(const struct kernel_request *reqs, size_t nr, struct kernel_error *err)
{
	if (nr > KERNEL_BATCH_MAX)
		return kernel_error_set(err, KERNEL_BATCH_MAX, E2BIG, "too many requests at once");
	for (size_t i = 0; i < nr; i++) {
		DIAG_AUTO d = kernel_check_request(&reqs[i]);

		if (d != NULL)
			return kernel_error_set(err, i, EINVAL, diag_text(d));
	}
	return 0;
}
