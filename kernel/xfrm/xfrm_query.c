/* SPDX-License-Identifier: ISC
 *
 * xfrm_query.c - asking for one state, and for all states or policies.
 */
#include <errno.h>

#include "kernel/xfrm/xfrm_priv.h"

struct one_sa {
	struct kernel_sa_info *out;
	bool found;
};

static void see_sa(void *ctx, const struct nl_message *m)
{
	struct one_sa *one = ctx;

	if (!one->found)
		one->found = xfrm_take_sa(m, one->out);
}

int xfrm_sa_query(void *k, const struct kernel_sa_key *key, struct kernel_sa_info *out)
{
	struct xfrm *x = k;
	uint8_t buf[256] __attribute__((aligned(4)));
	struct nl_batch b;
	struct one_sa one = { .out = out };
	int rc;

	nl_batch_init(&b, buf, sizeof(buf));
	xfrm_put_sa_id(&b, XFRM_MSG_GETSA, ++x->requests.seq, key);
	nl_flag_last(&b, NLM_F_ACK);
	rc = nl_request(&x->requests, &b, see_sa, &one);
	if (rc == 0 && !one.found)
		return -ESRCH;
	return rc;
}

static int dump(struct xfrm *x, uint16_t type, nl_see_fn *see, void *ctx)
{
	uint8_t buf[64] __attribute__((aligned(4)));
	struct nl_batch b;

	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, type, NLM_F_DUMP, ++x->requests.seq);
	return nl_request(&x->requests, &b, see, ctx);
}

/* A dump is always read to its end, or its rest would meet the next request. */
struct all_sas {
	bool (*see)(void *ctx, const struct kernel_sa_info *i);
	void *ctx;
	bool stop;
};

static void see_each_sa(void *ctx, const struct nl_message *m)
{
	struct all_sas *all = ctx;
	struct kernel_sa_info info;

	if (!all->stop && xfrm_take_sa(m, &info))
		all->stop = !all->see(all->ctx, &info);
}

int xfrm_sa_dump(void *k, bool (*see)(void *ctx, const struct kernel_sa_info *i), void *ctx)
{
	struct all_sas all = { .see = see, .ctx = ctx };

	return dump(k, XFRM_MSG_GETSA, see_each_sa, &all);
}

struct all_policies {
	bool (*see)(void *ctx, const struct kernel_policy_info *i);
	void *ctx;
	bool stop;
};

static void see_each_policy(void *ctx, const struct nl_message *m)
{
	struct all_policies *all = ctx;
	struct kernel_policy_info info;

	if (!all->stop && xfrm_take_policy(m, &info))
		all->stop = !all->see(all->ctx, &info);
}

int xfrm_policy_dump(void *k, bool (*see)(void *ctx, const struct kernel_policy_info *i), void *ctx)
{
	struct all_policies all = { .see = see, .ctx = ctx };

	return dump(k, XFRM_MSG_GETPOLICY, see_each_policy, &all);
}
