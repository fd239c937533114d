#!/bin/bash
# SPDX-License-Identifier: ISC
# run.sh [PYTEST-ARGUMENT...] - all lab tests, each kind in the kernel that it needs; makes kernels and peers when they are
# missing.  The last line is "N passed, N failed, N skipped"; exit status 0 only if none failed and the lab did not crash.
#
#   LAB_TESTS='lab or peers'       pytest marker expression: lab peers cygnet interop timetravel
#   LAB_OUT=build/lab              results: logs, captures, kernel log, one folder a test
#   CYGNET_BUILD=build/release     where our daemon was built (bin/ below it); its tests are skipped if it is not there
#   LABTIME=1500                   seconds until a lab that hangs is ended
#   LAB_AGAIN=yes                  a few failures are tried once more in a fresh lab; what passes then is named as unsteady
set -uo pipefail
LAB_DIR=$(cd "$(dirname "$0")" && pwd)
. "$LAB_DIR/common.sh"

export LAB_OUT=${LAB_OUT:-$TOP/build/lab}
export CYGNET_BUILD=${CYGNET_BUILD:-$TOP/build/release}
export LABTIME=${LABTIME:-1500}
export PYTHONDONTWRITEBYTECODE=1
mkdir -p "$LAB_OUT"
rm -rf "$LAB_OUT"/test_* "$LAB_OUT"/summary-*

need tcpdump nft ip nsenter unshare
/usr/bin/python3 -c 'import pytest' 2> /dev/null || need pytest-3
"$LAB_DIR/kernel.sh" || die "no kernel, no lab"
"$LAB_DIR/peers.sh" || say "interop tests with the missing peers will be skipped"

[ -t 1 ] && COLOR=yes || COLOR=no
FAILED=0
# boot_tests NAME [BOOT-OPTION] -- PYTEST-ARGUMENT...
boot_tests() {
	local name=$1 option=() rc; shift
	[ "$1" = -- ] || { option=("$1"); shift; }
	shift
	echo "== lab: $name kernel"
	LAB_SUMMARY=$LAB_OUT/summary-$name "$LAB_DIR/boot.sh" "${option[@]}" \
		/usr/bin/python3 -m pytest -c "$LAB_DIR/pytest.ini" --rootdir "$LAB_DIR" --color="$COLOR" \
		-o cache_dir="$LAB_OUT/pytest-cache-${name%-again}" ${LAB_TESTS:+-m "$LAB_TESTS"} "$@"
	rc=$?
	cp "$LAB_OUT/kernel.log" "$LAB_OUT/kernel-$name.log" 2> /dev/null
	[ "$rc" = 5 ] && return 0	# no test of this kind was chosen
	if [ ! -s "$LAB_OUT/summary-$name" ]; then say "the $name lab ended early (status $rc)"; FAILED=$((FAILED + 1)); fi
}

# count NAME COLUMN: 1 passed, 2 failed, 3 skipped.
count() { awk -v c="$2" '{ print $c }' "$LAB_OUT/summary-$1" 2> /dev/null || echo 0; }

# Real time on a busy machine: up to 5 failures get one more chance, and are told apart from what simply passed.
again() {
	local name=$1 first; shift
	first=$(count "$name" 2)
	[ "${LAB_AGAIN:-yes}" = yes ] && [ "${first:-0}" -ge 1 ] && [ "$first" -le 5 ] || return 0
	mv "$LAB_OUT/kernel-$name.log" "$LAB_OUT/kernel-$name-first.log"
	boot_tests "$name-again" "$@" --last-failed
	[ -s "$LAB_OUT/summary-$name-again" ] || return 0
	echo "== lab: unsteady: $(count "$name-again" 1) of $first failures passed when tried again"
	echo "$(($(count "$name" 1) + $(count "$name-again" 1))) $(count "$name-again" 2) $(count "$name" 3)" > "$LAB_OUT/summary-$name"
	rm -f "$LAB_OUT/summary-$name-again"
}

cd "$LAB_DIR" || exit 1
rm -rf "$LAB_OUT"/pytest-cache-*
[ $# -gt 0 ] && CHOICE=("$@") || CHOICE=("$LAB_DIR")
boot_tests ordinary -- "${CHOICE[@]}"
again ordinary -- "${CHOICE[@]}"
boot_tests timetravel --time-travel -- "${CHOICE[@]}"
again timetravel --time-travel -- "${CHOICE[@]}"

cat "$LAB_OUT"/summary-* 2> /dev/null | awk -v f="$FAILED" '
	{ p += $1; f += $2; s += $3 }
	END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 || p + s == 0 }'
