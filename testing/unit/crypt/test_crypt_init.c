/* SPDX-License-Identifier: ISC
 *
 * test_crypt_init.c - starting and stopping NSS: counted, with and without a database, and in
 * words what is wrong with a directory.
 */
#include "testing/unit/crypt/crypt_test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nss.h>

#define DIR_NEW "/tmp/crypt-init.XXXXXX"

static bool works(const struct crypto *c)
{
	uint8_t r[8] = { 0 };

	return c->random(c->ctx, r, sizeof(r)) && crypt_nss_has(c, ALG_ENCR, 20);
}

static struct crypto *started(const char *dir)
{
	struct crypto *c = NULL;
	DIAG_AUTO d = crypt_nss_init(dir, &c);

	if (d != NULL)
		print_error("%s\n", diag_text(d));
	assert_null(d);
	assert_non_null(c);
	return c;
}

static void refused(const char *dir, const char *because)
{
	struct crypto *c = NULL;
	DIAG_AUTO d = crypt_nss_init(dir, &c);

	assert_non_null(d);
	print_message("%s\n", diag_text(d));
	assert_non_null(strstr(diag_text(d), because));
	assert_null(c);
}

static void file_make(const char *dir, const char *name)
{
	char path[200];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void dir_drop(const char *dir)
{
	static const char *const files[] = { "cert8.db", "cert9.db", "key4.db", "pkcs11.txt" };
	char path[200];

	for (size_t i = 0; i < ARRAY_NR(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(dir), 0);
}

static void test_counted(void **state)
{
	struct crypto *a, *b;

	(void)state;
	assert_false(NSS_IsInitialized());
	a = started(NULL);
	b = started(NULL);
	assert_ptr_not_equal(a, b);
	crypt_nss_fini(a);
	assert_true(works(b));
	crypt_nss_fini(b);
	assert_false(NSS_IsInitialized());
	a = started(NULL);
	assert_true(works(a));
	crypt_nss_fini(a);
	crypt_nss_fini(NULL);
	assert_false(NSS_IsInitialized());
}

/* Key pairs and keys are all given back, or the shutdown would fail. */
static void test_nothing_kept(void **state)
{
	struct crypto *c = started(NULL);

	(void)state;
	for (size_t n = 0; n < 20; n++) {
		if (encr_alg_nth(n) != NULL)
			crypt_nss_has(c, ALG_ENCR, encr_alg_nth(n)->id);
		if (prf_alg_nth(n) != NULL)
			crypt_nss_has(c, ALG_PRF, prf_alg_nth(n)->id);
		if (ke_alg_nth(n) != NULL)
			crypt_nss_has(c, ALG_KE, ke_alg_nth(n)->id);
	}
	crypt_nss_fini(c);
	assert_false(NSS_IsInitialized());
}

static void test_bad_directories(void **state)
{
	char dir[] = DIR_NEW, deep[3000];

	(void)state;
	refused("/no/such/directory", "No such file or directory");
	refused("/etc/passwd", "not a directory");
	memset(deep, 'x', sizeof(deep));
	deep[sizeof(deep) - 1] = '\0';
	refused(deep, "too long");
	assert_non_null(mkdtemp(dir));
	refused(dir, "there is no cert9.db");
	file_make(dir, "cert8.db");
	refused(dir, "old Berkeley database");
	file_make(dir, "cert9.db");
	refused(dir, "there is no key4.db");
	assert_false(NSS_IsInitialized());
	crypt_nss_fini(started(NULL));	/* a failed start leaves no mess */
	dir_drop(dir);
}

static void test_with_database(void **state)
{
	char dir[] = DIR_NEW, url[100];
	struct crypto *c, *other;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(url, sizeof(url), "sql:%s", dir);
	assert_int_equal(NSS_Initialize(url, "", "", SECMOD_DB, 0), SECSuccess);
	assert_int_equal(NSS_Shutdown(), SECSuccess);
	c = started(url);
	assert_true(works(c));
	other = started(dir);		/* the same, otherwise written */
	crypt_nss_fini(other);
	other = started(NULL);		/* satisfied with whatever runs */
	refused("/tmp", "already running");
	crypt_nss_fini(other);
	crypt_nss_fini(c);
	assert_false(NSS_IsInitialized());
	dir_drop(dir);
}

static void test_no_memory(void **state)
{
	struct crypto *c = NULL;
	struct diag *d;

	(void)state;
	mem_fail_nth(1);
	d = crypt_nss_init(NULL, &c);
	mem_fail_nth(0);
	assert_non_null(d);
	diag_free(d);
	assert_null(c);
	assert_false(NSS_IsInitialized());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counted),	       cmocka_unit_test(test_nothing_kept),
		cmocka_unit_test(test_no_memory),      cmocka_unit_test(test_with_database),
		cmocka_unit_test(test_bad_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
