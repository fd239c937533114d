/* SPDX-License-Identifier: ISC
 *
 * xfrm_commit.c - a batch of requests in one sendmsg, and what is undone when one fails.
 *
 * The kernel takes its lock once, goes on behind an error, and always reports errors by sequence
 * number; so only the last request asks for an acknowledgement.
 */
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/kernel_check.h"
#include "kernel/xfrm/xfrm_priv.h"
#include "net/protocol.h"

struct commit {
	const struct kernel_request *reqs;
	size_t nr;
	uint32_t first_seq;
	size_t nr_failed, first_failed;
	int code;			/* of the first that failed */
	char said[96];			/* by the kernel about it */
	bool failed[KERNEL_BATCH_MAX];
};

/* To delete what is not there is no failure: the wish is fulfilled. */
static bool harmless(enum kernel_op op, int code)
{
	switch (op) {
	case KERNEL_SA_DEL:
		return code == ESRCH;
	case KERNEL_POLICY_DEL:
		return code == ENOENT;
	case KERNEL_SA_ADD:
	case KERNEL_SA_UPDATE:
	case KERNEL_POLICY_PUT:
		return false;
	}
	return false;
}

static void note_failure(struct commit *c, size_t index, const struct nl_ack *ack)
{
	struct text said = TEXT_OVER(c->said);

	c->failed[index] = true;
	if (c->nr_failed++ > 0 && c->first_failed < index)
		return;
	c->first_failed = index;
	c->code = ack->code;
	if (ack->text.len > 0)
		text_safe(&said, ack->text);
	else
		text_str(&said, strerrordesc_np(ack->code) != NULL ? strerrordesc_np(ack->code)
								    : "unknown error");
}

static void see_ack(void *ctx, const struct nl_message *m)
{
	struct commit *c = ctx;
	size_t index = m->seq - c->first_seq;
	struct nl_ack ack;

	if (m->type != NLMSG_ERROR || index >= c->nr || !nl_message_ack(m, &ack))
		return;
	if (ack.code != 0 && !harmless(c->reqs[index].op, ack.code))
		note_failure(c, index, &ack);
}

/* 0 when the kernel has answered, whatever it said; else -errno. */
static int send_commit(struct xfrm *x, struct commit *c)
{
	size_t cap = c->nr * XFRM_REQUEST_MAX;
	uint8_t *buf = mem_alloc(cap);
	struct nl_batch b;
	int rc;

	if (buf == NULL)
		return -ENOMEM;
	nl_batch_init(&b, buf, cap);
	c->first_seq = x->requests.seq + 1;
	for (size_t i = 0; i < c->nr; i++)
		xfrm_put_request(&b, ++x->requests.seq, &c->reqs[i], x->wants);
	nl_flag_last(&b, NLM_F_ACK);
	rc = nl_transact(&x->requests, &b, x->requests.seq, see_ack, c);
	mem_wipe(buf, b.len);	/* keys */
	mem_free(buf);
	return rc;
}

void xfrm_put_request(struct nl_batch *b, uint32_t seq, const struct kernel_request *r,
		      struct xfrm_wants wants)
{
	switch (r->op) {
	case KERNEL_SA_ADD:
		xfrm_put_sa(b, XFRM_MSG_NEWSA, seq, &r->sa, wants);
		return;
	case KERNEL_SA_UPDATE:
		xfrm_put_sa(b, XFRM_MSG_UPDSA, seq, &r->sa, wants);
		return;
	case KERNEL_SA_DEL:
		xfrm_put_sa_id(b, XFRM_MSG_DELSA, seq, &r->sa_key);
		return;
	case KERNEL_POLICY_PUT:
		xfrm_put_policy(b, seq, &r->policy);
		return;
	case KERNEL_POLICY_DEL:
		xfrm_put_policy_del(b, seq, &r->policy_key);
		return;
	}
}

/* Deletes the states that C added.  After a lost answer nobody knows which: all of them. */
static void undo(struct xfrm *x, const struct commit *c)
{
	struct nl_batch b;
	size_t cap = c->nr * XFRM_REQUEST_MAX;
	uint8_t *buf = mem_alloc(cap);

	if (buf == NULL)
		return;
	nl_batch_init(&b, buf, cap);
	for (size_t i = c->nr; i-- > 0;) {
		if (c->reqs[i].op == KERNEL_SA_ADD && !c->failed[i])
			xfrm_put_sa_id(&b, XFRM_MSG_DELSA, ++x->requests.seq, &c->reqs[i].sa.key);
	}
	nl_flag_last(&b, NLM_F_ACK);
	(void)nl_transact(&x->requests, &b, x->requests.seq, NULL, NULL);
	mem_free(buf);
}

static void print_state(struct text *t, const struct kernel_sa_key *k)
{
	text_add(t, "state %s.%08x@", k->proto == PROTO_AH ? "ah" : "esp", (unsigned)k->spi);
	address_print(t, k->dst);
}

static void print_policy(struct text *t, const struct kernel_policy_key *k)
{
	static const char *const names[] = { [KERNEL_IN] = "in", [KERNEL_OUT] = "out",
					     [KERNEL_FWD] = "fwd" };

	text_add(t, "policy %s ", names[k->dir]);
	selector_print(t, &k->src);
	text_str(t, " -> ");
	selector_print(t, &k->dst);
}

static void print_request(struct text *t, const struct kernel_request *r)
{
	switch (r->op) {
	case KERNEL_SA_ADD:
		text_str(t, "adding ");
		print_state(t, &r->sa.key);
		return;
	case KERNEL_SA_UPDATE:
		text_str(t, "updating ");
		print_state(t, &r->sa.key);
		return;
	case KERNEL_SA_DEL:
		text_str(t, "deleting ");
		print_state(t, &r->sa_key);
		return;
	case KERNEL_POLICY_PUT:
		text_str(t, "putting ");
		print_policy(t, &r->policy.key);
		return;
	case KERNEL_POLICY_DEL:
		text_str(t, "deleting ");
		print_policy(t, &r->policy_key);
		return;
	}
}

static int report(const struct commit *c, struct kernel_error *err)
{
	char buf[sizeof(err->text)];
	struct text t = TEXT_OVER(buf);

	text_str(&t, "the kernel refused ");
	print_request(&t, &c->reqs[c->first_failed]);
	text_add(&t, ": %s", c->said);
	return kernel_error_set(err, c->first_failed, c->code, buf);
}

static int report_silence(int code, struct kernel_error *err)
{
	const char *what = strerrordesc_np(-code);

	return kernel_error_set(err, 0, -code, what != NULL ? what : "netlink failed");
}

int xfrm_try(struct xfrm *x, const struct kernel_request *reqs, size_t nr)
{
	struct commit c = { .reqs = reqs, .nr = nr };
	int rc = send_commit(x, &c);

	return rc != 0 ? rc : -c.code;
}

int xfrm_commit(void *k, const struct kernel_request *reqs, size_t nr, struct kernel_error *err)
{
	struct xfrm *x = k;
	struct commit c = { .reqs = reqs, .nr = nr };
	int rc;

	if (nr == 0)
		return 0;
	rc = kernel_check_commit(reqs, nr, err);
	if (rc != 0)
		return rc;
	rc = send_commit(x, &c);
	if (rc == 0 && c.nr_failed == 0)
		return 0;
	if (rc == 0 || rc == -ETIMEDOUT || rc == -ENOBUFS)
		undo(x, &c);
	return rc != 0 ? report_silence(rc, err) : report(&c, err);
}
