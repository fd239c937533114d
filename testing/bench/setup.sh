#!/bin/bash
# SPDX-License-Identifier: ISC
# setup.sh - the other daemons' trees (as the lab makes them) and the tools, compiled into $BENCH_WORK.
set -e
H=$(cd "$(dirname "$0")" && pwd)
C=${XDG_CACHE_HOME:-$HOME/.cache}/cygnet
W=${BENCH_WORK:-$C/bench}
mkdir -p "$W/res"
for p in libssl-dev gcc pkg-config iproute2 libnss3-tools; do
	dpkg -s "$p" >/dev/null 2>&1 || apt-get install -y -qq --no-install-recommends "$p" >/dev/null
done
"$H/../lab/peers.sh"
cc -O2 -o "$W/ikegen" "$H/gen/ikegen.c" -lcrypto
cc -O2 -o "$W/udpping" "$H/gen/udpping.c"
cc -O2 -shared -fPIC -o "$W/fakexfrm.so" "$H/gen/fakexfrm.c" -ldl
for d in "$C"/peers/strongswan "$C"/peers/libreswan; do
	if [ -d "$d" ]; then cp "$W/fakexfrm.so" "$d/usr/lib/"; fi
done
