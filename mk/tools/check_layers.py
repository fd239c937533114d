#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""check_layers.py [LAYERS] - every include is an edge that mk/layers.txt allows, and no modules form a cycle.

LAYERS has lines "module: module... <system-header>...": the modules whose headers its files may include, and the guarded
system headers that it may use.  "guard: <pattern>..." names the system headers that nobody may use without being allowed to
(a trailing * matches any end).  "x = a b c" names a group.  Files in testing/ may include anything and nobody includes them.
"""

import sys
from fnmatch import fnmatchcase

import tree


def load(path):
    """Returns (module -> allowed words, guarded patterns, problems)."""
    groups, allowed, guards, problems = {}, {}, [], []
    for number, line in enumerate(tree.read(path).split("\n"), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        name, sign, words = line.partition("=" if "=" in line else ":")
        words = [one for word in words.split() for one in groups.get(word, [word])]
        name = name.strip()
        if not sign:
            problems.append(f"{path}:{number}: neither a module nor a group")
        elif sign == "=":
            groups[name] = words
        elif name == "guard":
            guards += [word.strip("<>") for word in words]
        elif name in allowed:
            problems.append(f"{path}:{number}: {name} is listed twice")
        else:
            allowed[name] = words
    for name, words in allowed.items():
        problems += [f"{path}: {name}: unknown module {word}" for word in words
                     if not word.startswith("<") and word not in allowed]
    return allowed, guards, problems


def quoted_problem(path, name, allowed, edges):
    """Why the include of "NAME" in PATH is wrong, or None; notes the edge."""
    target = tree.resolve(path, name)
    if target is None:
        return f'"{name}" is no file of the tree'
    source, goal = tree.module_of(path), tree.module_of(target)
    if goal == source or (source, goal) == ("lib", "lib"):
        return None
    if target.endswith("_priv.h"):
        return f'"{name}" is private to {goal}'
    edges.setdefault(source, {}).setdefault(goal, path)
    if goal not in allowed[source]:
        return f'{source} may not include {goal} ("{name}")'
    return None


def angle_problem(path, name, allowed, guards):
    source = tree.module_of(path)
    if not any(fnmatchcase(name, guard) for guard in guards):
        return None
    if any(word.startswith("<") and fnmatchcase(name, word.strip("<>")) for word in allowed[source]):
        return None
    return f"{source} may not use <{name}>"


def include_problems(allowed, guards, edges):
    problems = []
    for path in tree.c_files():
        source = tree.module_of(path)
        if source not in allowed:
            problems.append(f"{path}: module {source} is not in the layers file")
            continue
        for number, quoted, angle in tree.includes(path):
            why = (quoted_problem(path, quoted, allowed, edges) if quoted
                   else angle_problem(path, angle, allowed, guards))
            if why:
                problems.append(f"{path}:{number}: {why}")
    return problems


def find_cycle(graph):
    """A list of modules that leads back to its first, or None."""
    done, trail = set(), []

    def visit(module):
        if module in trail:
            return trail[trail.index(module):] + [module]
        if module in done:
            return None
        trail.append(module)
        for goal in sorted(graph.get(module, ())):
            cycle = visit(goal)
            if cycle:
                return cycle
        trail.pop()
        done.add(module)
        return None

    for module in sorted(graph):
        cycle = visit(module)
        if cycle:
            return cycle
    return None


def main(argv):
    path = argv[1] if len(argv) > 1 else "mk/layers.txt"
    allowed, guards, problems = load(path)
    edges = {}
    problems += include_problems(allowed, guards, edges)
    law = {name: {word for word in words if not word.startswith("<")} for name, words in allowed.items()}
    for graph, what in ((law, "the layers file"), (edges, "the includes")):
        cycle = find_cycle(graph)
        if cycle:
            problems.append(f"cycle in {what}: " + " -> ".join(cycle))
    nr = sum(len(goals) for goals in edges.values())
    return tree.finish("check-layers", problems, f"{len(allowed)} modules, {nr} edges, no cycle")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
