#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the compiler holds units to what src/kernel/sink.h asks of them: it must accept a unit that defines all of
it, and refuse one that lacks a part, or a grammar that copies the sink.

Usage: sink.py ROOT --cc COMMAND... The units are for the scalar ISA. Units of the project that define struct lane_sink
before walk.h, where a copy could compile, are refused too.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

FUNCTION = re.compile(r"^LANE_INLINE (.+?)(sink_\w+)\((.*)\);$", re.M)
WALK = """
const uint8_t *unit(lane_sink *sink, const uint8_t *p, const uint8_t *end, lane_error *error) {
    lane_cursor c = cursor_open(p, end, NULL);
    return walk(&c, sink, 0, 9, true, false, false, error);
}
"""


def definition(match):
    """A function of the sink that does nothing."""
    result, name, parameters = match.groups()
    names = [
        part if re.search(r"\w \*?\w+$", part) else f"{part} a{i}" for i, part in enumerate(parameters.split(", "))
    ]
    names = [name.replace("lane_sink * a", "lane_sink *a") for name in names]
    unused = " ".join(f"(void){name.split()[-1].lstrip('*')};" for name in names)
    return f"LANE_INLINE {result}{name}({', '.join(names)}) {{ {unused} return 0; }}"


def unit(functions, switch="#define SINK_IN_REGISTERS 0\n"):
    return f'{switch}#include "kernel/walk.h"\nstruct lane_sink {{ int value; }};\n' + "\n".join(functions) + WALK


def compiles(command, include, source):
    """Compiles a unit. Returns the compiler's messages, "" if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "unit.c"
        path.write_text(source, encoding="utf-8")
        flags = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-DLANE_ISA=scalar", *(f"-I{i}" for i in include)]
        run = subprocess.run(
            [*command, *flags, "-c", str(path), "-o", str(path) + ".o"], capture_output=True, text=True, check=False
        )
    return run.stderr if run.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("root", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--cc", nargs="+", default=["cc"])
    arguments = parser.parse_args()
    source = arguments.root / "src"
    contract = (source / "kernel" / "sink.h").read_text(encoding="utf-8")
    functions = {match.group(2): definition(match) for match in FUNCTION.finditer(contract)}
    walk = (source / "kernel" / "walk.h").read_text(encoding="utf-8")
    copy = r"\1 lane_sink copy = *sink; (void)copy;"
    copying, places = re.subn(r"^(LANE_INLINE .*walk_on\([^{]*\{)$", copy, walk, flags=re.M)
    whole = unit(functions.values())

    # (what is wrong, the unit, a word of the compiler's answer)
    cases = [("nothing", whole, ""), ("SINK_IN_REGISTERS", unit(functions.values(), ""), "define SINK_IN_REGISTERS")]
    for name in functions:
        cases.append((name, unit(text for other, text in functions.items() if other != name), name))
    failed = 0
    for what, text, word in cases:
        found = compiles(arguments.cc, [source], text)
        if (found == "") != (word == "") or word not in found:
            print(f"{what} missing: {found or 'compiled'}")
            failed += 1
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        (tree / "include").symlink_to(arguments.root / "include")
        (tree / "src" / "kernel").mkdir(parents=True)
        for name in ("arch", "base", "number"):
            (tree / "src" / name).symlink_to(source / name)
        for path in (source / "kernel").iterdir():
            (tree / "src" / "kernel" / path.name).symlink_to(path)
        (tree / "src" / "kernel" / "walk.h").unlink()
        (tree / "src" / "kernel" / "walk.h").write_text(copying, encoding="utf-8")
        found = compiles(arguments.cc, [tree / "src"], whole)
        if places != 1 or "incomplete" not in found:
            print(f"a copy of the sink in walk.h: {found or 'compiled'}")
            failed += 1
    users = [path for folder in ("src", "python") for path in (arguments.root / folder).rglob("*.h")]
    users = [(path, path.read_text(encoding="utf-8")) for path in users]
    users = [(path, text) for path, text in users if "#define SINK_IN_REGISTERS" in text]
    for path, text in users:
        if not -1 < text.find('kernel/walk.h"') < text.find("struct lane_sink {"):
            print(f"{path}: struct lane_sink is not defined after walk.h")
            failed += 1
    passed = len(cases) + 1 + len(users) - failed
    print(f"sink: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
