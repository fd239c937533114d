#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""check_globals.py OBJDIR [ALLOWED [CALLS]] - no mutable globals, and no forbidden calls, in the objects below OBJDIR.

Reads the symbol table of every object that was made from a file in lib/, kernel/ or programs/.  A symbol in a writable
section (.data, .bss and the thread-local ones, but not .data.rel.ro, which is const) must be in ALLOWED: lines
"symbol file reason".  CALLS has lines "folder...: function...": functions that objects below those folders must not call, "!folder: ..." excepts some.
"""

import os
import re
import subprocess
import sys

import tree

SYMBOL = re.compile(r"^[0-9a-f]{8,} (.{7}) (\S+)\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$")
WRITABLE = re.compile(r"^(\.data|\.bss|\.tdata|\.tbss|\.sdata|\.sbss|COMMON|\*COM\*)(\.|$)(?!rel\.ro)")
MACHINERY = re.compile(r"^(__odr_asan|__asan|\.LASAN|__sancov|__gcov|\.L)")


def objects(objdir):
    """source file -> object, for the objects whose source still exists."""
    found = {}
    for root in ("lib", "kernel", "programs"):
        for folder, _, names in os.walk(os.path.join(objdir, root)):
            for name in names:
                path = os.path.join(folder, name)
                source = os.path.relpath(path, objdir)[:-2] + ".c"
                if name.endswith(".o") and os.path.isfile(source):
                    found[source] = path
    return found


def symbols(found):
    """Yields (source, section, symbol); section *UND* is what the object calls or reads elsewhere."""
    by_object = {path: source for source, path in found.items()}
    run = subprocess.run(["objdump", "-t", *by_object], stdout=subprocess.PIPE, text=True, check=True)
    source = None
    for line in run.stdout.split("\n"):
        if ":     file format" in line:
            source = by_object.get(line.split(":     file format")[0])
            continue
        match = SYMBOL.match(line)
        if match and source and "d" not in match[1]:
            yield source, match[2], match[3]


def load_allowed(path):
    """(symbol, file) -> line number; the reason must be there."""
    allowed, problems = {}, []
    for number, line in enumerate(tree.read(path).split("\n"), 1):
        words = line.split("#")[0].split(None, 2)
        if len(words) == 3:
            allowed[words[0], words[1]] = number
        elif words:
            problems.append(f"{path}:{number}: want symbol, file and reason")
    return allowed, problems


def load_calls(path):
    """List of (folder, set of functions); "!folder" is excepted from the lists of the folders above it."""
    calls = []
    for line in tree.read(path).split("\n"):
        folders, _, names = line.split("#")[0].partition(":")
        calls += [(folder, set(names.split())) for folder in folders.split()]
    return calls


def forbidden(source, name, calls):
    """Whether a list forbids SOURCE to call NAME."""
    inside = [(folder, names) for folder, names in calls if (source + "/").startswith(folder.strip("!") + "/")]
    if any(folder.startswith("!") and name in names for folder, names in inside):
        return False
    return any(name in names for folder, names in inside if not folder.startswith("!"))


def main(argv):
    objdir = argv[1]
    allowed, problems = load_allowed(argv[2] if len(argv) > 2 else "mk/globals.txt")
    calls = load_calls(argv[3] if len(argv) > 3 else "mk/calls.txt")
    found, used = objects(objdir), set()
    if not found:
        problems.append(f"no objects below {objdir}")
    for source, section, name in symbols(found) if found else ():
        base = name.split(".")[0]
        if section == "*UND*":
            if forbidden(source, name, calls):
                problems.append(f"{source}: calls {name}")
        elif WRITABLE.match(section) and not section.startswith(".data.rel.ro") and not MACHINERY.match(name):
            used.add((base, source))
            if (base, source) not in allowed:
                problems.append(f"{source}: {base} is a mutable global ({section})")
    problems += [f"{source}: {name} is allowed but no longer there" for name, source in allowed
                 if (name, source) not in used and (source in found or not os.path.isfile(source))]
    return tree.finish("check-globals", sorted(set(problems)), f"{len(found)} objects, {len(used)} globals allowed")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
