#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""check_headers.py COMPILER FLAG... - every header of the tree compiles alone.

The command line is the compiler with its flags; the tool adds the rest.  Half a dozen headers share one compiler run, one
run a CPU at a time; a run that fails is repeated header by header, so that each complaint has its name.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import tree

BATCH = 6


def compile_them(command, headers):
    """Returns the compiler's complaints about HEADERS, "" when it has none."""
    run = subprocess.run(command + headers, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return (run.stdout.strip() or f"{' '.join(headers)}: status {run.returncode}") if run.returncode else ""


def main(argv):
    roots = [root for root in tree.ROOTS + ("testing",) if os.path.isdir(root)]
    headers = tree.c_files(roots, (".h",))
    command = argv[1:] + ["-fsyntax-only", "-Werror", "-Wno-unused-function", "-Wno-unused-const-variable", "-x", "c"]
    batches = [headers[i:i + BATCH] for i in range(0, len(headers), BATCH)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        bad = [batch for batch, said in zip(batches, pool.map(lambda b: compile_them(command, b), batches)) if said]
        alone = [[header] for batch in bad for header in batch]
        problems = [f"{header[0]} does not compile alone:\n{said}"
                    for header, said in zip(alone, pool.map(lambda b: compile_them(command, b), alone)) if said]
    return tree.finish("check-headers", problems, f"{len(headers)} headers")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
