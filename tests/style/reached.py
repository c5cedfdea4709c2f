#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that a C test names every flag of the API.

Usage: reached.py SOURCE_ROOT. The fuzz targets reach every flag by construction: fuzz.h takes their bits from the list.
So do the Python tests with the options of the orjson face: they go through those that the module has.
"""

import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    text = (root / "src/base/options.h").read_text(encoding="utf-8")
    names = [f"LANE_{name}" for name in re.findall(r"^ *X\((\w+), \d+, (?:true|false),", text, flags=re.M)]
    tests = " ".join(path.read_text(encoding="utf-8") for path in (root / "tests/c").glob("*.[ch]"))
    missing = [name for name in names if not re.search(rf"\b{name}\b", tests)]
    for name in missing:
        print(f"src/base/options.h: no test names {name}")
    print(f"reached: {len(names) - len(missing)} passed, {len(missing) + (not names)} failed")
    return not names or bool(missing)


if __name__ == "__main__":
    sys.exit(main())
