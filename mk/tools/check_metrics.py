#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""check_metrics.py [BUDGETS [-v]] - functions, files, structs, parameter lists, nesting and includes stay small.

Reads C by its layout: a function or struct of the tree starts and ends in column 0, and every block is one tab further in.
Prints what is over budget, and the worst of each kind; -v prints the five worst.
"""

import re
import sys

import tree

ROOTS = tree.ROOTS + ("testing/unit", "testing/sim", "testing/model", "testing/fuzz", "testing/bad")
KINDS = ("function-lines", "file-lines", "struct-lines", "parameters", "nesting", "includes", "line-columns")
STRUCT = re.compile(r"^(?:typedef )?(?:struct|union)(?: (\w+))? \{")
BLOCK = re.compile(r"^(\t+)(?:\} else )?(?:if|for|while|do|switch|else)\b")
NAME = re.compile(r"(\w+)\s*\(")


def without_comments(text):
    """TEXT with comments, strings and characters blanked; the lines stay."""
    def blank(match):
        word = match[0]
        return re.sub(r"[^\n]", " ", word) if word.startswith("/") else word[0] + " " * (len(word) - 2) + word[-1]
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def signature(lines, brace):
    """The function whose body opens in column 0 at line BRACE: (first line, name, parameters), or None."""
    first = brace
    while first > 0 and re.match(r"^[^\s}#/].*|^\s+\S", lines[first - 1]) and not lines[first - 1].rstrip().endswith((";", "}")):
        first -= 1
    text = " ".join(lines[first:brace])
    name = NAME.search(text)
    if not name or first == brace:
        return None
    depth, commas, inside = 0, 0, text[name.end():].rsplit(")", 1)[0]
    for char in inside:
        depth += (char in "([") - (char in ")]")
        commas += char == "," and depth == 0
    return first, name[1], 0 if inside.strip() in ("", "void") else commas + 1


def depth_of(body):
    """How deep control statements stand inside each other; a tab is a level."""
    return max((len(match[1]) for match in map(BLOCK.match, body) if match), default=0)


def measure(path):
    """Yields (kind, value, where) for one file."""
    raw = tree.read(path)
    lines = without_comments(raw).split("\n")
    yield "file-lines", raw.count("\n"), path
    yield "includes", sum(1 for _, quoted, _ in tree.includes(path) if quoted), path
    for number, line in enumerate(raw.split("\n"), 1):
        yield "line-columns", len(line.expandtabs(8)), f"{path}:{number}"
    opened = None
    for i, line in enumerate(lines):
        match = STRUCT.match(line)
        if match:
            opened = ("struct", i, match[1] or "anonymous")
        elif line.rstrip() == "{":
            found = signature(lines, i)
            if found:
                opened = ("function", *found)
                yield "parameters", found[2], f"{path}:{found[0] + 1}: {found[1]}()"
        elif line.startswith("}") and opened:
            where = f"{path}:{opened[1] + 1}: {opened[2]}"
            yield opened[0] + "-lines", i - opened[1] + 1, where + ("()" if opened[0] == "function" else "")
            if opened[0] == "function":
                yield "nesting", depth_of(lines[opened[1]:i]), where + "()"
            opened = None


def load(path):
    """kind -> limit."""
    budgets = {}
    for line in tree.read(path).split("\n"):
        words = line.split("#")[0].split()
        if words:
            budgets[words[0]] = int(words[1])
    return budgets


def main(argv):
    path = argv[1] if len(argv) > 1 else "mk/budgets.txt"
    budgets = load(path)

    def limit(kind, where):
        special = "testing/" + kind if where.startswith("testing/") else kind
        return budgets.get(special, budgets.get(kind, 0))

    problems = [f"{path}: no budget for {kind}" for kind in KINDS if kind not in budgets]
    problems += [f"{path}: unknown budget {kind}" for kind in budgets if kind.split("/")[-1] not in KINDS]
    measured = {kind: [] for kind in KINDS}
    files = tree.c_files(ROOTS)
    for file in files:
        for kind, value, where in measure(file):
            measured[kind].append((value, where))
    for kind in KINDS:
        values = sorted(measured[kind], key=lambda entry: -entry[0])
        for value, where in values[:5] if "-v" in argv else values[:1]:
            print(f"  {kind:16}{value:5} of {limit(kind, where):<5} {where}")
        problems += [f"{where}: {kind} {value}, budget {limit(kind, where)}" for value, where in values
                     if value > limit(kind, where)]
    nr = len(measured["function-lines"])
    return tree.finish("check-metrics", problems, f"{len(files)} files, {nr} functions")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
