#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile the public header under strict flags, and run the examples of its comments.

Usage: header.py ROOT --library FILE. Uses each usual compiler that is installed. An example is an indented part of
a comment; it runs in a block of its own, with the variables of SCAFFOLD, on its text in EXAMPLES. Prints a line for
each failure, then `N passed, N failed`.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wcast-qual", "-Werror"]
CPP_WARNINGS = ["-Wold-style-cast", "-Wzero-as-null-pointer-constant", *WARNINGS]
DIALECTS = {
    "test_header.c": (["gcc", "clang"], [["-std=c99", "-pedantic-errors", *WARNINGS], ["-std=c11", *WARNINGS]]),
    "test_header.cpp": (["g++", "clang++"], [[f"-std=c++{year}", *CPP_WARNINGS] for year in (11, 14, 17, 20)]),
}

# The beginning of each example: its input, and its output.
EXAMPLES = {
    "lane_error error;": ('{"name": "Ada"}', "Ada"),
    "char message[128];": ("[1,\n 2", "the text ends before its value does: line 2 column 3 (byte 6)\n"),
    "static char memory": ("[1, 2]", "[1,2]\n"),
    "lane_iterator it": ('{"a": null, "b": []}', "a: 1\nb: 8\n"),
    "static const lane_key": ('{"address": {"street": "here"}, "name": "Ada", "age": 36}', '36\n"here"\n'),
    "lane_edit *edit": (
        '{"server": {"port": 80}, "users": ["ada"], "debug": true}',
        '{"server":{"port":8080},"users":["ada","eve"]}\n',
    ),
    "lane_options options": ("[1]", "[\n  1\n]\n"),
    "lane_reader *r = lane_reader_new(NULL);\nlane_reader_begin": ('{"a":1}\n[2] 3', '{"a":1}\n[2]\n3\n'),
    "lane_reader *r = lane_reader_new(NULL);\ndo {": (
        '{"a":1}\n[2] "a longer text" 3',
        '{"a":1}\n[2]\n"a longer text"\n3\n',
    ),
    "lane_writer *w": ("", '{"id":12}\n'),
}

SCAFFOLD = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void use(const lane_value *value) {
    size_t length;
    char *text = lane_write(value, NULL, &length, NULL);
    puts(text ? text : "nothing");
    lane_text_free(text, length, NULL);
}

int main(int argc, char **argv) {
    static char read[4096];
    const char *text = read;
    size_t length = fread(read, 1, sizeof read, stdin), n = 0;
    char piece[7];
    FILE *file = stdin;
    const lane_value *key = NULL, *value = NULL;
    lane_error error = {LANE_OK, 0};
    const lane_doc *doc = lane_parse(text, length, NULL, &error);
    rewind(file);
    (void)use, (void)piece, (void)n, (void)key, (void)value, (void)doc;
    switch (argc > 1 ? atoi(argv[1]) : 0) {
EXAMPLES
    }
    return 0;
}
"""


def examples_of(header):
    """Yield the indented parts of the header's comments that are code."""
    for comment in re.findall(r"/\*(.*?)\*/", header, re.S):
        lines = [re.sub(r"^ \* ?", "", line) for line in comment.split("\n")]
        part = []
        for line in [*lines, ""]:
            if line.startswith("    "):
                part.append(line[4:])
            elif part and not line:
                if ";" in part[0]:
                    yield "\n".join(part)
                part = []


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, what, done, output=None):
        right = done.returncode == 0 and output in (None, done.stdout)
        self.passed += right
        self.failed += not right
        if not right:
            print(f"{what}: status {done.returncode}: {done.stdout}{done.stderr}")
        return right


def run(command, stdin=None):
    return subprocess.run(command, stdin=stdin, capture_output=True, text=True, timeout=120, check=False)


def check_dialects(root, tally):
    for source, (compilers, dialects) in DIALECTS.items():
        for compiler in filter(shutil.which, compilers):
            for flags in dialects:
                command = [compiler, *flags, f"-I{root}/include", "-fsyntax-only", f"{root}/tests/c/{source}"]
                tally.expect(f"{compiler} {flags[0]}", run(command))


def check_examples(root, library, folder, tally):
    found = list(examples_of((root / "include/lanejson.h").read_text(encoding="utf-8")))
    for begin in EXAMPLES:
        if sum(example.startswith(begin) for example in found) != 1 or len(found) != len(EXAMPLES):
            print(f"of {len(found)} examples in lanejson.h, one should begin with {begin!r}; {len(EXAMPLES)} are known")
            tally.failed += 1
            return
    found.sort(key=lambda example: [example.startswith(begin) for begin in EXAMPLES], reverse=True)
    cases = "\n".join(f"    case {i}: {{\n{example}\n    }} break;" for i, example in enumerate(found))
    source, program = folder / "example.c", folder / "example"
    source.write_text("#include <lanejson.h>\n" + SCAFFOLD.replace("EXAMPLES", cases), encoding="utf-8")
    stdin = folder / "stdin"
    for compiler in filter(shutil.which, ["gcc", "clang", "g++"]):
        flags = ["-xc++", "-std=c++11"] if compiler == "g++" else ["-std=c99"]
        command = [compiler, *flags, "-Wall", "-Wextra", "-Werror", f"-I{root}/include", source]
        if tally.expect(f"{compiler}: examples", run([*command, "-xnone", library, "-o", program])):
            for i, (begin, (text, output)) in enumerate(EXAMPLES.items()):
                stdin.write_text(text, encoding="utf-8")
                with stdin.open(encoding="utf-8") as file:
                    tally.expect(f"{compiler}: {begin}", run([program, str(i)], file), output)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    tally = Tally()
    check_dialects(arguments.root, tally)
    with tempfile.TemporaryDirectory() as folder:
        check_examples(arguments.root, arguments.library.resolve(), pathlib.Path(folder), tally)
    print(f"header: {tally.passed} passed, {tally.failed} failed")
    return tally.failed > 0


if __name__ == "__main__":
    sys.exit(main())
