#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fold the C library into one pair of files, for projects that take in sources.

Usage: amalgamate.py FOLDER. Writes lanejson.h and lanejson.c there; `cc -std=c11 -O3 -c lanejson.c` is the whole build,
with no flags for instruction sets: each function is compiled for its own by a pragma (gcc and clang).

The files that meson.build compiles once come first. Then src/engine/kernels_tmpl.c, with all that it includes, comes
once for each instruction set of meson.build's table: what it defines gets the set's name as a suffix.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^#include (?:"([^"]+)"|(<[^>]+>))[^\n]*\n', re.M)
UNIT = "src/engine/kernels_tmpl.c"

# gcc's condition for each family of meson.build's table. clang-cl has only the vectors that its flags allow to all.
FAMILIES = {
    "x86_64": "defined(__x86_64__) && !defined(_MSC_VER)",
    "aarch64": "defined(__aarch64__) && !defined(__AARCH64EB__)",
}


def isa_table():
    """Family -> instruction set -> its flags as attributes of gcc's `target`, the baseline first."""
    text = (ROOT / "meson.build").read_text(encoding="utf-8")
    table = {}
    for family, rows in re.findall(r"^  '(\w+)': \{\n(.*?)^  \},$", text, re.M | re.S):
        table[family] = {
            isa: [flag.removeprefix("-m") for flag in re.findall(r"'(-m(?!tune)[^']+)'", flags)]
            for isa, flags in re.findall(r"'(\w+)': \{\s*'gcc': \[(.*?)\]", rows, re.S)
        }
    return table


def core_sources():
    text = (ROOT / "src/meson.build").read_text(encoding="utf-8")
    listed = re.search(r"core_sources = files\((.*?)\)", text, re.S)
    return ["src/" + name for name in re.findall(r"'([^']+)'", listed.group(1))]


class Folder:
    """Puts what a file includes in its place, each file once.

    Headers of the system stay where they are, but those of instruction sets, which come first of all."""

    def __init__(self):
        self.seen = {"include/lanejson.h", "src/isas.h"}

    def fold(self, path):
        here = (ROOT / path).parent

        def replace(match):
            name, system = match.groups()
            if system:
                return "" if system in ("<immintrin.h>", "<arm_neon.h>") else match.group()
            target = (here / name).resolve().relative_to(ROOT).as_posix()
            if "isas.h" in target or target in self.seen:
                return ""
            self.seen.add(target)
            return self.fold(target)

        text = (ROOT / path).read_text(encoding="utf-8")
        return INCLUDE.sub(replace, re.sub(r"^/\* SPDX-License-Identifier.*?\*/\n", "", text))


# Names that a file defines at file scope.
DEFINITIONS = [
    # functions and constants
    re.compile(r"^(?:static|LANE_\w+|WALK_NUMBERS)\b[^;={()]*(?:\([^()]*\)[^;={()]*)?\b(\w+)\s*(?:\(|\[|=|;)", re.M),
    re.compile(r"^typedef\b[^;{]*\b(\w+);", re.M),
    re.compile(r"^(?:typedef (?:enum|struct) \{.*)?\}\s*(\w+);", re.M),
    re.compile(r"^(?:typedef )?(?:struct|union|enum) (\w+) \{", re.M),
]
ENUM = re.compile(r"^(?:typedef )?enum(?: \w+)? \{(.*?)\}", re.M | re.S)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
MACRO = re.compile(r"^\s*#\s*define (\w+)", re.M)


def definitions(text):
    bare = COMMENT.sub("", text)
    names = {name for pattern in DEFINITIONS for name in pattern.findall(bare)}
    for body in ENUM.findall(bare):
        names |= set(re.findall(r"(?:^|,)\s*(\w+)", body))
    return names


def suffixed(text, names, suffix):
    """The text with a suffix at each of the names, but for members of structs that are called the same."""
    return re.sub(
        r"(?<!\.)(?<!->)\b\w+\b",
        lambda match: match.group() + suffix if match.group() in names else match.group(),
        text,
    )


def undefined(text):
    return "".join(f"#undef {name}\n" for name in dict.fromkeys(MACRO.findall(text)))


def core(folder):
    """What is compiled once. What two sources define under one name gets theirs as a suffix."""
    parts = {source: folder.fold(source) for source in core_sources()}
    own = {source: definitions((ROOT / source).read_text(encoding="utf-8")) for source in parts}
    for source, text in parts.items():
        others = set().union(*(names for other, names in own.items() if other != source))
        stem = pathlib.Path(source).stem
        macros = MACRO.findall((ROOT / source).read_text(encoding="utf-8"))
        yield suffixed(text, own[source] & others, "_" + stem) + "".join(f"#undef {name}\n" for name in macros)


def unit(isa, seen):
    """src/engine/kernels_tmpl.c for an instruction set."""
    folder = Folder()
    folder.seen = set(seen)
    text = folder.fold(UNIT)
    text = re.sub(r"^#include LANE_ARCH_HEADER.*\n", lambda _: folder.fold(f"src/arch/{isa}.h"), text, flags=re.M)
    for macro, name in re.findall(r'^#define (\w+) "(\w+\.h)"$', text, re.M):
        text = re.sub(rf"^#include {macro}\n", lambda _, name=name: folder.fold(f"src/arch/{name}"), text, flags=re.M)
    text = re.sub(r"^#if(?:ndef LANE_ISA| !defined\(__).*\n#error.*\n#endif\n", "", text, flags=re.M)
    return suffixed(text, definitions(text), "_" + isa) + undefined(text)


def targeted(text, flags):
    """The text with a pragma that lets its functions use the instructions of the flags."""
    if not flags:
        return text
    target = ",".join(flags)
    return f"""#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("{target}"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("{target}")
#endif
{text}#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
"""


def isas(table):
    names = dict.fromkeys(isa for rows in table.values() for isa in rows)
    yield "#define LANE_ISA_NAMES " + ", ".join(f'"{name}"' for name in names) + "\n"
    directive = "#if"
    for family, condition in FAMILIES.items():
        yield f"{directive} defined(__GNUC__) && {condition}\n"
        yield "#define LANE_EACH_ISA(X) " + " ".join(f"X({isa})" for isa in reversed(table[family])) + "\n"
        yield {"x86_64": "#include <immintrin.h>\n", "aarch64": "#include <arm_neon.h>\n"}[family]
        directive = "#elif"
    yield "#else\n#define LANE_EACH_ISA(X) X(scalar)\n#endif\n"


def pair():
    table = isa_table()
    folder = Folder()
    yield "/* SPDX-License-Identifier: MIT */\n/* lanejson in one file, made by src/amalgamate.py. */\n"
    # Before any header of the system: document/file.c is not the first file here.
    yield "#if !defined(_WIN32) && !defined(_POSIX_C_SOURCE)\n#define _POSIX_C_SOURCE 200809L\n#endif\n"
    yield "#define LANE_BUILD 1\n#include <stddef.h>\n"
    yield from isas(table)
    yield '#include "lanejson.h"\n'
    yield from core(folder)
    yield "#define LANE_ISA scalar\n" + unit("scalar", folder.seen) + "#undef LANE_ISA\n"
    for family, condition in FAMILIES.items():
        for isa, flags in table[family].items():
            if isa != "scalar":
                yield f"#if defined(__GNUC__) && {condition}\n#define LANE_ISA {isa}\n"
                yield targeted(unit(isa, folder.seen), flags) + "#undef LANE_ISA\n#endif\n"


def write(path, text):
    """Leaves a file with that text as it is, so that nothing is compiled again for it."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write(target / "lanejson.h", (ROOT / "include/lanejson.h").read_text(encoding="utf-8"))
    write(target / "lanejson.c", "".join(pair()))


if __name__ == "__main__":
    main()
