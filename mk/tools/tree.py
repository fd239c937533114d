# SPDX-License-Identifier: ISC
"""tree.py - what the checkers share: the C files of the tree, their modules, and what an include means."""

import os
import re
import sys

ROOTS = ("include", "lib", "kernel", "programs")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def c_files(roots=ROOTS, suffixes=(".c", ".h", ".inc")):
    """All C files below ROOTS of the current directory, sorted."""
    found = []
    for root in roots:
        for folder, _, names in os.walk(root):
            found += [os.path.join(folder, name) for name in names if name.endswith(suffixes)]
    return sorted(found)


def module_of(path):
    """The folder is the module; public headers belong to the library they describe."""
    folder = os.path.dirname(path)
    return re.sub(r"^include(/|$)", r"lib\1", folder)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def includes(path):
    """Yields (line number, quoted name or None, angle name or None)."""
    for number, line in enumerate(read(path).split("\n"), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1], match[2]


def resolve(path, name):
    """The file that #include "NAME" in PATH means, or None: beside the file, then the three roots."""
    for base in (os.path.dirname(path), "include", "programs/pluto", ""):
        candidate = os.path.normpath(os.path.join(base, name))
        if os.path.isfile(candidate):
            return candidate
    return None


def finish(tool, problems, what):
    """Prints PROBLEMS and the verdict; returns the exit status."""
    for problem in problems:
        print(problem)
    print(f"{tool}: {what}: " + (f"{len(problems)} problems" if problems else "ok"))
    sys.stdout.flush()
    return 1 if problems else 0
