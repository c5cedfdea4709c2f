#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile the programs of examples/ with each compiler that is here, run them, and compare what they print.

Usage: programs.py ROOT --static FILE --shared FILE [--megabytes N]. Programs in C are compiled as C99 by gcc and clang,
and as C++ by g++; without rustc the one in Rust is left out. The NDJSON filter gets N megabytes (default 20) in an
address space of 16. Prints a line for each failure, then `N passed, N failed, N left out`.
"""

import argparse
import contextlib
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import threading

LINES = b'{"n":1}\n{"n":5,"s":"\xc3\xa4"}\nno json\n{"n":7.5}\n'
CONFIGURATION = '// of the server\n{"server": {"name": "here", "port": 8080,},}\n'

# program: runs, each (arguments, input, exit status, standard output)
RUNS = {
    "configuration.c": [
        (["right.json"], b"", 0, "here:8080\n"),
        (["wrong.json"], b"", 1, ""),
        (["cut.json"], b"", 1, ""),
        ([], b"", 1, ""),
    ],
    "ndjson_filter.c": [(["n", "5"], LINES, 0, '{"n":5,"s":"\u00e4"}\n{"n":7.5}\n'), (["n", "9"], LINES, 0, "")],
    "response.c": [(["a", 'b"'], b"", 0, '{\n  "count": 2,\n  "names": [\n    "a",\n    "b\\""\n  ]\n}\n')],
    "edit.c": [([], b"", 0, '{"server":{"port":8080},"users":["ada","grace"]}\n')],
    "pointers.c": [(['{"a":[1,{"b":null}]}', "/a/1", "/a/2"], b"", 0, '/a/1: {"b":null}\n/a/2: nothing\n')],
    "fixed_memory.c": [([], b"", 0, '{"twice":34}\n')],
    "kept_text.c": [([], b"", 0, "first at byte 2\nsecond\n")],
    "socket.c": [
        (
            [],
            b'{"id":1}{"id":2,"text":"a longer one"}\n\n{"id":3}',
            0,
            "".join(f'{{"answer":{i}}}\n' for i in (1, 2, 3)),
        ),
        ([], b'{"id":1}{"id":', 1, '{"answer":1}\n'),
    ],
    "raw_numbers.c": [([], b"", 0, "15.80\n"), (["[-0.05, 0.1]"], b"", 0, "0.05\n")],
    "classes.cpp": [([], b"", 0, "Ada\nGrace\n[1952]\n")],
}
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
COMPILERS = {
    ".c": [["gcc", "-std=gnu99"], ["clang", "-std=gnu99"], ["g++", "-std=c++11", "-x", "c++"]],
    ".cpp": [["g++", "-std=c++11"], ["clang++", "-std=c++11"]],
}
ADDRESS_SPACE = 16 << 20  # bytes
LOOKUP = "Zurich\n87.9\n"


class Tally:
    def __init__(self):
        self.passed = self.failed = self.left_out = 0

    def expect(self, what, command, stdin=b"", status=0, output="", cwd=None):
        """Whether the command ends with that status and, unless `output` is None, prints that."""
        try:
            done = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, timeout=60, check=False)
        except OSError as error:
            done = subprocess.CompletedProcess(command, -1, b"", str(error).encode())
        right = done.returncode == status and output in (None, done.stdout.decode())
        self.passed += right
        self.failed += not right
        if not right:
            print(f"{what}: status {done.returncode}, {done.stdout!r}, {done.stderr.decode()}")
        return right


def run_c(root, library, folder, tally):
    (folder / "right.json").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "wrong.json").write_text(json.dumps({"server": {"port": "80"}}), encoding="utf-8")
    (folder / "cut.json").write_text('{"server":', encoding="utf-8")
    for name, runs in RUNS.items():
        source = root / "examples/c" / name
        for compiler in COMPILERS[source.suffix]:
            if not shutil.which(compiler[0]):
                tally.left_out += 1
                continue
            program = folder / "program"
            command = [
                *compiler,
                *WARNINGS,
                f"-I{root}/include",
                str(source),
                "-x",
                "none",
                str(library),
                "-o",
                str(program),
            ]
            if tally.expect(f"{compiler[0]} {name}", command, output=None):
                for arguments, stdin, status, output in runs:
                    what = f"{compiler[0]} {name} {arguments}"
                    tally.expect(what, [str(program), *arguments], stdin, status, output, folder)


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def run_large(root, library, folder, megabytes, tally):
    """The NDJSON filter on a text that its memory could not hold."""
    compiler = shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        tally.left_out += 1
        return
    program = folder / "filter"
    source = root / "examples/c/ndjson_filter.c"
    command = [compiler, "-std=gnu99", f"-I{root}/include", str(source), str(library), "-o", str(program)]
    if not tally.expect("filter", command, output=None):
        return
    # A thousand lines of a kilobyte each, again and again: one in ten passes.
    block = b"".join(b'{"n":%d,"text":"%s"}\n' % (i, b"ab\\n" * 240) for i in range(1000))
    passing = sum(int(line[5:].split(b",")[0]) >= 900 for line in block.splitlines())
    times = max(1, megabytes * 1000000 // len(block))
    with subprocess.Popen(
        [str(program), "n", "900"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=limit_memory,
    ) as process:
        lines = []
        counter = threading.Thread(target=lambda: lines.append(sum(1 for _ in process.stdout)))
        counter.start()
        with contextlib.suppress(BrokenPipeError):
            for _ in range(times):
                process.stdin.write(block)
            process.stdin.close()
        counter.join()
    right = process.returncode == 0 and lines == [passing * times]
    tally.passed += right
    tally.failed += not right
    if not right:
        print(f"filter of {megabytes} MB: status {process.returncode}, {lines} lines, not {passing * times}")


def run_others(root, shared, folder, tally):
    tally.expect("ctypes", [sys.executable, str(root / "examples/ctypes_lookup.py"), str(shared)], output=LOOKUP)
    if not shutil.which("rustc"):
        tally.left_out += 1
        return
    program = folder / "lookup"
    link = [f"-Clink-arg={shared}", f"-Clink-arg=-Wl,-rpath,{shared.parent}"]
    if tally.expect("rustc", ["rustc", str(root / "examples/lookup.rs"), *link, "-o", str(program)], output=None):
        tally.expect("lookup.rs", [str(program)], output=LOOKUP)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--static", type=pathlib.Path, required=True)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=int, default=20, help="of NDJSON for the filter")
    arguments = parser.parse_args()
    tally = Tally()
    missing = {path.name for path in (arguments.root / "examples/c").iterdir()} ^ set(RUNS)
    for name in sorted(missing):
        print(f"{name} is not in examples/c, or no run of it is here")
    with tempfile.TemporaryDirectory() as folder:
        run_c(arguments.root, arguments.static.resolve(), pathlib.Path(folder), tally)
        run_large(arguments.root, arguments.static.resolve(), pathlib.Path(folder), arguments.megabytes, tally)
        run_others(arguments.root, arguments.shared.resolve(), pathlib.Path(folder), tally)
    tally.failed += len(missing)
    print(f"programs: {tally.passed} passed, {tally.failed} failed, {tally.left_out} left out")
    return tally.failed > 0


if __name__ == "__main__":
    sys.exit(main())
