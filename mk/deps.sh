#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# deps.sh [build|test|lab|all]... - installs what this machine lacks to build, test or run the lab.
#
# Debian and Ubuntu: as root it installs with apt-get, and is silent and instant when nothing is missing; not as root it
# names the command.  Fedora: it names the dnf command.  "a|b" in a list: the first that this release offers will do.
# Exit status 0: everything is there.
set -euo pipefail
TOP=$(cd "$(dirname "$0")/.." && pwd)

BUILD="binutils gcc make pkg-config libc6-dev linux-libc-dev libnss3-dev libnspr4-dev libnss3-tools libevent-dev
	libjansson-dev libmnl-dev libcap-ng-dev libunbound-dev nettle-dev"
TEST="clang libclang-rt-14-dev|libclang-rt-dev|libclang-common-14-dev libcmocka-dev git groff-base iproute2 netbase python3
	python3-pytest"
FEDORA_BUILD="binutils gcc make pkgconf-pkg-config glibc-devel kernel-headers nss-devel nspr-devel nss-tools
	libevent-devel jansson-devel libmnl-devel libcap-ng-devel unbound-devel nettle-devel"
FEDORA_TEST="clang compiler-rt libcmocka-devel libasan libubsan git groff-base iproute python3 python3-pytest setup"
FEDORA_LAB="bc binutils bison flex gcc glibc-devel make util-linux xz iputils nss-tools nftables procps-ng tcpdump"

say() { echo "deps: $*" >&2; }
lab_packages() { sed 's/#.*//' "$TOP/testing/lab/packages.txt" 2> /dev/null | tr -s ' \t\n' ' '; }

# The packages of the groups named, for $1 = debian or fedora.
wanted() {
	local family=$1 group; shift
	for group; do
		case $family-$group in
		debian-build) echo $BUILD ;;
		debian-test) echo $TEST ;;
		debian-lab) lab_packages ;;
		debian-all) echo $BUILD $TEST; lab_packages ;;
		fedora-build) echo $FEDORA_BUILD ;;
		fedora-test) echo $FEDORA_TEST ;;
		fedora-lab) echo $FEDORA_LAB ;;
		fedora-all) echo $FEDORA_BUILD $FEDORA_TEST $FEDORA_LAB ;;
		*) say "usage: deps.sh [build|test|lab|all]..."; exit 2 ;;
		esac
	done | tr -s ' \t' '\n' | sort -u
}

# Of the words on stdin those of which no alternative is installed.
missing_debian() {
	local have word one
	have=" $(dpkg-query -W -f '${db:Status-Status} ${Package} ' 2> /dev/null | sed 's/not-installed [^ ]* //g') "
	while read -r word; do
		for one in ${word//|/ }; do
			case $have in *" installed $one "*) continue 2 ;; esac
		done
		echo "$word"
	done
}

# The first alternative of each word that apt can offer; a word of one name is kept, so that apt complains about it.
offered() {
	local word one
	for word; do
		for one in ${word//|/ }; do
			if [ "$one" = "$word" ] || apt-cache show "$one" > /dev/null 2>&1; then echo "$one"; break; fi
		done
	done
}

install_debian() {
	local names log
	log=$(mktemp)
	trap "rm -f '$log'" EXIT
	names=$(offered "$@")
	[ "$(id -u)" = 0 ] || { say "missing; as root: apt-get install -y --no-install-recommends" $names; return 1; }
	say "installing" $names
	export DEBIAN_FRONTEND=noninteractive
	local get=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
	"${get[@]}" install --no-install-recommends $names > "$log" 2>&1 && return 0
	# The lists may be missing or old: fetch them and try once more.
	"${get[@]}" update > "$log" 2>&1 || { tail -n 5 "$log" >&2; say "apt-get update failed"; }
	names=$(offered "$@")
	"${get[@]}" install --no-install-recommends $names > "$log" 2>&1 && return 0
	tail -n 20 "$log" >&2
	say "apt-get install failed"
	return 1
}

[ $# -gt 0 ] || set -- all
if command -v dpkg-query > /dev/null; then
	list=$(wanted debian "$@")
	mapfile -t MISSING < <(missing_debian <<< "$list")
	[ "${#MISSING[@]}" = 0 ] && exit 0
	install_debian "${MISSING[@]}"
elif command -v rpm > /dev/null; then
	list=$(wanted fedora "$@")
	MISSING=$(for name in $list; do rpm -q --quiet --whatprovides "$name" || echo "$name"; done)
	[ -z "$MISSING" ] && exit 0
	say "missing; as root: dnf install" $MISSING
	exit 1
else
	say "unknown kind of system; what Debian calls these is needed:" $(wanted debian "$@")
fi
