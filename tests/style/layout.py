#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Put the self-test at import to the test: with one mistake in python/cpython/internals at a time, it must refuse, and
the package must then take the module over the public API.

Usage: layout.py ROOT --cc COMMAND... PYTHONPATH must lead to a lanejson that reads CPython's structs.
"""

import argparse
import pathlib
import subprocess
import sys
import sysconfig
import tempfile

# (what is elsewhere, the text that knows where, another). Versions have the same name for each, or come first.
NEWER = sys.version_info >= (3, 12)
WRONG = [
    ("length of ASCII", "o->length = (Py_ssize_t)n", "o->hash = (Py_ssize_t)n"),
    ("length of others", "o->_base.length = (Py_ssize_t)n", "o->_base.hash = (Py_ssize_t)n"),
    (
        "length that is cut",
        "((PyASCIIObject *)o)->length = (Py_ssize_t)n",
        "((PyASCIIObject *)o)->hash = (Py_ssize_t)n",
    ),
    ("size of bytes", "Py_SET_SIZE((PyVarObject *)o, (Py_ssize_t)n)", "o->ob_shash = (Py_hash_t)n"),
    ("kind", "max <= 0xFF ? 0 : max <= 0xFFFF ? 1 : 2, kind", "max <= 0xFF ? 0 : 1, kind"),
    ("hash", "((PyASCIIObject *)o)->hash", "((PyASCIIObject *)o)->length"),
    ("ASCII bit", "{.compact = 1, .ascii = 1}", "{.compact = 1}"),
    ("UTF-8", "(const uint8_t *)str->utf8;", "(const uint8_t *)&str->utf8;"),
    ("length of UTF-8", "(size_t)str->utf8_length", "(size_t)str->_base.length"),
    ("float", "o->ob_fval = value", "memcpy(o, &value, sizeof value)"),
    ("digits made", "INTERNALS_DIGIT_BITS << 32", "INTERNALS_DIGIT_BITS << 30"),
    ("three digits made", "i * INTERNALS_DIGIT_BITS", "i * 15"),
    ("digits read", "(uint64_t)digit[1] << INTERNALS_DIGIT_BITS", "(uint64_t)digit[1] << 32"),
    ("long ints", "all[1] << 30", "all[1] << 32"),
    ("sign made", *(("negative << 1", "negative") if NEWER else (" + negative;", ";"))),
    ("sign read", *(("tag >> 1 & 1", "tag & 1") if NEWER else ("digits >> (sizeof digits * 8 - 1)", "digits & 1"))),
    ("size of a list", "Py_SET_SIZE((PyVarObject *)list, (Py_ssize_t)n)", "(void)n"),
    ("sizes of a table", "uint8_t log2_size, log2_index_bytes,", "uint8_t log2_index_bytes, log2_size,"),
    ("room of a table", "Py_ssize_t usable, count;", "Py_ssize_t count, usable;"),
    ("head of a table", "uint32_t version;", "uint64_t version;"),
    ("entries", "PyObject *key, *value;", "PyObject *value, *key;"),
    ("hashes in entries", "#define INTERNALS_KEYS_GENERAL 0", "#define INTERNALS_KEYS_GENERAL 3"),
    *([] if NEWER else [("version of a dict", "ma_version_tag", "ob_base.ob_refcnt")]),
    ("values of instances", "d->ma_values != NULL", "d->ma_used < 0"),
    ("probes", "perturb >>= 5", "perturb >>= 4"),
    ("wide indices", "log2_size < 16 ? log2_size + 1", "log2_size < 16 ? log2_size + 2"),
]

# Imports lanejson with the file given for its extension, which has none of the names that the package takes from it.
IMPORT = """
import gc, importlib.util, sys

class Other:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "lanejson._lanejson":
            return importlib.util.spec_from_file_location(name, sys.argv[1])

sys.meta_path.insert(0, Other)
try:
    import lanejson
except ImportError as error:
    print("accepted" if "cannot import name" in str(error) else error)
else:
    gc.collect()
    whole = lanejson._lanejson is lanejson._public and not lanejson._internals
    print("refused" if whole and lanejson.loads('[{"a": 1}]') == [{"a": 1}] else "mixed")
"""


def compile_check(root, folder, headers, command):
    """The extension that is nothing but the self-test, over these texts of python/cpython/internals: name -> text."""
    sources, module = folder / "python" / "cpython", folder / "_lanejson.so"
    (sources / "internals").mkdir(parents=True)
    (folder / "src").symlink_to(root / "src")
    for name in ("layout.c", "layout.h", "pycompat.h", "pyinternals.h"):
        (sources / name).symlink_to(root / "python" / "cpython" / name)
    for name, text in headers.items():
        (sources / "internals" / name).write_text(text, encoding="utf-8")
    flags = ["-std=c11", "-w", "-O1", "-shared", "-fPIC", "-I", sysconfig.get_path("include"), "-I", str(sources)]
    files = [str(root / "tests" / "c" / "layout_check.c"), str(sources / "layout.c")]
    subprocess.run([*command, *flags, *files, "-o", str(module)], check=True)
    return module


def answer(root, headers, command):
    with tempfile.TemporaryDirectory() as folder:
        module = compile_check(root, pathlib.Path(folder), headers, command)
        run = subprocess.run([sys.executable, "-c", IMPORT, str(module)], capture_output=True, text=True, check=False)
        return run.stdout.strip() or f"ended with {run.returncode}: {run.stderr[-500:]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("root", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--cc", nargs="+", default=["cc"])
    arguments = parser.parse_args()
    internals = sorted((arguments.root / "python" / "cpython" / "internals").glob("*.h"))
    headers = {path.name: path.read_text(encoding="utf-8") for path in internals}
    failed = 0
    for what, right, wrong in [("nothing", "", ""), *WRONG]:
        expected = "refused" if right else "accepted"
        places = [name for name, text in headers.items() if right and right in text]
        if right and len(places) != 1:
            print(f"{what}: {right!r} is in {len(places)} files of python/cpython/internals, not in one")
            failed += 1
            continue
        changed = {name: headers[name].replace(right, wrong, 1) for name in places}
        found = answer(arguments.root, headers | changed, arguments.cc)
        if found != expected:
            print(f"{what} wrong: {found}")
            failed += 1
    print(f"layout: {len(WRONG) + 1 - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
