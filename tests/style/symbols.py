#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what the built files show to others, what they may write to, and which instructions their baseline uses.

Usage: symbols.py [--header FILE] [--library FILE] [--archive FILE] [--extension FILE]... [--unit ROW FILE]...
[--wheel FILE]. A unit's ROW is its instruction set and its flags, from the table in meson.build.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import zipfile

# The one word that selection writes, what a thread without the GIL finds its own by, and what CPython itself writes in:
# a module's definition.
WRITABLE = re.compile(r"lane_selected\w*|lane_py_last_kept\w*|module_def\w*")
# The compiler's and the linker's own.
LINKER = re.compile(r"_.*|completed\.\d+|frame_dummy|object\.\d+|\.?bss.*|\.?data.*|DW\.ref\..*")

# Instructions of x86 beyond SSE2, and the start of the compiler's flag that allows them; NEVER: none in use does.
# tzcnt is not here: older processors run its encoding as bsf, and compilers use that.
NEVER = "-never"
BEYOND_SSE2 = [
    (
        "-mavx512",
        r"k(add|and|andn|mov|not|or|ortest|shift[lr]|test|unpck\w\w|xnor|xor)[bdqw]|vmovdqu(8|16|32|64)|vmovdqa(32|64)|"
        r"vp(ternlog|compress|expand|rolv?|rorv?|and|andn|or|xor)[bdqw]|vperm[it]2\w+|vperm[bw]|vptestn?m[bdqw]|vpmov[bdqw]2m|"
        r"vpmovm2[bdqw]|vpmovu?s?(wb|d[bw]|q[bdw])|valign[dq]|v(extract|insert|broadcast)[fi](32|64)x\d|vcvtu\w+|"
        r"vcvt\w+2u(dq|qq|si)",
    ),
    ("-mavx", r"v[a-z]\w*"),
    ("-mpopcnt", r"popcnt"),
    ("-mlzcnt", r"lzcnt"),
    ("-mpclmul", r"pclmul\w+"),
    ("-mbmi", r"andn|bextr|blsi|blsr|blsmsk|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx"),
    (
        "-msse4.2",
        r"crc32[bwlq]?|pshufb|palignr|pabs[bwd]|ph(add|sub)\w+|pmadd?ubsw|pmaddubsw|pmulhrsw|psign[bwd]|lddqu|movddup|"
        r"movs[hl]dup|h?addsub\w+|hadd\w+|hsub\w+|blendv?p[sd]|pblend\w+|dpp[sd]|p(min|max)(sb|sd|uw|ud)|pmov[sz]x\w+|"
        r"pmuldq|pmulld|ptest|pcmpeqq|pcmpgtq|pcmp[ei]str[im]|pextr[bdq]|pinsr[bdq]|packusdw|round[ps][sd]|insertps|"
        r"extractps|mpsadbw",
    ),
    (NEVER, r"aes\w+|sha\d+\w+|movbe\w*"),
]
# What one flag allows it allows for those that imply it.
IMPLIES = {"-mavx2": ["-msse4.2"]}
# `verr` and `verw` are not vectors.
HARMLESS = {"verr", "verw"}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout


def defined(path, *options):
    """Names that path defines for others."""
    lines = run("nm", "--defined-only", "--extern-only", *options, path).splitlines()
    return {line.split()[-1] for line in lines if len(line.split()) == 3}


def check_library(path, declared):
    shown = defined(path, "--dynamic")
    for name in sorted(shown):
        if not name.startswith("lane_"):
            yield f"{path}: shows {name}, which is not a lane_ name"
        elif declared and name not in declared:
            yield f"{path}: shows {name}, which the header does not declare"
    for name in sorted(declared - shown):
        yield f"{path}: lacks {name}, which the header declares"


def check_archive(path):
    for name in sorted(defined(path)):
        if not name.startswith("lane_"):
            yield f"{path}: defines {name}, which is not a lane_ name"


def check_writable(path):
    """Objects in sections that stay writable (.data.rel.ro does not), thread-local ones included."""
    for line in run("objdump", "--syms", path).splitlines():
        match = re.match(r"[0-9a-f]+ (.{7}) (\S+)\s+([0-9a-f]+)(?: \.\w+)? (\S+)$", line)
        if not match:
            continue
        flags, section, size, name = match.groups()
        if flags[-1] != "O" or not re.match(r"\.(data|bss|tdata|tbss)(?!\.rel\.ro)", section) or int(size, 16) == 0:
            continue
        if not WRITABLE.fullmatch(name) and not LINKER.fullmatch(name):
            yield f"{path}: {name} in {section} can be written"


def check_extension(path):
    shown = defined(path, "--dynamic")
    module = os.path.basename(path).split(".")[0]
    for name in sorted(shown ^ {f"PyInit_{module}"}):
        yield f"{path}: {'shows' if name in shown else 'lacks'} {name}"
    yield from check_writable(path)


def check_wheel(path):
    """Its extensions: what they show, that nothing is left for debuggers, and that only the C library is needed."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as wheel:
        names = [name for name in wheel.namelist() if name.endswith(".so")]
        if not names:
            yield f"{path}: holds no extension"
        for name in names:
            extension = wheel.extract(name, folder)
            yield from check_extension(extension)
            if run("nm", extension).strip():
                yield f"{path}: {name} is not stripped"
            dynamic = run("objdump", "--private-headers", extension)
            for needed in re.findall(r"^  (?:NEEDED|RPATH|RUNPATH) +(\S+)", dynamic, re.M):
                if not re.match(r"lib(c|m|pthread)\.|ld-|libc\.musl", needed):
                    yield f"{path}: {name} needs {needed}"


def forbidden(flags):
    """A pattern of the instructions that no flag allows."""
    allowed = [*flags, *(implied for flag in flags for implied in IMPLIES.get(flag, []))]
    return re.compile("|".join(words for start, words in BEYOND_SSE2 if not any(f.startswith(start) for f in allowed)))


def check_instructions(path, flags):
    """On x86 no instruction but those of the flags. None: an archive, whose baseline is all but the units."""
    beyond = forbidden(flags or [])
    text = run("objdump", "--disassemble", "--no-show-raw-insn", path)
    if "x86-64" not in text:
        return
    member, seen = "", set()
    for line in text.splitlines():
        if ":     file format" in line:
            member = line.split(":")[0]
            continue
        match = re.match(r"\s+[0-9a-f]+:\t(?:(?:rep|repz|repnz|lock|data16|bnd|notrack|cs) )*(\w+)", line)
        if flags is None and "_tmpl" in member:
            continue
        if match and match[1] not in HARMLESS and beyond.fullmatch(match[1]) and (member, match[1]) not in seen:
            seen.add((member, match[1]))
            yield f"{path}({member}): {match[1]} is beyond {' '.join(flags or []) or 'the baseline'}"


def declarations(path):
    """Functions that the public header declares."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    return set(re.findall(r"\bLANE_API\s[^;{}]*?\b(lane_\w+)\s*\(", text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--header")
    parser.add_argument("--library")
    parser.add_argument("--archive")
    parser.add_argument("--extension", action="append", default=[])
    parser.add_argument("--wheel", action="append", default=[])
    parser.add_argument("--unit", action="append", default=[], nargs=2, metavar=("ROW", "FILE"))
    arguments = parser.parse_args()
    checks = []
    if arguments.library:
        declared = declarations(arguments.header) if arguments.header else set()
        checks += [check_library(arguments.library, declared), check_writable(arguments.library)]
    if arguments.archive:
        checks += [check_archive(arguments.archive), check_instructions(arguments.archive, None)]
    checks += [check_extension(path) for path in arguments.extension]
    checks += [check_wheel(path) for path in arguments.wheel]
    for row, path in arguments.unit:
        checks += [check_instructions(path, row.split()[1:])]
    failed = 0
    for check in checks:
        offences = list(check)
        for offence in offences:
            print(offence)
        failed += bool(offences)
    print(f"symbols: {len(checks) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
