#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the examples of pages in Markdown: their Python blocks, and their C blocks against the library.

Usage: examples.py PAGE... [--include DIR --library FILE --cc COMMAND...]. The Python blocks of a page are one program,
so that a block may use what the blocks before it define. Each C block is a program of its own. Without a library the C
blocks are left out. PYTHONPATH must lead to lanejson, or the Python blocks are left out.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def python_program(text):
    """The Python blocks of a page, each on the lines where the page has it; empty if there are none."""
    lines = []
    for match in BLOCK.finditer(text):
        if match.group(1) == "python":
            lines += [""] * (text.count("\n", 0, match.start(2)) - len(lines))
            lines += match.group(2).splitlines()
    return "\n".join(lines)


def run_python(page, program):
    code = f"exec(compile({program!r}, {str(page)!r}, 'exec'))"
    return subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, check=False).returncode == 0


def run_c(block, arguments):
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "example.c"), os.path.join(folder, "example")
        with open(source, "w", encoding="utf-8") as file:
            file.write(block)
        flags = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-I", arguments.include]
        commands = [[*arguments.cc, *flags, source, arguments.library, "-o", program], [program]]
        return all(subprocess.run(c, stdin=subprocess.DEVNULL, check=False).returncode == 0 for c in commands)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pages", nargs="+")
    parser.add_argument("--include")
    parser.add_argument("--library")
    parser.add_argument("--cc", nargs=argparse.REMAINDER, default=["cc"])
    arguments = parser.parse_args()
    results = []
    for page in arguments.pages:
        with open(page, encoding="utf-8") as file:
            text = file.read()
        passed = []
        program = python_program(text)
        if program and importlib.util.find_spec("lanejson"):
            passed.append(run_python(page, program))
        if arguments.library:
            passed += [run_c(m.group(2), arguments) for m in BLOCK.finditer(text) if m.group(1) == "c"]
        if not all(passed):
            print(f"{page}: an example fails")
        results += passed
    print(f"examples: {sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
