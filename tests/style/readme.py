#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the examples of README.md: its Python blocks, and its C blocks against the library.

Usage: readme.py README [--include DIR --library FILE --cc COMMAND...]. Without a library the C blocks are left out.
PYTHONPATH must lead to lanejson, or the Python blocks are left out.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.M | re.S)


def run_python(block):
    return subprocess.run([sys.executable, "-c", block], stdin=subprocess.DEVNULL, check=False).returncode == 0


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
    parser.add_argument("readme")
    parser.add_argument("--include")
    parser.add_argument("--library")
    parser.add_argument("--cc", nargs=argparse.REMAINDER, default=["cc"])
    arguments = parser.parse_args()
    with open(arguments.readme, encoding="utf-8") as file:
        text = file.read()
    results = []
    if importlib.util.find_spec("lanejson"):
        results += [run_python(block) for block in blocks(text, "python")]
    if arguments.library:
        results += [run_c(block, arguments) for block in blocks(text, "c")]
    print(f"readme: {sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
