#!/bin/bash
# SPDX-License-Identifier: ISC
# kernel.sh [--path|--path-tt] - the lab's kernels: user-mode Linux from Debian's linux-source package, built once and cached.
#
# Two of them from one source tree: `linux` (SMP) and `linux-tt` (time travel: sleeping takes no time).  They live in
# ${XDG_CACHE_HOME:-~/.cache}/cygnet/lab/<key>/, key = hash of kernel/config/lab*.config and of the recipe; the source is
# dropped after the build.  --path prints the file name and builds nothing (exit 1: it is not there).
# LAB_SUITES="sid bookworm-backports bookworm": where to look for the source, best first.
set -euo pipefail
LAB_DIR=$(cd "$(dirname "$0")" && pwd)
. "$LAB_DIR/common.sh"

OUT=$LAB_CACHE/$(kernel_key)
case ${1:-} in
--path) [ -x "$OUT/linux" ] && echo "$OUT/linux"; exit ;;
--path-tt) [ -x "$OUT/linux-tt" ] && echo "$OUT/linux-tt"; exit ;;
esac
[ -x "$OUT/linux" ] && [ -x "$OUT/linux-tt" ] && exit 0

# Newest linux-source in the first suite that has one; leaves the .deb in $1.
fetch_source() {
	local work=$1 suite pkg
	for suite in ${LAB_SUITES:-sid bookworm-backports bookworm}; do
		private_apt "$work/apt-$suite" "$suite" || { say "suite $suite cannot be reached"; continue; }
		pkg=$(apt-cache "${APT[@]}" pkgnames linux-source- | grep -E '^linux-source-[0-9.]+$' | sort -V | tail -n 1)
		[ -n "$pkg" ] || continue
		say "fetching $pkg from $suite"
		(cd "$work" && apt-get "${APT[@]}" -q -q download "$pkg" >&2) && return 0
	done
	die "no Debian suite offers linux-source"
}

# Options of fragment $2 that did not reach .config $1, one a line; those marked "# optional" are only mentioned, and so
# is SMP, which only newer user-mode Linux has.
unmet_options() {
	awk -v cfg="$1" '
	BEGIN { while ((getline line < cfg) > 0) { have[line] = 1; split(line, kv, "="); set[kv[1]] = 1 } }
	/^# CONFIG_[A-Za-z0-9_]* is not set/ { if (set[$2]) print $0; next }
	/^CONFIG_/ {
		optional = /# optional/ || /^CONFIG_(SMP|NR_CPUS)=/; sub(/ *# optional.*/, "")
		if (have[$0]) next
		if (optional) print "lab: kernel without " $0 > "/dev/stderr"; else print $0
	}' "$2"
}

# build NAME FRAGMENT TARGET
build() {
	local o=$WORK/o-$1 unmet f started=$SECONDS
	[ -x "$OUT/$3" ] && return 0
	mkdir -p "$o"
	local mk=(nice -n 10 make -s -C "$WORK/src" ARCH=um O="$o")
	"${mk[@]}" defconfig >&2
	for f in lab.config "$2"; do sed 's/ *# optional.*//' "$TOP/kernel/config/$f"; done > "$o/fragment"
	(cd "$WORK/src" && scripts/kconfig/merge_config.sh -m -O "$o" "$o/.config" "$o/fragment") > "$o/merge.log" 2>&1
	"${mk[@]}" olddefconfig >&2
	unmet=$(for f in lab.config "$2"; do unmet_options "$o/.config" "$TOP/kernel/config/$f"; done)
	[ -z "$unmet" ] || { say "these options did not stick:"; echo "$unmet" >&2; exit 1; }
	"${mk[@]}" -j"$(nproc)" linux > "$OUT/$3.log" 2>&1 || { tail -n 30 "$OUT/$3.log" >&2; die "kernel build failed: $OUT/$3.log"; }
	strip -o "$OUT/$3.new" "$o/linux"
	cp "$o/.config" "$OUT/$3.config"
	mv "$OUT/$3.new" "$OUT/$3"
	rm -rf "$o"
	say "$3 built in $((SECONDS - started)) s"
}

mkdir -p "$OUT"
exec 9> "$OUT/lock"
flock -n 9 || { say "another build is running, waiting"; flock 9; }
[ -x "$OUT/linux" ] && [ -x "$OUT/linux-tt" ] && exit 0
need gcc make flex bison bc xz strip flock apt-get dpkg-deb

WORK=$(mktemp -d "$OUT/build.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM HUP
fetch_source "$WORK"
basename "$WORK"/linux-source-*.deb .deb > "$OUT/version"
mkdir "$WORK/src"
dpkg-deb --fsys-tarfile "$WORK"/linux-source-*.deb | tar xf - -O --wildcards '*/linux-source-*.tar.xz' |
	tar xJf - -C "$WORK/src" --strip-components=1
rm -f "$WORK"/*.deb
build smp lab-smp.config linux
build tt lab-tt.config linux-tt
ln -sfn "$(basename "$OUT")/linux" "$LAB_CACHE/linux"
