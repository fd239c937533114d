#!/bin/bash
# SPDX-License-Identifier: ISC
# peers.sh [NAME...] - file trees of the other IKE daemons for the interop tests: strongswan libreswan openiked.
#
# Debian's packages of them conflict with each other, so each gets a tree of its own in ${XDG_CACHE_HOME:-~/.cache}/
# cygnet/peers/<name>: the package and what it depends on, unpacked without running maintainer scripts.  A host of the lab
# runs it by chroot.  A tree that cannot be made leaves <name>.missing with the reason; its tests are then skipped.
# LAB_PEER_SUITE=bookworm: the suite to take them from.  Exit status 0 even when some are missing.
set -euo pipefail
LAB_DIR=$(cd "$(dirname "$0")" && pwd)
. "$LAB_DIR/common.sh"

SUITE=${LAB_PEER_SUITE:-bookworm}
RECIPE=2	# raise it to have the trees made anew
BASE="base-files base-passwd bash dash coreutils sed grep gawk findutils procps iproute2 util-linux libc-bin"
declare -A PACKAGES=(
	[strongswan]="charon-systemd strongswan-swanctl libcharon-extra-plugins libstrongswan-standard-plugins libstrongswan-extra-plugins"
	[libreswan]="libreswan libnss3-tools"
	[openiked]="openiked"
)

# unpack TREE DEB...: as dpkg would, into a merged-/usr tree.
unpack() {
	local tree=$1 deb d; shift
	for d in bin sbin lib lib64 lib32 libx32; do
		mkdir -p "$tree/usr/$d"
		[ -e "$tree/$d" ] || ln -s "usr/$d" "$tree/$d"
	done
	for deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar xf - -C "$tree" --keep-directory-symlink || return 1
	done
}

# What the maintainer scripts would have done, as far as the daemons need it.
finish() {
	local tree=$1 name=$2
	mkdir -p "$tree"/{proc,sys,dev,run,tmp,etc,root,var/lib,var/log,var/empty}
	[ -e "$tree/var/run" ] || ln -s ../run "$tree/var/run"
	cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
	cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
	echo "passwd: files" > "$tree/etc/nsswitch.conf"
	printf '127.0.0.1 localhost\n::1 localhost\n' > "$tree/etc/hosts"
	[ -e "$tree/usr/bin/awk" ] || ln -s gawk "$tree/usr/bin/awk"
	case $name in
	openiked)
		echo "_iked:x:901:901:iked:/run/iked:/usr/sbin/nologin" >> "$tree/etc/passwd"
		echo "_iked:x:901:" >> "$tree/etc/group"
		mkdir -p "$tree/etc/iked" "$tree/run/iked" ;;
	libreswan) mkdir -p "$tree/var/lib/ipsec/nss" "$tree/etc/ipsec.d" ;;
	esac
	chroot "$tree" /sbin/ldconfig
	dpkg-deb -f "$APTDIR"/cache/archives/"${PACKAGES[$name]%% *}"_*.deb Package Version > "$tree/.peer-version"
}

make_tree() {
	local name=$1 tree=$PEER_CACHE/$1 new
	rm -f "$PEER_CACHE/$name.missing"
	if [ "${#APT[@]}" = 0 ]; then
		need apt-get dpkg-deb chroot
		private_apt "$APTDIR" "$SUITE" || { echo "Debian $SUITE cannot be reached" > "$PEER_CACHE/$name.missing"; return 1; }
	fi
	say "fetching $name from $SUITE"
	rm -f "$APTDIR"/cache/archives/*.deb
	# shellcheck disable=SC2086
	apt-get "${APT[@]}" -q -q -y --download-only install $BASE ${PACKAGES[$name]} > "$APTDIR/$name.log" 2>&1 || {
		{ echo "packages cannot be fetched:"; tail -n 5 "$APTDIR/$name.log"; } | tee "$PEER_CACHE/$name.missing" >&2
		return 1
	}
	new=$PEER_CACHE/$name.new
	rm -rf "$new"
	mkdir -p "$new"
	{ unpack "$new" "$APTDIR"/cache/archives/*.deb && finish "$new" "$name"; } > "$PEER_CACHE/$name.log" 2>&1 || {
		echo "unpacking failed, see $PEER_CACHE/$name.log" | tee "$PEER_CACHE/$name.missing" >&2
		return 1
	}
	mv "$new" "$tree"
	echo "$RECIPE $SUITE" > "$tree/.ready"
}

mkdir -p "$PEER_CACHE"
exec 9> "$PEER_CACHE/lock"
flock 9
APT=()
APTDIR=$(mktemp -d "$PEER_CACHE/apt.XXXXXX")
trap 'rm -rf "$APTDIR"' EXIT
trap 'exit 130' INT TERM HUP
[ $# -gt 0 ] || set -- strongswan libreswan openiked
for name; do
	[ -n "${PACKAGES[$name]:-}" ] || die "unknown peer '$name'"
	[ "$(cat "$PEER_CACHE/$name/.ready" 2> /dev/null)" = "$RECIPE $SUITE" ] && continue
	rm -rf "${PEER_CACHE:?}/$name"
	make_tree "$name" || say "$name: interop tests with it will be skipped"
done
