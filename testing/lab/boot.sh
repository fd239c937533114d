#!/bin/bash
# SPDX-License-Identifier: ISC
# boot.sh [--time-travel] COMMAND [ARG...] - runs COMMAND as root in the lab and exits with its status.
#
# The lab is a user-mode Linux on top of this machine's file system: everything can be read, what is written goes to a
# tmpfs and is gone afterwards, except under $LAB_OUT (default build/lab), which is the real directory.  Where the host's
# own kernel has ESP and netem, COMMAND runs directly in fresh network, mount and process namespaces instead.
# The kernel's own messages go to $LAB_OUT/kernel.log.
#   LAB=uml|host   choose (default: probe)      LABTIME=900  seconds until it is killed (status 124)
#   LABMEM=3G      LABCPUS=2                    --time-travel  sleeping takes no time (always a user-mode Linux)
# Status 125: the lab itself failed (no kernel, crash).
set -euo pipefail
LAB_DIR=$(cd "$(dirname "$0")" && pwd)
. "$LAB_DIR/common.sh"

TT=
if [ "${1:-}" = --time-travel ]; then TT=1; shift; fi
[ $# -gt 0 ] || { echo "usage: boot.sh [--time-travel] COMMAND [ARG...]" >&2; exit 125; }
[ "$(id -u)" = 0 ] || { say "must be root"; exit 125; }

ulimit -c 0
LAB_OUT=${LAB_OUT:-$TOP/build/lab}
mkdir -p "$LAB_OUT"
LAB_OUT=$(cd "$LAB_OUT" && pwd)

# ESP, and the netem that the router needs.
host_has_all() {
	unshare -n sh -c "ip link set lo up && tc qdisc add dev lo root netem delay 1ms &&
		ip xfrm state add src 127.0.0.1 dst 127.0.0.2 proto esp spi 0x1000 reqid 1 mode tunnel \
		aead 'rfc4106(gcm(aes))' 0x000102030405060708090a0b0c0d0e0f10111213 128" > /dev/null 2>&1
}

if [ -n "$TT" ]; then LAB=uml
elif [ -z "${LAB:-}" ]; then if host_has_all; then LAB=host; else LAB=uml; fi
fi

JOB=$(mktemp -d "$LAB_OUT/.job.XXXXXX")
PID=
cleanup() { [ -z "$PID" ] || kill "$PID" 2>/dev/null || true; rm -rf "$JOB"; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# What the command sees: the variables that concern it, this directory.
{
	for v in $(compgen -e | grep -E '^(LAB|CYGNET|PYTEST|BENCH|LC_|LANG$|PATH$|PROFILE$)'); do
		printf 'export %s=%q\n' "$v" "${!v}"
	done
	printf 'export LAB=%q LAB_OUT=%q LAB_TIME_TRAVEL=%q LAB_PEERS=%q\n' "$LAB" "$LAB_OUT" "$TT" "$PEER_CACHE"
	printf 'cd %q\n' "$PWD"
	printf '%q ' "$@"
	echo
} > "$JOB/command"

case $LAB in
host)
	timeout -s KILL -k 2 "${LABTIME:-900}" unshare -n -m -p -f --kill-child --propagation private \
		bash "$LAB_DIR/init.sh" host "$JOB" < /dev/null &
	;;
uml)
	kernel=$("$LAB_DIR/kernel.sh" "--path${TT:+-tt}") || {
		"$LAB_DIR/kernel.sh" && kernel=$("$LAB_DIR/kernel.sh" "--path${TT:+-tt}") || { say "no kernel"; exit 125; }
	}
	args=(mem="${LABMEM:-3G}" seccomp=on root=/dev/root rootfstype=hostfs ro init="$LAB_DIR/init.sh" "lab_job=$JOB"
	      console=tty1 con=null con0=null,fd:1 con1=null,fd:3 panic=-1 uml_dir="$JOB/uml")
	if [ -n "$TT" ]; then args+=(time-travel=inf-cpu); else args+=(ncpus="${LABCPUS:-2}"); fi
	timeout -s KILL -k 2 "${LABTIME:-900}" "$kernel" "${args[@]}" < /dev/null 3> "$LAB_OUT/kernel.log" 2>&3 &
	;;
*) say "LAB=$LAB?"; exit 125 ;;
esac
PID=$!
rc=0
wait "$PID" 2> /dev/null || rc=$?
PID=
if [ -s "$JOB/status" ]; then exit "$(cat "$JOB/status")"; fi
if [ "$rc" = 124 ] || [ "$rc" = 137 ]; then say "timed out after ${LABTIME:-900} s"; exit 124; fi
[ ! -s "$LAB_OUT/kernel.log" ] || tail -n 20 "$LAB_OUT/kernel.log" >&2
say "the lab ended without a result (status $rc)"
exit 125
