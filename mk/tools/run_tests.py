#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""run_tests.py [--build-failed] LOGDIR PROGRAM... - runs test programs, two at a time, and counts.

A cmocka program counts as many tests as it reports; one whose last line is "N passed, N failed, N skipped" counts those; any
other counts as one.  Exit status 77 is a skip; a status that the counts do not explain, a death by signal, a time-out
(TEST_TIMEOUT seconds, 300) and a program that is not there are failures.  The output goes to LOGDIR/<name>.log, and is
shown when something failed.  A program that failed is run once more, because some tests use real time; it then counts
as that run says and is marked "unsteady".  A death by signal and a sanitizer's report stand at once (TEST_AGAIN=no: all do).
The last line is "N passed, N failed, N skipped"; exit status 0: none failed.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

TOTALS = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
CMOCKA = re.compile(r"^\[ +(PASSED|FAILED|SKIPPED) +\] (\d+) test\(s\)", re.M)
TIMEOUT = float(os.environ.get("TEST_TIMEOUT", "300"))
TAIL = 60


def count(status, output):
    """(passed, failed, skipped) of one finished program."""
    totals = TOTALS.findall(output)
    if totals:
        passed, failed, skipped = (int(number or 0) for number in totals[-1])
    else:
        sums = {"PASSED": 0, "FAILED": 0, "SKIPPED": 0}
        found = CMOCKA.findall(output)
        for word, number in found:
            sums[word] += int(number)
        passed, failed, skipped = sums.values()
        if status == 77:
            return passed, failed, skipped + 1
        if not found:
            return int(status == 0), int(status != 0), 0
    return passed, failed or int(status != 0), skipped


def run(program):
    """(status or None, output, seconds) of one program."""
    start = time.monotonic()
    try:
        done = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=TIMEOUT, check=False)
        status, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        status, output = None, (late.stdout or b"") + b"\ntimed out\n"
    except OSError as problem:
        status, output = None, f"{program}: {problem.strerror}\n".encode()
    return status, output.decode(errors="replace"), time.monotonic() - start


def stands(status, output):
    """True when a failure is no matter of time: it is not tried again."""
    return (os.environ.get("TEST_AGAIN") == "no" or status is None or status < 0
            or "Sanitizer" in output or "runtime error:" in output)


def report(name, program, logdir, result):
    """Prints one line (and the log, if it failed) and returns the counts."""
    status, output, seconds = result
    passed, failed, skipped = count(1 if status is None else status, output)
    unsteady = ""
    if failed and not stands(status, output):
        first = output
        status, output, seconds = run(program)
        passed, failed, skipped = count(1 if status is None else status, output)
        unsteady = "" if failed else "  unsteady: failed at first"
        output = output if failed else first + "\n-- again --\n" + output
    log = os.path.join(logdir, name.replace("/", "-") + ".log")
    with open(log, "w", encoding="utf-8") as file:
        file.write(output)
    verdict = "FAILED" if failed else "skipped" if skipped and not passed else "ok"
    print(f"  {verdict:8}{name:32}{passed:6} passed{skipped:4} skipped  {seconds:5.1f} s{unsteady}", flush=True)
    if failed:
        lines = output.rstrip().split("\n")
        print("\n".join("    | " + line for line in lines[-TAIL:]))
        print(f"    | status {status}; the whole log: {log}", flush=True)
    return passed, failed, skipped


def main(argv):
    build_failed = "--build-failed" in argv
    logdir, *programs = [arg for arg in argv[1:] if arg != "--build-failed"]
    os.makedirs(logdir, exist_ok=True)
    os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1:abort_on_error=0")
    os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    sums = [0, int(build_failed), 0]
    if build_failed:
        print("  FAILED  not everything could be built")
    names = [re.sub(r"^.*/(test|bin)/", "", program) for program in programs]
    with ThreadPoolExecutor(2) as pool:
        for name, program, result in zip(names, programs, pool.map(run, programs)):
            sums = [a + b for a, b in zip(sums, report(name, program, logdir, result))]
    print("%d passed, %d failed, %d skipped" % tuple(sums), flush=True)
    return 1 if sums[1] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
