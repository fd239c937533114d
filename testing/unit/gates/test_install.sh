#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# test_install.sh BUILD MAKE... - installs into an empty folder; the last line is "N passed, N failed, N skipped".
set -uo pipefail
TOP=$(cd "$(dirname "$0")/../../.." && pwd)
BUILD=$1; shift
cd "$TOP" || exit 1
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
PASSED=0
FAILED=0

# expect WHAT COMMAND...: the command succeeds.
expect() {
	local what=$1; shift
	if "$@" > "$DIR/.said" 2>&1; then PASSED=$((PASSED + 1)); return 0; fi
	FAILED=$((FAILED + 1))
	echo "FAILED: $what"
	sed 's/^/  | /' "$DIR/.said"
}
mode() { [ "$(stat -c %a "$DIR/$2")" = "$1" ]; }
has() { grep -q "$1" "$DIR/$2"; }

expect "make install" "$@" O="$BUILD" DESTDIR="$DIR" install
for x in pluto whack addconn _updown readwriteconf algparse; do expect "$x" test -x "$DIR/usr/libexec/ipsec/$x"; done
expect "ipsec" test -x "$DIR/usr/sbin/ipsec"
expect "secrets are private" mode 600 etc/ipsec.secrets
expect "keys are private" mode 700 var/lib/ipsec/nss
expect "the unit starts what was installed" has '^ExecStart=/usr/libexec/ipsec/pluto ' usr/lib/systemd/system/ipsec.service
expect "nothing is left to fill in" bash -c "! grep -n '@[A-Z]*@' '$DIR/usr/lib/systemd/system/ipsec.service'"
for page in man5/ipsec.conf.5 man5/ipsec.secrets.5 man8/ipsec.8 man8/pluto.8; do
	expect "$page" test -s "$DIR/usr/share/man/$page"
done
expect "the shipped configuration loads" env IPSEC_EXECDIR="$DIR/usr/libexec/ipsec" \
	"$DIR/usr/sbin/ipsec" checkconfig --config "$DIR/etc/ipsec.conf"
expect "pluto starts" "$DIR/usr/libexec/ipsec/pluto" --version

echo "# mine" > "$DIR/etc/ipsec.conf"
echo "# mine" > "$DIR/etc/ipsec.secrets"
expect "make install again" "$@" O="$BUILD" DESTDIR="$DIR" install
expect "ipsec.conf stays" has '^# mine$' etc/ipsec.conf
expect "ipsec.secrets stays" has '^# mine$' etc/ipsec.secrets
expect "make uninstall" "$@" O="$BUILD" DESTDIR="$DIR" uninstall
expect "nothing but configuration stays" bash -c "! find '$DIR/usr' -type f | grep ."
echo "$PASSED passed, $FAILED failed, 0 skipped"
[ "$FAILED" = 0 ]
