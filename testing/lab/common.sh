# SPDX-License-Identifier: ISC
# common.sh - shared by the lab's scripts (sourced, bash): where things are cached, and the Debian suites to fetch from.
# Needs LAB_DIR = the folder of these scripts.  Sets TOP, CACHE, LAB_CACHE, PEER_CACHE.

TOP=$(cd "$LAB_DIR/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/cygnet
LAB_CACHE=$CACHE/lab
PEER_CACHE=$CACHE/peers

say() { echo "lab: $*" >&2; }
die() { say "$*"; exit 1; }

# The cache key of the kernels: the configuration and the way of building.  Raise RECIPE to force a rebuild.
RECIPE=1
kernel_key() {
	{ echo "recipe $RECIPE $(uname -m)"; cat "$TOP"/kernel/config/lab*.config; } | sha256sum | cut -c1-16
}

# need COMMAND...: all are there, or the project's dependency script gets its chance once.
need() {
	local c missing=
	for c; do command -v "$c" >/dev/null || missing="$missing $c"; done
	[ -z "$missing" ] && return 0
	say "installing what is missing:$missing"
	if [ -x "$TOP/mk/deps.sh" ]; then
		"$TOP/mk/deps.sh" lab >&2 || true
	elif command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
		DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
			$(grep -v '^#' "$LAB_DIR/packages.txt") >&2 || true
	fi
	for c; do command -v "$c" >/dev/null || die "'$c' is missing (packages: testing/lab/packages.txt)"; done
}

# The mirror of the machine's own sources: "URIs: U" or "deb [..] U suite"; only Debian's main archive.
debian_mirror() {
	{ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list /etc/apt/sources.list 2>/dev/null; } |
	sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb  *\(\[[^]]*\] *\)\?\([^ ]*\).*/\2/p' |
	grep '/debian/*$' | head -n 1
}

# private_apt DIR SUITE...: an apt of our own in DIR.  The system's lists, sources and cache are neither read nor touched.
# Afterwards the array APT holds the options for apt-get and apt-cache.  Signatures are checked with Debian's keyring.
private_apt() {
	local d=$1 mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg suite; shift
	mirror=$(debian_mirror); mirror=${mirror:-http://deb.debian.org/debian}
	[ -r "$keyring" ] || die "no Debian keyring (package debian-archive-keyring)"
	mkdir -p "$d/lists/partial" "$d/cache/archives/partial" "$d/parts" "$d/state"
	: > "$d/sources.list"
	for suite; do echo "deb [signed-by=$keyring] ${mirror%/} $suite main" >> "$d/sources.list"; done
	: > "$d/status"
	APT=(-o "Dir::Etc::sourcelist=$d/sources.list" -o "Dir::Etc::sourceparts=$d/parts" -o "Dir::State=$d/state" -o "Dir::State::lists=$d/lists"
	     -o "Dir::Cache=$d/cache" -o "Dir::State::status=$d/status" -o APT::Sandbox::User=root -o Debug::NoLocking=1
	     -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Install-Recommends=false)
	apt-get "${APT[@]}" -q -q --error-on=any update > "$d/update.log" 2>&1 && return 0
	# A mirror that stands still since weeks is as good as another for a kernel to test with; its signature is checked.
	APT+=(-o Acquire::Check-Valid-Until=false)
	apt-get "${APT[@]}" -q -q --error-on=any update >&2
}
