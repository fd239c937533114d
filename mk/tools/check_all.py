#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""check_all.py LOGDIR MAKE [ARG...] -- TARGET... - `make check`: every target in turn, whatever fails, and one sum.

Each TARGET is made by the command before the "--"; its output is shown and kept in LOGDIR/<target>.log.  A target whose
last such line is "N passed, N failed, N skipped" adds those numbers, any other adds one; a target that ends badly without
having counted a failure adds one.  The last line is the sum; exit status 0: none failed.
"""

import os
import re
import subprocess
import sys
import time

TOTALS = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$")


def run_target(command, target, log):
    """(status, counts or None); copies the output to stdout and to LOG line by line."""
    counts = None
    with open(log, "w", encoding="utf-8") as file, subprocess.Popen(
            command + [target], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace") as process:
        for line in process.stdout:
            match = TOTALS.match(line.rstrip("\n"))
            counts = [int(number) for number in match.groups()] if match else counts
            file.write(line)
            sys.stdout.write(line)
            sys.stdout.flush()
    return process.returncode, counts


def main(argv):
    logdir, split = argv[1], argv.index("--")
    command, targets = argv[2:split], argv[split + 1:]
    os.makedirs(logdir, exist_ok=True)
    sums, lines = [0, 0, 0], []
    for target in targets:
        print(f"== {target}", flush=True)
        start = time.monotonic()
        status, counts = run_target(command, target, os.path.join(logdir, target + ".log"))
        counts = counts or [int(status == 0), 0, 0]
        if status != 0 and counts[1] == 0:
            counts[1] = 1
        sums = [a + b for a, b in zip(sums, counts)]
        lines.append("  %-14s%6d passed %5d failed %5d skipped %7.0f s" % (target, *counts, time.monotonic() - start))
    print("== all\n" + "\n".join(lines))
    print("%d passed, %d failed, %d skipped" % tuple(sums), flush=True)
    return 1 if sums[1] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
