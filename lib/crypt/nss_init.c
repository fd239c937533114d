/* SPDX-License-Identifier: ISC
 *
 * nss_init.c - starts and stops NSS, fills struct crypto, and finds out what NSS can really do.
 *
 * May use base and NSS.  NSS is one per process: the count of users and its directory are the
 * only globals of the library (mk/globals.txt).  Start NSS after the last fork.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nss.h>
#include <pk11pub.h>
#include <prerror.h>

#include "base/alloc.h"
#include "base/ensure.h"
#include "nss_priv.h"

#define DIR_MAX 1024

static struct {
	pthread_mutex_t lock;
	unsigned users;		/* struct crypto alive */
	bool ours;		/* we started it, so we stop it */
	char dir[DIR_MAX];	/* "" without a database */
} nss_use = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct diag *nss_failure(const char *what)
{
	PRErrorCode code = PR_GetError();
	const char *name = PR_ErrorToName(code);

	return diag_new("%s: NSS error %d (%s)", what, (int)code, name != NULL ? name : "?");
}

/* 0 when FILE in DIR can be read, else an errno value. */
static int file_check(const char *dir, const char *file)
{
	char path[DIR_MAX + 32];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return access(path, R_OK) == 0 ? 0 : errno;
}

static struct diag *file_diag(const char *dir, const char *file)
{
	int e = file_check(dir, file);

	if (e == 0)
		return NULL;
	if (e == ENOENT)
		return diag_new("there is no %s: create the database with \"ipsec initnss\"", file);
	return diag_new("cannot read %s/%s: %s", dir, file, strerror(e));
}

/* Says in words what NSS would only answer with SEC_ERROR_BAD_DATABASE. */
static struct diag *dir_check(const char *dir)
{
	struct stat st;
	struct diag *d;

	if (stat(dir, &st) != 0)
		return diag_new("%s", strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return diag_new("not a directory");
	if (access(dir, X_OK) != 0)
		return diag_new("%s", strerror(errno));
	if (file_check(dir, "cert9.db") == ENOENT && file_check(dir, "cert8.db") == 0)
		return diag_new("has only an old Berkeley database (cert8.db); convert it with "
				"\"certutil --upgrade-merge\"");
	d = file_diag(dir, "cert9.db");
	return d != NULL ? d : file_diag(dir, "key4.db");
}

static struct diag *start_with_dir(const char *dir)
{
	char url[DIR_MAX + 8];
	struct diag *d;

	if (strlen(dir) >= DIR_MAX)
		return diag_new("NSS database directory: the path is too long");
	d = dir_check(dir);
	if (d != NULL)
		return diag_wrap(d, "NSS database directory \"%s\"", dir);
	snprintf(url, sizeof(url), "sql:%s", dir);
	if (NSS_Initialize(url, "", "", SECMOD_DB, NSS_INIT_READONLY) != SECSuccess)
		return diag_wrap(nss_failure("cannot be opened"), "NSS database \"%s\"", url);
	return NULL;
}

/* With the lock held. */
static struct diag *nss_start(const char *dir)
{
	struct diag *d = NULL;

	if (NSS_IsInitialized()) {
		if (dir[0] != '\0' && strcmp(dir, nss_use.dir) != 0)
			return diag_new("NSS is already running with %s%s: one directory a process",
					nss_use.dir[0] != '\0' ? "directory " : "no database",
					nss_use.dir);
		return NULL;
	}
	if (dir[0] != '\0')
		d = start_with_dir(dir);
	else if (NSS_NoDB_Init(NULL) != SECSuccess)
		d = nss_failure("cannot start NSS");
	if (d != NULL)
		return d;
	nss_use.ours = true;
	snprintf(nss_use.dir, sizeof(nss_use.dir), "%s", dir);
	return NULL;
}

static struct diag *nss_acquire(const char *dir)
{
	struct diag *d;

	pthread_mutex_lock(&nss_use.lock);
	d = nss_start(dir);
	if (d == NULL)
		nss_use.users++;
	pthread_mutex_unlock(&nss_use.lock);
	return d;
}

static void nss_release(void)
{
	pthread_mutex_lock(&nss_use.lock);
	/* Shutdown fails while keys live somewhere; then NSS stays, and the next start finds it. */
	if (--nss_use.users == 0 && nss_use.ours && NSS_Shutdown() == SECSuccess) {
		nss_use.ours = false;
		nss_use.dir[0] = '\0';
	}
	pthread_mutex_unlock(&nss_use.lock);
}

static void ops_fill(struct nss_ctx *n)
{
	n->crypto = (struct crypto){
		.ctx = n,
		.random = nss_random,
		.hash = nss_hash,
		.prf = nss_prf,
		.mac = nss_mac,
		.seal = nss_seal,
		.open = nss_open,
		.ke_generate = nss_ke_generate,
		.ke_derive = nss_ke_derive,
		.ke_free = nss_ke_free,
	};
}

/* "sql:" is how NSS's own tools name a directory. */
static const char *dir_plain(const char *nssdir)
{
	if (nssdir == NULL)
		return "";
	return strncmp(nssdir, "sql:", 4) == 0 ? nssdir + 4 : nssdir;
}

struct diag *crypt_nss_init(const char *nssdir, struct crypto **out)
{
	struct nss_ctx *n = (struct nss_ctx *)mem_alloc(sizeof(*n));
	struct diag *d;

	if (n == NULL)
		return diag_new("out of memory");
	d = nss_acquire(dir_plain(nssdir));
	if (d != NULL) {
		mem_free(n);
		return d;
	}
	n->slot = PK11_GetInternalSlot();
	if (n->slot == NULL) {
		d = nss_failure("NSS has no internal slot");
		nss_release();
		mem_free(n);
		return d;
	}
	n->fips = PK11_IsFIPS();
	ops_fill(n);
	*out = &n->crypto;
	return NULL;
}

void crypt_nss_fini(struct crypto *c)
{
	struct nss_ctx *n;

	if (c == NULL)
		return;
	n = (struct nss_ctx *)c->ctx;
	PK11_FreeSlot(n->slot);
	mem_free(n);
	nss_release();
}

static bool probe_encr(const struct crypto *c, const struct encr_alg *a)
{
	static const uint8_t zeros[KEY_MAX];
	const struct cipher_text t = {
		.iv = { zeros, a->iv_len }, .in = { zeros, 16 }, .aad = { zeros, 16 },
	};
	uint8_t out[16 + 16];

	/* What only the kernel does is the kernel backend's to probe. */
	if (!a->ike)
		return true;
	return c->seal(c->ctx, a, view_make(zeros, a->key_bits[0] / 8 + a->salt_len), &t, out);
}

static bool probe_prf(const struct crypto *c, const struct prf_alg *a)
{
	static const uint8_t zeros[HASH_MAX];
	const struct view in = VIEW_OF(zeros);
	uint8_t out[HASH_MAX];

	return c->prf(c->ctx, a, view_make(zeros, a->key_len), &in, 1, out);
}

static bool probe_integ(const struct crypto *c, const struct integ_alg *a)
{
	static const uint8_t zeros[HASH_MAX];
	const struct view in = VIEW_OF(zeros);
	uint8_t out[HASH_MAX];

	return c->mac(c->ctx, a, view_make(zeros, a->key_len), &in, 1, out);
}

/* A MODP key pair costs up to 20 ms; there the mechanism's presence says enough. */
static bool probe_ke(const struct crypto *c, const struct ke_alg *a)
{
	const struct nss_ctx *n = (const struct nss_ctx *)c->ctx;
	struct bytes pub = { NULL, 0 };
	struct ke_key *key;

	if (a->class == KE_MODP)
		return PK11_DoesMechanism(n->slot, CKM_DH_PKCS_KEY_PAIR_GEN) &&
		       PK11_DoesMechanism(n->slot, CKM_DH_PKCS_DERIVE);
	key = c->ke_generate(c->ctx, a, &pub);
	c->ke_free(c->ctx, key);
	bytes_fini(&pub);
	return key != NULL;
}

/* The row of ID in its table, or -1. */
static int row_find(enum alg_kind kind, uint16_t id)
{
	for (size_t i = 0; i < NSS_TABLE_MAX; i++) {
		const struct encr_alg *e = kind == ALG_ENCR ? encr_alg_nth(i) : NULL;
		const struct prf_alg *p = kind == ALG_PRF ? prf_alg_nth(i) : NULL;
		const struct integ_alg *g = kind == ALG_INTEG ? integ_alg_nth(i) : NULL;
		const struct ke_alg *k = kind == ALG_KE ? ke_alg_nth(i) : NULL;

		if ((e != NULL && e->id == id) || (p != NULL && p->id == id) ||
		    (g != NULL && g->id == id) || (k != NULL && k->id == id))
			return (int)i;
	}
	return -1;
}

static bool probe(const struct crypto *c, enum alg_kind kind, uint16_t id)
{
	switch (kind) {
	case ALG_ENCR:
		return probe_encr(c, encr_alg_find(id));
	case ALG_PRF:
		return probe_prf(c, prf_alg_find(id));
	case ALG_INTEG:
		return probe_integ(c, integ_alg_find(id));
	case ALG_KE:
		return probe_ke(c, ke_alg_find(id));
	}
	return false;
}

bool crypt_nss_has(const struct crypto *c, enum alg_kind kind, uint16_t id)
{
	struct nss_ctx *n = (struct nss_ctx *)c->ctx;
	int row = row_find(kind, id);
	uint8_t *cell;

	if (row < 0)
		return false;
	cell = &n->probed[kind][row];
	if (*cell == NSS_UNKNOWN)
		*cell = probe(&n->crypto, kind, id) ? NSS_HAS : NSS_HAS_NOT;
	return *cell == NSS_HAS;
}
