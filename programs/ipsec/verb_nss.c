/* SPDX-License-Identifier: ISC
 *
 * verb_nss.c - initnss, checknss: the NSS database, made with an empty password.
 *
 * May use:   NSS.
 * Must not:  be linked into the daemon.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nss.h>
#include <pk11pub.h>
#include <prerror.h>

#include "programs/ipsec/ipsec.h"

enum nss_exit { EXIT_NSS_NO_DIRECTORY = 1, EXIT_NSS_FAILED = 4, EXIT_NSS_EXISTS = 42 };

static bool has_file(const char *dir, const char *name)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return access(path, F_OK) == 0;
}

static int nss_failed(struct ipsec *i, const char *dir)
{
	fprintf(i->session.err, "ipsec: cannot create the NSS database in %s: %s\n", dir,
		PR_ErrorToString(PR_GetError(), PR_LANGUAGE_I_DEFAULT));
	return EXIT_NSS_FAILED;
}

static bool set_empty_password(void)
{
	PK11SlotInfo *slot = PK11_GetInternalKeySlot();
	bool ok;

	if (slot == NULL)
		return false;
	ok = !PK11_NeedUserInit(slot) || PK11_InitPin(slot, NULL, "") == SECSuccess;
	PK11_FreeSlot(slot);
	return ok;
}

static int create(struct ipsec *i, const char *dir)
{
	char name[4200];
	bool ok;

	snprintf(name, sizeof(name), "sql:%s", dir);
	if (NSS_Initialize(name, "", "", SECMOD_DB, 0) != SECSuccess)
		return nss_failed(i, dir);
	ok = set_empty_password();
	if (NSS_Shutdown() != SECSuccess || !ok)
		return nss_failed(i, dir);
	if (!i->o.quiet)
		fprintf(i->session.out, "Initializing NSS database\n\n");
	return EXIT_DONE;
}

/* A database of the old format would be shadowed by a new one. */
static bool has_old_format(struct ipsec *i, const char *dir)
{
	if (!has_file(dir, "cert8.db") && !has_file(dir, "key3.db"))
		return false;
	fprintf(i->session.err,
		"ipsec: %s has an NSS database of the old (Berkeley) format; convert it first\n",
		dir);
	return true;
}

int verb_initnss(struct ipsec *i)
{
	const char *dir = ipsec_nssdir(i);

	if (has_file(dir, "cert9.db")) {
		fprintf(i->session.err, "ipsec: NSS database already initialized in %s\n", dir);
		return EXIT_NSS_EXISTS;
	}
	if (has_old_format(i, dir))
		return EXIT_NSS_FAILED;
	if (mkdir(dir, 0700) < 0 && errno != EEXIST) {
		fprintf(i->session.err, "ipsec: %s: %s\n", dir, strerror(errno));
		return EXIT_NSS_FAILED;
	}
	return create(i, dir);
}

int verb_checknss(struct ipsec *i)
{
	const char *dir = ipsec_nssdir(i);
	struct stat st;

	if (stat(dir, &st) < 0 || !S_ISDIR(st.st_mode)) {
		fprintf(i->session.err, "ipsec: there is no NSS directory %s\n", dir);
		return EXIT_NSS_NO_DIRECTORY;
	}
	if (has_file(dir, "cert9.db"))
		return EXIT_DONE;
	return has_old_format(i, dir) ? EXIT_NSS_FAILED : create(i, dir);
}
