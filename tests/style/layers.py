#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check who includes whom and which words stand where, as HACKING.md lays down, and that no files form a cycle.

Usage: layers.py [ROOT]. Prints one line per offence, then `N passed, N failed` counted in files; exits 1 if any failed.
"""

import ast
import os
import re
import sys

# Kernels may include those of a lower rank only.
KERNEL_RANK = {
    "block": 0,
    "decimal": 1,
    "digits": 1,
    "extent": 1,
    "space": 1,
    "string": 1,
    "transcode": 1,
    "utf8": 1,
    "escape": 2,
    "index": 2,
    "unescape": 2,
    "utf8_words": 2,
    "cursor": 3,
    "escape_units": 3,
    "minify": 3,
    "project": 3,
    "sink": 3,
    "walk": 4,
}

PUBLIC = r"include/lanejson\.h"
BASE = r"src/base/\w+\.h"
NUMBER = r"src/number/\w+\.h"
CORE = [PUBLIC, BASE, NUMBER, r"src/arch/baseline\.h", r"src/(isas|dispatch)\.h"]
UNIT = [PUBLIC, r"src/.*\.h"]
# What dumps may know of the types that are written natively: the treaty, the table, and the cache that it keeps.
TYPES = r"python/types/(piece|types|known)\.h"
PYTHON = [PUBLIC, BASE, NUMBER, r"src/dispatch\.h", r"python/(cpython|base)/\w+\.h"]

# folder -> what quoted includes in it may name, as regular expressions over paths from the root. The longest key that a
# path begins with holds; a file may have rules of its own.
MAY_INCLUDE = {
    "include": [],
    "src": CORE,
    "src/base": [PUBLIC, BASE],
    "src/number": [PUBLIC, BASE, NUMBER, r"src/arch/baseline\.h"],
    "src/arch": [r"src/base/(base|cpu)\.h", r"src/arch/\w+\.h"],
    "src/kernel": [PUBLIC, BASE, NUMBER, r"src/arch/(simd|units)\.h", r"src/kernel/\w+\.h"],
    "src/document": [*CORE, r"src/document/\w+\.h"],
    "src/engine": UNIT,
    "python/cpython": [BASE, r"python/cpython/(internals/)?\w+\.h"],
    "python/base": PYTHON,
    "python/types": [*PYTHON, r"python/types/\w+\.h"],
    "python/loads": [*PYTHON, r"python/loads/\w+\.h"],
    "python/loads/partial.c": [*PYTHON, r"src/document/fault\.h", r"python/loads/\w+\.h"],
    "python/dumps": [*PYTHON, TYPES, r"python/dumps/\w+\.h"],
    "python/engine": [*UNIT, TYPES, r"python/(cpython|base|loads|dumps|engine)/\w+\.h"],
    "python/streams": [*PYTHON, r"src/document/(fault|canonical|document)\.h", r"python/(loads|dumps|streams)/\w+\.h"],
    "python/module": [*PYTHON, r"python/types/fragment\.h", r"python/(loads|dumps|streams|module)/\w+\.h"],
    "tests": [r".*"],
    "bench": [PUBLIC, r"bench/.*\.h"],
    "fuzz": [PUBLIC, r"src/base/options\.h", r"fuzz/.*\.h"],
}
NOWHERE = r"(?!)"
INTRINSICS = r"\b_mm\d*_\w+|\b__m(128|256|512)\w*|\bu?int\d+x\d+_t\b|<(?:[a-z]*mmintrin|arm_neon)\.h>"

# (what is wrong, pattern, files it is looked for in, files where it is right). The first match of a line is reported.
WORDS = [
    ("an intrinsic outside src/arch", INTRINSICS, r"(src|python|bench|fuzz)/", r"src/arch/"),
    (
        "an instruction set's macro outside src/arch",
        r"\b__(AVX|SSE|SSSE|BMI|LZCNT|PCLMUL|ARM_NEON)\w*",
        r"(src|python)/",
        r"src/arch/",
    ),
    (
        "a version of CPython outside pycompat.h",
        r"\bPY_(VERSION_HEX|MINOR_VERSION|MAJOR_VERSION)\b",
        r"(src|python)/",
        r"python/cpython/pycompat\.h",
    ),
    (
        "a field of a CPython object outside python/cpython/internals",
        r"(->|\.)\s*(ob_\w+|ma_\w+|dk_\w+|me_\w+|lv_tag|long_value)\b",
        r"python/",
        r"python/cpython/internals/",
    ),
    (
        "malloc outside arena, buffer and document",
        r"(?<![\w.>])(malloc|calloc|realloc|free|strdup)\s*\(",
        r"(src|python)/",
        r"src/(base/(arena|buffer)|document/document)\.[ch]",
    ),
    ("the environment outside dispatch.c", r"\bgetenv\b", r"(src|python)/", r"src/dispatch\.c"),
    (
        "output or an exit",
        r"(?<!\w)(v?f?printf|puts|putchar|perror|abort|exit|_exit)\s*\(",
        r"(src|python)/",
        NOWHERE,
    ),
    ("Python.h outside python", r"<Python\.h>", r"(src|include|fuzz)/", NOWHERE),
    (
        "a constructor or an ifunc",
        r"__attribute__\s*\(\(\s*(constructor|destructor|ifunc)",
        r"(src|python)/",
        NOWHERE,
    ),
]

# Structs that own memory or references: what one copy frees, the other still has.
OWNERS = """
    cache_key cache_scratch lane_arena lane_buffer lane_doc lane_edit lane_encoder lane_frame lane_output lane_piece
    lane_printer lane_py_cache lane_py_dumps_cache lane_py_input lane_py_kept lane_py_known lane_py_layout
    lane_py_partial lane_py_source lane_py_state lane_reader lane_sink lane_table lane_writer output_kept shape_node
    shape_tree
"""
OWNER = rf"(struct )?({'|'.join(OWNERS.split())}) \w+"
WORDS += [
    ("a copy of what owns memory", rf"\b{OWNER}( = (?!\{{)|[,)])", r"(src|python)/", NOWHERE),
    ("what owns memory, returned by value", rf"^(static )?(LANE_\w+ )?{OWNER}\(", r"(src|python)/", NOWHERE),
]

COLUMNS = 120
SPDX = "SPDX-License-Identifier: MIT"
SKIP = re.compile(r"\..*|build.*|dist|__pycache__")


def rule_of(path):
    """The key of MAY_INCLUDE that holds for a C file, or None for one that has no rule."""
    while path and path not in MAY_INCLUDE:
        path = os.path.dirname(path)
    return path or None


def without_comments(text):
    """The text with comments and string literals blanked, lines kept."""

    def blank(match):
        token = match.group()
        if token.startswith(('"', "'")):
            return token[0] + token[-1]
        return "\n" * token.count("\n")

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def check_includes(path, text):
    rule = rule_of(path)
    if rule is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
        if not match:
            continue
        target = os.path.normpath(os.path.join(os.path.dirname(path), match.group(1)))
        if not os.path.exists(target):
            target = next((t for t in ("include/" + match.group(1),) if os.path.exists(t)), target)
        if not any(re.fullmatch(pattern, target) for pattern in MAY_INCLUDE[rule]):
            yield number, f"{rule} may not include {target}"
        elif rule == "src/kernel" and target.startswith("src/kernel/"):
            own, other = (KERNEL_RANK.get(os.path.basename(p)[:-2]) for p in (path, target))
            if own is None or other is None:
                yield number, "a kernel without a rank in KERNEL_RANK"
            elif other >= own:
                yield number, f"kernels include downward only: {target} is not below"


def included(path, text):
    """The files of the project that a C file includes."""
    for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, flags=re.M):
        target = os.path.normpath(os.path.join(os.path.dirname(path), name))
        if os.path.exists(target):
            yield target


def imported(path, text):
    """The files of the project that a Python file imports when it is itself imported: not within a function."""
    folder = os.path.dirname(path)

    def files(level, module, names):
        start = os.path.normpath(os.path.join(folder, *[".."] * (level - 1))) if level else folder
        parts = module.split(".") if module else []
        if not level and parts and parts[0] == os.path.basename(folder):
            parts = parts[1:]
        base = os.path.join(start, *parts)
        for candidate in (base, *(os.path.join(base, name) for name in names)):
            yield from (file for file in (candidate + ".py", candidate + "/__init__.py") if os.path.exists(file))

    nodes = list(ast.parse(text).body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.ImportFrom):
            yield from files(node.level, node.module, [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from files(0, alias.name, [])
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            nodes += ast.iter_child_nodes(node)


def unit_of(path):
    """A .c file and the header that announces it count as one."""
    return os.path.splitext(path)[0] if path.endswith((".c", ".h")) else path


def cycles(edges):
    """The sets of nodes that reach each other (R. Tarjan's strongly connected components), those of two and more."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in edges.get(node, ()):
            if target not in index:
                visit(target)
            if target in stack:
                low[node] = min(low[node], low[target])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def check_cycles(texts):
    """One line for each cycle among files of src, python and bench."""
    edges = {}
    for path, text in texts.items():
        if not re.match(r"(src|python|bench)/", path):
            continue
        targets = included(path, text) if path.endswith((".c", ".h")) else imported(path, text)
        edges.setdefault(unit_of(path), set()).update(unit_of(t) for t in targets if unit_of(t) != unit_of(path))
    for cycle in cycles(edges):
        yield "a cycle: " + ", ".join(cycle)


def check_words(path, text):
    code = without_comments(text).split("\n")
    for what, pattern, where, right in WORDS:
        if not re.match(where, path) or re.match(right, path):
            continue
        for number, line in enumerate(code, 1):
            if re.search(pattern, line):
                yield number, what


def check_form(path, text):
    lines = text.split("\n")
    if not any(SPDX in line for line in lines[:2]):
        yield 1, f"no {SPDX} at the top"
    if path.endswith((".c", ".h")) and path != "src/base/tables.c":
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS:
                yield number, f"longer than {COLUMNS} columns"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, "blanks at the end"
    if text and not text.endswith("\n"):
        yield len(lines), "no newline at the end"


def sources():
    for folder, folders, names in os.walk("."):
        folders[:] = sorted(f for f in folders if not SKIP.fullmatch(f))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name))
            if path.endswith((".c", ".h", ".py", ".pyi")) or name in ("meson.build", "meson_options.txt"):
                yield path


def main():
    os.chdir(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    passed = failed = 0
    texts = {}
    for path in sources():
        with open(path, encoding="utf-8") as file:
            text = texts[path] = file.read()
        checks = [check_form]
        if path.endswith((".c", ".h")):
            checks += [check_includes, check_words]
        offences = sorted(offence for check in checks for offence in check(path, text))
        for number, what in offences:
            print(f"{path}:{number}: {what}")
        passed += not offences
        failed += bool(offences)
    for cycle in check_cycles({path: text for path, text in texts.items() if path.endswith((".c", ".h", ".py"))}):
        print(cycle)
        failed += 1
    print(f"layers: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
