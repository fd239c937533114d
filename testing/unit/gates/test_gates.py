#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""test_gates.py - a gate that cannot fail is no gate: each is shown a small tree with one fault, and must name it.

Also the runners: what they count, and that a failure reaches the exit status.  The last line is "N passed, N failed, N skipped".
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
TOOLS = os.path.join(TOP, "mk/tools")

LAYERS = """
guard: <poll.h>
low = lib/a
lib/a:
lib/b: low
programs/pluto/core: low lib/b
"""
BUDGETS = """
function-lines 8
file-lines 30
struct-lines 4
parameters 2
nesting 1
includes 1
line-columns 46
"""
GOOD = {
    "mk/layers.txt": LAYERS,
    "mk/budgets.txt": BUDGETS,
    "mk/globals.txt": "",
    "mk/calls.txt": "lib: abort\n",
    "include/a/a.h": "int a(int x, int y);\n",
    "lib/a/a.c": '#include "a/a.h"\n\nint a(int x, int y)\n{\n\treturn x + y;\n}\n',
    "include/b/b.h": '#include "a/a.h"\nstruct b {\n\tint x;\n};\n',
    "lib/b/b.c": '#include "b/b.h"\n\nstatic const char *const names[] = { "x" };\nconst char *b(int i);\n'
                 'const char *b(int i)\n{\n\treturn names[i];\n}\n',
    "programs/pluto/core/core.h": '#include "b/b.h"\n',
    "README.md": "`make x` reads `lib/a/a.c`, `lib/{a/a,b/b}.c`, calls `a()`; [more](docs/MORE.md)\n",
    "docs/MORE.md": "more\n",
    "docs/man/x.5": ".TH X 5\n.SH NAME\nx \\- y\n",
    "Makefile": "x:\n",
}


class Gate(unittest.TestCase):
    """A good tree in a scratch directory; fault() changes files, expects a complaint, and puts them back."""

    def setUp(self):
        self.tree = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.tree)
        self.write(GOOD)

    def write(self, files):
        for path, text in files.items():
            path = os.path.join(self.tree, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def run_tool(self, tool, *args):
        run = subprocess.run([sys.executable, os.path.join(TOOLS, tool), *args], cwd=self.tree, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return run.returncode, run.stdout

    def good(self, tool, *args):
        status, said = self.run_tool(tool, *args)
        self.assertEqual(status, 0, said)

    def fault(self, files, complaint, tool, *args):
        self.write(files)
        status, said = self.run_tool(tool, *args)
        self.assertEqual(status, 1, said)
        self.assertIn(complaint, said)
        for path in files:
            os.unlink(os.path.join(self.tree, path))
        self.write({path: text for path, text in GOOD.items() if path in files})


class Layers(Gate):
    def test_all(self):
        tool = "check_layers.py"
        self.good(tool)
        for files, complaint in (
                ({"lib/a/up.c": '#include "b/b.h"\n'}, "lib/a may not include lib/b"),
                ({"lib/b/x.c": '#include "core/core.h"\n'}, "lib/b may not include programs/pluto/core"),
                ({"lib/a/x.c": '#include "a/nowhere.h"\n'}, "is no file of the tree"),
                ({"lib/a/a_priv.h": "", "lib/b/x.c": '#include "lib/a/a_priv.h"\n'}, "is private to lib/a"),
                ({"lib/a/x.c": "#include <poll.h>\n"}, "lib/a may not use <poll.h>"),
                ({"lib/new/x.c": ""}, "module lib/new is not in the layers file"),
                ({"mk/layers.txt": LAYERS.replace("lib/a:", "lib/a: lib/b")}, "cycle in the layers file"),
                ({"mk/layers.txt": LAYERS + "lib/a: low\n"}, "listed twice"),
                ({"mk/layers.txt": LAYERS + "lib/c: lib/d\n"}, "unknown module lib/d"),
                ({"mk/layers.txt": LAYERS.replace("lib/a:", "lib/a: lib/b"), "lib/a/up.c": '#include "b/b.h"\n'},
                 "cycle in the includes")):
            with self.subTest(complaint):
                self.fault(files, complaint, tool)


class Headers(Gate):
    def test_all(self):
        args = "check_headers.py", "gcc", "-Wall", "-Iinclude", "-Iprograms/pluto", "-I."
        self.good(*args)
        self.fault({"include/a/lame.h": "size_t lame(void);\n"}, "include/a/lame.h does not compile alone", *args)
        self.fault({"lib/a/warn_priv.h": "int f();\nint x(struct unknown *x);\n"}, "warn_priv.h does not", *args)


class Metrics(Gate):
    def test_all(self):
        tool = "check_metrics.py"
        self.good(tool)
        for text, complaint in (
                ("int f(int a)\n{\n" + "\ta++;\n" * 6 + "}\n", "f(): function-lines 9"),
                ("int x;\n" * 31, "file-lines 31"),
                ("struct s {\n" + "\tint x;\n" * 3 + "};\n", "s: struct-lines 5"),
                ("static int f(int a, int (*b)(int, int),\n\t     int c)\n{\n}\n", "f(): parameters 3"),
                ("int f(int a)\n{\n\tif (a)\n\t\twhile (a)\n\t\t\ta--;\n}\n", "f(): nesting 2"),
                ('#include "a/a.h"\n#include "b/b.h"\n', "includes 2"),
                ("int x;\t\t\t\t\t/* y */\n", "line-columns 47")):
            with self.subTest(complaint):
                self.fault({"lib/a/x.c": text}, complaint, tool)
        self.fault({"mk/budgets.txt": BUDGETS.replace("nesting 1\n", "")}, "no budget for nesting", tool)


class Globals(Gate):
    def compile(self, text):
        self.write({"lib/a/x.c": text})
        os.makedirs(os.path.join(self.tree, "o/lib/a"), exist_ok=True)
        subprocess.run(["gcc", "-fPIE", "-O1", "-c", "-o", "o/lib/a/x.o", "lib/a/x.c"], cwd=self.tree, check=True)

    def check(self, text, complaint):
        self.compile(text)
        status, said = self.run_tool("check_globals.py", "o")
        self.assertEqual(status, 1 if complaint else 0, said)
        self.assertIn(complaint, said)

    def test_all(self):
        self.check("int f(void);\nstatic const char *const t[] = { \"x\" };\nconst char *g(int i) { return t[i]; }", "")
        for text in ("int bad;", "int bad = 7;", "static int bad; int *f(void) { return &bad; }",
                     "int *f(void) { static int bad; return &bad; }", "_Thread_local int bad = 3;",
                     "const char *bad[] = { \"x\" };"):
            with self.subTest(text):
                self.check(text, "bad is a mutable global")
        self.check("void abort(void); void f(void) { abort(); }", "calls abort")
        self.write({"mk/calls.txt": "lib: abort\n!lib/a/x.c: abort\n"})
        self.check("void abort(void); void f(void) { abort(); }", "")
        self.write({"mk/globals.txt": "bad lib/a/x.c a reason\n"})
        self.check("int bad;", "")
        self.check("extern int y;", "bad is allowed but no longer there")
        self.write({"mk/globals.txt": "bad lib/a/x.c\n"})
        self.check("int bad;", "want symbol, file and reason")

    def test_no_objects(self):
        self.assertEqual(self.run_tool("check_globals.py", "nowhere")[0], 1)


class Docs(Gate):
    def test_all(self):
        tool = "check_docs.py"
        self.good(tool)
        for text, complaint in (("[x](gone.md)", "dead link"), ("`lib/a/gone.c`", "no lib/a/gone.c"),
                                ("`lib/a/{a,z}.c`", "no lib/a/z.c"), ("`gone()`", "no function gone()"),
                                ("`make gone`", "no make target gone")):
            with self.subTest(complaint):
                self.fault({"README.md": text + "\n"}, complaint, tool)

    @unittest.skipUnless(shutil.which("groff"), "no groff")
    def test_manual(self):
        self.fault({"docs/man/x.5": ".TH X 5\n.SHH NAME\n"}, "SHH", "check_docs.py")


class Runners(Gate):
    def script(self, name, text):
        self.write({name: "#!/bin/sh\n" + text})
        path = os.path.join(self.tree, name)
        os.chmod(path, 0o755)
        return path

    def last(self, *args):
        status, said = self.run_tool(*args)
        return status, said.rstrip().split("\n")[-1]

    def test_run_tests(self):
        for text, want in (
                ("exit 0", (0, "1 passed, 0 failed, 0 skipped")), ("exit 1", (1, "0 passed, 1 failed, 0 skipped")),
                ("exit 77", (0, "0 passed, 0 failed, 1 skipped")), ("kill -SEGV $$", (1, "0 passed, 1 failed, 0 skipped")),
                ("echo '3 passed, 0 failed, 2 skipped'", (0, "3 passed, 0 failed, 2 skipped")),
                ("echo '3 passed, 1 failed'; exit 1", (1, "3 passed, 1 failed, 0 skipped")),
                ("echo '3 passed, 0 failed, 2 skipped'; exit 1", (1, "3 passed, 1 failed, 2 skipped")),
                ("echo '[  PASSED  ] 4 test(s).'", (0, "4 passed, 0 failed, 0 skipped")),
                ("echo '[  PASSED  ] 4 test(s).'; echo '[  FAILED  ] 2 test(s), listed'; exit 2",
                 (1, "4 passed, 2 failed, 0 skipped")),
                ("echo '[  PASSED  ] 4 test(s).'; exit 9", (1, "4 passed, 1 failed, 0 skipped")),
                ("exec sleep 20", (1, "0 passed, 1 failed, 0 skipped"))):
            with self.subTest(text):
                os.environ["TEST_TIMEOUT"] = "1.5"
                self.assertEqual(self.last("run_tests.py", "log", self.script("test", text)), want)
        self.assertEqual(self.last("run_tests.py", "log", "gone"), (1, "0 passed, 1 failed, 0 skipped"))
        self.assertEqual(self.last("run_tests.py", "--build-failed", "log"), (1, "0 passed, 1 failed, 0 skipped"))

    def test_check_all(self):
        fake = self.script("make", 'case $1 in counts) echo "2 passed, 1 failed, 3 skipped"; exit 1;; bad) exit 2;;\n'
                                   'liar) echo "5 passed, 0 failed, 0 skipped"; exit 2;; esac')
        self.assertEqual(self.last("check_all.py", "log", fake, "--", "good", "good"), (0, "2 passed, 0 failed, 0 skipped"))
        self.assertEqual(self.last("check_all.py", "log", fake, "--", "counts", "bad", "good", "liar"),
                         (1, "8 passed, 3 failed, 3 skipped"))


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - min(bad, result.testsRun) - len(result.skipped)} passed, {bad} failed, "
          f"{len(result.skipped)} skipped")
    sys.exit(1 if bad else 0)
