#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count the instructions of loads, dumps and the C API on documents, build by build, with valgrind's callgrind.

Usage: instructions.py [--isa NAME] [--documents NAME,...] [--markdown] [--save FILE] NAME=BUILD...

BUILD is a folder that Meson has built, with the Python module for the interpreter that runs this, or a file that --save
wrote. The first one is what the others are compared with. Documents are those of LANEJSON_DATA and {"a":1}. A call is
counted once its caches are warm, with the collector off. Unlike times, counts are the same on a busy machine.
"""

import argparse
import ctypes
import gc
import importlib
import json
import lzma
import math
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile

DOCUMENTS = (
    "twitter,citm_catalog,canada,github_events,gsoc-2018,update-center,mesh,numbers,apache_builds,instruments,marine_ik,"
    "twitterescaped"
)
SMALL = '{"a":1}'
HERE = pathlib.Path(__file__).parent
# In the order of `api` in instructions.c.
FUNCTIONS = (
    "lane_parse",
    "lane_doc_root",
    "lane_write",
    "lane_text_free",
    "lane_doc_free",
    "lane_validate_utf8",
    "lane_minify",
)


def read(name):
    if name == SMALL:
        return SMALL.encode()
    data = pathlib.Path(os.environ.get("LANEJSON_DATA", HERE / "../../../shared/data"))
    return lzma.open(data / "documents" / f"{name}.json.xz").read()


def compile_helper(folder):
    """The library that switches the counter on and off; beside it, the C API's header as it is now."""
    library = folder / "instructions.so"
    include = sysconfig.get_path("include")
    command = ["cc", "-O2", "-shared", "-fPIC", f"-I{include}", f"-I{HERE / '../../include'}"]
    subprocess.run([*command, str(HERE / "instructions.c"), "-o", str(library)], check=True)
    return library


def count_here(build, helper, documents):
    """In the process that callgrind runs: every call of one build."""
    sys.path.insert(0, str(build / "python"))
    standard, fast = importlib.import_module("lanejson"), importlib.import_module("lanejson.orjson")
    helper = ctypes.PyDLL(str(helper))
    helper.count_call.argtypes = [ctypes.c_char_p, ctypes.py_object, ctypes.py_object]
    helper.count_document.argtypes = [ctypes.c_char_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
    library = ctypes.CDLL(str(next((build / "src").glob("liblanejson.so.*.*.*"))))
    api = (ctypes.c_void_p * len(FUNCTIONS))(*(ctypes.cast(library[name], ctypes.c_void_p).value for name in FUNCTIONS))
    gc.disable()
    for name in documents:
        text = read(name)
        string, value = text.decode(), json.loads(text)
        calls = {
            "loads bytes": (fast.loads, text),
            "loads str": (standard.loads, string),
            "dumps bytes": (fast.dumps, value),
            "dumps str": (standard.dumps, value),
        }
        for label, (function, argument) in calls.items():
            helper.count_call(f"{label}: {name}".encode(), function, argument)
        if not helper.count_document(name.encode(), api, text, len(text)):
            raise SystemExit(f"{build}: the C API fails on {name}")


def count(build, helper, documents, isa):
    """Label -> instructions."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "callgrind"
        command = ["valgrind", "--tool=callgrind", "--collect-atstart=no", "--quiet", f"--callgrind-out-file={out}"]
        command += [sys.executable, "-S", "-E", __file__, "--here", str(helper), "--documents", ",".join(documents)]
        environment = {**os.environ, "PYTHONHASHSEED": "0", **({"LANEJSON_ISA": isa} if isa else {})}
        done = subprocess.run([*command, f"x={build}"], env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{build}: {done.stderr[-2000:]}")
        counts = {}
        for path in sorted(pathlib.Path(folder).glob("callgrind.*"), key=lambda path: int(path.suffix[1:])):
            text = path.read_text(errors="replace")
            trigger = re.search(r"^desc: Trigger: Client Request: (.*)$", text, flags=re.M)
            total = re.search(r"^(?:totals|summary): (\d+)", text, flags=re.M)
            if trigger and total:
                counts[trigger[1]] = int(total[1])
        return counts


def print_table(names, counts, markdown):
    """A row for each call: the first build's count, then how much more or less the others take, in percent."""
    first, others = names[0], names[1:]
    rows = [["", first, *(f"{name}, %" for name in others)]]
    shared = {label: base for label, base in counts[first].items() if all(label in counts[name] for name in others)}
    for label, base in shared.items():
        changes = [(counts[name][label] / base - 1) * 100 for name in others]
        rows.append([label, f"{base:,}", *(f"{change:+.2f}" for change in changes)])
    for kind in dict.fromkeys(label.split(": ")[0] for label in shared):
        labels = [label for label in shared if label.startswith(kind + ": ")]
        means = [math.fsum(math.log(counts[n][lb] / counts[first][lb]) for lb in labels) / len(labels) for n in others]
        rows.append([f"{kind}, geometric mean", "", *(f"{(math.exp(mean) - 1) * 100:+.2f}" for mean in means)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells))
        if markdown and number == 0:
            print("|---" + "|---:" * (len(row) - 1) + "|")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("builds", nargs="+", metavar="NAME=BUILD")
    parser.add_argument("--isa", help="instead of the best")
    parser.add_argument("--documents", default=f"{DOCUMENTS},{SMALL}")
    parser.add_argument(
        "--save", type=pathlib.Path, help="write the last build's counts to a file, for later comparisons"
    )
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args()
    documents = options.documents.split(",")
    builds = {name: pathlib.Path(path).resolve() for name, path in (build.split("=", 1) for build in options.builds)}
    if options.here:
        count_here(*builds.values(), options.here, documents)
        return
    with tempfile.TemporaryDirectory() as folder:
        helper = compile_helper(pathlib.Path(folder))
        counts = {
            name: json.loads(build.read_text()) if build.is_file() else count(build, helper, documents, options.isa)
            for name, build in builds.items()
        }
    if options.save:
        options.save.write_text(json.dumps(counts[list(builds)[-1]], indent=1))
    print_table(list(builds), counts, options.markdown)


if __name__ == "__main__":
    main()
