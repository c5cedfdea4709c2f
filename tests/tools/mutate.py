#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutation testing of the C core: breaks one line at a time and sees whether the tests notice.

    mutate.py [--files src/kernel/*.h src/*/*.c] [--count 300] [--seed N] [--build DIR] [--jobs N]

Works on a copy of the tree. Each mutant is built and must fail to compile or fail a test of the C suites; one that
survives is listed with its line. Prints the score: the share of compiled mutants that were killed."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]

# What is changed into what. Each pattern is applied to one place of one line.
OPERATORS = (
    (r"<=", "<"),
    (r">=", ">"),
    (r"(?<![<>=!-])<(?![<=])", "<="),
    (r"(?<![<>=!-])>(?![>=])", ">="),
    (r"==", "!="),
    (r"!=", "=="),
    (r"&&", "||"),
    (r"\|\|", "&&"),
    (r"(?<![+\w])\+(?![+=])", "-"),
    (r" - ", " + "),
    (r"<<", ">>"),
    (r">>", "<<"),
    (r"(?<!&)&(?![&=]) ?(?=\w)", "| "),
    (r"(?<!\|)\|(?![|=])", "&"),
    (r"\^", "|"),
    (r"\+=", "-="),
    (r"-=", "+="),
    (r"\|=", "&="),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"(?<![\w.])0(?![\w.])", "1"),
    (r"(?<![\w.])1(?![\w.])", "2"),
    (r"(?<![\w.])(\d{2,})(?![\w.])", lambda match: str(int(match.group(1)) - 1)),
    (r"\bcontinue;", "break;"),
    (r"\bif \((.*)\)", r"if (!(\1))"),
    (r"!(?=[\w(])", ""),
)

# Lines that hold no logic, or whose logic only matters for speed or for the compiler.
SKIPPED = re.compile(r"^\s*(#|//|/\*|\*|LANE_STATIC_ASSERT|static_assert|assert|lane_assume)|LANE_LIKELY_ONLY|prefetch")


def candidates(path):
    """(line number, mutated line) for every change that can be made in a file."""
    comment = False
    for number, line in enumerate(path.read_text().splitlines()):
        if comment or line.lstrip().startswith("/*"):
            comment = "*/" not in line
            continue
        if SKIPPED.search(line) or not line.strip():
            continue
        code = line.split("/*")[0]
        for pattern, replacement in OPERATORS:
            for match in re.finditer(pattern, code):
                if in_text(code, match.start()):
                    continue
                changed = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
                yield number, line[: match.start()] + changed + line[match.end() :]


def in_text(code, at):
    """Is a place within a string or character constant, or within an include?"""
    return code[:at].count('"') % 2 == 1 or code[:at].count("'") % 2 == 1


class Tree:
    """A copy of the sources with a build folder of its own."""

    def __init__(self, folder):
        self.source, self.build = folder / "source", folder / "build"
        if not self.source.exists():
            shutil.copytree(ROOT, self.source, ignore=shutil.ignore_patterns(".git", "build*", ".ci/work", ".venv"))
            command = [
                "meson",
                "setup",
                str(self.build),
                str(self.source),
                "-Dpython=disabled",
                "--buildtype=debugoptimized",
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def compiles(self):
        return self.run(["ninja", "-C", str(self.build)], 600)

    def passes(self):
        suites = [word for suite in ("kernel", "c", "fuzz") for word in ("--suite", suite)]
        return self.run(["meson", "test", "-C", str(self.build), "--no-rebuild", "--maxfail", "1", *suites], 600)

    def run(self, command, seconds):
        try:
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds)
        except subprocess.TimeoutExpired:
            return False  # A mutant that never ends is noticed too.
        return done.returncode == 0


def try_mutant(tree, path, number, line):
    """'uncompiled', 'killed' or 'survived'."""
    target = tree.source / path
    original = target.read_text()
    lines = original.splitlines()
    lines[number] = line
    target.write_text("\n".join(lines) + "\n")
    try:
        if not tree.compiles():
            return "uncompiled"
        return "survived" if tree.passes() else "killed"
    finally:
        target.write_text(original)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = [*ROOT.glob("src/kernel/*.h"), *(path for path in ROOT.glob("src/**/*.c") if path.name != "tables.c")]
    parser.add_argument("--files", nargs="+", type=Path, default=default, help="which files (the C core)")
    parser.add_argument("--count", type=int, default=300, help="how many mutants, spread over all lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path(os.environ.get("TMPDIR", "/tmp")) / "lanejson-mutants")
    options = parser.parse_args()
    tree = Tree(options.work)
    if not (tree.compiles() and tree.passes()):
        sys.exit("the tests do not pass before anything is broken")
    everything = []
    for path in options.files:
        path = path.resolve().relative_to(ROOT)
        everything += [(path, number, line) for number, line in candidates(ROOT / path)]
    chosen = Random(options.seed).sample(everything, min(options.count, len(everything)))
    counts, start = {"uncompiled": 0, "killed": 0, "survived": 0}, time.monotonic()
    for path, number, line in sorted(chosen):
        result = try_mutant(tree, path, number, line)
        counts[result] += 1
        if result == "survived":
            print(f"survived: {path}:{number + 1}: {line.strip()}", flush=True)
    tried = counts["killed"] + counts["survived"]
    score = 100 * counts["killed"] / max(tried, 1)
    print(
        f"{len(chosen)} of {len(everything)} mutants, seed {options.seed}, {time.monotonic() - start:.0f} s: {counts}"
    )
    print(f"score: {score:.1f} % of {tried} killed")


if __name__ == "__main__":
    main()
