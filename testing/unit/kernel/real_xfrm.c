/* SPDX-License-Identifier: ISC
 *
 * real_xfrm.c - the XFRM backend against the running kernel, in a namespace of its own.  The parts
 * that need ESP are skipped where the kernel has none.
 */
#include "testing/unit/kernel/real_testing.h"

#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "kernel/kernel_ops.h"
#include "kernel/rtnl/rtnl.h"
#include "kernel/xfrm/xfrm.h"

struct real {
	struct rtnl *rtnl;
	struct kernel kernel;
};

static int set_up(void **state)
{
	struct real *w = calloc(1, sizeof(*w));
	struct kernel_error err = { 0 };

	if (w == NULL || rtnl_open(&w->rtnl) != NULL || xfrm_open(w->rtnl, &w->kernel) != NULL)
		return -1;
	/* /proc/sys may be read-only here: then only that fails */
	(void)w->kernel.ops->prepare(w->kernel.k, DURATION_S(33), &err);
	if (err.code != 0)
		print_message("prepare: %s\n", err.text);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct real *w = *state;

	xfrm_close(&w->kernel);
	rtnl_close(w->rtnl);
	free(w);
	return 0;
}

static int commit1(struct real *w, struct kernel_request r, struct kernel_error *err)
{
	return w->kernel.ops->commit(w->kernel.k, &r, 1, err);
}

struct found {
	struct kernel_policy_key key;
	struct kernel_policy_info info;
	size_t nr, all;
};

static bool see_policy(void *ctx, const struct kernel_policy_info *i)
{
	struct found *f = ctx;

	f->all++;
	if (i->key.dir != f->key.dir || !selector_eq(&i->key.src, &f->key.src) ||
	    !selector_eq(&i->key.dst, &f->key.dst))
		return true;
	f->nr++;
	f->info = *i;
	return true;
}

static struct found look(struct real *w, const struct kernel_policy_key *key)
{
	struct found f = { .key = *key };

	assert_int_equal(w->kernel.ops->policy_dump(w->kernel.k, see_policy, &f), 0);
	return f;
}

static void test_prepare(void **state)
{
	struct kernel_policy_key nothing = { .src = sel("192.0.2.0/24"), .dst = sel("192.0.2.0/24") };
	const char *show = "ip xfrm policy";

	assert_int_equal(look(*state, &nothing).all, 6);	/* the holes and nothing else */
	assert_true(shows(show, "proto ipv6-icmp type 135"));
	assert_true(shows(show, "proto ipv6-icmp type 136"));
	assert_true(shows(show, "dir fwd priority 1"));
}

static void test_policy_put_replaces(void **state)
{
	struct kernel_request r = { .op = KERNEL_POLICY_PUT };
	struct kernel_error err;
	struct found f;
	uint32_t index;

	r.policy = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT, 1757393);
	r.policy.outer_src = ip("198.51.100.1");
	r.policy.outer_dst = ip("198.51.100.2");
	r.policy.reqid = 16389;
	assert_int_equal(commit1(*state, r, &err), 0);
	f = look(*state, &r.policy.key);
	assert_int_equal(f.nr, 1);
	assert_int_equal(f.info.action, KERNEL_PROTECT);
	assert_int_equal(f.info.reqid, 16389);
	assert_int_equal(f.info.priority, 1757393);
	assert_true(shows("ip xfrm policy", "tmpl src 198.51.100.1 dst 198.51.100.2"));
	index = f.info.index;
	r.policy.action = KERNEL_BLOCK;
	r.policy.priority = 5;
	assert_int_equal(commit1(*state, r, &err), 0);
	f = look(*state, &r.policy.key);
	assert_int_equal(f.nr, 1);
	assert_int_equal(f.info.action, KERNEL_BLOCK);
	assert_int_equal(f.info.priority, 5);
	assert_int_equal(f.info.index, index);
	r = (struct kernel_request){ .op = KERNEL_POLICY_DEL, .policy_key = f.key };
	assert_int_equal(commit1(*state, r, &err), 0);
	assert_int_equal(look(*state, &f.key).nr, 0);
	/* a second time: the wish is fulfilled already */
	assert_int_equal(commit1(*state, r, &err), 0);
}

static void test_policy_marks_and_ports(void **state)
{
	struct kernel_request r = { .op = KERNEL_POLICY_PUT };
	struct kernel_error err;
	struct found f;

	r.policy = policy(KERNEL_IN, "192.0.1.0/24/tcp/80", "192.0.2.1/32/tcp", KERNEL_ALLOW, 9);
	r.policy.key.mark = (struct kernel_mark){ 5, 0xff };
	r.policy.key.if_id = 0;
	assert_int_equal(commit1(*state, r, &err), 0);
	f = look(*state, &r.policy.key);
	assert_int_equal(f.nr, 1);
	assert_int_equal(f.info.key.mark.value, 5);
	assert_int_equal(f.info.key.mark.mask, 0xff);
	assert_int_equal(f.info.action, KERNEL_ALLOW);
	assert_true(shows("ip xfrm policy", "proto tcp sport 80"));
	r = (struct kernel_request){ .op = KERNEL_POLICY_DEL, .policy_key = r.policy.key };
	assert_int_equal(commit1(*state, r, &err), 0);
}

/* An error in the middle neither stops nor hides: the right index and the kernel's words. */
static void test_errors_by_index(void **state)
{
	struct real *w = *state;
	struct kernel_request r[4] = { 0 };
	struct kernel_error err = { 0 };

	for (int i = 0; i < 4; i++)
		r[i].op = KERNEL_POLICY_PUT;
	r[0].policy = policy(KERNEL_OUT, "10.0.0.0/24", "10.0.1.0/24", KERNEL_BLOCK, 1);
	r[1].op = KERNEL_SA_UPDATE;
	r[1].sa = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", 0x12345678, 3);
	r[2].policy = policy(KERNEL_OUT, "10.0.0.0/24", "10.0.2.0/24", KERNEL_BLOCK, 1);
	r[3].policy = policy(KERNEL_OUT, "10.0.0.0/24", "10.0.3.0/24", KERNEL_BLOCK, 1);
	assert_int_not_equal(w->kernel.ops->commit(w->kernel.k, r, 4, &err), 0);
	print_message("%s\n", err.text);
	assert_int_equal(err.index, 1);
	assert_non_null(strstr(err.text, "updating state esp.12345678@198.51.100.2"));
	assert_int_equal(look(w, &r[0].policy.key).nr, 1);
	assert_int_equal(look(w, &r[3].policy.key).nr, 1);
	for (int i = 0; i < 4; i++) {
		r[i].op = i == 1 ? KERNEL_SA_DEL : KERNEL_POLICY_DEL;
		if (i == 1)
			r[i].sa_key = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2",
					     0x12345678, 3).key;
	}
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, 4, &err), 0);
}

static void test_full_batch(void **state)
{
	struct real *w = *state;
	static struct kernel_request r[KERNEL_BATCH_MAX + 1];
	struct kernel_error err = { 0 };

	for (unsigned i = 0; i < KERNEL_BATCH_MAX; i++) {
		char dst[32];

		snprintf(dst, sizeof(dst), "10.9.%u.0/24", i % 256);
		r[i].op = KERNEL_POLICY_PUT;
		r[i].policy = policy(KERNEL_OUT, "10.0.0.0/24", dst, KERNEL_BLOCK, 7);
	}
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, KERNEL_BATCH_MAX, &err), 0);
	assert_int_equal(look(w, &r[0].policy.key).all, 6 + KERNEL_BATCH_MAX);
	for (unsigned i = 0; i < KERNEL_BATCH_MAX; i++) {
		r[i].op = KERNEL_POLICY_DEL;
	}
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, KERNEL_BATCH_MAX, &err), 0);
	assert_int_equal(look(w, &r[0].policy.key).all, 6);
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, KERNEL_BATCH_MAX + 1, &err), -E2BIG);
}

static void test_bypass_socket(void **state)
{
	struct real *w = *state;
	struct kernel_policy_key nothing = { .src = sel("192.0.2.0/24"), .dst = sel("192.0.2.0/24") };
	int v4 = socket(AF_INET, SOCK_DGRAM, 0), v6 = socket(AF_INET6, SOCK_DGRAM, 0);

	assert_int_equal(w->kernel.ops->bypass_socket(w->kernel.k, v4, IP_V4), 0);
	assert_int_equal(w->kernel.ops->bypass_socket(w->kernel.k, v6, IP_V6), 0);
	assert_true(shows("ip xfrm policy", "socket in priority 0"));
	assert_true(shows("ip xfrm policy", "socket out priority 0"));
	assert_int_equal(look(w, &nothing).all, 6);	/* dumps skip them */
	close(v4);
	close(v6);
}

static void on_event(void *ctx, const struct kernel_event *e)
{
	struct kernel_event *last = ctx;

	*last = *e;
}

/* A trap, a packet, an acquire: works without ESP, which only matters for the answer. */
static void test_acquire(void **state)
{
	struct real *w = *state;
	struct kernel_request r = { .op = KERNEL_POLICY_PUT };
	struct kernel_error err;
	struct kernel_event e = { .type = KERNEL_RESYNC };
	struct found f;

	run("ip link set lo up; ip link add d0 type veth peer name d1; ip link set d1 up;"
	    "ip addr add 192.0.1.254/24 dev d0; ip link set d0 up; ip route add default dev d0");
	r.policy = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT, 99);
	r.policy.outer_src = ip("192.0.1.254");
	r.policy.outer_dst = ip("198.51.100.2");
	r.policy.reqid = 4711;
	assert_int_equal(commit1(w, r, &err), 0);
	f = look(w, &r.policy.key);
	(void)!system("bash -c 'echo x >/dev/udp/192.0.2.7/4444' 2>/dev/null");
	xfrm_read_events(&w->kernel, on_event, &e);
	assert_int_equal(e.type, KERNEL_ACQUIRE);
	assert_int_equal(e.reqid, 4711);
	assert_int_equal(e.policy_index, f.info.index);
	assert_int_not_equal(e.seq, 0);
	assert_true(address_eq(e.packet.dst, ip("192.0.2.7")));
	assert_int_equal(e.packet.proto, PROTO_UDP);
	assert_int_equal(e.packet.dport, 4444);
	assert_true(selector_eq(&e.policy.dst, &r.policy.key.dst));
	e.type = KERNEL_RESYNC;
	xfrm_read_events(&w->kernel, on_event, &e);	/* no second one */
	assert_int_equal(e.type, KERNEL_RESYNC);
	r.op = KERNEL_POLICY_DEL;
	assert_int_equal(commit1(w, r, &err), 0);
}

static unsigned count_type(struct real *w, enum kernel_event_type type);

/* A user process may send to our port; only the kernel is believed (T60). */
static void test_forged_event(void **state)
{
	struct real *w = *state;
	struct sockaddr_nl to = { 0 };
	socklen_t len = sizeof(to);
	struct {
		struct nlmsghdr h;
		struct xfrm_user_expire x;
	} msg = { .h = { .nlmsg_len = sizeof(msg), .nlmsg_type = XFRM_MSG_EXPIRE } };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM);

	msg.x.state.family = AF_INET;
	msg.x.state.id.spi = 0x1234;
	msg.x.state.id.daddr.a4 = 0x01020304;
	assert_int_equal(getsockname(xfrm_event_fd(&w->kernel), (struct sockaddr *)&to, &len), 0);
	if (sendto(fd, &msg, sizeof(msg), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		print_message("forging is not even possible: %s\n", strerror(errno));
	assert_int_equal(count_type(w, KERNEL_EXPIRE_SA), 0);
	close(fd);
}

struct counted {
	enum kernel_event_type type;
	unsigned nr;
};

static void on_counted(void *ctx, const struct kernel_event *e)
{
	struct counted *c = ctx;

	c->nr += e->type == c->type;
}

static unsigned count_type(struct real *w, enum kernel_event_type type)
{
	struct counted c = { .type = type };

	xfrm_read_events(&w->kernel, on_counted, &c);
	return c.nr;
}

/* More acquires than fit: told once, and the rest ask again later. */
static void test_lost_events(void **state)
{
	struct real *w = *state;
	struct kernel_request r = { .op = KERNEL_POLICY_PUT };
	struct kernel_error err;
	const int size = 1;
	unsigned resyncs = 0;

	r.policy = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.4.0/24", KERNEL_PROTECT, 99);
	r.policy.mode = KERNEL_TRANSPORT;
	assert_int_equal(commit1(w, r, &err), 0);
	assert_int_equal(setsockopt(xfrm_event_fd(&w->kernel), SOL_SOCKET, SO_RCVBUF, &size,
				    sizeof(size)), 0);
	(void)!system("bash -c 'for i in {1..40}; do echo x >/dev/udp/192.0.4.$i/4; done' "
		      "2>/dev/null");
	for (int i = 0; i < 3; i++)
		resyncs += count_type(w, KERNEL_RESYNC);
	assert_int_equal(resyncs, 1);
	r.op = KERNEL_POLICY_DEL;
	assert_int_equal(commit1(w, r, &err), 0);
}

static void fill_tunnel(struct kernel_request r[5])
{
	r[0] = (struct kernel_request){ .op = KERNEL_SA_ADD };
	r[0].sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0xabcd0001, 77);
	r[0].sa.esn = true;
	r[1] = (struct kernel_request){ .op = KERNEL_SA_ADD };
	r[1].sa = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", 0xabcd0002, 77);
	r[1].sa.esn = true;
	r[1].sa.soft_bytes = 1u << 30;
	for (int i = 2; i < 5; i++) {
		r[i] = (struct kernel_request){ .op = KERNEL_POLICY_PUT };
		r[i].policy = policy(i == 2 ? KERNEL_OUT : i == 3 ? KERNEL_IN : KERNEL_FWD,
				     i == 2 ? "10.1.0.0/24" : "10.2.0.0/24",
				     i == 2 ? "10.2.0.0/24" : "10.1.0.0/24", KERNEL_PROTECT, 55);
		r[i].policy.outer_src = ip(i == 2 ? "198.51.100.1" : "198.51.100.2");
		r[i].policy.outer_dst = ip(i == 2 ? "198.51.100.2" : "198.51.100.1");
		r[i].policy.reqid = 77;
	}
}

/* The states that a failed commit added are gone again. */
static void undo_check(struct real *w)
{
	struct kernel_request r[3] = { 0 };
	struct kernel_sa_info info;
	struct kernel_error err;

	r[0].op = r[1].op = r[2].op = KERNEL_SA_ADD;
	r[0].sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0xabcd0005, 78);
	r[1].sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0xabcd0001, 78);
	r[2].sa = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", 0xabcd0006, 78);
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, 3, &err), -EEXIST);
	assert_int_equal(err.index, 1);
	assert_int_equal(w->kernel.ops->sa_query(w->kernel.k, &r[0].sa.key, &info), -ESRCH);
	assert_int_equal(w->kernel.ops->sa_query(w->kernel.k, &r[2].sa.key, &info), -ESRCH);
	assert_int_equal(w->kernel.ops->sa_query(w->kernel.k, &r[1].sa.key, &info), 0);
}

static bool count_sas(void *ctx, const struct kernel_sa_info *i)
{
	*(size_t *)ctx += !i->larval;	/* that of an earlier test may still be there */
	return true;
}

static void test_states(void **state)
{
	struct real *w = *state;
	struct kernel_request r[5], del[2] = { { .op = KERNEL_SA_DEL }, { .op = KERNEL_SA_DEL } };
	struct kernel_error err;
	struct kernel_sa_info info;
	size_t nr = 0;

	if (!w->kernel.ops->caps(w->kernel.k)->esp)
		skip();
	fill_tunnel(r);
	if (w->kernel.ops->commit(w->kernel.k, r, 5, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(w->kernel.ops->sa_query(w->kernel.k, &r[0].sa.key, &info), 0);
	assert_int_equal(info.reqid, 77);
	assert_true(info.added.us > 0);
	assert_int_equal(w->kernel.ops->sa_dump(w->kernel.k, count_sas, &nr), 0);
	assert_int_equal(nr, 2);
	undo_check(w);
	del[0].sa_key = r[0].sa.key;
	del[1].sa_key = r[1].sa.key;
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, del, 2, &err), 0);
	assert_int_equal(w->kernel.ops->sa_query(w->kernel.k, &r[0].sa.key, &info), -ESRCH);
}

/* The pending acquire goes when a state carries its number. */
static void test_acquire_answered(void **state)
{
	struct real *w = *state;
	struct kernel_request r[2] = { { .op = KERNEL_POLICY_PUT }, { .op = KERNEL_SA_ADD } };
	struct kernel_event e = { .type = KERNEL_RESYNC };
	struct kernel_error err;

	if (!w->kernel.ops->caps(w->kernel.k)->esp)
		skip();
	r[0].policy = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.3.0/24", KERNEL_PROTECT, 99);
	r[0].policy.outer_src = ip("192.0.1.254");
	r[0].policy.outer_dst = ip("198.51.100.3");
	r[0].policy.reqid = 4712;
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, 1, &err), 0);
	(void)!system("bash -c 'echo x >/dev/udp/192.0.3.7/4444' 2>/dev/null");
	xfrm_read_events(&w->kernel, on_event, &e);
	assert_int_equal(e.type, KERNEL_ACQUIRE);
	assert_true(shows("ip xfrm state", "reqid 4712"));
	r[1].sa = gcm_sa(KERNEL_OUT, "192.0.1.254", "198.51.100.3", 0x77770001, 4713);
	r[1].sa.acquire_seq = e.seq;
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r + 1, 1, &err), 0);
	assert_false(shows("ip xfrm state", "reqid 4712"));
	r[0].op = KERNEL_POLICY_DEL;
	r[1] = (struct kernel_request){ .op = KERNEL_SA_DEL, .sa_key = r[1].sa.key };
	assert_int_equal(w->kernel.ops->commit(w->kernel.k, r, 2, &err), 0);
}

/* What prepare() found out about SA's algorithms. */
static bool probed(struct real *w, const struct kernel_sa *sa)
{
	const struct kernel_caps *c = w->kernel.ops->caps(w->kernel.k);

	return (sa->encr == NULL || kernel_caps_encr(c, sa->encr)) &&
	       (sa->integ == NULL || kernel_caps_integ(c, sa->integ));
}

/* Adds, shows to LOOK (may be NULL), deletes.  True also where the kernel lacks the algorithm. */
static void try_sa(struct real *w, const struct kernel_sa *sa, const char *look)
{
	struct kernel_request r = { .op = KERNEL_SA_ADD, .sa = *sa };
	struct kernel_error err = { 0 };
	int rc = commit1(w, r, &err);

	if (rc == -ENOSYS || rc == -ENOENT) {
		print_message("not in this kernel: %s\n", err.text);
		assert_true(sa->encr == NULL || !probed(w, sa));
		return;
	}
	assert_true(probed(w, sa));
	if (rc != 0)
		fail_msg("%s %zu: %s", sa->encr != NULL ? sa->encr->name : "AH", sa->encr_key.len,
			 err.text);
	if (look != NULL && !shows("ip -d -s xfrm state", look)) {
		run("ip -d -s xfrm state");
		fail_msg("ip xfrm state does not show \"%s\"", look);
	}
	r = (struct kernel_request){ .op = KERNEL_SA_DEL, .sa_key = sa->key };
	assert_int_equal(commit1(w, r, &err), 0);
}

static void try_encr(struct real *w, const struct encr_alg *encr)
{
	for (unsigned i = 0; i < ARRAY_NR(encr->key_bits); i++) {
		struct kernel_sa sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x1000, 1);

		if (encr->key_bits[i] == 0 && i > 0)
			return;
		sa.encr = encr;
		sa.encr_key.len = encr->key_bits[i] / 8 + encr->salt_len;
		sa.integ = encr->aead ? NULL : SHA2;
		sa.integ_key = encr->aead ? VIEW_EMPTY : view_make(test_key, 32);
		try_sa(w, &sa, encr->kernel_name);
	}
}

/* Every algorithm that we would ever propose is understood as we write it. */
static void test_all_algorithms(void **state)
{
	struct real *w = *state;
	struct kernel_sa sa = gcm_sa(KERNEL_OUT, "198.51.100.1", "198.51.100.2", 0x1000, 1);

	if (!w->kernel.ops->caps(w->kernel.k)->esp)
		skip();
	for (size_t n = 0; encr_alg_nth(n) != NULL; n++) {
		if (encr_alg_nth(n)->esp)
			try_encr(w, encr_alg_nth(n));
	}
	for (size_t n = 0; integ_alg_nth(n) != NULL; n++) {
		sa.integ = integ_alg_nth(n);
		if (sa.integ->kernel_name == NULL)
			continue;
		sa.encr = CBC;
		sa.encr_key = view_make(test_key, 16);
		sa.integ_key = view_make(test_key, sa.integ->key_len);
		sa.key.proto = PROTO_ESP;
		try_sa(w, &sa, sa.integ->kernel_name);
		sa.encr = NULL;
		sa.encr_key = VIEW_EMPTY;
		sa.key.proto = PROTO_AH;
		try_sa(w, &sa, "proto ah");
	}
}

static void test_all_shapes(void **state)
{
	struct real *w = *state;
	struct kernel_sa in = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x1000, 1);
	struct kernel_sa out = gcm_sa(KERNEL_OUT, "2001:db8::1", "2001:db8::2", 0x1000, 1);

	if (!w->kernel.ops->caps(w->kernel.k)->esp)
		skip();
	in.decap_dscp = in.esn = true;
	try_sa(w, &in, "flag decap-dscp af-unspec esn");
	in.replay_window = 4096;
	try_sa(w, &in, "replay_window 4096, bitmap-length 128");
	in.esn = false;
	in.replay_window = KERNEL_REPLAY_OFF;
	try_sa(w, &in, "replay-window 0 ");
	out.esn = out.no_encap_dscp = out.no_pmtu_disc = true;
	try_sa(w, &out, "dont-encap-dscp");
	out.encap = KERNEL_ENCAP_UDP;
	out.encap_sport = 4500;
	out.encap_dport = 40000;
	try_sa(w, &out, "encap type espinudp sport 4500 dport 40000");
	out.key.mark = (struct kernel_mark){ 5, 0xffffff };
	try_sa(w, &out, "mark 0x5/0xffffff");
	out.soft_add = DURATION_S(100);
	out.hard_bytes = 1u << 20;
	try_sa(w, &out, "expire add: soft 100(sec), hard 0(sec)");
	out.mode = KERNEL_TRANSPORT;
	out.sel_src = sel("2001:db8::1/128/tcp");
	out.sel_dst = sel("2001:db8::2/128/tcp/80");
	try_sa(w, &out, "sel src 2001:db8::1/128 dst 2001:db8::2/128 proto tcp dport 80");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prepare),
		cmocka_unit_test(test_policy_put_replaces),
		cmocka_unit_test(test_policy_marks_and_ports),
		cmocka_unit_test(test_errors_by_index),
		cmocka_unit_test(test_full_batch),
		cmocka_unit_test(test_bypass_socket),
		cmocka_unit_test(test_acquire),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_acquire_answered),
		cmocka_unit_test(test_all_algorithms),
		cmocka_unit_test(test_all_shapes),
		cmocka_unit_test(test_forged_event),
		cmocka_unit_test(test_lost_events),
	};

	if (!own_namespace())
		return SKIPPED;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
