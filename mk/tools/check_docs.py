#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""check_docs.py - the documents speak of this tree: links, file names, functions and make targets in them exist.

In README.md, docs/**/*.md and testing/**/README.md: relative links lead to a file; `path/with.ext` in backticks is a file
of the tree (a {a,b} list means each); `name()` in backticks is a function that some C file of the tree has; `make target`
is a target.  Manual pages in docs/man pass groff's warnings.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

import tree

LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"^(?:README\.md|Makefile|(?:mk|include|lib|kernel|programs|testing|docs|\.ci)/[\w./*{},-]+)$")
FUNCTION = re.compile(r"^([a-z_][a-z0-9_]+)\(\)$")
TARGET = re.compile(r"^make ([a-z-]+)")


def expand(path):
    """"a/{b,c}.d" -> ["a/b.d", "a/c.d"]."""
    match = re.search(r"\{([^{}]*)\}", path)
    if not match:
        return [path]
    return [one for word in match[1].split(",") for one in expand(path[:match.start()] + word + path[match.end():])]


def known_functions():
    words = set()
    for path in tree.c_files(tree.ROOTS + ("testing",)):
        words.update(re.findall(r"\b([a-z_][a-z0-9_]+)\(", tree.read(path)))
    for path in glob.glob("testing/**/*.py", recursive=True):
        words.update(re.findall(r"def ([a-z_][a-z0-9_]+)\(", tree.read(path)))
    return words


def known_targets():
    makefiles = ["Makefile"] + glob.glob("mk/*.mk") + glob.glob("**/module.mk", recursive=True)
    return {word for path in makefiles
            for line in re.findall(r"^([a-z][a-z -]*):", tree.read(path), re.M) for word in line.split()}


def exists(path):
    return bool(glob.glob(path.rstrip("/"))) if "*" in path else os.path.exists(path)


def code_problem(word, functions, targets):
    if PATH.match(word):
        lost = [path for path in expand(word) if not exists(path)]
        return f"no {lost[0]}" if lost else None
    function, target = FUNCTION.match(word), TARGET.match(word)
    if function and function[1] not in functions:
        return f"no function {function[1]}()"
    if target and target[1] not in targets:
        return f"no make target {target[1]}"
    return None


def document_problems(path, functions, targets):
    for number, line in enumerate(tree.read(path).split("\n"), 1):
        for link in LINK.findall(line):
            if not exists(os.path.join(os.path.dirname(path), link)):
                yield f"{path}:{number}: dead link {link}"
        for word in CODE.findall(line):
            why = code_problem(word, functions, targets)
            if why:
                yield f"{path}:{number}: {why}"


def manual_problems(path):
    run = subprocess.run(["groff", "-man", "-ww", "-K", "utf8", "-T", "utf8", "-z", path], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, check=False)
    return run.stderr.strip().split("\n") if run.stderr.strip() else []


def main():
    functions, targets = known_functions(), known_targets()
    documents = sorted(glob.glob("*.md") + glob.glob("docs/**/*.md", recursive=True)
                       + glob.glob("testing/**/README.md", recursive=True))
    problems = [why for path in documents for why in document_problems(path, functions, targets)]
    manuals = sorted(glob.glob("docs/man/*.[1-8]"))
    if shutil.which("groff"):
        problems += [f"{path}: {why}" for path in manuals for why in manual_problems(path)]
    return tree.finish("check-docs", problems, f"{len(documents)} documents, {len(manuals)} manual pages")


if __name__ == "__main__":
    sys.exit(main())
