/* SPDX-License-Identifier: ISC
 *
 * xfrm_prepare.c - what the daemon does to its network namespace once, at start: settings, flush,
 * neighbour-discovery holes, probes; and the bypass of a socket.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ensure.h"
#include "kernel/kernel_check.h"
#include "kernel/kernel_holes.h"
#include "kernel/xfrm/xfrm_priv.h"
#include "net/protocol.h"

#define LARVAL_DROP	"/proc/sys/net/core/xfrm_larval_drop"
#define ACQ_EXPIRES	"/proc/sys/net/core/xfrm_acq_expires"

static bool has_value(const char *path, const char *value)
{
	char buf[32] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, buf, sizeof(buf) - 1);

	if (fd >= 0)
		close(fd);
	return got > 0 && strtol(buf, NULL, 10) == strtol(value, NULL, 10);
}

/* Fine, too, when it cannot be written (a container) but is already what we want. */
static int set_sysctl(const char *path, const char *value)
{
	size_t len = strlen(value);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int code = fd < 0 ? errno : 0;

	if (fd >= 0 && write(fd, value, len) != (ssize_t)len)
		code = errno;
	if (fd >= 0)
		close(fd);
	return code == 0 || has_value(path, value) ? 0 : -code;
}

static int set_sysctls(struct duration acquire_life, struct kernel_error *err)
{
	char value[32], text[sizeof(err->text)];
	const char *path = LARVAL_DROP;
	int rc = set_sysctl(path, "0");

	if (rc == 0 && acquire_life.us > 0) {
		path = ACQ_EXPIRES;
		snprintf(value, sizeof(value), "%lld",
			 (long long)((acquire_life.us + US_PER_S - 1) / US_PER_S));
		rc = set_sysctl(path, value);
	}
	if (rc == 0)
		return 0;
	snprintf(text, sizeof(text), "writing %s: %s", path, strerrordesc_np(-rc));
	return kernel_error_set(err, 0, -rc, text);
}

static int flush(struct xfrm *x)
{
	uint8_t buf[64] __attribute__((aligned(4)));
	const struct xfrm_usersa_flush all = { .proto = 0 };
	struct nl_batch b;
	int rc;

	/* Policies first: a state without policy harms nobody, the reverse drops packets. */
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, XFRM_MSG_FLUSHPOLICY, NLM_F_ACK, ++x->requests.seq);
	rc = nl_request(&x->requests, &b, NULL, NULL);
	if (rc != 0 && rc != -ESRCH)
		return rc;
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, XFRM_MSG_FLUSHSA, NLM_F_ACK, ++x->requests.seq);
	nl_put(&b, &all, sizeof(all));
	rc = nl_request(&x->requests, &b, NULL, NULL);
	return rc == -ESRCH ? 0 : rc;
}

/* Adds and deletes SA in one datagram. */
static bool sa_works(struct xfrm *x, const struct kernel_sa *sa)
{
	struct kernel_request reqs[2] = {
		{ .op = KERNEL_SA_ADD, .sa = *sa },
		{ .op = KERNEL_SA_DEL, .sa_key = sa->key },
	};

	return xfrm_try(x, reqs, ARRAY_NR(reqs)) == 0;
}

/* A state from this host to itself: no packet ever meets it. */
static struct kernel_sa probe_state(uint8_t proto)
{
	static const struct address self = { .family = IP_V4, .bytes = { 127, 0, 0, 1 } };

	return (struct kernel_sa){
		.key = { .dst = self, .spi = KERNEL_SPI_MIN, .proto = proto },
		.src = self, .dir = KERNEL_OUT, .mode = KERNEL_TUNNEL,
	};
}

static bool encr_works(struct xfrm *x, const struct encr_alg *encr, const struct integ_alg *integ)
{
	static const uint8_t key[KEY_MAX];
	struct kernel_sa sa = probe_state(PROTO_ESP);

	sa.encr = encr;
	sa.encr_key = view_make(key, encr->key_bits[0] / 8u + encr->salt_len);
	if (!encr->aead) {
		sa.integ = integ;
		sa.integ_key = view_make(key, integ->key_len);
	}
	return sa_works(x, &sa);
}

static bool integ_works(struct xfrm *x, const struct integ_alg *integ)
{
	static const uint8_t key[HASH_MAX];
	struct kernel_sa sa = probe_state(PROTO_AH);

	sa.integ = integ;
	sa.integ_key = view_make(key, integ->key_len);
	return sa_works(x, &sa);
}

/* A proposal may only have what the kernel can do.  Where nothing works there is no ESP at all, and
 * the caller is told just that. */
static void probe_states(struct xfrm *x)
{
	const struct integ_alg *sha2 = integ_alg_find(12);	/* HMAC-SHA2-256-128 */
	uint64_t encr_missing = 0, integ_missing = 0;

	x->caps.esp = x->caps.ah = false;
	for (size_t n = 0; encr_alg_nth(n) != NULL; n++) {
		const struct encr_alg *a = encr_alg_nth(n);

		if (a->kernel_name == NULL || a->id >= 64 || sha2 == NULL)
			continue;
		if (encr_works(x, a, sha2))
			x->caps.esp = true;
		else
			encr_missing |= 1ull << a->id;
	}
	for (size_t n = 0; integ_alg_nth(n) != NULL; n++) {
		const struct integ_alg *a = integ_alg_nth(n);

		if (a->kernel_name == NULL || a->id >= 64)
			continue;
		if (integ_works(x, a))
			x->caps.ah = true;
		else
			integ_missing |= 1ull << a->id;
	}
	x->caps.udp_encap = x->caps.esp;
	x->caps.encr_missing = x->caps.esp ? encr_missing : 0;
	/* Learned with AH, which may be missing although ESP is there. */
	x->caps.integ_missing = x->caps.ah ? integ_missing : 0;
}

/* An impossible value: a kernel that knows the attribute complains about it, an older one skips
 * it and finds no such state.  Changes nothing. */
void xfrm_probe(struct xfrm *x)
{
	static const struct kernel_sa_key nothing = {
		.dst = { .family = IP_V4, .bytes = { 127, 0, 0, 1 } }, .spi = 1, .proto = PROTO_ESP,
	};
	uint8_t buf[256] __attribute__((aligned(4)));
	struct nl_batch b;
	int rc;

	nl_batch_init(&b, buf, sizeof(buf));
	xfrm_put_sa_id(&b, XFRM_MSG_GETSA, ++x->requests.seq, &nothing);
	nl_attr_u8(&b, XFRMA_SA_DIR_, 7);
	nl_flag_last(&b, NLM_F_ACK);
	rc = nl_request(&x->requests, &b, NULL, NULL);
	x->wants.sa_dir = x->caps.sa_dir = rc == -EINVAL || rc == -ERANGE;
}

static int add_holes(struct xfrm *x, struct kernel_error *err)
{
	struct kernel_request reqs[KERNEL_HOLES];

	kernel_holes(reqs);
	return xfrm_commit(x, reqs, KERNEL_HOLES, err);
}

int xfrm_prepare(void *k, struct duration acquire_life, struct kernel_error *err)
{
	struct xfrm *x = k;
	int sysctl_rc = set_sysctls(acquire_life, err);
	int rc = flush(x);

	if (rc != 0)
		return kernel_error_set(err, 0, -rc, "flushing XFRM states and policies failed");
	probe_states(x);
	rc = add_holes(x, err);
	/* Everything else is done even where /proc/sys is read-only; the caller may go on. */
	return rc != 0 ? rc : sysctl_rc;
}

int xfrm_bypass_socket(void *k, int fd, enum ip_family family)
{
	static const enum kernel_dir dirs[] = { KERNEL_IN, KERNEL_OUT };
	int level = family == IP_V6 ? IPPROTO_IPV6 : IPPROTO_IP;
	int option = family == IP_V6 ? IPV6_XFRM_POLICY : IP_XFRM_POLICY;

	(void)k;
	for (size_t i = 0; i < ARRAY_NR(dirs); i++) {
		struct xfrm_userpolicy_info p = xfrm_socket_policy(family, dirs[i]);

		if (setsockopt(fd, level, option, &p, sizeof(p)) != 0)
			return -errno;
	}
	return 0;
}
